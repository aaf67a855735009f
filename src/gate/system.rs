//! Discovery: which systems a tree holds, and which files belong to each.
//!
//! One `ethics.yml` is one system, and the nearest one above a file owns it.
//! A tree without any is one system all the same, whose declaration is absent:
//! an empty repository is judged, never passed over.
//!
//! All systems of a tree are found, whichever folder somebody names: it only
//! chooses which of them are judged. A system is judged on the same files and
//! with the same outcome from wherever it is called.

use std::collections::HashSet;

use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::civil::Date;

use crate::facts::{self, Before, Extended, Extent, Facts, Pipelines, Scope};
use crate::manifest::declaration;
use crate::model::path::{folder_of, name_of};
use crate::model::{Context, Place, Problem, Reason, Text, Value, text};
use crate::policy::Effective;
use crate::source::{Blob, Entry, Tree};

/// The name of a declaration.
pub(super) const DECLARATION: &str = "ethics.yml";

/// A system of the tree.
pub(super) struct System<'a> {
    /// The declaration's path, also where there is none.
    pub(super) path: String,
    /// Its folder, empty for the root.
    pub(super) folder: String,
    /// The declaration, validated; missing where it is absent or unreadable.
    pub(super) declaration: Value,
    /// What is wrong with it.
    problems: Vec<Problem>,
    /// Its files.
    pub(super) files: Vec<&'a Entry>,
    /// What its `exclude` leaves out.
    excluded: Vec<&'a Entry>,
    /// Files that nobody owns, on the first system where the whole tree is judged.
    ownerless: Vec<&'a Entry>,
    /// Whether it is to be judged: somebody may name a folder with a part of
    /// the systems alone.
    pub(super) asked: bool,
}

impl System<'_> {
    /// `system.id`, or the declaration's path where it says none.
    pub(super) fn id(&self) -> String {
        self.declaration
            .at_path("system.id")
            .and_then(Value::as_str)
            .unwrap_or(&self.path)
            .to_owned()
    }

    /// Whether the declaration could be read at all.
    pub(super) fn is_readable(&self) -> bool {
        self.declaration.says_something()
    }

    /// Everything known of this system.
    pub(super) fn facts(
        &self,
        (tree, pipelines): (&Tree, &Pipelines),
        systems: &[System],
        (effective, extended): (&Effective, &[Extended]),
        (before, context): (Option<&Before>, Option<&Context>),
        extent: Extent,
        today: Date,
    ) -> Facts {
        let systems: Vec<_> = systems
            .iter()
            .map(|system| {
                let id = system.declaration.at_path("system.id");
                (system.path.clone(), id.cloned())
            })
            .collect();
        let scope = Scope {
            tree,
            path: &self.path,
            folder: &self.folder,
            declaration: &effective.declaration,
            problems: &self.problems,
            files: &self.files,
            excluded: &self.excluded,
            ownerless: &self.ownerless,
            systems: &systems,
            rules: &effective.levels,
            bindings: &effective.bindings,
            extended,
            known: &crate::model::Map::default(),
            pipelines,
            before,
            context,
            today,
        };
        facts::collect(&scope, extent)
    }
}

/// A path that no system was given, and why.
pub(super) type PassedOver = (String, Text);

/// Whether a declaration above the folder that somebody named excludes it.
pub(super) fn is_set_apart(tree: &Tree) -> bool {
    let named = format!("{}/{DECLARATION}", tree.focus());
    let mut folder = tree.focus();
    while !folder.is_empty() {
        folder = folder_of(folder);
        let path = match folder {
            "" => DECLARATION.to_owned(),
            folder => format!("{folder}/{DECLARATION}"),
        };
        if tree.entry(&path).is_some() {
            let above = read(tree, &path);
            if matches(&exclude_globs(&above), folder, &named) {
                return true;
            }
        }
    }
    false
}

/// Find the systems of a tree, outermost first, and share its files out.
pub(super) fn discover(tree: &Tree) -> (Vec<System<'_>>, Vec<PassedOver>) {
    let focus = tree.focus();
    let mut paths: Vec<&str> = tree
        .entries()
        .iter()
        .map(|entry| &*entry.path)
        .filter(|path| name_of(path) == DECLARATION)
        // A workflow that runs the gate is likely to bear its name.
        .filter(|path| !path.starts_with(".github/"))
        .collect();
    paths.sort_by_key(|path| (path.matches('/').count(), *path));

    let mut systems: Vec<System> = Vec::new();
    let mut excludes: Vec<GlobSet> = Vec::new();
    for path in paths {
        // An outer declaration may exclude a nested one: test fixtures, vendored code.
        let excluded = systems
            .iter()
            .zip(&excludes)
            .any(|(outer, globs)| matches(globs, &outer.folder, path));
        if excluded {
            continue;
        }
        let system = read(tree, path);
        excludes.push(exclude_globs(&system));
        systems.push(system);
    }
    if !choose(tree, &mut systems) {
        let missing = match focus {
            "" => DECLARATION.to_owned(),
            folder => format!("{folder}/{DECLARATION}"),
        };
        systems.push(System {
            asked: true,
            ..read(tree, &missing)
        });
        excludes.push(GlobSet::empty());
    }

    let mut passed_over = Vec::new();
    let mut ownerless = Vec::new();
    for entry in tree.entries() {
        let owner = systems
            .iter()
            .enumerate()
            .filter(|(_, system)| contains(&system.folder, &entry.path))
            .max_by_key(|(_, system)| system.folder.len())
            .map(|(index, _)| index);
        let left_out = systems
            .iter()
            .zip(&excludes)
            .any(|(system, globs)| matches(globs, &system.folder, &entry.path));
        match (owner, left_out) {
            (Some(owner), false) => systems[owner].files.push(entry),
            (Some(owner), true) => {
                if systems[owner].asked {
                    passed_over.push((entry.path.to_string(), excluded_reason()));
                }
                systems[owner].excluded.push(entry);
            }
            (None, _) if contains(focus, &entry.path) => {
                ownerless.push(entry);
                passed_over.push((entry.path.to_string(), ownerless_reason()));
            }
            (None, _) => {}
        }
    }
    // What a declaration names stands beside it by its will, and so does what
    // lies in the same folder.
    let named = named_folders(&systems);
    ownerless.retain(|entry| !named.contains(folder_of(&entry.path)));
    if let (true, Some(first)) = (focus.is_empty(), systems.first_mut()) {
        first.ownerless = ownerless;
    }
    (systems, passed_over)
}

