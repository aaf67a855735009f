//! `datasets[]`: each entry of `data` beside its manifest, merged key by key.
//!
//! A key that may stand in either is taken from the entry first, and keeps
//! the place where it was said. Where the manifest can't be read, what the
//! entry leaves out is missing for that reason: it may well be in there.

use super::documents::{Named, named};
use crate::facts::{Derived, Family, Scope};
use crate::manifest::Describes;
use crate::manifest::record::Record;
use crate::model::{Fact, Type, Value};

/// The datasets of a system.
pub static FAMILY: Family = Family {
    name: "datasets",
    facts: FACTS,
    derive,
};

/// Keys that may stand in the entry or in the manifest.
pub const EITHER: &[&str] = &[
    "license",
    "license_file",
    "personal",
    "basis",
    "source",
    "consent_ref",
    "balance_ref",
    "notice_ref",
    "scraped",
    "opt_out_ref",
    "minors",
    "guardian_consent_ref",
    "allowed_uses",
    "collected_until",
    "retention_days",
    "publisher",
    "method",
    "period",
    "geography",
    "languages",
    "people",
    "gaps",
    "labels",
];

const EITHER_SOURCE: &str = "the entry of data, else its manifest";

/// A fact that the entry or the manifest says.
const fn either(path: &'static str, ty: Type, doc: &'static str) -> Fact {
    Fact::new(path, ty, EITHER_SOURCE, doc)
}

/// A fact that the manifest says.
const fn manifest(path: &'static str, ty: Type, doc: &'static str) -> Fact {
    Fact::new(path, ty, "the manifest", doc)
}

