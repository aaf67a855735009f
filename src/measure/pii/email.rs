//! E-mail addresses.

use super::walk::Value;
use super::{Confidence, Kind};

/// Bytes of the longest part before the sign, and of the longest domain.
const LONGEST_LOCAL: usize = 64;
const LONGEST_DOMAIN: usize = 253;
/// Endings of file names that follow a sign in `icon@2x.png`.
const FILES: [&str; 12] = [
    "png", "jpg", "jpeg", "gif", "webp", "svg", "css", "js", "mjs", "json", "html", "whl",
];

/// The address around a sign.
pub(super) fn read(text: &[u8], at: usize) -> Option<Value> {
    let end = domain(text, at + 1)?;
    let local = text[..at]
        .iter()
        .rev()
        .take(LONGEST_LOCAL)
        .take_while(|&&byte| byte.is_ascii_alphanumeric() || b"._%+'-".contains(&byte))
        .count();
    let mut start = at - local;
    while start < at && !text[start].is_ascii_alphanumeric() && text[start] != b'_' {
        start += 1;
    }
    if start == at {
        return international(text, at)
            .map(|start| Value::new(Kind::Email, Confidence::Low, start, end));
    }
    if text[at - 1] == b'.' {
        return None;
    }
    let name = &text[start..at];
    let versioned = [&b"git"[..], b"hg", b"svn"].contains(&name);
    // `git@host:path` names a repository.
    let path = text.get(end) == Some(&b':')
        && text
            .get(end + 1)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'/');
    if versioned && (path || text[..start].ends_with(b"//")) {
        return None;
    }
    let confidence = Confidence::high_if(!in_url(text, start) && !path);
    Some(Value::new(Kind::Email, confidence, start, end))
}

/// Whether a URL goes on up to a position, so that the sign may end its user.
fn in_url(text: &[u8], at: usize) -> bool {
    let token = text[..at]
        .iter()
        .rev()
        .take(LONGEST_DOMAIN)
        .take_while(|&&byte| !byte.is_ascii_whitespace() && !b"\"'<>,()".contains(&byte));
    let mut before = 0;
    let mut slashes = 0;
    for &byte in token {
        match byte {
            b'/' => slashes += 1,
            b':' if slashes == 2 && before == b'/' => return true,
            _ => slashes = 0,
        }
        before = byte;
    }
    false
}

/// Where a name of letters beyond ASCII begins.
fn international(text: &[u8], at: usize) -> Option<usize> {
    let run = text[..at]
        .iter()
        .rev()
        .take(LONGEST_LOCAL)
        .take_while(|&&byte| byte >= 0x80)
        .count();
    let mut start = at - run;
    while start < at && text[start] & 0xC0 == 0x80 {
        start += 1;
    }
    let letters = std::str::from_utf8(&text[start..at]).ok()?;
    (!letters.is_empty() && letters.chars().all(char::is_alphanumeric)).then_some(start)
}

/// The end of a domain with a top level of letters.
fn domain(text: &[u8], start: usize) -> Option<usize> {
    let length = text[start..]
        .iter()
        .take(LONGEST_DOMAIN)
        .take_while(|&&byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
        .count();
    let mut domain = &text[start..start + length];
    while let [rest @ .., b'.' | b'-'] = domain {
        domain = rest;
    }
    let mut labels = domain.split(|&byte| byte == b'.').peekable();
    let first = labels.peek().copied()?;
    let top = domain.rsplit(|&byte| byte == b'.').next()?;
    let well_formed = labels.all(|label| {
        !label.is_empty() && label.len() <= 63 && label[0] != b'-' && label[label.len() - 1] != b'-'
    });
    let named = domain.len() > top.len()
        && (2..=24).contains(&top.len())
        && top.iter().all(u8::is_ascii_alphabetic);
    let file = FILES
        .iter()
        .any(|ending| top.eq_ignore_ascii_case(ending.as_bytes()));
    // `icon@3x.jpg`, `name@2.9.0.dev`.
    let counted =
        first.first().is_some_and(u8::is_ascii_digit) && first.len() < 3 && domain.len() < 8;
    let end = start + domain.len();
    let goes_on = text.get(end) == Some(&b'@') || text.get(end) == Some(&b'_');
    (well_formed && named && !file && !counted && !goes_on).then_some(end)
}
