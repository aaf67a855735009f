//! What the person who runs the gate chose, already validated.

use super::words::Language;

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
    /// Judge as if there were no waivers and no baseline.
    pub no_waivers: bool,
    /// Report what the tier silences as well: examples judge outcomes, not levels.
    pub include_silent: bool,
}
