//! Paths of `for`, `at` and `related`: names, indexes and `[*]`, walked
//! through located values so that an absent end still has a place.

use std::fmt::Write as _;

use super::lex::{self, Token};
use super::tree::{Expr, Id};
use super::{Condition, ConditionError, MAX_DEPTH, MAX_LENGTH, Root};
use crate::facts::catalogue::Node;
use crate::model::{Kind, Place, Reason, Span, Str, Value, nearest};

/// The longest name of a list item within a fact's path.
const MAX_LABEL: usize = 80;
/// Keys that name an item of a list, the first one that it has.
const NAMING_KEYS: [&str; 6] = ["id", "name", "attribute", "language", "path", "key"];

/// A path from a root of the facts, or from `self`.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    /// `self`, or a root of the facts.
    root: Str,
    steps: Vec<(Step, Span)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(Str),
    Index(usize),
    /// Every item of a list, every value of a map.
    Each,
}

/// How a node is called and where it stands, itself or its nearest parent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trail {
    /// The fact's path, list items named by their `id`.
    pub(crate) fact: String,
    /// The nearest place.
    pub(crate) place: Option<Place>,
}

impl Trail {
    fn to(&self, step: &str, value: Option<&Value>) -> Self {
        Self {
            fact: format!("{}{step}", self.fact),
            place: value.and_then(Value::mark).or_else(|| self.place.clone()),
        }
    }
}

/// What a path led to.
#[derive(Clone, Debug)]
pub(crate) struct Found<'a> {
    pub(crate) what: What<'a>,
    pub(crate) trail: Trail,
    /// Where a value stands that is known to be missing: what would have to be
    /// mended first. A key that nobody wrote has no such place.
    pub(crate) rests_on: Option<Place>,
}

/// What stands at the end of a path.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What<'a> {
    /// A value, which may be null.
    Value(&'a Value),
    /// Nothing, for this reason.
    Missing(Reason),
    /// A list without items where `[*]` stands.
    Empty(&'a Value),
}

impl Path {
    /// Parse a path.
    pub(crate) fn parse(text: &str) -> Result<Self, ConditionError> {
        let whole = Span::new(0, text.len());
        if text.len() > MAX_LENGTH {
            return Err(ConditionError::new(whole, "this path is too long"));
        }
        let tokens = lex::tokens(text, 0..text.len())?;
        let mut tokens = tokens.into_iter();
        let mut next = || tokens.next().unwrap_or((Token::End, whole));
        let (Token::Name(root), _) = next() else {
            return Err(ConditionError::new(whole, "a path begins with a name"));
        };
        let mut steps = Vec::new();
        loop {
            let (token, span) = next();
            let step = match token {
                Token::End => break,
                Token::Sign(".") => match next() {
                    (Token::Name(name), span) => (Step::Name(name.into()), span),
                    (_, span) => return Err(ConditionError::new(span, "expected a name")),
                },
                Token::Sign("[") => {
                    let (token, span) = next();
                    let step = match token {
                        Token::Sign("*") => Step::Each,
                        Token::Int(index) => {
                            Step::Index(usize::try_from(index).unwrap_or(usize::MAX))
                        }
                        Token::Text(name) => Step::Name(name),
                        _ => {
                            let what = "expected `*`, an index or a quoted name";
                            return Err(ConditionError::new(span, what));
                        }
                    };
                    match next() {
                        (Token::Sign("]"), _) => (step, span),
                        (_, span) => return Err(ConditionError::new(span, "expected `]`")),
                    }
                }
                _ => {
                    let what = "a path is made of names, indexes and `[*]`";
                    return Err(ConditionError::new(span, what));
                }
            };
            steps.push(step);
        }
        if steps.len() > MAX_DEPTH {
            return Err(ConditionError::new(whole, "this path is too long"));
        }
        Ok(Self {
            root: root.into(),
            steps,
        })
    }

    /// Hold its names against the catalogue; gives what stands at its end.
    pub(crate) fn check<'c>(
        &self,
        text: &str,
        facts: &'c Node,
        this: &'c Node,
    ) -> Result<&'c Node, ConditionError> {
        let unknown = |span: Span, node: &Node, name: &str| {
            let before = text.get(..span.start as usize).unwrap_or("");
            let before = before.trim_end_matches("[\"");
            let near = nearest(name, node.members.keys().map(AsRef::as_ref));
            let what = match near {
                Some(near) => {
                    format!("unknown fact `{before}{name}`; did you mean `{before}{near}`")
                }
                None => format!("unknown fact `{before}{name}`"),
            };
            ConditionError::new(span, what)
        };
        let mut node = if &*self.root == "self" {
            this
        } else {
            facts
                .member(&self.root)
                .ok_or_else(|| unknown(Span::new(0, self.root.len()), facts, &self.root))?
        };
        for (step, span) in &self.steps {
            node = match step {
                Step::Name(name) => node
                    .member(name)
                    .ok_or_else(|| unknown(*span, node, name))?,
                Step::Index(_) => node.items.as_deref().ok_or_else(|| {
                    ConditionError::new(*span, "there is no list here to take an item of")
                })?,
                Step::Each => {
                    let each = node.items.as_deref().or(node.named.as_deref());
                    each.ok_or_else(|| {
                        ConditionError::new(*span, "there is no list or map here to walk")
                    })?
                }
            };
        }
        Ok(node)
    }

    /// Whether it begins with a root.
    pub(crate) fn mentions<'n>(&self, root: impl Into<Root<'n>>) -> bool {
        let Root { name, beside } = root.into();
        let passes_by = match self.steps.first() {
            Some((Step::Name(member), _)) => beside.contains(&&**member),
            _ => false,
        };
        &*self.root == name && !passes_by
    }

    /// Everything that it leads to, in order; what is absent is found at its
    /// nearest present parent.
    pub(crate) fn walk<'a>(
        &self,
        facts: &'a Value,
        this: &'a Value,
        this_trail: &Trail,
    ) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        let (start, trail, steps) = if &*self.root == "self" {
            (this, this_trail.clone(), &self.steps[..])
        } else {
            let trail = Trail {
                fact: self.root.to_string(),
                place: facts.mark(),
            };
            match facts.get(&self.root) {
                Some(value) => {
                    let trail = trail.to("", Some(value));
                    (value, trail, &self.steps[..])
                }
                None => {
                    found.push(Found {
                        what: What::Missing(Reason::Absent),
                        trail: trail.to(&spell(&self.steps), None),
                        rests_on: None,
                    });
                    return found;
                }
            }
        };
        walk(start, trail, steps, &mut found);
        found
    }

    /// The first thing that it leads to.
    pub(crate) fn first<'a>(
        &self,
        facts: &'a Value,
        this: &'a Value,
        this_trail: &Trail,
    ) -> Option<Found<'a>> {
        self.walk(facts, this, this_trail).into_iter().next()
    }
}

