//! Programs that start another one: in their surroundings, for each of some
//! files, or as a task that a file of their own names.

use super::frame::{canonical, digest, local};
use super::lines::Line;
use super::reach::{Reach, Reached};
use super::shell::{self, Shell};
use crate::model::Span;
use crate::source::{Blob, json};

/// Programs that run what follows their options, with the verbs that say so.
const RUN: &[(&str, &[&str])] = &[
    ("bun", &["x"]),
    ("bundle", &["exec"]),
    ("bunx", &[]),
    ("conda", &["run"]),
    ("hatch", &["run"]),
    ("micromamba", &["run"]),
    ("mise", &["exec", "x"]),
    ("npm", &["exec", "x"]),
    ("npx", &[]),
    ("pdm", &["run"]),
    ("pipenv", &["run"]),
    ("pipx", &["run"]),
    ("pnpm", &["exec", "dlx"]),
    ("pnpx", &[]),
    ("poetry", &["run"]),
    ("rye", &["run"]),
    ("uv", &["run"]),
    ("uvx", &[]),
    ("xvfb-run", &[]),
    ("yarn", &["exec", "dlx"]),
];
/// Their options whose value is the next word.
const VALUED: &[&str] = &[
    "--env-file",
    "--extra",
    "--from",
    "--group",
    "--index",
    "--index-url",
    "--name",
    "--only-group",
    "--package",
    "--project",
    "--python",
    "--spec",
    "--with",
    "--with-editable",
    "--with-requirements",
    "-p",
];
/// Options that name a folder.
const FOLDER: &[&str] = &["--cwd", "--dir", "--directory", "--prefix", "-C"];
/// Options that name packages, whose folders only the tool knows.
const PACKAGES: &[&str] = &["--filter", "--workspace", "-F", "-w"];
/// The same, of all of them.
const EVERY: &[&str] = &["--recursive", "--workspaces", "-r", "-ws"];
/// Options of `xargs` and its like whose value is the next word.
const OF_XARGS: &[&str] = &[
    "--arg-file",
    "--delimiter",
    "--jobs",
    "--max-args",
    "--max-procs",
    "-E",
    "-I",
    "-L",
    "-P",
    "-a",
    "-d",
    "-j",
    "-n",
    "-s",
];
/// Package files that are looked at.
const MOST: usize = 500;

/// The folder that options lead to, and whether they name one at all.
pub(super) struct Options {
    pub(super) folder: Option<String>,
    /// How many words they are, values included.
    pub(super) words: usize,
    /// Commands in one word, as `-c` has them.
    call: bool,
}

/// Options before a word that is none.
pub(super) fn options(reach: &Reach, words: &[String], folder: Option<&str>) -> Options {
    let mut found = Options {
        folder: folder.map(str::to_owned),
        words: 0,
        call: false,
    };
    while let Some(word) = words.get(found.words) {
        let (option, attached) = word
            .split_once('=')
            .map_or((&**word, None), |(option, value)| (option, Some(value)));
        if !option.starts_with('-') {
            break;
        }
        found.words += 1;
        if option == "--" {
            break;
        }
        if matches!(option, "-c" | "--call") {
            found.call = true;
            break;
        }
        let is_folder = FOLDER.contains(&option);
        let takes_value = is_folder || VALUED.contains(&option) || PACKAGES.contains(&option);
        let value = match attached {
            Some(value) => value,
            None if takes_value => {
                found.words += 1;
                words.get(found.words - 1).map_or("", String::as_str)
            }
            None => "",
        };
        if is_folder {
            found.folder = reach.path(value, found.folder.as_deref());
        }
        if PACKAGES.contains(&option) || EVERY.contains(&option) {
            found.folder = None;
        }
    }
    found.words = found.words.min(words.len());
    found
}

