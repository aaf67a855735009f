//! `.gitlab-ci.yml` as GitLab sees it: with the files that it includes, and
//! each job with what it extends and refers to.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use super::filter::Selected;
use super::frame::{canonical, unpinned};
use crate::model::{Document, Kind, Map, Place, Span, Value};
use crate::source::{Blob, Tree, yaml};

/// Files inside files, and jobs behind jobs; more than GitLab follows.
const DEEPEST: usize = 10;
/// Files that are included in all.
const MOST: usize = 150;
/// Keys and values that are put together in all.
const VALUES: usize = 1_000_000;

/// A pipeline, whatever its files are.
pub(super) struct Pipeline {
    pub(super) root: Value,
    /// What it includes and what can't be read here, by name.
    pub(super) beyond: Vec<(String, Value)>,
    /// Conditions and inputs of files that it includes, by name.
    pub(super) terms: Vec<(String, Value)>,
    /// Keys that stand twice: GitLab takes the last one.
    pub(super) twice: Vec<Place>,
    /// The files that were included.
    pub(super) files: Vec<String>,
    /// Includes that were looked at.
    looked: usize,
    /// Values that may still be put together.
    left: Cell<usize>,
    /// Jobs that were, each once.
    jobs: RefCell<HashMap<String, Option<Merged>>>,
    /// Keys of the whole pipeline that were resolved.
    shared: RefCell<HashMap<String, Option<Value>>>,
}

/// A job with what it extends, and the names that no job bears.
pub(super) type Merged = (Value, Vec<Value>);

/// A file with all that it includes.
pub(super) fn read(tree: &Tree, document: &Arc<Document>) -> Pipeline {
    let mut pipeline = Pipeline {
        root: Value::computed(Kind::Null),
        beyond: Vec::new(),
        terms: Vec::new(),
        twice: Vec::new(),
        files: Vec::new(),
        looked: 0,
        left: Cell::new(VALUES),
        jobs: RefCell::default(),
        shared: RefCell::default(),
    };
    pipeline.root = pipeline.file(tree, document, 0);
    pipeline
}

impl Pipeline {
    fn file(&mut self, tree: &Tree, document: &Arc<Document>, depth: usize) -> Value {
        let parsed = yaml::parse(document, body(&document.text));
        let twice = parsed
            .problems
            .iter()
            .filter(|problem| problem.code == "duplicate-key");
        self.twice
            .extend(twice.map(|problem| problem.place.clone()));
        let own = parsed.value;
        let header = &document.text[..body(&document.text).start as usize];
        if document.text.contains("$[[") && !header.trim().is_empty() {
            // What a file is called with may be left to its header.
            let at = Place::start_of(document);
            let header = Value::computed(header.trim()).with_place(Some(at));
            self.terms.push((format!("{} spec", document.path), header));
        }
        let mut all = Value::computed(Kind::Null);
        for include in own.get("include").into_iter().flat_map(Value::one_or_many) {
            let documents = self.included(tree, include, depth);
            for document in documents {
                self.files.push(document.path.clone());
                let value = self.file(tree, &document, depth + 1);
                all = over(&all, &value);
            }
        }
        over(&all, &own)
    }

    /// The files of an include; what can't be read is noted.
    fn included(&mut self, tree: &Tree, include: &Value, depth: usize) -> Vec<Arc<Document>> {
        let local = include.get("local").and_then(Value::as_str);
        let local = local.or_else(|| include.as_str().filter(|name| !name.contains("://")));
        let name = match local {
            Some(path) => path.trim_start_matches('/').to_owned(),
            None => {
                let component = include.get("component").and_then(Value::as_str);
                component.map_or_else(|| canonical(include), |name| unpinned(name).to_owned())
            }
        };
        let mut found = Vec::new();
        self.looked += 1;
        let left = MOST.saturating_sub(self.files.len());
        if local.is_some() && depth < DEEPEST && self.looked <= 2 * MOST {
            let glob = name.contains('*').then(|| Selected::one(&name));
            for entry in tree.entries() {
                let is_it = *entry.path == *name
                    || glob.as_ref().is_some_and(|glob| glob.takes(&entry.path));
                if is_it
                    && found.len() < left
                    && let Blob::Text(document) = tree.read(&entry.path)
                {
                    found.push(document);
                }
            }
        }
        if found.is_empty() {
            self.beyond
                .push((format!("include {name}"), include.clone()));
            return found;
        }
        for key in ["rules", "inputs"] {
            if let Some(value) = include.get(key) {
                self.terms
                    .push((format!("include {name}.{key}"), value.clone()));
            }
        }
        found
    }

