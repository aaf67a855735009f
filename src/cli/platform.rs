//! What the environment says of the platform that a report is posted to: where
//! its API is, which commit and pull request are meant, and the token.
//!
//! Tokens come from variables alone: a command line is seen by every process.

use std::path::PathBuf;

use serde::Deserialize;

use super::{Refusal, pipeline};
use crate::model::{Text, text};
use crate::publish::github::{self, Pull, Target};
use crate::publish::{Network, gitlab};

/// The variables of GitHub Actions.
pub(super) struct GitHub {
    api: Option<String>,
    server: Option<String>,
    repository: Option<String>,
    event: Option<String>,
    payload: Option<PathBuf>,
    sha: Option<String>,
    run: Option<String>,
    /// Whether a runner reads what is printed.
    pub(super) is_workflow: bool,
    /// `GITHUB_TOKEN`, or `GH_TOKEN`.
    pub(super) token: Option<String>,
}

/// The variables of GitLab CI.
pub(super) struct GitLab {
    api: Option<String>,
    project: Option<String>,
    request: Option<String>,
    sha: Option<String>,
    /// `GITLAB_TOKEN`.
    pub(super) token: Option<String>,
}

/// All that is known of where to post.
pub(super) struct Platform {
    /// GitHub.
    pub(super) github: GitHub,
    /// GitLab.
    pub(super) gitlab: GitLab,
    /// What lies in between.
    pub(super) network: Network,
}

