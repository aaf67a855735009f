//! A Makefile: what a target runs, its prerequisites first.

use super::is_selected;
use super::reach::{Reach, Reached};
use super::shell::{self, Line, Shell};
use crate::model::Value;
use crate::source::Blob;

/// Names of the file, first one first.
const NAMES: &[&str] = &["GNUmakefile", "makefile", "Makefile"];
/// Names whose value reaches into every recipe.
const SETTINGS: &[&str] = &[
    ".RECIPEPREFIX",
    ".SHELLFLAGS",
    "BASH_ENV",
    "ENV",
    "GNUMAKEFLAGS",
    "MAKE",
    "MAKEFLAGS",
    "PATH",
    "SHELL",
];
/// Files inside files, and prerequisites of prerequisites.
const DEEPEST: usize = 16;

#[derive(Default)]
struct Makefile {
    rules: Vec<Rule>,
    names: Vec<(String, String)>,
    /// What reaches into every recipe.
    settings: Vec<Line>,
    phony: Vec<String>,
    /// Targets whose failures are ignored; all of them where one is named so.
    ignored: Vec<(Vec<String>, Line)>,
    one_shell: bool,
}

struct Rule {
    targets: Vec<String>,
    needs: Vec<String>,
    recipe: Vec<Line>,
    at: Line,
    /// The conditions that it stands under.
    under: Vec<Line>,
}

/// What `make` with these words leads to.
pub(super) fn run(reach: &Reach, words: &[String], line: &Line, folder: Option<&str>) -> Reached {
    let mut folder = folder.map(str::to_owned);
    let mut file = None;
    let mut goals: Vec<&str> = Vec::new();
    let mut given: Vec<(String, String)> = Vec::new();
    let mut flags: Vec<&'static str> = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match &**word {
            "-C" | "--directory" => {
                let to = words.next().map_or("", String::as_str);
                folder = reach.path(to, folder.as_deref());
            }
            "-f" | "--file" | "--makefile" => file = words.next().cloned(),
            "-j" | "-l" | "-o" | "-W" | "-I" => {
                let is_value = |next: &&String| next.bytes().all(|byte| byte.is_ascii_digit());
                if words.clone().next().is_some_and(|next| is_value(&next)) {
                    words.next();
                }
            }
            "--ignore-errors" => flags.push("swallowed"),
            "--dry-run" | "--just-print" | "--recon" | "--touch" | "--question" => {
                flags.push("never")
            }
            long if long.starts_with("--directory=") => {
                folder = reach.path(&long["--directory=".len()..], folder.as_deref());
            }
            long if long.starts_with("--file=") => file = Some(long["--file=".len()..].to_owned()),
            long if long.starts_with("--") => {}
            short if short.starts_with('-') => {
                if short.contains('i') {
                    flags.push("swallowed");
                }
                if short.contains(['n', 't', 'q'].as_slice()) {
                    flags.push("never");
                }
            }
            other => match other.split_once('=') {
                Some((name, value)) => {
                    given.push((name.trim_end_matches(':').to_owned(), value.to_owned()))
                }
                None => goals.push(other),
            },
        }
    }
    let mut makefile = Makefile::default();
    let names: Vec<&str> = match &file {
        Some(name) => vec![name.as_str()],
        None => NAMES.to_vec(),
    };
    let path = names.iter().find_map(|name| {
        let path = reach.path(name, folder.as_deref())?;
        matches!(reach.tree.read(&path), Blob::Text(_)).then_some(path)
    });
    let Some(path) = path else {
        return Reached::default();
    };
    makefile.read(reach, &path, folder.as_deref(), 0);
    makefile.names.extend(given);
    let first = makefile.rules.iter().flat_map(|rule| &rule.targets);
    let first = first
        .map(String::as_str)
        .find(|target| !target.starts_with('.'));
    if goals.is_empty() {
        goals.extend(first);
    }
    let mut found = Reached::default();
    let mut seen = Vec::new();
    for goal in goals {
        found.then(makefile.target(reach, goal, folder.as_deref(), &mut seen));
    }
    if found.gate.is_some() {
        found.through.insert(0, path);
        found.lines.extend(makefile.settings);
        for flag in flags {
            found.flag(flag, line.place.clone());
        }
    }
    found
}

