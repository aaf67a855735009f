//! Who labeled a dataset, and how they were treated.

use crate::manifest::record::Record;
use crate::model::{Kind, Reason, Value};

/// Labels by people; records, programs and nobody owe nothing more.
const PEOPLE: &[&str] = &["staff", "crowd", "experts"];
/// Uses that a model learns or is judged by.
const LEARNS: &[&str] = &["train", "finetune", "eval"];
/// What labels by people have to say.
const NEEDED: &[&str] = &["guideline", "per_item", "agreement", "paid"];

/// The labels of each dataset that a model learns from or is judged by.
pub(super) fn labels(sets: &[&Value]) -> Vec<Value> {
    let learns = |set: &&&Value| {
        let role = set.get("role").and_then(Value::as_str);
        role.is_some_and(|role| LEARNS.contains(&role))
    };
    sets.iter().filter(learns).map(|set| of(set)).collect()
}

fn of(set: &Value) -> Value {
    let mut record = Record::new();
    record.put("name", set.get("id").cloned());
    let labels = set.get("labels");
    let stated = match labels.map(|labels| &labels.kind) {
        Some(Kind::Missing(reason)) if *reason != Reason::Absent => Kind::Missing(*reason),
        _ => Kind::Bool(labels.is_some_and(Value::says_something)),
    };
    let place = labels.and_then(Value::mark).or_else(|| set.mark());
    record.keep("stated", Value::computed(stated).with_place(place));
    let Some(labels) = labels.filter(|labels| labels.says_something()) else {
        return record.into_value(None).placed_like(set);
    };
    let says = |key: &str| labels.get(key).is_some_and(Value::says_something);
    let by = labels.get("by").and_then(Value::as_str).unwrap_or("");
    let by_people = PEOPLE.contains(&by) || by.is_empty();
    record.put("by", labels.get("by").cloned());
    let lacks = NEEDED.iter().filter(|key| by_people && !says(key));
    record.keep("lacks", Value::list(lacks.map(|key| Value::computed(*key))));
    let harmful = labels.get("harmful_content").and_then(Value::as_bool) == Some(true);
    let unsupported = by_people && harmful && !says("support");
    record.put("unsupported", Value::computed(unsupported));
    record.into_value(None).placed_like(labels)
}
