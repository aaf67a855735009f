//! GitHub's workflows.

use super::{Gate, is_literally, is_selected, shell};
use crate::model::Value;

/// Steps of a workflow that run the gate.
pub(super) fn gates(file: &str, root: &Value, files: &[String]) -> Vec<Gate> {
    let mut found = Vec::new();
    let jobs = root.get("jobs").into_iter().flat_map(Value::entries);
    for (name, job) in jobs {
        let steps = job.get("steps").map_or(&[][..], Value::items);
        for step in steps {
            let Some(mut gate) = step_gate(file, name, step) else {
                continue;
            };
            for part in [job, step] {
                if is_literally(part.get("continue-on-error"), true) {
                    let said = part.get("continue-on-error");
                    gate.flag("ignored", said.and_then(Value::mark));
                }
                if is_literally(part.get("if"), false) {
                    gate.flag("never", part.get("if").and_then(Value::mark));
                }
            }
            triggers(&mut gate, root, files);
            privileged(&mut gate, root, steps);
            found.push(gate);
        }
    }
    found
}

fn step_gate(file: &str, job: &str, step: &Value) -> Option<Gate> {
    if let Some(uses) = step.get("uses")
        && let Some(text) = uses.as_str()
    {
        let (action, version) = text.split_once('@').unwrap_or((text, ""));
        let named = action.split('/').any(|part| part == "ethics-gate");
        let mut gate = named.then(|| Gate::at(file, job, "github", uses))?;
        let fixed = matches!(version.len(), 40 | 64)
            && version.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !fixed && !action.starts_with("./") {
            gate.flag("moving", uses.mark());
        }
        for (_, input) in step.get("with").into_iter().flat_map(Value::entries) {
            if input.as_str().is_some_and(|text| text.trim() == "never") {
                gate.flag("lenient", input.mark());
            }
        }
        return Some(gate);
    }
    let run = step.get("run")?;
    // Without a `shell` of its own a step has no pipefail.
    let found = shell::find(run.as_str()?, step.get("shell").is_none())?;
    let mut gate = Gate::at(file, job, "github", run);
    gate.command(found, run);
    Some(gate)
}

/// Filters of the events that bring a change.
fn triggers(gate: &mut Gate, root: &Value, files: &[String]) {
    for event in ["pull_request", "pull_request_target"] {
        let Some(event) = root.get("on").and_then(|on| on.get(event)) else {
            continue;
        };
        if let Some(paths) = event.get("paths") {
            gate.filter(paths, files, |path| is_selected(paths, path));
        }
        if let Some(paths) = event.get("paths-ignore") {
            gate.filter(paths, files, |path| !is_selected(paths, path));
        }
    }
}

/// A run with the base's rights that checks out the change.
fn privileged(gate: &mut Gate, root: &Value, steps: &[Value]) {
    const EVENT: &str = "pull_request_target";
    let on = root.get("on");
    let listed = |on: &Value| on.one_or_many().any(|event| event.as_str() == Some(EVENT));
    if !on.is_some_and(|on| on.get(EVENT).is_some() || listed(on)) {
        return;
    }
    for step in steps {
        let uses = step.get("uses").and_then(Value::as_str).unwrap_or_default();
        let reference = step.at_path("with.ref");
        let of_head = |text: &str| {
            text.contains("pull_request.head")
                || text.contains("head_ref")
                || text.contains("refs/pull/")
        };
        if uses.starts_with("actions/checkout")
            && reference.and_then(Value::as_str).is_some_and(of_head)
        {
            gate.flag("head_code", reference.and_then(Value::mark));
        }
    }
}
