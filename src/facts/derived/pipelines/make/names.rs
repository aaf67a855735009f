//! The names of a Makefile: what each is worth where a recipe runs, and the
//! lines that say so. Of several lines that may count, the one that leads to
//! the gate is followed, and all of them are told.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};

use super::super::files;
use super::super::lines::Line;
use super::super::shell;

/// Names inside names.
const DEEPEST: u32 = 16;
/// Names that are looked up in all, for one run of `make`.
const MOST: u32 = 20_000;
/// Characters of a text that still grows.
const LONGEST: usize = 1 << 14;
/// Bytes between two brackets.
const FARTHEST: usize = 1 << 12;
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
    UNREAD,
];
/// Stands for the names of a line that can't be read. No name is written so.
pub(super) const UNREAD: &str = "(unread)";

/// How a line gives a name its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// `=`, `define` and `undefine`: it counts where the name is used.
    Late,
    /// `:=`: what it is worth right there.
    AtOnce,
    /// `?=`: where the name has no value yet.
    IfNone,
    /// `+=`: after the value that it has.
    More,
    /// `!=`: what the shell answers, which nobody knows here.
    Asked,
}

/// A line that gives a name a value.
#[derive(Clone)]
pub(super) struct Given {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) way: Way,
    /// It goes over the command line.
    pub(super) overrides: bool,
    /// It reaches beyond the name: every program that a recipe starts has it,
    /// or what is run for it can make another program of the gate's name.
    pub(super) exported: bool,
    /// Targets that it holds for, with all that they need; for all where there
    /// are none.
    pub(super) targets: Vec<String>,
    /// Whether only the run knows if it counts.
    pub(super) is_open: bool,
    /// The conditions that it stands under.
    pub(super) under: Vec<Line>,
    /// As it is written.
    pub(super) line: Line,
}

impl Given {
    fn holds_for(&self, around: &[String]) -> bool {
        let is_it = |target: &String| {
            self.targets.iter().any(|name| match name.split_once('%') {
                Some((start, end)) => {
                    target.len() >= start.len() + end.len()
                        && target.starts_with(start)
                        && target.ends_with(end)
                }
                None => name == target,
            })
        };
        self.targets.is_empty() || around.iter().any(is_it)
    }

    /// Whether a command that is run for it, whatever the target is, can make
    /// another program of the gate's name.
    fn acts(&self) -> bool {
        let runs = self.way == Way::Asked || self.line.text.contains("shell ");
        runs && files::replaces(&self.line.text)
    }

    /// Whether nothing else could count in its place.
    fn is_plain(&self) -> bool {
        !self.is_open
            && !self.overrides
            && self.targets.is_empty()
            && matches!(self.way, Way::Late | Way::AtOnce | Way::Asked)
    }
}

/// Names that a text reads, and whether their value stands in their place.
#[derive(Clone, Default)]
pub(super) struct Used(BTreeMap<String, bool>);

impl Used {
    fn note(&mut self, name: &str, placed: bool) {
        match self.0.get_mut(name) {
            Some(known) => *known &= placed,
            None => {
                self.0.insert(name.to_owned(), placed);
            }
        }
    }

    /// Every name of a text whose value doesn't stand there.
    pub(super) fn all_of(&mut self, text: &str) {
        for name in named(text) {
            self.note(name, false);
        }
    }

    pub(super) fn extend(&mut self, other: &Self) {
        for (name, placed) in &other.0 {
            self.note(name, *placed);
        }
    }
}

/// What names are worth.
#[derive(Default)]
pub(super) struct Names {
    given: Vec<Given>,
    of_name: HashMap<String, Vec<usize>>,
    /// Values of the command line.
    told: Vec<(String, String)>,
    /// Names that a value read where it was given at once.
    read: HashMap<usize, Used>,
    spent: Cell<u32>,
    /// Questions inside questions whether a value leads to the gate.
    asked: Cell<u32>,
}

impl Names {
    /// Names that the command line gives.
    pub(super) fn tell(&mut self, name: &str, value: &str) {
        self.told.push((name.to_owned(), value.to_owned()));
    }

    pub(super) fn give(&mut self, mut given: Given) {
        let at = self.given.len();
        given.exported |= given.acts();
        let of_name = self.of_name.get(&given.name);
        let before = of_name
            .and_then(|all| all.last())
            .map(|last| &self.given[*last]);
        let joins_one = before.is_some_and(|one| one.way == Way::AtOnce && one.targets.is_empty());
        if given.way == Way::Asked {
            given.value = format!("$(shell {})", given.value);
        }
        if given.way == Way::AtOnce || given.way == Way::More && joins_one {
            let mut used = Used::default();
            let value = self.expanded(&given.value, &[], &mut used);
            // It is read once more where it is used.
            given.value = value.replace('$', "$$");
            self.read.insert(at, used);
        }
        let name = given.name.clone();
        self.of_name.entry(name).or_default().push(at);
        self.given.push(given);
    }

