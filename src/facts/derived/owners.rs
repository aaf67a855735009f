//! `owners`: who has to agree before a file of the declaration changes, as
//! CODEOWNERS has it. Where a base is given its file counts first, since a
//! change could write itself into its own.

use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::facts::{Derived, Family, Scope, join};
use crate::manifest::record::Record;
use crate::model::{Document, Fact, Place, Span, Type, Value};
use crate::source::{Blob, Tree};

/// Owners of ethics files.
pub static FAMILY: Family = Family {
    name: "owners",
    facts: FACTS,
    derive,
};

/// What a path is.
const KINDS: &[&str] = &[
    "declaration",
    "lock",
    "baseline",
    "card",
    "evidence",
    "workflow",
    "gate",
    "pack",
    "owners",
];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("owners.file", Type::Text, "the tree", "the path of CODEOWNERS; the base's where a base is given"),
    Fact::new("owners.declared", Type::Bool, "the tree", "whether there is such a file that can be read"),
    Fact::new("owners.paths[].path", Type::Text, "ethics.yml, the tree", "the declaration, ethics.lock, ethics-baseline.json, a card, evidence, a workflow, a file that a workflow runs the gate through, a file of a pack that the declaration extends, or CODEOWNERS itself"),
    Fact::new("owners.paths[].kind", Type::OneOf(KINDS), "ethics.yml, the tree", "which of these it is"),
    Fact::new("owners.paths[].owners[]", Type::Text, "CODEOWNERS", "who owns it"),
    Fact::new("owners.paths[].owned", Type::Bool, "CODEOWNERS", "whether anybody owns it"),
    Fact::new("owners.paths[].only_authors", Type::Bool, "CODEOWNERS, --context", "whether nobody owns it but who wrote the change; nothing where no context is given"),
    Fact::new("owners.paths[].by_team", Type::Bool, "CODEOWNERS", "whether an owner is a team, as @org/team"),
];

