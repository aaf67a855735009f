//! Datasets that were withdrawn by those who published them, or taken down,
//! since people in them were harmed or never asked. As of 2026-11.

use crate::manifest::record::Record;
use crate::model::Value;

/// A dataset that nobody should use any more.
struct Withdrawn {
    name: &'static str,
    /// Names that are the set's own, letters and digits alone, lower case.
    names: &'static [&'static str],
    /// Beginnings of such names, for the parts and versions that there are.
    begins: &'static [&'static str],
    by: &'static str,
    when: &'static str,
    /// A set that was made to take its place.
    successor: Option<&'static str>,
}

#[rustfmt::skip]
const WITHDRAWN: &[Withdrawn] = &[
    Withdrawn { name: "MS-Celeb-1M", names: &["ms1m"], begins: &["msceleb"], by: "Microsoft", when: "2019", successor: None },
    Withdrawn { name: "DukeMTMC", names: &[], begins: &["dukemtmc"], by: "Duke University", when: "2019", successor: None },
    Withdrawn { name: "Brainwash", names: &["brainwash", "brainwashdataset"], begins: &[], by: "Stanford University", when: "2019", successor: None },
    Withdrawn { name: "80 Million Tiny Images", names: &["tinyimages", "80mtinyimages"], begins: &["80milliontinyimages"], by: "MIT", when: "2020", successor: None },
    Withdrawn { name: "MegaFace", names: &[], begins: &["megaface"], by: "University of Washington", when: "2020", successor: None },
    Withdrawn { name: "Books3", names: &["books3", "thepilebooks3", "pilebooks3"], begins: &[], by: "The Eye", when: "2023", successor: None },
    Withdrawn { name: "LAION-5B", names: &["laion1bnolang"], begins: &["laion5b", "laion2b"], by: "LAION", when: "2023", successor: Some("Re-LAION-5B research-safe") },
    Withdrawn { name: "LAION-400M", names: &[], begins: &["laion400m"], by: "LAION", when: "2023", successor: Some("Re-LAION-5B research-safe") },
];

/// Each dataset, once for every withdrawn set that one of its names means; and
/// what a card, code or settings name that no dataset of the declaration is.
pub(super) fn withdrawn(sets: &[&Value], mentions: &Value) -> Vec<Value> {
    let mut found: Vec<Value> = sets.iter().flat_map(|set| named(set)).collect();
    for mention in mentions.items() {
        let Some(name) = mention.get("name") else {
            continue;
        };
        let Some(withdrawn) = name.as_str().and_then(of) else {
            continue;
        };
        let is_told =
            |one: &Value| one.get("withdrawn").and_then(Value::as_str) == Some(withdrawn.name);
        if !found.iter().any(is_told) {
            found.push(record(name, withdrawn));
        }
    }
    found
}

fn record(name: &Value, withdrawn: &Withdrawn) -> Value {
    let mut record = Record::new();
    record.put("name", name.clone());
    record.put("withdrawn", Value::computed(withdrawn.name));
    record.put("by", Value::computed(withdrawn.by));
    record.put("when", Value::computed(withdrawn.when));
    record.put("successor", withdrawn.successor.map(Value::computed));
    record.into_value(None).placed_like(name)
}

fn named(set: &Value) -> Vec<Value> {
    let mut names: Vec<&Value> = Vec::new();
    let entry = set.get("entry");
    names.extend(entry.and_then(|entry| entry.get("id")));
    let aliases = entry.and_then(|entry| entry.get("aliases"));
    names.extend(aliases.map_or(&[][..], Value::items));
    let manifest = set.get("manifest");
    let own = |key| manifest.and_then(|manifest| manifest.get(key));
    names.extend(["id", "name", "url"].into_iter().filter_map(own));
    names.extend(own("source_datasets").map_or(&[][..], Value::items));
    let mut found: Vec<Value> = Vec::new();
    for name in names {
        let Some(withdrawn) = name.as_str().and_then(of) else {
            continue;
        };
        // A set that bears its name five times is one finding.
        let known =
            |one: &Value| one.get("withdrawn").and_then(Value::as_str) == Some(withdrawn.name);
        if found.iter().any(known) {
            continue;
        }
        found.push(record(name, withdrawn));
    }
    if found.is_empty() {
        let mut record = Record::new();
        record.put("name", set.get("id").cloned());
        found.push(record.into_value(None).placed_like(set));
    }
    found
}

/// The withdrawn set that a name or an address means: by one of the parts
/// between its slashes, so that `owner/name` and a page of it are one.
fn of(name: &str) -> Option<&'static Withdrawn> {
    name.split(['/', '?', '#']).find_map(|part| {
        let plain: String = part
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        WITHDRAWN.iter().find(|one| {
            one.names.contains(&plain.as_str())
                || one.begins.iter().any(|begin| plain.starts_with(begin))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn withdrawn_sets_are_told_from_their_successors_and_namesakes() {
        for (name, set) in [
            ("ms-celeb-1m", "MS-Celeb-1M"),
            ("DukeMTMC-reID", "DukeMTMC"),
            ("laion/laion2B-en-aesthetic", "LAION-5B"),
            ("https://huggingface.co/datasets/the_pile_books3", "Books3"),
            ("80-million-tiny-images", "80 Million Tiny Images"),
        ] {
            assert_eq!(of(name).map(|one| one.name), Some(set), "{name}");
        }
        for name in [
            "relaion-5b-research-safe",
            "tiny-imagenet-200",
            "laion-coco",
            "books",
            "brainwashing-study",
            "celeba",
        ] {
            assert!(of(name).is_none(), "{name}");
        }
    }
}
