//! The columns that samples and manifests show.

use std::collections::HashSet;

use super::{Columns, datasets, fields};
use crate::facts::{Scope, linked, names};
use crate::model::{Document, Place, Reason, Span, Value};

/// A column at its place.
pub(super) struct Column {
    pub(super) name: Value,
    pub(super) dataset: Value,
}

/// The longest header that is read.
const LONGEST: usize = 64 << 10;

/// Every column once, the sample's before the manifest's.
pub(super) fn known(scope: &Scope) -> Columns {
    let mut known = Columns {
        columns: Vec::new(),
        words: HashSet::new(),
        unknown: None,
    };
    let mut seen = HashSet::new();
    for dataset in datasets(scope) {
        let id = dataset.get("id").cloned();
        let id = id.unwrap_or_else(|| Value::computed("data").placed_like(dataset));
        let mut add = |name: Value| {
            let words = names::words(name.as_str().unwrap_or(""));
            let dataset = id.as_str().map(str::to_owned);
            if seen.insert((dataset, words.clone())) {
                known.words.insert(words);
                known.columns.push(Column {
                    name,
                    dataset: id.clone(),
                });
            }
        };
        let sample = dataset.at_path("entry.sample").and_then(Value::as_str);
        match sample.map(|path| header(scope, path)) {
            Some(Ok(header)) => header.into_iter().for_each(&mut add),
            Some(Err(reason)) => known.unknown = known.unknown.or(Some(reason)),
            None => {}
        }
        let fields = dataset.at_path("manifest.fields");
        fields
            .into_iter()
            .flat_map(Value::items)
            .cloned()
            .for_each(&mut add);
    }
    known
}

/// Whether two names are one, whatever their style.
pub(super) fn same(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other || names::words(one) == names::words(other),
        _ => false,
    }
}

/// The columns of a sample, each at its place in the header.
pub(in crate::facts::derived) fn header(scope: &Scope, path: &str) -> Result<Vec<Value>, Reason> {
    let document = linked::document(scope, path)?;
    let name = document.path.to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "csv" => separated(&document, ','),
        "tsv" => separated(&document, '\t'),
        "json" | "jsonl" | "ndjson" => first_record(&document),
        _ => Err(Reason::Unreadable),
    }
}

fn separated(document: &std::sync::Arc<Document>, separator: char) -> Result<Vec<Value>, Reason> {
    let text = document.text.as_str();
    let from = text.len() - text.trim_start_matches('\u{feff}').len();
    let line = text[from..].split(['\r', '\n']).next().unwrap_or("");
    if line.trim().is_empty() || line.len() > LONGEST {
        return Err(Reason::Unreadable);
    }
    let mut columns = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let ends = line
        .char_indices()
        .filter(|(_, c)| {
            quoted ^= *c == '"';
            *c == separator && !quoted
        })
        .map(|(at, _)| at)
        .chain([line.len()]);
    for end in ends {
        let cell = &line[start..end];
        let name = cell.trim().trim_matches('"').trim();
        if !name.is_empty() {
            let at = from + start + cell.find(name).unwrap_or(0);
            let place = Place::new(document, Span::new(at, at + name.len()));
            columns.push(Value::computed(name).with_place(Some(place)));
        }
        start = end + separator.len_utf8();
    }
    Ok(columns)
}

/// The keys of the first record of JSON, or of lines of it.
fn first_record(document: &std::sync::Arc<Document>) -> Result<Vec<Value>, Reason> {
    let text = document.text.as_str();
    let whole = Span::new(0, text.len());
    let line_end = text.find('\n').unwrap_or(text.len());
    let spans = [Span::new(0, line_end), whole];
    for span in spans {
        if span.end as usize - span.start as usize > LONGEST {
            continue;
        }
        let parsed = crate::source::json::parse(document, span);
        if parsed.problems.iter().any(|problem| problem.fatal) {
            continue;
        }
        let record = parsed.value.items().first().unwrap_or(&parsed.value);
        let keys: Vec<Value> = record
            .entries()
            .map(|(name, value)| {
                let place = value.key.map(|span| Place::new(document, span));
                Value::computed(std::sync::Arc::clone(name))
                    .with_place(place.or_else(|| value.place.clone()))
            })
            .collect();
        if !keys.is_empty() {
            return Ok(keys);
        }
    }
    Err(Reason::Unreadable)
}

/// The columns as facts: missing where no sample and no manifest shows any.
pub(super) fn facts(scope: &Scope, known: &Columns, fields: &fields::Read) -> Value {
    if known.columns.is_empty() {
        let reason = known.unknown.unwrap_or(Reason::Absent);
        return Value::missing(reason, scope.place_of("data"));
    }
    let named = fields.as_ref().map(|map| {
        let names = map.iter().flat_map(|map| map.keys());
        names.map(names::words).collect::<HashSet<_>>()
    });
    let columns = known.columns.iter().map(|column| {
        let words = names::words(column.name.as_str().unwrap_or(""));
        let declared = match &named {
            Ok(named) => Value::computed(named.contains(&words)),
            Err(reason) => Value::missing(**reason, None),
        };
        Value::record([
            ("name", column.name.clone()),
            ("dataset", column.dataset.clone()),
            ("declared", declared),
        ])
        .placed_like(&column.name)
    });
    Value::list(columns).with_place(scope.place_of("data"))
}

/// Columns and fields whose names say that they hold data of a special
/// category, each name once.
pub(super) fn special(scope: &Scope, known: &Columns, fields: &fields::Read) -> Value {
    let declared: Vec<&str> = scope
        .declared("privacy.special_categories")
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|entry| entry.get("type")?.as_str())
        .collect();
    let columns = known.columns.iter().map(|column| column.name.clone());
    let named = fields.iter().flatten().flat_map(|map| {
        map.entries.entries().map(|(name, entry)| {
            Value::computed(std::sync::Arc::clone(name)).with_place(entry.mark())
        })
    });
    let mut seen = HashSet::new();
    let mut found: Vec<Value> = Vec::new();
    for name in columns.chain(named) {
        for category in names::special(name.as_str().unwrap_or("")) {
            let words = names::words(name.as_str().unwrap_or(""));
            if seen.insert((words, category)) {
                found.push(
                    Value::record([
                        ("name", name.clone()),
                        ("category", Value::computed(category)),
                        ("declared", Value::computed(declared.contains(&category))),
                    ])
                    .placed_like(&name),
                );
            }
        }
    }
    Value::list(found)
}
