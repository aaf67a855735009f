//! How hard a text is to read: how long its sentences are, and which
//! abbreviations nobody explains.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::language::{Language, Script};
use super::prose::sentences;
use super::words::words;

/// What the length of a sentence is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Words, in scripts that put spaces between them.
    Words,
    /// Characters, in Hangul and other scripts of which a word takes two.
    Characters,
}

impl Unit {
    /// All words of [`Unit::name`].
    pub const NAMES: &'static [&'static str] = &["words", "characters"];

    /// The word in facts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Characters => "characters",
        }
    }
}

/// What the sentences of a text amount to.
#[derive(Clone, Debug, PartialEq)]
pub struct Readability {
    /// What their length is counted in.
    pub unit: Unit,
    /// How many there are.
    pub sentences: usize,
    /// Their mean length.
    pub mean: f64,
    /// The length of the longest one.
    pub longest: usize,
    /// Where the longest one stands in the text, in bytes.
    pub longest_at: Range<usize>,
}

/// A line without an end mark is a title, a label or a row up to this length.
const FRAGMENT_WORDS: usize = 4;
const FRAGMENT_CHARACTERS: usize = 12;

/// How long the sentences of a text are; `None` where it has none. One line is
/// a paragraph, an item or a row.
#[must_use]
pub fn readability(text: &str) -> Option<Readability> {
    let script = Language::of(text)?.script;
    let (unit, fragment) = match script.is_dense() {
        true => (Unit::Characters, FRAGMENT_CHARACTERS),
        false => (Unit::Words, FRAGMENT_WORDS),
    };
    let (mut count, mut sum) = (0_usize, 0_usize);
    let (mut longest, mut longest_at) = (0, 0..0);
    for sentence in sentences(text) {
        let length = length(sentence, unit);
        let ends = sentence
            .trim_end_matches(['"', '\'', '”', '’', ')', '*', '_'])
            .ends_with(['.', '!', '?', '。', '！', '？', ':', '…']);
        if length == 0 || (!ends && length <= fragment) {
            continue;
        }
        count += 1;
        sum += length;
        if length > longest {
            let at = sentence.as_ptr() as usize - text.as_ptr() as usize;
            longest = length;
            longest_at = at..at + sentence.len();
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let mean = sum as f64 / count as f64;
    (count > 0).then_some(Readability {
        unit,
        sentences: count,
        mean,
        longest,
        longest_at,
    })
}

fn length(sentence: &str, unit: Unit) -> usize {
    match unit {
        Unit::Words => words(sentence).count(),
        Unit::Characters => sentence
            .chars()
            .filter(|c| Script::of(*c).is_some_and(Script::is_dense))
            .count(),
    }
}

/// Abbreviations that need no explanation: everyday words, units, currencies,
/// countries, numbers in Roman letters, and small words that somebody shouts.
#[rustfmt::skip]
const EVERYDAY: &[&str] = &[
    "AI", "AD", "AM", "PM", "ATM", "BC", "CCTV", "CD", "DIY", "DNA", "DVD", "FAQ", "FM", "GPS", "ID",
    "IQ", "IT", "LED", "NGO", "OK", "PC", "PDF", "PIN", "PS", "QR", "RSVP", "SIM", "SMS", "SOS", "TV",
    "UFO", "USB", "VIP", "WC",
    "GB", "KB", "MB", "TB", "KM", "KG", "CM", "MM", "KW",
    "CHF", "CNY", "EUR", "GBP", "JPY", "KRW", "USD",
    "EU", "UK", "UN", "US", "USA", "KR", "DE", "FR", "JP",
    "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII",
    "ALL", "AND", "ANY", "ARE", "BE", "BUT", "CAN", "DO", "FOR", "IF", "IN", "IS", "MAY", "MUST", "NEVER",
    "NO", "NOT", "NOTE", "OF", "ON", "ONLY", "OR", "READ", "STOP", "THE", "TO", "TODO", "WE", "YES", "YOU",
];

static ABBREVIATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)(?P<name>[A-Z][A-Z0-9]{1,5})(?:e?s)?(?-u:\b)")
        .expect("internal error: the pattern of an abbreviation is no pattern")
});

/// The first place of each abbreviation that the text explains nowhere.
#[must_use]
pub fn undefined_abbreviations(text: &str) -> Vec<Range<usize>> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut defined: BTreeSet<&str> = BTreeSet::new();
    let mut first: Vec<(&str, Range<usize>)> = Vec::new();
    for found in ABBREVIATION.captures_iter(text) {
        let Some(name) = found.name("name") else {
            continue;
        };
        let whole = found.get(0).map_or(name.range(), |whole| whole.range());
        let letters = name.as_str().bytes().filter(u8::is_ascii_uppercase).count();
        if letters < 2 || EVERYDAY.contains(&name.as_str()) || is_code(text, &whole) {
            continue;
        }
        if explains(text, name.as_str(), &whole) {
            defined.insert(name.as_str());
        }
        if seen.insert(name.as_str()) {
            first.push((name.as_str(), name.range()));
        }
    }
    first.retain(|(name, _)| !defined.contains(name));
    first.into_iter().map(|(_, range)| range).collect()
}

