//! Model cards as data without a schema: JSON or YAML whose keys speak of what
//! the headings of a card speak of. AllenNLP's cards are such, MONAI's
//! `metadata.json`, and what teams make up for themselves. They are read as
//! far as their keys go.

use std::collections::BTreeSet;

use super::passages::Passages;
use super::record::{Record, as_text, texts};
use super::{Candidate, Depth, Describes, Format, card, free_form, headings};
use crate::model::{Kind, Value};

/// A model card by its keys.
pub struct KeyedCard;

/// Levels of keys that are read as headings.
const LEVELS: usize = 3;
/// Keys on one level that are looked at.
const MOST_KEYS: usize = 200;

/// A key as a heading: `intended_use`, `intended-use` and `intendedUse`.
fn spaced(key: &str) -> String {
    let mut text = String::with_capacity(key.len() + 4);
    let mut low = false;
    for character in key.chars() {
        if low && character.is_uppercase() {
            text.push(' ');
        }
        low = character.is_lowercase();
        text.push(if matches!(character, '_' | '-') {
            ' '
        } else {
            character
        });
    }
    text
}

fn spoken(root: &Value) -> BTreeSet<&'static str> {
    root.entries()
        .take(MOST_KEYS)
        .filter(|(_, value)| value.says_something())
        .flat_map(|(key, _)| headings::topics(&spaced(key)))
        .collect()
}

/// Whether a map may be a card that its author calls one.
#[must_use]
pub fn speaks_of_a_model(candidate: &Candidate) -> bool {
    candidate
        .data()
        .is_some_and(|root| !spoken(root).is_empty())
}

impl Format for KeyedCard {
    fn id(&self) -> &'static str {
        "keyed-model-card"
    }

    fn title(&self) -> &'static str {
        "Model card in JSON or YAML, by its keys"
    }

    fn describes(&self) -> Describes {
        Describes::Model
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        candidate
            .data()
            .is_some_and(|root| free_form::is_a_model_s(&spoken(root)))
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let mut record = Record::new();
        let Some(root) = candidate.data() else {
            return record.into_value(None);
        };
        let titles = ["display_name", "model_name", "name", "title", "id"];
        record.put("title", titles.into_iter().find_map(|key| said(root, key)));
        let licenses = ["license", "licence", "licenses"].into_iter();
        let licenses = licenses.map(|key| texts(found(root, key)));
        let licenses = licenses.into_iter().find(|found| !found.is_empty());
        card::put_licenses(&mut record, licenses.unwrap_or_default());
        let versions = ["version", "model_version"];
        record.put(
            "version",
            versions.into_iter().find_map(|key| said(root, key)),
        );
        record.put_list(
            "tags",
            texts(found(root, "keywords").or(found(root, "tags"))),
        );
        record.put_list(
            "languages",
            texts(found(root, "languages").or(found(root, "language"))),
        );
        if depth == Depth::Whole {
            let mut passages = Passages::new();
            walk(root, 1, &mut passages);
            passages.put(&mut record);
        }
        record.into_value(root.place.clone())
    }
}

/// A member of the card, or of its part on details.
fn found<'a>(root: &'a Value, name: &str) -> Option<&'a Value> {
    let is_named = |key: &str| spaced(key).replace(' ', "_").eq_ignore_ascii_case(name);
    let member = |of: &'a Value| {
        of.entries()
            .take(MOST_KEYS)
            .find(|(key, value)| is_named(key) && value.says_something())
            .map(|(_, value)| value)
    };
    member(root).or_else(|| {
        root.entries()
            .take(MOST_KEYS)
            .filter(|(key, _)| headings::topics(&spaced(key)).contains(&"details"))
            .find_map(|(_, part)| member(part))
    })
}

fn said(root: &Value, name: &str) -> Option<Value> {
    found(root, name).and_then(as_text)
}

/// A passage for every key that speaks of a topic, inner ones too.
fn walk(value: &Value, level: usize, passages: &mut Passages) {
    for (key, member) in value.entries().take(MOST_KEYS) {
        let topics = headings::topics(&spaced(key));
        if !topics.is_empty() {
            passages.say(&topics, [Some(member)]);
        }
        if level < LEVELS && matches!(member.kind, Kind::Map(_)) {
            walk(member, level + 1, passages);
        }
    }
}