/// Where GitHub looks for the file, first one first.
const GITHUB: &[&str] = &[".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
/// Where GitLab does.
const GITLAB: &[&str] = &["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];
/// The size of a file that both still read.
const LARGEST: u64 = 3 << 20;
/// Lines of a file that is still read here; of a longer one nothing is known.
const MOST: usize = 10_000;
/// Files of a pack that are looked at.
const FILES: usize = 200;

/// Where the platforms of a tree look for the file: both orders, where nothing
/// tells which it is.
pub(super) fn orders(tree: &Tree) -> Vec<&'static [&'static str]> {
    let on_github = tree.has_below(".github");
    let on_gitlab = tree.entry(".gitlab-ci.yml").is_some() || tree.has_below(".gitlab");
    match (on_github, on_gitlab) {
        (true, true) => vec![GITHUB, GITLAB],
        (false, true) => vec![GITLAB],
        _ => vec![GITHUB],
    }
}

fn derive(scope: &Scope) -> Derived {
    let before = scope.before.and_then(|before| Owners::of(before.tree));
    let now = Owners::of(scope.tree);
    let mut record = Record::new();
    let known: Vec<&Owners> = before.iter().chain(&now).collect();
    record.put("declared", Value::computed(!known.is_empty()));
    let file = known.first().map(|owners| {
        let path = Value::computed(owners.document.path.as_str());
        path.with_place(Some(owners.place()))
    });
    record.put("file", file);
    if !known.is_empty() {
        let paths = paths(scope).into_iter();
        let paths = paths.map(|(kind, path)| entry(scope, kind, &path, &known));
        record.put("paths", Value::list(paths.collect::<Vec<_>>()));
    }
    Derived::of("owners", record.into_value(None))
}

/// A path with its owners. What has none on the base may find one in the
/// change, which is how a line comes to be.
fn entry(scope: &Scope, kind: &'static str, path: &str, known: &[&Owners]) -> Value {
    let named = |owners: &&&Owners| owners.place_of(path).is_some();
    let owners = known.iter().find(named).or(known.last());
    let lines = owners.map_or_else(Vec::new, |owners| owners.of_path(path));
    let names = lines.iter().flat_map(|line| &line.owners);
    let names: Vec<Value> = names.map(|name| Value::computed(name.as_str())).collect();
    let is_team = |name: &Value| name.as_str().is_some_and(|name| name.contains('/'));
    let mut record = Record::new();
    record.put("path", Value::computed(path));
    record.put("kind", Value::computed(kind));
    record.put("owned", Value::computed(!names.is_empty()));
    record.put("by_team", Value::computed(names.iter().any(is_team)));
    if let Some(context) = scope.context {
        let is_author = |name: &Value| name.as_str().is_some_and(|name| context.is_author(name));
        let only = !names.is_empty() && names.iter().all(is_author);
        record.put("only_authors", Value::computed(only));
    }
    record.put("owners", Value::list(names));
    let place = owners.map(|owners| match lines.last() {
        Some(line) => Place::new(&owners.document, line.span),
        None => owners.place(),
    });
    record.into_value(place)
}

/// The files that two people should see, each once.
pub(super) fn paths(scope: &Scope) -> Vec<(&'static str, String)> {
    let mut found: Vec<(&'static str, String)> = vec![("declaration", scope.path.to_owned())];
    let mut put = |kind, path: Option<String>| {
        if let Some(path) = path
            && scope.tree.entry(&path).is_some()
            && found.iter().all(|(_, known)| *known != path)
        {
            found.push((kind, path));
        }
    };
    for file in sources(scope) {
        put("declaration", Some(file));
    }
    put("lock", join(scope.folder, "ethics.lock"));
    put("baseline", join(scope.folder, super::baseline::NAME));
    let listed = |name: &str| scope.known.get(name).map_or(&[][..], Value::items);
    for model in listed("models") {
        let card = model.at_path("card.path").and_then(Value::as_str);
        put("card", card.and_then(|card| scope.resolve(card)));
    }
    for evidence in listed("evidence") {
        let path = evidence.get("path").and_then(Value::as_str);
        // The record of a conversation is a document like any other.
        let path = path.filter(|path| !path.ends_with(".md"));
        put("evidence", path.and_then(|path| scope.resolve(path)));
    }
    for entry in scope.tree.entries() {
        if super::pipelines::is_pipeline(&entry.path) {
            put("workflow", Some(entry.path.to_string()));
        }
    }
    for gate in scope.pipelines.gates() {
        for path in &gate.through {
            put("gate", Some(path.clone()));
        }
    }
    let packs = scope.declared("extends").map_or(&[][..], Value::items);
    for folder in packs.iter().filter_map(Value::as_str) {
        let below = scope.resolve(folder).map(|folder| format!("{folder}/"));
        let entries = scope.tree.entries().iter();
        let files = entries.filter(|entry| {
            let below = below.as_deref().unwrap_or("/");
            entry.path.starts_with(below)
        });
        for entry in files.take(FILES) {
            put("pack", Some(entry.path.to_string()));
        }
    }
    put(
        "owners",
        Owners::of(scope.tree).map(|owners| owners.document.path.clone()),
    );
    found
}

/// Files that entries of the declaration are taken from.
pub(super) fn sources(scope: &Scope) -> Vec<String> {
    let sections = ["data", "models"].into_iter();
    let entries = sections.flat_map(|name| scope.declared(name).map_or(&[][..], Value::items));
    entries
        .filter_map(|entry| scope.resolve(entry.get("from")?.as_str()?))
        .collect()
}

/// A file of owners.
pub(super) struct Owners {
    document: Arc<Document>,
    /// Lines by section; the last line of each that matches counts.
    sections: Vec<Vec<Line>>,
}

struct Line {
    pattern: Gitignore,
    owners: Vec<String>,
    span: Span,
}

impl Owners {
    /// The file that the platform of a tree would read.
    pub(super) fn of(tree: &Tree) -> Option<Self> {
        let mut orders = orders(tree).into_iter();
        orders.find_map(|order| Self::found(tree, order))
    }

    /// The first file of an order. A platform doesn't follow a link: its file
    /// is the name of another one, and owns nothing.
    pub(super) fn found(tree: &Tree, order: &[&str]) -> Option<Self> {
        let is_there = |path: &&&str| !matches!(tree.read(path), Blob::Missing);
        let path = order.iter().find(is_there)?;
        let entry = tree.entry(path)?;
        if *entry.path != **path || entry.size > LARGEST {
            return None;
        }
        let Blob::Text(document) = tree.read(&entry.path) else {
            return None;
        };
        if document.text.lines().nth(MOST).is_some() {
            return None;
        }
        let mut sections = vec![Vec::new()];
        // GitLab's sections may name owners for all of their lines.
        let mut usual: Vec<String> = Vec::new();
        let mut at = 0;
        for line in document.text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let bare = line.split(" #").next().unwrap_or_default().trim();
            if bare.is_empty() || bare.starts_with('#') {
                continue;
            }
            if bare.starts_with('[') || bare.starts_with("^[") {
                let names = bare.rsplit_once(']').map_or("", |(_, names)| names);
                usual = names.split_whitespace().map(str::to_owned).collect();
                sections.push(Vec::new());
                continue;
            }
            let mut words = words(bare).into_iter();
            let Some(pattern) = words.next().and_then(|pattern| compiled(&pattern)) else {
                continue;
            };
            let mut owners: Vec<String> = words.collect();
            if owners.is_empty() {
                owners.clone_from(&usual);
            }
            let span = Span::new(start, start + line.trim_end().len());
            if let Some(section) = sections.last_mut() {
                section.push(Line {
                    pattern,
                    owners,
                    span,
                });
            }
        }
        Some(Self { document, sections })
    }

    /// Who owns a path.
    pub(super) fn names(&self, path: &str) -> Vec<&str> {
        let lines = self.of_path(path).into_iter();
        lines
            .flat_map(|line| line.owners.iter().map(String::as_str))
            .collect()
    }

    /// The lines that own a path, those that say nobody does included.
    fn of_path(&self, path: &str) -> Vec<&Line> {
        let matches = |line: &&Line| {
            let found = line.pattern.matched_path_or_any_parents(path, false);
            found.is_ignore()
        };
        self.sections
            .iter()
            .filter_map(|section| section.iter().rev().find(matches))
            .collect()
    }

    /// The line that owns a path, and where it stands.
    pub(super) fn place_of(&self, path: &str) -> Option<Place> {
        let lines = self.of_path(path);
        let line = lines.iter().find(|line| !line.owners.is_empty())?;
        Some(Place::new(&self.document, line.span))
    }

    /// The file itself.
    pub(super) fn place(&self) -> Place {
        Place::start_of(&self.document)
    }
}

/// Words between spaces; `\ ` is a space within one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut escaped = false;
    for character in line.chars() {
        match (character, words.last_mut()) {
            ('\\', _) if !escaped => {
                escaped = true;
                continue;
            }
            (blank, _) if blank.is_whitespace() && !escaped => words.push(String::new()),
            (other, Some(word)) => word.push(other),
            _ => {}
        }
        escaped = false;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Patterns are those of ignore files, without their exceptions.
fn compiled(pattern: &str) -> Option<Gitignore> {
    if pattern.starts_with('!') {
        return None;
    }
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, pattern).ok()?;
    builder.build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(text: &str, path: &str) -> Vec<String> {
        let files = [("CODEOWNERS".to_owned(), text.as_bytes().to_vec())];
        let owners = Owners::of(&Tree::memory(files)).expect("owners");
        let lines = owners.of_path(path);
        lines.iter().flat_map(|line| line.owners.clone()).collect()
    }

    #[test]
    fn the_last_line_that_matches_counts_also_one_that_names_nobody() {
        let text = "* @a # everything\n/evidence/ @org/team b@mail.example\n/evidence/raw/\ndocs/*.md @c\n";
        assert_eq!(owned(text, "ethics.yml"), ["@a"]);
        assert_eq!(
            owned(text, "evidence/x/y.json"),
            ["@org/team", "b@mail.example"]
        );
        assert!(owned(text, "evidence/raw/y.json").is_empty());
        assert_eq!(owned(text, "docs/how.md"), ["@c"]);
        assert_eq!(owned(text, "docs/deep/how.md"), ["@a"]);
        assert_eq!(owned("/my\\ card.md @a\n", "my card.md"), ["@a"]);
        assert!(owned("/ethics.yml @a\n", "sub/ethics.yml").is_empty());
    }

    #[test]
    fn sections_have_usual_owners_and_count_beside_each_other() {
        let text = "[Docs] @writers\n*.md\n^[Ethics][2] @board\nethics.yml\n*.md @board/cards\n";
        assert_eq!(owned(text, "ethics.yml"), ["@board"]);
        assert_eq!(owned(text, "README.md"), ["@writers", "@board/cards"]);
    }
}
