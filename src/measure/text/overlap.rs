//! How much of one text's content stands in another.

use std::collections::{BTreeSet, HashSet};
use std::sync::OnceLock;

use super::composed;
use super::language::{Language, Script};
use super::words::words;

/// Words that carry no content, English and Korean.
#[rustfmt::skip]
const STOP: &[&str] = &[
    "a", "about", "above", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "before", "being", "but", "by", "can", "cannot", "could", "did", "do",
    "does", "each", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if",
    "in", "into", "is", "it", "its", "may", "more", "most", "must", "no", "not", "of", "on",
    "only", "or", "other", "our", "out", "over", "she", "should", "so", "some", "such", "than",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to",
    "under", "up", "us", "use", "used", "uses", "using", "was", "we", "were", "what", "when",
    "where", "which", "while", "who", "whom", "whose", "why", "will", "with", "without", "would",
    "you", "your", "것", "것을", "것이", "것은", "수", "등", "및", "또는", "또", "그", "그리고", "그러나", "이", "저",
    "때", "더", "위해", "위한", "위하여", "통해", "대한", "대해", "대하여", "있는", "있다", "있습니다", "없는", "없이", "하는",
    "하다", "한다", "합니다", "하고", "하지", "된", "되는", "된다", "됩니다", "않는", "않다", "않습니다", "않고", "매우", "모든",
    "각", "중", "경우", "우리", "저희", "사용", "사용한다",
];

/// Korean particles and endings, the longer ones first.
#[rustfmt::skip]
const KOREAN_ENDINGS: &[&str] = &[
    "하였습니다", "했습니다", "하겠습니다", "하지", "합니다", "됩니다", "입니다", "에게서", "으로서", "으로써", "으로는", "에서는", "에서도",
    "에게", "에서", "으로", "까지", "부터", "한테", "처럼", "보다", "마다", "이나", "이라", "라도", "하는", "하기", "하고", "하여",
    "하며", "한다", "된다", "되는", "되어", "될", "된", "할", "한", "함", "해", "을", "를", "은", "는", "이", "가", "의",
    "에", "로", "와", "과", "도", "만", "께", "들",
];

/// English endings, the longer ones first, each with the letters that have to
/// be left: what bends a word may leave three, what makes another one four.
const ENGLISH_ENDINGS: &[(&str, usize)] = &[
    ("ations", 4),
    ("ically", 4),
    ("ation", 4),
    ("ments", 4),
    ("ally", 4),
    ("ings", 3),
    ("ions", 4),
    ("ment", 4),
    ("als", 4),
    ("ers", 4),
    ("ies", 3),
    ("ing", 3),
    ("ion", 4),
    ("ity", 4),
    ("'s", 2),
    ("’s", 2),
    ("al", 4),
    ("ed", 3),
    ("er", 4),
    ("es", 3),
    ("ic", 4),
    ("ly", 4),
    ("or", 4),
    ("e", 3),
    ("s", 3),
    ("y", 4),
];

/// Endings that a word may bear one behind the other.
const MOST_ENDINGS: usize = 3;

/// The content of a text: its words in lower case, stop words left out.
#[derive(Clone, Debug, Default)]
pub struct Content {
    words: BTreeSet<String>,
    /// The words and their stems.
    forms: BTreeSet<String>,
}

