//! JSON text to a located value.
//!
//! Strict RFC 8259, read in one pass without recursion; every key and value
//! keeps its bytes, the quotes of a string included. It never lets the last
//! of two equal keys win in silence, and never turns a number into infinity.
//!
//! Codes: `syntax` (fatal), `too-deep` (fatal), `too-many-nodes` (fatal),
//! `too-many-problems` (fatal), `duplicate-key` (placed at the second key and
//! related to the first, whose value is kept), `byte-order-mark`, `bare-nan`
//! (`NaN` and `Infinity` are no JSON, yet Python writes them),
//! `number-out-of-range` (the value keeps its text), `lone-surrogate` (the
//! text holds U+FFFD in its place).

mod scalars;

use std::sync::Arc;

use indexmap::map::Entry;

use super::defects::{Defects, Fatal};
use super::{Limits, Parsed};
use crate::model::{Document, Kind, Map, Place, Span, Str, Text, Value, text};

/// Read the bytes `span` of a document as strict JSON.
#[must_use]
pub fn parse(document: &Arc<Document>, span: Span) -> Parsed {
    parse_with(document, span, Limits::JSON)
}

/// Read the bytes `span` of a document as strict JSON within `limits`.
#[must_use]
pub fn parse_with(document: &Arc<Document>, span: Span, limits: Limits) -> Parsed {
    let base = span.start as usize;
    let text = document.text.get(span.range()).unwrap_or("");
    let mut reader = Reader {
        document,
        text,
        bytes: text.as_bytes(),
        base,
        at: 0,
        nodes: 0,
        open: Vec::new(),
        limits,
        defects: Defects::of(document),
    };
    let outcome = reader.document();
    reader.defects.conclude(outcome)
}

/// A list or a map whose end has not come yet.
enum Open {
    List {
        start: usize,
        items: Vec<Value>,
    },
    Map {
        start: usize,
        entries: Map,
        key: (Str, Span),
    },
}

