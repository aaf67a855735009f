//! Lists of exceptions that grew, and lists of promises that shrank.

use globset::Glob;

use super::log::{self, Moved};
use super::{Change, limits, spelled, text};
use crate::facts::bounds;
use crate::model::context::is_same;
use crate::model::{Place, Value};

/// Lists whose every entry promises something; `*` stands for each key of a
/// map.
const PROMISES: &[&str] = &[
    "extends",
    "approvers",
    "system.affected",
    "system.features",
    "system.markets",
    "system.languages",
    "uses.prohibited",
    "explain.confidential_terms",
    "explain.confidential_files",
    "inclusion.alternative.channels",
    "youth.crisis.helplines.*",
];

/// Entries that let more pass, in the order of the file.
pub(super) fn grown(change: &Change) -> Vec<Value> {
    let mut found = Vec::new();
    let excluded: Vec<&Value> = items(change.base(), "exclude").collect();
    for glob in items(change.head(), "exclude") {
        if is_wider(glob, &excluded) {
            found.push(added(change, "exclude", glob));
        }
    }
    for entry in items(change.head(), "privacy.pii_allowed") {
        let kind = entry
            .get("kind")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let Some(glob) = entry.get("where") else {
            continue;
        };
        if is_wider(glob, &allowed(change, kind)) {
            let key = format!("privacy.pii_allowed[{kind}].where");
            found.push(added(change, &key, glob));
        }
    }
    let topics = |root| items(root, "explain.redactions").filter_map(|entry| entry.get("topic"));
    for topic in topics(change.head()) {
        if !topics(change.base()).any(|known| known.as_str() == topic.as_str()) {
            found.push(added(change, "explain.redactions", topic));
        }
    }
    // The first list of approvers is one that nobody could have approved.
    if items(change.base(), "approvers").next().is_some() {
        for party in items(change.head(), "approvers") {
            if !change.is_approver(Some(party)) {
                found.push(added(change, "approvers", party));
            }
        }
    }
    found.extend(uses(change));
    found.extend(references(change));
    found.extend(shares(change));
    for path in PROMISES {
        match path.strip_suffix(".*") {
            None => shrunk(change, path, &mut found),
            Some(map) => {
                let names = change.base().at_path(map).into_iter();
                for (name, _) in names.flat_map(Value::entries) {
                    shrunk(change, &format!("{map}.{name}"), &mut found);
                }
            }
        }
    }
    found
}

/// Uses that a dataset's origin is said to allow from now on, where it was
/// said what it allows.
fn uses(change: &Change) -> Vec<Value> {
    const USES: &str = "allowed_uses";
    let (stood, stands) = limits::datasets(change);
    let mut found = Vec::new();
    for is in items(&stands, "data") {
        let id = text(is, "id");
        let same = |was: &&Value| !id.is_empty() && text(was, "id") == id;
        let Some(was) = items(&stood, "data").find(same) else {
            continue;
        };
        let known: Vec<&str> = items(was, USES).filter_map(Value::as_str).collect();
        if known.is_empty() || known.contains(&"any") {
            continue;
        }
        let key = format!("data[{id}].{USES}");
        let fresh = |word: &&Value| word.as_str().is_some_and(|word| !known.contains(&word));
        found.extend(
            items(is, USES)
                .filter(fresh)
                .map(|word| added(change, &key, word)),
        );
    }
    found
}

/// Entries of the base's list that are gone.
fn shrunk(change: &Change, key: &str, found: &mut Vec<Value>) {
    for promise in items(change.base(), key) {
        let Some(word) = promise.as_str() else {
            continue;
        };
        let mut kept = items(change.head(), key).filter_map(Value::as_str);
        if !kept.any(|kept| is_same(kept, word)) {
            found.push(log::loosened(
                change,
                &Moved {
                    key: key.to_owned(),
                    was: Some(promise),
                    is: None,
                    default: None,
                    home: home(change, key),
                    undecided: false,
                },
            ));
        }
    }
}

/// Groups that others are held against from now on: against one group alone
/// a gap between two others is not seen.
fn references(change: &Change) -> Vec<Value> {
    let mut found = Vec::new();
    let of = |root| Value::at_path(root, "fairness.reference");
    let attributes = change.base().at_path("fairness.attributes");
    for (name, is) in of(change.head()).into_iter().flat_map(Value::entries) {
        let was = of(change.base()).and_then(|old| old.get(name));
        let is_measured = attributes.is_some_and(|known| known.get(name).is_some());
        if is_measured && was.and_then(Value::as_str) != is.as_str() {
            found.push(log::loosened(
                change,
                &Moved {
                    key: format!("fairness.reference.{name}"),
                    was,
                    is: Some(is),
                    default: None,
                    home: home(change, "fairness.reference"),
                    undecided: false,
                },
            ));
        }
    }
    found
}

