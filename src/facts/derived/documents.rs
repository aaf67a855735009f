//! `documents[]`: every card, manifest and envelope of the system that a
//! format recognizes, declared or not.
//!
//! Of undeclared files only those whose names real cards and manifests bear
//! are opened, and only the head of each is kept, so that a tree of ten
//! thousand cards costs a second and little memory.

use std::collections::HashMap;

use rayon::prelude::*;

use super::FRONT_MATTER;
use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::manifest::subject::UNDECIDED;
use crate::manifest::{self, Candidate, Depth, Describes, Manifest};
use crate::model::path::name_of;
use crate::model::{Fact, Problem, Reason, Text, Type, Value};
use crate::source::{Blob, Entry};
use Type::{Bool, OneOf};

/// The documents of a system.
pub static FAMILY: Family = Family {
    name: "documents",
    facts: FACTS,
    derive,
};

/// A fact that the document's content says.
const fn content(path: &'static str, ty: Type, doc: &'static str) -> Fact {
    Fact::new(path, ty, "its content", doc)
}

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("documents[].path", Type::Text, "the tree", "where the document stands, relative to the root"),
    content("documents[].format", Type::Text, "the format's id"),
    content("documents[].describes", OneOf(&["model", "dataset", "evidence"]), "what it describes"),
    Fact::new("documents[].declared", Bool, "the declaration", "whether a model's card or a dataset's manifest names it"),
    content("documents[].license", Type::Text, "the license that it names first"),
    content("documents[].languages[]", Type::Text, "the languages that it names"),
    content("documents[].languages.not_applicable", Type::Text, "why it names none"),
    content("documents[].version", Type::Text, "the version that it names"),
    content("documents[].front_matter", OneOf(FRONT_MATTER), "what stands where front matter belongs, in Markdown"),
];

/// What is copied from the head of a document.
const HEAD: &[&str] = &["license", "languages", "version", "front_matter"];

/// The largest document that is opened without being declared.
const LARGEST: u64 = 4 << 20;

/// One candidate's result.
enum Found {
    Nothing,
    Document(Value),
    PassedOver(String, Text),
}

fn derive(scope: &Scope) -> Derived {
    let declared = declared(scope);
    let found: Vec<Found> = scope
        .files
        .par_iter()
        .map(|entry| match declared.get(entry.path.as_ref()) {
            Some(read) => of_declared(&entry.path, read),
            None if is_candidate(&entry.path) => look(scope, entry),
            None => Found::Nothing,
        })
        .collect();
    let mut derived = Derived::default();
    let mut documents = Vec::new();
    for one in found {
        match one {
            Found::Nothing => {}
            Found::Document(value) => documents.push(value),
            Found::PassedOver(path, why) => derived.passed_over.push((path, why)),
        }
    }
    derived.values.push(("documents", Value::list(documents)));
    derived
}

/// What the families of models and datasets read, by its path in the tree:
/// a declared document is parsed once, by the family that it belongs to.
fn declared<'a>(scope: &Scope<'a>) -> HashMap<String, Declared<'a>> {
    let known = |list, key, describes: Describes| {
        let items = scope.known.get(list).map_or(&[][..], Value::items);
        items.iter().filter_map(move |item| {
            let facts = item.get(key)?;
            let path = scope.resolve(facts.get("path")?.as_str()?)?;
            Some((path, Declared { describes, facts }))
        })
    };
    known("models", "card", Describes::Model)
        .chain(known("datasets", "manifest", Describes::Dataset))
        .collect()
}

/// A document that a family has read.
struct Declared<'a> {
    describes: Describes,
    facts: &'a Value,
}

fn of_declared(path: &str, read: &Declared) -> Found {
    let format = read.facts.get("format").and_then(Value::as_str);
    format.map_or(Found::Nothing, |format| {
        Found::Document(outline(path, format, read.describes, true, read.facts))
    })
}

/// Read the head of a file that nobody declared.
fn look(scope: &Scope, entry: &Entry) -> Found {
    if entry.size > LARGEST {
        return Found::PassedOver(
            entry.path.to_string(),
            Text::new(
                "larger than 4 MiB: no card or manifest is that long",
                "4 MiB보다 커서 카드나 매니페스트로 읽지 않았습니다",
            ),
        );
    }
    let Blob::Text(document) = scope.tree.read(&entry.path) else {
        return Found::Nothing;
    };
    manifest::read(&document, Depth::Head).map_or(Found::Nothing, |manifest| {
        let Manifest {
            format, describes, ..
        } = manifest;
        Found::Document(outline(
            &entry.path,
            format,
            describes,
            false,
            &manifest.facts,
        ))
    })
}