/// Part of an identifier, an address or a path.
fn is_code(text: &str, at: &Range<usize>) -> bool {
    let before = text[..at.start].chars().next_back();
    let mut after = text[at.end..].chars();
    let joins = |c: char| matches!(c, '_' | '@' | '/' | '#' | '=' | '\\' | '$');
    let dotted = |next: Option<char>| next.is_some_and(char::is_alphanumeric);
    let follows = match after.next() {
        Some('.') => dotted(after.next()),
        Some(next) => joins(next),
        None => false,
    };
    follows || before.is_some_and(|c| joins(c) || c == '.')
}

/// Words by which a text explains an abbreviation behind it.
const MEANS: &[&str] = &[
    "stands for",
    "is short for",
    "short for",
    "means",
    "은 ",
    "는 ",
    "란 ",
];

/// Bytes on either side in which an explanation is looked for: a line may be
/// as long as a document, and hold as many abbreviations.
const AROUND: usize = 240;

fn around<'a>(text: &'a str, at: &Range<usize>) -> (&'a str, &'a str) {
    let start = text.floor_char_boundary(at.start.saturating_sub(AROUND));
    let end = text.floor_char_boundary((at.end + AROUND).min(text.len()));
    (&text[start..at.start], &text[at.end..end.max(at.end)])
}

/// Whether the text explains the abbreviation here: `false positive rate
/// (FPR)`, `FPR (false positive rate)`, `FPR: the share of …`, `FPR stands for`.
fn explains(text: &str, name: &str, at: &Range<usize>) -> bool {
    let (before, after) = around(text, at);
    let line = before.rsplit('\n').next().unwrap_or("");
    let rest = after.split('\n').next().unwrap_or("");
    let in_parentheses = line.ends_with('(')
        && (rest.starts_with(')') || rest.starts_with(',') || rest.starts_with(';'));
    if in_parentheses && spells(line.trim_end_matches('('), name) {
        return true;
    }
    let rest = rest.trim_start();
    if let Some(inside) = rest.strip_prefix('(') {
        let inside = inside.split(')').next().unwrap_or("");
        let dense = inside
            .chars()
            .filter(|c| Script::of(*c).is_some_and(Script::is_dense));
        return words(inside).count() >= 2 || dense.count() >= 2;
    }
    let entry = line
        .trim()
        .trim_matches(['-', '*', '_', '|', ' '])
        .is_empty();
    let entry = entry && rest.starts_with([':', '—', '–', '-', '=']);
    let told = MEANS.iter().any(|means| rest.starts_with(means)) && {
        // A Korean particle is an explanation only where the sentence says so.
        let korean = ["약자", "줄임말", "뜻", "말합니다", "말한다"];
        rest.is_ascii()
            || rest.starts_with("means")
            || korean.iter().any(|word| rest.contains(word))
    };
    (entry && words(rest).count() >= 2) || told
}

/// Whether the last words of a line may be spelled by the letters: one of the
/// words begins with the first letter, or they are in another script.
fn spells(line: &str, name: &str) -> bool {
    let last: Vec<&str> = words(line).collect();
    let last = &last[last.len().saturating_sub(name.len() + 2)..];
    let initial = name.chars().next().map(|c| c.to_ascii_lowercase());
    last.iter().any(|word| {
        let begins = word.chars().next();
        begins.is_some_and(|c| !c.is_ascii()) || begins.map(|c| c.to_ascii_lowercase()) == initial
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        let found = undefined_abbreviations(text);
        found.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_are_counted_in_words_or_in_characters() {
        let english = readability("Contents\nIt is short. It is a little longer than that.")
            .expect("sentences");
        assert_eq!((english.unit, english.sentences), (Unit::Words, 2));
        assert!((english.mean - 5.0).abs() < 1e-9, "{}", english.mean);
        assert_eq!(english.longest, 7);
        let korean = readability("목차\n짧습니다. 조금 더 긴 문장입니다.").expect("sentences");
        assert_eq!((korean.unit, korean.sentences), (Unit::Characters, 2));
        assert!((korean.mean - 6.5).abs() < 1e-9, "{}", korean.mean);
        assert_eq!(readability("12 | 14\n"), None);
    }

    #[test]
    fn an_abbreviation_is_explained_anywhere_in_the_text() {
        assert_eq!(names("The FPR is low. The FNR is not."), ["FPR", "FNR"]);
        for text in [
            "The FPR is low. The false positive rate (FPR) counts errors.",
            "The FPR (false positive rate) is low.",
            "FPR: the share of wrong alarms\nThe FPR is low.",
            "FPR stands for false positive rate.",
            "위양성률(FPR)이 낮습니다.",
            "FPR(위양성률)이 낮습니다.",
            "FPR은 위양성률의 약자입니다.",
        ] {
            assert_eq!(names(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(names("We use many tools (FPR) of all kinds."), ["FPR"]);
        assert_eq!(names("FPR은 낮습니다."), ["FPR"]);
    }

    #[test]
    fn a_line_of_abbreviations_takes_linear_time() {
        let line: String = (0..40_000)
            .map(|index| format!("AB{:03} ", index % 1000))
            .collect();
        assert_eq!(undefined_abbreviations(&line).len(), 1000);
    }

    #[test]
    fn everyday_words_code_and_names_are_no_abbreviations() {
        let text = "Do NOT write your PIN on TV. The EU and KRW 100. MAX_LEN, /API/v1, C3PO.x, iPhone, A, and GPUs.";
        assert_eq!(names(text), ["GPU"]);
    }
}
