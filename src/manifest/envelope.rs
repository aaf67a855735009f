//! The evidence envelope, `"schema": "ethics-evidence/1"`: what was measured,
//! on which files, with which tool, and when.

use super::record::Record;
use super::{Candidate, Depth, Describes, Format, envelope_form};
use crate::model::{Kind, Problem, Value};

/// The value of `schema`.
pub const SCHEMA: &str = "ethics-evidence/1";

/// An evidence envelope.
pub struct Envelope;

impl Format for Envelope {
    fn id(&self) -> &'static str {
        "ethics-evidence"
    }

    fn title(&self) -> &'static str {
        "Evidence envelope"
    }

    fn describes(&self) -> Describes {
        Describes::Evidence
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        candidate
            .data()
            .and_then(|root| root.get("schema"))
            .and_then(Value::as_str)
            == Some(SCHEMA)
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(root) = candidate.data() else {
            return Record::new().into_value(None);
        };
        let mut record = Record::new();
        record.put("kind", root.get("kind").cloned());
        record.put("created", root.get("created").map(date));
        for key in ["tool", "build", "dataset"] {
            record.put(key, root.get(key).cloned());
        }
        if depth == Depth::Whole {
            for key in ["subjects", "files", "results"] {
                record.put(key, root.get(key).cloned());
            }
        }
        record.into_value(root.place.clone())
    }

    fn defects(&self, candidate: &Candidate) -> Vec<Problem> {
        candidate
            .data()
            .map_or_else(Vec::new, envelope_form::defects)
    }
}

/// JSON has no dates: a text that is one becomes one, any other stays text.
fn date(value: &Value) -> Value {
    let parsed = value.as_str().and_then(|text| text.parse().ok());
    Value {
        kind: parsed.map_or_else(|| value.kind.clone(), Kind::Date),
        place: value.place.clone(),
        key: value.key,
    }
}
