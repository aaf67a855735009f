//! GitHub: a check run with annotations, comments on the changed lines, and
//! one comment with the whole report.

mod checks;
mod comments;
mod context;
mod summary;
mod threads;

pub use context::context;
use serde_json::json;

use super::wire::{Scheme, Wire};
use super::{Network, Origin, Posted, Surface, Trouble, encoded};
use crate::model::report::Report;
use crate::model::text;

/// Where GitHub's own API is.
pub const API: &str = "https://api.github.com";
/// The variable with the token.
const TOKEN: &str = "GITHUB_TOKEN";

/// What a report is posted to.
#[derive(Clone, Debug)]
pub struct Target {
    /// The address of the API: [`API`], or `https://HOST/api/v3`.
    pub api: String,
    /// `OWNER/NAME`.
    pub repository: String,
    /// The commit that was judged.
    pub sha: String,
    /// The pull request that it is the head of.
    pub pull: Pull,
    /// Where the run that posts can be looked at.
    pub details: Option<String>,
}

/// How the pull request is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pull {
    /// There is none: a push, or a merge queue.
    None,
    /// By its number.
    Number(u64),
    /// By the branch it comes from, whose repository may be a fork. Its number
    /// is asked of the API, since an artifact that names one can lie.
    Of {
        /// The owner of the branch's repository.
        owner: String,
        /// The branch.
        branch: String,
    },
}

impl Target {
    /// The target, if its parts can stand in an address as they are.
    #[must_use]
    pub fn checked(self) -> Option<Self> {
        let name = |text: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            !text.is_empty() && text.bytes().all(plain) && !text.bytes().all(|byte| byte == b'.')
        };
        let (owner, repository) = self.repository.split_once('/')?;
        let hex = self.sha.bytes().all(|byte| byte.is_ascii_hexdigit());
        let sha = hex && (7..=64).contains(&self.sha.len());
        (name(owner) && name(repository) && sha).then_some(self)
    }

    fn at(&self, path: &str) -> String {
        format!("/repos/{}{path}", self.repository)
    }
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
    let wire = token.and_then(|token| Wire::new(&target.api, token, Scheme::Bearer, network));
    let mut job = match wire {
        Ok(wire) => Job {
            report,
            origin,
            target,
            wire,
        },
        Err(trouble) => {
            posted.failed.push((Surface::Check, trouble));
            return posted;
        }
    };
    posted.take(Surface::Check, job.tried(checks::post));
    let found = find(&mut job.wire, target).and_then(|found| match found {
        // Without a name one's own comments can't be told from others', and
        // posting anyway would pile them up.
        Found::Open(number) => Ok((found, Some((number, job.me()?)))),
        Found::None | Found::Moved => Ok((found, None)),
    });
    match found {
        Ok((_, Some((number, me)))) => {
            let comments = job.tried(|job| comments::post(job, number, &me));
            posted.take(Surface::Comments, comments);
            posted.take_summary(job.tried(|job| summary::post(job, number, &me)));
        }
        Ok((Found::Moved, None)) => {
            posted.pass_over(&text!(
                "the pull request has a newer commit, whose own run comments on it",
                "풀 리퀘스트에 더 새로운 커밋이 있고, 그 실행이 댓글을 답니다"
            ));
        }
        Ok(_) => {}
        Err(trouble) => posted.failed.push((Surface::Comments, trouble)),
    }
    posted
}

/// The pull request that comments go to.
enum Found {
    None,
    /// Its head is another commit by now.
    Moved,
    Open(u64),
}

/// The pull request whose head the commit is.
fn find(wire: &mut Wire, target: &Target) -> Result<Found, Trouble> {
    let number = match &target.pull {
        Pull::None => return Ok(Found::None),
        Pull::Number(number) => *number,
        Pull::Of { owner, branch } => {
            let head = encoded(&format!("{owner}:{branch}"));
            let path = format!("/pulls?state=open&per_page=100&head={head}");
            let path = target.at(&path);
            let pulls = wire.read_all(&path, None, 1)?;
            let sha = |pull: &serde_json::Value| pull["head"]["sha"] == target.sha.as_str();
            let own = pulls.iter().find(|pull| sha(pull));
            match (own.and_then(|pull| pull["number"].as_u64()), pulls.len()) {
                (Some(number), _) => return Ok(Found::Open(number)),
                (None, 0) => return Ok(Found::None),
                (None, _) => return Ok(Found::Moved),
            }
        }
    };
    let path = target.at(&format!("/pulls/{number}"));
    let pull = wire.read(&path)?.body;
    if pull["head"]["sha"] == target.sha.as_str() {
        Ok(Found::Open(number))
    } else {
        Ok(Found::Moved)
    }
}

impl Job<'_> {
    /// The account that the token belongs to. REST tells it to people alone.
    fn me(&mut self) -> Result<String, Trouble> {
        let viewer = self.wire.ask("query { viewer { login } }", &json!({}))?;
        match viewer["viewer"]["login"].as_str() {
            Some(login) if !login.is_empty() => Ok(login.to_owned()),
            _ => Err(Trouble::Garbled { status: 200 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(repository: &str, sha: &str) -> Option<Target> {
        let target = Target {
            api: API.to_owned(),
            repository: repository.to_owned(),
            sha: sha.to_owned(),
            pull: Pull::None,
            details: None,
        };
        target.checked()
    }

    #[test]
    fn what_stands_in_an_address_is_plain() {
        assert!(target("acme/gate.rs", "0123456789abcdef").is_some());
        for repository in ["acme", "a/b/c", "a/..", "a/b?x", "/b", "a/"] {
            assert!(
                target(repository, "0123456789abcdef").is_none(),
                "{repository}"
            );
        }
        for sha in ["", "main", "0123/../x", "012"] {
            assert!(target("a/b", sha).is_none(), "{sha}");
        }
    }
}
