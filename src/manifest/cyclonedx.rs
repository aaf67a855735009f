//! CycloneDX 1.5 to 1.7: components that are models, with or without a
//! `modelCard`, and components that are data. Other bills of materials are
//! none of our business, and a file called `aibom.json` without `bomFormat`
//! is no CycloneDX.

use std::collections::HashMap;

use super::passages::Passages;
use super::record::{Record, as_text, is_an_id, joined, text_like, texts};
use super::results::performance;
use super::{Candidate, Depth, Describes, Format, card, subject};
use crate::model::{Problem, Value};

/// The models of a bill of materials.
pub struct Model;

/// The data of a bill of materials.
pub struct Data;

/// The bill of materials that a document is.
fn bom(candidate: &Candidate) -> Option<&Value> {
    let root = candidate.data()?;
    let named = root.get("bomFormat").and_then(Value::as_str) == Some("CycloneDX");
    let versioned = root.get("specVersion").is_some_and(Value::says_something);
    (named && versioned).then_some(root)
}

/// Every component, the described one first, nested ones included.
fn components(root: &Value) -> Vec<&Value> {
    let described = root.at_path("metadata.component").into_iter();
    let listed = root.get("components").map_or(&[][..], Value::items);
    let mut open: Vec<&Value> = described.chain(listed).collect();
    open.reverse();
    let mut found = Vec::new();
    while let Some(component) = open.pop() {
        found.push(component);
        let nested = component.get("components").map_or(&[][..], Value::items);
        open.extend(nested.iter().rev());
    }
    found
}

fn is_of_type(component: &Value, kind: &str) -> bool {
    component.get("type").and_then(Value::as_str) == Some(kind)
}

fn models(root: &Value) -> Vec<&Value> {
    components(root)
        .into_iter()
        .filter(|one| is_of_type(one, "machine-learning-model") || one.get("modelCard").is_some())
        .collect()
}

/// Components that are data, and datasets that a model card holds in itself.
fn data(root: &Value) -> Vec<&Value> {
    let all = components(root);
    let inline = all
        .iter()
        .filter_map(|one| one.at_path("modelCard.modelParameters.datasets"))
        .flat_map(Value::items)
        .filter(|set| set.get("type").is_some());
    let listed = all.iter().copied().filter(|one| is_of_type(one, "data"));
    listed.chain(inline).collect()
}

/// What a component may be called.
fn names(component: &Value) -> Vec<&str> {
    ["name", "bom-ref", "purl"]
        .into_iter()
        .filter_map(|key| component.get(key)?.as_str())
        .collect()
}

impl Format for Model {
    fn id(&self) -> &'static str {
        "cyclonedx-model"
    }

    fn title(&self) -> &'static str {
        "CycloneDX machine-learning model"
    }

    fn describes(&self) -> Describes {
        Describes::Model
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        bom(candidate).is_some_and(|root| !models(root).is_empty())
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let mut record = Record::new();
        let Some(root) = bom(candidate) else {
            return record.into_value(None);
        };
        let Some(model) = subject::choose(candidate, &models(root), names) else {
            return record.into_value(root.place.clone());
        };
        put_head(&mut record, model);
        record.put(
            "pipeline_tag",
            at(model, "modelParameters.task").and_then(as_text),
        );
        let sets = used_data(root, model);
        let names = sets
            .iter()
            .filter_map(|set| set.get("name").and_then(as_text));
        record.put_list("datasets", names.filter(is_an_id).collect());
        let ancestors = model
            .at_path("pedigree.ancestors")
            .map_or(&[][..], Value::items);
        record.put_list(
            "base_models",
            ancestors
                .iter()
                .filter_map(|one| one.get("name").and_then(as_text))
                .collect(),
        );
        if depth == Depth::Whole {
            let metrics = at(model, "quantitativeAnalysis.performanceMetrics");
            let results = performance(metrics);
            put_passages(&mut record, model, &sets, &results);
            record.put_list("results", results);
        }
        record.into_value(model.place.clone())
    }

    fn defects(&self, candidate: &Candidate) -> Vec<Problem> {
        undecided(candidate, models)
    }
}

