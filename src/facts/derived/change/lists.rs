//! Lists of exceptions that grew, and a list of packs that shrank.

use globset::{Glob, GlobMatcher};

use super::log::{self, Moved};
use super::{Change, spelled};
use crate::model::{Place, Value};
use crate::source::Entry;

/// Entries that let more pass, in the order of the file.
pub(super) fn grown(change: &Change) -> Vec<Value> {
    let mut found = Vec::new();
    let excluded: Vec<&Value> = items(change.base(), "exclude").collect();
    for glob in items(change.head(), "exclude") {
        if is_wider(change, glob, &excluded) {
            found.push(added(change, "exclude", glob));
        }
    }
    for entry in items(change.head(), "privacy.pii_allowed") {
        let kind = entry
            .get("kind")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let Some(glob) = entry.get("where") else {
            continue;
        };
        if is_wider(change, glob, &allowed(change, kind)) {
            let key = format!("privacy.pii_allowed[{kind}].where");
            found.push(added(change, &key, glob));
        }
    }
    let topics = |root| items(root, "explain.redactions").filter_map(|entry| entry.get("topic"));
    for topic in topics(change.head()) {
        if !topics(change.base()).any(|known| known.as_str() == topic.as_str()) {
            found.push(added(change, "explain.redactions", topic));
        }
    }
    // The first list of approvers is one that nobody could have approved.
    if change.approvers().next().is_some() {
        for party in items(change.head(), "approvers") {
            if !change.is_approver(Some(party)) {
                found.push(added(change, "approvers", party));
            }
        }
    }
    for pack in items(change.base(), "extends") {
        let kept = items(change.head(), "extends").any(|kept| kept.as_str() == pack.as_str());
        if !kept {
            found.push(log::loosened(
                change,
                &Moved {
                    key: "extends".to_owned(),
                    was: Some(pack),
                    is: None,
                    default: None,
                    home: home(change, "extends"),
                    undecided: false,
                },
            ));
        }
    }
    found
}

fn added(change: &Change, key: &str, entry: &Value) -> Value {
    log::loosened(
        change,
        &Moved {
            key: key.to_owned(),
            was: None,
            is: Some(entry),
            default: None,
            home: home(change, key),
            undecided: false,
        },
    )
}

fn home(change: &Change, key: &str) -> Option<Place> {
    change.home(key).or_else(|| change.head().mark())
}

fn items<'a>(root: &'a Value, path: &str) -> impl Iterator<Item = &'a Value> {
    let list = root.at_path(path).map_or(&[][..], Value::items);
    list.iter().filter(|item| item.says_something())
}

/// The globs of the base under which a kind is allowed.
fn allowed<'a>(change: &Change<'a>, kind: &str) -> Vec<&'a Value> {
    items(change.base(), "privacy.pii_allowed")
        .filter(|entry| entry.get("kind").and_then(Value::as_str) == Some(kind))
        .filter_map(|entry| entry.get("where"))
        .collect()
}

/// Whether a glob lets through what none of the old ones did. One that is new
/// and matches no more than they do, on files that are there, is narrower.
fn is_wider(change: &Change, glob: &Value, old: &[&Value]) -> bool {
    let written = spelled(glob);
    if old.iter().any(|known| spelled(known) == written) {
        return false;
    }
    let compile = |glob: &str| Glob::new(glob).map(|glob| glob.compile_matcher()).ok();
    let Some(new) = compile(&written) else {
        // It is no glob and matches nothing.
        return false;
    };
    let old: Vec<GlobMatcher> = old
        .iter()
        .filter_map(|glob| compile(&spelled(glob)))
        .collect();
    let paths = |entries: &[Entry], folder: &str| {
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let below = entries
            .iter()
            .filter_map(|entry| entry.path.strip_prefix(&prefix));
        below.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut files = paths(change.scope.tree.entries(), change.scope.folder);
    files.extend(paths(change.before.tree.entries(), change.before.folder));
    let mut matched = files.iter().filter(|path| new.is_match(path)).peekable();
    matched.peek().is_none() || matched.any(|path| !old.iter().any(|glob| glob.is_match(path)))
}
