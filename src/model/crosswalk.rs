//! Laws and standards as dated data: `crosswalk/<standard>.yml` of a pack.
//!
//! A rule is related to a place in one of them; that is all that is said, and
//! never that keeping the rule fulfils the law.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{Language, Text};

/// How binding a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StandardKind {
    /// An act or a regulation.
    Law,
    /// What a body of standards published.
    Standard,
    /// A framework, a code of practice, a recommendation.
    Guidance,
}

impl StandardKind {
    /// The word for people.
    #[must_use]
    pub fn word(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Law, Language::En) => "law",
            (Self::Law, Language::Ko) => "법률",
            (Self::Standard, Language::En) => "standard",
            (Self::Standard, Language::Ko) => "표준",
            (Self::Guidance, Language::En) => "guidance",
            (Self::Guidance, Language::Ko) => "지침",
        }
    }
}

/// A law or standard, by the name of its file.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrosswalkFile {
    /// Its title.
    pub title: Text,
    /// How binding it is.
    pub kind: StandardKind,
    /// The state of its text that the entries were worded from, `YYYY-MM-DD`
    /// or `YYYY-MM`.
    pub as_of: String,
    /// Since when it applies, by that text; a standard since it was published.
    pub applies_from: String,
    /// What a reader has to know of that text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Its places that rules are related to.
    pub entries: IndexMap<String, Provision>,
}

/// A place in a law or standard.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// What it is about, in the words of the pack's author.
    pub title: Text,
    /// Since when this place applies, where it differs from the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_from: Option<String>,
}
