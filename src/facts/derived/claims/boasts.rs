//! Praise that promises more than any measurement gives.

use std::sync::LazyLock;

use regex::Regex;

use super::known::Known;
use crate::facts::derived::fairness::written::Written;
use crate::manifest::record::Record;
use crate::measure::text::{plain, sentences, stands};
use crate::model::{Span, Value};
use crate::source::markdown::Markdown;

static BOAST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i-u)\b(?:bias[- ]free|free (?:of|from) (?:any |all )?bias|state[- ]of[- ]the[- ]art\b|",
        r"100 ?(?:%|percent|per cent) (?:accura|correct|safe|fair|reliab|precis|right|unbiased)[a-z]*|",
        r"(?:accura|correct|safe|fair|reliab|precis)[a-z]*(?: rate| score)? (?:is|of|reaches|at) 100 ?(?:%|percent)|",
        r"(?:shows?|has|have|contains?|exhibits?|displays?) no bias(?:es)?\b|(?:is|are) (?:(?:completely|entirely|fully|perfectly|totally) )?unbiased\b|",
        r"(?:completely|entirely|fully|perfectly|totally|always) fair\b|fair (?:to|for) (?:everyone|everybody|all)\b|",
        r"treats? (?:everyone|everybody|all (?:groups|people|applicants|users)) (?:equally|fairly|the same|alike)\b)|",
        r"(?-iu)편향(?:이|은|성이)? ?(?:전혀 |아예 )?없|100 ?(?:%|퍼센트)의? ?(?:정확|안전|공정|신뢰)|최고 수준|최첨단|완벽(?:하게|히) (?:정확|안전|공정)|",
        r"모든 (?:집단|사람|이용자|사용자|신청자|고객)(?:에게|에)? ?(?:완전히 |항상 )?(?:공정|공평)|완전히 (?:공정|공평)|차별(?:이|은)? ?(?:전혀 |아예 )?없(?:습니다|다|음|으며|고)",
    ))
    .expect("internal error: the pattern of praise is no pattern")
});

/// Without one of these there is no praise.
#[rustfmt::skip]
pub(super) const STEMS: &[&str] = &[
    "bias", "state", "100", " fair", "treat", "편향", "최고", "최첨단", "완벽", "공정", "공평", "차별",
];

/// Where none of these stands whole in a sentence in lower case it holds none,
/// and the pattern needs not be built.
#[rustfmt::skip]
const CUES: &[&[&str]] = &[
    &["bias-free"], &["bias free"], &["free of", "bias"], &["free from", "bias"], &["state-of", "art"], &["state of", "art"],
    &["100%"], &["100 %"], &["100percent"], &["100 percent"], &["100per cent"], &["100 per cent"], &["100퍼센트"], &["100 퍼센트"],
    &["no bias"], &["unbiased"], &[" fair"], &["treat"], &["편향", "없"], &["최고 수준"], &["최첨단"], &["완벽"], &["공정"], &["공평"], &["차별"],
];

/// Words of a sentence that denies it, or speaks of others.
#[rustfmt::skip]
const DENIED: &[&str] = &[
    "not", "no", "never", "cannot", "can t", "isn t", "aren t", "doesn t", "neither", "nor", "nobody",
    "claim", "without", "compared", "against", "than", "if", "whether", "should", "must", "aim", "goal", "estimate",
    "estimator", "않", "아니", "못", "지는", "보장할 수 없",
];

/// Praise in the prose of a document, and whether a number of the evidence
/// stands beside it: in its sentence, or in the next one.
pub(super) fn boasts(markdown: &Markdown, span: Span, from: &str, known: &Known) -> Vec<Value> {
    let reading = markdown.reading(span);
    let all: Vec<&str> = sentences(&reading.text).collect();
    let mut found = Vec::new();
    for (index, sentence) in all.iter().enumerate() {
        let lower = sentence.to_ascii_lowercase();
        let holds = |cue: &&[&str]| cue.iter().all(|part| lower.contains(part));
        if !CUES.iter().any(holds) {
            continue;
        }
        let Some(words) = BOAST.find(sentence) else {
            continue;
        };
        // "It shows no bias" denies nothing.
        let around = plain(&format!(
            "{} {}",
            &sentence[..words.start()],
            &sentence[words.end()..]
        ));
        let denied = DENIED.iter().any(|word| match word.is_ascii() {
            true => stands(&around, word),
            false => around.contains(word),
        });
        if denied {
            continue;
        }
        let begins = |text: &str| text.as_ptr() as usize - reading.text.as_ptr() as usize;
        let at = begins(sentence);
        // A number below the next heading, or in the next item, backs nothing here.
        let next = all.get(index + 1).filter(|next| {
            let between = reading.text.get(at + sentence.len()..begins(next));
            between.is_some_and(|between| !between.contains('\n'))
        });
        let beside = figure(sentence, known) || next.is_some_and(|next| figure(next, known));
        let place = reading.span(at + words.start()..at + words.end());
        let mut record = Record::new();
        record.put("words", Value::computed(words.as_str()));
        record.put("from", Value::computed(from));
        record.put("backed", Value::computed(beside));
        found.push(record.into_value(place.map(|span| markdown.place(span))));
    }
    found
}

/// Whether a text holds a number that the evidence has.
fn figure(text: &str, known: &Known) -> bool {
    let starts = text.char_indices().filter(|(at, c)| {
        let before = text[..*at].chars().next_back();
        c.is_ascii_digit() && !before.is_some_and(|c| c.is_ascii_digit() || c == '.' || c == ',')
    });
    starts
        .filter_map(|(at, _)| Written::parse(&text[at..]))
        .any(|written| known.holds(written))
}
