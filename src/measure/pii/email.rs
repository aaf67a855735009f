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

/// Top levels in other scripts, as they are written. What follows one is a
/// particle, or the next word of a script without blanks.
#[rustfmt::skip]
const TOP_LEVELS: &[&str] = &[
    "한국", "닷컴", "닷넷", "삼성", "中国", "中國", "公司", "网络", "网址", "集团", "香港", "台湾", "台灣", "新加坡", "みんな",
    "コム", "рф", "бел", "укр", "срб", "мон", "қаз", "онлайн", "сайт", "ею", "ευ", "ελ", "भारत", "ไทย", "مصر", "ישראל",
];

/// The address around a sign, which is written in so many bytes.
pub(super) fn read(text: &[u8], at: usize, sign: usize) -> Option<Value> {
    let (end, foreign) = match domain(text, at + sign) {
        Some(end) => (end, false),
        None => (domain_of_letters(text, at + sign)?, true),
    };
    // One byte is `@`; `%40` stands in a URL, and the full-width sign in text.
    let wide = text[at] == 0xEF;
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
    let user = sign == 1 && in_url(text, start);
    let short = foreign && at - start < 2;
    let confidence = Confidence::high_if(!user && !path && !wide && !short);
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

/// The end of a domain with letters beyond ASCII.
fn domain_of_letters(text: &[u8], start: usize) -> Option<usize> {
    let run = text[start..]
        .iter()
        .take(LONGEST_DOMAIN)
        .take_while(|&&byte| byte.is_ascii_alphanumeric() || byte >= 0x80 || b"-.".contains(&byte))
        .count();
    let run = &text[start..start + run];
    let run = match std::str::from_utf8(run) {
        Ok(run) => run,
        Err(error) => std::str::from_utf8(&run[..error.valid_up_to()]).ok()?,
    };
    let length = run
        .find(|letter: char| !(letter.is_alphanumeric() || letter == '-' || letter == '.'))
        .unwrap_or(run.len());
    let run = run[..length].trim_end_matches(['-', '.']);
    let (mut end, mut foreign) = (0, false);
    for (nth, label) in run.split('.').enumerate() {
        let well_formed = !label.is_empty() && !label.starts_with('-') && label.len() <= 63 * 4;
        if !well_formed {
            break;
        }
        foreign |= !label.is_ascii();
        if nth > 0
            && foreign
            && let Some(top) = top_level(label)
        {
            let end = end + 1 + top;
            return (!run[end..].starts_with('@')).then_some(start + end);
        }
        end += label.len() + usize::from(nth > 0);
    }
    None
}

/// How much of a label is a top level, letters of a particle left out; `None`
/// for a label that another one follows.
fn top_level(label: &str) -> Option<usize> {
    let letters = label.bytes().take_while(u8::is_ascii_alphabetic).count();
    let ends = label[letters..]
        .chars()
        .next()
        .is_none_or(|next| !next.is_ascii());
    let file = FILES
        .iter()
        .any(|file| label[..letters].eq_ignore_ascii_case(file));
    if (2..=24).contains(&letters) && ends && !file {
        return Some(letters);
    }
    let known = TOP_LEVELS.iter().find(|top| label.starts_with(**top));
    known.map(|top| top.len())
}

/// The end of a domain with a top level of ASCII letters.
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
        && ((2..=24).contains(&top.len()) && top.iter().all(u8::is_ascii_alphabetic)
            || top.starts_with(b"xn--"));
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
