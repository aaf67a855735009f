//! The tree of an expression, in an arena: nodes name each other by index,
//! so that dropping one never recurses.

use super::function::Function;
use super::pattern::Pattern;
use crate::model::{Span, Str};

/// Index of a node in the arena.
pub(super) type Id = usize;

/// An expression with its bytes.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) expr: Expr,
    pub(super) depth: usize,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Str),
    List(Vec<Id>),
    /// `self`.
    This,
    /// A variable of a comprehension, by its nesting.
    Local(usize),
    /// A root of the facts.
    Fact(Str),
    Member {
        of: Id,
        name: Str,
        optional: bool,
    },
    Index {
        of: Id,
        index: Id,
        optional: bool,
    },
    /// `has()` around the member at this id.
    Has(Id),
    Not(Id),
    Negate(Id),
    /// `&&` between all of these.
    And(Vec<Id>),
    /// `||` between all of these.
    Or(Vec<Id>),
    Choose {
        condition: Id,
        yes: Id,
        no: Id,
    },
    Compare(Comparison, Id, Id),
    In(Id, Id),
    Arithmetic(Operator, Id, Id),
    Comprehension {
        kind: Comprehension,
        over: Id,
        variable: usize,
        filter: Option<Id>,
        body: Id,
    },
    Call(Function, Vec<Id>),
    Matches(Id, Pattern),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comprehension {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

impl Comprehension {
    /// The comprehension that is called so.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "all" => Self::All,
            "exists" => Self::Exists,
            "exists_one" | "existsOne" => Self::ExistsOne,
            "filter" => Self::Filter,
            "map" => Self::Map,
            _ => return None,
        })
    }
}

/// The operands of an expression.
pub(super) fn children(expr: &Expr) -> impl Iterator<Item = Id> {
    let (many, few): (&[Id], [Option<Id>; 3]) = match expr {
        Expr::List(items) | Expr::And(items) | Expr::Or(items) | Expr::Call(_, items) => {
            (items, [None; 3])
        }
        &Expr::Member { of, .. } => (&[], [Some(of), None, None]),
        &Expr::Index { of, index, .. } => (&[], [Some(of), Some(index), None]),
        &Expr::Has(id) | &Expr::Not(id) | &Expr::Negate(id) | &Expr::Matches(id, _) => {
            (&[], [Some(id), None, None])
        }
        &Expr::Choose { condition, yes, no } => (&[], [Some(condition), Some(yes), Some(no)]),
        &Expr::Compare(_, left, right)
        | &Expr::In(left, right)
        | &Expr::Arithmetic(_, left, right) => (&[], [Some(left), Some(right), None]),
        &Expr::Comprehension {
            over, filter, body, ..
        } => (&[], [Some(over), filter, Some(body)]),
        _ => (&[], [None; 3]),
    };
    many.iter().copied().chain(few.into_iter().flatten())
}
