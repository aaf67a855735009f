//! What operators and functions compute.

use super::eval::Evaluator;
use super::function::Function;
use super::number::{number, real, to_int, whole};
use super::time::{SECONDS_PER_DAY, days_between, moved, parse_date, parse_duration};
use super::tree::{Id, Operator};
use super::val::{Evaluated, UNREADABLE, Val};

/// The longest text that an evaluation builds.
const MAX_TEXT: usize = 64 * 1024;
/// The longest list that an evaluation builds.
const MAX_ITEMS: usize = 100_000;
/// Bytes of a text that cost one step to search.
pub(super) const BYTES_PER_STEP: usize = 64;

impl<'a> Evaluator<'a, '_> {
    pub(super) fn arithmetic(
        &mut self,
        operator: Operator,
        left: Val<'a>,
        right: Val<'a>,
    ) -> Evaluated<'a> {
        match (&left, &right) {
            (Val::Int(left), Val::Int(right)) => {
                return whole(operator, *left, *right).map(Val::Int);
            }
            (Val::Int(_) | Val::Float(_), Val::Int(_) | Val::Float(_)) => {
                return real(operator, number(&left)?, number(&right)?).map(Val::Float);
            }
            _ => {}
        }
        match (operator, &left, &right) {
            (Operator::Subtract, Val::Date(left), Val::Date(right)) => {
                Ok(Val::Duration(days_between(*right, *left) * SECONDS_PER_DAY))
            }
            (Operator::Add, Val::Date(date), Val::Duration(seconds))
            | (Operator::Add, Val::Duration(seconds), Val::Date(date)) => moved(*date, *seconds),
            (Operator::Subtract, Val::Date(date), Val::Duration(seconds)) => {
                moved(*date, seconds.checked_neg().ok_or(UNREADABLE)?)
            }
            (Operator::Add, Val::Duration(left), Val::Duration(right)) => {
                let sum = left.checked_add(*right);
                sum.map(Val::Duration).ok_or(UNREADABLE)
            }
            (Operator::Subtract, Val::Duration(left), Val::Duration(right)) => {
                let difference = left.checked_sub(*right);
                difference.map(Val::Duration).ok_or(UNREADABLE)
            }
            (Operator::Add, left, right) => self.joined(left, right),
            _ => Err(UNREADABLE),
        }
    }

    /// Two texts or two lists as one, within bounds.
    fn joined(&mut self, left: &Val<'a>, right: &Val<'a>) -> Evaluated<'a> {
        if let (Some(left), Some(right)) = (left.text(), right.text()) {
            let length = left.len() + right.len();
            self.fuel.burn(length / BYTES_PER_STEP)?;
            if length > MAX_TEXT {
                return Err(UNREADABLE);
            }
            return Ok(Val::Built([left, right].concat().into()));
        }
        if !left.is_list() || !right.is_list() {
            return Err(UNREADABLE);
        }
        let mut items = Vec::new();
        for list in [left, right] {
            for index in 0..list.length().unwrap_or(0) {
                self.grown(items.len())?;
                items.extend(list.nth(index).transpose()?);
            }
        }
        Ok(Val::List(items.into()))
    }

    /// A list may grow by one more.
    pub(super) fn grown(&mut self, length: usize) -> Evaluated<'a, ()> {
        self.fuel.burn(1)?;
        if length >= MAX_ITEMS {
            return Err(UNREADABLE);
        }
        Ok(())
    }

    pub(super) fn call(&mut self, function: Function, arguments: &'a [Id]) -> Evaluated<'a> {
        let first = self.eval(arguments[0])?;
        match function {
            Function::OrValue => {
                return match first {
                    Val::Optional(None) => self.eval(arguments[1]),
                    Val::Optional(Some(value)) => Ok((*value).clone()),
                    _ => Err(UNREADABLE),
                };
            }
            Function::HasValue => {
                return match first {
                    Val::Optional(value) => Ok(Val::Bool(value.is_some())),
                    _ => Err(UNREADABLE),
                };
            }
            _ => {}
        }
        if let Some(text) = first.text() {
            self.fuel.burn(text.len() / BYTES_PER_STEP)?;
        }
        match function {
            Function::Size => {
                let length = first.length().ok_or(UNREADABLE)?;
                Ok(Val::Int(i64::try_from(length).unwrap_or(i64::MAX)))
            }
            Function::StartsWith | Function::EndsWith | Function::Contains => {
                let second = self.eval(arguments[1])?;
                let (Some(text), Some(part)) = (first.text(), second.text()) else {
                    return Err(UNREADABLE);
                };
                Ok(Val::Bool(match function {
                    Function::StartsWith => text.starts_with(part),
                    Function::EndsWith => text.ends_with(part),
                    _ => text.contains(part),
                }))
            }
            Function::LowerAscii => {
                let text = first.text().ok_or(UNREADABLE)?;
                Ok(Val::Built(text.to_ascii_lowercase().into()))
            }
            Function::Date => match &first {
                Val::Date(date) => Ok(Val::Date(*date)),
                other => {
                    let date = other.text().and_then(parse_date);
                    date.map(Val::Date).ok_or(UNREADABLE)
                }
            },
            Function::Duration => {
                let seconds = first.text().and_then(parse_duration);
                seconds.map(Val::Duration).ok_or(UNREADABLE)
            }
            Function::Int => to_int(&first),
            Function::Double => match &first {
                Val::Int(_) | Val::Float(_) => number(&first).map(Val::Float),
                other => {
                    let parsed = other.text().and_then(|text| text.parse().ok());
                    parsed.map(Val::Float).ok_or(UNREADABLE)
                }
            },
            Function::String => Ok(match first {
                Val::Bool(value) => Val::Built(value.to_string().into()),
                Val::Int(value) => Val::Built(value.to_string().into()),
                Val::Float(value) => Val::Built(value.to_string().into()),
                Val::Date(value) => Val::Built(value.to_string().into()),
                Val::Text(_) | Val::Built(_) => first,
                _ => return Err(UNREADABLE),
            }),
            Function::OrValue | Function::HasValue => Err(UNREADABLE),
        }
    }
}
