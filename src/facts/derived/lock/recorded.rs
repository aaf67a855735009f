//! `ethics.lock`: what was locked.

use std::collections::BTreeMap;

use crate::facts::{Scope, join};
use crate::model::{Document, Place, Span, Value};
use crate::source::{Blob, Tree, json};

/// The file, beside the declaration.
pub(super) const NAME: &str = "ethics.lock";
/// Its format.
pub(super) const SCHEMA: &str = crate::manifest::lock_schema::SCHEMA;

/// The lock of a system.
pub(super) struct Recorded {
    /// Whether there is one.
    pub(super) present: bool,
    /// Whether it could be read; an absent one can.
    pub(super) readable: bool,
    /// Where it stands, or where it ought to.
    pub(super) place: Place,
    /// Its entries by path from the declaration's folder.
    entries: BTreeMap<String, Value>,
}

impl Recorded {
    pub(super) fn entry(&self, path: &str) -> Option<&Value> {
        self.entries.get(path)
    }
}

pub(super) fn read(scope: &Scope) -> Recorded {
    let path = join(scope.folder, NAME).unwrap_or_else(|| NAME.to_owned());
    let mut recorded = Recorded {
        present: true,
        readable: false,
        place: Place::start_of(&Document::new(&*path, "")),
        entries: BTreeMap::new(),
    };
    let document = match scope.tree.read(&path) {
        Blob::Text(document) => document,
        Blob::Missing => {
            recorded.present = false;
            recorded.readable = true;
            recorded.place = Place::missing(path);
            return recorded;
        }
        Blob::Pointer(..) | Blob::Unreadable(_) => return recorded,
    };
    recorded.place = Place::start_of(&document);
    let parsed = json::parse(&document, Span::new(0, document.text.len()));
    let known = parsed.value.get("schema").and_then(Value::as_str) == Some(SCHEMA);
    if !known || !parsed.problems.is_empty() {
        return recorded;
    }
    for entry in parsed.value.get("files").map_or(&[][..], Value::items) {
        let Some(path) = entry.get("path").and_then(Value::as_str) else {
            return recorded;
        };
        // Of two entries for one path nobody knows which one counts.
        if recorded
            .entries
            .insert(path.to_owned(), entry.clone())
            .is_some()
        {
            return recorded;
        }
    }
    recorded.readable = true;
    recorded
}

/// A pack that was locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedPack {
    /// Its folder, as `extends` names it.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The digest of its files.
    pub sha256: String,
}

/// The packs that the lock of a folder holds; none where there is no lock.
///
/// # Errors
/// The lock's path, where it can't be read: nobody knows then whether a pack
/// was locked.
pub fn packs(tree: &Tree, folder: &str) -> Result<Vec<LockedPack>, String> {
    let path = join(folder, NAME).unwrap_or_else(|| NAME.to_owned());
    let document = match tree.read(&path) {
        Blob::Text(document) => document,
        Blob::Missing => return Ok(Vec::new()),
        Blob::Pointer(..) | Blob::Unreadable(_) => return Err(path),
    };
    let parsed = json::parse(&document, Span::new(0, document.text.len()));
    let known = parsed.value.get("schema").and_then(Value::as_str) == Some(SCHEMA);
    if !known || !parsed.problems.is_empty() {
        return Err(path);
    }
    let mut found: Vec<LockedPack> = Vec::new();
    for entry in parsed.value.get("packs").map_or(&[][..], Value::items) {
        let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
        let pack = (|| {
            Some(LockedPack {
                path: text("path")?,
                name: text("name")?,
                version: text("version")?,
                sha256: text("sha256")?,
            })
        })();
        // Of two entries for one folder nobody knows which one counts.
        match pack {
            Some(pack) if found.iter().all(|known| known.path != pack.path) => found.push(pack),
            _ => return Err(path),
        }
    }
    Ok(found)
}
