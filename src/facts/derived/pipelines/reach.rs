//! What a command of a pipeline leads to inside the repository: scripts, and
//! the tools that run commands of a file of their own.

use std::cell::Cell;

use super::lines::Line;
use super::shell::{self, Shell};
use super::{hooks, make, node, starters};
use crate::facts::join;
use crate::model::{Place, Span, Value};
use crate::source::{Blob, Tree, yaml};

/// Calls inside calls that are followed.
const DEEPEST: u32 = 8;
/// Calls that lead somewhere, in all, for one tree.
const MOST: u32 = 2_000;
/// Lines that are read in all; one that a shell runs counts as four.
const LINES: u32 = 4_000_000;
/// Steps of actions and jobs of workflows that others call, in all.
const INNER: usize = 50_000;

/// Follows calls through one tree.
pub(super) struct Reach<'a> {
    pub(super) tree: &'a Tree,
    depth: Cell<u32>,
    left: Cell<u32>,
    lines: Cell<u32>,
    inner: Cell<usize>,
}

/// What commands lead to.
#[derive(Default)]
pub(super) struct Reached {
    /// Where the gate's own words stand; nothing where they don't lead there.
    pub(super) gate: Option<Option<Place>>,
    /// All that decides over it, calls replaced by what they run.
    pub(super) lines: Vec<Line>,
    pub(super) flags: Vec<(&'static str, Option<Place>)>,
    /// Files that it was followed through.
    pub(super) through: Vec<String>,
    /// What could not be followed.
    pub(super) blind: Vec<Blind>,
    /// Files that run before it and can change what its name means.
    pub(super) met: Vec<Line>,
    /// Where the shell was told to go on after a failure.
    pub(super) deaf: Option<Place>,
}

/// A call that can't be followed.
#[derive(Clone)]
pub(super) struct Blind {
    pub(super) name: String,
    /// What is known of it.
    pub(super) said: String,
    /// Whether it names the gate, in a language that is not read.
    pub(super) mentions: bool,
    pub(super) place: Option<Place>,
}

impl Reached {
    pub(super) fn flag(&mut self, name: &'static str, place: Option<Place>) {
        if self.flags.iter().all(|(known, _)| *known != name) {
            self.flags.push((name, place));
        }
    }

    /// What can't be followed, each once.
    pub(super) fn blinds(&mut self, found: Vec<Blind>) {
        for one in found {
            if self.blind.iter().all(|known| known.name != one.name) {
                self.blind.push(one);
            }
        }
    }

    /// One thing after another, each of which ends all where it fails.
    pub(super) fn then(&mut self, next: Reached) {
        self.blinds(next.blind);
        self.met.extend(next.met);
        if self.gate.is_some() || next.gate.is_none() {
            return;
        }
        self.gate = next.gate;
        self.lines.extend(next.lines);
        self.through.extend(next.through);
        for (name, place) in next.flags {
            self.flag(name, place);
        }
    }

    /// Whether there is nothing to be said of it.
    pub(super) fn is_nothing(&self) -> bool {
        self.gate.is_none() && self.blind.is_empty() && self.met.is_empty()
    }