/// What a program that starts another one leads to; nothing where it starts
/// none.
pub(super) fn run(
    reach: &Reach,
    name: &str,
    words: &[String],
    line: &Line,
    folder: Option<&str>,
    shell: Shell,
) -> Option<Reached> {
    match name {
        "find" => return each_file(reach, words, line, folder, shell),
        "xargs" | "parallel" => {
            let mut words = words.iter().as_slice();
            while let Some((option, rest)) = words.split_first() {
                if !option.starts_with('-') {
                    break;
                }
                let value = OF_XARGS.contains(&option.as_str());
                words = &rest[usize::from(value).min(rest.len())..];
            }
            return reach.call(words, line, folder, shell);
        }
        "turbo" | "nx" | "lerna" | "moon" | "rush" => return Some(tasks(reach, name, words, line)),
        "cargo" => return cargo(reach, words, line, folder),
        _ => {}
    }
    let (_, verbs) = RUN.iter().find(|(known, _)| *known == name)?;
    let before = options(reach, words, folder);
    let mut rest = &words[before.words..];
    if !verbs.is_empty() {
        let (verb, more) = rest.split_first()?;
        if !verbs.contains(&verb.as_str()) {
            return None;
        }
        rest = more;
    }
    let found = program(reach, rest, line, before.folder.as_deref(), shell);
    // Its own file may know that name, too.
    let is_nothing = found.as_ref().is_none_or(Reached::is_nothing);
    match is_nothing {
        true => reach.other(name, words, line, folder).or(found),
        false => found,
    }
}

/// What follows the verb that starts it.
pub(super) fn program(
    reach: &Reach,
    words: &[String],
    line: &Line,
    folder: Option<&str>,
    shell: Shell,
) -> Option<Reached> {
    let found = options(reach, words, folder);
    let rest = &words[found.words..];
    let first = rest.first()?;
    let folder = found.folder.as_deref();
    if found.call {
        return reach.text(first, line, folder, shell);
    }
    // A version behind its name says nothing of what it is.
    let pin = first.find("==").or_else(|| {
        let at = first.rfind('@')?;
        (at > 0 && !first.starts_with(['.', '/'])).then_some(at)
    });
    let name = pin.map_or(first.as_str(), |at| &first[..at]);
    let words = [&[name.to_owned()], &rest[1..]].concat();
    reach.call(&words, line, folder, shell)
}

/// `find … -exec`: with `;` at its end it passes over every failure.
fn each_file(
    reach: &Reach,
    words: &[String],
    line: &Line,
    folder: Option<&str>,
    shell: Shell,
) -> Option<Reached> {
    let (command, end) = of_find(words)?;
    let mut found = reach.call(command, line, folder, shell)?;
    if found.gate.is_some() && end == ";" {
        found.flag("swallowed", line.place.clone());
    }
    Some(found)
}

/// The command that `find` runs, and how that ends.
fn of_find(words: &[String]) -> Option<(&[String], &str)> {
    let is_exec = |word: &String| matches!(&**word, "-exec" | "-execdir" | "-ok" | "-okdir");
    let at = words.iter().position(is_exec)?;
    let rest = &words[at + 1..];
    let end = rest.iter().position(|word| matches!(&**word, ";" | "+"));
    let end = end.unwrap_or(rest.len());
    Some((&rest[..end], rest.get(end).map_or("", String::as_str)))
}

/// Whether a command runs others and passes over their failures.
pub(super) fn passes_over(words: &[String]) -> bool {
    let (program, rest) = words
        .split_first()
        .map_or(("", &[][..]), |(program, rest)| (program.as_str(), rest));
    let is_find = program.rsplit('/').next() == Some("find");
    is_find && of_find(rest).is_some_and(|(_, end)| end == ";")
}

