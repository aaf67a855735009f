//! Settings of a training run: keys by which common tools are told which
//! dataset and which model to load. A key is a weaker sign than a call.

use std::sync::Arc;

use super::hub::{Load, What};
use crate::facts::linked;
use crate::model::path::parted;
use crate::model::{Document, Kind, Span, Value};
use crate::source::yaml;

/// Keys that hold a dataset.
const DATASETS: &[&str] = &[
    "dataset",
    "dataset_id",
    "dataset_mixer",
    "dataset_name",
    "dataset_name_or_path",
    "dataset_path",
    "datasets",
    "eval_dataset",
    "train_data",
    "train_data_path",
    "train_dataset",
    "train_file",
    "train_path",
    "training_data",
    "training_file",
];
/// Keys that hold a model.
const MODELS: &[&str] = &[
    "base_model",
    "base_model_name_or_path",
    "model_id",
    "model_name",
    "model_name_or_path",
    "pretrained_model",
    "pretrained_model_name_or_path",
];
/// Keys of an item in a list of datasets.
const ITEM: &[&str] = &["id", "name", "path"];

/// Folders and words of names that settings of a run bear.
const FOLDERS: &[&str] = &["conf", "config", "configs", "recipes", "experiments"];
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "conf", "config", "dvc", "finetune", "hparams", "lora", "params", "pretrain", "recipe", "settings", "sft", "train",
    "training",
];

/// Values of one file that are looked at.
const MOST: usize = 20_000;

/// Whether a file bears a name that settings of a run bear.
pub(super) fn is_settings(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let (folders, name) = parted(&lower);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut words = stem.split(|c: char| !c.is_ascii_alphanumeric());
    folders.split('/').any(|folder| FOLDERS.contains(&folder))
        || words.any(|word| WORDS.contains(&word))
}

/// What a file of settings names.
pub(super) fn loads(document: &Arc<Document>) -> Vec<Load> {
    let spoken = DATASETS
        .iter()
        .chain(MODELS)
        .any(|key| document.text.contains(key));
    let Some(parsed) = spoken.then(|| linked::data(document)).flatten() else {
        return Vec::new();
    };
    let mut loads: Vec<Load> = Vec::new();
    // A flag that stands apart from what it is for is for all of it.
    let mut apart = None;
    let mut open = vec![&parsed.value];
    for _ in 0..MOST {
        let Some(value) = open.pop() else { break };
        match &value.kind {
            Kind::List(items) => open.extend(items.iter().rev()),
            Kind::Map(map) => {
                let before = loads.len();
                for (key, value) in map.iter() {
                    if DATASETS.contains(&&**key) {
                        loads.extend(named(value).map(|name| load(What::Dataset, name)));
                    } else if MODELS.contains(&&**key) {
                        loads.extend(named(value).map(|name| load(What::Model, name)));
                    }
                }
                let flag = map.get("trust_remote_code");
                if let Some(flag) = flag.filter(|flag| flag.as_bool() == Some(true)) {
                    match &mut loads[before..] {
                        [] => apart = Some(flag),
                        beside => beside
                            .iter_mut()
                            .for_each(|load| load.trusts = Some(flag.clone())),
                    }
                }
                open.extend(map.values().rev());
            }
            _ => {}
        }
    }
    for load in loads.iter_mut().filter(|load| load.trusts.is_none()) {
        load.trusts = apart.cloned();
    }
    loads
}

/// Every text of a file of settings with the keys that lead to it, as code
/// asks for it: `data.name`.
pub(super) fn texts(document: &Arc<Document>) -> Vec<(String, Value)> {
    let Some(parsed) = linked::data(document) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    let mut open = vec![(String::new(), &parsed.value)];
    for _ in 0..MOST {
        let Some((path, value)) = open.pop() else {
            break;
        };
        match &value.kind {
            Kind::Text(_) => texts.push((path, value.clone())),
            Kind::Map(map) => open.extend(map.iter().map(|(key, value)| {
                let path = if path.is_empty() {
                    key.to_string()
                } else {
                    format!("{path}.{key}")
                };
                (path, value)
            })),
            _ => {}
        }
    }
    texts
}

/// The names in a value: a text, texts, or records with a name.
fn named(value: &Value) -> impl Iterator<Item = &Value> {
    value.one_or_many().filter_map(|item| match &item.kind {
        Kind::Text(_) => Some(item),
        Kind::Map(map) => ITEM
            .iter()
            .filter_map(|key| map.get(*key))
            .find(|value| value.as_str().is_some_and(|text| text.contains('/'))),
        _ => None,
    })
}

fn load(what: What, name: &Value) -> Load {
    Load {
        what,
        name: name.clone(),
        call: "config",
        is_path: false,
        revision: None,
        trusts: None,
        asks: None,
    }
}

/// The data that a pointer of DVC stands for, as paths of the tree.
pub(super) fn tracked(document: &Arc<Document>) -> Vec<Load> {
    let parsed = yaml::parse(document, Span::new(0, document.text.len()));
    let folder = document.path.rsplit_once('/').map(|(folder, _)| folder);
    let outs = parsed.value.get("outs").map_or(&[][..], Value::items);
    outs.iter()
        .filter_map(|out| {
            let path = out.get("path")?;
            let text = path.as_str()?;
            let whole = folder.map_or_else(|| text.to_owned(), |folder| format!("{folder}/{text}"));
            Some(Load {
                what: What::Dataset,
                name: Value::computed(whole).placed_like(path),
                call: "dvc",
                is_path: true,
                revision: None,
                trusts: None,
                asks: None,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_a_run_are_told_by_their_names() {
        for path in [
            "configs/a.yaml",
            "sft-config.json",
            "params.yaml",
            "train_lora.toml",
        ] {
            assert!(is_settings(path), "{path}");
        }
        for path in [
            "package.json",
            "data/manifest.yml",
            "docs/trained.yml",
            "evidence/a.json",
        ] {
            assert!(!is_settings(path), "{path}");
        }
    }

    #[test]
    fn keys_of_common_tools_name_datasets_and_models() {
        let text = "base_model: a/b\ndatasets:\n  - path: c/d\n    type: alpaca\nseed: 1\n";
        let document = Document::new("config.yml", text);
        let loads = loads(&document);
        let names: Vec<_> = loads
            .iter()
            .map(|load| (load.what, load.name.as_str()))
            .collect();
        assert_eq!(
            names,
            [(What::Model, Some("a/b")), (What::Dataset, Some("c/d"))]
        );
    }

    #[test]
    fn a_flag_is_for_what_it_stands_beside_else_for_all() {
        let trusted = |text: &str| -> Vec<bool> {
            let loads = loads(&Document::new("config.yml", text));
            loads.iter().map(|load| load.trusts.is_some()).collect()
        };
        assert_eq!(
            trusted("a: {model_id: a/b, trust_remote_code: true}\nb: {model_id: c/d}\n"),
            [true, false]
        );
        assert_eq!(
            trusted("trust_remote_code: true\nm: {model_id: a/b}\n"),
            [true]
        );
        assert_eq!(
            trusted("trust_remote_code: false\nm: {model_id: a/b}\n"),
            [false]
        );
    }

    #[test]
    fn a_pointer_of_dvc_stands_for_the_file_beside_it() {
        let document = Document::new("data/rows.csv.dvc", "outs:\n- md5: 0a\n  path: rows.csv\n");
        let loads = tracked(&document);
        assert_eq!(loads[0].name.as_str(), Some("data/rows.csv"));
    }
}
