//! A schema.org `Dataset` in JSON-LD, alone or in a graph, without Croissant's
//! vocabulary.

use super::json_ld::{files, is_a, property, put_head, text, texts};
use super::record::{Record, joined};
use super::{Candidate, Depth, Describes, Format, subject};
use crate::model::{Problem, Value};

/// A schema.org dataset.
pub struct SchemaOrg;

/// The datasets of a document whose context is schema.org's.
fn datasets(candidate: &Candidate) -> Vec<&Value> {
    let Some(root) = candidate.data() else {
        return Vec::new();
    };
    root.one_or_many()
        .filter(|node| in_context(node))
        .flat_map(|node| {
            let graph = property(node, &["@graph"]).map_or(&[][..], Value::items);
            std::iter::once(node).chain(graph)
        })
        .filter(|node| is_a(node, "Dataset"))
        .collect()
}

fn in_context(node: &Value) -> bool {
    let is_ours = |value: &Value| {
        value
            .as_str()
            .is_some_and(|name| name.contains("schema.org"))
    };
    node.get("@context").is_some_and(|context| {
        context
            .one_or_many()
            .any(|one| is_ours(one) || one.entries().any(|(_, value)| is_ours(value)))
    })
}

fn names(node: &Value) -> Vec<&str> {
    ["name", "identifier", "alternateName", "@id"]
        .into_iter()
        .filter_map(|name| property(node, &[name])?.as_str())
        .collect()
}

fn chosen(candidate: &Candidate) -> Option<&Value> {
    subject::choose(candidate, &datasets(candidate), names)
}

impl Format for SchemaOrg {
    fn id(&self) -> &'static str {
        "schema-org-dataset"
    }

    fn title(&self) -> &'static str {
        "schema.org Dataset"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        !datasets(candidate).is_empty()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let mut record = Record::new();
        let Some(node) = chosen(candidate) else {
            return record.into_value(candidate.data().and_then(|root| root.place.clone()));
        };
        record.put("id", text(property(node, &["identifier", "name"]), ", "));
        put_head(&mut record, node);
        if depth == Depth::Whole {
            put_whole(&mut record, node);
        }
        record.into_value(node.place.clone())
    }

    fn defects(&self, candidate: &Candidate) -> Vec<Problem> {
        let things = datasets(candidate);
        let found = subject::choose(candidate, &things, names);
        candidate
            .data()
            .map_or_else(Vec::new, |root| subject::undecided(&things, found, root))
    }
}

fn put_whole(record: &mut Record, node: &Value) {
    record.put("description", text(property(node, &["description"]), "\n"));
    for keys in [&["publisher"][..], &["creator", "author"], &["maintainer"]] {
        record.put("publisher", text(property(node, keys), ", "));
    }
    let methods = ["measurementTechnique", "measurementMethod"];
    record.put("method", text(property(node, &methods), "\n"));
    let period = texts(property(node, &["temporalCoverage"]));
    record.put("period", joined(&period, "/"));
    let places = property(node, &["spatialCoverage", "spatial", "locationCreated"]);
    record.put_list("geography", texts(places));
    record.put_list("source_datasets", texts(property(node, &["isBasedOn"])));
    record.put_list("tags", texts(property(node, &["keywords"])));
    record.put_list("fields", texts(property(node, &["variableMeasured"])));
    record.put_list("files", files(node));
}
