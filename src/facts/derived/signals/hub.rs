//! What a name means that code loads: something on a hub, a file of the tree,
//! or nothing that concerns anybody.

use super::here::Here;
use crate::facts::Scope;
use crate::manifest::record::Record;
use crate::model::{Place, Value};

/// What is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    Dataset,
    Model,
    Prompt,
}

/// One load.
#[derive(Clone, Debug)]
pub(super) struct Load {
    pub(super) what: What,
    /// The name, at its place.
    pub(super) name: Value,
    pub(super) call: &'static str,
    /// Whether the name is a path by what the call takes.
    pub(super) is_path: bool,
    pub(super) revision: Option<Value>,
    /// The flag that lets the hub's own code run, where the call sets it.
    pub(super) trusts: Option<Value>,
    /// The name by which code asks settings for it, where the name stands there.
    pub(super) asks: Option<String>,
}

/// Calls whose names can't be held to a commit.
const WITHOUT_COMMITS: &[&str] = &[
    "config",
    "dataset_download",
    "dvc",
    "fetch_openml",
    "import",
    "kaggle",
    "kagglehub.dataset_download",
    "tensorflow_datasets.load",
    "tfds.data_source",
    "tfds.load",
];

/// The longest part of an id on a hub.
const LONGEST_PART: usize = 96;

