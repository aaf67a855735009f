//! What becomes of the gate's exit code in a script: the script is gone
//! through as though the gate failed and other commands did what they are
//! for. What only a run could tell is left open.

mod command;
mod parse;
mod scan;
mod values;
mod walk;

use std::collections::HashMap;
use std::rc::Rc;

use parse::Node;

use super::shell::Shell;

/// How a script ends where the gate fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// As though it had not failed.
    Lost,
    /// With a failure.
    Heard,
    /// Only the run knows.
    Open,
}

/// How a script ends where the gate fails in it.
pub(super) fn end(script: &str, shell: Shell) -> End {
    let Some(tree) = parse::script(script) else {
        return End::Open;
    };
    let of = |first: bool| {
        let mut run = Run::new(first);
        let state = run.exec(&tree, State::new(shell), false);
        let status = run.close(state);
        match status {
            _ if run.is_open => End::Open,
            Some(Status::Is(0) | Status::Fine) => End::Lost,
            Some(Status::Is(_)) => End::Heard,
            _ => End::Open,
        }
    };
    // Of a gate that runs more than once, the first run alone may fail.
    match (of(false), of(true)) {
        (End::Heard, End::Heard) => End::Heard,
        (End::Lost, _) => End::Lost,
        _ => End::Open,
    }
}

/// An exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Is(u8),
    /// That of a command that is taken to do what it is for.
    Fine,
    Open,
}

impl Status {
    fn is_good(self) -> bool {
        matches!(self, Self::Is(0) | Self::Fine)
    }

    fn is_bad(self) -> bool {
        matches!(self, Self::Is(code) if code != 0)
    }

    /// What holds for both.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (one, other) if one.is_good() && other.is_good() => Self::Fine,
            (one, other) if one.is_bad() && other.is_bad() => one,
            _ => Self::Open,
        }
    }
}

/// Where a script goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Break,
    Continue,
    Return,
    Ended,
}

/// What a script has come to.
#[derive(Clone)]
struct State {
    status: Status,
    /// Of each command of the last pipe.
    pipe: Vec<Status>,
    /// Names and their values, nothing where only the run knows.
    names: HashMap<String, Option<String>>,
    shell: Shell,
    /// Whether the gate ran.
    ran: bool,
    flow: Flow,
    /// What it runs at its end.
    trap: Option<String>,
}

impl State {
    fn new(shell: Shell) -> Self {
        Self {
            status: Status::Is(0),
            pipe: Vec::new(),
            names: HashMap::new(),
            shell,
            ran: false,
            flow: Flow::On,
            trap: None,
        }
    }

    fn with(mut self, status: Status) -> Self {
        self.status = status;
        self
    }
}

/// Commands that are gone through, and levels of what they call.
const MOST: u32 = 20_000;
const DEEPEST: u32 = 30;
/// Parts within parts that are gone through.
const NESTED: u32 = 64;
/// The code with which the gate fails.
const FAILED: Status = Status::Is(1);

struct Run {
    /// Only its first run fails.
    first: bool,
    functions: HashMap<String, Rc<Node>>,
    /// How the script in hand may have ended, and whether the gate had run.
    ends: Vec<(Status, bool)>,
    left: u32,
    depth: u32,
    /// Parts within parts that are in hand.
    nested: u32,
    /// What is run answers to a failure of the gate.
    answers: bool,
    /// Another file was read, which may know functions of its own.
    is_sourced: bool,
    /// Something was met that only a run could tell.
    is_open: bool,
}

impl Run {
    fn new(first: bool) -> Self {
        Self {
            first,
            functions: HashMap::new(),
            ends: Vec::new(),
            left: MOST,
            depth: 0,
            nested: 0,
            answers: false,
            is_sourced: false,
            is_open: false,
        }
    }

    /// Ends a script with a code.
    fn ended(&mut self, mut state: State, status: Status) -> State {
        let mut status = status;
        if let Some(trap) = state.trap.take() {
            let outer = std::mem::take(&mut self.ends);
            let after = self.text(&trap, state.clone().with(status), false);
            let said = std::mem::replace(&mut self.ends, outer);
            if after.flow == Flow::Ended && !said.is_empty() {
                let said = said.into_iter().map(|(status, _)| status);
                status = said.reduce(Status::or).unwrap_or(status);
            } else if !said.is_empty() {
                self.is_open = true;
            }
        }
        self.ends.push((status, state.ran));
        state.flow = Flow::Ended;
        state
    }

    /// How a script ends that has come to its end: where the gate ran, if it
    /// ran at all.
    fn close(&mut self, state: State) -> Option<Status> {
        if state.flow != Flow::Ended {
            let status = state.status;
            self.ended(state, status);
        }
        let ends = std::mem::take(&mut self.ends);
        let ran = ends.iter().any(|(_, ran)| *ran);
        if !ran && self.depth == 0 {
            return None;
        }
        let of = ends.into_iter().filter(|(_, own)| *own == ran);
        of.map(|(status, _)| status).reduce(Status::or)
    }

    /// A script within a script: its code, and whether the gate ran.
    fn within(
        &mut self,
        state: State,
        go: impl FnOnce(&mut Self, State) -> State,
    ) -> (Status, bool) {
        let outer = std::mem::take(&mut self.ends);
        self.depth += 1;
        let state = State {
            trap: None,
            ..state
        };
        let state = go(self, state);
        let ran = state.ran || self.ends.iter().any(|(_, ran)| *ran);
        let status = self.close(state).unwrap_or(Status::Open);
        self.depth -= 1;
        self.ends = outer;
        (status, ran)
    }

    /// Commands that stand in a text.
    fn text(&mut self, text: &str, state: State, asked: bool) -> State {
        match parse::script(text) {
            Some(tree) if self.depth < DEEPEST => {
                self.depth += 1;
                let state = self.exec(&tree, state, asked);
                self.depth -= 1;
                state
            }
            _ => {
                self.is_open = true;
                state
            }
        }
    }
}

#[cfg(test)]
mod tests;
