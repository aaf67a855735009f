//! What decides over the gate in a workflow of GitHub.

use super::frame::{Frame, Weight, canonical, commands, digest, unpinned};
use super::is_literally;
use crate::model::{Kind, Value};
use crate::source::{Blob, Tree};

/// Events that bring a change before it is merged.
const OF_CHANGES: &[&str] = &["pull_request", "pull_request_target", "merge_group"];
/// Inputs of the gate's action that change what is told alone.
const TELLING: &[&str] = &["lang", "sarif", "report"];
/// Conditions under which a step runs at least as often as with none.
const ALWAYS: &[&str] = &["always()", "!cancelled()", "success() || failure()"];

/// The frame of the step `at` of a job.
pub(super) fn frame(tree: &Tree, root: &Value, job: &Value, at: usize) -> Frame {
    let mut frame = Frame::default();
    for (event, filters) in events(root) {
        trigger(&mut frame, event, filters, root.get("on").unwrap_or(root));
    }
    for (key, value) in root.entries() {
        match &**key {
            "name" | "run-name" | "jobs" | "on" | "permissions" | "concurrency" => {}
            "env" | "defaults" => frame.members(key, value, &[]),
            _ => frame.fixed(key.to_string(), value),
        }
    }
    permissions(&mut frame, root, job);
    for (key, value) in job.entries() {
        let name = format!("job.{key}");
        match &**key {
            "name" | "steps" | "permissions" | "concurrency" => {}
            "runs-on" if is_hosted(value) => {
                frame.put(name, "hosted".to_owned(), Weight::Fixed, value);
            }
            "if" => condition(&mut frame, name, value),
            "env" => frame.members(&name, value, &[]),
            _ => setting(&mut frame, name, key, value),
        }
    }
    needed(&mut frame, root, job, 0);
    let steps = job.get("steps").map_or(&[][..], Value::items);
    for (index, one) in steps.iter().enumerate().take(at + 1) {
        step(
            &mut frame,
            tree,
            &format!("steps[{index}]"),
            one,
            index == at,
        );
    }
    frame
}

/// Whether a change starts a workflow before it is merged.
pub(super) fn is_of_changes(root: &Value) -> bool {
    events(root)
        .iter()
        .any(|(event, _)| OF_CHANGES.contains(event))
}

/// The events of `on`, in any of its three forms.
fn events(root: &Value) -> Vec<(&str, Option<&Value>)> {
    let Some(on) = root.get("on") else {
        return Vec::new();
    };
    match on.kind {
        Kind::Map(_) => on
            .entries()
            .map(|(event, filters)| (&**event, Some(filters)))
            .collect(),
        _ => on
            .one_or_many()
            .filter_map(Value::as_str)
            .map(|event| (event, None))
            .collect(),
    }
}

fn trigger(frame: &mut Frame, event: &str, filters: Option<&Value>, on: &Value) {
    let name = format!("on.{event}");
    let at = filters
        .filter(|filters| filters.says_something())
        .unwrap_or(on);
    if event == "schedule" {
        // It runs on the default branch, beside every change.
        return;
    }
    if !OF_CHANGES.contains(&event) {
        // It can make the same check green elsewhere, with no base.
        let said = filters.map_or_else(String::new, canonical);
        frame.put(name, said, Weight::MayGo, at);
        return;
    }
    let weight = match event {
        "merge_group" => Weight::MayCome,
        _ => Weight::Fixed,
    };
    frame.put(name.clone(), String::new(), weight, at);
    for (filter, value) in filters.into_iter().flat_map(Value::entries) {
        let weight = match &**filter {
            "types" => Weight::Fixed,
            _ => Weight::MayGo,
        };
        let mut said: Vec<String> = value.one_or_many().map(canonical).collect();
        if &**filter == "types" {
            said.sort_unstable();
        }
        frame.put(format!("{name}.{filter}"), said.join(","), weight, value);
    }
}

/// Rights to write; a right to read may come and go.
fn permissions(frame: &mut Frame, root: &Value, job: &Value) {
    let name = "permissions";
    let Some(said) = job.get(name).or_else(|| root.get(name)) else {
        frame.put(name.to_owned(), "default".to_owned(), Weight::MayGo, job);
        return;
    };
    match said.as_str() {
        Some("read-all") => {}
        Some(_) => frame.put(name.to_owned(), canonical(said), Weight::MayGo, said),
        None => {
            for (right, value) in said.entries() {
                if !matches!(value.as_str(), Some("read" | "none")) {
                    frame.put(
                        format!("{name}.{right}"),
                        canonical(value),
                        Weight::MayGo,
                        value,
                    );
                }
            }
        }
    }
}

