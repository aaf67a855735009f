//! The declared models as an envelope may name them: by a file, a prompt, an
//! address on a hub, or the hosted model.

use std::collections::BTreeSet;

use super::text;
use crate::facts::Scope;
use crate::facts::derived::lock::resolve;
use crate::model::{Kind, Reason, Value};

/// What lies elsewhere, by the names that it may be given.
struct Remote<'a> {
    names: Vec<String>,
    /// Its dated version or its commit.
    version: Option<&'a str>,
    /// Its SHA-256, where the declaration gives one.
    sha256: Option<&'a str>,
}

/// Every declared model.
pub(super) struct Models<'a> {
    /// Files and prompts in the tree.
    paths: BTreeSet<String>,
    remote: Vec<Remote<'a>>,
}

impl<'a> Models<'a> {
    pub(super) fn of(scope: &'a Scope<'a>) -> Self {
        let mut models = Self {
            paths: BTreeSet::new(),
            remote: Vec::new(),
        };
        for model in scope.declared("models").map_or(&[][..], Value::items) {
            models.add(scope, model);
        }
        models
    }

    fn add(&mut self, scope: &'a Scope<'a>, model: &'a Value) {
        let of = |key| model.get(key).map_or(&[][..], Value::items);
        for entry in of("artifacts").iter().chain(of("prompts")) {
            let name = entry.get("path").unwrap_or(entry);
            match name.as_str() {
                Some(address) if address.contains("://") => self.remote.push(Remote {
                    names: vec![address.to_owned()],
                    version: text(entry, "revision"),
                    sha256: text(entry, "sha256"),
                }),
                Some(_) => self.paths.extend(resolve(scope, name)),
                None => {}
            }
        }
        if let Some(api) = model.get("api").filter(|api| api.says_something()) {
            let (id, name) = (text(model, "id"), text(api, "model"));
            let mut names: Vec<String> = id.into_iter().chain(name).map(str::to_owned).collect();
            if let (Some(provider), Some(name)) = (text(api, "provider"), name) {
                names.push(format!("{provider}/{name}"));
            }
            self.remote.push(Remote {
                names,
                version: text(api, "version"),
                sha256: None,
            });
        }
        if let Some(base) = model.get("base") {
            self.remote.push(Remote {
                names: text(base, "id").into_iter().map(str::to_owned).collect(),
                version: text(base, "revision"),
                sha256: None,
            });
        }
    }

    /// Whether the declaration names nothing that could be measured.
    pub(super) fn are_nowhere(&self) -> bool {
        self.paths.is_empty() && self.remote.is_empty()
    }

    /// Whether a subject is one of the models' files, prompts or addresses, by
    /// its name or, where it was moved, by its digest.
    pub(super) fn have(&self, scope: &Scope, subject: &Value) -> bool {
        let measured = text(subject, "sha256");
        let is_moved = |file: &Value| {
            let role = text(file, "role").unwrap_or_default();
            let here = text(file, "sha256").zip(measured);
            let same = here.is_some_and(|(here, measured)| here.eq_ignore_ascii_case(measured));
            same && matches!(role, "artifact" | "prompt")
        };
        self.has_name_of(scope, subject) || super::locked(scope).iter().any(is_moved)
    }

    fn has_name_of(&self, scope: &Scope, subject: &Value) -> bool {
        let name = subject.get("path");
        let path = name.and_then(|name| resolve(scope, name));
        path.is_some_and(|path| self.paths.contains(&path))
            || name.and_then(Value::as_str).is_some_and(|name| {
                self.remote_called(name).next().is_some()
                    // A path from the root, where the declaration lies below it.
                    || self.paths.contains(name)
            })
    }

    fn remote_called(&self, name: &str) -> impl Iterator<Item = &Remote<'a>> {
        let is_called = move |one: &&Remote| one.names.iter().any(|known| known == name);
        self.remote.iter().filter(is_called)
    }

    /// What lies elsewhere, held against what was measured: whether the two are
    /// one, and what is declared. `None` for what is no such name.
    pub(super) fn remote(&self, subject: &Value) -> Option<(Kind, Option<String>)> {
        let name = text(subject, "path")?;
        let mut judged: Option<(Kind, Option<String>)> = None;
        for one in self.remote_called(name) {
            let found = against(one, subject);
            if matches!(found.0, Kind::Bool(true)) {
                return Some(found);
            }
            judged = judged.or(Some(found));
        }
        // An address that no model has lies nowhere that is known here.
        let address = || (Kind::Missing(Reason::Unverified), None);
        judged.or_else(|| name.contains("://").then(address))
    }
}

fn against(one: &Remote, subject: &Value) -> (Kind, Option<String>) {
    let measured = |key| text(subject, key);
    let (digest, version) = (measured("sha256"), measured("version"));
    if let (Some(digest), Some(declared)) = (digest, one.sha256) {
        let same = digest.eq_ignore_ascii_case(declared);
        return (same.into(), Some(declared.to_ascii_lowercase()));
    }
    let declared = one.version.map(str::to_owned);
    let same = match (version, one.version) {
        (Some(version), Some(declared)) => Kind::Bool(version == declared),
        // It names none, and there is one to name.
        (None, Some(_)) if digest.is_none() => Kind::Bool(false),
        _ => Kind::Missing(Reason::Unverified),
    };
    (same, declared)
}
