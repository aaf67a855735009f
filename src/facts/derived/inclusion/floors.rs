//! What the worst-served group gets, held against the floor that a team promised.

use crate::facts::Scope;
use crate::facts::derived::evidence;
use crate::manifest::record::{Record, as_text};
use crate::model::{Kind, Reason, Value};

/// Cases below which a group's result says too little.
const FEWEST: f64 = 100.0;
const KEY: &str = "inclusion.floors[].evidence";

/// Rates that are worse when they are less, and when they are more.
#[rustfmt::skip]
const WORSE_BELOW: [&str; 11] = [
    "accuracy", "balanced_accuracy", "tpr", "tnr", "ppv", "auc", "f1", "precision", "recall", "sensitivity", "specificity",
];
const WORSE_ABOVE: [&str; 7] = ["fpr", "fnr", "wer", "cer", "error_rate", "brier", "ece"];

/// A floor, or a ceiling for what is worse when it is more.
#[derive(Clone, Copy)]
enum Bound {
    Min(f64),
    Max(f64),
}

fn declared<'a>(scope: &'a Scope<'a>) -> &'a [Value] {
    let declared = scope.declared("inclusion.floors");
    declared.map_or(&[][..], Value::items)
}

/// Each floor, and the groups of its attribute that have no result.
pub(super) fn floors(scope: &Scope) -> Value {
    Value::list(declared(scope).iter().map(|floor| {
        let mut record = Record::new();
        for key in ["metric", "attribute", "evidence"] {
            record.put(key, floor.get(key).cloned());
        }
        record.put("bounded", Value::computed(!bounds(floor).is_empty()));
        record.put("binds", binds(floor).map(Value::computed));
        let at = floor.get("evidence").and_then(Value::mark);
        let lacking = match results(scope, floor) {
            Err(reason) => Value::missing(reason, at),
            Ok(found) => Value::list(lacking(scope, floor, &found)).with_place(at),
        };
        record.keep("lacking", lacking);
        record.into_value(None).placed_like(floor)
    }))
}

/// Each group's result against each bound of its floor.
pub(super) fn groups(scope: &Scope) -> Value {
    let mut held = Vec::new();
    for floor in declared(scope) {
        let Ok(found) = results(scope, floor) else {
            continue;
        };
        for (at, bound) in bounds(floor) {
            held.extend(found.iter().map(|result| {
                let mut record = Record::new();
                for key in ["metric", "attribute", "group", "value", "n", "low", "high"] {
                    record.put(key, result.get(key).cloned());
                }
                record.put("bound", at.clone());
                record.keep(
                    "holds",
                    Value::computed(holds(result, bound)).placed_like(result),
                );
                record.into_value(None).placed_like(at)
            }));
        }
    }
    Value::list(held)
}

fn bounds(floor: &Value) -> Vec<(&Value, Bound)> {
    let bound = |key: &str, of: fn(f64) -> Bound| {
        let at = floor.get(key)?;
        Some((at, of(at.as_number()?)))
    };
    let both = [bound("min", Bound::Min), bound("max", Bound::Max)];
    both.into_iter().flatten().collect()
}

/// Whether a bound of a rate whose good side is known is one on the other side,
/// and one that a rate can break. `None` where nobody here knows the metric.
fn binds(floor: &Value) -> Option<bool> {
    let metric = floor.get("metric").and_then(Value::as_str)?;
    let is = |names: &[&str]| names.contains(&metric);
    let is_worse_below = is(&WORSE_BELOW);
    if !is_worse_below && !is(&WORSE_ABOVE) {
        return None;
    }
    let bounds = bounds(floor);
    let binds = |bound: &(&Value, Bound)| match bound.1 {
        Bound::Min(least) => is_worse_below && least > 0.0,
        Bound::Max(most) => !is_worse_below && most < 1.0,
    };
    (!bounds.is_empty()).then(|| bounds.iter().any(binds))
}

/// The results of a floor's metric for groups of its attribute.
fn results<'a>(scope: &'a Scope<'a>, floor: &Value) -> Result<Vec<&'a Value>, Reason> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let path = text(floor, "evidence").ok_or(Reason::Absent)?;
    let found = evidence::results(scope, KEY, &path)?;
    let (metric, attribute) = (text(floor, "metric"), text(floor, "attribute"));
    let ours = found.iter().filter(|result| {
        text(result, "metric") == metric
            && text(result, "attribute") == attribute
            && result.get("group").is_some()
            && result.get("value").and_then(Value::as_number).is_some()
    });
    Ok(ours.collect())
}

/// Declared groups of the attribute without a result; the attribute itself
/// where no group of it has one.
fn lacking(scope: &Scope, floor: &Value, found: &[&Value]) -> Vec<Value> {
    let Some(attribute) = floor.get("attribute").and_then(Value::as_str) else {
        return Vec::new();
    };
    if found.is_empty() {
        return vec![Value::computed(attribute)];
    }
    let groups = scope.declared("fairness.attributes");
    let groups = groups.and_then(|attributes| attributes.get(attribute));
    let groups = groups
        .map_or(&[][..], Value::items)
        .iter()
        .filter_map(as_text);
    let has = |group: &Value| {
        let mut named = found
            .iter()
            .filter_map(|result| as_text(result.get("group")?));
        named.any(|named| named.as_str() == group.as_str())
    };
    groups.filter(|group| !has(group)).collect()
}

fn holds(result: &Value, bound: Bound) -> Kind {
    let number = |key: &str| result.get(key).and_then(Value::as_number);
    let value = number("value").unwrap_or(f64::NAN);
    let (low, high) = evidence::interval(result).unwrap_or((value, value));
    let (within, beyond) = match bound {
        Bound::Min(least) => (low >= least, high < least),
        Bound::Max(most) => (high <= most, low > most),
    };
    evidence::shown(beyond, number("n").is_some_and(|n| n >= FEWEST), within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_holds_or_breaks_or_is_not_shown() {
        let found = |value: f64, n: i64, ends: Option<(f64, f64)>, bound| {
            let mut entries = vec![("value", Value::computed(value)), ("n", Value::computed(n))];
            if let Some((low, high)) = ends {
                entries.push(("low", Value::computed(low)));
                entries.push(("high", Value::computed(high)));
            }
            format!("{:?}", holds(&Value::record(entries), bound))
        };
        assert_eq!(found(0.15, 300, None, Bound::Max(0.18)), "true");
        assert_eq!(found(0.22, 300, None, Bound::Max(0.18)), "false");
        assert_eq!(
            found(0.15, 60, None, Bound::Max(0.18)),
            "missing(Insufficient)"
        );
        assert_eq!(found(0.22, 60, None, Bound::Max(0.18)), "false");
        // An interval that doesn't hold its value is none.
        assert_eq!(
            found(0.27, 300, Some((0.13, 0.17)), Bound::Max(0.18)),
            "false"
        );
        let ends = Some((0.16, 0.20));
        assert_eq!(
            found(0.17, 300, ends, Bound::Max(0.18)),
            "missing(NotDemonstrated)"
        );
        assert_eq!(
            found(0.95, 300, Some((0.92, 0.97)), Bound::Min(0.90)),
            "true"
        );
    }
}
