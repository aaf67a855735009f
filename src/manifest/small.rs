//! The small data manifest, `schema: ethics-data/1`: for teams that have no
//! other format. Its keys are the normalized record's own, and it is held
//! against the same table of keys as the declaration.

use super::declaration::{DATA_MANIFEST, node, shape};
use super::record::Record;
use super::{Candidate, Depth, Describes, Format};
use crate::model::{Problem, Value};

/// A small data manifest.
pub struct SmallManifest;

/// Keys that a list of documents shows.
const HEAD: &[&str] = &["id", "license", "languages"];

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
            == Some(DATA_MANIFEST)
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(root) = candidate.data() else {
            return Record::new().into_value(None);
        };
        let checked = shape::check(&node::MANIFEST, root).value;
        let mut record = Record::new();
        record.put("title", checked.get("id").cloned());
        for (key, value) in checked.entries() {
            let shown = depth == Depth::Whole || HEAD.contains(&key.as_ref());
            if shown && key.as_ref() != "schema" {
                record.keep(key, value.clone());
            }
        }
        record.into_value(root.place.clone())
    }

    fn defects(&self, candidate: &Candidate) -> Vec<Problem> {
        candidate.data().map_or_else(Vec::new, |root| {
            shape::check(&node::MANIFEST, root).problems
        })
    }
}
