//! Attacks that were tried, and what share of them can have succeeded.

use crate::facts::derived::{evidence, rare};
use crate::facts::{Scope, names};
use crate::manifest::record::Record;
use crate::model::Value;

const KEY: &str = "integrity.robustness[].evidence";

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
        record.put("language", entry.get("language").cloned());
        if evidence::whole(entry, &["suite", "limit", "evidence"], &mut record) {
            result(scope, entry, &mut record);
        }
        record.into_value(None).placed_like(entry)
    }))
}

fn result(scope: &Scope, entry: &Value, record: &mut Record) {
    let at = entry.get("evidence").and_then(Value::mark);
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
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
    let limit = entry.get("limit").and_then(Value::as_number);
    let rank = |(events, n): (u64, u64)| rare::rank(events, n, limit.unwrap_or(0.0));
    let ours: Vec<&Value> = ours.collect();
    // A count that can't be read could be the worst of them.
    let is_unread = |result: &&Value| result.get("success").is_some() && counts(result).is_none();
    let worst = ours
        .iter()
        .filter(|_| !ours.iter().any(is_unread))
        .copied()
        .filter_map(|result| Some((result, counts(result)?)))
        .max_by(|(_, one), (_, other)| rare::order(rank(*one), rank(*other)));
    record.keep("found", Value::computed(worst.is_some()).with_place(at));
    let Some((result, (events, n))) = worst else {
        return;
    };
    for key in ["success", "n"] {
        record.put(key, result.get(key).cloned());
    }
    record.put(
        "result",
        Value::computed(suite.unwrap_or_default()).placed_like(result),
    );
    if let Some(limit) = limit {
        rare::against(record, events, n, limit);
    }
}

/// Successes and attacks of a result that counts both, as far as they agree.
fn counts(result: &Value) -> Option<(u64, u64)> {
    let (events, n) = (
        evidence::counted(result, "success")?,
        evidence::counted(result, "n")?,
    );
    (n > 0 && events <= n).then_some((events, n))
}
