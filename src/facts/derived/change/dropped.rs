//! Attributes, groups, intersections and checks of fairness that the base has
//! and the head has not.

use super::Change;
use crate::manifest::record::Record;
use crate::model::Value;

/// Everything that is gone, in the order of the base.
pub(super) fn dropped(change: &Change) -> Vec<Value> {
    let mut found = Vec::new();
    let (base, head) = (change.base(), change.head());
    let attributes = |root: &'_ Value| root.at_path("fairness.attributes").cloned();
    let now = attributes(head);
    for (name, groups) in attributes(base).iter().flat_map(Value::entries) {
        let Some(kept) = now.as_ref().and_then(|now| now.get(name)) else {
            found.push(gone(
                change,
                "attribute",
                name,
                groups,
                is_removed(change, "attribute", name),
            ));
            continue;
        };
        for group in groups.items() {
            let Some(word) = group.as_str() else { continue };
            if !kept.items().iter().any(|kept| kept.as_str() == Some(word)) {
                let full = format!("{name}/{word}");
                let recorded =
                    is_removed(change, "group", &full) || is_merged(change, name, word, kept);
                found.push(gone(change, "group", &full, group, recorded));
            }
        }
    }
    for pair in items(base, "fairness.intersections") {
        let name = joined(pair);
        let same = |other: &Value| joined(other) == name;
        let parts = pair.items().iter().filter_map(Value::as_str);
        let parts: Vec<&str> = parts.collect();
        if !items(head, "fairness.intersections").iter().any(same) {
            // It goes with an attribute that goes.
            let recorded = is_removed(change, "intersection", &name)
                || parts
                    .iter()
                    .any(|part| is_removed(change, "attribute", part));
            found.push(gone(change, "intersection", &name, pair, recorded));
        }
    }
    let named = |check: &Value| {
        let word = |key| check.get(key).and_then(Value::as_str).unwrap_or_default();
        format!("{}/{}", word("metric"), word("compare"))
    };
    for check in items(base, "fairness.checks") {
        let name = named(check);
        let kept = items(head, "fairness.checks")
            .iter()
            .any(|kept| named(kept) == name);
        if !kept {
            found.push(gone(
                change,
                "check",
                &name,
                check,
                is_removed(change, "check", &name),
            ));
        }
    }
    found
}

fn items<'a>(root: &'a Value, path: &str) -> &'a [Value] {
    root.at_path(path).map_or(&[], Value::items)
}

/// A pair in either order.
fn joined(pair: &Value) -> String {
    let mut names: Vec<&str> = pair.items().iter().filter_map(Value::as_str).collect();
    names.sort_unstable();
    names.join("*")
}

fn gone(change: &Change, part: &'static str, name: &str, was: &Value, recorded: bool) -> Value {
    let mut record = Record::new();
    record.put("name", Some(Value::computed(name)));
    record.put("part", Some(Value::computed(part)));
    record.put("removal", Some(Value::computed(format!("{part}:{name}"))));
    record.put("recorded", Some(Value::computed(recorded)));
    record.put("was", Some(Value::computed(name).with_place(was.mark())));
    let home = match (part, name.split_once('/')) {
        ("group", Some((attribute, _))) => format!("fairness.attributes.{attribute}"),
        ("check", _) => "fairness.checks".to_owned(),
        ("intersection", _) => "fairness.intersections".to_owned(),
        _ => "fairness.attributes".to_owned(),
    };
    record.into_value(change.scope.place_of(&home))
}

/// Whether an entry names it; a pair in either order.
fn is_named(part: &str, what: Option<&str>, name: &str) -> bool {
    let pair = |names: &str| {
        let mut names: Vec<String> = names.split('*').map(|one| one.trim().to_owned()).collect();
        names.sort_unstable();
        names
    };
    what.is_some_and(|what| what == name || (part == "intersection" && pair(what) == pair(name)))
}

/// Whether an approver of the base took it out.
fn is_removed(change: &Change, part: &str, name: &str) -> bool {
    items(change.head(), "fairness.removed")
        .iter()
        .any(|entry| {
            let what = entry.get("what").and_then(Value::as_str);
            let what = what.and_then(|what| what.strip_prefix(part)?.strip_prefix(':'));
            is_named(part, what, name) && change.is_approver(entry.get("approver"))
        })
}

/// Whether a group went into another one that is there.
fn is_merged(change: &Change, attribute: &str, group: &str, kept: &Value) -> bool {
    items(change.head(), "fairness.merged").iter().any(|entry| {
        let word = |key| entry.get(key).and_then(Value::as_str);
        let from = entry.get("from").map_or(&[][..], Value::items);
        word("attribute") == Some(attribute)
            && from.iter().any(|from| from.as_str() == Some(group))
            && kept
                .items()
                .iter()
                .any(|kept| kept.as_str() == word("into"))
    })
}
