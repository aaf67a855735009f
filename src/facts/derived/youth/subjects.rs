//! What a young user meets as it is now: prompts and model files with their
//! digests, held against what an evaluation says that it measured.

use crate::facts::Scope;
use crate::measure::digest;
use crate::model::{Reason, Value};
use crate::source::Blob;

/// One prompt or model file.
struct Subject {
    /// The path or the reference, as it is declared.
    name: String,
    /// The path from the root; `None` for what lies on a hub.
    path: Option<String>,
    /// Its SHA-256 now, or why it is not known.
    digest: Result<String, Reason>,
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
    pub(super) fn stale(&self, evidence: Result<&Value, Reason>, path: &Value) -> Value {
        let evidence = match evidence {
            Ok(evidence) => evidence,
            Err(reason) => return Value::missing(reason, path.mark()),
        };
        let measured = evidence.get("subjects").map_or(&[][..], Value::items);
        let mut stale = Vec::new();
        let mut unknown = None;
        for subject in &self.0 {
            let of: Vec<&Value> = measured
                .iter()
                .filter(|one| subject.is_named_by(one))
                .collect();
            match &subject.digest {
                _ if of.is_empty() => stale.push(Value::computed(subject.name.as_str())),
                Ok(digest) if of.iter().any(|one| has_digest(one, digest)) => {}
                Ok(_) => stale.push(Value::computed(subject.name.as_str())),
                Err(reason) => unknown = unknown.or(Some(*reason)),
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
    let stated = entry.get("sha256").and_then(Value::as_str);
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
    })
}

/// The SHA-256 of a file's bytes, or of the object that a pointer stands for.
fn current(scope: &Scope, path: &str) -> Result<String, Reason> {
    if scope.tree.entry(path).is_none() {
        return Err(Reason::Absent);
    }
    if let Blob::Pointer(pointer, ..) = scope.tree.read(path) {
        return Ok(pointer.oid);
    }
    let stream = scope.tree.open(path).map_err(|_| Reason::Unreadable)?;
    let digest = digest::sha256(stream).map_err(|_| Reason::Unreadable)?;
    Ok(digest.hex)
}

impl Subject {
    /// Paths of an envelope are relative to the declaration or to the root.
    fn is_named_by(&self, measured: &Value) -> bool {
        let of = measured.get("path").and_then(Value::as_str);
        of.is_some_and(|of| of == self.name || self.path.as_deref() == Some(of))
    }
}

fn has_digest(measured: &Value, digest: &str) -> bool {
    let of = measured.get("sha256").and_then(Value::as_str);
    of.is_some_and(|of| of.eq_ignore_ascii_case(digest))
}
