//! Attacks that were tried, and what share of them can have succeeded.

use crate::facts::derived::evidence;
use crate::facts::{Scope, names};
use crate::manifest::record::Record;
use crate::measure::interval::{Rate, needed_without_events, upper_bound};
use crate::model::{Kind, Reason, Value};

const KEY: &str = "integrity.robustness[].evidence";
/// Of upper bounds of rare events.
const CONFIDENCE: f64 = 0.95;

fn declared<'a>(scope: &'a Scope<'a>) -> &'a [Value] {
    let declared = scope.declared("integrity.robustness");
    declared.map_or(&[][..], Value::items)
}

/// The served languages, and whether an entry attacks the system in each.
pub(super) fn languages(scope: &Scope) -> Value {
    let served = scope.declared("system.languages");
    let attacked = |language: &str| {
        let mut of = declared(scope)
            .iter()
            .filter_map(|entry| entry.get("language")?.as_str());
        of.any(|of| names::same_language(of, language))
    };
    let served = served.map_or(&[][..], Value::items).iter();
    Value::list(served.filter_map(|value| {
        let language = value.as_str()?;
        Some(
            Value::record([
                ("language", Value::computed(language)),
                ("attacked", Value::computed(attacked(language))),
            ])
            .placed_like(value),
        )
    }))
}

/// Each entry with the worst result of its suite.
pub(super) fn entries(scope: &Scope) -> Value {
    Value::list(declared(scope).iter().map(|entry| {
        let mut record = Record::new();
        let mut lacks = Vec::new();
        for key in ["suite", "limit", "evidence"] {
            match entry.get(key).filter(|value| value.says_something()) {
                Some(value) => record.put(key, value.clone()),
                None => lacks.push(Value::computed(key)),
            }
        }
        record.put("language", entry.get("language").cloned());
        let is_whole = lacks.is_empty();
        record.keep("lacks", Value::list(lacks));
        if is_whole {
            result(scope, entry, &mut record);
        }
        record.into_value(None).placed_like(entry)
    }))
}

fn result(scope: &Scope, entry: &Value, record: &mut Record) {
    let at = entry.get("evidence").and_then(Value::mark);
    let text =
        |value: &'_ Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let path = text(entry, "evidence").unwrap_or_default();
    let found = match evidence::results(scope, KEY, &path) {
        Ok(found) => found,
        Err(reason) => return record.keep("found", Value::missing(reason, at)),
    };
    let (suite, language) = (text(entry, "suite"), text(entry, "language"));
    let ours = found.iter().filter(|result| {
        let of = text(result, "language");
        let same = match (&language, &of) {
            (Some(language), Some(of)) => names::same_language(language, of),
            // A result that names no language is no result in this one.
            (Some(_), None) => false,
            (None, _) => true,
        };
        same && text(result, "suite") == suite
    });
    let worst = ours
        .filter_map(|result| Some((result, counts(result)?)))
        .max_by(|(_, one), (_, other)| one.1.total_cmp(&other.1));
    record.keep("found", Value::computed(worst.is_some()).with_place(at));
    let Some((result, (events, share, n))) = worst else {
        return;
    };
    for key in ["success", "n"] {
        record.put(key, result.get(key).cloned());
    }
    let rounded = |share: f64| Value::computed((share * 10_000.0).round() / 10_000.0);
    record.put("share", rounded(share));
    let upper = upper_bound(events, n, CONFIDENCE);
    record.put("upper", upper.map(rounded));
    if let Some(limit) = entry.get("limit").and_then(Value::as_number) {
        let within = match upper {
            Some(upper) if upper <= limit => Kind::Bool(true),
            _ if share > limit => Kind::Bool(false),
            _ => Kind::Missing(Reason::NotDemonstrated),
        };
        record.keep("within", Value::computed(within).placed_like(result));
        let needed = needed_without_events(limit, CONFIDENCE);
        let needed = needed.and_then(|needed| i64::try_from(needed).ok());
        record.put("needed", needed.map(Value::computed));
    }
}

/// Events, share and cases of a result that says both, as far as they agree.
fn counts(result: &Value) -> Option<(u64, f64, u64)> {
    let count = |key: &str| u64::try_from(result.get(key)?.as_int()?).ok();
    let (events, n) = (count("success")?, count("n")?);
    let share = Rate::of(events, n).value()?;
    (events <= n).then_some((events, share, n))
}
