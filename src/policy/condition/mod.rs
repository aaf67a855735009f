//! The condition language: a subset of CEL, the Common Expression Language.
//!
//! A condition is parsed once, checked against the catalogue of facts when its
//! pack is loaded, and evaluated many times over located values without
//! copying them. It never loops without a bound, never recurses without a
//! limit, and never reads anything but the facts it is given.
//!
//! # The language
//!
//! | | |
//! |--|--|
//! | literals | `true false null`, `1`, `0x1f`, `1.5`, `2e3`, `"text"`, `'text'`, `r"raw"`, `[1, 2]` |
//! | logic | `a && b`, `a \|\| b`, `!a`, `a ? b : c` |
//! | comparison | `== != < <= > >=`, `x in list`, `"key" in map`; `1 == 1.0` |
//! | arithmetic | `+ - * / %` on numbers, checked; `+` joins texts and lists; dates and durations |
//! | access | `a.b`, `a["b"]`, `a[0]`; optional `a.?b` (also `a?.b`), `a[?0]`, `.orValue(x)`, `.hasValue()` |
//! | presence | `has(a.b)` |
//! | over lists and the keys of maps | `all(x, …)`, `exists(x, …)`, `exists_one(x, …)`, `filter(x, …)`, `map(x, …)`, `map(x, condition, …)`, at most two deep |
//! | text | `size(x)`, `startsWith`, `endsWith`, `contains`, `matches("pattern")`, `lowerAscii()` |
//! | dates | `today`, `date("2026-01-01")`, `duration("30d")`, `duration("1h30m")`; date − date, date ± duration |
//! | conversion | `int(x)`, `double(x)`, `string(x)` |
//!
//! Where it differs from CEL: there are no unsigned numbers, bytes, map
//! literals, messages or comments; whole and other numbers mix in arithmetic;
//! the pattern of `matches` is a literal, so that a bad one is found when the
//! pack is loaded; and records of facts behave as CEL's messages do, in that
//! `has(a.b.c)` and `a.b.?c` see an absent parent as an absent member, and a
//! member that is left empty as absent.
//!
//! A pattern is compiled once and costs little then, but `(?i)` and `\W` make
//! that once twenty times dearer: write `x.lowerAscii().matches("…")` with
//! classes of letters.
//!
//! # Missing information
//!
//! What a fact could not say is CEL's error value: `false && missing` is
//! false, `true || missing` is true, and whatever else needs it is missing
//! too, with the [`Reason`] and the nearest place.

mod call;
mod check;
mod eval;
mod format;
mod function;
mod lex;
mod number;
mod parse;
mod path;
mod pattern;
mod signature;
mod template;
mod time;
mod tree;
mod types;
mod val;

use crate::facts::catalogue::Node as Facts;
use crate::model::{Reason, Span, Value};

pub use eval::Fuel;
pub(crate) use path::{Found, Path, Trail, What};
pub(crate) use template::Template;

/// A root that conditions may name, `self` or a family of facts, or what they
/// name of it beside some of its members.
#[derive(Clone, Copy, Debug)]
pub struct Root<'a> {
    /// Its name.
    pub name: &'a str,
    /// Members that don't count.
    pub beside: &'a [&'a str],
}

impl<'a> From<&'a str> for Root<'a> {
    fn from(name: &'a str) -> Self {
        Self { name, beside: &[] }
    }
}

/// The longest text of a condition.
pub const MAX_LENGTH: usize = 4096;
/// The deepest nesting of a condition, and the longest chain of one operator
/// other than `&&` and `||`.
pub const MAX_DEPTH: usize = 64;
/// How deep comprehensions nest.
pub const MAX_COMPREHENSIONS: usize = 2;

/// Why a condition, a path or a template is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct ConditionError {
    /// Where in its text, in bytes.
    pub span: Span,
    /// What is wrong, and the nearest valid name where there is one.
    pub what: String,
}

impl ConditionError {
    fn new(span: Span, what: impl Into<String>) -> Self {
        Self {
            span,
            what: what.into(),
        }
    }
}

/// A condition or any other expression, parsed.
#[derive(Clone, Debug)]
pub struct Condition {
    text: Box<str>,
    nodes: Vec<tree::Node>,
    root: tree::Id,
}

