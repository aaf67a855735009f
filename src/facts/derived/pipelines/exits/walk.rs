//! The parts of a script, one after another, and both ways where only the run
//! knows which is taken.

use std::rc::Rc;

use super::parse::Node;
use super::{FAILED, Flow, NESTED, Run, State, Status, values};

impl Run {
    /// Goes through a part; where its code is asked for, a failure ends nothing.
    pub(super) fn exec(&mut self, node: &Node, state: State, asked: bool) -> State {
        if state.flow != Flow::On {
            return state;
        }
        if self.left == 0 || self.nested >= NESTED {
            self.is_open = true;
            return state;
        }
        self.left -= 1;
        self.nested += 1;
        let state = self.part(node, state, asked);
        self.nested -= 1;
        state
    }

    pub(super) fn part(&mut self, node: &Node, state: State, asked: bool) -> State {
        match node {
            Node::List(nodes) => nodes
                .iter()
                .fold(state, |state, node| self.exec(node, state, asked)),
            Node::And(one, other) => self.both(one, other, state, asked, true),
            Node::Or(one, other) => self.both(one, other, state, asked, false),
            Node::Behind(inner) => {
                let (_, ran) =
                    self.within(state.clone(), |run, state| run.exec(inner, state, asked));
                let ran = ran || state.ran;
                State { ran, ..state }.with(Status::Is(0))
            }
            Node::If { arms, other } => self.condition(arms, other.as_deref(), state, asked),
            Node::For(body) => {
                let state = state.with(Status::Is(0));
                self.rounds(None, body, state, asked)
            }
            Node::While { asks, until, body } => {
                self.rounds(Some((asks, *until)), body, state, asked)
            }
            Node::Case { word, arms } => self.case(word, arms, state, asked),
            Node::Function(name, body) => {
                self.functions.insert(name.clone(), Rc::clone(body));
                state.with(Status::Is(0))
            }
            Node::Simple { words, fed } => {
                let state = self.simple(words, fed.as_deref(), state, asked);
                self.heed(state, asked)
            }
            Node::Test(text) => {
                let status = values::test(&values::words_of(text, &state));
                self.heed(state.with(status), asked)
            }
            Node::Arithmetic => {
                let mut state = state.with(Status::Open);
                state.names.values_mut().for_each(|value| *value = None);
                self.heed(state, asked)
            }
            Node::Subshell(inner) => {
                let (status, ran) =
                    self.within(state.clone(), |run, state| run.exec(inner, state, asked));
                let ran = ran || state.ran;
                self.heed(State { ran, ..state }.with(status), asked)
            }
            Node::Pipe { parts, is_denied } => {
                let mut state = self.pipe(parts, state, asked || *is_denied);
                if *is_denied && state.flow == Flow::On {
                    state.status = match state.status {
                        Status::Is(0) => Status::Is(1),
                        Status::Is(_) => Status::Is(0),
                        Status::Fine | Status::Open => Status::Open,
                    };
                    return state;
                }
                self.heed(state, asked)
            }
        }
    }

    /// Goes through what is run since the gate failed.
    pub(super) fn answer(&mut self, node: &Node, state: State, asked: bool) -> State {
        let before = std::mem::replace(&mut self.answers, state.ran);
        let state = self.exec(node, state, asked);
        self.answers = before;
        state
    }

    /// Ends there where a failure does that.
    pub(super) fn heed(&mut self, state: State, asked: bool) -> State {
        if asked || !state.shell.heeds || state.flow != Flow::On {
            return state;
        }
        match state.status {
            Status::Is(0) | Status::Fine => state,
            status @ Status::Is(_) => self.ended(state, status),
            Status::Open => {
                self.ends.push((FAILED, state.ran));
                state.with(Status::Fine)
            }
        }
    }

    /// What two ways come to.
    pub(super) fn either(&mut self, one: State, other: State) -> State {
        if one.flow == Flow::Ended || other.ran && !one.ran && other.flow != Flow::Ended {
            return other;
        }
        if other.flow == Flow::Ended || one.ran && !other.ran {
            return one;
        }
        let is_alike = one.flow == other.flow
            && one.shell.heeds == other.shell.heeds
            && one.shell.pipefail == other.shell.pipefail
            && one.trap == other.trap;
        self.is_open |= !is_alike;
        let (mut one, other) = match one.flow {
            Flow::On => (one, other),
            _ => (other, one),
        };
        one.status = one.status.or(other.status);
        let names: Vec<String> = one
            .names
            .keys()
            .chain(other.names.keys())
            .cloned()
            .collect();
        for name in names {
            if one.names.get(&name) != other.names.get(&name) {
                one.names.insert(name, None);
            }
        }
        one
    }

