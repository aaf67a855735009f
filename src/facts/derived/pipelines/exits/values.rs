//! What words of a script come to, as far as it is known.

use super::{State, Status};

/// Commands that tell of what they are given, or keep it, and don't judge it.
pub(super) const TELLS: &[&str] = &[
    "echo", "printf", "export", "local", "declare", "readonly", "typeset", "cat", "tee", "true",
    ":",
];

/// Whether a command may be there to fail: a script of the repository, or one
/// whose name says so.
pub(super) fn may_fail(words: &[String]) -> bool {
    const FAIL: &[&str] = &[
        "abort", "bail", "die", "err", "error", "fail", "fatal", "kill", "panic",
    ];
    let Some(program) = words.first() else {
        return false;
    };
    let is_own = program.contains('/') && !program.starts_with('/');
    let mut parts = program.split(['_', '-', '.', '/']);
    let cancels = words.iter().any(|word| word == "cancel");
    is_own || cancels || parts.any(|part| FAIL.contains(&part))
}

/// A name and the word that it is given.
pub(super) fn assigned(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let mut bytes = name.bytes();
    let begins = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    (begins && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
        .then_some((name, value))
}

/// A word with its values; nothing where only the run knows them.
pub(super) fn expanded(word: &str, state: &State) -> Option<String> {
    let mut found = String::new();
    let mut quote = None;
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let mut long = first.len_utf8();
        match (first, quote) {
            ('\\', quote) if quote != Some('\'') => {
                let next = rest[1..].chars().next()?;
                found.push(next);
                long += next.len_utf8();
            }
            (mark, Some(open)) if mark == open => quote = None,
            ('\'' | '"', None) => quote = Some(first),
            ('`', quote) if quote != Some('\'') => return None,
            ('$', quote) if quote != Some('\'') => {
                let (value, own) = value(&rest[1..], state)?;
                found.push_str(&value);
                long += own;
            }
            _ => found.push(first),
        }
        rest = &rest[long..];
    }
    Some(found)
}

/// A value behind `$`, and how long its name is.
fn value(rest: &str, state: &State) -> Option<(String, usize)> {
    if rest.starts_with('?') {
        return Some((code(state.status)?, 1));
    }
    if let Some(inside) = rest.strip_prefix('{') {
        let end = inside.find('}')?;
        let inside = &inside[..end];
        if inside == "?" {
            return Some((code(state.status)?, end + 2));
        }
        if let Some(at) = inside
            .strip_prefix("PIPESTATUS[")
            .and_then(|at| at.strip_suffix(']'))
        {
            let status = state.pipe.get(at.parse::<usize>().ok()?)?;
            return Some((code(*status)?, end + 2));
        }
        let name = inside.split([':', '-']).next()?;
        let is_whole = inside.len() == name.len() || inside[name.len()..].starts_with([':', '-']);
        let has_default =
            inside[name.len()..].starts_with(":-") || inside[name.len()..].starts_with('-');
        let value = state.names.get(name)?.clone()?;
        let counts = inside == name || has_default && !value.is_empty();
        return (is_whole && counts).then_some((value, end + 2));
    }
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let end = rest
        .find(|character| !is_part(character))
        .unwrap_or(rest.len());
    let value = state.names.get(&rest[..end])?.clone()?;
    Some((value, end))
}

fn code(status: Status) -> Option<String> {
    match status {
        Status::Is(code) => Some(code.to_string()),
        Status::Fine | Status::Open => None,
    }
}

/// The words of `[[ … ]]`, each with its value.
pub(super) fn words_of(text: &str, state: &State) -> Vec<Option<String>> {
    let words = text.split_whitespace();
    words.map(|word| expanded(word, state)).collect()
}

/// What a test of words ends with.
pub(super) fn test(words: &[Option<String>]) -> Status {
    let all: Option<Vec<&str>> = words.iter().map(Option::as_deref).collect();
    let Some(all) = all else {
        return Status::Open;
    };
    let is_so = match all[..] {
        ["!", ref rest @ ..] => {
            let rest: Vec<_> = rest.iter().map(|word| Some((*word).to_owned())).collect();
            return match test(&rest) {
                Status::Is(code) => Status::Is(u8::from(code == 0)),
                open => open,
            };
        }
        [one] => Some(!one.is_empty()),
        ["-n", one] => Some(!one.is_empty()),
        ["-z", one] => Some(one.is_empty()),
        [one, sign, other] => compared(one, sign, other),
        _ => None,
    };
    match is_so {
        Some(is_so) => Status::Is(u8::from(!is_so)),
        None => Status::Open,
    }
}

fn compared(one: &str, sign: &str, other: &str) -> Option<bool> {
    match sign {
        "=" | "==" if !other.contains(['*', '?', '[']) => return Some(one == other),
        "!=" if !other.contains(['*', '?', '[']) => return Some(one != other),
        _ => {}
    }
    let (one, other) = (one.parse::<i64>().ok()?, other.parse::<i64>().ok()?);
    match sign {
        "-eq" => Some(one == other),
        "-ne" => Some(one != other),
        "-lt" => Some(one < other),
        "-le" => Some(one <= other),
        "-gt" => Some(one > other),
        "-ge" => Some(one >= other),
        _ => None,
    }
}

/// Commands that a word holds, as `$(…)`, `` `…` `` and `<(…)` have them.
pub(super) fn substitutions(word: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut at, bytes) = (0, word.as_bytes());
    let mut quote = None;
    while let Some(&byte) = bytes.get(at) {
        match (byte, quote) {
            (b'\\', quote) if quote != Some(b'\'') => at += 1,
            (byte, Some(open)) if byte == open => quote = None,
            (_, Some(b'\'')) => {}
            (b'\'' | b'"', None) => quote = Some(byte),
            (b'`', _) => {
                if let Some(end) = word[at + 1..].find('`') {
                    found.push(&word[at + 1..at + 1 + end]);
                    at += 1 + end;
                }
            }
            (b'(', _) if at > 0 && matches!(bytes[at - 1], b'$' | b'<' | b'>') => {
                let end = closed(&word[at..]);
                found.push(&word[at + 1..at + end]);
                at += end;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Where a parenthesis ends that opens a text.
fn closed(text: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}
