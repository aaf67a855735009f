//! Real public files in data formats: they say to us what they say to the
//! reference parsers, and what those refuse, we report.

use ethics_gate::manifest::{self, Candidate, Depth, Describes};
use ethics_gate::model::Value;
use serde_json::Value as Json;

use crate::corpus::{Sample, corpus, samples};

/// Every file of some folders that the oracle speaks of, with what it says;
/// `None` only where there is no corpus, so that nothing passes on an empty list.
fn spoken_of(what: &str, folders: &[&str]) -> Option<Vec<(Sample, Json)>> {
    let corpus = corpus(what)?;
    let oracle = std::fs::read_to_string(corpus.join("oracle.json")).expect("the oracle");
    let oracle: Json = serde_json::from_str(&oracle).expect("the oracle is JSON");
    let found = samples(&corpus)
        .into_iter()
        .filter(|sample| folders.contains(&sample.folder.as_str()))
        .map(|sample| {
            let said = oracle["files"][format!("{}/{}", sample.folder, sample.file)].clone();
            (sample, said)
        })
        .collect();
    Some(found)
}

fn parsed(sample: &Sample) -> Candidate {
    let document = sample.document.as_ref().expect("a text");
    Candidate::parse(document, Depth::Whole)
}

fn strings(list: &Json) -> Vec<&str> {
    let items = list.as_array().map_or(&[][..], Vec::as_slice);
    items.iter().filter_map(Json::as_str).collect()
}

#[test]
fn json_has_the_keys_and_the_defects_that_python_sees() {
    let folders = [
        "croissant",
        "dataset_infos",
        "eval-results",
        "mct-json",
        "modelcard-json-other",
        "schemaorg-dataset",
        "spdx3",
    ];
    let mut compared = 0;
    let Some(spoken) = spoken_of("defects of real JSON", &folders) else {
        return;
    };
    for (sample, said) in spoken {
        let said = if said["json"].is_object() {
            &said["json"]
        } else {
            &said
        };
        if said["parses_python_json"] != true {
            continue;
        }
        let candidate = parsed(&sample);
        let has = |code: &str| candidate.problems.iter().any(|one| one.code == code);
        let file = &sample.file;
        assert!(
            !candidate.problems.iter().any(|one| one.fatal),
            "{file} is fatal"
        );
        assert_eq!(has("bare-nan"), said["bare_nan"] == true, "{file}: NaN");
        assert_eq!(has("byte-order-mark"), said["bom"] == true, "{file}: BOM");
        let duplicated = !strings(&said["duplicate_keys"]).is_empty();
        assert_eq!(has("duplicate-key"), duplicated, "{file}: duplicate keys");
        let root = candidate.data().expect("data");
        let mut ours: Vec<&str> = root.entries().map(|(key, _)| key.as_ref()).collect();
        ours.sort_unstable();
        if said["top_level"].is_array() && root.entries().next().is_some() {
            let mut theirs = strings(&said["top_level"]);
            theirs.sort_unstable();
            assert_eq!(ours, theirs, "{file}: keys");
        }
        compared += 1;
    }
    assert!(compared > 90, "only {compared} files were compared");
}

#[test]
fn a_bill_of_materials_is_one_of_models_or_of_data_where_the_reference_finds_them() {
    let mut compared = 0;
    let folders = ["cyclonedx", "cyclonedx-plain"];
    let Some(spoken) = spoken_of("components of real bills of materials", &folders) else {
        return;
    };
    for (sample, said) in spoken {
        let candidate = parsed(&sample);
        let count = |key: &str| said[key].as_u64().unwrap_or(0);
        let found = |describes| {
            let format = manifest::recognize_as(&candidate, describes);
            format.is_some_and(|format| format.id().starts_with("cyclonedx"))
        };
        let models = count("n_model_components") + count("n_model_cards") > 0;
        assert_eq!(found(Describes::Model), models, "{}", sample.file);
        // A card may hold its data in itself, and that is no component.
        if count("n_model_cards") == 0 {
            let data = count("n_data_components") > 0;
            assert_eq!(found(Describes::Dataset), data, "{}", sample.file);
        }
        compared += 1;
    }
    assert!(compared == 22, "{compared} were compared");
}

/// The outputs of a DVC file as PyYAML reads it.
fn outputs(value: &Json) -> Vec<&Json> {
    let of = |node: &'_ Json| node["outs"].as_array().map_or(0, Vec::len);
    if of(value) > 0 {
        return value["outs"].as_array().into_iter().flatten().collect();
    }
    let stages = value["stages"].as_object().into_iter().flatten();
    stages
        .flat_map(|(_, stage)| stage["outs"].as_array().into_iter().flatten())
        .collect()
}

