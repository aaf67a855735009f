//! Korean numbers: resident, foreigner, business, driver's license.

use super::chain::{Chain, Separator, is_day, number, weighted};
use super::label::{Label, Nearby, Said};
use super::walk::Value;
use super::{Confidence, Kind};

pub(super) fn read(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Option<Value> {
    let (kind, confidence, end) = resident(text, start, chain, nearby)
        .or_else(|| business(text, start, chain, nearby))
        .or_else(|| driver(text, start, chain, nearby))?;
    Some(Value::new(kind, confidence, start, end))
}

/// Six digits of the birthday, one of century and sex, six more. Numbers
/// issued since October 2020 are random behind the first, so check digits
/// confirm and never clear.
fn resident(
    text: &[u8],
    start: usize,
    chain: &Chain,
    nearby: &mut Nearby,
) -> Option<(Kind, Confidence, usize)> {
    let (grouped, end) = match chain.is(text, &[6, 7]) {
        Some((Separator::Dash, end)) => (true, end),
        Some((Separator::Space, end)) if names(nearby, start) => (true, end),
        _ => (false, chain.bare(text, 13..=13)?),
    };
    let digits = chain.first(if grouped { 2 } else { 1 });
    let century = match digits[6] {
        1 | 2 | 5 | 6 => 1900,
        3 | 4 | 7 | 8 => 2000,
        _ => return None,
    };
    let year = century + number(&digits[..2]);
    if !is_day(year, number(&digits[2..4]), number(&digits[4..6])) {
        return None;
    }
    let foreigner = digits[6] >= 5;
    let kind = if foreigner { Kind::KrFrn } else { Kind::KrRrn };
    let sum = weighted(digits, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
    let check = (if foreigner { 13 } else { 11 } - sum) % 10;
    let confirmed = check == u32::from(digits[12]);
    match nearby.says(&[Label::Resident], start) {
        Said::Named => Some((kind, Confidence::High, end)),
        Said::Other if !grouped => None,
        Said::Other => Some((kind, Confidence::Low, end)),
        Said::Nothing if grouped => Some((kind, Confidence::high_if(confirmed), end)),
        Said::Nothing if !confirmed => None,
        // Milliseconds of our decades and Korean barcodes look alike.
        Said::Nothing => Some((
            kind,
            Confidence::high_if(!is_time(digits) && !is_barcode(digits)),
            end,
        )),
    }
}

fn names(nearby: &mut Nearby, start: usize) -> bool {
    nearby.says(&[Label::Resident], start) == Said::Named
}

/// Milliseconds since 1970, from 2001 to 2036.
fn is_time(digits: &[u8]) -> bool {
    (1_000_000_000_000..2_100_000_000_000).contains(&number(digits))
}

/// An article number that was given out in Korea.
fn is_barcode(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
    digits.starts_with(&[8, 8, 0]) && sum.is_multiple_of(10)
}

fn business(
    text: &[u8],
    start: usize,
    chain: &Chain,
    nearby: &mut Nearby,
) -> Option<(Kind, Confidence, usize)> {
    let (grouped, end) = match chain.is(text, &[3, 2, 5]) {
        Some((Separator::Dash, end)) => (true, end),
        _ => (false, chain.bare(text, 10..=10)?),
    };
    let digits = chain.first(if grouped { 3 } else { 1 });
    let sum = weighted(digits, &[1, 3, 7, 1, 3, 7, 1, 3, 5]) + u32::from(digits[8]) * 5 / 10;
    if (10 - sum % 10) % 10 != u32::from(digits[9]) || digits.iter().all(|&digit| digit == 0) {
        return None;
    }
    match nearby.says(&[Label::Business], start) {
        Said::Named => Some((Kind::KrBrn, Confidence::High, end)),
        said if grouped => Some((Kind::KrBrn, Confidence::high_if(said == Said::Nothing), end)),
        _ => None,
    }
}

/// Region, year, six digits, two check digits whose rule is not public.
fn driver(
    text: &[u8],
    start: usize,
    chain: &Chain,
    nearby: &mut Nearby,
) -> Option<(Kind, Confidence, usize)> {
    let (grouped, end) = match chain.is(text, &[2, 2, 6, 2]) {
        Some((Separator::Dash, end)) => (true, end),
        _ => (false, chain.bare(text, 12..=12)?),
    };
    let region = number(&chain.first(if grouped { 4 } else { 1 })[..2]);
    if !(11..=26).contains(&region) && region != 28 {
        return None;
    }
    let named = nearby.says(&[Label::Driver], start) == Said::Named;
    (named || grouped).then_some((Kind::KrDriverLicense, Confidence::high_if(named), end))
}
