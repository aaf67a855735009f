//! Packs, rule files, conditions, evaluation, rules about rules.

//!
//! Judgement is data: a rule is one file of a pack, and this room turns it
//! into outcomes over facts. It reads no file but a pack's, computes no fact,
//! and gives a built-in rule no power that a user's rule lacks.

pub mod condition;
pub mod crosswalk;
mod defect;
mod evaluate;
mod levels;
mod lint;
mod pack;
mod rule;

pub use defect::{Defect, PolicyError};
pub use evaluate::{Available, CheckResult, evaluate};
pub use levels::{level, level_of_fail};
pub use pack::Pack;
pub use rule::{Check, Rule};

/// A message's template for a reader who has no facts at hand: a value as
/// `{its name}`, a choice of words as `(this | that)`.
#[must_use]
pub fn outline(template: &str) -> String {
    condition::Template::outline(template)
}
