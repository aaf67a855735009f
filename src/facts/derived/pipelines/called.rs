//! What a job of GitHub consists of: the workflows that call it, outermost
//! first, and its steps, with those of the repository's own actions in the
//! place of the step that runs them.

use super::frame::{canonical, digest, local, unpinned};
use super::lines::{self, Line};
use super::reach::{Blind, Reach, Reached};
use super::shell::{self, Shell};
use crate::facts::join;
use crate::model::Value;
use crate::source::Blob;

/// Workflows and actions inside each other that are followed; more than GitHub
/// does.
const DEEPEST: usize = 10;
/// Jobs of one workflow, and steps of one job, with all that they call.
const MOST: usize = 500;

/// A job and the file that it stands in.
#[derive(Clone)]
pub(super) struct Level {
    pub(super) file: String,
    pub(super) root: Value,
    pub(super) job: Value,
}

/// A step that is run.
pub(super) struct Step {
    pub(super) own: Value,
    /// Steps whose action it is part of, outermost first.
    pub(super) calls: Vec<Value>,
    /// Inputs of these actions.
    pub(super) inputs: Vec<Value>,
    /// Files of these actions.
    pub(super) through: Vec<String>,
    /// What its commands lead to.
    pub(super) reached: Reached,
}

/// A job, however it is called.
pub(super) struct Job {
    /// Its name in the workflow that a change starts.
    pub(super) id: String,
    pub(super) levels: Vec<Level>,
    pub(super) steps: Vec<Step>,
    /// A workflow that can't be followed.
    pub(super) remote: Option<Value>,
}

impl Job {
    /// Where its steps stand.
    pub(super) fn inner(&self) -> &Level {
        self.levels
            .last()
            .expect("internal error: a job stands in a workflow")
    }

    /// The workflow that a change starts.
    pub(super) fn outer(&self) -> &Level {
        self.levels
            .first()
            .expect("internal error: a job stands in a workflow")
    }

    /// Its own steps, those of actions included.
    pub(super) fn own(&self) -> Vec<Value> {
        self.steps.iter().map(|step| step.own.clone()).collect()
    }
}

/// The jobs of a workflow, those of the workflows that it calls in their place.
pub(super) fn jobs(reach: &Reach, file: &str, root: &Value) -> Vec<Job> {
    let mut found = Vec::new();
    let mut left = MOST;
    for (id, job) in root.get("jobs").into_iter().flat_map(Value::entries) {
        let level = Level {
            file: file.to_owned(),
            root: root.clone(),
            job: job.clone(),
        };
        put(reach, id, vec![level], &mut left, &mut found);
    }
    found
}

fn put(reach: &Reach, id: &str, levels: Vec<Level>, left: &mut usize, found: &mut Vec<Job>) {
    let Some(Level { root, job, .. }) = levels.last().cloned() else {
        return;
    };
    let Some(uses) = job.get("uses") else {
        let steps = job.get("steps").map_or(&[][..], Value::items);
        let mut left = MOST;
        let steps = flat(reach, steps, &[&job, &root], &Around::default(), &mut left);
        found.push(Job {
            id: id.to_owned(),
            levels,
            steps,
            remote: None,
        });
        return;
    };
    let path = uses.as_str().and_then(|uses| uses.strip_prefix("./"));
    let called = path.filter(|_| levels.len() < DEEPEST);
    let called = called.and_then(|path| Some((path, reach.yaml(path)?)));
    let called = called.filter(|(_, root)| enters(reach, root.get("jobs"), left));
    let Some((path, root)) = called else {
        found.push(Job {
            id: id.to_owned(),
            levels,
            steps: Vec::new(),
            remote: Some(uses.clone()),
        });
        return;
    };
    for (_, job) in root.get("jobs").into_iter().flat_map(Value::entries) {
        let mut levels = levels.clone();
        levels.push(Level {
            file: path.to_owned(),
            root: root.clone(),
            job: job.clone(),
        });
        put(reach, id, levels, left, found);
    }
}

