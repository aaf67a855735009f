//! The lines of a Makefile: rules, names and the conditions that both stand
//! under.

use globset::Glob;

use super::super::lines::{self, Line};
use super::super::reach::Reach;
use super::names::{self, Given, Names, UNREAD, Used, Way};
use crate::source::Blob;

/// Files inside files.
const DEEPEST: usize = 16;

/// A Makefile with all that it includes.
#[derive(Default)]
pub(super) struct Makefile {
    pub(super) rules: Vec<Rule>,
    pub(super) names: Names,
    pub(super) phony: Vec<String>,
    /// Targets whose failures are ignored; all of them where one is named so.
    pub(super) ignored: Vec<(Vec<String>, Line)>,
    pub(super) one_shell: bool,
}

/// Targets, what they need and what makes them.
pub(super) struct Rule {
    pub(super) targets: Vec<String>,
    pub(super) needs: Vec<String>,
    pub(super) recipe: Vec<Step>,
    pub(super) at: Line,
    /// The conditions that it stands under.
    pub(super) under: Vec<Line>,
    /// Names in its first line.
    pub(super) used: Used,
}

/// A line of a recipe.
pub(super) struct Step {
    pub(super) line: Line,
    /// Conditions within the recipe.
    pub(super) under: Vec<Line>,
}

/// Where the reading of a file stands.
struct State {
    under: Vec<Line>,
    in_recipe: bool,
    /// The lines of a name that is given over several lines.
    defined: Option<(Given, u32)>,
}

impl Makefile {
    pub(super) fn read(
        &mut self,
        reach: &Reach,
        path: &str,
        folder: Option<&str>,
        under: &[Line],
        depth: usize,
    ) {
        let Blob::Text(document) = reach.tree.read(path) else {
            return;
        };
        let mut state = State {
            under: under.to_vec(),
            in_recipe: false,
            defined: None,
        };
        let mut pending: Option<Line> = None;
        for mut line in lines::of_file(&document) {
            if !reach.reads(1) {
                break;
            }
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
            let included = self.line(line, &mut state);
            for name in included {
                for path in files(reach, &name, folder) {
                    if depth < DEEPEST {
                        self.read(reach, &path, folder, &state.under, depth + 1);
                    }
                }
            }
        }
        if let Some(line) = pending {
            self.line(line, &mut state);
        }
        if let Some((given, _)) = state.defined {
            self.names.give(given);
        }
    }

    /// One line; files that it includes.
    fn line(&mut self, line: Line, state: &mut State) -> Vec<String> {
        if !line.text.starts_with('#') {
            self.evals(&line, &state.under);
        }
        if state.defined.is_some() {
            self.define(&line, state);
            return Vec::new();
        }
        let prefix = self.names.value(".RECIPEPREFIX", &[]);
        let prefix = prefix.and_then(|prefix| prefix.chars().next());
        let recipe = line.text.strip_prefix(prefix.unwrap_or('\t'));
        if let (Some(text), true, Some(rule)) = (recipe, state.in_recipe, self.rules.last_mut()) {
            let text = text.to_owned();
            let same = |(one, other): &(&Line, &Line)| {
                one.text == other.text
                    && one.place.as_ref().map(|place| place.span)
                        == other.place.as_ref().map(|place| place.span)
            };
            let beyond = rule.under.iter().zip(&state.under).take_while(same).count();
            rule.recipe.push(Step {
                line: Line { text, ..line },
                under: state.under[beyond..].to_vec(),
            });
            return Vec::new();
        }
        let text = line.text.split(" #").next().unwrap_or_default().trim();
        if text.is_empty() || text.starts_with('#') {
            return Vec::new();
        }
        let text = text.to_owned();
        let (word, rest) = text.split_once([' ', '\t']).unwrap_or((&text, ""));
        match word.split('(').next().unwrap_or(word) {
            "ifeq" | "ifneq" | "ifdef" | "ifndef" => state.under.push(Line { text, ..line }),
            "else" => {
                if let Some(last) = state.under.last_mut() {
                    last.text = format!("else of {} {rest}", last.text.trim());
                }
            }
            "endif" => {
                state.under.pop();
            }
            "include" | "-include" | "sinclude" => {
                state.in_recipe = false;
                // Where `make` runs, as for every path of it.
                let names = self.names.expanded(rest, &[], &mut Used::default());
                let names = names.replace("$(wildcard ", "");
                let names = names.split_whitespace();
                return names
                    .map(|name| name.trim_end_matches(')').to_owned())
                    .collect();
            }
            _ => state.in_recipe = self.said(&text, line, state),
        }
        Vec::new()
    }

    /// What `$(eval …)` of a line says, wherever that stands: whether and when
    /// it is read, only the run knows.
    fn evals(&mut self, line: &Line, under: &[Line]) {
        for inner in names::evals(&line.text) {
            let inner = inner.replace("$$", "$");
            let assigned = names::assigned(&inner).filter(|one| !one.name.contains('$'));
            let given = Given {
                name: assigned.as_ref().map_or(UNREAD, |one| one.name).to_owned(),
                value: assigned.as_ref().map_or("", |one| one.value).to_owned(),
                way: Way::Late,
                overrides: false,
                exported: false,
                targets: Vec::new(),
                is_open: true,
                under: under.to_vec(),
                line: Line {
                    text: format!("eval {inner}"),
                    place: line.place.clone(),
                },
            };
            self.names.give(given);
        }
    }

