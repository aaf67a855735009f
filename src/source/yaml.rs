//! YAML text to a located value.
use super::Parsed;
use crate::model::{Document, Span};
use std::sync::Arc;

/// Read the bytes `span` of a document as one YAML document.
#[must_use]
pub fn parse(_document: &Arc<Document>, _span: Span) -> Parsed {
    todo!()
}
