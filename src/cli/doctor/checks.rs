//! A check, and all of them in order: each from facts of the tree, or from
//! what the environment says.

use super::pipeline::{pinned, required, runs, skipped};
use super::reach::{depth, fork, owners, token};
use crate::cli::surroundings::Surroundings;
use crate::model::{Text, Value};

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// In order.
    Ok,
    /// Something to mend.
    Problem,
    /// Nobody can know it from here.
    Unknown,
}

impl State {
    /// The word for programs.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Problem => "problem",
            Self::Unknown => "unknown",
        }
    }
}

/// One check, and what to do.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) id: &'static str,
    pub(super) state: State,
    pub(super) said: Text,
    pub(super) fix: Option<Text>,
    /// Path and line.
    pub(super) at: Option<(String, u32)>,
}

impl Check {
    pub(super) fn ok(id: &'static str, en: impl Into<String>, ko: impl Into<String>) -> Self {
        Self {
            id,
            state: State::Ok,
            said: Text::new(en, ko),
            fix: None,
            at: None,
        }
    }

    pub(super) fn problem(id: &'static str, said: Text, (en, ko): (&str, &str)) -> Self {
        Self {
            id,
            state: State::Problem,
            said,
            fix: Some(Text::new(en, ko)),
            at: None,
        }
    }

    pub(super) fn unknown(id: &'static str, said: Text, fix: (&str, &str)) -> Self {
        Self {
            state: State::Unknown,
            ..Self::problem(id, said, fix)
        }
    }

    /// The same, at the place of a value.
    pub(super) fn at(mut self, value: Option<&Value>) -> Self {
        let place = value.and_then(Value::mark);
        self.at = place.map(|place| (place.path().to_owned(), place.start().line));
        self
    }
}

/// All that is known here.
pub(super) struct Here<'a> {
    /// Facts by declaration.
    pub(super) systems: &'a [(String, Value)],
    /// Whether the history of this clone is cut off; `None` outside of git.
    pub(super) shallow: Option<bool>,
    /// What the environment says of the pipeline.
    pub(super) surroundings: &'a Surroundings,
}

/// Every check, in order.
pub(super) fn all(here: &Here) -> Vec<Check> {
    let gates = here.gates();
    let mut checks = runs(&gates);
    checks.push(required(here, &gates));
    checks.extend(skipped(&gates));
    checks.extend(pinned(&gates));
    checks.extend(depth(here, &gates));
    checks.extend(owners(here));
    checks.extend(token(here, &gates));
    checks.push(fork(here, &gates));
    checks
}

/// What runs on a platform, and so decides about a merge.
const PLATFORMS: [&str; 2] = ["github", "gitlab"];

impl<'a> Here<'a> {
    /// Steps that run the gate, for every system: a filter of paths is held
    /// against the files of each.
    fn gates(&self) -> Vec<&'a Value> {
        let systems = self.systems.iter();
        let gates = systems.filter_map(|(_, facts)| facts.at_path("pipelines.gates"));
        gates.flat_map(Value::items).collect()
    }
}

pub(super) fn says(gate: &Value, key: &str) -> Option<bool> {
    gate.get(key).and_then(Value::as_bool)
}

pub(super) fn text<'a>(gate: &'a Value, key: &str) -> &'a str {
    gate.get(key).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn is_on_platform(gate: &Value) -> bool {
    PLATFORMS.contains(&text(gate, "runner"))
}

/// A problem for each gate of which a fact has this value, each place once.
pub(super) fn where_it_is(
    id: &'static str,
    gates: &[&Value],
    (key, wrong): (&str, bool),
    said: impl Fn(&Value) -> Text,
    fix: (&str, &str),
) -> Vec<Check> {
    let mut found: Vec<Check> = Vec::new();
    for gate in gates.iter().filter(|gate| says(gate, key) == Some(wrong)) {
        let check = Check::problem(id, said(gate), fix).at(gate.get(key));
        let is_known = |known: &Check| known.at == check.at && known.said == check.said;
        if !found.iter().any(is_known) {
            found.push(check);
        }
    }
    found
}
