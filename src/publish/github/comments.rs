//! Comments on the changed lines of a pull request, as one review.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};

use super::super::marker::Marker;
use super::super::plan::{self, Existing, New};
use super::super::{Dialect, Trouble};
use super::{Job, threads};
use crate::model::{Language, Text};

/// Pages of comments that are looked through.
const PAGES: usize = 50;
/// Pages of files; GitHub lists no more than 3,000.
const FILES: usize = 30;

/// Brings the comments to what the report says.
pub(super) fn post(job: &mut Job<'_>, pull: u64, me: &str) -> Result<Text, Trouble> {
    let existing = existing(job, pull, me)?;
    let patches = patches(job, pull)?;
    let desired = plan::desired(job.report, job.origin, Dialect::GitHub, &patches);
    let plan = plan::plan(job.report, job.origin, &job.target.sha, &desired, &existing);

    let moves = !plan.close.is_empty() || !plan.reopen.is_empty();
    let threads = if moves {
        threads::of(job, pull)?
    } else {
        threads::Threads::default()
    };
    for (id, body) in &plan.rewrite {
        rewrite(job, *id, body)?;
    }
    for (id, body) in &plan.reopen {
        threads.reopen(job, *id)?;
        rewrite(job, *id, body)?;
    }
    for (id, body) in &plan.close {
        // The words last: until they stand there, the next run closes it again.
        threads.resolve(job, *id)?;
        rewrite(job, *id, body)?;
    }
    if !plan.new.is_empty() {
        review(job, pull, &plan.new)?;
    }
    Ok(plan.summary())
}

/// One's own comments on lines.
fn existing(job: &mut Job<'_>, pull: u64, me: &str) -> Result<Vec<Existing<u64>>, Trouble> {
    let path = job
        .target
        .at(&format!("/pulls/{pull}/comments?per_page=100"));
    let listed = job.wire.read_all(&path, None, PAGES)?;
    let own = listed.iter().filter_map(|comment| {
        let body = comment["body"].as_str()?;
        let is_reply = comment["in_reply_to_id"].as_u64().is_some();
        let marker = Marker::read(body, job.origin)?;
        let number = |key: &str| comment[key].as_u64().and_then(|line| line.try_into().ok());
        let last: Option<u32> = number("line");
        let lines = last.map(|last| (number("start_line").unwrap_or(last), last));
        (comment["user"]["login"] == me && !is_reply).then_some(Existing {
            key: comment["id"].as_u64()?,
            marker,
            body: body.to_owned(),
            lines,
        })
    });
    Ok(own.collect())
}

/// The diffs of the pull request's files, by path. Large and binary files have none.
fn patches(job: &mut Job<'_>, pull: u64) -> Result<BTreeMap<String, String>, Trouble> {
    let path = job.target.at(&format!("/pulls/{pull}/files?per_page=100"));
    let files = job.wire.read_all(&path, None, FILES)?;
    let patch = |mut file: Value| match (file["filename"].take(), file["patch"].take()) {
        (Value::String(path), Value::String(patch)) => Some((path, patch)),
        _ => None,
    };
    Ok(files.into_iter().filter_map(patch).collect())
}

fn rewrite(job: &mut Job<'_>, id: u64, body: &str) -> Result<(), Trouble> {
    let path = job.target.at(&format!("/pulls/comments/{id}"));
    job.wire
        .write(&Method::PATCH, &path, &json!({"body": body}))
        .map(|_| ())
}

/// One review with all that is new. It comments and never requests changes: the
/// check is what blocks, and a bot's request would block until it is dismissed.
fn review(job: &mut Job<'_>, pull: u64, new: &[New]) -> Result<(), Trouble> {
    let comments: Vec<Value> = new.iter().map(comment).collect();
    let words = match job.report.lang {
        Language::En => "What ethics-gate found on the lines of this change.",
        Language::Ko => "이 변경의 줄에서 ethics-gate가 찾은 것입니다.",
    };
    let body = json!({
        "commit_id": job.target.sha,
        "event": "COMMENT",
        "body": format!("{}{words}", Marker::Review.line(job.origin)),
        "comments": comments,
    });
    let path = job.target.at(&format!("/pulls/{pull}/reviews"));
    job.wire.write(&Method::POST, &path, &body).map(|_| ())
}

fn comment(new: &New) -> Value {
    let mut comment = json!({
        "path": new.path,
        "line": new.spot.last,
        "side": "RIGHT",
        "body": new.body,
    });
    // Equal ends are refused.
    if new.spot.first < new.spot.last {
        comment["start_line"] = new.spot.first.into();
        comment["start_side"] = "RIGHT".into();
    }
    comment
}
