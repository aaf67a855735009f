//! The report `ethics-gate/report/1`: stable, and all that a renderer, a
//! publisher or an editor needs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::crosswalk::StandardKind;
use super::finding::{Level, Outcome, Reason};
use super::rule::Tier;
use super::verified::Verified;
use super::words::{Language, Text};

/// The value of `schema`.
pub const SCHEMA: &str = "ethics-gate/report/1";

/// The whole result of a run.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// What made it.
    pub tool: Tool,
    /// The worst of the systems' verdicts.
    pub verdict: Verdict,
    /// The date that ages were counted to.
    pub today: String,
    /// The language of messages.
    pub lang: Language,
    /// The root that paths are relative to, as it is reached from where the gate
    /// was called: the git repository around the folder that was named, or that
    /// folder itself where it lies in none.
    pub root: String,
    /// What the change was held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
    /// The commit that was judged; absent where it was the working tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Base>,
    /// The packs that judged.
    pub packs: Vec<Pack>,
    /// What was read and judged.
    pub checked: Checked,
    /// What was passed over or could not be judged, and why.
    pub not_checked: Vec<NotChecked>,
    /// One entry a declaration.
    pub systems: Vec<System>,
    /// The rules that the findings name, and with passes included all that were judged.
    pub rules: Vec<Rule>,
    /// The places in laws and standards that these rules name, each once. A
    /// rule is related to them; no more is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crosswalk: Vec<Reference>,
    /// What people have to see, in the order of principles, then places.
    pub findings: Vec<Finding>,
}

/// The program that made a report.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `ethics-gate`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Whether a merge may go on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing blocks.
    Pass,
    /// At least one finding blocks.
    Fail,
}

impl Verdict {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
        }
    }
}

/// A commit: the base of a comparison, or the head that is judged.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Base {
    /// As the user named it.
    pub rev: String,
    /// The commit it resolved to.
    pub resolved: String,
}

/// A pack that judged.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Digest over its files.
    pub sha256: String,
}

/// Counts of what was read and judged.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// Declarations.
    pub systems: usize,
    /// Files that were seen in the tree.
    pub files: usize,
    /// Files whose content was read as a document.
    pub documents: usize,
    /// Rules that were judged in at least one system.
    pub rules: usize,
    /// Checks that reached an outcome, nodes counted one by one.
    pub checks: usize,
}

/// Something that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NotChecked {
    /// A path of the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A rule, or `rule#check`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Why.
    pub reason: String,
}

/// The verdict on one system.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct System {
    /// `system.id`, or the declaration's path where it says none.
    pub id: String,
    /// The declaration's path.
    pub path: String,
    /// Whether anything blocks here.
    pub verdict: Verdict,
    /// Its risk tier.
    pub tier: TierReport,
    /// What the change does to its tier, where it does something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Outcomes by principle.
    pub principles: Vec<Principle>,
    /// Facts for whoever reads the report without the tree.
    pub facts: Vec<Fact>,
    /// What the verdict rests on; only where what holds was asked for, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verified>,
}

/// The tier, and why.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TierReport {
    /// What the declaration says.
    pub declared: Option<Tier>,
    /// The lowest tier that the declared facts allow.
    pub floor: Tier,
    /// The tier that levels were taken from.
    pub effective: Tier,
    /// Whether minors are in scope.
    pub minors: bool,
    /// The facts that set the floor.
    pub reasons: Vec<String>,
}

/// A change of tier against the base: a prototype goes into production, or
/// minors come into scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// The effective tier on the base.
    pub from: Tier,
    /// Whether minors were in scope there.
    pub minors: bool,
    /// Rules whose fail blocks now and did not on the base.
    pub begin_to_block: Vec<String>,
    /// Rules whose fail blocked on the base and does not now.
    pub cease_to_block: Vec<String>,
}

/// Outcomes of one principle.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Principle {
    /// Its slug.
    pub id: String,
    /// Its title.
    pub title: String,
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
    /// Who may read its title: one of an organization's own is internal.
    #[serde(default)]
    pub audience: Audience,
}

/// Who may read a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Anybody.
    Public,
    /// The team and whoever audits it.
    #[default]
    Internal,
}

impl Audience {
    /// Anybody where it is true, else the team alone.
    #[must_use]
    pub fn public_if(is_public: bool) -> Self {
        match is_public {
            true => Self::Public,
            false => Self::Internal,
        }
    }
}

/// A fact of a system.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// Its path in the catalogue.
    pub path: String,
    /// Its value.
    pub value: serde_json::Value,
    /// Who may read it.
    pub audience: Audience,
}

/// A rule that the report speaks of.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What it is related to; an entry of `crosswalk` says what stands there.
    pub references: Vec<String>,
}

