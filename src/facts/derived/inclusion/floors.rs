//! What the worst-served group gets, held against the floor that a team promised.

use super::spelled;
use crate::facts::Scope;
use crate::facts::derived::evidence;
use crate::manifest::record::{Record, as_text};
use crate::model::metric::{self, Better};
use crate::model::{Kind, Reason, Value};

/// Cases below which a group's result says too little.
const FEWEST: f64 = 100.0;
const KEY: &str = "inclusion.floors[].evidence";

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
        let found = results(scope, floor);
        let held = found.as_deref().unwrap_or_default();
        record.put("binds", binds(floor, held).map(Value::computed));
        let at = floor.get("evidence").and_then(Value::mark);
        let lacking = match found {
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

/// Whether a bound of a metric lies on its worse side and can be broken on the
/// scale of its results, which may be in percent. `None` where nobody here knows
/// the better side, or the scale of a bound above one.
fn binds(floor: &Value, found: &[&Value]) -> Option<bool> {
    let metric = spelled(floor.get("metric").and_then(Value::as_str)?);
    let better = metric::better(&metric)?;
    let bounds = bounds(floor);
    let values = found
        .iter()
        .filter_map(|result| result.get("value")?.as_number());
    let highest = values.reduce(f64::max);
    let in_percent = highest.map(|highest| highest > 1.0);
    let binds = |bound: &(&Value, Bound)| match (bound.1, better, in_percent) {
        // One percent, and less, of what is given in percent.
        (Bound::Min(least), Better::More, Some(true)) => Some(least > 1.0),
        (Bound::Min(least), Better::More, _) => Some(least > 0.0),
        (Bound::Max(_), Better::Less, _) if !metric::is_share(&metric) => Some(true),
        (Bound::Max(most), Better::Less, Some(true)) => Some(most < 100.0),
        (Bound::Max(most), Better::Less, None) if most > 1.0 => (most >= 100.0).then_some(false),
        (Bound::Max(most), Better::Less, _) => Some(most < 1.0),
        _ => Some(false),
    };
    let mut known = None;
    for bound in bounds.iter().map(binds) {
        match bound {
            Some(false) => known = known.or(Some(false)),
            // One that binds is enough, and so is one that may.
            other => return other,
        }
    }
    known
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

    #[test]
    fn a_floor_binds_on_the_worse_side_and_on_the_scale_of_its_results() {
        let binds = |metric: &str, bound: (&'static str, f64), value: Option<f64>| {
            let floor = Value::record([
                ("metric", Value::computed(metric)),
                (bound.0, Value::computed(bound.1)),
            ]);
            let results = value.map(|value| Value::record([("value", Value::computed(value))]));
            let results: Vec<&Value> = results.iter().collect();
            super::binds(&floor, &results)
        };
        let (percent, share) = (Some(15.0), Some(0.15));
        for (metric, bound, value, expected) in [
            ("wer", ("max", 0.18), share, Some(true)),
            ("wer", ("max", 18.0), percent, Some(true)),
            ("wordErrorRate", ("max", 18.0), percent, Some(true)),
            ("word_error_rate", ("min", 1.0), percent, Some(false)),
            // Nothing breaks it.
            ("wer", ("max", 18.0), share, Some(false)),
            ("wer", ("max", 100.0), percent, Some(false)),
            ("wer", ("max", 1.0), share, Some(false)),
            ("wer", ("max", 18.0), None, None),
            ("latency_ms", ("max", 800.0), Some(310.0), Some(true)),
            ("latency_ms", ("min", 1.0), Some(310.0), Some(false)),
            ("accuracy", ("min", 80.0), Some(86.0), Some(true)),
            ("accuracy", ("min", 0.8), Some(0.86), Some(true)),
            ("accuracy", ("min", 0.8), Some(31.0), Some(false)),
            ("accuracy", ("max", 0.9), Some(0.86), Some(false)),
            ("selection_rate", ("max", 0.9), Some(0.86), None),
        ] {
            assert_eq!(
                binds(metric, bound, value),
                expected,
                "{metric} {bound:?} {value:?}"
            );
        }
    }
}