impl Content {
    /// The content of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = composed(text).to_lowercase();
        let mut content = BTreeSet::new();
        let mut before: Option<&str> = None;
        for word in words(&text) {
            // One Chinese character is no word, two mostly are.
            let ideograph = matches!(
                word.chars().next().and_then(Script::of),
                Some(Script::Han | Script::Kana)
            );
            if ideograph {
                if let Some(before) = before {
                    content.insert(format!("{before}{word}"));
                }
                before = Some(word);
                continue;
            }
            before = None;
            if !carries_nothing(word) && (word.chars().count() > 1 || word.parse::<u8>().is_ok()) {
                content.insert(word.to_owned());
            }
        }
        let forms = content.iter().flat_map(|word| forms(word));
        Self {
            forms: forms.map(str::to_owned).collect(),
            words: content,
        }
    }

    /// How many of its words stand in `other`, with or without an ending.
    fn common(&self, other: &Self) -> usize {
        let stands = |word: &&String| forms(word).any(|form| other.forms.contains(form));
        self.words.iter().filter(stands).count()
    }

    /// How many of its words do not stand in `other`, with or without an ending.
    pub(super) fn lacking_in(&self, other: &Self) -> usize {
        self.words.len() - self.common(other)
    }

    /// The share of the words of the shorter text that stand in the longer
    /// one; `None` where one of them has no content.
    fn overlap(&self, other: &Self) -> Option<f64> {
        match self.words.len() <= other.words.len() {
            true => self.share_in(other),
            false => other.share_in(self),
        }
    }

    /// The share of its words that stand in `other`; `None` where it has none.
    fn share_in(&self, other: &Self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "numbers of words")]
        let share = self.common(other) as f64 / self.words.len() as f64;
        (!self.words.is_empty()).then_some(share)
    }
}

fn carries_nothing(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    WORDS
        .get_or_init(|| STOP.iter().copied().collect())
        .contains(word)
}

/// A word as it stands, and what is left of it ending by ending: particles,
/// plurals and kinds of words change little of what is spoken of.
fn forms(word: &str) -> impl Iterator<Item = &str> {
    let korean = word.chars().next().and_then(Script::of) == Some(Script::Hangul);
    std::iter::successors(Some(word), move |word| stem(word, korean)).take(1 + MOST_ENDINGS)
}

/// A word without its last ending.
fn stem(word: &str, korean: bool) -> Option<&str> {
    let without = |ending: &str, least: usize| {
        let stem = word.strip_suffix(ending)?;
        (stem.chars().count() >= least).then_some(stem)
    };
    match korean {
        true => KOREAN_ENDINGS.iter().find_map(|ending| without(ending, 2)),
        false => ENGLISH_ENDINGS
            .iter()
            .find_map(|(ending, least)| without(ending, *least)),
    }
}

/// The share of the content words of the shorter text that stand in the
/// longer one, from 0 to 1; `None` where the languages differ or one of them
/// has no content.
#[must_use]
pub fn overlap(a: &str, b: &str) -> Option<f64> {
    let comparable = Language::of(a)?.comparable(Language::of(b)?);
    comparable.then(|| Content::of(a).overlap(&Content::of(b)))?
}

/// How many content words of the first text stand in the second; `None` where
/// the languages differ or one of them has no content.
#[must_use]
pub fn shared(a: &str, b: &str) -> Option<usize> {
    let comparable = Language::of(a)?.comparable(Language::of(b)?);
    comparable.then(|| Content::of(a).common(&Content::of(b)))
}

/// How many content words of `later` do not stand in `earlier`.
#[must_use]
pub fn new_words(later: &str, earlier: &str) -> usize {
    let (later, earlier) = (Content::of(later), Content::of(earlier));
    later.lacking_in(&earlier)
}

/// Sentences that a text is looked for in.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    statements: Vec<(Language, Content)>,
}

/// Beyond so many sentences nobody reads a section on uses.
const MOST: usize = 1_000;

impl Statements {
    /// The sentences of passages that hold letters.
    #[must_use]
    pub fn of<'a>(sentences: impl IntoIterator<Item = &'a str>) -> Self {
        let statements = sentences.into_iter().take(MOST);
        Self {
            statements: statements
                .filter_map(|sentence| Some((Language::of(sentence)?, Content::of(sentence))))
                .collect(),
        }
    }

    /// The best overlap of a text with a sentence of its language; `None`
    /// where there is no such sentence. A sentence of one word stands for that
    /// word, never for the whole text.
    #[must_use]
    pub fn nearest(&self, text: &str) -> Option<f64> {
        let (language, content) = (Language::of(text)?, Content::of(text));
        self.statements
            .iter()
            .filter(|(other, _)| other.comparable(language))
            .filter_map(|(_, other)| match other.words.len() {
                0 | 1 => content.share_in(other),
                _ => content.overlap(other),
            })
            .max_by(f64::total_cmp)
    }
}
