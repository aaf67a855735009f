//! Real public files: each is recognized as what it is, and says to us what
//! it says to the reference parsers.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ethics_gate::gate;
use ethics_gate::manifest::{self, Candidate, Depth, Describes, Manifest};
use ethics_gate::model::{Document, Kind, Outcome, Settings, Value};
use ethics_gate::policy::Pack;
use ethics_gate::source::{Tree, encoding};
use serde_json::Value as Json;

/// A file of the corpus under the name that it bears in its repository.
pub(crate) struct Sample {
    pub(crate) folder: String,
    pub(crate) file: String,
    pub(crate) document: Option<Arc<Document>>,
}

impl Sample {
    fn holds(&self, part: &str) -> bool {
        self.file.contains(part)
    }
}

pub(crate) fn corpus(what: &str) -> Option<PathBuf> {
    crate::shared(what).map(|shared| shared.join("corpus"))
}

pub(crate) fn samples(corpus: &Path) -> Vec<Sample> {
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

/// The format that a folder of the corpus is named after.
fn expected(folder: &str) -> Option<&'static str> {
    Some(match folder {
        "hf-model-card" => "hf-model-card",
        "hf-dataset-card" => "hf-dataset-card",
        "freeform-model-card" => "model-card",
        "freeform-data-card" => "data-card",
        "croissant" => "croissant",
        "datapackage" => "data-package",
        "cyclonedx" => "cyclonedx-model",
        "spdx3" => "spdx-ai",
        "mct-json" => "model-card-toolkit",
        "modelcard-json-other" => "keyed-model-card",
        "schemaorg-dataset" => "schema-org-dataset",
        "dataset_infos" => "dataset-infos",
        "dvc" => "dvc",
        "mlflow-mlmodel" => "mlflow-model",
        "eval-results" => "mteb",
        _ => return None,
    })
}

/// Files that say less than their folder, with the reason.
const OTHERWISE: &[(&str, Option<&str>, &str)] = &[
    (
        "EleutherAI__lm-evaluation",
        Some("lm-eval"),
        "the harness's own results",
    ),
    (
        "Ameen-GAMAL__credit-risk-mlops-fairness__metrics",
        None,
        "a report of its author's making",
    ),
    (
        "HarshkumarG007__LeadGuard__reports",
        None,
        "a report of its author's making",
    ),
    (
        "somoore__sir__aibom",
        None,
        "a format of its own: no bomFormat, and no model in it",
    ),
    (
        "valid-component-data-1.",
        Some("cyclonedx-data"),
        "data components and no model",
    ),
    (
        "valid-component-types-1.",
        Some("cyclonedx-data"),
        "a component of each type, and none is a model",
    ),
    (
        "AIwork4me__MinerU",
        None,
        "scores for a badge under the name of a card: no key of a card",
    ),
    (
        "irmakerkol__Ethical-AI",
        None,
        "no key says what the model is for; read where it is declared as a card",
    ),
    ("example13.spdx3", None, "no AI profile"),
    ("spdx3-minimal", None, "no AI profile"),
    ("spdx3-no-type", None, "no AI profile"),
    (
        "metadata_bad_type",
        None,
        "its @type is no Dataset: the validator's own negative fixture",
    ),
    (
        "sample_invalid_card_data",
        None,
        "a list where front matter belongs, and no word of models",
    ),
    (
        "sample_no_metadata",
        None,
        "no front matter and no heading of a card",
    ),
    ("Abirate__gpt_3", None, "front matter is a list"),
    (
        "Rodrigo__teste5",
        None,
        "a Space's configuration under a model's name",
    ),
    (
        "ShinxisS__DialoGPT",
        None,
        "metadata without delimiters is prose",
    ),
    (
        "fractaldna22__GPT_2_Marxism",
        None,
        "metadata without delimiters is prose",
    ),
    (
        "lewtun__xlm-roberta-base",
        None,
        "front matter is one line of text, no map",
    ),
    (
        "nvidia__megatron-bert",
        None,
        "no front matter, only instructions",
    ),
    (
        "nvidia__qdqbert",
        None,
        "no front matter, only instructions",
    ),
    (
        "masapasa__xls-r-300m-it-cv8",
        Some("model-card"),
        "metadata without delimiters; its headings are a card's",
    ),
];

