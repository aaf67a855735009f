//! A card's passages: sections with their topics and prose, tables, and what
//! stands in for a heading where an author wrote none.
//!
//! Everything is found once and in order, so that a document of a hundred
//! thousand headings costs no more than its length.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::record::{Record, joined};
use super::{card, headings};
use crate::model::{Kind, Map, Span, Str, Value};
use crate::source::markdown::{Markdown, Section};

/// A Markdown document with the topics of its sections.
pub struct Outline<'a> {
    markdown: &'a Markdown,
    /// Beside the document's sections.
    topics: Vec<Vec<&'static str>>,
}

/// A bold label that opens a paragraph about a topic.
struct Label {
    name: Span,
    passage: Span,
    topics: Vec<&'static str>,
}

/// Characters that a bold label has; what is longer is a sentence.
const LABEL_LENGTH: std::ops::RangeInclusive<usize> = 2..=60;
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:[-*+][ \t]+)?\*\*(?P<name>[^*\n]+)\*\*")
        .expect("internal error: the pattern of a bold label is no pattern")
});

impl<'a> Outline<'a> {
    /// Find what the headings of a document speak of.
    #[must_use]
    pub fn of(markdown: &'a Markdown) -> Self {
        let title = title(markdown);
        let topics = markdown
            .sections
            .iter()
            .enumerate()
            .map(|(index, section)| match section.level {
                0 => Vec::new(),
                _ if title == Some(index) => Vec::new(),
                _ => headings::topics(&section.heading),
            })
            .collect();
        Self { markdown, topics }
    }

