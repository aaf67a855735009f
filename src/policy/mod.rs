//! Packs, rule files, conditions, evaluation, rules about rules.

//!
//! Judgement is data: a rule is one file of a pack, and this room turns it
//! into outcomes over facts. It reads no file but a pack's, computes no fact,
//! and gives a built-in rule no power that a user's rule lacks.

pub mod condition;
mod defect;
mod evaluate;
mod levels;
mod pack;
mod rule;

pub use defect::{Defect, PolicyError};
pub use evaluate::{Available, CheckResult, evaluate};
pub use levels::level;
pub use pack::Pack;
pub use rule::{Check, Rule};

/// The candidate that a misspelled name most probably means.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // A third of the letters may differ, and never more than three.
    let limit = (name.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
