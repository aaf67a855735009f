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

/// How many of `topics` the headings speak of.
fn spoken_of(markdown: &Markdown, topics: &[&str]) -> usize {
    markdown
        .sections
        .iter()
        .filter(|section| section.level > 0)
        .flat_map(|section| headings::topics(&section.heading))
        .filter(|topic| topics.contains(topic))
        .collect::<BTreeSet<_>>()
        .len()
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
            ) || spoken_of(markdown, &["intended-use", "out-of-scope"]) > 0
                && spoken_of(markdown, OF_MODELS) >= 3
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
            calls_itself(candidate, markdown, &names)
                || spoken_of(markdown, &["motivation"]) > 0
                    && spoken_of(markdown, &["composition", "collection"]) > 0
                    && spoken_of(markdown, OF_DATASETS) >= 4
        })
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        candidate.markdown().map_or_else(
            || Value::record([]),
            |markdown| dataset_record(markdown, depth),
        )
    }
}
