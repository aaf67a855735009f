//! The small data manifest, `schema: ethics-data/1`: for teams that have no
//! other format. Its keys are the normalized record's own.

use super::record::Record;
use super::{Candidate, Depth, Describes, Format};
use crate::model::Value;

/// The value of `schema`.
pub const SCHEMA: &str = "ethics-data/1";

/// A small data manifest.
pub struct SmallManifest;

impl Format for SmallManifest {
    fn id(&self) -> &'static str {
        "ethics-data"
    }

    fn title(&self) -> &'static str {
        "Small data manifest"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
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
        record.put("title", root.get("id").cloned());
        for (key, value) in root.entries() {
            let heavy = matches!(key.as_ref(), "files" | "groups" | "gaps" | "labels");
            if key.as_ref() != "schema" && (depth == Depth::Whole || !heavy) {
                record.put(key, value.clone());
            }
        }
        record.into_value(root.place.clone())
    }
}
