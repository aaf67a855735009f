//! A Makefile: what a target runs, its prerequisites first.

mod names;
mod read;

use super::lines::Line;
use super::reach::{Reach, Reached};
use super::shell::{self, Shell};
use crate::source::Blob;

use names::Used;
use read::{Makefile, Rule};

/// Names of the file, first one first.
const NAMES: &[&str] = &["GNUmakefile", "makefile", "Makefile"];
/// Targets that one run makes.
const MOST: usize = 1_000;

/// What `make` is told.
struct Told {
    folder: Option<String>,
    file: Option<String>,
    goals: Vec<String>,
    given: Vec<(String, String)>,
    flags: Vec<&'static str>,
    /// Options that say what is made of the file, as they are written.
    said: Vec<String>,
}

impl Told {
    fn by(reach: &Reach, words: &[String], folder: Option<&str>) -> Self {
        let mut told = Self {
            folder: folder.map(str::to_owned),
            file: None,
            goals: Vec::new(),
            given: Vec::new(),
            flags: Vec::new(),
            said: Vec::new(),
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (option, attached) = parted(word);
            let mut value = || match attached {
                Some(value) => value.to_owned(),
                None => words.next().cloned().unwrap_or_default(),
            };
            match option {
                "-C" | "--directory" => {
                    told.folder = reach.path(&value(), told.folder.as_deref());
                }
                "-f" | "--file" | "--makefile" => told.file = Some(value()),
                "-E" | "--eval" | "-o" | "--old-file" | "--assume-old" | "-W" | "--what-if"
                | "--new-file" | "--assume-new" | "-I" | "--include-dir" => {
                    let value = value();
                    told.said.push(format!("{option} {value}"));
                }
                "-e" | "--environment-overrides" => told.said.push(option.to_owned()),
                "-j" | "-l" | "--jobs" | "--load-average" => {
                    let is_value = |next: &String| next.bytes().all(|byte| byte.is_ascii_digit());
                    if attached.is_none() && words.clone().next().is_some_and(is_value) {
                        words.next();
                    }
                }
                "-O" => {}
                "--ignore-errors" => told.flags.push("swallowed"),
                "--dry-run" | "--just-print" | "--recon" | "--touch" | "--question" => {
                    told.flags.push("never");
                }
                long if long.starts_with("--") => {}
                short if short.starts_with('-') => {
                    if short.contains('i') {
                        told.flags.push("swallowed");
                    }
                    if short.contains(['n', 't', 'q'].as_slice()) {
                        told.flags.push("never");
                    }
                    if short.contains('e') {
                        told.said.push("-e".to_owned());
                    }
                }
                other => match other.split_once('=') {
                    Some((name, value)) => {
                        let name = name.trim_end_matches([':', '?', '+']);
                        told.given.push((name.to_owned(), value.to_owned()));
                        // A `make` within this one has it, too.
                        told.said.push(other.to_owned());
                    }
                    None => told.goals.push(other.to_owned()),
                },
            }
        }
        told
    }
}

/// An option and the value that is written in the same word.
fn parted(word: &str) -> (&str, Option<&str>) {
    if word.starts_with("--") {
        return word
            .split_once('=')
            .map_or((word, None), |(option, value)| (option, Some(value)));
    }
    let takes_value = ["-C", "-f", "-E", "-o", "-W", "-I", "-O", "-j", "-l"];
    match takes_value.iter().find(|option| word.starts_with(**option)) {
        Some(option) if word.len() > option.len() => (option, Some(&word[option.len()..])),
        _ => (word, None),
    }
}

/// What `make` with these words leads to.
pub(super) fn run(reach: &Reach, words: &[String], line: &Line, folder: Option<&str>) -> Reached {
    let mut told = Told::by(reach, words, folder);
    let names: Vec<&str> = match &told.file {
        Some(name) => vec![name.as_str()],
        None => NAMES.to_vec(),
    };
    let folder = told.folder.as_deref();
    let paths: Vec<String> = names
        .iter()
        .filter_map(|name| reach.path(name, folder))
        .collect();
    if paths.is_empty() {
        // In which folder it runs, or what it reads, only the run knows.
        return reach.unknown("make", words, line);
    }
    let is_text = |path: &String| matches!(reach.tree.read(path), Blob::Text(_));
    let Some(path) = paths.into_iter().find(is_text) else {
        return Reached::default();
    };
    let mut makefile = Makefile::default();
    for (name, value) in &told.given {
        makefile.names.tell(name, value);
    }
    makefile.read(reach, &path, folder, &[], 0);
    let mut used = Used::default();
    if told.goals.is_empty() {
        let said = makefile.names.expanded("$(.DEFAULT_GOAL)", &[], &mut used);
        let first = makefile.rules.iter().flat_map(|rule| &rule.targets);
        let first = first.into_iter().find(|target| !target.starts_with('.'));
        match said.starts_with('$') {
            true => told.goals.extend(first.cloned()),
            false => told.goals.push(said),
        }
    }
    let mut found = Reached::default();
    let mut way = Way {
        reach,
        folder,
        seen: Vec::new(),
        around: Vec::new(),
        used,
        led: Vec::new(),
    };
    for goal in &told.goals {
        found.then(makefile.target(&mut way, goal));
    }
    if found.gate.is_none() {
        found.met.extend(makefile.names.acting().cloned());
    } else {
        found.through.insert(0, path);
        found
            .lines
            .extend(makefile.names.lines(&way.used, &way.led));
        let said = told.said.into_iter().map(|text| Line {
            text,
            place: line.place.clone(),
        });
        found.lines.extend(said);
        for flag in told.flags {
            found.flag(flag, line.place.clone());
        }
    }
    found
}