/// Shares of the people served that are others than before, an attribute each:
/// who was evaluated is held against them. Where a group of the attribute is
/// gone, that is told of the group.
fn shares(change: &Change) -> Vec<Value> {
    const KEY: &str = "fairness.population.shares";
    let of = |root| Value::at_path(root, KEY);
    let mut found = Vec::new();
    for (name, was) in of(change.base()).into_iter().flat_map(Value::entries) {
        let Some(is) = of(change.head()).and_then(|now| now.get(name)) else {
            continue;
        };
        let number = |group: &str, side: &Value| side.get(group).and_then(Value::as_number);
        let moved = was.entries().any(|(group, _)| {
            let shares = (number(group, was), number(group, is));
            !matches!(shares, (Some(was), Some(is)) if (was - is).abs() <= bounds::ALIKE)
        });
        if moved && !loses_group(change, name) {
            let said = |side: &Value| {
                let shares = side.entries();
                let shares = shares.map(|(group, share)| format!("{group} {}", spelled(share)));
                let shares = shares.collect::<Vec<_>>().join(", ");
                Value::computed(shares).with_place(side.mark())
            };
            let (was, is) = (said(was), said(is));
            found.push(log::loosened(
                change,
                &Moved {
                    key: format!("{KEY}.{name}"),
                    was: Some(&was),
                    is: Some(&is),
                    default: None,
                    home: home(change, KEY),
                    undecided: false,
                },
            ));
        }
    }
    found
}

/// Whether an attribute lost a group that the base has.
fn loses_group(change: &Change, attribute: &str) -> bool {
    let of = |root| {
        let attributes = Value::at_path(root, "fairness.attributes");
        attributes.and_then(|all| all.get(attribute))
    };
    let groups = |root| of(root).map_or(&[][..], Value::items);
    let names = groups(change.base()).iter().filter_map(Value::as_str);
    let now = groups(change.head());
    names
        .into_iter()
        .any(|name| !now.iter().any(|kept| kept.as_str() == Some(name)))
}

fn added(change: &Change, key: &str, entry: &Value) -> Value {
    log::loosened(
        change,
        &Moved {
            key: key.to_owned(),
            was: None,
            is: Some(entry),
            default: None,
            home: home(change, key),
            undecided: false,
        },
    )
}

fn home(change: &Change, key: &str) -> Option<Place> {
    change.home(key).or_else(|| change.head().mark())
}

fn items<'a>(root: &'a Value, path: &str) -> impl Iterator<Item = &'a Value> {
    let list = root.at_path(path).map_or(&[][..], Value::items);
    list.iter().filter(|item| item.says_something())
}

/// The globs of the base under which a kind is allowed.
fn allowed<'a>(change: &Change<'a>, kind: &str) -> Vec<&'a Value> {
    items(change.base(), "privacy.pii_allowed")
        .filter(|entry| entry.get("kind").and_then(Value::as_str) == Some(kind))
        .filter_map(|entry| entry.get("where"))
        .collect()
}

/// Whether a glob may let through what none of the old ones did, on files that
/// are there or will be.
fn is_wider(glob: &Value, old: &[&Value]) -> bool {
    let new = spelled(glob);
    !old.iter().any(|old| covers(&spelled(old), &new))
}

/// Characters that make more than a path of a glob.
const WILD: [char; 7] = ['*', '?', '[', ']', '{', '}', '\\'];

/// Whether whatever a glob matches is surely matched by an old one: it is the
/// same, a path that the old one matches, or the old one with words in the
/// place of its stars.
fn covers(old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    if !new.contains(WILD) {
        return matches(old, new);
    }
    // Braces and classes may hold a slash.
    let beyond = |glob: &str| glob.contains(&WILD[2..]);
    if beyond(old) || beyond(new) {
        return false;
    }
    let parts = |glob: &'_ str| glob.split('/').map(str::to_owned).collect::<Vec<_>>();
    covers_parts(&parts(old), &parts(new))
}

fn covers_parts(old: &[String], new: &[String]) -> bool {
    let Some((first, rest)) = old.split_first() else {
        return new.is_empty();
    };
    let Some((word, others)) = new.split_first() else {
        return false;
    };
    if first == "**" {
        return rest.is_empty() || covers_parts(rest, new) || covers_parts(old, others);
    }
    let same = first == word
        || (first == "*" && !word.contains("**"))
        || (!word.contains(WILD) && !first.contains("**") && matches(first, word));
    same && covers_parts(rest, others)
}

fn matches(glob: &str, path: &str) -> bool {
    Glob::new(glob).is_ok_and(|glob| glob.compile_matcher().is_match(path))
}
