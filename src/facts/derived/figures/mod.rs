//! Numbers in prose right beside the name of a measure: "the demographic
//! parity difference is 0.06", "an AUC of 0.91", "위양성률 차이는 0.03".
//!
//! A pattern of bounded length, and no understanding: a sentence that speaks
//! of limits, of training, of other work or of an earlier state is left alone,
//! and so is what stands in a table or below a heading about such things.

mod excuses;
mod pattern;
mod sentence;
mod versions;
mod words;

use std::ops::Range;

use super::fairness::written::Written;
use crate::measure::text::{plain, sentences, stands};
use crate::model::{Place, Span};
use crate::source::markdown::Markdown;

use self::excuses::is_cited;
pub(super) use self::pattern::may_hold;
pub(super) use self::sentence::{Bound, compares};
use self::sentence::{Claim, claims};
pub(super) use self::versions::is_version;

/// What is known of the system that a text is about.
#[derive(Default)]
pub(super) struct Own {
    /// What may be named in a sentence and is here: systems, models, sets of
    /// data, groups.
    pub(super) names: Vec<String>,
    /// Versions of what is here.
    pub(super) versions: Vec<String>,
    /// The last year in which evidence was made.
    pub(super) year: Option<u16>,
}

/// A number that is claimed of a measure.
pub(super) struct Figure {
    /// The measure: a rate, `auc`, `f1`, or a comparison as fairlearn names it.
    pub(super) metric: String,
    /// The number, and what its last digit is worth; of an approximate one more.
    pub(super) written: Written,
    /// Whether the number is only a bound: "below 0.05".
    pub(super) bound: Option<Bound>,
    /// Its sentence.
    pub(super) sentence: String,
    /// What stands around it in its sentence, from comma to comma.
    pub(super) clause: String,
    /// Whether it names something else that nobody here knows, such as another
    /// set of data: the number may then be about that.
    pub(super) is_elsewhere: bool,
    /// The number as it is written, with the words that make a bound of it.
    pub(super) text: String,
    pub(super) place: Place,
}

/// Words of a heading below which numbers are about something else.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "training", "baseline", "baselines", "related", "previous", "history", "changelog", "changes", "target",
    "targets", "goals", "references", "citation", "background", "example", "examples", "thresholds",
    "학습", "훈련", "기준선", "이전", "변경", "이력", "목표", "참고", "인용", "배경", "예시", "한도",
];
/// Headings below which a team says what it commits to.
const COMMITS: &[&str] = &[
    " our limits ",
    " fairness limits ",
    " agreed limits ",
    " limits we ",
    " limits that we ",
];
/// Names in capitals that are no names of something else.
#[rustfmt::skip]
const CAPITALS: &[&str] = &[
    "auc", "roc", "auroc", "fpr", "fnr", "tpr", "tnr", "ppv", "f1", "ci", "ai", "ml", "i", "we",
];

/// The figures in the prose of a document, and in its headings.
pub(super) fn figures(markdown: &Markdown, span: Span, own: &Own) -> Vec<Figure> {
    let reading = markdown.reading(span);
    let mut found = Vec::new();
    for sentence in sentences(&reading.text) {
        let at = sentence.as_ptr() as usize - reading.text.as_ptr() as usize;
        let place = |range: Range<usize>| reading.span(at + range.start..at + range.end);
        found.extend(of_sentence(markdown, sentence, own, place));
    }
    let is_within = |other: &Span| span.start <= other.start && other.end <= span.end;
    let headings = markdown.sections.iter().map(|section| section.heading_span);
    for heading in headings.filter(is_within) {
        let text = &markdown.document.text[heading.start as usize..heading.end as usize];
        let line = text.lines().next().unwrap_or("").trim_end();
        let text = line.trim_start_matches(['#', ' ']);
        let start = heading.start as usize + line.len() - text.len();
        let place = |range: Range<usize>| Some(Span::new(start + range.start, start + range.end));
        found.extend(of_sentence(markdown, text, own, place));
    }
    found
}

/// The figures of one sentence. `place` tells where a range of it stands.
fn of_sentence(
    markdown: &Markdown,
    sentence: &str,
    own: &Own,
    place: impl Fn(Range<usize>) -> Option<Span>,
) -> Vec<Figure> {
    if !may_hold(sentence) || versions::is_long_ago(sentence, own.year) {
        return Vec::new();
    }
    let version = versions::is_of_another(sentence, &own.versions);
    if version == Some(true) {
        return Vec::new();
    }
    let is_elsewhere =
        version.is_none() || is_cited(sentence) || is_elsewhere(sentence, &own.names);
    let figure = |claim: Claim| {
        let range = claim.range;
        let span = place(range.clone()).filter(|span| !is_aside(markdown, *span))?;
        Some(Figure {
            metric: claim.metric,
            written: claim.written,
            bound: claim.bound,
            sentence: sentence.to_owned(),
            clause: clause(sentence, &range).to_owned(),
            is_elsewhere,
            text: sentence[range].to_owned(),
            place: markdown.place(span),
        })
    };
    claims(sentence).into_iter().filter_map(figure).collect()
}

/// What stands around a number, from comma to comma.
fn clause<'a>(sentence: &'a str, number: &Range<usize>) -> &'a str {
    let start = sentence[..number.start].rfind([',', ';']);
    let end = sentence[number.end..].find([',', ';']);
    &sentence[start.unwrap_or(0)..end.map_or(sentence.len(), |end| number.end + end)]
}

/// Whether a place lies in a table, or below a heading about other things.
fn is_aside(markdown: &Markdown, span: Span) -> bool {
    let holds = |other: &Span| other.start <= span.start && span.end <= other.end;
    let mut sections = markdown
        .sections
        .iter()
        .filter(|section| holds(&section.whole));
    markdown.tables.iter().any(|table| holds(&table.span))
        || sections.any(|section| is_aside_heading(&plain(&section.heading)))
}

/// Whether numbers below a heading are about something else.
pub(super) fn is_aside_heading(heading: &str) -> bool {
    // "Limits" is where a text for the public says how often it is wrong;
    // "our limits" are those that a team commits to.
    let commits = COMMITS.iter().any(|words| heading.contains(words));
    commits
        || ASIDE.iter().any(|word| match word.is_ascii() {
            true => stands(heading, word),
            false => heading.contains(word),
        })
}

/// Whether a sentence names something that is not known here.
fn is_elsewhere(sentence: &str, known: &[String]) -> bool {
    let marks = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '/' | '.');
    let mut words = sentence
        .split(marks)
        .map(|word| word.trim_matches(['.', '-']));
    words.next();
    words
        .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(str::to_lowercase)
        .any(|word| {
            !CAPITALS.contains(&word.as_str())
                && !known.iter().any(|name| name.to_lowercase().contains(&word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_nobody_here_knows_is_of_something_else() {
        let known = ["loan-score".to_owned()];
        assert!(is_elsewhere("The AUC on Adult is 0.91.", &known));
        assert!(!is_elsewhere("The AUC of loan-score is 0.91.", &known));
    }
}
