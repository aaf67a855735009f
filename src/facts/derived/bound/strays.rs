//! Tables and results beside the evidence that nothing names: a result that
//! somebody liked less, or one that nobody reads any longer.

use std::collections::BTreeSet;

use super::{locked, text};
use crate::facts::Scope;
use crate::facts::derived::evidence;
use crate::facts::derived::lock::{below, resolve};
use crate::manifest::record::Record;
use crate::manifest::{self, Candidate, Depth, Describes};
use crate::model::{Document, Kind, Place, Value};
use crate::source::{Blob, Entry};

const TABLES: [&str; 4] = ["csv", "tsv", "jsonl", "parquet"];
/// The largest result that is opened without being named.
const LARGEST: u64 = 4 << 20;
/// A kind of measurement that no key asks for.
const ASKED_BY_NOBODY: &str = "pii-scan";

/// Every such file, sorted by path.
pub(super) fn strays(scope: &Scope, evidence: &[Value]) -> Vec<Value> {
    let folders = folders(scope, evidence);
    if folders.is_empty() {
        return Vec::new();
    }
    let mut known = named(scope, evidence);
    let beside: Vec<&Entry> = scope
        .files
        .iter()
        .copied()
        .filter(|entry| folders.iter().any(|folder| entry.path.starts_with(folder)))
        .filter(|entry| !known.contains(&*entry.path))
        .collect();
    // What an envelope lists is named, also where nothing names the envelope:
    // that is told of the envelope.
    for entry in &beside {
        let envelope = is(entry, &["json"]).then(|| evidence::envelope(scope.tree, &entry.path));
        known.extend(listed(scope, envelope.flatten().as_ref()));
    }
    let strays = beside.into_iter().filter(|entry| {
        let is_table = is(entry, &TABLES) && entry.size > 0;
        !known.contains(&*entry.path) && (is_table || is_result(scope, entry))
    });
    strays.map(|entry| fact(scope, entry)).collect()
}

fn is(entry: &Entry, extensions: &[&str]) -> bool {
    let extension = entry.path.rsplit_once('.').map_or("", |(_, found)| found);
    extensions
        .iter()
        .any(|one| extension.eq_ignore_ascii_case(one))
}

/// The folders that hold evidence, each with its slash: the declaration's own
/// folder holds everything else, too.
fn folders(scope: &Scope, evidence: &[Value]) -> BTreeSet<String> {
    let paths = evidence.iter().filter_map(|one| text(one, "path"));
    let paths = paths.filter_map(|path| scope.resolve(path));
    let folders = paths.filter_map(|path| Some(path.rsplit_once('/')?.0.to_owned()));
    folders
        .filter(|folder| folder != scope.folder && !scope.folder.starts_with(&format!("{folder}/")))
        .map(|folder| format!("{folder}/"))
        .collect()
}

/// Every file that the declaration, a manifest or an envelope names.
fn named(scope: &Scope, evidence: &[Value]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    texts(scope.declaration, &mut |text| {
        let path = text.split('#').next().unwrap_or(text);
        known.extend(scope.resolve(path));
    });
    for file in locked(scope) {
        known.extend(text(file, "path").and_then(|path| scope.resolve(path)));
    }
    for one in evidence {
        known.extend(listed(scope, Some(one)));
    }
    known
}

fn listed<'a>(scope: &'a Scope, envelope: Option<&'a Value>) -> impl Iterator<Item = String> {
    let files = envelope.and_then(|one| one.get("files"));
    let files = files.map_or(&[][..], Value::items).iter();
    files.filter_map(|file| resolve(scope, file.get("path")?))
}

fn texts<'a>(value: &'a Value, found: &mut impl FnMut(&'a str)) {
    match &value.kind {
        Kind::Text(text) => found(text),
        Kind::List(_) => value.items().iter().for_each(|one| texts(one, found)),
        Kind::Map(_) => value.entries().for_each(|(_, one)| texts(one, found)),
        _ => {}
    }
}

/// Whether a document is an envelope or a tool's own file of results.
fn is_result(scope: &Scope, entry: &Entry) -> bool {
    if !is(entry, &["json"]) || entry.size > LARGEST {
        return false;
    }
    let Blob::Text(document) = scope.tree.read(&entry.path) else {
        return false;
    };
    let candidate = Candidate::parse(&document, Depth::Head);
    let Some(format) = manifest::recognize_as(&candidate, Describes::Evidence) else {
        return false;
    };
    let found = manifest::interpret(format, candidate, Depth::Head);
    text(&found.facts, "kind") != Some(ASKED_BY_NOBODY)
}

/// A file that is named nowhere is its own place.
fn fact(scope: &Scope, entry: &Entry) -> Value {
    let place = Place::start_of(&Document::new(&*entry.path, ""));
    let path = Value::computed(below(scope, &entry.path));
    let mut record = Record::new();
    record.put("path", path.with_place(Some(place.clone())));
    record.put(
        "named",
        Value::computed(false).with_place(Some(place.clone())),
    );
    record.into_value(Some(place))
}
