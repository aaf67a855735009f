//! Building a normalized record: keys that a format says nothing about are
//! left out, and every value keeps the place where it was said.

use std::sync::Arc;

use crate::model::{Kind, Map, Place, Reason, Str, Value};

/// A record under construction, keys in the order they are put.
#[derive(Debug, Default)]
pub struct Record(Map);

impl Record {
    /// An empty record.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Say something about `key`, unless there is nothing to say or an earlier,
    /// better source has already said it.
    pub fn put(&mut self, key: &str, value: impl Into<Option<Value>>) {
        if let Some(value) = value.into().filter(Value::says_something) {
            self.0.entry(Str::from(key)).or_insert(value);
        }
    }

    /// The same for a list; an empty one says nothing.
    pub fn put_list(&mut self, key: &str, values: Vec<Value>) {
        if !values.is_empty() {
            self.put(key, list(values));
        }
    }

    /// Keep a value as it is, also one that is null or missing.
    pub fn keep(&mut self, key: &str, value: Value) {
        self.0.insert(Str::from(key), value);
    }

    /// The keys that nothing was said about are missing for a reason.
    #[must_use]
    pub fn unknown(mut self, keys: &[&str], reason: Reason, place: Option<&Place>) -> Self {
        for key in keys {
            self.0
                .entry(Str::from(*key))
                .or_insert_with(|| Value::missing(reason, place.cloned()));
        }
        self
    }

    /// What was said about `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Whether nothing was said at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The record as a value that stands at `place`.
    #[must_use]
    pub fn into_value(self, place: Option<Place>) -> Value {
        Value::computed(Kind::Map(Arc::new(self.0))).with_place(place)
    }
}

/// A list that stands where its first item stands.
#[must_use]
pub fn list(values: Vec<Value>) -> Value {
    let place = values.first().and_then(|value| value.place.clone());
    Value::list(values).with_place(place)
}

/// Any scalar as the text its author wrote: a version `4.2` is no number and
/// a tag `true` is no truth.
#[must_use]
pub fn as_text(value: &Value) -> Option<Value> {
    let text: Str = match &value.kind {
        Kind::Text(text) => Str::clone(text),
        Kind::Bool(_) | Kind::Int(_) | Kind::Float(_) | Kind::Date(_) => {
            let written = value.place.as_ref().map_or("", Place::text);
            Str::from(written.trim().trim_matches(['"', '\'']))
        }
        _ => return None,
    };
    if text.trim().is_empty() {
        return None;
    }
    Some(text_like(text, value))
}

/// Whether a name may be an id: free words, as `Training set`, name nothing
/// that could be looked up.
#[must_use]
pub fn is_an_id(name: &Value) -> bool {
    name.as_str()
        .is_some_and(|name| !name.contains(char::is_whitespace))
}

/// Text that stands where another value stands.
#[must_use]
pub fn text_like(text: impl Into<Kind>, source: &Value) -> Value {
    Value::computed(text).placed_like(source)
}

/// The texts of a value that may be one text or a list of them; null, empty
/// and `[null]` give none.
#[must_use]
pub fn texts(value: Option<&Value>) -> Vec<Value> {
    value
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(as_text)
        .collect()
}

/// Several texts as one, which stands where the first one stands.
#[must_use]
pub fn joined(values: &[Value], separator: &str) -> Option<Value> {
    let (first, rest) = values.split_first()?;
    if rest.is_empty() {
        return Some(first.clone());
    }
    let all: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    Some(text_like(all.join(separator), first))
}