fn undecided(candidate: &Candidate, of: fn(&Value) -> Vec<&Value>) -> Vec<Problem> {
    bom(candidate).map_or_else(Vec::new, |root| {
        let things = of(root);
        subject::undecided(&things, subject::choose(candidate, &things, names), root)
    })
}

/// A member of a model card.
fn at<'a>(model: &'a Value, path: &str) -> Option<&'a Value> {
    model.get("modelCard")?.at_path(path)
}

/// The data that a model card names, in place or by reference.
fn used_data<'a>(root: &'a Value, model: &'a Value) -> Vec<&'a Value> {
    let sets = at(model, "modelParameters.datasets").map_or(&[][..], Value::items);
    if sets.is_empty() {
        return Vec::new();
    }
    let all = components(root).into_iter();
    let known: HashMap<&str, &Value> = all
        .filter_map(|component| Some((component.get("bom-ref")?.as_str()?, component)))
        .collect();
    sets.iter()
        .filter_map(|set| match set.get("ref") {
            Some(reference) => known.get(reference.as_str()?).copied(),
            None => Some(set),
        })
        .collect()
}

fn put_passages(record: &mut Record, model: &Value, sets: &[&Value], results: &[Value]) {
    let considered = |key: &str| at(model, "considerations").and_then(|all| all.get(key));
    let parameter = |key: &str| at(model, "modelParameters").and_then(|all| all.get(key));
    let mut passages = Passages::new();
    passages.say(
        &["details"],
        [
            model.get("description"),
            at(model, "modelParameters.approach.type"),
            parameter("task"),
            parameter("architectureFamily"),
            parameter("modelArchitecture"),
            parameter("inputs"),
            parameter("outputs"),
        ],
    );
    passages.say(
        &["intended-use"],
        [considered("users"), considered("useCases")],
    );
    passages.say(&["limitations"], [considered("technicalLimitations")]);
    passages.say(&["limitations"], [considered("performanceTradeoffs")]);
    passages.say(
        &["ethical-considerations"],
        [considered("ethicalConsiderations")],
    );
    passages.say(
        &["ethical-considerations", "bias"],
        [considered("fairnessAssessments")],
    );
    passages.say(
        &["environmental-impact"],
        [considered("environmentalConsiderations")],
    );
    let told: Vec<&Value> = sets.iter().copied().flat_map(about).collect();
    passages.refer(&["training-data"], parameter("datasets"), &told);
    let metrics = at(model, "quantitativeAnalysis.performanceMetrics");
    passages.measured(metrics, results);
    passages.table(metrics, results);
    let reachable = |key: &str| model.get(key).and_then(|one| one.get("contact"));
    passages.say(
        &["contact"],
        [
            reachable("supplier"),
            reachable("manufacturer"),
            model.get("authors"),
        ],
    );
    passages.put(record);
}

/// What a dataset says that a reader of its model's card wants to know.
fn about(set: &Value) -> impl Iterator<Item = &Value> {
    const TOLD: &[&str] = &["name", "description", "classification", "sensitiveData"];
    let parts = set.get("data").map_or(&[][..], Value::items);
    std::iter::once(set)
        .chain(parts)
        .flat_map(|part| TOLD.iter().filter_map(|key| part.get(key)))
}

impl Format for Data {
    fn id(&self) -> &'static str {
        "cyclonedx-data"
    }

    fn title(&self) -> &'static str {
        "CycloneDX data component"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        bom(candidate).is_some_and(|root| !data(root).is_empty())
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let mut record = Record::new();
        let Some(root) = bom(candidate) else {
            return record.into_value(None);
        };
        let Some(set) = subject::choose(candidate, &data(root), names) else {
            return record.into_value(root.place.clone());
        };
        record.put(
            "id",
            set.get("name").or(set.get("bom-ref")).and_then(as_text),
        );
        record.put("name", set.get("name").and_then(as_text));
        put_head(&mut record, set);
        record.put("url", address(set));
        if depth == Depth::Whole {
            record.put("description", set.get("description").and_then(as_text));
            let parts = set.get("data").map_or(&[][..], Value::items);
            let described: Vec<Value> = parts
                .iter()
                .filter_map(|part| part.get("description").and_then(as_text))
                .collect();
            record.put("description", joined(&described, "\n"));
            record.put("publisher", publisher(set));
            record.put_list("files", files(set));
        }
        record.into_value(set.place.clone())
    }

    fn defects(&self, candidate: &Candidate) -> Vec<Problem> {
        undecided(candidate, data)
    }
}