/// Whether what a call leads to may be followed: calls inside calls can grow
/// without an end.
fn enters(reach: &Reach, inner: Option<&Value>, left: &mut usize) -> bool {
    let many = inner.map_or(0, |inner| inner.entries().count().max(inner.items().len()));
    let may = many <= *left && reach.enters(many);
    if may {
        *left -= many;
    }
    may
}

/// What a step of an action stands in.
#[derive(Clone, Default)]
struct Around {
    calls: Vec<Value>,
    inputs: Vec<Value>,
    through: Vec<String>,
    /// The folder of the innermost action.
    folder: Option<String>,
}

fn flat(
    reach: &Reach,
    steps: &[Value],
    settings: &[&Value],
    around: &Around,
    left: &mut usize,
) -> Vec<Step> {
    let mut found = Vec::new();
    for own in steps {
        let step = |reached| Step {
            own: own.clone(),
            calls: around.calls.clone(),
            inputs: around.inputs.clone(),
            through: around.through.clone(),
            reached,
        };
        let uses = own.get("uses").and_then(Value::as_str);
        let folder = uses.and_then(|uses| uses.strip_prefix("./"));
        let Some(folder) = folder else {
            found.push(step(commands(reach, own, settings, around)));
            continue;
        };
        let folder = folder.trim_end_matches('/');
        let (inner, blind) = action(reach, own, folder, around, left);
        let leads = inner.iter().any(|step| step.leads());
        let inside = inner.iter().flat_map(|step| &step.reached.blind);
        let blind = blind.into_iter().chain(inside.cloned()).collect();
        match leads {
            true => found.extend(inner),
            // One that only prepares is looked at as a whole.
            false => found.push(step(Reached {
                blind,
                ..Reached::default()
            })),
        }
    }
    found
}

impl Step {
    /// Whether it is the gate, or runs it.
    fn leads(&self) -> bool {
        let uses = self.own.get("uses").and_then(Value::as_str);
        self.reached.gate.is_some() || uses.is_some_and(is_gate)
    }
}

/// Whether an action is the gate by its name.
pub(super) fn is_gate(uses: &str) -> bool {
    let name = unpinned(uses);
    name.split('/').any(|part| part == "ethics-gate")
}

/// The steps of an action of the repository; nothing where it is no list of
/// steps, or is the gate by its name.
fn action(
    reach: &Reach,
    own: &Value,
    folder: &str,
    around: &Around,
    left: &mut usize,
) -> (Vec<Step>, Option<Blind>) {
    let uses = own.get("uses").and_then(Value::as_str).unwrap_or_default();
    let blind = |mentions| {
        Some(Blind {
            name: uses.to_owned(),
            said: digest(local(reach.tree, folder).as_bytes()),
            mentions,
            place: own.get("uses").and_then(Value::mark),
        })
    };
    if is_gate(uses) {
        return (Vec::new(), None);
    }
    let files = ["action.yml", "action.yaml"].iter();
    let mut files = files.filter_map(|name| join(folder, name));
    let read = files.find_map(|path| Some((reach.yaml(&path)?, path)));
    let Some((root, path)) = read else {
        return (Vec::new(), blind(false));
    };
    let is_list = root.at_path("runs.using").and_then(Value::as_str) == Some("composite");
    let is_deep = around.calls.len() >= DEEPEST;
    if !is_list || is_deep || !enters(reach, root.at_path("runs.steps"), left) {
        let below = format!("{folder}/");
        let files = reach.tree.entries().iter();
        let files = files.filter(|entry| !folder.is_empty() && entry.path.starts_with(&below));
        let mut texts = files.filter_map(|entry| match reach.tree.read(&entry.path) {
            Blob::Text(document) => Some(document),
            _ => None,
        });
        let mentions = texts.any(|document| shell::mentions(&document.text));
        return (Vec::new(), blind(mentions).filter(|_| mentions || is_list));
    }
    let mut inside = around.clone();
    inside.calls.push(own.clone());
    inside.inputs.extend(root.get("inputs").cloned());
    inside.through.push(path);
    inside.folder = Some(folder.to_owned());
    let steps = root.at_path("runs.steps").map_or(&[][..], Value::items);
    (flat(reach, steps, &[], &inside, left), None)
}

