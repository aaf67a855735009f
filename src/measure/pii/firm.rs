//! What is sure enough to be told of code, settings and prose, where most
//! numbers are something else and many are there to be read: only numbers that
//! nobody needs a real one of, written in their groups or behind their label,
//! and no number that everybody uses to try things out.

use super::label::Nearby;
use super::{Confidence, Form, Hit, Kind};

/// Numbers that single a person out for life, cards and secrets: nobody needs
/// a real one in a repository.
pub const GRAVE: &[Kind] = &[
    Kind::KrRrn,
    Kind::KrFrn,
    Kind::KrPassport,
    Kind::KrDriverLicense,
    Kind::UsSsn,
    Kind::UsItin,
    Kind::UsPassport,
    Kind::UkNhs,
    Kind::UkNino,
    Kind::PlPesel,
    Kind::EsNif,
    Kind::InAadhaar,
    Kind::CreditCard,
    Kind::Secret,
];

/// Cards that payment services print for tests, but for those that are told by
/// their pattern.
#[rustfmt::skip]
const TEST_CARDS: &[&str] = &[
    "4012888888881881", "4000056655665556", "4917484589897107", "4001919257537193", "4007702835532454", "4263970000005262",
    "4462030000000000", "4917610000000000003", "5200828282828210", "5105105105105100", "5425233430109903", "5454545454545454",
    "5506900140100305", "5185540810000019", "2222420000001113", "2223003122003222", "2223000048410010", "2720994326581252",
    "378282246310005", "371449635398431", "378734493671000", "374245455400126", "374251018720018", "6011111111111117",
    "6011000990139424", "6011000991300009", "6011981111111113", "30569309025904", "38520000023237", "3056930009020004",
    "36227206271667", "36259600000004", "3566002020360505", "3530111333300000", "3566111111111113", "6205500000000000004",
    "6200000000000005", "5019717010103742", "6759649826438453", "6304000000000000", "6799990100000000019", "4111111145551142",
];

/// Everything in a text of code, settings or prose that is surely of such a
/// kind, by position.
#[must_use]
pub fn firm(bytes: &[u8], form: Form) -> Vec<Hit> {
    super::search(bytes, form, |text| {
        let mut hits = super::scan_text(text, form, None);
        hits.retain(|hit| stands(text, form, hit));
        hits
    })
}

fn stands(text: &[u8], form: Form, hit: &Hit) -> bool {
    if hit.confidence != Confidence::High || !GRAVE.contains(&hit.kind) {
        return false;
    }
    if hit.kind == Kind::Secret {
        return true;
    }
    let value = &text[hit.start..hit.end];
    let digits: Vec<u8> = value.iter().copied().filter(u8::is_ascii_digit).collect();
    let named = Nearby::new(text, form, None).names(hit.kind, hit.start);
    // Dots divide what a program counts.
    let grouped = value
        .iter()
        .any(|byte| !byte.is_ascii_alphanumeric() && *byte != b'.');
    (named || (grouped && !is_in_a_row(text, hit))) && !is_made_up(hit.kind, &digits)
}

/// Whether more groups of four stand beside groups of four: numbers of a
/// table, as it is printed, in tens or in sixteens.
fn is_in_a_row(text: &[u8], hit: &Hit) -> bool {
    let four = |group: &[u8]| {
        group.iter().all(u8::is_ascii_hexdigit) && group.iter().any(u8::is_ascii_digit)
    };
    let before = hit.start.checked_sub(5).map(|from| &text[from..hit.start]);
    let after = text.get(hit.end..hit.end + 5);
    before.is_some_and(|group| group[4] == b' ' && four(&group[..4]))
        || after.is_some_and(|group| group[0] == b' ' && four(&group[1..]))
}

/// A number that shows a shape and is nobody's.
fn is_made_up(kind: Kind, digits: &[u8]) -> bool {
    let serial = match kind {
        Kind::KrRrn | Kind::KrFrn => digits.get(7..).unwrap_or_default(),
        Kind::UsSsn | Kind::UsItin => {
            let alike = |range: std::ops::Range<usize>| {
                digits.get(range).is_some_and(|group| is_pattern(group, 1))
            };
            return digits.starts_with(b"12345")
                || is_counted(digits)
                || (alike(0..3) && alike(3..5) && alike(5..9));
        }
        Kind::CreditCard => {
            let written = std::str::from_utf8(digits).unwrap_or_default();
            let but_for_check = digits.split_last().map_or(digits, |(_, rest)| rest);
            return TEST_CARDS.contains(&written)
                || longest_run(digits) >= 7
                || (1..=4).any(|period| is_pattern(but_for_check, period));
        }
        _ => digits,
    };
    is_counted(serial) || is_pattern(serial, 1)
}

/// One digit, or a group of them, again and again.
fn is_pattern(digits: &[u8], period: usize) -> bool {
    digits.len() > period
        && digits
            .iter()
            .zip(&digits[period..])
            .all(|(one, other)| one == other)
}

/// 1234567, 2345678, 987654.
fn is_counted(digits: &[u8]) -> bool {
    let steps = |from: usize, to: usize| {
        let mut pairs = digits.windows(2);
        pairs.all(|pair| (pair[to] + 10 - pair[from]) % 10 == 1)
    };
    digits.len() > 3 && (steps(0, 1) || steps(1, 0))
}

fn longest_run(digits: &[u8]) -> usize {
    digits
        .chunk_by(|one, other| one == other)
        .map(<[u8]>::len)
        .max()
        .unwrap_or(0)
}