impl Condition {
    /// Parse the text; names and patterns are not looked at yet.
    ///
    /// # Errors
    /// The text is none of the language.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        parse::expression(text, 0..text.len())
    }

    /// Parse the text, and hold every name and type against the catalogue.
    /// `this` is what `self` stands for. The result must be true or false.
    ///
    /// # Errors
    /// The text is none of the language, names an unknown fact, or compares
    /// what can't be equal.
    pub fn compile(text: &str, facts: &Facts, this: &Facts) -> Result<Self, ConditionError> {
        let condition = Self::parse(text)?;
        condition.check(facts, this)?;
        Ok(condition)
    }

    /// Hold every name and type against the catalogue.
    pub(crate) fn check(&self, facts: &Facts, this: &Facts) -> Result<(), ConditionError> {
        check::condition(self, facts, this)
    }

    /// The text as its author wrote it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of the expression itself, without what stands around it.
    pub(crate) fn source(&self) -> &str {
        let span = self.nodes[self.root].span;
        self.text.get(span.range()).unwrap_or("")
    }

    /// What it can come to, where it chooses: each branch in the order of the
    /// text, a literal as itself and anything else as `{its text}`. A single
    /// branch where it chooses nothing.
    pub(crate) fn branches(&self) -> Vec<String> {
        let mut branches = Vec::new();
        let mut left = vec![self.root];
        while let Some(id) = left.pop() {
            match &self.nodes[id].expr {
                tree::Expr::Choose { yes, no, .. } => left.extend([*no, *yes]),
                _ => branches.push(self.spoken(id)),
            }
        }
        branches
    }

    /// A branch in words: texts as themselves, also where they are joined to
    /// values, and a value as `{its text}`. A condition is at most
    /// [`MAX_DEPTH`] deep, and so is this.
    fn spoken(&self, id: tree::Id) -> String {
        match &self.nodes[id].expr {
            tree::Expr::Text(text) => text.to_string(),
            tree::Expr::Arithmetic(tree::Operator::Add, left, right)
                if self.is_text(*left) || self.is_text(*right) =>
            {
                self.spoken(*left) + &self.spoken(*right)
            }
            _ => {
                let span = self.nodes[id].span;
                format!("{{{}}}", self.text.get(span.range()).unwrap_or(""))
            }
        }
    }

    /// Whether it is a literal text, or one joined to anything.
    fn is_text(&self, id: tree::Id) -> bool {
        match &self.nodes[id].expr {
            tree::Expr::Text(_) => true,
            tree::Expr::Arithmetic(tree::Operator::Add, left, right) => {
                self.is_text(*left) || self.is_text(*right)
            }
            _ => false,
        }
    }

    /// Whether a name is used as a root: a family of facts, or `self`.
    pub fn mentions<'n>(&self, root: impl Into<Root<'n>>) -> bool {
        let Root { name, beside } = root.into();
        let passed_by = |id: tree::Id| {
            self.nodes.iter().any(|node| match &node.expr {
                tree::Expr::Member { of, name, .. } => *of == id && beside.contains(&&**name),
                _ => false,
            })
        };
        let mut nodes = self.nodes.iter().enumerate();
        nodes.any(|(id, node)| match &node.expr {
            tree::Expr::This => name == "self",
            tree::Expr::Fact(root) => &**root == name && !passed_by(id),
            _ => false,
        })
    }

    /// True, false, or missing with its reason. `facts` is the record of all
    /// facts, `this` is what `self` stands for.
    ///
    /// # Errors
    /// Information is missing.
    pub fn holds<'a>(
        &'a self,
        facts: &'a Value,
        this: &'a Value,
        fuel: &mut Fuel,
    ) -> Result<bool, Missing<'a>> {
        eval::boolean(self, self.root, facts, this, fuel)
    }

    /// The value as plain data, as [`Value::to_json`] gives it.
    ///
    /// # Errors
    /// Information is missing.
    pub fn value(
        &self,
        facts: &Value,
        this: &Value,
        fuel: &mut Fuel,
    ) -> Result<serde_json::Value, Reason> {
        eval::plain(self, facts, this, fuel)
    }

    /// The paths that it reads from `self` or from a family of facts, in the
    /// order of the text, each as far as it is literal.
    pub(crate) fn paths(&self) -> Vec<Path> {
        path::read_by(self)
    }

    /// Whether it reads anything that no message may show.
    pub(crate) fn is_sensitive(&self, facts: &Facts, this: &Facts) -> bool {
        self.paths()
            .iter()
            .filter_map(|path| path.check("", facts, this).ok())
            .any(Facts::holds_sensitive)
    }

    /// The part of a conjunction that is false, for whoever asks why.
    pub(crate) fn false_part<'a>(&'a self, facts: &'a Value, this: &'a Value) -> FalsePart<'a> {
        let part = eval::false_conjunct(self, facts, this);
        FalsePart {
            text: self.text.get(self.nodes[part].span.range()).unwrap_or(""),
            path: path::first_below(self, part),
        }
    }
}

/// The part of a condition that decided it.
pub(crate) struct FalsePart<'a> {
    /// Its text.
    pub(crate) text: &'a str,
    /// The first fact that it reads.
    pub(crate) path: Option<Path>,
}

/// Information that a condition needs and that is not there.
#[derive(Clone, Copy, Debug)]
pub struct Missing<'a> {
    /// Why it is not there.
    pub reason: Reason,
    /// The missing value itself where it has a place, else the nearest record
    /// that could have held it.
    pub near: Option<&'a Value>,
}
