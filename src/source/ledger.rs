//! What was read, and what was passed over and why: printed in every format.
use crate::model::Text;

/// An account of one run's reading.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Documents whose content was read.
    pub read: usize,
    /// Paths passed over, with the reason.
    pub passed_over: Vec<(String, Text)>,
}
