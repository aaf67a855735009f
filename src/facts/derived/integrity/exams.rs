//! Sets that a model is evaluated on, and whether one of them is a training
//! set, by its id or by its files.

use crate::facts::Scope;
use crate::facts::derived::datasets::is_called;
use crate::manifest::record::Record;
use crate::model::{Reason, Value};

/// Each evaluation set.
pub(super) fn exams(scope: &Scope) -> Value {
    let sets = scope.known.get("datasets").map_or(&[][..], Value::items);
    // A set whose use is not known may be one.
    let roles = || {
        scope
            .declaration
            .get("data")
            .map_or(&[][..], Value::items)
            .iter()
    };
    let unread = roles().find_map(|set| set.get("role")?.unread());
    if let Some(place) = unread.or_else(|| scope.unread("data")) {
        return Value::missing(Reason::Unreadable, Some(place));
    }
    let role = |set: &Value| set.get("role").and_then(Value::as_str).map(str::to_owned);
    let learned = |set: &&Value| matches!(role(set).as_deref(), Some("train" | "finetune"));
    let evaluated = sets
        .iter()
        .filter(|set| role(set).as_deref() == Some("eval"));
    Value::list(evaluated.map(|exam| {
        let mut record = Record::new();
        let id = exam.get("id");
        record.put("id", id.cloned());
        let is_one = |set: &Value| {
            let (one, other) = (id.and_then(Value::as_str), set.get("id"));
            is_called(set, one) || is_called(exam, other.and_then(Value::as_str))
        };
        let trains = sets.iter().filter(learned).any(is_one);
        record.put("trains", Value::computed(trains));
        // One cause: where the id is the same, so are the files.
        let others = sets.iter().filter(learned).filter(|set| !is_one(set));
        let shared = others.map(|set| (set, shared(exam, set)));
        let shared = shared.filter(|(_, files)| !files.is_empty());
        let (with, files) = shared
            .map(|(set, files)| (set.get("id").cloned(), files))
            .next()
            .unwrap_or_default();
        record.put("with", with);
        record.keep("shares", Value::list(files));
        record.into_value(None).placed_like(id.unwrap_or(exam))
    }))
}

/// Files of one manifest that stand in another one, too.
fn shared(one: &Value, other: &Value) -> Vec<Value> {
    let files = |set| Value::at_path(set, "manifest.files").map_or(&[][..], Value::items);
    let text = |file: &Value, key: &str| {
        let text = file.get(key).and_then(Value::as_str);
        text.map(str::to_ascii_lowercase)
    };
    let is_same = |one: &Value, other: &Value| {
        ["in_tree", "sha256"].iter().any(|key| {
            let value = text(one, key);
            value.is_some() && value == text(other, key)
        })
    };
    files(one)
        .iter()
        .filter(|file| files(other).iter().any(|known| is_same(file, known)))
        .filter_map(|file| file.get("path").cloned())
        .collect()
}
