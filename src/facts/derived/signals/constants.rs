//! What a name in Python stands for, as far as its file says so once; and what
//! stands in the place of a value.

use std::borrow::Cow;
use std::collections::HashMap;

use super::token::Token;
use crate::model::Span;

/// Tokens of one option of the command line that are looked at.
const OPTION_TOKENS: usize = 60;

/// What stands where a value belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Text(Span),
    True(Span),
    /// A name that is set in another file, with where it stands.
    Elsewhere(String, Span),
}

impl Said {
    /// The text that stands there as it is.
    pub(super) fn text(self) -> Option<Span> {
        match self {
            Self::Text(span) => Some(span),
            _ => None,
        }
    }
}

/// Names that are set once, to one text or to True: by an assignment, with or
/// without a type, as a keyword, or as what an option of the command line
/// stands for where nobody gives it.
pub(super) struct Constants<'a>(HashMap<Cow<'a, str>, Option<Said>>);

impl Constants<'_> {
    /// What a name holds: the whole name, else its last part, since options
    /// and settings are asked for behind the name of what holds them.
    pub(super) fn get(&self, name: &str) -> Option<Said> {
        self.known(name).cloned().flatten()
    }

    fn knows(&self, name: &str) -> bool {
        self.known(name).is_some()
    }

    fn known(&self, name: &str) -> Option<&Option<Said>> {
        let last = name.rfind('.').map(|dot| &name[dot..]);
        let option = last.and_then(|last| self.0.get(last));
        let last = last.and_then(|last| self.0.get(&last[1..]));
        self.0.get(name).or(option).or(last)
    }
}

pub(super) fn constants<'a>(text: &'a str, tokens: &[Token]) -> Constants<'a> {
    let mut constants: HashMap<Cow<'a, str>, Option<Said>> = HashMap::new();
    let mut set = |name: Cow<'a, str>, value: Option<Said>| {
        constants
            .entry(name)
            .and_modify(|known| *known = None)
            .or_insert(value);
    };
    let word = |span: &Span| text.get(span.range()).unwrap_or("");
    for (index, window) in tokens.windows(3).enumerate() {
        match window {
            [Token::Name(name), Token::Sign(b'='), value] => {
                // `name: type = value` is told of below.
                let typed = index > 0 && tokens[index - 1] == Token::Sign(b':');
                if !typed {
                    set(word(name).into(), plain(text, value));
                }
            }
            [Token::Name(name), Token::Sign(b':'), Token::Name(_)]
                if tokens.get(index + 3) == Some(&Token::Sign(b'=')) =>
            {
                let value = tokens.get(index + 4);
                set(
                    word(name).into(),
                    value.and_then(|value| plain(text, value)),
                );
            }
            [Token::Text(key), Token::Sign(b':'), value] if word(key) == "trust_remote_code" => {
                set("trust_remote_code".into(), plain(text, value));
            }
            [Token::Name(name), Token::Sign(b'('), Token::Text(option)]
                if word(name).ends_with("add_argument") =>
            {
                let option = word(option).trim_start_matches('-').replace('-', "_");
                let rest = &tokens[index + 3..tokens.len().min(index + 3 + OPTION_TOKENS)];
                let next = rest.windows(2).position(|pair| {
                    matches!(pair, [Token::Name(name), Token::Sign(b'(')] if word(name).ends_with("add_argument"))
                });
                let rest = &rest[..next.unwrap_or(rest.len())];
                let default = rest.windows(3).find_map(|window| match window {
                    [Token::Name(name), Token::Sign(b'='), value] if word(name) == "default" => {
                        plain(text, value)
                    }
                    _ => None,
                });
                // An option is asked for behind a dot.
                if default.is_some() {
                    set(format!(".{option}").into(), default);
                }
            }
            _ => {}
        }
    }
    Constants(constants)
}

/// A value that stands there as it is.
fn plain(text: &str, token: &Token) -> Option<Said> {
    match token {
        Token::Text(span) => Some(Said::Text(*span)),
        Token::Name(span) if text.get(span.range()) == Some("True") => Some(Said::True(*span)),
        _ => None,
    }
}

/// The value that begins at a token and is the whole of an argument.
pub(super) fn said(text: &str, tokens: &[Token], constants: &Constants) -> Option<Said> {
    let ends = |rest: &[Token]| {
        let next = rest.iter().find(|token| **token != Token::Line);
        matches!(next, Some(Token::Sign(b',' | b')')))
    };
    let (first, mut rest) = tokens.split_first()?;
    if let Some(value) = plain(text, first).filter(|_| ends(rest)) {
        return Some(value);
    }
    let Token::Name(span) = first else {
        return None;
    };
    let mut name = text.get(span.range())?.to_owned();
    // settings["dataset"]["name"]
    while let [
        Token::Sign(b'['),
        Token::Text(key),
        Token::Sign(b']'),
        more @ ..,
    ] = rest
    {
        name = format!("{name}.{}", text.get(key.range())?);
        rest = more;
    }
    if !ends(rest) {
        return None;
    }
    match constants.get(&name) {
        Some(value) => Some(value),
        None if constants.knows(&name) || !name.contains('.') => None,
        None => Some(Said::Elsewhere(name, *span)),
    }
}
