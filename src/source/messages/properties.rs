//! Java's `.properties`, as `java.util.Properties` reads them: a key ends at
//! `=`, `:` or a blank that no `\` precedes, a `\` at the end of a line goes on
//! with the next one, and `\uXXXX` is a UTF-16 code unit. `#` begins a comment
//! only at the beginning of a line.

use std::sync::Arc;

use super::super::Parsed;
use super::super::defects::Fatal;
use super::{Escaped, Texts, hexadecimal};
use crate::model::{Document, Span};

/// Read a document as Java properties.
#[must_use]
pub fn parse(document: &Arc<Document>) -> Parsed {
    let mut texts = Texts::of(document);
    let outcome = read(&document.text, &mut texts);
    texts.conclude(outcome)
}

fn read(text: &str, texts: &mut Texts) -> Result<(), Fatal> {
    let mut at = 0;
    while at < text.len() {
        let start = at + text[at..].len() - text[at..].trim_start_matches(is_blank).len();
        if text[start..].starts_with(['#', '!']) {
            at = end_of_line(text, start);
            continue;
        }
        let end = end_of_entry(text, start);
        at = end;
        let entry = text[start..end].trim_end_matches(['\r', '\n']);
        if entry.is_empty() {
            continue;
        }
        let key_length = key_length(entry);
        let behind = entry[key_length..].trim_start_matches(is_blank);
        let behind = behind.strip_prefix(['=', ':']).unwrap_or(behind);
        let value = behind.trim_start_matches(is_blank);
        let from = start + entry.len() - value.len();
        let key = unescaped(&entry[..key_length]);
        let key_at = Span::new(start, start + key_length);
        texts.put(
            (&key, key_at),
            unescaped(value),
            Span::new(from, from + value.len()),
        )?;
    }
    Ok(())
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\x0c' | '\u{feff}')
}

fn end_of_line(text: &str, from: usize) -> usize {
    text[from..]
        .find('\n')
        .map_or(text.len(), |at| from + at + 1)
}

/// Behind the last line of an entry: an odd number of `\` goes on.
fn end_of_entry(text: &str, from: usize) -> usize {
    let mut end = from;
    loop {
        let start = end;
        end = end_of_line(text, start);
        let line = text[start..end].trim_end_matches(['\r', '\n']);
        let marks = line.len() - line.trim_end_matches('\\').len();
        if marks.is_multiple_of(2) || end == text.len() {
            return end;
        }
    }
}

fn key_length(entry: &str) -> usize {
    let mut escaped = false;
    for (at, character) in entry.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '=' | ':' => return at,
            other if is_blank(other) => return at,
            _ => {}
        }
    }
    entry.len()
}

fn unescaped(written: &str) -> String {
    let mut out = Escaped::default();
    let mut rest = written;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        if character != '\\' {
            out.push(character);
            continue;
        }
        let Some(escaped) = rest.chars().next() else {
            break;
        };
        rest = &rest[escaped.len_utf8()..];
        match escaped {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'f' => out.push('\x0c'),
            'u' => match hexadecimal(rest, 4) {
                Some((code, digits)) => {
                    out.unit(code);
                    rest = &rest[digits..];
                }
                None => out.push('u'),
            },
            // The line goes on, without the blanks that it begins with.
            '\r' | '\n' => rest = rest.trim_start_matches(['\n', ' ', '\t', '\x0c']),
            other => out.push(other),
        }
    }
    out.text
}

#[cfg(test)]
mod tests {
    use super::super::texts;
    use super::*;

    #[test]
    fn properties_are_read_as_java_reads_them() {
        let text = "# note\n! note\nchat.notice = You talk to \\\n    an AI. # no comment\r\n\
                    ko=\\uc778\\uACF5 \\ud83d\\ude00\na\\ b:c\nwith blank\nempty\n\nko=twice\n";
        let parsed = parse(&Document::new("a.properties", text));
        let found = texts(&parsed);
        let pairs: Vec<_> = found
            .iter()
            .map(|(key, text, _)| (&**key, &**text))
            .collect();
        assert_eq!(
            pairs,
            [
                ("chat.notice", "You talk to an AI. # no comment"),
                ("ko", "인공 😀"),
                ("a b", "c"),
                ("with", "blank"),
                ("empty", ""),
            ]
        );
        assert_eq!(found[1].2, "\\uc778\\uACF5 \\ud83d\\ude00");
        let codes: Vec<_> = parsed.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["duplicate-key"]);
    }
}
