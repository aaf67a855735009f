//! A place for each key that is missing: the key, what belongs there, and a
//! value that no tier lets pass.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::cli::init::page;
use crate::edit;
use crate::manifest::declaration::{self, keys::KEYS};
use crate::model::report::Report;
use crate::model::{Document, Edit, Kind, Language, Place, Span, Value};
use crate::source::{Blob, Tree, yaml};

/// A declaration with places for what it lacks.
pub(super) struct Gaps {
    /// Its path below the root.
    pub(super) path: String,
    /// Its new text.
    pub(super) text: String,
    /// The keys that were added, as a sentence lists them.
    pub(super) keys: String,
}

/// The declarations of a report with places for the keys that its findings
/// miss.
pub(super) fn made(tree: &Tree, report: &Report, language: Language) -> Vec<Gaps> {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for finding in &report.findings {
        let system = report
            .systems
            .iter()
            .find(|system| system.id == finding.system);
        if let (Some(system), Some(path)) = (system, finding.fact.strip_prefix("declaration.")) {
            files.entry(&system.path).or_default().push(path);
        }
    }
    files
        .into_iter()
        .filter_map(|(path, facts)| {
            let Blob::Text(document) = tree.read(path) else {
                return None;
            };
            filled(&document, &facts, language)
        })
        .collect()
}

/// A document with the missing ones of some facts added, one after the other:
/// a map that one of them adds may take the next.
fn filled(document: &Arc<Document>, facts: &[&str], language: Language) -> Option<Gaps> {
    let mut document = Arc::clone(document);
    let mut keys = Vec::new();
    for fact in facts {
        if let Some(text) = with_gap(&document, fact, language) {
            document = Document::new(document.path.as_str(), text);
            keys.push(*fact);
        }
    }
    (!keys.is_empty()).then(|| Gaps {
        path: document.path.clone(),
        text: document.text.to_string(),
        keys: keys.join("`, `"),
    })
}

/// The text with a place for one key; `None` where it is there, is no key of
/// the table, or its map is written in a way that nothing can be added to.
fn with_gap(document: &Arc<Document>, fact: &str, language: Language) -> Option<String> {
    let root = yaml::parse(document, Span::new(0, document.text.len())).value;
    let mut steps = fact.split('.').peekable();
    let mut value = &root;
    let mut path = String::new();
    while let Some(step) = steps.peek() {
        let (name, item) = match step.split_once('[') {
            Some((name, rest)) => (name, Some(rest.trim_end_matches(']'))),
            None => (*step, None),
        };
        let Some(member) = value.get(name) else {
            break;
        };
        value = match item {
            None => member,
            Some(item) => named(member, item)?,
        };
        push(&mut path, name);
        if item.is_some() {
            path.push_str("[]");
        }
        steps.next();
    }
    let missing: Vec<&str> = steps.collect();
    let (last, above) = missing.split_last()?;
    for name in &missing {
        push(&mut path, name);
    }
    let key = KEYS.iter().find(|key| key.path == path)?;
    let about = page::explained(key.path, language);
    let gap = page::gap(&key.shape);
    let Kind::Map(map) = &value.kind else {
        return None;
    };
    let place = value.place.as_ref()?;
    let text = &document.text;
    let (at, added) = if place.text().starts_with('{') {
        let at = place.span.range().end.checked_sub(1)?;
        let comma = if map.is_empty() { "" } else { ", " };
        let gap = if gap.is_empty() { "null" } else { gap };
        let inner = above
            .iter()
            .rev()
            .fold(format!("{last}: {gap}"), |inner, name| {
                format!("{name}: {{{inner}}}")
            });
        (at, format!("{comma}{inner}"))
    } else {
        let start = place.span.range().start;
        let indent = start - text[..start].rfind('\n').map_or(0, |at| at + 1);
        let end = place.span.range().end;
        let at = text[end..].find('\n').map_or(text.len(), |line| end + line);
        let mut lines = String::new();
        let mut column = indent;
        for name in above {
            let _ = write!(lines, "\n{:column$}{name}:", "");
            column += 2;
        }
        let _ = write!(
            lines,
            "\n{:column$}# {about}\n{:column$}{last}: {gap}",
            "", ""
        );
        (at, lines.trim_end_matches(' ').to_owned())
    };
    let edit = Edit {
        place: Place::new(document, Span::new(at, at)),
        replacement: added,
        safe: false,
    };
    let made = edit::apply(document, &[edit]).ok()?;
    // What was added has to stand where it is missed, and nothing else may move.
    let again = Document::new(document.path.as_str(), made.as_str());
    let parsed = yaml::parse(&again, Span::new(0, made.len()));
    let before = declaration::read(document)
        .problems
        .iter()
        .filter(|it| it.fatal)
        .count();
    let holds = !parsed.problems.iter().any(|problem| problem.fatal)
        && declaration::read(&again)
            .problems
            .iter()
            .filter(|it| it.fatal)
            .count()
            <= before + 1;
    holds.then_some(made)
}

fn push(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// The item of a list that a fact's path names, by its id or its index.
fn named<'a>(list: &'a Value, item: &str) -> Option<&'a Value> {
    let items = list.items();
    let by_id = items
        .iter()
        .find(|value| value.get("id").and_then(Value::as_str) == Some(item));
    by_id.or_else(|| items.get(item.parse::<usize>().ok()?))
}
