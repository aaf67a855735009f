//! Envelopes by the files that they list: raw output of a tool has no place
//! for a digest, so the envelope that lists it binds it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::facts::Scope;
use crate::facts::derived::lock::resolve;
use crate::manifest::envelope::{Envelope, SCHEMA};
use crate::manifest::{Candidate, Depth, Format};
use crate::model::Value;
use crate::source::{Blob, Tree};

/// The largest JSON document that is opened to see whether it is an envelope.
const LARGEST: u64 = 4 << 20;

/// The envelope at a path of the tree, where there is one.
pub(in crate::facts::derived) fn envelope(tree: &Tree, path: &str) -> Option<Value> {
    let Blob::Text(document) = tree.read(path) else {
        return None;
    };
    if !document.text.contains(SCHEMA) {
        return None;
    }
    let candidate = Candidate::parse(&document, Depth::Whole);
    Envelope
        .recognizes(&candidate)
        .then(|| Envelope.read(&candidate, Depth::Whole))
}

/// The paths of the tree that envelopes of the system list, each with the
/// paths of the envelopes in their order.
pub(super) fn by_file(scope: &Scope) -> BTreeMap<String, Vec<String>> {
    let envelopes: Vec<(&str, Value)> = scope
        .files
        .par_iter()
        .filter(|entry| entry.size <= LARGEST && is_json(&entry.path))
        .filter_map(|entry| Some((&*entry.path, envelope(scope.tree, &entry.path)?)))
        .collect();
    let mut listed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, envelope) in &envelopes {
        for file in envelope.get("files").map_or(&[][..], Value::items) {
            let file = file.get("path").and_then(|name| resolve(scope, name));
            if let Some(file) = file {
                listed.entry(file).or_default().push((*path).to_owned());
            }
        }
    }
    listed
}

pub(super) fn is_json(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.eq_ignore_ascii_case("json")
}
