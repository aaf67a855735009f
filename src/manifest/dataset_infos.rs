//! `dataset_infos.json` of Hugging Face's `datasets`, now `dataset_info` in
//! a card's front matter: a map of configurations, or one of them alone.

use std::collections::HashSet;

use super::evaluation::key;
use super::record::{Record, as_text};
use super::results::number;
use super::{Candidate, Depth, Describes, Format, card};
use crate::model::{Kind, Str, Value};

/// The description of a dataset by its loader.
pub struct DatasetInfos;

/// Whether a map is what the loader writes for one configuration.
fn is_configuration(value: &Value) -> bool {
    let has = |key: &str| value.get(key).is_some();
    let of_loader = [
        "builder_name",
        "config_name",
        "download_checksums",
        "dataset_size",
    ];
    has("features") && has("splits") && of_loader.into_iter().any(has)
}

fn configurations(candidate: &Candidate) -> Vec<&Value> {
    match candidate.data() {
        Some(root) if is_configuration(root) => vec![root],
        Some(root) => {
            let all: Vec<&Value> = root.entries().map(|(_, value)| value).collect();
            if all.iter().all(|one| is_configuration(one)) {
                all
            } else {
                Vec::new()
            }
        }
        None => Vec::new(),
    }
}

impl Format for DatasetInfos {
    fn id(&self) -> &'static str {
        "dataset-infos"
    }

    fn title(&self) -> &'static str {
        "dataset_infos.json"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        !configurations(candidate).is_empty()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let mut record = Record::new();
        let all = configurations(candidate);
        let first = |key: &str| all.iter().find_map(|one| one.get(key).and_then(as_text));
        for key in ["id", "name", "title"] {
            for source in ["dataset_name", "builder_name"] {
                record.put(key, first(source));
            }
        }
        let licenses = all
            .iter()
            .filter_map(|one| one.get("license").and_then(as_text));
        card::put_licenses(&mut record, once(licenses));
        record.put("url", first("homepage"));
        let versions = all.iter().filter_map(|one| {
            let version = one.get("version")?;
            as_text(version.get("version_str").unwrap_or(version))
        });
        // Configurations are versions of their own where they differ.
        if let [only] = once(versions).as_slice() {
            record.put("version", only.clone());
        }
        let features = || {
            all.iter()
                .filter_map(|one| one.get("features"))
                .flat_map(Value::entries)
        };
        let languages = features()
            .filter_map(|(_, feature)| feature.get("languages"))
            .flat_map(Value::items);
        record.put_list("languages", once(languages.filter_map(as_text)));
        if depth == Depth::Whole {
            record.put("description", first("description"));
            let columns = features().map(|(name, feature)| key(name, feature));
            record.put_list("fields", once(columns));
            record.put_list("files", files(&all));
        }
        let place = candidate.data().and_then(|root| root.place.clone());
        record.into_value(place)
    }
}

/// Each text once.
fn once(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut seen = HashSet::new();
    values
        .filter(|value| seen.insert(value.as_str().map(str::to_owned)))
        .collect()
}

/// What the loader downloads, with the digests that it took.
fn files(all: &[&Value]) -> Vec<Value> {
    let mut seen = HashSet::new();
    all.iter()
        .filter_map(|one| one.get("download_checksums"))
        .flat_map(Value::entries)
        .filter(|(path, _)| seen.insert(Str::clone(path)))
        .map(|(path, file)| {
            let mut record = Record::new();
            record.put("path", key(path, file));
            record.put(
                "sha256",
                file.get("checksum").and_then(as_text).filter(is_sha256),
            );
            let size = file.get("num_bytes").and_then(number);
            record.put(
                "size",
                size.filter(|size| matches!(size.kind, Kind::Int(_))),
            );
            record.into_value(file.place.clone())
        })
        .collect()
}

fn is_sha256(digest: &Value) -> bool {
    digest
        .as_str()
        .is_some_and(|text| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_64_hex_digits() {
        let digest = |text: &str| is_sha256(&Value::computed(text));
        assert!(digest(&"a1".repeat(32)));
        assert!(!digest("main") && !digest(&"g".repeat(64)));
    }
}
