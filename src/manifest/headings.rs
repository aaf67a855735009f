//! What a heading speaks of: the vocabulary of topics, English and Korean.
//!
//! The words are those that real cards use. Emoji, numbering, punctuation,
//! case and bold don't count, and a heading may speak of two topics, as
//! "Intended uses & limitations" does.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

use super::vocabulary::TOPICS;

/// One phrase of the vocabulary.
struct Phrase {
    text: &'static str,
    /// The topic that it stands for.
    topic: usize,
    extent: Extent,
}

/// How much of a heading a phrase takes.
#[derive(Clone, Copy)]
enum Extent {
    /// All of it.
    Whole,
    /// Some of it, and the last word ends with the phrase.
    Words,
    /// Some of it, and the last word may go on.
    Stem,
}

/// The phrases by their first letter.
static PHRASES: LazyLock<HashMap<char, Vec<Phrase>>> = LazyLock::new(|| {
    let mut phrases: HashMap<char, Vec<Phrase>> = HashMap::new();
    for (topic, entry) in TOPICS.iter().enumerate() {
        let whole = listed(entry.whole).map(|text| (text, Extent::Whole));
        let within = listed(entry.within).map(|text| {
            text.strip_suffix('.')
                .map_or((text, Extent::Stem), |text| (text, Extent::Words))
        });
        for (text, extent) in whole.chain(within) {
            if let Some(first) = text.chars().next() {
                phrases.entry(first).or_default().push(Phrase {
                    text,
                    topic,
                    extent,
                });
            }
        }
    }
    phrases
});

fn listed(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(',')
        .map(str::trim)
        .filter(|phrase| !phrase.is_empty())
}

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

/// The words of a heading; numbering, a leading article and the template's
/// "[optional]" are gone.
fn words(heading: &str) -> Vec<&str> {
    let mut words: Vec<&str> = heading
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let numbering = words
        .iter()
        .take_while(|word| word.chars().all(|digit| digit.is_ascii_digit()))
        .count();
    words.drain(..numbering);
    if words.last() == Some(&"optional") {
        words.pop();
    }
    if matches!(words.first(), Some(&("and" | "the" | "our"))) {
        words.remove(0);
    }
    words
}

fn speaks_of(words: &[&str], found: &mut BTreeSet<usize>) {
    let mut here = BTreeSet::new();
    // English phrases begin where a word does.
    let spaced = words.join(" ");
    let mut start = 0;
    for word in words {
        collect(&spaced, start, &mut here);
        start += word.len() + 1;
    }
    // Korean words grow together and take particles, so phrases begin anywhere.
    if !spaced.is_ascii() {
        let joined = words.concat();
        for (start, character) in joined.char_indices() {
            if !character.is_ascii() {
                collect(&joined, start, &mut here);
            }
        }
    }
    let named: Vec<&str> = here.iter().map(|&topic| TOPICS[topic].name).collect();
    found.extend(
        here.into_iter()
            .filter(|&topic| !listed(TOPICS[topic].unless).any(|other| named.contains(&other))),
    );
}

/// The topics of the phrases that stand at an offset of a heading.
fn collect(heading: &str, start: usize, found: &mut BTreeSet<usize>) {
    let rest = &heading[start..];
    let candidates = rest.chars().next().and_then(|first| PHRASES.get(&first));
    for phrase in candidates.into_iter().flatten() {
        let Some(after) = rest.strip_prefix(phrase.text) else {
            continue;
        };
        let stands = match phrase.extent {
            Extent::Whole => start == 0 && after.is_empty(),
            Extent::Words => after.is_empty() || after.starts_with(' '),
            Extent::Stem => true,
        };
        if stands {
            found.insert(phrase.topic);
        }
    }
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
