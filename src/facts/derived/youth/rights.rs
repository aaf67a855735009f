//! Which questions of children's rights the assessment treats: whether each
//! has a passage of its own that says something.

use crate::facts::{Scope, linked};
use crate::manifest::record::Record;
use crate::measure::text::{Shingles, holds_any, substance, words};
use crate::model::{Place, Span, Value};
use crate::source::markdown::Markdown;

use linked::Passage;

/// Words that a passage needs for each topic that it treats.
const NEEDED: usize = 10;
/// Words at the beginning of a paragraph that can name its topic.
const NAMING: usize = 3;
/// From here on two texts are one.
const ALIKE: f64 = 0.85;

/// Words by which a reader finds a topic, in lower case.
#[rustfmt::skip]
const TOPICS: [(&str, &[&str]); 5] = [
    ("best-interests", &["best interest", "best interests", "child's interests", "children's interests", "interests of the child", "interests of children", "최선의 이익", "최상의 이익"]),
    ("age-bands", &["age", "ages", "age-band", "age-bands", "연령", "나이", "발달 단계"]),
    ("contact", &["contact", "contacts", "strangers", "grooming", "접촉", "연락", "낯선"]),
    ("content", &["content", "contents", "콘텐츠", "컨텐츠"]),
    ("conduct", &["conduct", "behavior", "behaviour", "bullying", "행동", "행위", "괴롭힘"]),
];

/// All names of topics.
pub(super) const NAMES: &[&str] = &[
    "best-interests",
    "age-bands",
    "contact",
    "content",
    "conduct",
];

/// Why a topic is not treated.
#[rustfmt::skip]
pub(super) const WHYS: &[&str] = &[
    "no-section", "empty", "too-short", "placeholder", "template", "punctuation", "repeated",
];

/// A text that may treat a topic.
struct Candidate {
    text: String,
    place: Place,
    /// How many topics its heading or its first words name.
    names: usize,
}

/// Each topic with what the section that `youth.rights` names says of it.
pub(super) fn rights(scope: &Scope) -> Option<Value> {
    let declared = scope.declared("youth.rights")?;
    let passage = match linked::passage(scope, declared.as_str().unwrap_or("")) {
        Ok(passage) => passage,
        Err(reason) => return Some(Value::missing(reason, declared.mark())),
    };
    let mut used: Vec<(Span, Shingles)> = Vec::new();
    let topics = TOPICS.map(|(topic, cues)| {
        let mut record = Record::new();
        record.put("topic", Value::computed(topic));
        tell(&candidates(&passage, topic, cues), &mut used, &mut record);
        record.into_value(None).placed_like(declared)
    });
    Some(Value::list(topics).placed_like(declared))
}

fn tell(candidates: &[Candidate], used: &mut Vec<(Span, Shingles)>, record: &mut Record) {
    let mut why = "no-section";
    for candidate in candidates {
        let found = substance(&candidate.text, NEEDED * candidate.names.max(1));
        let shingles = Shingles::of(&candidate.text);
        // One passage may treat several topics; its copy treats none.
        let span = candidate.place.span;
        let copies = |(of, earlier): &(Span, Shingles)| {
            *of != span && earlier.similarity(&shingles) >= ALIKE
        };
        let this = match found.why {
            Some(why) => why.name(),
            None if used.iter().any(copies) => "repeated",
            None => {
                record.put("covered", Value::computed(true));
                record.put(
                    "passage",
                    Value::computed(candidate.place.path())
                        .with_place(Some(candidate.place.clone())),
                );
                used.push((span, shingles));
                return;
            }
        };
        if why == "no-section" {
            why = this;
            record.put(
                "passage",
                Value::computed(candidate.place.path()).with_place(Some(candidate.place.clone())),
            );
        }
    }
    record.put("covered", Value::computed(false));
    record.put("why", Value::computed(why));
}

/// The texts that may treat a topic: what a comment marks, what a heading
/// names, then paragraphs, items and rows that begin with its words.
fn candidates(passage: &Passage, topic: &str, cues: &[&str]) -> Vec<Candidate> {
    let markdown = &passage.markdown;
    let inside = |span: Span| span.start >= passage.span.start && span.end <= passage.span.end;
    let marked = markdown
        .topics
        .iter()
        .filter(|(name, span)| inside(*span) && name.eq_ignore_ascii_case(topic));
    let marked = marked.map(|(_, span)| of_span(markdown, *span, 1));
    let headed = markdown.sections.iter().filter(|section| {
        let heading = section.heading.to_lowercase();
        section.level > 0 && inside(section.own) && holds_any(&heading, cues)
    });
    let headed = headed.map(|section| {
        // The heading of the whole assessment speaks of what comes before the next one.
        let is_all = section.heading_span.start == passage.span.start;
        let span = if is_all { section.own } else { section.whole };
        of_span(markdown, span, named(&section.heading))
    });
    let mut found: Vec<Candidate> = marked.chain(headed).collect();
    let prose = passage.prose();
    let begins = prose
        .lines()
        .filter(|line| holds_any(&beginning(line), cues));
    found.extend(begins.map(|line| Candidate {
        text: line.to_owned(),
        place: linked::first_words(&markdown.place(passage.span)),
        names: named(&beginning(line)),
    }));
    found
}

fn of_span(markdown: &Markdown, span: Span, names: usize) -> Candidate {
    Candidate {
        text: markdown.prose(span),
        place: linked::first_words(&markdown.place(span)),
        names,
    }
}

/// The first words of a line, in lower case.
fn beginning(line: &str) -> String {
    let first: Vec<&str> = words(line).take(NAMING).collect();
    first.join(" ").to_lowercase()
}

/// How many topics a text names.
fn named(text: &str) -> usize {
    let lower = text.to_lowercase();
    let names = TOPICS.iter().filter(|(_, cues)| holds_any(&lower, cues));
    names.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_topics_have_the_names_of_the_catalogue() {
        assert_eq!(TOPICS.map(|(topic, _)| topic), NAMES);
    }

    #[test]
    fn a_heading_that_names_three_topics_owes_words_for_each() {
        assert_eq!(named("Contact, content and conduct"), 3);
        assert_eq!(named("접촉과 콘텐츠"), 2);
        assert_eq!(named("Decision"), 0);
        assert_eq!(
            beginning("- **Contact.** Nobody writes to a pupil, ever"),
            "contact nobody writes"
        );
    }
}
