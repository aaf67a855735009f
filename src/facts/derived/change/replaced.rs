//! Models, datasets and evidence that are others than on the base, new ones and
//! ones that are gone among them: a promise that is loosened together with one of them was loosened for it.

use std::collections::BTreeMap;

use super::{Change, content};
use crate::facts::{Scope, join};
use crate::manifest::record::Record;
use crate::model::{Place, Value};

/// What the declaration names under one key.
struct Named<'a> {
    kind: &'static str,
    /// The path or the revision.
    value: &'a Value,
    counts: Counts,
}

/// What makes it another one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// Another word under the same key.
    Word,
    /// Another word, or that it is new or gone.
    Presence,
    /// Another content, or that it is new or gone; one whose content stands
    /// under another path was moved.
    Content,
    /// Another path or content; that it is new or gone is told elsewhere.
    Evidence,
    /// Another path or content, or that it is new or gone.
    Data,
}

impl Counts {
    fn is_path(self) -> bool {
        !matches!(self, Self::Word | Self::Presence)
    }

    fn of_one_side(self) -> bool {
        !matches!(self, Self::Word | Self::Evidence)
    }
}

/// Everything that was replaced, added or taken out, by its key.
pub(super) fn replaced(change: &Change) -> Vec<Value> {
    let base = named(change.base(), change.before.facts.get("evidence"));
    let head = named(change.head(), change.scope.known.get("evidence"));
    let mut found = Vec::new();
    let mut put = |one: &Named, place: Option<Place>| {
        let path = one.value.as_str();
        let known = |one: &Value| one.get("path").and_then(Value::as_str) == path;
        if path.is_some() && !found.iter().any(known) {
            let mut record = Record::new();
            record.put("path", Some(one.value.clone()));
            record.put("kind", Some(Value::computed(one.kind)));
            found.push(record.into_value(place));
        }
    };
    // What stands on one side alone.
    let alone = |here: &BTreeMap<String, Named>, there: &BTreeMap<String, Named>, key: &str| {
        here.contains_key(key) && !there.contains_key(key)
    };
    for (key, is) in &head {
        let other = match base.get(key) {
            Some(was) => match (is.value.as_str(), was.value.as_str()) {
                (Some(now), Some(then)) => {
                    now != then || (is.counts.is_path() && is_other(change, now, then))
                }
                _ => false,
            },
            None => {
                let moved = |(old, was): (&String, &Named)| {
                    alone(&base, &head, old) && is_moved(change, is, was)
                };
                is.counts.of_one_side() && !base.iter().any(moved)
            }
        };
        if other {
            put(is, is.value.mark());
        }
    }
    for (key, was) in base.iter().filter(|(key, _)| !head.contains_key(*key)) {
        let moved =
            |(new, is): (&String, &Named)| alone(&head, &base, new) && is_moved(change, is, was);
        if was.counts.of_one_side() && !head.iter().any(moved) {
            let list = key.split('/').next().unwrap_or_default();
            put(was, change.scope.place_of(list));
        }
    }
    found
}

/// Whether one goes on from the other under another path.
fn is_moved(change: &Change, is: &Named, was: &Named) -> bool {
    let Scope { tree, folder, .. } = *change.scope;
    let before = change.before;
    if (is.counts, was.counts) != (Counts::Content, Counts::Content) {
        return false;
    }
    let now = is.value.as_str().and_then(|path| join(folder, path));
    let then = was
        .value
        .as_str()
        .and_then(|path| join(before.folder, path));
    now.zip(then)
        .and_then(|(now, then)| content::same((tree, &now), (before.tree, &then)))
        == Some(true)
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
    let mut put = |key: String, kind, value: Option<&'a Value>, counts| {
        if let Some(value) = value {
            let named = Named {
                kind,
                value,
                counts,
            };
            found.insert(key, named);
        }
    };
    let items = |value: Option<&'a Value>| value.map_or(&[][..], Value::items);
    let text = |value: &'a Value, key: &str| {
        let word = value.get(key).and_then(Value::as_str);
        word.unwrap_or_default()
    };
    for model in items(root.get("models")) {
        let id = text(model, "id");
        for artifact in items(model.get("artifacts")) {
            let path = artifact.get("path").unwrap_or(artifact);
            let key = format!("models/{id}/artifact/{}", path.as_str().unwrap_or_default());
            for pin in ["revision", "sha256"] {
                let key = format!("{key}/{pin}");
                put(key, "model", artifact.get(pin), Counts::Word);
            }
            put(key, "model", Some(path), Counts::Content);
        }
        for prompt in items(model.get("prompts")) {
            let key = format!("models/{id}/prompt/{}", prompt.as_str().unwrap_or_default());
            put(key, "model", Some(prompt), Counts::Content);
        }
        for (pin, counts) in [
            ("base.id", Counts::Presence),
            ("base.revision", Counts::Word),
            ("api.model", Counts::Presence),
            ("api.version", Counts::Word),
            ("version", Counts::Word),
        ] {
            let key = format!("models/{id}/{pin}");
            put(key, "model", model.at_path(pin), counts);
        }
    }
    for data in items(root.get("data")) {
        let id = text(data, "id");
        for file in ["sample", "manifest"] {
            let key = format!("data/{id}/{file}");
            put(key, "data", data.get(file), Counts::Data);
        }
    }
    // The proof of a harm belongs to it, wherever it stands in the list.
    const OF_HARMS: &str = "harms[].evidence";
    for harm in items(root.get("harms")) {
        for name in ["id", "harm"] {
            let key = format!("harms/{name}/{}", text(harm, name));
            put(key, "evidence", harm.get("evidence"), Counts::Evidence);
        }
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for one in items(evidence) {
        let key = text(one, "key");
        if key == OF_HARMS {
            continue;
        }
        let at = seen.entry(key).or_default();
        let name = format!("evidence/{key}/{at}");
        put(name, "evidence", one.get("path"), Counts::Evidence);
        *at += 1;
    }
    found
}
