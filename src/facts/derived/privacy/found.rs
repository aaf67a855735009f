//! Personal data in the samples, fixtures, notebooks and prompts of a system,
//! held against what the declaration admits.

use std::collections::BTreeSet;

use globset::{Glob, GlobMatcher};
use rayon::prelude::*;

use super::scan::{self, Candidate, Obstacle, Searched, Seen};
use super::{contacts, elsewhere, published};
use crate::facts::Scope;
use crate::manifest::record::Record;
use crate::measure::pii::{GRAVE, Kind};
use crate::model::path::{folder_of, name_of};
use crate::model::{Document, Place, Reason, Text, Value};
use crate::source::Tracking;

/// Kinds in files that become facts; a tree with more has one trouble.
const MOST: usize = 1000;

/// Endings of files that hold rows, lines or cells of data wherever they lie.
#[rustfmt::skip]
const DATA: &[&str] = &[
    "csv", "tsv", "jsonl", "ndjson", "parquet", "ipynb", "sql", "log",
    // What holds such files, or rows of its own.
    "gz", "tgz", "bz2", "xz", "lz4", "zst", "zip", "tar", "7z", "rar",
    "xls", "xlsx", "ods", "db", "sqlite", "sqlite3", "avro", "arrow", "feather", "orc",
];
/// Endings of files that hold data in a folder of data, the empty one of a name without any.
#[rustfmt::skip]
const IN_FOLDERS: &[&str] = &[
    "", "arff", "bak", "conll", "dat", "data", "eml", "htm", "html", "json", "ldif", "libsvm", "mbox", "md", "old", "orig", "psv", "rst",
    "srt", "tab", "text", "txt", "vcf", "vtt", "xml", "yaml", "yml",
];
/// What a folder of data says of itself: who made it is meant to be found.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "authors", "changelog", "citation", "contributing", "contributors", "copying", "datasheet", "license", "licence", "maintainers",
    "makefile", "notice", "readme",
];
/// Endings of prompts.
const PROMPTS: &[&str] = &["json", "md", "txt", "yaml", "yml"];
/// Names of folders of data, and of prompts.
const FOLDERS: &[&str] = &[
    "data", "datasets", "dataset", "dumps", "fixtures", "fixture", "logs", "samples", "sample",
    "seeds", "testdata",
];
const PROMPT_FOLDERS: &[&str] = &["prompt", "prompts"];
/// Names of folders whose data was made for tests.
const FIXTURES: &[&str] = &[
    "__fixtures__",
    "fixture",
    "fixtures",
    "test",
    "testdata",
    "tests",
];

pub(super) fn ending(path: &str) -> String {
    let name = name_of(path);
    name.rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default()
}

pub(super) fn lies_in(path: &str, folders: &[&str]) -> bool {
    path.split('/')
        .rev()
        .skip(1)
        .any(|folder| folders.iter().any(|name| folder.eq_ignore_ascii_case(name)))
}

/// Whether a file tells of the data beside it.
fn is_about(path: &str) -> bool {
    let name = name_of(path).to_ascii_lowercase();
    let stem = name.split(['.', '_', '-']).next().unwrap_or(&name);
    name.starts_with('.') || ABOUT.contains(&stem)
}

fn may_be_data(path: &str) -> bool {
    let ending = ending(path);
    let ending = ending.as_str();
    DATA.contains(&ending)
        || (IN_FOLDERS.contains(&ending) && lies_in(path, FOLDERS) && !is_about(path))
        || (PROMPTS.contains(&ending) && lies_in(path, PROMPT_FOLDERS))
}

/// Files that the declaration names as data or as prompts, whatever they are called.
fn named(scope: &Scope) -> BTreeSet<String> {
    let samples = scope
        .declared("data")
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|entry| entry.get("sample"));
    let prompts = scope
        .declared("models")
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|entry| entry.get("prompts"))
        .flat_map(Value::items);
    samples
        .chain(prompts)
        .filter_map(|path| scope.resolve(path.as_str()?))
        .collect()
}

/// Documents about data, which tell whom to ask.
fn manifests(scope: &Scope) -> BTreeSet<String> {
    scope
        .declared("data")
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|entry| scope.resolve(entry.get("manifest")?.as_str()?))
        .collect()
}

/// An entry of `privacy.pii_allowed`.
pub(super) struct Allowance {
    kind: String,
    files: GlobMatcher,
}

fn allowances(scope: &Scope) -> Vec<Allowance> {
    let entries = scope.declared("privacy.pii_allowed");
    entries
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|entry| {
            let kind = entry.get("kind")?.as_str()?.to_owned();
            let files = Glob::new(entry.get("where")?.as_str()?).ok()?;
            Some(Allowance {
                kind,
                files: files.compile_matcher(),
            })
        })
        .collect()
}

