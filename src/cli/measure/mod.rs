//! `measure`: one evidence engine alone, so that a team can produce evidence
//! with the code that judges it. It exits 0 when it could measure, whatever
//! it found.

#![expect(clippy::disallowed_methods, reason = "who calls names the files")]

mod artifact;
mod fairness;
mod pii;
mod text;

use std::fs::{self, File};
use std::io;
use std::path::Path;
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

/// A file that can be sought. Whether it is one is asked before it is opened: a
/// pipe would wait for somebody who writes, and a device may never end.
fn opened(path: &Path) -> io::Result<File> {
    match fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(io::Error::other("not a file")),
    }
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
