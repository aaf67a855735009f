//! Each entry of `youth.defaults` beside the value that the product's own
//! configuration holds.

use crate::facts::derived::reads::Product;
use crate::facts::{Scope, linked};
use crate::manifest::record::Record;
use crate::measure::text::substantive;
use crate::model::path::name_of;
use crate::model::{Kind, Reason, Value};

/// What a setting may not fall short of.
#[derive(Clone, Copy)]
enum Floor {
    /// Exactly this.
    Is(bool),
    /// An interval: above 0, since 0 switches it off, and at most so long.
    AtMost(f64),
}

/// Every setting with its floor.
const SETTINGS: [(&str, Floor); 8] = [
    ("targeted_ads", Floor::Is(false)),
    ("profiling", Floor::Is(false)),
    ("location", Floor::Is(false)),
    ("public_profile", Floor::Is(false)),
    ("engagement_nudges", Floor::Is(false)),
    ("quiet_hours", Floor::Is(true)),
    ("break_minutes", Floor::AtMost(60.0)),
    ("sensitive_memory", Floor::Is(false)),
];

/// Words that a reason for having no such setting needs.
const REASON_WORDS: usize = 4;

/// The settings that no entry names.
pub(super) fn unlisted(declared: &Value) -> Value {
    let listed = |name: &str| {
        let mut entries = declared.items().iter();
        entries.any(|entry| text(entry, "setting") == Some(name))
    };
    let absent = SETTINGS.iter().filter(|(name, _)| !listed(name));
    Value::list(absent.map(|(name, _)| Value::computed(*name))).placed_like(declared)
}

/// The entries, each judged against its file.
pub(super) fn defaults(scope: &Scope, declared: &Value) -> Value {
    let product = Product::of(scope);
    let entries = declared.items().iter();
    let entries = entries.map(|entry| one(scope, &product, entry));
    Value::list(entries).placed_like(declared)
}

fn one(scope: &Scope, product: &Product, entry: &Value) -> Value {
    let mut record = Record::new();
    record.put("name", entry.get("setting").cloned());
    let has = |key: &str| entry.get(key).is_some_and(Value::says_something);
    let reason = entry
        .get("not_applicable")
        .filter(|reason| reason.says_something());
    // Who names a key says that there is such a setting, whatever the reason says.
    let judged = reason.is_none() || has("key") || has("must_be");
    record.put("judged", Value::computed(judged).placed_like(entry));
    if let Some(reason) = reason {
        let says = substantive(reason.as_str().unwrap_or(""), REASON_WORDS).is_ok();
        record.put("reason_says", Value::computed(says).placed_like(reason));
    }
    if judged {
        let lacks = ["file", "key", "must_be"]
            .into_iter()
            .filter(|key| !has(key));
        record.put(
            "lacks",
            Value::list(lacks.map(Value::computed)).placed_like(entry),
        );
        record.put("file", entry.get("file").cloned());
        record.put("key", entry.get("key").cloned());
        judge(scope, entry, &mut record);
        if let (Some(file), Some(key)) = (text(entry, "file"), text(entry, "key")) {
            record.put("read", product.reads(scope, file, key));
        }
    }
    record.into_value(None).placed_like(entry)
}

fn judge(scope: &Scope, entry: &Value, record: &mut Record) {
    let floor = SETTINGS
        .iter()
        .find(|(name, _)| text(entry, "setting") == Some(name))
        .map(|(_, floor)| *floor);
    let must = entry.get("must_be").filter(|must| must.says_something());
    if let (Some(floor), Some(must)) = (floor, must) {
        record.put("must_be", Value::computed(spelled(must)).placed_like(must));
        record.put("floor", Value::computed(floor.spelled()));
        record.put(
            "weaker",
            Value::computed(floor.is_above(must)).placed_like(must),
        );
    }
    let (Some(file), Some(key)) = (text(entry, "file"), text(entry, "key")) else {
        return;
    };
    let place = entry.get("key").and_then(Value::mark);
    match configured(scope, file, key) {
        Ok(found) => {
            record.put("exists", Value::computed(true).with_place(place));
            if let (Some(floor), Some(must)) = (floor, must) {
                let lenient = is_text_only(file);
                let matches = floor.allows(&found, lenient) && meets(&found, must, lenient);
                record.put("matches", Value::computed(matches).placed_like(entry));
            }
            let shown = found.to_json().to_string();
            record.put("found", Value::computed(shown).placed_like(&found));
        }
        Err(Reason::Absent)
            if scope
                .resolve(file)
                .is_some_and(|path| is_there(scope, &path)) =>
        {
            record.put("exists", Value::computed(false).with_place(place));
        }
        Err(reason) => record.keep("exists", Value::missing(reason, place)),
    }
}

fn is_there(scope: &Scope, path: &str) -> bool {
    scope.tree.entry(path).is_some()
}

/// The value at a key of a file, or why there is none.
fn configured(scope: &Scope, file: &str, key: &str) -> Result<Value, Reason> {
    let document = linked::document(scope, file)?;
    let parsed = linked::data(&document).ok_or(Reason::Unreadable)?;
    if parsed.problems.iter().any(|problem| problem.fatal) {
        return Err(Reason::Unreadable);
    }
    let found = linked::lookup(&parsed.value, key).ok_or(Reason::Absent)?;
    match &found.kind {
        // An empty value is there and protects nobody.
        Kind::Null => Ok(Value::computed("null").placed_like(found)),
        _ => Ok(found.clone()),
    }
}

