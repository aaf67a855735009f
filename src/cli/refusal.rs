//! Why the gate could not judge, and what to do about it.

use std::fmt;
use std::panic;

use super::{COULD_NOT_JUDGE, output};
use crate::measure::parquet;
use crate::model::nearest;

/// A sentence that says what is wrong, and one that says what to do.
#[derive(Debug)]
pub(super) struct Refusal {
    what: String,
    help: String,
}

impl Refusal {
    pub(super) fn new(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            help: help.into(),
        }
    }

    /// A name that nothing has: the nearest that something has, and where all
    /// of them are listed.
    pub(super) fn unknown<'a>(
        kind: &str,
        name: &str,
        names: impl IntoIterator<Item = &'a str>,
        list: &str,
    ) -> Self {
        let help = match nearest_name(name, names) {
            Some(near) => format!("did you mean `{near}`? {list}"),
            None => list.to_owned(),
        };
        Self::new(format!("there is no {kind} `{name}`"), help)
    }
}

/// The name that was probably meant: a near spelling, or the same last
/// segment under another principle.
pub(super) fn nearest_name<'a>(
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Who writes a principle before the name means a rule, and no level or fact.
    let names: Vec<&str> = names
        .into_iter()
        .filter(|known| !name.contains('/') || known.contains('/'))
        .collect();
    let last = |name: &'a str| name.rsplit('/').next().unwrap_or(name);
    nearest(name, names.iter().copied()).or_else(|| {
        let tail = name.rsplit('/').next().unwrap_or(name);
        let near = nearest(tail, names.iter().copied().map(last))?;
        names.iter().copied().find(|name| last(name) == near)
    })
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        match self.help.as_str() {
            "" => Ok(()),
            help => write!(f, "\n help: {help}"),
        }
    }
}

/// A panic is our mistake: the gate could not judge, which is 2 and never the
/// 1 of a fail or the 101 of the language.
pub(super) fn turn_panics_into_refusals() {
    panic::set_hook(Box::new(|panic| {
        // A decoder on a damaged table; whoever catches it says so.
        if parquet::catches_panics() {
            return;
        }
        let refusal = Refusal::new(
            format!("internal error: {panic}"),
            "this is a defect of ethics-gate; please report it with the lines above",
        );
        output::say(&refusal.to_string());
        #[expect(
            clippy::exit,
            reason = "a thread that panics can't return an exit code"
        )]
        std::process::exit(COULD_NOT_JUDGE.into());
    }));
}
