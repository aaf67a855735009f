//! International bank account numbers.

use super::walk::Value;
use super::{Confidence, Kind};

/// Countries with the length of their numbers, as the registry has them.
const COUNTRIES: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 \
    CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 \
    HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 \
    MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 \
    SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// The number whose first digit stands at a position, behind two letters.
pub(super) fn read(text: &[u8], at: usize) -> Option<Value> {
    let start = at.checked_sub(2)?;
    let head = text.get(start..start + 4)?;
    let letters = head[..2].iter().all(u8::is_ascii_alphabetic);
    let free = start == 0 || !super::chain::is_word(text[start - 1]);
    if !letters || !free || !head[3].is_ascii_digit() {
        return None;
    }
    let length = length(&head[..2])?;
    let (end, lower) = whole(text, start, length).or_else(|| printed(text, start, length))?;
    passes(
        text[start..end]
            .iter()
            .copied()
            .filter(|&byte| byte != b' '),
    )
    .then(|| Value::new(Kind::Iban, Confidence::high_if(!lower), start, end))
}

fn length(country: &[u8]) -> Option<usize> {
    COUNTRIES
        .split_whitespace()
        .find(|entry| entry.as_bytes()[..2].eq_ignore_ascii_case(country))
        .and_then(|entry| entry[2..].parse().ok())
}

/// In one piece: its end, and whether it has small letters.
fn whole(text: &[u8], start: usize, length: usize) -> Option<(usize, bool)> {
    let end = start + length;
    let piece = text.get(start..end)?;
    let fits = piece.iter().all(u8::is_ascii_alphanumeric)
        && !text
            .get(end)
            .is_some_and(|&byte| super::chain::is_word(byte));
    fits.then(|| (end, piece.iter().any(u8::is_ascii_lowercase)))
}

/// In groups of four; the last one has what is left, so that the next word is
/// never taken in.
fn printed(text: &[u8], start: usize, length: usize) -> Option<(usize, bool)> {
    let (mut at, mut left) = (start, length);
    while left > 0 {
        let group = left.min(4);
        let piece = text.get(at..at + group)?;
        let capital = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
        if !piece.iter().all(capital) {
            return None;
        }
        at += group;
        left -= group;
        match text.get(at) {
            Some(b' ') if left > 0 => at += 1,
            None if left == 0 => {}
            Some(&byte) if left == 0 && !super::chain::is_word(byte) => {}
            _ => return None,
        }
    }
    Some((at, false))
}

/// Whether the check digits fit: the rest by 97 is 1.
fn passes(characters: impl Iterator<Item = u8> + Clone) -> bool {
    let turned = characters.clone().skip(4).chain(characters.take(4));
    let rest = turned.fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        byte => (rest * 100 + u32::from(byte.to_ascii_uppercase() - b'A') + 10) % 97,
    });
    rest == 1
}
