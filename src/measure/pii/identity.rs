//! Identity numbers of other countries, and passports.

use super::chain::{Chain, Separator, ends_free, is_day, is_word, number, weighted};
use super::label::{Label, Nearby, Said};
use super::walk::Value;
use super::{Confidence, Kind};

type Seen = Option<(Kind, Confidence, usize)>;

/// Numbers that begin with a digit.
pub(super) fn read(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Option<Value> {
    let readers = [social_security, health, pesel, aadhaar, spanish, passport];
    let (kind, confidence, end) = readers
        .iter()
        .find_map(|read| read(text, start, chain, nearby))?;
    Some(Value::new(kind, confidence, start, end))
}

fn named(nearby: &mut Nearby, label: Label, start: usize) -> bool {
    nearby.says(&[label], start) == Said::Named
}

/// A social security number, or a taxpayer number of those who have none.
fn social_security(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Seen {
    let (groups, separator, end) = match chain.is(text, &[3, 2, 4]) {
        Some((separator, end)) => (3, Some(separator), end),
        None => (1, None, chain.bare(text, 9..=9)?),
    };
    let digits = chain.first(groups);
    let (area, group, serial) = (
        number(&digits[..3]),
        number(&digits[3..5]),
        number(&digits[5..9]),
    );
    let dashes = separator == Some(Separator::Dash);
    if area >= 900 {
        let issued = matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99);
        let named = issued && named(nearby, Label::Itin, start);
        return (named || (issued && dashes)).then_some((
            Kind::UsItin,
            Confidence::high_if(named),
            end,
        ));
    }
    // Never issued, or printed in advertisements.
    let advertised = matches!(number(digits), 78_051_120 | 219_099_999 | 123_456_789);
    if matches!(area, 0 | 666) || group == 0 || serial == 0 || advertised {
        return None;
    }
    match nearby.says(&[Label::Ssn], start) {
        Said::Named => Some((Kind::UsSsn, Confidence::High, end)),
        said if dashes => Some((Kind::UsSsn, Confidence::high_if(said == Said::Nothing), end)),
        _ => None,
    }
}

fn health(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Seen {
    let (groups, end) = match chain.is(text, &[3, 3, 4]) {
        Some((_, end)) => (3, end),
        None => (1, chain.bare(text, 10..=10)?),
    };
    let digits = chain.first(groups);
    let check = (11 - weighted(digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    let passes = check == u32::from(digits[9]);
    (passes && named(nearby, Label::Nhs, start)).then_some((Kind::UkNhs, Confidence::High, end))
}

/// The month says the century: 1 to 12 are of 1900, 21 to 32 of 2000.
fn pesel(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Seen {
    let end = chain.bare(text, 11..=11)?;
    let digits = chain.first(1);
    let month = number(&digits[2..4]);
    let century = match month / 20 {
        4 => 1800,
        more => 1900 + more * 100,
    };
    let day = is_day(
        century + number(&digits[..2]),
        month % 20,
        number(&digits[4..6]),
    );
    let sum = weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
    (day && sum.is_multiple_of(10) && named(nearby, Label::Pesel, start)).then_some((
        Kind::PlPesel,
        Confidence::High,
        end,
    ))
}

fn aadhaar(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Seen {
    let (groups, end) = match chain.is(text, &[4, 4, 4]) {
        Some((_, end)) => (3, end),
        None => (1, chain.bare(text, 12..=12)?),
    };
    let digits = chain.first(groups);
    (digits[0] >= 2 && passes_verhoeff(digits) && named(nearby, Label::Aadhaar, start)).then_some((
        Kind::InAadhaar,
        Confidence::High,
        end,
    ))
}

/// Verhoeff's check: digits as elements of the symmetries of a pentagon, each
/// permuted by its place.
fn passes_verhoeff(digits: &[u8]) -> bool {
    const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let turned = |digit: u8, times: usize| {
        (0..times % 8).fold(digit, |digit, _| PERMUTATION[usize::from(digit)])
    };
    let product = |one: u8, other: u8| match (one < 5, other < 5) {
        (true, true) => (one + other) % 5,
        (true, false) => 5 + (one + other - 5) % 5,
        (false, true) => 5 + (one - 5 + 5 - other) % 5,
        (false, false) => (one - 5 + 5 - (other - 5)) % 5,
    };
    let all = digits.iter().rev().enumerate();
    all.fold(0, |sum, (place, &digit)| product(sum, turned(digit, place))) == 0
}

/// The letter that a Spanish number ends with, by the rest by 23.
const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

fn letter_fits(value: u64, letter: u8) -> bool {
    usize::try_from(value % 23).is_ok_and(|rest| LETTERS[rest] == letter)
}

fn spanish(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Seen {
    let group = chain.groups()[0];
    let dash = usize::from(text.get(group.end) == Some(&b'-'));
    let at = group.end + dash;
    let letter = *text.get(at).filter(|byte| byte.is_ascii_uppercase())?;
    let fits = group.length == 8
        && !chain.signed
        && ends_free(text, at + 1)
        && letter_fits(number(chain.group(0)), letter);
    if !fits {
        return None;
    }
    match nearby.says(&[Label::Nif], start) {
        Said::Other => None,
        said => Some((
            Kind::EsNif,
            Confidence::high_if(said == Said::Named),
            at + 1,
        )),
    }
}

/// Nine digits behind the word.
fn passport(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Seen {
    let end = chain.bare(text, 9..=9)?;
    named(nearby, Label::Passport, start).then_some((Kind::UsPassport, Confidence::High, end))
}

/// Numbers that begin with letters; the first digit stands at `at`.
pub(super) fn token(text: &[u8], at: usize, nearby: &mut Nearby) -> Option<Value> {
    /// Longer than any of them, with the blanks of a printed one.
    const LONGEST: usize = 13;
    let letters = text[..at]
        .iter()
        .rev()
        .take(3)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let start = at - letters;
    if letters > 2 || !super::chain::starts_free(text, start) {
        return None;
    }
    let length = text[start..]
        .iter()
        .take(LONGEST + 1)
        .take_while(|&&byte| is_word(byte))
        .count();
    let end = start + length;
    let token = &text[start..end];
    if letters == 2 {
        return insurance(text, start, token, nearby);
    }
    if length != 9 || !ends_free(text, end) {
        return None;
    }
    let named = |kind, label, nearby: &mut Nearby| {
        named(nearby, label, start).then(|| Value::new(kind, Confidence::High, start, end))
    };
    let digits = |piece: &[u8]| piece.iter().all(u8::is_ascii_digit);
    let eight = digits(&token[1..]);
    let newer = digits(&token[1..4]) && token[4].is_ascii_uppercase() && digits(&token[5..]);
    if matches!(token[0], b'M' | b'S' | b'R' | b'O' | b'D') && (eight || newer) {
        return named(Kind::KrPassport, Label::Passport, nearby);
    }
    if token[0].is_ascii_uppercase() && eight {
        return named(Kind::UsPassport, Label::Passport, nearby);
    }
    foreigner(token, start, end, nearby)
}

/// A Spanish foreigner's number: X, Y or Z stand for 0, 1 and 2.
fn foreigner(token: &[u8], start: usize, end: usize, nearby: &mut Nearby) -> Option<Value> {
    let first = u64::from(token[0].checked_sub(b'X').filter(|&first| first < 3)?);
    let (middle, letter) = (&token[1..8], token[8]);
    if !middle.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let rest = middle
        .iter()
        .fold(first, |sum, byte| sum * 10 + u64::from(byte - b'0'));
    let named = named(nearby, Label::Nif, start);
    letter_fits(rest, letter)
        .then(|| Value::new(Kind::EsNif, Confidence::high_if(named), start, end))
}

/// Two letters, six digits in one piece or in pairs, a letter from A to D.
fn insurance(text: &[u8], start: usize, token: &[u8], nearby: &mut Nearby) -> Option<Value> {
    let barred = |byte: u8| matches!(byte, b'D' | b'F' | b'I' | b'Q' | b'U' | b'V');
    let prefix = text.get(start..start + 2)?;
    let never = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
    if !prefix.iter().all(u8::is_ascii_uppercase)
        || barred(prefix[0])
        || barred(prefix[1])
        || prefix[1] == b'O'
        || never.iter().any(|never| never[..] == *prefix)
    {
        return None;
    }
    let whole = token.len() == 9;
    let end = if whole { start + 9 } else { start + 13 };
    let body = text.get(start + 2..end)?;
    let shape: &[u8] = if whole { b"000000A" } else { b" 00 00 00 A" };
    let fits = body.iter().zip(shape).all(|(&byte, &shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'A' => matches!(byte, b'A'..=b'D'),
        _ => byte == shape,
    });
    if !fits || !ends_free(text, end) {
        return None;
    }
    let named = named(nearby, Label::Nino, start);
    (named || !whole).then(|| Value::new(Kind::UkNino, Confidence::high_if(named), start, end))
}
