//! A place for each key that is missing: the key, what belongs there, and a
//! value that no tier lets pass. `init` writes them into its draft, and
//! `fix --unsafe` into a declaration that is there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::edit;
use crate::manifest::declaration::form::{Form, Shape};
use crate::manifest::declaration::keys::KEYS;
use crate::manifest::declaration::node::{DECLARATION, Node};
use crate::manifest::declaration::{self, GAP};
use crate::model::report::{Finding, Report};
use crate::model::{Document, Edit, Kind, Language, Outcome, Place, Reason, Span, Value};
use crate::source::{Blob, Tree, yaml};

/// What stands in a gap of this shape. Where any text would do, or would with
/// brackets around it, nothing stands there, which is an error at every tier.
pub(super) fn gap(shape: &Shape) -> &'static str {
    match shape {
        Shape::Bool | Shape::Int(..) | Shape::Number(..) | Shape::Word(_) => GAP,
        Shape::Of(form) if !form.fits(GAP) => GAP,
        _ => "",
    }
}

/// The shape of a key; none where only keys below it have one.
fn shape(path: &str) -> Option<Shape> {
    let key = KEYS.iter().find(|known| known.path == path);
    key.map(|known| known.shape)
}

/// The words that a key may have; none where it is open.
pub(super) fn choices(path: &str) -> Vec<&'static str> {
    match shape(path).as_ref().map(Shape::scalar) {
        Some(Shape::Bool) => vec!["true", "false"],
        Some(Shape::Word(words)) => words.to_vec(),
        _ => Vec::new(),
    }
}

/// What belongs at a key, with the values that may stand there.
pub(super) fn explained(path: &str, language: Language) -> String {
    let about = declaration::about(path, language);
    let words = choices(path);
    match (&words[..], shape(path)) {
        ([], None) => match node(path).and_then(outline) {
            Some(outline) => format!("{about}: {outline}"),
            None => about.to_owned(),
        },
        ([], Some(Shape::List(Shape::Of(form)))) if *form != Form::Name => {
            format!("{about}: [{}]", form.spec().example)
        }
        ([], Some(Shape::List(_))) => format!("{about}: [\"…\", \"…\"]"),
        ([], Some(Shape::Of(form))) if form != Form::Name => {
            format!("{about}: {}", form.spec().example)
        }
        ([], _) => about.to_owned(),
        ([_], _) => about.to_owned(),
        (words, Some(Shape::List(_))) => format!("{about}: [{}]", words.join(", ")),
        (words, _) => format!("{about}: {}", words.join(" | ")),
    }
}

/// The node of the table of keys at a path such as `harms[].who`.
fn node(path: &str) -> Option<&'static Node> {
    path.split('.').try_fold(&*DECLARATION, |node, segment| {
        let node = node.member(segment.trim_end_matches("[]"))?;
        match segment.ends_with("[]") {
            true => node.items.as_deref(),
            false => Some(node),
        }
    })
}

/// Keys of a map that a comment lists; of more, those that have to be there.
const LISTED: usize = 6;

/// How a map or a list of maps is written: `{method: …, unknown_gets: …}`.
fn outline(node: &Node) -> Option<String> {
    if let Some(item) = &node.items {
        return outline(item).map(|item| format!("[{item}]"));
    }
    let many = node.members.len() > LISTED;
    let members = node.members.iter();
    let named = members.filter(|(_, member)| !many || member.required());
    let named = named.map(|(name, _)| format!("{name}: …"));
    let own = node
        .any
        .iter()
        .map(|(name, _)| format!("{}: …", name.to_uppercase()));
    let rest = many.then(|| "…".to_owned());
    let names: Vec<String> = named.chain(own).chain(rest).collect();
    (!names.is_empty()).then(|| format!("{{{}}}", names.join(", ")))
}

/// A declaration with places for what it lacks.
pub(super) struct Gaps {
    /// Its path below the root.
    pub(super) path: String,
    /// Its new text.
    pub(super) text: String,
    /// The keys that were added.
    pub(super) keys: Vec<String>,
}

/// The declarations of a report with places for the keys that its findings
/// miss.
pub(super) fn made(tree: &Tree, report: &Report, language: Language) -> Vec<Gaps> {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| asks(finding)) {
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

/// Whether a finding misses something; one that rests on what can't be read
/// may turn out to miss nothing.
fn asks(finding: &Finding) -> bool {
    finding.outcome == Outcome::Fail || finding.reason == Some(Reason::Absent)
}

/// A document with the missing ones of some facts added, one after the other:
/// a map that one of them adds may take the next.
fn filled(document: &Arc<Document>, facts: &[&str], language: Language) -> Option<Gaps> {
    let mut document = Arc::clone(document);
    let mut keys = Vec::new();
    for fact in facts {
        if let Some(text) = with_gap(&document, fact, language) {
            document = Document::new(document.path.as_str(), text);
            keys.push((*fact).to_owned());
        }
    }
    (!keys.is_empty()).then(|| Gaps {
        path: document.path.clone(),
        text: document.text.to_string(),
        keys,
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
    node(&path)?;
    let about = explained(&path, language);
    let gap = shape(&path).map_or("", |shape| gap(&shape));
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
