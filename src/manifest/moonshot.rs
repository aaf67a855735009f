//! Results of Project Moonshot 0.x: recipes, alone or in cookbooks, each with
//! a summary a model and its metrics in detail. Prompts and answers are left
//! where they are.

use super::evaluation::{day, key, record_of};
use super::record::{Record, as_text, text_like};
use super::results::number;
use super::{Candidate, Depth, Describes, Format};
use crate::model::{Kind, Value};

/// Results of Moonshot.
pub struct Moonshot;

fn recipes(root: &Value) -> Vec<&Value> {
    let Some(results) = root.get("results") else {
        return Vec::new();
    };
    let alone = results.get("recipes").map_or(&[][..], Value::items);
    let books = results.get("cookbooks").map_or(&[][..], Value::items);
    let inside = books
        .iter()
        .filter_map(|book| book.get("recipes"))
        .flat_map(Value::items);
    alone.iter().chain(inside).collect()
}

fn root(candidate: &Candidate) -> Option<&Value> {
    let root = candidate.data()?;
    let run = root.get("metadata")?;
    let ran = ["endpoints", "recipes", "cookbooks"]
        .into_iter()
        .any(|key| run.get(key).is_some());
    let all = recipes(root);
    let judged = |recipe: &&Value| {
        recipe
            .get("details")
            .or(recipe.get("evaluation_summary"))
            .is_some()
    };
    (ran && !all.is_empty() && all.iter().all(judged)).then_some(root)
}

impl Format for Moonshot {
    fn id(&self) -> &'static str {
        "moonshot"
    }

    fn title(&self) -> &'static str {
        "Moonshot results"
    }

    fn describes(&self) -> Describes {
        Describes::Evidence
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        root(candidate).is_some()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let Some(root) = root(candidate) else {
            return Record::new().into_value(None);
        };
        let mut record = record_of("metrics", root, "moonshot", None);
        let times = ["metadata.end_time", "metadata.start_time"].into_iter();
        let times = times.filter_map(|path| root.at_path(path).and_then(day));
        for time in times {
            record.put("created", time);
        }
        if depth == Depth::Whole {
            let rows = recipes(root).into_iter().flat_map(of_recipe);
            record.put_list("results", rows.collect());
        }
        record.into_value(root.place.clone())
    }
}

fn of_recipe(recipe: &Value) -> Vec<Value> {
    let suite = recipe.get("id").and_then(as_text);
    let mut rows = Vec::new();
    let summaries = recipe
        .get("evaluation_summary")
        .map_or(&[][..], Value::items);
    for summary in summaries {
        let grade = summary.get("avg_grade_value");
        let mut row = Record::new();
        row.put("metric", grade.map(|grade| text_like("grade", grade)));
        row.put("value", grade.and_then(number));
        row.put("n", summary.get("num_of_prompts").and_then(number));
        row.put("suite", suite.clone());
        row.put("model", summary.get("model_id").and_then(as_text));
        row.put("grade", summary.get("grade").and_then(as_text));
        rows.push(row.into_value(None).placed_like(summary));
    }
    for detail in recipe.get("details").map_or(&[][..], Value::items) {
        let asked = detail.get("data").map(|data| data.items().len());
        for metrics in detail.get("metrics").map_or(&[][..], Value::items) {
            for (metric, value) in numbers(metrics) {
                let mut row = Record::new();
                row.put("metric", metric);
                row.put("value", number(value));
                let n = asked.filter(|asked| *asked > 0);
                row.put("n", n.map(|n| text_like(n, detail)));
                row.put("suite", suite.clone());
                row.put("dataset", detail.get("dataset_id").and_then(as_text));
                row.put("model", detail.get("model_id").and_then(as_text));
                rows.push(row.into_value(None).placed_like(value));
            }
        }
    }
    rows
}

/// The numbers of a metric, those of its parts as `metric.part`. The grading
/// criteria repeat them.
fn numbers(metrics: &Value) -> Vec<(Value, &Value)> {
    let is_number = |value: &Value| matches!(value.kind, Kind::Int(_) | Kind::Float(_));
    let mut found = Vec::new();
    for (name, value) in metrics.entries() {
        if name.as_ref() == "grading_criteria" {
            continue;
        }
        if is_number(value) {
            found.push((key(name, value), value));
        }
        for (part, value) in value.entries().filter(|(_, value)| is_number(value)) {
            let name = text_like(format!("{name}.{part}"), &key(part, value));
            found.push((name, value));
        }
    }
    found
}
