//! Payment cards.

use super::chain::{Chain, number};
use super::label::{Label, Nearby, Said};
use super::walk::Value;
use super::{Confidence, Kind};

/// How card numbers are grouped when they are printed.
const GROUPED: [&[usize]; 5] = [
    &[4, 4, 4, 4],
    &[4, 6, 5],
    &[4, 6, 4],
    &[4, 4, 4, 4, 3],
    &[6, 13],
];

pub(super) fn read(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Option<Value> {
    let grouped = GROUPED
        .iter()
        .find_map(|lengths| Some((lengths.len(), chain.is(text, lengths)?.1)));
    let (groups, end) = match grouped {
        Some(found) => found,
        None => (1, chain.bare(text, 13..=19)?),
    };
    let digits = chain.first(groups);
    if !has_network(digits) || !passes_luhn(digits) {
        return None;
    }
    // Of many long identifiers one in ten passes the check.
    let usual = groups > 1 || digits.len() <= 16;
    let confidence = match nearby.says(&[Label::Card], start) {
        Said::Named => Confidence::High,
        Said::Other if groups == 1 => return None,
        Said::Other => Confidence::Low,
        Said::Nothing => Confidence::high_if(usual),
    };
    Some(Value::new(Kind::CreditCard, confidence, start, end))
}

/// Whether a network gives out numbers that begin so, of this length.
fn has_network(digits: &[u8]) -> bool {
    let Some(first) = digits.get(..4) else {
        return false;
    };
    let four = number(first);
    let (one, two, three) = (four / 1000, four / 100, four / 10);
    match digits.len() {
        13 => one == 4,
        14 => matches!(three, 300..=305 | 309) || matches!(two, 36 | 38 | 39),
        15 => matches!(two, 34 | 37),
        16 => {
            one == 4
                || matches!(two, 51..=55 | 62 | 65)
                || matches!(four, 2221..=2720 | 3528..=3589 | 6011)
                || matches!(three, 644..=649)
                || is_maestro(four)
        }
        17..=19 => {
            matches!(two, 62 | 65)
                || four == 6011
                || (digits.len() == 19 && one == 4)
                || is_maestro(four)
        }
        _ => false,
    }
}

fn is_maestro(four: u64) -> bool {
    matches!(four, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763)
}

fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &digit)| match u32::from(digit) {
            digit if at % 2 == 0 => digit,
            digit if digit > 4 => digit * 2 - 9,
            digit => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}
