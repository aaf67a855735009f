//! Data Package 1 and 2, JSON and YAML.

use super::record::{Record, as_text, joined, text_like, texts};
use super::{Candidate, Depth, Describes, Format, card};
use crate::model::{Kind, Value};

/// A Data Package descriptor.
pub struct DataPackage;

impl Format for DataPackage {
    fn id(&self) -> &'static str {
        "data-package"
    }

    fn title(&self) -> &'static str {
        "Data Package"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        let Some(root) = candidate.data() else {
            return false;
        };
        let Some(resources) = root.get("resources") else {
            return false;
        };
        let Kind::List(resources) = &resources.kind else {
            return false;
        };
        let says = |key: &str, words: &[&str]| {
            root.get(key)
                .and_then(Value::as_str)
                .is_some_and(|text| words.iter().any(|word| text.contains(word)))
        };
        let profiled = says("profile", &["data-package", "datapackage"])
            || says(
                "$schema",
                &["datapackage.org", "data-package", "datapackage.json"],
            );
        let held = |resource: &Value| {
            ["path", "data", "url"]
                .into_iter()
                .any(|key| resource.get(key).is_some())
        };
        let name = candidate.name();
        let named = name.starts_with("datapackage.") || name.contains("package.");
        // Other tools list resources too (kustomize, Terraform): theirs are
        // strings, or hold no data.
        profiled
            || !resources.is_empty()
                && resources.iter().any(held)
                && (named
                    || resources
                        .iter()
                        .all(|resource| resource.get("name").is_some()))
                && root.get("apiVersion").is_none()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(root) = candidate.data() else {
            return Record::new().into_value(None);
        };
        let mut record = Record::new();
        record.put("id", root.get("name").and_then(as_text));
        record.put("name", root.get("name").and_then(as_text));
        record.put(
            "title",
            root.get("title").or(root.get("name")).and_then(as_text),
        );
        card::put_licenses(&mut record, licenses(root));
        record.put_list(
            "languages",
            texts(root.get("languages").or(root.get("language"))),
        );
        record.put("version", root.get("version").and_then(as_text));
        record.put("url", root.get("homepage").and_then(as_text));
        if depth == Depth::Whole {
            put_whole(&mut record, root);
        }
        record.into_value(root.place.clone())
    }
}

fn put_whole(record: &mut Record, root: &Value) {
    record.put("description", root.get("description").and_then(as_text));
    record.put("publisher", publisher(root));
    // Keys that the specification leaves to the author, under our own names.
    for key in ["method", "period", "people", "gaps"] {
        record.put(key, root.get(key).and_then(as_text));
    }
    record.put_list("geography", texts(root.get("geography")));
    record.put_list("tags", texts(root.get("keywords")));
    record.put_list("fields", fields(root));
    record.put_list("files", files(root));
}

/// Licenses of the package, else those that its resources share.
fn licenses(root: &Value) -> Vec<Value> {
    let of = |node: &Value| -> Vec<Value> {
        node.get("licenses")
            .or(node.get("license"))
            .into_iter()
            .flat_map(Value::one_or_many)
            .filter_map(|license| match &license.kind {
                Kind::Map(_) => ["name", "type", "id", "path", "url", "title"]
                    .into_iter()
                    .find_map(|key| license.get(key).and_then(as_text)),
                _ => as_text(license),
            })
            .collect()
    };
    let whole = of(root);
    if !whole.is_empty() {
        return whole;
    }
    let mut seen = std::collections::HashSet::new();
    root.get("resources")
        .map_or(&[][..], Value::items)
        .iter()
        .flat_map(of)
        .filter(|license| seen.insert(license.as_str().map(str::to_owned)))
        .collect()
}

/// Who stands behind the data: a contributor who publishes it, else all
/// contributors, else the sources.
fn publisher(root: &Value) -> Option<Value> {
    let title = |node: &Value| match &node.kind {
        Kind::Map(_) => ["title", "organization", "name", "path"]
            .into_iter()
            .find_map(|key| node.get(key).and_then(as_text)),
        _ => as_text(node),
    };
    let all = |key: &str| -> Vec<&Value> {
        root.get(key)
            .into_iter()
            .flat_map(Value::one_or_many)
            .collect()
    };
    let contributors = all("contributors");
    let publishes = |node: &&&Value| {
        let roles = texts(node.get("role").or(node.get("roles")));
        roles.iter().any(|role| role.as_str() == Some("publisher"))
    };
    let publishers: Vec<Value> = contributors
        .iter()
        .filter(publishes)
        .filter_map(|node| title(node))
        .collect();
    if !publishers.is_empty() {
        return joined(&publishers, ", ");
    }
    [
        "contributors",
        "publisher",
        "author",
        "maintainers",
        "sources",
    ]
    .into_iter()
    .map(|key| {
        all(key)
            .into_iter()
            .filter_map(title)
            .collect::<Vec<Value>>()
    })
    .find(|names| !names.is_empty())
    .and_then(|names| joined(&names, ", "))
}

fn resources(root: &Value) -> &[Value] {
    root.get("resources").map_or(&[], Value::items)
}

/// The columns of every resource whose schema stands in the document.
fn fields(root: &Value) -> Vec<Value> {
    let mut seen = std::collections::HashSet::new();
    resources(root)
        .iter()
        .filter_map(|resource| resource.at_path("schema.fields"))
        .flat_map(Value::items)
        .filter_map(|field| match &field.kind {
            Kind::Map(_) => field.get("name").and_then(as_text),
            _ => as_text(field),
        })
        .filter(|name| seen.insert(name.as_str().map(str::to_owned)))
        .collect()
}

/// The files of every resource; a hash without a prefix is an MD5.
fn files(root: &Value) -> Vec<Value> {
    resources(root)
        .iter()
        .flat_map(|resource| {
            let paths = texts(resource.get("path").or(resource.get("url")));
            let alone = paths.len() == 1;
            paths.into_iter().map(move |path| {
                let mut record = Record::new();
                record.put("path", path);
                if alone {
                    put_digest(&mut record, resource.get("hash"));
                    record.put("size", resource.get("bytes").cloned());
                }
                record.into_value(resource.place.clone())
            })
        })
        .collect()
}

fn put_digest(record: &mut Record, hash: Option<&Value>) {
    let Some(hash) = hash.and_then(as_text) else {
        return;
    };
    let Some(text) = hash.as_str() else {
        return;
    };
    match text.split_once(':') {
        Some(("sha256" | "sha-256", digest)) => record.put("sha256", text_like(digest, &hash)),
        Some(("md5", digest)) => record.put("md5", text_like(digest, &hash)),
        Some(_) => {}
        None => record.put("md5", hash.clone()),
    }
}
