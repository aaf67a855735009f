//! How much of one text's content stands in another.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

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

/// English endings, the longer ones first.
const ENGLISH_ENDINGS: &[&str] = &["'s", "’s", "ing", "ed", "es", "s"];

/// The content words of a text: lower case, stop words left out.
#[must_use]
pub fn content_words(text: &str) -> BTreeSet<String> {
    let text = text.nfc().collect::<String>().to_lowercase();
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
        if !STOP.contains(&word) && (word.chars().count() > 1 || word.parse::<u8>().is_ok()) {
            content.insert(word.to_owned());
        }
    }
    content
}

/// How many of `words` stand in `other`, with or without an ending.
fn common(words: &BTreeSet<String>, other: &BTreeSet<String>) -> usize {
    let forms: BTreeSet<&str> = other.iter().flat_map(|word| forms(word)).collect();
    words
        .iter()
        .filter(|word| self::forms(word).any(|form| forms.contains(form)))
        .count()
}

/// A word as it stands, and its stem: particles and plural change no content.
fn forms(word: &str) -> impl Iterator<Item = &str> {
    let korean = word.chars().next().and_then(Script::of) == Some(Script::Hangul);
    let (endings, shortest) = if korean {
        (KOREAN_ENDINGS, 2)
    } else {
        (ENGLISH_ENDINGS, 3)
    };
    let stem = endings
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .filter(|stem| stem.chars().count() >= shortest);
    std::iter::once(word).chain(stem)
}

#[expect(clippy::cast_precision_loss, reason = "numbers of words")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// The share of the content words of the shorter text that stand in the
/// longer one, from 0 to 1; `None` where the languages differ or one of them
/// has no content.
#[must_use]
pub fn overlap(a: &str, b: &str) -> Option<f64> {
    if !Language::of(a)?.comparable(Language::of(b)?) {
        return None;
    }
    let (a, b) = (content_words(a), content_words(b));
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    (!shorter.is_empty()).then(|| share(common(&shorter, &longer), shorter.len()))
}

/// How many content words of `later` do not stand in `earlier`.
#[must_use]
pub fn new_words(later: &str, earlier: &str) -> usize {
    let (later, earlier) = (content_words(later), content_words(earlier));
    later.len() - common(&later, &earlier)
}

/// The best share of the content words of `text`, or of the sentence where
/// that is shorter, among sentences of its language; `None` where there is no
/// such sentence. A sentence of a single content word says too little to count.
#[must_use]
pub fn found_in<'a>(text: &str, sentences: impl IntoIterator<Item = &'a str>) -> Option<f64> {
    let language = Language::of(text)?;
    let wanted = content_words(text);
    if wanted.is_empty() {
        return None;
    }
    sentences
        .into_iter()
        .filter(|sentence| Language::of(sentence).is_some_and(|other| other.comparable(language)))
        .filter_map(|sentence| {
            let offered = content_words(sentence);
            let floor = wanted.len().min(2);
            (offered.len() >= floor).then(|| {
                let (shorter, longer) = if wanted.len() <= offered.len() {
                    (&wanted, &offered)
                } else {
                    (&offered, &wanted)
                };
                share(common(shorter, longer), shorter.len())
            })
        })
        .max_by(f64::total_cmp)
}
