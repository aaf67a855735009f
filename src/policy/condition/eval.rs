//! Evaluation over located values, by reference, three-valued, with a bound
//! on steps and on what it builds.

use std::cmp::Ordering;
use std::rc::Rc;

use jiff::civil::Date;

use super::parse::{Comparison, Comprehension, Expr, Function, Id, Operator};
use super::{Condition, MAX_COMPREHENSIONS, Missing};
use crate::model::{Kind, Reason, Value};

/// Steps of one evaluation.
const STEPS: u64 = 1_000_000;
/// The longest text that an evaluation builds.
const MAX_TEXT: usize = 64 * 1024;
/// The longest list that an evaluation builds.
const MAX_ITEMS: usize = 100_000;
/// Bytes of a text that cost one step to search.
const BYTES_PER_STEP: usize = 64;
const SECONDS_PER_DAY: i64 = 86_400;

/// What evaluations may cost before they are cut off, which leaves their
/// question open. One fuel may feed several evaluations.
#[derive(Clone, Debug)]
pub struct Fuel {
    left: u64,
}

impl Default for Fuel {
    fn default() -> Self {
        Self { left: STEPS }
    }
}

impl Fuel {
    /// So many steps.
    #[must_use]
    pub fn of(steps: u64) -> Self {
        Self { left: steps }
    }

    /// Whether everything further is cut off.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.left == 0
    }

    fn burn(&mut self, steps: usize) -> Result<(), Missing<'static>> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        match self.left.checked_sub(steps) {
            Some(left) if left > 0 => {
                self.left = left;
                Ok(())
            }
            _ => {
                self.left = 0;
                Err(UNREADABLE)
            }
        }
    }
}

/// A value during evaluation.
#[derive(Clone, Debug)]
pub(super) enum Val<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
    Built(Rc<str>),
    Date(Date),
    /// Seconds.
    Duration(i64),
    /// A list or a map of the facts.
    Fact(&'a Value),
    List(Rc<[Val<'a>]>),
    Optional(Option<Rc<Val<'a>>>),
}

type Evaluated<'a, T = Val<'a>> = Result<T, Missing<'a>>;

/// What no type fits, and what was cut off.
const UNREADABLE: Missing<'static> = Missing {
    reason: Reason::Unreadable,
    near: None,
};
const INSUFFICIENT: Missing<'static> = Missing {
    reason: Reason::Insufficient,
    near: None,
};

impl<'a> Val<'a> {
    /// A value of the facts; missing information is an error here.
    fn of(value: &'a Value, holder: Option<&'a Value>) -> Evaluated<'a> {
        Ok(match &value.kind {
            Kind::Null => Self::Null,
            Kind::Bool(value) => Self::Bool(*value),
            Kind::Int(value) => Self::Int(*value),
            Kind::Float(value) => Self::Float(*value),
            Kind::Text(text) => Self::Text(text),
            Kind::Date(date) => Self::Date(*date),
            Kind::List(_) | Kind::Map(_) => Self::Fact(value),
            Kind::Missing(reason) => {
                return Err(Missing {
                    reason: *reason,
                    near: if value.place.is_some() {
                        Some(value)
                    } else {
                        holder
                    },
                });
            }
        })
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Built(text) => Some(text),
            _ => None,
        }
    }

    fn length(&self) -> Option<usize> {
        Some(match self {
            Self::Fact(value) => match &value.kind {
                Kind::List(items) => items.len(),
                Kind::Map(map) => map.len(),
                _ => return None,
            },
            Self::List(items) => items.len(),
            other => other.text()?.chars().count(),
        })
    }

    /// The item of a list, or the key of a map, in order.
    pub(super) fn nth(&self, index: usize) -> Option<Evaluated<'a>> {
        match self {
            Self::Fact(value) => match &value.kind {
                Kind::List(items) => items.get(index).map(|item| Val::of(item, Some(value))),
                Kind::Map(map) => map.get_index(index).map(|(key, _)| Ok(Self::Text(key))),
                _ => None,
            },
            Self::List(items) => items.get(index).cloned().map(Ok),
            _ => None,
        }
    }

    fn is_list(&self) -> bool {
        match self {
            Self::Fact(value) => matches!(value.kind, Kind::List(_)),
            Self::List(_) => true,
            _ => false,
        }
    }
}