/// Recursion is bounded by the number of steps, which parsing bounds.
fn walk<'a>(value: &'a Value, trail: Trail, steps: &[(Step, Span)], found: &mut Vec<Found<'a>>) {
    let missing = |reason, trail| Found {
        what: What::Missing(reason),
        trail,
        rests_on: None,
    };
    let known_missing = |reason, trail| Found {
        rests_on: value.place.clone(),
        ..missing(reason, trail)
    };
    let Some(((step, _), rest)) = steps.split_first() else {
        found.push(match value.kind {
            Kind::Missing(reason) => known_missing(reason, trail),
            _ => Found {
                what: What::Value(value),
                trail,
                rests_on: None,
            },
        });
        return;
    };
    match (&value.kind, step) {
        (Kind::Missing(reason), _) => {
            found.push(known_missing(*reason, trail.to(&spell(steps), None)));
        }
        (Kind::Map(map), Step::Name(name)) => match map.get(name) {
            Some(member) => {
                let trail = trail.to(&name_step(name), Some(member));
                walk(member, trail, rest, found);
            }
            None => found.push(missing(Reason::Absent, trail.to(&spell(steps), None))),
        },
        (Kind::List(items), Step::Index(index)) => match items.get(*index) {
            Some(item) => {
                let trail = trail.to(&label(item, *index), Some(item));
                walk(item, trail, rest, found);
            }
            None => found.push(missing(Reason::Absent, trail.to(&spell(steps), None))),
        },
        (Kind::List(items), Step::Each) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                let trail = trail.to(&label(item, index), Some(item));
                walk(item, trail, rest, found);
            }
        }
        (Kind::Map(map), Step::Each) if !map.is_empty() => {
            for (name, item) in map.iter() {
                let trail = trail.to(&name_step(name), Some(item));
                walk(item, trail, rest, found);
            }
        }
        (Kind::Null, _) | (_, Step::Name(_) | Step::Index(_)) => {
            found.push(missing(Reason::Absent, trail.to(&spell(steps), None)));
        }
        // An empty list, or the word that stands for one, as in `practices: none`.
        (_, Step::Each) => found.push(Found {
            what: What::Empty(value),
            trail,
            rests_on: None,
        }),
    }
}

fn spell(steps: &[(Step, Span)]) -> String {
    let mut text = String::new();
    for (step, _) in steps {
        match step {
            Step::Name(name) => text.push_str(&name_step(name)),
            // Writing to a string can't fail.
            Step::Index(index) => {
                let _ = write!(text, "[{index}]");
            }
            Step::Each => text.push_str("[*]"),
        }
    }
    text
}

