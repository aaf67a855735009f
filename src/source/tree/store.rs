//! What a tree is made of: where bytes lie, and what was found there.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::links::Links;
use super::{Entry, Stream};
use crate::source::ledger::Why;

/// Where a tree's bytes are. Paths are those of entries: no link, no `..`.
pub(super) trait Store: Send + Sync {
    /// A stream over the bytes of a file.
    fn open(&self, path: &str) -> io::Result<Box<dyn Stream>>;

    /// Whether anything lies at a path, part of the tree or not, without
    /// following a link.
    fn lies(&self, path: &str) -> bool;
}

/// A folder of another store.
pub(super) struct Below {
    pub(super) store: Arc<dyn Store>,
    /// The folder with a `/` behind it, empty for the root.
    pub(super) prefix: String,
}

impl Store for Below {
    fn open(&self, path: &str) -> io::Result<Box<dyn Stream>> {
        self.store.open(&format!("{}{path}", self.prefix))
    }

    fn lies(&self, path: &str) -> bool {
        self.store.lies(&format!("{}{path}", self.prefix))
    }
}

/// What a store found.
#[derive(Default)]
pub(super) struct Discovery {
    /// Files, sorted by path.
    pub(super) entries: Vec<Entry>,
    pub(super) links: Links,
    /// Devices, pipes and sockets.
    pub(super) odd: BTreeSet<String>,
    pub(super) passed_over: Vec<(String, Why)>,
}

impl Discovery {
    pub(super) fn position(&self, path: &str) -> Option<usize> {
        self.entries
            .binary_search_by(|entry| entry.path.as_ref().cmp(path))
            .ok()
    }

    pub(super) fn saw(&self, path: &str) -> bool {
        self.position(path).is_some() || self.links.contains(path) || self.odd.contains(path)
    }

    /// Whether a folder holds any file; the root always counts as a folder.
    pub(super) fn has_below(&self, folder: &str) -> bool {
        let prefix = format!("{folder}/");
        let at = self
            .entries
            .partition_point(|entry| entry.path.as_ref() < prefix.as_str());
        folder.is_empty()
            || self
                .entries
                .get(at)
                .is_some_and(|entry| entry.path.starts_with(&prefix))
    }

    /// Files that some systems can't hold beside each other.
    pub(super) fn collisions(&self) -> Vec<(String, Why)> {
        let mut first: BTreeMap<String, &str> = BTreeMap::new();
        let mut found = Vec::new();
        for entry in &self.entries {
            let folded = if entry.path.is_ascii() {
                entry.path.to_ascii_lowercase()
            } else {
                entry.path.nfc().flat_map(char::to_lowercase).collect()
            };
            match first.get(&folded) {
                Some(other) => {
                    let why = Why::Collision((*other).to_owned());
                    found.push((entry.path.to_string(), why));
                }
                None => {
                    first.insert(folded, &entry.path);
                }
            }
        }
        found
    }
}
