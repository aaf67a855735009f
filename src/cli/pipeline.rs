//! What a pipeline says of the change that it runs for: GitHub's variables
//! and its event, GitLab's variables.
//!
//! A run for a change has a base, found or refused. A run for a push has none
//! of its own: what stood on the branch before the last push is not what the
//! branch will be merged into.

#![expect(clippy::disallowed_methods, reason = "the event's file is read here")]

use std::fmt::Display;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Refusal;
use crate::model::{Text, text};

/// The largest event that is read; GitHub caps its own at 25 MB.
const LARGEST_EVENT: u64 = 32 << 20;

/// The pipeline that this run is a part of, as its variables have it.
pub(super) enum Pipeline {
    /// GitHub Actions.
    GitHub {
        /// `GITHUB_EVENT_NAME`.
        event: String,
        /// `GITHUB_EVENT_PATH`.
        payload: Option<PathBuf>,
        /// `GITHUB_SHA`.
        sha: Option<String>,
    },
    /// GitLab CI for a merge request.
    GitLab {
        /// `CI_MERGE_REQUEST_DIFF_BASE_SHA`.
        diff_base: Option<String>,
        /// `CI_MERGE_REQUEST_TARGET_BRANCH_SHA`: only where the result of the
        /// merge is tested.
        target: Option<String>,
        /// `CI_MERGE_REQUEST_TARGET_BRANCH_NAME`.
        branch: Option<String>,
    },
    /// GitLab CI for a branch that somebody wants to merge: GitLab may take
    /// this pipeline for the merge request's own, and says nothing of a base.
    Branch {
        /// `CI_OPEN_MERGE_REQUESTS`.
        requests: String,
    },
}

/// The change that a pipeline runs for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// The commit that it is to be merged into, as the event has it.
    pub(super) base: Option<String>,
    /// The branch of that commit, which may have moved on.
    pub(super) branch: Option<String>,
    /// The merge that the platform made of both, and the change's own commit
    /// in it: its other parent is the base as it is now.
    pub(super) merge: Option<(String, String)>,
}

/// Events of GitHub that run for a change.
const FOR_A_CHANGE: [&str; 4] = [
    "pull_request",
    "pull_request_target",
    "pull_request_review",
    "pull_request_review_comment",
];

impl Pipeline {
    /// The pipeline that some variables describe, read by name.
    pub(super) fn of(said: impl Fn(&str) -> Option<String>) -> Option<Self> {
        if let Some(event) = said("GITHUB_EVENT_NAME") {
            return Some(Self::GitHub {
                event,
                payload: said("GITHUB_EVENT_PATH").map(PathBuf::from),
                sha: said("GITHUB_SHA"),
            });
        }
        let request =
            said("CI_PIPELINE_SOURCE").is_some_and(|source| source == "merge_request_event");
        if request || said("CI_MERGE_REQUEST_IID").is_some() {
            return Some(Self::GitLab {
                diff_base: said("CI_MERGE_REQUEST_DIFF_BASE_SHA"),
                target: said("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"),
                branch: said("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
            });
        }
        let requests = said("CI_OPEN_MERGE_REQUESTS").filter(|requests| !requests.is_empty());
        requests.map(|requests| Self::Branch { requests })
    }

    /// Whether it runs for a change, also where it can't say for which.
    pub(super) fn is_for_a_change(&self) -> bool {
        match self {
            Self::GitHub { event, .. } => {
                FOR_A_CHANGE.contains(&event.as_str()) || event == "merge_group"
            }
            Self::GitLab { .. } | Self::Branch { .. } => true,
        }
    }

    /// The change that it runs for; `None` where it runs for something else.
    ///
    /// # Errors
    /// It runs for a change and can't say for which.
    pub(super) fn change(&self) -> Result<Option<Change>, Refusal> {
        if !self.is_for_a_change() {
            return Ok(None);
        }
        match self {
            Self::GitHub { payload, sha, .. } => {
                let event = Event::read(payload.as_deref())?;
                event.change(sha.as_deref()).map(Some).ok_or_else(|| {
                    unknown(text!(
                        "the event of this pull request names no base",
                        "이 풀 리퀘스트의 이벤트에 기준 커밋이 없습니다"
                    ))
                })
            }
            Self::GitLab {
                diff_base,
                target,
                branch,
            } => {
                let base = target.as_ref().or(diff_base.as_ref());
                let base = base.cloned().ok_or_else(|| {
                    unknown(text!(
                        "this merge request's pipeline names no base",
                        "이 머지 리퀘스트의 파이프라인에 기준 커밋이 없습니다"
                    ))
                })?;
                Ok(Some(Change {
                    base: Some(base),
                    branch: branch.clone(),
                    merge: None,
                }))
            }
            Self::Branch { requests } => Err(Refusal::new(
                text!(
                    "this branch has an open merge request ({requests}), and the pipeline of a branch names no base",
                    "이 브랜치에 열린 머지 리퀘스트({requests})가 있는데, 브랜치 파이프라인에는 기준 커밋이 없습니다"
                ),
                text!(
                    "let the job run where `$CI_PIPELINE_SOURCE == \"merge_request_event\"`, or name the base with `--base origin/BRANCH`",
                    "`$CI_PIPELINE_SOURCE == \"merge_request_event\"`일 때 작업이 실행되게 하거나, `--base origin/BRANCH`로 기준을 지정하세요"
                ),
            )),
        }
    }

    /// How a clone of this pipeline gets all of the history.
    pub(super) fn deepen(&self) -> Text {
        match self {
            Self::GitHub { .. } => {
                text!(
                    "give `actions/checkout` the input `fetch-depth: 0`, or run `git fetch --unshallow origin` before",
                    "`actions/checkout`에 `fetch-depth: 0`을 주거나, 먼저 `git fetch --unshallow origin`을 실행하세요"
                )
            }
            Self::GitLab { .. } | Self::Branch { .. } => {
                text!(
                    "set the variable `GIT_DEPTH: \"0\"` for this job, or run `git fetch --unshallow origin` before",
                    "이 작업에 변수 `GIT_DEPTH: \"0\"`을 주거나, 먼저 `git fetch --unshallow origin`을 실행하세요"
                )
            }
        }
    }
}

fn unknown(what: Text) -> Refusal {
    Refusal::new(
        what,
        text!(
            "name the base with `--base REV`, or say `--base none` to judge without one",
            "`--base REV`로 기준을 지정하거나, 기준 없이 판정하려면 `--base none`을 쓰세요"
        ),
    )
}

/// What is read of an event.
#[derive(Deserialize)]
struct Event {
    pull_request: Option<PullRequest>,
    merge_group: Option<MergeGroup>,
}

#[derive(Deserialize)]
struct PullRequest {
    base: Side,
    head: Side,
}

#[derive(Deserialize)]
struct Side {
    sha: String,
    #[serde(rename = "ref")]
    name: Option<String>,
}

#[derive(Deserialize)]
struct MergeGroup {
    base_sha: String,
}

impl Event {
    fn read(payload: Option<&Path>) -> Result<Self, Refusal> {
        let path = payload.ok_or_else(|| {
            unknown(text!(
                "GITHUB_EVENT_PATH is not set",
                "GITHUB_EVENT_PATH 변수가 없습니다"
            ))
        })?;
        read(path).map_err(unknown)
    }