    /// A line of a name that is given over several lines.
    fn define(&mut self, line: &Line, state: &mut State) {
        let Some((given, depth)) = &mut state.defined else {
            return;
        };
        let word = line.text.split_whitespace().next().unwrap_or_default();
        match word {
            "define" => *depth += 1,
            "endef" if *depth > 0 => *depth -= 1,
            "endef" => {
                let given = state.defined.take();
                given
                    .into_iter()
                    .for_each(|(given, _)| self.names.give(given));
                return;
            }
            _ => {}
        }
        for text in [&mut given.value, &mut given.line.text] {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line.text);
        }
    }

    /// A line outside of recipes: a name's value, or a rule, which is told.
    fn said(&mut self, text: &str, line: Line, state: &mut State) -> bool {
        let given = |targets: Vec<String>, state: &State| Given {
            name: UNREAD.to_owned(),
            value: String::new(),
            way: Way::Late,
            overrides: false,
            exported: false,
            targets,
            is_open: !state.under.is_empty(),
            under: state.under.clone(),
            line: Line {
                text: text.split_whitespace().collect::<Vec<_>>().join(" "),
                place: line.place.clone(),
            },
        };
        let of = |one: &names::Assigned, name: String, base: Given| Given {
            name,
            value: one.value.to_owned(),
            way: one.way,
            overrides: one.overrides,
            exported: one.exported,
            ..base
        };
        let (overrides, exported, rest) = names::modified(text);
        let (word, more) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
        if matches!(word, "define" | "undefine") {
            let name = more.trim().trim_end_matches('=');
            let way = match name.bytes().last() {
                Some(b'+') => Way::More,
                Some(b'?') => Way::IfNone,
                Some(b':') => Way::AtOnce,
                _ => Way::Late,
            };
            let name = name.trim_end_matches([':', '?', '+', '!']).trim();
            let one = Given {
                name: name.to_owned(),
                way,
                overrides,
                exported,
                ..given(Vec::new(), state)
            };
            match word {
                "define" => state.defined = Some((one, 0)),
                _ => self.names.give(one),
            }
            return false;
        }
        if let Some(one) = names::assigned(text) {
            let name = self.names.expanded(one.name, &[], &mut Used::default());
            let one = of(&one, name, given(Vec::new(), state));
            self.names.give(one);
            return false;
        }
        if rest.len() < text.len() || matches!(rest, "export" | "unexport") {
            // `export NAME` and the like, which give no value.
            self.names.give(given(Vec::new(), state));
            return false;
        }
        let Some(colon) = colon(text) else {
            // A command may be run where it stands.
            if text.contains("shell ") {
                self.names.give(given(Vec::new(), state));
            }
            return false;
        };
        let mut used = Used::default();
        let mut list = |text: &str| -> Vec<String> {
            let text = self.names.expanded(text, &[], &mut used);
            let words = text.split_whitespace();
            words
                .filter(|word| !matches!(*word, "|" | "&"))
                .map(str::to_owned)
                .collect()
        };
        let targets = list(&text[..colon]);
        let rest = text[colon..].trim_start_matches(':');
        let (before, inline) = match rest.split_once(';') {
            Some((needs, command)) => (needs, Some(command.trim().to_owned())),
            None => (rest, None),
        };
        // A value for one target, and for all that it needs.
        if let Some(one) = names::assigned(rest) {
            let one = of(&one, one.name.to_owned(), given(targets, state));
            self.names.give(one);
            return false;
        }
        let needs = list(before);
        match targets.first().map(String::as_str) {
            Some(".PHONY") => self.phony.extend(needs),
            Some(".IGNORE") => self.ignored.push((needs, line)),
            Some(".ONESHELL") => self.one_shell = true,
            _ => {
                let recipe = inline.map(|text| Step {
                    line: Line {
                        text,
                        place: line.place.clone(),
                    },
                    under: Vec::new(),
                });
                self.rules.push(Rule {
                    targets,
                    needs,
                    recipe: recipe.into_iter().collect(),
                    at: line,
                    under: state.under.clone(),
                    used,
                });
                return true;
            }
        }
        false
    }
}

/// The colon of a rule, which stands in no brackets.
fn colon(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.bytes().position(|byte| {
        match byte {
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth -= 1,
            _ => {}
        }
        byte == b':' && depth <= 0
    })
}

/// The files of a name, which may be a pattern.
fn files(reach: &Reach, name: &str, folder: Option<&str>) -> Vec<String> {
    let Some(path) = reach.path(name, folder) else {
        return Vec::new();
    };
    if !path.contains('*') {
        return vec![path];
    }
    let Ok(glob) = Glob::new(&path) else {
        return Vec::new();
    };
    let glob = glob.compile_matcher();
    let entries = reach.tree.entries().iter();
    let found = entries.filter(|entry| glob.is_match(&*entry.path));
    found.map(|entry| entry.path.to_string()).collect()
}
