//! Croissant 1.0 and 1.1 with its responsible-AI vocabulary, in the spellings
//! that real files use.

use std::collections::HashSet;

use super::json_ld::{files, is_a, property, put_head, text, texts};
use super::record::{Record, as_text, joined, text_like};
use super::{Candidate, Depth, Describes, Format};
use crate::model::{Kind, Value};

/// A Croissant description of a dataset.
pub struct Croissant;

/// The dataset's node: the document itself, or the first one of a list.
fn dataset(candidate: &Candidate) -> Option<&Value> {
    let root = candidate.data()?;
    let node = match &root.kind {
        Kind::List(items) => items.first()?,
        _ => root,
    };
    if is_croissant(node) {
        return Some(node);
    }
    // Software that carries its dataset along as a part.
    property(node, &["hasPart"])
        .into_iter()
        .flat_map(Value::one_or_many)
        .find(|part| is_croissant(part))
}

fn is_croissant(node: &Value) -> bool {
    let names = |value: &Value| {
        value
            .one_or_many()
            .flat_map(|item| match &item.kind {
                Kind::Map(map) => map.get("@id").and_then(Value::as_str),
                _ => item.as_str(),
            })
            .any(|name| name.contains("mlcommons.org/croissant"))
    };
    let conforms = property(node, &["conformsTo"]).is_some_and(names);
    let in_context = node.get("@context").is_some_and(|context| {
        context.one_or_many().any(|context| {
            context
                .as_str()
                .is_some_and(|name| name.contains("mlcommons.org/croissant"))
                || context.get("cr").is_some_and(names)
        })
    });
    let described = is_a(node, "Dataset")
        || property(node, &["recordSet", "distribution"]).is_some() && node.get("@type").is_none();
    described && (conforms || in_context)
}

impl Format for Croissant {
    fn id(&self) -> &'static str {
        "croissant"
    }

    fn title(&self) -> &'static str {
        "Croissant"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        dataset(candidate).is_some()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(node) = dataset(candidate) else {
            return Record::new().into_value(None);
        };
        let mut record = Record::new();
        record.put(
            "id",
            property(node, &["name", "identifier"]).and_then(as_text),
        );
        put_head(&mut record, node);
        if depth == Depth::Whole {
            put_whole(&mut record, node);
        }
        record.into_value(node.place.clone())
    }
}

fn put_whole(record: &mut Record, node: &Value) {
    record.put("description", text(property(node, &["description"]), "\n"));
    record.put("publisher", text(property(node, &["publisher"]), ", "));
    record.put(
        "publisher",
        text(property(node, &["creator", "author"]), ", "),
    );
    record.put("method", method(node));
    record.put("period", period(node));
    record.put_list(
        "geography",
        texts(property(node, &["spatialCoverage", "locationCreated"])),
    );
    record.put("gaps", gaps(node));
    record.put("personal", personal(node));
    record.put("labels", labels(node));
    record.put_list("tags", texts(property(node, &["keywords"])));
    record.put_list("fields", fields(node));
    record.put_list("files", files(node));
}

/// How the data came about: the description, and the kind of collection.
fn method(node: &Value) -> Option<Value> {
    let described = property(node, &["dataCollection"]);
    let kinds = property(node, &["dataCollectionType"]);
    let all: Vec<Value> = [text(described, "\n"), text(kinds, ", ")]
        .into_iter()
        .flatten()
        .collect();
    joined(&all, " — ")
}

/// When the data was collected: a list of two dates is a range.
fn period(node: &Value) -> Option<Value> {
    let value = property(node, &["dataCollectionTimeframe", "temporalCoverage"])?;
    joined(&texts(Some(value)), "/")
}

/// What is missing or skewed, as the file's two or three keys say it.
fn gaps(node: &Value) -> Option<Value> {
    let said: Vec<Value> = [
        &["dataBiases", "dataBias"][..],
        &["dataLimitations", "dataLimitation"],
        &["dataCollectionMissingData", "dataCollectionMissing"],
    ]
    .into_iter()
    .filter_map(|names| text(property(node, names), "\n"))
    .collect();
    joined(&said, "\n")
}

/// Whether there is personal data, only where the file says plainly yes or no.
fn personal(node: &Value) -> Option<Value> {
    let value = property(node, &["personalSensitiveInformation"])?;
    let said = texts(Some(value));
    let [only] = said.as_slice() else {
        return None;
    };
    let answer = match only
        .as_str()?
        .trim()
        .trim_end_matches('.')
        .to_lowercase()
        .as_str()
    {
        "none" | "no" | "false" => false,
        "yes" | "true" => true,
        _ => return None,
    };
    Some(text_like(answer, only))
}

/// How the labels came about, as far as the annotation keys say.
fn labels(node: &Value) -> Option<Value> {
    let per_item = property(node, &["annotationsPerItem"])?;
    let count = match per_item.kind {
        Kind::Int(count) => count,
        _ => as_text(per_item)?.as_str()?.trim().parse().ok()?,
    };
    let mut record = Record::new();
    record.put("per_item", text_like(count, per_item));
    Some(record.into_value(per_item.place.clone()))
}

/// Whether a record set lists the values of a column, or the splits, and has no
/// columns of the data itself.
fn is_vocabulary(set: &Value) -> bool {
    let types = property(set, &["dataType"]).into_iter();
    types
        .flat_map(Value::one_or_many)
        .filter_map(Value::as_str)
        .any(|name| name.ends_with("Enumeration") || name.ends_with("Split"))
}

/// The names of columns, nested ones included: what is extracted where the
/// file says so, else the field's name without its record set's.
fn fields(node: &Value) -> Vec<Value> {
    let mut open: Vec<&Value> = property(node, &["recordSet"])
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter(|set| !is_vocabulary(set))
        .filter_map(|set| property(set, &["field"]))
        .flat_map(Value::one_or_many)
        .collect();
    open.reverse();
    let mut names = Vec::new();
    let mut seen = HashSet::new();
    while let Some(field) = open.pop() {
        let name = column(field).filter(|name| seen.insert(name.as_str().map(str::to_owned)));
        names.extend(name);
        let nested = property(field, &["subField"]).into_iter();
        let mut nested: Vec<&Value> = nested.flat_map(Value::one_or_many).collect();
        nested.reverse();
        open.append(&mut nested);
    }
    names
}

fn column(field: &Value) -> Option<Value> {
    let extracted = property(field, &["source"])
        .and_then(|source| property(source, &["extract"]))
        .and_then(|extract| property(extract, &["column"]))
        .and_then(as_text);
    extracted.or_else(|| {
        let name = property(field, &["name", "@id"]).and_then(as_text)?;
        let last = name.as_str()?.rsplit('/').next()?.to_owned();
        Some(text_like(last, &name))
    })
}
