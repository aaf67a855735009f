//! DVC: `.dvc` files and `dvc.lock`. They say which bytes belong to a path and
//! nothing about people, so everything else is missing.
//!
//! Before DVC 3, the MD5 of a text was taken after CRLF became LF; `hash: md5`
//! marks the new way. The two are kept apart, since the old one of a file with
//! CRLF is not the MD5 of its bytes. The MD5 of a directory is that of its
//! listing and ends in `.dir`.

use super::record::{Record, as_text, text_like};
use super::{Candidate, Depth, Describes, Format};
use crate::model::{Kind, Value};

/// What DVC tracks.
pub struct Dvc;

/// What tells an output of a lock from one of a plan.
const DIGESTS: &[&str] = &["md5", "etag", "checksum", "version_id", "files", "cloud"];

fn is_output(output: &Value) -> bool {
    output.get("path").is_some() && DIGESTS.iter().any(|key| output.get(key).is_some())
}

/// The stages of a lock: since version 2 below `stages`, before that at the root.
fn stages(root: &Value) -> Vec<&Value> {
    let stages = root.get("stages").unwrap_or(root);
    let all: Vec<&Value> = stages.entries().map(|(_, stage)| stage).collect();
    let is_stage = |stage: &&Value| {
        let runs = stage.get("cmd").is_some();
        // A plan, `dvc.yaml`, lists its outputs as bare paths.
        let locked = |key: &str| {
            stage
                .get(key)
                .is_none_or(|list| list.items().iter().all(is_output))
        };
        runs && locked("outs") && locked("deps")
    };
    match all.iter().all(is_stage) {
        true => all,
        false => Vec::new(),
    }
}

/// The outputs that a document tracks; none where it is no document of DVC.
fn outputs(candidate: &Candidate) -> Vec<&Value> {
    let Some(root) = candidate.data() else {
        return Vec::new();
    };
    let outs = root.get("outs").map_or(&[][..], Value::items);
    if !outs.is_empty() && root.get("stages").is_none() && outs.iter().all(is_output) {
        return outs.iter().collect();
    }
    stages(root)
        .into_iter()
        .filter_map(|stage| stage.get("outs"))
        .flat_map(Value::items)
        .collect()
}

impl Format for Dvc {
    fn id(&self) -> &'static str {
        "dvc"
    }

    fn title(&self) -> &'static str {
        "DVC file or lock"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        !outputs(candidate).is_empty()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let mut record = Record::new();
        let Some(root) = candidate.data() else {
            return record.into_value(None);
        };
        let outputs = outputs(candidate);
        if let [only] = outputs.as_slice() {
            record.put("title", only.get("path").and_then(as_text));
            record.put("name", only.get("path").and_then(as_text));
        }
        let imported = root.get("deps").and_then(|deps| deps.items().first());
        let revision = imported.and_then(|one| one.at_path("repo.rev_lock"));
        record.put("version", revision.and_then(as_text));
        let url = imported.and_then(|one| one.at_path("repo.url").or(one.get("path")));
        record.put("url", url.and_then(as_text));
        if depth == Depth::Whole {
            let described = outputs.iter().find_map(|output| output.get("desc"));
            record.put(
                "description",
                root.get("desc").or(described).and_then(as_text),
            );
            let folder = root.get("wdir").and_then(Value::as_str).unwrap_or("");
            let files = outputs.iter().flat_map(|output| files(output, folder));
            record.put_list("files", files.collect());
        }
        record.into_value(root.place.clone())
    }
}

/// A path below the working folder that the file names.
fn below(folder: &str, path: &Value) -> Option<Value> {
    let text = as_text(path)?;
    let folder = folder.trim_end_matches('/');
    if folder.is_empty() || folder == "." || text.as_str()?.contains("://") {
        return Some(text);
    }
    Some(text_like(format!("{folder}/{}", text.as_str()?), path))
}

/// The files of an output: itself, or those that it lists.
fn files(output: &Value, folder: &str) -> Vec<Value> {
    let Some(path) = output.get("path").and_then(|path| below(folder, path)) else {
        return Vec::new();
    };
    let new = output.get("hash").and_then(Value::as_str) == Some("md5");
    let listed = output.get("files").map_or(&[][..], Value::items);
    if listed.is_empty() {
        return vec![file(output, path, new)];
    }
    let inside = path.as_str().unwrap_or("").to_owned();
    listed
        .iter()
        .filter_map(|one| Some(file(one, below(&inside, one.get("relpath")?)?, new)))
        .collect()
}

fn file(source: &Value, path: Value, new: bool) -> Value {
    let mut record = Record::new();
    record.put("path", path);
    if let Some(digest) = source.get("md5").and_then(as_text) {
        let listing = digest.as_str().and_then(|text| text.strip_suffix(".dir"));
        match listing {
            Some(listing) => record.put("md5_dir", text_like(listing, &digest)),
            None if new => record.put("md5", digest),
            None => record.put("md5_lf", digest),
        }
    }
    let whole = |key: &str| {
        let count = source.get(key);
        count
            .filter(|count| matches!(count.kind, Kind::Int(_)))
            .cloned()
    };
    record.put("size", whole("size"));
    record.put("count", whole("nfiles"));
    record.into_value(source.place.clone())
}
