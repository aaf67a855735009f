//! `report`: the transparency report.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::asked::{Asked, Found};
use super::environment::Environment;
use super::{Refusal, output, packs};
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
    #[command(flatten)]
    asked: Asked,

    /// How the page is written
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    format: PageFormat,

    /// For whom: decides what it holds
    #[arg(long, value_name = "AUDIENCE", default_value = "public")]
    audience: Audience,
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
        let Found {
            head,
            base,
            context,
            packs,
            today,
            root,
        } = self.asked.find(environment)?;
        let settings = Settings {
            language,
            root: root.display().to_string(),
            include_passes: true,
            ..Settings::default()
        };
        let report = gate::gate(
            &head,
            base.as_ref(),
            context.as_ref(),
            &packs,
            &settings,
            today,
        )
        .map_err(packs::refused)?;
        let edition = self.audience.into();
        output::print(&match self.format {
            PageFormat::Html => render::html(&report, edition),
            PageFormat::Markdown => render::transparency(&report, edition),
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
