//! Discussions on the changed lines of a merge request.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};

use super::super::marker::Marker;
use super::super::plan::{self, Existing, New};
use super::super::{Dialect, Trouble, encoded};
use super::{Job, Version};
use crate::model::Text;

/// Pages of discussions and of files that are looked through.
const PAGES: usize = 50;

/// How GitLab names a comment: the discussion that it began, and the note.
#[derive(Clone)]
struct Key {
    discussion: String,
    note: u64,
    is_resolved: bool,
}

/// A file of the change.
#[derive(Default)]
struct Changed {
    /// Where it lay before; GitLab wants it beside the new path.
    before: BTreeMap<String, String>,
    patches: BTreeMap<String, String>,
}

/// Brings the discussions to what the report says.
pub(super) fn post(job: &mut Job<'_>, version: &Version, me: u64) -> Result<Text, Trouble> {
    let existing = existing(job, me)?;
    let changed = changed(job)?;
    let desired = plan::desired(job.report, job.origin, Dialect::GitLab, &changed.patches);
    let plan = plan::plan(job.report, job.origin, &version.head, &desired, &existing);

    for (key, body) in &plan.rewrite {
        rewrite(job, key, body)?;
    }
    for (key, body) in &plan.reopen {
        resolve(job, key, false)?;
        rewrite(job, key, body)?;
    }
    for (key, body) in &plan.close {
        // The words last: until they stand there, the next run closes it again.
        resolve(job, key, true)?;
        rewrite(job, key, body)?;
    }
    for new in &plan.new {
        begin(job, version, &changed, new)?;
    }
    Ok(plan.summary())
}

/// One's own discussions, by the note that began them.
fn existing(job: &mut Job<'_>, me: u64) -> Result<Vec<Existing<Key>>, Trouble> {
    let path = job.target.at("/discussions?per_page=100");
    let listed = job.wire.read_all(&path, None, PAGES)?;
    let own = listed.iter().filter_map(|discussion| {
        let note = &discussion["notes"][0];
        let body = note["body"].as_str()?;
        let marker = Marker::read(body, job.origin)?;
        let line = note["position"]["new_line"].as_u64();
        let line: Option<u32> = line.and_then(|line| line.try_into().ok());
        let key = Key {
            discussion: discussion["id"].as_str()?.to_owned(),
            note: note["id"].as_u64()?,
            is_resolved: note["resolved"] == true,
        };
        (note["author"]["id"] == me).then(|| Existing {
            key,
            marker,
            body: body.to_owned(),
            lines: line.map(|line| (line, line)),
        })
    });
    Ok(own.collect())
}

/// The diffs of the merge request's files. Large and binary files have none.
fn changed(job: &mut Job<'_>) -> Result<Changed, Trouble> {
    let path = job.target.at("/diffs?per_page=100");
    let files = job.wire.read_all(&path, None, PAGES)?;
    let mut changed = Changed::default();
    for mut file in files {
        let taken = ["new_path", "old_path", "diff"].map(|key| file[key].take());
        if let [
            Value::String(path),
            Value::String(before),
            Value::String(patch),
        ] = taken
        {
            changed.before.insert(path.clone(), before);
            changed.patches.insert(path, patch);
        }
    }
    Ok(changed)
}

fn rewrite(job: &mut Job<'_>, key: &Key, body: &str) -> Result<(), Trouble> {
    let path = job.target.at(&format!("/notes/{}", key.note));
    job.wire
        .write(&Method::PUT, &path, &json!({"body": body}))
        .map(|_| ())
}

fn resolve(job: &mut Job<'_>, key: &Key, resolved: bool) -> Result<(), Trouble> {
    if key.is_resolved == resolved {
        return Ok(());
    }
    let discussion = encoded(&key.discussion);
    let path = job.target.at(&format!("/discussions/{discussion}"));
    let body = json!({"resolved": resolved});
    match job.wire.write(&Method::PUT, &path, &body) {
        // Whoever may comment may not always resolve. The words say it too.
        Err(trouble) if trouble.is_forbidden() => Ok(()),
        other => other.map(|_| ()),
    }
}

/// A discussion on its line, and where GitLab does not take the line, without one.
fn begin(
    job: &mut Job<'_>,
    version: &Version,
    changed: &Changed,
    new: &New,
) -> Result<(), Trouble> {
    let before = changed.before.get(&new.path).unwrap_or(&new.path);
    let path = job.target.at("/discussions");
    let placed = json!({
        "body": new.body,
        "position": {
            "position_type": "text",
            "base_sha": version.base,
            "start_sha": version.start,
            "head_sha": version.head,
            "old_path": before,
            "new_path": new.path,
            // Added lines have no number of old, and any other line needs both.
            "new_line": new.spot.added,
        },
    });
    match job.wire.write(&Method::POST, &path, &placed) {
        Err(Trouble::Refused { status: 400, .. }) => {
            let plain = json!({"body": new.body});
            job.wire.write(&Method::POST, &path, &plain).map(|_| ())
        }
        other => other.map(|_| ()),
    }
}
