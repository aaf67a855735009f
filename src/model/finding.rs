//! What a check can conclude, and how much it matters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use jiff::civil::Date;

use super::edit::Edit;
use super::place::Place;
use super::words::Text;

/// What a check concludes, in SARIF's words.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The condition holds, shown from the repository.
    Pass,
    /// The rule does not concern this system.
    NotApplicable,
    /// Not decided, for a [`Reason`].
    Open,
    /// A person must decide.
    Review,
    /// The condition does not hold.
    Fail,
}

impl Outcome {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::NotApplicable => "not-applicable",
            Self::Open => "open",
            Self::Review => "review",
            Self::Fail => "fail",
        }
    }
}

/// Why something is open.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Sample or denominator too small.
    Insufficient,
    /// The interval crosses the limit.
    NotDemonstrated,
    /// It is there and can't be read.
    Unreadable,
    /// What is needed is not in the tree.
    Absent,
    /// A remote object, or a pointer without its object.
    Unverified,
}

impl Reason {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Insufficient => "insufficient",
            Self::NotDemonstrated => "not-demonstrated",
            Self::Unreadable => "unreadable",
            Self::Absent => "absent",
            Self::Unverified => "unverified",
        }
    }
}

/// How much a finding matters. Ordered: the higher blocks first.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    #[default]
    Off,
    /// Stands in the summary.
    Note,
    /// Annotates.
    Warning,
    /// Blocks the merge.
    Error,
}

impl Level {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A conclusion that people have to see: one rule, one check, one place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's id, `<principle>/<name>`.
    pub rule: String,
    /// The check's id within the rule.
    pub check: String,
    /// The system's id.
    pub system: String,
    /// The principle's slug.
    pub principle: String,
    /// What was concluded.
    pub outcome: Outcome,
    /// Why, where the outcome is open.
    pub reason: Option<Reason>,
    /// How much it matters here, tier and minors counted in.
    pub level: Level,
    /// What is wrong, with the subject's name and the numbers.
    pub message: Text,
    /// The shortest way to mend it.
    pub fix: Text,
    /// Where.
    pub place: Place,
    /// Where what can't be read stands, for a finding that is open because of it.
    pub rests_on: Option<Place>,
    /// Further places that help: the contradicting value, the base's value.
    pub related: Vec<Related>,
    /// Edits that would mend it.
    pub edits: Vec<Edit>,
    /// The fact's path with list items named by their `id`: part of the
    /// fingerprint, so that moving lines changes nothing.
    pub fact: String,
    /// Why it does not count.
    pub suppression: Option<Suppression>,
    /// How many repeats of the same cause were folded into this one.
    pub repeats: usize,
}

/// What keeps a finding from counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuppressionKind {
    /// A waiver of `ethics.yml`.
    Waiver,
    /// The baseline: it was there before the gate.
    Baseline,
}

/// Why a finding does not count. Its outcome stays what it is.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// What keeps it from counting.
    pub kind: SuppressionKind,
    /// The reason that was given.
    pub reason: Text,
    /// Who gave it; empty for a baseline.
    pub approver: String,
    /// The last day on which it counts.
    pub expires: Date,
    /// Days until then.
    pub days_left: i64,
    /// Where the exception stands.
    pub place: Place,
    /// Which of the declaration's waivers it is.
    pub waiver: Option<usize>,
}

/// A second place.
#[derive(Clone, Debug)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub message: Text,
    /// It is one more place of the same cause, folded into this finding.
    pub again: bool,
}
