//! What a card says in running text: `**License:** Apache-2.0`, "Version 4.2".
//!
//! Many cards have no front matter, and authors write such a line as a bold
//! label, a list item or a table row. Only a line that names its subject
//! counts; nothing is guessed from a sentence.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Place, Span, Value};
use crate::source::markdown::Markdown;

/// A label at the start of a line, whatever marks it up, and what follows it.
const LABEL: &str =
    r"(?m)^[\s>*_|#\-+•]*(?i:LABELS)(?:\(s\))?[\s*_]*[:|：][\s*_|]*(?P<value>[^\n|]*)";

fn label(labels: &str) -> Regex {
    Regex::new(&LABEL.replace("LABELS", labels))
        .expect("internal error: the pattern of a label is no pattern")
}

static LICENSE: LazyLock<Regex> =
    LazyLock::new(|| label(r"(?:model |software |code )?licen[sc]e|라이선스|라이센스"));
static VERSION: LazyLock<Regex> = LazyLock::new(|| label(r"(?:model )?version|모델 버전|버전"));
static VERSION_IN_SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:version|버전)\s+v?(?P<value>\d+(?:\.\d+)+[\w.\-]*|\d+)\b")
        .expect("internal error: the pattern of a version is no pattern")
});
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[(?P<text>[^\]]+)\]\([^)]*\)")
        .expect("internal error: the pattern of a link is no pattern")
});

/// The license that a labelled line of the body names.
#[must_use]
pub fn license(markdown: &Markdown) -> Option<Value> {
    labelled(markdown, &LICENSE, markdown.body)
}

/// The version that a labelled line of the body names.
#[must_use]
pub fn version(markdown: &Markdown) -> Option<Value> {
    labelled(markdown, &VERSION, markdown.body)
}

/// The version that a sentence of `span` names, as "Version 4.2 was released".
#[must_use]
pub fn version_in(markdown: &Markdown, span: Span) -> Option<Value> {
    let text = markdown.document.text.get(span.range())?;
    let found = VERSION_IN_SENTENCE.captures(text)?.name("value")?;
    Some(value(
        markdown,
        Span::new(found.start(), found.end()).shifted(span.start as usize),
    ))
}

/// The first line of `span`'s text below its heading, as a value.
#[must_use]
pub fn first_line(markdown: &Markdown, span: Span) -> Option<Value> {
    let text = markdown.document.text.get(span.range())?;
    let mut at = span.start as usize;
    for line in text.split_inclusive('\n') {
        let bare = unmarked(line);
        let is_heading = line.trim_start().starts_with('#');
        let is_rule = !line.chars().any(char::is_alphanumeric);
        if !is_heading
            && !is_rule
            && !bare.trim_start().starts_with("<!--")
            && !is_placeholder(bare)
        {
            let offset = bare.as_ptr() as usize - line.as_ptr() as usize;
            return Some(linked(
                markdown,
                Span::new(at + offset, at + offset + bare.len()),
            ));
        }
        at += line.len();
    }
    None
}

fn labelled(markdown: &Markdown, pattern: &Regex, span: Span) -> Option<Value> {
    let text = markdown.document.text.get(span.range())?;
    pattern.captures_iter(text).find_map(|captures| {
        let found = captures.name("value")?;
        let bare = unmarked(found.as_str());
        if bare.is_empty() || is_placeholder(bare) {
            return None;
        }
        let offset = bare.as_ptr() as usize - text.as_ptr() as usize;
        Some(linked(
            markdown,
            Span::new(offset, offset + bare.len()).shifted(span.start as usize),
        ))
    })
}

/// The text of a link instead of its Markdown, where the span is one link.
fn linked(markdown: &Markdown, span: Span) -> Value {
    let text = markdown.document.text.get(span.range()).unwrap_or("");
    match LINK.captures(text) {
        Some(captures) if captures.get(0).is_some_and(|link| link.start() == 0) => {
            let inner = captures.name("text").map_or(0..0, |inner| inner.range());
            value(
                markdown,
                Span::new(inner.start, inner.end).shifted(span.start as usize),
            )
        }
        _ => value(markdown, span),
    }
}

fn value(markdown: &Markdown, span: Span) -> Value {
    let text = markdown.document.text.get(span.range()).unwrap_or("");
    Value::computed(text).with_place(Some(Place::new(&markdown.document, span)))
}

fn unmarked(text: &str) -> &str {
    text.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '*' | '_' | '`' | '>' | '|' | '.' | '"')
    })
}

/// What templates leave behind says nothing.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim_matches(['[', ']', ' ', '.']).to_lowercase();
    text.contains("more information needed")
        || text.contains("{{")
        || matches!(
            text.as_str(),
            "todo"
                | "tbd"
                | "n/a"
                | "none"
                | "unknown"
                | "fixme"
                | "미정"
                | "추후 작성"
                | "해당 없음"
        )
}