const FACTS: &[Fact] = &[
    Fact::new("datasets[].id", Type::Text, "data[].id", "the dataset's id"),
    Fact::new(
        "datasets[].role",
        Type::OneOf(&["train", "finetune", "eval", "retrieval", "audit"]),
        "data[].role",
        "what the dataset is used for",
    ),
    Fact::new(
        "datasets[].entry",
        Type::Any,
        "ethics.yml",
        "the entry of the declaration, whole",
    ),
    either("datasets[].license", Type::Text, "the license of the data"),
    either(
        "datasets[].license_file",
        Type::Text,
        "the text of a license that has no id",
    ),
    either(
        "datasets[].personal",
        Type::Bool,
        "whether it is about people who can be told apart",
    ),
    either(
        "datasets[].basis",
        Type::Text,
        "the legal ground for using people's data",
    ),
    either(
        "datasets[].source",
        Type::OneOf(&["first-party", "third-party", "public", "synthetic"]),
        "where it comes from",
    ),
    either("datasets[].consent_ref", Type::Text, "the consent form"),
    either(
        "datasets[].balance_ref",
        Type::Text,
        "the balancing of interests",
    ),
    either(
        "datasets[].notice_ref",
        Type::Text,
        "the notice to people whose data came from others",
    ),
    either(
        "datasets[].scraped",
        Type::Bool,
        "whether it was gathered from the web by program",
    ),
    either(
        "datasets[].opt_out_ref",
        Type::Text,
        "how refusals of scraping are honored",
    ),
    either(
        "datasets[].minors",
        Type::OneOf(&["excluded", "included", "unknown"]),
        "whether people under age are in it",
    ),
    either(
        "datasets[].guardian_consent_ref",
        Type::Text,
        "the consent of guardians",
    ),
    either(
        "datasets[].allowed_uses[]",
        Type::Text,
        "what it may be used for",
    ),
    either(
        "datasets[].collected_until",
        Type::Date,
        "the last day of collection",
    ),
    either(
        "datasets[].retention_days",
        Type::Int,
        "how long it may be kept",
    )
    .unit("days"),
    either("datasets[].publisher", Type::Text, "who stands behind it"),
    either("datasets[].method", Type::Text, "how it was collected"),
    either("datasets[].period", Type::Any, "when it was collected"),
    either("datasets[].geography[]", Type::Text, "where it comes from"),
    either(
        "datasets[].languages",
        Type::Any,
        "the languages in it: a list, or {not_applicable: reason}",
    ),
    either(
        "datasets[].people",
        Type::Any,
        "the people in it: a text, or {not_applicable: reason}",
    ),
    either("datasets[].gaps", Type::Text, "who and what is missing"),
    either(
        "datasets[].labels.by",
        Type::OneOf(&["staff", "crowd", "experts", "records", "program", "none"]),
        "who labelled it",
    ),
    either(
        "datasets[].labels.guideline",
        Type::Text,
        "the labelling guideline",
    ),
    either(
        "datasets[].labels.per_item",
        Type::Int,
        "how many labels an item has",
    ),
    either(
        "datasets[].labels.agreement.statistic",
        Type::OneOf(&["alpha", "kappa", "percent"]),
        "how agreement is measured",
    ),
    either(
        "datasets[].labels.agreement.value",
        Type::Number,
        "how far labels agree",
    ),
    either(
        "datasets[].labels.paid",
        Type::OneOf(&["hourly", "per-item", "salary", "volunteer"]),
        "how the people who label are paid",
    ),
    either(
        "datasets[].labels.harmful_content",
        Type::Bool,
        "whether the people who label see harmful content",
    ),
    either(
        "datasets[].labels.support",
        Type::Text,
        "what is done for them",
    ),
    Fact::new(
        "datasets[].manifest.path",
        Type::Text,
        "data[].manifest",
        "the path of the manifest",
    ),
    manifest(
        "datasets[].manifest.readable",
        Type::Bool,
        "whether the manifest is there and in a known format",
    ),
    manifest(
        "datasets[].manifest.reason",
        Type::OneOf(super::SILENT),
        "why it could not be read",
    ),
    manifest("datasets[].manifest.format", Type::Text, "the format's id"),
    manifest(
        "datasets[].manifest.problems[].code",
        Type::Text,
        "what is wrong with the manifest as text",
    ),
    manifest(
        "datasets[].manifest.problems[].detail",
        Type::Text,
        "the particular: a key, the parser's words",
    ),
    manifest(
        "datasets[].manifest.problems[].fatal",
        Type::Bool,
        "whether nothing else of it could be read",
    ),
    manifest(
        "datasets[].manifest.id",
        Type::Text,
        "the id that it gives the dataset",
    ),
    manifest("datasets[].manifest.name", Type::Text, "the dataset's name"),
    manifest(
        "datasets[].manifest.title",
        Type::Text,
        "the dataset's title",
    ),
    manifest(
        "datasets[].manifest.description",
        Type::Text,
        "what the dataset is",
    ),
    manifest(
        "datasets[].manifest.version",
        Type::Text,
        "the dataset's version",
    ),
    manifest(
        "datasets[].manifest.url",
        Type::Text,
        "the dataset's address",
    ),
    manifest(
        "datasets[].manifest.licenses[]",
        Type::Text,
        "all licenses that it names",
    ),
    manifest(
        "datasets[].manifest.license_name",
        Type::Text,
        "the name of a license that has no id",
    ),
    manifest("datasets[].manifest.tags[]", Type::Text, "its keywords"),
    manifest(
        "datasets[].manifest.source_datasets[]",
        Type::Text,
        "the datasets that it was made from",
    ),
    manifest(
        "datasets[].manifest.fields[]",
        Type::Text,
        "the names of its columns",
    ),
    manifest(
        "datasets[].manifest.files[].path",
        Type::Text,
        "a file of the dataset: a path, a glob or an address",
    ),
    manifest(
        "datasets[].manifest.files[].sha256",
        Type::Text,
        "the file's SHA-256",
    ),
    manifest(
        "datasets[].manifest.files[].md5",
        Type::Text,
        "the file's MD5",
    ),
    manifest(
        "datasets[].manifest.files[].size",
        Type::Int,
        "the file's size",
    )
    .unit("bytes"),
    manifest(
        "datasets[].manifest.groups.<name>[]",
        Type::Text,
        "the groups of people that an evaluation set tells apart",
    ),
    manifest(
        "datasets[].manifest.front_matter",
        Type::OneOf(super::FRONT_MATTER),
        "what stands where front matter belongs, in Markdown",
    ),
    manifest(
        "datasets[].manifest.sections[].heading",
        Type::Text,
        "a heading, in Markdown",
    ),
    manifest(
        "datasets[].manifest.sections[].slug",
        Type::Text,
        "the heading's anchor",
    ),
    manifest(
        "datasets[].manifest.sections[].level",
        Type::Int,
        "the heading's level",
    ),
    Fact::new(
        "datasets[].manifest.sections[].topics[]",
        Type::Text,
        "the vocabulary of headings",
        "what the heading speaks of",
    ),
    manifest(
        "datasets[].manifest.sections[].text",
        Type::Text,
        "the prose below the heading",
    ),
    manifest(
        "datasets[].manifest.sections[].rows",
        Type::Int,
        "how many data rows the tables below the heading have",
    ),
    manifest(
        "datasets[].manifest.tables[].columns[]",
        Type::Text,
        "the cells of a table's header",
    ),
    manifest(
        "datasets[].manifest.tables[].rows[][]",
        Type::Text,
        "the cells of a table's rows",
    ),
    manifest(
        "datasets[].manifest.license",
        Type::Text,
        "the license that the manifest itself names",
    ),
    manifest(
        "datasets[].manifest.personal",
        Type::Bool,
        "what the manifest itself says about personal data",
    ),
    manifest(
        "datasets[].manifest.publisher",
        Type::Text,
        "the publisher that the manifest itself names",
    ),
    manifest(
        "datasets[].manifest.gaps",
        Type::Text,
        "the gaps that the manifest itself names",
    ),
];

