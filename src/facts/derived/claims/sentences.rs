//! Numbers in sentences, where the sentence leaves no doubt of what they are
//! about: one metric by its name, one number right behind it, and one group,
//! one language, or a word for everybody. Anything else is left alone.

use std::ops::Range;

use super::known::{About, Known, metric};
use super::tables::Claim;
use crate::facts::derived::fairness::card::MEASURES;
use crate::facts::languages;
use crate::measure::text::{Script, plain, sentences, stands};
use crate::model::{Span, Value};
use crate::source::markdown::{Markdown, Reading};

/// Words of a sentence that speaks of limits, differences or aims.
#[rustfmt::skip]
const OTHERWISE: &[&str] = &[
    "gap", "difference", "differs", "ratio", "limit", "threshold", "point", "points", "pp", "below",
    "under", "above", "over", "at most", "at least", "up to", "less", "more", "than", "between", "within", "from",
    "target", "goal", "aim", "baseline", "before", "previous", "earlier", "not", "no", "chance",
    "차이", "격차", "비율의", "한도", "기준", "목표", "이하", "미만", "이상", "초과", "사이", "포인트", "이전", "않", "아니",
];
/// What may stand between a metric and its number.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "is", "was", "of", "at", "about", "a", "an", "the", "to", "reaches", "reached", "score", "rate",
    "value", "for", "on", "in", "among", "overall", "all", "everybody", "은", "는", "이", "가", "약",
];
const EVERYBODY: &[&str] = &["overall", "everybody", "everyone", "all", "전체"];

/// Claims in the prose of a document.
pub(super) fn claims(markdown: &Markdown, span: Span, known: &Known) -> Vec<Claim> {
    let reading = markdown.reading(span);
    let mut claims = Vec::new();
    for sentence in sentences(&reading.text) {
        let at = sentence.as_ptr() as usize - reading.text.as_ptr() as usize;
        if let Some((about, number)) = of_sentence(sentence, known) {
            let range = at + number.start..at + number.end;
            claims.extend(claim(markdown, &reading, about, range));
        }
    }
    claims
}

fn claim(
    markdown: &Markdown,
    reading: &Reading,
    about: About,
    range: Range<usize>,
) -> Option<Claim> {
    let text = &reading.text[range.clone()];
    let place = markdown.place(reading.span(range)?);
    Some(Claim {
        about,
        at: Value::computed(text).with_place(Some(place)),
    })
}

fn of_sentence(sentence: &str, known: &Known) -> Option<(About, Range<usize>)> {
    // Most sentences have none.
    let number = only_number(sentence)?;
    let words = plain(sentence);
    let says = |word: &str| stands(&words, word);
    if OTHERWISE.iter().any(|word| match word.is_ascii() {
        true => says(word),
        false => words.contains(word),
    }) {
        return None;
    }
    let before = plain(&sentence[..number.start]);
    let name = metric_in(&words, known)?;
    // Whatever stands between the metric and its number says nothing else.
    let behind = &before[end_of(&name, &before)?..];
    let mut about = About {
        metric: metric(&name),
        ..About::default()
    };
    let mut groups = known
        .groups
        .iter()
        .filter(|group| says(plain(group).trim()));
    about.group = groups.next().cloned();
    if groups.next().is_some() {
        return None;
    }
    let mut languages = known
        .languages
        .iter()
        .filter(|tag| languages::speaks_of(tag, sentence));
    about.language = languages.next().cloned();
    let of_all = EVERYBODY.iter().any(|word| says(word));
    let whose = about.group.is_some() || about.language.is_some() || of_all;
    let own = about.group.as_deref().map(plain).unwrap_or_default();
    let understood = behind.split_whitespace().all(|word| {
        BETWEEN.contains(&word)
            || stands(&own, word)
            || about
                .language
                .as_deref()
                .is_some_and(|tag| languages::speaks_of(tag, word))
    });
    (whose && understood && languages.next().is_none()).then_some((about, number))
}

/// The longest name of a metric of the evidence that the words hold, where
/// they hold no other metric.
fn metric_in(words: &str, known: &Known) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for metric in &known.metrics {
        let synonyms = MEASURES.iter().find(|(name, _)| name == metric);
        let own = plain(metric);
        let names = synonyms.map_or(&[][..], |(_, names)| names);
        let names = names.iter().copied().chain([own.trim()]);
        let held = names.filter(|name| end_of(name, words).is_some());
        found.extend(held.max_by_key(|name| name.len()).map(str::to_owned));
    }
    let longest = found.iter().max_by_key(|name| name.len())?.clone();
    let alone = found.iter().all(|name| longest.contains(name.as_str()));
    alone.then_some(longest)
}

/// Where a name ends in [`plain`] text, the last time that it stands there; a
/// Korean particle may follow at once.
fn end_of(name: &str, words: &str) -> Option<usize> {
    let spelled = format!(" {name}");
    let ends = words
        .match_indices(&spelled)
        .map(|(at, _)| at + spelled.len());
    let ends = ends.filter(|end| {
        let next = words[*end..].chars().next();
        next.is_some_and(|c| c == ' ' || Script::of(c) == Some(Script::Hangul))
    });
    ends.last()
}

/// The only number of a sentence, its percent sign included.
fn only_number(sentence: &str) -> Option<Range<usize>> {
    let mut found = None;
    let mut at = 0;
    while let Some(begin) = sentence[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + begin;
        let rest = &sentence[start..];
        let inside = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let length = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        let digits = rest[..length].trim_end_matches(['.', ',']);
        let attached = sentence[..start].ends_with(|c: char| c.is_alphanumeric() || c == '-');
        let after = &rest[digits.len()..];
        if attached || after.starts_with(|c: char| c.is_alphabetic() && c.is_ascii()) {
            return None;
        }
        // A share of one percent or less, in words, could be either.
        let in_words = ["percent", "per cent", "퍼센트"];
        if in_words
            .iter()
            .any(|word| after.trim_start().starts_with(word))
            && digits.starts_with('0')
        {
            return None;
        }
        let percent = after.trim_start().starts_with('%');
        let sign = if percent {
            after.find('%').unwrap_or(0) + 1
        } else {
            0
        };
        if found.is_some() {
            return None;
        }
        found = Some(start..start + digits.len() + sign);
        at = start + length;
    }
    found.filter(|range| sentence[range.clone()].contains(['.', '%']))
}
