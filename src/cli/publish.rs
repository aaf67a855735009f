//! `publish`: a finished report to where people look. And the posting of
//! `check --publish`, which vouches for its report since it made it.
//!
//! Posting never decides: what fails here is a warning.

#![expect(clippy::disallowed_methods, reason = "the report's file is read here")]

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::environment::Environment;
use super::platform::Judged;
use super::{Refusal, output, report};
use crate::model::report::{Report, SCHEMA};
use crate::model::{Language, Said, Text, text};
use crate::publish::{Origin, Posted, Trouble, github, gitlab};

/// The largest report that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// Post a finished report where people look
///
/// Posts a check run, comments on the changed lines and one summary comment,
/// and updates what it posted before. A file is somebody's word, so its check
/// run is called `ethics-gate report` and is always neutral; a verdict is
/// posted by `check --publish`, which judges by itself. The token comes from
/// the environment. What can't be posted is a warning, and the exit code stays 0.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Publish {
    /// The report, as `check --report json=FILE` writes it
    report: PathBuf,

    /// Where to
    #[arg(long, value_name = "PLATFORM")]
    to: To,
}

const EXAMPLES: &str = "\
Examples:
  ethics-gate publish report.json --to github
  ethics-gate check --head SHA --base origin/main --publish github

Variables:
  GITHUB_TOKEN  needs `checks: write` and `pull-requests: write`
  GITLAB_TOKEN  a project's or group's access token with the scope `api`; CI_JOB_TOKEN can't post
  SSL_CERT_FILE, SSL_CERT_DIR       authorities in PEM, in the place of this machine's
  HTTPS_PROXY, ALL_PROXY, NO_PROXY  a proxy (http://) that makes tunnels, and hosts reached without it";

/// The platforms.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum To {
    /// GitHub, also GitHub Enterprise Server
    #[value(name = "github")]
    GitHub,
    /// GitLab, for merge requests
    #[value(name = "gitlab")]
    GitLab,
}

