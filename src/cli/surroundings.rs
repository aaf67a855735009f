//! What the environment says of the pipeline that this run is a part of, for
//! who looks at the pipeline itself.

use std::path::PathBuf;

use serde::Deserialize;

use super::pipeline;

/// The pipeline, as far as its variables and its event tell.
pub(super) struct Surroundings {
    /// Whether this is a pipeline at all.
    pub(super) is_pipeline: bool,
    /// Whether a token to post with is there; its value is not kept.
    pub(super) has_token: bool,
    /// Whether the branch of this run is protected in some way.
    pub(super) protected: Option<bool>,
    /// Where the change comes from.
    pub(super) origin: Origin,
}

/// Where a change comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The repository itself.
    Own,
    /// Another one.
    Fork,
    /// Nobody says.
    Unknown,
}

impl Surroundings {
    /// Those that some variables describe, read by name.
    pub(super) fn of(said: impl Fn(&str) -> Option<String>) -> Self {
        let is = |name: &str| said(name).is_some_and(|value| value == "true");
        let protected = said("GITHUB_REF_PROTECTED").or_else(|| said("CI_COMMIT_REF_PROTECTED"));
        Self {
            is_pipeline: is("GITHUB_ACTIONS") || is("GITLAB_CI"),
            has_token: ["GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN"]
                .into_iter()
                .any(|name| said(name).is_some()),
            protected: protected.map(|value| value == "true"),
            origin: origin(&said),
        }
    }
}

fn origin(said: &impl Fn(&str) -> Option<String>) -> Origin {
    let projects = (
        said("CI_MERGE_REQUEST_SOURCE_PROJECT_ID"),
        said("CI_MERGE_REQUEST_PROJECT_ID"),
    );
    if let (Some(source), Some(target)) = projects {
        return match source == target {
            true => Origin::Own,
            false => Origin::Fork,
        };
    }
    let event = said("GITHUB_EVENT_PATH").map(PathBuf::from);
    let event = event.and_then(|path| pipeline::read::<Event>(&path).ok());
    let Some(request) = event.and_then(|event| event.pull_request) else {
        return Origin::Unknown;
    };
    match (request.head.repo, request.base.repo) {
        (Some(head), Some(base)) if head.full_name.eq_ignore_ascii_case(&base.full_name) => {
            Origin::Own
        }
        // A fork that was deleted has no repository any more.
        (_, Some(_)) => Origin::Fork,
        _ => Origin::Unknown,
    }
}

#[derive(Deserialize)]
struct Event {
    pull_request: Option<PullRequest>,
}

#[derive(Deserialize)]
struct PullRequest {
    head: Side,
    base: Side,
}

#[derive(Deserialize)]
struct Side {
    repo: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}