/// Evaluate an expression that must be true or false.
pub(super) fn boolean<'a>(
    condition: &'a Condition,
    id: Id,
    facts: &'a Value,
    this: &'a Value,
    fuel: &mut Fuel,
) -> Evaluated<'a, bool> {
    Evaluator::new(condition, facts, this, fuel).boolean(id)
}

/// Evaluate any expression.
pub(super) fn value<'a>(
    condition: &'a Condition,
    facts: &'a Value,
    this: &'a Value,
    fuel: &mut Fuel,
) -> Evaluated<'a> {
    Evaluator::new(condition, facts, this, fuel).eval(condition.root)
}

/// Evaluate any expression to plain data.
pub(super) fn plain(
    condition: &Condition,
    facts: &Value,
    this: &Value,
    fuel: &mut Fuel,
) -> Result<serde_json::Value, Reason> {
    let value = value(condition, facts, this, fuel).map_err(|missing| missing.reason)?;
    to_json(&value, 0).map_err(|missing| missing.reason)
}

fn to_json<'a>(value: &Val<'a>, depth: usize) -> Evaluated<'a, serde_json::Value> {
    if depth > super::MAX_DEPTH {
        return Err(UNREADABLE);
    }
    Ok(match value {
        Val::Null | Val::Optional(None) => serde_json::Value::Null,
        Val::Bool(value) => (*value).into(),
        Val::Int(value) => (*value).into(),
        Val::Float(value) => (*value).into(),
        Val::Text(text) => (*text).into(),
        Val::Built(text) => (&**text).into(),
        Val::Date(date) => date.to_string().into(),
        Val::Duration(seconds) => format!("{seconds}s").into(),
        Val::Fact(value) => value.to_json(),
        Val::List(items) => {
            let items: Evaluated<_> = items.iter().map(|item| to_json(item, depth + 1)).collect();
            items?
        }
        Val::Optional(Some(value)) => to_json(value, depth + 1)?,
    })
}

/// Of a chain of `&&` that is false, the part that is; else the whole.
pub(super) fn false_conjunct<'a>(
    condition: &'a Condition,
    facts: &'a Value,
    this: &'a Value,
) -> Id {
    let Expr::And(parts) = &condition.nodes[condition.root].expr else {
        return condition.root;
    };
    let is_false = |part: &&Id| {
        let fuel = &mut Fuel::default();
        matches!(boolean(condition, **part, facts, this, fuel), Ok(false))
    };
    parts
        .iter()
        .find(is_false)
        .copied()
        .unwrap_or(condition.root)
}

struct Evaluator<'a, 'f> {
    condition: &'a Condition,
    facts: &'a Value,
    this: &'a Value,
    locals: [Option<Val<'a>>; MAX_COMPREHENSIONS],
    fuel: &'f mut Fuel,
}

impl<'a, 'f> Evaluator<'a, 'f> {
    fn new(
        condition: &'a Condition,
        facts: &'a Value,
        this: &'a Value,
        fuel: &'f mut Fuel,
    ) -> Self {
        Self {
            condition,
            facts,
            this,
            locals: [const { None }; MAX_COMPREHENSIONS],
            fuel,
        }
    }

    fn boolean(&mut self, id: Id) -> Evaluated<'a, bool> {
        match self.eval(id)? {
            Val::Bool(value) => Ok(value),
            _ => Err(UNREADABLE),
        }
    }

