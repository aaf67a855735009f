//! Cards without a schema: Markdown whose title or headings say what it is.

use std::collections::BTreeSet;

use super::hugging_face::{dataset_record, model_record};
use super::{Candidate, Depth, Describes, Format, headings};
use crate::model::Value;
use crate::source::markdown::Markdown;

/// Topics that a page about something else than a model seldom has together.
const OF_MODELS: &[&str] = &[
    "intended-use",
    "out-of-scope",
    "limitations",
    "training-data",
    "ethical-considerations",
    "metrics",
    "details",
    "factors",
    "caveats",
];

/// Topics of a datasheet.
const OF_DATASETS: &[&str] = &[
    "motivation",
    "composition",
    "collection",
    "gaps",
    "annotation",
    "maintenance",
    "distribution",
    "people",
    "publisher",
];

/// How a text calls itself, by its name or its first heading.
fn calls_itself(candidate: &Candidate, markdown: &Markdown, words: &[&str]) -> bool {
    let name = candidate.name().replace(['-', '_', ' '], "");
    let title: String = markdown
        .sections
        .iter()
        .find(|section| section.level > 0)
        .map(|section| section.heading.to_lowercase())
        .unwrap_or_default()
        .replace(['-', '_', ' '], "");
    words
        .iter()
        .any(|word| name.contains(word) || title.contains(word))
}

/// The topics that the headings speak of.
struct Spoken(BTreeSet<&'static str>);

impl Spoken {
    /// Headings beyond the first few hundred add no topic to a card.
    const LOOKED_AT: usize = 500;

    fn of(markdown: &Markdown) -> Self {
        let sections = markdown.sections.iter().take(Self::LOOKED_AT);
        Self(
            sections
                .filter(|section| section.level > 0)
                .flat_map(|section| headings::topics(&section.heading))
                .collect(),
        )
    }

    /// How many of `topics` are spoken of.
    fn count(&self, topics: &[&str]) -> usize {
        topics
            .iter()
            .filter(|topic| self.0.contains(*topic))
            .count()
    }
}

/// By its headings, a page is a model card that says what the model is for,
/// or is not for, and two things more.
fn speaks_as_a_model_card(markdown: &Markdown) -> bool {
    is_a_model_s(&Spoken::of(markdown).0)
}

/// Whether these topics together are a model card's.
#[must_use]
pub fn is_a_model_s(topics: &BTreeSet<&'static str>) -> bool {
    let count = |of: &[&str]| of.iter().filter(|topic| topics.contains(*topic)).count();
    count(&["intended-use", "out-of-scope"]) > 0 && count(OF_MODELS) >= 3
}

/// By its headings, a page is a datasheet that says why the data was gathered,
/// what it is or how it came about, and two things more.
fn speaks_as_a_data_card(markdown: &Markdown) -> bool {
    let spoken = Spoken::of(markdown);
    spoken.count(&["motivation"]) > 0
        && spoken.count(&["composition", "collection"]) > 0
        && spoken.count(OF_DATASETS) >= 4
}

/// A model card by its headings.
pub struct ModelCard;

impl Format for ModelCard {
    fn id(&self) -> &'static str {
        "model-card"
    }

    fn title(&self) -> &'static str {
        "Model card by its headings"
    }

    fn describes(&self) -> Describes {
        Describes::Model
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        candidate.markdown().is_some_and(|markdown| {
            calls_itself(
                candidate,
                markdown,
                &["modelcard", "modeloverview", "모델카드"],
            ) || speaks_as_a_model_card(markdown)
        })
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        candidate.markdown().map_or_else(
            || Value::record([]),
            |markdown| model_record(markdown, depth),
        )
    }
}

/// A datasheet or data card by its headings.
pub struct DataCard;

impl Format for DataCard {
    fn id(&self) -> &'static str {
        "data-card"
    }

    fn title(&self) -> &'static str {
        "Datasheet or data card by its headings"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        candidate.markdown().is_some_and(|markdown| {
            let names = [
                "datacard",
                "datasetcard",
                "datasheet",
                "datastatement",
                "데이터카드",
                "데이터시트",
                "데이터셋카드",
                "数据集卡片",
            ];
            calls_itself(candidate, markdown, &names) || speaks_as_a_data_card(markdown)
        })
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        candidate.markdown().map_or_else(
            || Value::record([]),
            |markdown| dataset_record(markdown, depth),
        )
    }
}
