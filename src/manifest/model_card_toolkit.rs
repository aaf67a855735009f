//! The JSON of Google's Model Card Toolkit, 0.0.1 and 0.0.2, told apart by
//! what stands there: the later schema's own `$id` says 0.0.1, and real files
//! mix the two. Its forks add members, which are read where they are known.

use super::passages::Passages;
use super::record::{Record, as_text};
use super::results::performance;
use super::{Candidate, Depth, Describes, Format, card};
use crate::model::{Kind, Value};

/// A model card of the Model Card Toolkit.
pub struct ModelCardToolkit;

fn root(candidate: &Candidate) -> Option<&Value> {
    let root = candidate.data()?;
    let is_map = |key: &str| matches!(root.get(key).map(|value| &value.kind), Some(Kind::Map(_)));
    // AllenNLP's cards have `model_details` too, and `quantitative_analyses`.
    let parts = [
        "model_parameters",
        "quantitative_analysis",
        "considerations",
    ];
    (is_map("model_details") && parts.into_iter().any(is_map)).then_some(root)
}

impl Format for ModelCardToolkit {
    fn id(&self) -> &'static str {
        "model-card-toolkit"
    }

    fn title(&self) -> &'static str {
        "Model Card Toolkit JSON"
    }

    fn describes(&self) -> Describes {
        Describes::Model
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        root(candidate).is_some()
    }

    fn read(&self, candidate: &Candidate, depth: Depth) -> Value {
        let mut record = Record::new();
        let Some(root) = root(candidate) else {
            return record.into_value(None);
        };
        let detail = |key: &str| root.get("model_details").and_then(|all| all.get(key));
        record.put("title", detail("name").and_then(as_text));
        card::put_licenses(
            &mut record,
            licenses(detail("licenses").or(detail("license"))),
        );
        let version = detail("version");
        let version = version.and_then(|version| version.get("name").or(Some(version)));
        record.put("version", version.and_then(as_text));
        if depth == Depth::Whole {
            let results = performance(root.at_path("quantitative_analysis.performance_metrics"));
            put_passages(&mut record, root, &results);
            record.put_list("results", results);
        }
        record.into_value(root.place.clone())
    }
}

/// Licenses as text, or by identifier or wording.
fn licenses(value: Option<&Value>) -> Vec<Value> {
    value
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(|license| match &license.kind {
            Kind::Map(_) => ["identifier", "custom_text"]
                .into_iter()
                .find_map(|key| license.get(key).and_then(as_text)),
            _ => as_text(license),
        })
        .collect()
}

fn put_passages(record: &mut Record, root: &Value, results: &[Value]) {
    let of = |path: &str| root.at_path(path);
    let mut passages = Passages::new();
    passages.say(
        &["details"],
        [
            of("model_details.overview"),
            of("model_details.documentation"),
            of("model_details.version"),
        ],
    );
    passages.say(
        &["details"],
        [
            of("model_parameters.model_architecture"),
            of("model_parameters.input_format"),
            of("model_parameters.input_format_map"),
            of("model_parameters.output_format"),
            of("model_parameters.output_format_map"),
        ],
    );
    match of("model_parameters.data") {
        // 0.0.1 names the two parts, 0.0.2 lists sets without their part.
        Some(data) if data.items().is_empty() => {
            passages.say(&["training-data"], [data.get("train")]);
            passages.say(&["evaluation-data"], [data.get("eval")]);
        }
        data => passages.say(&["training-data", "evaluation-data"], [data]),
    }
    let metrics = of("quantitative_analysis.performance_metrics");
    passages.measured(metrics, results);
    passages.table(metrics, results);
    passages.say(
        &["intended-use"],
        [of("considerations.users"), of("considerations.use_cases")],
    );
    passages.say(&["limitations"], [of("considerations.limitations")]);
    passages.say(&["limitations"], [of("considerations.tradeoffs")]);
    passages.say(
        &["ethical-considerations"],
        [of("considerations.ethical_considerations")],
    );
    for key in ["fairness_assessment", "fairness_assessments"] {
        let assessed = of("considerations").and_then(|all| all.get(key));
        passages.say(&["ethical-considerations", "bias"], [assessed]);
    }
    passages.say(&["contact"], [of("model_details.owners")]);
    passages.say(
        &["citation"],
        [of("model_details.citations"), of("model_details.citation")],
    );
    passages.put(record);
}
