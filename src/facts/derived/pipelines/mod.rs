//! `pipelines`: where a pipeline runs the gate, and what of it lets a failure
//! pass: by what the platform does with the step's exit code, by what the
//! shell does with it, and by when it runs at all.

mod called;
mod checks;
mod condition;
mod exits;
mod files;
mod filter;
mod frame;
mod github;
mod github_frame;
mod gitlab;
mod gitlab_frame;
mod hooks;
mod lines;
mod make;
mod merged;
mod node;
mod pre_commit;
mod reach;
mod shell;
mod sources;
mod starters;
mod words;

use std::sync::OnceLock;

use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::{Fact, Place, Span, Type, Value};
use crate::source::{Blob, Tree, yaml};
use Type::{Bool, OneOf, Text};

pub(super) use checks::{Check, Poster};
use filter::Filter;
use frame::Frame;

/// The pipelines that run the gate.
pub static FAMILY: Family = Family {
    name: "pipelines",
    facts: FACTS,
    derive,
};

/// Who runs it.
pub(super) const RUNNERS: &[&str] = &["github", "gitlab", "pre-commit", "other"];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("pipelines.gates[].file", Text, "workflows, .gitlab-ci.yml, .pre-commit-config.yaml", "the file of a step that runs the gate"),
    Fact::new("pipelines.gates[].job", Text, "the file", "its job; the hook's id in pre-commit"),
    Fact::new("pipelines.gates[].runner", OneOf(RUNNERS), "the file", "what runs it"),
    Fact::new("pipelines.gates[].ignored", Bool, "the file", "whether its failure is ignored, as continue-on-error and allow_failure do; marked where that is said"),
    Fact::new("pipelines.gates[].never", Bool, "the file", "whether it is switched off or waits for a hand"),
    Fact::new("pipelines.gates[].swallowed", Bool, "the file", "whether the shell loses its exit code"),
    Fact::new("pipelines.gates[].lenient", Bool, "the file", "whether it is told never to fail, or to judge without a base"),
    Fact::new("pipelines.gates[].filtered", Bool, "the file, the tree", "whether a filter of paths keeps it from a change of an ethics file, a card, a model or evidence"),
    Fact::new("pipelines.gates[].missed", Text, "the file, the tree", "the first such file"),
    Fact::new("pipelines.gates[].pinned", Bool, "the file", "whether what is run can't change without a change here"),
    Fact::new("pipelines.gates[].on_change", Bool, "the file", "whether it runs for a change before that is merged; missing where another pipeline calls it"),
    Fact::new("pipelines.gates[].deep", Bool, "the file", "whether its clone has all of the history, in which a base is found; missing where nothing says so"),
    Fact::new("pipelines.gates[].publishes", Bool, "the file", "whether it posts what the gate found"),
    Fact::new("pipelines.gates[].says_permissions", Bool, "the file", "whether the permissions of its token are said; of GitHub alone"),
    Fact::new("pipelines.gates[].may_post", Bool, "the file", "whether these let it post, where it does"),
    Fact::new("pipelines.gates[].excess", Bool, "the file", "whether these hold one that the gate never needs"),
    Fact::new("pipelines.gates[].excess_permission", Text, "the file", "the first such permission"),
    Fact::new("pipelines.gates[].head_code", Bool, "the file", "whether a privileged run, on pull_request_target, checks out the change"),
];

/// The pipelines of a tree, followed once for all that ask for them.
pub struct Pipelines<'a> {
    tree: &'a Tree,
    gates: OnceLock<Vec<Gate>>,
    checks: OnceLock<Vec<Check>>,
    posters: OnceLock<Vec<Poster>>,
}

impl<'a> Pipelines<'a> {
    /// Those of a tree.
    #[must_use]
    pub fn of(tree: &'a Tree) -> Self {
        Self {
            tree,
            gates: OnceLock::new(),
            checks: OnceLock::new(),
            posters: OnceLock::new(),
        }
    }

