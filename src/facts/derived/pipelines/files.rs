//! Files of the repository that a command runs, or is given.

use std::sync::LazyLock;

use regex::Regex;

use super::frame::digest;
use super::lines::{self, Line};
use super::reach::{Reach, Reached};
use super::shell::{self, Shell};
use super::words;
use crate::model::{Document, Place};
use crate::source::Blob;

impl Reach<'_> {
    /// A file that is run with arguments, by the shell that is said or by its
    /// own first line; with none of its own it has those of who reads it.
    pub(super) fn file(
        &self,
        name: &str,
        arguments: Option<&[String]>,
        line: &Line,
        folder: Option<&str>,
        given: Option<Shell>,
    ) -> Reached {
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
        let mut lines = lines::of_file(&document);
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
        if let Some(arguments) = arguments {
            with(&mut lines, arguments);
        }
        let arguments = arguments.unwrap_or_default();
        let mut found = shell::walk(self, lines, folder, shell);
        if found.gate.is_some() {
            // It may ask for them in some other way.
            let asks = |line: &Line| READS.is_match(&line.text);
            if !arguments.is_empty() && found.lines.iter().any(asks) {
                found.lines.push(Line {
                    text: format!("with {}", arguments.join(" ")),
                    place: line.place.clone(),
                });
            }
            found.through.insert(0, path);
            return found;
        }
        if replaces(&document.text) {
            // The whole of it takes the place of single lines.
            let is_own = |met: &Line| {
                let place = met.place.as_ref();
                place.is_some_and(|place| place.path() == path)
            };
            found.met.retain(|met| !is_own(met));
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
            text: format!("{path} {} {}", entry.size, digest(&bytes)),
            place: Some(place),
        })
    }

    /// A file in a language that is not followed.
    pub(super) fn unread(&self, document: &Document, line: &Line) -> Reached {
        let mentions = shell::mentions(&document.text);
        match mentions {
            true => {
                let said = digest(document.text.as_bytes());
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
                let said = digest(document.text.as_bytes());
                Some(Reached::blind(&path, said, false, line.place.clone()))
            }
            _ => None,
        })
    }

    /// Other tools, by the file that says what they run: it is not followed,
    /// and known where it names the gate.
    pub(super) fn other(
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
            "poe" | "hatch" | "pdm" | "poetry" | "rye" => &["pyproject.toml"],
            "pipenv" => &["Pipfile"],
            "cargo" if words.first().is_some_and(|verb| verb == "make") => &["Makefile.toml"],
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

/// Words of a script that read its arguments.
static READS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\$\{?[@*#1-9]|\b(shift|getopts)\b")
        .expect("internal error: the pattern of arguments")
});
/// A way of programs that is given anew.
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(^|[\s;&|(])PATH\s*[:+?]?=")
        .expect("internal error: the pattern of a way of programs")
});

/// Puts arguments in the place of the words that read them all, or one.
fn with(lines: &mut [Line], arguments: &[String]) {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=./:@%+,".contains(&byte);
    let quoted = |word: &String| match !word.is_empty() && word.bytes().all(is_bare) {
        true => word.clone(),
        false => format!("'{word}'"),
    };
    let all: Vec<String> = arguments.iter().map(quoted).collect();
    let numbered = all.iter().take(9).enumerate();
    let numbered = numbered.map(|(at, value)| ((at + 1).to_string(), value.clone()));
    let whole = ["@", "*"].map(|name| (name.to_owned(), all.join(" ")));
    let ways: Vec<(String, String)> = whole
        .into_iter()
        .chain(numbered)
        .flat_map(|(name, value)| {
            let ways = [
                format!("\"${name}\""),
                format!("\"${{{name}}}\""),
                format!("${name}"),
                format!("${{{name}}}"),
            ];
            ways.map(|way| (way, value.clone()))
        })
        .collect();
    for line in lines.iter_mut().filter(|line| READS.is_match(&line.text)) {
        for (way, value) in &ways {
            line.text = line.text.replace(way, value);
        }
    }
}

/// Whether some words can make another program of the gate's name.
pub(super) fn replaces(text: &str) -> bool {
    REPLACES.iter().any(|word| text.contains(word)) || PATH.is_match(text)
}

/// Words that can.
const REPLACES: &[&str] = &[
    "ethics-gate",
    "ethics_gate",
    "GITHUB_PATH",
    "GITHUB_ENV",
    "BASH_ENV",
    "alias ",
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
