//! Versions and years in a sentence: "the FPR of version 4.1 was 0.12" is no
//! claim of version 4.2, and 4.1 is no rate.

use std::sync::LazyLock;

use regex::Regex;

static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:\bversions?|\breleases?|\bv\.?|버전) ?(?P<behind>[0-9]+(?:\.[0-9]+)*)|",
        r"(?P<before>[0-9]+(?:\.[0-9]+)+) ?(?:버전|판)|\bof (?P<of>[0-9]+(?:\.[0-9]+)+) (?:was|is)\b",
    ))
    .expect("internal error: the pattern of versions is no pattern")
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:In (?P<in>20[0-9]{2})\b.*\b(?:was|were|had|reached)\b|(?P<of>20[0-9]{2})년.*(?:였|었|했))")
        .expect("internal error: the pattern of years is no pattern")
});

/// Whether a text ends in a word that makes a version of the number behind it.
pub(super) fn ends_before(text: &str) -> bool {
    let text = text.trim_end().to_lowercase();
    let ends = |word: &str| {
        let rest = text.strip_suffix(word);
        rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
    };
    ["version", "versions", "release", "v", "v."]
        .into_iter()
        .any(ends)
        || text.ends_with("버전")
}

/// Whether a sentence names versions, and `own` is none of them. `None` where
/// it does and nobody says which version is here.
pub(super) fn is_of_another(sentence: &str, own: &[String]) -> Option<bool> {
    let mut named = VERSION
        .captures_iter(sentence)
        .filter_map(|found| {
            let found = ["behind", "before", "of"]
                .into_iter()
                .find_map(|name| found.name(name))?;
            Some(found.as_str())
        })
        .peekable();
    if named.peek().is_none() {
        return Some(false);
    }
    if own.is_empty() {
        return None;
    }
    Some(!named.any(|version| own.iter().any(|own| same(own, version))))
}

/// Whether a text is one of these versions: `4.2`, `v4.2`.
pub(in crate::facts::derived) fn is_version(text: &str, own: &[String]) -> bool {
    let text = text.trim_start_matches(['v', 'V']);
    text.starts_with(|c: char| c.is_ascii_digit()) && own.iter().any(|own| same(own, text))
}

/// Whether two versions are one as far as both are told: 4.2 and 4.2.0.
fn same(one: &str, other: &str) -> bool {
    let one = one.trim_start_matches(['v', 'V']);
    one.split('.')
        .zip(other.split('.'))
        .all(|(one, other)| one == other)
}

/// Whether a sentence begins with a year that was over, and another one too,
/// when anything here was measured: "In 2024 the accuracy was".
pub(super) fn is_long_ago(sentence: &str, measured: Option<u16>) -> bool {
    let found = YEAR.captures(sentence);
    let year = found
        .as_ref()
        .and_then(|found| found.name("in").or(found.name("of")));
    let year = year.and_then(|year| year.as_str().parse::<u16>().ok());
    matches!((year, measured), (Some(year), Some(measured)) if year + 1 < measured)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_one_that_differs_in_what_both_tell() {
        let own = ["4.2".to_owned()];
        for (sentence, expected) in [
            ("The FPR of version 4.1 was 0.12.", Some(true)),
            ("The recall of 4.1 was 0.6.", Some(true)),
            ("4.1 버전의 정확도는 0.88이었다.", Some(true)),
            ("4.1판의 정확도는 88%였습니다.", Some(true)),
            ("The FPR of version 4.2.0 is 0.08.", Some(false)),
            (
                "Version 4.2 replaced version 4.1; accuracy is 0.9.",
                Some(false),
            ),
            ("The recall of men was 0.6.", Some(false)),
        ] {
            assert_eq!(is_of_another(sentence, &own), expected, "{sentence}");
        }
        assert_eq!(is_of_another("Version 4.1 has 0.8.", &[]), None);
    }

    #[test]
    fn a_year_is_long_ago_where_it_was_over_before_the_last() {
        let past = "In 2024 the accuracy was 0.88.";
        assert!(is_long_ago(past, Some(2026)) && !is_long_ago(past, Some(2025)));
        assert!(!is_long_ago(
            "In 2024 built, it has an accuracy of 0.88.",
            Some(2026)
        ));
        assert!(!is_long_ago(past, None));
    }
}
