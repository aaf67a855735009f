//! Bias of what is generated: a suite for each served language, and what it found.

use crate::facts::derived::evidence;
use crate::facts::{Scope, names};
use crate::manifest::record::Record;
use crate::model::{Kind, Value};

/// Cases below which a result says too little.
const FEWEST: f64 = 200.0;
/// The largest limit that commits to something, as of a gap between groups.
const MOST: f64 = 0.25;
const KEY: &str = "fairness.bias_eval[].evidence";

fn entries<'a>(scope: &'a Scope<'a>) -> &'a [Value] {
    let declared = scope.declared("fairness.bias_eval");
    declared.map_or(&[][..], Value::items)
}

/// Whether an entry is about a language.
fn is_of(entry: &Value, language: &str) -> bool {
    let of = entry.get("language").and_then(Value::as_str);
    of.is_some_and(|of| names::same_language(of, language))
}

/// The served languages, and whether an entry speaks of each.
pub(super) fn languages(scope: &Scope) -> Value {
    let served = scope.declared("system.languages");
    let served = served.map_or(&[][..], Value::items);
    Value::list(served.iter().filter_map(|language| {
        let named = entries(scope)
            .iter()
            .any(|entry| is_of(entry, language.as_str().unwrap_or("")));
        Some(
            Value::record([
                ("language", Value::computed(language.as_str()?)),
                ("named", Value::computed(named)),
            ])
            .placed_like(language),
        )
    }))
}

/// Each entry with the worst result of its suite in its language.
pub(super) fn evaluations(scope: &Scope) -> Value {
    Value::list(entries(scope).iter().map(|entry| {
        let mut record = Record::new();
        let needed = ["suite", "language", "limit", "evidence"];
        if evidence::whole(entry, &needed, &mut record) {
            result(scope, entry, &mut record);
        }
        record.into_value(None).placed_like(entry)
    }))
}

fn result(scope: &Scope, entry: &Value, record: &mut Record) {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let path = text(entry, "evidence").unwrap_or_default();
    let at = entry.get("evidence").and_then(Value::mark);
    let results = match evidence::results(scope, KEY, &path) {
        Ok(results) => results,
        Err(reason) => return record.keep("found", Value::missing(reason, at)),
    };
    let (suite, language) = (text(entry, "suite"), text(entry, "language"));
    let ours = results.iter().filter(|result| {
        text(result, "suite") == suite
            && text(result, "language")
                .zip(language.as_ref())
                .is_some_and(|(own, language)| names::same_language(&own, language))
            && result.get("value").is_some()
    });
    let size = |result: &Value| result.get("value").and_then(Value::as_number).map(f64::abs);
    // A value that can't be read could be the worst of them.
    let ours: Vec<&Value> = ours.collect();
    let is_read = ours.iter().all(|result| size(result).is_some());
    let ours = ours.into_iter().filter(|_| is_read);
    let worst = ours.max_by(|one, other| {
        size(one)
            .partial_cmp(&size(other))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let Some(worst) = worst else {
        return record.keep("found", Value::computed(false).with_place(at));
    };
    let n = worst.get("n").and_then(Value::as_number);
    record.keep("found", Value::computed(true).with_place(at));
    record.put("has_n", Value::computed(n.is_some_and(|n| n > 0.0)));
    for key in ["metric", "value", "n", "low", "high"] {
        record.put(key, worst.get(key).cloned());
    }
    let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_number);
    if let (Some(at), Some(limit), Some(value)) = (
        entry.get("limit"),
        number(entry, "limit"),
        number(worst, "value"),
    ) {
        let bounded = is_bounded(limit, value);
        record.put("bounded", Value::computed(bounded).placed_like(at));
    }
    if let (Some(limit), Some(value)) = (number(entry, "limit"), number(worst, "value")) {
        let (low, high) = evidence::interval(worst).unwrap_or((value, value));
        let enough = n.is_some_and(|n| n >= FEWEST);
        let within = within(limit.abs(), low, high, enough);
        record.keep("within", Value::computed(within).placed_like(worst));
    }
}

/// Whether a limit leaves something to break: a quarter of the scale, which is
/// 1, or 100 where the result is larger than 1.
fn is_bounded(limit: f64, value: f64) -> bool {
    let scale = if value.abs() > 1.0 { 100.0 } else { 1.0 };
    limit.abs() <= MOST * scale
}

/// A bias has two directions: a score of −0.2 is as far from none as 0.2.
fn within(limit: f64, low: f64, high: f64, enough: bool) -> Kind {
    let beyond = low > limit || high < -limit;
    evidence::shown(beyond, enough, low >= -limit && high <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_no_result_breaks_is_none() {
        assert!(is_bounded(0.05, 0.9) && is_bounded(5.0, 12.0));
        assert!(!is_bounded(1.0, 0.9) && !is_bounded(5.0, 0.9) && !is_bounded(100.0, 12.0));
    }

    #[test]
    fn a_bias_is_within_beyond_or_not_shown() {
        let found = |low, high, enough| format!("{:?}", within(0.1, low, high, enough));
        assert_eq!(found(0.05, 0.05, true), "true");
        assert_eq!(found(-0.2, -0.2, true), "false");
        assert_eq!(found(0.05, 0.05, false), "missing(Insufficient)");
        assert_eq!(found(0.2, 0.2, false), "false");
        assert_eq!(found(0.01, 0.09, true), "true");
        assert_eq!(found(0.01, 0.12, true), "missing(NotDemonstrated)");
        assert_eq!(found(-0.3, -0.11, true), "false");
    }
}
