//! The file `ethics-baseline.json`: findings that were known when a
//! repository took the gate on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The value of `schema`.
pub const SCHEMA: &str = "ethics-gate/baseline/1";

/// What was known, and since when.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BaselineFile {
    /// Always `ethics-gate/baseline/1`.
    pub schema: String,
    /// When it was made, `YYYY-MM-DD`; what it holds is a note for 90 days.
    pub created: String,
    /// What was known. It only ever shrinks.
    pub findings: Vec<Known>,
}

/// A finding that was known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Known {
    /// Its rule; for people, the fingerprint decides.
    #[serde(default)]
    pub rule: String,
    /// The file it was found in; for people.
    #[serde(default)]
    pub path: String,
    /// What makes it the same finding tomorrow: no lines and no values are in it.
    pub fingerprint: String,
}