    pub(super) fn blind(name: &str, said: String, mentions: bool, place: Option<Place>) -> Self {
        let blind = Blind {
            name: name.to_owned(),
            said,
            mentions,
            place,
        };
        Self {
            blind: vec![blind],
            ..Self::default()
        }
    }
}

impl<'a> Reach<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        Self {
            tree,
            depth: Cell::new(0),
            left: Cell::new(MOST),
            lines: Cell::new(LINES),
            inner: Cell::new(INNER),
        }
    }

    /// Whether lines may still be read, which these then are.
    pub(super) fn reads(&self, lines: usize) -> bool {
        let left = self.lines.get();
        let lines = u32::try_from(lines).unwrap_or(u32::MAX);
        self.lines.set(left.saturating_sub(lines));
        left > 0
    }

    /// Whether so many jobs or steps may still be followed, which they then are.
    pub(super) fn enters(&self, many: usize) -> bool {
        let left = self.inner.get();
        let may = many <= left;
        if may {
            self.inner.set(left - many);
        }
        may
    }

    /// A path of a command, from the folder that it runs in; nothing where it
    /// leads out of the repository, or where only the run knows.
    pub(super) fn path(&self, path: &str, folder: Option<&str>) -> Option<String> {
        const ROOTS: &[&str] = &[
            "$GITHUB_WORKSPACE",
            "${GITHUB_WORKSPACE}",
            "${{ github.workspace }}",
            "${{github.workspace}}",
            "$CI_PROJECT_DIR",
            "${CI_PROJECT_DIR}",
            "$(git rev-parse --show-toplevel)",
        ];
        let rooted = ROOTS.iter().find_map(|root| path.strip_prefix(root));
        let (folder, path) = match rooted {
            Some("") => ("", "."),
            Some(rest) => ("", rest.strip_prefix('/')?),
            None => (folder?, path),
        };
        if path.contains('$') || path.starts_with('~') {
            return None;
        }
        join(folder, path)
    }

    /// A call whose folder or file only the run knows.
    pub(super) fn unknown(&self, tool: &str, words: &[String], line: &Line) -> Reached {
        let name = format!("{tool} {}", words.join(" "));
        Reached::blind(&name, String::new(), false, line.place.clone())
    }

    /// What a YAML file of the tree says.
    pub(super) fn yaml(&self, path: &str) -> Option<Value> {
        match self.tree.read(path) {
            Blob::Text(document) => {
                let span = Span::new(0, document.text.len());
                Some(yaml::parse(&document, span).value)
            }
            _ => None,
        }
    }

    /// What a simple command leads to, where it is one that can.
    pub(super) fn call(
        &self,
        words: &[String],
        line: &Line,
        folder: Option<&str>,
        shell: Shell,
    ) -> Option<Reached> {
        let program = words.first()?;
        let name = program.rsplit('/').next().unwrap_or(program);
        let left = self.left.get();
        if self.depth.get() >= DEEPEST || left == 0 || !self.reads(0) {
            let may = program.contains('/') || TOOLS.contains(&name);
            let said = words.join(" ");
            return may.then(|| Reached::blind(&said, said.clone(), false, line.place.clone()));
        }
        self.left.set(left - 1);
        self.depth.set(self.depth.get() + 1);
        let found = self.follow(name, words, line, folder, shell);
        self.depth.set(self.depth.get() - 1);
        // What leads nowhere is free: many such commands would hide the gate.
        if self.left.get() == left - 1 && found.as_ref().is_none_or(Reached::is_nothing) {
            self.left.set(left);
        }
        found
    }

    /// The same, without bounds.
    fn follow(
        &self,
        name: &str,
        words: &[String],
        line: &Line,
        folder: Option<&str>,
        shell: Shell,
    ) -> Option<Reached> {
        let program = words.first()?;
        let rest = &words[1..];
        match name {
            "sh" | "bash" | "dash" | "zsh" | "ksh" => self.interpreter(rest, line, folder),
            "." | "source" => {
                let path = rest.first()?;
                let own = Some(&rest[1..]).filter(|own| !own.is_empty());
                let mut found = self.file(path, own, line, folder, Some(shell));
                // It speaks in the same shell, where a name is whatever it says.
                if found.gate.is_none()
                    && let Some(own) = self.met(path, folder)
                    && found.met.iter().all(|met| met.text != own.text)
                {
                    found.met.push(own);
                }
                Some(found)
            }
            "eval" => self.text(&rest.join(" "), line, folder, shell),
            "make" | "gmake" => Some(make::run(self, rest, line, folder)),
            "npm" | "yarn" | "pnpm" | "bun" => node::run(self, name, rest, line, folder, shell),
            "run-s" | "run-p" | "npm-run-all" | "npm-run-all2" => {
                Some(node::all(self, rest, line, folder))
            }
            "pre-commit" | "prek" if rest.first().is_some_and(|verb| verb == "run") => {
                Some(hooks::pre_commit(self, &rest[1..], line))
            }
            "python" | "python3"
                if rest.starts_with(&["-m".to_owned(), "pre_commit".to_owned()]) =>
            {
                let name = ["pre-commit".to_owned()];
                self.call(&[&name, &rest[2..]].concat(), line, folder, shell)
            }
            "lefthook" if rest.first().is_some_and(|verb| verb == "run") => {
                Some(hooks::lefthook(self, &rest[1..]))
            }
            _ if program.contains('/') => Some(self.file(program, Some(rest), line, folder, None)),
            _ => starters::run(self, name, rest, line, folder, shell)
                .or_else(|| self.other(name, rest, line, folder)),
        }
    }

    /// Commands that stand within a word.
    pub(super) fn text(
        &self,
        text: &str,
        line: &Line,
        folder: Option<&str>,
        shell: Shell,
    ) -> Option<Reached> {
        let lines = text.lines().map(|text| Line {
            text: text.to_owned(),
            place: line.place.clone(),
        });
        Some(shell::walk(self, lines.collect(), folder, shell))
    }

    /// A shell that is told what to run.
    fn interpreter(&self, words: &[String], line: &Line, folder: Option<&str>) -> Option<Reached> {
        let mut shell = Shell {
            heeds: false,
            pipefail: false,
        };
        let mut words = words.iter();
        let mut is_idle = false;
        while let Some(word) = words.next() {
            let Some(letters) = word.strip_prefix(['-', '+']) else {
                let rest = words.as_slice();
                let mut found = self.file(word, Some(rest), line, folder, Some(shell));
                if is_idle {
                    found.flag("never", line.place.clone());
                }
                return Some(found);
            };
            if letters.starts_with('-') {
                continue;
            }
            is_idle |= letters.contains('n');
            if letters.contains('e') {
                shell.heeds = word.starts_with('-');
            }
            if letters.contains('o') {
                match words.next().map(String::as_str) {
                    Some("pipefail") => shell.pipefail = true,
                    Some("errexit") => shell.heeds = true,
                    _ => {}
                }
            }
            if letters.contains('c') {
                let mut found = self.text(words.next()?, line, folder, shell);
                if let Some(found) = found.as_mut().filter(|_| is_idle) {
                    found.flag("never", line.place.clone());
                }
                return found;
            }
        }
        None
    }
}

/// Programs that run what a file of the repository says.
const TOOLS: &[&str] = &[
    "sh",
    "bash",
    "dash",
    "zsh",
    "ksh",
    ".",
    "source",
    "make",
    "gmake",
    "npm",
    "yarn",
    "pnpm",
    "bun",
    "pre-commit",
    "lefthook",
];
