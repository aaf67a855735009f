//! JSON Schemas of everything that people write for the gate or read from it,
//! by the name of their file in `schemas/`.

use std::collections::BTreeMap;

use schemars::{Schema, schema_for};

use super::declaration::schema;
use super::{envelope_schema, lock_schema};
use crate::model::baseline::BaselineFile;
use crate::model::crosswalk::CrosswalkFile;
use crate::model::report::Report;
use crate::model::statement::Predicate;
use crate::model::{Context, RuleFile};
use crate::source::unpacked;

/// Every schema by its name.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Schema)> {
    vec![
        ("ethics", schema::declaration()),
        ("data-manifest", schema::data_manifest()),
        ("rule", schema_for!(RuleFile)),
        ("crosswalk", schema_for!(CrosswalkFile)),
        ("report", schema_for!(Report)),
        ("context", schema_for!(Context)),
        ("baseline", schema_for!(BaselineFile)),
        ("verdict", schema_for!(Predicate)),
        ("evidence", envelope_schema::evidence()),
        ("lock", lock_schema::lock()),
    ]
}

/// The files of `schemas/`, as `build.rs` embeds them.
const FILES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/schemas.json.zlib"));

/// The names of the schemas, what people write most first.
pub const NAMES: [&str; 10] = [
    "ethics",
    "data-manifest",
    "rule",
    "crosswalk",
    "report",
    "context",
    "baseline",
    "verdict",
    "evidence",
    "lock",
];

/// The text of a schema's file. It is embedded as it was committed, which a
/// test holds against [`schemas`]: what makes schemas is a fortieth of a
/// program that would carry it.
#[must_use]
pub fn text(name: &str) -> Option<String> {
    let files = serde_json::from_slice(&unpacked(FILES));
    let mut files: BTreeMap<String, String> =
        files.expect("internal error: build.rs wrote the schemas");
    files.remove(name)
}

/// A schema as the text of its file.
#[must_use]
pub fn to_text(schema: &Schema) -> String {
    let text =
        serde_json::to_string_pretty(schema).expect("internal error: a schema is plain JSON");
    text + "\n"
}