fn derive(scope: &Scope) -> Derived {
    let mut derived = Derived::default();
    let Some(declared) = scope.declared("data") else {
        return derived;
    };
    let mut datasets = Vec::new();
    for entry in declared.items() {
        let manifest = entry
            .get("manifest")
            .filter(|path| path.says_something())
            .map(|path| named(scope, path, Describes::Dataset));
        datasets.push(dataset(entry, manifest));
    }
    derived
        .values
        .push(("datasets", Value::list(datasets).placed_like(declared)));
    derived
}

fn dataset(entry: &Value, manifest: Option<Named>) -> Value {
    let mut record = Record::new();
    record.put("id", entry.get("id").cloned());
    record.put("role", entry.get("role").cloned());
    for key in EITHER {
        let said = |source: Option<&Value>| {
            source
                .and_then(|source| source.get(key))
                .filter(|value| value.says_something())
                .cloned()
        };
        let by_entry = said(Some(entry));
        let by_manifest = said(manifest.as_ref().map(|manifest| &manifest.value));
        let value = match (by_entry, by_manifest) {
            (Some(entry), Some(manifest)) if *key == "labels" => Some(merged(&entry, &manifest)),
            (Some(entry), _) => Some(entry),
            (None, manifest) => manifest,
        };
        record.put(key, value);
    }
    record.put("entry", entry.clone());
    let mut value = match manifest {
        Some(manifest) => {
            record.put("manifest", manifest.value.clone());
            match manifest.silent {
                Some(reason) => record.unknown(EITHER, reason, manifest.value.place.as_ref()),
                None => record,
            }
        }
        None => record,
    }
    .into_value(None);
    value.place.clone_from(&entry.place);
    value.key = entry.key;
    value
}

/// Two maps as one, the first one's members first.
fn merged(first: &Value, second: &Value) -> Value {
    let mut record = Record::new();
    for (key, value) in first.entries().chain(second.entries()) {
        record.put(key, value.clone());
    }
    record.into_value(None).placed_like(first)
}
