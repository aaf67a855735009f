//! GitHub's workflows.

use super::called::{self, Job, Level, Step};
use super::frame::unpinned;
use super::reach::{Blind, Reach};
use super::{Filter, Gate, condition, github_frame, is_literally, shell};
use crate::model::Value;

/// Steps of a workflow that run the gate, through whatever they call, and
/// those that can't be followed.
pub(super) fn gates(reach: &Reach, file: &str, root: &Value) -> Vec<Gate> {
    let mut found = Vec::new();
    for job in called::jobs(reach, file, root) {
        if let Some(uses) = &job.remote {
            let blind = Blind {
                name: unpinned(uses.as_str().unwrap_or_default()).to_owned(),
                said: String::new(),
                mentions: uses.as_str().is_some_and(shell::mentions),
                place: uses.mark(),
            };
            found.push(unfollowed(reach, file, &job, 0, uses, &blind));
        }
        for (at, step) in job.steps.iter().enumerate() {
            for blind in &step.reached.blind {
                found.push(unfollowed(reach, file, &job, at, &step.own, blind));
            }
            let Some(mut gate) = step_gate(file, &job.id, step) else {
                continue;
            };
            let levels = job.levels.iter().map(|level| &level.job);
            for part in levels.chain(&step.calls).chain([&step.own]) {
                if is_literally(part.get("continue-on-error"), true) {
                    let said = part.get("continue-on-error");
                    gate.flag("ignored", said.and_then(Value::mark));
                }
                let asks = part.get("if");
                let text = asks.and_then(Value::as_str);
                if is_literally(asks, false) || text.is_some_and(condition::is_never) {
                    gate.flag("never", asks.and_then(Value::mark));
                }
            }
            let files_called = job.levels.iter().skip(1).map(|level| level.file.clone());
            gate.through
                .splice(0..0, files_called.chain(step.through.iter().cloned()));
            let steps = job.own();
            let Level { root, .. } = job.outer();
            triggers(&mut gate, root);
            privileged(&mut gate, root, &steps);
            gate.frame = github_frame::frame(reach.tree, &job, at);
            gate.of_changes = github_frame::is_of_changes(root);
            gate.only_called = is_only_called(root);
            occasion(&mut gate, root, &steps);
            token(&mut gate, &job, step);
            found.push(gate);
        }
    }
    found
}

/// A call that may run the gate, with all that decides over it.
fn unfollowed(
    reach: &Reach,
    file: &str,
    job: &Job,
    at: usize,
    step: &Value,
    blind: &Blind,
) -> Gate {
    let mut gate = Gate::blind(file, &job.id, "github", step, blind);
    gate.frame.extend(github_frame::frame(reach.tree, job, at));
    gate.of_changes = github_frame::is_of_changes(&job.outer().root);
    gate
}

/// Whether nothing but other workflows starts this one.
fn is_only_called(root: &Value) -> bool {
    let events = github_frame::events(root);
    events.iter().any(|(event, _)| *event == "workflow_call")
        && events
            .iter()
            .all(|(event, _)| matches!(*event, "workflow_call" | "workflow_dispatch"))
}

fn step_gate(file: &str, job: &str, step: &Step) -> Option<Gate> {
    if let Some(uses) = step.own.get("uses")
        && let Some(text) = uses.as_str()
        && step.reached.gate.is_none()
    {
        let (action, version) = text.split_once('@').unwrap_or((text, ""));
        let mut gate = called::is_gate(text).then(|| Gate::at(file, job, "github", uses))?;
        let version = version.strip_prefix("sha256:").unwrap_or(version);
        let fixed = matches!(version.len(), 40 | 64)
            && version.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !fixed && !action.starts_with("./") {
            gate.flag("moving", uses.mark());
        }
        for (_, input) in step.own.get("with").into_iter().flat_map(Value::entries) {
            if input.as_str().is_some_and(|text| text.trim() == "never") {
                gate.flag("lenient", input.mark());
            }
        }
        return Some(gate);
    }
    step.reached.gate.as_ref()?;
    let own = step.own.get("run").or(step.own.get("uses"))?;
    let mut gate = Gate::at(
        file,
        job,
        "github",
        step.calls
            .first()
            .and_then(|call| call.get("uses"))
            .unwrap_or(own),
    );
    gate.command(&step.reached);
    Some(gate)
}

/// Filters of the events that bring a change.
fn triggers(gate: &mut Gate, root: &Value) {
    for event in ["pull_request", "pull_request_target"] {
        let Some(event) = root.get("on").and_then(|on| on.get(event)) else {
            continue;
        };
        for (key, is_against) in [("paths", false), ("paths-ignore", true)] {
            let paths = event.get(key);
            gate.filters
                .extend(paths.map(|paths| Filter::of(&[paths], is_against)));
        }
    }
}

