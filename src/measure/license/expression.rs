//! SPDX license expressions, read generously: operators in any case, names of
//! several words between them. What is none is one name.

use super::{License, name, table};

/// A longer text is a text and no expression.
const LONGEST: usize = 1024;

/// What a reader of an expression meets.
enum Token<'a> {
    Name(&'a str),
    And,
    Or,
    With,
    Open,
    Close,
}

/// The license that a text names.
pub(super) fn read(text: &str) -> License {
    let text = text.trim();
    if text.len() <= LONGEST && !name::is_address(text) {
        let tokens = tokens(text);
        if let ([_, _, ..], Some(license)) = (&tokens[..], evaluate(&tokens)) {
            return license;
        }
    }
    table::find(text)
}

/// Words between operators and parentheses are one name.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut name: Option<(usize, usize)> = None;
    let mut at = 0;
    for piece in text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '(' | ')')) {
        let word = piece.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
        let start = at;
        at += piece.len();
        let operator = match word.to_ascii_lowercase().as_str() {
            "and" => Some(Token::And),
            "or" => Some(Token::Or),
            "with" => Some(Token::With),
            _ => None,
        };
        match operator {
            Some(operator) => {
                tokens.extend(name.take().map(|(from, to)| Token::Name(&text[from..to])));
                tokens.push(operator);
            }
            None if !word.is_empty() => {
                let from = name.map_or(start, |(from, _)| from);
                name = Some((from, start + word.len()));
            }
            None => {}
        }
        let parenthesis = match &piece[word.len()..] {
            "(" => Token::Open,
            ")" => Token::Close,
            _ => continue,
        };
        tokens.extend(name.take().map(|(from, to)| Token::Name(&text[from..to])));
        tokens.push(parenthesis);
    }
    tokens.extend(name.map(|(from, to)| Token::Name(&text[from..to])));
    tokens
}

/// Operators wait on a stack of their own, so that no depth of parentheses
/// costs more than memory; `None` where the tokens make no expression.
fn evaluate(tokens: &[Token]) -> Option<License> {
    let mut values: Vec<License> = Vec::new();
    let mut waiting: Vec<&Token> = Vec::new();
    let mut wants_name = true;
    let mut rest = tokens.iter();
    while let Some(token) = rest.next() {
        match token {
            Token::Name(name) if wants_name => {
                values.push(table::find(name));
                wants_name = false;
            }
            Token::With if !wants_name => {
                // An exception loosens the copyleft of what it stands beside.
                let Some(Token::Name(_)) = rest.next() else {
                    return None;
                };
                let terms = &mut values.last_mut()?.terms;
                terms.share_alike = terms.share_alike.map(|_| false);
            }
            Token::Open if wants_name => waiting.push(token),
            Token::Close if !wants_name => {
                while !matches!(waiting.last()?, Token::Open) {
                    apply(waiting.pop()?, &mut values)?;
                }
                waiting.pop();
            }
            Token::And | Token::Or if !wants_name => {
                let binds = |held: &Token| match held {
                    Token::And => true,
                    Token::Or => matches!(token, Token::Or),
                    _ => false,
                };
                while waiting.last().is_some_and(|held| binds(held)) {
                    apply(waiting.pop()?, &mut values)?;
                }
                waiting.push(token);
                wants_name = true;
            }
            _ => return None,
        }
    }
    if wants_name {
        return None;
    }
    while let Some(operator) = waiting.pop() {
        apply(operator, &mut values)?;
    }
    values.pop()
}

fn apply(operator: &Token, values: &mut Vec<License>) -> Option<()> {
    let (second, first) = (values.pop()?, values.pop()?);
    values.push(match operator {
        Token::And => first.and(second),
        Token::Or => first.or(second),
        _ => return None,
    });
    Some(())
}
