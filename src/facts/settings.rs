//! What a pack sets: values of keys that bind, in the words of `ethics.yml`.
//!
//! A value that the declaration leaves out is the pack's, where the section
//! that it belongs to is there. One that it says itself may be stricter.

use std::sync::Arc;

use super::bounds::{self, ALIKE, LIMITS, Limit, Side};
use crate::manifest::declaration::keys::KEYS;
use crate::manifest::declaration::{node, shape};
use crate::model::{Kind, Map, Place, Reason, Str, Value};

/// A value of a pack beside the declaration's own.
pub struct Held<'a> {
    /// Its full name, list items by their names.
    pub key: String,
    /// The key's line in the table, as packs lock and open it.
    pub path: &'static str,
    /// What the pack sets.
    pub set: &'a Value,
    /// What the declaration says.
    pub own: &'a Value,
    /// Whether the declaration's lets more pass; `None` where it can't be read.
    pub looser: Option<bool>,
    /// Whether the two are the same.
    pub same: bool,
}

/// Every value that both a pack and a declaration have, in the order of the
/// table of bounds.
#[must_use]
pub fn held<'a>(settings: &'a Value, declaration: &'a Value) -> Vec<Held<'a>> {
    let mut found = Vec::new();
    for limit in LIMITS.iter().filter(|limit| is_settable(limit)) {
        let own = bounds::leaves(declaration, limit);
        for (key, set) in bounds::leaves(settings, limit) {
            let (Some(value), Some(own)) = (set.value, own.get(&key).and_then(|own| own.value))
            else {
                continue;
            };
            let side = bounds::side(limit.permissive, &key, set.entry);
            let ranks =
                bounds::rank(Some(own), None, side).zip(bounds::rank(Some(value), None, side));
            found.push(Held {
                key,
                path: limit.path,
                set: value,
                own,
                looser: ranks.map(|(own, set)| own > set + ALIKE),
                same: ranks.is_some_and(|(own, set)| (own - set).abs() <= ALIKE),
            });
        }
    }
    found
}

/// Every value that a pack sets: full name, line in the table, value.
#[must_use]
pub fn set(settings: &Value) -> Vec<(String, &'static str, &Value)> {
    let limits = LIMITS.iter().filter(|limit| is_settable(limit));
    limits
        .flat_map(|limit| {
            let leaves = bounds::leaves(settings, limit).into_iter();
            leaves.filter_map(|(key, leaf)| Some((key, limit.path, leaf.value?)))
        })
        .collect()
}

/// Whether the first of two values of one key lets less pass.
#[must_use]
pub fn is_stricter(path: &str, one: &Value, other: &Value) -> bool {
    let Some(limit) = LIMITS.iter().find(|limit| limit.path == path) else {
        return false;
    };
    let rank = |value| bounds::rank(Some(value), None, limit.permissive);
    rank(one)
        .zip(rank(other))
        .is_some_and(|(one, other)| one < other - ALIKE)
}

/// A declaration with a value in the place of one that it leaves out; `None`
/// where it has one, or has not the section that the value belongs to.
///
/// The value stands where a missing one would be looked for.
#[must_use]
pub fn filled(declaration: &Value, key: &str, value: &Value) -> Option<Value> {
    if key.contains('[') || !matches!(declaration.kind, Kind::Map(_)) {
        return None;
    }
    let path: Vec<&str> = key.split('.').collect();
    fill(declaration, &path, value, 0)
}

fn fill(parent: &Value, path: &[&str], value: &Value, depth: usize) -> Option<Value> {
    let (name, rest) = path.split_first()?;
    let known = parent.get(name);
    let next = match (known, rest) {
        (Some(known), []) if !matches!(known.kind, Kind::Missing(Reason::Absent)) => return None,
        (_, []) => value.clone().with_place(parent.mark()),
        (Some(known), rest) if matches!(known.kind, Kind::Map(_)) => {
            fill(known, rest, value, depth + 1)?
        }
        // A section of settings alone says nothing by being there.
        (None, rest) if depth == 0 && is_of_settings(name) => {
            let section = Value::at(Kind::Map(Arc::default()), parent.mark()?);
            fill(&section, rest, value, depth + 1)?
        }
        _ => return None,
    };
    let mut members: Map = match &parent.kind {
        Kind::Map(map) => Map::clone(map),
        _ => Map::default(),
    };
    members.insert(Str::from(*name), next);
    Some(Value {
        kind: Kind::Map(Arc::new(members)),
        place: parent.place.clone(),
        key: parent.key,
    })
}

