//! `.gitlab-ci.yml`.

use super::{Gate, is_literally, is_selected, shell};
use crate::model::Value;

/// Versions of a component that move.
const MOVING: &[&str] = &["~latest", "main", "master", "HEAD"];

/// Jobs that run the gate, and components that are it.
pub(super) fn gates(file: &str, root: &Value, files: &[String]) -> Vec<Gate> {
    let mut found = Vec::new();
    for include in root.get("include").into_iter().flat_map(Value::one_or_many) {
        let Some(component) = include.get("component") else {
            continue;
        };
        let text = component.as_str().unwrap_or_default();
        let (name, version) = text.rsplit_once('@').unwrap_or((text, ""));
        if name.split('/').any(|part| part == "ethics-gate") {
            let mut gate = Gate::at(file, "include", "gitlab", component);
            let parts = version.split('.').count();
            let partial = parts < 3
                && version
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.');
            if MOVING.contains(&version) || partial {
                gate.flag("moving", component.mark());
            }
            found.push(gate);
        }
    }
    for (name, job) in root.entries() {
        let Some(script) = job.get("script") else {
            continue;
        };
        for command in script.one_or_many() {
            // The runner's shell sets pipefail.
            let Some(commands) = command.as_str().and_then(|text| shell::find(text, false)) else {
                continue;
            };
            let mut gate = Gate::at(file, name, "gitlab", command);
            gate.command(commands, command);
            conditions(&mut gate, job, files);
            found.push(gate);
        }
    }
    found
}

fn conditions(gate: &mut Gate, job: &Value, files: &[String]) {
    let rules = job.get("rules").map_or(&[][..], Value::items);
    for part in rules.iter().chain([job]) {
        if let Some(allowed) = part.get("allow_failure")
            && (is_literally(Some(allowed), true) || allowed.get("exit_codes").is_some())
        {
            gate.flag("ignored", allowed.mark());
        }
    }
    let by_hand = |part: &Value| {
        let when = part.get("when").and_then(Value::as_str);
        matches!(when, Some("manual" | "never"))
    };
    if by_hand(job) {
        gate.flag("never", job.get("when").and_then(Value::mark));
    }
    if !rules.is_empty() && rules.iter().all(by_hand) {
        gate.flag("never", rules.first().and_then(Value::mark));
    }
    let changes = |part: &Value| {
        let changes = part.get("changes")?;
        Some(changes.get("paths").unwrap_or(changes).clone())
    };
    let running: Vec<&Value> = rules.iter().filter(|rule| !by_hand(rule)).collect();
    let filters: Vec<Value> = running.iter().filter_map(|rule| changes(rule)).collect();
    if let Some(first) = filters.first()
        && filters.len() == running.len()
    {
        gate.filter(first, files, |path| {
            filters.iter().any(|filter| is_selected(filter, path))
        });
    }
    if let Some(only) = job.get("only").and_then(&changes) {
        gate.filter(&only, files, |path| is_selected(&only, path));
    }
    if let Some(except) = job.get("except").and_then(&changes) {
        gate.filter(&except, files, |path| !is_selected(&except, path));
    }
}
