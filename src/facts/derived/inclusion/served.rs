//! What is measured of a served language, and how far it is behind the best.

use std::cmp::Ordering;

use crate::facts::derived::evidence;
use crate::facts::{Scope, names};
use crate::model::metric::less_is_better;
use crate::model::{Kind, Reason, Value};

/// The widest gap that a declaration may allow.
pub(super) const GAP: f64 = 0.10;
/// Cases below which a result says too little.
const FEWEST: i64 = 200;
/// Two shares that differ by less are equal.
const EPSILON: f64 = 1e-9;

/// A served language with what is measured of it.
pub(super) struct Served<'a> {
    pub(super) language: &'a Value,
    pub(super) entry: Option<&'a Value>,
    pub(super) result: Result<&'a Value, NoResult>,
}

/// Why there is no result.
#[derive(Clone, Copy)]
pub(super) enum NoResult {
    /// Nothing claims one, or the evidence has none for the language.
    None,
    /// The evidence can't be read.
    Unknown(Reason),
}

impl Served<'_> {
    fn metric(&self) -> Option<&str> {
        self.entry?.get("metric")?.as_str()
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.result.ok()?.get(key)?.as_number()
    }

    /// The result as a share of which more is better.
    fn share(&self, value: f64) -> f64 {
        // A rate given in percent.
        let scale = match self.number("value") {
            Some(value) if value.abs() > 1.0 => 100.0,
            _ => 1.0,
        };
        better(self.metric()) * value / scale
    }

    pub(super) fn quality(&self) -> Option<f64> {
        Some(self.share(self.number("value")?))
    }
}

/// What makes the better one of two results the larger.
fn better(metric: Option<&str>) -> f64 {
    match less_is_better(&super::spelled(metric.unwrap_or(""))) {
        true => -1.0,
        false => 1.0,
    }
}

pub(super) fn measured<'a>(scope: &'a Scope<'a>, language: &'a Value) -> Served<'a> {
    let tag = language.as_str().unwrap_or("");
    let quality = scope
        .declared("inclusion.quality")
        .map_or(&[][..], Value::items);
    let entry = quality.iter().find(|entry| {
        entry
            .get("language")
            .and_then(Value::as_str)
            .is_some_and(|of| names::same_language(of, tag))
    });
    let result = entry.map_or(Err(NoResult::None), |entry| result(scope, entry, tag));
    Served {
        language,
        entry,
        result,
    }
}

/// The result of an entry's evidence for a language by the entry's measure:
/// the worst one where there are several, since a suite is chosen with ease.
fn result<'a>(scope: &Scope<'a>, entry: &Value, tag: &str) -> Result<&'a Value, NoResult> {
    let path = entry
        .get("evidence")
        .and_then(Value::as_str)
        .ok_or(NoResult::None)?;
    let metric = entry.get("metric").and_then(Value::as_str);
    let results = evidence::results(scope, "inclusion.quality[].evidence", path);
    let results = results.map_err(NoResult::Unknown)?;
    let better = better(metric);
    let text =
        |result: &Value, key: &str| result.get(key).and_then(Value::as_str).map(str::to_owned);
    results
        .iter()
        .filter(|result| {
            text(result, "language").is_some_and(|of| names::same_language(&of, tag))
                && text(result, "metric").as_deref() == metric
                && ["attribute", "group", "category"]
                    .iter()
                    .all(|key| result.get(key).is_none())
                && result.get("value").and_then(Value::as_number).is_some()
        })
        .min_by(|one, other| {
            let quality = |result: &Value| result.get("value").and_then(Value::as_number);
            let (one, other) = (quality(one).unwrap_or(0.0), quality(other).unwrap_or(0.0));
            (better * one).total_cmp(&(better * other))
        })
        .ok_or(NoResult::None)
}

/// The best served language by the same measure, itself included.
pub(super) fn best<'a, 'v>(one: &Served, all: &'a [Served<'v>]) -> Option<&'a Served<'v>> {
    all.iter()
        .filter(|other| other.metric() == one.metric() && other.quality().is_some())
        .max_by(|one, other| {
            let (one, other) = (one.quality(), other.quality());
            one.partial_cmp(&other).unwrap_or(Ordering::Equal)
        })
}

pub(super) fn within(one: &Served, quality: f64, best: f64, gap: f64) -> Kind {
    let cases = one
        .result
        .ok()
        .and_then(|result| result.get("n"))
        .and_then(Value::as_int);
    if cases.is_none_or(|cases| cases < FEWEST) {
        return Kind::Missing(Reason::Insufficient);
    }
    let is_best = best - quality < EPSILON;
    let ends = one.result.ok().and_then(evidence::interval);
    let (Some((low, high)), false) = (ends, is_best) else {
        return Kind::Bool(best - quality <= gap + EPSILON);
    };
    let (one_end, other_end) = (best - one.share(low), best - one.share(high));
    if one_end.max(other_end) <= gap + EPSILON {
        Kind::Bool(true)
    } else if one_end.min(other_end) > gap + EPSILON {
        Kind::Bool(false)
    } else {
        Kind::Missing(Reason::NotDemonstrated)
    }
}

pub(super) fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(value: f64, n: i64, interval: Option<(f64, f64)>) -> Value {
        let mut entries = vec![("value", Value::computed(value)), ("n", Value::computed(n))];
        if let Some((low, high)) = interval {
            entries.push(("low", Value::computed(low)));
            entries.push(("high", Value::computed(high)));
        }
        Value::record(entries)
    }

    fn judged(metric: &str, value: f64, n: i64, interval: Option<(f64, f64)>, best: f64) -> Kind {
        let language = Value::computed("vi");
        let entry = Value::record([("metric", Value::computed(metric))]);
        let result = result(value, n, interval);
        let served = Served {
            language: &language,
            entry: Some(&entry),
            result: Ok(&result),
        };
        let best = served.share(best);
        within(&served, served.quality().expect("a value"), best, GAP)
    }

    #[test]
    fn a_gap_is_within_beyond_or_not_shown() {
        let kind =
            |value: f64, n, interval| format!("{:?}", judged("accuracy", value, n, interval, 0.9));
        assert_eq!(kind(0.81, 500, None), "true");
        assert_eq!(kind(0.80, 500, None), "true");
        assert_eq!(kind(0.79, 500, None), "false");
        assert_eq!(kind(0.81, 199, None), "missing(Insufficient)");
        assert_eq!(
            kind(0.81, 500, Some((0.77, 0.85))),
            "missing(NotDemonstrated)"
        );
        assert_eq!(kind(0.70, 500, Some((0.66, 0.74))), "false");
        assert_eq!(kind(0.88, 500, Some((0.85, 0.91))), "true");
    }

    #[test]
    fn errors_and_percent_are_read_as_what_they_are() {
        assert_eq!(
            format!("{:?}", judged("wer", 0.25, 500, None, 0.10)),
            "false"
        );
        assert_eq!(
            format!("{:?}", judged("wer", 0.15, 500, None, 0.10)),
            "true"
        );
        assert_eq!(
            format!("{:?}", judged("accuracy", 84.0, 500, None, 86.0)),
            "true"
        );
        assert_eq!(
            format!("{:?}", judged("accuracy", 70.0, 500, None, 86.0)),
            "false"
        );
    }
}
