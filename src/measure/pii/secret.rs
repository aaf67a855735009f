//! Keys, tokens and passwords of the shapes that services give them.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::chain::is_word;
use super::{Confidence, Hit, Kind};

/// What follows a beginning.
#[derive(Clone, Copy)]
enum Rest {
    /// So many letters and digits at least; `-` and `_` count.
    Token(usize),
    /// Exactly so many capital letters and digits.
    Capitals(usize),
    /// The header of a private key, and what stands below it.
    PrivateKey,
    /// A signed token of three parts.
    Signed,
    /// `user:password@host`.
    Url,
    /// `= "value"`, or `: value`.
    Assigned,
}

const BEGINNINGS: &[(&str, Rest)] = &[
    ("AKIA", Rest::Capitals(16)),
    ("ASIA", Rest::Capitals(16)),
    ("AIza", Rest::Token(35)),
    ("ghp_", Rest::Token(36)),
    ("gho_", Rest::Token(36)),
    ("ghs_", Rest::Token(36)),
    ("ghu_", Rest::Token(36)),
    ("ghr_", Rest::Token(36)),
    ("github_pat_", Rest::Token(40)),
    ("glpat-", Rest::Token(20)),
    ("hf_", Rest::Token(30)),
    ("npm_", Rest::Token(36)),
    ("pypi-AgEI", Rest::Token(40)),
    ("sk-", Rest::Token(32)),
    ("sk_live_", Rest::Token(20)),
    ("rk_live_", Rest::Token(20)),
    ("xoxb-", Rest::Token(24)),
    ("xoxp-", Rest::Token(24)),
    ("xoxa-", Rest::Token(24)),
    ("SG.", Rest::Signed),
    ("eyJ", Rest::Signed),
    ("-----BEGIN ", Rest::PrivateKey),
    ("://", Rest::Url),
    ("password", Rest::Assigned),
    ("PASSWORD", Rest::Assigned),
    ("passwd", Rest::Assigned),
    ("secret", Rest::Assigned),
    ("SECRET", Rest::Assigned),
    ("api_key", Rest::Assigned),
    ("API_KEY", Rest::Assigned),
    ("apikey", Rest::Assigned),
    ("apiKey", Rest::Assigned),
    ("access_key", Rest::Assigned),
    ("ACCESS_KEY", Rest::Assigned),
    ("access_token", Rest::Assigned),
    ("ACCESS_TOKEN", Rest::Assigned),
    ("auth_token", Rest::Assigned),
    ("비밀번호", Rest::Assigned),
];

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        // Of this kind many words are sought at once by the processor's wide registers.
        .match_kind(MatchKind::LeftmostFirst)
        // The registers do the search; this kind is made soon.
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(BEGINNINGS.iter().map(|(beginning, _)| beginning))
        .expect("internal error: the beginnings of secrets make an automaton")
});

/// Bytes of the longest secret that is measured.
const LONGEST: usize = 4096;

/// Every secret, by position.
pub(super) fn find(text: &[u8]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for found in SEARCH.find_iter(text) {
        let (_, rest) = BEGINNINGS[found.pattern().as_usize()];
        if hits.last().is_some_and(|hit| hit.end > found.start()) {
            continue;
        }
        if let Some((confidence, start, end)) = read(text, found.start(), found.end(), rest) {
            hits.push(Hit {
                kind: Kind::Secret,
                confidence,
                start,
                end,
            });
        }
    }
    hits
}

