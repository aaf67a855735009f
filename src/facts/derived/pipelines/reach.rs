//! What a command of a pipeline leads to inside the repository: scripts, and
//! the tools that run commands of a file of their own.

use std::cell::Cell;

use super::shell::{self, Line, Shell};
use super::words;
use super::{hooks, make, node};
use crate::facts::join;
use crate::model::{Document, Place, Span, Value};
use crate::source::{Blob, Tree, yaml};

/// Calls inside calls that are followed.
const DEEPEST: u32 = 8;
/// Calls that are followed in all, for one tree.
const MOST: u32 = 2_000;

/// Follows calls through one tree.
pub(super) struct Reach<'a> {
    pub(super) tree: &'a Tree,
    depth: Cell<u32>,
    left: Cell<u32>,
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

    fn blind(name: &str, said: String, mentions: bool, place: Option<Place>) -> Self {
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
        }
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
        if self.depth.get() >= DEEPEST || self.left.get() == 0 {
            let may = program.contains('/') || TOOLS.contains(&name);
            let said = words.join(" ");
            return may.then(|| Reached::blind(&said, said.clone(), false, line.place.clone()));
        }
        self.left.set(self.left.get() - 1);
        self.depth.set(self.depth.get() + 1);
        let found = self.follow(name, words, line, folder, shell);
        self.depth.set(self.depth.get() - 1);
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
                let mut found = self.file(path, line, folder, Some(shell));
                // It speaks in the same shell, where a name is whatever it says.
                if found.gate.is_none() && found.met.is_empty() {
                    found.met.extend(self.met(path, folder));
                }
                Some(found)
            }
            "eval" => self.text(&rest.join(" "), line, folder, shell),
            "make" | "gmake" => Some(make::run(self, rest, line, folder)),
            "npm" | "yarn" | "pnpm" | "bun" => node::run(self, name, rest, line, folder),
            "run-s" | "run-p" | "npm-run-all" | "npm-run-all2" => {
                Some(node::all(self, rest, line, folder))
            }
            "pre-commit" | "prek" if rest.first().is_some_and(|verb| verb == "run") => {
                Some(hooks::pre_commit(self, &rest[1..]))
            }
            "lefthook" if rest.first().is_some_and(|verb| verb == "run") => {
                Some(hooks::lefthook(self, &rest[1..]))
            }
            _ if program.contains('/') => Some(self.file(program, line, folder, None)),
            _ => self.other(name, rest, line, folder),
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
                let mut found = self.file(word, line, folder, Some(shell));
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
                return self.text(words.next()?, line, folder, shell);
            }
        }
        None
    }

    /// A file that is run, by the shell that is said or by its own first line.
    fn file(&self, name: &str, line: &Line, folder: Option<&str>, given: Option<Shell>) -> Reached {
        let Some(path) = self.path(name, folder) else {
            // What lies outside of the repository is no part of the change.
            let is_outside =
                name.starts_with(['/', '~']) || folder.is_some() && name.contains("..");
            return match is_outside {
                true => Reached::default(),
                false => Reached::blind(name, String::new(), false, line.place.clone()),
            };
        };
        let document = match self.tree.read(&path) {
            Blob::Text(document) => document,
            Blob::Missing => {
                return match self.tree.has_below(&path) {
                    true => Reached::default(),
                    false => Reached::blind(&path, String::new(), false, line.place.clone()),
                };
            }
            _ => return Reached::blind(&path, String::new(), false, line.place.clone()),
        };
        let first = document.text.lines().next().unwrap_or_default();
        let own = match first.strip_prefix("#!") {
            Some(program) => interpreter_of(program),
            None => Some((
                Shell {
                    heeds: false,
                    pipefail: false,
                },
                true,
            )),
        };
        // Whoever names the shell passes over the first line.
        let Some((shell, _)) = given.map(|shell| (shell, true)).or(own) else {
            return self.unread(&document, line);
        };
        let mut lines = shell::lines_in(&document);
        // `$0` is the script's own name.
        let own = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let up: String = match folder {
            Some(folder) if !folder.is_empty() => "../".repeat(folder.split('/').count()),
            _ => String::new(),
        };
        let here = match own.is_empty() {
            true => format!("{up}."),
            false => format!("{up}{own}"),
        };
        for line in &mut lines {
            for way in [
                "$(dirname \"$0\")",
                "$(dirname $0)",
                "${0%/*}",
                "$(dirname \"${BASH_SOURCE[0]}\")",
            ] {
                if line.text.contains(way) {
                    line.text = line.text.replace(way, &here);
                }
            }
        }
        let mut found = shell::walk(self, lines, folder, shell);
        if found.gate.is_some() {
            found.through.insert(0, path);
            return found;
        }
        if REPLACES.iter().any(|word| document.text.contains(word)) {
            found.met.extend(self.met(name, folder));
        }
        // Its words may make up the gate's name where they can't be read.
        if shell::mentions(&document.text) && found.blind.is_empty() && is_called(&document) {
            found.then(self.unread(&document, line));
        }
        found
    }

    /// A file of the repository as a line that changes with its bytes.
    pub(super) fn met(&self, name: &str, folder: Option<&str>) -> Option<Line> {
        /// More than any script; of a program that lies there the beginning.
        const MOST: u64 = 4 << 20;
        let path = self.path(name, folder)?;
        let entry = self.tree.entry(&path)?;
        let bytes = self.tree.head(&path, MOST).ok()?;
        let place = match self.tree.read(&path) {
            Blob::Text(document) => Place::start_of(&document),
            _ => Place::missing(&*path),
        };
        Some(Line {
            text: format!("{path} {} {}", entry.size, super::frame::digest(&bytes)),
            place: Some(place),
        })
    }

    /// A file in a language that is not followed.
    fn unread(&self, document: &Document, line: &Line) -> Reached {
        let mentions = shell::mentions(&document.text);
        match mentions {
            true => {
                let said = super::frame::digest(document.text.as_bytes());
                Reached::blind(&document.path, said, true, line.place.clone())
            }
            false => Reached::default(),
        }
    }

    /// A script that names the gate and that some program is given: it may run
    /// it, as in a container, or only look at it.
    fn handed_on(&self, words: &[String], line: &Line, folder: Option<&str>) -> Option<Reached> {
        let files = words.iter().filter(|word| word.contains('/'));
        let mut files = files.filter_map(|word| self.path(word, folder));
        files.find_map(|path| match self.tree.read(&path) {
            Blob::Text(document) if is_called(&document) => {
                let said = super::frame::digest(document.text.as_bytes());
                Some(Reached::blind(&path, said, false, line.place.clone()))
            }
            _ => None,
        })
    }

    /// Other tools, by the file that says what they run: it is not followed,
    /// and known where it names the gate.
    fn other(
        &self,
        name: &str,
        words: &[String],
        line: &Line,
        folder: Option<&str>,
    ) -> Option<Reached> {
        let files: &[&str] = match name {
            "just" => &["justfile", "Justfile", ".justfile"],
            "task" => &["Taskfile.yml", "Taskfile.yaml", "taskfile.yml"],
            "tox" => &["tox.ini", "setup.cfg", "pyproject.toml"],
            "nox" => &["noxfile.py"],
            "invoke" | "inv" => &["tasks.py"],
            "poe" | "hatch" | "pdm" | "rye" => &["pyproject.toml"],
            "rake" => &["Rakefile"],
            "mise" => &["mise.toml", ".mise.toml"],
            "earthly" => &["Earthfile"],
            "dagger" => &["dagger.json"],
            "python" | "python3" | "node" | "ruby" | "perl" | "deno" | "pwsh" | "tsx" => {
                let script = words.iter().find(|word| !word.starts_with('-'))?;
                let path = self.path(script, folder)?;
                return match self.tree.read(&path) {
                    Blob::Text(document) => Some(self.unread(&document, line)),
                    _ => None,
                };
            }
            _ => return self.handed_on(words, line, folder),
        };
        let mut found = Reached::default();
        for file in files {
            let Some(path) = self.path(file, folder) else {
                continue;
            };
            if let Blob::Text(document) = self.tree.read(&path) {
                found.then(self.unread(&document, line));
            }
        }
        Some(found)
    }
}

