//! Evaluation over located values, by reference, three-valued, with a bound
//! on steps and on what it builds.

use std::cmp::Ordering;
use std::rc::Rc;

use super::call::BYTES_PER_STEP;
use super::number::order;
use super::tree::{Comparison, Comprehension, Expr, Id};
use super::val::{ABSENT, Evaluated, UNREADABLE, Val, element, member, project, to_json};
use super::{Condition, MAX_COMPREHENSIONS, Missing};
use crate::model::{Kind, Reason, Value};

/// Steps of one evaluation.
const STEPS: u64 = 1_000_000;
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

    pub(super) fn burn(&mut self, steps: usize) -> Result<(), Missing<'static>> {
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

pub(super) struct Evaluator<'a, 'f> {
    condition: &'a Condition,
    facts: &'a Value,
    this: &'a Value,
    locals: [Option<Val<'a>>; MAX_COMPREHENSIONS],
    pub(super) fuel: &'f mut Fuel,
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

    pub(super) fn eval(&mut self, id: Id) -> Evaluated<'a> {
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
                pattern.is_in(text).map(Val::Bool).ok_or(UNREADABLE)
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
        if let Some(constants) = self.constants(list) {
            for constant in constants {
                let constant = self.eval(*constant)?;
                if self.equal(&item, &constant, 0)? {
                    return Ok(Val::Bool(true));
                }
            }
            return Ok(Val::Bool(false));
        }
        let list = self.eval(list)?;
        if let Val::Fact(Value {
            kind: Kind::Map(map),
            ..
        }) = &list
        {
            return match (&item, item.text()) {
                (_, Some(key)) => Ok(Val::Bool(map.contains_key(key))),
                // Keys are texts, so no number is one.
                (Val::Bool(_) | Val::Int(_) | Val::Float(_), _) => Ok(Val::Bool(false)),
                _ => Err(UNREADABLE),
            };
        }
        if !list.is_list() {
            return Err(UNREADABLE);
        }
        let mut missing = None;
        for index in 0..list.length().unwrap_or(0) {
            match list.nth(index) {
                Some(Ok(candidate)) if self.equal(&item, &candidate, 0)? => {
                    return Ok(Val::Bool(true));
                }
                Some(Ok(_)) => {}
                Some(Err(why)) => missing = missing.or(Some(why)),
                None => {}
            }
        }
        missing.map_or(Ok(Val::Bool(false)), Err)
    }

    /// The items of a list that is written out: it need not be built.
    fn constants(&self, list: Id) -> Option<&'a [Id]> {
        let nodes = &self.condition.nodes;
        let constant = |id: &Id| {
            matches!(
                nodes[*id].expr,
                Expr::Text(_) | Expr::Int(_) | Expr::Float(_) | Expr::Bool(_) | Expr::Null
            )
        };
        match &nodes[list].expr {
            Expr::List(items) if items.iter().all(constant) => Some(items),
            _ => None,
        }
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
}
