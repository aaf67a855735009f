//! `doctor`: what the pipelines around the gate really do, and what nobody can
//! know from here. It judges no repository: it looks at the gate itself.

mod checks;
mod pipeline;
mod reach;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};

use self::checks::{Check, Here, State};
use super::environment::Environment;
use super::{Refusal, environment, output, packs, root};
use crate::gate;
use crate::model::Language;
use crate::source::History;

/// Look at the pipelines that run the gate
///
/// In a pipeline or at home, without a network: whether something runs the
/// gate, whether a change can go past it, whether the clone is deep enough,
/// whether ethics files have owners, whether what runs is pinned, whether the
/// token fits, and whether this is a fork. What only the platform knows is said
/// to be unknown, with where to look.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Doctor {
    /// The repository's folder
    #[arg(default_value = ".")]
    path: PathBuf,

    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How it is said.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

const EXAMPLES: &str = "\
Examples:
  ethics-gate doctor
  ethics-gate doctor --format json

Exit codes:
  0  no problem was found
  1  a problem was found
  2  it could not look";

/// The format of what is printed for programs.
const SCHEMA: &str = "ethics-gate/doctor/1";

impl Doctor {
    pub(super) fn run(
        &self,
        language: Language,
        environment: &Environment,
    ) -> Result<ExitCode, Refusal> {
        let head = root::repository(&self.path)?;
        let folder = root::REPOSITORY.folder(&self.path)?;
        let systems = gate::facts(&head, None, &packs::all(&[])?, environment::today())
            .map_err(packs::refused)?;
        let here = Here {
            systems: &systems,
            shallow: History::around(&folder).ok().map(|it| it.is_shallow()),
            surroundings: &environment.surroundings,
        };
        let checks = checks::all(&here);
        let printed = match self.format {
            Format::Text => words::told(&checks, language),
            Format::Json => format!("{:#}\n", json(&checks, language)),
        };
        output::print(printed.as_bytes())?;
        Ok(ExitCode::from(u8::from(has_problem(&checks))))
    }
}

fn has_problem(checks: &[Check]) -> bool {
    checks.iter().any(|check| check.state == State::Problem)
}

fn json(checks: &[Check], language: Language) -> Json {
    let checks: Vec<Json> = checks
        .iter()
        .map(|check| {
            let mut json = json!({
                "id": check.id,
                "state": check.state.name(),
                "message": check.said.get(language),
            });
            if let (Some(json), Some(fix)) = (json.as_object_mut(), &check.fix) {
                json.insert("fix".to_owned(), json!(fix.get(language)));
            }
            if let (Some(json), Some((path, line))) = (json.as_object_mut(), &check.at) {
                json.insert("path".to_owned(), json!(path));
                json.insert("line".to_owned(), json!(line));
            }
            json
        })
        .collect();
    let healthy = checks.iter().all(|check| check["state"] != "problem");
    json!({"schema": SCHEMA, "healthy": healthy, "checks": checks})
}