/// Files in which every value is text, so that `false` is a word.
fn is_text_only(file: &str) -> bool {
    let name = name_of(file).to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    name.starts_with(".env") || matches!(extension, "env" | "properties" | "ini" | "conf")
}

impl Floor {
    fn spelled(self) -> String {
        match self {
            Self::Is(value) => value.to_string(),
            Self::AtMost(most) => format!("{{max: {most}}}"),
        }
    }

    /// Whether a commitment allows what the floor does not.
    fn is_above(self, must: &Value) -> bool {
        match self {
            Self::Is(value) => must.as_bool() != Some(value),
            Self::AtMost(most) => {
                let bound = must.get("max").unwrap_or(must).as_number();
                !bound.is_some_and(|bound| bound > 0.0 && bound <= most)
            }
        }
    }

    /// Whether a configured value means anything for this setting.
    fn allows(self, found: &Value, lenient: bool) -> bool {
        match self {
            Self::Is(_) => true,
            Self::AtMost(_) => as_number(found, lenient).is_some_and(|number| number > 0.0),
        }
    }
}

/// Whether a configured value is what the team commits to.
fn meets(found: &Value, must: &Value, lenient: bool) -> bool {
    if let Kind::Map(_) = must.kind {
        let Some(number) = as_number(found, lenient) else {
            return false;
        };
        let bound = |key: &str| must.get(key).and_then(Value::as_number);
        let bounded = bound("min").is_some() || bound("max").is_some();
        return bounded
            && bound("min").is_none_or(|least| number >= least)
            && bound("max").is_none_or(|most| number <= most);
    }
    match &must.kind {
        Kind::Bool(must) => as_bool(found, lenient) == Some(*must),
        Kind::Int(_) | Kind::Float(_) => {
            let (found, must) = (as_number(found, lenient), must.as_number());
            found.is_some() && found == must
        }
        Kind::Text(must) => found.as_str() == Some(&**must),
        _ => false,
    }
}

fn as_bool(value: &Value, lenient: bool) -> Option<bool> {
    match (&value.kind, lenient) {
        (Kind::Text(text), true) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "on" | "yes" => Some(true),
            "false" | "0" | "off" | "no" => Some(false),
            _ => None,
        },
        _ => value.as_bool(),
    }
}

fn as_number(value: &Value, lenient: bool) -> Option<f64> {
    match (&value.kind, lenient) {
        (Kind::Text(text), true) => text.trim().parse().ok(),
        _ => value.as_number(),
    }
}

/// A commitment on one line.
fn spelled(must: &Value) -> String {
    match &must.kind {
        Kind::Map(_) => {
            let bounds = must.entries();
            let bounds: Vec<String> = bounds
                .map(|(key, value)| format!("{key}: {}", value.to_json()))
                .collect();
            format!("{{{}}}", bounds.join(", "))
        }
        Kind::Text(text) => text.to_string(),
        _ => must.to_json().to_string(),
    }
}

fn text<'a>(entry: &'a Value, key: &str) -> Option<&'a str> {
    entry.get(key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(entries: &[(&str, f64)]) -> Value {
        Value::record(
            entries
                .iter()
                .map(|(key, number)| (*key, Value::computed(*number))),
        )
    }

    #[test]
    fn a_commitment_may_be_stricter_than_the_floor_and_never_weaker() {
        let breaks = Floor::AtMost(60.0);
        for strict in [
            of(&[("max", 60.0)]),
            of(&[("max", 30.0)]),
            Value::computed(45i64),
        ] {
            assert!(!breaks.is_above(&strict), "{strict:?}");
        }
        for weak in [
            of(&[("max", 240.0)]),
            of(&[("min", 10.0)]),
            of(&[("max", 0.0)]),
            Value::computed(61i64),
            Value::computed("60"),
        ] {
            assert!(breaks.is_above(&weak), "{weak:?}");
        }
        assert!(Floor::Is(false).is_above(&Value::computed(true)));
        assert!(Floor::Is(false).is_above(&Value::computed("false")));
        assert!(!Floor::Is(true).is_above(&Value::computed(true)));
    }

    #[test]
    fn breaks_that_never_come_meet_no_commitment() {
        let breaks = Floor::AtMost(60.0);
        assert!(!breaks.allows(&Value::computed(0i64), false));
        assert!(!breaks.allows(&Value::computed("45"), false));
        assert!(breaks.allows(&Value::computed("45"), true));
        assert!(breaks.allows(&Value::computed(45i64), false));
    }

    #[test]
    fn a_word_is_a_truth_only_where_every_value_is_a_word() {
        let must = Value::computed(false);
        assert!(meets(&Value::computed(false), &must, false));
        assert!(!meets(&Value::computed("false"), &must, false));
        assert!(meets(&Value::computed("False"), &must, true));
        assert!(!meets(&Value::computed("maybe"), &must, true));
        assert!(is_text_only("config/.env.production"));
        assert!(!is_text_only("config/minor.yaml"));
    }
}
