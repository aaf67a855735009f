//! GitHub's own description of what a request may hold.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

/// Operations of which a request must have a schema.
type Schemas = BTreeMap<String, jsonschema::Validator>;

fn schemas() -> &'static Schemas {
    static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
    SCHEMAS.get_or_init(|| {
        let Some(shared) = crate::shared("GitHub's schemas of request bodies") else {
            return Schemas::new();
        };
        let path = shared.join("contracts/github/request-bodies.json");
        let text = std::fs::read_to_string(path).expect("the shared folder has the schemas");
        let all: BTreeMap<String, Value> = serde_json::from_str(&text).expect("JSON");
        all.into_iter()
            .map(|(operation, about)| {
                let schema = jsonschema::options().build(&about["schema"]);
                (operation, schema.expect("a schema compiles"))
            })
            .collect()
    })
}

/// What a request's body breaks; nothing where there are no schemas here.
pub(super) fn broken(method: &str, path: &str, body: &Value) -> Vec<String> {
    let schemas = schemas();
    if schemas.is_empty() {
        return Vec::new();
    }
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let known = schemas.iter().find(|(operation, _)| {
        let Some((verb, pattern)) = operation.split_once(" /repos/{owner}/{repo}/") else {
            return false;
        };
        let pattern: Vec<&str> = pattern.split('/').collect();
        let mut pairs = pattern.iter().zip(&parts);
        verb == method
            && pattern.len() == parts.len()
            && pairs.all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
    });
    let Some((operation, schema)) = known else {
        return vec![format!("{method} {path}: no such operation")];
    };
    schema
        .iter_errors(body)
        .map(|error| format!("{operation}: {}: {error}", error.instance_path()))
        .collect()
}
