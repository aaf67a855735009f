//! What a value of the declaration points at: a document, a section of one,
//! a key in a file of settings or strings. Where nothing can be read, the
//! reason; whether that matters is for rules to say.

use std::sync::Arc;

use super::Scope;
use crate::model::path::name_of;
use crate::model::{Document, Kind, Place, Reason, Span, Value};
use crate::source::markdown::{self, Markdown};
use crate::source::messages::{android, apple, catalog, fluent, gettext, module, properties};
use crate::source::{Blob, Parsed, dotenv, json, toml, yaml};

/// A passage of a document.
pub struct Passage {
    /// The document's structure.
    pub markdown: Markdown,
    /// The passage: a section from its heading on, or the whole body.
    pub span: Span,
}

impl Passage {
    /// The passage as its readers see it.
    #[must_use]
    pub fn prose(&self) -> String {
        self.markdown.prose(self.span)
    }

    /// The passage as it is written.
    #[must_use]
    pub fn source(&self) -> &str {
        let text = &self.markdown.document.text;
        text.get(self.span.range()).unwrap_or("")
    }

    /// The first line of the passage, which is its heading where it has one.
    #[must_use]
    pub fn place(&self) -> Place {
        let first = self.source().split('\n').next().unwrap_or("").trim_end();
        let start = self.span.start as usize;
        self.markdown.place(Span::new(start, start + first.len()))
    }
}

/// The first line of a passage that says or should say something: below its
/// headings and comments, where a placeholder stands; its first line where
/// there is nothing else.
#[must_use]
pub fn first_words(passage: &Place) -> Place {
    let source = passage.text();
    let mut at = passage.span.start as usize;
    let mut commented = false;
    for line in source.split_inclusive('\n') {
        let bare = line.trim();
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        commented |= bare.starts_with("<!--");
        let skipped = commented || bare.is_empty() || bare.starts_with('#') || is_underline(bare);
        commented &= !bare.contains("-->");
        if !skipped {
            return Place {
                span: Span::new(start, start + bare.len()),
                ..passage.clone()
            };
        }
    }
    let first = source.split('\n').next().unwrap_or("").trim_end();
    let start = passage.span.start as usize;
    Place {
        span: Span::new(start, start + first.len()),
        ..passage.clone()
    }
}

fn is_underline(line: &str) -> bool {
    line.len() >= 3 && line.chars().all(|character| matches!(character, '=' | '-'))
}

/// The text at a path of the declaration.
///
/// # Errors
/// Why there is none: absent, unreadable, or a pointer without its object.
pub fn document(scope: &Scope, path: &str) -> Result<Arc<Document>, Reason> {
    match scope.resolve(path).map(|path| scope.tree.read(&path)) {
        Some(Blob::Text(document)) => Ok(document),
        Some(Blob::Pointer(..)) => Err(Reason::Unverified),
        Some(Blob::Unreadable(_)) => Err(Reason::Unreadable),
        Some(Blob::Missing) | None => Err(Reason::Absent),
    }
}

/// The passage that `path` or `path#anchor` names.
///
/// # Errors
/// Why there is none; a document without that anchor is absent.
pub fn passage(scope: &Scope, reference: &str) -> Result<Passage, Reason> {
    let (path, anchor) = split(reference);
    let markdown = markdown::parse(&document(scope, path)?);
    let span = match anchor {
        Some(anchor) => markdown.section(anchor).ok_or(Reason::Absent)?,
        None => markdown.body,
    };
    Ok(Passage { markdown, span })
}

/// The value that `file#key` names.
///
/// # Errors
/// Why there is none; a file without that key is absent.
pub fn setting(scope: &Scope, reference: &str) -> Result<Value, Reason> {
    let (path, key) = split(reference);
    let document = document(scope, path)?;
    let parsed = data(&document).ok_or(Reason::Unreadable)?;
    if parsed.problems.iter().any(|problem| problem.fatal) {
        return Err(Reason::Unreadable);
    }
    let found = lookup(&parsed.value, key.ok_or(Reason::Absent)?);
    found.cloned().ok_or(Reason::Absent)
}

/// A file of settings or strings as a value, by its extension; `None` where
/// it is of no kind that holds keys.
#[must_use]
pub fn data(document: &Arc<Document>) -> Option<Parsed> {
    let name = name_of(&document.path);
    let name = name.to_ascii_lowercase();
    let whole = Span::new(0, document.text.len());
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "json" | "arb" | "webmanifest" => Some(json::parse(document, whole)),
        "yml" | "yaml" => Some(yaml::parse(document, whole)),
        "toml" => Some(toml::parse(document)),
        "env" | "ini" | "conf" => Some(dotenv::parse(document)),
        "properties" => Some(properties::parse(document)),
        "strings" => Some(apple::parse(document)),
        "xcstrings" => Some(catalog::parse(document)),
        "ftl" => Some(fluent::parse(document)),
        "cjs" | "cts" | "js" | "mjs" | "mts" | "ts" => Some(module::parse(document)),
        "po" | "pot" => Some(gettext::parse(document)),
        "xml" if android::is_one(&document.text) => Some(android::parse(document)),
        _ if name.starts_with(".env") => Some(dotenv::parse(document)),
        _ => None,
    }
}

/// The value at a dotted key: a key that holds the dots itself comes first,
/// then nested ones. An index names an item of a list.
#[must_use]
pub fn lookup<'a>(root: &'a Value, key: &str) -> Option<&'a Value> {
    /// More steps than any file of settings has.
    const STEPS: usize = 64;
    let (mut value, mut rest) = (root, key);
    for _ in 0..STEPS {
        if let Some(found) = value.get(rest) {
            return Some(found);
        }
        let longest_first = rest.rmatch_indices('.').map(|(at, _)| at).take(STEPS);
        let (next, at) = longest_first
            .filter_map(|at| Some((step(value, &rest[..at])?, at)))
            .next()?;
        (value, rest) = (next, &rest[at + 1..]);
        if let (Kind::List(_), Some(item)) = (&value.kind, step(value, rest)) {
            return Some(item);
        }
    }
    None
}

fn step<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match &value.kind {
        Kind::List(items) => items.get(name.parse::<usize>().ok()?),
        _ => value.get(name),
    }
}

fn split(reference: &str) -> (&str, Option<&str>) {
    match reference.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (reference, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: i64) -> Value {
        Value::computed(value)
    }

    #[test]
    fn a_literal_dotted_key_comes_before_nested_ones() {
        let root = Value::record([
            ("a.b", number(1)),
            ("a", Value::record([("b", number(2)), ("c.d", number(3))])),
            (
                "list",
                Value::list([number(4), Value::record([("e", number(5))])]),
            ),
        ]);
        let at = |key| lookup(&root, key).and_then(Value::as_int);
        assert_eq!(at("a.b"), Some(1));
        assert_eq!(at("a.c.d"), Some(3));
        assert_eq!(at("list.0"), Some(4));
        assert_eq!(at("list.1.e"), Some(5));
        assert_eq!(at("a.x"), None);
        assert_eq!(at(""), None);
        assert_eq!(at("...."), None);
    }
}
