//! What several systems share is declared once: an entry of `data` or `models`
//! with a `from` takes the rest of what there is to say from the entry of the
//! same id in the file that it names, which may be the `ethics.yml` of another
//! system or a file of entries alone.
//!
//! The two become one before anything is checked, so that no rule knows the
//! difference: each value keeps the place that it was written at, and a path
//! is made relative to the declaration that takes it. A key is said in one of
//! the two; the role alone is each system's own.
//!
//! Codes: `no-entry`, `said-twice`, `taken-again`, `source-unreadable`.
//! Particulars: `key`, `found` (the file), `nearest` (an id there).

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::path::folder_of;
use crate::model::{Document, Kind, Map, Place, Problem, Reason, Span, Str, Value, nearest, text};
use crate::source::{Limits, yaml};

use super::form::{Form, Shape};
use super::node::{DECLARATION, Node};
use super::shape::{is_free, item_path, member_path};

/// The key that names the file.
pub(super) const FROM: &str = "from";
/// Keys of an entry that are its own, whatever it takes.
const OWN: &[&str] = &["id", "role", FROM];

/// The document at a path that a declaration names; `None` where there is none.
pub type Fetch<'a> = dyn Fn(&str) -> Option<Arc<Document>> + 'a;

/// Whether an entry may take what it doesn't say from another file.
pub(super) fn may_take(node: &Node) -> bool {
    let from = node.members.get(FROM).and_then(|from| from.scalar);
    from == Some(Shape::Of(Form::Path))
}

/// A declaration whose entries say all that they take from other files.
pub(super) fn join(value: &Value, fetch: &Fetch, problems: &mut Vec<Problem>) -> Value {
    let takes = |section: &str| {
        let entries = value.get(section).map_or(&[][..], Value::items);
        entries.iter().any(|entry| entry.get(FROM).is_some())
    };
    let Kind::Map(map) = &value.kind else {
        return value.clone();
    };
    let mut join = Join {
        fetch,
        sources: HashMap::new(),
        problems,
    };
    let mut joined = map.as_ref().clone();
    for (section, node) in &DECLARATION.members {
        let node = node.items.as_deref().filter(|node| may_take(node));
        let Some(node) = node.filter(|_| takes(section)) else {
            continue;
        };
        if let Some(entries) = joined.get_mut(*section) {
            let items = entries.items().iter().enumerate().map(|(index, entry)| {
                join.entry(section, node, entry, &item_path(section, index, entry))
            });
            entries.kind = Kind::List(items.collect());
        }
    }
    Value {
        kind: Kind::Map(Arc::new(joined)),
        ..value.clone()
    }
}

struct Join<'a> {
    fetch: &'a Fetch<'a>,
    /// Files that were read, by the path that names them.
    sources: HashMap<String, Source>,
    problems: &'a mut Vec<Problem>,
}

enum Source {
    /// What the file says.
    Read(Value),
    /// It is there and can't be read.
    Broken,
    /// It is not there, or no text; whether a path leads anywhere is told of
    /// every path alike.
    Nowhere,
}

