//! Results of MTEB, one file a task: scores by split, one entry a subset.
//! Real files hold a bare `NaN`, which is no JSON; it says that there is no
//! value, and the reader reports it.

use super::evaluation::{day, key, record_of};
use super::languages;
use super::record::{Record, as_text, text_like};
use super::results::number;
use super::{Candidate, Depth, Describes, Format};
use crate::model::{Kind, Value};

/// Results of MTEB.
pub struct Mteb;

fn root(candidate: &Candidate) -> Option<&Value> {
    let root = candidate.data()?;
    let named = root.get("task_name").and_then(Value::as_str).is_some();
    let of_mteb = ["mteb_version", "dataset_revision"]
        .into_iter()
        .any(|key| root.get(key).is_some());
    let by_split = root.get("scores").is_some_and(|scores| {
        scores
            .entries()
            .all(|(_, split)| matches!(split.kind, Kind::List(_)))
    });
    (named && of_mteb && by_split).then_some(root)
}

impl Format for Mteb {
    fn id(&self) -> &'static str {
        "mteb"
    }

    fn title(&self) -> &'static str {
        "MTEB results"
    }

    fn describes(&self) -> Describes {
        Describes::Evidence
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        root(candidate).is_some()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(root) = root(candidate) else {
            return Record::new().into_value(None);
        };
        let mut record = record_of("metrics", root, "mteb", root.get("mteb_version"));
        record.put("created", root.get("date").and_then(day));
        if let Some(revision) = root.get("dataset_revision").and_then(as_text) {
            let place = revision.place.clone();
            let dataset = Value::record([("revision", revision)]).with_place(place);
            record.put("dataset", dataset);
        }
        if depth == Depth::Whole {
            record.put_list("results", rows(root));
        }
        record.into_value(root.place.clone())
    }
}

fn rows(root: &Value) -> Vec<Value> {
    let mut rows = Vec::new();
    let splits = root.get("scores").into_iter().flat_map(Value::entries);
    for (split, subsets) in splits {
        for subset in subsets.items() {
            let of_languages = subset.get("languages").map_or(&[][..], Value::items);
            // A score over two languages is neither's.
            let language = match of_languages {
                [only] => only
                    .as_str()
                    .map(|code| text_like(languages::tag(code), only)),
                _ => None,
            };
            let config = subset.get("hf_subset").and_then(as_text);
            let config = config.filter(|name| name.as_str() != Some("default"));
            for (name, value) in subset.entries() {
                if !matches!(value.kind, Kind::Int(_) | Kind::Float(_)) {
                    continue;
                }
                let mut row = Record::new();
                row.put("metric", key(name, value));
                row.put("value", number(value));
                row.put("suite", root.get("task_name").and_then(as_text));
                row.put("split", key(split, subsets));
                row.put("config", config.clone());
                row.put("language", language.clone());
                rows.push(row.into_value(None).placed_like(value));
            }
        }
    }
    rows
}