fn read(text: &[u8], start: usize, after: usize, rest: Rest) -> Option<(Confidence, usize, usize)> {
    let free = start == 0 || !(is_word(text[start - 1]) || text[start - 1] == b'-');
    let behind = |fits: fn(u8) -> bool| {
        let length = text[after..]
            .iter()
            .take(LONGEST)
            .take_while(|&&byte| fits(byte))
            .count();
        after + length
    };
    match rest {
        Rest::Token(least) => {
            let end = behind(|byte| is_word(byte) || byte == b'-');
            let token = &text[after..end];
            (free && token.len() >= least && is_random(token) && is_mixed(token)).then_some((
                Confidence::High,
                start,
                end,
            ))
        }
        Rest::Capitals(length) => {
            let end = behind(is_word);
            let token = &text[after..end];
            let capitals = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
            (free && token.len() == length && token.iter().all(capitals) && is_random(token))
                .then_some((Confidence::High, start, end))
        }
        Rest::PrivateKey => {
            let end =
                behind(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ');
            let of_key = text[after..end].ends_with(b"PRIVATE KEY")
                || text[after..end].ends_with(b"PRIVATE KEY BLOCK");
            if !of_key || !text[end..].starts_with(b"-----") {
                return None;
            }
            Some((Confidence::High, start, body(text, end + 5)?))
        }
        Rest::Signed => {
            let end = behind(|byte| is_word(byte) || byte == b'-' || byte == b'.');
            let token = &text[start..end];
            let parts: Vec<&[u8]> = token.split(|&byte| byte == b'.').collect();
            let signed = matches!(parts[..], [_, body, signature] if body.len() >= 16 && signature.len() >= 20);
            (free && signed && is_random(token) && !is_sample(token)).then_some((
                Confidence::High,
                start,
                end,
            ))
        }
        Rest::Url => url(text, after),
        Rest::Assigned => assigned(text, after),
    }
}

/// Letters in one piece that are a line of a key.
const LINE: usize = 40;
/// Bytes of a key that is measured; a longer one is cut off.
const LONGEST_BODY: usize = 16 << 10;

/// The end of the letters below the header of a key. A header alone is what
/// code looks for, and no key.
fn body(text: &[u8], after: usize) -> Option<usize> {
    let rest = &text[after..text.len().min(after + LONGEST_BODY)];
    let whole = memchr::memmem::find(rest, b"-----END");
    let rest = &rest[..whole.unwrap_or(rest.len())];
    let (mut at, mut begin, mut last) = (0, 0, None);
    loop {
        let byte = rest.get(at).copied();
        let of_line =
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
        if !of_line {
            let line = &rest[begin..at];
            let has = |fits: fn(&u8) -> bool| line.iter().any(fits);
            if line.len() >= LINE
                && has(u8::is_ascii_digit)
                && has(u8::is_ascii_uppercase)
                && has(u8::is_ascii_lowercase)
            {
                last = Some(at);
            }
            // The letter of a line break that is written as an escape.
            let escape =
                byte == Some(b'\\') && matches!(rest.get(at + 1), Some(b'n' | b'r' | b't'));
            at += usize::from(escape);
            begin = at + 1;
        }
        if byte.is_none() {
            break;
        }
        at += 1;
    }
    last.map(|last| after + whole.unwrap_or(last))
}

/// Whether letters and digits are mixed as nobody mixes them in a name.
fn is_mixed(token: &[u8]) -> bool {
    let has = |fits: fn(&u8) -> bool| token.iter().any(fits);
    let joined = token.iter().any(|byte| b"-_".contains(byte));
    let cases = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    has(u8::is_ascii_alphabetic) && (has(u8::is_ascii_digit) || (cases && !joined))
}

/// What samples of signed tokens claim: the user 1234567890, some payload, and
/// what else stands in for claims in the manuals of libraries.
const SAMPLES: &[&[u8]] = &[
    b"eyJzdWIiOiIxMjM0NTY3ODkwI",
    b"eyJzdWIiOiAiMTIzNDU2Nzg5MCI",
    b"eyJzb21lIjoicGF5bG9hZCJ9",
    b"eyJmb28iOiJiYXIi",
    b"eyJoZWxsbyI6IndvcmxkIn0",
];

/// Whether a signed token is one of the samples that explain such tokens.
fn is_sample(token: &[u8]) -> bool {
    let mut parts = token.split(|&byte| byte == b'.').skip(1);
    parts
        .next()
        .is_some_and(|claims| SAMPLES.iter().any(|sample| claims.starts_with(sample)))
}

/// Letters in enough variety that nobody typed them as a stand-in.
fn is_random(token: &[u8]) -> bool {
    let mut seen = [false; 256];
    let mut different = 0;
    for &byte in token {
        different += usize::from(!std::mem::replace(&mut seen[usize::from(byte)], true));
    }
    let lower = token.to_ascii_lowercase();
    let says = |word: &str| memchr::memmem::find(&lower, word.as_bytes()).is_some();
    let stands_in = [
        "example",
        "xxxx",
        "your",
        "placeholder",
        "changeme",
        "redacted",
        "dummy",
    ];
    different >= 8 && !stands_in.into_iter().any(says)
}

/// A password in the user part of a URL.
fn url(text: &[u8], after: usize) -> Option<(Confidence, usize, usize)> {
    let user = text[after..]
        .iter()
        .take(256)
        .position(|byte| byte.is_ascii_whitespace() || b"/\"'<>@".contains(byte))?;
    let at = after + user;
    if text[at] != b'@' {
        return None;
    }
    let colon = after + text[after..at].iter().position(|&byte| byte == b':')?;
    let password = &text[colon + 1..at];
    // `${PASSWORD}`, `{{ password }}`, `%s` and `<password>` are filled in elsewhere.
    let filled = password.iter().any(|byte| b"${}%<>*[]".contains(byte));
    let usual = [
        &b"password"[..],
        b"pass",
        b"secret",
        b"user",
        b"postgres",
        b"root",
        b"test",
        b"token",
    ];
    (password.len() >= 6 && !filled && !usual.contains(&password)).then_some((
        Confidence::Low,
        colon + 1,
        at,
    ))
}

/// A value that is assigned to a name of secrets: long, of letters and digits.
fn assigned(text: &[u8], after: usize) -> Option<(Confidence, usize, usize)> {
    let mut at = after;
    let limit = text.len().min(after + 12);
    let mut assigned = false;
    while at < limit {
        match text[at] {
            b':' | b'=' => assigned = true,
            b' ' | b'\t' | b'"' | b'\'' => {}
            _ => break,
        }
        at += 1;
    }
    let length = text[at..]
        .iter()
        .take(LONGEST)
        .take_while(|&&byte| is_word(byte) || b"+/=-.~!@#%^&*".contains(&byte))
        .count();
    let value = &text[at..at + length];
    let has = |fits: fn(&u8) -> bool| value.iter().any(fits);
    let mixed =
        has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let hexadecimal = length >= 32 && value.iter().all(u8::is_ascii_hexdigit);
    (assigned
        && length >= 16
        && (mixed || hexadecimal)
        && !value.contains(&b'(')
        && is_random(value))
    .then_some((Confidence::Low, at, at + length))
}
