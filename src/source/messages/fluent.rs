//! Fluent's `.ftl`: `key = text`, lines that go on are indented, and an
//! attribute is `.name = text` below its message, whose key is `key.name`.
//!
//! A placeable stays as it is written, but for one that holds a literal; terms
//! (`-brand`) are texts that only other texts use, under their own names.

use std::sync::Arc;

use super::super::Parsed;
use super::super::defects::Fatal;
use super::Texts;
use crate::model::{Document, Span, text};

/// Read a document as a resource of Fluent.
#[must_use]
pub fn parse(document: &Arc<Document>) -> Parsed {
    let mut texts = Texts::of(document);
    let outcome = read(&document.text, &mut texts);
    texts.conclude(outcome)
}

/// A text that may still go on.
struct Open {
    key: (String, Span),
    text: String,
    span: Span,
}

fn read(text: &str, texts: &mut Texts) -> Result<(), Fatal> {
    let mut open: Option<Open> = None;
    let mut message = String::new();
    let mut next = 0;
    for line in text.split_inclusive('\n') {
        let start = next;
        next += line.len();
        let bare = line.trim_end().trim_start_matches('\u{feff}');
        let trimmed = bare.trim_start();
        let at = start + line.trim_end().len() - trimmed.len();
        let is_indented = bare.len() > trimmed.len();
        if trimmed.is_empty() {
            continue;
        }
        if !is_indented && trimmed.starts_with('#') {
            close(&mut open, texts)?;
            continue;
        }
        let attribute = is_indented.then(|| trimmed.strip_prefix('.')).flatten();
        let entry = match (is_indented, attribute) {
            (false, _) => entry(trimmed, at, 0),
            (true, Some(_)) => entry(trimmed, at, 1),
            (true, None) => None,
        };
        if let Some((name, name_at, value, from)) = entry {
            close(&mut open, texts)?;
            let key = if attribute.is_some() {
                format!("{message}.{name}")
            } else {
                message = name.to_owned();
                message.clone()
            };
            open = Some(Open {
                key: (key, name_at),
                text: value.to_owned(),
                span: Span::new(from, from + value.len()),
            });
        } else if let Some(going_on) = open.as_mut().filter(|_| is_indented) {
            if going_on.text.is_empty() {
                going_on.span = Span::new(at, at + trimmed.len());
            } else {
                going_on.text.push(' ');
                going_on.span = Span::new(going_on.span.start as usize, at + trimmed.len());
            }
            going_on.text.push_str(trimmed);
        } else {
            close(&mut open, texts)?;
            let span = Span::new(at, at + trimmed.len());
            texts.defects.note(
                "not-an-entry",
                span,
                text!("an entry is `key = text`", "항목의 형식은 `key = text`"),
            )?;
        }
    }
    close(&mut open, texts)
}

type Entry<'a> = (&'a str, Span, &'a str, usize);

/// `name = text` behind `skipped` marks, with the places of both.
fn entry(line: &str, at: usize, skipped: usize) -> Option<Entry<'_>> {
    let (name, value) = line[skipped..].split_once('=')?;
    let name = name.trim_end();
    let is_name = name
        .trim_start_matches('-')
        .starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let value = value.trim_start();
    let from = at + line.len() - value.len();
    let name_at = Span::new(at + skipped, at + skipped + name.len());
    is_name.then_some((name, name_at, value, from))
}

fn close(open: &mut Option<Open>, texts: &mut Texts) -> Result<(), Fatal> {
    match open.take() {
        Some(Open { key, text, span }) => texts.put((&key.0, key.1), shown(&text), span),
        None => Ok(()),
    }
}

/// The text with its literal placeables as people see them.
fn shown(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}').map(|close| open + close) else {
            break;
        };
        let inside = rest[open + 1..close].trim();
        let literal = inside
            .strip_prefix('"')
            .and_then(|inside| inside.strip_suffix('"'));
        out.push_str(literal.unwrap_or(&rest[open..=close]));
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::super::texts;
    use super::*;

    #[test]
    fn messages_their_attributes_and_lines_that_go_on_are_read() {
        let text = "\u{feff}# shown = no\n-brand = Garden\nai-notice = You talk to\n    an { \"AI\" }, { $name }.\n    .label = AI\n\n\
                    long =\n    인공지능이\n    답합니다\nstray line\n    lost\nempty =\n";
        let parsed = parse(&Document::new("a.ftl", text));
        let pairs: Vec<_> = texts(&parsed)
            .into_iter()
            .map(|(key, text, _)| (key, text))
            .collect();
        let expected = [
            ("-brand", "Garden"),
            ("ai-notice", "You talk to an AI, { $name }."),
            ("ai-notice.label", "AI"),
            ("long", "인공지능이 답합니다"),
            ("empty", ""),
        ];
        assert_eq!(
            pairs,
            expected.map(|(key, text)| (key.to_owned(), text.to_owned()))
        );
        let told: Vec<_> = parsed.problems.iter().map(|it| it.place.text()).collect();
        assert_eq!(told, ["stray line", "lost"]);
    }
}
