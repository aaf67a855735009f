//! GitLab: discussions on the changed lines of a merge request, and one note
//! with the whole report.
//!
//! The token of a job can't write notes, so a project's or group's access token
//! is needed. What blocks is the job itself; no status is posted.

mod context;
mod discussions;
mod note;

pub use context::context;

use super::wire::{Scheme, Wire};
use super::{Network, Origin, Posted, Surface, Trouble, encoded};
use crate::model::report::Report;
use crate::model::text;

/// The variable with the token.
const TOKEN: &str = "GITLAB_TOKEN";

/// What a report is posted to.
#[derive(Clone, Debug)]
pub struct Target {
    /// The address of the API, `https://HOST/api/v4`.
    pub api: String,
    /// The project that the change is to be merged into: its number, or its path.
    pub project: String,
    /// The merge request's number in that project.
    pub request: u64,
    /// The commit that was judged.
    pub sha: String,
}

impl Target {
    fn at(&self, path: &str) -> String {
        let (project, request) = (encoded(&self.project), self.request);
        format!("/projects/{project}/merge_requests/{request}{path}")
    }
}

/// The commits between which GitLab places a comment.
struct Version {
    base: String,
    start: String,
    head: String,
}

type Job<'a> = super::Job<'a, Target>;

/// Posts a report. Whatever comes of it, it is an answer and no error.
#[must_use]
pub fn publish(
    report: &Report,
    origin: Origin,
    target: &Target,
    token: Option<&str>,
    network: &Network,
) -> Posted {
    let mut posted = Posted::default();
    let token = token.ok_or(Trouble::NoToken { variable: TOKEN });
    let wire = token.and_then(|token| Wire::new(&target.api, token, Scheme::Private, network));
    let begun = wire.and_then(|wire| {
        let mut job = Job {
            report,
            origin,
            target,
            wire,
        };
        let version = job.version()?;
        let me = job.me()?;
        Ok((job, version, me))
    });
    let (mut job, version, me) = match begun {
        Ok(begun) => begun,
        Err(trouble) => {
            posted.failed.push((Surface::Summary, trouble));
            return posted;
        }
    };
    if version.head != target.sha {
        posted.pass_over(&text!(
            "the merge request has a newer commit, whose own pipeline comments on it",
            "머지 리퀘스트에 더 새로운 커밋이 있고, 그 파이프라인이 댓글을 답니다"
        ));
        return posted;
    }
    let comments = job.tried(|job| discussions::post(job, &version, me));
    posted.take(Surface::Comments, comments);
    posted.take_summary(job.tried(|job| note::post(job, me)));
    posted
}

impl Job<'_> {
    /// The newest version of the change, as GitLab has it.
    fn version(&mut self) -> Result<Version, Trouble> {
        let path = self.target.at("/versions?per_page=1");
        let listed = self.wire.read(&path)?.body;
        let newest = &listed[0];
        let commit = |key: &str| newest[key].as_str().map(str::to_owned);
        let version = (
            commit("base_commit_sha"),
            commit("start_commit_sha"),
            commit("head_commit_sha"),
        );
        match version {
            (Some(base), Some(start), Some(head)) => Ok(Version { base, start, head }),
            _ => Err(Trouble::Garbled { status: 200 }),
        }
    }

    /// The account that the token belongs to.
    fn me(&mut self) -> Result<u64, Trouble> {
        let user = self.wire.read("/user")?.body;
        user["id"].as_u64().ok_or(Trouble::Garbled { status: 200 })
    }
}
