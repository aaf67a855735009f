//! Models, datasets and evidence that are others than on the base: a promise
//! that is loosened together with one of them was loosened for it.

use std::collections::BTreeMap;

use super::{Change, content};
use crate::facts::{Scope, join};
use crate::manifest::record::Record;
use crate::model::Value;

/// What the declaration names under one key.
struct Named<'a> {
    kind: &'static str,
    /// The path or the revision.
    value: &'a Value,
    /// It is a path of the tree.
    is_path: bool,
}

/// Everything that was replaced, by its key.
pub(super) fn replaced(change: &Change) -> Vec<Value> {
    let base = named(change.base(), change.before.facts.get("evidence"));
    let head = named(change.head(), change.scope.known.get("evidence"));
    let mut found = Vec::new();
    for (key, is) in &head {
        let Some(was) = base.get(key) else { continue };
        let (Some(now), Some(then)) = (is.value.as_str(), was.value.as_str()) else {
            continue;
        };
        let other = now != then || (is.is_path && is_other(change, now, then));
        let known = |one: &Value| one.get("path").and_then(Value::as_str) == Some(now);
        if other && !found.iter().any(known) {
            let mut record = Record::new();
            record.put("path", Some(is.value.clone()));
            record.put("kind", Some(Value::computed(is.kind)));
            found.push(record.into_value(is.value.mark()));
        }
    }
    found
}

fn is_other(change: &Change, now: &str, then: &str) -> bool {
    let Scope { tree, folder, .. } = *change.scope;
    let before = change.before;
    match (join(folder, now), join(before.folder, then)) {
        // What isn't there on one side is another rule's finding.
        (Some(now), Some(then)) => content::same((tree, &now), (before.tree, &then)) == Some(false),
        _ => false,
    }
}

/// What a declaration names, by a key that outlives a new order of its lists.
fn named<'a>(root: &'a Value, evidence: Option<&'a Value>) -> BTreeMap<String, Named<'a>> {
    let mut found = BTreeMap::new();
    let mut put = |key: String, kind, value: Option<&'a Value>, is_path| {
        if let Some(value) = value {
            found.insert(
                key,
                Named {
                    kind,
                    value,
                    is_path,
                },
            );
        }
    };
    let items = |value: Option<&'a Value>| value.map_or(&[][..], Value::items);
    for model in items(root.get("models")) {
        let id = model.get("id").and_then(Value::as_str).unwrap_or_default();
        for (at, artifact) in items(model.get("artifacts")).iter().enumerate() {
            let path = artifact.get("path").unwrap_or(artifact);
            put(
                format!("models/{id}/artifact/{at}"),
                "model",
                Some(path),
                true,
            );
            for pin in ["revision", "sha256"] {
                let key = format!("models/{id}/artifact/{at}/{pin}");
                put(key, "model", artifact.get(pin), false);
            }
        }
        for (at, prompt) in items(model.get("prompts")).iter().enumerate() {
            put(
                format!("models/{id}/prompt/{at}"),
                "model",
                Some(prompt),
                true,
            );
        }
        for pin in [
            "base.id",
            "base.revision",
            "api.model",
            "api.version",
            "version",
        ] {
            put(
                format!("models/{id}/{pin}"),
                "model",
                model.at_path(pin),
                false,
            );
        }
    }
    for data in items(root.get("data")) {
        let id = data.get("id").and_then(Value::as_str).unwrap_or_default();
        for file in ["sample", "manifest"] {
            put(format!("data/{id}/{file}"), "data", data.get(file), true);
        }
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for one in items(evidence) {
        let key = one.get("key").and_then(Value::as_str).unwrap_or_default();
        let at = seen.entry(key).or_default();
        put(
            format!("evidence/{key}/{at}"),
            "evidence",
            one.get("path"),
            true,
        );
        *at += 1;
    }
    found
}
