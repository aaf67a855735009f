//! What a card that is no Markdown says, in the shape that Markdown cards
//! have: passages with their topics, and tables. A key stands for a heading.

use super::record::{Record, as_text};
use crate::model::{Kind, Place, Span, Value};

/// Members that hold no prose: pictures, and references inside the document.
const SILENT: &[&str] = &[
    "graphics",
    "image",
    "html",
    "content",
    "attachment",
    "bom-ref",
    "style",
    "type",
];

/// Words that assert nothing.
const NOTHING: &[&str] = &["noAssertion", "NOASSERTION"];

/// The columns of a table of results.
const COLUMNS: &[&str] = &["metric", "attribute", "group", "value", "low", "high", "n"];

/// The passages of a card under construction.
#[derive(Debug, Default)]
pub struct Passages {
    sections: Vec<Value>,
    tables: Vec<Value>,
}

impl Passages {
    /// A card that says nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Say what several members of the document say on the same topics, as one
    /// passage; nothing where none of them says anything.
    pub fn say<'a>(
        &mut self,
        topics: &[&str],
        values: impl IntoIterator<Item = Option<&'a Value>>,
    ) {
        let mut texts = Vec::new();
        let mut told: Vec<&Value> = Vec::new();
        for value in values.into_iter().flatten() {
            let before = texts.len();
            tell(value, &mut texts);
            if texts.len() > before {
                told.push(value);
            }
        }
        if let (Some(first), Some(last)) = (told.first(), told.last()) {
            let place = around(first, last);
            self.passage(topics, first, place, &texts, 0);
        }
    }

    /// Say what stands elsewhere in the document at the member that refers to it.
    pub fn refer(&mut self, topics: &[&str], from: Option<&Value>, to: &[&Value]) {
        let mut texts = Vec::new();
        for value in to {
            tell(value, &mut texts);
        }
        if let (Some(from), false) = (from, texts.is_empty()) {
            self.passage(topics, from, from.place.clone(), &texts, 0);
        }
    }

    /// Say that results stand in the document: figures, and no words, so that
    /// only their number counts.
    pub fn measured(&mut self, source: Option<&Value>, results: &[Value]) {
        let (Some(source), false) = (source, results.is_empty()) else {
            return;
        };
        let by_group = results.iter().any(|result| result.get("group").is_some());
        let topics: &[&str] = match by_group {
            true => &["metrics", "metrics-by-group"],
            false => &["metrics"],
        };
        self.passage(topics, source, source.place.clone(), &[], results.len());
    }

    /// The same as a table in which groups are looked up; for formats whose
    /// results can name a group, since there a value without one is everybody's.
    pub fn table(&mut self, source: Option<&Value>, results: &[Value]) {
        let (Some(source), false) = (source, results.is_empty()) else {
            return;
        };
        let rows = results.iter().map(|result| {
            Value::list(COLUMNS.iter().map(|column| {
                let cell = result.get(column).and_then(as_text);
                let empty = if *column == "group" { "overall" } else { "" };
                cell.unwrap_or_else(|| Value::computed(empty))
            }))
        });
        let columns = COLUMNS.iter().map(|column| Value::computed(*column));
        let table = Value::record([
            ("columns", Value::list(columns)),
            ("rows", Value::list(rows)),
        ]);
        self.tables.push(table.placed_like(source));
    }

    fn passage(
        &mut self,
        topics: &[&str],
        first: &Value,
        place: Option<Place>,
        texts: &[String],
        rows: usize,
    ) {
        let heading = place.as_ref().zip(first.key).map(|(place, key)| Place {
            span: key,
            ..place.clone()
        });
        let name = heading.as_ref().map_or("", Place::text);
        let name = Value::computed(name.trim_matches(['"', '\'']));
        let topics = topics.iter().map(|topic| Value::computed(*topic));
        let text = Value::computed(texts.join("\n")).with_place(place.clone());
        let mut value = Value::record([
            ("heading", name.with_place(heading)),
            ("slug", Value::computed("")),
            // Level 1 is a document's title.
            ("level", Value::computed(2_usize)),
            ("topics", Value::list(topics)),
            ("text", text),
            ("rows", Value::computed(rows)),
        ])
        .with_place(place);
        value.key = first.key;
        self.sections.push(value);
    }

    /// The passages and the tables as members of a record.
    pub fn put(self, record: &mut Record) {
        record.put_list("sections", self.sections);
        record.put_list("tables", self.tables);
    }
}

/// Every text inside a value, one after the other.
fn tell(value: &Value, texts: &mut Vec<String>) {
    match &value.kind {
        Kind::Map(map) => {
            for (key, member) in map.iter() {
                if !SILENT.contains(&key.as_ref()) {
                    tell(member, texts);
                }
            }
        }
        Kind::List(items) => {
            for item in items.iter() {
                tell(item, texts);
            }
        }
        _ => {
            let text = as_text(value);
            let text = text.as_ref().and_then(Value::as_str);
            let text = text.filter(|text| !NOTHING.contains(text));
            texts.extend(text.map(str::to_owned));
        }
    }
}

/// The range from one value to another that stands behind it.
fn around(first: &Value, last: &Value) -> Option<Place> {
    let place = first.place.as_ref()?;
    let end = last
        .place
        .as_ref()
        .filter(|last| last.span.end >= place.span.end)
        .map_or(place.span.end, |last| last.span.end);
    let span = Span {
        start: place.span.start,
        end,
    };
    Some(Place {
        span,
        ..place.clone()
    })
}