impl Join<'_> {
    fn entry(&mut self, section: &str, node: &Node, entry: &Value, path: &str) -> Value {
        let (Kind::Map(own), Some(from)) = (&entry.kind, entry.get(FROM)) else {
            return entry.clone();
        };
        let Some(file) = from.as_str() else {
            return entry.clone();
        };
        let mut members = own.as_ref().clone();
        let id = own.get("id").and_then(Value::as_str);
        let found = id.and_then(|id| self.find(section, file, id, from, path));
        match found {
            Some(theirs) => self.take(&mut members, node, &theirs, file, path),
            None => fill(&mut members, node, from),
        }
        Value {
            kind: Kind::Map(Arc::new(members)),
            ..entry.clone()
        }
    }

    /// The entry of that id in that file.
    fn find(
        &mut self,
        section: &str,
        file: &str,
        id: &str,
        from: &Value,
        path: &str,
    ) -> Option<Value> {
        let fetch = self.fetch;
        let source = self
            .sources
            .entry(file.to_owned())
            .or_insert_with(|| Source::of(fetch(file)));
        let report = |code, detail| {
            let problem = Problem::new(code, from.mark()?, detail)
                .with("key", path)
                .with("found", file);
            Some(problem)
        };
        let (problem, found) = match source {
            Source::Nowhere => (None, None),
            Source::Broken => {
                let detail = text!(
                    "{file} can't be read as YAML",
                    "{file}을(를) YAML로 읽을 수 없음"
                );
                (report("source-unreadable", detail), None)
            }
            Source::Read(source) => {
                let entries = source.get(section).map_or(&[][..], Value::items);
                let id_of = |entry: &Value| entry.get("id")?.as_str().map(str::to_owned);
                match entries.iter().find(|it| id_of(it).as_deref() == Some(id)) {
                    Some(found) if found.get(FROM).is_some() => {
                        let detail = text!(
                            "{file} takes {id} from elsewhere",
                            "{file}도 {id}을(를) 다른 곳에서 가져옴"
                        );
                        let problem = report("taken-again", detail);
                        let place = found.get(FROM).and_then(Value::mark);
                        (related(problem, place), None)
                    }
                    Some(found) => (None, Some(found.clone())),
                    None => {
                        let detail = text!(
                            "{file} has no entry {id} under {section}",
                            "{file}의 {section} 아래에 {id} 항목이 없음"
                        );
                        let ids: Vec<String> = entries.iter().filter_map(id_of).collect();
                        let near = nearest(id, ids.iter().map(String::as_str));
                        let problem = report("no-entry", detail);
                        let problem = match near {
                            Some(near) => problem.map(|problem| problem.with("nearest", near)),
                            None => problem,
                        };
                        (problem, None)
                    }
                }
            }
        };
        self.problems.extend(problem);
        found
    }

    /// Take over what the other entry says.
    fn take(&mut self, members: &mut Map, node: &Node, theirs: &Value, file: &str, path: &str) {
        let folder = folder_of(file);
        for (name, value) in theirs.entries() {
            match members.get(name) {
                None => {
                    let value = match node.member(name) {
                        Some(node) => moved(value, node, folder),
                        None => value.clone(),
                    };
                    members.insert(name.clone(), value);
                }
                Some(_) if OWN.contains(&&**name) || is_free(name) => {}
                Some(own) => {
                    let key = member_path(path, name);
                    let detail = text!(
                        "{key} is said here and in {file}",
                        "{key}이(가) 여기와 {file} 두 곳에 있음"
                    );
                    let problem = own.place.clone().map(|place| {
                        let span = own.key.unwrap_or(place.span);
                        Problem::new("said-twice", Place { span, ..place }, detail)
                            .with("key", key)
                            .with("found", file)
                    });
                    self.problems.extend(related(problem, value.mark()));
                }
            }
        }
    }
}

impl Source {
    fn of(document: Option<Arc<Document>>) -> Self {
        let Some(document) = document else {
            return Self::Nowhere;
        };
        let whole = Span::new(0, document.text.len());
        let parsed = yaml::parse_with(&document, whole, Limits::BY_HAND);
        if parsed.problems.iter().any(|problem| problem.fatal) {
            return Self::Broken;
        }
        Self::Read(parsed.value)
    }
}

fn related(problem: Option<Problem>, place: Option<Place>) -> Option<Problem> {
    match (problem, place) {
        (Some(problem), Some(place)) => Some(problem.related_to(place)),
        (problem, _) => problem,
    }
}

/// What the other file would have said can't be known, which is not the same
/// as nothing: it rests on the line that names the file.
fn fill(members: &mut Map, node: &Node, from: &Value) {
    for name in node.members.keys() {
        if !members.contains_key(*name) && !OWN.contains(name) {
            let value = Value::missing(Reason::Unreadable, from.mark());
            members.insert(Str::from(*name), value);
        }
    }
}

/// A value of another file, its paths made relative to this one.
// The recursion ends with the tree of keys, which is a few levels deep.
fn moved(value: &Value, node: &Node, folder: &str) -> Value {
    let kind = match &value.kind {
        Kind::Text(text) if is_path(node.scalar) => Kind::from(below(folder, text)),
        Kind::List(items) => match &node.items {
            Some(node) => Kind::List(items.iter().map(|it| moved(it, node, folder)).collect()),
            None => value.kind.clone(),
        },
        Kind::Map(map) => {
            let members = map.iter().map(|(name, value)| {
                let value = match node.member(name) {
                    Some(node) => moved(value, node, folder),
                    None => value.clone(),
                };
                (name.clone(), value)
            });
            Kind::Map(Arc::new(members.collect()))
        }
        _ => value.kind.clone(),
    };
    Value {
        kind,
        ..value.clone()
    }
}

fn is_path(shape: Option<Shape>) -> bool {
    matches!(
        shape,
        Some(Shape::Of(
            Form::Path
                | Form::Anchor
                | Form::FileKey
                | Form::Evidence
                | Form::File
                | Form::Artifact
        ))
    )
}

