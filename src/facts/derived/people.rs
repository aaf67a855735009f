//! Whether a text names a group of people, by its name or by what people call it.

use std::sync::LazyLock;

use regex::Regex;

use crate::facts::names;
use crate::measure::text::plain;

/// What groups are called in sentences: attribute as [`names::protected`]
/// tells it, names of the group in data, words in texts.
#[rustfmt::skip]
const CALLED: &[(&str, &[&str], &[&str])] = &[
    ("sex", &["f", "female", "w", "woman", "women", "여", "여성"], &["women", "woman", "female", "females", "girls", "여성", "여자"]),
    ("sex", &["m", "male", "man", "men", "남", "남성"], &["men", "man", "male", "males", "boys", "남성", "남자"]),
    ("sex", &["x", "nb", "nonbinary", "non-binary", "diverse"], &["nonbinary", "non binary", "diverse", "논바이너리"]),
    ("origin", &["foreign", "foreigner", "non-national", "외국인"], &["foreign", "foreigner", "foreigners", "foreign nationals", "외국인"]),
    ("origin", &["national", "domestic", "citizen", "내국인"], &["nationals", "citizens", "내국인"]),
    ("disability", &["disabled", "yes", "1", "true"], &["disabled", "disability", "disabilities", "장애"]),
];

static BAND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<low>[0-9]{1,3})\s*[-–—~]\s*(?P<high>[0-9]{1,3})$")
        .expect("internal error: the pattern of a band is no pattern")
});
static OPEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?P<from>from[-_ ]|over[-_ ]|>=?)?(?P<age>[0-9]{1,3})(?P<up>\+|[-_ ]?plus|[-_ ]?세?[-_ ]?이상)?$|^(?:under[-_ ]|<|below[-_ ])(?P<under>[0-9]{1,3})$")
        .expect("internal error: the pattern of an open band is no pattern")
});

static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?P<low>[0-9]{1,3}) ?세? ?(?:-|–|—|~|to|and|부터) ?(?P<high>[0-9]{1,3}) ?세?|",
        r"(?:under|below|younger than|<|＜)[-_ ]?(?P<under>[0-9]{1,3})|",
        r"(?P<from>from|over|above|older than|>=|>|≥)?[-_ ]?(?P<age>[0-9]{1,3}) ?세?(?P<up> ?\+| ?plus| ?이상|(?: years)? (?:and|or) (?:over|older|above))?)$",
    ))
    .expect("internal error: the pattern of a band that stands alone is no pattern")
});

/// Whether a text names the group.
pub(super) fn names_group(text: &str, attribute: &str, group: &str) -> bool {
    let means = names::protected(attribute);
    let words = without_others(plain(text), means, group);
    literal(text, &words, group)
        || CALLED.iter().any(|(of, groups, called)| {
            means == Some(of)
                && groups.iter().any(|known| known.eq_ignore_ascii_case(group))
                && called.iter().any(|word| says(&words, word))
        })
        || in_years(text, group)
}

/// Words without what the other groups of the attribute are called in more than
/// one of them: "foreign nationals" are no nationals.
fn without_others(words: String, means: Option<&str>, group: &str) -> String {
    let others = CALLED.iter().filter(|(of, groups, _)| {
        means == Some(of) && !groups.iter().any(|known| known.eq_ignore_ascii_case(group))
    });
    let called = others.flat_map(|(.., called)| called.iter());
    let phrases = called.filter(|phrase| phrase.contains(' '));
    phrases.fold(words, |words, phrase| {
        words.replace(&format!(" {phrase} "), " ")
    })
}

/// Whether a text is the name of the group and of nobody else: its own name, or
/// what people call it in a table, such as `Women` for `F`.
pub(super) fn is_called(text: &str, attribute: &str, group: &str) -> bool {
    let words = plain(text);
    let words = words.trim();
    let means = names::protected(attribute);
    let is_band = || years(text).is_some_and(|band| years(group) == Some(band));
    CALLED.iter().any(|(of, groups, called)| {
        let is_of = |known: &&str| known.eq_ignore_ascii_case(group);
        means == Some(of)
            && groups.iter().any(is_of)
            && (called.contains(&words) || groups.contains(&words))
    }) || (means == Some("age") && is_band())
}

/// The ages of a band that is written alone: from, and to.
fn years(text: &str) -> Option<(Option<u16>, Option<u16>)> {
    let text = text.trim().to_lowercase();
    let text = ["people ", "those ", "aged ", "age "]
        .iter()
        .fold(text.as_str(), |text, word| {
            text.strip_prefix(word).unwrap_or(text)
        });
    let found = ALONE.captures(text.trim())?;
    let age = |name: &str| found.name(name)?.as_str().parse::<u16>().ok();
    let up = ["from", "up"].iter().any(|name| found.name(name).is_some());
    match (age("low"), age("high"), age("under"), age("age")) {
        (Some(low), Some(high), ..) => Some((Some(low), Some(high))),
        (_, _, Some(under), _) => Some((None, Some(under))),
        (_, _, _, Some(age)) if up => Some((Some(age), None)),
        _ => None,
    }
}

