//! Names and types held against the catalogue of facts, once, when a pack is
//! loaded: a misspelled fact is an error there, never a silent open later.

use super::parse::{Comparison, Comprehension, Expr, Function, Id, Operator};
use super::time::{parse_date, parse_duration};
use super::types::{Kinds, Ty, optionally, unwrapped};
use super::{Condition, ConditionError, MAX_COMPREHENSIONS};
use crate::facts::catalogue::Node;
use crate::model::Span;
use crate::policy::nearest;

/// A condition: it must be true or false.
pub(super) fn condition(
    condition: &Condition,
    facts: &Node,
    this: &Node,
) -> Result<(), ConditionError> {
    let mut checker = Checker::new(condition, facts, this, false);
    checker.want(condition.root, Kinds::BOOL)
}

/// An expression in a message: it must be something that can be printed, and
/// names nothing sensitive.
pub(super) fn shown(
    condition: &Condition,
    facts: &Node,
    this: &Node,
) -> Result<(), ConditionError> {
    let mut checker = Checker::new(condition, facts, this, true);
    let ty = checker.infer(condition.root)?;
    let root = condition.root;
    for node in [ty.node, ty.item().node].into_iter().flatten() {
        if node.holds_sensitive() {
            let text = checker.text(root);
            let what = format!("`{text}` is sensitive: a message can't name it");
            return checker.error(root, what);
        }
    }
    let unprintable = Kinds::RECORD.or(Kinds::OPTIONAL);
    let inner = if ty.kinds.meets(Kinds::LIST) {
        ty.item().kinds
    } else {
        Kinds::TEXT
    };
    if ty.kinds.is_within(unprintable) || inner.is_within(unprintable) {
        let what = if ty.kinds.is_within(unprintable) {
            ty.kinds.spell()
        } else {
            "a list of records".to_owned()
        };
        let span = condition.nodes[condition.root].span;
        return Err(ConditionError::new(
            span,
            format!("a message can't print {what}"),
        ));
    }
    Ok(())
}

struct Checker<'c> {
    condition: &'c Condition,
    facts: &'c Node,
    this: &'c Node,
    locals: [Option<Ty<'c>>; MAX_COMPREHENSIONS],
    /// Whether the result is shown to people.
    shown: bool,
}

type Checked<T> = Result<T, ConditionError>;

impl<'c> Checker<'c> {
    fn new(condition: &'c Condition, facts: &'c Node, this: &'c Node, shown: bool) -> Self {
        Self {
            condition,
            facts,
            this,
            locals: [const { None }; MAX_COMPREHENSIONS],
            shown,
        }
    }

    fn span(&self, id: Id) -> Span {
        self.condition.nodes[id].span
    }

