//! What guards the gate itself, on the base and now: the steps that run it,
//! the declarations that it judges, and the owners of ethics files.

use super::super::owners::{self, Owners};
use super::super::pipelines;
use super::Change;
use crate::manifest::record::Record;
use crate::model::{Place, Value};

/// Every runner that ran the gate on the base.
pub(super) fn gates(change: &Change) -> Vec<Value> {
    let now = pipelines::gates(change.scope.tree, &[]);
    let mut found: Vec<Value> = Vec::new();
    for was in pipelines::gates(change.before.tree, &[]) {
        let known = |one: &Value| one.get("runner").and_then(Value::as_str) == Some(was.runner);
        if found.iter().any(known) {
            continue;
        }
        let kept = now.iter().find(|gate| gate.runner == was.runner);
        let mut record = Record::new();
        record.put("runner", Value::computed(was.runner));
        record.put("file", Value::computed(was.file.as_str()));
        record.put("kept", Value::computed(kept.is_some()));
        let at = |place: Option<Place>| Value::computed(was.job.as_str()).with_place(place);
        record.put("was", at(was.place.clone()));
        let place = kept.and_then(|gate| gate.place.clone());
        found.push(record.into_value(place.or_else(|| Some(here(change, &was.file)))));
    }
    found
}

/// Every declaration of the base that no system goes on from, told by the
/// outermost system alone.
pub(super) fn declarations(change: &Change) -> Vec<Value> {
    let outermost = change.scope.systems.first();
    if outermost.is_none_or(|(path, _)| path != change.scope.path) {
        return Vec::new();
    }
    let gone = change.before.gone.iter().map(|(path, declaration)| {
        let mut record = Record::new();
        record.put("path", Value::computed(path.as_str()));
        record.put("kept", Value::computed(false));
        let id = declaration.at_path("system.id").cloned();
        let id = id.unwrap_or_else(|| Value::computed(path.as_str()));
        let place = id.mark().or_else(|| declaration.mark());
        record.put("was", id.with_place(place));
        record.into_value(Some(Place::missing(path)))
    });
    gone.collect()
}

/// Every ethics file that somebody owned on the base.
pub(super) fn owned(change: &Change) -> Vec<Value> {
    let Some(before) = Owners::of(change.before.tree) else {
        return Vec::new();
    };
    let now = Owners::of(change.scope.tree);
    let mut found = Vec::new();
    for (_, path) in owners::paths(change.scope) {
        let Some(was) = before.place_of(&path) else {
            continue;
        };
        let kept = now.as_ref().and_then(|now| now.place_of(&path));
        let mut record = Record::new();
        record.put("path", Value::computed(path.as_str()));
        record.put("kept", Value::computed(kept.is_some()));
        let file = was.path().to_owned();
        record.put("was", Value::computed(was.text()).with_place(Some(was)));
        let place = kept.or_else(|| now.as_ref().map(Owners::place));
        found.push(record.into_value(place.or_else(|| Some(Place::missing(file)))));
    }
    found
}

/// A file of the head, or the place where it ought to be.
fn here(change: &Change, path: &str) -> Place {
    match change.scope.tree.read(path) {
        crate::source::Blob::Text(document) => Place::start_of(&document),
        _ => Place::missing(path),
    }
}
