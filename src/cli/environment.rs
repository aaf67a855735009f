//! What the environment says: the language, the terminal, the workflow.

#![expect(
    clippy::disallowed_methods,
    reason = "the environment and the clock are read here, once"
)]

use std::env;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

use jiff::civil::Date;
use jiff::tz::Offset;

use super::pipeline::Pipeline;
#[cfg(feature = "publish")]
use super::platform::Platform;
use super::surroundings::Surroundings;
use crate::model::Language;
use crate::render::Style;

/// Columns where nobody says how many there are: a log.
const COLUMNS: usize = 100;
/// Narrower than this, nothing can be laid out.
const NARROWEST: usize = 40;
/// Wider than this, lines are hard to read.
const WIDEST: usize = 160;

/// The settings that come from outside of the arguments.
pub(super) struct Environment {
    /// The language of the locale.
    pub(super) language: Language,
    /// How stdout is looked at.
    pub(super) style: Style,
    /// The page of a workflow's job, where there is one.
    pub(super) step_summary: Option<PathBuf>,
    /// The pipeline that this run is a part of.
    pub(super) pipeline: Option<Pipeline>,
    /// What else is said of it, for who looks at the pipeline itself.
    pub(super) surroundings: Surroundings,
    /// Where a report can be posted.
    #[cfg(feature = "publish")]
    pub(super) platform: Platform,
}

impl Environment {
    pub(super) fn read() -> Self {
        Self {
            language: language(),
            style: Style {
                color: color(),
                width: width(),
            },
            step_summary: said("GITHUB_STEP_SUMMARY").map(PathBuf::from),
            pipeline: Pipeline::of(said),
            surroundings: Surroundings::of(said),
            #[cfg(feature = "publish")]
            platform: Platform::of(said),
        }
    }
}

/// The date in UTC: two machines that run at one moment agree on it.
pub(super) fn today() -> Date {
    Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// A date as people type it.
pub(super) fn date(typed: &str) -> Result<Date, String> {
    typed
        .parse()
        .map_err(|_| "a date is year, month and day, such as 2026-12-01".to_owned())
}

/// What was typed, the program's name first.
pub(super) fn arguments() -> Vec<OsString> {
    env::args_os().collect()
}

/// A variable that is set to something.
fn said(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn language() -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(said);
    locale.map_or(Language::En, |locale| Language::of_locale(&locale))
}

fn color() -> bool {
    let forced = said("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    let dumb = said("TERM").is_some_and(|value| value == "dumb");
    match said("NO_COLOR") {
        Some(_) => false,
        // A console of Windows shows colors once it is told to, or shows their codes.
        None => {
            let obeys = || anstyle_query::windows::enable_ansi_colors() != Some(false);
            forced || (std::io::stdout().is_terminal() && !dumb && obeys())
        }
    }
}

fn width() -> usize {
    let columns = said("COLUMNS").and_then(|columns| columns.parse().ok());
    // The terminals that CI systems make up have no width that anybody sees.
    let terminal = || match said("CI") {
        Some(_) => None,
        None => terminal_size::terminal_size_of(std::io::stdout())
            .map(|(width, _)| usize::from(width.0)),
    };
    columns
        .filter(|&columns| columns > 0)
        .or_else(terminal)
        .unwrap_or(COLUMNS)
        .clamp(NARROWEST, WIDEST)
}
