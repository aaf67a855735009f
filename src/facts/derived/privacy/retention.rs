//! How long each set of personal data is kept.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{datasets, unread};
use crate::facts::Scope;
use crate::manifest::record::Record;
use crate::model::{Kind, Value};

/// More days than the calendar has.
const LONGEST: u32 = 4_000_000;

/// Sets of personal data without a number of their own. A system that says it
/// holds personal data and lists no such set keeps it somewhere all the same.
pub(super) fn unbounded(scope: &Scope) -> Value {
    let personal =
        |dataset: &&Value| dataset.get("personal").and_then(Value::as_bool) == Some(true);
    let mut sets = datasets(scope).filter(personal).peekable();
    let holds = scope
        .declared("privacy.personal_data")
        .and_then(Value::as_bool);
    if sets.peek().is_none() && holds == Some(true) {
        let system = scope.declared("system.id").cloned();
        return Value::list([system.unwrap_or_else(|| Value::computed("the system"))]);
    }
    let without = sets.filter(|dataset| {
        let days = dataset.get("retention_days");
        !days.is_some_and(|days| days.says_something() || unread(days).is_some())
    });
    Value::list(without.filter_map(|dataset| dataset.get("id").cloned()))
}

/// Each dataset with its days and the day on which they end.
pub(super) fn retention(scope: &Scope) -> Value {
    let system = scope.declared("privacy.retention_days");
    let sets = datasets(scope).map(|dataset| {
        let mut record = Record::new();
        record.put("name", dataset.get("id").cloned());
        let personal = dataset.get("personal");
        match personal.and_then(unread) {
            Some(unknown) => {
                record.keep("personal", unknown);
                return record.into_value(None).placed_like(dataset);
            }
            None => {
                let personal = personal.and_then(Value::as_bool).unwrap_or(false);
                record.put("personal", Value::computed(personal).placed_like(dataset));
            }
        }
        let days = dataset.get("retention_days");
        let days = match days.and_then(unread) {
            Some(unknown) => Some(unknown),
            None => days
                .filter(|days| days.says_something())
                .or(system)
                .cloned(),
        };
        let until = dataset.get("collected_until");
        let stated = match until.and_then(unread) {
            Some(unknown) => unknown,
            None => Value::computed(until.is_some_and(Value::says_something)),
        };
        record.keep("end_stated", stated);
        if let (Some(until), Some(days)) = (until, &days) {
            record.put("expires", expires(until, days));
        }
        record.put("days", days);
        record.put("collected_until", until.cloned());
        record.into_value(None).placed_like(dataset)
    });
    let list = Value::list(sets);
    match scope.declared("data") {
        Some(declared) => list.placed_like(declared),
        None => list,
    }
}

/// The last day: that of the calendar where the sum lies beyond it.
fn expires(until: &Value, days: &Value) -> Option<Value> {
    let days = u32::try_from(days.as_int()?.max(0)).unwrap_or(u32::MAX);
    let span = i64::from(days.min(LONGEST)).days();
    let last = until.as_date()?.checked_add(span).unwrap_or(Date::MAX);
    Some(Value::computed(Kind::Date(last)).placed_like(until))
}
