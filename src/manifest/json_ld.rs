//! JSON-LD as people write it: the same property under a prefix, a full
//! address or a bare name; one value or a list; a text or an object about it.
//!
//! This is no JSON-LD processor: it expands no context and follows no link.
//! Names are compared by what stands after the last `:`, `/` or `#`.

use super::record::{as_text, joined, text_like};
use crate::model::{Kind, Value};

/// The name of a property without its prefix.
#[must_use]
pub fn local(name: &str) -> &str {
    name.rsplit([':', '/', '#']).next().unwrap_or(name)
}

/// The first of several properties that says something, in any case.
#[must_use]
pub fn property<'a>(node: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| {
        node.entries()
            .find(|(key, value)| local(key).eq_ignore_ascii_case(name) && value.says_something())
            .map(|(_, value)| value)
    })
}

/// Whether a node says that it is of a type.
#[must_use]
pub fn is_a(node: &Value, class: &str) -> bool {
    node.get("@type").is_some_and(|types| {
        types
            .one_or_many()
            .filter_map(Value::as_str)
            .any(|name| local(name).eq_ignore_ascii_case(class))
    })
}

/// The texts of a property: bare, as `{"@value": …}`, or the name of the
/// thing that an object describes.
#[must_use]
pub fn texts(value: Option<&Value>) -> Vec<Value> {
    value
        .into_iter()
        .flat_map(Value::one_or_many)
        .flat_map(|item| match &item.kind {
            Kind::Map(_) => {
                let named = property(
                    item,
                    &["@value", "name", "legalName", "alternateName", "url", "@id"],
                );
                named
                    .into_iter()
                    .flat_map(Value::one_or_many)
                    .filter_map(as_text)
                    .collect::<Vec<_>>()
            }
            _ => as_text(item).into_iter().collect(),
        })
        .collect()
}

/// The texts of a property as one text.
#[must_use]
pub fn text(value: Option<&Value>, separator: &str) -> Option<Value> {
    joined(&texts(value), separator)
}

/// A license: its address or its name.
#[must_use]
pub fn licenses(value: Option<&Value>) -> Vec<Value> {
    value
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(|item| match &item.kind {
            Kind::Map(_) => property(item, &["url", "name", "@id", "identifier"])
                .and_then(as_text)
                .map(|license| text_like(license.kind.clone(), &license)),
            _ => as_text(item),
        })
        .collect()
}
