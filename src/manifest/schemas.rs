//! JSON Schemas of everything that people write for the gate or read from it,
//! by the name of their file in `schemas/`.

use schemars::{Schema, schema_for};

use super::declaration::schema;
use super::{envelope_schema, lock_schema};
use crate::model::baseline::BaselineFile;
use crate::model::crosswalk::CrosswalkFile;
use crate::model::report::Report;
use crate::model::statement::Predicate;
use crate::model::{Context, RuleFile};

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

/// A schema as the text of its file.
#[must_use]
pub fn to_text(schema: &Schema) -> String {
    let text =
        serde_json::to_string_pretty(schema).expect("internal error: a schema is plain JSON");
    text + "\n"
}
