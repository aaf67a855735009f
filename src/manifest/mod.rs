//! What documents mean: one file a format, one slice.
//!
//! A format recognizes a document by its content and normalizes it into the
//! same record as every other format of its kind, so that no rule knows a
//! format. What a format can't say is left out, never false. Nothing here
//! judges, and nothing here opens a file.

pub mod axe;
pub mod card;
pub mod croissant;
pub mod cyclonedx;
pub mod data_package;
pub mod data_provenance;
pub mod dataset_infos;
pub mod declaration;
pub mod dvc;
pub mod envelope;
mod envelope_form;
pub mod envelope_schema;
pub mod evaluation;
pub mod free_form;
pub mod group_tables;
pub mod headings;
pub mod hf_results;
pub mod hugging_face;
pub mod json_ld;
pub mod keyed;
pub mod languages;
pub mod lm_eval;
pub mod lock_schema;
pub mod mlflow;
pub mod model_card_toolkit;
pub mod moonshot;
pub mod mteb;
pub mod outline;
pub mod passages;
pub mod prose;
pub mod record;
pub mod results;
pub mod schema_org;
pub mod schemas;
pub mod small;
pub mod spdx;
pub mod subject;
pub mod table;
mod vocabulary;

use std::sync::Arc;

use crate::model::path::name_of;
use crate::model::{Document, Problem, Span, Value};
use crate::source::markdown::{self, FrontMatter, Markdown};
use crate::source::{Parsed, json, yaml};

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

impl Describes {
    /// The word in facts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Dataset => "dataset",
            Self::Evidence => "evidence",
        }
    }
}

/// What a document looks like before anyone knows what it means.
#[derive(Clone, Debug)]
pub enum Syntax {
    /// Markdown, with or without front matter.
    Markdown(Markdown),
    /// JSON or YAML.
    Data(Value),
    /// CSV.
    Table(table::Table),
}

/// A document that may be in a known format, parsed once for all formats.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The document.
    pub document: Arc<Document>,
    /// Its structure.
    pub syntax: Syntax,
    /// What its parser found wrong.
    pub problems: Vec<Problem>,
    /// What the reader calls the thing that it asks for, where a document may
    /// describe several.
    pub wanted: Option<String>,
}

impl Candidate {
    /// Parse a document by its extension, or by its first character where the
    /// extension says nothing. Where only the head is asked for and front
    /// matter says what the document is, its body is not looked at.
    #[must_use]
    pub fn parse(document: &Arc<Document>, depth: Depth) -> Self {
        let whole = Span::new(0, document.text.len());
        let data = |parsed: Parsed| (Syntax::Data(parsed.value), parsed.problems);
        let (syntax, problems) = match syntax(document) {
            "json" => data(json::parse(document, whole)),
            "yaml" => data(yaml::parse(document, whole)),
            "csv" => (Syntax::Table(table::Table::of(document)), Vec::new()),
            _ => {
                let mut markdown = match depth {
                    Depth::Head => Some(markdown::head(document)).filter(speaks_for_itself),
                    Depth::Whole => None,
                }
                .unwrap_or_else(|| markdown::parse(document));
                let problems = std::mem::take(&mut markdown.problems);
                (Syntax::Markdown(markdown), problems)
            }
        };
        Self {
            document: Arc::clone(document),
            syntax,
            problems,
            wanted: None,
        }
    }

    /// The same document, asked for the thing that its reader calls `id`.
    #[must_use]
    pub fn about(mut self, id: Option<&str>) -> Self {
        self.wanted = id.map(str::to_owned);
        self
    }

    /// Its structure, where it is Markdown.
    #[must_use]
    pub fn markdown(&self) -> Option<&Markdown> {
        match &self.syntax {
            Syntax::Markdown(markdown) => Some(markdown),
            Syntax::Data(_) | Syntax::Table(_) => None,
        }
    }

    /// Its value, where it is JSON or YAML.
    #[must_use]
    pub fn data(&self) -> Option<&Value> {
        match &self.syntax {
            Syntax::Data(value) => Some(value),
            Syntax::Markdown(_) | Syntax::Table(_) => None,
        }
    }

    /// Its table, where it is CSV.
    #[must_use]
    pub fn table(&self) -> Option<&table::Table> {
        match &self.syntax {
            Syntax::Table(table) => Some(table),
            Syntax::Markdown(_) | Syntax::Data(_) => None,
        }
    }

    /// The file's name in lower case, for ties only.
    #[must_use]
    pub fn name(&self) -> String {
        name_of(&self.document.path).to_lowercase()
    }
}