/// Tasks of a workspace: which packages they run in, only the tool knows.
fn tasks(reach: &Reach, tool: &str, words: &[String], line: &Line) -> Reached {
    let bare = words.iter().flat_map(|word| word.split([':', '=', ',']));
    let names: Vec<&str> = bare.filter(|word| !word.starts_with('-')).collect();
    let mut said = Vec::new();
    let entries = reach.tree.entries().iter();
    let files = entries.filter(|entry| {
        let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
        matches!(name, "package.json" | "project.json")
    });
    for entry in files.take(MOST) {
        let Blob::Text(document) = reach.tree.read(&entry.path) else {
            continue;
        };
        if !shell::mentions(&document.text) {
            continue;
        }
        let root = json::parse(&document, Span::new(0, document.text.len())).value;
        for group in ["scripts", "targets"] {
            for name in &names {
                if let Some(task) = root.get(group).and_then(|all| all.get(name)) {
                    said.push(format!("{} {name} {}", entry.path, canonical(task)));
                }
            }
        }
    }
    let mentions = said.iter().any(|text| shell::mentions(text));
    let said = match mentions {
        true => digest(said.join("\n").as_bytes()),
        false => String::new(),
    };
    let name = format!("{tool} {}", words.join(" "));
    Reached::blind(&name, said, mentions, line.place.clone())
}

/// `cargo xtask`, an alias, or `cargo run`: a program of the repository.
fn cargo(reach: &Reach, words: &[String], line: &Line, folder: Option<&str>) -> Option<Reached> {
    let mut words: Vec<String> = words.to_vec();
    let at = words
        .iter()
        .position(|word| !word.starts_with(['-', '+']))?;
    let verb = words[at].clone();
    if let Some(alias) = alias(reach, &verb, folder) {
        words.splice(at..=at, alias);
    } else if verb == "xtask" {
        let run = ["run", "--package", "xtask", "--"].map(str::to_owned);
        words.splice(at..=at, run);
    }
    if words
        .get(at)
        .is_none_or(|word| word != "run" && word != "r")
    {
        return None;
    }
    let mut named = words.iter().skip(at + 1).take_while(|word| *word != "--");
    let mut package = None;
    while let Some(word) = named.next() {
        match word.split_once('=') {
            Some(("--package", name)) => package = Some(name.to_owned()),
            _ if word == "-p" || word == "--package" => package = named.next().cloned(),
            _ => {}
        }
    }
    let package = package?;
    let manifest = format!("{package}/Cargo.toml");
    let mut entries = reach.tree.entries().iter();
    let found = entries.find_map(|entry| {
        let rest = entry.path.strip_suffix(&*manifest)?;
        (rest.is_empty() || rest.ends_with('/')).then(|| format!("{rest}{package}"))
    });
    let own = format!("{}/", found?);
    let entries = reach.tree.entries().iter();
    let mentions = entries
        .filter(|entry| entry.path.starts_with(&own))
        .any(|entry| match reach.tree.read(&entry.path) {
            Blob::Text(document) => shell::mentions(&document.text),
            _ => false,
        });
    if !mentions && verb != "xtask" {
        return None;
    }
    let said = match mentions {
        true => digest(local(reach.tree, own.trim_end_matches('/')).as_bytes()),
        false => String::new(),
    };
    let name = format!("cargo {}", words.join(" "));
    Some(Reached::blind(&name, said, mentions, line.place.clone()))
}

/// The words that an alias of cargo stands for.
fn alias(reach: &Reach, verb: &str, folder: Option<&str>) -> Option<Vec<String>> {
    let files = [".cargo/config.toml", ".cargo/config"];
    let folders = [folder, Some("")];
    let paths = folders
        .into_iter()
        .flat_map(|folder| files.iter().map(move |file| (file, folder)));
    let mut documents = paths.filter_map(|(file, folder)| {
        let path = reach.path(file, folder)?;
        match reach.tree.read(&path) {
            Blob::Text(document) => Some(document),
            _ => None,
        }
    });
    documents.find_map(|document| {
        let mut lines = document.text.lines();
        lines.find_map(|line| {
            let (name, value) = line.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'', '[', ']']);
            let words = value.split([' ', ',']).map(|word| word.trim_matches('"'));
            let words = words.filter(|word| !word.is_empty()).map(str::to_owned);
            (name.trim() == verb).then(|| words.collect())
        })
    })
}
