//! Files of the texts that a product shows, each to a located map of text: the
//! key that code uses, and the text that people see. Java's `.properties`,
//! Apple's `.strings` and `.xcstrings`, gettext's `.po` and `.pot`, Android's
//! `strings.xml`, Fluent's `.ftl`, modules of JavaScript and TypeScript.
//!
//! Codes: `not-an-entry`, `unclosed-quote`, `duplicate-key` (whose first text
//! is kept), `too-many-problems` (fatal).

pub mod android;
pub mod apple;
pub mod catalog;
pub mod fluent;
pub mod gettext;
pub mod module;
pub mod properties;

use std::sync::Arc;

use indexmap::map::Entry;

use super::Parsed;
use super::defects::{Defects, Fatal};
use crate::model::{Document, Kind, Map, Span, Str, Value};

/// The texts of one file, in their order.
struct Texts {
    entries: Map,
    defects: Defects,
    length: usize,
}

impl Texts {
    fn of(document: &Arc<Document>) -> Self {
        Self {
            entries: Map::default(),
            defects: Defects::of(document),
            length: document.text.len(),
        }
    }

    /// Add a text; `span` is where it is written, marks included.
    fn put(&mut self, key: (&str, Span), text: String, span: Span) -> Result<(), Fatal> {
        let (name, at) = key;
        let mut value = Value::at(Kind::from(text), self.defects.place(span));
        value.key = Some(at);
        match self.entries.entry(Str::from(name)) {
            Entry::Vacant(vacant) => {
                vacant.insert(value);
                Ok(())
            }
            Entry::Occupied(first) => {
                let first = first.get().key;
                self.defects.duplicate_key(name, at, first)
            }
        }
    }

    /// Another name of a text that is there, where nothing has that name.
    fn also(&mut self, name: &str, key: &str) {
        if let Some(value) = self.entries.get(key).cloned() {
            self.entries.entry(Str::from(name)).or_insert(value);
        }
    }

    fn conclude(self, outcome: Result<(), Fatal>) -> Parsed {
        let place = self.defects.place(Span::new(0, self.length));
        let value = Value::at(Kind::Map(Arc::new(self.entries)), place);
        self.defects.conclude(outcome.map(|()| value))
    }
}

/// The character of up to `digits` hexadecimal digits, and how many there are.
/// Two halves of a pair that stand one after the other are for the caller.
fn hexadecimal(text: &str, digits: usize) -> Option<(u32, usize)> {
    let end = text
        .bytes()
        .take(digits)
        .take_while(u8::is_ascii_hexdigit)
        .count();
    let code = u32::from_str_radix(text.get(..end)?, 16).ok()?;
    Some((code, end))
}

/// Text from UTF-16 code units and characters, as escapes give them.
#[derive(Default)]
struct Escaped {
    text: String,
    high: Option<u32>,
}

impl Escaped {
    fn push(&mut self, character: char) {
        self.high = None;
        self.text.push(character);
    }

    /// A code unit; the two halves of a pair are one character.
    fn unit(&mut self, code: u32) {
        let pair = self
            .high
            .take()
            .filter(|_| (0xDC00..0xE000).contains(&code));
        let code = match pair {
            Some(high) => 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00),
            None if (0xD800..0xDC00).contains(&code) => {
                self.high = Some(code);
                return;
            }
            None => code,
        };
        self.text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
    }
}

/// The text between the quote at `at` and the one that closes it, with the end
/// behind that; `None` where it never closes. `\` begins an escape.
fn quoted(text: &str, at: usize) -> Option<(String, usize)> {
    let mut out = Escaped::default();
    let mut rest = text.get(at..)?.strip_prefix('"')?;
    loop {
        let character = rest.chars().next()?;
        rest = &rest[character.len_utf8()..];
        match character {
            '"' => return Some((out.text, text.len() - rest.len())),
            '\\' => {
                let escaped = rest.chars().next()?;
                rest = &rest[escaped.len_utf8()..];
                match escaped {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    'u' | 'U' => match hexadecimal(rest, 4) {
                        Some((code, digits)) => {
                            out.unit(code);
                            rest = &rest[digits..];
                        }
                        None => out.push(escaped),
                    },
                    other => out.push(other),
                }
            }
            other => out.push(other),
        }
    }
}

#[cfg(test)]
fn texts(parsed: &Parsed) -> Vec<(String, String, String)> {
    let entries = parsed.value.entries();
    entries
        .map(|(name, value)| {
            let place = value.place.as_ref().expect("a place");
            let key = value.key.expect("a key");
            assert!(place.document.text.get(key.range()).is_some());
            (
                name.to_string(),
                value.as_str().expect("text").to_owned(),
                place.text().to_owned(),
            )
        })
        .collect()
}
