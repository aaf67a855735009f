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

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::map::Entry;

use super::defects::{Defects, Fatal};
use super::{Limits, Parsed};
use crate::model::{Document, Kind, Map, Place, Span, Str, Value};

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
                "JSON must not begin with a byte order mark",
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
            let detail = format!("more than {} values", self.limits.nodes);
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
                    entries: Map::new(),
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
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Step over the bracket that opens a list or a map.
    fn enter(&mut self) -> Result<(), Fatal> {
        if self.open.len() >= self.limits.depth {
            let detail = format!("more than {} levels", self.limits.depth);
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
            _ if closing == b']' => Err(self.unexpected("`,` or `]`")),
            _ => Err(self.unexpected("`,` or `}`")),
        }
    }

    fn nothing_follows(&mut self, value: Value) -> Result<Value, Fatal> {
        self.skip_space();
        if self.at < self.bytes.len() {
            return Err(self.unexpected("nothing after the value"));
        }
        Ok(value)
    }

    /// A key and the colon after it.
    fn key(&mut self) -> Result<(Str, Span), Fatal> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        let start = self.at;
        let name = self.string()?;
        let span = self.span(start, self.at);
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:`"));
        }
        self.at += 1;
        Ok((name.into(), span))
    }

    /// A string; the next byte is its opening quote.
    fn string(&mut self) -> Result<Cow<'a, str>, Fatal> {
        let opening = self.at;
        self.at += 1;
        let mut from = self.at;
        let mut unescaped = String::new();
        loop {
            self.at += self.bytes[self.at..]
                .iter()
                .position(|&byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
                .unwrap_or(self.bytes.len() - self.at);
            match self.peek() {
                Some(b'"') => {
                    let rest = &self.text[from..self.at];
                    self.at += 1;
                    return Ok(if unescaped.is_empty() {
                        Cow::Borrowed(rest)
                    } else {
                        unescaped.push_str(rest);
                        Cow::Owned(unescaped)
                    });
                }
                Some(b'\\') => {
                    unescaped.push_str(&self.text[from..self.at]);
                    unescaped.push(self.escape()?);
                    from = self.at;
                }
                Some(_) => {
                    let detail = "a control character in a string must be escaped";
                    return Err(self.fatal_here("syntax", detail));
                }
                None => {
                    let span = self.span(opening, opening + 1);
                    return Err(self.defects.fatal("syntax", span, "the string never ends"));
                }
            }
        }
    }

    /// One escape; the next byte is its backslash.
    fn escape(&mut self) -> Result<char, Fatal> {
        let start = self.at;
        let Some(&kind) = self.bytes.get(start + 1) else {
            return Err(self.fatal_here("syntax", "the string never ends"));
        };
        self.at += 2;
        Ok(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hex(start)?;
                // A high surrogate takes the low one that must follow it.
                let low = (0xD800..0xDC00).contains(&unit)
                    && self.bytes[self.at..].starts_with(b"\\u")
                    && self
                        .four_digits(self.at + 2)
                        .is_some_and(|next| (0xDC00..0xE000).contains(&next));
                let pair = if low {
                    self.at += 2;
                    [unit, self.hex(self.at - 2)?]
                } else {
                    [unit, 0]
                };
                let units = &pair[..=usize::from(low)];
                match char::decode_utf16(units.iter().copied()).next() {
                    Some(Ok(char)) => char,
                    _ => {
                        let span = self.span(start, self.at);
                        let detail = "half of a surrogate pair is no character";
                        self.defects.note("lone-surrogate", span, detail)?;
                        char::REPLACEMENT_CHARACTER
                    }
                }
            }
            _ => {
                self.at = start;
                return Err(self.fatal_here("syntax", "there is no such escape"));
            }
        })
    }

    /// The four hex digits of the escape that began at `start`.
    fn hex(&mut self, start: usize) -> Result<u16, Fatal> {
        let Some(unit) = self.four_digits(self.at) else {
            self.at = start;
            return Err(self.fatal_here("syntax", "`\\u` takes four hex digits"));
        };
        self.at += 4;
        Ok(unit)
    }

    fn four_digits(&self, at: usize) -> Option<u16> {
        let digits = self.bytes.get(at..at + 4)?;
        digits.iter().try_fold(0, |unit, &byte| {
            let digit = char::from(byte).to_digit(16)?;
            Some(unit << 4 | u16::try_from(digit).ok()?)
        })
    }

    fn number(&mut self) -> Result<Value, Fatal> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
            if self.bytes[self.at..].starts_with(b"Infinity") {
                self.at = start;
                return self.word();
            }
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if self.digits() > 0 {
                self.at = start;
                return Err(self.fatal_here("syntax", "a number must not begin with 0"));
            }
        } else if self.digits() == 0 {
            return Err(self.unexpected("a digit"));
        }
        let whole = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.unexpected("a digit"));
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(self.unexpected("a digit"));
            }
        }
        let text = &self.text[start..self.at];
        let kind = match (self.at == whole).then(|| text.parse::<i64>()) {
            Some(Ok(number)) => Kind::Int(number),
            _ => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Kind::Float(number),
                _ => {
                    let span = self.span(start, self.at);
                    let detail = "no 64-bit number is this large";
                    self.defects.note("number-out-of-range", span, detail)?;
                    Kind::from(text)
                }
            },
        };
        Ok(self.found(kind, start))
    }

    /// Step over digits and count them.
    fn digits(&mut self) -> usize {
        let count = self.bytes[self.at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        self.at += count;
        count
    }

    fn word(&mut self) -> Result<Value, Fatal> {
        let start = self.at;
        let length = self.bytes[start..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            .count();
        let word = &self.text[start..start + length];
        let not_a_number = match word {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        };
        let kind = match (word, not_a_number) {
            ("null", _) => Kind::Null,
            ("true", _) => Kind::Bool(true),
            ("false", _) => Kind::Bool(false),
            (_, Some(number)) => {
                let span = self.span(start, start + length);
                let detail = format!("`{word}` is no JSON");
                self.defects.note("bare-nan", span, detail)?;
                Kind::Float(number)
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.at += length;
        Ok(self.found(kind, start))
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

    fn unexpected(&self, wanted: &str) -> Fatal {
        let detail = match self.text[self.at..].chars().next() {
            Some(char) if char.is_control() => {
                format!("expected {wanted}, found U+{:04X}", u32::from(char))
            }
            Some(char) => format!("expected {wanted}, found `{char}`"),
            None => format!("expected {wanted}, found the end"),
        };
        self.fatal_here("syntax", detail)
    }

    /// A fatal defect that marks the character at hand.
    fn fatal_here(&self, code: &'static str, detail: impl Into<String>) -> Fatal {
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
