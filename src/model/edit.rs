//! A change to a document's bytes that would mend a finding.

use super::place::Place;

/// Replace the bytes of `place` by `replacement`; an empty range inserts.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The bytes to replace.
    pub place: Place,
    /// What to put there.
    pub replacement: String,
    /// Whether a machine may apply it unasked: it invents no claim.
    pub safe: bool,
}
