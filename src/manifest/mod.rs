//! What documents mean: one file a format, one slice.
//!
//! A format recognizes a document by its content and normalizes it into the
//! same record as every other format of its kind, so that no rule knows a
//! format. What a format can't say is left out, never false.

pub mod declaration;
pub mod schemas;

use std::sync::Arc;

use crate::model::{Document, Problem, Value};
use crate::source::markdown::Markdown;

/// What a document describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Describes {
    /// A model.
    Model,
    /// A dataset.
    Dataset,
    /// A measurement.
    Evidence,
}

/// A document that may be in a known format, parsed once for all formats.
pub struct Candidate<'a> {
    /// The document.
    pub document: &'a Arc<Document>,
    /// Its structure, where it is Markdown.
    pub markdown: Option<&'a Markdown>,
    /// Its value, where it is JSON or YAML.
    pub value: Option<&'a Value>,
}

/// A document whose format is known.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The format's id.
    pub format: &'static str,
    /// What it describes.
    pub describes: Describes,
    /// The document.
    pub document: Arc<Document>,
    /// The normalized record; each value keeps its place.
    pub facts: Value,
    /// Defects of the document.
    pub problems: Vec<Problem>,
}

/// A format.
pub trait Format: Sync {
    /// Its id, kebab-case.
    fn id(&self) -> &'static str;
    /// Its name for people.
    fn title(&self) -> &'static str;
    /// What it describes.
    fn describes(&self) -> Describes;
    /// Whether the content is in this format; names only break ties.
    fn recognizes(&self, candidate: &Candidate) -> bool;
    /// The normalized record and the defects.
    fn read(&self, candidate: &Candidate) -> (Value, Vec<Problem>);
}
