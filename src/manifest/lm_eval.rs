//! Results of the lm-evaluation-harness: before 0.4 keys are `acc` and
//! `acc_stderr`, since then `acc,none` and `acc_stderr,none`. A standard error
//! may be the text `N/A`, and a value may be not-a-number; neither is a number.

use super::evaluation::{day, key, record_of};
use super::record::{Record, text_like};
use super::results::number;
use super::{Candidate, Depth, Describes, Format};
use crate::model::{Kind, Str, Value};

/// Results of the lm-evaluation-harness.
pub struct LmEval;

fn root(candidate: &Candidate) -> Option<&Value> {
    let root = candidate.data()?;
    let is_map = |value: &Value| matches!(value.kind, Kind::Map(_));
    let results = root.get("results").filter(|results| is_map(results))?;
    let versions = root.get("versions").is_some_and(is_map);
    let of_tasks = results.entries().all(|(_, task)| is_map(task));
    (versions && of_tasks && results.entries().next().is_some()).then_some(root)
}

impl Format for LmEval {
    fn id(&self) -> &'static str {
        "lm-eval"
    }

    fn title(&self) -> &'static str {
        "lm-evaluation-harness results"
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
        let version = root.get("lm_eval_version").or(root.get("git_hash"));
        let mut record = record_of("metrics", root, "lm-evaluation-harness", version);
        record.put("created", root.get("date").and_then(day));
        if depth == Depth::Whole {
            let tasks = root.get("results").into_iter().flat_map(Value::entries);
            record.put_list(
                "results",
                tasks
                    .flat_map(|(name, task)| of_task(root, name, task))
                    .collect(),
            );
        }
        record.into_value(root.place.clone())
    }
}

fn of_task(root: &Value, name: &Str, task: &Value) -> Vec<Value> {
    let about = |table: &str| root.get(table).and_then(|table| table.get(name));
    let mut rows = Vec::new();
    for (written, value) in task.entries() {
        let (metric, filter) = written.split_once(',').unwrap_or((written, "none"));
        let is_value = matches!(value.kind, Kind::Int(_) | Kind::Float(_) | Kind::Text(_));
        if metric.ends_with("_stderr") || matches!(metric, "alias" | "sample_len") || !is_value {
            continue;
        }
        let error = match written.split_once(',') {
            Some(_) => task.get(&format!("{metric}_stderr,{filter}")),
            None => task.get(&format!("{metric}_stderr")),
        };
        let mut row = Record::new();
        row.put("metric", text_like(metric, &key(written, value)));
        row.put("value", number(value));
        row.put("stderr", error.and_then(number));
        row.put(
            "n",
            about("n-samples")
                .and_then(|n| n.get("effective"))
                .and_then(number),
        );
        row.put("suite", key(name, task));
        if filter != "none" {
            row.put("filter", text_like(filter, &key(written, value)));
        }
        row.put("shots", about("n-shot").and_then(number));
        rows.push(row.into_value(None).placed_like(value));
    }
    rows
}