/// Words of a script that can make another program of the gate's name.
const REPLACES: &[&str] = &[
    "ethics-gate",
    "ethics_gate",
    "GITHUB_PATH",
    "GITHUB_ENV",
    "BASH_ENV",
    "alias ",
];

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

/// The shell that a script's first line asks for.
fn interpreter_of(program: &str) -> Option<(Shell, bool)> {
    let words = words::split(program);
    let mut words = words
        .iter()
        .map(String::as_str)
        .filter(|word| *word != "-S");
    let mut name = words.next()?;
    if name.ends_with("/env") {
        name = words.next()?;
    }
    let name = name.rsplit('/').next().unwrap_or(name);
    if !matches!(name, "sh" | "bash" | "dash" | "zsh" | "ksh" | "ash") {
        return None;
    }
    let shell = Shell {
        heeds: false,
        pipefail: false,
    };
    let options: Vec<&str> = words.collect();
    match options.is_empty() {
        true => Some((shell, true)),
        // An option such as `-n` runs nothing at all.
        false => words::options(&format!("set {}", options.join(" ")), shell)
            .filter(|(_, is_strict)| *is_strict),
    }
}

/// Whether a file names the gate outside of its comments.
fn is_called(document: &Document) -> bool {
    let mut lines = document.text.lines();
    lines.any(|line| !line.trim_start().starts_with('#') && shell::mentions(line))
}
