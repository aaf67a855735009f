//! The measured benefit, before and now.

use super::Change;
use crate::manifest::record::Record;
use crate::model::{Reason, Value};

/// What became of it; `None` where the base measured none.
pub(super) fn benefit(change: &Change) -> Option<Value> {
    let was = change.before.facts.at_path("benefit.value")?;
    let is = change.scope.known.get("benefit")?.get("value")?;
    let (then, now) = (was.as_number()?, is.as_number()?);
    let key = |root: &Value, path: &str| {
        root.at_path(path)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let same = |path| key(change.base(), path) == key(change.head(), path);
    let worse = if same("benefit.metric") && same("benefit.better") {
        let tolerance = change.head().at_path("benefit.tolerance");
        let tolerance = tolerance.and_then(Value::as_number).unwrap_or(0.0);
        let lower = key(change.head(), "benefit.better").as_deref() == Some("lower");
        let by = if lower { now - then } else { then - now };
        Value::computed(by > tolerance + 1e-12)
    } else {
        // Another measure says nothing of the one before.
        Value::missing(Reason::Absent, change.scope.place_of("benefit.metric"))
    };
    let mut record = Record::new();
    record.put("from", Value::computed(super::spelled(was)));
    record.put("to", Value::computed(super::spelled(is)));
    record.put(
        "was",
        Value::computed(super::spelled(was)).with_place(was.mark()),
    );
    record.keep("worse", worse);
    Some(record.into_value(is.mark()))
}