/// Whether a name may be an id on a hub: `name` or `owner/name`.
fn is_hub_id(name: &str) -> bool {
    let is_part = |part: &str| {
        part.len() <= LONGEST_PART
            && part.starts_with(|first: char| first.is_ascii_alphanumeric())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    name.split('/').count() <= 2 && name.split('/').all(is_part)
}

/// Whether a revision is a commit, which nobody can move.
fn is_commit(revision: &str) -> bool {
    revision.len() == 40
        && revision
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Names by which `load_dataset` reads files instead of a dataset of a hub.
const BUILDERS: &[&str] = &[
    "arrow",
    "audiofolder",
    "csv",
    "generator",
    "hdf5",
    "imagefolder",
    "json",
    "pandas",
    "parquet",
    "spark",
    "sql",
    "text",
    "videofolder",
    "webdataset",
    "xml",
];

/// Words for a folder of one's own.
const OWN: &[&str] = &[
    "checkpoint",
    "checkpoints",
    "ckpt",
    "data",
    "dataset",
    "local",
    "model",
    "models",
    "out",
    "output",
    "outputs",
    "results",
    "save",
    "saved",
    "saved_model",
    "tokenizer",
    "weights",
];

/// Endings of data in tables and rows.
const DATA: &[&str] = &[
    "arrow", "csv", "feather", "h5", "hdf5", "jsonl", "ndjson", "npy", "npz", "parquet",
    "tfrecord", "tsv", "xlsx",
];
/// Endings of files, none of which a hub id has.
const FILES: &[&str] = &[
    "bin",
    "gguf",
    "json",
    "md",
    "onnx",
    "pkl",
    "pt",
    "pth",
    "py",
    "safetensors",
    "tar",
    "txt",
    "yaml",
    "yml",
    "zip",
];
/// Folders whose data is no training data.
const ASIDE: &[&str] = &["evidence", "fixtures", "test", "tests"];

/// Whether a load is worth a fact: a name on a hub that is no file here, or a
/// file of data that is.
pub(super) fn means_something(here: &Here, load: &Load) -> bool {
    let Some(name) = super::text(&load.name) else {
        return false;
    };
    let is_here = here.in_tree(name).is_some();
    if load.what == What::Dataset && (load.is_path || is_here) {
        return is_data(here, load);
    }
    if is_here || !is_hub_id(name) {
        return false;
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if DATA.contains(&extension) || FILES.contains(&extension) {
        return false;
    }
    let lower = name.to_lowercase();
    let folder = lower.split('/').next().unwrap_or("");
    if OWN.contains(&folder) || lower.contains("checkpoint-") {
        return false;
    }
    match (load.what, name.contains('/')) {
        (_, true) => true,
        (What::Dataset, false) => !BUILDERS.contains(&lower.as_str()),
        // A model without an owner is an old one; such names have parts.
        (What::Model, false) => lower.contains(['-', '2']),
        (What::Prompt, false) => false,
    }
}

/// A file of data of this tree that is nobody's evidence and no test's.
fn is_data(here: &Here, load: &Load) -> bool {
    let Some(found) = super::text(&load.name).and_then(|name| here.in_tree(name)) else {
        return false;
    };
    let own = here.scope.within(found);
    let mut folders = own.split('/').rev().skip(1);
    if folders.any(|folder| ASIDE.contains(&folder)) {
        return false;
    }
    let extension = found
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension);
    let below_data = own
        .split('/')
        .any(|folder| matches!(folder, "data" | "dataset" | "datasets"));
    (DATA.contains(&extension) || below_data) && !here.is_evidence(found)
}

fn common(load: &Load, record: &mut Record) {
    record.put("name", load.name.clone());
    record.put("call", Value::computed(load.call));
    let path = load.name.place.as_ref().map_or("", Place::path);
    record.put("path", Value::computed(path));
    record.put("revision", load.revision.clone());
    let revision = load.revision.as_ref().and_then(Value::as_str);
    let pinned = revision.is_some_and(is_commit);
    let at = load.revision.as_ref().unwrap_or(&load.name);
    record.put("pinned", Value::computed(pinned).placed_like(at));
    let trusts = load.trusts.as_ref().unwrap_or(&load.name);
    let runs_code = Value::computed(load.trusts.is_some());
    record.put("runs_remote_code", runs_code.placed_like(trusts));
    let is_sure = load.call != "config" && load.asks.is_none();
    let confidence = if is_sure { "high" } else { "low" };
    record.put("confidence", Value::computed(confidence));
}

/// A dataset as a fact.
pub(super) fn dataset(here: &Here, load: &Load) -> Value {
    let mut record = Record::new();
    common(load, &mut record);
    let file = super::text(&load.name).and_then(|name| here.in_tree(name));
    let hub = file.is_none() && !WITHOUT_COMMITS.contains(&load.call);
    record.put("file", file.map(Value::computed));
    record.put("hub", Value::computed(hub));
    record.into_value(load.name.place.clone())
}

/// A model or a prompt as a fact, beside what the declaration says of it.
pub(super) fn model(here: &Here, load: &Load) -> Value {
    let mut record = Record::new();
    common(load, &mut record);
    let what = if load.what == What::Prompt {
        "prompt"
    } else {
        "model"
    };
    record.put("what", Value::computed(what));
    let name = super::text(&load.name).unwrap_or("");
    let pin = here.pin(name);
    record.put("declared", Value::computed(pin.is_some()));
    let commit = pin.flatten();
    let commit = commit.filter(|revision| revision.as_str().is_some_and(is_commit));
    record.put("declared_revision", commit.cloned());
    record.into_value(load.name.place.clone())
}

/// What code loads from a hub and no entry of the declaration pins.
pub(super) fn upstream(datasets: &[Value], models: &[Value]) -> Value {
    let is = |value: &Value, key: &str| value.get(key).and_then(Value::as_bool) == Some(true);
    let datasets = datasets.iter().filter(|one| is(one, "hub"));
    let models = models.iter().filter(|one| !is(one, "declared"));
    let mut all: Vec<&Value> = datasets.chain(models).collect();
    all.sort_by_key(|one| {
        one.place
            .as_ref()
            .map(|place| (place.path().to_owned(), place.span.start))
    });
    Value::list(all.into_iter().map(|one| {
        let mut record = Record::new();
        for key in ["name", "path", "revision", "pinned", "confidence"] {
            record.put(key, one.get(key).cloned());
        }
        let what = one.get("what").cloned();
        record.put("what", what.or_else(|| Some(Value::computed("dataset"))));
        record.into_value(one.place.clone())
    }))
}

/// Declared artifacts that lie on a hub. One that is written as a bare path
/// names no revision.
pub(super) fn artifacts(scope: &Scope) -> Value {
    let models = scope.declared("models").into_iter().flat_map(Value::items);
    let artifacts = models.flat_map(|model| model.get("artifacts").map_or(&[][..], Value::items));
    Value::list(artifacts.filter_map(|artifact| {
        let path = artifact.get("path").unwrap_or(artifact);
        path.as_str()?.strip_prefix("hf://")?;
        let revision = artifact
            .get("revision")
            .filter(|revision| revision.says_something());
        let pinned = revision.and_then(Value::as_str).is_some_and(is_commit);
        let mut record = Record::new();
        record.put("name", path.clone());
        record.put("revision", revision.cloned());
        record.put(
            "pinned",
            Value::computed(pinned).placed_like(revision.unwrap_or(path)),
        );
        Some(record.into_value(None).placed_like(artifact))
    }))
}
