//! Exceptions that a change makes, or makes wider, and a baseline that grew.
//!
//! A new waiver names who allowed it by itself; one that is made to last
//! longer, or to except another subject, still bears the name of somebody who
//! allowed less, so the change log has to say who allowed more.

use super::Change;
use super::log::{self, Moved};
use crate::facts::derived::baseline::{self, Baseline, Found};
use crate::facts::derived::waivers::{expiry_key, text, waivers};
use crate::model::{Place, Value};

/// Waivers that except more than those of the base.
pub(super) fn widened(change: &Change) -> Vec<Value> {
    let mut found = Vec::new();
    let is_twin = |one: &Value, other: &Value| {
        ["rule", "scope"]
            .iter()
            .all(|key| text(one, key) == text(other, key))
    };
    let (old, new) = (waivers(change.base()), waivers(change.head()));
    let mut gone: Vec<&Value> = old
        .iter()
        .filter(|was| !new.iter().any(|is| is_twin(was, is)))
        .collect();
    for is in new {
        let (rule, scope) = (text(is, "rule"), text(is, "scope"));
        let twin = old.iter().find(|was| is_twin(was, is));
        let edited = || gone.iter().position(|was| text(was, "rule") == rule);
        let was = match twin {
            Some(was) => was,
            None => match edited() {
                Some(at) => {
                    let was = gone.remove(at);
                    let key = format!("waivers[{rule}].scope");
                    found.push(moved(change, key, Some(was), is, "scope"));
                    was
                }
                None => {
                    let key = format!("waivers[{rule}@{scope}]");
                    found.push(log::added(change, &of(change, key, None, is.get("scope"))));
                    continue;
                }
            },
        };
        let expires = |waiver: &Value| waiver.get("expires").and_then(Value::as_date);
        let longer = match (expires(was), expires(is)) {
            (Some(was), Some(is)) => is > was,
            // What can't be read excepts from nothing.
            (_, None) => false,
            (None, Some(_)) => true,
        };
        if longer {
            found.push(moved(
                change,
                expiry_key(rule, scope),
                Some(was),
                is,
                "expires",
            ));
        }
    }
    found
}

fn moved(change: &Change, key: String, was: Option<&Value>, is: &Value, member: &str) -> Value {
    let was = was.and_then(|was| was.get(member));
    log::loosened(change, &of(change, key, was, is.get(member)))
}

fn of<'a>(
    change: &Change,
    key: String,
    was: Option<&'a Value>,
    is: Option<&'a Value>,
) -> Moved<'a> {
    let says = |value: &&Value| value.says_something();
    Moved {
        key,
        was: was.filter(says),
        is: is.filter(says),
        default: None,
        home: change.home("waivers").or_else(|| change.head().mark()),
        undecided: false,
    }
}

/// A baseline that holds more than it did, or lasts longer.
pub(super) fn baseline(change: &Change) -> Vec<Value> {
    let read = |tree, folder| match baseline::read(tree, folder) {
        Found::Baseline(baseline) => Some(baseline),
        _ => None,
    };
    let Some(is) = read(change.scope.tree, change.scope.folder) else {
        return Vec::new();
    };
    let was = read(change.before.tree, change.before.folder);
    let known = |one: &&String| {
        was.as_ref()
            .is_some_and(|was| was.fingerprints.contains(*one))
    };
    let mut found = Vec::new();
    let count = |baseline: &Baseline| Value::computed(baseline.fingerprints.len());
    if is.fingerprints.iter().any(|one| !known(&one)) {
        let from = was.as_ref().map_or_else(|| Value::computed(0usize), count);
        let place = was.as_ref().map(|was| &was.list);
        found.push(grown(
            change,
            "baseline.findings",
            (from, place),
            (count(&is), &is.list),
        ));
    }
    if let Some(was) = &was
        && is.created > was.created
    {
        let from = Value::computed(was.created.to_string());
        let to = Value::computed(is.created.to_string());
        found.push(grown(
            change,
            "baseline.created",
            (from, Some(&was.date)),
            (to, &is.date),
        ));
    }
    found
}

fn grown(
    change: &Change,
    key: &str,
    (from, was): (Value, Option<&Place>),
    (to, is): (Value, &Place),
) -> Value {
    let moved = Moved {
        key: key.to_owned(),
        was: Some(&from),
        is: Some(&to),
        default: None,
        home: Some(is.clone()),
        undecided: false,
    };
    log::loosened_from(change, &moved, was.cloned())
}
