//! A rule as its author writes it: one YAML file, whose path is its id.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::context::Approval;
use super::finding::Level;
use super::words::Text;

/// Risk tiers, ordered.
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
pub enum Tier {
    /// Little can go wrong for people.
    #[default]
    Minimal,
    /// People outside the team are touched.
    Limited,
    /// People are judged, or harmed when it errs.
    High,
}

impl Tier {
    /// All, lowest first.
    pub const ALL: [Self; 3] = [Self::Minimal, Self::Limited, Self::High];

    /// The word in `ethics.yml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Limited => "limited",
            Self::High => "high",
        }
    }
}

/// The level of a fail by tier, and the level that minors in scope raise it to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// At tier minimal.
    pub minimal: Level,
    /// At tier limited.
    pub limited: Level,
    /// At tier high.
    pub high: Level,
    /// Where minors are possible or expected; the higher one counts. Absent
    /// means as the tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minors: Option<Level>,
}

impl Levels {
    /// The level at a tier, before minors raise it.
    #[must_use]
    pub fn at(&self, tier: Tier) -> Level {
        match tier {
            Tier::Minimal => self.minimal,
            Tier::Limited => self.limited,
            Tier::High => self.high,
        }
    }
}

/// Levels of an open or a review where the defaults don't fit; a tier that is
/// left out keeps its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelOverride {
    /// At tier minimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimal: Option<Level>,
    /// At tier limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited: Option<Level>,
    /// At tier high.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Level>,
}

impl LevelOverride {
    /// The level at a tier, where one is given.
    #[must_use]
    pub fn at(&self, tier: Tier) -> Option<Level> {
        match tier {
            Tier::Minimal => self.minimal,
            Tier::Limited => self.limited,
            Tier::High => self.high,
        }
    }
}

/// What a rule needs beyond the tree; absent, it is not evaluated and stands
/// in `not_checked`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// The base that the change is held against.
    Base,
    /// Who wrote and who approved the change.
    Context,
}

/// What a false `require` means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Otherwise {
    /// The condition does not hold.
    #[default]
    Fail,
    /// A person must decide.
    Review,
}

/// What an absent path of `for` means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// Open, at the nearest parent: a list that is absent never passes in silence.
    #[default]
    Open,
    /// The rule's presence check speaks for it.
    NotApplicable,
}

/// One condition of a rule, with its own places and words.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckFile {
    /// Its id within the rule.
    pub id: String,
    /// A path whose nodes become `self`, one after the other; absent means once, with `self` the declaration.
    #[serde(rename = "for", default, skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// What an absent `for` means.
    #[serde(default, skip_serializing_if = "is_default")]
    pub absent: Absent,
    /// A condition without which the check does not concern the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What must hold: true, false or missing give pass, `otherwise` or open.
    pub require: String,
    /// What false means.
    #[serde(default, skip_serializing_if = "is_default")]
    pub otherwise: Otherwise,
    /// What the check needs beyond what its rule needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// Levels of an open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_open: Option<LevelOverride>,
    /// Levels of a review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_review: Option<LevelOverride>,
    /// The path of the place to mark; absent, `self`, or the first path in `require`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The path of a second place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub related: Option<String>,
    /// What is wrong; `{expression}` is replaced by its value.
    pub message: Text,
    /// What is said where it is open; absent, which fact is missing and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_open: Option<Text>,
    /// How to mend it; `{expression}` is replaced by its value.
    pub fix: Text,
    /// Repeats of one cause over many nodes become one finding with a count.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fold: bool,
    /// A text that a machine may put in the place of the marked value; `{expression}` as in messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A file name to its text, or to `null` for a file of the skeleton that this
/// example leaves out.
pub type ExampleFiles = IndexMap<String, Option<String>>;

/// One example: a small tree that the true gate judges.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows, in a few words.
    pub name: String,
    /// The same in Korean; `explain` shows it of the first that passes and the
    /// first that fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_ko: Option<String>,
    /// The files; they replace those of the skeleton that `base` names.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub files: ExampleFiles,
    /// Changes to the skeleton's `ethics.yml`, a dotted path to a value in
    /// YAML, `null` to leave the key out.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub set: IndexMap<String, serde_json::Value>,
    /// What stood on the base of the change that the example is: other files
    /// and keys than the skeleton's. Absent, there is no base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<ExampleBase>,
    /// Who wrote and who approved the change that the example is. Absent,
    /// nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ExampleContext>,
    /// `file:line` or `file` that the finding must mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The check that must speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// The outcome under `fail` that is a review.
    #[serde(default, skip_serializing_if = "is_default")]
    pub review: bool,
}

/// The base of an example: the skeleton, changed as an example changes it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleBase {
    /// The files; they replace those of the skeleton.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub files: ExampleFiles,
    /// Changes to the skeleton's `ethics.yml`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub set: IndexMap<String, serde_json::Value>,
}

/// The people of an example.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleContext {
    /// Accounts that wrote the change.
    pub authors: Vec<String>,
    /// Approvals of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
}

/// Examples by what the rule must say of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// A skeleton of `pack.yml` that each example patches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The rule is silent.
    #[serde(default)]
    pub pass: Vec<Example>,
    /// The rule finds a fail (or a review, where the example says so).
    #[serde(default)]
    pub fail: Vec<Example>,
    /// The rule leaves it open.
    #[serde(default)]
    pub open: Vec<Example>,
}

/// A rule file.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// What must hold, as a heading.
    pub title: Text,
    /// How much a fail matters.
    pub level: Levels,
    /// What the rule needs beyond the tree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// Why it matters, in one sentence.
    pub why: Text,
    /// Laws and standards it is related to, as `standard/place`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// Whether a fail can be waived.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub waivable: bool,
    /// Earlier ids of this rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Judged even where the declaration can't be read.
    #[serde(default, skip_serializing_if = "is_default")]
    pub always: bool,
    /// Its conditions.
    pub checks: Vec<CheckFile>,
    /// Its examples; the built-in pack is embedded without them.
    #[serde(default)]
    pub examples: Examples,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_yes(value: &bool) -> bool {
    *value
}

/// `_principle.yml`: why a folder of rules exists.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrincipleFile {
    /// Its name.
    pub title: Text,
    /// The commitment it comes from.
    pub commitment: Text,
    /// Where it stands among the others, from 0.
    pub order: u32,
}

/// `pack.yml`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// The pack's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is for.
    pub title: Text,
    /// Rules that weigh more than they do by themselves: id to level.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub rules: IndexMap<String, Level>,
    /// Limits, ages and minimums in the words of `ethics.yml`: in force where
    /// a declaration says nothing, and no declaration may be looser.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub settings: serde_json::Value,
    /// Keys that a declaration may not set otherwise, and not at all where
    /// `settings` has no value for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locked: Vec<String>,
    /// Keys of `settings` that a declaration may set looser.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
    /// Standards that its references may name and that have no file in
    /// `crosswalk/`: id to title. Their places are not held against anything.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub standards: IndexMap<String, String>,
    /// Skeletons that examples patch: name to files.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub skeletons: IndexMap<String, IndexMap<String, String>>,
}
