//! What Markdown cards have in common, whatever they describe: sections with
//! their topics and prose, tables, and the scalars of front matter.

use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::headings;
use super::record::{Record, as_text, text_like, texts};
use crate::model::{Kind, Map, Place, Span, Str, Value};
use crate::source::markdown::{FrontMatter, Markdown, Section};

/// The card's title: its first heading, else what its front matter calls it.
#[must_use]
pub fn title(markdown: &Markdown) -> Option<Value> {
    markdown
        .sections
        .iter()
        .find(|section| section.level == 1 && !section.heading.trim().is_empty())
        .map(|section| heading(markdown, section))
        .or_else(|| {
            ["pretty_name", "model_name", "title", "name"]
                .into_iter()
                .find_map(|key| markdown.meta.get(key).and_then(as_text))
        })
        .or_else(|| {
            markdown
                .sections
                .iter()
                .find(|section| !section.heading.trim().is_empty())
                .map(|section| heading(markdown, section))
        })
}

fn heading(markdown: &Markdown, section: &Section) -> Value {
    Value::computed(section.heading.trim()).with_place(Some(markdown.place(section.heading_span)))
}

/// What stands where front matter belongs, and the place of it.
#[must_use]
pub fn front_matter(markdown: &Markdown) -> Value {
    Value::computed(markdown.front_matter.name())
        .with_place(Some(markdown.place(markdown.meta_span)))
}

/// Whether the card has front matter that can be read.
#[must_use]
pub fn has_meta(markdown: &Markdown) -> bool {
    markdown.front_matter == FrontMatter::Map
}

/// The licenses of front matter, string or list, under either spelling.
#[must_use]
pub fn licenses(markdown: &Markdown) -> Vec<Value> {
    first_of(markdown, &["license", "licence", "licenses"])
}

/// The languages of front matter. An item `- en:` is a map with one empty
/// value, and means `en`; a map that repeats the key's own name says nothing.
#[must_use]
pub fn languages(markdown: &Markdown) -> Vec<Value> {
    names(
        markdown
            .meta
            .get("language")
            .or(markdown.meta.get("languages")),
        "language",
    )
}

/// A list of names in front matter, as far as one can be made of it.
#[must_use]
pub fn names(value: Option<&Value>, key: &str) -> Vec<Value> {
    value
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(|item| match &item.kind {
            Kind::Map(map) => name_of(map, item, key),
            _ => as_text(item),
        })
        .collect()
}

fn name_of(map: &Map, item: &Value, key: &str) -> Option<Value> {
    let named = ["name", "id", "path", "repo"]
        .into_iter()
        .find_map(|name| map.get(name).and_then(as_text));
    named.or_else(|| {
        let (name, value) = map.first().filter(|(name, _)| name.as_ref() != key)?;
        let place = value
            .place
            .as_ref()
            .or(item.place.as_ref())
            .map(|place| Place {
                span: value.key.unwrap_or(place.span),
                ..place.clone()
            });
        Some(Value::computed(Str::clone(name)).with_place(place))
    })
}

/// Identifiers of a hub, whether written bare or as an address.
#[must_use]
pub fn hub_ids(value: Option<&Value>, key: &str) -> Vec<Value> {
    names(value, key)
        .into_iter()
        .map(|value| {
            let id = value.as_str().and_then(hub_id);
            id.map_or_else(|| value.clone(), |id| text_like(id, &value))
        })
        .collect()
}

fn hub_id(text: &str) -> Option<String> {
    let text = text.trim();
    let path = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?
        .strip_prefix("huggingface.co/")?;
    let path = path.strip_prefix("datasets/").unwrap_or(path);
    let id: Vec<&str> = path
        .split(['?', '#'])
        .next()?
        .split('/')
        .filter(|part| !part.is_empty())
        .take(2)
        .collect();
    (!id.is_empty()).then(|| id.join("/"))
}

/// The first of several keys of front matter that says something.
#[must_use]
pub fn first_of(markdown: &Markdown, keys: &[&str]) -> Vec<Value> {
    keys.iter()
        .map(|key| texts(markdown.meta.get(key)))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// One license, and all of them where there are several.
pub fn put_licenses(record: &mut Record, licenses: Vec<Value>) {
    record.put("license", licenses.first().cloned());
    record.put_list("licenses", licenses);
}

/// The topics of a section's heading; the title of the whole document has none.
#[must_use]
pub fn topics(markdown: &Markdown, section: &Section) -> Vec<&'static str> {
    if section.level == 0 || is_title(markdown, section) {
        return Vec::new();
    }
    headings::topics(&section.heading)
}

/// Whether a section is the whole document under its title: no other section
/// lies outside of it.
fn is_title(markdown: &Markdown, section: &Section) -> bool {
    let mut others = markdown
        .sections
        .iter()
        .filter(|other| other.level > 0 && other.heading_span != section.heading_span)
        .peekable();
    others.peek().is_some()
        && others.all(|other| {
            section.whole.start < other.whole.start && other.whole.end <= section.whole.end
        })
}