/// A place in a law or standard.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Reference {
    /// As rules name it: `standard/place`.
    pub id: String,
    /// What it is about, in our words.
    pub title: String,
    /// The title of the law or standard.
    pub standard: String,
    /// How binding that is.
    pub kind: StandardKind,
    /// The state of the text that this was worded from, `YYYY-MM-DD` or `YYYY-MM`.
    pub as_of: String,
    /// Since when it applies, by that text alone: later amendments may say otherwise.
    pub applies_from: String,
    /// What a reader has to know of that text, such as amendments that were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A position in a file.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte offset, from 0.
    pub offset: u32,
}

/// A line of a file as it may be shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Excerpt {
    /// The number of the first line.
    pub line: u32,
    /// The column of the first character of `text`: above 1 where the line is
    /// so long that only a window of it is shown.
    pub column: u32,
    /// The text, sensitive values masked.
    pub text: String,
}

/// A second place of a finding.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Related {
    /// What stands there.
    pub message: String,
    /// The file.
    pub path: String,
    /// Whether the file is in the tree.
    pub exists: bool,
    /// It stands on the base and is shown as it was there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_base: bool,
    /// One more place of the same cause, folded into this finding.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// Begin.
    pub start: Position,
    /// End, exclusive.
    pub end: Position,
    /// The line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
}

/// A change that would mend a finding.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// The file.
    pub path: String,
    /// Begin.
    pub start: Position,
    /// End, exclusive.
    pub end: Position,
    /// What to put there.
    pub replacement: String,
    /// Whether it may be applied unasked.
    pub safe: bool,
}

/// Why a finding does not count.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Suppression {
    /// `waiver` or `baseline`.
    pub kind: String,
    /// The reason that was given.
    pub reason: String,
    /// Who gave it; empty for a baseline.
    pub approver: String,
    /// The last day on which it counts, `YYYY-MM-DD`.
    pub expires: String,
    /// Days until then.
    #[serde(default)]
    pub days_left: i64,
}

/// One finding.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The check's id.
    pub check: String,
    /// The system's id.
    pub system: String,
    /// The principle's slug.
    pub principle: String,
    /// What was concluded.
    pub outcome: Outcome,
    /// Why it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// How much it matters here.
    pub level: Level,
    /// Whether it blocks the merge.
    pub blocking: bool,
    /// The path of the fact that it speaks of, list items by their `id`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fact: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub fix: String,
    /// The file.
    pub path: String,
    /// Whether the file is in the tree.
    pub exists: bool,
    /// Begin.
    pub start: Position,
    /// End, exclusive.
    pub end: Position,
    /// The marked lines, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
    /// Further places.
    pub related: Vec<Related>,
    /// Edits that would mend it.
    pub edits: Vec<Edit>,
    /// Stable across edits elsewhere; no line numbers and no values in it.
    pub fingerprint: String,
    /// Why it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
    /// Whether it is only counted where findings are shown to somebody one by
    /// one; see [`Report::set_aside`].
    #[serde(skip)]
    pub aside: bool,
}

/// Whether a path in a report leads to a file: in the name of one whose name
/// holds somebody's value, another word stands for it.
fn leads(path: &str) -> bool {
    !path.contains('‹')
}

impl Finding {
    /// Whether a platform or an editor can open its path.
    #[must_use]
    pub fn can_be_opened(&self) -> bool {
        self.exists && leads(&self.path)
    }
}

impl Related {
    /// Whether a platform or an editor can open its path and shows the tree
    /// that is judged.
    #[must_use]
    pub fn can_be_opened(&self) -> bool {
        self.exists && !self.on_base && leads(&self.path)
    }
}

impl Report {
    /// Set aside the findings that have no place in the files that somebody
    /// asks about. The verdict stays what it is, and where nothing that is
    /// shown blocks, what blocks is shown as well: it would be red without a
    /// reason.
    pub fn set_aside(&mut self, touches: impl Fn(&str) -> bool) {
        for finding in &mut self.findings {
            let related = finding.related.iter().map(|related| &related.path);
            let mut paths = std::iter::once(&finding.path).chain(related);
            finding.aside = !paths.any(|path| touches(path));
        }
        let mut findings = self.findings.iter();
        if !findings.any(|finding| finding.blocking && !finding.aside) {
            for finding in &mut self.findings {
                finding.aside &= !finding.blocking;
            }
        }
    }

    /// Findings of a level that are not suppressed.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.level == level && finding.suppression.is_none())
            .count()
    }
}

/// Words of the report itself, which no rule carries.
#[must_use]
pub fn words(en: &str, ko: &str, language: Language) -> String {
    Text::new(en, ko).get(language).to_owned()
}
