//! Strings, numbers and words.

use std::borrow::Cow;

use super::Reader;
use crate::model::{Kind, Text, Value, text};
use crate::source::defects::Fatal;

/// A string without its closing quote.
fn never_ends() -> Text {
    text!("the string never ends", "글이 닫히지 않음")
}

/// A number beyond what any reader holds.
fn too_large() -> Text {
    text!(
        "no 64-bit number is this large",
        "64비트 수로 나타낼 수 없을 만큼 큼"
    )
}

impl<'a> Reader<'a> {
    /// A string; the next byte is its opening quote.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Fatal> {
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
                    let detail = text!(
                        "a control character in a string must be escaped",
                        "글 안의 제어 문자는 이스케이프해야 함"
                    );
                    return Err(self.fatal_here("syntax", detail));
                }
                None => {
                    let span = self.span(opening, opening + 1);
                    return Err(self.defects.fatal("syntax", span, never_ends()));
                }
            }
        }
    }

    /// One escape; the next byte is its backslash.
    fn escape(&mut self) -> Result<char, Fatal> {
        let start = self.at;
        let Some(&kind) = self.bytes.get(start + 1) else {
            return Err(self.fatal_here("syntax", never_ends()));
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
                        let detail = text!(
                            "half of a surrogate pair is no character",
                            "서로게이트 쌍의 반쪽은 문자가 아님"
                        );
                        self.defects.note("lone-surrogate", span, detail)?;
                        char::REPLACEMENT_CHARACTER
                    }
                }
            }
            _ => {
                self.at = start;
                return Err(self.fatal_here(
                    "syntax",
                    text!("there is no such escape", "그런 이스케이프는 없음"),
                ));
            }
        })
    }

    /// The four hex digits of the escape that began at `start`.
    fn hex(&mut self, start: usize) -> Result<u16, Fatal> {
        let Some(unit) = self.four_digits(self.at) else {
            self.at = start;
            return Err(self.fatal_here(
                "syntax",
                text!(
                    "`\\u` takes four hex digits",
                    "`\\u` 뒤에는 16진수 네 자리가 와야 함"
                ),
            ));
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

    pub(super) fn number(&mut self) -> Result<Value, Fatal> {
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
                return Err(self.fatal_here(
                    "syntax",
                    text!(
                        "a number must not begin with 0",
                        "수는 0으로 시작할 수 없음"
                    ),
                ));
            }
        } else if self.digits() == 0 {
            return Err(self.unexpected(&text!("a digit", "숫자")));
        }
        let whole = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.unexpected(&text!("a digit", "숫자")));
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(self.unexpected(&text!("a digit", "숫자")));
            }
        }
        let text = &self.text[start..self.at];
        let kind = match (self.at == whole).then(|| text.parse::<i64>()) {
            Some(Ok(number)) => Kind::Int(number),
            _ => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Kind::Float(number),
                _ => {
                    let span = self.span(start, self.at);
                    let detail = too_large();
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

    pub(super) fn word(&mut self) -> Result<Value, Fatal> {
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
                let detail = text!("`{word}` is no JSON", "`{word}`은(는) JSON이 아님");
                self.defects.note("bare-nan", span, detail)?;
                Kind::Float(number)
            }
            _ => return Err(self.unexpected(&text!("a value", "값"))),
        };
        self.at += length;
        Ok(self.found(kind, start))
    }
}
