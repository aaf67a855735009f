//! `.pre-commit-config.yaml`.

use super::Gate;
use crate::model::Value;

/// Hooks that are the gate.
pub(super) fn gates(file: &str, root: &Value, _files: &[String]) -> Vec<Gate> {
    let mut found = Vec::new();
    for repository in root.get("repos").map_or(&[][..], Value::items) {
        for hook in repository.get("hooks").map_or(&[][..], Value::items) {
            let Some(id) = hook.get("id") else { continue };
            let Some(name) = id.as_str().filter(|id| id.starts_with("ethics-gate")) else {
                continue;
            };
            let mut gate = Gate::at(file, name, "pre-commit", id);
            let revision = repository.get("rev");
            if matches!(
                revision.and_then(Value::as_str),
                Some("main" | "master" | "HEAD")
            ) {
                gate.flag("moving", revision.and_then(Value::mark));
            }
            let stages: Vec<&str> = hook
                .get("stages")
                .into_iter()
                .flat_map(Value::one_or_many)
                .filter_map(Value::as_str)
                .collect();
            if !stages.is_empty() && stages.iter().all(|stage| *stage == "manual") {
                gate.flag("never", hook.get("stages").and_then(Value::mark));
            }
            for key in ["default_stages", "exclude", "fail_fast", "files"] {
                if let Some(value) = root.get(key) {
                    gate.frame.fixed(key.to_owned(), value);
                }
            }
            if let Some(address) = repository.get("repo") {
                gate.frame.fixed("repo".to_owned(), address);
            }
            gate.frame.members("hook", hook, &["name"]);
            found.push(gate);
        }
    }
    found
}
