//! Attributes, groups, intersections and checks of fairness that the base has
//! and the head has not.

use super::Change;
use crate::facts::Scope;
use crate::facts::derived::fairness;
use crate::manifest::record::Record;
use crate::model::{Kind, Value};

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
                Recorded::removed(change, "attribute", name),
            ));
            continue;
        };
        for group in groups.items() {
            let Some(word) = group.as_str() else { continue };
            if !kept.items().iter().any(|kept| kept.as_str() == Some(word)) {
                let full = format!("{name}/{word}");
                let recorded = match Recorded::removed(change, "group", &full) {
                    Recorded::Not if is_merged(change, name, word, kept) => Recorded::Merged,
                    recorded => recorded,
                };
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
            let own = Recorded::removed(change, "intersection", &name);
            let parts = parts
                .iter()
                .map(|part| Recorded::removed(change, "attribute", part));
            let mut recorded = [own].into_iter().chain(parts);
            let recorded = recorded.find(|it| !matches!(it, Recorded::Not));
            let recorded = recorded.unwrap_or(Recorded::Not);
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
                Recorded::removed(change, "check", &name),
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

fn gone(change: &Change, part: &'static str, name: &str, was: &Value, recorded: Recorded) -> Value {
    let mut record = Record::new();
    record.put("name", Some(Value::computed(name)));
    record.put("part", Some(Value::computed(part)));
    record.put("removal", Some(Value::computed(format!("{part}:{name}"))));
    let is_recorded = !matches!(recorded, Recorded::Not);
    record.put("recorded", Some(Value::computed(is_recorded)));
    if let Recorded::By(approver) = recorded {
        change.put_agreement(&mut record, approver);
    }
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

/// What the declaration says of something that is gone.
enum Recorded<'a> {
    /// Nothing that counts.
    Not,
    /// It went into something that is there.
    Merged,
    /// An approver of the base took it out.
    By(&'a Value),
}

impl<'a> Recorded<'a> {
    fn removed(change: &Change<'a>, part: &str, name: &str) -> Self {
        let mut entries = items(change.head(), "fairness.removed").iter();
        let approver = entries.find_map(|entry| {
            let what = entry.get("what").and_then(Value::as_str)?;
            let what = what.strip_prefix(part)?.strip_prefix(':');
            let approver = entry
                .get("approver")
                .filter(|_| is_named(part, what, name))?;
            change.is_approver(Some(approver)).then_some(approver)
        });
        approver.map_or(Self::Not, Self::By)
    }
}

/// Whether a group went into another one that is there, and was too small to
/// be judged by itself: what could be judged is lost among others.
fn is_merged(change: &Change, attribute: &str, group: &str, kept: &Value) -> bool {
    let is_recorded = items(change.head(), "fairness.merged").iter().any(|entry| {
        let word = |key| entry.get(key).and_then(Value::as_str);
        let from = entry.get("from").map_or(&[][..], Value::items);
        word("attribute") == Some(attribute)
            && from.iter().any(|from| from.as_str() == Some(group))
            && kept
                .items()
                .iter()
                .any(|kept| kept.as_str() == word("into"))
    });
    is_recorded && !was_large_enough(change, &format!("{attribute}/{group}"))
}

/// Whether the base's own counts hold enough people of a group.
fn was_large_enough(change: &Change, name: &str) -> bool {
    let Kind::Map(known) = &change.before.facts.kind else {
        return false;
    };
    let scope = Scope {
        tree: change.before.tree,
        folder: change.before.folder,
        declaration: change.base(),
        known,
        pipelines: change.before.pipelines,
        before: None,
        ..*change.scope
    };
    fairness::is_large_enough(&scope, name)
}
