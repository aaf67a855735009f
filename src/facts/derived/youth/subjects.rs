//! What a young user meets as it is now: prompts and model files with their
//! digests, held against what an evaluation says that it measured.

use crate::facts::Scope;
use crate::model::{Reason, Value};

/// One prompt or model file.
struct Subject {
    /// The path or the reference, as it is declared.
    name: String,
    /// The path from the root; `None` for what lies on a hub.
    path: Option<String>,
    /// Its SHA-256 now, or why it is not known.
    digest: Result<String, Reason>,
    /// The commit on the hub.
    revision: Option<String>,
}

/// Every prompt and model file of a system.
pub(super) struct Subjects(Vec<Subject>);

impl Subjects {
    pub(super) fn of(scope: &Scope) -> Self {
        // Digests are taken only where an evaluation has to be about them.
        if scope.declared("youth.safety_eval").is_none() {
            return Self(Vec::new());
        }
        let models = scope.declared("models").map_or(&[][..], Value::items);
        let entries = models.iter().flat_map(|model| {
            let of = |key| model.get(key).map_or(&[][..], Value::items);
            of("prompts").iter().chain(of("artifacts"))
        });
        Self(entries.filter_map(|entry| subject(scope, entry)).collect())
    }

    /// What an evaluation did not measure as it is now; missing where that
    /// can't be told.
    pub(super) fn stale(&self, evidence: &Value, path: &Value) -> Value {
        let measured = evidence.get("subjects").map_or(&[][..], Value::items);
        let mut stale = Vec::new();
        let mut unknown = None;
        for subject in &self.0 {
            match subject.is_current(measured) {
                Ok(true) => {}
                Ok(false) => stale.push(Value::computed(subject.name.as_str())),
                Err(reason) => unknown = unknown.or(Some(reason)),
            }
        }
        match unknown.filter(|_| stale.is_empty()) {
            Some(reason) => Value::missing(reason, None),
            None => Value::list(stale).placed_like(path),
        }
    }
}

fn subject(scope: &Scope, entry: &Value) -> Option<Subject> {
    let name = entry.as_str().or_else(|| entry.get("path")?.as_str())?;
    let path = match name.contains("://") {
        true => None,
        false => Some(scope.resolve(name)?),
    };
    let stated = text(entry, "sha256");
    let digest = match &path {
        Some(path) => current(scope, path),
        None => stated
            .map(str::to_ascii_lowercase)
            .ok_or(Reason::Unverified),
    };
    Some(Subject {
        name: name.to_owned(),
        path,
        digest,
        revision: text(entry, "revision").map(str::to_owned),
    })
}

/// The SHA-256 of a declared file, or of the object that a pointer stands for.
fn current(scope: &Scope, path: &str) -> Result<String, Reason> {
    let known = scope.known.get("artifacts").map_or(&[][..], Value::items);
    let ours = known.iter().find(|one| text(one, "path") == Some(path));
    let Some(ours) = ours else {
        return Err(Reason::Absent);
    };
    let digest = text(ours, "sha256").map(str::to_owned);
    digest.ok_or(Reason::Unreadable)
}

impl Subject {
    /// Paths of an envelope are relative to the declaration or to the root.
    fn is_named_by(&self, measured: &Value) -> bool {
        let of = text(measured, "path");
        of.is_some_and(|of| of == self.name || self.path.as_deref() == Some(of))
    }

    /// Whether any of what was measured is this file as it is now.
    fn is_current(&self, measured: &[Value]) -> Result<bool, Reason> {
        let ours = || measured.iter().filter(|one| self.is_named_by(one));
        if ours().next().is_none() {
            return Ok(false);
        }
        // A commit of the hub says as much as a digest.
        let versions = || ours().filter_map(|one| text(one, "version"));
        if let Some(revision) = &self.revision
            && versions().next().is_some()
        {
            return Ok(versions().any(|version| version == revision));
        }
        let digest = self.digest.as_ref().map_err(|reason| *reason)?;
        let mut digests = ours().filter_map(|one| text(one, "sha256"));
        Ok(digests.any(|of| of.eq_ignore_ascii_case(digest)))
    }
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(entries: &[(&str, &str)]) -> Value {
        Value::record(
            entries
                .iter()
                .map(|(key, text)| (*key, Value::computed(*text))),
        )
    }

    #[test]
    fn what_was_measured_is_current_stale_or_unknown() {
        let here = Subject {
            name: "p.md".to_owned(),
            path: Some("app/p.md".to_owned()),
            digest: Ok("ab".to_owned()),
            revision: None,
        };
        let is = |entries: &[(&str, &str)]| here.is_current(&[measured(entries)]);
        assert_eq!(is(&[("path", "p.md"), ("sha256", "AB")]), Ok(true));
        assert_eq!(is(&[("path", "app/p.md"), ("sha256", "ab")]), Ok(true));
        assert_eq!(is(&[("path", "p.md"), ("sha256", "cd")]), Ok(false));
        assert_eq!(is(&[("path", "p.md")]), Ok(false));
        assert_eq!(is(&[("path", "q.md"), ("sha256", "ab")]), Ok(false));
        let far = Subject {
            name: "hf://a/b".to_owned(),
            path: None,
            digest: Err(Reason::Unverified),
            revision: Some("c0".to_owned()),
        };
        let is = |entries: &[(&str, &str)]| far.is_current(&[measured(entries)]);
        assert_eq!(is(&[("path", "hf://a/b"), ("version", "c0")]), Ok(true));
        assert_eq!(is(&[("path", "hf://a/b"), ("version", "c1")]), Ok(false));
        assert_eq!(is(&[("path", "hf://a/b")]), Err(Reason::Unverified));
    }
}
