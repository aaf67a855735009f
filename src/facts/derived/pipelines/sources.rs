//! Where the gate's program comes from, as the lists of a repository's
//! dependencies say: an address there can make another program of its name.

use std::sync::LazyLock;

use regex::Regex;

use super::Gate;
use super::lines::{self, Line};
use super::shell;
use crate::model::Value;
use crate::source::{Blob, Tree};

/// Files that list dependencies.
const LISTS: &[&str] = &[
    "Cargo.toml",
    "Gemfile",
    "Pipfile",
    "environment.yml",
    "go.mod",
    "mise.toml",
    "npm-shrinkwrap.json",
    "package-lock.json",
    "package.json",
    "pixi.toml",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "uv.toml",
    "yarn.lock",
];
/// What an address has and a version has not.
const ADDRESS: &[&str] = &[
    "://", "file:", "git =", "git=", "git+", "github:", "link:", "npm:", "patch:", "path =",
    "path=", "portal:",
];
/// Keys of a table that name another registry or another package.
const BY_NAME: &[&str] = &["index", "package", "registry", "source"];

/// Versions and commits: another pin is the same program.
static PIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(v?\d+(\.\w+)+|[0-9a-f]{7,64})\b")
        .expect("internal error: the pattern of a version")
});

/// Adds them to what decides over each gate.
pub(super) fn put(tree: &Tree, gates: &mut [Gate]) {
    if gates.is_empty() {
        return;
    }
    for entry in tree.entries() {
        let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
        let is_list =
            LISTS.contains(&name) || name.starts_with("requirements") && name.ends_with(".txt");
        let Blob::Text(document) = (match is_list {
            true => tree.read(&entry.path),
            false => continue,
        }) else {
            continue;
        };
        if !shell::mentions(&document.text) {
            continue;
        }
        let said: Vec<Line> = addresses(&lines::of_file(&document), name)
            .map(|line| Line {
                text: PIN.replace_all(&line.text, "*").into_owned(),
                place: line.place.clone(),
            })
            .collect();
        if said.is_empty() {
            continue;
        }
        let at = Value::computed(&*entry.path).with_place(said[0].place.clone());
        for gate in gates.iter_mut().filter(|gate| gate.runner != "pre-commit") {
            gate.frame
                .run(format!("sources in {}", entry.path), &said, &at);
        }
    }
}

/// Lines of a list that give the gate an address: those that name both, and the
/// addresses of a table or a map that is the gate's alone.
fn addresses<'a>(lines: &'a [Line], name: &str) -> impl Iterator<Item = &'a Line> {
    let has_tables = name.ends_with(".toml") || name == "Pipfile";
    let replaces = name == "go.mod";
    let is_header = |line: &Line| has_tables && line.text.trim_start().starts_with('[');
    let mut owned = vec![false; lines.len()];
    let mut start = 0;
    while has_tables && start < lines.len() {
        let rest = &lines[start + 1..];
        let end = rest.iter().position(is_header);
        let end = end.map_or(lines.len(), |end| start + 1 + end);
        let table = &lines[start..end];
        let named = is_header(&table[0]) && shell::mentions(&table[0].text);
        // A dependency may bear another name than its package.
        let renamed = table.iter().any(|line| {
            let (key, value) = line.text.split_once('=').unwrap_or_default();
            key.trim() == "package" && value.trim_matches([' ', '"', '\'']) == "ethics-gate"
        });
        owned[start..end].fill(named || renamed);
        start = end;
    }
    // In JSON and YAML what stands further in is the gate's.
    let depth = |line: &Line| line.text.len() - line.text.trim_start().len();
    let mut inside: Option<usize> = None;
    for (line, owned) in lines.iter().zip(&mut owned).filter(|_| !has_tables) {
        inside = inside.filter(|outer| depth(line) > *outer);
        *owned |= inside.is_some();
        let opens = line.text.ends_with(['{', ':']) && shell::mentions(&line.text);
        if opens && inside.is_none() {
            inside = Some(depth(line));
        }
    }
    lines.iter().zip(owned).filter_map(move |(line, is_owned)| {
        let text = line.text.trim_start();
        let is_address = ADDRESS.iter().any(|word| text.contains(word))
            || replaces && text.contains("=>")
            || is_owned && BY_NAME.contains(&text.split('=').next().unwrap_or_default().trim());
        let is_told = (is_owned || shell::mentions(text)) && is_address;
        (is_told && !text.starts_with(['#', '/'])).then_some(line)
    })
}
