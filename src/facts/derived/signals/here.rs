//! What the names in code are looked up in: the files and folders of the
//! tree, the evidence, and the ids that the declaration pins. Each index is
//! made when the first name asks for it, so that the cost grows with names
//! plus files, and a repository without code pays nothing.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::{LARGEST_CONFIG, Reader, config, reader};
use crate::facts::Scope;
use crate::model::Value;
use crate::source::Blob;

/// Ids of a hub that the declaration names, each with its revision.
type Pins<'a> = HashMap<String, Option<&'a Value>>;

/// The indexes of one system.
pub(super) struct Here<'a> {
    pub(super) scope: &'a Scope<'a>,
    places: OnceLock<Places<'a>>,
    evidence: OnceLock<HashSet<String>>,
    pins: OnceLock<Pins<'a>>,
    settings: OnceLock<Vec<(String, Value)>>,
}

/// Files and folders by each end of their path that begins a segment.
#[derive(Default)]
struct Places<'a> {
    files: HashMap<&'a str, &'a str>,
    folders: HashMap<&'a str, &'a str>,
}

impl<'a> Here<'a> {
    pub(super) fn of(scope: &'a Scope<'a>) -> Self {
        Self {
            scope,
            places: OnceLock::new(),
            evidence: OnceLock::new(),
            pins: OnceLock::new(),
            settings: OnceLock::new(),
        }
    }

    /// The file or folder of the tree that a path in code names. Code runs in
    /// some folder below the root, so the end of the path decides.
    pub(super) fn in_tree(&self, name: &str) -> Option<&'a str> {
        let mut name = name.trim_end_matches('/');
        while let Some(rest) = name.strip_prefix("./").or_else(|| name.strip_prefix("../")) {
            name = rest;
        }
        if name.is_empty() || name.starts_with('/') || name.contains("://") {
            return None;
        }
        let places = self.places.get_or_init(|| Places::of(self.scope));
        let tracked = || {
            let pointer = places.files.get(format!("{name}.dvc").as_str())?;
            pointer.strip_suffix(".dvc")
        };
        let file = places.files.get(name).copied();
        file.or_else(tracked)
            .or_else(|| places.folders.get(name).copied())
    }

    /// Whether the declaration names a file as evidence.
    pub(super) fn is_evidence(&self, path: &str) -> bool {
        let known = self.evidence.get_or_init(|| {
            let evidence = self.scope.known.get("evidence");
            let evidence = evidence.map_or(&[][..], Value::items).iter();
            evidence
                .filter_map(|one| self.scope.resolve(one.get("path")?.as_str()?))
                .collect()
        });
        known.contains(path)
    }

    /// The text that code asks settings for, where all files of settings that
    /// have such a key agree on it. What holds the settings in code has a name
    /// of its own, which is the first.
    pub(super) fn setting(&self, asked: &str) -> Option<Value> {
        let (_, key) = asked.split_once('.')?;
        let ending = format!(".{key}");
        // One part alone is the name of something else in many a file.
        let is_clear = key.contains(['.', '_']) || key.contains("dataset") || key.contains("model");
        let settings = self.settings.get_or_init(|| settings(self.scope));
        let mut found = settings
            .iter()
            .filter(|(path, _)| is_clear && (path == key || path.ends_with(&ending)))
            .map(|(_, value)| value);
        let first = found.next()?;
        found
            .all(|other| other.as_str() == first.as_str())
            .then(|| first.clone())
    }

    /// The revision at which the declaration names an id of a hub, where it
    /// names the id at all.
    pub(super) fn pin(&self, id: &str) -> Option<Option<&'a Value>> {
        self.pins.get_or_init(|| pins(self.scope)).get(id).copied()
    }
}

impl<'a> Places<'a> {
    fn of(scope: &'a Scope<'a>) -> Self {
        let mut places = Self::default();
        let mut seen = HashSet::new();
        for entry in scope.files {
            let path: &'a str = &entry.path;
            for end in ends(path) {
                places.files.entry(end).or_insert(path);
            }
            // A folder that was seen has its parents seen.
            let mut folder = path;
            while let Some((parent, _)) = folder.rsplit_once('/') {
                if !seen.insert(parent) {
                    break;
                }
                for end in ends(parent) {
                    places.folders.entry(end).or_insert(parent);
                }
                folder = parent;
            }
        }
        places
    }
}

fn settings(scope: &Scope) -> Vec<(String, Value)> {
    let files = scope.files.iter().filter(|entry| {
        entry.size <= LARGEST_CONFIG && matches!(reader(scope, &entry.path), Some(Reader::Config))
    });
    files
        .filter_map(|entry| match scope.tree.read(&entry.path) {
            Blob::Text(document) => Some(config::texts(&document)),
            _ => None,
        })
        .flatten()
        .collect()
}

/// A path and every end of it that begins a segment.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let later = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
    std::iter::once(path).chain(later)
}

/// Ids of a hub that the declaration names; the first entry of an id counts.
fn pins<'a>(scope: &'a Scope<'a>) -> Pins<'a> {
    let mut pins = Pins::new();
    let mut add = |id: String, revision| {
        pins.entry(id).or_insert(revision);
    };
    for model in scope.declared("models").map_or(&[][..], Value::items) {
        let base = model.get("base");
        let id = base.and_then(|base| base.get("id")?.as_str());
        if let (Some(base), Some(id)) = (base, id) {
            add(id.to_owned(), base.get("revision"));
        }
        for artifact in model.get("artifacts").map_or(&[][..], Value::items) {
            let path = artifact.get("path").and_then(Value::as_str);
            if let Some(id) = path.and_then(|path| path.strip_prefix("hf://")) {
                let id: Vec<&str> = id.split('/').take(2).collect();
                add(id.join("/"), artifact.get("revision"));
            }
        }
    }
    pins
}
