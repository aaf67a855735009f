//! `benefit`: the claimed benefit beside its measurement.

use super::evidence;
use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::measure::interval::{Rate, wilson};
use crate::model::{Fact, Kind, Reason, Type, Value};

/// What gets better for people.
pub static FAMILY: Family = Family {
    name: "benefit",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("benefit.lacks[]", Type::Text, "benefit", "which of claim, metric, better, baseline and evidence are left out"),
    Fact::new("benefit.measured", Type::Bool, "benefit.evidence", "whether the evidence has a value of that metric; missing where it can't be read"),
    Fact::new("benefit.value", Type::Number, "benefit.evidence", "the measured value"),
    Fact::new("benefit.improved", Type::Bool, "benefit.evidence, benefit.baseline", "whether it is better than the value without the system; missing where its interval crosses that value"),
];

/// The keys of a whole claim.
const KEYS: [&str; 5] = ["claim", "metric", "better", "baseline", "evidence"];
/// The confidence of an interval that the evidence doesn't give itself.
const CONFIDENCE: f64 = 0.95;

fn derive(scope: &Scope) -> Derived {
    let Some(declared) = scope.declared("benefit") else {
        return Derived::default();
    };
    let unread = KEYS
        .iter()
        .find_map(|key| scope.unread(&format!("benefit.{key}")));
    if let Some(place) = unread {
        let lacks = Value::missing(Reason::Unreadable, Some(place));
        return Derived::of(
            "benefit",
            Value::record([("lacks", lacks)]).placed_like(declared),
        );
    }
    let has = |key: &&str| declared.get(key).is_some_and(Value::says_something);
    let lacks: Vec<Value> = KEYS
        .iter()
        .filter(|key| !has(key))
        .map(|key| Value::computed(*key))
        .collect();
    let whole = lacks.is_empty();
    let mut record = Record::new();
    record.put("lacks", Value::list(lacks));
    if whole {
        judge(scope, declared, &mut record);
    }
    Derived::of("benefit", record.into_value(None).placed_like(declared))
}

fn judge(scope: &Scope, declared: &Value, record: &mut Record) {
    let metric = declared.get("metric").and_then(Value::as_str);
    let place = declared.get("metric").and_then(Value::mark);
    let named = declared.get("evidence");
    let path = named.and_then(Value::as_str).unwrap_or("");
    let results = match evidence::results(scope, "benefit.evidence", path) {
        Ok(results) => results,
        Err(reason) => {
            let at = named.and_then(Value::mark);
            record.keep("measured", Value::missing(reason, at));
            return;
        }
    };
    let of_metric = |one: &&Value| {
        one.get("metric").and_then(Value::as_str) == metric && one.get("group").is_none()
    };
    let found = results.iter().find(of_metric);
    let value = found.and_then(|found| found.get("value"));
    let number = value.and_then(Value::as_number);
    record.put(
        "measured",
        Value::computed(number.is_some()).with_place(place),
    );
    let (Some(found), Some(value), Some(number)) = (found, value, number) else {
        return;
    };
    record.put("value", value.clone());
    let baseline = declared.get("baseline").and_then(Value::as_number);
    if let Some(baseline) = baseline {
        let lower = declared.get("better").and_then(Value::as_str) == Some("lower");
        let improved = improved(found, number, baseline, lower);
        record.keep("improved", improved.placed_like(value));
    }
}

/// Whether the whole interval lies on the better side of the baseline.
fn improved(found: &Value, value: f64, baseline: f64, lower: bool) -> Value {
    let n = found.get("n").and_then(Value::as_number);
    let bounds = evidence::interval(found).or_else(|| of_rate(value, n?));
    let (low, high) = bounds.unwrap_or((value, value));
    let better = |end: f64| {
        if lower {
            end < baseline
        } else {
            end > baseline
        }
    };
    let kind = match (better(low), better(high)) {
        (true, true) => Kind::Bool(true),
        (false, false) => Kind::Bool(false),
        _ => Kind::Missing(Reason::NotDemonstrated),
    };
    Value::computed(kind)
}

/// The interval of a share of so many cases; `None` of any other number.
fn of_rate(value: f64, n: f64) -> Option<(f64, f64)> {
    if !(0.0..=1.0).contains(&value) || !(1.0..=9e15).contains(&n) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "both are bounded just above"
    )]
    let rate = Rate::of((value * n).round() as u64, n as u64);
    let interval = wilson(rate, CONFIDENCE)?;
    Some((interval.low, interval.high))
}