/// The folders of all files that the declarations name.
fn named_folders(systems: &[System]) -> HashSet<String> {
    let mut folders = HashSet::new();
    for system in systems {
        let mut open = vec![&system.declaration];
        while let Some(value) = open.pop() {
            open.extend(value.items());
            open.extend(value.entries().map(|(_, value)| value));
            let path = value
                .as_str()
                .map(|text| text.split('#').next().unwrap_or(text));
            let path = path.filter(|path| path.contains('/'));
            let path = path.and_then(|path| facts::join(&system.folder, path));
            folders.extend(path.map(|path| folder_of(&path).to_owned()));
        }
    }
    folders
}

/// Choose the systems that are asked for: those at or below the folder that
/// somebody named, or else the one that owns it. False where there is none.
fn choose(tree: &Tree, systems: &mut [System]) -> bool {
    let focus = tree.focus();
    for system in &mut *systems {
        system.asked = contains(focus, &system.path);
    }
    if systems.iter().any(|system| system.asked) {
        return true;
    }
    // A folder without files is nobody's.
    if !tree.has_below(focus) {
        return false;
    }
    let above = systems.iter_mut().filter(|it| contains(&it.folder, focus));
    match above.max_by_key(|it| it.folder.len()) {
        Some(owner) => owner.asked = true,
        None => return false,
    }
    true
}

fn read<'a>(tree: &'a Tree, path: &str) -> System<'a> {
    let (declaration, problems) = match tree.read(path) {
        Blob::Text(document) => {
            let fetch = |from: &str| match tree.read(&facts::join(folder_of(path), from)?) {
                Blob::Text(document) => Some(document),
                _ => None,
            };
            let read = declaration::read_with(&document, &fetch);
            (read.value, read.problems)
        }
        Blob::Pointer(_, document) => {
            let place = Place::start_of(&document);
            let what = text!(
                "a Git LFS pointer stands in its place",
                "그 자리에 Git LFS 포인터가 있음"
            );
            let problem = Problem::fatal("lfs-pointer", place.clone(), what);
            (
                Value::missing(Reason::Unreadable, Some(place)),
                vec![problem],
            )
        }
        Blob::Unreadable(problem) => {
            let place = problem.place.clone();
            (
                Value::missing(Reason::Unreadable, Some(place)),
                vec![problem],
            )
        }
        Blob::Missing => (
            Value::missing(Reason::Absent, Some(Place::missing(path))),
            Vec::new(),
        ),
    };
    System {
        folder: folder_of(path).to_owned(),
        path: path.to_owned(),
        declaration,
        problems,
        files: Vec::new(),
        excluded: Vec::new(),
        ownerless: Vec::new(),
        asked: false,
    }
}

/// The globs of `exclude`; one that is no glob is a finding of its own and
/// excludes nothing.
fn exclude_globs(system: &System) -> GlobSet {
    let mut globs = GlobSetBuilder::new();
    let exclude = system.declaration.get("exclude").into_iter();
    for pattern in exclude.flat_map(Value::items).filter_map(Value::as_str) {
        if let Ok(glob) = Glob::new(pattern) {
            globs.add(glob);
        }
    }
    globs.build().unwrap_or_else(|_| GlobSet::empty())
}

/// A path as it is seen from a folder that it lies in.
fn below<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    match folder {
        "" => Some(path),
        folder => path.strip_prefix(folder)?.strip_prefix('/'),
    }
}

pub(super) fn contains(folder: &str, path: &str) -> bool {
    below(folder, path).is_some()
}

fn matches(globs: &GlobSet, folder: &str, path: &str) -> bool {
    below(folder, path).is_some_and(|path| globs.is_match(path))
}

fn excluded_reason() -> Text {
    Text::new("excluded by ethics.yml", "ethics.yml의 exclude에 해당")
}

fn ownerless_reason() -> Text {
    Text::new(
        "no ethics.yml at or above it",
        "이 파일이나 상위 폴더에 ethics.yml이 없음",
    )
}
