//! Dates and durations: a date is a calendar day and its midnight, a duration
//! is a count of seconds.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::val::{Evaluated, UNREADABLE, Val};

/// Seconds of a day; calendar days have no other length here.
pub(super) const SECONDS_PER_DAY: i64 = 86_400;

/// `YYYY-MM-DD`, and nothing else.
pub(super) fn parse_date(text: &str) -> Option<Date> {
    if text.len() != 10 {
        return None;
    }
    text.parse().ok()
}

/// Seconds of `30d`, `1h30m`, `-90s`; whole numbers of units.
pub(super) fn parse_duration(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    if rest.is_empty() {
        return None;
    }
    let mut seconds = 0i64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let amount: i64 = rest[..digits].parse().ok()?;
        let unit = match rest[digits..].chars().next()? {
            'd' => SECONDS_PER_DAY,
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        rest = &rest[digits + 1..];
        seconds = seconds.checked_add(amount.checked_mul(unit)?)?;
    }
    Some(sign * seconds)
}

/// Days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    let span = from.duration_until(to);
    span.as_hours() / 24
}

/// A date is its midnight: the day that the duration ends in.
pub(super) fn moved<'a>(date: Date, seconds: i64) -> Evaluated<'a> {
    let days = seconds.div_euclid(SECONDS_PER_DAY);
    let days = days
        .checked_mul(24)
        .and_then(SignedDuration::try_from_hours)
        .ok_or(UNREADABLE)?;
    date.checked_add(days)
        .map(Val::Date)
        .map_err(|_| UNREADABLE)
}
