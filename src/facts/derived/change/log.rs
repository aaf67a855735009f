//! A loosening, and whether the change's own `change_log` owns up to it.

use super::{Change, spelled};
use crate::manifest::record::Record;
use crate::model::{Kind, Place, Reason, Value};

/// A word for a value that is not there.
pub(super) const NONE: &str = "none";

/// A value that is more permissive than it was.
pub(super) struct Moved<'a> {
    /// Its full name.
    pub(super) key: String,
    /// What stood on the base.
    pub(super) was: Option<&'a Value>,
    /// What stands now.
    pub(super) is: Option<&'a Value>,
    /// What counts where nothing stands.
    pub(super) default: Option<&'static str>,
    /// Where it belongs, where nothing stands.
    pub(super) home: Option<Place>,
    /// One of the two can't be read.
    pub(super) undecided: bool,
}

/// One entry of `change.loosened`.
pub(super) fn loosened(change: &Change, moved: &Moved) -> Value {
    loosened_from(change, moved, None)
}

/// The same, where the value on the base stands elsewhere than it says.
pub(super) fn loosened_from(change: &Change, moved: &Moved, stood: Option<Place>) -> Value {
    let mut record = owned_up(change, moved, stood);
    record.keep("names_approver", Value::computed(false));
    record.into_value(place(moved))
}

/// What moved, and whether an approver of the base let it.
pub(super) fn owned_up(change: &Change, moved: &Moved, stood: Option<Place>) -> Record {
    let entries = entries(change, moved);
    let approver = entries
        .iter()
        .filter_map(|entry| entry.get("approver"))
        .find(|approver| change.is_approver(Some(approver)));
    let approved = match moved.undecided {
        true => {
            let unreadable = [moved.is, moved.was].into_iter().flatten();
            let mut unreadable = unreadable.filter(|value| !value.says_something());
            Value::missing(Reason::Unreadable, unreadable.find_map(Value::mark))
        }
        false => Value::computed(approver.is_some()),
    };
    let mut record = both_sides(change, moved, stood);
    record.keep("logged", Value::computed(!entries.is_empty()));
    record.keep("approved", approved);
    if let Some(approver) = approver {
        let context = change.scope.context;
        let own = |name| context.map(|context| Value::computed(context.is_author(name)));
        record.put("by_author", approver.as_str().and_then(own));
        change.put_agreement(&mut record, approver);
    }
    record
}

/// An exception that is new and says itself who allowed it.
pub(super) fn added(change: &Change, moved: &Moved) -> Value {
    let mut record = both_sides(change, moved, None);
    record.keep("logged", Value::computed(false));
    record.keep("approved", Value::computed(true));
    record.keep("names_approver", Value::computed(true));
    record.into_value(place(moved))
}

fn place(moved: &Moved) -> Option<Place> {
    let place = moved.is.and_then(Value::mark);
    place.or_else(|| moved.home.clone())
}

/// Key, value here and value there.
fn both_sides(change: &Change, moved: &Moved, stood: Option<Place>) -> Record {
    let said = |value: Option<&Value>| {
        let none = moved.default.unwrap_or(NONE);
        value.map_or_else(
            || none.to_owned(),
            |value| match spelled(value) {
                // Words in a sentence of ours are theirs.
                words if words.contains(' ') => format!("\"{words}\""),
                word => word,
            },
        )
    };
    let (from, to) = (said(moved.was), said(moved.is));
    let was = stood.or_else(|| moved.was.and_then(Value::mark));
    // A value that was left to its default has its section to point at.
    let was = was.or_else(|| {
        let section = moved.key.split(['.', '[']).next().unwrap_or_default();
        let section = change.base().get(section).and_then(Value::mark);
        section.or_else(|| change.base().mark())
    });
    let mut record = Record::new();
    record.put("key", Some(Value::computed(moved.key.as_str())));
    record.put("was", Some(Value::computed(from.as_str()).with_place(was)));
    record.put("from", Some(Value::computed(from)));
    record.put("to", Some(Value::computed(to)));
    record
}

/// Entries of the log that this change adds and that say just this: when it
/// was allowed, which is not later than today, and where it is argued.
fn entries<'a>(change: &Change<'a>, moved: &Moved) -> Vec<&'a Value> {
    let mut entries = of_key(change, &moved.key);
    entries.retain(|entry| {
        says(entry.get("from"), moved.was, moved.default)
            && says(entry.get("to"), moved.is, moved.default)
    });
    entries
}

/// Entries of the log that this change adds for a key, whole ones alone.
pub(super) fn of_key<'a>(change: &Change<'a>, key: &str) -> Vec<&'a Value> {
    let log = |root: &'a Value| root.get("change_log").map_or(&[][..], Value::items);
    let old: Vec<_> = log(change.base()).iter().map(Value::to_json).collect();
    log(change.head())
        .iter()
        .filter(|entry| !old.contains(&entry.to_json()))
        .filter(|entry| entry.get("key").and_then(Value::as_str) == Some(key))
        .filter(|entry| is_whole(change, entry))
        .collect()
}

/// Whether an entry says when and where, so that somebody can look it up.
fn is_whole(change: &Change, entry: &Value) -> bool {
    let date = entry.get("date").and_then(Value::as_date);
    let why = entry.get("why").and_then(Value::as_str);
    let is_there = |path: &str| {
        let path = change.scope.resolve(path.split('#').next().unwrap_or(path));
        path.is_some_and(|path| change.scope.tree.entry(&path).is_some())
    };
    date.is_some_and(|date| date <= change.scope.today) && why.is_some_and(is_there)
}

/// Whether an entry's `from` or `to` is that value.
fn says(entry: Option<&Value>, value: Option<&Value>, default: Option<&str>) -> bool {
    let entry = entry.filter(|entry| entry.says_something());
    match (entry, value) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some(entry), None) => {
            let word = spelled(entry);
            word == NONE || default.is_some_and(|default| alike(&word, default))
        }
        (Some(entry), Some(value)) => match (&entry.kind, &value.kind) {
            (Kind::Bool(one), Kind::Bool(other)) => one == other,
            _ => alike(&spelled(entry), &spelled(value)),
        },
    }
}

/// `0.80` is `0.8`.
fn alike(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => (one - other).abs() <= f64::EPSILON * one.abs().max(1.0),
        _ => one == other,
    }
}
