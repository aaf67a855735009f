//! What Markdown cards have in common, whatever they describe: a title, and
//! the names that front matter holds in one form or another.

use super::record::{Record, as_text, text_like, texts};
use crate::model::{Kind, Map, Place, Str, Value};
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

/// A heading as a value.
#[must_use]
pub fn heading(markdown: &Markdown, section: &Section) -> Value {
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
