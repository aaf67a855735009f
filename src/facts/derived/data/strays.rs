//! Tables and archives beside a manifest that nothing names: data that is used
//! and not described, or that was left there.

use std::collections::HashSet;

use super::first_line;
use super::mentions::Declared;
use crate::facts::derived::privacy::header;
use crate::facts::{Scope, names};
use crate::manifest::record::Record;
use crate::model::Value;
use crate::model::path::folder_of;
use crate::source::Entry;

/// Why a file speaks of a dataset.
pub(super) const WHY: &[&str] = &["columns", "archive"];

const TABLES: &[&str] = &["csv", "tsv", "json", "jsonl", "ndjson"];
const ARCHIVES: &[&str] = &["7z", "gz", "rar", "tar", "tgz", "xz", "zip", "zst"];
/// The largest table whose header is read.
const LARGEST: u64 = 16 << 20;
/// Columns of which one alone is in any table.
const FEWEST: usize = 2;

/// Every such file, once, for the first dataset that it speaks of.
pub(super) fn strays(scope: &Scope, sets: &[&Value]) -> Vec<Value> {
    let known = Declared::of(scope);
    let named = named(scope);
    let mut found = Vec::new();
    let mut told: HashSet<&str> = HashSet::new();
    for set in sets {
        let path = set.at_path("manifest.path").and_then(Value::as_str);
        let readable = set.at_path("manifest.readable").and_then(Value::as_bool);
        let Some(path) = path.filter(|_| readable == Some(true)) else {
            continue;
        };
        let Some(folder) = scope.resolve(path).map(|path| folder_of(&path).to_owned()) else {
            continue;
        };
        let columns = columns(scope, set);
        for entry in scope
            .files
            .iter()
            .filter(|entry| folder_of(&entry.path) == folder)
        {
            let path: &str = &entry.path;
            if entry.size == 0 || told.contains(path) || named.contains(path) || known.holds(path) {
                continue;
            }
            // The declaration's own folder holds everything else, too.
            let own = folder != scope.folder;
            let Some((why, shared)) = why(scope, entry, &columns, own) else {
                continue;
            };
            told.insert(path);
            let mut record = Record::new();
            record.put("name", Value::computed(path));
            record.put("dataset", set.get("id").cloned());
            record.put("why", Value::computed(why));
            record.put("shared", Value::computed(shared));
            found.push(record.into_value(set.get("manifest").and_then(first_line)));
        }
    }
    found
}

fn why(
    scope: &Scope,
    entry: &Entry,
    columns: &HashSet<Vec<String>>,
    own: bool,
) -> Option<(&'static str, usize)> {
    let ending = entry.path.rsplit_once('.').map_or("", |(_, ending)| ending);
    if own && ARCHIVES.contains(&ending) {
        return Some(("archive", 0));
    }
    if !TABLES.contains(&ending) || entry.size > LARGEST || columns.is_empty() {
        return None;
    }
    let header = header(scope, scope.within(&entry.path)).ok()?;
    let all = header.iter().filter_map(Value::as_str).map(names::words);
    let shared = all.filter(|column| columns.contains(column)).count();
    (shared >= FEWEST && shared * 2 >= header.len()).then_some(("columns", shared))
}

/// The columns of a dataset: those of its manifest, and of its sample.
fn columns(scope: &Scope, set: &Value) -> HashSet<Vec<String>> {
    let fields = set.at_path("manifest.fields").map_or(&[][..], Value::items);
    let sample = set.at_path("entry.sample").and_then(Value::as_str);
    let sample = sample.and_then(|path| header(scope, path).ok());
    fields
        .iter()
        .chain(sample.iter().flatten())
        .filter_map(Value::as_str)
        .map(names::words)
        .collect()
}

/// Every file that the declaration or evidence names.
fn named(scope: &Scope) -> HashSet<String> {
    let mut known = HashSet::new();
    let evidence = scope.known.get("evidence").map_or(&[][..], Value::items);
    let listed = evidence
        .iter()
        .filter_map(|one| one.get("files"))
        .flat_map(Value::items);
    let mut open: Vec<&Value> = vec![scope.declaration];
    open.extend(listed);
    while let Some(value) = open.pop() {
        open.extend(value.items());
        open.extend(value.entries().map(|(_, value)| value));
        let path = value
            .as_str()
            .map(|text| text.split('#').next().unwrap_or(text));
        known.extend(path.and_then(|path| scope.resolve(path)));
    }
    known
}
