//! Which of several things in one document is meant: a bill of materials may
//! list ten models, and a finding about another one would be wrong.

use super::Candidate;
use crate::model::{Place, Problem, Value, text};

/// The problem of a document that describes several things, none of which
/// bears the name that its reader asks for: it is there, and says nothing of it.
pub const UNDECIDED: &str = "which-one";

/// The thing that the reader asks for, else the only one; `None` where there
/// are several and none bears the name, since any choice would be a guess.
#[must_use]
pub fn choose<'a>(
    candidate: &Candidate,
    things: &[&'a Value],
    names: impl Fn(&'a Value) -> Vec<&'a str>,
) -> Option<&'a Value> {
    if let [only] = things {
        return Some(only);
    }
    let wanted = candidate.wanted.as_deref()?;
    things
        .iter()
        .copied()
        .find(|thing| names(thing).into_iter().any(|name| is(name, wanted)))
}

/// Whether two names are one: in any case, with or without what stands before
/// the last `/` or `:`.
fn is(name: &str, wanted: &str) -> bool {
    let last = |text: &str| {
        let text = text.rsplit(['/', ':']).next().unwrap_or(text);
        text.to_lowercase()
    };
    let short = !wanted.contains(['/', ':']);
    name.eq_ignore_ascii_case(wanted) || (short && last(name) == last(wanted))
}

/// What is wrong where nothing could be chosen.
#[must_use]
pub fn undecided(things: &[&Value], found: Option<&Value>, root: &Value) -> Vec<Problem> {
    let place = root.place.as_ref().filter(|_| found.is_none());
    place
        .filter(|_| things.len() > 1)
        .map(|place| Problem {
            code: UNDECIDED,
            place: Place {
                span: crate::model::Span::new(
                    place.span.start as usize,
                    place.span.start as usize + 1,
                ),
                ..place.clone()
            },
            related: None,
            detail: text!(
                "{} are described, and none bears the id",
                "{}개를 설명하지만 그 id를 가진 것이 없음",
                things.len()
            ),
            particulars: Vec::new(),
            fatal: false,
        })
        .into_iter()
        .collect()
}
