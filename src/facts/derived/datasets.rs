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
    Fact::new(
        "datasets[].license",
        Type::Text,
        EITHER_SOURCE,
        "the license of the data",
    ),
    Fact::new(
        "datasets[].license_file",
        Type::Text,
        EITHER_SOURCE,
        "the text of a license that has no id",
    ),
    Fact::new(
        "datasets[].personal",
        Type::Bool,
        EITHER_SOURCE,
        "whether it is about people who can be told apart",
    ),
    Fact::new(
        "datasets[].basis",
        Type::Text,
        EITHER_SOURCE,
        "the legal ground for using people's data",
    ),
    Fact::new(
        "datasets[].source",
        Type::OneOf(&["first-party", "third-party", "public", "synthetic"]),
        EITHER_SOURCE,
        "where it comes from",
    ),
    Fact::new(
        "datasets[].consent_ref",
        Type::Text,
        EITHER_SOURCE,
        "the consent form",
    ),
    Fact::new(
        "datasets[].balance_ref",
        Type::Text,
        EITHER_SOURCE,
        "the balancing of interests",
    ),
    Fact::new(
        "datasets[].notice_ref",
        Type::Text,
        EITHER_SOURCE,
        "the notice to people whose data came from others",
    ),
    Fact::new(
        "datasets[].scraped",
        Type::Bool,
        EITHER_SOURCE,
        "whether it was gathered from the web by program",
    ),
    Fact::new(
        "datasets[].opt_out_ref",
        Type::Text,
        EITHER_SOURCE,
        "how refusals of scraping are honored",
    ),
    Fact::new(
        "datasets[].minors",
        Type::OneOf(&["excluded", "included", "unknown"]),
        EITHER_SOURCE,
        "whether people under age are in it",
    ),
    Fact::new(
        "datasets[].guardian_consent_ref",
        Type::Text,
        EITHER_SOURCE,
        "the consent of guardians",
    ),
    Fact::new(
        "datasets[].allowed_uses[]",
        Type::Text,
        EITHER_SOURCE,
        "what it may be used for",
    ),
    Fact::new(
        "datasets[].collected_until",
        Type::Date,
        EITHER_SOURCE,
        "the last day of collection",
    ),
    Fact::new(
        "datasets[].retention_days",
        Type::Int,
        EITHER_SOURCE,
        "how long it may be kept",
    )
    .unit("days"),
    Fact::new(
        "datasets[].publisher",
        Type::Text,
        EITHER_SOURCE,
        "who stands behind it",
    ),
    Fact::new(
        "datasets[].method",
        Type::Text,
        EITHER_SOURCE,
        "how it was collected",
    ),
    Fact::new(
        "datasets[].period",
        Type::Any,
        EITHER_SOURCE,
        "when it was collected",
    ),
    Fact::new(
        "datasets[].geography[]",
        Type::Text,
        EITHER_SOURCE,
        "where it comes from",
    ),
    Fact::new(
        "datasets[].languages",
        Type::Any,
        EITHER_SOURCE,
        "the languages in it: a list, or {not_applicable: reason}",
    ),
    Fact::new(
        "datasets[].people",
        Type::Any,
        EITHER_SOURCE,
        "the people in it: a text, or {not_applicable: reason}",
    ),
    Fact::new(
        "datasets[].gaps",
        Type::Text,
        EITHER_SOURCE,
        "who and what is missing",
    ),
    Fact::new(
        "datasets[].labels.by",
        Type::OneOf(&["staff", "crowd", "experts", "records", "program", "none"]),
        EITHER_SOURCE,
        "who labelled it",
    ),
    Fact::new(
        "datasets[].labels.guideline",
        Type::Text,
        EITHER_SOURCE,
        "the labelling guideline",
    ),
    Fact::new(
        "datasets[].labels.per_item",
        Type::Int,
        EITHER_SOURCE,
        "how many labels an item has",
    ),
    Fact::new(
        "datasets[].labels.agreement.statistic",
        Type::OneOf(&["alpha", "kappa", "percent"]),
        EITHER_SOURCE,
        "how agreement is measured",
    ),
    Fact::new(
        "datasets[].labels.agreement.value",
        Type::Number,
        EITHER_SOURCE,
        "how far labels agree",
    ),
    Fact::new(
        "datasets[].labels.paid",
        Type::OneOf(&["hourly", "per-item", "salary", "volunteer"]),
        EITHER_SOURCE,
        "how the people who label are paid",
    ),
    Fact::new(
        "datasets[].labels.harmful_content",
        Type::Bool,
        EITHER_SOURCE,
        "whether the people who label see harmful content",
    ),
    Fact::new(
        "datasets[].labels.support",
        Type::Text,
        EITHER_SOURCE,
        "what is done for them",
    ),
    Fact::new(
        "datasets[].manifest.path",
        Type::Text,
        "data[].manifest",
        "the path of the manifest",
    ),
    Fact::new(
        "datasets[].manifest.readable",
        Type::Bool,
        "the manifest",
        "whether the manifest is there and in a known format",
    ),
    Fact::new(
        "datasets[].manifest.reason",
        Type::OneOf(super::SILENT),
        "the manifest",
        "why it could not be read",
    ),
    Fact::new(
        "datasets[].manifest.format",
        Type::Text,
        "the manifest",
        "the format's id",
    ),
    Fact::new(
        "datasets[].manifest.problems[].code",
        Type::Text,
        "the manifest",
        "what is wrong with the manifest as text",
    ),
    Fact::new(
        "datasets[].manifest.problems[].detail",
        Type::Text,
        "the manifest",
        "the particular: a key, the parser's words",
    ),
    Fact::new(
        "datasets[].manifest.problems[].fatal",
        Type::Bool,
        "the manifest",
        "whether nothing else of it could be read",
    ),
    Fact::new(
        "datasets[].manifest.id",
        Type::Text,
        "the manifest",
        "the id that it gives the dataset",
    ),
    Fact::new(
        "datasets[].manifest.name",
        Type::Text,
        "the manifest",
        "the dataset's name",
    ),
    Fact::new(
        "datasets[].manifest.title",
        Type::Text,
        "the manifest",
        "the dataset's title",
    ),
    Fact::new(
        "datasets[].manifest.description",
        Type::Text,
        "the manifest",
        "what the dataset is",
    ),
    Fact::new(
        "datasets[].manifest.version",
        Type::Text,
        "the manifest",
        "the dataset's version",
    ),
    Fact::new(
        "datasets[].manifest.url",
        Type::Text,
        "the manifest",
        "the dataset's address",
    ),
    Fact::new(
        "datasets[].manifest.licenses[]",
        Type::Text,
        "the manifest",
        "all licenses that it names",
    ),
    Fact::new(
        "datasets[].manifest.license_name",
        Type::Text,
        "the manifest",
        "the name of a license that has no id",
    ),
    Fact::new(
        "datasets[].manifest.tags[]",
        Type::Text,
        "the manifest",
        "its keywords",
    ),
    Fact::new(
        "datasets[].manifest.source_datasets[]",
        Type::Text,
        "the manifest",
        "the datasets that it was made from",
    ),
    Fact::new(
        "datasets[].manifest.fields[]",
        Type::Text,
        "the manifest",
        "the names of its columns",
    ),
    Fact::new(
        "datasets[].manifest.files[].path",
        Type::Text,
        "the manifest",
        "a file of the dataset: a path, a glob or an address",
    ),
    Fact::new(
        "datasets[].manifest.files[].sha256",
        Type::Text,
        "the manifest",
        "the file's SHA-256",
    ),
    Fact::new(
        "datasets[].manifest.files[].md5",
        Type::Text,
        "the manifest",
        "the file's MD5",
    ),
    Fact::new(
        "datasets[].manifest.files[].size",
        Type::Int,
        "the manifest",
        "the file's size",
    )
    .unit("bytes"),
    Fact::new(
        "datasets[].manifest.groups.<name>[]",
        Type::Text,
        "the manifest",
        "the groups of people that an evaluation set tells apart",
    ),
    Fact::new(
        "datasets[].manifest.front_matter",
        Type::OneOf(super::FRONT_MATTER),
        "the manifest",
        "what stands where front matter belongs, in Markdown",
    ),
    Fact::new(
        "datasets[].manifest.sections[].heading",
        Type::Text,
        "the manifest",
        "a heading, in Markdown",
    ),
    Fact::new(
        "datasets[].manifest.sections[].slug",
        Type::Text,
        "the manifest",
        "the heading's anchor",
    ),
    Fact::new(
        "datasets[].manifest.sections[].level",
        Type::Int,
        "the manifest",
        "the heading's level",
    ),
    Fact::new(
        "datasets[].manifest.sections[].topics[]",
        Type::Text,
        "the vocabulary of headings",
        "what the heading speaks of",
    ),
    Fact::new(
        "datasets[].manifest.sections[].text",
        Type::Text,
        "the manifest",
        "the prose below the heading",
    ),
    Fact::new(
        "datasets[].manifest.sections[].rows",
        Type::Int,
        "the manifest",
        "how many data rows the tables below the heading have",
    ),
    Fact::new(
        "datasets[].manifest.tables[].columns[]",
        Type::Text,
        "the manifest",
        "the cells of a table's header",
    ),
    Fact::new(
        "datasets[].manifest.tables[].rows[][]",
        Type::Text,
        "the manifest",
        "the cells of a table's rows",
    ),
    Fact::new(
        "datasets[].manifest.license",
        Type::Text,
        "the manifest",
        "the license that the manifest itself names",
    ),
    Fact::new(
        "datasets[].manifest.personal",
        Type::Bool,
        "the manifest",
        "what the manifest itself says about personal data",
    ),
    Fact::new(
        "datasets[].manifest.publisher",
        Type::Text,
        "the manifest",
        "the publisher that the manifest itself names",
    ),
    Fact::new(
        "datasets[].manifest.gaps",
        Type::Text,
        "the manifest",
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
        derived.read += manifest.as_ref().map_or(0, |manifest| manifest.read);
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
