//! The files that a system stands on: what it ships, what steers it, what it
//! was made from, and what was measured.

use std::collections::BTreeSet;

use crate::facts::{Scope, join};
use crate::model::path::folder_of;
use crate::model::{Place, Value};
use crate::source::tree::Presence;

/// A file that somebody names.
pub(super) struct Declared<'a> {
    pub(super) role: &'static str,
    /// Its name as it is written, at its place.
    pub(super) name: &'a Value,
    /// Its path in the tree; `None` for what lies on a hub.
    pub(super) path: Option<String>,
    /// Of what lies on a hub: whether its entry names the digest.
    pub(super) pinned: bool,
}

/// Every such file once, by the first who names it.
pub(super) fn declared<'a>(scope: &'a Scope<'a>) -> Vec<Declared<'a>> {
    let mut found = Found {
        scope,
        seen: BTreeSet::new(),
        declared: Vec::new(),
    };
    for model in items(scope.declared("models")) {
        for artifact in items(model.get("artifacts")) {
            found.artifact(artifact);
        }
        for prompt in items(model.get("prompts")) {
            found.file("prompt", prompt);
        }
    }
    for dataset in items(scope.known.get("datasets")) {
        for key in ["entry.sample", "entry.manifest"] {
            if let Some(name) = dataset.at_path(key) {
                found.file("data", name);
            }
        }
        for file in items(dataset.at_path("manifest.files")) {
            if let Some(name) = file.get("path") {
                let in_tree = file.get("in_tree").and_then(Value::as_str);
                found.at("data", name, in_tree.map(str::to_owned));
            }
        }
    }
    for evidence in items(scope.known.get("evidence")) {
        if let Some(name) = evidence.get("path") {
            found.file("evidence", name);
        }
        for file in items(evidence.get("files")) {
            if let Some(name) = file.get("path") {
                found.file("evidence", name);
            }
        }
        // What binds a table has to stay as it is, too.
        for envelope in items(evidence.get("envelopes")) {
            let path = envelope.as_str().map(str::to_owned);
            found.at("evidence", envelope, path);
        }
    }
    found.declared
}

fn items(list: Option<&Value>) -> &[Value] {
    list.map_or(&[], Value::items)
}

/// A name in a document as a path of the tree: from the declaration's folder,
/// or beside the document that says it, where something lies there.
pub(in crate::facts::derived) fn resolve(scope: &Scope, name: &Value) -> Option<String> {
    let text = name.as_str()?;
    if text.contains("://") {
        return None;
    }
    let path = scope.resolve(text);
    let own = name.place.as_ref().map_or("", Place::path);
    let is_there = |path: &String| scope.tree.presence(path) != Presence::Absent;
    if own == scope.path || path.as_ref().is_some_and(is_there) {
        return path;
    }
    let folder = folder_of(own);
    join(folder, text).filter(is_there).or(path)
}

struct Found<'a> {
    scope: &'a Scope<'a>,
    seen: BTreeSet<String>,
    declared: Vec<Declared<'a>>,
}

impl<'a> Found<'a> {
    fn artifact(&mut self, artifact: &'a Value) {
        let name = artifact.get("path").unwrap_or(artifact);
        if name.as_str().is_some_and(|text| text.starts_with("hf://")) {
            let sha256 = artifact.get("sha256");
            self.declared.push(Declared {
                role: "artifact",
                name,
                path: None,
                pinned: sha256.is_some_and(Value::says_something),
            });
            return;
        }
        self.file("artifact", name);
    }

    fn file(&mut self, role: &'static str, name: &'a Value) {
        self.at(role, name, None);
    }

    /// A file whose path in the tree may be known already.
    fn at(&mut self, role: &'static str, name: &'a Value, path: Option<String>) {
        let Some(path) = path.or_else(|| resolve(self.scope, name)) else {
            return;
        };
        // A pattern names no file of its own.
        if path.contains(['*', '?', '[']) || !self.seen.insert(path.clone()) {
            return;
        }
        self.declared.push(Declared {
            role,
            name,
            path: Some(path),
            pinned: false,
        });
    }
}
