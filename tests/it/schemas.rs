//! The schemas in `schemas/` are fresh, valid, and say what the gate says.

use std::fs;
use std::path::{Path, PathBuf};

use ethics_gate::manifest::schemas::{self, schemas, to_text};
use serde_json::Value as Json;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

#[test]
fn committed_schemas_are_those_of_this_version() {
    for (name, schema) in schemas() {
        let path = folder().join(format!("{name}.schema.json"));
        let fresh = to_text(&schema);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(folder()).expect("a folder");
            fs::write(&path, &fresh).expect("a writable file");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == fresh,
            "{} is stale: run the tests with UPDATE=1",
            path.display()
        );
    }
}

#[test]
fn embedded_schemas_are_the_committed_ones() {
    let made: Vec<&str> = schemas().iter().map(|(name, _)| *name).collect();
    assert_eq!(made, schemas::NAMES);
    for name in schemas::NAMES {
        let path = folder().join(format!("{name}.schema.json"));
        let committed = fs::read_to_string(path).ok();
        assert!(
            schemas::text(name) == committed,
            "{name}: the schema is another than when this was built: build again"
        );
    }
    assert_eq!(schemas::text("nothing"), None);
}

#[test]
fn every_schema_is_a_schema_of_draft_2020_12() {
    for (name, schema) in schemas() {
        let schema = schema.as_value();
        assert_eq!(
            schema["$schema"], "https://json-schema.org/draft/2020-12/schema",
            "{name}"
        );
        jsonschema::draft202012::meta::validate(schema)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn an_editor_can_explain_every_key() {
    fn walk(name: &str, schema: &Json) {
        for (key, child) in schema["properties"].as_object().into_iter().flatten() {
            let path = format!("{name}.{key}");
            let has_shape = ["type", "enum", "const", "anyOf"]
                .iter()
                .any(|word| child.get(word).is_some());
            assert!(has_shape, "{path} may be anything");
            assert!(child["description"].is_string(), "{path} is not explained");
            walk(&path, child);
            walk(&path, &child["items"]);
        }
    }
    for (name, schema) in schemas().iter().take(2) {
        walk(name, schema.as_value());
    }
}

fn valid(schema: &str, instance: &Json, what: &str) {
    let text = fs::read_to_string(folder().join(schema)).expect("a schema");
    let schema: Json = serde_json::from_str(&text).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let wrong: Vec<_> = validator
        .iter_errors(instance)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{what}: {wrong:#?}");
}

#[test]
fn real_reports_have_the_shape_that_is_promised() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for example in ["minimal", "credit-scoring", "teen-chat", "unfinished"] {
        for more in [&[][..], &["--include-passes"], &["--lang", "ko"]] {
            let output = std::process::Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
                .arg("check")
                .arg(root.join("examples").join(example))
                .args(["--today", "2026-12-01", "--report", "json"])
                .args(more)
                .output()
                .expect("the binary runs");
            let report = serde_json::from_slice(&output.stdout).expect("a report in JSON");
            valid("report.schema.json", &report, example);
        }
    }
}

fn errors(schema: &str, instance: &Json) -> usize {
    let text = fs::read_to_string(folder().join(schema)).expect("a schema");
    let schema: Json = serde_json::from_str(&text).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    validator.iter_errors(instance).count()
}

#[test]
fn every_envelope_of_the_examples_has_the_shape_that_editors_are_told() {
    let mut kinds = std::collections::BTreeSet::new();
    for example in ["credit-scoring", "teen-chat"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let evidence = root.join(example).join("evidence");
        for file in fs::read_dir(evidence).expect("a folder") {
            let path = file.expect("an entry").path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("UTF-8");
            let envelope: Json = serde_json::from_str(&text).expect("JSON");
            kinds.insert(envelope["kind"].as_str().unwrap_or("").to_owned());
            valid(
                "evidence.schema.json",
                &envelope,
                &path.display().to_string(),
            );
        }
    }
    assert!(kinds.len() >= 5, "{kinds:?}");
}

#[test]
fn an_envelope_that_lacks_what_its_kind_holds_is_refused() {
    let envelope = |kind: &str, result: Json| {
        serde_json::json!({
            "schema": "ethics-evidence/1", "kind": kind, "created": "2026-11-10",
            "subjects": [{"path": "model.onnx", "sha256": "a".repeat(64)}], "build": "1",
            "results": [result],
        })
    };
    let refused =
        |kind: &str, result: Json| errors("evidence.schema.json", &envelope(kind, result));
    let metric = serde_json::json!({"metric": "fpr", "value": 0.1, "n": 10});
    assert_eq!(refused("metrics", metric.clone()), 0);
    assert!(
        refused(
            "metrics",
            serde_json::json!({"metric": "fpr", "passed": true})
        ) > 0
    );
    assert!(refused("robustness", metric.clone()) > 0);
    assert!(refused("opinion", metric.clone()) > 0);
    let mut unbound = envelope("metrics", metric);
    unbound["subjects"] = serde_json::json!([{"path": "model.onnx"}]);
    assert!(errors("evidence.schema.json", &unbound) > 0);
}

#[test]
fn every_rule_file_has_the_shape_that_editors_are_told() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut held = 0;
    for principle in fs::read_dir(policies).expect("policies") {
        let principle = principle.expect("an entry").path();
        if !principle.is_dir() || principle.ends_with("crosswalk") {
            continue;
        }
        for rule in fs::read_dir(principle).expect("a principle") {
            let path = rule.expect("an entry").path();
            if path.ends_with("_principle.yml") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("UTF-8");
            let rule: Json = serde_yaml::from_str(&text).expect("YAML");
            valid("rule.schema.json", &rule, &path.display().to_string());
            held += 1;
        }
    }
    assert!(held >= 30, "{held} rules were held against the schema");
}

#[test]
fn every_lock_of_the_examples_has_the_shape_that_editors_are_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for example in ["credit-scoring", "teen-chat", "broken/pickled"] {
        let text = fs::read_to_string(root.join(example).join("ethics.lock")).expect("a lock");
        let lock: Json = serde_json::from_str(&text).expect("JSON");
        valid("lock.schema.json", &lock, example);
    }
    let refused = |file: Json| {
        let lock = serde_json::json!({"schema": "ethics-lock/1", "files": [file]});
        errors("lock.schema.json", &lock) > 0
    };
    let hex = "a".repeat(64);
    let packs =
        serde_json::json!([{"path": "policy", "name": "org", "version": "1.0.0", "sha256": hex}]);
    let lock = serde_json::json!({"schema": "ethics-lock/1", "packs": packs, "files": []});
    valid("lock.schema.json", &lock, "a lock of packs");
    assert!(!refused(
        serde_json::json!({"path": "m.onnx", "sha256": hex, "size": 1})
    ));
    let dvc = format!("{}.dir", "b".repeat(32));
    assert!(!refused(serde_json::json!({"path": "data", "dvc": dvc})));
    assert!(refused(serde_json::json!({"path": "m.onnx"})));
    assert!(refused(serde_json::json!({"sha256": hex})));
    assert!(refused(
        serde_json::json!({"path": "m.onnx", "sha256": "a1"})
    ));
    assert!(refused(
        serde_json::json!({"path": "m.onnx", "sha256": hex, "size": -1})
    ));
    assert!(refused(
        serde_json::json!({"path": "m.onnx", "sha256": hex, "md5": "x"})
    ));
}