/// Every section with its topics, its prose and the number of data rows in
/// its tables; so too every passage that a topic comment marks and every
/// paragraph that a bold label opens as a heading would.
#[must_use]
pub fn sections(markdown: &Markdown) -> Value {
    let mut found = Vec::new();
    for section in markdown.sections.iter().filter(|section| section.level > 0) {
        let mut topics = topics(markdown, section);
        let marked = markdown
            .topics
            .iter()
            .filter(|(_, span)| *span == section.whole || *span == section.own)
            .map(|(topic, _)| topic.as_str());
        for topic in marked {
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        let mut record = Record::new();
        record.put("heading", heading(markdown, section));
        record.put("slug", Value::computed(section.slug.as_str()));
        record.put("level", Value::computed(usize::from(section.level)));
        found.push(passage(
            markdown,
            record,
            topics,
            section.whole,
            section.heading_span,
        ));
    }
    for (topic, span) in &markdown.topics {
        let of_a_heading = markdown
            .sections
            .iter()
            .any(|section| section.level > 0 && (*span == section.whole || *span == section.own));
        if !of_a_heading {
            let record = unheaded(Value::computed(""));
            found.push(passage(markdown, record, vec![topic], *span, *span));
        }
    }
    for label in labels(markdown) {
        let text = markdown.document.text.get(label.name.range()).unwrap_or("");
        let name = Value::computed(text).with_place(Some(markdown.place(label.name)));
        found.push(passage(
            markdown,
            unheaded(name),
            label.topics,
            label.passage,
            label.name,
        ));
    }
    Value::list(found)
}

fn unheaded(heading: Value) -> Record {
    let mut record = Record::new();
    record.put("heading", heading);
    record.put("slug", Value::computed(""));
    record.put("level", Value::computed(0_usize));
    record
}

/// A bold label that opens a paragraph about a topic.
struct Label {
    name: Span,
    passage: Span,
    topics: Vec<&'static str>,
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:[-*+][ \t]+)?\*\*(?P<name>[^*\n]{2,60})\*\*")
        .expect("internal error: the pattern of a bold label is no pattern")
});

/// The paragraphs that bold labels open, each up to the next label or heading.
fn labels(markdown: &Markdown) -> Vec<Label> {
    let start = markdown.body.start as usize;
    let text = markdown.document.text.get(start..).unwrap_or("");
    let found: Vec<(Span, Span)> = LABEL
        .captures_iter(text)
        .filter_map(|captures| {
            let (whole, name) = (captures.get(0)?, captures.name("name")?);
            let span = |range: std::ops::Range<usize>| Span::new(range.start, range.end);
            Some((
                span(whole.range()).shifted(start),
                span(name.range()).shifted(start),
            ))
        })
        .collect();
    let mut labels = Vec::new();
    for (index, &(whole, name)) in found.iter().enumerate() {
        let topics = headings::topics(markdown.document.text.get(name.range()).unwrap_or(""));
        if topics.is_empty() {
            continue;
        }
        let next_label = found.get(index + 1).map(|(next, _)| next.start);
        let next_heading = markdown
            .sections
            .iter()
            .find(|section| section.level > 0 && section.heading_span.start >= whole.end)
            .map(|section| section.heading_span.start);
        let end = next_label
            .into_iter()
            .chain(next_heading)
            .min()
            .unwrap_or(markdown.body.end);
        labels.push(Label {
            name,
            passage: Span {
                start: whole.end,
                end,
            },
            topics,
        });
    }
    labels
}

fn passage(
    markdown: &Markdown,
    mut record: Record,
    topics: Vec<&str>,
    whole: Span,
    key: Span,
) -> Value {
    let place = Some(markdown.place(whole));
    record.put(
        "topics",
        Value::list(topics.into_iter().map(Value::computed)),
    );
    record.put(
        "text",
        Value::computed(markdown.prose(whole)).with_place(place.clone()),
    );
    let rows: usize = markdown
        .tables
        .iter()
        .filter(|table| whole.start <= table.span.start && table.span.end <= whole.end)
        .map(|table| table.rows.len())
        .sum();
    record.put("rows", Value::computed(rows));
    let mut value = record.into_value(place);
    value.key = Some(key);
    value
}

/// Every table, cell by cell.
#[must_use]
pub fn tables(markdown: &Markdown) -> Value {
    let cells = |cells: &[(String, Span)]| {
        Value::list(cells.iter().map(|(text, span)| {
            Value::computed(text.as_str()).with_place(Some(markdown.place(*span)))
        }))
    };
    Value::list(markdown.tables.iter().map(|table| {
        Value::computed(Kind::Map(Arc::new(Map::from_iter([
            (Str::from("columns"), cells(&table.header)),
            (
                Str::from("rows"),
                Value::list(table.rows.iter().map(|row| cells(row))),
            ),
        ]))))
        .with_place(Some(markdown.place(table.span)))
    }))
}

/// The prose of every section that speaks of one of `topics`, outermost
/// sections only, as one text that stands where the first of them stands.
#[must_use]
pub fn said_of(markdown: &Markdown, topics: &[&str]) -> Option<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut covered = 0;
    for section in markdown.sections.iter().filter(|section| section.level > 0) {
        let speaks = self::topics(markdown, section)
            .iter()
            .any(|topic| topics.contains(topic));
        if speaks && section.whole.start >= covered {
            covered = section.whole.end;
            let text = markdown.prose(section.whole);
            if !text.trim().is_empty() {
                let mut value =
                    Value::computed(text.trim()).with_place(Some(markdown.place(section.whole)));
                value.key = Some(section.heading_span);
                found.push(value);
            }
        }
    }
    super::record::joined(&found, "\n")
}

/// The sections that speak of a topic.
pub fn about<'a>(markdown: &'a Markdown, topic: &'a str) -> impl Iterator<Item = &'a Section> {
    markdown
        .sections
        .iter()
        .filter(move |section| topics(markdown, section).contains(&topic))
}

/// The place of a whole card: its front matter where it has one, else its
/// first heading, else its beginning.
#[must_use]
pub fn place(markdown: &Markdown) -> Place {
    if markdown.front_matter != FrontMatter::None {
        return markdown.place(markdown.meta_span);
    }
    markdown
        .sections
        .iter()
        .find(|section| section.level > 0)
        .map_or_else(
            || Place::start_of(&markdown.document),
            |section| markdown.place(section.heading_span),
        )
}
