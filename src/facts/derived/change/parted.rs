//! Files that were this system's on the base, and are not now: a declaration
//! that is new in their folder, or that was moved there, took them, or none
//! owns them any more. What was promised of them is promised no longer.

use std::collections::{BTreeMap, HashSet};

use super::Change;
use super::log::{self, Moved};
use crate::model::path::folder_of;
use crate::model::{Place, Value};

/// One entry for each declaration that took files.
pub(super) fn parted(change: &Change) -> Vec<Value> {
    let scope = change.scope;
    let own: HashSet<&str> = [scope.files, scope.excluded]
        .into_iter()
        .flatten()
        .map(|entry| &*entry.path)
        .collect();
    let mut parted: BTreeMap<Option<usize>, &str> = BTreeMap::new();
    for entry in change.before.files {
        let path = &*entry.path;
        // What `exclude` leaves out is told as a list that grew; a declaration
        // is no file that another one judges.
        let is_declaration = scope.systems.iter().any(|(own, _)| own == path);
        // Behind a link it is whose the file that it leads to is.
        let Some(now) = scope.tree.entry(path) else {
            continue;
        };
        if own.contains(&*now.path) || is_declaration {
            continue;
        }
        parted.entry(owner(change, &now.path)).or_insert(path);
    }
    let told = parted.into_iter().map(|(owner, first)| {
        let owner = owner.map(|index| &scope.systems[index]);
        let taker = owner.map(|(path, id)| {
            let place = id.as_ref().and_then(Value::mark);
            let place = place.unwrap_or_else(|| Place::missing(path.as_str()));
            Value::computed(path.as_str()).with_place(Some(place))
        });
        let id = change.base().at_path("system.id");
        let stood = id.and_then(Value::mark).or_else(|| change.base().mark());
        let was = Value::computed(scope.path).with_place(stood);
        let folder = match owner {
            Some((path, _)) => folder_of(path),
            None => folder_of(first),
        };
        log::loosened(
            change,
            &Moved {
                key: format!("files[{folder}]"),
                was: Some(&was),
                is: taker.as_ref(),
                default: None,
                home: change.home("system.id"),
                undecided: false,
            },
        )
    });
    told.collect()
}

/// The system of the head whose folder holds a file most closely.
fn owner(change: &Change, path: &str) -> Option<usize> {
    let systems = change.scope.systems.iter().enumerate();
    let holds = systems.filter(|(_, (declaration, _))| {
        let folder = folder_of(declaration);
        folder.is_empty()
            || path
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
    });
    holds
        .max_by_key(|(_, (declaration, _))| folder_of(declaration).len())
        .map(|(index, _)| index)
}