impl Makefile {
    fn read(&mut self, reach: &Reach, path: &str, folder: Option<&str>, depth: usize) {
        let Blob::Text(document) = reach.tree.read(path) else {
            return;
        };
        let mut under: Vec<Line> = Vec::new();
        let mut pending: Option<Line> = None;
        let mut in_recipe = false;
        for mut line in shell::lines_in(&document) {
            if let Some(before) = pending.take() {
                line.text = format!("{} {}", before.text, line.text.trim_start());
                line.place = before.place;
            }
            if let Some(open) = line.text.strip_suffix('\\') {
                pending = Some(Line {
                    text: open.trim_end().to_owned(),
                    place: line.place,
                });
                continue;
            }
            if line.text.starts_with('\t') {
                if let Some(rule) = self.rules.last_mut().filter(|_| in_recipe) {
                    rule.recipe.push(line);
                }
                continue;
            }
            let text = line.text.split(" #").next().unwrap_or_default().trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let text = text.to_owned();
            let word = text.split_whitespace().next().unwrap_or_default();
            match word {
                "ifeq" | "ifneq" | "ifdef" | "ifndef" => {
                    under.push(line);
                    continue;
                }
                "else" => {
                    if let Some(last) = under.last_mut() {
                        last.text = format!("else of {}", last.text.trim());
                    }
                    continue;
                }
                "endif" => {
                    under.pop();
                    continue;
                }
                "include" | "-include" | "sinclude" => {
                    // Where `make` runs, as for every path of it.
                    let names = self.expanded(&text).replace("$(wildcard ", "");
                    for name in names.split_whitespace().skip(1) {
                        let name = name.trim_end_matches(')');
                        for path in files(reach, name, folder) {
                            if depth < DEEPEST {
                                self.read(reach, &path, folder, depth + 1);
                            }
                        }
                    }
                    continue;
                }
                _ => {}
            }
            in_recipe = self.said(&text, line, &under);
        }
    }

    /// A line outside of recipes: a name's value, or a rule, which is told.
    fn said(&mut self, text: &str, line: Line, under: &[Line]) -> bool {
        if let Some((name, value)) = assigned(text) {
            let name = name
                .trim_start_matches("export ")
                .trim_start_matches("override ")
                .trim();
            let bare = name.rsplit(' ').next().unwrap_or(name);
            if SETTINGS.contains(&bare) {
                self.settings.push(Line {
                    text: text.to_owned(),
                    place: line.place.clone(),
                });
            }
            self.names.push((bare.to_owned(), value.trim().to_owned()));
            return false;
        }
        let text = self.expanded(text);
        let Some((targets, rest)) = text.split_once(':') else {
            return false;
        };
        let before = rest.split(';').next().unwrap_or_default();
        if let Some((name, value)) = assigned(before.trim_start_matches(':')) {
            // A value for one target, and for all that it needs.
            let name = name.trim().rsplit(' ').next().unwrap_or_default();
            if SETTINGS.contains(&name) {
                self.settings.push(Line {
                    text: text.clone(),
                    place: line.place,
                });
            }
            self.names.push((name.to_owned(), value.trim().to_owned()));
            return false;
        }
        let (needs, inline) = match rest.split_once(';') {
            Some((needs, command)) => (needs, Some(command.trim().to_owned())),
            None => (rest, None),
        };
        let list = |text: &str| -> Vec<String> {
            let words = text.trim_start_matches(':').split_whitespace();
            words
                .filter(|word| *word != "|")
                .map(str::to_owned)
                .collect()
        };
        let (targets, needs) = (list(targets), list(needs));
        match targets.first().map(String::as_str) {
            Some(".PHONY") => self.phony.extend(needs),
            Some(".IGNORE") => self.ignored.push((needs, line)),
            Some(".ONESHELL") => self.one_shell = true,
            _ => {
                let recipe = inline.map(|text| Line {
                    text,
                    place: line.place.clone(),
                });
                self.rules.push(Rule {
                    targets,
                    needs,
                    recipe: recipe.into_iter().collect(),
                    at: line,
                    under: under.to_vec(),
                });
                return true;
            }
        }
        false
    }

