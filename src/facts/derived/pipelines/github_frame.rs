//! What decides over the gate in a workflow of GitHub.

use super::called::{Job, Step};
use super::frame::{Frame, Weight, canonical, local, unpinned};
use super::is_literally;
use super::lines::{self, Line};
use crate::model::{Kind, Place, Value};
use crate::source::Tree;

/// Events that bring a change before it is merged.
const OF_CHANGES: &[&str] = &["pull_request", "pull_request_target", "merge_group"];
/// Inputs of the gate's action that change what is told alone.
const TELLING: &[&str] = &["lang", "sarif", "report"];
/// Conditions under which a step runs at least as often as with none.
const ALWAYS: &[&str] = &["always()", "!cancelled()", "success() || failure()"];

/// The frame of the step `at` of a job.
pub(super) fn frame(tree: &Tree, job: &Job, at: usize) -> Frame {
    let mut frame = Frame::default();
    let outer = &job.outer().root;
    for (event, filters) in events(outer) {
        trigger(&mut frame, event, filters, outer.get("on").unwrap_or(outer));
    }
    let inner = &job.inner().root;
    for (key, value) in inner.entries() {
        match &**key {
            "name" | "run-name" | "jobs" | "on" | "permissions" | "concurrency" => {}
            "defaults" | "env" => frame.members(key, value, &[]),
            _ => frame.fixed(key.to_string(), value),
        }
    }
    permissions(&mut frame, job);
    let last = job.levels.len() - 1;
    for (index, level) in job.levels.iter().enumerate() {
        let called = job.levels.get(index + 1).map(|level| &level.root);
        for (key, value) in level.job.entries() {
            let name = format!("job.{key}");
            match &**key {
                "name" | "steps" | "permissions" | "concurrency" => {}
                "runs-on" if hosted(value).is_some() => {
                    let system = hosted(value).unwrap_or_default();
                    frame.put(name, system.to_owned(), Weight::Fixed, value);
                }
                "if" => condition(&mut frame, name, value),
                "env" => frame.members(&name, value, &[]),
                "uses" if index < last => {}
                "uses" => action(&mut frame, tree, name, value),
                // What is handed on and not read says nothing.
                "with" if called.is_some_and(|called| !reads_inputs(called)) => {}
                "with" => frame.members(&name, value, &[]),
                "secrets" => frame.put(name, canonical(value), Weight::MayGo, value),
                _ => setting(&mut frame, name, key, value),
            }
        }
        needed(&mut frame, &level.root, &level.job, 0);
    }
    for level in &job.levels[1..] {
        let inputs = level.root.at_path("on.workflow_call.inputs");
        if let Some(inputs) = inputs.filter(|_| reads_inputs(&level.root)) {
            frame.members("inputs", inputs, &[]);
        }
    }
    for (index, one) in job.steps.iter().enumerate().take(at + 1) {
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

/// Whether jobs, or a step, read what they are called with.
fn reads_inputs(said: &Value) -> bool {
    let said = canonical(said.get("jobs").unwrap_or(said));
    said.contains("inputs.") || said.contains("inputs[")
}

/// What the token of a job may do: the innermost that is said.
pub(super) fn permissions_of(job: &Job) -> Option<&Value> {
    let levels = job.levels.iter().rev();
    let mut said = levels.flat_map(|level| [&level.job, &level.root]);
    said.find_map(|part| part.get("permissions"))
}

/// Whether a change starts a workflow before it is merged.
pub(super) fn is_of_changes(root: &Value) -> bool {
    events(root)
        .iter()
        .any(|(event, _)| OF_CHANGES.contains(event))
}

/// The events of `on`, in any of its three forms.
pub(super) fn events(root: &Value) -> Vec<(&str, Option<&Value>)> {
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
fn permissions(frame: &mut Frame, job: &Job) {
    let name = "permissions";
    let Some(said) = permissions_of(job) else {
        let at = &job.inner().job;
        frame.put(name.to_owned(), "default".to_owned(), Weight::MayGo, at);
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

/// A runner of GitHub's, by what its shell makes of a failure.
fn hosted(runner: &Value) -> Option<&'static str> {
    let name = runner.as_str()?;
    let is_unix = name.starts_with("ubuntu-") || name.starts_with("macos-");
    let is_windows = name.starts_with("windows-");
    is_unix
        .then_some("hosted")
        .or_else(|| is_windows.then_some("hosted windows"))
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
        if canonical(job).contains("needs.") {
            // What it found out decides over this one.
            frame.fixed(format!("jobs.{name}"), other);
            continue;
        }
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

fn step(frame: &mut Frame, tree: &Tree, prefix: &str, step: &Step, is_gate: bool) {
    // What is said to a whole action holds for each of its steps.
    for call in step.calls.iter().filter(|_| is_gate) {
        for (key, value) in call.entries() {
            let name = format!("{prefix}.{key}");
            match &**key {
                "name" | "uses" | "id" => {}
                "with" if !reads_inputs(&step.own) => {}
                "with" | "env" => frame.members(&name, value, &[]),
                "if" => condition(frame, name, value),
                _ => setting(frame, name, key, value),
            }
        }
    }
    for inputs in step
        .inputs
        .iter()
        .filter(|_| is_gate && reads_inputs(&step.own))
    {
        frame.members(&format!("{prefix}.inputs"), inputs, &[]);
    }
    let leads = step.reached.gate.is_some();
    let step_of = step;
    let step = &step.own;
    let uses = step.get("uses").and_then(Value::as_str).unwrap_or_default();
    for (key, value) in step.entries() {
        let name = format!("{prefix}.{key}");
        match &**key {
            "name" => {}
            "uses" => {
                action(frame, tree, name.clone(), value);
                if leads {
                    frame.run(name, &step_of.reached.lines, value);
                }
            }
            "run" if leads => frame.run(name, &step_of.reached.lines, value),
            "run" => {
                let own = lines::of_text(value);
                // Its own lines are told already.
                let is_own =
                    |met: &&Line| own.iter().any(|line| line.text.trim() == met.text.trim());
                let met = step_of.reached.met.iter();
                let met: Vec<&Line> = met.filter(|met| !is_own(met)).collect();
                frame.run(name, &own, value);
                for line in met {
                    let path = line.place.as_ref().map_or("", Place::path);
                    frame.run(
                        format!("{prefix} {path}"),
                        std::slice::from_ref(line),
                        value,
                    );
                }
            }
            // Both end where a command fails; a pipe is looked at by itself.
            "shell" if matches!(value.as_str(), Some("bash" | "sh")) => {}
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
    let version = version.strip_prefix("sha256:").unwrap_or(version);
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
