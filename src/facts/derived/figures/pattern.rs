//! The pattern of a measure with its number, and what it says.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::sentence::{LEAST, MOST};
use super::words;
use crate::facts::derived::fairness::card::MEASURES;
use crate::facts::derived::fairness::written::Written;

/// Comparisons by their own names.
#[rustfmt::skip]
const NAMED: &[(&str, &[&str])] = &[
    ("demographic_parity", &[
        "demographic parity", "statistical parity", "인구통계학적 동등성", "인구통계적 동등성", "인구 통계적 동등성",
        "인구통계학적 평등", "인구통계적 평등", "통계적 동등성",
    ]),
    ("equalized_odds", &["equalized odds", "equalised odds", "균등 오즈", "균등화된 오즈", "오즈 균등"]),
    ("equal_opportunity", &["equal opportunity", "기회 균등", "균등 기회", "기회의 균등"]),
];
const IMPACT: &[&str] = &[
    "disparate impact ratio",
    "disparate impact",
    "adverse impact ratio",
];

/// A number behind its measure, and one before it. Each is held against the
/// places where it can begin, and so begins with an anchor: to look for literals
/// in patterns of this size took longer than all the rest of a check's patterns.
pub(super) static PATTERN: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    let names = |names: &mut dyn Iterator<Item = &str>| {
        let mut names: Vec<String> = names.map(regex::escape).collect();
        // The longest of those that begin alike.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.join("|").replace(' ', "[ -]")
    };
    let measures = names(&mut MEASURES.iter().flat_map(|(_, names)| names.iter().copied()));
    let named = names(&mut NAMED.iter().flat_map(|(_, names)| names.iter().copied()));
    let impact = names(&mut IMPACT.iter().copied());
    let apart = "difference|gap|disparity|ratio|차이|격차|비율";
    let phrase = format!(
        "(?:(?P<before>(?:difference|gap|disparity|ratio) (?:in|of) (?:the )?)?\
         (?:(?P<impact>{impact})|(?P<named>{named}) ?(?P<how>{apart})|(?P<measure>{measures})s?(?:의)?(?: ?(?P<apart>{apart}))?))"
    );
    let bounds = |words: &[&str], is_korean: bool| {
        let words = words.iter().filter(|word| word.is_ascii() != is_korean);
        words
            .copied()
            .collect::<Vec<_>>()
            .join("|")
            .replace(' ', "[ -]")
    };
    let (most, least) = (bounds(MOST, false), bounds(LEAST, false));
    let (most_behind, least_behind) = (bounds(MOST, true), bounds(LEAST, true));
    let before = format!(r"(?:(?:(?P<most>{most})|(?P<least>{least})) +)?");
    let behind =
        format!("(?: ?(?:(?P<most_behind>{most_behind})|(?P<least_behind>{least_behind})))?");
    let number = r"(?P<number>(?:0,[0-9]+|[0-9０-９]*[.．]?[0-9０-９]+)(?:[  ]?(?P<unit>%p|%포인트|percentage points?|points?|퍼센트포인트|%|％|‰|percent|per cent|퍼센트|프로))?)";
    let spelled = words::pattern();
    let either = format!("(?:(?P<spelled>{spelled})|{number})");
    let between = concat!(
        // A version is a number that is none of the measure.
        r"(?:\b(?:of|for|in|by) (?:the )?(?:version|release|v\.?) ?[0-9]+(?:\.[0-9]+)*\b|\bof [0-9]+(?:\.[0-9]+)+ (?:was|is)\b|",
        r"[ *_`:=]|\bis\b|\bwas\b|\bof\b|\bat\b|\ban?\b|\bthe\b|\bto\b|\bequals?\b|\breach(?:es|ed)\b|\bscore\b|\bvalue\b|",
        r"\bstands\b|\bcomes\b|\bcame\b|\bonly\b|\bjust\b|\bnow\b|\bcurrently\b|\boverall\b|",
        r"\b(?:by|across|between|for|on|among|of) (?:the |our |this )?[a-z][a-z0-9_-]*(?: and [a-z][a-z0-9_-]*)?(?: groups| bands| set| data| nationals| applicants| applications| people| persons| customers| clients| users| borrowers| citizens| residents| patients| students| women| men)?\b|",
        r"(?P<about>\babout\b|\baround\b|\bapproximately\b|\broughly\b|\bnearly\b|약|대략|≈|~)|",
        r"의 값은|의 값이|값은|값이|은|는|이|가|\([a-z ,-]{0,40}\)){1,12}",
    );
    [
        format!(r"(?i)\A{phrase}{between}{before}{either}{behind}"),
        format!(r"(?i)\A{number} (?:overall )?{phrase}"),
    ]
    .map(|pattern| {
        Regex::new(&pattern).expect("internal error: the pattern of figures is no pattern")
    })
});