    /// A job with what it extends, and the names that no job bears.
    pub(super) fn job(&self, name: &str) -> Option<Merged> {
        if let Some(known) = self.jobs.borrow().get(name) {
            return known.clone();
        }
        let merged = self.root.get(name).map(|job| {
            let mut lost = Vec::new();
            let job = self.extended(job, &mut lost, 0);
            (self.resolved(&job, 0), lost)
        });
        let mut jobs = self.jobs.borrow_mut();
        jobs.insert(name.to_owned(), merged.clone());
        merged
    }

    /// A key of the whole pipeline with what it refers to.
    pub(super) fn shared(&self, key: &str) -> Option<Value> {
        if let Some(known) = self.shared.borrow().get(key) {
            return known.clone();
        }
        let value = self.root.get(key).map(|value| self.resolved(value, 0));
        let mut shared = self.shared.borrow_mut();
        shared.insert(key.to_owned(), value.clone());
        value
    }

    /// Whether so many values may still be put together.
    fn spends(&self, many: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(many));
        left > many
    }

    fn extended(&self, job: &Value, lost: &mut Vec<Value>, depth: usize) -> Value {
        let mut all = Value::computed(Kind::Null);
        for parent in job.get("extends").into_iter().flat_map(Value::one_or_many) {
            let found = parent.as_str().and_then(|name| self.root.get(name));
            let many = found.map_or(0, |found| 1 + found.entries().count());
            match found.filter(|_| depth < DEEPEST && self.spends(many)) {
                Some(found) => all = over(&all, &self.extended(found, lost, depth + 1)),
                None => lost.push(parent.clone()),
            }
        }
        over(&all, job)
    }

    /// A value with what it refers to in its place; what is not there stays.
    fn resolved(&self, value: &Value, depth: usize) -> Value {
        if depth > DEEPEST || !self.spends(1) {
            return value.clone();
        }
        match &value.kind {
            Kind::List(items) if is_reference(value) => {
                let path = items.iter().map(Value::as_str);
                let found = path
                    .into_iter()
                    .try_fold(&self.root, |value, key| value.get(key?));
                found.map_or_else(|| value.clone(), |found| self.resolved(found, depth + 1))
            }
            Kind::List(items) => {
                let mut all: Vec<Value> = Vec::new();
                for item in items.iter() {
                    let resolved = self.resolved(item, depth + 1);
                    // A list inside a list is one list.
                    match resolved.kind {
                        Kind::List(items) => all.extend(items.iter().cloned()),
                        _ => all.push(resolved),
                    }
                }
                Value {
                    kind: Kind::List(all.into()),
                    ..value.clone()
                }
            }
            Kind::Map(map) => {
                let members = map.iter();
                let members =
                    members.map(|(key, member)| (key.clone(), self.resolved(member, depth + 1)));
                Value {
                    kind: Kind::Map(Arc::new(members.collect())),
                    ..value.clone()
                }
            }
            _ => value.clone(),
        }
    }
}

/// The part of a file that is the pipeline: a header of inputs stands before it.
fn body(text: &str) -> Span {
    let is_header = text.trim_start().starts_with("spec:");
    let at = text.find("\n---").filter(|_| is_header);
    let start = at.map_or(0, |at| {
        let line = at + "\n---".len();
        text[line..]
            .find('\n')
            .map_or(text.len(), |end| line + end + 1)
    });
    Span::new(start, text.len())
}

/// Whether a list is written with GitLab's `!reference` before it.
fn is_reference(value: &Value) -> bool {
    let Some(place) = &value.place else {
        return false;
    };
    let before = place.document.text.get(..place.span.start as usize);
    before.is_some_and(|before| before.trim_end().ends_with("!reference"))
        || place.text().starts_with("!reference")
}

/// One value over another: maps are merged, all else takes the place.
fn over(below: &Value, above: &Value) -> Value {
    match (&below.kind, &above.kind) {
        (Kind::Map(old), Kind::Map(new)) => {
            let mut map: Map = (**old).clone();
            for (key, value) in new.iter() {
                let merged = map.get(key).map(|old| over(old, value));
                map.insert(key.clone(), merged.unwrap_or_else(|| value.clone()));
            }
            Value {
                kind: Kind::Map(Arc::new(map)),
                ..above.clone()
            }
        }
        (_, Kind::Null | Kind::Missing(_)) if below.says_something() => below.clone(),
        _ => above.clone(),
    }
}
