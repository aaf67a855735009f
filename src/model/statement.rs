//! The statement that a verdict is published as: an in-toto Statement, version
//! 1, whose predicate is ours.
//!
//! Shapes by <https://github.com/in-toto/attestation/tree/main/spec/v1>: the
//! statement names files by digest, and the predicate says what was concluded
//! of them. It holds names, digests, ids and counts; no message, no excerpt and
//! no value of the repository stands in it, so that it may be public.

use schemars::JsonSchema;
use serde::Serialize;

use super::report::{Pack, Tool, Verdict};
use super::rule::Tier;

/// The value of `_type`.
pub const STATEMENT: &str = "https://in-toto.io/Statement/v1";
/// The `_type` of the version before, which cosign still writes around a predicate.
pub const STATEMENT_BEFORE: &str = "https://in-toto.io/Statement/v0.1";
/// The value of `predicateType`; another shape gets another number. A name and
/// no address: nothing has to be fetched to know what it means.
pub const PREDICATE: &str = "urn:ethics-gate:verdict:v1";
/// The type of payload by which a DSSE envelope says that it holds a statement.
pub const PAYLOAD: &str = "application/vnd.in-toto+json";
/// The value of `schema` in the predicate.
pub const SCHEMA: &str = "ethics-gate/verdict/1";

/// A statement of a verdict.
#[derive(Clone, Debug, Serialize)]
pub struct Statement {
    /// Always [`STATEMENT`].
    #[serde(rename = "_type")]
    pub kind: String,
    /// The files that the verdict is about, sorted by name.
    pub subject: Vec<Resource>,
    /// Always [`PREDICATE`].
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// What was concluded.
    pub predicate: Predicate,
}

/// A file by its name and digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resource {
    /// Its path from the root.
    pub name: String,
    /// Its digest.
    pub digest: DigestSet,
}

/// Digests of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DigestSet {
    /// SHA-256 in 64 lowercase hex digits.
    pub sha256: String,
}

/// What a statement says of its subjects: the predicate `urn:ethics-gate:verdict:v1`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Predicate {
    /// Always `ethics-gate/verdict/1`.
    pub schema: String,
    /// What judged.
    pub tool: Tool,
    /// The worst of the systems' verdicts.
    pub verdict: Conclusion,
    /// What the run was told to do.
    pub settings: Settings,
    /// The commit that the change was held against; absent where there was no base, and then
    /// the rules that need one are among `not_judged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Revision>,
    /// The commit that was judged; absent where it was a working tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<Revision>,
    /// The packs that judged, in their order.
    pub packs: Vec<Pack>,
    /// One entry a declaration.
    pub systems: Vec<System>,
    /// Rules, or `rule#check`, that were not judged, sorted.
    pub not_judged: Vec<String>,
    /// Every file that the verdict rests on and whose digest is known, sorted by name.
    pub files: Vec<File>,
    /// Such files whose digest is not known, sorted by name: nothing is said of their bytes.
    pub not_digested: Vec<Undigested>,
}

/// A verdict in the words of attestations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Conclusion {
    /// Nothing blocks.
    Passed,
    /// At least one finding blocks.
    Failed,
}

impl From<Verdict> for Conclusion {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Self::Passed,
            Verdict::Fail => Self::Failed,
        }
    }
}

/// What a run was told to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Settings {
    /// The date that ages were counted to, `YYYY-MM-DD`.
    pub today: String,
    /// Whether it was told who wrote and who approved the change.
    pub context: bool,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Revision {
    /// Its id in full.
    pub commit: String,
}

/// The verdict on one system.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct System {
    /// `system.id`, or the declaration's path where it says none.
    pub id: String,
    /// The declaration's path.
    pub path: String,
    /// Whether anything blocks here.
    pub verdict: Conclusion,
    /// The tier that levels were taken from.
    pub tier: Tier,
    /// Whether minors are in scope.
    pub minors: bool,
    /// Outcomes of its checks.
    pub outcomes: Outcomes,
    /// The same by principle, in the order of principles.
    pub principles: Vec<Principle>,
    /// Findings that block.
    pub blocking: usize,
    /// Findings that a waiver or the baseline keeps from blocking.
    pub suppressed: usize,
}

/// Outcomes of one principle.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Principle {
    /// Its slug.
    pub id: String,
    /// Outcomes of its checks.
    pub outcomes: Outcomes,
}

/// How many checks came to which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Outcomes {
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
}

impl Outcomes {
    /// These and others.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            pass: self.pass + other.pass,
            fail: self.fail + other.fail,
            open: self.open + other.open,
            review: self.review + other.review,
            not_applicable: self.not_applicable + other.not_applicable,
        }
    }
}

/// What a file is to a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// An `ethics.yml`, or a file that an entry of it is taken from.
    Declaration,
    /// An `ethics.lock`.
    Lock,
    /// A baseline of findings that were known before.
    Baseline,
    /// A model's card.
    Card,
    /// A model file, declared or found by its bytes.
    Artifact,
    /// A prompt.
    Prompt,
    /// A sample, a manifest of data, or a file of one.
    Data,
    /// A measurement, or what it was counted from.
    Evidence,
}

impl Role {
    /// The role that facts have a word for.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "artifact" => Some(Self::Artifact),
            "prompt" => Some(Self::Prompt),
            "data" => Some(Self::Data),
            "evidence" => Some(Self::Evidence),
            _ => None,
        }
    }

    /// The word in statements.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Declaration => "declaration",
            Self::Lock => "lock",
            Self::Baseline => "baseline",
            Self::Card => "card",
            Self::Artifact => "artifact",
            Self::Prompt => "prompt",
            Self::Data => "data",
            Self::Evidence => "evidence",
        }
    }
}

/// A file that the verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct File {
    /// Its path from the root.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// SHA-256 in 64 lowercase hex digits: of its bytes, or of the object that its Git LFS
    /// pointer names.
    pub sha256: String,
}

/// A file whose digest is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Undigested {
    /// Its path from the root, or its address.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// Where its bytes are: `dvc`, `remote`, `absent` or `unreadable`; `here` for a folder that
    /// DVC tracks as one.
    pub state: String,
    /// The MD5 that DVC tracks it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dvc: Option<String>,
}

/// Whether a name is a plain path below the root: one that leads elsewhere on
/// no system, and steers no terminal.
#[must_use]
pub fn is_plain_path(name: &str) -> bool {
    let is_plain = |part: &str| !matches!(part, "" | "." | "..");
    let is_drive = name.as_bytes().get(1) == Some(&b':');
    let turns = |character| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let steers = |character: char| character.is_control() || turns(character);
    name.split('/').all(is_plain) && !is_drive && !name.contains('\\') && !name.contains(steers)
}

#[cfg(test)]
mod tests {
    use super::is_plain_path;

    #[test]
    fn a_name_that_leads_elsewhere_is_no_plain_path() {
        for name in ["model.onnx", "a/b c/d:e.csv", "모델/카드.md"] {
            assert!(is_plain_path(name), "{name}");
        }
        for name in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a//b",
            "./a",
            "a/",
            "C:/x",
            "a\\b",
            "a\nb",
            "a\u{202e}b",
            "a\u{9b}31m",
        ] {
            assert!(!is_plain_path(name), "{name:?}");
        }
    }
}
