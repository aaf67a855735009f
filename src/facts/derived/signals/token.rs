//! The tokens of Python, as far as calls and constants need them.

use crate::model::Span;

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name with its dots.
    Name(Span),
    /// A string without prefix that computes anything; its content.
    Text(Span),
    /// A string whose content is not what it says.
    Formatted,
    Number,
    Sign(u8),
    Line,
}

/// The tokens of a text. Comments are left out; a string that has no end ends
/// with its line, as does a bracket's hope for one.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => {
                tokens.push(Token::Line);
                at += 1;
            }
            b'\\' | b' ' | b'\t' | b'\r' => at += 1,
            b'#' => {
                at += bytes[at..]
                    .iter()
                    .take_while(|byte| **byte != b'\n')
                    .count()
            }
            b'"' | b'\'' => {
                let (inner, end) = string(bytes, at);
                tokens.push(Token::Text(inner));
                at = end;
            }
            _ if is_name(byte) => {
                let start = at;
                while bytes
                    .get(at)
                    .is_some_and(|byte| is_name(*byte) || *byte == b'.')
                {
                    at += 1;
                }
                let prefix = &text[start..at];
                let quoted = matches!(bytes.get(at), Some(b'"' | b'\''));
                if quoted && prefix.len() <= 2 {
                    let (inner, end) = string(bytes, at);
                    let plain = prefix
                        .bytes()
                        .all(|byte| matches!(byte, b'r' | b'R' | b'u' | b'U'));
                    tokens.push(if plain {
                        Token::Text(inner)
                    } else {
                        Token::Formatted
                    });
                    at = end;
                } else if prefix.starts_with(|first: char| first.is_ascii_digit()) {
                    tokens.push(Token::Number);
                } else {
                    tokens.push(Token::Name(Span::new(start, at)));
                }
            }
            b'.' if bytes.get(at + 1).is_some_and(|byte| is_name(*byte)) => {
                let start = at;
                at += 1;
                while bytes
                    .get(at)
                    .is_some_and(|byte| is_name(*byte) || *byte == b'.')
                {
                    at += 1;
                }
                tokens.push(Token::Name(Span::new(start, at)));
            }
            b'=' if bytes.get(at + 1) == Some(&b'=') => {
                tokens.push(Token::Sign(b'~'));
                at += 2;
            }
            other => {
                tokens.push(Token::Sign(other));
                at += 1;
            }
        }
    }
    tokens
}

/// Whether a token is one of some words.
pub(super) fn is_word(text: &str, token: Token, words: &[&str]) -> bool {
    match token {
        Token::Name(span) => words.contains(&text.get(span.range()).unwrap_or("")),
        _ => false,
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The content of the string that begins at `at`, and where it ends.
fn string(bytes: &[u8], at: usize) -> (Span, usize) {
    let quote = bytes[at];
    let long = bytes.get(at + 1) == Some(&quote) && bytes.get(at + 2) == Some(&quote);
    let marks = if long { 3 } else { 1 };
    let start = at + marks;
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        let closes = byte == quote
            && (!long
                || (bytes.get(end + 1) == Some(&quote) && bytes.get(end + 2) == Some(&quote)));
        if closes {
            return (Span::new(start, end), end + marks);
        }
        if byte == b'\n' && !long {
            break;
        }
        end += if byte == b'\\' { 2 } else { 1 };
    }
    let end = end.min(bytes.len());
    (Span::new(start, end), end)
}