#[test]
fn every_file_is_recognized_as_its_folder_says_and_look_alikes_are_not() {
    let Some(corpus) = corpus("recognition of real files") else {
        return;
    };
    let mut wrong = Vec::new();
    let samples = samples(&corpus);
    // A list that lost its lines, and an exception that excepts nothing, pass all.
    assert!(samples.len() > 400, "only {} files", samples.len());
    for (part, ..) in OTHERWISE {
        let is_there = samples.iter().any(|sample| sample.holds(part));
        assert!(is_there, "no file is called {part}");
    }
    for sample in samples {
        let Some(document) = &sample.document else {
            let pointer = sample.folder == "lfs-pointer";
            assert!(
                pointer || sample.holds("T5_french_wiki"),
                "{} is no text",
                sample.file
            );
            continue;
        };
        let found = manifest::read(document, Depth::Head).map(|manifest| manifest.format);
        let otherwise = OTHERWISE.iter().find(|(part, ..)| sample.holds(part));
        let wanted = match otherwise {
            Some((_, format, _)) => *format,
            None => expected(&sample.folder),
        };
        if found != wanted {
            wrong.push(format!(
                "{}/{}: {found:?}, not {wanted:?}",
                sample.folder, sample.file
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the reference reads, as texts: one or many, null and empty left out.
fn theirs(oracle: &Json, key: &str) -> Vec<String> {
    let text = |value: &Json| match value {
        Json::Null => None,
        Json::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
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

/// Where we differ from the reference on purpose: what it reads, what we
/// read, and why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    (
        "false",
        "no",
        "YAML 1.1 reads Norwegian as a boolean; its author wrote a language",
    ),
    (
        r#"{"en":null}"#,
        "en",
        "an item with a stray colon is still its name",
    ),
    (
        r#"{"fr":null}"#,
        "fr",
        "an item with a stray colon is still its name",
    ),
    (
        r#"{"gpt2":null}"#,
        "gpt2",
        "an item with a stray colon is still its name",
    ),
    (
        r#"{"fill-mask":null}"#,
        "fill-mask",
        "an item with a stray colon is still its name",
    ),
    (
        r#"{"FOSD":"https://data.mendeley.com/datasets/k9sxg2twv4/4"}"#,
        "FOSD",
        "a dataset with its address is still its name",
    ),
    (
        r#"{"CSS10 finnish":"Single Speaker Speech Dataset"}"#,
        "CSS10 finnish",
        "a dataset with its description is still its name",
    ),
    (
        r#"{"language":null}"#,
        "",
        "the key once more in the place of its value names no language",
    ),
];

#[test]
fn cards_say_to_us_what_they_say_to_the_reference() {
    let Some(corpus) = corpus("agreement with huggingface_hub") else {
        return;
    };
    let oracle = std::fs::read_to_string(corpus.join("oracle.json")).expect("the oracle");
    let oracle: Json = serde_json::from_str(&oracle).expect("the oracle is JSON");
    let mut compared = 0;
    let mut wrong = Vec::new();
    for sample in samples(&corpus) {
        let said = &oracle["files"][format!("{}/{}", sample.folder, sample.file)];
        let by_hub = said["tool"]
            .as_str()
            .is_some_and(|tool| tool.starts_with("huggingface_hub"));
        let (true, true, Some(document)) = (by_hub, said["parses"] == true, sample.document) else {
            continue;
        };
        let (describes, keys): (_, &[(&str, &str)]) = if sample.folder.contains("model") {
            (
                Describes::Model,
                &[
                    ("license", "licenses"),
                    ("language", "languages"),
                    ("datasets", "datasets"),
                    ("base_model", "base_models"),
                    ("tags", "tags"),
                ],
            )
        } else {
            (
                Describes::Dataset,
                &[
                    ("license", "licenses"),
                    ("language", "languages"),
                    ("tags", "tags"),
                ],
            )
        };
        let candidate = Candidate::parse(&document, Depth::Whole);
        let format = manifest::recognize_as(&candidate, describes).expect("every card is readable");
        let manifest = manifest::interpret(format, candidate, Depth::Head);
        for (their_key, our_key) in keys {
            let expected: Vec<String> = theirs(said, their_key)
                .into_iter()
                .map(|value| {
                    DIFFERENCES
                        .iter()
                        .find(|(theirs, ..)| *theirs == value)
                        .map_or(value, |(_, ours, _)| (*ours).to_owned())
                })
                .filter(|value| !value.is_empty())
                .collect();
            let found = ours(&manifest, our_key);
            compared += expected.len();
            if expected != found {
                wrong.push(format!(
                    "{} {their_key}: {expected:?}, ours {found:?}",
                    sample.file
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 900, "only {compared} values were compared");
}

/// Letters and digits alone: quoting, folding, markup and escapes of the
/// source don't count.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .collect()
}

/// Every text of a record with its place, sections' prose left out: that is
/// put together from many pieces.
fn placed<'a>(path: &str, value: &'a Value, found: &mut Vec<(String, &'a Value)>) {
    match &value.kind {
        Kind::Map(map) => {
            for (key, member) in map.iter() {
                placed(&format!("{path}.{key}"), member, found);
            }
        }
        Kind::List(items) => {
            for item in items.iter() {
                placed(&format!("{path}[]"), item, found);
            }
        }
        Kind::Missing(_) | Kind::Null => {}
        _ => found.push((path.to_owned(), value)),
    }
}

#[test]
fn every_value_slices_back_to_the_bytes_that_say_it() {
    /// What is put together from more than one passage, or mapped to our words.
    const COMPOSED: &[&str] = &[
        ".sections[].text",
        ".sections[].topics[]",
        ".front_matter",
        ".publisher",
        ".method",
        ".gaps",
        ".period",
        ".people",
        ".geography[]",
        ".description",
        ".labels.by",
        ".personal",
        ".kind",
        ".tool.name",
        ".results[].language",
    ];
    let Some(corpus) = corpus("places in real files") else {
        return;
    };
    let tags = regex::Regex::new("<[^>]*>").expect("a pattern");
    let mut wrong = Vec::new();
    let mut checked = 0;
    for sample in samples(&corpus) {
        let Some(manifest) = sample
            .document
            .as_ref()
            .and_then(|document| manifest::read(document, Depth::Whole))
        else {
            continue;
        };
        let mut found = Vec::new();
        placed("", &manifest.facts, &mut found);
        for (path, value) in found {
            let Some(place) = &value.place else {
                continue;
            };
            let text = &manifest.document.text;
            assert!(
                text.get(place.span.range()).is_some(),
                "{}{path} lies outside of the text",
                sample.file
            );
            let Some(said) = value
                .as_str()
                .filter(|_| !COMPOSED.contains(&path.as_str()))
            else {
                continue;
            };
            checked += 1;
            // JSON and HTML may escape what is no ASCII, and HTML marks cells up.
            let written = place.text();
            let escaped = written.contains("\\u") || written.contains('&');
            let plain = |text: &str| bare(&tags.replace_all(text, ""));
            if !escaped && !plain(written).contains(&plain(said)) {
                let written: String = written.chars().take(80).collect();
                wrong.push(format!("{}{path}: {said:?} at {written:?}", sample.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 5000, "only {checked} values were checked");
}

#[test]
fn the_gate_judges_a_repository_of_every_real_card_and_manifest() {
    let Some(corpus) = corpus("the gate on real files") else {
        return;
    };
    let mut models = String::new();
    let mut data = String::new();
    let mut harms = String::new();
    let mut files = Vec::new();
    for (index, sample) in samples(&corpus).into_iter().enumerate() {
        let Some(format) = expected(&sample.folder) else {
            continue;
        };
        let format = manifest::FORMATS.iter().find(|known| known.id() == format);
        let describes = format.expect("a known format").describes();
        let bytes = std::fs::read(corpus.join(&sample.folder).join(&sample.file)).expect("a file");
        let path = format!("{}/{index}/{}", sample.folder, sample.file);
        match describes {
            Describes::Model => {
                models += &format!("  - {{id: m{index}, version: \"1\", card: \"{path}\"}}\n");
            }
            Describes::Dataset => {
                data += &format!("  - {{id: d{index}, role: train, manifest: \"{path}\"}}\n");
            }
            Describes::Evidence => {
                harms += &format!(
                    "  - {{id: h{index}, who: readers, harm: \"numbers mislead\", severity: low, mitigation: \"they are read twice\", evidence: \"{path}\"}}\n"
                );
            }
        }
        files.push((path, bytes));
    }
    let declared = files.len();
    let declaration = format!(
        "version: 1\nsystem:\n  id: corpus\n  purpose: \"Reads every real card and manifest that we have, to learn what authors write\"\n  affected: [authors of cards]\n  decides_about_people: false\n  lifecycle: research\n  users: team\n  audience: {{minors: excluded}}\npractices: none\nmodels:\n{models}data:\n{data}harms:\n{harms}"
    );
    files.push(("ethics.yml".to_owned(), declaration.into_bytes()));
    let texts: std::collections::HashMap<String, Vec<u8>> = files.iter().cloned().collect();
    let tree = Tree::memory(files);
    let uncatalogued = crate::documents::uncatalogued(&tree);
    assert!(uncatalogued.is_empty(), "{}", uncatalogued.join("\n"));
    let settings = Settings {
        include_silent: true,
        ..Settings::default()
    };
    let packs = [Pack::builtin()];
    let today = jiff::civil::date(2026, 12, 1);
    let report = gate::gate(&tree, None, None, &packs, &settings, today).expect("a report");
    let broken: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == "gate/declaration-valid")
        .filter(|finding| finding.outcome == Outcome::Fail)
        .map(|finding| finding.message.as_str())
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
    let places = report.findings.iter().flat_map(|finding| {
        let related = finding
            .related
            .iter()
            .map(|one| (&one.path, one.end.offset));
        std::iter::once((&finding.path, finding.end.offset)).chain(related)
    });
    let mut marked = std::collections::HashSet::new();
    for (path, end) in places {
        if let Some(bytes) = texts.get(path) {
            assert!(end as usize <= bytes.len(), "{path} ends before {end}");
            marked.insert(path.clone());
        }
    }
    assert!(declared > 300, "only {declared} files were declared");
    assert!(
        marked.len() > 100,
        "only {} files were marked",
        marked.len()
    );
}
