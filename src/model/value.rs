//! A located value: what a document or a fact says, and where it says it.
//!
//! One tree serves documents, facts and rules, so that a rule's verdict on a
//! value can always point at the bytes that hold it.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::Date;

use super::finding::Reason;
use super::place::{Place, Span};

/// Shared text: facts repeat it often.
pub type Str = Arc<str>;

/// A map in the author's order.
///
/// Its hash is a quick one with a seed of the process: names are short, and are
/// looked up more than anything else.
pub type Map = IndexMap<Str, Value, foldhash::fast::RandomState>;

/// A value with its place.
#[derive(Clone)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// Where the value stands; `None` for what was computed from no single place.
    pub place: Option<Place>,
    /// Where its key stands, in the same document; `None` for list items.
    pub key: Option<Span>,
}

/// What a value can be.
#[derive(Clone)]
pub enum Kind {
    /// Written as null, or left empty.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, not-a-number included.
    Float(f64),
    /// Text.
    Text(Str),
    /// A calendar date.
    Date(Date),
    /// A list.
    List(Arc<[Value]>),
    /// A map in the author's order.
    Map(Arc<Map>),
    /// Information that ought to be here and is not, with the reason.
    Missing(Reason),
}

impl Value {
    /// A value of a document.
    #[must_use]
    pub fn at(kind: Kind, place: Place) -> Self {
        Self {
            kind,
            place: Some(place),
            key: None,
        }
    }

    /// A computed value that belongs to no single place.
    #[must_use]
    pub fn computed(kind: impl Into<Kind>) -> Self {
        Self {
            kind: kind.into(),
            place: None,
            key: None,
        }
    }

    /// Information that is not there.
    #[must_use]
    pub fn missing(reason: Reason, place: Option<Place>) -> Self {
        Self {
            kind: Kind::Missing(reason),
            place,
            key: None,
        }
    }

    /// A computed map of named values.
    pub fn record<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Self {
        Self::computed(Kind::Map(Arc::new(
            entries
                .into_iter()
                .map(|(key, value)| (Str::from(key), value))
                .collect(),
        )))
    }

    /// A computed list.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Self {
        Self::computed(Kind::List(items.into_iter().collect()))
    }

    /// The same value, said to stand at `place`.
    #[must_use]
    pub fn with_place(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }

    /// The place of another value taken over: a fact stands where its source stands.
    #[must_use]
    pub fn placed_like(mut self, source: &Value) -> Self {
        self.place = source.place.clone();
        self.key = source.key;
        self
    }

    /// The direct member of a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        match &self.kind {
            Kind::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// The member at a dotted path of map keys, `None` where a step is absent.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(self, |value, key| value.get(key))
    }

    /// The items of a list; empty for anything else.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map, in the author's order; empty for anything else.
    pub fn entries(&self) -> impl Iterator<Item = (&Str, &Value)> {
        match &self.kind {
            Kind::Map(map) => Some(map.iter()),
            _ => None,
        }
        .into_iter()
        .flatten()
    }

    /// One value or a list of them, as many formats allow: the items of a
    /// list, or the value itself; nothing for null and missing.
    pub fn one_or_many(&self) -> impl Iterator<Item = &Value> {
        let (many, one) = match &self.kind {
            Kind::List(items) => (&items[..], None),
            Kind::Null | Kind::Missing(_) => (&[][..], None),
            _ => (&[][..], Some(self)),
        };
        many.iter().chain(one)
    }

    /// The text of a text value.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The value of a whole number.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self.kind {
            Kind::Int(value) => Some(value),
            _ => None,
        }
    }

    /// The value of any number.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self.kind {
            #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
            Kind::Int(value) => Some(value as f64),
            Kind::Float(value) => Some(value),
            _ => None,
        }
    }

    /// The value of a date.
    #[must_use]
    pub fn as_date(&self) -> Option<Date> {
        match self.kind {
            Kind::Date(value) => Some(value),
            _ => None,
        }
    }

    /// Where a value stands that is there and can't be read, such as a gap.
    #[must_use]
    pub fn unread(&self) -> Option<Place> {
        match self.kind {
            Kind::Missing(Reason::Unreadable) => self.mark(),
            _ => None,
        }
    }

    /// Null and missing say nothing.
    #[must_use]
    pub fn says_something(&self) -> bool {
        !matches!(self.kind, Kind::Null | Kind::Missing(_))
    }

    /// The place that a finding about this value marks: a scalar itself, the
    /// key of a map or a list (a whole block would be a page of red), else
    /// the first line of it.
    #[must_use]
    pub fn mark(&self) -> Option<Place> {
        let place = self.place.as_ref()?;
        let span = match (&self.kind, self.key) {
            (Kind::Map(_) | Kind::List(_) | Kind::Null | Kind::Missing(_), Some(key)) => key,
            _ => place.span,
        };
        let text = place.document.text.get(span.range()).unwrap_or("");
        let first_line = text.split('\n').next().unwrap_or("").trim_end();
        Some(Place {
            span: Span::new(span.start as usize, span.start as usize + first_line.len()),
            ..place.clone()
        })
    }

    /// What kind of value this is, in the words of JSON Schema.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "boolean",
            Kind::Int(_) => "integer",
            Kind::Float(_) => "number",
            Kind::Text(_) => "string",
            Kind::Date(_) => "date",
            Kind::List(_) => "array",
            Kind::Map(_) => "object",
            Kind::Missing(_) => "missing",
        }
    }

    /// As plain JSON, places left behind; missing information becomes null.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.kind {
            Kind::Null | Kind::Missing(_) => Json::Null,
            Kind::Bool(value) => (*value).into(),
            Kind::Int(value) => (*value).into(),
            Kind::Float(value) => {
                serde_json::Number::from_f64(*value).map_or(Json::Null, Json::Number)
            }
            Kind::Text(value) => value.as_ref().into(),
            Kind::Date(value) => value.to_string().into(),
            Kind::List(items) => items.iter().map(Value::to_json).collect(),
            Kind::Map(map) => Json::Object(
                map.iter()
                    .map(|(key, value)| (key.to_string(), value.to_json()))
                    .collect(),
            ),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => write!(f, "null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
            Self::Date(value) => value.fmt(f),
            Self::List(items) => items.fmt(f),
            Self::Map(map) => map.fmt(f),
            Self::Missing(reason) => write!(f, "missing({reason:?})"),
        }
    }
}

impl From<bool> for Kind {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Kind {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<usize> for Kind {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Kind {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Kind {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

impl From<String> for Kind {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl From<Str> for Kind {
    fn from(value: Str) -> Self {
        Self::Text(value)
    }
}

impl From<Date> for Kind {
    fn from(value: Date) -> Self {
        Self::Date(value)
    }
}