/// A run with the base's rights that checks out the change.
fn privileged(gate: &mut Gate, root: &Value, steps: &[Value]) {
    const EVENT: &str = "pull_request_target";
    let on = root.get("on");
    let listed = |on: &Value| on.one_or_many().any(|event| event.as_str() == Some(EVENT));
    if !on.is_some_and(|on| on.get(EVENT).is_some() || listed(on)) {
        return;
    }
    for step in steps {
        let uses = step.get("uses").and_then(Value::as_str).unwrap_or_default();
        let of_head = |text: &str| HEAD.iter().any(|word| text.contains(word));
        let inputs = ["with.ref", "with.repository"].into_iter();
        for input in inputs.filter_map(|path| step.at_path(path)) {
            if uses.starts_with("actions/checkout") && input.as_str().is_some_and(of_head) {
                gate.flag("head_code", input.mark());
            }
        }
        let run = step.get("run");
        if let Some(line) = run.and_then(Value::as_str).and_then(checks_out) {
            gate.flag(
                "head_code",
                run.and_then(|run| super::super::part_of(run, line)),
            );
        }
    }
}

/// How an expression names the change, its commit or its repository.
const HEAD: &[&str] = &[
    "pull_request.head",
    "head_ref",
    "refs/pull/",
    "event.number",
    "pull_request.number",
    "merge_commit_sha",
];

/// The line of a script that puts the change into the work tree.
fn checks_out(script: &str) -> Option<&str> {
    const PUTS: &[&str] = &[
        "git checkout",
        "git switch",
        "git reset",
        "git merge",
        "git pull",
        "git worktree",
        "git restore",
    ];
    let fetched = script.contains("pull/");
    script.lines().map(str::trim).find(|line| {
        let puts = PUTS.iter().any(|command| line.contains(command));
        let of_head = fetched || HEAD.iter().any(|word| line.contains(word));
        line.contains("gh pr checkout") || puts && (of_head || line.contains("FETCH_HEAD"))
    })
}

/// Whether the workflow lists one of these events.
fn runs_on(root: &Value, events: &[&str]) -> bool {
    let on = root.get("on");
    let listed = |event: &&str| {
        let is_it = |one: &Value| one.as_str() == Some(*event);
        on.is_some_and(|on| on.get(event).is_some() || on.one_or_many().any(is_it))
    };
    events.iter().any(listed)
}

/// Whether it runs before a merge, and with the history that it needs then.
fn occasion(gate: &mut Gate, root: &Value, steps: &[Value]) {
    let on_change = runs_on(
        root,
        &["pull_request", "pull_request_target", "merge_group"],
    );
    // Whoever calls it, or the run before it, says what it runs for.
    let is_called = runs_on(root, &["workflow_call", "workflow_run"]);
    if on_change || !is_called {
        let on = root.get("on").and_then(Value::mark);
        gate.say("on_change", on_change, on);
    }
    let uses = |step: &&Value| {
        let uses = step.get("uses").and_then(Value::as_str);
        uses.is_some_and(|uses| uses.starts_with("actions/checkout@"))
    };
    let Some(checkout) = steps.iter().find(uses).filter(|_| on_change) else {
        return;
    };
    let depth = checkout.at_path("with.fetch-depth");
    let is_all = |depth: &Value| depth.as_int() == Some(0) || depth.as_str() == Some("0");
    let place = depth.or(checkout.get("uses")).and_then(Value::mark);
    gate.say("deep", depth.is_some_and(is_all), place);
}

/// Permissions without which nothing is posted.
const TO_POST: [&str; 2] = ["checks", "pull-requests"];
/// Permissions to write that a job of the gate may need.
const NEEDED: [&str; 4] = ["checks", "pull-requests", "security-events", "statuses"];

/// What the job's token may do, and what is asked of it.
fn token(gate: &mut Gate, job: &Job, step: &Step) {
    let mut commands = step.reached.lines.iter().map(|line| &*line.text);
    let input = step.own.at_path("with.publish");
    // A later line may post what the gate wrote.
    let run = step.own.get("run").and_then(Value::as_str);
    let posts = commands.any(shell::publishes)
        || run.is_some_and(shell::publishes)
        || is_literally(input, true);
    gate.say("publishes", posts, None);
    // A job's own permissions take the place of the workflow's.
    let permissions = github_frame::permissions_of(job);
    gate.say("says_permissions", permissions.is_some(), None);
    let Some(permissions) = permissions else {
        return;
    };
    let all = permissions.as_str() == Some("write-all");
    let writes = |name: &str| {
        let level = permissions.get(name).and_then(Value::as_str);
        all || level == Some("write")
    };
    if posts {
        gate.say(
            "may_post",
            TO_POST.into_iter().all(writes),
            permissions.mark(),
        );
    }
    let beyond = permissions
        .entries()
        .find(|(name, level)| level.as_str() == Some("write") && !NEEDED.contains(&&***name));
    let (name, place) = match beyond {
        Some((name, level)) => (Some(format!("{name}: write")), level.mark()),
        None if all => (Some("write-all".to_owned()), permissions.mark()),
        None => (None, None),
    };
    gate.say("excess", name.is_some(), place);
    gate.excess = name;
}