impl Platform {
    /// The platform that some variables describe, read by name.
    pub(super) fn of(said: impl Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&str]| names.iter().find_map(|name| said(name));
        let folders = said("SSL_CERT_DIR").unwrap_or_default();
        let folders = std::env::split_paths(&folders).filter(|it| !it.as_os_str().is_empty());
        Self {
            network: Network {
                authorities: said("SSL_CERT_FILE").map(PathBuf::from),
                authority_folders: folders.collect(),
                proxy: first(&["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]),
                no_proxy: first(&["NO_PROXY", "no_proxy"]),
                ..Network::default()
            },
            github: GitHub {
                api: said("GITHUB_API_URL"),
                server: said("GITHUB_SERVER_URL"),
                repository: said("GITHUB_REPOSITORY"),
                event: said("GITHUB_EVENT_NAME"),
                payload: said("GITHUB_EVENT_PATH").map(PathBuf::from),
                sha: said("GITHUB_SHA"),
                run: said("GITHUB_RUN_ID"),
                is_workflow: said("GITHUB_ACTIONS").is_some_and(|value| value == "true"),
                token: said("GITHUB_TOKEN").or_else(|| said("GH_TOKEN")),
            },
            gitlab: GitLab {
                api: said("CI_API_V4_URL"),
                // A fork's pipeline has its own project as `CI_PROJECT_ID`.
                project: said("CI_MERGE_REQUEST_PROJECT_ID").or_else(|| said("CI_PROJECT_ID")),
                request: said("CI_MERGE_REQUEST_IID"),
                // The result of a merge has a commit of its own; this is the change's.
                sha: said("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA").or_else(|| said("CI_COMMIT_SHA")),
                token: said("GITLAB_TOKEN"),
            },
        }
    }
}

/// What was judged, for whoever posts it.
#[derive(Clone, Copy)]
pub(super) enum Judged<'a> {
    /// A file says so.
    File,
    /// This run, in the working tree.
    WorkingTree,
    /// This run, from git's objects.
    Commit(&'a str),
}

/// Events that run in the checkout of something else than the change.
const ELSEWHERE: [&str; 2] = ["workflow_run", "pull_request_target"];

#[derive(Default, Deserialize)]
struct Event {
    pull_request: Option<PullRequest>,
    merge_group: Option<Head>,
    workflow_run: Option<WorkflowRun>,
}

#[derive(Deserialize)]
struct PullRequest {
    number: u64,
    head: Sha,
}

#[derive(Deserialize)]
struct Sha {
    sha: String,
}

#[derive(Deserialize)]
struct Head {
    head_sha: String,
}

#[derive(Deserialize)]
struct WorkflowRun {
    event: String,
    head_sha: String,
    head_branch: Option<String>,
    head_repository: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    owner: Owner,
}

#[derive(Deserialize)]
struct Owner {
    login: String,
}

impl GitHub {
    /// Where a report of this is posted to.
    pub(super) fn target(&self, judged: Judged<'_>) -> Result<Target, Refusal> {
        let name = self.event.as_deref().unwrap_or("");
        if matches!(judged, Judged::WorkingTree) && ELSEWHERE.contains(&name) {
            return Err(Refusal::new(
                text!(
                    "in the event {name} the working tree is not the change, so its verdict is not posted",
                    "{name} 이벤트에서는 작업 트리가 변경이 아니므로 판정을 올리지 않습니다"
                ),
                text!(
                    "fetch the change's commit and judge it with `check --head SHA --base REV`",
                    "변경의 커밋을 가져와 `check --head SHA --base REV`로 판정하세요"
                ),
            ));
        }
        let event = match &self.payload {
            Some(payload) => pipeline::read::<Event>(payload).map_err(|error| {
                Refusal::new(
                    error,
                    text!(
                        "GITHUB_EVENT_PATH names the file of the event",
                        "GITHUB_EVENT_PATH는 이벤트 파일의 경로여야 합니다"
                    ),
                )
            })?,
            None => Event::default(),
        };
        let (sha, pull) = match (event.pull_request, event.merge_group, event.workflow_run) {
            (Some(request), ..) => (Some(request.head.sha), Pull::Number(request.number)),
            (_, Some(group), _) => (Some(group.head_sha), Pull::None),
            (.., Some(run)) => {
                let pull = pull_of(&run);
                (Some(run.head_sha), pull)
            }
            _ => (self.sha.clone(), Pull::None),
        };
        let sha = match judged {
            Judged::Commit(commit) => Some(commit.to_owned()),
            Judged::File | Judged::WorkingTree => sha,
        };
        let unknown = |en: &str, ko: &str, variable: &str| {
            Refusal::new(
                not_known(en, ko),
                text!(
                    "run it in a GitHub workflow, or set {variable}",
                    "GitHub 워크플로에서 실행하거나 {variable} 변수를 정하세요"
                ),
            )
        };
        let repository = self.repository.clone();
        let repository = repository
            .ok_or_else(|| unknown("to which repository", "어느 저장소에", "GITHUB_REPOSITORY"))?;
        let sha = sha.ok_or_else(|| unknown("to which commit", "어느 커밋에", "GITHUB_SHA"))?;
        let server = self.server.as_deref().unwrap_or("https://github.com");
        let run = self
            .run
            .as_deref()
            .filter(|run| run.bytes().all(|byte| byte.is_ascii_digit()));
        let details = run.map(|run| {
            let server = server.trim_end_matches('/');
            format!("{server}/{repository}/actions/runs/{run}")
        });
        let target = Target {
            api: self.api.clone().unwrap_or_else(|| github::API.to_owned()),
            repository,
            sha,
            pull,
            details,
        };
        target.checked().ok_or_else(|| {
            Refusal::new(
                text!(
                    "the repository or the commit to post to has a form that GitHub does not know",
                    "올릴 저장소나 커밋의 형식이 GitHub의 것이 아닙니다"
                ),
                text!(
                    "GITHUB_REPOSITORY is OWNER/NAME, and a commit is named by its id",
                    "GITHUB_REPOSITORY는 OWNER/NAME으로, 커밋은 id로 쓰세요"
                ),
            )
        })
    }
}

impl GitLab {
    /// Where a report of this is posted to.
    pub(super) fn target(&self, judged: Judged<'_>) -> Result<gitlab::Target, Refusal> {
        let unknown = |en: &str, ko: &str, variable: &str| {
            Refusal::new(
                not_known(en, ko),
                text!(
                    "run it in the pipeline of a merge request, or set {variable}",
                    "머지 리퀘스트의 파이프라인에서 실행하거나 {variable} 변수를 정하세요"
                ),
            )
        };
        let request = self.request.as_ref().and_then(|iid| iid.parse().ok());
        let request = request.ok_or_else(|| {
            unknown(
                "to which merge request",
                "어느 머지 리퀘스트에",
                "CI_MERGE_REQUEST_IID",
            )
        })?;
        let project = self.project.clone();
        let project = project
            .ok_or_else(|| unknown("to which project", "어느 프로젝트에", "CI_PROJECT_ID"))?;
        let sha = match judged {
            Judged::Commit(commit) => Some(commit.to_owned()),
            Judged::File | Judged::WorkingTree => self.sha.clone(),
        };
        let sha = sha.ok_or_else(|| unknown("to which commit", "어느 커밋에", "CI_COMMIT_SHA"))?;
        let api = self.api.clone();
        let api = api.ok_or_else(|| unknown("where", "어디에", "CI_API_V4_URL"))?;
        Ok(gitlab::Target {
            api,
            project,
            request,
            sha,
        })
    }
}

fn not_known(en: &str, ko: &str) -> Text {
    Text::new(
        format!("it is not known {en} to post"),
        format!("{ko} 올릴지 알 수 없습니다"),
    )
}

/// The pull request behind a finished run: asked of the API by the branch, as
/// the run's own list is empty for a fork.
fn pull_of(run: &WorkflowRun) -> Pull {
    let for_a_pull = run.event.starts_with("pull_request");
    match (&run.head_repository, &run.head_branch) {
        (Some(repository), Some(branch)) if for_a_pull => Pull::Of {
            owner: repository.owner.login.clone(),
            branch: branch.clone(),
        },
        _ => Pull::None,
    }
}
