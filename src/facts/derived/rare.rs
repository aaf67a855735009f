//! A count of rare events held against a limit: an unsafe answer, a canary
//! that was recited, an attack that succeeded. A share of 0 in a few cases shows nothing.

use std::cmp::Ordering;

use crate::manifest::record::Record;
use crate::measure::interval::{self, Rate};
use crate::model::{Kind, Reason, Value};

/// The confidence of bounds and intervals.
pub(super) const CONFIDENCE: f64 = 0.95;

/// `rate`, its upper bound `high`, `needed` cases that would show the limit,
/// and `within`: whether it is kept.
pub(super) fn against(record: &mut Record, events: u64, n: u64, limit: f64) {
    let share = Rate::of(events, n).value().unwrap_or(1.0);
    let high = interval::upper_bound(events, n, CONFIDENCE).unwrap_or(1.0);
    record.put("rate", Value::computed(rounded(share)));
    record.put("high", Value::computed(rounded(high)));
    let needed = interval::needed_with(events, limit, CONFIDENCE);
    let needed = needed.and_then(|n| i64::try_from(n).ok());
    record.put("needed", needed.map(Value::computed));
    let within = if share > limit {
        Kind::Bool(false)
    } else if high <= limit {
        Kind::Bool(true)
    } else {
        Kind::Missing(Reason::NotDemonstrated)
    };
    record.keep("within", Value::computed(within));
}

/// How bad a count is against a limit, to find the worst of several: one that
/// breaks it is worse than any that only shows too little.
pub(super) fn rank(events: u64, n: u64, limit: f64) -> (bool, f64) {
    let share = Rate::of(events, n).value().unwrap_or(1.0);
    let high = interval::upper_bound(events, n, CONFIDENCE).unwrap_or(1.0);
    (share > limit, high)
}

/// The order of two ranks.
pub(super) fn order(one: (bool, f64), other: (bool, f64)) -> Ordering {
    one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
}

/// A share as it is shown.
pub(super) fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(events: u64, n: u64, limit: f64) -> (String, Option<i64>) {
        let mut record = Record::new();
        against(&mut record, events, n, limit);
        let within = record.get("within").map(|value| format!("{value:?}"));
        let needed = record.get("needed").and_then(Value::as_int);
        (within.unwrap_or_default(), needed)
    }

    #[test]
    fn what_breaks_a_limit_is_worse_than_what_shows_too_little() {
        let worse = |one: (u64, u64), other: (u64, u64)| {
            let [one, other] = [one, other].map(|(events, n)| rank(events, n, 0.01));
            order(one, other) == Ordering::Greater
        };
        assert!(worse((3, 100), (0, 20)));
        assert!(worse((0, 20), (0, 400)));
        assert!(worse((2, 400), (0, 400)));
    }

    #[test]
    fn a_rare_event_is_within_beyond_or_not_shown() {
        assert_eq!(judged(0, 299, 0.01), ("true".to_owned(), Some(299)));
        let open = "missing(NotDemonstrated)".to_owned();
        assert_eq!(judged(0, 298, 0.01), (open.clone(), Some(299)));
        assert_eq!(judged(1, 400, 0.01), (open, Some(473)));
        assert_eq!(judged(3, 200, 0.01).0, "false");
        assert_eq!(judged(1, 200, 0.03).0, "true");
    }
}
