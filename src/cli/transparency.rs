//! `report`: the transparency report.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::environment::{self, Environment};
use super::trees::{self, Trees, Typed};
use super::{Refusal, output, packs, root};
use crate::gate;
use crate::model::{Language, Settings};
use crate::render::{self, Edition};

/// Write the transparency report
///
/// Judges the repository as `check` does and writes for people what the system
/// is, what was verified with which evidence, and what is open: one page, to
/// stdout. The exit code says whether it could be written; the verdict stands
/// in it.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Report {
    /// The repository's folder
    #[arg(default_value = ".")]
    path: PathBuf,

    /// How the page is written
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    format: PageFormat,

    /// For whom: decides what it holds
    #[arg(long, value_name = "AUDIENCE", default_value = "public")]
    audience: Audience,

    /// Hold the change against where it left REV, or `none`
    #[arg(long, value_name = "REV")]
    base: Option<String>,

    /// Judge this commit, read from git's objects, in the place of the working tree
    #[arg(long, value_name = "REV")]
    head: Option<String>,

    /// Judge by the rules of this folder as well; may be repeated
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,

    /// The date that ages are counted to, by default today's in UTC
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = environment::date)]
    today: Option<Date>,
}

const EXAMPLES: &str = "\
Examples:
  ethics-gate report > report.html
  ethics-gate report --audience regulator --lang ko > report.ko.html
  ethics-gate report services/scoring --format markdown";

/// How the page is written.
#[derive(Clone, Copy, ValueEnum)]
enum PageFormat {
    /// One self-contained file for a browser
    Html,
    /// A page in Markdown
    Markdown,
}

/// For whom the page is.
#[derive(Clone, Copy, ValueEnum)]
enum Audience {
    /// Anybody: nothing that the declaration keeps to itself
    Public,
    /// The team: everything, and how to mend what is open
    Internal,
    /// Who audits it: everything, and the laws that each rule relates to
    Regulator,
}

impl From<Audience> for Edition {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Public => Self::Public,
            Audience::Internal => Self::Internal,
            Audience::Regulator => Self::Regulator,
        }
    }
}

impl Report {
    pub(super) fn run(
        self,
        language: Language,
        environment: &Environment,
    ) -> Result<ExitCode, Refusal> {
        let typed = Typed {
            path: &self.path,
            base: self.base.as_deref(),
            head: self.head.as_deref(),
        };
        let Trees { head, base, .. } = trees::find(typed, environment.pipeline.as_ref())?;
        let packs = packs::all(&self.policy)?;
        let settings = Settings {
            language,
            root: root::of(&head, &self.path)?.display().to_string(),
            include_passes: true,
            ..Settings::default()
        };
        let today = self.today.unwrap_or_else(environment::today);
        let report = gate::gate(&head, base.as_ref(), None, &packs, &settings, today)
            .map_err(packs::refused)?;
        let edition = self.audience.into();
        output::print(&match self.format {
            PageFormat::Html => render::html(&report, edition),
            PageFormat::Markdown => render::transparency(&report, edition),
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
