//! Text to tokens, each with its bytes.

use super::ConditionError;
use crate::model::{Span, Str};

/// A token of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'t> {
    /// A name or a keyword.
    Name(&'t str),
    /// A whole number without its sign.
    Int(u64),
    /// Any other number.
    Float(f64),
    /// Text, escapes resolved.
    Text(Str),
    /// An operator or a bracket.
    Sign(&'static str),
    /// The end.
    End,
}

/// Longer signs first, so that the longest one matches.
const SIGNS: [&str; 24] = [
    "&&", "||", "==", "!=", "<=", ">=", ".?", "?.", "<", ">", "!", "?", ":", "+", "-", "*", "/",
    "%", "(", ")", "[", "]", ",", ".",
];

pub(super) fn tokens(
    text: &str,
    range: std::ops::Range<usize>,
) -> Result<Vec<(Token<'_>, Span)>, ConditionError> {
    let mut lexer = Lexer {
        text: &text[..range.end],
        at: range.start,
    };
    let mut tokens = Vec::new();
    loop {
        let (token, span) = lexer.next()?;
        let end = token == Token::End;
        tokens.push((token, span));
        if end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn error(&self, start: usize, what: impl Into<String>) -> ConditionError {
        ConditionError::new(Span::new(start, self.at), what)
    }

    fn next(&mut self) -> Result<(Token<'a>, Span), ConditionError> {
        self.take_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
        let start = self.at;
        let token = match self.peek() {
            None => Token::End,
            Some('r') if self.rest()[1..].starts_with(['"', '\'']) => {
                self.at += 1;
                self.string(start, true)?
            }
            Some('"' | '\'') => self.string(start, false)?,
            Some('0'..='9') => self.number(start)?,
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                Token::Name(self.take_while(|c| c.is_ascii_alphanumeric() || c == '_'))
            }
            Some(c) => {
                let sign = SIGNS.iter().find(|sign| self.rest().starts_with(**sign));
                self.at += sign.map_or(c.len_utf8(), |sign| sign.len());
                match sign {
                    Some(sign) => Token::Sign(sign),
                    None => return Err(self.error(start, unknown_sign(c))),
                }
            }
        };
        Ok((token, Span::new(start, self.at)))
    }

    fn number(&mut self, start: usize) -> Result<Token<'a>, ConditionError> {
        if self.rest().starts_with("0x") || self.rest().starts_with("0X") {
            self.at += 2;
            let digits = self.take_while(|c| c.is_ascii_alphanumeric());
            return u64::from_str_radix(digits, 16)
                .map(Token::Int)
                .map_err(|_| self.error(start, "this is no whole number of 64 bits"));
        }
        self.take_while(|c| c.is_ascii_digit());
        let mut whole = true;
        let mut chars = self.rest().chars();
        if chars.next() == Some('.') && chars.next().is_some_and(|c| c.is_ascii_digit()) {
            whole = false;
            self.at += 1;
            self.take_while(|c| c.is_ascii_digit());
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            whole = false;
            self.at += 1;
            if matches!(self.peek(), Some('+' | '-')) {
                self.at += 1;
            }
            self.take_while(|c| c.is_ascii_digit());
        }
        if self
            .peek()
            .is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
            return Err(self.error(start, "this is neither a number nor a name"));
        }
        let digits = &self.text[start..self.at];
        if whole {
            let number = digits.parse().map(Token::Int);
            number.map_err(|_| self.error(start, "this is no whole number of 64 bits"))
        } else {
            match digits.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Token::Float(number)),
                _ => Err(self.error(start, "this is no number of 64 bits")),
            }
        }
    }

    fn string(&mut self, start: usize, raw: bool) -> Result<Token<'a>, ConditionError> {
        let quote = self.peek();
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else {
                return Err(self.error(start, "this text has no closing quote"));
            };
            self.at += c.len_utf8();
            match c {
                _ if Some(c) == quote => return Ok(Token::Text(text.into())),
                '\n' | '\r' => return Err(self.error(start, "this text has no closing quote")),
                '\\' if !raw => text.push(self.escape()?),
                c => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, ConditionError> {
        let start = self.at - 1;
        let Some(c) = self.peek() else {
            return Err(self.error(start, "this text has no closing quote"));
        };
        self.at += c.len_utf8();
        Ok(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            '\\' | '"' | '\'' | '`' | '?' => c,
            'x' | 'X' => self.code_point(start, 2, 16)?,
            'u' => self.code_point(start, 4, 16)?,
            'U' => self.code_point(start, 8, 16)?,
            '0'..='3' => {
                self.at -= 1;
                self.code_point(start, 3, 8)?
            }
            _ => {
                let what = "unknown escape; write `\\\\` for a backslash, or a raw text r\"…\"";
                return Err(self.error(start, what));
            }
        })
    }

    fn code_point(
        &mut self,
        start: usize,
        digits: usize,
        radix: u32,
    ) -> Result<char, ConditionError> {
        let code = self
            .rest()
            .get(..digits)
            .filter(|text| text.chars().all(|c| c.is_digit(radix)));
        let code = code.and_then(|text| u32::from_str_radix(text, radix).ok());
        match code.and_then(char::from_u32) {
            Some(c) => {
                self.at += digits;
                Ok(c)
            }
            None => Err(self.error(start, "this escape names no character")),
        }
    }
}

fn unknown_sign(c: char) -> String {
    match c {
        '=' => "a comparison is written `==`".to_owned(),
        '&' => "`and` is written `&&`".to_owned(),
        '|' => "`or` is written `||`".to_owned(),
        '#' => "a condition has no comments; the rule's `why` has room for them".to_owned(),
        '{' => "there are no map literals".to_owned(),
        c => format!("`{}` means nothing here", c.escape_debug()),
    }
}