    /// `a && b`, `a || b`.
    pub(super) fn both(
        &mut self,
        one: &Node,
        other: &Node,
        state: State,
        asked: bool,
        is_and: bool,
    ) -> State {
        let before = state.ran;
        let state = self.exec(one, state, true);
        if state.flow != Flow::On {
            return state;
        }
        match state.status {
            Status::Is(code) if (code == 0) == is_and => self.answer(other, state, asked),
            Status::Is(_) => state,
            // What stands behind the gate is taken to do what it is for.
            Status::Fine if state.ran && !before => match is_and {
                true => self.exec(other, state, asked),
                false => state,
            },
            _ => {
                let without = state.clone().with(match is_and {
                    true => Status::Open,
                    false => Status::Fine,
                });
                let with = self.exec(other, state, asked);
                self.either(with, without)
            }
        }
    }

    pub(super) fn condition(
        &mut self,
        arms: &[(Node, Node)],
        other: Option<&Node>,
        state: State,
        asked: bool,
    ) -> State {
        let Some(((asks, then), more)) = arms.split_first() else {
            return match other {
                Some(other) => self.answer(other, state, asked),
                None => state.with(Status::Is(0)),
            };
        };
        let state = self.exec(asks, state, true);
        match state.status {
            _ if state.flow != Flow::On => state,
            Status::Is(0) => self.answer(then, state, asked),
            Status::Is(_) => self.condition(more, other, state, asked),
            Status::Fine | Status::Open => {
                let one = self.exec(then, state.clone(), asked);
                let other = self.condition(more, other, state, asked);
                self.either(one, other)
            }
        }
    }

    /// Two rounds of a loop, which stand for all.
    pub(super) fn rounds(
        &mut self,
        asks: Option<(&Node, bool)>,
        body: &Node,
        state: State,
        asked: bool,
    ) -> State {
        let mut state = state;
        let mut status = Status::Is(0);
        for round in 0..3 {
            if let Some((asks, until)) = asks {
                state = self.exec(asks, state, true);
                if state.flow != Flow::On {
                    return state;
                }
                match state.status {
                    Status::Is(code) if (code == 0) == until => break,
                    // Nothing ends it that is known.
                    Status::Is(_) if round == 2 => self.is_open = true,
                    _ => {}
                }
            }
            if round == 2 {
                break;
            }
            state = self.exec(body, state, asked);
            status = state.status;
            match state.flow {
                Flow::Break => {
                    state.flow = Flow::On;
                    break;
                }
                Flow::Continue => state.flow = Flow::On,
                Flow::On => {}
                Flow::Return | Flow::Ended => return state,
            }
        }
        state.with(status)
    }

    pub(super) fn case(
        &mut self,
        word: &str,
        arms: &[(Vec<String>, Node)],
        state: State,
        asked: bool,
    ) -> State {
        let word = values::expanded(word, &state);
        let is_plain = |pattern: &String| !pattern.contains(['*', '?', '[', '$']);
        let meets = |pattern: &String| pattern == "*" || word.as_ref() == Some(pattern);
        let is_known = word.is_some()
            && arms
                .iter()
                .all(|(patterns, _)| patterns.iter().all(|one| one == "*" || is_plain(one)));
        if is_known {
            let arm = arms.iter().find(|(patterns, _)| patterns.iter().any(meets));
            return match arm {
                Some((_, body)) => self.answer(body, state.with(Status::Is(0)), asked),
                None => state.with(Status::Is(0)),
            };
        }
        let rest = state.clone().with(Status::Is(0));
        arms.iter().fold(rest, |found, (_, body)| {
            let own = self.exec(body, state.clone().with(Status::Is(0)), asked);
            self.either(found, own)
        })
    }

    pub(super) fn pipe(&mut self, parts: &[Node], state: State, asked: bool) -> State {
        if let [only] = parts {
            return self.exec(only, state, asked);
        }
        let mut state = state;
        let mut pipe = Vec::new();
        let mut any = state.ran;
        for part in parts {
            let (status, ran) =
                self.within(state.clone(), |run, state| run.exec(part, state, asked));
            any |= ran;
            pipe.push(status);
        }
        state.ran = any;
        let last = pipe.last().copied().unwrap_or(Status::Is(0));
        let bad = pipe.iter().rev().copied().find(|status| status.is_bad());
        let is_open = pipe.contains(&Status::Open);
        state.status = match bad {
            Some(bad) if state.shell.pipefail => bad,
            _ if state.shell.pipefail && is_open => Status::Open,
            _ => last,
        };
        state.pipe = pipe;
        state
    }
}