fn name_step(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.len() <= MAX_LABEL && name.chars().all(plain) {
        format!(".{name}")
    } else {
        format!("[{}]", clipped(name))
    }
}

/// An item of a list by its name, so that moving it changes nothing.
fn label(item: &Value, index: usize) -> String {
    let shown = |value: &&Value| !value.place.as_ref().is_some_and(|place| place.sensitive);
    let named = NAMING_KEYS.iter().find_map(|key| {
        let name = item.get(key).filter(shown)?;
        name.as_str()
            .map(clipped)
            .or_else(|| name.as_int().map(|number| number.to_string()))
    });
    match named {
        Some(name) => format!("[{name}]"),
        None => format!("[{index}]"),
    }
}

fn clipped(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_LABEL)
        .collect()
}

/// The longest literal paths that an expression reads, in the order of the text.
pub(super) fn read_by(condition: &Condition) -> Vec<Path> {
    let mut continued = vec![false; condition.nodes.len()];
    for node in &condition.nodes {
        if let Some((of, _)) = link(condition, &node.expr) {
            continued[of] = true;
        }
    }
    let mut paths: Vec<(u32, Path)> = (0..condition.nodes.len())
        .filter(|&id| !continued[id])
        .filter_map(|id| Some((condition.nodes[id].span.start, chain(condition, id)?)))
        .collect();
    paths.sort_by_key(|(start, _)| *start);
    paths.into_iter().map(|(_, path)| path).collect()
}

/// The first path that the expression at `id` reads.
pub(super) fn first_below(condition: &Condition, id: Id) -> Option<Path> {
    let within = condition.nodes[id].span;
    let mut stack = vec![id];
    let mut first: Option<(u32, Path)> = None;
    while let Some(id) = stack.pop() {
        let start = condition.nodes[id].span.start;
        match chain(condition, id) {
            Some(path) => {
                if first.as_ref().is_none_or(|(earliest, _)| start < *earliest) {
                    first = Some((start, path));
                }
            }
            None => stack.extend(super::tree::children(&condition.nodes[id].expr)),
        }
    }
    debug_assert!(
        first
            .as_ref()
            .is_none_or(|(start, _)| *start >= within.start)
    );
    first.map(|(_, path)| path)
}

/// One step of a literal path: what it is taken of, and the step.
fn link(condition: &Condition, expr: &Expr) -> Option<(Id, Step)> {
    match expr {
        Expr::Member { of, name, .. } => Some((*of, Step::Name(name.clone()))),
        Expr::Index { of, index, .. } => match &condition.nodes[*index].expr {
            Expr::Int(index) => Some((*of, Step::Index(usize::try_from(*index).ok()?))),
            Expr::Text(name) => Some((*of, Step::Name(name.clone()))),
            _ => None,
        },
        _ => None,
    }
}

fn chain(condition: &Condition, mut id: Id) -> Option<Path> {
    let mut steps = Vec::new();
    loop {
        let node = &condition.nodes[id];
        match &node.expr {
            Expr::This => {
                steps.reverse();
                let root = "self".into();
                return Some(Path { root, steps });
            }
            // The date stands nowhere.
            Expr::Fact(root) if &**root != "today" => {
                steps.reverse();
                let root = root.clone();
                return Some(Path { root, steps });
            }
            expr => {
                let (of, step) = link(condition, expr)?;
                steps.push((step, node.span));
                id = of;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paths_of_a_condition_come_in_the_order_of_the_text() {
        let text = "today > self.a[0].b && declaration.x[\"y\"].exists(v, v.z == tier.floor)";
        let condition = Condition::parse(text).expect("a condition");
        let paths: Vec<String> = read_by(&condition)
            .iter()
            .map(|path| format!("{}{}", path.root, spell(&path.steps)))
            .collect();
        assert_eq!(paths, ["self.a[0].b", "declaration.x.y", "tier.floor"]);
    }

    #[test]
    fn items_are_named_by_their_id_and_absent_ends_are_spelled_out() {
        let facts = Value::record([(
            "harms",
            Value::list([
                Value::record([("id", Value::computed("H1"))]),
                Value::record([("who", Value::computed("pupils"))]),
            ]),
        )]);
        let path = Path::parse("harms[*].evidence").expect("a path");
        let found = path.walk(&facts, &facts, &Trail::default());
        let names: Vec<_> = found.iter().map(|found| &*found.trail.fact).collect();
        assert_eq!(names, ["harms[H1].evidence", "harms[1].evidence"]);
    }
}
