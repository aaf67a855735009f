//! `context`: who wrote and who approved a change, asked of the platform, as
//! the file that `check --context` reads.

use std::process::ExitCode;

use clap::Args;

use super::environment::Environment;
use super::platform::Judged;
use super::publish::{To, authorities};
use super::{Refusal, output};
use crate::model::{Language, Said, Text, text};
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
    pub(super) fn run(
        self,
        language: Language,
        environment: &Environment,
    ) -> Result<ExitCode, Refusal> {
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
                    text!(
                        "give the job a token that may read the change: `ethics-gate context --help` says which",
                        "변경을 읽을 수 있는 토큰을 작업에 주세요. 어떤 것인지는 `ethics-gate context --help`에 있습니다"
                    )
                }
                Unknown::Trouble(Trouble::Untrusted { .. }) => authorities(),
                Unknown::NoChange | Unknown::Moved => {
                    text!(
                        "run it in a job for the newest commit of an open pull or merge request",
                        "열린 풀 리퀘스트나 머지 리퀘스트의 최신 커밋에 대한 작업에서 실행하세요"
                    )
                }
                Unknown::Trouble(_) => Text::new("run it again", "다시 실행하세요"),
                Unknown::Cut { .. } => text!(
                    "squash the commits of the change",
                    "변경의 커밋을 합치세요"
                ),
            };
            Refusal::new(unknown.said(), help)
        })?;
        for note in &told.notes {
            let label = Text::new("note: ", "참고: ");
            output::say(Text::join(&[label, note.clone()], "").get(language));
        }
        let json = serde_json::to_value(&told.context)
            .expect("internal error: a context has only strings");
        output::print_json(&json)?;
        Ok(ExitCode::SUCCESS)
    }
}
