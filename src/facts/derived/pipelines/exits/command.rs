//! Single commands: those of the shell itself, the gate, a shell within, and
//! all others.

use std::collections::HashMap;
use std::rc::Rc;

use super::super::shell::{self, Shell};
use super::super::{starters, words};
use super::{DEEPEST, FAILED, Flow, Run, State, Status, scan, values};

impl Run {
    /// What runs the gate: its own failure, unless it failed before already.
    pub(super) fn gate(&self, state: State) -> State {
        let status = match self.first && state.ran {
            true => Status::Is(0),
            false => FAILED,
        };
        State { ran: true, ..state }.with(status)
    }

    /// The gate within `$(…)` and its like in a word.
    pub(super) fn substituted(&mut self, word: &str, state: &State) -> Option<Status> {
        let inner = values::substitutions(word);
        let inner = inner.into_iter().filter(|text| shell::runs(text));
        let mut found = None;
        for text in inner.collect::<Vec<_>>() {
            let (status, ran) =
                self.within(state.clone(), |run, state| run.text(text, state, false));
            found = Some(status).filter(|_| ran).or(found);
        }
        found
    }

    pub(super) fn simple(
        &mut self,
        raw: &[String],
        fed: Option<&str>,
        state: State,
        asked: bool,
    ) -> State {
        let mut state = state;
        let given = raw
            .iter()
            .take_while(|word| values::assigned(word).is_some())
            .count();
        let (given, raw) = raw.split_at(given);
        let Some(first) = raw.first() else {
            let mut status = Status::Is(0);
            for word in given {
                if let Some(inner) = self.substituted(word, &state) {
                    state.ran = true;
                    status = inner;
                }
                if let Some((name, value)) = values::assigned(word) {
                    let value = values::expanded(value, &state);
                    state.names.insert(name.to_owned(), value);
                }
            }
            return state.with(status);
        };
        let mut held = false;
        for word in raw {
            held |= self.substituted(word, &state).is_some();
        }
        let name = scan::plain(first);
        if held && raw.len() > 1 {
            // What is told of it is no failure; what judges it may be one.
            let tells = values::TELLS.contains(&name.as_str());
            let status = if tells { Status::Fine } else { Status::Open };
            return State { ran: true, ..state }.with(status);
        }
        if held {
            return self.gate(state);
        }
        let value = |at: usize| raw.get(at).and_then(|word| values::expanded(word, &state));
        match &*name {
            "exit" | "return" => {
                let status = match raw.get(1) {
                    None => state.status,
                    Some(_) => value(1)
                        .and_then(|code| code.parse::<i64>().ok())
                        .map_or(Status::Open, |code| {
                            Status::Is(u8::try_from(code.rem_euclid(256)).unwrap_or(1))
                        }),
                };
                if name == "exit" || self.depth == 0 {
                    return self.ended(state, status);
                }
                return State {
                    flow: Flow::Return,
                    ..state
                }
                .with(status);
            }
            "break" => {
                return State {
                    flow: Flow::Break,
                    ..state
                };
            }
            "continue" => {
                return State {
                    flow: Flow::Continue,
                    ..state
                };
            }
            "true" | ":" => return state.with(Status::Is(0)),
            "false" => return state.with(Status::Is(1)),
            "test" | "[" => {
                let words: Vec<_> = (1..raw.len()).map(value).collect();
                let status = values::test(match &*name {
                    "[" => &words[..words.len().saturating_sub(1)],
                    _ => &words,
                });
                return state.with(status);
            }
            "set" => {
                let text = raw.join(" ");
                if let Some((set, _)) = words::options(&text, state.shell) {
                    state.shell = set;
                }
                return state.with(Status::Is(0));
            }
            "export" | "local" | "declare" | "readonly" | "typeset" => {
                for word in &raw[1..] {
                    if let Some((name, value)) = values::assigned(word) {
                        let value = values::expanded(value, &state);
                        state.names.insert(name.to_owned(), value);
                    }
                }
                return state.with(Status::Is(0));
            }
            // Names that they give are known to the run alone.
            "read" | "unset" | "let" | "source" | "." | "getopts" | "mapfile" => {
                state.names.values_mut().for_each(|value| *value = None);
                self.is_sourced |= matches!(&*name, "source" | ".");
            }
            _ if name.contains("+=") => {
                let name = name.split('+').next().unwrap_or_default();
                state.names.insert(name.to_owned(), None);
                return state.with(Status::Is(0));
            }
            "trap" => {
                let signals: Vec<_> = (2..raw.len()).map(value).collect();
                let is = |wanted: &[&str]| {
                    signals
                        .iter()
                        .flatten()
                        .any(|own| wanted.contains(&own.as_str()))
                };
                if is(&["EXIT", "0"]) {
                    state.trap = raw
                        .get(1)
                        .map(|text| scan::plain(text))
                        .filter(|text| text != "-");
                }
                self.is_open |= is(&["ERR", "DEBUG"]);
                return state.with(Status::Is(0));
            }
            "eval" => {
                let text: Vec<String> = raw[1..].iter().map(|word| scan::plain(word)).collect();
                return self.text(&text.join(" "), state, asked);
            }
            // What is waited for may be the gate.
            "wait" if raw.len() > 1 => return state.with(Status::Open),
            _ => {}
        }
        if let Some(body) = self.functions.get(&name).map(Rc::clone) {
            if self.depth >= DEEPEST {
                self.is_open = true;
                return state;
            }
            self.depth += 1;
            let mut state = self.exec(&body, state, asked);
            self.depth -= 1;
            if state.flow == Flow::Return {
                state.flow = Flow::On;
            }
            return state;
        }
        self.program(raw, fed, state)
    }

