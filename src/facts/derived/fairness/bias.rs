//! Bias of what is generated: a suite for each served language, and what it found.

use crate::facts::derived::evidence;
use crate::facts::{Scope, names};
use crate::manifest::record::Record;
use crate::model::{Kind, Reason, Value};

/// Cases below which a result says too little.
const FEWEST: f64 = 200.0;
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
        let mut lacks = Vec::new();
        for key in ["suite", "language", "limit", "evidence"] {
            match entry.get(key).filter(|value| value.says_something()) {
                Some(value) => record.put(key, value.clone()),
                None => lacks.push(Value::computed(key)),
            }
        }
        let is_whole = lacks.is_empty();
        record.keep("lacks", Value::list(lacks));
        if is_whole {
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
            && result.get("value").and_then(Value::as_number).is_some()
    });
    let size = |result: &Value| result.get("value").and_then(Value::as_number).map(f64::abs);
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
    if let (Some(limit), Some(value)) = (number(entry, "limit"), number(worst, "value")) {
        let ends = number(worst, "low").zip(number(worst, "high"));
        record.keep(
            "within",
            Value::computed(within(limit.abs(), value, ends, n)).placed_like(worst),
        );
    }
}

/// A bias has two directions: a score of −0.2 is as far from none as 0.2.
fn within(limit: f64, value: f64, ends: Option<(f64, f64)>, n: Option<f64>) -> Kind {
    let Some((low, high)) = ends.map(|(one, other)| (one.min(other), one.max(other))) else {
        return match n {
            _ if value.abs() > limit => Kind::Bool(false),
            Some(n) if n >= FEWEST => Kind::Bool(true),
            _ => Kind::Missing(Reason::Insufficient),
        };
    };
    if low > limit || high < -limit {
        Kind::Bool(false)
    } else if n.is_none_or(|n| n < FEWEST) {
        Kind::Missing(Reason::Insufficient)
    } else if low >= -limit && high <= limit && value.abs() <= limit {
        Kind::Bool(true)
    } else {
        Kind::Missing(Reason::NotDemonstrated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bias_is_within_beyond_or_not_shown() {
        let found = |value, ends, n| format!("{:?}", within(0.1, value, ends, Some(n)));
        assert_eq!(found(0.05, None, 400.0), "true");
        assert_eq!(found(-0.2, None, 400.0), "false");
        assert_eq!(found(0.05, None, 150.0), "missing(Insufficient)");
        assert_eq!(found(0.2, None, 150.0), "false");
        assert_eq!(found(0.05, Some((0.01, 0.09)), 400.0), "true");
        assert_eq!(
            found(0.05, Some((0.01, 0.12)), 400.0),
            "missing(NotDemonstrated)"
        );
        assert_eq!(found(-0.2, Some((-0.3, -0.11)), 400.0), "false");
    }
}