    fn headed(&self) -> impl Iterator<Item = (&'a Section, &[&'static str])> {
        self.markdown
            .sections
            .iter()
            .zip(self.topics.iter().map(Vec::as_slice))
            .filter(|(section, _)| section.level > 0)
    }

    /// The sections that speak of a topic.
    pub fn about(&self, topic: &str) -> impl Iterator<Item = &'a Section> {
        self.headed()
            .filter(move |(_, topics)| topics.contains(&topic))
            .map(|(section, _)| section)
    }

    /// The prose of every section that speaks of one of `topics`, outermost
    /// sections only, as one text that stands where the first of them stands.
    #[must_use]
    pub fn said_of(&self, topics: &[&str]) -> Option<Value> {
        let mut found: Vec<Value> = Vec::new();
        let mut covered = 0;
        for (section, spoken) in self.headed() {
            let speaks = spoken.iter().any(|topic| topics.contains(topic));
            if !speaks || section.whole.start < covered {
                continue;
            }
            covered = section.whole.end;
            let text = self.markdown.prose(section.whole);
            if !text.trim().is_empty() {
                let place = Some(self.markdown.place(section.whole));
                let mut value = Value::computed(text.trim()).with_place(place);
                value.key = Some(section.heading_span);
                found.push(value);
            }
        }
        joined(&found, "\n")
    }

    /// Every section with its topics, its prose and the number of data rows in
    /// its tables; so too every passage that a topic comment marks and every
    /// paragraph that a bold label opens as a heading would.
    #[must_use]
    pub fn sections(&self) -> Value {
        let mut marked: HashMap<Span, Vec<&str>> = HashMap::new();
        for (topic, span) in &self.markdown.topics {
            marked.entry(*span).or_default().push(topic);
        }
        let mut found = Vec::new();
        for (section, topics) in self.headed() {
            let mut topics: Vec<&str> = topics.to_vec();
            for span in [section.whole, section.own] {
                topics.extend(marked.remove(&span).unwrap_or_default());
            }
            let mut record = Record::new();
            record.put("heading", card::heading(self.markdown, section));
            record.put("slug", Value::computed(section.slug.as_str()));
            record.put("level", Value::computed(usize::from(section.level)));
            found.push(self.passage(record, topics, section.whole, section.heading_span));
        }
        for (_, span) in &self.markdown.topics {
            if let Some(topics) = marked.remove(span) {
                found.push(self.passage(unheaded(Value::computed("")), topics, *span, *span));
            }
        }
        for label in self.labels() {
            let text = self.markdown.document.text.get(label.name.range());
            let name = Value::computed(text.unwrap_or("").trim_end_matches([':', ' ']))
                .with_place(Some(self.markdown.place(label.name)));
            let topics = label.topics;
            found.push(self.passage(unheaded(name), topics, label.passage, label.name));
        }
        Value::list(found)
    }

    /// The paragraphs that bold labels open, each up to the next label or
    /// heading. A line in bold that is a heading already is none.
    fn labels(&self) -> Vec<Label> {
        let start = self.markdown.body.start as usize;
        let text = self.markdown.document.text.get(start..).unwrap_or("");
        let sections = &self.markdown.sections;
        let found: Vec<(Span, Span)> = LABEL
            .captures_iter(text)
            .filter_map(|captures| {
                let (whole, name) = (captures.get(0)?, captures.name("name")?);
                let length = name.as_str().chars().count();
                if !LABEL_LENGTH.contains(&length) {
                    return None;
                }
                let span = |found: regex::Match| Span::new(found.start(), found.end());
                Some((span(whole).shifted(start), span(name).shifted(start)))
            })
            .collect();
        let ends = found
            .iter()
            .skip(1)
            .map(|(next, _)| next.start)
            .chain([self.markdown.body.end]);
        found
            .iter()
            .zip(ends)
            .filter_map(|(&(whole, name), end)| {
                let next = sections.partition_point(|section| section.own.start <= whole.start);
                let is_heading = next > 0
                    && sections[next - 1].level > 0
                    && sections[next - 1].heading_span.end >= name.end;
                let topics =
                    headings::topics(self.markdown.document.text.get(name.range()).unwrap_or(""));
                if is_heading || topics.is_empty() {
                    return None;
                }
                let heading = sections.get(next).map(|section| section.own.start);
                Some(Label {
                    name,
                    passage: Span {
                        start: whole.end,
                        end: heading.map_or(end, |heading| heading.min(end)),
                    },
                    topics,
                })
            })
            .collect()
    }

    fn passage(&self, mut record: Record, topics: Vec<&str>, whole: Span, key: Span) -> Value {
        let place = Some(self.markdown.place(whole));
        let topics = topics.into_iter().map(Value::computed);
        record.put("topics", Value::list(topics));
        let text = Value::computed(self.markdown.prose(whole)).with_place(place.clone());
        record.put("text", text);
        record.put("rows", Value::computed(self.rows(whole)));
        let mut value = record.into_value(place);
        value.key = Some(key);
        value
    }

    /// How many data rows the tables inside a range have.
    fn rows(&self, range: Span) -> usize {
        let tables = &self.markdown.tables;
        let first = tables.partition_point(|table| table.span.start < range.start);
        tables[first..]
            .iter()
            .take_while(|table| table.span.start < range.end)
            .filter(|table| table.span.end <= range.end)
            .map(|table| table.rows.len())
            .sum()
    }

    /// Every table, cell by cell.
    #[must_use]
    pub fn tables(&self) -> Value {
        let cells = |cells: &[(String, Span)]| {
            Value::list(cells.iter().map(|(text, span)| {
                Value::computed(text.as_str()).with_place(Some(self.markdown.place(*span)))
            }))
        };
        Value::list(self.markdown.tables.iter().map(|table| {
            let rows = Value::list(table.rows.iter().map(|row| cells(row)));
            let members = [
                (Str::from("columns"), cells(&table.header)),
                (Str::from("rows"), rows),
            ];
            Value::computed(Kind::Map(Arc::new(Map::from_iter(members))))
                .with_place(Some(self.markdown.place(table.span)))
        }))
    }
}

fn unheaded(heading: Value) -> Record {
    let mut record = Record::new();
    record.put("heading", heading);
    record.put("slug", Value::computed(""));
    record.put("level", Value::computed(0_usize));
    record
}

/// The section that is the whole document under its title: the first one, if
/// every other one lies inside it.
fn title(markdown: &Markdown) -> Option<usize> {
    let first = markdown
        .sections
        .iter()
        .position(|section| section.level > 0)?;
    let last = markdown.sections.len() - 1;
    let holds_all = markdown.sections[first].whole.end >= markdown.sections[last].whole.end;
    (first < last && holds_all).then_some(first)
}
