//! Real public files: each is recognized as what it is, and says to us what
//! it says to the reference parsers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ethics_gate::manifest::{self, Depth, Describes, Manifest};
use ethics_gate::model::{Document, Kind, Value};
use ethics_gate::source::encoding;
use serde_json::Value as Json;

/// A file of the corpus under the name that it bears in its repository.
struct Sample {
    folder: String,
    file: String,
    document: Option<Arc<Document>>,
}

fn samples(corpus: &Path) -> Vec<Sample> {
    let sources = std::fs::read_to_string(corpus.join("SOURCES.tsv")).expect("the list of sources");
    sources
        .lines()
        .skip(1)
        .map(|line| {
            let mut columns = line.split('\t');
            let path = columns.next().expect("a path");
            let name = columns.nth(1).expect("the path in its repository");
            let (folder, file) = path.split_once('/').expect("a folder and a file");
            let bytes = std::fs::read(corpus.join(path)).expect("a file of the corpus");
            Sample {
                folder: folder.to_owned(),
                file: file.to_owned(),
                document: encoding::decode(name, bytes).ok(),
            }
        })
        .collect()
}

fn corpus(what: &str) -> Option<PathBuf> {
    crate::shared(what).map(|shared| shared.join("corpus"))
}

/// What the reference reads, as texts: one or many, null left out.
fn reference(oracle: &Json, key: &str) -> Vec<String> {
    let text = |value: &Json| match value {
        Json::Null => None,
        Json::String(text) if text.trim().is_empty() => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    match &oracle[key] {
        Json::Array(items) => items.iter().filter_map(text).collect(),
        other => text(other).into_iter().collect(),
    }
}

fn ours(manifest: &Manifest, key: &str) -> Vec<String> {
    manifest
        .facts
        .get(key)
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

#[test]
fn oracle() {
    let Some(corpus) = corpus("oracle") else {
        return;
    };
    let oracle: Json =
        serde_json::from_str(&std::fs::read_to_string(corpus.join("oracle.json")).expect("x"))
            .expect("json");
    for sample in samples(&corpus) {
        let said = &oracle["files"][format!("{}/{}", sample.folder, sample.file)];
        if !said["tool"]
            .as_str()
            .unwrap_or("")
            .starts_with("huggingface_hub")
            || said["parses"] != true
        {
            continue;
        }
        let Some(document) = sample.document else {
            println!("NODOC {}", sample.file);
            continue;
        };
        let candidate = manifest::Candidate::parse(&document);
        let describes = if sample.folder.contains("model") {
            Describes::Model
        } else {
            Describes::Dataset
        };
        let format = manifest::recognize_as(&candidate, describes).expect("format");
        let m = manifest::interpret(format, candidate, Depth::Head);
        for (theirs, mine) in [
            ("license", "licenses"),
            ("language", "languages"),
            ("datasets", "datasets"),
            ("base_model", "base_models"),
            ("tags", "tags"),
        ] {
            let a = reference(said, theirs);
            let b = ours(&m, mine);
            if a != b
                && !(describes == Describes::Dataset
                    && (theirs == "datasets" || theirs == "base_model"))
            {
                println!(
                    "DIFF {} {} {:?} {:?} {:?}",
                    sample.file,
                    theirs,
                    a,
                    b,
                    m.facts.get("front_matter")
                );
            }
        }
    }
}