/// Whether a document's front matter alone tells what it is.
fn speaks_for_itself(markdown: &Markdown) -> bool {
    !matches!(
        markdown.front_matter,
        FrontMatter::None | FrontMatter::NotAMap
    )
}

/// What a document is written in: `json`, `yaml`, `csv` or `markdown`.
fn syntax(document: &Document) -> &'static str {
    let name = name_of(&document.path);
    if matches!(name, "MLmodel" | "dvc.lock") {
        return "yaml";
    }
    let (_, extension) = name.rsplit_once('.').unwrap_or(("", ""));
    match extension.to_ascii_lowercase().as_str() {
        "json" | "jsonld" => "json",
        "yml" | "yaml" | "dvc" => "yaml",
        "csv" => "csv",
        "md" | "markdown" | "txt" => "markdown",
        _ => {
            let text = document.text.trim_start_matches('\u{feff}').trim_start();
            if text.starts_with(['{', '[']) {
                "json"
            } else {
                "markdown"
            }
        }
    }
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

/// How much of a document to normalize.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What a list of documents shows: title, license, languages and the like.
    Head,
    /// Everything: sections with their prose, tables, files, fields.
    Whole,
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
    /// The normalized record.
    fn read(&self, candidate: &Candidate, depth: Depth) -> Value;
    /// What is wrong with it beyond its syntax.
    fn defects(&self, _candidate: &Candidate) -> Vec<Problem> {
        Vec::new()
    }
}

/// Every format; the first that recognizes a document reads it.
pub const FORMATS: &[&dyn Format] = &[
    &small::SmallManifest,
    &envelope::Envelope,
    &cyclonedx::Model,
    &cyclonedx::Data,
    &spdx::Model,
    &spdx::Data,
    &croissant::Croissant,
    &schema_org::SchemaOrg,
    &data_package::DataPackage,
    &data_provenance::DataProvenance,
    &dataset_infos::DatasetInfos,
    &dvc::Dvc,
    &mlflow::MlflowModel,
    &model_card_toolkit::ModelCardToolkit,
    &mteb::Mteb,
    &lm_eval::LmEval,
    &moonshot::Moonshot,
    &axe::Axe,
    &hf_results::EvalResults,
    &group_tables::GroupCounts,
    &group_tables::Aequitas,
    &group_tables::Fairlearn,
    &keyed::KeyedCard,
    &hugging_face::DatasetCard,
    &hugging_face::ModelCard,
    &free_form::DataCard,
    &free_form::ModelCard,
    // Last, since a card is more than its results.
    &hf_results::ModelIndex,
];

/// The format that a document is in, by its content.
#[must_use]
pub fn recognize(candidate: &Candidate) -> Option<&'static dyn Format> {
    FORMATS
        .iter()
        .copied()
        .find(|format| format.recognizes(candidate))
}

/// The format of a document that a declaration says describes a model or a
/// dataset. What no format of that kind recognizes is taken at its word and
/// read by its headings or keys, since its author calls it a card.
#[must_use]
pub fn recognize_as(candidate: &Candidate, describes: Describes) -> Option<&'static dyn Format> {
    let known = FORMATS
        .iter()
        .copied()
        .find(|format| format.describes() == describes && format.recognizes(candidate));
    let by_headings: Option<&dyn Format> = match describes {
        Describes::Model if keyed::speaks_of_a_model(candidate) => Some(&keyed::KeyedCard),
        _ if candidate.markdown().is_none() => None,
        Describes::Model => Some(&free_form::ModelCard),
        Describes::Dataset => Some(&free_form::DataCard),
        Describes::Evidence => None,
    };
    known.or(by_headings)
}

/// Normalize a document in a format that was recognized.
#[must_use]
pub fn interpret(format: &dyn Format, mut candidate: Candidate, depth: Depth) -> Manifest {
    if depth == Depth::Whole {
        let defects = format.defects(&candidate);
        candidate.problems.extend(defects);
    }
    Manifest {
        format: format.id(),
        describes: format.describes(),
        facts: format.read(&candidate, depth),
        document: candidate.document,
        problems: candidate.problems,
    }
}

/// Read a document in whatever format it is; `None` where no format knows it.
#[must_use]
pub fn read(document: &Arc<Document>, depth: Depth) -> Option<Manifest> {
    let mut candidate = Candidate::parse(document, depth);
    let format = recognize(&candidate).or_else(|| {
        // Foreign front matter may stand over a card's headings.
        let headless = depth == Depth::Head && candidate.markdown().is_some_and(speaks_for_itself);
        headless.then(|| candidate = Candidate::parse(document, Depth::Whole))?;
        recognize(&candidate)
    })?;
    Some(interpret(format, candidate, depth))
}
