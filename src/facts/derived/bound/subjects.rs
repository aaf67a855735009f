//! What was measured, and the raw output that belongs to it, held against
//! what is here. One file that changed is one fact, however many measured it.

use super::envelopes::Bound;
use super::models::Models;
use super::{locked, text};
use crate::facts::Scope;
use crate::facts::derived::lock::{self, Output, State, below, resolve};
use crate::manifest::record::Record;
use crate::model::{Kind, Reason, Value};
use crate::source::Presence;
use std::collections::BTreeMap;

/// A subject of one envelope.
struct Seen {
    /// Its path from the declaration's folder, or the name of what lies elsewhere.
    key: String,
    name: Value,
    envelope: String,
    /// Where the declaration names the evidence.
    at: Value,
    digest: Option<Value>,
    found: Option<String>,
    same: Kind,
}

/// Every subject of every envelope, once.
pub(super) fn facts(scope: &Scope, envelopes: &[Bound]) -> Vec<Value> {
    let models = Models::of(scope);
    let outputs = lock::outputs(scope);
    let mut seen: Vec<Vec<Seen>> = Vec::new();
    for envelope in envelopes {
        let parts = [("subjects", true), ("files", false)];
        for (subject, measured) in parts.into_iter().flat_map(|(key, measured)| {
            let items = envelope.items(key).iter();
            items.map(move |item| (item, measured))
        }) {
            if measured && envelope.is_of_the_past() {
                continue;
            }
            if measured && is_told_elsewhere(scope, envelope, &models, subject) {
                continue;
            }
            let one = look(scope, &models, &outputs, envelope, subject);
            match seen.iter_mut().find(|known| known[0].key == one.key) {
                Some(known) => known.push(one),
                None => seen.push(vec![one]),
            }
        }
    }
    seen.iter().map(|seen| fact(seen)).collect()
}

/// Whether a safety evaluation for young users is about the model as it is now
/// is told by a rule of its own.
fn is_told_elsewhere(scope: &Scope, envelope: &Bound, models: &Models, subject: &Value) -> bool {
    let minors = scope.known.get("tier").and_then(|tier| tier.get("minors"));
    minors.and_then(Value::as_bool) == Some(true)
        && scope.declared_str("system.kind") == Some("generative")
        && envelope.is_named_by("youth.safety_eval[].evidence")
        && envelope.named.len() == 1
        && models.have(scope, subject)
        && models.remote(subject).is_none()
}

fn look(
    scope: &Scope,
    models: &Models,
    outputs: &BTreeMap<String, Output>,
    envelope: &Bound,
    subject: &Value,
) -> Seen {
    let name = subject.get("path").cloned();
    let digest = subject.get("sha256").or_else(|| subject.get("version"));
    let path = name.as_ref().and_then(|name| in_tree(scope, name, outputs));
    let (same, found) = match (&path, models.remote(subject)) {
        (Some(path), _) => here(scope, path, outputs, subject),
        (None, Some(remote)) => remote,
        (None, None) => moved(scope, subject),
    };
    let name = name.unwrap_or_else(|| Value::computed("?").placed_like(subject));
    let key = match &path {
        Some(path) => below(scope, path).to_owned(),
        None => name.as_str().unwrap_or_default().to_owned(),
    };
    Seen {
        key,
        name,
        envelope: below(scope, &envelope.path).to_owned(),
        at: envelope.at_key(),
        digest: digest.cloned(),
        found,
        same,
    }
}

/// The path of the tree that a subject names, where something is known of it.
fn in_tree(scope: &Scope, name: &Value, outputs: &BTreeMap<String, Output>) -> Option<String> {
    let from_root = || name.as_str().map(str::to_owned);
    let candidates = [resolve(scope, name), from_root()].into_iter().flatten();
    let mut candidates = candidates.filter(|path| !path.is_empty() && !path.contains("://"));
    candidates
        .find(|path| outputs.contains_key(path) || scope.tree.presence(path) != Presence::Absent)
}

/// What is here, held against the digest that was measured.
fn here(
    scope: &Scope,
    path: &str,
    outputs: &BTreeMap<String, Output>,
    subject: &Value,
) -> (Kind, Option<String>) {
    let shown = below(scope, path);
    let known = locked(scope)
        .iter()
        .find(|one| text(one, "path") == Some(shown));
    let (state, digest) = match known {
        Some(known) => (text(known, "state").unwrap_or_default(), digest_of(known)),
        None => {
            let bytes = lock::bytes(scope.tree, path, outputs);
            (bytes.state.word(), bytes.sha256)
        }
    };
    let same = match (text(subject, "sha256"), &digest) {
        // It could have named one.
        (None, _) => Kind::Bool(false),
        (Some(stated), Some(digest)) => stated.eq_ignore_ascii_case(digest).into(),
        (Some(_), None) => Kind::Missing(match state == State::Unreadable.word() {
            true => Reason::Unreadable,
            false => Reason::Unverified,
        }),
    };
    (same, digest)
}

/// The digest of a declared file: of its bytes or of a pointer to them; of
/// what DVC keeps elsewhere the locked one, where DVC still tracks the same.
fn digest_of(known: &Value) -> Option<String> {
    let matches = known.get("matches").and_then(Value::as_bool);
    let locked = text(known, "locked_sha256").filter(|_| matches == Some(true));
    text(known, "sha256")
        .or(locked)
        .map(str::to_ascii_lowercase)
}

/// What is at no such path: a declared file with that digest was only moved.
fn moved(scope: &Scope, subject: &Value) -> (Kind, Option<String>) {
    let stated = text(subject, "sha256").map(str::to_ascii_lowercase);
    let is_here = |one: &Value| stated.is_some() && digest_of(one) == stated;
    match locked(scope).iter().any(is_here) {
        true => (Kind::Bool(true), stated),
        false => (Kind::Missing(Reason::Absent), None),
    }
}

/// One subject of several envelopes: what is worst counts.
fn fact(seen: &[Seen]) -> Value {
    let stale = |one: &&Seen| matches!(one.same, Kind::Bool(false));
    let unknown = |one: &&Seen| matches!(one.same, Kind::Missing(_));
    let mut telling: Vec<&Seen> = seen.iter().filter(stale).collect();
    if telling.is_empty() {
        telling = seen.iter().filter(unknown).collect();
    }
    if telling.is_empty() {
        telling = seen.iter().collect();
    }
    let first = telling[0];
    let mut record = Record::new();
    record.put("name", first.name.clone().placed_like(&first.at));
    record.put("subject", first.name.clone());
    let same = Value::computed(first.same.clone());
    record.keep("same", same.placed_like(&first.at));
    let envelopes = telling
        .iter()
        .map(|one| Value::computed(one.envelope.as_str()));
    record.keep("envelopes", Value::list(envelopes));
    record.put("digest", first.digest.clone());
    record.put("found", first.found.as_deref().map(Value::computed));
    record.into_value(None).placed_like(&first.at)
}
