//! Model files that no declaration names, found by their bytes: what code
//! loads is not what people list.

use std::collections::HashSet;

use rayon::prelude::*;

use super::{Declared, describe, name_of, size};
use crate::facts::Scope;
use crate::manifest::record::Record;
use crate::measure::artifact::{self, Artifact, Verdict};
use crate::model::{Document, Kind, Place, Value};
use crate::source::Entry;

/// How formats of models are named, alone or inside a compressed stream.
const MODELS: &[&str] = &[
    "gguf",
    "hdf5",
    "joblib",
    "keras",
    "lightgbm",
    "onnx",
    "pickle",
    "pytorch",
    "safetensors",
    "tflite",
    "xgboost",
];

/// Every other model file of the system, sorted by path.
pub(super) fn undeclared(scope: &Scope, declared: &[Declared]) -> Vec<Value> {
    let known: HashSet<&str> = declared
        .iter()
        .filter_map(|declared| declared.path.as_deref())
        .collect();
    scope
        .files
        .par_iter()
        .filter(|entry| entry.size > 0 && !known.contains(&*entry.path))
        .filter_map(|entry| look(scope, entry))
        .collect()
}

fn look(scope: &Scope, entry: &Entry) -> Option<Value> {
    // Most files were read as documents by now, and are not read again.
    let head = scope.tree.head(&entry.path, artifact::HEAD).ok()?;
    if !artifact::may_be_a_model(&head) {
        return None;
    }
    let mut stream = scope.tree.open(&entry.path).ok()?;
    let artifact = artifact::examine(&mut stream, name_of(&entry.path)).ok()?;
    is_worth_a_fact(&artifact).then(|| fact(entry, &artifact))
}

fn is_worth_a_fact(artifact: &Artifact) -> bool {
    let is_model = MODELS.iter().any(|format| artifact.format.contains(format));
    is_model || artifact.verdict == Verdict::Dangerous
}

/// A file that is named nowhere is its own place.
fn fact(entry: &Entry, artifact: &Artifact) -> Value {
    let place = Place::start_of(&Document::new(&*entry.path, ""));
    let here = |kind: Kind| Value::computed(kind).with_place(Some(place.clone()));
    let mut record = Record::new();
    record.put("name", here((&*entry.path).into()));
    record.put("kind", here("found".into()));
    record.put("path", here((&*entry.path).into()));
    record.put("looked_into", here(true.into()));
    describe(artifact, &mut record, &here);
    record.put("bytes", here(size(artifact.bytes).into()));
    record.into_value(Some(place.clone()))
}
