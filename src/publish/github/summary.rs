//! The one comment with the whole report, updated in place.

use http::Method;
use serde_json::{Value, json};

use super::super::Trouble;
use super::super::marker::Marker;
use super::super::plan::is_same;
use super::Job;
use crate::model::Text;
use crate::render;

/// Bytes of the page; GitHub takes 65,536 characters.
const PAGE: usize = 60_000;
/// Pages of comments that are looked through.
const PAGES: usize = 50;

/// Brings the comment to what the report says. Where there is none and nothing
/// to say, none is made.
pub(super) fn post(job: &mut Job<'_>, pull: u64, me: &str) -> Result<Option<Text>, Trouble> {
    let body = job.summary(PAGE);
    let path = job
        .target
        .at(&format!("/issues/{pull}/comments?per_page=100"));
    let comments = job.wire.read_all(&path, None, PAGES)?;
    let own = |comment: &&Value| {
        comment["user"]["login"] == me
            && Marker::read(comment["body"].as_str().unwrap_or(""), job.origin)
                == Some(Marker::Summary)
    };
    let found = comments.iter().find(own);
    match found.and_then(|comment| Some((comment["id"].as_u64()?, comment["body"].as_str()?))) {
        Some((_, there)) if is_same(there, &body) => Ok(Some(Text::new("up to date", "최신"))),
        Some((id, _)) => {
            let path = job.target.at(&format!("/issues/comments/{id}"));
            let body = json!({"body": body});
            job.wire.write(&Method::PATCH, &path, &body)?;
            Ok(Some(Text::new("updated", "고침")))
        }
        None if render::posts(job.report).is_empty() => Ok(None),
        None => {
            let path = job.target.at(&format!("/issues/{pull}/comments"));
            let body = json!({"body": body});
            job.wire.write(&Method::POST, &path, &body)?;
            Ok(Some(Text::new("made", "만듦")))
        }
    }
}
