//! The files that a verdict rests on, as a statement of it names them: the
//! declaration and its lock, cards, model files, prompts, data and evidence.

use super::{Bytes, NAME, State, file};
use crate::facts::derived::baseline;
use crate::facts::join;
use crate::measure::text::confidential::Terms;
use crate::model::Value;
use crate::model::path::folder_of;
use crate::model::statement::Role;
use crate::source::Tree;

/// A file that a verdict rests on.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its path from the root; its address where it lies on a hub.
    pub name: String,
    /// What it is.
    pub role: Role,
    bytes: Option<Bytes>,
}

impl Subject {
    fn new(role: Role, name: String, bytes: Option<Bytes>) -> Self {
        Self { name, role, bytes }
    }

    /// Whether it lies in no tree.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.state() == State::Remote.word()
    }

    /// Where its bytes are.
    #[must_use]
    pub fn state(&self) -> &'static str {
        let state = self.bytes.as_ref().map(|bytes| bytes.state);
        state.unwrap_or(State::Absent).word()
    }

    /// Its SHA-256, where its bytes or a pointer of Git LFS tell.
    #[must_use]
    pub fn sha256(&self) -> Option<&str> {
        self.bytes.as_ref()?.sha256.as_deref()
    }

    /// The MD5 that DVC tracks it by.
    #[must_use]
    pub fn dvc(&self) -> Option<&str> {
        self.bytes.as_ref()?.dvc.as_deref()
    }

    /// Look at its bytes, where no fact holds their digest.
    #[must_use]
    pub fn digested(self, tree: &Tree) -> Self {
        let bytes = self
            .bytes
            .unwrap_or_else(|| file::bytes(tree, &self.name, &std::collections::BTreeMap::new()));
        Self {
            bytes: Some(bytes),
            ..self
        }
    }
}

/// The SHA-256 of what stands at a path of a tree, by its bytes or a pointer
/// of Git LFS; else the word for where its bytes are.
///
/// # Errors
/// The word, such as `absent` or `unreadable`.
pub fn sha256(tree: &Tree, path: &str) -> Result<String, &'static str> {
    let bytes = file::bytes(tree, path, &std::collections::BTreeMap::new());
    bytes.sha256.ok_or(bytes.state.word())
}

/// What the verdict on some systems rests on, and the terms that no public
/// text of theirs may hold.
#[derive(Debug, Default)]
pub struct Subjects {
    /// The files, each by everybody who names it.
    pub files: Vec<Subject>,
    /// The terms.
    pub terms: Terms,
}

impl Subjects {
    /// Add those of a system, whose declaration is at this path.
    pub fn add(&mut self, declaration: &str, facts: &Value) {
        let folder = folder_of(declaration);
        self.put(Role::Declaration, Some(declaration.to_owned()));
        for section in ["declaration.data", "declaration.models"] {
            for entry in items(facts, section) {
                let from = entry.get("from").and_then(Value::as_str);
                self.put(Role::Declaration, from.and_then(|from| join(folder, from)));
            }
        }
        self.put(Role::Lock, join(folder, NAME));
        self.put(Role::Baseline, join(folder, baseline::NAME));
        for model in items(facts, "models") {
            let card = model.at_path("card.path").and_then(Value::as_str);
            self.put(Role::Card, card.and_then(|card| join(folder, card)));
        }
        for file in items(facts, "lock.files") {
            self.files.extend(locked(file));
        }
        for artifact in items(facts, "artifacts") {
            let text = |key: &str| artifact.get(key).and_then(Value::as_str);
            if text("kind") == Some("found") {
                self.put(Role::Artifact, text("path").map(str::to_owned));
            }
        }
        for term in items(facts, "declaration.explain.confidential_terms") {
            if !term.as_str().is_some_and(|term| self.terms.add(term)) {
                // In plain words it is no valid one, and meant to stay at home all the same.
                let written = term.place.as_ref().map_or("", |place| place.text());
                self.terms.add_plain(written.trim_matches(['"', '\'']));
            }
        }
    }

    fn put(&mut self, role: Role, path: Option<String>) {
        self.files
            .extend(path.map(|path| Subject::new(role, path, None)));
    }
}

fn items<'a>(facts: &'a Value, path: &str) -> &'a [Value] {
    facts.at_path(path).map_or(&[], Value::items)
}

/// A file of `lock.files`, with what is known of its bytes.
fn locked(fact: &Value) -> Option<Subject> {
    let text = |key: &str| fact.get(key).and_then(Value::as_str);
    let state = State::of(text("state")?)?;
    let name = match state {
        State::Remote => text("name"),
        _ => text("file"),
    };
    let bytes = Bytes {
        sha256: text("sha256").map(str::to_owned),
        dvc: text("dvc").map(str::to_owned),
        ..Bytes::nowhere(state)
    };
    let role = Role::named(text("role")?)?;
    Some(Subject::new(role, name?.to_owned(), Some(bytes)))
}
