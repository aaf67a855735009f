//! Names and types held against the catalogue of facts, once, when a pack is
//! loaded: a misspelled fact is an error there, never a silent open later.

use super::tree::{Comprehension, Expr, Id};
use super::types::{Kinds, Ty, optionally, unwrapped};
use super::{Condition, ConditionError, MAX_COMPREHENSIONS};
use crate::facts::catalogue::Node;
use crate::model::{Span, nearest};

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

pub(super) struct Checker<'c> {
    pub(super) condition: &'c Condition,
    facts: &'c Node,
    this: &'c Node,
    locals: [Option<Ty<'c>>; MAX_COMPREHENSIONS],
    /// Whether the result is shown to people.
    shown: bool,
}

pub(super) type Checked<T> = Result<T, ConditionError>;

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

    pub(super) fn text(&self, id: Id) -> &'c str {
        self.condition.text.get(self.span(id).range()).unwrap_or("")
    }

    pub(super) fn error<T>(&self, id: Id, what: impl Into<String>) -> Checked<T> {
        Err(ConditionError::new(self.span(id), what))
    }

    /// The expression may be one of the wanted kinds.
    pub(super) fn want(&mut self, id: Id, wanted: Kinds) -> Checked<()> {
        let ty = self.infer(id)?;
        self.expect(id, &ty, wanted)
    }

    pub(super) fn expect(&self, id: Id, ty: &Ty<'c>, wanted: Kinds) -> Checked<()> {
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

    pub(super) fn infer(&mut self, id: Id) -> Checked<Ty<'c>> {
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
            Expr::Matches(text, pattern) => {
                pattern.check()?;
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
        if name.starts_with("x-") {
            // Free keys, written `a["x-note"]`, hold whatever their author likes.
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
        if let Expr::Text(name) = &self.condition.nodes[index].expr
            && (ty.node.is_some_and(Node::is_record) || !ty.kinds.meets(Kinds::LIST))
        {
            return self.member(id, of, ty, name);
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
}
