//! Where the gate's program comes from, as the lists of a repository's
//! dependencies say: an address there can make another program of its name.

use std::sync::LazyLock;

use regex::Regex;

use super::Gate;
use super::shell::{self, Line};
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
    "package.json",
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
];
/// What an address has and a version has not.
const ADDRESS: &[&str] = &[
    "://", "file:", "git =", "git=", "git+", "github:", "link:", "npm:", "patch:", "path =",
    "path=", "portal:",
];

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
        let lines = shell::lines_in(&document).into_iter();
        let said = lines.filter(|line| {
            let is_address = ADDRESS.iter().any(|word| line.text.contains(word));
            shell::mentions(&line.text) && is_address && !line.text.trim_start().starts_with('#')
        });
        let said: Vec<Line> = said
            .map(|line| Line {
                text: PIN.replace_all(&line.text, "*").into_owned(),
                place: line.place,
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
