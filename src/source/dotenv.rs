//! `.env` and `.properties` text to a located map of text.
use super::Parsed;
use crate::model::Document;
use std::sync::Arc;

/// Read a document as `KEY=value` lines.
#[must_use]
pub fn parse(_document: &Arc<Document>) -> Parsed {
    todo!()
}