struct Reader<'a> {
    document: &'a Arc<Document>,
    text: &'a str,
    bytes: &'a [u8],
    /// Where the text begins in the document.
    base: usize,
    at: usize,
    nodes: usize,
    open: Vec<Open>,
    limits: Limits,
    defects: Defects,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Value, Fatal> {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
            self.defects.note(
                "byte-order-mark",
                self.span(0, self.at),
                text!(
                    "JSON must not begin with a byte order mark",
                    "JSON은 바이트 순서 표시로 시작하면 안 됨"
                ),
            )?;
        }
        loop {
            let Some(mut value) = self.value()? else {
                continue;
            };
            // The value may end the lists and maps around it.
            loop {
                match self.attach(value)? {
                    Attached::Whole(whole) => return self.nothing_follows(whole),
                    Attached::Closes(outer) => value = outer,
                    Attached::More => break,
                }
            }
        }
    }

    /// The next value; `None` where a list or map opens that is not empty.
    fn value(&mut self) -> Result<Option<Value>, Fatal> {
        self.skip_space();
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            let detail = text!(
                "more than {most} values",
                "값이 {most}개보다 많음",
                most = self.limits.nodes
            );
            return Err(self.fatal_here("too-many-nodes", detail));
        }
        let start = self.at;
        match self.peek() {
            Some(b'"') => {
                let text = self.string()?;
                Ok(Some(self.found(Kind::Text(text.into()), start)))
            }
            Some(b'{') => {
                self.enter()?;
                if self.peek() == Some(b'}') {
                    self.at += 1;
                    return Ok(Some(self.found(Kind::Map(Arc::default()), start)));
                }
                let key = self.key()?;
                self.open.push(Open::Map {
                    start,
                    entries: Map::default(),
                    key,
                });
                Ok(None)
            }
            Some(b'[') => {
                self.enter()?;
                if self.peek() == Some(b']') {
                    self.at += 1;
                    return Ok(Some(self.found(Kind::List(Arc::default()), start)));
                }
                self.open.push(Open::List {
                    start,
                    items: Vec::new(),
                });
                Ok(None)
            }
            Some(b'-' | b'0'..=b'9') => self.number().map(Some),
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word().map(Some),
            _ => Err(self.unexpected(&text!("a value", "값"))),
        }
    }

    /// Step over the bracket that opens a list or a map.
    fn enter(&mut self) -> Result<(), Fatal> {
        if self.open.len() >= self.limits.depth {
            let detail = text!(
                "more than {most} levels",
                "{most}단계보다 깊음",
                most = self.limits.depth
            );
            return Err(self.fatal_here("too-deep", detail));
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    /// Put a value where it belongs.
    fn attach(&mut self, mut value: Value) -> Result<Attached, Fatal> {
        let closing = match self.open.last_mut() {
            None => return Ok(Attached::Whole(value)),
            Some(Open::List { items, .. }) => {
                items.push(value);
                b']'
            }
            Some(Open::Map { entries, key, .. }) => {
                let (name, span) = key.clone();
                value.key = Some(span);
                match entries.entry(name) {
                    Entry::Vacant(vacant) => {
                        vacant.insert(value);
                    }
                    Entry::Occupied(first) => {
                        self.defects
                            .duplicate_key(first.key(), span, first.get().key)?;
                    }
                }
                b'}'
            }
        };
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                if closing == b'}' {
                    self.skip_space();
                    let next = self.key()?;
                    if let Some(Open::Map { key, .. }) = self.open.last_mut() {
                        *key = next;
                    }
                }
                Ok(Attached::More)
            }
            Some(byte) if byte == closing => {
                self.at += 1;
                Ok(match self.open.pop() {
                    Some(Open::List { start, items }) => {
                        Attached::Closes(self.found(Kind::List(items.into()), start))
                    }
                    Some(Open::Map { start, entries, .. }) => {
                        Attached::Closes(self.found(Kind::Map(Arc::new(entries)), start))
                    }
                    None => Attached::More,
                })
            }
            _ if closing == b']' => Err(self.unexpected(&Text::new("`,` or `]`", "`,`나 `]`"))),
            _ => Err(self.unexpected(&Text::new("`,` or `}`", "`,`나 `}`"))),
        }
    }

    fn nothing_follows(&mut self, value: Value) -> Result<Value, Fatal> {
        self.skip_space();
        if self.at < self.bytes.len() {
            return Err(self.unexpected(&text!(
                "nothing after the value",
                "값 뒤에는 아무것도 없어야 함"
            )));
        }
        Ok(value)
    }

    /// A key and the colon after it.
    fn key(&mut self) -> Result<(Str, Span), Fatal> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected(&text!("a key in double quotes", "큰따옴표로 감싼 키")));
        }
        let start = self.at;
        let name = self.string()?;
        let span = self.span(start, self.at);
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected(&Text::same("`:`")));
        }
        self.at += 1;
        Ok((name.into(), span))
    }

    fn found(&self, kind: Kind, start: usize) -> Value {
        Value::at(kind, Place::new(self.document, self.span(start, self.at)))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(start, end).shifted(self.base)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn unexpected(&self, wanted: &Text) -> Fatal {
        let found = match self.text[self.at..].chars().next() {
            Some(char) if char.is_control() => Text::same(format!("U+{:04X}", u32::from(char))),
            Some(char) => Text::same(format!("`{char}`")),
            None => text!("the end", "파일의 끝"),
        };
        let detail = Text::new(
            format!("expected {}, found {}", wanted.en, found.en),
            format!("필요한 것: {}, 있는 것: {}", wanted.ko, found.ko),
        );
        self.fatal_here("syntax", detail)
    }

    /// A fatal defect that marks the character at hand.
    fn fatal_here(&self, code: &'static str, detail: Text) -> Fatal {
        let width = self.text[self.at..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        let span = self.span(self.at, self.at + width);
        self.defects.fatal(code, span, detail)
    }
}

/// What became of a value.
enum Attached {
    /// It is the whole document.
    Whole(Value),
    /// It was the last member of this one.
    Closes(Value),
    /// Another member follows.
    More,
}
