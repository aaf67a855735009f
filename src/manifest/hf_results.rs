//! Evaluation results as the Hugging Face hub has them: `model-index` in a
//! card's front matter, and `.eval_results/*.yaml`.

use super::record::{Record, as_text};
use super::results::number;
use super::{Candidate, Depth, Describes, Format, evaluation};
use crate::model::Value;

/// `model-index` of a model card.
pub struct ModelIndex;

/// The newer list of results beside a card.
pub struct EvalResults;

/// The results of a `model-index`, which is a list of models or, in some
/// cards, one of them alone.
#[must_use]
pub fn of_model_index(index: Option<&Value>) -> Vec<Value> {
    index
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(|model| model.get("results"))
        .flat_map(Value::one_or_many)
        .flat_map(|result| {
            let metrics = result
                .get("metrics")
                .into_iter()
                .flat_map(Value::one_or_many);
            metrics.filter_map(|metric| of_metric(result, metric))
        })
        .collect()
}

fn of_metric(result: &Value, metric: &Value) -> Option<Value> {
    let of = |path: &str| result.at_path(path).and_then(as_text);
    let mut row = Record::new();
    row.put(
        "metric",
        metric.get("type").or(metric.get("name")).and_then(as_text),
    );
    row.get("metric")?;
    row.put("value", metric.get("value").and_then(number));
    row.put("suite", of("dataset.type").or_else(|| of("dataset.name")));
    row.put("task", of("task.type").or_else(|| of("task.name")));
    row.put("config", of("dataset.config"));
    row.put("split", of("dataset.split"));
    row.put(
        "language",
        of("dataset.args.language").or_else(|| of("dataset.args.lang")),
    );
    let verified = metric
        .get("verified")
        .filter(|said| said.as_bool().is_some());
    row.put("verified", verified.cloned());
    row.put("source", of("source.url").or_else(|| of("source.name")));
    Some(row.into_value(None).placed_like(metric))
}

fn index(candidate: &Candidate) -> Option<&Value> {
    candidate.markdown()?.meta.get("model-index")
}

impl Format for ModelIndex {
    fn id(&self) -> &'static str {
        "hf-model-index"
    }

    fn title(&self) -> &'static str {
        "Hugging Face model-index"
    }

    fn describes(&self) -> Describes {
        Describes::Evidence
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        !of_model_index(index(candidate)).is_empty()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let mut record = Record::new();
        let Some(index) = index(candidate) else {
            return record.into_value(None);
        };
        record.put("kind", Value::computed("metrics").placed_like(index));
        if depth == Depth::Whole {
            record.put_list("results", of_model_index(Some(index)));
        }
        record.into_value(index.place.clone())
    }
}

/// The results of the list; none where one item is something else.
fn listed(candidate: &Candidate) -> &[Value] {
    let items = candidate.data().map_or(&[][..], Value::items);
    let is_result = |item: &Value| {
        let set = item.get("dataset");
        let id = set.and_then(|set| set.get("id")).and_then(Value::as_str);
        let task = set.and_then(|set| set.get("task_id"));
        id.is_some() && task.is_some() && item.get("value").is_some()
    };
    if items.iter().all(is_result) {
        items
    } else {
        &[]
    }
}

impl Format for EvalResults {
    fn id(&self) -> &'static str {
        "hf-eval-results"
    }

    fn title(&self) -> &'static str {
        "Hugging Face evaluation results"
    }

    fn describes(&self) -> Describes {
        Describes::Evidence
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        !listed(candidate).is_empty()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(root) = candidate.data() else {
            return Record::new().into_value(None);
        };
        let mut record = Record::new();
        record.put("kind", Value::computed("metrics").placed_like(root));
        // The oldest result tells how old the list is, if each has a date.
        let results = listed(candidate);
        let days: Vec<Value> = results
            .iter()
            .filter_map(|result| result.get("date").and_then(evaluation::day))
            .collect();
        if days.len() == results.len() {
            record.put("created", days.into_iter().min_by_key(Value::as_date));
        }
        if depth == Depth::Whole {
            record.put_list("results", results.iter().map(of_result).collect());
        }
        record.into_value(root.place.clone())
    }
}

fn of_result(result: &Value) -> Value {
    let of = |path: &str| result.at_path(path).and_then(as_text);
    let mut row = Record::new();
    row.put("value", result.get("value").and_then(number));
    row.put("suite", of("dataset.id"));
    row.put("task", of("dataset.task_id"));
    row.put("source", of("source.url").or_else(|| of("source.name")));
    row.put("date", result.get("date").and_then(evaluation::day));
    row.put("notes", of("notes"));
    let place = result.place.clone();
    row.into_value(place)
}
