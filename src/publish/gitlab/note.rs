//! The one note with the whole report, updated in place.

use http::Method;
use serde_json::{Value, json};

use super::super::Trouble;
use super::super::marker::Marker;
use super::super::plan::is_same;
use super::super::quick::disarmed;
use super::Job;
use crate::model::Text;
use crate::render;

/// Bytes of the page; GitLab takes a million characters, people do not.
const PAGE: usize = 60_000;
/// Pages of notes that are looked through.
const PAGES: usize = 50;

/// Brings the note to what the report says. Where there is none and nothing to
/// say, none is made.
pub(super) fn post(job: &mut Job<'_>, me: u64) -> Result<Option<Text>, Trouble> {
    let body = disarmed(&job.summary(PAGE));
    let path = job.target.at("/notes?sort=asc&per_page=100");
    let notes = job.wire.read_all(&path, None, PAGES)?;
    let own = |note: &&Value| {
        note["author"]["id"] == me
            && Marker::read(note["body"].as_str().unwrap_or(""), job.origin)
                == Some(Marker::Summary)
    };
    let found = notes.iter().find(own);
    match found.and_then(|note| Some((note["id"].as_u64()?, note["body"].as_str()?))) {
        Some((_, there)) if is_same(there, &body) => Ok(Some(Text::new("up to date", "최신"))),
        Some((id, _)) => {
            let path = job.target.at(&format!("/notes/{id}"));
            job.wire
                .write(&Method::PUT, &path, &json!({"body": body}))?;
            Ok(Some(Text::new("updated", "고침")))
        }
        None if render::posts(job.report).is_empty() => Ok(None),
        None => {
            let path = job.target.at("/notes");
            job.wire
                .write(&Method::POST, &path, &json!({"body": body}))?;
            Ok(Some(Text::new("made", "만듦")))
        }
    }
}
