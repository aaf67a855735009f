//! What decides over the gate in `.gitlab-ci.yml`.

use super::frame::{Frame, Weight, canonical, commands, unpinned};
use super::is_literally;
use crate::model::{Kind, Span, Value};
use crate::source::{Blob, Tree, yaml};

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
/// More than any chain of `extends` or `include` that GitLab follows.
const DEEPEST: usize = 10;

/// The frame of a job, or of the jobs that a component brings.
pub(super) fn frame(tree: &Tree, root: &Value, jobs: &[&str], gate: Option<&Value>) -> Frame {
    let mut frame = Frame::default();
    if let Some(include) = gate {
        let members = ["inputs", "rules"].into_iter();
        for (key, value) in members.filter_map(|key| Some((key, include.get(key)?))) {
            frame.members(&format!("include.{key}"), value, &["lang", "commit"]);
        }
    }
    pipeline(&mut frame, tree, "", root, jobs, 0);
    frame
}

/// What one file of the pipeline says to these jobs.
fn pipeline(
    frame: &mut Frame,
    tree: &Tree,
    prefix: &str,
    root: &Value,
    jobs: &[&str],
    depth: usize,
) {
    for key in SHARED {
        if let Some(value) = root.get(key) {
            setting(frame, format!("{prefix}{key}"), key, value);
        }
    }
    for name in jobs {
        if let Some(found) = root.get(name) {
            job(frame, root, &format!("{prefix}job"), found, 0);
        }
    }
    for include in root.get("include").into_iter().flat_map(includes) {
        let component = include.get("component").and_then(Value::as_str);
        let name = component.map_or_else(|| canonical(include), |name| unpinned(name).to_owned());
        let path = include
            .as_str()
            .or_else(|| include.get("local").and_then(Value::as_str));
        frame.put(
            format!("{prefix}include {name}"),
            String::new(),
            Weight::Fixed,
            include,
        );
        let path = path.map(|path| path.trim_start_matches('/'));
        if let Some(path) = path.filter(|_| depth < DEEPEST)
            && let Blob::Text(document) = tree.read(path)
        {
            let root = yaml::parse(&document, Span::new(0, document.text.len())).value;
            pipeline(frame, tree, &format!("{path} "), &root, jobs, depth + 1);
        }
    }
}

/// One include, or a list of them.
fn includes(value: &Value) -> impl Iterator<Item = &Value> {
    value.one_or_many()
}

fn job(frame: &mut Frame, root: &Value, prefix: &str, job: &Value, depth: usize) {
    let inherits = job.get("extends").is_some();
    for (key, value) in job.entries() {
        let idle = &**key == "allow_failure" && is_literally(Some(value), false) && !inherits;
        if !HARMLESS.contains(&&**key) && !idle {
            setting(frame, format!("{prefix}.{key}"), key, value);
        }
    }
    let parents = job.get("extends").into_iter().flat_map(Value::one_or_many);
    for name in parents.filter_map(Value::as_str) {
        if let Some(parent) = root.get(name).filter(|_| depth < DEEPEST) {
            self::job(
                frame,
                root,
                &format!("{prefix}.extends.{name}"),
                parent,
                depth + 1,
            );
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
            let said = text
                .as_str()
                .map_or_else(|| canonical(value), |text| untagged(text).to_owned());
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

/// An image without its tag and digest: a colon after the last slash is no port.
fn untagged(image: &str) -> &str {
    let image = unpinned(image);
    let name = image.rfind('/').map_or(0, |slash| slash + 1);
    image[name..]
        .find(':')
        .map_or(image, |colon| &image[..name + colon])
}