    fn eval(&mut self, id: Id) -> Evaluated<'a> {
        self.fuel.burn(1)?;
        // The arena lives as long as the facts do, so texts of both can be lent.
        let condition: &'a Condition = self.condition;
        match &condition.nodes[id].expr {
            Expr::Null => Ok(Val::Null),
            Expr::Bool(value) => Ok(Val::Bool(*value)),
            Expr::Int(value) => Ok(Val::Int(*value)),
            Expr::Float(value) => Ok(Val::Float(*value)),
            Expr::Text(text) => Ok(Val::Text(text)),
            Expr::List(items) => {
                let items: Evaluated<Vec<_>> = items.iter().map(|item| self.eval(*item)).collect();
                Ok(Val::List(items?.into()))
            }
            Expr::This => Val::of(self.this, None),
            Expr::Local(variable) => self.locals[*variable].clone().ok_or(UNREADABLE),
            Expr::Fact(name) => member(self.facts, name),
            Expr::Member { of, name, optional } => self.member(*of, name, *optional),
            Expr::Index {
                of,
                index,
                optional,
            } => self.index(*of, *index, *optional),
            Expr::Has(member) => self.has(*member),
            Expr::Not(operand) => Ok(Val::Bool(!self.boolean(*operand)?)),
            Expr::Negate(operand) => match self.eval(*operand)? {
                Val::Int(value) => value.checked_neg().map(Val::Int).ok_or(UNREADABLE),
                Val::Float(value) => Ok(Val::Float(-value)),
                Val::Duration(value) => value.checked_neg().map(Val::Duration).ok_or(UNREADABLE),
                _ => Err(UNREADABLE),
            },
            Expr::And(parts) => self.chain(parts, false),
            Expr::Or(parts) => self.chain(parts, true),
            Expr::Choose { condition, yes, no } => {
                let chosen = if self.boolean(*condition)? { yes } else { no };
                self.eval(*chosen)
            }
            Expr::Compare(comparison, left, right) => self.compare(*comparison, *left, *right),
            Expr::In(item, list) => self.contained(*item, *list),
            Expr::Arithmetic(operator, left, right) => {
                let (left, right) = (self.eval(*left)?, self.eval(*right)?);
                self.arithmetic(*operator, left, right)
            }
            Expr::Comprehension {
                kind,
                over,
                variable,
                filter,
                body,
            } => self.comprehension(*kind, *over, *variable, *filter, *body),
            Expr::Call(function, arguments) => self.call(*function, arguments),
            Expr::Matches(text, pattern) => {
                let value = self.eval(*text)?;
                let text = value.text().ok_or(UNREADABLE)?;
                self.fuel.burn(text.len() / BYTES_PER_STEP)?;
                Ok(Val::Bool(pattern.is_match(text)))
            }
        }
    }

    /// `&&` stops at the first false, `||` at the first true; whatever is
    /// missing only counts where nothing stopped it.
    fn chain(&mut self, parts: &'a [Id], decisive: bool) -> Evaluated<'a> {
        let mut missing = None;
        for part in parts {
            match self.boolean(*part) {
                Ok(value) if value == decisive => return Ok(Val::Bool(decisive)),
                Ok(_) => {}
                Err(why) => missing = missing.or(Some(why)),
            }
        }
        missing.map_or(Ok(Val::Bool(!decisive)), Err)
    }

    fn member(&mut self, of: Id, name: &'a str, optional: bool) -> Evaluated<'a> {
        if optional {
            return self.optionally(of, |value| match value {
                Val::Fact(value) => member(value, name),
                _ => Err(UNREADABLE),
            });
        }
        match self.eval(of)? {
            Val::Fact(value) => member(value, name),
            Val::Null => Err(ABSENT),
            Val::Optional(inner) => project(inner, |value| match value {
                Val::Fact(value) => member(value, name),
                _ => Err(UNREADABLE),
            }),
            _ => Err(UNREADABLE),
        }
    }

    fn index(&mut self, of: Id, index: Id, optional: bool) -> Evaluated<'a> {
        let at = self.eval(index)?;
        if optional {
            return self.optionally(of, |value| element(value, &at));
        }
        match self.eval(of)? {
            Val::Null => Err(ABSENT),
            Val::Optional(inner) => project(inner, |value| element(value, &at)),
            value => element(&value, &at),
        }
    }

    /// `.?`: what is absent is an optional without a value.
    fn optionally(&mut self, of: Id, select: impl Fn(&Val<'a>) -> Evaluated<'a>) -> Evaluated<'a> {
        match self.eval(of) {
            Ok(Val::Optional(inner)) => project(inner, select),
            Ok(Val::Null) => Ok(Val::Optional(None)),
            Ok(value) => project(Some(Rc::new(value)), select),
            Err(missing) if missing.reason == Reason::Absent && !self.fuel.is_empty() => {
                Ok(Val::Optional(None))
            }
            Err(missing) => Err(missing),
        }
    }

    /// Whether a member is there and says something. An absent parent is an
    /// absent member; what can't be read is not known to be there.
    fn has(&mut self, member: Id) -> Evaluated<'a> {
        match self.eval(member) {
            Ok(Val::Null | Val::Optional(None)) => Ok(Val::Bool(false)),
            Ok(_) => Ok(Val::Bool(true)),
            Err(missing) if missing.reason == Reason::Absent && !self.fuel.is_empty() => {
                Ok(Val::Bool(false))
            }
            Err(missing) => Err(missing),
        }
    }

    fn compare(&mut self, comparison: Comparison, left: Id, right: Id) -> Evaluated<'a> {
        let (left, right) = (self.eval(left)?, self.eval(right)?);
        let holds = match comparison {
            Comparison::Equal => self.equal(&left, &right, 0)?,
            Comparison::Unequal => !self.equal(&left, &right, 0)?,
            ordered => {
                let order = order(&left, &right)?;
                // Not-a-number is neither less nor greater than anything.
                match ordered {
                    Comparison::Less => order == Some(Ordering::Less),
                    Comparison::LessOrEqual => order.is_some_and(Ordering::is_le),
                    Comparison::Greater => order == Some(Ordering::Greater),
                    _ => order.is_some_and(Ordering::is_ge),
                }
            }
        };
        Ok(Val::Bool(holds))
    }

    fn equal(&mut self, left: &Val<'a>, right: &Val<'a>, depth: usize) -> Evaluated<'a, bool> {
        self.fuel.burn(1)?;
        if depth > super::MAX_DEPTH {
            return Err(UNREADABLE);
        }
        if let (Some(left), Some(right)) = (left.text(), right.text()) {
            return Ok(left == right);
        }
        Ok(match (left, right) {
            (Val::Null, Val::Null) => true,
            (Val::Bool(left), Val::Bool(right)) => left == right,
            (Val::Int(_) | Val::Float(_), Val::Int(_) | Val::Float(_)) => {
                order(left, right)? == Some(Ordering::Equal)
            }
            (Val::Date(left), Val::Date(right)) => left == right,
            (Val::Duration(left), Val::Duration(right)) => left == right,
            (Val::Optional(None), Val::Optional(None)) => true,
            (Val::Optional(Some(left)), Val::Optional(Some(right))) => {
                self.equal(left, right, depth + 1)?
            }
            (
                Val::Fact(Value {
                    kind: Kind::Map(left),
                    ..
                }),
                Val::Fact(Value {
                    kind: Kind::Map(right),
                    ..
                }),
            ) => {
                if left.len() != right.len() {
                    return Ok(false);
                }
                for (key, left) in left.iter() {
                    let Some(right) = right.get(key) else {
                        return Ok(false);
                    };
                    let (left, right) = (Val::of(left, None)?, Val::of(right, None)?);
                    if !self.equal(&left, &right, depth + 1)? {
                        return Ok(false);
                    }
                }
                true
            }
            (left, right) if left.is_list() && right.is_list() => {
                if left.length() != right.length() {
                    return Ok(false);
                }
                for index in 0..left.length().unwrap_or(0) {
                    let (Some(left), Some(right)) = (left.nth(index), right.nth(index)) else {
                        return Ok(false);
                    };
                    if !self.equal(&left?, &right?, depth + 1)? {
                        return Ok(false);
                    }
                }
                true
            }
            _ => false,
        })
    }

    fn contained(&mut self, item: Id, list: Id) -> Evaluated<'a> {
        let item = self.eval(item)?;
        let list = self.eval(list)?;
        if let Val::Fact(Value {
            kind: Kind::Map(map),
            ..
        }) = &list
        {
            return Ok(Val::Bool(
                item.text().is_some_and(|key| map.contains_key(key)),
            ));
        }
        if !list.is_list() {
            return Err(UNREADABLE);
        }
        let mut missing = None;
        for index in 0..list.length().unwrap_or(0) {
            match list.nth(index) {
                Some(Ok(candidate)) => {
                    if self.equal(&item, &candidate, 0)? {
                        return Ok(Val::Bool(true));
                    }
                }
                Some(Err(why)) => missing = missing.or(Some(why)),
                None => {}
            }
        }
        missing.map_or(Ok(Val::Bool(false)), Err)
    }

    fn arithmetic(&mut self, operator: Operator, left: Val<'a>, right: Val<'a>) -> Evaluated<'a> {
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
    fn grown(&mut self, length: usize) -> Evaluated<'a, ()> {
        self.fuel.burn(1)?;
        if length >= MAX_ITEMS {
            return Err(UNREADABLE);
        }
        Ok(())
    }

    fn comprehension(
        &mut self,
        kind: Comprehension,
        over: Id,
        variable: usize,
        filter: Option<Id>,
        body: Id,
    ) -> Evaluated<'a> {
        let over = self.eval(over)?;
        if !matches!(over, Val::Fact(_) | Val::List(_)) {
            return Err(UNREADABLE);
        }
        let mut missing = None;
        let mut count = 0usize;
        let mut items = Vec::new();
        let mut index = 0;
        while let Some(item) = over.nth(index) {
            index += 1;
            let outcome = item.and_then(|item| {
                self.locals[variable] = Some(item.clone());
                match kind {
                    Comprehension::Map => {
                        let wanted = filter.map_or(Ok(true), |filter| self.boolean(filter))?;
                        if wanted {
                            self.grown(items.len())?;
                            items.push(self.eval(body)?);
                        }
                        Ok(false)
                    }
                    Comprehension::Filter => {
                        if self.boolean(body)? {
                            self.grown(items.len())?;
                            items.push(item);
                        }
                        Ok(false)
                    }
                    _ => self.boolean(body),
                }
            });
            match (kind, outcome) {
                (Comprehension::All, Ok(false)) => return Ok(Val::Bool(false)),
                (Comprehension::Exists, Ok(true)) => return Ok(Val::Bool(true)),
                (_, Ok(true)) => count += 1,
                (_, Ok(false)) => {}
                (_, Err(why)) => missing = missing.or(Some(why)),
            }
            if self.fuel.is_empty() {
                break;
            }
        }
        self.locals[variable] = None;
        if let Some(missing) = missing {
            return Err(missing);
        }
        Ok(match kind {
            Comprehension::All => Val::Bool(true),
            Comprehension::Exists => Val::Bool(false),
            Comprehension::ExistsOne => Val::Bool(count == 1),
            Comprehension::Filter | Comprehension::Map => Val::List(items.into()),
        })
    }

    fn call(&mut self, function: Function, arguments: &'a [Id]) -> Evaluated<'a> {
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

const ABSENT: Missing<'static> = Missing {
    reason: Reason::Absent,
    near: None,
};

/// The member of a record or a map.
fn member<'a>(of: &'a Value, name: &str) -> Evaluated<'a> {
    match &of.kind {
        Kind::Map(map) => match map.get(name) {
            Some(value) => Val::of(value, Some(of)),
            None => Err(Missing {
                reason: Reason::Absent,
                near: Some(of),
            }),
        },
        Kind::Missing(reason) => Err(Missing {
            reason: *reason,
            near: Some(of),
        }),
        _ => Err(UNREADABLE),
    }
}