/// Each kind in each file that holds it, by path: whatever is like it in data,
/// what is sure in other texts; how many of these were searched; and what
/// nobody could read.
pub(super) fn found(scope: &Scope, passed_over: &mut Vec<(String, Text)>) -> [Value; 3] {
    let (named, manifests) = (named(scope), manifests(scope));
    let published = published::paths(scope);
    let contacts = contacts(scope);
    let exempt = |candidate: &Candidate| {
        candidate.kind == Kind::Email && contacts.contains(&candidate.text.to_ascii_lowercase())
    };
    let is_data = |path: &str| {
        named.contains(path)
            || (may_be_data(scope.within(path))
                && path != scope.path
                && !manifests.contains(path)
                && !published.contains(path))
    };
    let searched: Vec<(&str, Searched)> = scope
        .files
        .par_iter()
        .filter(|entry| is_data(&entry.path))
        .map(|entry| (&*entry.path, scan::file(scope, entry, &exempt)))
        .collect();
    let allowances = allowances(scope);
    let (mut values, mut not) = (Vec::new(), Vec::new());
    for (path, Searched { seen, not: why }) in searched {
        let seen = seen.iter();
        values.extend(seen.map(|seen| value(scope, path, seen, &allowances)));
        not.extend(why.map(|why| (path.to_owned(), why)));
    }
    let elsewhere = elsewhere::found(scope, &is_data, &published, &allowances, &mut not);
    values.extend(elsewhere.found);
    values.truncate(MOST);
    let unread = unread(scope, &not);
    passed_over.extend(not.into_iter().map(|(path, why)| (path, why.said())));
    let place = scope.place_of("privacy");
    [
        Value::list(values).with_place(place.clone()),
        Value::computed(elsewhere.searched).with_place(place.clone()),
        Value::list(unread).with_place(place),
    ]
}

/// What belongs to the system and could not be read, so that nobody knows what
/// it holds; what git does not track is somebody's own.
fn unread(scope: &Scope, not: &[(String, Obstacle)]) -> Vec<Value> {
    let denied = not.iter().filter(|(path, why)| {
        let tracking = scope.tree.entry(path).map(|entry| entry.tracking);
        matches!(why, Obstacle::Denied) && tracking != Some(Tracking::Untracked)
    });
    let denied = denied.map(|(path, _)| path.as_str());
    let folders = || scope.systems.iter().map(|(path, _)| folder_of(path));
    let is_own = |path: &&str| {
        let below = |folder: &&str| {
            let rest = path.strip_prefix(folder);
            folder.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let owner = folders().filter(below).max_by_key(|folder| folder.len());
        owner == Some(scope.folder)
    };
    let unseen = scope.tree.unread().filter(is_own);
    let paths: BTreeSet<&str> = denied.chain(unseen).collect();
    let values = paths.into_iter().take(MOST).map(|path| {
        let place = Place::start_of(&Document::new(path, ""));
        let mut record = Record::new();
        record.put("path", Some(Value::computed(path)));
        let searched = Value::missing(Reason::Unreadable, Some(place.clone()));
        record.keep("searched", searched);
        record.into_value(Some(place))
    });
    values.collect()
}

/// What is told of a kind in a file: never the value.
pub(super) fn record(path: &str, seen: &Seen) -> Record {
    let mut record = Record::new();
    let count = |count: u64| Value::computed(usize::try_from(count).unwrap_or(usize::MAX));
    record.keep("kind", Value::computed(seen.kind.name()));
    let shown = match seen.within.as_str() {
        "" => path.to_owned(),
        within => format!("{path}/{within}"),
    };
    record.keep("path", Value::computed(shown));
    record.keep(
        "count",
        count(if seen.high > 0 { seen.high } else { seen.low }),
    );
    record.keep("confidence", Value::computed(seen.confidence().name()));
    record.keep("line", count(seen.line));
    record
}

pub(super) fn value(scope: &Scope, path: &str, seen: &Seen, allowances: &[Allowance]) -> Value {
    let below = path
        .strip_prefix(scope.folder)
        .map_or(path, |rest| rest.trim_start_matches('/'));
    let allowed = allowances
        .iter()
        .any(|allowance| allowance.kind == seen.kind.name() && allowance.files.is_match(below));
    let mut record = record(path, seen);
    record.keep("allowed", Value::computed(allowed));
    record.into_value(Some(seen.place.clone()))
}

/// Each allowance, and whether what it says can stand.
pub(super) fn admitted(scope: &Scope) -> Value {
    let Some(declared) = scope.declared("privacy.pii_allowed") else {
        return Value::list([]).with_place(scope.place_of("privacy"));
    };
    let entries = declared.items().iter().map(|entry| {
        let mut record = Record::new();
        let kind = entry.get("kind");
        let files = entry.get("where");
        let grave = GRAVE
            .iter()
            .any(|grave| kind.and_then(Value::as_str) == Some(grave.name()));
        let fixed = files.and_then(Value::as_str).is_some_and(in_fixtures);
        record.put("kind", kind.cloned());
        record.put("where", files.cloned());
        record.put("why", entry.get("why").cloned());
        record.keep("grave", Value::computed(grave));
        record.keep("in_fixtures", Value::computed(fixed));
        record.into_value(None).placed_like(entry)
    });
    Value::list(entries.collect::<Vec<_>>()).placed_like(declared)
}

/// Whether a glob can't leave a folder of test fixtures: one is named before
/// any wildcard.
fn in_fixtures(glob: &str) -> bool {
    let wild = |part: &&str| !part.contains(['*', '?', '[', '{']);
    let mut parts: Vec<&str> = glob.split('/').collect();
    parts.pop();
    parts
        .into_iter()
        .take_while(wild)
        .any(|part| FIXTURES.iter().any(|name| part.eq_ignore_ascii_case(name)))
}