/// A name as it is, marks aside; a short one whole and in its own case.
fn literal(text: &str, words: &str, group: &str) -> bool {
    let name = plain(group);
    let bare = name.trim();
    let marked = group
        .chars()
        .any(|c| !c.is_alphanumeric() && c != '_' && c != '-');
    if marked || bare.chars().count() <= 2 {
        return text.match_indices(group).any(|(at, found)| {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            edge(text[..at].chars().next_back()) && edge(text[at + found.len()..].chars().next())
        });
    }
    says(words, bare)
}

/// A Korean word may have a particle behind it, an English one an ending.
fn says(words: &str, name: &str) -> bool {
    let open = !name.is_ascii() || name.len() >= 6;
    match open {
        true => words.contains(&format!(" {name}")),
        false => words.contains(&format!(" {name} ")),
    }
}

/// An age band in words: `19 to 29`, `over 60`, `60세 이상`.
fn in_years(text: &str, group: &str) -> bool {
    let text = text.to_lowercase();
    let pattern = if let Some(band) = BAND.captures(group) {
        let (low, high) = (&band["low"], &band["high"]);
        format!(r"(?-u:\b){low}\s*세?\s*(?:-|–|—|~|to|and|through|부터|에서)\s*{high}(?:[^0-9]|$)")
    } else if let Some(open) = OPEN.captures(group) {
        match (open.name("under"), open.name("age")) {
            (Some(age), _) => {
                let age = age.as_str();
                format!(
                    r"(?:under|below|younger than|up to)\s+{age}(?:[^0-9]|$)|(?-u:\b){age}\s*세?\s*(?:미만|이하)"
                )
            }
            (None, Some(age)) if open.name("from").is_some() || open.name("up").is_some() => {
                let age = age.as_str();
                format!(
                    r"(?:from|over|above|older than)\s+{age}(?:[^0-9]|$)|(?-u:\b){age}\s*(?:\+|years or (?:over|older)|(?:or|and)\s+(?:over|older|above)|세?\s*(?:이상|초과))"
                )
            }
            _ => return false,
        }
    } else {
        return false;
    };
    Regex::new(&pattern).is_ok_and(|pattern| pattern.is_match(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_goes_by_other_names_in_a_table_and_no_part_of_it_does() {
        for (text, attribute, group) in [
            ("Women", "sex", "F"),
            ("female", "gender", "F"),
            ("남성", "sex", "M"),
            ("Under 40", "age_band", "under-40"),
            ("40+", "age_band", "from-40"),
            ("40 and over", "age_band", "from-40"),
            ("19 to 29", "age_band", "19-29"),
            ("Foreigners", "nationality", "foreign"),
        ] {
            assert!(is_called(text, attribute, group), "{group}: {text}");
        }
        for (text, attribute, group) in [
            ("Women over 60", "sex", "F"),
            ("Men", "sex", "F"),
            ("40", "age_band", "from-40"),
            ("19-39", "age_band", "19-29"),
            ("Women", "reviewer", "F"),
            ("40+", "income_band", "from-40"),
        ] {
            assert!(!is_called(text, attribute, group), "{group}: {text}");
        }
    }

    #[test]
    fn groups_are_named_as_people_speak_of_them() {
        for (text, attribute, group) in [
            ("For women it is 0.08.", "sex", "F"),
            ("The rate of F is 0.08.", "sex", "F"),
            ("여성은 8.2 %입니다.", "sex", "F"),
            (
                "Foreign nationals are few (n = 9).",
                "nationality",
                "foreign",
            ),
            ("외국인은 9명뿐입니다.", "nationality", "foreign"),
            ("People aged 19 to 29 wait longer.", "age_band", "19-29"),
            ("Nothing is known of people over 60.", "age_band", "60+"),
            ("60세 이상은 표본이 적습니다.", "age_band", "60+"),
            ("Those under 40 are many.", "age_band", "under-40"),
            ("Dialects: jeju is 0.31.", "dialect", "jeju"),
        ] {
            assert!(names_group(text, attribute, group), "{group}: {text}");
        }
        for (text, attribute, group) in [
            ("For men it is 0.08.", "sex", "F"),
            ("Female applicants are many.", "sex", "M"),
            ("A fine result.", "sex", "F"),
            (
                "The FPR of foreign nationals is 0.08.",
                "nationality",
                "national",
            ),
            (
                "International transfers are left out.",
                "nationality",
                "national",
            ),
            ("In 1960 nothing was known.", "age_band", "60+"),
            ("From 19 to 295 rows.", "age_band", "19-29"),
        ] {
            assert!(!names_group(text, attribute, group), "{group}: {text}");
        }
    }
}
