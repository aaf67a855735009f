//! Packs, rule files, conditions, evaluation, rules about rules.

//!
//! Judgement is data: a rule is one file of a pack, and this room turns it
//! into outcomes over facts. It reads no file but a pack's, computes no fact,
//! and gives a built-in rule no power that a user's rule lacks.

pub mod condition;
mod defect;
mod evaluate;
mod levels;
mod lint;
mod pack;
mod rule;

pub use defect::{Defect, PolicyError};
pub use evaluate::{Available, CheckResult, evaluate};
pub use levels::level;
pub use pack::Pack;
pub use rule::{Check, Rule};

/// The candidate that a misspelled name most probably means: a few letters
/// off, or begun and not ended.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // A third of the letters may differ, and never more than three.
    let letters = name.chars().count();
    let limit = (letters / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(name, candidate);
            let begun = letters >= 3 && candidate.starts_with(name);
            (distance <= limit || begun).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
