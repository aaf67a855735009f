//! `.pre-commit-config.yaml`.

use super::Gate;
use super::frame::canonical;
use super::lines::{self, Line};
use super::reach::{Blind, Reach, Reached};
use super::shell::{self, Shell};
use crate::model::{Place, Value};

/// A hook that is the gate, or that runs it.
pub(super) struct Hook {
    pub(super) id: String,
    pub(super) reached: Reached,
    /// Whether it is the gate's own hook.
    own: bool,
    moving: Option<Value>,
    /// The stages that it runs at; all of them where none is said.
    stages: Option<Value>,
    at: Value,
    /// What decides over it.
    parts: Vec<(String, Value)>,
}

impl Hook {
    fn stages(&self) -> Vec<&str> {
        let said = self.stages.iter().flat_map(Value::one_or_many);
        said.filter_map(Value::as_str).collect()
    }

    /// Where it is said that it doesn't run at a stage.
    pub(super) fn missed_at(&self, stage: &str) -> Option<Option<Place>> {
        let plain = |stage: &str| match stage {
            "commit" | "push" | "merge-commit" => format!("pre-{stage}"),
            other => other.to_owned(),
        };
        let stages = self.stages();
        let runs = stages.iter().any(|one| plain(one) == plain(stage));
        let is_missed = !stages.is_empty() && !runs;
        is_missed.then(|| self.stages.as_ref().and_then(Value::mark))
    }
}

/// Hooks that are the gate, or run it; and what of the others can't be
/// followed, with the hook's id.
pub(super) fn hooks(reach: &Reach, root: &Value) -> (Vec<Hook>, Vec<(String, Blind)>) {
    let mut found = Vec::new();
    let mut blind = Vec::new();
    for repository in root.get("repos").map_or(&[][..], Value::items) {
        for hook in repository.get("hooks").map_or(&[][..], Value::items) {
            let Some((id, name)) = hook.get("id").and_then(|id| Some((id, id.as_str()?))) else {
                continue;
            };
            let own = name.starts_with("ethics-gate");
            let mut reached = runs(reach, hook, own);
            if !own && reached.gate.is_none() {
                let inner = reached.blind.into_iter();
                blind.extend(inner.map(|one| (name.to_owned(), one)));
                continue;
            }
            reached.gate.get_or_insert_with(|| id.mark());
            let revision = repository.get("rev");
            let is_moving = matches!(
                revision.and_then(Value::as_str),
                Some("main" | "master" | "HEAD")
            );
            let stages = hook.get("stages").or_else(|| root.get("default_stages"));
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
                stages: stages.cloned(),
                at: id.clone(),
                parts,
            });
        }
    }
    (found, blind)
}

/// What a hook runs, its arguments at the end.
fn runs(reach: &Reach, hook: &Value, own: bool) -> Reached {
    let shell = Shell {
        heeds: false,
        pipefail: false,
    };
    let arguments = hook.get("args").into_iter().flat_map(Value::one_or_many);
    let arguments = arguments
        .filter_map(Value::as_str)
        .fold(String::new(), |all, argument| all + " " + argument);
    let with = |mut lines: Vec<Line>| {
        if let Some(last) = lines.last_mut() {
            last.text.push_str(&arguments);
        }
        shell::walk(reach, lines, Some(""), shell)
    };
    match hook.get("entry") {
        Some(entry) => with(lines::of_text(entry)),
        // What it is told counts; the rest is the same for every hook.
        None if own => {
            let place = hook.get("args").or(hook.get("id")).and_then(Value::mark);
            let text = "ethics-gate check".to_owned();
            Reached {
                flags: with(vec![Line { text, place }]).flags,
                ..Reached::default()
            }
        }
        None => Reached::default(),
    }
}

/// Hooks as gates.
pub(super) fn gates(reach: &Reach, file: &str, root: &Value) -> Vec<Gate> {
    let (hooks, blind) = hooks(reach, root);
    let blind = blind.into_iter().map(|(id, blind)| {
        let at = Value::computed(id.as_str()).with_place(blind.place.clone());
        Gate::blind(file, &id, "pre-commit", &at, &blind)
    });
    let gates = hooks.into_iter().map(|hook| {
        let stages = hook.stages();
        let is_manual = !stages.is_empty() && stages.iter().all(|stage| *stage == "manual");
        let mut gate = Gate::at(file, &hook.id, "pre-commit", &hook.at);
        if let Some(revision) = hook.moving {
            gate.flag("moving", revision.mark());
        }
        if let Some(stages) = hook.stages.filter(|_| is_manual) {
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
    gates.chain(blind).collect()
}
