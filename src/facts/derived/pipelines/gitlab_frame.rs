//! What decides over the gate in `.gitlab-ci.yml`.

use super::frame::{Frame, Weight, canonical, commands, unpinned, untagged};
use super::is_literally;
use super::merged::Pipeline;
use crate::model::{Kind, Value};

/// Keys of a job that its verdict doesn't depend on.
const HARMLESS: &[&str] = &[
    "after_script",
    "artifacts",
    "coverage",
    "interruptible",
    "retry",
];
/// Keys of the whole pipeline that reach into every job.
const SHARED: &[&str] = &[
    "before_script",
    "cache",
    "default",
    "image",
    "services",
    "variables",
    "workflow",
];
/// The frame of jobs of a pipeline, without the commands that lead to the gate;
/// or of the jobs that a component brings.
pub(super) fn frame(pipeline: &Pipeline, jobs: &[&str], gate: Option<&Value>) -> Frame {
    let mut frame = Frame::default();
    if let Some(include) = gate {
        let members = ["inputs", "rules"].into_iter();
        for (key, value) in members.filter_map(|key| Some((key, include.get(key)?))) {
            frame.members(&format!("include.{key}"), value, &["lang", "commit"]);
        }
    }
    for key in SHARED {
        if let Some(value) = pipeline.shared(key) {
            setting(&mut frame, (*key).to_owned(), key, &value);
        }
    }
    for name in jobs {
        if let Some((job, lost)) = pipeline.job(name) {
            for (key, value) in job.entries() {
                let idle = match &**key {
                    // What a job extends is a part of it, and its commands are
                    // followed.
                    "extends" => true,
                    "script" | "before_script" => gate.is_none(),
                    "allow_failure" => is_literally(Some(value), false),
                    key => HARMLESS.contains(&key),
                };
                if !idle {
                    setting(&mut frame, format!("job.{key}"), key, value);
                }
            }
            for parent in lost {
                frame.put(
                    format!("job.extends.{}", canonical(&parent)),
                    String::new(),
                    Weight::Fixed,
                    &parent,
                );
            }
        }
    }
    if !jobs.is_empty() {
        variables(&mut frame, pipeline, jobs);
    }
    for (name, include) in &pipeline.beyond {
        frame.put(name.clone(), String::new(), Weight::Fixed, include);
    }
    for (name, value) in &pipeline.terms {
        frame.fixed(name.clone(), value);
    }
    for place in &pipeline.twice {
        let at = Value::computed(place.text()).with_place(Some(place.clone()));
        frame.put(
            format!("the key {} twice", place.text()),
            String::new(),
            Weight::Fixed,
            &at,
        );
    }
    frame
}

/// Jobs whose artifacts become variables of later ones.
fn variables(frame: &mut Frame, pipeline: &Pipeline, jobs: &[&str]) {
    let takes_none = |name: &&str| {
        let job = pipeline.job(name);
        let empty = |key: &str| {
            let list = job.as_ref().and_then(|(job, _)| job.get(key));
            list.is_some_and(|list| matches!(&list.kind, Kind::List(items) if items.is_empty()))
        };
        // What a component brings says so itself.
        job.is_none() || empty("needs") || empty("dependencies")
    };
    if jobs.iter().all(takes_none) {
        return;
    }
    for (name, _) in pipeline.root.entries() {
        if let Some((job, _)) = pipeline.job(name).filter(|_| !jobs.contains(&&**name))
            && job.at_path("artifacts.reports.dotenv").is_some()
        {
            frame.fixed(format!("variables of {name}"), &job);
        }
    }
}

fn setting(frame: &mut Frame, name: String, key: &str, value: &Value) {
    match key {
        "script" | "before_script" => {
            let lines: Vec<String> = value.one_or_many().map(command).collect();
            frame.put(name, lines.join("\n"), Weight::Fixed, value);
        }
        "image" => {
            let text = value.get("name").unwrap_or(value);
            let said = text.as_str().map_or_else(
                || canonical(value),
                |text| untagged(unpinned(text)).to_owned(),
            );
            frame.put(name.clone(), said, Weight::Fixed, value);
            if value.get("name").is_some() {
                frame.members(&name, value, &["name"]);
            }
        }
        // A clone that is not deep enough is refused.
        "variables" => frame.members(&name, value, &["GIT_DEPTH"]),
        "default" => {
            for (key, member) in value
                .entries()
                .filter(|(key, _)| !HARMLESS.contains(&&***key))
            {
                setting(frame, format!("{name}.{key}"), key, member);
            }
        }
        "workflow" => frame.members(&name, value, &["name"]),
        // An empty list of rules is not the same as none.
        _ => frame.put(name, canonical(value), Weight::Fixed, value),
    }
}

fn command(line: &Value) -> String {
    match &line.kind {
        Kind::Text(text) => commands(text),
        _ => canonical(line),
    }
}
