//! `datasets[]`: each entry of `data` beside its manifest, merged key by key.
//!
//! A key that may stand in either is taken from the entry first, and keeps
//! the place where it was said. Where the manifest can't be read, what the
//! entry leaves out is missing for that reason: it may well be in there.

mod catalogue;

use super::documents::{Named, named};
use crate::facts::{Derived, Family, Scope};
use crate::manifest::Describes;
use crate::manifest::record::Record;
use crate::model::Value;

/// The datasets of a system.
pub static FAMILY: Family = Family {
    name: "datasets",
    facts: catalogue::FACTS,
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
            .map(|path| named(scope, path, Describes::Dataset, entry.get("id")));
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
        let by_entry = entry.get(key);
        let by_manifest = manifest
            .as_ref()
            .and_then(|manifest| manifest.value.get(key));
        let value = match (by_entry, by_manifest) {
            (Some(entry), Some(manifest)) if *key == "labels" => merged(entry, manifest),
            (Some(entry), Some(manifest)) if !entry.says_something() => manifest.clone(),
            (Some(said), _) | (None, Some(said)) => said.clone(),
            (None, None) => continue,
        };
        record.keep(key, value);
    }
    record.put("entry", entry.clone());
    if let Some(manifest) = manifest {
        let place = manifest.value.place.clone();
        record.put("manifest", manifest.value);
        if let Some(reason) = manifest.silent {
            record = record.unknown(EITHER, reason, place.as_ref());
        }
    }
    record.into_value(None).placed_like(entry)
}

/// Two maps as one, the first one's members first.
fn merged(first: &Value, second: &Value) -> Value {
    let mut record = Record::new();
    for (key, value) in first.entries().chain(second.entries()) {
        record.put(key, value.clone());
    }
    record.into_value(None).placed_like(first)
}
