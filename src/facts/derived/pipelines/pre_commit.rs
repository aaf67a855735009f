//! `.pre-commit-config.yaml`.

use super::Gate;
use super::frame::canonical;
use super::reach::{Reach, Reached};
use super::shell::{self, Line, Shell};
use crate::model::Value;

/// A hook that is the gate, or that runs it.
pub(super) struct Hook {
    pub(super) id: String,
    pub(super) reached: Reached,
    /// Whether it is the gate's own hook.
    own: bool,
    moving: Option<Value>,
    manual: Option<Value>,
    at: Value,
    /// What decides over it.
    parts: Vec<(String, Value)>,
}

/// Hooks that are the gate, or run it.
pub(super) fn hooks(reach: &Reach, root: &Value) -> Vec<Hook> {
    let mut found = Vec::new();
    for repository in root.get("repos").map_or(&[][..], Value::items) {
        for hook in repository.get("hooks").map_or(&[][..], Value::items) {
            let Some((id, name)) = hook.get("id").and_then(|id| Some((id, id.as_str()?))) else {
                continue;
            };
            let own = name.starts_with("ethics-gate");
            let mut reached = match hook.get("entry") {
                Some(entry) => {
                    let shell = Shell {
                        heeds: false,
                        pipefail: false,
                    };
                    shell::walk(reach, shell::lines_of(entry), Some(""), shell)
                }
                None => Reached::default(),
            };
            if !own && reached.gate.is_none() {
                continue;
            }
            reached.gate.get_or_insert_with(|| id.mark());
            let revision = repository.get("rev");
            let is_moving = matches!(
                revision.and_then(Value::as_str),
                Some("main" | "master" | "HEAD")
            );
            let stages = hook.get("stages");
            let said: Vec<&str> = stages
                .into_iter()
                .flat_map(Value::one_or_many)
                .filter_map(Value::as_str)
                .collect();
            let is_manual = !said.is_empty() && said.iter().all(|stage| *stage == "manual");
            let mut parts = Vec::new();
            for key in ["ci", "default_stages", "exclude", "fail_fast", "files"] {
                if let Some(value) = root.get(key) {
                    parts.push((key.to_owned(), value.clone()));
                }
            }
            if let Some(address) = repository.get("repo") {
                parts.push(("repo".to_owned(), address.clone()));
            }
            for (key, value) in hook.entries().filter(|(key, _)| &***key != "name") {
                parts.push((format!("hook.{key}"), value.clone()));
            }
            let lines = parts.iter().map(|(name, value)| Line {
                text: format!("{name}: {}", canonical(value)),
                place: value.mark(),
            });
            reached.lines.extend(lines);
            found.push(Hook {
                id: name.to_owned(),
                reached,
                own,
                moving: revision.filter(|_| is_moving).cloned(),
                manual: stages.filter(|_| is_manual).cloned(),
                at: id.clone(),
                parts,
            });
        }
    }
    found
}

/// Hooks as gates.
pub(super) fn gates(reach: &Reach, file: &str, root: &Value) -> Vec<Gate> {
    let hooks = hooks(reach, root).into_iter();
    let gates = hooks.map(|hook| {
        let mut gate = Gate::at(file, &hook.id, "pre-commit", &hook.at);
        if let Some(revision) = hook.moving {
            gate.flag("moving", revision.mark());
        }
        if let Some(stages) = hook.manual {
            gate.flag("never", stages.mark());
        }
        for (name, place) in hook.reached.flags {
            gate.flag(name, place);
        }
        if !hook.own {
            gate.stands = hook.reached.gate.flatten();
            gate.through = hook.reached.through;
            gate.frame
                .run("hook.runs".to_owned(), &hook.reached.lines, &hook.at);
        }
        for (name, value) in hook.parts {
            gate.frame.fixed(name, &value);
        }
        gate
    });
    gates.collect()
}