/// Whether a file bears a name that cards and manifests bear.
fn is_candidate(path: &str) -> bool {
    let name = name_of(path);
    // MLflow's only file without an extension.
    if name == "MLmodel" {
        return true;
    }
    let name = name.to_lowercase();
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return false;
    };
    let holds = |words: &[&str]| words.iter().any(|word| stem.contains(word));
    match extension {
        "md" | "markdown" => holds(&["readme", "card", "datasheet", "data_sheet", "data-sheet"]),
        "jsonld" => true,
        "json" => {
            holds(&[
                "croissant",
                "datapackage",
                ".package",
                "dataset",
                "modelcard",
                "model_card",
                "model-card",
                "aibom",
                "dataprov",
                "provenance",
            ]) || matches!(stem, "package-data" | "metadata" | "bom")
                || [".cdx", ".spdx", ".spdx3", "-bom", "_bom"]
                    .iter()
                    .any(|end| stem.ends_with(end))
        }
        "yml" | "yaml" => holds(&[
            "croissant",
            "datapackage",
            ".package",
            "manifest",
            "dataset",
        ]),
        _ => false,
    }
}

/// The head of a document as a fact.
fn outline(path: &str, format: &str, describes: Describes, declared: bool, facts: &Value) -> Value {
    let mut record = Record::new();
    record.put("path", Value::computed(path));
    record.put("format", Value::computed(format));
    record.put("describes", Value::computed(describes.name()));
    record.put("declared", Value::computed(declared));
    for key in HEAD {
        record.put(key, facts.get(key).cloned());
    }
    record.into_value(facts.place.clone())
}

/// What became of a document that the declaration names.
pub(super) struct Named {
    /// `path`, `readable`, `format`, `problems[]` and the normalized record.
    pub(super) value: Value,
    /// Why it says nothing, where it says nothing.
    pub(super) silent: Option<Reason>,
}

/// Read the document that a value of the declaration names. Where it describes
/// several things, the one that bears the `id` of the entry counts.
pub(super) fn named(
    scope: &Scope,
    path: &Value,
    describes: Describes,
    id: Option<&Value>,
) -> Named {
    let resolved = path.as_str().and_then(|text| scope.resolve(text));
    let blob = resolved.map_or(Blob::Missing, |path| scope.tree.read(&path));
    let document = match blob {
        Blob::Text(document) => document,
        Blob::Pointer(..) => return silent(path, Reason::Unverified, Vec::new()),
        Blob::Unreadable(problem) => return silent(path, Reason::Unreadable, vec![problem]),
        Blob::Missing => return silent(path, Reason::Absent, Vec::new()),
    };
    let candidate = Candidate::parse(&document, Depth::Whole).about(id.and_then(Value::as_str));
    let Some(format) = manifest::recognize_as(&candidate, describes) else {
        return silent(path, Reason::Unreadable, candidate.problems);
    };
    let manifest = manifest::interpret(format, candidate, Depth::Whole);
    if manifest.problems.iter().any(|one| one.code == UNDECIDED) {
        // What it says of others is nothing about this one.
        return silent(path, Reason::Unreadable, manifest.problems);
    }
    let mut record = Record::new();
    record.put("path", path.clone());
    record.put("readable", Value::computed(true));
    record.put("format", Value::computed(manifest.format));
    record.put("problems", problems(&manifest.problems));
    for (key, value) in manifest.facts.entries() {
        record.put(key, value.clone());
    }
    Named {
        value: record.into_value(manifest.facts.place.clone()),
        silent: None,
    }
}

fn silent(path: &Value, reason: Reason, found: Vec<Problem>) -> Named {
    let place = path.mark();
    let mut record = Record::new();
    record.put("path", path.clone());
    record.put("readable", Value::computed(false));
    record.put("reason", Value::computed(reason.name()));
    record.put("problems", problems(&found));
    Named {
        value: record.into_value(place),
        silent: Some(reason),
    }
}

/// What is wrong with a document, each with its place.
pub(super) fn problems(problems: &[Problem]) -> Value {
    Value::list(problems.iter().map(|problem| {
        let mut members = vec![
            ("code", Value::computed(problem.code)),
            ("detail", Value::computed(problem.detail.en.as_str())),
            ("fatal", Value::computed(problem.fatal)),
        ];
        for name in ["key", "expected", "expected_ko"] {
            let particular = problem.particular(name);
            members.extend(particular.map(|text| (name, Value::computed(text))));
        }
        let first = problem.related.clone();
        let first = first.map(|place| Value::computed(problem.code).with_place(Some(place)));
        members.extend(first.map(|first| ("first", first)));
        Value::record(members).with_place(Some(problem.place.clone()))
    }))
}
