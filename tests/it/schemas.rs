//! The schemas in `schemas/` are fresh, valid, and say what the gate says.

use std::fs;
use std::path::{Path, PathBuf};

use ethics_gate::manifest::schemas::{schemas, to_text};
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