    /// A program: the gate, a shell that is given commands, or another one.
    pub(super) fn program(&mut self, raw: &[String], fed: Option<&str>, state: State) -> State {
        let ends = raw.first().is_some_and(|word| word == "exec") && raw.len() > 1;
        let words: Vec<String> = raw.iter().map(|word| scan::plain(word)).collect();
        if values::TELLS.contains(&words[0].as_str()) {
            return state.with(Status::Fine);
        }
        let within = words.iter().position(|word| shell::runs(word));
        let inner = match (within, fed) {
            (Some(at), _) => Some((&*words[at], at)),
            (None, Some(fed)) if shell::runs(fed) && words.iter().any(|word| is_shell(word)) => {
                Some((fed, words.len()))
            }
            _ => None,
        };
        let state = if let Some((text, at)) = inner {
            let shell = shell_of(&words[..at]);
            let status = self.within(
                State {
                    names: HashMap::new(),
                    ..state.clone()
                },
                |run, state| run.text(text, State { shell, ..state }, false),
            );
            State { ran: true, ..state }.with(status.0)
        } else if shell::runs(&words.join(" ")) {
            match starters::passes_over(&words) {
                true => State { ran: true, ..state }.with(Status::Is(0)),
                false => self.gate(state),
            }
        } else {
            let is_open = self.answers && (self.is_sourced || values::may_fail(&words));
            state.with(if is_open { Status::Open } else { Status::Fine })
        };
        match ends {
            true => {
                let status = state.status;
                self.ended(state, status)
            }
            false => state,
        }
    }
}

fn is_shell(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    matches!(name, "sh" | "bash" | "dash" | "zsh" | "ksh" | "ash")
}

/// How the shell among some words treats a failure.
fn shell_of(words: &[String]) -> Shell {
    let own = words
        .iter()
        .rposition(|word| is_shell(word))
        .unwrap_or(words.len());
    let options = words.iter().skip(own + 1);
    let is_set = |letter: char, name: &str| {
        let letters = |word: &&String| {
            word.strip_prefix('-')
                .is_some_and(|letters| !letters.starts_with('-') && letters.contains(letter))
        };
        options.clone().any(|word| letters(&word))
            && (name.is_empty() || words.iter().any(|word| word == name))
    };
    Shell {
        heeds: is_set('e', "") || is_set('o', "errexit"),
        pipefail: is_set('o', "pipefail"),
    }
}
