//! `ethics.lock`: what was locked.

use std::collections::BTreeMap;

use crate::facts::{Scope, join};
use crate::model::{Document, Place, Span, Value};
use crate::source::{Blob, json};

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
