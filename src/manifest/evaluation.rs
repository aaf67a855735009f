//! What results of evaluation tools have in common: the head of the record,
//! and times that they write in three ways.

use jiff::Timestamp;
use jiff::civil::Date;

use super::record::{Record, as_text, text_like};
use crate::model::{Kind, Place, Str, Value};

/// The record of results by a tool, with nothing measured yet.
#[must_use]
pub fn record_of(kind: &str, root: &Value, tool: &str, version: Option<&Value>) -> Record {
    let mut record = Record::new();
    record.put("kind", text_like(kind, root));
    let mut made = Record::new();
    made.put("name", text_like(tool, root));
    made.put("version", version.and_then(as_text));
    record.put("tool", made.into_value(root.place.clone()));
    record
}

/// The day of a time: seconds since 1970, or text that begins with a date.
#[must_use]
pub fn day(value: &Value) -> Option<Value> {
    let day: Date = match &value.kind {
        Kind::Date(_) => return Some(value.clone()),
        Kind::Text(text) => text.trim().get(..10)?.parse().ok()?,
        Kind::Int(seconds) => of_epoch(*seconds)?,
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a time outside of i64 is refused by the calendar"
        )]
        Kind::Float(seconds) => of_epoch(seconds.floor() as i64)?,
        _ => return None,
    };
    Some(text_like(day, value))
}

fn of_epoch(seconds: i64) -> Option<Date> {
    let time = Timestamp::from_second(seconds).ok()?;
    Some(jiff::tz::Offset::UTC.to_datetime(time).date())
}

/// A key of a map as a value that stands where the key stands.
#[must_use]
pub fn key(name: &Str, value: &Value) -> Value {
    let place = value.place.as_ref().zip(value.key);
    let place = place.map(|(place, key)| Place {
        span: key,
        ..place.clone()
    });
    Value::computed(Str::clone(name)).with_place(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_from_each_way_of_writing_a_time() {
        let said = |kind: Kind| day(&Value::computed(kind)).and_then(|day| day.as_date());
        let expected = Some(jiff::civil::date(2026, 3, 1));
        assert_eq!(said(Kind::from("2026-03-01T23:59:59.5Z")), expected);
        assert_eq!(said(Kind::from("2026-03-01 10:00:00")), expected);
        assert_eq!(said(Kind::from(1_772_323_200_i64)), expected);
        assert_eq!(said(Kind::from(1_772_323_200.9_f64)), expected);
        assert_eq!(said(Kind::from("yesterday")), None);
        assert_eq!(said(Kind::from(f64::MAX)), None);
    }
}
