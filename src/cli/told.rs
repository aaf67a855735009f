//! `context`: who wrote and who approved a change, asked of the platform, as
//! the file that `check --context` reads.

use std::process::ExitCode;

use clap::Args;

use super::environment::Environment;
use super::platform::Judged;
use super::publish::{AUTHORITIES, To};
use super::{Refusal, output};
use crate::publish::{Trouble, Unknown, github, gitlab};

/// Ask the platform who wrote and who approved a change
///
/// Prints what `check --context FILE` reads, for the pull or merge request that
/// the job runs for. Where a part of it is not told, nothing is printed and the
/// exit code is 2: without an author that was left out, people could approve
/// their own work. The token comes from the environment, as for `publish`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Context {
    /// Whom to ask
    #[arg(long, value_name = "PLATFORM")]
    from: To,
}

const EXAMPLES: &str = "\
Examples:
  ethics-gate context --from github > \"$RUNNER_TEMP/context.json\"
  ethics-gate check --context \"$RUNNER_TEMP/context.json\"

Variables:
  GITHUB_TOKEN  needs `pull-requests: read`; teams are told to a token that may read the organization
  GITLAB_TOKEN  a project's or group's access token with the scope `read_api`";

impl Context {
    pub(super) fn run(self, environment: &Environment) -> Result<ExitCode, Refusal> {
        let platform = &environment.platform;
        let network = &platform.network;
        let told = match self.from {
            To::GitHub => {
                let target = platform.github.target(Judged::File)?;
                github::context(&target, platform.github.token.as_deref(), network)
            }
            To::GitLab => {
                let target = platform.gitlab.target(Judged::File)?;
                gitlab::context(&target, platform.gitlab.token.as_deref(), network)
            }
        };
        let told = told.map_err(|unknown| {
            let help = match &unknown {
                Unknown::Trouble(trouble) if trouble.is_forbidden() => {
                    "give the job a token that may read the change: `ethics-gate context --help` says which"
                }
                Unknown::Trouble(Trouble::Untrusted { .. }) => AUTHORITIES,
                Unknown::NoChange | Unknown::Moved => {
                    "run it in a job for the newest commit of an open pull or merge request"
                }
                Unknown::Trouble(_) => "run it again",
                Unknown::Cut { .. } => "squash the commits of the change",
            };
            Refusal::new(unknown.to_string(), help)
        })?;
        for note in &told.notes {
            output::say(&format!("note: {note}"));
        }
        let json = serde_json::to_value(&told.context)
            .expect("internal error: a context has only strings");
        output::print_json(&json)?;
        Ok(ExitCode::SUCCESS)
    }
}
