//! JSON-LD as people write it: the same property under a prefix, a full
//! address or a bare name; one value or a list; a text or an object about it.
//!
//! This is no JSON-LD processor: it expands no context and follows no link.
//! Names are compared by what stands after the last `:`, `/` or `#`.

use super::card;
use super::record::{Record, as_text, joined, text_like};
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

/// What every description of a dataset says of it first: its names, licenses,
/// languages, version and address.
pub fn put_head(record: &mut Record, node: &Value) {
    record.put("name", text(property(node, &["name"]), ", "));
    record.put("title", text(property(node, &["name"]), ", "));
    card::put_licenses(record, licenses(property(node, &["license"])));
    record.put_list("languages", languages(property(node, &["inLanguage"])));
    record.put("version", property(node, &["version"]).and_then(as_text));
    record.put("url", text(property(node, &["url"]), ", "));
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
fn licenses(value: Option<&Value>) -> Vec<Value> {
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

/// Languages by their tag where the file gives one, else by name.
fn languages(value: Option<&Value>) -> Vec<Value> {
    value
        .into_iter()
        .flat_map(Value::one_or_many)
        .flat_map(|item| {
            let tag = property(item, &["alternateName", "identifier", "termCode"]);
            texts(Some(tag.unwrap_or(item)))
        })
        .collect()
}

/// The files, with the digests that the format asks for.
#[must_use]
pub fn files(node: &Value) -> Vec<Value> {
    property(node, &["distribution"])
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter(|item| !is_a(item, "FileSet"))
        .filter_map(|item| {
            let path = property(item, &["contentUrl", "name", "@id"]).and_then(as_text)?;
            let mut record = Record::new();
            record.put("path", path);
            record.put("sha256", property(item, &["sha256"]).and_then(as_text));
            record.put("md5", property(item, &["md5"]).and_then(as_text));
            record.put("size", property(item, &["contentSize"]).and_then(bytes));
            Some(record.into_value(item.place.clone()))
        })
        .collect()
}

/// A size in bytes; `12 MB` is rounded, so it is no size to hold a file against.
fn bytes(value: &Value) -> Option<Value> {
    if let Kind::Int(_) = value.kind {
        return Some(value.clone());
    }
    let text = as_text(value)?;
    let number = text.as_str()?.trim().to_ascii_lowercase();
    let number = number
        .strip_suffix("bytes")
        .or_else(|| number.strip_suffix('b'))
        .unwrap_or(&number)
        .trim();
    number
        .replace([',', '_'], "")
        .parse::<i64>()
        .ok()
        .map(|size| text_like(size, value))
}
