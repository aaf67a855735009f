//! The checks that a workflow of GitHub gives a commit, and jobs that can give
//! one by another name.

use super::{frame, github_frame, is_pipeline};
use crate::model::{Place, Span, Value};
use crate::source::{Blob, Tree, yaml};

/// A job of GitHub that can give a commit a check or a status by another name
/// than its own.
pub(in crate::facts::derived) struct Poster {
    /// The file of the workflow.
    pub(in crate::facts::derived) file: String,
    /// All that it says.
    pub(in crate::facts::derived) said: String,
    /// It may write any name; otherwise a run makes up its own.
    may_write: bool,
    /// Where it stands.
    pub(in crate::facts::derived) place: Option<Place>,
}

impl Poster {
    /// Whether it can bear or write a name.
    pub(in crate::facts::derived) fn can_be(&self, name: &str) -> bool {
        let whole = |(at, _): (usize, &str)| {
            let part = |byte: Option<&u8>| {
                byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
            };
            let bytes = self.said.as_bytes();
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            let quoted = before.is_some_and(|byte| b"\"'".contains(byte));
            let after = bytes.get(at + name.len());
            !part(before) && !part(after) && (self.may_write || quoted && before == after)
        };
        self.said.match_indices(name).any(whole)
    }
}

/// Jobs of GitHub that can.
pub(super) fn posters(tree: &Tree) -> Vec<Poster> {
    let mut found = Vec::new();
    let workflows = tree.entries().iter();
    for entry in workflows.filter(|entry| is_pipeline(&entry.path)) {
        let Blob::Text(document) = tree.read(&entry.path) else {
            continue;
        };
        let root = yaml::parse(&document, Span::new(0, document.text.len())).value;
        for (id, job) in root.get("jobs").into_iter().flat_map(Value::entries) {
            let rights = job.get("permissions").or(root.get("permissions"));
            let writes = |name: &str| {
                let right = rights.and_then(|rights| rights.get(name));
                right.and_then(Value::as_str) == Some("write")
            };
            let writes_all = rights.and_then(Value::as_str) == Some("write-all");
            let may_write = writes_all || writes("statuses") || writes("checks");
            let name = job.get("name").and_then(Value::as_str);
            if may_write || name.is_some_and(|name| name.contains("${{")) {
                found.push(Poster {
                    file: entry.path.to_string(),
                    said: format!("{id} {}", frame::canonical(job)),
                    may_write,
                    place: job.mark(),
                });
            }
        }
    }
    found
}

/// A job of GitHub: file, id, the name that its check bears, and its place.
pub(in crate::facts::derived) type Check = (String, String, String, Option<Place>);

/// Every job of GitHub's workflows.
pub(super) fn checks(tree: &Tree) -> Vec<Check> {
    let mut found = Vec::new();
    for entry in tree.entries() {
        if !is_pipeline(&entry.path) || !entry.path.starts_with(".github/") {
            continue;
        }
        let Blob::Text(document) = tree.read(&entry.path) else {
            continue;
        };
        let root = yaml::parse(&document, Span::new(0, document.text.len())).value;
        let events = github_frame::events(&root);
        if !events.is_empty() && events.iter().all(|(event, _)| *event == "workflow_call") {
            // There a check bears the name of the caller's job before its own.
            continue;
        }
        for (id, job) in root.get("jobs").into_iter().flat_map(Value::entries) {
            let name = job.get("name").and_then(Value::as_str).unwrap_or(id);
            found.push((
                entry.path.to_string(),
                id.to_string(),
                name.trim().to_owned(),
                job.mark(),
            ));
        }
    }
    found
}
