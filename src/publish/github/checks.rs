//! The check run: the verdict on the commit, with annotations.
//!
//! A check run takes fifty annotations a request and never gives one back, so
//! its `external_id` holds a digest of all that it is to have: a run that has
//! the same is continued where it stopped, and another begins anew. It is
//! completed by the last request alone, so one that breaks off stays unfinished
//! and never looks green.

use http::Method;
use serde_json::{Value, json};

use super::super::{Origin, Trouble, encoded, hearsay, marker, path};
use super::Job;
use crate::model::report::{Report, Verdict};
use crate::model::{Language, Level, Text, text};
use crate::render;

/// Annotations of one request.
const BATCH: usize = 50;
/// Annotations of one check run: pages with more can't be used.
const MOST: usize = 300;
/// Bytes of the page; GitHub takes 65,535 characters.
const PAGE: usize = 60_000;
/// Characters of one annotation.
const MESSAGE: usize = 8_000;
/// Characters of a title.
const TITLE: usize = 200;
/// A line beyond this is no line of a file that anybody looks at.
const LAST_LINE: u32 = 10_000_000;

/// The name that a rule for a branch can require. What a file says has another,
/// so that it never stands in the place of a verdict.
pub(super) fn name(origin: Origin) -> &'static str {
    match origin {
        Origin::Judged => "ethics-gate verdict",
        Origin::File => "ethics-gate report",
    }
}

/// The conclusion. A file can't say more than `neutral`.
fn conclusion(report: &Report, origin: Origin) -> &'static str {
    match (origin, report.verdict) {
        (Origin::File, _) => "neutral",
        (Origin::Judged, Verdict::Pass) => "success",
        (Origin::Judged, Verdict::Fail) => "failure",
    }
}

/// The annotations, the worst first, and how many findings have none.
pub(super) fn annotations(report: &Report) -> (Vec<Value>, usize) {
    let posts = render::posts(report);
    let all = posts.len();
    let annotations: Vec<Value> = posts
        .iter()
        .filter_map(|post| {
            let path = path(post.path)?;
            if post.last > LAST_LINE {
                return None;
            }
            let level = match post.finding.level {
                Level::Error => "failure",
                Level::Warning => "warning",
                Level::Note | Level::Off => "notice",
            };
            let mut annotation = json!({
                "path": path,
                "start_line": post.first,
                "end_line": post.last,
                "annotation_level": level,
                "title": post.finding.rule.chars().take(TITLE).collect::<String>(),
                "message": post.plain(report, MESSAGE),
            });
            if let Some((start, end)) = post.columns.filter(|&(start, _)| start <= LAST_LINE) {
                annotation["start_column"] = start.into();
                annotation["end_column"] = end.unwrap_or(start).min(LAST_LINE).into();
            }
            Some(annotation)
        })
        .take(MOST)
        .collect();
    let without = all - annotations.len();
    (annotations, without)
}

/// What stands at the head of the check run.
fn output(report: &Report, origin: Origin, without: usize) -> Value {
    let language = report.lang;
    let mut summary = String::new();
    if origin == Origin::File {
        summary.push_str(hearsay(language));
    }
    summary.push_str(&render::page(report, PAGE));
    if without > 0 {
        summary.push_str(&match language {
            Language::En => format!("\n{without} more findings have no annotation.\n"),
            Language::Ko => format!("\n표시하지 못한 결과가 {without}건 더 있습니다.\n"),
        });
    }
    let title: String = render::headline(report).chars().take(TITLE).collect();
    json!({"title": title, "summary": summary})
}

/// A check run of ours on the commit.
struct Run {
    id: u64,
    has: usize,
    completed: bool,
}

/// Brings the check run to what the report says.
pub(super) fn post(job: &mut Job<'_>) -> Result<Text, Trouble> {
    let (annotations, without) = annotations(job.report);
    let output = output(job.report, job.origin, without);
    let (name, conclusion) = (name(job.origin), conclusion(job.report, job.origin));
    let content = Value::from(annotations.clone()).to_string();
    let own = format!("ethics-gate:v1:{}:", job.origin.name());
    let external = format!("{own}{}", marker::digest(content.as_bytes()));

    let found = look(job, name, &own, &external)?;
    let is_new = found.is_none();
    let begin = found
        .as_ref()
        .map_or(0, |run| run.has.min(annotations.len()));
    let mut batches: Vec<&[Value]> = annotations[begin..].chunks(BATCH).collect();
    if batches.is_empty() {
        batches.push(&[]);
    }
    let mut id = found.map(|run| run.id);
    let last = batches.len() - 1;
    for (index, batch) in batches.into_iter().enumerate() {
        let mut output = output.clone();
        if !batch.is_empty() {
            output["annotations"] = batch.into();
        }
        let mut body = json!({"name": name, "external_id": external, "output": output});
        if let Some(details) = &job.target.details {
            body["details_url"] = details.as_str().into();
        }
        if index == last {
            body["status"] = "completed".into();
            body["conclusion"] = conclusion.into();
        } else {
            body["status"] = "in_progress".into();
        }
        let answer = match id {
            Some(id) => {
                let path = job.target.at(&format!("/check-runs/{id}"));
                job.wire.write(&Method::PATCH, &path, &body)?
            }
            None => {
                body["head_sha"] = job.target.sha.as_str().into();
                let path = job.target.at("/check-runs");
                job.wire.write(&Method::POST, &path, &body)?
            }
        };
        id = id.or(answer.body["id"].as_u64());
        if id.is_none() && index < last {
            // It was made, and did not say under which number.
            return Err(Trouble::Server { status: 201 });
        }
    }
    Ok(match is_new {
        true => text!("made: {conclusion}", "만듦: {conclusion}"),
        false => text!("updated: {conclusion}", "고침: {conclusion}"),
    })
}

/// The newest check run with this content. Older ones that never were
/// completed, with another content, are closed on the way.
fn look(job: &mut Job<'_>, name: &str, own: &str, external: &str) -> Result<Option<Run>, Trouble> {
    let name = encoded(name);
    let path = format!(
        "/commits/{}/check-runs?check_name={name}&filter=all&per_page=100",
        job.target.sha
    );
    let path = job.target.at(&path);
    let listed = job.wire.read_all(&path, Some("check_runs"), 10)?;
    let mut same: Option<Run> = None;
    let mut newest = 0;
    let mut stale = Vec::new();
    for run in &listed {
        let (Some(id), Some(said)) = (run["id"].as_u64(), run["external_id"].as_str()) else {
            continue;
        };
        if !said.starts_with(own) {
            continue;
        }
        newest = newest.max(id);
        let has = run["output"]["annotations_count"].as_u64().unwrap_or(0);
        let run = Run {
            id,
            has: usize::try_from(has).unwrap_or(usize::MAX),
            completed: run["status"] == "completed",
        };
        if said == external {
            if same.as_ref().is_none_or(|same| same.id < run.id) {
                same = Some(run);
            }
        } else if !run.completed {
            stale.push(run.id);
        }
    }
    for id in stale {
        let path = job.target.at(&format!("/check-runs/{id}"));
        let body = json!({"status": "completed", "conclusion": "cancelled"});
        // Its successor counts, whether this works or not.
        let _ = job.wire.write(&Method::PATCH, &path, &body);
    }
    // One with the same content that another has followed is history: the
    // platform shows the newest.
    Ok(same.filter(|run| run.id == newest))
}