/// A path that is relative to a folder, `..` taken together; an address and an
/// absolute path stay what they are.
fn below(folder: &str, path: &str) -> String {
    if folder.is_empty() || path.starts_with('/') || path.contains("://") {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::declaration;

    fn read(text: &str, files: &[(&str, &str)]) -> declaration::Declaration {
        let fetch = |path: &str| {
            let (path, text) = files.iter().find(|(name, _)| *name == path)?;
            Some(Document::new(*path, *text))
        };
        let head = "version: 1\nsystem: {id: a, purpose: Orders a queue for people., affected: [people], \
                    decides_about_people: false, audience: {minors: excluded}}\npractices: none\n";
        declaration::read_with(
            &Document::new("ethics.yml", format!("{head}{text}")),
            &fetch,
        )
    }

    fn codes(read: &declaration::Declaration) -> Vec<(&'static str, &str)> {
        let problems = read.problems.iter();
        problems
            .map(|problem| (problem.code, problem.place.text()))
            .collect()
    }

    const SHARED: &str = "data:\n- id: talks\n  role: train\n  manifest: talks/about.yml\n  license: mit\n\
                          models:\n- id: encoder\n  card: encoder/CARD.md\n  version: '2'\n  artifacts: [encoder/w.onnx, 'hf://a/b']\n\
                          - {id: again, from: other.yml}\n";

    #[test]
    fn an_entry_says_what_the_other_file_says_of_its_id() {
        let text = "data: [{id: talks, role: eval, from: ../../shared/all.yml}]\n\
                    models: [{id: encoder, from: ../../shared/all.yml}]\n";
        let read = read(text, &[("../../shared/all.yml", SHARED)]);
        assert_eq!(codes(&read), []);
        let at = |path: &str| read.value.at_path(path);
        let data = at("data").expect("data").items();
        let text = |value: &Value, key: &str| {
            let value = value.get(key).expect("a value");
            let place = value.place.as_ref().expect("a place");
            (
                value.as_str().unwrap_or_default().to_owned(),
                place.path().to_owned(),
            )
        };
        assert_eq!(text(&data[0], "role"), ("eval".into(), "ethics.yml".into()));
        assert_eq!(
            text(&data[0], "manifest"),
            (
                "../../shared/talks/about.yml".into(),
                "../../shared/all.yml".into()
            )
        );
        let model = &at("models").expect("models").items()[0];
        let artifacts = model.get("artifacts").expect("artifacts").items();
        let artifacts: Vec<_> = artifacts.iter().filter_map(Value::as_str).collect();
        assert_eq!(artifacts, ["../../shared/encoder/w.onnx", "hf://a/b"]);
        // What neither file says is not made up.
        assert!(model.get("license").is_none());
    }

    #[test]
    fn what_can_not_be_taken_is_told_where_it_is_named() {
        let files = [("all.yml", SHARED), ("broken.yml", "data: [\n")];
        for (text, told) in [
            (
                "data: [{id: talk, role: eval, from: all.yml}]\n",
                ("no-entry", "all.yml"),
            ),
            (
                "data: [{id: talks, role: eval, from: all.yml, license: mit}]\n",
                ("said-twice", "license"),
            ),
            (
                "models: [{id: again, from: all.yml}]\n",
                ("taken-again", "all.yml"),
            ),
            (
                "models: [{id: encoder, from: broken.yml}]\n",
                ("source-unreadable", "broken.yml"),
            ),
        ] {
            assert_eq!(codes(&read(text, &files)), [told], "{text}");
        }
        // That a file is not there is told of every path alike.
        let gone = read("models: [{id: encoder, from: gone.yml}]\n", &files);
        assert_eq!(codes(&gone), []);
        let card = gone.value.get("models").expect("models").items()[0].get("card");
        let card = card.expect("a value that is missing");
        assert!(matches!(card.kind, Kind::Missing(Reason::Unreadable)));
        assert_eq!(card.place.as_ref().expect("a place").text(), "gone.yml");
    }

    #[test]
    fn folders_and_paths_are_taken_together() {
        for (folder, path, whole) in [
            ("", "a/b", "a/b"),
            ("../..", "a", "../../a"),
            ("../b", "../c/d#e", "../c/d#e"),
            ("x/y", "./../../../z", "../z"),
            ("x", "/etc", "/etc"),
            ("x", "https://a.example/b", "https://a.example/b"),
        ] {
            assert_eq!(below(folder, path), whole);
        }
    }
}
