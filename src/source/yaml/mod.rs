//! YAML text to a located value.
//!
//! One document, YAML 1.2 with its core schema; built from the parser's
//! events without recursion. Every key and value keeps its bytes, the quotes
//! of a scalar included; a block scalar stands where its text stands, a list
//! or map from its first to its last. An aliased or merged value keeps the
//! place of its definition. Aliases are shared, never copied, and dates stay
//! text. It never resolves a tag to anything but plain data.
//!
//! Codes: `syntax` (fatal, with the parser's words), `many-documents` (fatal,
//! at the second), `too-many-nodes`, `too-deep`, `recursive-alias` and
//! `too-many-problems` (fatal), `duplicate-key` (placed at the second key and
//! related to the first, whose value is kept), `yaml-1.1` (a plain value that
//! YAML 1.1 reads otherwise, such as `no`; it keeps its text),
//! `number-out-of-range` (it keeps its text), `unknown-tag` and
//! `tag-mismatch` (the value is read as if the tag were not there),
//! `complex-key` (the entry is left out), `merge-not-a-map` (`<<` of anything
//! else; left out).

mod builder;
mod schema;
mod spans;
mod words;

use std::sync::Arc;

use self::builder::Builder;
use super::{Limits, Parsed};
use crate::model::{Document, Span};

/// Read the bytes `span` of a document as one YAML document.
#[must_use]
pub fn parse(document: &Arc<Document>, span: Span) -> Parsed {
    parse_with(document, span, Limits::YAML)
}

/// Read the bytes `span` of a document as one YAML document within `limits`.
#[must_use]
pub fn parse_with(document: &Arc<Document>, span: Span, limits: Limits) -> Parsed {
    Builder::new(document, span, limits).read()
}
