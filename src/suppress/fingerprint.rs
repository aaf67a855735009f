//! What makes a finding the same one tomorrow.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::model::Finding;

/// Fingerprints of findings in a fixed order: rule, check, system and fact
/// path, and an ordinal where these are equal; no line numbers and no values,
/// so they outlive edits elsewhere.
#[derive(Default)]
pub struct Fingerprints(BTreeMap<String, usize>);

impl Fingerprints {
    /// The fingerprint of the next finding; never two alike.
    pub fn next(&mut self, finding: &Finding) -> String {
        let cause = [
            &*finding.rule,
            &finding.check,
            &finding.system,
            &finding.fact,
        ]
        .join("\0");
        let ordinal = self.0.entry(cause.clone()).or_default();
        let digest = Sha256::digest(format!("{cause}\0{ordinal}"));
        *ordinal += 1;
        digest.iter().take(16).fold(String::new(), |mut hex, byte| {
            // Writing to a string can't fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}