/// What the commands of a step lead to.
fn commands(reach: &Reach, own: &Value, settings: &[&Value], around: &Around) -> Reached {
    if own
        .get("uses")
        .and_then(Value::as_str)
        .is_some_and(|uses| uses.starts_with("pre-commit/action@"))
    {
        let extra = own.at_path("with.extra_args").and_then(Value::as_str);
        let words: Vec<String> = extra
            .unwrap_or("--all-files")
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let line = Line {
            text: String::new(),
            place: own.get("uses").and_then(Value::mark),
        };
        return super::hooks::pre_commit(reach, &words, &line);
    }
    let Some(run) = own.get("run") else {
        return given(own);
    };
    let said = |path: &str| {
        let default = format!("defaults.run.{path}");
        let own = own.get(path);
        own.or_else(|| settings.iter().find_map(|part| part.at_path(&default)))
    };
    let runner = settings.first().and_then(|job| job.get("runs-on"));
    let is_windows = runner
        .and_then(Value::as_str)
        .is_some_and(|name| name.starts_with("windows-"));
    let shell = match said("shell").and_then(Value::as_str) {
        Some("bash") => Shell {
            heeds: true,
            pipefail: true,
        },
        Some(shell) => Shell {
            heeds: shell == "sh"
                || shell
                    .split_whitespace()
                    .any(|word| word.starts_with('-') && word.contains('e')),
            pipefail: shell.contains("pipefail"),
        },
        // There it is PowerShell, which ends as its last command does.
        None => Shell {
            heeds: !is_windows,
            pipefail: false,
        },
    };
    let folder = match said("working-directory") {
        Some(folder) => folder
            .as_str()
            .and_then(|folder| reach.path(folder, Some(""))),
        None => Some(String::new()),
    };
    let mut lines = lines::of_text(run);
    if let Some(own) = &around.folder {
        const WAYS: [&str; 4] = [
            "${{ github.action_path }}",
            "${{github.action_path}}",
            "${GITHUB_ACTION_PATH}",
            "$GITHUB_ACTION_PATH",
        ];
        for Line { text, .. } in &mut lines {
            for way in WAYS
                .iter()
                .filter(|way| text.contains(**way))
                .collect::<Vec<_>>()
            {
                *text = text.replace(way, &format!("$GITHUB_WORKSPACE/{own}"));
            }
        }
    }
    // A variable that is the gate's name.
    let parts = std::iter::once(own).chain(settings.iter().copied());
    let variables = parts
        .filter_map(|part| part.get("env"))
        .flat_map(Value::entries);
    for (name, value) in variables {
        let Some(value) = value.as_str().filter(|value| shell::mentions(value)) else {
            continue;
        };
        for Line { text, .. } in &mut lines {
            for way in [
                format!("${{{name}}}"),
                format!("${name}"),
                format!("${{{{ env.{name} }}}}"),
            ] {
                *text = text.replace(&way, value);
            }
        }
    }
    shell::walk(reach, lines, folder.as_deref(), shell)
}

/// What an action is given to run, where that names the gate.
fn given(own: &Value) -> Reached {
    let mut found = Reached::default();
    let uses = own.get("uses").and_then(Value::as_str).unwrap_or_default();
    let Some(with) = own.get("with").filter(|_| !is_gate(uses)) else {
        return found;
    };
    let mut inputs = with.entries().filter_map(|(_, input)| input.as_str());
    if inputs.any(shell::runs) {
        found.blind.push(Blind {
            name: unpinned(uses).to_owned(),
            said: canonical(with),
            mentions: true,
            place: own.get("uses").and_then(Value::mark),
        });
    }
    found
}
