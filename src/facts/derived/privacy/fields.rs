//! `privacy.fields`: what each field is for, in the declaration or in the
//! file that it names.

use std::collections::HashMap;

use super::{Columns, attributes};
use crate::facts::{Scope, linked, names};
use crate::manifest::record::Record;
use crate::measure::text::substantive;
use crate::model::{Kind, Reason, Str, Value};

/// The map of fields.
pub(super) struct Fields {
    pub(super) entries: Value,
}

impl Fields {
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.entries().map(|(name, _)| &**name)
    }
}

/// The map; nothing where there is none or it is no map; a reason where the
/// file that should hold it can't be read.
pub(super) type Read = Result<Option<Fields>, Reason>;

/// Words that a reason needs.
const REASON_WORDS: usize = 3;

pub(super) fn read(scope: &Scope) -> Read {
    let Some(declared) = scope.declared("privacy.fields") else {
        return Ok(None);
    };
    let Some(path) = declared.as_str() else {
        return Ok(map(declared));
    };
    let document = linked::document(scope, path)?;
    let parsed = linked::data(&document).ok_or(Reason::Unreadable)?;
    if parsed.problems.iter().any(|problem| problem.fatal) {
        return Err(Reason::Unreadable);
    }
    Ok(map(&parsed.value))
}

fn map(value: &Value) -> Option<Fields> {
    matches!(value.kind, Kind::Map(_)).then(|| Fields {
        entries: value.clone(),
    })
}

/// The attributes of the fairness evaluation by the words of their names.
type Attributes<'a> = HashMap<Vec<String>, &'a str>;

/// The fields as facts.
pub(super) fn facts(scope: &Scope, declared: &Value, fields: &Fields, known: &Columns) -> Value {
    let attributes: Attributes = attributes(scope)
        .map(|attribute| (names::words(attribute), attribute))
        .collect();
    let fields = fields
        .entries
        .entries()
        .filter(|(name, _)| !name.starts_with("x-"))
        .map(|(name, entry)| field(&attributes, name, entry, known));
    Value::list(fields).placed_like(declared)
}

fn field(attributes: &Attributes, name: &Str, entry: &Value, known: &Columns) -> Value {
    let mut record = Record::new();
    record.put("name", Value::computed(Str::clone(name)).placed_like(entry));
    let said = entry.get("use").filter(|used| used.says_something());
    match said.filter(|used| matches!(used.as_str(), Some("feature" | "label" | "audit" | "id"))) {
        Some(used) => record.put("use", used.clone()),
        // A word that is none of the four does not take a field out of the model.
        None => record.put("use", Value::computed("feature").placed_like(entry)),
    }
    let why = entry.get("why").and_then(Value::as_str);
    let says = why.is_some_and(|why| substantive(why, REASON_WORDS).is_ok());
    record.put("why_says", Value::computed(says).placed_like(entry));
    let words = names::words(name);
    let protected = names::protected(name).or_else(|| attributes.get(&words).copied());
    record.put("protected", protected.map(Value::computed));
    record.put("proxy", names::proxy(name).map(Value::computed));
    let in_schema = if known.columns.is_empty() {
        Kind::Missing(known.unknown.unwrap_or(Reason::Absent))
    } else {
        known.words.contains(&words).into()
    };
    record.keep("in_schema", Value::computed(in_schema).placed_like(entry));
    record.into_value(None).placed_like(entry)
}