/// The item of a list, or the member of a map.
fn element<'a>(of: &Val<'a>, at: &Val<'a>) -> Evaluated<'a> {
    let absent = |near| Missing {
        reason: Reason::Absent,
        near,
    };
    match (of, at) {
        (Val::Fact(value), at) if at.text().is_some() => member(value, at.text().unwrap_or("")),
        (list, at) if list.is_list() => {
            let near = match list {
                Val::Fact(value) => Some(*value),
                _ => None,
            };
            let index = match at {
                Val::Int(index) => *index,
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "whole, and a large one is absent"
                )]
                Val::Float(index) if index.fract() == 0.0 => *index as i64,
                _ => return Err(UNREADABLE),
            };
            let index = usize::try_from(index).map_err(|_| absent(near))?;
            list.nth(index).unwrap_or(Err(absent(near)))
        }
        _ => Err(UNREADABLE),
    }
}

/// Select from the value of an optional; what is absent has no value.
fn project<'a>(
    inner: Option<Rc<Val<'a>>>,
    select: impl Fn(&Val<'a>) -> Evaluated<'a>,
) -> Evaluated<'a> {
    let Some(value) = inner else {
        return Ok(Val::Optional(None));
    };
    match select(&value) {
        Ok(Val::Null) => Ok(Val::Optional(None)),
        Ok(value) => Ok(Val::Optional(Some(Rc::new(value)))),
        Err(missing) if missing.reason == Reason::Absent => Ok(Val::Optional(None)),
        Err(missing) => Err(missing),
    }
}