    /// A text with the values of names; `$$` is a dollar of the shell's.
    fn expanded(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..4 {
            let before = text.clone();
            for (name, value) in self.names.iter().rev() {
                for way in [format!("$({name})"), format!("${{{name}}}")] {
                    if text.contains(&way) && text.len() < 1 << 14 {
                        text = text.replace(&way, value);
                    }
                }
            }
            text = text.replace("$(MAKE)", "make").replace("${MAKE}", "make");
            if text == before {
                break;
            }
        }
        text.replace("$$", "$")
    }

    fn target(
        &self,
        reach: &Reach,
        goal: &str,
        folder: Option<&str>,
        seen: &mut Vec<String>,
    ) -> Reached {
        let mut found = Reached::default();
        if seen.iter().any(|known| known == goal) || seen.len() > 1_000 {
            return found;
        }
        seen.push(goal.to_owned());
        let is_it = |rule: &&Rule| rule.targets.iter().any(|target| target == goal);
        for need in self.rules.iter().filter(is_it).flat_map(|rule| &rule.needs) {
            found.then(self.target(reach, need, folder, seen));
        }
        // Of two recipes the later one counts.
        let mut own = self.rules.iter().rev().filter(is_it);
        if let Some(rule) = own.find(|rule| !rule.recipe.is_empty()) {
            found.then(self.recipe(reach, rule, folder));
        }
        if found.gate.is_none() {
            return found;
        }
        for rule in self.rules.iter().filter(is_it) {
            found.lines.extend(rule.under.iter().cloned());
            let phony = self.phony.iter().any(|target| target == goal);
            let path = reach.path(goal, folder).unwrap_or_default();
            // A file of that name is up to date, and nothing is run.
            let is_there = !path.is_empty()
                && (reach.tree.entry(&path).is_some() || reach.tree.has_below(&path));
            if !phony && is_there && rule.needs.is_empty() {
                found.flag("never", rule.at.place.clone());
            }
        }
        for (targets, line) in &self.ignored {
            if targets.is_empty() || targets.iter().any(|target| target == goal) {
                found.flag("swallowed", line.place.clone());
            }
        }
        found
    }

    /// The lines of a recipe, each with a shell of its own.
    fn recipe(&self, reach: &Reach, rule: &Rule, folder: Option<&str>) -> Reached {
        let shell = Shell {
            heeds: false,
            pipefail: false,
        };
        let mut lines: Vec<(Line, bool)> = Vec::new();
        for line in &rule.recipe {
            let bare = line.text.trim();
            let text = bare.trim_start_matches(['@', '-', '+', ' ']);
            let goes_on = bare[..bare.len() - text.len()].contains('-');
            let text = self.expanded(text);
            let place = line.place.clone();
            lines.push((Line { text, place }, goes_on));
        }
        if self.one_shell {
            let all = lines.into_iter().map(|(line, _)| line).collect();
            return shell::walk(reach, all, folder, shell);
        }
        let mut before = Vec::new();
        let mut passed = Reached::default();
        for (line, goes_on) in lines {
            let mut found = shell::walk(reach, vec![line.clone()], folder, shell);
            if found.gate.is_some() {
                if goes_on {
                    found.flag("swallowed", line.place);
                }
                before.append(&mut passed.met);
                before.append(&mut found.lines);
                found.lines = before;
                found.blinds(std::mem::take(&mut passed.blind));
                return found;
            }
            passed.then(found);
            before.push(line);
        }
        passed
    }
}

/// The files of a name, which may be a pattern.
fn files(reach: &Reach, name: &str, folder: Option<&str>) -> Vec<String> {
    let Some(path) = reach.path(name, folder) else {
        return Vec::new();
    };
    if !path.contains('*') {
        return vec![path];
    }
    let pattern = Value::computed(&*path);
    let entries = reach.tree.entries().iter().map(|entry| &*entry.path);
    let found = entries.filter(|path| is_selected(&pattern, path));
    found.map(str::to_owned).collect()
}

/// The name and the value of an assignment, which no rule is.
fn assigned(text: &str) -> Option<(&str, &str)> {
    let equal = text.find('=')?;
    let name = text[..equal]
        .trim_end_matches([':', '?', '+', '!'])
        .trim_end();
    let is_rule = name.contains(':') || name.contains('\t');
    (!is_rule && !name.is_empty()).then(|| (name, &text[equal + 1..]))
}
