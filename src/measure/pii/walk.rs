//! The walk: from one byte that may belong to a value to the next.

use super::chain::{Chain, ends_free, is_touched, is_word, starts_free};
use super::label::Nearby;
use super::{Confidence, Hit, Kind, email, iban, identity, korean, network, payment, phone};

/// A value that a reader of one kind recognized.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value {
    pub(super) kind: Kind,
    pub(super) confidence: Confidence,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Value {
    pub(super) fn new(kind: Kind, confidence: Confidence, start: usize, end: usize) -> Self {
        Self {
            kind,
            confidence,
            start,
            end,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Nothing,
    Digit,
    At,
    Colon,
    Dash,
    /// Of `%40`, as a URL writes the sign of an address.
    Percent,
    /// The first byte of a full-width digit or sign.
    Wide,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Nothing; 256];
    let mut digit = b'0';
    while digit <= b'9' {
        classes[digit as usize] = Class::Digit;
        digit += 1;
    }
    classes[b'@' as usize] = Class::At;
    classes[b':' as usize] = Class::Colon;
    classes[b'-' as usize] = Class::Dash;
    classes[b'%' as usize] = Class::Percent;
    classes[0xEF] = Class::Wide;
    classes
};

fn class(byte: u8) -> Class {
    CLASSES[byte as usize]
}

/// Everything found but secrets, by position; no two overlap.
pub(super) fn walk(text: &[u8], mut nearby: Nearby) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut at = 0;
    while let Some(step) = text[at..]
        .iter()
        .position(|&byte| class(byte) != Class::Nothing)
    {
        at += step;
        let (found, next) = match class(text[at]) {
            Class::Digit => digits(text, at, &mut nearby),
            Class::At => (email::read(text, at, 1), at + 1),
            Class::Percent if text[at..].starts_with(b"%40") => (email::read(text, at, 3), at + 1),
            Class::Colon => network::colon(text, at, &mut nearby),
            Class::Dash => network::dash(text, at, &mut nearby),
            Class::Wide if text.get(at + 1) == Some(&0xBC) && wide_digit(text, at) => {
                digits(text, at, &mut nearby)
            }
            Class::Wide if text[at..].starts_with("\u{ff20}".as_bytes()) => {
                (email::read(text, at, 3), at + 1)
            }
            Class::Percent | Class::Wide | Class::Nothing => (None, at + 1),
        };
        at = next;
        if let Some(value) = found {
            at = at.max(value.end);
            add(&mut hits, value);
        }
    }
    hits
}

fn wide_digit(text: &[u8], at: usize) -> bool {
    matches!(text.get(at + 2), Some(0x90..=0x99))
}

/// Of two values that overlap, the surer and longer one stays.
fn add(hits: &mut Vec<Hit>, value: Value) {
    while let Some(last) = hits.last()
        && last.end > value.start
    {
        let better =
            (value.confidence, value.end - value.start) > (last.confidence, last.end - last.start);
        if !better {
            return;
        }
        hits.pop();
    }
    hits.push(Hit {
        kind: value.kind,
        confidence: value.confidence,
        start: value.start,
        end: value.end,
    });
}

/// What is left of a value for how it is written and for what touches it:
/// only a label says that such digits are what they look like.
fn settled(
    text: &[u8],
    at: usize,
    chain: &Chain,
    nearby: &mut Nearby,
    value: Value,
) -> Option<Value> {
    let first = chain.groups()[0].end;
    let bare = value.end == first;
    let touched = chain.touched || !ends_free(text, value.end);
    let counts = bare && is_index(text, at, first);
    if !(chain.odd || touched || counts) || nearby.names(value.kind, at) {
        return Some(value);
    }
    (!bare || !(touched || counts)).then_some(Value {
        confidence: Confidence::Low,
        ..value
    })
}

/// Whether digits stand alone in the brackets behind a name: `tensor[900…]`.
fn is_index(text: &[u8], start: usize, end: usize) -> bool {
    let opens = start > 1 && text[start - 1] == b'[' && is_word(text[start - 2]);
    opens && text.get(end) == Some(&b']')
}

/// The end of decimals that no third group follows.
fn plain_decimal(text: &[u8], at: usize) -> Option<usize> {
    let length = text[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let end = at + length;
    (length > 0
        && !matches!(
            text.get(end),
            Some(b'.' | b'-' | b' ' | 0xC2 | 0xE2 | 0xE3 | 0xEF)
        ))
    .then_some(end)
}

/// Whether a month and a day follow a year's four digits, and nothing else.
fn is_date(text: &[u8], at: usize) -> bool {
    matches!(
        text.get(at..at + 6),
        Some([
            b'-',
            b'0' | b'1',
            b'0'..=b'9',
            b'-',
            b'0'..=b'3',
            b'0'..=b'9'
        ])
    ) && !text
        .get(at + 6)
        .is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-')
}

/// What begins with the digits at a position, and where to go on.
fn digits(text: &[u8], at: usize, nearby: &mut Nearby) -> (Option<Value>, usize) {
    let mut end = at;
    while text.get(end).is_some_and(u8::is_ascii_digit) {
        end += 1;
    }
    let next = end.max(at + 1);
    let before = at.checked_sub(1).map(|at| text[at]);
    let free = starts_free(text, at);
    if !free {
        let letter = before.is_some_and(|byte| byte.is_ascii_alphabetic());
        let value = letter
            .then(|| iban::read(text, at).or_else(|| identity::token(text, at, nearby)))
            .flatten();
        let may_be_one = end - at > 8
            || end == at
            || matches!(text.get(end), Some(b'-' | 0xE2 | 0xEF) if end - at > 1);
        if value.is_some() || !may_be_one || !is_touched(text, at) {
            return (value, next);
        }
    }
    // The commonest numbers are short ones with nothing behind them, and
    // those with one point.
    let behind = text.get(end).copied();
    if end > at {
        if end - at < 8
            && !matches!(
                behind,
                Some(b'-' | b'.' | b' ' | b')' | 0xC2 | 0xE2 | 0xE3 | 0xEF)
            )
        {
            return (None, next);
        }
        if behind == Some(b'.')
            && let Some(after) = plain_decimal(text, end + 1)
            && !network::may_be_position(text, at, nearby)
        {
            return (None, after);
        }
        // Days are the commonest numbers with dashes, and no kind is shaped so.
        if behind == Some(b'-') && end - at == 4 && is_date(text, end) {
            return (None, end + 6);
        }
    }
    let chain = Chain::read(text, at);
    let readers = [
        korean::read,
        payment::read,
        phone::read,
        identity::read,
        network::dotted,
        network::position,
    ];
    // Addresses and coordinates are not touched by words.
    let readers = &readers[..if free { 6 } else { 4 }];
    let mut best: Option<Value> = None;
    for read in readers {
        if let Some(value) = read(text, at, &chain, nearby)
            && let Some(value) = settled(text, at, &chain, nearby, value)
            && best.is_none_or(|best| value.confidence > best.confidence)
        {
            best = Some(value);
        }
    }
    let long = chain.groups()[0].end;
    (best, next.max(if end == at { long } else { next }))
}
