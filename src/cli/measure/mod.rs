//! `measure`: one evidence engine alone, so that a team can produce evidence
//! with the code that judges it. It exits 0 when it could measure, whatever
//! it found.

mod artifact;
mod fairness;
mod pii;
mod text;

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::{Refusal, output};
use crate::model::Language;

/// Measure one thing with the gate's own engines
///
/// The exit code is 0 when it could measure, whatever it found.
#[derive(Args)]
pub(super) struct Measure {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Subcommand)]
enum Kind {
    Fairness(fairness::Fairness),
    Artifact(artifact::Files),
    Pii(pii::Pii),
    Text(text::Text),
}

/// How measures are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

impl Measure {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        match &self.kind {
            Kind::Fairness(fairness) => fairness.run(language),
            Kind::Artifact(files) => files.run(language),
            Kind::Pii(pii) => pii.run(language),
            Kind::Text(text) => text.run(language),
        }
    }
}
