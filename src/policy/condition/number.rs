//! Numbers: compared exactly, computed with checks, never wrapped, and never
//! divided by zero in silence.

use std::cmp::Ordering;

use super::tree::Operator;
use super::val::{Evaluated, INSUFFICIENT, UNREADABLE, Val};

/// The order of two values of one type; `None` where a number is none.
pub(super) fn order(left: &Val, right: &Val) -> Evaluated<'static, Option<Ordering>> {
    if let (Some(left), Some(right)) = (left.text(), right.text()) {
        return Ok(Some(left.cmp(right)));
    }
    Ok(match (left, right) {
        (Val::Int(left), Val::Int(right)) => Some(left.cmp(right)),
        (Val::Float(left), Val::Float(right)) => left.partial_cmp(right),
        (Val::Int(left), Val::Float(right)) => int_to_float(*left, *right),
        (Val::Float(left), Val::Int(right)) => int_to_float(*right, *left).map(Ordering::reverse),
        (Val::Bool(left), Val::Bool(right)) => Some(left.cmp(right)),
        (Val::Date(left), Val::Date(right)) => Some(left.cmp(right)),
        (Val::Duration(left), Val::Duration(right)) => Some(left.cmp(right)),
        _ => return Err(UNREADABLE),
    })
}

/// Compared exactly, also where the whole number has no float of its own.
fn int_to_float(left: i64, right: f64) -> Option<Ordering> {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    if right.is_nan() {
        return None;
    }
    if right >= TWO_TO_63 {
        return Some(Ordering::Less);
    }
    if right < -TWO_TO_63 {
        return Some(Ordering::Greater);
    }
    let whole = right.trunc() as i64;
    Some(
        left.cmp(&whole)
            .then_with(|| 0.0f64.total_cmp(&(right.fract() + 0.0))),
    )
}

pub(super) fn number<'a>(value: &Val) -> Evaluated<'a, f64> {
    match value {
        Val::Int(value) => Ok(*value as f64),
        Val::Float(value) => Ok(*value),
        _ => Err(UNREADABLE),
    }
}

/// A zero denominator leaves a question open; it is never 0 or 1.
pub(super) fn whole<'a>(operator: Operator, left: i64, right: i64) -> Evaluated<'a, i64> {
    match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide | Operator::Remainder if right == 0 => return Err(INSUFFICIENT),
        Operator::Divide => left.checked_div(right),
        Operator::Remainder => left.checked_rem(right),
    }
    .ok_or(UNREADABLE)
}

pub(super) fn real<'a>(operator: Operator, left: f64, right: f64) -> Evaluated<'a, f64> {
    match operator {
        Operator::Add => Ok(left + right),
        Operator::Subtract => Ok(left - right),
        Operator::Multiply => Ok(left * right),
        Operator::Divide if right == 0.0 => Err(INSUFFICIENT),
        Operator::Divide => Ok(left / right),
        Operator::Remainder => Err(UNREADABLE),
    }
}

pub(super) fn to_int<'a>(value: &Val<'a>) -> Evaluated<'a> {
    const LIMIT: f64 = 9_223_372_036_854_775_807.0;
    match value {
        Val::Int(value) => Ok(Val::Int(*value)),
        Val::Float(value) if value.abs() < LIMIT => Ok(Val::Int(value.trunc() as i64)),
        other => {
            let parsed = other.text().and_then(|text| text.parse().ok());
            parsed.map(Val::Int).ok_or(UNREADABLE)
        }
    }
}
