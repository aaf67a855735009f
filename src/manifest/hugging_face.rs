//! Hugging Face's model card and dataset card: Markdown with front matter.

use super::card;
use super::hf_results::of_model_index;
use super::outline::Outline;
use super::record::{Record, as_text, text_like, texts};
use super::{Candidate, Depth, Describes, Format, prose};
use crate::model::{Kind, Span, Value};
use crate::source::markdown::{FrontMatter, Markdown};

/// Keys that only a model card has.
const MODEL_KEYS: &[&str] = &[
    "pipeline_tag",
    "library_name",
    "base_model",
    "base_model_relation",
    "model-index",
    "datasets",
    "metrics",
    "widget",
    "co2_eq_emissions",
    "model_name",
    "new_version",
];

/// Keys that only a dataset card has.
const DATASET_KEYS: &[&str] = &[
    "annotations_creators",
    "task_categories",
    "task_ids",
    "size_categories",
    "source_datasets",
    "multilinguality",
    "dataset_info",
    "configs",
    "language_creators",
    "paperswithcode_id",
];

/// Keys of a Space's card, and of the pages of site generators.
const FOREIGN_KEYS: &[&str] = &[
    "sdk",
    "app_file",
    "colorFrom",
    "layout",
    "slug",
    "permalink",
    "sidebar_position",
    "sidebar_label",
    "nav_order",
    "date",
    "draft",
    "categories",
];

fn holds_any(markdown: &Markdown, keys: &[&str]) -> bool {
    keys.iter().any(|key| markdown.meta.get(key).is_some())
}

fn is_dataset_card(markdown: &Markdown) -> bool {
    card::has_meta(markdown)
        && holds_any(markdown, DATASET_KEYS)
        && !holds_any(
            markdown,
            &["pipeline_tag", "base_model", "library_name", "model-index"],
        )
}

/// A model card of the Hugging Face hub.
pub struct ModelCard;

impl Format for ModelCard {
    fn id(&self) -> &'static str {
        "hf-model-card"
    }

    fn title(&self) -> &'static str {
        "Hugging Face model card"
    }

    fn describes(&self) -> Describes {
        Describes::Model
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        let Some(markdown) = candidate.markdown() else {
            return false;
        };
        if is_dataset_card(markdown) {
            return false;
        }
        match markdown.front_matter {
            FrontMatter::Map => {
                let foreign = holds_any(markdown, FOREIGN_KEYS);
                let of_models = holds_any(markdown, MODEL_KEYS);
                let common = ["license", "tags", "language", "thumbnail", "inference"]
                    .into_iter()
                    .filter(|key| markdown.meta.get(key).is_some())
                    .count();
                of_models && (!foreign || common > 0) || common > 0 && !foreign
            }
            // A block that can't be read is still a card's block when its text
            // speaks the hub's vocabulary.
            FrontMatter::Unclosed
            | FrontMatter::NotFirst
            | FrontMatter::Invalid
            | FrontMatter::Template => names_a_key(candidate, markdown, MODEL_KEYS),
            FrontMatter::None | FrontMatter::NotAMap => false,
        }
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(markdown) = candidate.markdown() else {
            return Record::new().into_value(None);
        };
        model_record(markdown, depth)
    }
}

/// Whether a line of an unreadable block starts with one of the hub's keys.
fn names_a_key(candidate: &Candidate, markdown: &Markdown, keys: &[&str]) -> bool {
    let block = candidate
        .document
        .text
        .get(markdown.meta_span.range())
        .unwrap_or("");
    block.lines().take(200).any(|line| {
        let Some((key, _)) = line.split_once(':') else {
            return line.contains("card_data");
        };
        keys.contains(&key) || matches!(key, "license" | "language" | "tags" | "datasets")
    })
}

/// The record of any model card in Markdown: front matter first, then what
/// the prose says.
#[must_use]
pub fn model_record(markdown: &Markdown, depth: Depth) -> Value {
    let meta = &markdown.meta;
    let mut record = Record::new();
    record.put("title", card::title(markdown));
    let outline = (depth == Depth::Whole).then(|| Outline::of(markdown));
    let mut licenses = card::licenses(markdown);
    if let (true, Some(outline)) = (licenses.is_empty(), &outline) {
        licenses.extend(prose_license(markdown, outline));
    }
    card::put_licenses(&mut record, licenses);
    record.put("license_name", meta.get("license_name").and_then(as_text));
    record.put("license_link", meta.get("license_link").and_then(as_text));
    record.put_list("languages", card::languages(markdown));
    record.put_list("datasets", card::hub_ids(meta.get("datasets"), "datasets"));
    record.put_list(
        "base_models",
        card::hub_ids(meta.get("base_model"), "base_model"),
    );
    record.put(
        "base_model_relation",
        meta.get("base_model_relation").and_then(as_text),
    );
    record.put_list("tags", card::names(meta.get("tags"), "tags"));
    record.put("pipeline_tag", meta.get("pipeline_tag").and_then(as_text));
    record.put("library", meta.get("library_name").and_then(as_text));
    record.put(
        "version",
        ["version", "model_version"]
            .into_iter()
            .find_map(|key| meta.get(key).and_then(as_text)),
    );
    record.put("front_matter", card::front_matter(markdown));
    if let Some(outline) = outline {
        if record.get("version").is_none() {
            record.put("version", prose_version(markdown, &outline));
        }
        record.put("sections", outline.sections());
        record.put("tables", outline.tables());
        record.put_list("results", of_model_index(meta.get("model-index")));
    }
    record.into_value(Some(card::place(markdown)))
}