/// What any component says of itself.
fn put_head(record: &mut Record, component: &Value) {
    record.put("title", component.get("name").and_then(as_text));
    card::put_licenses(record, licenses(component));
    let license = component
        .get("licenses")
        .and_then(|list| list.items().first());
    let license = license.and_then(|one| one.get("license"));
    if let Some(license) = license {
        record.put("license_link", license.get("url").and_then(as_text));
        if license.get("id").is_none() {
            record.put("license_name", license.get("name").and_then(as_text));
        }
    }
    record.put("version", component.get("version").and_then(as_text));
    record.put_list("tags", texts(component.get("tags")));
}

/// Licenses by id, name or expression; `NOASSERTION` says nothing.
fn licenses(component: &Value) -> Vec<Value> {
    component
        .get("licenses")
        .map_or(&[][..], Value::items)
        .iter()
        .filter_map(|choice| {
            let license = choice.get("license").unwrap_or(choice);
            ["id", "name", "expression"]
                .into_iter()
                .find_map(|key| license.get(key).and_then(as_text))
        })
        .filter(|license| !matches!(license.as_str(), Some("NOASSERTION" | "NONE")))
        .collect()
}

/// Where the data can be had.
fn address(set: &Value) -> Option<Value> {
    let parts = set.get("data").map_or(&[][..], Value::items);
    let contents = std::iter::once(set)
        .chain(parts)
        .find_map(|part| part.at_path("contents.url"));
    let references = set.get("externalReferences").map_or(&[][..], Value::items);
    let referred = ["distribution", "website"].into_iter().find_map(|kind| {
        let one = references.iter().find(|one| is_of_type(one, kind))?;
        one.get("url")
    });
    contents.or(referred).and_then(as_text)
}

/// Who stands behind a component: its publisher, maker or supplier, else its
/// authors, else those that its governance names as owners.
fn publisher(set: &Value) -> Option<Value> {
    let of = |path: &str| set.at_path(path).and_then(as_text);
    let authors: Vec<Value> = set
        .get("authors")
        .map_or(&[][..], Value::items)
        .iter()
        .filter_map(|author| author.get("name").and_then(as_text))
        .collect();
    let parts = set.get("data").map_or(&[][..], Value::items);
    let owners: Vec<Value> = std::iter::once(set)
        .chain(parts)
        .filter_map(|part| part.at_path("governance.owners"))
        .flat_map(Value::items)
        .filter_map(|owner| {
            ["organization.name", "contact.name"]
                .into_iter()
                .find_map(|path| owner.at_path(path).and_then(as_text))
        })
        .collect();
    of("publisher")
        .or_else(|| of("manufacturer.name"))
        .or_else(|| of("supplier.name"))
        .or_else(|| joined(&authors, ", "))
        .or_else(|| of("author"))
        .or_else(|| joined(&owners, ", "))
}

/// The file of a component that has digests.
fn files(set: &Value) -> Vec<Value> {
    let hashes = set.get("hashes").map_or(&[][..], Value::items);
    let digest = |names: [&str; 2]| {
        let hash = hashes.iter().find(|hash| {
            let algorithm = hash.get("alg").and_then(Value::as_str);
            algorithm.is_some_and(|found| names.contains(&found))
        })?;
        hash.get("content").and_then(as_text)
    };
    let path = address(set);
    let mut record = Record::new();
    record.put("sha256", digest(["SHA-256", "SHA256"]).map(lower));
    record.put("md5", digest(["MD5", "MD-5"]).map(lower));
    let Some(path) = path.filter(|_| !record.is_empty()) else {
        return Vec::new();
    };
    let place = path.place.clone();
    record.put("path", path);
    vec![record.into_value(place)]
}

/// A digest as others write it.
fn lower(digest: Value) -> Value {
    let text = digest.as_str().unwrap_or("").to_ascii_lowercase();
    text_like(text, &digest)
}