    /// The value of a name in the recipe of the last of these targets.
    pub(super) fn value(&self, name: &str, around: &[String]) -> Option<String> {
        let told = self.told.iter().rev().find(|(known, _)| known == name);
        let mut value = told.map(|(_, value)| value.clone());
        let mut is_fixed = value.is_some();
        let all = self.of_name.get(name).map_or(&[][..], Vec::as_slice);
        let many = u32::try_from(all.len() / 8).unwrap_or(MOST);
        self.spent.set(self.spent.get().saturating_add(many));
        let all = || all.iter().map(|at| &self.given[*at]);
        let of_all = all().filter(|given| given.targets.is_empty());
        // The nearest target says it last.
        let of_targets = around.iter().flat_map(|target| {
            let own = std::slice::from_ref(target);
            all().filter(move |given| !given.targets.is_empty() && given.holds_for(own))
        });
        for given in of_all.chain(of_targets) {
            if is_fixed && !given.overrides {
                continue;
            }
            is_fixed |= given.overrides && !given.is_open;
            value = Some(match value {
                Some(old) if given.way == Way::IfNone => old,
                Some(mut old) if given.way == Way::More => {
                    if old.len() < LONGEST {
                        old.push(' ');
                        old.push_str(&given.value);
                    }
                    old
                }
                Some(old) if given.is_open && self.leads(&old) && !self.leads(&given.value) => old,
                _ => given.value.clone(),
            });
        }
        value
    }

    /// Lines that act by being read.
    pub(super) fn acting(&self) -> impl Iterator<Item = &Line> {
        let given = self.given.iter().filter(|given| given.acts());
        given.map(|given| &given.line)
    }

    /// Whether a value names the gate, perhaps by other names.
    fn leads(&self, value: &str) -> bool {
        if shell::mentions(value) || !value.contains('$') {
            return shell::mentions(value);
        }
        // A value may read itself.
        let asked = self.asked.get();
        if asked >= DEEPEST / 4 {
            return false;
        }
        self.asked.set(asked + 1);
        let value = self.expanded(value, &[], &mut Used::default());
        self.asked.set(asked);
        shell::mentions(&value)
    }

    /// A text with the values of names; `$$` is a dollar of the shell's.
    pub(super) fn expanded(&self, text: &str, around: &[String], used: &mut Used) -> String {
        let mut out = String::new();
        self.expand(text, around, used, 0, &mut out);
        out
    }