fn is_hosted(runner: &Value) -> bool {
    let systems = ["ubuntu-", "windows-", "macos-"];
    let name = runner.as_str();
    name.is_some_and(|name| systems.iter().any(|system| name.starts_with(system)))
}

/// A condition of the job or of the gate's own step.
fn condition(frame: &mut Frame, name: String, value: &Value) {
    let text = value.as_str().unwrap_or_default().trim();
    let inner = text
        .strip_prefix("${{")
        .and_then(|text| text.strip_suffix("}}"));
    let weight = match ALWAYS.contains(&inner.unwrap_or(text).trim()) {
        true => Weight::MayCome,
        false => Weight::MayGo,
    };
    frame.put(name, canonical(value), weight, value);
}

/// A key of a job or a step that has to stay, unless it says what none says.
fn setting(frame: &mut Frame, name: String, key: &str, value: &Value) {
    let idle = match key {
        "continue-on-error" => is_literally(Some(value), false),
        "timeout-minutes" => value.as_int().is_some_and(|minutes| minutes > 0),
        _ => false,
    };
    if !idle {
        frame.fixed(name, value);
    }
}

/// Jobs that this one waits for: where they are skipped or fail, it is skipped,
/// and a skipped job counts as one that passed.
fn needed(frame: &mut Frame, root: &Value, job: &Value, depth: usize) {
    /// More than any chain of jobs that runs.
    const DEEPEST: usize = 8;
    let names = job.get("needs").into_iter().flat_map(Value::one_or_many);
    for name in names.filter_map(Value::as_str) {
        let Some(other) = root.get("jobs").and_then(|jobs| jobs.get(name)) else {
            continue;
        };
        for key in ["if", "needs", "strategy"] {
            if let Some(value) = other.get(key) {
                frame.fixed(format!("jobs.{name}.{key}"), value);
            }
        }
        if depth < DEEPEST {
            needed(frame, root, other, depth + 1);
        }
    }
}

fn step(frame: &mut Frame, tree: &Tree, prefix: &str, step: &Value, is_gate: bool) {
    let uses = step.get("uses").and_then(Value::as_str).unwrap_or_default();
    for (key, value) in step.entries() {
        let name = format!("{prefix}.{key}");
        match &**key {
            "name" => {}
            "uses" => action(frame, tree, name, value),
            "run" => {
                let said = commands(value.as_str().unwrap_or_default());
                frame.put(name, said, Weight::Fixed, value);
            }
            "with" if is_gate => frame.members(&name, value, TELLING),
            "with" if unpinned(uses) == "actions/checkout" => {
                // A clone that is not deep enough is refused.
                frame.members(&name, value, &["fetch-depth"]);
            }
            "with" | "env" => frame.members(&name, value, &[]),
            "if" if is_gate => condition(frame, name, value),
            _ => setting(frame, name, key, value),
        }
    }
}

/// An action by its name; another commit of it is another version.
fn action(frame: &mut Frame, tree: &Tree, name: String, uses: &Value) {
    let text = uses.as_str().unwrap_or_default();
    if let Some(folder) = text.strip_prefix("./") {
        let files = local(tree, folder.trim_end_matches('/'));
        frame.put(format!("{name} {text}"), files, Weight::Fixed, uses);
    }
    let version = text.split_once('@').map_or("", |(_, version)| version);
    let fixed =
        matches!(version.len(), 40 | 64) && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !fixed {
        frame.put(
            format!("{name} (not pinned)"),
            String::new(),
            Weight::MayGo,
            uses,
        );
    }
    frame.put(name, unpinned(text).to_owned(), Weight::Fixed, uses);
}

/// What an action of the repository itself consists of.
fn local(tree: &Tree, folder: &str) -> String {
    let mut said = Vec::new();
    for entry in tree.entries() {
        let name = match folder {
            "" => Some(&*entry.path).filter(|path| matches!(*path, "action.yml" | "action.yaml")),
            folder => entry
                .path
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/')),
        };
        let Some(name) = name else { continue };
        let text = match tree.read(&entry.path) {
            Blob::Text(document) => digest(document.text.as_bytes()),
            _ => String::new(),
        };
        said.push(format!("{name} {text}"));
    }
    said.join("\n")
}
