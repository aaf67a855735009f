//! Models whose files are others than on the base under the same version.

use std::collections::BTreeMap;

use super::Change;
use crate::manifest::record::Record;
use crate::model::Value;

/// Each model of both sides with a file or prompt that changed.
pub(super) fn versions(change: &Change) -> Vec<Value> {
    let head = digests(change.scope.known.get("lock"));
    let base = digests(change.before.facts.get("lock"));
    let models = |root: &'_ Value| root.get("models").map_or(&[][..], Value::items).to_vec();
    let before = models(change.base());
    let mut found = Vec::new();
    for model in models(change.head()) {
        let id = text(&model, "id");
        let Some(was) = before.iter().find(|was| id.is_some() && text(was, "id") == id) else {
            continue;
        };
        let changed = changed((&model, &head), (was, &base));
        if changed.is_empty() {
            continue;
        }
        let version = model.get("version").filter(|one| one.says_something());
        let mut record = Record::new();
        record.put("id", model.get("id").cloned());
        record.put("version", version.cloned());
        record.put("was", was.get("version").cloned());
        record.keep("changed", Value::list(changed));
        let other = text(&model, "version") != text(was, "version");
        record.put("other", Value::computed(other));
        found.push(record.into_value(version.unwrap_or(&model).mark()));
    }
    found
}

/// What is known of every declared file, by the name that the declaration
/// gives it.
fn digests(lock: Option<&Value>) -> BTreeMap<&str, &str> {
    let files = lock.and_then(|lock| lock.get("files"));
    let files = files.map_or(&[][..], Value::items).iter();
    let of = |file| Some((text(file, "name")?, text(file, "sha256").or_else(|| text(file, "dvc"))?));
    files.filter_map(of).collect()
}

/// A model with the digests of its side.
type Side<'a> = (&'a Value, &'a BTreeMap<&'a str, &'a str>);

/// The files and prompts whose digest the base's model doesn't have. One that
/// was only renamed is none, nor is one of which nothing is known.
fn changed((model, digests): Side, (was, before): Side) -> Vec<Value> {
    let then: Vec<&str> = names(was)
        .filter_map(|name| before.get(name.as_str()?).copied())
        .collect();
    if then.is_empty() {
        return Vec::new();
    }
    let is_other = |name: &&Value| {
        let now = name.as_str().and_then(|name| digests.get(name));
        now.is_some_and(|now| !then.contains(now))
    };
    names(model).filter(is_other).cloned().collect()
}

fn names(model: &Value) -> impl Iterator<Item = &Value> {
    let of = |key| model.get(key).map_or(&[][..], Value::items);
    let entries = of("artifacts").iter().chain(of("prompts"));
    entries.map(|entry| entry.get("path").unwrap_or(entry))
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}
