//! How much an outcome matters: tier, minors and overrides weighed together.
//! It never changes an outcome.

use super::Rule;
use crate::model::rule::CheckFile;
use crate::model::{Level, Outcome, Tier};

/// The principle whose open questions count as fails at every tier.
const YOUTH: &str = "youth";

/// The effective level of an outcome.
///
/// A fail takes the higher of the tier's level and, where minors are in
/// scope, the minors' level; `raised` is what the repository's own `rules`
/// say, and can only raise. An open question is silent at tier minimal, at
/// most a warning at limited, and counts as a fail at high; in the youth
/// principle it always counts as a fail. A review is a warning wherever the
/// rule is not off. A check's own `level_open` and `level_review` come first.
#[must_use]
pub fn level(
    rule: &Rule,
    check: &CheckFile,
    outcome: Outcome,
    tier: Tier,
    minors: bool,
    raised: Option<Level>,
) -> Level {
    let of_tier = rule.file.level.at(tier).max(raised.unwrap_or_default());
    let fail = level_of_fail(rule, tier, minors, raised);
    let chosen = |over: &Option<crate::model::rule::LevelOverride>| {
        over.as_ref().and_then(|over| over.at(tier))
    };
    match outcome {
        Outcome::Pass | Outcome::NotApplicable => Level::Off,
        Outcome::Fail => fail,
        Outcome::Open => chosen(&check.level_open).unwrap_or(match tier {
            _ if rule.principle == YOUTH => fail,
            Tier::Minimal => Level::Off,
            // Elsewhere minors raise fails only.
            Tier::Limited => of_tier.min(Level::Warning),
            Tier::High => of_tier,
        }),
        Outcome::Review => chosen(&check.level_review).unwrap_or(if fail == Level::Off {
            Level::Off
        } else {
            Level::Warning
        }),
    }
}

/// The effective level of a fail.
#[must_use]
pub fn level_of_fail(rule: &Rule, tier: Tier, minors: bool, raised: Option<Level>) -> Level {
    let levels = &rule.file.level;
    let of_tier = levels.at(tier).max(raised.unwrap_or_default());
    let of_minors = levels.minors.filter(|_| minors).unwrap_or_default();
    of_tier.max(of_minors)
}
