//! What a verdict rests on, for whoever has to be shown it: outcomes by rule,
//! what was measured of groups of people, and the files with their digests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::Reason;
use super::report::Audience;

/// What was verified of a system.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Verified {
    /// Outcomes of each rule that was judged, in the order of principles.
    pub rules: Vec<RuleOutcomes>,
    /// What was measured of groups of people.
    pub groups: Vec<Measured>,
    /// The files that the system stands on.
    pub files: Vec<StoodOn>,
}

/// Outcomes of one rule, nodes counted one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleOutcomes {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The principle's slug.
    pub principle: String,
    /// Checks that held.
    pub pass: usize,
    /// Checks that did not.
    pub fail: usize,
    /// Checks that could not be decided.
    pub open: usize,
    /// Checks that a person must decide.
    pub review: usize,
    /// Checks that do not concern the system.
    pub not_applicable: usize,
    /// Files in which it was decided, and evidence of the entries of the declaration in which it was; the first ones.
    pub files: Vec<String>,
    /// Who may read its id and title: a rule of an organization's own is internal.
    pub audience: Audience,
}

/// One metric of the groups of one attribute, with the limits set on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measured {
    /// The attribute, or two of them joined by `*`.
    pub attribute: String,
    /// The metric.
    pub metric: String,
    /// Each group that was counted.
    pub rates: Vec<GroupRate>,
    /// The limits.
    pub limits: Vec<HeldLimit>,
    /// Who may read it.
    pub audience: Audience,
}

/// One group's own value, with its interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupRate {
    /// The group.
    pub group: String,
    /// Its value; none where its denominator is zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The lower end of the interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The upper end of the interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Cases in the denominator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// Whether it is large enough to be held against limits.
    pub enough: bool,
}

/// A limit, and how it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeldLimit {
    /// `difference`, `ratio` or `worst`.
    pub compare: String,
    /// The limit.
    pub limit: f64,
    /// The group, or the two, that decide it.
    pub groups: Vec<String>,
    /// The value, difference or ratio of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The lower end of its interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The upper end of its interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Whether it is kept; none where neither is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<bool>,
    /// Why neither is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Groups that are too small for it.
    pub left_out: Vec<String>,
}

/// A file that a system stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoodOn {
    /// `artifact`, `prompt`, `data` or `evidence`.
    pub role: String,
    /// Its path from the declaration's folder, or its name where it lies elsewhere.
    pub name: String,
    /// Keys of the declaration that name it as evidence.
    pub keys: Vec<String>,
    /// What kind of measurement it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The day of the measurement, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// How many rows it was measured on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// Its SHA-256, where its bytes or a pointer to them are here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Its size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Who may read of it; its name is never for the public.
    pub audience: Audience,
}
