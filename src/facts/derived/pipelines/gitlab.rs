//! `.gitlab-ci.yml`.

use std::sync::Arc;

use super::lines;
use super::merged::{self, Pipeline};
use super::reach::{Blind, Reach, Reached};
use super::shell::{self, Shell};
use super::{Filter, Gate, gitlab_frame, is_literally};
use crate::model::{Document, Value};
use crate::source::Blob;

/// Versions of a component that move.
const MOVING: &[&str] = &["~latest", "main", "master", "HEAD"];

/// Jobs that run the gate, components that are it, and what can't be followed.
pub(super) fn gates(reach: &Reach, file: &str, document: &Arc<Document>) -> Vec<Gate> {
    let pipeline = merged::read(reach.tree, document);
    let mut found = of(reach, file, &pipeline, 0);
    for (name, include) in &pipeline.beyond {
        let is_gate = include.get("component").is_some_and(is_component);
        if !is_gate {
            let blind = Blind {
                name: name.clone(),
                said: String::new(),
                mentions: shell::mentions(name),
                place: include.mark(),
            };
            let mut gate = Gate::blind(file, "include", "gitlab", include, &blind);
            gate.frame.extend(gitlab_frame::frame(&pipeline, &[], None));
            found.push(gate);
        }
    }
    found
}

/// The same of one pipeline, or of one that a job of it starts.
fn of(reach: &Reach, file: &str, pipeline: &Pipeline, depth: usize) -> Vec<Gate> {
    let mut found = Vec::new();
    let components = pipeline.beyond.iter().map(|(_, include)| include);
    for include in components {
        let Some(component) = include.get("component").filter(|one| is_component(one)) else {
            continue;
        };
        let text = component.as_str().unwrap_or_default();
        let (_, version) = text.rsplit_once('@').unwrap_or((text, ""));
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
        gate.frame = gitlab_frame::frame(pipeline, &jobs, Some(include));
        found.push(gate);
    }
    for (name, _) in pipeline.root.entries() {
        // What is hidden is no job, only what jobs extend.
        let Some((job, _)) = pipeline.job(name).filter(|_| !name.starts_with('.')) else {
            continue;
        };
        if let Some(trigger) = job.get("trigger") {
            found.extend(started(reach, file, name, pipeline, &job, trigger, depth));
        }
        let Some(script) = job.get("script") else {
            continue;
        };
        let reached = commands(reach, pipeline, &job, script);
        for blind in &reached.blind {
            let mut gate = Gate::blind(file, name, "gitlab", script, blind);
            gate.frame
                .extend(gitlab_frame::frame(pipeline, &[&**name], None));
            found.push(gate);
        }
        if reached.gate.is_none() {
            continue;
        }
        let named = script
            .one_or_many()
            .find(|line| line.as_str().is_some_and(shell::mentions));
        let mut gate = Gate::at(file, name, "gitlab", named.unwrap_or(script));
        gate.command(&reached);
        conditions(&mut gate, &job);
        gate.frame = gitlab_frame::frame(pipeline, &[&**name], None);
        gate.frame
            .run("job.script".to_owned(), &reached.lines, script);
        gate.through.splice(0..0, pipeline.files.iter().cloned());
        gate.of_changes = !is_nightly(&job);
        let posts = reached
            .lines
            .iter()
            .any(|line| shell::publishes(&line.text));
        gate.say("publishes", posts, None);
        let depth = [&job, &pipeline.root]
            .into_iter()
            .find_map(|part| part.at_path("variables.GIT_DEPTH"));
        if let Some(depth) = depth {
            let is_all = depth.as_int() == Some(0) || depth.as_str() == Some("0");
            gate.say("deep", is_all, depth.mark());
        }
        found.push(gate);
    }
    found
}

/// What the script of a job leads to, that before it included.
fn commands(reach: &Reach, pipeline: &Pipeline, job: &Value, script: &Value) -> Reached {
    let before = job.get("before_script");
    let before = before.or_else(|| pipeline.root.at_path("default.before_script"));
    let before = before.or_else(|| pipeline.root.get("before_script"));
    let lines = before
        .into_iter()
        .chain([script])
        .flat_map(Value::one_or_many);
    let lines = lines.flat_map(lines::of_text).collect();
    // The runner's shell sets both.
    let shell = Shell {
        heeds: true,
        pipefail: true,
    };
    shell::walk(reach, lines, Some(""), shell)
}

/// Gates of a pipeline that a job starts.
fn started(
    reach: &Reach,
    file: &str,
    name: &str,
    pipeline: &Pipeline,
    job: &Value,
    trigger: &Value,
    depth: usize,
) -> Vec<Gate> {
    let includes = trigger
        .get("include")
        .into_iter()
        .flat_map(Value::one_or_many);
    let mut found = Vec::new();
    let mut outside: Vec<&Value> = Vec::new();
    for include in includes {
        let local = include
            .get("local")
            .or(Some(include))
            .and_then(Value::as_str);
        let path = local.map(|path| path.trim_start_matches('/'));
        match path.map(|path| reach.tree.read(path)) {
            Some(Blob::Text(document)) if depth < 2 => {
                let child = merged::read(reach.tree, &document);
                for mut gate in of(reach, file, &child, depth + 1) {
                    conditions(&mut gate, job);
                    let strategy = trigger.get("strategy").and_then(Value::as_str);
                    if !matches!(strategy, Some("depend" | "mirror")) {
                        // Whoever starts it doesn't wait for what becomes of it.
                        gate.flag("ignored", trigger.mark());
                    }
                    gate.frame
                        .extend(gitlab_frame::frame(pipeline, &[name], None));
                    gate.through.insert(0, document.path.clone());
                    gate.of_changes &= !is_nightly(job);
                    gate.job = name.to_owned();
                    found.push(gate);
                }
            }
            _ => outside.push(include),
        }
    }
    if trigger.get("project").is_some() || trigger.as_str().is_some() {
        outside.push(trigger);
    }
    for include in outside {
        let blind = Blind {
            name: format!("trigger {name}"),
            said: super::frame::canonical(include),
            mentions: false,
            place: include.mark(),
        };
        let mut gate = Gate::blind(file, name, "gitlab", include, &blind);
        gate.frame
            .extend(gitlab_frame::frame(pipeline, &[name], None));
        found.push(gate);
    }
    found
}

/// Whether a component is the gate by its name.
fn is_component(component: &Value) -> bool {
    let text = component.as_str().unwrap_or_default();
    let name = text.rsplit_once('@').map_or(text, |(name, _)| name);
    name.split('/').any(|part| part == "ethics-gate")
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

fn conditions(gate: &mut Gate, job: &Value) {
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
    if !filters.is_empty() && filters.len() == running.len() {
        let lists: Vec<&Value> = filters.iter().collect();
        gate.filters.push(Filter::of(&lists, false));
    }
    for (key, is_against) in [("only", false), ("except", true)] {
        let paths = job.get(key).and_then(&changes);
        gate.filters
            .extend(paths.map(|paths| Filter::of(&[&paths], is_against)));
    }
}
