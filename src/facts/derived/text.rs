//! `text`: what every text of the declaration, of manifests and of cards
//! amounts to, and which of them are copies.

use std::collections::HashSet;

use crate::facts::{Derived, Family, Scope, linked};
use crate::manifest::declaration::form::Shape;
use crate::manifest::declaration::{declared, node};
use crate::measure::text::{
    Copies, Substance, Why, holds_template, new_words, overlap, substance, without_comments,
};
use crate::model::{Fact, Place, Span, Type, Value};

/// The texts of a system.
pub static FAMILY: Family = Family {
    name: "text",
    facts: FACTS,
    derive,
};

const ORIGINS: &[&str] = &["declaration", "manifest", "card"];
const KINDS: &[&str] = &["field", "template", "harm"];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("text.values[].key", Type::Text, "ethics.yml, manifests, cards", "where the text stands: the key with list items by their id, or the card's heading"),
    Fact::new("text.values[].origin", Type::OneOf(ORIGINS), "ethics.yml, manifests, cards", "what kind of document it stands in"),
    Fact::new("text.values[].needed", Type::Int, "the table of keys", "words that it needs").unit("words"),
    Fact::new("text.values[].words", Type::Int, "the text", "words that it has, markup and lines of a template left out").unit("words"),
    Fact::new("text.values[].substantive", Type::Bool, "the text", "whether it says something: words enough, no placeholder, no template, no filler"),
    Fact::new("text.values[].why", Type::OneOf(Why::NAMES), "the text", "why it says nothing; absent where it says something"),
    Fact::new("text.copies[].key", Type::Text, "ethics.yml", "the later of two texts that are alike"),
    Fact::new("text.copies[].of", Type::Text, "ethics.yml", "the earlier one; the harm, or the template, of which it is a copy"),
    Fact::new("text.copies[].kind", Type::OneOf(KINDS), "ethics.yml", "field: two texts of the declaration; template: it holds a line of a template; harm: a mitigation beside its harm"),
    Fact::new("text.copies[].similarity", Type::Number, "both texts", "how alike they are, from 0 to 1: runs of three words in common, for a harm the overlap of content words"),
    Fact::new("text.copies[].own_words", Type::Int, "both texts", "content words of the later text that the earlier one lacks").unit("words"),
];

/// Two fields are compared from this length on: short answers repeat lawfully.
const COMPARED_FROM: usize = 12;
/// Copies that are at least so alike are listed; a rule draws the line above it.
const LISTED_FROM: f64 = 0.8;
/// The topics of a card that rules ask for; what stands under other headings
/// is no answer to anybody, so one word may be enough there.
#[rustfmt::skip]
pub(super) const ASKED: &[&str] = &[
    "intended-use", "limitations", "details", "training-data", "evaluation-data", "evaluation",
    "metrics", "metrics-by-group", "contact", "out-of-scope",
];
/// Keys of a dataset's record that hold text, where its manifest may speak.
const OF_DATASETS: &[&str] = &["publisher", "method", "people", "gaps", "labels.support"];

/// A text with its place and what is asked of it.
struct Text<'a> {
    key: String,
    origin: &'static str,
    needed: usize,
    text: &'a str,
    value: &'a Value,
}

fn derive(scope: &Scope) -> Derived {
    let mut texts = of_declaration(scope);
    let copies = copies(scope, &texts);
    texts.extend(of_manifests(scope));
    let mut values: Vec<Value> = texts.iter().map(measured).collect();
    values.extend(of_cards(scope));
    Derived::of(
        "text",
        Value::record([
            ("values", Value::list(values)),
            ("copies", Value::list(copies)),
        ]),
    )
}

fn of_declaration<'a>(scope: &Scope<'a>) -> Vec<Text<'a>> {
    declared(&node::DECLARATION, scope.declaration)
        .into_iter()
        .filter_map(|found| {
            let Shape::Prose(needed) = found.shape else {
                return None;
            };
            Some(Text {
                key: found.path,
                origin: "declaration",
                needed: usize::from(needed),
                text: found.value.as_str()?,
                value: found.value,
            })
        })
        .collect()
}

/// Texts that a dataset's manifest holds in the place of the declaration.
fn of_manifests<'a>(scope: &Scope<'a>) -> Vec<Text<'a>> {
    let datasets = scope
        .known
        .get("datasets")
        .into_iter()
        .flat_map(Value::items);
    let mut texts = Vec::new();
    for dataset in datasets {
        let id = dataset.get("id").and_then(Value::as_str).unwrap_or("");
        for key in OF_DATASETS {
            let Some(value) = dataset.at_path(key) else {
                continue;
            };
            let elsewhere = value
                .place
                .as_ref()
                .is_some_and(|place| place.path() != scope.path);
            if let (true, Some(text)) = (elsewhere, value.as_str()) {
                texts.push(Text {
                    key: format!("data[{id}].{key}"),
                    origin: "manifest",
                    // A publisher is a name.
                    needed: if *key == "publisher" { 1 } else { 3 },
                    text,
                    value,
                });
            }
        }
    }
    texts
}

fn measured(text: &Text) -> Value {
    let found = substance(text.text, text.needed);
    record(&text.key, text.origin, text.needed, found).with_place(text.value.mark())
}

fn record(key: &str, origin: &str, needed: usize, found: Substance) -> Value {
    let mut entries = vec![
        ("key", Value::computed(key)),
        ("origin", Value::computed(origin)),
        ("needed", Value::computed(needed)),
        ("words", Value::computed(found.words)),
        ("substantive", Value::computed(found.why.is_none())),
    ];
    if let Some(why) = found.why {
        entries.push(("why", Value::computed(why.name())));
    }
    Value::record(entries)
}