/// Letters that a phrase begins with, in lower case.
static FIRST: LazyLock<BTreeSet<u8>> = LazyLock::new(|| {
    let named = NAMED
        .iter()
        .chain(MEASURES)
        .flat_map(|(_, names)| names.iter());
    let before = ["difference", "gap", "disparity", "ratio"];
    let names = named.chain(IMPACT).chain(&before);
    names.filter_map(|name| name.bytes().next()).collect()
});

/// Where a number behind its measure, or one before it, can begin. A letter of
/// no alphabet of ours may be one of ours in another case.
pub(super) fn may_begin(character: char, is_behind: bool) -> bool {
    match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => match is_behind {
            true => FIRST.contains(&byte.to_ascii_lowercase()),
            false => byte.is_ascii_digit() || byte == b'.',
        },
        _ => is_behind || is_wide(character),
    }
}

/// Whether a character is a digit as wide as a letter of Korean.
fn is_wide(character: char) -> bool {
    ('０'..='９').contains(&character)
}

/// Whether a text can hold one at all: most can't, and the pattern is not built.
pub(in crate::facts::derived) fn may_hold(text: &str) -> bool {
    // A name may be written with hyphens, as the pattern has it.
    let lower = text.to_lowercase().replace('-', " ");
    let named = NAMED.iter().flat_map(|(_, names)| names.iter());
    let measures = MEASURES.iter().flat_map(|(_, names)| names.iter());
    let mut names = named.chain(measures).chain(IMPACT);
    let has_digit = lower.chars().any(|c| c.is_ascii_digit() || is_wide(c));
    (has_digit || words::may_hold(&lower)) && names.any(|name| lower.contains(name))
}

/// The measure that was found, by its own name.
pub(super) fn metric(captures: &regex::Captures) -> Option<String> {
    let of = |name: &str| {
        captures
            .name(name)
            .map(|found| found.as_str().to_lowercase().replace('-', " "))
    };
    let way = |word: &str| match word {
        "ratio" | "비율" => "ratio",
        _ => "difference",
    };
    let listed = |table: &[(&'static str, &[&str])], name: &str| {
        let mut table = table.iter();
        table
            .find(|(_, names)| names.contains(&name))
            .map(|(metric, _)| *metric)
    };
    if of("impact").is_some() {
        return Some("demographic_parity_ratio".to_owned());
    }
    if let (Some(name), Some(how)) = (of("named"), of("how")) {
        return Some(format!("{}_{}", listed(NAMED, &name)?, way(&how)));
    }
    let measure = listed(MEASURES, &of("measure")?)?;
    let before = of("before");
    let before = before.as_deref().and_then(|words| words.split(' ').next());
    Some(match of("apart").as_deref().or(before) {
        Some(how) => format!("{measure}_{}", way(how)),
        None => measure.to_owned(),
    })
}

/// The number, shares and points as such. A whole number without a unit is a
/// count of something.
pub(super) fn written(number: &str, unit: &str) -> Option<Written> {
    let digits: String = number[..number.len() - unit.len()]
        .trim()
        .chars()
        .map(|c| match c {
            '．' => '.',
            wide if is_wide(wide) => {
                char::from_digit(wide as u32 - '０' as u32, 10).unwrap_or(wide)
            }
            other => other,
        })
        .collect();
    if unit.is_empty() && !digits.contains(['.', ',']) {
        return None;
    }
    match unit {
        "" => Written::parse(&digits),
        "‰" => Written::parse(&format!("{digits}‰")),
        _ => Written::parse(&format!("{digits}%")),
    }
}
