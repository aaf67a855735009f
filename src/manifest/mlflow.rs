//! MLflow's `MLmodel`: which libraries load a model, its signature, and what
//! its author put into `metadata`.

use super::evaluation::key;
use super::passages::Passages;
use super::record::{Record, as_text, texts};
use super::{Candidate, Depth, Describes, Format, card};
use crate::model::{Kind, Value};

/// A logged MLflow model.
pub struct MlflowModel;

/// Flavors that every model has beside the library that made it.
const COMMON: &[&str] = &["python_function", "crate", "mleap"];

fn root(candidate: &Candidate) -> Option<&Value> {
    let root = candidate.data()?;
    let flavored = matches!(root.get("flavors").map(|one| &one.kind), Some(Kind::Map(_)));
    let of_mlflow = [
        "mlflow_version",
        "model_uuid",
        "run_id",
        "utc_time_created",
        "artifact_path",
    ];
    (flavored && of_mlflow.into_iter().any(|key| root.get(key).is_some())).then_some(root)
}

/// The flavor of the library that made the model, with its name at its place.
fn flavor(root: &Value) -> Option<(Value, &Value)> {
    let flavors = root.get("flavors")?;
    let own = flavors
        .entries()
        .find(|(name, _)| !COMMON.contains(&name.as_ref()));
    let (name, flavor) = own.or_else(|| flavors.entries().next())?;
    Some((key(name, flavor), flavor))
}

impl Format for MlflowModel {
    fn id(&self) -> &'static str {
        "mlflow-model"
    }

    fn title(&self) -> &'static str {
        "MLflow MLmodel"
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
        let told = |key: &str| root.get("metadata").and_then(|all| all.get(key));
        record.put("title", told("name").or(root.get("name")).and_then(as_text));
        card::put_licenses(&mut record, texts(told("license").or(told("licence"))));
        // `mlflow_version` is the tool's.
        record.put(
            "version",
            told("version").or(told("model_version")).and_then(as_text),
        );
        record.put_list("tags", texts(told("tags")));
        record.put_list("languages", texts(told("languages").or(told("language"))));
        if let Some((library, flavor)) = flavor(root) {
            record.put("library", library);
            record.put(
                "pipeline_tag",
                told("task").or(flavor.get("task")).and_then(as_text),
            );
            let base = told("base_model").or(flavor.get("source_model_name"));
            record.put_list("base_models", texts(base));
        }
        if depth == Depth::Whole {
            let mut passages = Passages::new();
            passages.say(&["details"], [told("description"), root.get("signature")]);
            for (key, topic) in [
                ("intended_use", "intended-use"),
                ("limitations", "limitations"),
                ("out_of_scope", "out-of-scope"),
                ("training_data", "training-data"),
                ("contact", "contact"),
            ] {
                passages.say(&[topic], [told(key)]);
            }
            passages.put(&mut record);
        }
        record.into_value(root.place.clone())
    }
}
