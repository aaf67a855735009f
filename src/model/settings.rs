//! What the person who runs the gate chose, already validated.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::rule::Language;

/// Settings of one run.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The language of the report.
    pub language: Language,
    /// The root as the user named it; it stands in the report.
    pub root: String,
    /// Rule ids to judge, all where empty.
    pub only: Vec<String>,
    /// Report what held and what did not apply as well.
    pub include_passes: bool,
    /// Report what the tier silences as well: examples judge outcomes, not levels.
    pub include_silent: bool,
}

/// Who wrote a change and who approved it: the file of `--context`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// The account that wrote the change.
    pub author: String,
    /// Accounts that approved it, each with the teams it belongs to.
    #[serde(default)]
    pub approvals: IndexMap<String, Vec<String>>,
}