/// The license that the prose names: a labelled line, else the first line
/// below a heading that speaks of it.
fn prose_license(markdown: &Markdown, outline: &Outline) -> Option<Value> {
    prose::license(markdown).or_else(|| {
        outline.about("license").find_map(|section| {
            let below = Span {
                start: section.heading_span.end,
                ..section.own
            };
            prose::licensed_under(markdown, below)
        })
    })
}

/// The version that the prose names: a labelled line, a heading, or a
/// sentence of the section on details.
fn prose_version(markdown: &Markdown, outline: &Outline) -> Option<Value> {
    prose::version(markdown)
        .or_else(|| {
            markdown
                .sections
                .iter()
                .filter(|section| section.level > 0)
                .find_map(|section| prose::version_in(markdown, section.heading_span))
        })
        .or_else(|| {
            outline
                .about("details")
                .find_map(|section| prose::version_in(markdown, section.own))
        })
}

/// A dataset card of the Hugging Face hub.
pub struct DatasetCard;

impl Format for DatasetCard {
    fn id(&self) -> &'static str {
        "hf-dataset-card"
    }

    fn title(&self) -> &'static str {
        "Hugging Face dataset card"
    }

    fn describes(&self) -> Describes {
        Describes::Dataset
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        let Some(markdown) = candidate.markdown() else {
            return false;
        };
        match markdown.front_matter {
            FrontMatter::Map => {
                is_dataset_card(markdown)
                    || card::has_meta(markdown)
                        && !holds_any(markdown, MODEL_KEYS)
                        && !holds_any(markdown, FOREIGN_KEYS)
                        && (holds_any(markdown, &["pretty_name"])
                            || candidate.name().contains("dataset"))
            }
            FrontMatter::Invalid | FrontMatter::Unclosed | FrontMatter::Template => {
                let block = markdown
                    .document
                    .text
                    .get(markdown.meta_span.range())
                    .unwrap_or("");
                block.lines().take(200).any(|line| {
                    line.split_once(':')
                        .is_some_and(|(key, _)| DATASET_KEYS.contains(&key))
                })
            }
            _ => false,
        }
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(markdown) = candidate.markdown() else {
            return Record::new().into_value(None);
        };
        dataset_record(markdown, depth)
    }
}

/// The record of any dataset card in Markdown: front matter first, then the
/// sections that speak of what provenance asks for.
#[must_use]
pub fn dataset_record(markdown: &Markdown, depth: Depth) -> Value {
    let meta = &markdown.meta;
    let mut record = Record::new();
    let title = card::title(markdown);
    record.put("id", meta.get("id").and_then(as_text));
    record.put("title", title.clone());
    record.put("name", meta.get("pretty_name").and_then(as_text).or(title));
    let outline = (depth == Depth::Whole).then(|| Outline::of(markdown));
    let mut licenses = card::licenses(markdown);
    if let (true, Some(outline)) = (licenses.is_empty(), &outline) {
        licenses.extend(prose_license(markdown, outline));
    }
    card::put_licenses(&mut record, licenses);
    record.put("license_name", meta.get("license_name").and_then(as_text));
    record.put_list("languages", card::languages(markdown));
    record.put_list("tags", card::names(meta.get("tags"), "tags"));
    record.put_list("source_datasets", texts(meta.get("source_datasets")));
    record.put("version", meta.get("version").and_then(as_text));
    record.put("front_matter", card::front_matter(markdown));
    if let Some(outline) = outline {
        if record.get("version").is_none() {
            record.put("version", prose_version(markdown, &outline));
        }
        put_provenance(&mut record, &outline);
        record.put("labels", labels(meta));
        record.put_list("fields", fields(meta.get("dataset_info")));
        record.put("sections", outline.sections());
        record.put("tables", outline.tables());
    }
    record.into_value(Some(card::place(markdown)))
}

/// The six facts of provenance and the gaps, by the headings that hold them.
fn put_provenance(record: &mut Record, outline: &Outline) {
    const BY_HEADING: &[(&str, &[&str])] = &[
        ("publisher", &["publisher"]),
        ("method", &["collection"]),
        ("period", &["period"]),
        ("people", &["people"]),
        ("gaps", &["gaps", "bias", "limitations"]),
    ];
    for (key, topics) in BY_HEADING {
        record.put(key, outline.said_of(topics));
    }
    for (key, topic) in [("geography", "geography"), ("languages", "languages")] {
        let said = outline.said_of(&[topic]);
        record.put_list(key, said.into_iter().collect());
    }
}

/// Who labelled, in the words of the small manifest.
fn labels(meta: &Value) -> Option<Value> {
    let creators = meta.get("annotations_creators")?;
    let by = texts(Some(creators)).into_iter().find_map(|creator| {
        let by = match creator.as_str()? {
            "crowdsourced" => "crowd",
            "expert-generated" | "expert-annotated" => "experts",
            "machine-generated" => "program",
            "no-annotation" => "none",
            "found" => "records",
            _ => return None,
        };
        Some(text_like(by, &creator))
    })?;
    let mut record = Record::new();
    let place = by.place.clone();
    record.put("by", by);
    Some(record.into_value(place))
}

/// The column names of `dataset_info`, one configuration or several.
fn fields(info: Option<&Value>) -> Vec<Value> {
    let mut seen = std::collections::HashSet::new();
    info.into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(|configuration| configuration.get("features"))
        .filter_map(|features| match &features.kind {
            Kind::List(items) => Some(items),
            _ => None,
        })
        .flat_map(|features| features.iter())
        .filter_map(|feature| feature.get("name").and_then(as_text))
        .filter(|name| seen.insert(name.as_str().map(str::to_owned)))
        .collect()
}