#[test]
fn dvc_tracks_for_us_what_it_tracks_for_the_reference() {
    let mut compared = 0;
    let Some(spoken) = spoken_of("real DVC files", &["dvc"]) else {
        return;
    };
    for (sample, said) in spoken {
        let candidate = parsed(&sample);
        let format = manifest::recognize_as(&candidate, Describes::Dataset).expect("a format");
        assert_eq!(format.id(), "dvc", "{}", sample.file);
        let manifest = manifest::interpret(format, candidate, Depth::Whole);
        let ours: std::collections::BTreeSet<String> = manifest
            .facts
            .get("files")
            .map_or(&[][..], Value::items)
            .iter()
            .map(|file| {
                let text = |key: &str| file.get(key).and_then(Value::as_str);
                let listing = text("md5_dir").map(|digest| format!("{digest}.dir"));
                let digest = listing.or_else(|| text("md5").or(text("md5_lf")).map(str::to_owned));
                let size = file.get("size").and_then(Value::as_int);
                format!("{:?} {digest:?} {size:?}", text("path").unwrap_or(""))
            })
            .collect();
        let theirs: std::collections::BTreeSet<String> = outputs(&said["value"])
            .into_iter()
            .map(|output| {
                let digest = output["md5"].as_str().map(str::to_owned);
                let path = output["path"].as_str().unwrap_or("");
                format!("{path:?} {digest:?} {:?}", output["size"].as_i64())
            })
            .collect();
        assert_eq!(ours, theirs, "{}", sample.file);
        compared += ours.len();
    }
    assert!(compared > 20, "only {compared} were compared");
}

/// What reference validators refuse, by a part of their words, and why the
/// document is read all the same. What is none of these is to be looked at.
const LAXER: &[(&str, &str, &str)] = &[
    (
        "mlcroissant",
        "should have an attribute",
        "a node without a type, or with another, is still one by its place",
    ),
    (
        "mlcroissant",
        "is mandatory, but does not exist",
        "what is not said is missing, and rules ask for what they need",
    ),
    (
        "mlcroissant",
        "is recommended, but does not exist",
        "told beside a refusal, and no refusal itself",
    ),
    (
        "mlcroissant",
        "There is a reference to node",
        "a reference that leads nowhere says nothing, and the rest says what it says",
    ),
    (
        "mlcroissant",
        "forbidden characters",
        "the specification's pattern of names is for programs that make files of them",
    ),
    (
        "mlcroissant",
        "wrong `@id`",
        "an id with blanks is one by the specification, and the validator's own limit",
    ),
    (
        "mlcroissant",
        "Source should have one of",
        "how fields are filled is no fact here",
    ),
    (
        "mlcroissant",
        "does not define `source` or `value`",
        "how fields are filled is no fact here",
    ),
    (
        "mlcroissant",
        "Malformed source data",
        "how fields are filled is no fact here",
    ),
    (
        "mlcroissant",
        "doesn't extend https://schema.org/Dataset",
        "followed: what is no dataset is not recognized",
    ),
    (
        "mlcroissant",
        "object has no attribute",
        "the validator's own failure",
    ),
    (
        "frictionless",
        "is not of type",
        "a key of a column in another type is no fact here",
    ),
    (
        "frictionless",
        "is not valid under any of the given schemas",
        "a key of a column in another form is no fact here",
    ),
    (
        "frictionless",
        "is required",
        "a resource without path and data lists no file",
    ),
    (
        "frictionless",
        "are not unique",
        "two names that are one are both read",
    ),
    (
        "frictionless",
        "is not valid",
        "an address that is none is still what its author wrote",
    ),
    (
        "cyclonedx",
        "is not valid under any of the given schemas",
        "the other parts of a bill are no evidence here",
    ),
];

#[test]
fn what_reference_validators_refuse_is_read_for_a_reason_or_not_at_all() {
    let folders = ["croissant", "datapackage", "cyclonedx"];
    let mut refused = 0;
    let mut unknown = Vec::new();
    let Some(spoken) = spoken_of("what validators refuse", &folders) else {
        return;
    };
    for (sample, said) in spoken {
        let is_refused = ["valid", "metadata_valid", "strict_valid"]
            .iter()
            .any(|key| said[*key] == false);
        if !is_refused {
            continue;
        }
        refused += 1;
        let tool = said["tool"].as_str().unwrap_or("");
        let kept = ["errors", "strict_errors"]
            .iter()
            .flat_map(|key| strings(&said[*key]))
            .filter(|error| {
                let is_known = |(of, part, _): &(&str, &str, &str)| {
                    tool.starts_with(of) && error.contains(part)
                };
                !LAXER.iter().any(is_known)
            });
        unknown.extend(kept.map(|error| format!("{}: {error}", sample.file)));
        let document = sample.document.as_ref().expect("a text");
        let found = manifest::read(document, Depth::Head).is_some();
        let is_no_dataset = said["errors"].to_string().contains("doesn't extend");
        assert_eq!(found, !is_no_dataset, "{}", sample.file);
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
    assert!(refused > 20, "only {refused} were refused");
}
