//! What operators and functions take and give.

use super::check::{Checked, Checker};
use super::function::Function;
use super::time::{parse_date, parse_duration};
use super::tree::{Comparison, Expr, Id, Operator};
use super::types::{Kinds, Ty, unwrapped};
use crate::model::nearest;

impl<'c> Checker<'c> {
    pub(super) fn comparison(
        &mut self,
        id: Id,
        comparison: Comparison,
        left: Id,
        right: Id,
    ) -> Checked<()> {
        let (left_ty, right_ty) = (self.infer(left)?, self.infer(right)?);
        let (one, other) = (left_ty.kinds.widened(), right_ty.kinds.widened());
        match comparison {
            Comparison::Equal | Comparison::Unequal => {
                self.words(&left_ty, right)?;
                self.words(&right_ty, left)?;
                let with_null = one == Kinds::NULL || other == Kinds::NULL;
                if !with_null && !one.meets(other) {
                    return self.never(id, left, &left_ty, right, &right_ty);
                }
            }
            _ => {
                let ordered = Kinds::NUMBER
                    .or(Kinds::TEXT)
                    .or(Kinds::DATE)
                    .or(Kinds::DURATION)
                    .or(Kinds::BOOL);
                self.expect(left, &left_ty, ordered)?;
                self.expect(right, &right_ty, ordered)?;
                if !one.and(ordered).meets(other) {
                    return self.never(id, left, &left_ty, right, &right_ty);
                }
            }
        }
        Ok(())
    }

    fn never(&self, id: Id, left: Id, one: &Ty, right: Id, other: &Ty) -> Checked<()> {
        let (left, right) = (self.text(left), self.text(right));
        let (one, other) = (one.kinds.spell(), other.kinds.spell());
        let what = format!("`{left}` is {one} and `{right}` is {other}: they never compare");
        self.error(id, what)
    }

    /// A literal beside a fact of few words must be one of them, or the empty
    /// text, which is how `.orValue("")` says that nothing was said.
    fn words(&self, ty: &Ty<'c>, literal: Id) -> Checked<()> {
        let (Some(words), Expr::Text(text)) = (ty.words, &self.condition.nodes[literal].expr)
        else {
            return Ok(());
        };
        if text.is_empty() || words.contains(&&**text) {
            return Ok(());
        }
        self.error(
            literal,
            match nearest(text, words.iter().copied()) {
                Some(near) => format!("this is never `{text}`; did you mean `{near}`"),
                None => format!("this is never `{text}`; it is one of {}", words.join(", ")),
            },
        )
    }

    pub(super) fn containment(&mut self, item: Id, list: Id) -> Checked<()> {
        let (item_ty, list_ty) = (self.infer(item)?, self.infer(list)?);
        self.expect(list, &list_ty, Kinds::LIST.or(Kinds::RECORD))?;
        if let Expr::List(literals) = &self.condition.nodes[list].expr {
            for literal in literals {
                self.words(&item_ty, *literal)?;
            }
        }
        if list_ty.kinds.is_within(Kinds::LIST) {
            let held = list_ty.item();
            self.words(&held, item)?;
            if !held.kinds.widened().meets(item_ty.kinds.widened()) {
                return self.never(item, item, &item_ty, list, &held);
            }
        } else if list_ty.kinds.is_within(Kinds::RECORD) {
            self.expect(item, &item_ty, Kinds::TEXT)?;
        }
        Ok(())
    }

