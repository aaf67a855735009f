//! The table of keys as a JSON Schema, draft 2020-12: what an editor offers,
//! explains and underlines. It says the same as the shape check, and a test
//! holds the two against each other.

use schemars::Schema;
use serde_json::{Map, Value as Json, json};

use super::form::{COUNTRIES, Form, Shape};
use super::keys::{Key, Need, SECTIONS, placeholder};
use super::node::{DECLARATION, MANIFEST, Node};
use super::shape::member_path as below;
use super::shared::{FROM, may_take};

/// The schema of `ethics.yml`.
#[must_use]
pub fn declaration() -> Schema {
    root(
        &DECLARATION,
        "ethics.yml, version 1",
        "What a system is for, whom it touches, what it is made of, which limits its team \
         commits to, and where the evidence lies. Keys that begin with x- are free at any level.",
    )
}

/// The schema of the small data manifest `ethics-data/1`.
#[must_use]
pub fn data_manifest() -> Schema {
    root(
        &MANIFEST,
        "ethics-data/1",
        "A small manifest of one dataset, for teams that have no other. Keys that begin with x- \
         are free at any level.",
    )
}

fn root(node: &Node, title: &str, description: &str) -> Schema {
    let mut schema = Map::new();
    schema.insert(
        "$schema".to_owned(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    schema.insert("title".to_owned(), json!(title));
    schema.insert("description".to_owned(), json!(description));
    schema.extend(map(node, ""));
    Schema::from(schema)
}

fn of_node(node: &Node, path: &str) -> Json {
    let mut ways: Vec<Map<String, Json>> = Vec::new();
    ways.extend(node.scalar.as_ref().map(of_shape));
    ways.extend(node.items.as_ref().map(|item| list(node, item, path)));
    if node.takes_map() {
        ways.push(map(node, path));
    }
    let mut schema = node.key.map(annotations).unwrap_or_default();
    // A section of a dataset's entry may stand in its manifest as well.
    let is_here = |section: &str| section == path || section.strip_prefix("data[].") == Some(path);
    if let Some((_, about)) = SECTIONS.iter().find(|(section, _)| is_here(section)) {
        schema.insert("description".to_owned(), json!(sentence(about)));
    }
    if ways.len() == 1 {
        schema.extend(ways.pop().into_iter().flatten());
    } else {
        schema.insert("anyOf".to_owned(), json!(ways));
    }
    Json::Object(schema)
}

fn annotations(key: &Key) -> Map<String, Json> {
    let mut description = sentence(key.doc);
    match key.need {
        Need::Always => description.push_str(" Required."),
        Need::When(condition) => {
            description.push_str(&format!(" Required: {condition}."));
        }
        Need::Optional => {}
    }
    if let Shape::Prose(words) = key.shape.scalar() {
        description.push_str(&format!(" At least {words} words that say something."));
    }
    if key.either {
        description.push_str(" May stand in the dataset's manifest instead.");
    }
    let mut schema = Map::new();
    schema.insert("description".to_owned(), json!(description));
    if let Some(default) = key.default {
        // A default that is no JSON is a word.
        let value = serde_json::from_str(default).unwrap_or_else(|_| json!(default));
        schema.insert("default".to_owned(), value);
    }
    schema
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), characters.as_str())
}

fn list(node: &Node, item: &Node, path: &str) -> Map<String, Json> {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("array"));
    schema.insert("items".to_owned(), of_node(item, &format!("{path}[]")));
    if let Some(count) = node.exactly {
        schema.insert("minItems".to_owned(), json!(count));
        schema.insert("maxItems".to_owned(), json!(count));
    }
    schema
}

fn map(node: &Node, path: &str) -> Map<String, Json> {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    let properties: Map<String, Json> = node
        .members
        .iter()
        .map(|(name, child)| ((*name).to_owned(), of_node(child, &below(path, name))))
        .collect();
    if !properties.is_empty() {
        schema.insert("properties".to_owned(), Json::Object(properties));
    }
    let required: Vec<&str> = node
        .members
        .iter()
        .filter(|(_, child)| child.required())
        .map(|(name, _)| *name)
        .collect();
    if may_take(node) {
        // What is taken from another file need not stand here.
        schema.insert("required".to_owned(), json!(["id"]));
        schema.insert(
            "anyOf".to_owned(),
            json!([{"required": required}, {"required": [FROM]}]),
        );
    } else if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema.insert("patternProperties".to_owned(), json!({"^x-": true}));
    let others = match &node.any {
        Some((kind, child)) => {
            let free = json!({"pattern": "^x-"});
            let key = of_shape(&placeholder(kind));
            schema.insert("propertyNames".to_owned(), json!({"anyOf": [free, key]}));
            of_node(child, &below(path, &format!("<{kind}>")))
        }
        None => json!(false),
    };
    schema.insert("additionalProperties".to_owned(), others);
    schema
}

fn of_shape(shape: &Shape) -> Map<String, Json> {
    let schema = match shape {
        Shape::Bool => json!({"type": "boolean"}),
        Shape::Int(low, high) if low == high => json!({"const": low}),
        Shape::Int(low, high) => bounded("integer", *low > i64::MIN, low, *high < i64::MAX, high),
        Shape::Number(low, high) => bounded("number", low.is_finite(), low, high.is_finite(), high),
        Shape::Word(words) => json!({"enum": words}),
        Shape::Prose(_) => json!({"type": "string"}),
        Shape::Of(Form::Country) => json!({"enum": COUNTRIES}),
        Shape::Of(form) => {
            let spec = form.spec();
            let mut schema = json!({
                "type": "string",
                "pattern": spec.pattern,
                "examples": [spec.example],
            });
            if *form == Form::Date {
                schema["format"] = json!("date");
            }
            schema
        }
        Shape::Scalar => json!({"type": ["string", "number", "boolean"]}),
        Shape::Any => json!({"type": ["string", "number", "boolean", "array"]}),
        Shape::List(item) | Shape::Pair(item) => {
            json!({"type": "array", "items": of_shape(item)})
        }
    };
    match schema {
        Json::Object(schema) => schema,
        _ => Map::new(),
    }
}

fn bounded<T: serde::Serialize>(kind: &str, low: bool, min: T, high: bool, max: T) -> Json {
    let mut schema = json!({"type": kind});
    if low {
        schema["minimum"] = json!(min);
    }
    if high {
        schema["maximum"] = json!(max);
    }
    schema
}
