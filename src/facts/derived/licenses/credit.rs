//! Whether a dataset and its license are named together: in one paragraph,
//! item or row of a card, under one heading, or in one block of a NOTICE.

use std::collections::{BTreeSet, HashMap};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::facts::Scope;
use crate::measure::license::{self, License};
use crate::measure::text::plain;
use crate::model::Value;
use crate::model::path::name_of;
use crate::source::Blob;

/// Files that name what a project took from others, by how their names begin.
const NOTICES: &[&str] = &[
    "notice",
    "attribution",
    "credits",
    "third-party",
    "third_party",
    "thirdparty",
];

/// A section of more bytes says more than one thing.
const LONGEST_PASSAGE: usize = 600;

/// A longer name is a description, and no passage repeats it.
const LONGEST_NAME: usize = 600;

/// The passages that may give credit.
pub(super) struct Credits {
    /// Each in the form of [`plain`].
    passages: Vec<String>,
    /// Where each name stands, as numbers of passages.
    named: HashMap<String, Vec<usize>>,
    /// Why nothing can be read; `None` where something is.
    unknown: Option<Value>,
}

impl Credits {
    pub(super) fn of(scope: &Scope, models: &[Value], sets: &[Value]) -> Self {
        let mut passages = Vec::new();
        for card in models.iter().filter_map(|model| model.get("card")) {
            of_card(card, &mut passages);
        }
        let mut has_notice = false;
        for entry in scope.files {
            let name = name_of(&entry.path);
            let name = name.to_ascii_lowercase();
            if NOTICES.iter().any(|notice| name.starts_with(notice))
                && let Blob::Text(document) = scope.tree.read(&entry.path)
            {
                has_notice = true;
                let text = document.text.replace("\r\n", "\n");
                passages.extend(text.split("\n\n").map(plain));
            }
        }
        let silent = models.iter().find_map(|model| {
            let card = model.get("card")?;
            super::unreadable(Some(card))
        });
        let is_read = has_notice || !passages.is_empty();
        Self {
            named: named(&passages, sets),
            passages,
            unknown: silent.filter(|_| !is_read),
        }
    }

    /// Whether a passage names the dataset and its license.
    pub(super) fn name(&self, set: &Value, license: &License) -> Value {
        if let Some(unknown) = &self.unknown {
            return unknown.clone();
        }
        let spelled = license::spellings(license);
        let licenses: Vec<String> = spelled.iter().map(|one| license::bare(one)).collect();
        let mut passages = names(set)
            .filter_map(|name| self.named.get(&name))
            .flatten();
        let credited = passages.any(|&at| {
            let passage = license::bare(&self.passages[at]);
            licenses.iter().any(|one| passage.contains(one))
        });
        Value::computed(credited)
    }
}

/// What a dataset is called, in the form of [`plain`].
fn names(set: &Value) -> impl Iterator<Item = String> {
    let aliases = set.at_path("entry.aliases").map_or(&[][..], Value::items);
    let by_manifest = ["manifest.id", "manifest.name", "manifest.title"];
    set.get("id")
        .into_iter()
        .chain(aliases)
        .chain(by_manifest.into_iter().filter_map(|path| set.at_path(path)))
        .filter_map(Value::as_str)
        .map(plain)
        .filter(|name| name.trim().chars().count() > 1)
        .filter(|name| name.len() <= LONGEST_NAME)
}

/// The passages that each name stands in. All names are looked for at once:
/// one by one, a repository of many sets would be read as many times.
fn named(passages: &[String], sets: &[Value]) -> HashMap<String, Vec<usize>> {
    let all: BTreeSet<String> = sets.iter().flat_map(names).collect();
    let all: Vec<String> = all.into_iter().collect();
    let mut named: HashMap<String, Vec<usize>> = HashMap::new();
    if all.is_empty() || passages.is_empty() {
        return named;
    }
    let search = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(&all)
        .expect("internal error: names of datasets make an automaton");
    for (at, passage) in passages.iter().enumerate() {
        for found in search.find_overlapping_iter(passage) {
            let name = &all[found.pattern().as_usize()];
            let places = named.entry(name.clone()).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
    }
    named
}

fn of_card(card: &Value, passages: &mut Vec<String>) {
    for section in card.get("sections").map_or(&[][..], Value::items) {
        let text = section.get("text").and_then(Value::as_str).unwrap_or("");
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        passages.extend(lines.map(plain));
        // A heading that is the dataset's name stands for the whole of its text.
        let heading = section.get("heading").and_then(Value::as_str);
        if let Some(heading) = heading.filter(|heading| !heading.is_empty()) {
            let level = section.get("level").and_then(Value::as_int);
            if level.unwrap_or(0) > 2 || text.len() < LONGEST_PASSAGE {
                passages.push(plain(&format!("{heading}\n{text}")));
            }
        }
    }
    for table in card.get("tables").map_or(&[][..], Value::items) {
        for row in table.get("rows").map_or(&[][..], Value::items) {
            let cells: Vec<&str> = row.items().iter().filter_map(Value::as_str).collect();
            passages.push(plain(&cells.join(" ")));
        }
    }
}
