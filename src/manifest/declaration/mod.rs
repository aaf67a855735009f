//! `ethics.yml`, version 1, and the small data manifest that shares its words.
//!
//! One table of keys ([`keys::KEYS`]) is the whole vocabulary. From it come the
//! shape check, the JSON Schema for editors, the catalogue of facts and the
//! list of references. Nothing here judges what a declaration says.

mod about;
pub mod form;
pub mod keys;
pub mod node;
mod scalar;
pub mod schema;
pub mod shape;
pub mod shared;
pub mod walk;
mod wording;

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::finding::Reason;
use crate::model::{Document, Fact, Kind, Map, Place, Problem, Span, Type, Value, nearest, text};
use crate::source::{Limits, Parsed, yaml};

pub use about::about;
use form::{Form, Shape};
use keys::KEYS;
pub use walk::{Declared, declared};
pub(crate) use wording::wanted;

/// The name under which a declaration is found.
pub const FILE: &str = "ethics.yml";

/// What stands where somebody has yet to say something, in a place whose shape
/// an empty value would not tell apart from an answer.
pub const GAP: &str = "TODO";

/// The value of `schema` in the small data manifest.
pub const DATA_MANIFEST: &str = "ethics-data/1";

/// Codes of parsers that are no mistake in a declaration: a word that YAML 1.1
/// read as a boolean is text here, and where a boolean is meant the shape
/// check says so; a merge is merged before.
const HARMLESS: &[&str] = &["yaml-1.1", "merge-key"];

/// A declaration as far as it could be read.
pub struct Declaration {
    /// What has the right shape; what has not is missing(unreadable) at its
    /// place, and so is the whole where nothing can be relied on.
    pub value: Value,
    /// What is wrong, in the order of the text.
    pub problems: Vec<Problem>,
}

impl Declaration {
    /// Whether the rest of the gate can rely on it.
    #[must_use]
    pub fn readable(&self) -> bool {
        !self.problems.iter().any(|problem| problem.fatal)
    }
}

/// Read a document as a declaration that takes nothing from other files.
#[must_use]
pub fn read(document: &Arc<Document>) -> Declaration {
    read_with(document, &|_| None)
}

/// Read a document as a declaration; `fetch` reads the files that its entries
/// take the rest from, by their path as it stands there.
#[must_use]
pub fn read_with(document: &Arc<Document>, fetch: &shared::Fetch) -> Declaration {
    let whole = Span::new(0, document.text.len());
    let parsed = yaml::parse_with(document, whole, Limits::BY_HAND);
    check(document, parsed, fetch)
}

/// Hold what a parser read against the vocabulary.
#[must_use]
pub fn check(document: &Arc<Document>, parsed: Parsed, fetch: &shared::Fetch) -> Declaration {
    let start = || Place::start_of(document);
    let mut problems: Vec<Problem> = parsed
        .problems
        .into_iter()
        .filter(|problem| !HARMLESS.contains(&problem.code))
        .collect();
    let broken = problems.iter().any(|problem| problem.fatal);
    let value = match &parsed.value.kind {
        _ if broken => None,
        Kind::Map(map) => match foreign(map) {
            Some(keys) => {
                problems.push(
                    Problem::fatal(
                        "foreign",
                        parsed.value.mark().unwrap_or_else(start),
                        text!(
                            "the keys {keys} are another tool's",
                            "{keys}은(는) 다른 도구의 키임"
                        ),
                    )
                    .with("found", keys),
                );
                None
            }
            None => {
                let joined = shared::join(&parsed.value, fetch, &mut problems);
                let checked = shape::check(&node::DECLARATION, &joined);
                problems.extend(checked.problems);
                Some(checked.value)
            }
        },
        Kind::Null | Kind::Missing(_) => {
            problems.push(Problem::fatal(
                "empty",
                start(),
                text!("the file says nothing", "파일에 아무 내용이 없음"),
            ));
            None
        }
        _ => {
            let found = wording::found("not-a-map", &parsed.value);
            let place = parsed.value.mark().unwrap_or_else(start);
            problems.push(
                Problem::fatal(
                    "not-a-map",
                    place,
                    text!("the file is no map of keys", "파일이 키의 맵이 아님"),
                )
                .with("found", found.en)
                .with("found_ko", found.ko),
            );
            None
        }
    };
    // Those of a file that entries are taken from stand behind its own.
    let elsewhere = |problem: &Problem| problem.place.path() != document.path;
    problems.sort_by_key(|problem| (elsewhere(problem), problem.place.span));
    Declaration {
        value: value.unwrap_or_else(|| Value::missing(Reason::Unreadable, Some(start()))),
        problems,
    }
}

/// Some other tool's file under our name: no `system`, nothing like it, and
/// more foreign keys than known ones. Its first keys, for the message.
fn foreign(map: &Map) -> Option<String> {
    let root = &*node::DECLARATION;
    let names = || {
        map.keys()
            .map(AsRef::as_ref)
            .filter(|name| !shape::is_free(name))
    };
    let unknown: Vec<&str> = names()
        .filter(|name| !root.members.contains_key(name))
        .collect();
    let known = names().count() - unknown.len();
    let near = unknown
        .iter()
        .any(|name| nearest(name, ["system", "practices"]).is_some());
    let ours = near || map.contains_key("system") || map.contains_key("practices");
    (!ours && !unknown.is_empty() && unknown.len() >= known)
        .then(|| unknown[..unknown.len().min(3)].join(", "))
}

/// The catalogue's entries of the declaration.
#[must_use]
pub fn facts() -> Vec<Fact> {
    KEYS.iter()
        .map(|key| {
            let mut path = format!("declaration.{}", key.path);
            let mut shape = &key.shape;
            while let Shape::List(item) | Shape::Pair(item) = shape {
                path.push_str("[]");
                shape = item;
            }
            let (ty, unit) = fact_type(key.path, shape);
            Fact {
                path: Cow::Owned(path),
                ty,
                unit,
                source: FILE,
                doc: key.doc,
                sensitive: *shape == Shape::Of(Form::HashedTerm),
            }
        })
        .collect()
}

fn fact_type(path: &str, shape: &Shape) -> (Type, &'static str) {
    match shape {
        Shape::Bool => (Type::Bool, ""),
        Shape::Int(..) if path.ends_with("days") => (Type::Int, "days"),
        Shape::Int(..) => (Type::Int, ""),
        Shape::Number(..) => (Type::Number, ""),
        Shape::Word(words) => (Type::OneOf(words), ""),
        Shape::Of(Form::Date) => (Type::Date, ""),
        Shape::Prose(_) | Shape::Of(_) => (Type::Text, ""),
        Shape::Scalar | Shape::Any | Shape::List(_) | Shape::Pair(_) => (Type::Any, ""),
    }
}
