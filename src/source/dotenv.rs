//! `.env` and `.properties` text to a located map of text: product
//! configuration, which a declaration names for its limits and defaults.
//!
//! A line is `KEY=value`, `export KEY=value`, `key: value` or `key = value`;
//! `#` and `!` begin comments. Every value is text, without its quotes; its
//! place keeps them. Nothing is ever expanded: `$OTHER` stays as it is.
//!
//! Codes: `not-an-assignment`, `unclosed-quote` (the rest of the line is the
//! value), `duplicate-key` (placed at the second key and related to the first,
//! whose value is kept), `too-many-problems` (fatal).

use std::sync::Arc;

use indexmap::map::Entry;

use super::Parsed;
use super::defects::{Defects, Fatal};
use crate::model::{Document, Kind, Map, Span, Str, Value, text};

/// Read a document as `KEY=value` lines.
#[must_use]
pub fn parse(document: &Arc<Document>) -> Parsed {
    let mut defects = Defects::of(document);
    let outcome = read(&document.text, &mut defects);
    defects.conclude(outcome)
}

fn read(text: &str, defects: &mut Defects) -> Result<Value, Fatal> {
    let mut entries = Map::default();
    let mut next = 0;
    for line in text.split_inclusive('\n') {
        let start = next;
        next += line.len();
        let line = line.trim_end().trim_start_matches('\u{feff}');
        let content = line.trim_start();
        if content.is_empty() || content.starts_with(['#', '!']) {
            continue;
        }
        // What was trimmed before the content is a mark or blanks.
        let start = start + (text[start..].find(content).unwrap_or(0));
        let exported = content
            .strip_prefix("export ")
            .unwrap_or(content)
            .trim_start();
        let key_at = start + content.len() - exported.len();
        let Some((key, _)) = exported.split_once(['=', ':']) else {
            let span = Span::new(start, start + content.len());
            defects.note(
                "not-an-assignment",
                span,
                text!("a line is `KEY=value`", "줄의 형식은 `KEY=value`"),
            )?;
            continue;
        };
        let after = &exported[key.len() + 1..];
        let written = after.trim_start();
        let value_at = key_at + exported.len() - written.len();
        let key = key.trim_end();
        let key_span = Span::new(key_at, key_at + key.len());
        if key.is_empty() || key.contains(char::is_whitespace) {
            let span = Span::new(start, start + content.len());
            defects.note(
                "not-an-assignment",
                span,
                text!("a key is one word", "키는 한 낱말이어야 함"),
            )?;
            continue;
        }
        let (kind, length) = value(written, value_at, defects)?;
        let place = defects.place(Span::new(value_at, value_at + length));
        let mut value = Value::at(kind, place);
        value.key = Some(key_span);
        match entries.entry(Str::from(key)) {
            Entry::Vacant(vacant) => {
                vacant.insert(value);
            }
            Entry::Occupied(first) => {
                defects.duplicate_key(key, key_span, first.get().key)?;
            }
        }
    }
    let place = defects.place(Span::new(0, text.len()));
    Ok(Value::at(Kind::Map(Arc::new(entries)), place))
}

/// The value at the beginning of a line's rest, and how long it is there.
fn value(written: &str, at: usize, defects: &mut Defects) -> Result<(Kind, usize), Fatal> {
    let Some(quote) = written
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))
    else {
        // A `#` after a blank begins a comment; inside a word it is a character.
        let comment = written
            .char_indices()
            .zip(std::iter::once(' ').chain(written.chars()))
            .find(|&((_, char), before)| char == '#' && before.is_whitespace());
        let end = comment.map_or(written.len(), |((at, _), _)| at);
        let text = written[..end].trim_end();
        return Ok((Kind::from(text), text.len()));
    };
    let mut text = String::new();
    let mut chars = written.char_indices().skip(1);
    while let Some((index, char)) = chars.next() {
        match char {
            _ if char == quote => return Ok((Kind::from(text), index + 1)),
            '\\' if quote == '"' => match chars.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 'r')) => text.push('\r'),
                Some((_, 't')) => text.push('\t'),
                Some((_, escaped)) => text.push(escaped),
                None => text.push('\\'),
            },
            _ => text.push(char),
        }
    }
    let span = Span::new(at, at + written.len());
    defects.note(
        "unclosed-quote",
        span,
        text!(
            "the quote never ends on its line",
            "따옴표가 그 줄에서 닫히지 않음"
        ),
    )?;
    Ok((Kind::from(text), written.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Parsed {
        parse(&Document::new(".env", text))
    }

    #[test]
    fn every_style_of_assignment_is_read_with_its_places() {
        let text = concat!(
            "\u{feff}A=1\r\n# comment\n! comment\n\nexport B = two words # note\n",
            "c.d: http://x#y\nE=\nF=\"q \\\"x\\\"\\n\" # note\nG='a # b'\n  H=가\n"
        );
        let parsed = read(text);
        assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
        let entries: Vec<_> = parsed
            .value
            .entries()
            .map(|(name, value)| {
                let key = &text[value.key.expect("a key").range()];
                let place = value.place.as_ref().expect("placed").text();
                assert_eq!(key, &**name);
                (key, value.as_str().expect("text"), place)
            })
            .collect();
        assert_eq!(
            entries,
            [
                ("A", "1", "1"),
                ("B", "two words", "two words"),
                ("c.d", "http://x#y", "http://x#y"),
                ("E", "", ""),
                ("F", "q \"x\"\n", r#""q \"x\"\n""#),
                ("G", "a # b", "'a # b'"),
                ("H", "가", "가"),
            ]
        );
    }

    #[test]
    fn mistakes_are_reported_at_their_place() {
        let parsed = read("A=1\njust words\nA=2\nB=\"open\ntwo words=3\n=4\n");
        let found: Vec<_> = parsed
            .problems
            .iter()
            .map(|problem| (problem.code, problem.place.text()))
            .collect();
        assert_eq!(
            found,
            [
                ("not-an-assignment", "just words"),
                ("duplicate-key", "A"),
                ("unclosed-quote", "\"open"),
                ("not-an-assignment", "two words=3"),
                ("not-an-assignment", "=4"),
            ]
        );
        assert_eq!(
            parsed.value.to_json().to_string(),
            r#"{"A":"1","B":"open"}"#
        );
    }
}