impl Publish {
    pub(super) fn run(
        self,
        language: Language,
        environment: &Environment,
    ) -> Result<ExitCode, Refusal> {
        let report = read(&self.report)?;
        let posted = post(&report, Judged::File, self.to, environment)?;
        tell(&posted, self.to, language);
        if !posted.is_whole() && has_runner(self.to, environment) {
            report::write_summary(&report, environment);
            output::print(&report::for_workflow(&report, environment))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Posts what this run judged. Whatever comes of it is said, and changes nothing.
pub(super) fn judged(report: &Report, to: To, is_shown: bool, environment: &Environment) {
    let judged = match &report.head {
        Some(head) => Judged::Commit(&head.resolved),
        None => Judged::WorkingTree,
    };
    let is_whole = match post(report, judged, to, environment) {
        Ok(posted) => {
            tell(&posted, to, report.lang);
            posted.is_whole()
        }
        Err(refusal) => {
            let refusal = refusal.shown(report.lang);
            let warning = text!(
                "warning: nothing was posted\n{refusal}",
                "경고: 아무것도 올리지 못했습니다\n{refusal}"
            );
            output::say(warning.get(report.lang));
            false
        }
    };
    if is_shown || !has_runner(to, environment) {
        return;
    }
    report::write_summary(report, environment);
    if !is_whole {
        // stdout is the report that was asked for; a runner reads both.
        let commands = report::for_workflow(report, environment);
        output::say(String::from_utf8_lossy(&commands).trim_end());
    }
}

/// Whether somebody reads workflow commands.
fn has_runner(to: To, environment: &Environment) -> bool {
    to == To::GitHub && environment.platform.github.is_workflow
}

fn post(
    report: &Report,
    judged: Judged<'_>,
    to: To,
    environment: &Environment,
) -> Result<Posted, Refusal> {
    let origin = match judged {
        Judged::File => Origin::File,
        Judged::WorkingTree | Judged::Commit(_) => Origin::Judged,
    };
    let network = &environment.platform.network;
    match to {
        To::GitHub => {
            let github = &environment.platform.github;
            let target = github.target(judged)?;
            let token = github.token.as_deref();
            Ok(github::publish(report, origin, &target, token, network))
        }
        To::GitLab => {
            let gitlab = &environment.platform.gitlab;
            let target = gitlab.target(judged)?;
            let token = gitlab.token.as_deref();
            Ok(gitlab::publish(report, origin, &target, token, network))
        }
    }
}

/// A report that a file holds. Everything in it is somebody's word.
fn read(path: &Path) -> Result<Report, Refusal> {
    let refuse = |why: Text| {
        let shown = path.display();
        Refusal::new(
            Text::new(
                format!("can't read the report {shown}: {}", why.en),
                format!("보고서 {shown} 파일을 읽을 수 없습니다: {}", why.ko),
            ),
            text!(
                "name a file that `check --report json=FILE` wrote",
                "`check --report json=FILE`로 만든 파일을 지정하세요"
            ),
        )
    };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| refuse(Text::same(error.to_string())))?;
    if bytes.len() as u64 > LARGEST {
        return Err(refuse(text!(
            "it is larger than {} MiB",
            "{} MiB보다 큽니다",
            LARGEST >> 20
        )));
    }
    let report: Report =
        serde_json::from_slice(&bytes).map_err(|error| refuse(Text::same(error.to_string())))?;
    if report.schema != SCHEMA {
        return Err(refuse(text!(
            "its schema is not {SCHEMA}",
            "스키마가 {SCHEMA}이(가) 아닙니다"
        )));
    }
    Ok(report)
}

/// What came of it, in a line or two; what the token may not do in one.
fn tell(posted: &Posted, to: To, language: Language) {
    let (platform, elsewhere) = match to {
        To::GitHub => (
            "GitHub",
            text!(
                "; the findings stand in the log and the job's summary all the same",
                ". 발견된 내용은 로그와 작업 요약에 그대로 있습니다"
            ),
        ),
        To::GitLab => (
            "GitLab",
            text!(
                "; the findings stand in the log and the job's reports all the same",
                ". 발견된 내용은 로그와 작업 보고서에 그대로 있습니다"
            ),
        ),
    };
    if !posted.done.is_empty() {
        let done: Vec<Text> = posted
            .done
            .iter()
            .map(|(surface, done)| {
                let surface = surface.name();
                Text::new(
                    format!("{} ({})", surface.en, done.en),
                    format!("{} ({})", surface.ko, done.ko),
                )
            })
            .collect();
        let done = Text::join(&done, ", ");
        let done = Text::new(
            format!("posted to {platform}: {}", done.en),
            format!("{platform}에 올렸습니다: {}", done.ko),
        );
        output::say(done.get(language));
    }
    for (surface, why) in &posted.passed_over {
        let surface = surface.name();
        let note = Text::new(
            format!("note: {} was not posted: {}", surface.en, why.en),
            format!("참고: {} - 올리지 않았습니다: {}", surface.ko, why.ko),
        );
        output::say(note.get(language));
    }
    let (forbidden, others): (Vec<_>, Vec<_>) = posted
        .failed
        .iter()
        .partition(|(_, trouble)| trouble.is_forbidden());
    if let Some((_, trouble)) = forbidden.first() {
        let names = forbidden.iter().map(|(surface, _)| surface.name());
        let names: Vec<Text> = names.collect();
        let warning = Text::new(
            format!(
                "warning: {} could not be posted: ",
                Text::join(&names, " and ").en
            ),
            format!(
                "경고: {} - 올리지 못했습니다: ",
                Text::join(&names, ", ").ko
            ),
        );
        let warning = [
            warning,
            trouble.said(),
            Text::new("\n help: ", "\n해결: "),
            permission(to, trouble),
            elsewhere,
        ];
        output::say(Text::join(&warning, "").get(language));
    }
    for (surface, trouble) in others {
        let (surface, said) = (surface.name(), trouble.said());
        let warning = Text::new(
            format!(
                "warning: {} could not be posted: {}; the verdict stays what it is",
                surface.en, said.en
            ),
            format!(
                "경고: {} - 올리지 못했습니다: {}. 판정은 그대로입니다",
                surface.ko, said.ko
            ),
        );
        let help = match trouble {
            Trouble::Untrusted { .. } => {
                Text::join(&[Text::new("\n help: ", "\n해결: "), authorities()], "")
            }
            _ => Text::same(""),
        };
        output::say(Text::join(&[warning, help], "").get(language));
    }
}

/// What to do where a certificate is not trusted.
pub(super) fn authorities() -> Text {
    text!(
        "SSL_CERT_FILE names a file with the authorities of your company, in PEM",
        "SSL_CERT_FILE에 회사 인증 기관의 PEM 파일을 지정하세요"
    )
}

fn permission(to: To, trouble: &Trouble) -> Text {
    match (to, trouble) {
        (To::GitHub, Trouble::NoToken { .. }) => Text::new(
            "give the step `env: GITHUB_TOKEN: ${{ github.token }}`",
            "단계에 `env: GITHUB_TOKEN: ${{ github.token }}`을 주세요",
        ),
        (To::GitHub, _) => Text::new(
            "a fork's pull request always has a token that only reads; elsewhere the job needs `permissions: {checks: write, pull-requests: write}`",
            "포크의 풀 리퀘스트는 언제나 읽기 전용 토큰을 받습니다. 그 밖에는 작업에 `permissions: {checks: write, pull-requests: write}`가 필요합니다",
        ),
        (To::GitLab, Trouble::NoToken { .. }) => Text::new(
            "keep a project's or group's access token with the scope `api` as the masked variable GITLAB_TOKEN; a protected variable is absent on branches that are not protected, and CI_JOB_TOKEN can't write notes",
            "범위가 `api`인 프로젝트나 그룹의 액세스 토큰을 마스킹한 변수 GITLAB_TOKEN에 두세요. 보호된 변수는 보호되지 않은 브랜치에 없고, CI_JOB_TOKEN으로는 노트를 쓸 수 없습니다",
        ),
        (To::GitLab, _) => Text::new(
            "the token needs the scope `api` and the role Reporter at least; CI_JOB_TOKEN can't write notes",
            "토큰에 범위 `api`와 Reporter 이상의 역할이 필요합니다. CI_JOB_TOKEN으로는 노트를 쓸 수 없습니다",
        ),
    }
}
