//! `.gitlab-ci.yml`.

use super::{Gate, gitlab_frame, is_literally, is_selected, shell};
use crate::model::Value;
use crate::source::Tree;

/// Versions of a component that move.
const MOVING: &[&str] = &["~latest", "main", "master", "HEAD"];

/// Jobs that run the gate, and components that are it.
pub(super) fn gates(tree: &Tree, file: &str, root: &Value, files: &[String]) -> Vec<Gate> {
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
            let job = include.at_path("inputs.job-name").and_then(Value::as_str);
            let jobs = [job.unwrap_or("ethics-gate")];
            gate.frame = gitlab_frame::frame(tree, root, &jobs, Some(include));
            found.push(gate);
        }
    }
    for (name, job) in root.entries() {
        let Some(script) = inherited(root, job, "script", 0) else {
            continue;
        };
        if name.starts_with('.') {
            // What is hidden is no job, only what jobs extend.
            continue;
        }
        for command in script.one_or_many() {
            // The runner's shell sets pipefail.
            let Some(commands) = command.as_str().and_then(|text| shell::find(text, false)) else {
                continue;
            };
            let mut gate = Gate::at(file, name, "gitlab", command);
            gate.command(commands, command);
            for part in std::iter::once(job).chain(parents(root, job, 0)) {
                conditions(&mut gate, part, files);
            }
            gate.frame = gitlab_frame::frame(tree, root, &[name], None);
            gate.of_changes = !is_nightly(job);
            let text = command.as_str().unwrap_or_default();
            gate.say("publishes", shell::publishes(text), None);
            let depth = [job, root]
                .into_iter()
                .find_map(|part| part.at_path("variables.GIT_DEPTH"));
            if let Some(depth) = depth {
                let is_all = depth.as_int() == Some(0) || depth.as_str() == Some("0");
                gate.say("deep", is_all, depth.mark());
            }
            found.push(gate);
        }
    }
    found
}

/// Jobs that a job extends, the nearest first.
fn parents<'a>(root: &'a Value, job: &'a Value, depth: usize) -> Vec<&'a Value> {
    /// More than GitLab follows.
    const DEEPEST: usize = 10;
    let names: Vec<&str> = job
        .get("extends")
        .into_iter()
        .flat_map(Value::one_or_many)
        .filter_map(Value::as_str)
        .collect();
    let mut found = Vec::new();
    for parent in names.iter().rev().filter_map(|name| root.get(name)) {
        found.push(parent);
        if depth < DEEPEST {
            found.extend(parents(root, parent, depth + 1));
        }
    }
    found
}

/// What a job says of a key, or what it extends.
fn inherited<'a>(root: &'a Value, job: &'a Value, key: &str, depth: usize) -> Option<&'a Value> {
    let own = job.get(key);
    own.or_else(|| {
        parents(root, job, depth)
            .into_iter()
            .find_map(|parent| parent.get(key))
    })
}

/// Whether a job runs on a schedule alone.
fn is_nightly(job: &Value) -> bool {
    let rules = job.get("rules").map_or(&[][..], Value::items);
    let scheduled = |rule: &Value| {
        let condition = rule.get("if").and_then(Value::as_str).unwrap_or_default();
        condition.trim() == "$CI_PIPELINE_SOURCE == \"schedule\""
    };
    !rules.is_empty() && rules.iter().all(scheduled)
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