    fn text(&self, id: Id) -> &'c str {
        self.condition.text.get(self.span(id).range()).unwrap_or("")
    }

    fn error<T>(&self, id: Id, what: impl Into<String>) -> Checked<T> {
        Err(ConditionError::new(self.span(id), what))
    }

    /// The expression may be one of the wanted kinds.
    fn want(&mut self, id: Id, wanted: Kinds) -> Checked<()> {
        let ty = self.infer(id)?;
        self.expect(id, &ty, wanted)
    }

    fn expect(&self, id: Id, ty: &Ty<'c>, wanted: Kinds) -> Checked<()> {
        if ty.kinds.meets(wanted) {
            return Ok(());
        }
        let (text, is, wanted) = (self.text(id), ty.kinds.spell(), wanted.spell());
        self.error(id, format!("`{text}` is {is}, where {wanted} is needed"))
    }

    fn known(&self, id: Id, node: &'c Node) -> Checked<Ty<'c>> {
        if self.shown && node.is_sensitive() {
            let text = self.text(id);
            return self.error(
                id,
                format!("`{text}` is sensitive: a message can't name it"),
            );
        }
        Ok(Ty::node(node))
    }

    fn infer(&mut self, id: Id) -> Checked<Ty<'c>> {
        let condition = self.condition;
        Ok(match &condition.nodes[id].expr {
            Expr::Null => Ty::of(Kinds::NULL),
            Expr::Bool(_) => Ty::of(Kinds::BOOL),
            Expr::Int(_) => Ty::of(Kinds::INT),
            Expr::Float(_) => Ty::of(Kinds::FLOAT),
            Expr::Text(_) => Ty::of(Kinds::TEXT),
            Expr::List(items) => {
                let mut holds: Option<Ty> = None;
                for item in items {
                    let ty = self.infer(*item)?;
                    holds = Some(holds.map_or(ty.clone(), |so_far| so_far.join(&ty)));
                }
                Ty::holding(Kinds::LIST, holds.unwrap_or_else(Ty::any))
            }
            Expr::This => self.known(id, self.this)?,
            Expr::Local(variable) => {
                let ty = self.locals[*variable].clone().unwrap_or_else(Ty::any);
                if let Some(node) = ty.node {
                    self.known(id, node)?;
                }
                ty
            }
            Expr::Fact(name) => self.root(id, name)?,
            Expr::Member { of, name, optional } => {
                let of_ty = self.infer(*of)?;
                let ty = self.member(id, *of, unwrapped(&of_ty), name)?;
                optionally(ty, *optional || of_ty.kinds.meets(Kinds::OPTIONAL))
            }
            Expr::Index {
                of,
                index,
                optional,
            } => {
                let of_ty = self.infer(*of)?;
                let ty = self.element(id, *of, unwrapped(&of_ty), *index)?;
                optionally(ty, *optional || of_ty.kinds.meets(Kinds::OPTIONAL))
            }
            Expr::Has(member) => {
                self.infer(*member)?;
                Ty::of(Kinds::BOOL)
            }
            Expr::Not(operand) => {
                self.want(*operand, Kinds::BOOL)?;
                Ty::of(Kinds::BOOL)
            }
            Expr::Negate(operand) => {
                let ty = self.infer(*operand)?;
                let signed = Kinds::NUMBER.or(Kinds::DURATION);
                self.expect(*operand, &ty, signed)?;
                Ty::of(ty.kinds.and(signed))
            }
            Expr::And(parts) | Expr::Or(parts) => {
                for part in parts {
                    self.want(*part, Kinds::BOOL)?;
                }
                Ty::of(Kinds::BOOL)
            }
            Expr::Choose { condition, yes, no } => {
                self.want(*condition, Kinds::BOOL)?;
                let (yes, no) = (self.infer(*yes)?, self.infer(*no)?);
                yes.join(&no)
            }
            Expr::Compare(comparison, left, right) => {
                self.comparison(id, *comparison, *left, *right)?;
                Ty::of(Kinds::BOOL)
            }
            Expr::In(item, list) => {
                self.containment(*item, *list)?;
                Ty::of(Kinds::BOOL)
            }
            Expr::Arithmetic(operator, left, right) => {
                self.arithmetic(id, *operator, *left, *right)?
            }
            Expr::Comprehension {
                kind,
                over,
                variable,
                filter,
                body,
            } => self.comprehension(*kind, *over, *variable, *filter, *body)?,
            Expr::Call(function, arguments) => self.call(id, *function, arguments)?,
            Expr::Matches(text, _) => {
                self.want(*text, Kinds::TEXT)?;
                Ty::of(Kinds::BOOL)
            }
        })
    }

    fn root(&self, id: Id, name: &str) -> Checked<Ty<'c>> {
        let facts = self.facts;
        if let Some(node) = facts.member(name) {
            return self.known(id, node);
        }
        let declared = facts
            .members
            .get("declaration")
            .is_some_and(|declaration| declaration.members.contains_key(name));
        if declared {
            let what = format!("unknown fact `{name}`; did you mean `declaration.{name}`");
            return self.error(id, what);
        }
        let known = facts.members.keys().map(AsRef::as_ref);
        self.error(
            id,
            match nearest(name, known.chain(["self"])) {
                Some(near) => format!("unknown fact `{name}`; did you mean `{near}`"),
                None => format!("unknown fact `{name}`; `ethics-gate facts` lists those there are"),
            },
        )
    }

    fn member(&self, id: Id, of: Id, ty: Ty<'c>, name: &str) -> Checked<Ty<'c>> {
        let Some(node) = ty.node else {
            self.expect(of, &ty, Kinds::RECORD)?;
            return Ok(Ty::any());
        };
        if let Some(node) = node.member(name) {
            return self.known(id, node);
        }
        let of = self.text(of);
        if !node.is_record() {
            let hint = if node.items.is_some() {
                format!("`{of}` is a list: select an item, or use all, exists, filter or map")
            } else {
                format!("`{of}` is {}, it has no members", ty.kinds.spell())
            };
            return self.error(id, hint);
        }
        if name.starts_with("x_") {
            return Ok(Ty::any());
        }
        self.error(
            id,
            match nearest(name, node.members.keys().map(AsRef::as_ref)) {
                Some(near) => format!("unknown fact `{of}.{name}`; did you mean `{of}.{near}`"),
                None => format!("unknown fact `{of}.{name}`"),
            },
        )
    }

    fn element(&mut self, id: Id, of: Id, ty: Ty<'c>, index: Id) -> Checked<Ty<'c>> {
        let at = self.infer(index)?;
        self.expect(of, &ty, Kinds::LIST.or(Kinds::RECORD))?;
        if let Expr::Text(name) = &self.condition.nodes[index].expr {
            if ty.node.is_some_and(Node::is_record) || !ty.kinds.meets(Kinds::LIST) {
                return self.member(id, of, ty, name);
            }
        }
        self.expect(index, &at, Kinds::NUMBER.or(Kinds::TEXT))?;
        if at.kinds.is_within(Kinds::NUMBER) {
            self.expect(of, &ty, Kinds::LIST)?;
            let item = ty.item();
            if let Some(node) = item.node {
                return self.known(id, node);
            }
            return Ok(item);
        }
        if at.kinds.is_within(Kinds::TEXT) {
            self.expect(of, &ty, Kinds::RECORD)?;
            if let Some(named) = ty.node.and_then(|node| node.named.as_deref()) {
                return self.known(id, named);
            }
        }
        if self.shown && ty.node.is_some_and(Node::holds_sensitive) {
            return self.error(id, "a message can't look up what may be sensitive");
        }
        Ok(Ty::any())
    }

    fn comparison(&mut self, id: Id, comparison: Comparison, left: Id, right: Id) -> Checked<()> {
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

    /// A literal beside a fact of few words must be one of them.
    fn words(&self, ty: &Ty<'c>, literal: Id) -> Checked<()> {
        let (Some(words), Expr::Text(text)) = (ty.words, &self.condition.nodes[literal].expr)
        else {
            return Ok(());
        };
        if words.contains(&&**text) {
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

    fn containment(&mut self, item: Id, list: Id) -> Checked<()> {
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

    fn arithmetic(&mut self, id: Id, operator: Operator, left: Id, right: Id) -> Checked<Ty<'c>> {
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

    fn comprehension(
        &mut self,
        kind: Comprehension,
        over: Id,
        variable: usize,
        filter: Option<Id>,
        body: Id,
    ) -> Checked<Ty<'c>> {
        let over_ty = self.infer(over)?;
        self.expect(over, &over_ty, Kinds::LIST.or(Kinds::RECORD))?;
        let item = if over_ty.kinds.is_within(Kinds::RECORD) {
            Ty::of(Kinds::TEXT)
        } else if over_ty.kinds.meets(Kinds::RECORD) {
            Ty::any()
        } else {
            over_ty.item()
        };
        self.locals[variable] = Some(item.clone());
        if let Some(filter) = filter {
            self.want(filter, Kinds::BOOL)?;
        }
        let result = match kind {
            Comprehension::Map => Ty::holding(Kinds::LIST, self.infer(body)?),
            Comprehension::Filter => {
                self.want(body, Kinds::BOOL)?;
                Ty::holding(Kinds::LIST, item)
            }
            _ => {
                self.want(body, Kinds::BOOL)?;
                Ty::of(Kinds::BOOL)
            }
        };
        self.locals[variable] = None;
        Ok(result)
    }

    fn call(&mut self, id: Id, function: Function, arguments: &'c [Id]) -> Checked<Ty<'c>> {
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