    /// Every step that runs the gate, and those that can't be followed.
    pub(super) fn gates(&self) -> &[Gate] {
        self.gates.get_or_init(|| gates(self.tree))
    }

    /// The same, with the filters that let a change of some of these files pass.
    pub(super) fn held_to(&self, files: &[String]) -> Vec<Gate> {
        let mut gates = self.gates().to_vec();
        for gate in &mut gates {
            gate.sift(files);
        }
        gates
    }

    /// Every job of GitHub's workflows.
    pub(super) fn checks(&self) -> &[Check] {
        self.checks.get_or_init(|| checks::checks(self.tree))
    }

    /// Jobs of GitHub that can give a commit a check by another name.
    pub(super) fn posters(&self) -> &[Poster] {
        self.posters.get_or_init(|| checks::posters(self.tree))
    }
}

/// A step that runs the gate; each flag with the value that raises it.
#[derive(Clone)]
pub(super) struct Gate {
    /// The file of the pipeline.
    pub(super) file: String,
    /// Its job.
    pub(super) job: String,
    /// What runs it.
    pub(super) runner: &'static str,
    /// The step.
    pub(super) place: Option<Place>,
    /// Where the gate's own words stand, where the step leads to another file.
    pub(super) stands: Option<Place>,
    /// Files that the step was followed through.
    pub(super) through: Vec<String>,
    /// Whether it is known to run the gate. What can't be followed may.
    pub(super) followed: bool,
    /// What can't be followed, and names the gate.
    pub(super) mentions: bool,
    called: Option<String>,
    flags: Vec<(&'static str, Option<Place>)>,
    /// What is said beside them, and where.
    said: Vec<(&'static str, bool, Option<Place>)>,
    filters: Vec<Filter>,
    missed: Option<String>,
    /// What decides whether and how it runs.
    pub(super) frame: Frame,
    /// Whether a change starts it before it is merged.
    of_changes: bool,
    /// Nothing but other workflows starts it.
    only_called: bool,
    excess: Option<String>,
}

/// Flags of a gate that stops nothing.
const WEAK: &[&str] = &["ignored", "never", "swallowed", "lenient"];

impl Gate {
    fn at(file: &str, job: &str, runner: &'static str, step: &Value) -> Self {
        Self {
            file: file.to_owned(),
            job: job.to_owned(),
            runner,
            place: step.mark(),
            stands: None,
            through: Vec::new(),
            followed: true,
            mentions: false,
            called: None,
            flags: Vec::new(),
            said: Vec::new(),
            filters: Vec::new(),
            missed: None,
            frame: Frame::default(),
            of_changes: runner != "pre-commit",
            only_called: false,
            excess: None,
        }
    }

    /// Whether its failure stops a change from being merged. A hook stops
    /// nobody who doesn't want to be stopped.
    pub(super) fn guards(&self) -> bool {
        self.followed && self.of_changes && !self.flags.iter().any(|(name, _)| WEAK.contains(name))
    }

    /// Whether a change starts it before it is merged.
    pub(super) fn is_of_changes(&self) -> bool {
        self.of_changes
    }

    /// What it calls, where that can't be followed.
    pub(super) fn called(&self) -> Option<&str> {
        self.called.as_deref()
    }

    /// Whether a flag that blocks at every tier is raised on this line.
    pub(super) fn is_flagged(&self, place: &Place) -> bool {
        let flags = self.flags.iter().filter(|(name, _)| *name != "moving");
        let mut places = flags.filter_map(|(_, at)| at.as_ref());
        places.any(|at| at.path() == place.path() && at.start().line == place.start().line)
    }

    /// Something that lets a failure pass, and where it is said.
    fn flag(&mut self, name: &'static str, place: Option<Place>) {
        if self.flags.iter().all(|(known, _)| *known != name) {
            self.flags.push((name, place));
        }
    }

    /// Something that is so or not so, and where that is said.
    fn say(&mut self, name: &'static str, is_so: bool, place: Option<Place>) {
        self.said.push((name, is_so, place));
    }

    /// What its commands lead to.
    fn command(&mut self, found: &reach::Reached) {
        for (name, place) in &found.flags {
            self.flag(name, place.clone());
        }
        self.stands = found.gate.clone().flatten();
        self.through.extend(found.through.iter().cloned());
    }

    /// A call that can't be followed.
    fn blind(
        file: &str,
        job: &str,
        runner: &'static str,
        step: &Value,
        blind: &reach::Blind,
    ) -> Self {
        let mut gate = Self::at(file, job, runner, step);
        gate.place = blind.place.clone().or(gate.place);
        gate.followed = false;
        gate.mentions = blind.mentions;
        gate.called = Some(blind.name.clone());
        gate.frame.put(
            format!("call of {}", blind.name),
            blind.said.clone(),
            frame::Weight::Fixed,
            step,
        );
        gate
    }

    /// Raises a flag for filters that let a change of some of these files pass
    /// unseen.
    fn sift(&mut self, files: &[String]) {
        for filter in std::mem::take(&mut self.filters) {
            if let Some(missed) = files.iter().find(|path| !filter.runs_on(path)) {
                self.flag("filtered", filter.place);
                self.missed.get_or_insert_with(|| missed.clone());
            }
        }
    }

    fn into_value(self) -> Value {
        let mut record = Record::new();
        record.put("file", Value::computed(self.file));
        record.put("job", Value::computed(self.job));
        record.put("runner", Value::computed(self.runner));
        for name in [
            "ignored",
            "never",
            "swallowed",
            "lenient",
            "filtered",
            "moving",
            "head_code",
        ] {
            let raised = self.flags.iter().find(|(known, _)| *known == name);
            let place = raised.and_then(|(_, place)| place.clone());
            let place = place.or_else(|| self.place.clone());
            let (name, value) = match name {
                "moving" => ("pinned", raised.is_none()),
                name => (name, raised.is_some()),
            };
            record.put(name, Value::computed(value).with_place(place));
        }
        for (name, is_so, place) in self.said {
            let place = place.or_else(|| self.place.clone());
            record.put(name, Value::computed(is_so).with_place(place));
        }
        record.put("missed", self.missed.map(Value::computed));
        record.put("excess_permission", self.excess.map(Value::computed));
        record.into_value(self.place)
    }
}

fn derive(scope: &Scope) -> Derived {
    let mut gates = scope.pipelines.held_to(&judged(scope));
    gates.retain(|gate| gate.followed);
    // A nightly look beside the gate that guards may be as lenient as it likes.
    if gates.iter().any(Gate::guards) {
        for gate in gates.iter_mut().filter(|gate| !gate.of_changes) {
            gate.flags
                .retain(|(name, _)| !WEAK.contains(name) && *name != "filtered");
        }
    }
    let mut record = Record::new();
    if scope
        .tree
        .entries()
        .iter()
        .any(|entry| is_pipeline(&entry.path))
    {
        let gates = gates.into_iter().map(Gate::into_value);
        record.put("gates", Value::list(gates.collect::<Vec<_>>()));
    }
    Derived::of("pipelines", record.into_value(None))
}

/// Every step of a tree that runs the gate, and those that can't be followed.
fn gates(tree: &Tree) -> Vec<Gate> {
    let reach = reach::Reach::new(tree);
    let mut found = Vec::new();
    for entry in tree
        .entries()
        .iter()
        .filter(|entry| is_pipeline(&entry.path))
    {
        let Blob::Text(document) = tree.read(&entry.path) else {
            continue;
        };
        let root = || yaml::parse(&document, Span::new(0, document.text.len())).value;
        found.extend(match &*entry.path {
            ".gitlab-ci.yml" => gitlab::gates(&reach, &entry.path, &document),
            ".pre-commit-config.yaml" => pre_commit::gates(&reach, &entry.path, &root()),
            _ => github::gates(&reach, &entry.path, &root()),
        });
    }
    sources::put(tree, &mut found);
    found.extend(others(tree));
    // A workflow that others call is judged where it is called.
    let called: Vec<String> = found.iter().flat_map(|gate| gate.through.clone()).collect();
    found.retain(|gate| !gate.only_called || !called.contains(&gate.file));
    found
}

/// Pipelines of other platforms that name the gate. They are not followed.
fn others(tree: &Tree) -> Vec<Gate> {
    let entries = tree.entries().iter();
    let documents = entries
        .filter(|entry| is_other(&entry.path))
        .filter_map(|entry| match tree.read(&entry.path) {
            Blob::Text(document) => Some(document),
            _ => None,
        });
    let gates = documents.filter_map(|document| {
        let lines = lines::of_file(&document);
        let line = lines.into_iter().find(|line| {
            let text = line.text.trim_start();
            shell::mentions(text) && !text.starts_with('#') && !text.starts_with("//")
        })?;
        let blind = reach::Blind {
            name: document.path.clone(),
            said: frame::digest(document.text.as_bytes()),
            mentions: true,
            place: line.place.clone(),
        };
        let step = Value::computed(line.text).with_place(line.place);
        Some(Gate::blind(
            &document.path,
            "pipeline",
            "other",
            &step,
            &blind,
        ))
    });
    gates.collect()
}

/// Whether a path is one that another platform reads its pipeline from.
fn is_other(path: &str) -> bool {
    const FILES: &[&str] = &[
        ".appveyor.yml",
        ".azure-pipelines.yml",
        ".buildkite/pipeline.yml",
        ".circleci/config.yml",
        ".drone.yml",
        ".travis.yml",
        ".woodpecker.yml",
        "Jenkinsfile",
        "appveyor.yml",
        "azure-pipelines.yml",
        "bitbucket-pipelines.yml",
        "cloudbuild.yaml",
        "cloudbuild.yml",
    ];
    const FOLDERS: &[&str] = &[
        ".azure-pipelines/",
        ".forgejo/workflows/",
        ".gitea/workflows/",
        ".tekton/",
        ".woodpecker/",
    ];
    FILES.contains(&path) || FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// Whether a path is one that a platform reads its pipeline from.
pub(super) fn is_pipeline(path: &str) -> bool {
    let workflow = path.strip_prefix(".github/workflows/").is_some_and(|name| {
        !name.contains('/') && (name.ends_with(".yml") || name.ends_with(".yaml"))
    });
    workflow || matches!(path, ".gitlab-ci.yml" | ".pre-commit-config.yaml")
}

/// Files whose change has to be judged: ethics files, cards, evidence, models
/// and manifests.
pub(super) fn judged(scope: &Scope) -> Vec<String> {
    let mut found = vec![scope.path.to_owned()];
    found.extend(super::owners::sources(scope));
    let mut put = |path: Option<&str>| {
        let path = path.and_then(|path| scope.resolve(path));
        let path = path.filter(|path| scope.tree.entry(path).is_some());
        found.extend(path);
    };
    let listed = |root: Option<&Value>| root.map_or(Vec::new(), |root| root.items().to_vec());
    for model in listed(scope.declaration.get("models")) {
        put(model.get("card").and_then(Value::as_str));
        for artifact in listed(model.get("artifacts")) {
            put(artifact.get("path").unwrap_or(&artifact).as_str());
        }
    }
    for data in listed(scope.declaration.get("data")) {
        put(data.get("manifest").and_then(Value::as_str));
    }
    for evidence in listed(scope.known.get("evidence")) {
        put(evidence.get("path").and_then(Value::as_str));
    }
    found
}

/// True, also as an expression that is never anything else.
fn is_literally(value: Option<&Value>, wanted: bool) -> bool {
    let Some(value) = value else { return false };
    match (value.as_bool(), value.as_str()) {
        (Some(said), _) => said == wanted,
        (_, Some(text)) => {
            let text = text.trim();
            let inner = text
                .strip_prefix("${{")
                .and_then(|text| text.strip_suffix("}}"));
            inner.unwrap_or(text).trim() == if wanted { "true" } else { "false" }
        }
        _ => false,
    }
}