fn is_of_settings(section: &str) -> bool {
    let below = format!("{section}.");
    let mut keys = KEYS
        .iter()
        .filter(|key| key.path == section || key.path.starts_with(&below))
        .peekable();
    keys.peek().is_some() && keys.all(|key| LIMITS.iter().any(|limit| limit.path == key.path))
}

/// A pack sets numbers; facts of a system are its own.
fn is_settable(limit: &Limit) -> bool {
    let a_number = matches!(
        limit.permissive,
        Side::Larger | Side::Smaller | Side::Comparison
    );
    a_number && !limit.path.starts_with("system.")
}

/// What is wrong with a pack's settings, each at its place.
#[must_use]
pub fn defects(settings: &Value) -> Vec<(Place, String)> {
    let mut found: Vec<(Place, String)> = shape::check(&node::DECLARATION, settings)
        .problems
        .into_iter()
        // A pack is no whole declaration.
        .filter(|problem| problem.code != "missing-key")
        .map(|problem| (problem.place, problem.detail.en))
        .collect();
    if found.is_empty() {
        unsettable(settings, "", &mut found);
    }
    found
}

fn unsettable(value: &Value, path: &str, found: &mut Vec<(Place, String)>) {
    match &value.kind {
        Kind::Map(map) => {
            for (name, member) in map.iter() {
                let mut path = shape::member_path(path, name);
                if LIMITS.iter().any(|limit| {
                    limit.path.strip_suffix(".*").is_some_and(|map| {
                        path.strip_prefix(map)
                            .is_some_and(|rest| rest.starts_with('.'))
                    })
                }) {
                    let map = path.rsplit_once('.').map_or("", |(map, _)| map);
                    path = format!("{map}.*");
                }
                unsettable(member, &path, found);
            }
        }
        Kind::List(items) => {
            let list = format!("{path}[]");
            let names: Vec<&str> = LIMITS
                .iter()
                .filter(|limit| is_settable(limit))
                .filter(|limit| limit.path.starts_with(&format!("{list}.")))
                .flat_map(|limit| limit.names.iter().copied())
                .collect();
            for item in items.iter() {
                if let Some(name) = names.iter().find(|name| item.get(name).is_none()) {
                    let what = format!("an entry of {path} is named by its `{name}`");
                    found.extend(item.mark().map(|at| (at, what)));
                    continue;
                }
                let named = |name: &str| names.contains(&name);
                for (name, member) in item.entries() {
                    if !named(name) {
                        unsettable(member, &format!("{list}.{name}"), found);
                    }
                }
            }
            if names.is_empty() {
                found.extend(value.mark().map(|at| (at, not_settable(path))));
            }
        }
        _ => {
            let settable = |limit: &&Limit| limit.path == path && is_settable(limit);
            if LIMITS.iter().find(settable).is_none() {
                found.extend(value.mark().map(|at| (at, not_settable(path))));
            }
        }
    }
}

fn not_settable(path: &str) -> String {
    let known = LIMITS.iter().filter(|limit| is_settable(limit));
    match crate::model::nearest(path, known.map(|limit| limit.path)) {
        Some(near) => format!("a pack can't set `{path}`; did you mean `{near}`"),
        None => format!(
            "a pack can't set `{path}`: it sets limits, ages and minimums; what has to be there is for a rule to say"
        ),
    }
}

/// Why a pack can't lock a key, where it can't.
#[must_use]
pub fn not_lockable(path: &str, settings: &Value) -> Option<String> {
    if set(settings).iter().any(|(_, line, _)| *line == path) {
        return None;
    }
    if path.contains(['[', '*', '<']) {
        return Some(format!(
            "`{path}` can be locked only to a value that stands under `settings`"
        ));
    }
    let at_or_below = |key: &str| {
        let rest = key.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let mut keys = KEYS.iter().map(|key| key.path);
    if keys.clone().any(at_or_below) {
        return None;
    }
    Some(match crate::model::nearest(path, keys.by_ref()) {
        Some(near) => format!("there is no key `{path}`; did you mean `{near}`"),
        None => format!("there is no key `{path}` in ethics.yml"),
    })
}