    fn change(self, sha: Option<&str>) -> Option<Change> {
        if let Some(group) = self.merge_group {
            return Some(Change {
                base: Some(group.base_sha),
                ..Change::default()
            });
        }
        let request = self.pull_request?;
        Some(Change {
            merge: sha.map(|sha| (sha.to_owned(), request.head.sha)),
            base: Some(request.base.sha),
            branch: request.base.name,
        })
    }
}

/// What is wanted of an event's file.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Text> {
    let mut bytes = Vec::new();
    let cant = |error: &dyn Display| {
        text!(
            "can't read the event {}: {error}",
            "이벤트 {} 파일을 읽을 수 없습니다: {error}",
            path.display()
        )
    };
    File::open(path)
        .and_then(|file| file.take(LARGEST_EVENT).read_to_end(&mut bytes))
        .map_err(|error| cant(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| cant(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pipeline(variables: &[(&str, &str)]) -> Option<Pipeline> {
        Pipeline::of(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn change(variables: &[(&str, &str)]) -> Option<Change> {
        let pipeline = pipeline(variables)?;
        pipeline.change().expect("an answer")
    }

    #[test]
    fn a_merge_request_names_its_base_and_a_push_has_none() {
        let request = ("CI_PIPELINE_SOURCE", "merge_request_event");
        let base = ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "aa");
        let target = ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "bb");
        let of = |variables: &[(&str, &str)]| change(variables).and_then(|change| change.base);
        assert_eq!(of(&[request, base]).as_deref(), Some("aa"));
        assert_eq!(of(&[request, base, target]).as_deref(), Some("bb"));
        assert_eq!(of(&[("CI_PIPELINE_SOURCE", "push"), base]), None);
        assert_eq!(of(&[("GITHUB_EVENT_NAME", "push")]), None);
        let nameless = pipeline(&[request]).expect("a pipeline");
        assert!(nameless.change().is_err());
    }

    #[test]
    fn a_pull_request_without_a_readable_event_is_refused() {
        let event = ("GITHUB_EVENT_NAME", "pull_request");
        for path in [None, Some("/nowhere/event.json")] {
            let path = path.map(|path| ("GITHUB_EVENT_PATH", path));
            let variables: Vec<_> = [event].into_iter().chain(path).collect();
            let pipeline = pipeline(&variables).expect("a pipeline");
            assert!(pipeline.change().is_err());
        }
    }

    #[test]
    fn an_event_names_the_base_its_branch_and_the_merge() {
        let text = r#"{"action": "opened", "pull_request": {
            "base": {"sha": "aa", "ref": "main"}, "head": {"sha": "bb", "ref": "x", "repo": null}}}"#;
        let event: Event = serde_json::from_str(text).expect("an event");
        let change = event.change(Some("cc")).expect("a change");
        assert_eq!(change.base.as_deref(), Some("aa"));
        assert_eq!(change.branch.as_deref(), Some("main"));
        assert_eq!(change.merge, Some(("cc".to_owned(), "bb".to_owned())));
        let text = r#"{"merge_group": {"base_sha": "dd", "head_sha": "ee"}}"#;
        let event: Event = serde_json::from_str(text).expect("an event");
        let change = event.change(Some("ee")).expect("a change");
        assert_eq!((change.base.as_deref(), change.merge), (Some("dd"), None));
    }
}
