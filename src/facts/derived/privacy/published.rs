//! What a system publishes about itself: evidence, counts, predictions, cards
//! and public documents, and the identifiers in them.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::found;
use super::scan::{self, Candidate, Searched};
use super::{contacts, published_tables};
use crate::facts::Scope;
use crate::measure::pii::{GRAVE, Kind};
use crate::model::{Text, Value};

/// Everything in `evidence` and in the envelopes that it names.
fn evidence(scope: &Scope) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let known = scope.known.get("evidence");
    for entry in known.into_iter().flat_map(Value::items) {
        let files = entry.get("files").into_iter().flat_map(Value::items);
        let files = files.filter_map(|file| file.get("path"));
        for path in entry.get("path").into_iter().chain(files) {
            paths.extend(path.as_str().and_then(|path| scope.resolve(path)));
        }
    }
    paths
}

/// Cards and the documents that the public reads.
fn documents(scope: &Scope) -> BTreeSet<String> {
    let cards = scope
        .declared("models")
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|model| model.get("card"));
    let public = scope
        .declared("explain.public")
        .into_iter()
        .flat_map(Value::entries)
        .map(|(_, path)| path);
    cards
        .chain(public)
        .filter_map(|path| {
            let path = path.as_str()?;
            scope.resolve(path.split('#').next().unwrap_or(path))
        })
        .collect()
}

/// The paths of all of it.
pub(super) fn paths(scope: &Scope) -> BTreeSet<String> {
    let mut paths = evidence(scope);
    paths.extend(documents(scope));
    paths
}

/// Each grave identifier in each of these files; and the tables of rows among
/// the evidence.
pub(super) fn identifiers(scope: &Scope, passed_over: &mut Vec<(String, Text)>) -> (Value, Value) {
    let paths = paths(scope);
    let contacts = contacts(scope);
    let exempt = |candidate: &Candidate| {
        candidate.kind == Kind::Email && contacts.contains(&candidate.text.to_ascii_lowercase())
    };
    let searched: Vec<(&str, Searched)> = scope
        .files
        .par_iter()
        .filter(|entry| paths.contains(&*entry.path))
        .map(|entry| (&*entry.path, scan::file(scope, entry, &exempt)))
        .collect();
    let (mut identifiers, mut tables) = (Vec::new(), Vec::new());
    let evidence = evidence(scope);
    for (path, Searched { seen, not }) in searched {
        if let Some(why) = not {
            passed_over.push((path.to_owned(), why.said()));
            if seen.is_empty() {
                continue;
            }
        }
        let grave = seen
            .iter()
            .filter(|seen| GRAVE.contains(&seen.kind) && seen.kind != Kind::Secret);
        identifiers.extend(
            grave.map(|seen| found::record(path, seen).into_value(Some(seen.place.clone()))),
        );
        if evidence.contains(path) {
            tables.extend(published_tables::table(scope, path, &seen));
        }
    }
    let place = scope.place_of("privacy");
    (
        Value::list(identifiers).with_place(place.clone()),
        Value::list(tables).with_place(place),
    )
}
