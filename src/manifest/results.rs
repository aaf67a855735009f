//! One measured value in the shape that all formats share: `metric`, `value`,
//! where it applies `low`, `high`, `n`, `attribute`, `group`, `language`,
//! `suite`. A number may be written as text; what is no number is left out.

use super::record::{Record, as_text, text_like};
use crate::model::{Kind, Value};

/// The number that a value is, or that its text says: `"0.93"`, but not `N/A`
/// and not `NaN`, which say that there is none.
#[must_use]
pub fn number(value: &Value) -> Option<Value> {
    match &value.kind {
        Kind::Int(_) => Some(value.clone()),
        Kind::Float(number) => number.is_finite().then(|| value.clone()),
        Kind::Text(text) => {
            let text = text.trim();
            if let Ok(number) = text.parse::<i64>() {
                return Some(text_like(number, value));
            }
            let number = text.parse::<f64>().ok().filter(|found| found.is_finite())?;
            Some(text_like(number, value))
        }
        _ => None,
    }
}

/// A value of a measure.
#[must_use]
pub fn measured(metric: Option<&Value>, value: Option<&Value>) -> Record {
    let mut record = Record::new();
    record.put("metric", metric.and_then(as_text));
    record.put("value", value.and_then(number));
    record
}

/// The group that a slice names: `sex=F` and `sex: F` name an attribute, too;
/// `overall` names none.
pub fn put_slice(record: &mut Record, slice: Option<&Value>) {
    let Some(slice) = slice.and_then(as_text) else {
        return;
    };
    let text = slice.as_str().unwrap_or("").trim();
    if matches!(text.to_lowercase().as_str(), "overall" | "all" | "total") {
        return;
    }
    let parts = ["=", ": ", ":"]
        .into_iter()
        .find_map(|mark| text.split_once(mark));
    match parts {
        Some((attribute, group)) if !attribute.trim().is_empty() && !group.trim().is_empty() => {
            record.put("attribute", text_like(attribute.trim(), &slice));
            record.put("group", text_like(group.trim(), &slice));
        }
        _ => record.put("group", text_like(text, &slice)),
    }
}

/// The metrics of a model card in the shape of CycloneDX and of the Model Card
/// Toolkit, which write the same members in two spellings.
#[must_use]
pub fn performance(metrics: Option<&Value>) -> Vec<Value> {
    let bound = |metric: &Value, names: [&str; 2]| {
        let interval = metric
            .get("confidenceInterval")
            .or(metric.get("confidence_interval"))?;
        names
            .into_iter()
            .find_map(|name| interval.get(name))
            .and_then(number)
    };
    metrics
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(|metric| {
            let mut record = measured(metric.get("type"), metric.get("value"));
            record.get("metric")?;
            record.put("low", bound(metric, ["lowerBound", "lower_bound"]));
            record.put("high", bound(metric, ["upperBound", "upper_bound"]));
            put_slice(&mut record, metric.get("slice"));
            Some(record.into_value(None).placed_like(metric))
        })
        .collect()
}
