//! What a heading speaks of: the vocabulary of topics, English and Korean.
//!
//! The words are those that real cards use. Emoji, numbering, punctuation,
//! case and bold don't count, and a heading may speak of two topics, as
//! "Intended uses & limitations" does.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::RegexSet;
use unicode_normalization::UnicodeNormalization as _;

use super::vocabulary::TOPICS;

/// All topic names, in the order of the vocabulary.
pub fn names() -> impl Iterator<Item = &'static str> {
    TOPICS.iter().map(|topic| topic.name)
}

fn phrases(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(',')
        .map(str::trim)
        .filter(|phrase| !phrase.is_empty())
}

/// One automaton over every phrase, and the topic that each belongs to.
struct Vocabulary {
    phrases: RegexSet,
    topics: Vec<usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut patterns = Vec::new();
    let mut topics = Vec::new();
    for (index, topic) in TOPICS.iter().enumerate() {
        for phrase in phrases(topic.whole) {
            patterns.push(if phrase.is_ascii() {
                format!("^ {phrase} $")
            } else {
                format!("^{phrase}$")
            });
            topics.push(index);
        }
        for phrase in phrases(topic.within) {
            patterns.push(match phrase.strip_suffix('.') {
                Some(words) => format!(" {words} "),
                None if phrase.is_ascii() => format!(" {phrase}"),
                None => phrase.to_owned(),
            });
            topics.push(index);
        }
    }
    Vocabulary {
        phrases: RegexSet::new(patterns)
            .expect("internal error: the vocabulary of headings is no pattern"),
        topics,
    }
});

/// The topics that a heading speaks of, in the order of the vocabulary.
#[must_use]
pub fn topics(heading: &str) -> Vec<&'static str> {
    let heading: String = heading.nfc().collect::<String>().to_lowercase();
    let mut found = BTreeSet::new();
    speaks_of(&words(&heading), &mut found);
    let parts = parts(&heading);
    if parts.len() > 1 {
        for part in parts {
            speaks_of(&words(part), &mut found);
        }
    }
    found.into_iter().map(|index| TOPICS[index].name).collect()
}

/// The parts that conjunctions make of a heading.
fn parts(heading: &str) -> Vec<&str> {
    heading
        .split(['&', ',', '/', '+', '·', '、', ';', '|', '(', ':'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "))
        .flat_map(|part| part.split(" 및 "))
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .collect()
}

/// Nothing but words, one space around each; numbering and the template's
/// "[optional]" are gone.
fn words(heading: &str) -> String {
    let mut tokens: Vec<&str> = heading
        .split(|character: char| !character.is_alphanumeric())
        .filter(|token| !token.is_empty())
        .collect();
    let numbering = tokens
        .iter()
        .take_while(|token| token.chars().all(|digit| digit.is_ascii_digit()))
        .count();
    tokens.drain(..numbering);
    if tokens.last() == Some(&"optional") {
        tokens.pop();
    }
    if matches!(tokens.first(), Some(&("and" | "the" | "our"))) {
        tokens.remove(0);
    }
    format!(" {} ", tokens.join(" "))
}

fn speaks_of(words: &str, found: &mut BTreeSet<usize>) {
    let vocabulary = &*VOCABULARY;
    let mut here: BTreeSet<usize> = vocabulary
        .phrases
        .matches(words)
        .into_iter()
        .map(|phrase| vocabulary.topics[phrase])
        .collect();
    if !words.is_ascii() {
        let joined = words.replace(' ', "");
        here.extend(
            vocabulary
                .phrases
                .matches(&joined)
                .into_iter()
                .map(|phrase| vocabulary.topics[phrase]),
        );
    }
    let named: Vec<&str> = here.iter().map(|&index| TOPICS[index].name).collect();
    found.extend(
        here.iter()
            .copied()
            .filter(|&index| !phrases(TOPICS[index].unless).any(|other| named.contains(&other))),
    );
}

#[cfg(test)]
mod tests {
    use super::topics;

    #[test]
    fn a_heading_may_hold_two_topics() {
        assert_eq!(
            topics("Intended uses & limitations❗️"),
            ["intended-use", "limitations"]
        );
        assert_eq!(
            topics("Bias, Risks, and Limitations"),
            ["limitations", "bias"]
        );
    }

    #[test]
    fn numbering_emoji_and_case_do_not_count() {
        assert_eq!(topics("3.2 TRAINING DATA 🏋🏻‍♂️"), ["training-data"]);
        assert_eq!(topics("**Contact** ☎"), ["contact"]);
    }

    #[test]
    fn out_of_scope_is_no_intended_use() {
        assert_eq!(topics("Out-of-scope use cases"), ["out-of-scope"]);
        assert!(topics("Intended users").is_empty());
        assert_eq!(
            topics("Intended and out-of-scope uses"),
            ["intended-use", "out-of-scope"]
        );
    }

    #[test]
    fn data_for_both_purposes_is_both() {
        assert_eq!(
            topics("Training and evaluation data"),
            ["training-data", "evaluation-data"]
        );
    }

    #[test]
    fn korean_headings_speak_of_the_same_topics() {
        assert_eq!(topics("사용 목적 및 한계"), ["intended-use", "limitations"]);
        assert_eq!(topics("2. 학습데이터"), ["training-data"]);
        assert_eq!(topics("집단별 지표"), ["metrics-by-group"]);
        assert_eq!(topics("문의"), ["contact"]);
    }

    #[test]
    fn a_title_speaks_of_nothing() {
        assert!(topics("Model Card for parcel-helper").is_empty());
        assert!(topics("").is_empty());
    }
}
