//! `package.json`: what the scripts of a package run.

use super::lines::{self, Line};
use super::reach::{Reach, Reached};
use super::shell::{self, Shell};
use super::starters;
use crate::model::Span;
use crate::source::{Blob, json};

/// Verbs of the package managers that are no scripts.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "add", "audit", "cache", "ci", "config", "create", "dlx", "exec", "i", "info", "init", "install", "link", "list",
    "login", "outdated", "pack", "publish", "remove", "set", "up", "update", "upgrade", "version", "why", "x",
];

/// Verbs that start a program of a package.
const STARTS: &[&str] = &["dlx", "exec", "x"];

/// What a package manager with these words leads to.
pub(super) fn run(
    reach: &Reach,
    tool: &str,
    words: &[String],
    line: &Line,
    folder: Option<&str>,
    shell: Shell,
) -> Option<Reached> {
    let mut folder = folder.map(str::to_owned);
    let mut bare: Vec<(usize, &str)> = Vec::new();
    let end = words.iter().position(|word| word == "--");
    let own = &words[..end.unwrap_or(words.len())];
    let mut at = 0;
    while let Some(word) = own.get(at) {
        if word.starts_with('-') {
            let options = starters::options(reach, &own[at..], folder.as_deref());
            folder = options.folder;
            at += options.words.max(1);
            continue;
        }
        bare.push((at, word));
        at += 1;
        let names: Vec<&str> = bare.iter().map(|(_, word)| *word).collect();
        match names.as_slice() {
            [verb] if STARTS.contains(verb) => {
                return starters::program(reach, &words[at..], line, folder.as_deref(), shell);
            }
            // What follows is the script's own; npm takes options for itself.
            [_] | [_, _] if tool == "npm" => {}
            ["run" | "run-script" | "workspace" | "workspaces"] => {}
            [_] | ["run" | "run-script", _] => break,
            _ => {}
        }
    }
    // The folders of packages are the tool's to know.
    if let [(_, "workspace"), _, rest @ ..]
    | [(_, "workspaces"), (_, "run" | "foreach"), rest @ ..] = bare.as_slice()
    {
        let says = rest.iter().any(|(_, word)| !VERBS.contains(word));
        return says.then(|| reach.unknown(tool, words, line));
    }
    let (at, name) = match bare.as_slice() {
        [(_, "run" | "run-script"), script, ..] => *script,
        [(at, "t"), ..] if tool == "npm" => (*at, "test"),
        [script @ (_, "test" | "start" | "stop" | "restart"), ..] => *script,
        [script @ (_, name), ..] if tool != "npm" && !VERBS.contains(name) => *script,
        _ => return None,
    };
    let after = words.iter().skip(at + 1);
    let behind = end.map_or(&[][..], |end| &words[end + 1..]);
    let arguments: Vec<String> = match tool {
        "npm" => {
            let more = bare.iter().filter(|(place, _)| *place > at);
            let more = more.map(|(_, word)| (*word).to_owned());
            more.chain(behind.iter().cloned()).collect()
        }
        _ => after.filter(|word| *word != "--").cloned().collect(),
    };
    if folder.is_none() {
        return Some(reach.unknown(tool, words, line));
    }
    let found = script(reach, name, &arguments, line, folder.as_deref());
    // Where there is no script of that name, it is a program.
    let is_program = found.is_none() && tool != "npm" && bare.len() == 1;
    match found {
        None if is_program => reach.call(&words[at..], line, folder.as_deref(), shell),
        found => Some(found.unwrap_or_default()),
    }
}

/// Tools that run several scripts of a package.
pub(super) fn all(reach: &Reach, words: &[String], line: &Line, folder: Option<&str>) -> Reached {
    let mut found = Reached::default();
    for name in words.iter().filter(|word| !word.starts_with('-')) {
        found.then(match folder {
            Some(_) => script(reach, name, &[], line, folder).unwrap_or_default(),
            None => reach.unknown("npm-run-all", words, line),
        });
    }
    if words
        .iter()
        .any(|word| word == "--continue-on-error" || word == "-c")
    {
        found.flag("swallowed", line.place.clone());
    }
    found
}

/// What a script of a package leads to, with arguments at its end; nothing
/// where the package has none of that name.
fn script(
    reach: &Reach,
    name: &str,
    arguments: &[String],
    line: &Line,
    folder: Option<&str>,
) -> Option<Reached> {
    let path = reach.path("package.json", folder)?;
    let Blob::Text(document) = reach.tree.read(&path) else {
        return None;
    };
    let parsed = json::parse(&document, Span::new(0, document.text.len()));
    let shell = Shell {
        heeds: false,
        pipefail: false,
    };
    let scripts = parsed.value.get("scripts");
    scripts.and_then(|all| all.get(name))?;
    let mut found = Reached::default();
    let mut before: Vec<Line> = Vec::new();
    for one in [format!("pre{name}"), name.to_owned(), format!("post{name}")] {
        let Some(command) = scripts.and_then(|all| all.get(&one)) else {
            continue;
        };
        let mut text = command.as_str().unwrap_or_default().to_owned();
        if one == name && !arguments.is_empty() {
            text = format!("{text} {}", arguments.join(" "));
        }
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
        return Some(found);
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
    Some(found)
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
            let lines = lines::of_file(&document).into_iter();
            let says = |line: &Line| SAY.iter().any(|word| line.text.contains(word));
            found.lines.extend(lines.filter(says));
        }
    }
}