    fn expand(&self, text: &str, around: &[String], used: &mut Used, depth: u32, out: &mut String) {
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let Some(first) = rest.chars().next() else {
                out.push('$');
                return;
            };
            let (inner, length) = match (first, closing(rest)) {
                ('$', _) => {
                    out.push('$');
                    rest = &rest[1..];
                    continue;
                }
                ('(' | '{', Some(end)) => (&rest[1..end], end + 1),
                ('(' | '{', None) => {
                    out.push('$');
                    continue;
                }
                (one, _) => (&rest[..one.len_utf8()], one.len_utf8()),
            };
            let written = &rest[..length];
            rest = &rest[length..];
            self.reference(inner.trim(), written, around, used, depth, out);
        }
        out.push_str(rest);
    }

    /// What stands for `$(…)`: the value of a name, or a function as it is.
    fn reference(
        &self,
        inner: &str,
        written: &str,
        around: &[String],
        used: &mut Used,
        depth: u32,
        out: &mut String,
    ) {
        let may = depth < DEEPEST && out.len() < LONGEST && self.spent.get() < MOST;
        self.spent.set(self.spent.get().saturating_add(1));
        let as_written = |out: &mut String| {
            out.push('$');
            out.push_str(written);
        };
        if !may {
            used.all_of(inner);
            used.note(inner, false);
            return as_written(out);
        }
        let function = inner.split([' ', '\t']).next().unwrap_or_default();
        if function.len() < inner.len() && !function.contains('$') {
            match function {
                // They leave nothing behind.
                "eval" | "info" | "warning" => {}
                "call" | "value" | "origin" | "flavor" => {
                    used.all_of(&format!("$({inner})"));
                    as_written(out);
                }
                _ => {
                    let inner = self.inside(inner, around, used, depth);
                    out.push_str(&format!("$({inner})"));
                }
            }
            return;
        }
        if inner.contains('$') {
            let name = self.inside(inner, around, used, depth);
            match name.contains(['$', ' ', ':']) {
                true => out.push_str(&format!("$({name})")),
                false => self.reference(&name, written, around, used, depth + 1, out),
            }
            return;
        }
        if let Some((name, _)) = inner.split_once(':') {
            used.note(name, false);
            return as_written(out);
        }
        used.note(inner, true);
        match self.value(inner, around) {
            Some(value) => self.expand(&value, around, used, depth + 1, out),
            None if inner == "MAKE" => out.push_str("make"),
            None => match around.last().filter(|_| inner == "@") {
                Some(target) => out.push_str(target),
                None => as_written(out),
            },
        }
    }

    fn inside(&self, text: &str, around: &[String], used: &mut Used, depth: u32) -> String {
        let mut out = String::new();
        self.expand(text, around, used, depth + 1, &mut out);
        out
    }

    /// The lines that give the names of a recipe a value, and those that these
    /// read, in their order. One plain line is in its place already.
    pub(super) fn lines(&self, used: &Used, around: &[String]) -> Vec<Line> {
        let settings = SETTINGS.iter().map(|name| (*name).to_owned());
        let exported = self.given.iter().filter(|given| given.exported);
        let always = settings.chain(exported.map(|given| given.name.clone()));
        let always = always.map(|name| (name, false));
        let own = used.0.iter().map(|(name, placed)| (name.clone(), *placed));
        let mut open: Vec<(String, bool)> = always.chain(own).collect();
        let mut done: BTreeMap<String, bool> = BTreeMap::new();
        let mut found: Vec<usize> = Vec::new();
        while let Some((name, placed)) = open.pop() {
            if done.get(&name).is_some_and(|known| !known || placed) {
                continue;
            }
            let all = self.of_name.get(&name).into_iter().flatten().copied();
            let all: Vec<usize> = all.filter(|at| self.given[*at].holds_for(around)).collect();
            done.insert(name, placed);
            let is_plain = all.len() == 1 && all.iter().all(|at| self.given[*at].is_plain());
            for at in all {
                let read = self.read.get(&at).into_iter().flat_map(|read| &read.0);
                open.extend(read.map(|(name, placed)| (name.clone(), *placed)));
                if !placed || !is_plain {
                    let given = &self.given[at];
                    let texts = std::iter::once(&given.line).chain(&given.under);
                    let names = texts.flat_map(|line| named(&line.text));
                    open.extend(names.map(|name| (name.to_owned(), false)));
                    found.push(at);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let said = found.into_iter().map(|at| {
            let given = &self.given[at];
            let under = given.under.iter().map(|line| line.text.trim());
            let words: Vec<&str> = under.chain([given.line.text.trim()]).collect();
            Line {
                text: words.join("; "),
                place: given.line.place.clone(),
            }
        });
        said.collect()
    }
}

/// The end of what a bracket at the start opens.
fn closing(text: &str) -> Option<usize> {
    let (open, close) = match text.as_bytes().first()? {
        b'(' => (b'(', b')'),
        _ => (b'{', b'}'),
    };
    let mut depth = 0;
    for (at, byte) in text.bytes().take(FARTHEST).enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// Names that a text reads, wherever in it; words of functions are among them.
fn named(text: &str) -> Vec<&str> {
    const ENDS: [char; 9] = [' ', '\t', ':', '(', ')', '{', '}', ',', '$'];
    let mut found = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if matches!(word, "ifdef" | "ifndef") {
            found.extend(words.next());
        }
    }
    for (at, _) in text.match_indices('$') {
        let rest = &text[at + 1..];
        let Some(inner) = rest.strip_prefix(['(', '{']) else {
            found.extend(rest.get(..1));
            continue;
        };
        let mut words = inner.split(ENDS);
        let first = words.next().unwrap_or_default();
        found.push(first);
        if matches!(first, "call" | "value" | "origin" | "flavor") {
            found.extend(words.next());
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

/// What `$(eval …)` of a text reads as lines of the Makefile.
pub(super) fn evals(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('$') {
        let rest = &text[at + 1..];
        if !rest.starts_with(['(', '{']) || !rest[1..].trim_start().starts_with("eval") {
            continue;
        }
        let inner = closing(rest).map_or(&rest[1..], |end| &rest[1..end]);
        let inner = inner.trim_start().strip_prefix("eval").unwrap_or_default();
        if inner.starts_with([' ', '\t']) {
            found.push(inner.trim());
        }
    }
    found
}

/// An assignment: its name, its value, how, and the words before it.
pub(super) struct Assigned<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) way: Way,
    pub(super) overrides: bool,
    pub(super) exported: bool,
}

/// The words before a name that say how it holds, and what follows them.
pub(super) fn modified(text: &str) -> (bool, bool, &str) {
    let (mut overrides, mut exported) = (false, false);
    let mut rest = text.trim();
    while let Some((word, more)) = rest.split_once([' ', '\t']) {
        match word {
            "override" => overrides = true,
            "export" => exported = true,
            "private" | "unexport" => {}
            _ => break,
        }
        // `export = x` gives a name that is called so.
        if more.trim_start().starts_with(['=', ':', '?', '+', '!']) {
            break;
        }
        rest = more.trim_start();
    }
    (overrides, exported, rest)
}

/// What an assignment says, which no rule is.
pub(super) fn assigned(text: &str) -> Option<Assigned<'_>> {
    let (overrides, exported, rest) = modified(text);
    let equal = rest.find('=')?;
    let left = &rest[..equal];
    let name = left.trim_end_matches([':', '?', '+', '!']);
    let way = match left[name.len()..].bytes().next() {
        Some(b'?') => Way::IfNone,
        Some(b'+') => Way::More,
        Some(b':') => Way::AtOnce,
        Some(b'!') => Way::Asked,
        _ => Way::Late,
    };
    let name = name.trim();
    let is_name = !name.is_empty() && !name.contains([':', ' ', '\t', '#', ';', '|', '&']);
    is_name.then(|| Assigned {
        name,
        value: rest[equal + 1..].trim(),
        way,
        overrides,
        exported,
    })
}
