//! Rates that are written in words: "six percent", "one in ten", "a third",
//! "절반", "열 명 중 한 명". Simple forms, and nothing else.

use crate::facts::derived::fairness::written::Written;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
/// Korean numbers before what is counted, and what they are.
const COUNTED: [(&str, u32); 14] = [
    ("한", 1),
    ("두", 2),
    ("세", 3),
    ("네", 4),
    ("다섯", 5),
    ("여섯", 6),
    ("일곱", 7),
    ("여덟", 8),
    ("아홉", 9),
    ("열", 10),
    ("스무", 20),
    ("쉰", 50),
    ("백", 100),
    ("천", 1000),
];
/// Korean digits, as they are read in a percentage.
const DIGITS: [char; 9] = ['일', '이', '삼', '사', '오', '육', '칠', '팔', '구'];
const FRACTIONS: [(&str, f64); 9] = [
    ("half", 0.5),
    ("a third", 1.0 / 3.0),
    ("one third", 1.0 / 3.0),
    ("two thirds", 2.0 / 3.0),
    ("a quarter", 0.25),
    ("three quarters", 0.75),
    ("a fifth", 0.2),
    ("a tenth", 0.1),
    ("절반", 0.5),
];
/// Words by which a text can hold one of these forms.
#[rustfmt::skip]
const SIGNS: [&str; 13] = [
    "percent", "per cent", "half", "third", "quarter", "fifth", "tenth", " in ", " out of ", "절반", "퍼센트", "프로", "중 ",
];
/// What follows a fraction of something else: "half of what it was".
#[rustfmt::skip]
const OF_ANOTHER: [&str; 18] = [
    "of", "as", "that", "the", "what", "its", "lower", "higher", "less", "more", "larger", "smaller", "better", "worse",
    "으로", "의", "수준", "가까이",
];
/// What a fraction in words may be off by, on both sides together.
const ROUND: f64 = 0.08;

/// The pattern of all forms.
pub(super) fn pattern() -> String {
    let small = SMALL.join("|");
    let tens = TENS.join("|");
    let units = SMALL[1..10].join("|");
    let number = format!("(?:(?:{tens})(?:[ -](?:{units}))?|(?:a|one) hundred|{small})");
    let count = format!("(?:[0-9]{{1,4}}|{number}|(?:a|one) thousand)");
    let korean = COUNTED.map(|(word, _)| word).join("|");
    let korean = format!("(?:[0-9]{{1,4}}|{korean}) ?(?:명|사람|건|개|번)");
    let digits: String = DIGITS.iter().collect();
    let fractions = FRACTIONS.map(|(words, _)| words).join("|");
    format!(
        r"{number} (?:percent(?:age points?)?|per cent)\b|{count} (?:in|out of) (?:every )?{count}\b|(?:{korean}) ?중 ?(?:에 ?)?{korean}|[{digits}십백]{{1,4}} ?(?:퍼센트|프로)|{fractions}"
    )
}

/// Whether a text in lower case can hold one.
pub(super) fn may_hold(lower: &str) -> bool {
    SIGNS.iter().any(|sign| lower.contains(sign))
}

/// Whether what follows makes a fraction one of something else.
pub(super) fn is_of_another(words: &str, behind: &str) -> bool {
    let words = words.to_lowercase();
    let is_fraction = FRACTIONS.iter().any(|(fraction, _)| *fraction == words);
    let behind = behind.trim_start().to_lowercase();
    is_fraction
        && OF_ANOTHER.iter().any(|word| {
            behind.strip_prefix(word).is_some_and(|rest| {
                !word.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
            })
        })
}

/// Whether a word goes on behind a share that ends in "프로": "3프로젝트".
pub(super) fn goes_on(number: &str, behind: &str) -> bool {
    number.ends_with("프로") && behind.starts_with(['젝', '그', '필', '세', '토'])
}

