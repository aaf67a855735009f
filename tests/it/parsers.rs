//! All parsers on all real files: nothing panics, every place slices back,
//! and what the reference readers read, we read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ethics_gate::model::{Document, Kind, Problem, Span, Value};
use ethics_gate::source::markdown::FrontMatter;
use ethics_gate::source::{encoding, json, markdown, yaml};

use crate::places;
use serde_json::Value as Json;

/// Files on which we differ from the reference reader on purpose, and why.
const DELIBERATE: &[(&str, &str)] = &[(
    "hf-model-card/saranscript__huggingface-models__Madhour__gpt2-eli5__README.md",
    "a tab between a key and its value is YAML 1.2; PyYAML refuses it",
)];

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("a folder that can be listed");
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
    found.sort();
}

/// What the reference readers make of the corpus, and its files: path and bytes.
struct Corpus {
    oracle: Json,
    files: Vec<(String, Vec<u8>)>,
}

fn corpus() -> Option<Corpus> {
    let folder = crate::shared("parsers on the corpus")?.join("corpus");
    let oracle = std::fs::read_to_string(folder.join("oracle.json")).expect("the oracle");
    let oracle: Json = serde_json::from_str(&oracle).expect("JSON");
    let mut paths = Vec::new();
    files_below(&folder, &mut paths);
    let files = paths
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(&folder)
                .expect("below it")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read(path).expect("a file that can be read"))
        })
        .filter(|(name, _)| name.contains('/'))
        .collect();
    let oracle = oracle["files"].clone();
    Some(Corpus { oracle, files })
}

/// Scalars slice back to what was read.
fn scalars_slice_back(value: &Value) {
    let slice = value.place.as_ref().map_or("", |place| place.text());
    match &value.kind {
        Kind::Text(read) if !slice.starts_with(['"', '\'']) && !slice.contains('\n') => {
            assert_eq!(slice, read.trim_end_matches('\n'));
        }
        Kind::Bool(read) => assert_eq!(slice.to_lowercase(), read.to_string()),
        Kind::Int(read) => assert_eq!(slice.trim_start_matches('+').parse(), Ok(*read)),
        _ => {}
    }
    value.items().iter().for_each(scalars_slice_back);
    value
        .entries()
        .for_each(|(_, item)| scalars_slice_back(item));
}

fn fatal(problems: &[Problem]) -> Option<String> {
    let problem = problems.iter().find(|problem| problem.fatal)?;
    Some(format!(
        "{} {:?}: {}",
        problem.code, problem.place, problem.detail.en
    ))
}

/// What a parser makes of one file: whether it reads it, and its top-level keys.
fn outcome(document: &Arc<Document>) -> (Option<String>, Vec<String>) {
    let whole = Span::new(0, document.text.len());
    let keys = |value: &Value| value.entries().map(|(key, _)| key.to_string()).collect();
    // The reference reader of cards forgets keys without a value.
    let kept = |value: &Value| {
        let entries = value.entries().filter(|(_, value)| value.says_something());
        entries.map(|(key, _)| key.to_string()).collect()
    };
    match document
        .path
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension)
    {
        "json" | "jsonld" => {
            let parsed = json::parse(document, whole);
            places::of_parsed(&parsed, document);
            scalars_slice_back(&parsed.value);
            (fatal(&parsed.problems), keys(&parsed.value))
        }
        "md" => {
            let markdown = markdown::parse(document);
            places::of_markdown(&markdown);
            scalars_slice_back(&markdown.meta);
            let refused = match markdown.front_matter {
                FrontMatter::Invalid | FrontMatter::NotAMap | FrontMatter::Template => {
                    markdown.problems.first().map(|problem| {
                        format!(
                            "{} {:?}: {}",
                            problem.code, problem.place, problem.detail.en
                        )
                    })
                }
                _ => None,
            };
            (refused, kept(&markdown.meta))
        }
        _ => {
            let parsed = yaml::parse(document, whole);
            places::of_parsed(&parsed, document);
            scalars_slice_back(&parsed.value);
            (fatal(&parsed.problems), keys(&parsed.value))
        }
    }
}

/// Whether the reference reader reads a file, and the top-level keys it finds;
/// `None` where the oracle says nothing of syntax.
fn reference(entry: &Json) -> Option<(bool, Option<Vec<String>>)> {
    let json = entry.get("json").unwrap_or(entry);
    // Metadata of the wrong shape is another matter than its syntax.
    let reads = [
        "parses_ignoring_metadata_errors",
        "parses_python_json",
        "parses",
    ]
    .iter()
    .find_map(|key| json.get(key))?
    .as_bool()?;
    let forgets = json.get("parses_ignoring_metadata_errors").is_some();
    let keys = json.get("top_level").or_else(|| json.get("top_level_keys"));
    let keys = keys.filter(|_| !forgets);
    let keys = keys.and_then(Json::as_array).map(|keys| {
        keys.iter()
            .filter_map(Json::as_str)
            .map(str::to_owned)
            .collect()
    });
    Some((reads, keys))
}

#[test]
fn real_files_are_read_as_the_reference_readers_read_them() {
    let Some(Corpus { oracle, files }) = corpus() else {
        return;
    };
    let mut deliberate: BTreeMap<_, _> = DELIBERATE.iter().copied().collect();
    let mut differences = Vec::new();
    let mut compared = 0;
    for (name, bytes) in files {
        let (refused, mut keys) = match encoding::decode(&name, bytes) {
            Ok(document) => outcome(&document),
            Err(problem) => (Some(problem.code.to_owned()), Vec::new()),
        };
        let Some((reads, expected)) = oracle.get(&name).and_then(reference) else {
            continue;
        };
        compared += 1;
        keys.sort();
        let differs = match (&refused, reads) {
            (Some(why), true) => Some(format!("we refuse: {why}")),
            (None, false) => Some("we read what the reference refuses".to_owned()),
            (None, true) if expected.as_ref().is_some_and(|expected| *expected != keys) => {
                Some(format!("keys {keys:?}, not {expected:?}"))
            }
            _ => None,
        };
        match (differs, deliberate.remove(name.as_str())) {
            (Some(differs), None) => differences.push(format!("{name}: {differs}")),
            (None, Some(why)) => differences.push(format!("{name}: no longer differs: {why}")),
            _ => {}
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(compared > 300, "only {compared} files compared");
}

#[test]
fn bare_nan_marks_and_duplicate_keys_are_found_where_the_reference_finds_them() {
    let Some(Corpus { oracle, files }) = corpus() else {
        return;
    };
    for (name, bytes) in files {
        let Some(entry) = oracle.get(&name) else {
            continue;
        };
        let entry = entry.get("json").unwrap_or(entry);
        let (Some(nan), Some(bom)) = (entry["bare_nan"].as_bool(), entry["bom"].as_bool()) else {
            continue;
        };
        let document = encoding::decode(&name, bytes).expect("text");
        let parsed = json::parse(&document, Span::new(0, document.text.len()));
        let has = |code| parsed.problems.iter().any(|problem| problem.code == code);
        assert_eq!(has("bare-nan"), nan, "{name}");
        assert_eq!(has("byte-order-mark"), bom, "{name}");
        let duplicates = entry["duplicate_keys"]
            .as_array()
            .is_some_and(|keys| !keys.is_empty());
        assert_eq!(has("duplicate-key"), duplicates, "{name}");
    }
}