/// The order of two values of one type; `None` where a number is none.
fn order(left: &Val, right: &Val) -> Evaluated<'static, Option<Ordering>> {
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
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "bounded by the comparisons before"
)]
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

fn number<'a>(value: &Val) -> Evaluated<'a, f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        Val::Int(value) => Ok(*value as f64),
        Val::Float(value) => Ok(*value),
        _ => Err(UNREADABLE),
    }
}

/// A zero denominator leaves a question open; it is never 0 or 1.
fn whole<'a>(operator: Operator, left: i64, right: i64) -> Evaluated<'a, i64> {
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

fn real<'a>(operator: Operator, left: f64, right: f64) -> Evaluated<'a, f64> {
    match operator {
        Operator::Add => Ok(left + right),
        Operator::Subtract => Ok(left - right),
        Operator::Multiply => Ok(left * right),
        Operator::Divide if right == 0.0 => Err(INSUFFICIENT),
        Operator::Divide => Ok(left / right),
        Operator::Remainder => Err(UNREADABLE),
    }
}

fn to_int<'a>(value: &Val<'a>) -> Evaluated<'a> {
    const LIMIT: f64 = 9_223_372_036_854_775_807.0;
    match value {
        Val::Int(value) => Ok(Val::Int(*value)),
        #[expect(clippy::cast_possible_truncation, reason = "within the limit")]
        Val::Float(value) if value.abs() < LIMIT => Ok(Val::Int(value.trunc() as i64)),
        other => {
            let parsed = other.text().and_then(|text| text.parse().ok());
            parsed.map(Val::Int).ok_or(UNREADABLE)
        }
    }
}

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

fn days_between(from: Date, to: Date) -> i64 {
    let span = from.duration_until(to);
    span.as_hours() / 24
}

/// A date is its midnight: the day that the duration ends in.
fn moved<'a>(date: Date, seconds: i64) -> Evaluated<'a> {
    let days = seconds.div_euclid(SECONDS_PER_DAY);
    let days = days
        .checked_mul(24)
        .and_then(jiff::SignedDuration::try_from_hours)
        .ok_or(UNREADABLE)?;
    date.checked_add(days)
        .map(Val::Date)
        .map_err(|_| UNREADABLE)
}
