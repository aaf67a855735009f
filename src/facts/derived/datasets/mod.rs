//! `datasets[]`: each entry of `data` beside its manifest, merged key by key.
//!
//! A key that may stand in either is taken from the entry first, and keeps
//! the place where it was said. Where the manifest can't be read, what the
//! entry leaves out is missing for that reason: it may well be in there.

mod catalogue;
mod digest;

pub(super) use self::digest::{digest_of, is_called};

use super::documents::{Named, named};
use crate::facts::{Derived, Family, Scope, join};
use crate::manifest::Describes;
use crate::manifest::record::Record;
use crate::model::path::folder_of;
use crate::model::{Reason, Value};
use crate::source::Presence;

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
        datasets.push(dataset(scope, entry, manifest));
    }
    derived
        .values
        .push(("datasets", Value::list(datasets).placed_like(declared)));
    derived
}

fn dataset(scope: &Scope, entry: &Value, manifest: Option<Named>) -> Value {
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
    // What a manifest would say that is still to be named is not known.
    if let Some(place) = entry.get("manifest").and_then(Value::unread) {
        record = record.unknown(EITHER, Reason::Unreadable, Some(&place));
    }
    if let Some(manifest) = manifest {
        let place = manifest.value.place.clone();
        record.put("manifest", located(scope, manifest.value));
        if let Some(reason) = manifest.silent {
            record = record.unknown(EITHER, reason, place.as_ref());
        }
    }
    record.into_value(None).placed_like(entry)
}

/// A manifest whose files say where in the tree they are.
fn located(scope: &Scope, manifest: Value) -> Value {
    let Some(files) = manifest.get("files") else {
        return manifest;
    };
    let folder = manifest.get("path").and_then(Value::as_str);
    let folder = folder.and_then(|path| scope.resolve(path));
    let folder = folder.as_deref().map_or("", folder_of);
    let located = files.items().iter().map(|file| {
        let mut record = Record::new();
        for (key, value) in file.entries() {
            record.put(key, value.clone());
        }
        let path = file.get("path");
        let found = path.and_then(|path| in_tree(scope, folder, path.as_str()?));
        record.put("in_tree", found.map(Value::computed));
        record.into_value(None).placed_like(file)
    });
    let files = Value::list(located).placed_like(files);
    let mut record = Record::new();
    for (key, value) in manifest.entries() {
        record.keep(
            key,
            if key.as_ref() == "files" {
                files.clone()
            } else {
                value.clone()
            },
        );
    }
    record.into_value(None).placed_like(&manifest)
}

/// The path of the tree that a manifest means: most formats write it from
/// their own folder, and people from the declaration's.
fn in_tree(scope: &Scope, folder: &str, path: &str) -> Option<String> {
    if path.contains("://") {
        return None;
    }
    let from_manifest = join(folder, path);
    let from_declaration = scope.resolve(path);
    let is_there = |path: &String| {
        matches!(
            scope.tree.presence(path),
            Presence::File(_) | Presence::Folder
        )
    };
    [from_manifest, from_declaration]
        .into_iter()
        .flatten()
        .filter(|path| !path.is_empty())
        .find(is_there)
}

/// Two maps as one, the first one's members first.
fn merged(first: &Value, second: &Value) -> Value {
    let mut record = Record::new();
    for (key, value) in first.entries().chain(second.entries()) {
        record.put(key, value.clone());
    }
    record.into_value(None).placed_like(first)
}