/// The number that words say; `None` where they say no share.
pub(super) fn written(words: &str) -> Option<Written> {
    let words = words.to_lowercase().replace('-', " ");
    let share = |part: u32, whole: u32| {
        let (part, whole) = (f64::from(part), f64::from(whole));
        // Of one in ten the next are one in nine and one in eleven, and nobody
        // is so exact.
        let unit = if part <= 1.0 { 0.5 } else { 1.0 };
        (part <= whole && whole > 1.0).then(|| Written {
            value: part / whole,
            unit: unit / whole,
        })
    };
    let percent = |number: u32| Written {
        value: f64::from(number) / 100.0,
        unit: 0.01,
    };
    if let Some((number, _)) = words.split_once(" per") {
        return english(number).map(percent);
    }
    for joint in [" in every ", " out of every ", " out of ", " in "] {
        if let Some((part, whole)) = words.split_once(joint) {
            // A year is nobody's number.
            let whole = english(whole).filter(|whole| !(1900..=2100).contains(whole));
            return share(english(part)?, whole?);
        }
    }
    if let Some((whole, part)) = words.split_once('중') {
        return share(counted(part.trim_start_matches('에'))?, counted(whole)?);
    }
    for unit in ["퍼센트", "프로"] {
        if let Some(number) = words.strip_suffix(unit) {
            return read(number.trim()).map(percent);
        }
    }
    let value = FRACTIONS.iter().find(|(fraction, _)| *fraction == words)?.1;
    Some(Written { value, unit: ROUND })
}

/// A number in English, or in digits.
fn english(words: &str) -> Option<u32> {
    let words = words.trim();
    if let Ok(number) = words.parse() {
        return Some(number);
    }
    match words {
        "a hundred" | "one hundred" => return Some(100),
        "a thousand" | "one thousand" => return Some(1000),
        _ => {}
    }
    let place = |list: &[&str], word: &str| {
        let place = list.iter().position(|known| *known == word);
        place.and_then(|place| u32::try_from(place).ok())
    };
    let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
    match (place(&TENS, first), place(&SMALL, first)) {
        (Some(tens), _) if rest.is_empty() => Some(tens * 10 + 20),
        (Some(tens), _) => Some(tens * 10 + 20 + place(&SMALL, rest)?),
        (None, Some(small)) if rest.is_empty() => Some(small),
        _ => None,
    }
}

/// A number of people or things in Korean: "열 명", "10건".
fn counted(words: &str) -> Option<u32> {
    let words = words.trim();
    let end = words
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(words.len());
    if let Ok(number) = words[..end].parse() {
        return Some(number);
    }
    // "세" and "세 명"; the longest of those that begin alike.
    let known = COUNTED.iter().filter(|(word, _)| words.starts_with(word));
    known
        .max_by_key(|(word, _)| word.len())
        .map(|(_, number)| *number)
}

/// A number as Korean reads digits: "구십구".
fn read(words: &str) -> Option<u32> {
    let mut all = 0;
    let mut digit = None;
    for letter in words.chars() {
        match letter {
            '십' => all += digit.take().unwrap_or(1) * 10,
            '백' => all += digit.take().unwrap_or(1) * 100,
            _ => {
                let place = DIGITS.iter().position(|known| *known == letter)?;
                let place = u32::try_from(place).ok()? + 1;
                if digit.replace(place).is_some() {
                    return None;
                }
            }
        }
    }
    Some(all + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_in_words_is_its_number() {
        for (words, value) in [
            ("six percent", 0.06),
            ("ninety-nine per cent", 0.99),
            ("one hundred percent", 1.0),
            ("three percentage points", 0.03),
            ("one in ten", 0.1),
            ("Nine out of ten", 0.9),
            ("8 in 100", 0.08),
            ("one in a hundred", 0.01),
            ("half", 0.5),
            ("three quarters", 0.75),
            ("절반", 0.5),
            ("열 명 중 한 명", 0.1),
            ("100건 중 8건", 0.08),
            ("백 명 중에 세 명", 0.03),
            ("육 퍼센트", 0.06),
            ("구십구 퍼센트", 0.99),
        ] {
            let found = written(words).expect(words).value;
            assert!((found - value).abs() < 1e-9, "{words}: {found}");
        }
        for words in ["eleven in ten", "one in one", "1 in 2026", "세 명 중 네 명"] {
            assert_eq!(written(words), None, "{words}");
        }
        let one = written("one in ten").expect("a share");
        assert!(one.is(0.08) && !one.is(0.07) && !one.is(0.14));
    }
}
