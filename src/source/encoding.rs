//! Bytes to text: which encoding, and what is odd about it.
use crate::model::{Document, Problem};
use std::sync::Arc;

/// Decode bytes as UTF-8, or say why they are no text.
///
/// # Errors
/// A fatal problem: `utf-16`, `invalid-utf-8` (with its offset) or `binary`.
pub fn decode(_path: &str, _bytes: Vec<u8>) -> Result<Arc<Document>, Problem> {
    todo!()
}