    pub(super) fn arithmetic(
        &mut self,
        id: Id,
        operator: Operator,
        left: Id,
        right: Id,
    ) -> Checked<Ty<'c>> {
        let (one, other) = (self.infer(left)?, self.infer(right)?);
        let mut result = Kinds::NONE;
        let both = |kinds: Kinds| one.kinds.meets(kinds) && other.kinds.meets(kinds);
        if both(Kinds::NUMBER) {
            let whole = one.kinds.or(other.kinds).and(Kinds::NUMBER) == Kinds::INT;
            result = result.or(if whole { Kinds::INT } else { Kinds::NUMBER });
            let surely_real = one.kinds == Kinds::FLOAT || other.kinds == Kinds::FLOAT;
            if operator == Operator::Divide && !whole && !surely_real {
                let (left, right) = (self.text(left), self.text(right));
                let what = format!(
                    "`{left} / {right}` rounds where both happen to be whole; write `double({left}) / {right}`"
                );
                return self.error(id, what);
            }
        }
        match operator {
            Operator::Add => {
                for kinds in [Kinds::TEXT, Kinds::DURATION] {
                    if both(kinds) {
                        result = result.or(kinds);
                    }
                }
                if (one.kinds.meets(Kinds::DATE) && other.kinds.meets(Kinds::DURATION))
                    || (one.kinds.meets(Kinds::DURATION) && other.kinds.meets(Kinds::DATE))
                {
                    result = result.or(Kinds::DATE);
                }
                if both(Kinds::LIST) {
                    let holds = one.item().join(&other.item());
                    return Ok(Ty::holding(result.or(Kinds::LIST), holds));
                }
            }
            Operator::Subtract => {
                if both(Kinds::DATE) || both(Kinds::DURATION) {
                    result = result.or(Kinds::DURATION);
                }
                if one.kinds.meets(Kinds::DATE) && other.kinds.meets(Kinds::DURATION) {
                    result = result.or(Kinds::DATE);
                }
            }
            _ => {}
        }
        if result == Kinds::NONE {
            let (left, right) = (self.text(left), self.text(right));
            let (one, other) = (one.kinds.spell(), other.kinds.spell());
            let what = format!("`{left}` is {one} and `{right}` is {other}: no such arithmetic");
            return self.error(id, what);
        }
        Ok(Ty::of(result))
    }

    pub(super) fn call(
        &mut self,
        id: Id,
        function: Function,
        arguments: &'c [Id],
    ) -> Checked<Ty<'c>> {
        let first = arguments[0];
        let ty = self.infer(first)?;
        let literal = match &self.condition.nodes[first].expr {
            Expr::Text(text) => Some(text),
            _ => None,
        };
        Ok(match function {
            Function::Size => {
                self.expect(first, &ty, Kinds::TEXT.or(Kinds::LIST).or(Kinds::RECORD))?;
                Ty::of(Kinds::INT)
            }
            Function::StartsWith | Function::EndsWith | Function::Contains => {
                if ty.kinds.is_within(Kinds::LIST) {
                    let (list, part) = (self.text(first), self.text(arguments[1]));
                    return self.error(id, format!("`{list}` is a list: write `{part} in {list}`"));
                }
                self.expect(first, &ty, Kinds::TEXT)?;
                self.want(arguments[1], Kinds::TEXT)?;
                Ty::of(Kinds::BOOL)
            }
            Function::LowerAscii => {
                self.expect(first, &ty, Kinds::TEXT)?;
                Ty::of(Kinds::TEXT)
            }
            Function::OrValue | Function::HasValue => {
                if !ty.kinds.meets(Kinds::OPTIONAL) {
                    let (text, name) = (self.text(first), function.name());
                    let what = format!("`{text}` is no optional; write `a.?b.{name}(…)`");
                    return self.error(id, what);
                }
                if function == Function::HasValue {
                    return Ok(Ty::of(Kinds::BOOL));
                }
                let other = self.infer(arguments[1])?;
                let inner = unwrapped(&ty);
                self.words(&inner, arguments[1])?;
                inner.join(&other)
            }
            Function::Date => {
                if literal.is_some_and(|text| parse_date(text).is_none()) {
                    return self.error(first, "a date is written `YYYY-MM-DD`");
                }
                self.expect(first, &ty, Kinds::TEXT.or(Kinds::DATE))?;
                Ty::of(Kinds::DATE)
            }
            Function::Duration => {
                if literal.is_some_and(|text| parse_duration(text).is_none()) {
                    return self.error(first, "a duration is written `30d`, `12h`, `1h30m`, `90s`");
                }
                self.expect(first, &ty, Kinds::TEXT)?;
                Ty::of(Kinds::DURATION)
            }
            Function::Int => {
                self.expect(first, &ty, Kinds::NUMBER.or(Kinds::TEXT))?;
                Ty::of(Kinds::INT)
            }
            Function::Double => {
                self.expect(first, &ty, Kinds::NUMBER.or(Kinds::TEXT))?;
                Ty::of(Kinds::FLOAT)
            }
            Function::String => {
                let printable = Kinds::NUMBER
                    .or(Kinds::TEXT)
                    .or(Kinds::BOOL)
                    .or(Kinds::DATE);
                self.expect(first, &ty, printable)?;
                Ty::of(Kinds::TEXT)
            }
        })
    }
}