/// The way through the targets.
struct Way<'a> {
    reach: &'a Reach<'a>,
    folder: Option<&'a str>,
    seen: Vec<String>,
    /// The targets that need this one, outermost first, and itself.
    around: Vec<String>,
    /// Names that are read on the way to the gate.
    used: Used,
    /// The targets that led to the gate.
    led: Vec<String>,
}

impl Makefile {
    fn target(&self, way: &mut Way, goal: &str) -> Reached {
        let mut found = Reached::default();
        if way.seen.iter().any(|known| known == goal) || way.seen.len() > MOST {
            return found;
        }
        way.seen.push(goal.to_owned());
        way.around.push(goal.to_owned());
        let is_it = |rule: &&Rule| rule.targets.iter().any(|target| target == goal);
        for need in self.rules.iter().filter(is_it).flat_map(|rule| &rule.needs) {
            found.then(self.target(way, need));
        }
        // Of two recipes the later one counts, where its condition holds.
        let recipes = self.rules.iter().rev().filter(is_it);
        for rule in recipes.filter(|rule| !rule.recipe.is_empty()) {
            let own = self.recipe(way, rule);
            let is_last = own.gate.is_some() || rule.under.is_empty();
            found.then(own);
            if is_last {
                break;
            }
        }
        way.around.pop();
        if found.gate.is_none() {
            return found;
        }
        let phony = self.phony.iter().any(|target| target == goal);
        let path = way.reach.path(goal, way.folder).unwrap_or_default();
        let tree = way.reach.tree;
        // A file of that name is up to date, and nothing is run.
        let is_there = !path.is_empty() && (tree.entry(&path).is_some() || tree.has_below(&path));
        for rule in self.rules.iter().filter(is_it) {
            found.lines.extend(rule.under.iter().cloned());
            way.used.extend(&rule.used);
            way.conditions(&rule.under);
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
    fn recipe(&self, way: &mut Way, rule: &Rule) -> Reached {
        let shell = Shell {
            heeds: false,
            pipefail: false,
        };
        let mut used = Used::default();
        let mut lines: Vec<(Line, bool)> = Vec::new();
        let mut under: Vec<Line> = Vec::new();
        for step in &rule.recipe {
            let place = &step.line.place;
            let written = step.line.text.trim();
            let text = bare(written);
            let goes_on = written[..written.len() - text.len()].contains('-');
            // A name may stand for several lines.
            let text = self.names.expanded(text, &way.around, &mut used);
            under.extend(step.under.iter().cloned());
            for own in text.lines().filter(|own| !own.trim().is_empty()) {
                let text = bare(own.trim());
                let goes_on = goes_on || own.trim()[..own.trim().len() - text.len()].contains('-');
                let line = Line {
                    text: text.to_owned(),
                    place: place.clone(),
                };
                lines.push((line, goes_on));
            }
        }
        let found = match self.one_shell {
            true => {
                let all = lines.into_iter().map(|(line, _)| line).collect();
                shell::walk(way.reach, all, way.folder, shell)
            }
            false => each(way.reach, lines, way.folder, shell),
        };
        if found.gate.is_none() {
            return found;
        }
        way.used.extend(&used);
        way.conditions(&under);
        way.led.clone_from(&way.around);
        let mut found = found;
        found.lines.extend(under);
        found
    }
}

impl Way<'_> {
    /// What a condition reads decides, too.
    fn conditions(&mut self, under: &[Line]) {
        for line in under {
            self.used.all_of(&line.text);
        }
    }
}

/// Lines that are run one by one.
fn each(reach: &Reach, lines: Vec<(Line, bool)>, folder: Option<&str>, shell: Shell) -> Reached {
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

/// A line of a recipe without the marks before it.
fn bare(text: &str) -> &str {
    text.trim_start_matches(['@', '-', '+', ' '])
}