/// Sections of cards that answer no topic of a rule. Nobody asks for them
/// below tier limited, and they are most of the text there is.
fn of_cards(scope: &Scope) -> Vec<Value> {
    let limited = scope.known.get("tier").and_then(|tier| tier.get("limited"));
    if limited.and_then(Value::as_bool) != Some(true) {
        return Vec::new();
    }
    let models = scope.known.get("models").into_iter().flat_map(Value::items);
    let mut values = Vec::new();
    let mut seen = HashSet::new();
    for card in models.filter_map(|model| model.get("card")) {
        let path = card.get("path").and_then(Value::as_str).unwrap_or("");
        if !seen.insert(path) {
            continue;
        }
        values.extend(sections(card));
    }
    values
}

fn sections(card: &Value) -> Vec<Value> {
    let sections = card.get("sections").map_or(&[][..], Value::items);
    let mut silent = None;
    let mut values = Vec::new();
    // From the end, so that a section's parts come before the whole.
    for section in sections.iter().rev() {
        let Some((heading, text, place)) = headed(section) else {
            continue;
        };
        let level = section.get("level").and_then(Value::as_int);
        let is_title = |why: &Why| level == Some(1) && *why == Why::Empty;
        let mut found = substance(text, 1);
        found.why = found
            .why
            .filter(|why| !is_title(why) && !shows_something(*why, place));
        let why = found.why;
        // Sections nest, so the nearest silent one below tells of all of them.
        let told = silent.is_some_and(|inner: Span| {
            place.span.start <= inner.start && inner.end <= place.span.end
        });
        if why.is_some() {
            silent = Some(place.span);
        }
        if answers_a_rule(section) || (why.is_some() && told) {
            continue;
        }
        let marked = linked::first_words(place);
        values.push(record(heading, "card", 1, found).with_place(Some(marked)));
    }
    values.reverse();
    values
}

fn headed(section: &Value) -> Option<(&str, &str, &Place)> {
    let heading = section.get("heading")?.as_str()?;
    let text = section.get("text")?.as_str()?;
    (!heading.is_empty()).then_some((heading, text, section.place.as_ref()?))
}

fn answers_a_rule(section: &Value) -> bool {
    let topics = section.get("topics").map_or(&[][..], Value::items);
    topics
        .iter()
        .filter_map(Value::as_str)
        .any(|topic| ASKED.contains(&topic))
}

/// A section of code, pictures or a table says something without prose.
fn shows_something(why: Why, place: &Place) -> bool {
    let source = without_comments(place.text());
    match why {
        Why::Empty => !source.lines().all(is_blank_or_heading),
        Why::Template => source
            .lines()
            .any(|line| line.trim_start().starts_with("```")),
        _ => false,
    }
}

fn is_blank_or_heading(line: &str) -> bool {
    let line = line.trim();
    line.is_empty()
        || line.starts_with('#')
        || line.chars().all(|character| matches!(character, '=' | '-'))
}

fn copies(scope: &Scope, texts: &[Text]) -> Vec<Value> {
    let mut found = Vec::new();
    let mut finder = Copies::new(LISTED_FROM);
    let mut compared: Vec<&Text> = Vec::new();
    for text in texts {
        let Substance { words, why } = substance(text.text, text.needed);
        if why.is_some() {
            continue;
        }
        if holds_template(text.text) {
            found.push(copy(text, "a card template", None, "template", 1.0, words));
        }
        if words < COMPARED_FROM {
            continue;
        }
        if let Some((index, similarity)) = finder.add(text.text) {
            let earlier = compared[index];
            let own = new_words(text.text, earlier.text);
            let of = Some(earlier.value);
            found.push(copy(text, &earlier.key, of, "field", similarity, own));
        }
        compared.push(text);
    }
    found.extend(harms(scope, texts));
    found
}

/// Each mitigation beside its harm, where both say something.
fn harms(scope: &Scope, texts: &[Text]) -> Vec<Value> {
    let harms = scope.declared("harms").map_or(&[][..], Value::items);
    // A harm in two words is a harm; a remedy in two words is none.
    let text_of = |value: &Value, needed: usize| {
        texts
            .iter()
            .find(|text| std::ptr::eq(text.value, value))
            .filter(|text| substance(text.text, needed).why.is_none())
    };
    harms
        .iter()
        .filter_map(|entry| {
            let harm = text_of(entry.get("harm")?, 1)?;
            let mitigation = text_of(entry.get("mitigation")?, 3)?;
            let similarity = overlap(harm.text, mitigation.text)?;
            let own = new_words(mitigation.text, harm.text);
            let of = Some(harm.value);
            Some(copy(mitigation, &harm.key, of, "harm", similarity, own))
        })
        .collect()
}

fn copy(
    text: &Text,
    of: &str,
    earlier: Option<&Value>,
    kind: &str,
    similarity: f64,
    own: usize,
) -> Value {
    let of = Value::computed(of).with_place(earlier.and_then(Value::mark));
    Value::record([
        ("key", Value::computed(text.key.as_str())),
        ("of", of),
        ("kind", Value::computed(kind)),
        ("similarity", Value::computed(rounded(similarity))),
        ("own_words", Value::computed(own)),
    ])
    .with_place(text.value.mark())
}

/// Two digits are all that a message needs, and all that a threshold should see.
pub(super) fn rounded(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}
