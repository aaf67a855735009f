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
    pub(super) fn run(self, environment: &Environment) -> Result<ExitCode, Refusal> {
        let report = read(&self.report)?;
        let posted = post(&report, Judged::File, self.to, environment)?;
        tell(&posted, self.to);
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
            tell(&posted, to);
            posted.is_whole()
        }
        Err(refusal) => {
            output::say(&format!("warning: nothing was posted\n{refusal}"));
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
    let help = "name a file that `check --report json=FILE` wrote";
    let refuse = |why: String| {
        Refusal::new(
            format!("can't read the report {}: {why}", path.display()),
            help,
        )
    };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| refuse(error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(refuse(format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    let report: Report =
        serde_json::from_slice(&bytes).map_err(|error| refuse(error.to_string()))?;
    if report.schema != SCHEMA {
        return Err(refuse(format!("its schema is not {SCHEMA}")));
    }
    Ok(report)
}

/// What came of it, in a line or two; what the token may not do in one.
fn tell(posted: &Posted, to: To) {
    let (platform, elsewhere) = match to {
        To::GitHub => (
            "GitHub",
            "the findings stand in the log and the job's summary all the same",
        ),
        To::GitLab => (
            "GitLab",
            "the findings stand in the log and the job's reports all the same",
        ),
    };
    if !posted.done.is_empty() {
        let done: Vec<String> = posted
            .done
            .iter()
            .map(|(surface, done)| format!("{} ({done})", surface.name()))
            .collect();
        output::say(&format!("posted to {platform}: {}", done.join(", ")));
    }
    for (surface, why) in &posted.passed_over {
        output::say(&format!("note: {} was not posted: {why}", surface.name()));
    }
    let (forbidden, others): (Vec<_>, Vec<_>) = posted
        .failed
        .iter()
        .partition(|(_, trouble)| trouble.is_forbidden());
    if let Some((_, trouble)) = forbidden.first() {
        let what: Vec<&str> = forbidden
            .iter()
            .map(|(surface, _)| surface.name())
            .collect();
        output::say(&format!(
            "warning: {} could not be posted: {trouble}\n help: {}; {elsewhere}",
            what.join(" and "),
            permission(to, trouble)
        ));
    }
    for (surface, trouble) in others {
        let help = match trouble {
            Trouble::Untrusted { .. } => format!("\n help: {AUTHORITIES}"),
            _ => String::new(),
        };
        output::say(&format!(
            "warning: {} could not be posted: {trouble}; the verdict stays what it is{help}",
            surface.name()
        ));
    }
}

/// What to do where a certificate is not trusted.
pub(super) const AUTHORITIES: &str =
    "SSL_CERT_FILE names a file with the authorities of your company, in PEM";

fn permission(to: To, trouble: &Trouble) -> &'static str {
    match (to, trouble) {
        (To::GitHub, Trouble::NoToken { .. }) => {
            "give the step `env: GITHUB_TOKEN: ${{ github.token }}`"
        }
        (To::GitHub, _) => {
            "a fork's pull request always has a token that only reads; elsewhere the job needs `permissions: {checks: write, pull-requests: write}`"
        }
        (To::GitLab, Trouble::NoToken { .. }) => {
            "keep a project's or group's access token with the scope `api` as the masked variable GITLAB_TOKEN; a protected variable is absent on branches that are not protected, and CI_JOB_TOKEN can't write notes"
        }
        (To::GitLab, _) => {
            "the token needs the scope `api` and the role Reporter at least; CI_JOB_TOKEN can't write notes"
        }
    }
}
