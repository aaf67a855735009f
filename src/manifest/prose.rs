//! What a card says in running text: `**License:** Apache-2.0`, "Version 4.2".
//!
//! Many cards have no front matter, and authors write such a line as a bold
//! label, a list item or a table row. Only a line that names its subject
//! counts; nothing is guessed from a sentence.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Place, Span, Value};
use crate::source::markdown::Markdown;

/// A label at the start of a line, whatever marks it up, and what follows it:
/// after a colon or a bar, or at once where the label is bold.
const LABEL: &str = r"(?m)^[ \t>*_|#\-+•]*(?i:LABELS)(?:\(s\))?(?:[ \t*_]*[:|：][ \t*_|]*|\*\*[ \t]+)(?P<value>[^\n|]*)";

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("internal error: a pattern of prose is no pattern")
}

fn label(labels: &str) -> Regex {
    pattern(&LABEL.replace("LABELS", labels))
}

static LICENSE: LazyLock<Regex> =
    LazyLock::new(|| label(r"(?:model |software |code )?licen[sc]e|라이선스|라이센스"));
static VERSION: LazyLock<Regex> = LazyLock::new(|| label(r"(?:model )?version|모델 버전|버전"));

/// A version number: dotted, a bare one after the word, or nothing else.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?P<value>[0-9]+(?:\.[0-9]+)+(?:-?(?:alpha|beta|rc)[a-z0-9.]*)?)|(?:(?-u:\b)v|(?-u:\b)version +v?|버전 +v?)(?P<whole>[0-9]+)(?-u:\b)|^[^a-z0-9]*(?P<only>[0-9]+)[^a-z0-9]*$",
    )
});
static NUMBER_IN_SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:(?-u:\b)version|버전) +v?(?P<value>[0-9]+(?:\.[0-9]+)*(?:-?(?:alpha|beta|rc)[a-z0-9.]*)?)(?-u:\b)",
    )
});

static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\[(?P<value>[^\]]+)\]\([^)]*\)"));

/// What a sentence says something is licensed under.
static UNDER: LazyLock<Regex> = LazyLock::new(|| {
    let gap = r"[ \t\r\n]+";
    let lead =
        format!("(?-u:\\b)[Uu]nder{gap}(?:(?:the|an?){gap})?(?:terms{gap}of{gap}(?:the{gap})?)?");
    let link = r"\[(?P<link>[^\]]+)\]";
    let name = format!(
        r"(?:[A-Za-z0-9_.+\-]+{gap}){{1,5}}[Ll]icen[sc]e(?:,?{gap}[Vv]ersion{gap}[0-9][0-9.]*[0-9])?"
    );
    pattern(&format!("{lead}(?:{link}|(?P<value>{name}))"))
});

/// The license that a labelled line of the body names.
#[must_use]
pub fn license(markdown: &Markdown) -> Option<Value> {
    labelled(markdown, &LICENSE, markdown.body)
}

/// The version that a labelled line of the body names.
#[must_use]
pub fn version(markdown: &Markdown) -> Option<Value> {
    let text = markdown.document.text.get(markdown.body.range())?;
    VERSION.captures_iter(text).find_map(|captures| {
        let line = captures.name("value")?;
        let number = NUMBER.captures(line.as_str())?;
        let found = ["value", "whole", "only"]
            .into_iter()
            .find_map(|name| number.name(name))?;
        let at = markdown.body.start as usize + line.start();
        Some(value(
            markdown,
            Span::new(found.start(), found.end()).shifted(at),
        ))
    })
}

/// The version that a sentence of `span` names, as "Version 4.2 was released".
#[must_use]
pub fn version_in(markdown: &Markdown, span: Span) -> Option<Value> {
    let text = markdown.document.text.get(span.range())?;
    let found = NUMBER_IN_SENTENCE.captures(text)?.name("value")?;
    Some(value(
        markdown,
        Span::new(found.start(), found.end()).shifted(span.start as usize),
    ))
}

/// What a passage about licensing says the thing is licensed under: what a
/// sentence names, else its first line.
#[must_use]
pub fn licensed_under(markdown: &Markdown, span: Span) -> Option<Value> {
    let text = markdown.document.text.get(span.range())?;
    let named = UNDER.captures(text).and_then(|captures| {
        let found = captures.name("link").or(captures.name("value"))?;
        Some(value(
            markdown,
            Span::new(found.start(), found.end()).shifted(span.start as usize),
        ))
    });
    named.or_else(|| first_line(markdown, span))
}

/// The first line of text in `span` that says something.
fn first_line(markdown: &Markdown, span: Span) -> Option<Value> {
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

/// The text of a link instead of its Markdown, where the span begins with one.
fn linked(markdown: &Markdown, span: Span) -> Value {
    let text = markdown.document.text.get(span.range()).unwrap_or("");
    let inner = LINK
        .captures(text)
        .and_then(|captures| captures.name("value"));
    match inner {
        Some(inner) => value(
            markdown,
            Span::new(inner.start(), inner.end()).shifted(span.start as usize),
        ),
        None => value(markdown, span),
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
