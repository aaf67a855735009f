//! `package.json`: what the scripts of a package run.

use super::reach::{Reach, Reached};
use super::shell::{self, Line, Shell};
use crate::model::Span;
use crate::source::{Blob, json};

/// Verbs of the package managers that are no scripts.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "add", "audit", "cache", "ci", "config", "create", "dlx", "exec", "i", "info", "init", "install", "link", "list",
    "login", "outdated", "pack", "publish", "remove", "set", "up", "update", "upgrade", "version", "why", "x",
];

/// What a package manager with these words leads to.
pub(super) fn run(
    reach: &Reach,
    tool: &str,
    words: &[String],
    line: &Line,
    folder: Option<&str>,
) -> Option<Reached> {
    let mut folder = folder.map(str::to_owned);
    let mut bare: Vec<&str> = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match &**word {
            "--" => break,
            "-C" | "--prefix" | "--cwd" | "--dir" => {
                let to = words.next().map_or("", String::as_str);
                folder = reach.path(to, folder.as_deref());
            }
            "-w" | "--workspace" | "--filter" | "-F" => {
                words.next();
                // Which package it is, only the tool knows.
                folder = None;
            }
            other if other.starts_with('-') => {}
            other => bare.push(other),
        }
    }
    let name = match bare.as_slice() {
        ["run" | "run-script", name, ..] => *name,
        ["exec", ..] | [] => return None,
        ["t", ..] if tool == "npm" => "test",
        [name @ ("test" | "start" | "stop" | "restart"), ..] => *name,
        [name, ..] if tool != "npm" && !VERBS.contains(name) => *name,
        _ => return None,
    };
    Some(script(reach, name, line, folder.as_deref()))
}

/// Tools that run several scripts of a package.
pub(super) fn all(reach: &Reach, words: &[String], line: &Line, folder: Option<&str>) -> Reached {
    let mut found = Reached::default();
    for name in words.iter().filter(|word| !word.starts_with('-')) {
        found.then(script(reach, name, line, folder));
    }
    if words
        .iter()
        .any(|word| word == "--continue-on-error" || word == "-c")
    {
        found.flag("swallowed", line.place.clone());
    }
    found
}

fn script(reach: &Reach, name: &str, line: &Line, folder: Option<&str>) -> Reached {
    let Some(path) = reach.path("package.json", folder) else {
        return Reached::default();
    };
    let Blob::Text(document) = reach.tree.read(&path) else {
        return Reached::default();
    };
    let parsed = json::parse(&document, Span::new(0, document.text.len()));
    let shell = Shell {
        heeds: false,
        pipefail: false,
    };
    let mut found = Reached::default();
    let mut before: Vec<Line> = Vec::new();
    for one in [format!("pre{name}"), name.to_owned(), format!("post{name}")] {
        let Some(command) = parsed.value.get("scripts").and_then(|all| all.get(&one)) else {
            continue;
        };
        let text = command.as_str().unwrap_or_default().to_owned();
        let place = command.mark().or_else(|| line.place.clone());
        let own = Line { text, place };
        let reached = shell::walk(reach, vec![own.clone()], folder, shell);
        if reached.gate.is_some() {
            found.lines.append(&mut before);
        }
        found.then(reached);
        if found.gate.is_some() {
            break;
        }
        before.push(own);
    }
    if found.gate.is_none() {
        return found;
    }
    // The tools take the last of two equal keys, which is not what was read.
    for twice in parsed
        .problems
        .iter()
        .filter(|problem| problem.code == "duplicate-key")
    {
        found.lines.push(Line {
            text: "a key twice".to_owned(),
            place: Some(twice.place.clone()),
        });
    }
    if let Some(tool) = parsed.value.get("packageManager") {
        // Another version is the same tool, another address is not.
        let said = tool.as_str().unwrap_or_default();
        if said.contains("://") {
            found.lines.push(Line {
                text: said.to_owned(),
                place: tool.mark(),
            });
        }
    }
    found.through.insert(0, path);
    settings(reach, folder, &mut found);
    found
}

/// Settings that say which program and which shell run a script.
fn settings(reach: &Reach, folder: Option<&str>, found: &mut Reached) {
    const SAY: &[&str] = &["shell", "yarnPath", "yarn-path", "node-options"];
    let mut folders = vec![folder];
    if folder != Some("") {
        folders.push(Some(""));
    }
    for folder in folders {
        for name in [".npmrc", ".yarnrc", ".yarnrc.yml"] {
            let path = reach.path(name, folder);
            let Some(Blob::Text(document)) = path.map(|path| reach.tree.read(&path)) else {
                continue;
            };
            let lines = shell::lines_in(&document).into_iter();
            let says = |line: &Line| SAY.iter().any(|word| line.text.contains(word));
            found.lines.extend(lines.filter(says));
        }
    }
}
