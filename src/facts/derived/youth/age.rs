//! How often a minor passes for an adult, as the test of the age assurance
//! counted it.

use crate::facts::Scope;
use crate::facts::derived::evidence::{self, counted};
use crate::manifest::record::Record;
use crate::model::{Kind, Reason, Value};

/// Minors below which a test says too little.
const FEWEST: u64 = 100;
const KEY: &str = "youth.age_assurance.evidence";

/// The worst count for the declared method; `None` where no evidence is named.
pub(super) fn age(scope: &Scope) -> Option<Value> {
    let path = scope.declared(KEY)?;
    let mut record = Record::new();
    record.put("evidence", path.clone());
    let method = scope.declared_str("youth.age_assurance.method");
    match evidence::results(scope, KEY, path.as_str().unwrap_or("")) {
        Err(reason) => record.keep("measured", Value::missing(reason, path.mark())),
        Ok(results) => tell(worst(results, method), path, &mut record),
    }
    Some(record.into_value(None).placed_like(path))
}

fn tell(worst: Option<(&Value, u64, u64)>, path: &Value, record: &mut Record) {
    record.put(
        "measured",
        Value::computed(worst.is_some()).placed_like(path),
    );
    let Some((result, passed, n)) = worst else {
        return;
    };
    record.put("false_adult", result.get("false_adult").cloned());
    record.put("n", result.get("n").cloned());
    let enough = match n < FEWEST {
        true => Kind::Missing(Reason::Insufficient),
        false => Kind::Bool(true),
    };
    record.keep("enough", Value::computed(enough).placed_like(path));
    let tells_apart = passed < n - passed;
    record.put("tells_apart", Value::computed(tells_apart));
}

/// The result of a method in which the largest share passed.
fn worst<'a>(results: &'a [Value], method: Option<&str>) -> Option<(&'a Value, u64, u64)> {
    let ours = results.iter().filter_map(|result| {
        let of = result.get("method").and_then(Value::as_str);
        let (passed, n) = (counted(result, "false_adult")?, counted(result, "n")?);
        (of.is_some() && of == method && n > 0 && passed <= n).then_some((result, passed, n))
    });
    // Shares by cross product: exact, and no rounding.
    let cross = |passed: u64, n: u64| u128::from(passed) * u128::from(n);
    ours.max_by(|one, other| {
        let by_share = cross(one.1, other.2).cmp(&cross(other.1, one.2));
        by_share.then(other.2.cmp(&one.2))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(method: &str, passed: i64, n: i64) -> Value {
        Value::record([
            ("method", Value::computed(method)),
            ("false_adult", Value::computed(passed)),
            ("n", Value::computed(n)),
        ])
    }

    #[test]
    fn the_worst_result_of_the_declared_method_counts() {
        let results = [
            result("school-account", 2, 400),
            result("school-account", 9, 300),
            result("id-check", 90, 100),
            result("school-account", 9, 3),
        ];
        let worst = worst(&results, Some("school-account"));
        assert_eq!(worst.map(|(_, passed, n)| (passed, n)), Some((9, 300)));
        assert!(super::worst(&results, Some("guardian")).is_none());
        assert!(super::worst(&results, None).is_none());
    }
}
