//! Telephone numbers: Korean ones of every writing, North American ones, and
//! others with a country code or with a label.

use super::chain::{Chain, Separator, ends_free, number, starts_free};
use super::label::{Label, Nearby, Said};
use super::walk::Value;
use super::{Confidence, Kind};

pub(super) fn read(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Option<Value> {
    let before = start.checked_sub(1).map(|at| text[at]);
    let found = if before == Some(b'+') && starts_free(text, start - 1) {
        international(text, start - 1, chain, nearby).map(|(sure, end)| (sure, start - 1, end))
    } else {
        None
    };
    let open = before == Some(b'(') && chain.separator(0) == Some(Separator::Bracket);
    let from = if open { start - 1 } else { start };
    let (sure, start, end) = found.or_else(|| {
        let national = korean(text, start, chain, nearby)
            .or_else(|| american(text, start, chain, nearby))
            .or_else(|| labeled(text, start, chain, nearby));
        national.map(|(sure, end)| (sure, from, end))
    })?;
    Some(Value::new(
        Kind::Phone,
        Confidence::high_if(sure),
        start,
        end,
    ))
}

/// Whether an area or service code may stand before so many digits.
fn is_korean(code: &[u8], middle: usize) -> bool {
    match code {
        [0, 1, 0] => middle == 4,
        [0, 1, 1 | 6..=9]
        | [0, 2]
        | [0, 3, 1..=3]
        | [0, 4, 1..=4]
        | [0, 5, 1..=5]
        | [0, 6, 1..=4]
        | [0, 7, 0]
        | [0, 5, 0, 2..=9] => matches!(middle, 3 | 4),
        _ => false,
    }
}

fn is_mobile(code: &[u8]) -> bool {
    matches!(code, [0, 1, 0 | 1 | 6..=9])
}

/// Where the first groups end, if the separators between them are alike; a
/// bracket may close the first.
fn grouped(text: &[u8], chain: &Chain, groups: usize) -> Option<usize> {
    let end = chain.groups().get(groups - 1)?.end;
    let second = chain.separator(1);
    let alike = (1..groups - 1).all(|index| chain.separator(index) == second);
    let first = chain.separator(0);
    let opens = first == Some(Separator::Bracket) || groups < 3 || first == second;
    let closes = second != Some(Separator::Bracket);
    (alike && opens && closes && chain.ends(text, end)).then_some(end)
}

fn korean(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Option<(bool, usize)> {
    let groups = chain.groups();
    if let [code, middle, last, ..] = groups {
        if last.length == 4
            && is_korean(chain.group(0), middle.length)
            && let Some(end) = grouped(text, chain, 3)
        {
            // Article numbers are written so too, codes of mobile phones seldom.
            let said = nearby.says(&[Label::Phone], start);
            return Some((said != Said::Other, end));
        }
        // The country's code without its plus sign.
        if code.length == 2
            && number(chain.group(0)) == 82
            && groups.len() >= 4
            && let Some(end) = grouped(text, chain, 4)
        {
            return after_country(chain, 4).then_some((true, end));
        }
    }
    let end = chain.bare(text, 9..=12)?;
    let digits = chain.first(1);
    if is_mobile(&digits[..3]) {
        let fits = digits.len() == 11 || (digits.len() == 10 && digits[2] != 0);
        let said = nearby.says(&[Label::Phone], start);
        return (fits && said != Said::Other)
            .then_some((digits.len() == 11 || said == Said::Named, end));
    }
    let named = |nearby: &mut Nearby| nearby.says(&[Label::Phone], start) == Said::Named;
    // A table that took it for a number has lost its zero.
    let lost = digits.len() == 10 && digits.starts_with(&[1, 0]);
    let landline = (2..=4).any(|code| {
        digits.len() >= code + 7
            && digits.len() <= code + 8
            && is_korean(&digits[..code], digits.len() - code - 4)
    });
    ((lost || landline) && named(nearby)).then_some((true, end))
}

/// Whether groups behind the code 82 are a Korean number without its zero.
fn after_country(chain: &Chain, groups: usize) -> bool {
    let digits = chain.first(groups);
    let rest = digits.strip_prefix(&[8, 2]).unwrap_or(&[]);
    let rest = rest.strip_prefix(&[0]).unwrap_or(rest);
    let with_zero: Vec<u8> = std::iter::once(0).chain(rest.iter().copied()).collect();
    (2..=4).any(|code| {
        with_zero.len() > code + 4 && is_korean(&with_zero[..code], with_zero.len() - code - 4)
    })
}

/// Three digits, three digits, four digits, by the North American plan.
fn is_american(digits: &[u8]) -> bool {
    let code = |at: usize| digits[at] >= 2 && digits[at + 1..at + 3] != [1, 1];
    digits.len() == 10 && code(0) && code(3)
}

fn american(
    text: &[u8],
    start: usize,
    chain: &Chain,
    nearby: &mut Nearby,
) -> Option<(bool, usize)> {
    let length = |index: usize| chain.groups().get(index).map_or(0, |group| group.length);
    let (groups, skip) = match [length(0), length(1), length(2), length(3)] {
        [1, 3, 3, 4] if chain.group(0) == [1] => (4, 1),
        [3, 3, 4, _] => (3, 0),
        _ => {
            let end = chain.bare(text, 10..=10)?;
            let fits = is_american(chain.first(1));
            let named = fits && nearby.says(&[Label::Phone], start) == Said::Named;
            return named.then_some((true, end));
        }
    };
    let end = grouped(text, chain, groups)?;
    let digits = &chain.first(groups)[skip..];
    if !is_american(digits) {
        return None;
    }
    let bracket = chain.separator(0) == Some(Separator::Bracket);
    match nearby.says(&[Label::Phone], start) {
        Said::Named => Some((true, end)),
        Said::Nothing => Some((bracket || skip == 1, end)),
        Said::Other => None,
    }
}

/// A national number of another country: only with a label.
fn labeled(text: &[u8], start: usize, chain: &Chain, nearby: &mut Nearby) -> Option<(bool, usize)> {
    let digits = chain.group(0);
    if digits.first() != Some(&0) || is_mobile(digits) {
        return None;
    }
    let (mut total, mut end) = (0, None);
    for (index, group) in chain.groups().iter().enumerate() {
        total += group.length;
        if total > 11 || group.length > 8 {
            break;
        }
        if index > 0 && total >= 9 && ends_free(text, group.end) {
            end = Some(group.end);
        }
    }
    let end = end?;
    (nearby.says(&[Label::Phone], start) == Said::Named).then_some((true, end))
}

/// The length of a country's code at the front, if one begins so.
fn country(digits: &[u8]) -> Option<usize> {
    match digits {
        [1 | 7, ..] => Some(1),
        [2, 0 | 7, ..]
        | [3, 0..=4 | 6 | 9, ..]
        | [4, 0 | 1 | 3..=9, ..]
        | [5, 1..=8, ..]
        | [6, 0..=6, ..]
        | [8, 1 | 2 | 4 | 6, ..]
        | [9, 0..=5 | 8, ..] => Some(2),
        [2, ..]
        | [3, 5 | 7 | 8, ..]
        | [4, 2, ..]
        | [5, 0 | 9, ..]
        | [6, 7..=9, ..]
        | [8, 5 | 8, ..]
        | [9, 6 | 7, ..] => Some(3),
        [9, 9, 2..=6 | 8, ..] => Some(3),
        _ => None,
    }
}

/// The shortest and longest number behind a country's code.
fn national(code: u64) -> (usize, usize) {
    match code {
        1 | 7 | 44 | 91 => (10, 10),
        33 | 34 | 48 => (9, 9),
        81 => (9, 10),
        82 => (8, 10),
        86 => (10, 11),
        55 => (10, 11),
        _ => (7, 12),
    }
}

/// From its plus sign on.
fn international(
    text: &[u8],
    plus: usize,
    chain: &Chain,
    nearby: &mut Nearby,
) -> Option<(bool, usize)> {
    let all = chain.first(chain.groups().len());
    let length = country(all)?;
    let code = number(&all[..length.min(all.len())]);
    let (shortest, longest) = national(code);
    let (mut total, mut found) = (0, None);
    for (index, group) in chain.groups().iter().enumerate() {
        total += group.length;
        // A zero in brackets stands for the national prefix.
        if total > length + longest + 1 {
            break;
        }
        if total >= length + shortest && total <= length + longest && ends_free(text, group.end) {
            found = Some((index + 1, group.end));
        }
    }
    let (groups, end) = found?;
    let digits = chain.first(groups);
    let fits = match code {
        82 => after_country(chain, groups),
        1 => is_american(&digits[1..]),
        _ => true,
    };
    if !fits {
        return None;
    }
    // A line of a patch begins with a plus sign too.
    let begins_line = plus == 0 || text[plus - 1] == b'\n';
    let sure = groups > 1 || !begins_line || code == 82;
    match nearby.says(&[Label::Phone], plus) {
        Said::Named => Some((true, end)),
        Said::Nothing => Some((sure, end)),
        Said::Other => Some((false, end)),
    }
}
