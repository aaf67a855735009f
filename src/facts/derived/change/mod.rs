//! `change`: what a change does to the promises that stand on its base. Each
//! fact has two places: its own in the head, and `was` on the base.
//!
//! There is nothing here without a base; rules that read it say that they
//! need one. A system that the base doesn't have promised nothing before.

mod benefit;
mod content;
mod dropped;
mod evaluations;
mod gates;
mod limits;
mod lists;
mod log;
mod packs;
mod parted;
mod protections;
mod replaced;
mod waivers;

use crate::facts::{Before, Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::context::is_same;
use crate::model::{Fact, Kind, Place, Reason, Type, Value};
use Type::{Bool, OneOf, Text};

/// Head against base.
pub static FAMILY: Family = Family {
    name: "change",
    facts: FACTS,
    derive,
};

/// What can be dropped from a fairness evaluation.
const PARTS: &[&str] = &["attribute", "group", "intersection", "check"];
/// What protects young people.
const PROTECTIONS: &[&str] = &[
    "audience", "prompt", "category", "template", "age-gate", "default", "filter",
];
/// What can be replaced.
const KINDS: &[&str] = &["model", "data", "evidence"];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("change.is_new", Bool, "the base", "whether the base has no declaration that this one goes on from"),
    Fact::new("change.loosened[].key", Text, "ethics.yml, the base's ethics.yml", "a key whose value moved to its permissive side, an entry that was added to a list of exceptions, a part of a pack in the tree that binds less, or `files[FOLDER]` where the files of a folder are another declaration's now; list entries by their names"),
    Fact::new("change.loosened[].from", Text, "the base's ethics.yml", "the value on the base"),
    Fact::new("change.loosened[].to", Text, "ethics.yml", "the value now; none where it is gone"),
    Fact::new("change.loosened[].was", Text, "the base's ethics.yml", "the value on the base, at its place there"),
    Fact::new("change.loosened[].logged", Bool, "change_log", "whether an entry that this change adds has that key, from and to, a date that is not to come, and a file that argues it"),
    Fact::new("change.loosened[].approved", Bool, "change_log, the base's approvers", "whether such an entry is by an approver whom the base lists; missing where one of the values can't be read"),
    Fact::new("change.loosened[].names_approver", Bool, "ethics.yml", "whether it is a new waiver, which names its approver itself: gate/waivers-real looks at that"),
    Fact::new("change.loosened[].approver", Text, "change_log", "the approver of that entry"),
    Fact::new("change.loosened[].agreed", Bool, "--context", "whether that approver, or a member of that team, approved the change and wrote no part of it; missing where the teams are not known"),
    Fact::new("change.loosened[].by_author", Bool, "--context", "whether the approver wrote the change; nothing where no context is given"),
    Fact::new("change.replaced[].path", Text, "ethics.yml", "what is another one than on the base: a file, or a model's revision on a hub"),
    Fact::new("change.replaced[].kind", OneOf(KINDS), "ethics.yml", "what it is"),
    Fact::new("change.replaced_paths[]", Text, "change.replaced", "the same, names alone"),
    Fact::new("change.benefit.from", Text, "the base's benefit.evidence", "the measured benefit on the base"),
    Fact::new("change.benefit.to", Text, "benefit.evidence", "the measured benefit now"),
    Fact::new("change.benefit.was", Text, "the base's benefit.evidence", "the value on the base, at its place there"),
    Fact::new("change.benefit.worse", Bool, "benefit.tolerance", "whether it is worse by more than the tolerance; missing where another metric or direction is claimed"),
    Fact::new("change.gates[].runner", OneOf(super::pipelines::RUNNERS), "the base's pipelines", "what ran the gate on the base; steps that stop no change are left out where another one does"),
    Fact::new("change.gates[].file", Text, "the base's pipelines", "the file that ran it there"),
    Fact::new("change.gates[].followed", Bool, "the base's pipelines", "whether it is known to run the gate; what a workflow elsewhere, a file that is not there, or a language that is not read runs, may. Told where no other step is seen to guard, or where it names the gate"),
    Fact::new("change.gates[].kept", Bool, "the pipelines of both", "whether that runner still runs it, from whatever file"),
    Fact::new("change.gates[].changed", Bool, "the pipelines of both", "whether something that decides over it is not what it was, beside what pipelines.gates tells: its triggers, conditions, steps, commands, inputs, variables, rights, or another job whose check bears its name"),
    Fact::new("change.gates[].part", Text, "the pipelines of both", "the first such thing"),
    Fact::new("change.gates[].key", Text, "the base's pipelines", "what an entry of change_log calls it: gates[FILE]"),
    Fact::new("change.gates[].from", Text, "the base's pipelines", "a digest of all that decides over it on the base"),
    Fact::new("change.gates[].to", Text, "the pipelines", "the digest now; none where it is gone"),
    Fact::new("change.gates[].logged", Bool, "change_log", "as of change.loosened"),
    Fact::new("change.gates[].approved", Bool, "change_log, the base's approvers", "as of change.loosened"),
    Fact::new("change.gates[].approver", Text, "change_log", "the approver of that entry"),
    Fact::new("change.gates[].agreed", Bool, "--context", "as of change.loosened"),
    Fact::new("change.gates[].by_author", Bool, "--context", "whether the approver wrote the change; nothing where no context is given"),
    Fact::new("change.gates[].was", Text, "the base's pipelines", "the job, at its place on the base"),
    Fact::new("change.declarations[].path", Text, "the base", "a declaration of the base that none goes on from; told by the outermost system"),
    Fact::new("change.declarations[].kept", Bool, "the tree", "whether one goes on from it"),
    Fact::new("change.declarations[].approved", Bool, "change_log, the approvers of the base and of that declaration", "whether an entry that this change adds lets it go"),
    Fact::new("change.declarations[].approver", Text, "change_log", "the approver of that entry"),
    Fact::new("change.declarations[].agreed", Bool, "--context", "as of change.loosened"),
    Fact::new("change.declarations[].was", Text, "the base", "the id of its system, at its place on the base"),
    Fact::new("change.owned[].path", Text, "the base's CODEOWNERS", "an ethics file that had an owner on the base"),
    Fact::new("change.owned[].kept", Bool, "CODEOWNERS", "whether it still has one"),
    Fact::new("change.owned[].lost[]", Text, "CODEOWNERS", "who owned it on the base and does not now"),
    Fact::new("change.owned[].was", Text, "the base's CODEOWNERS", "the line that named the owner there"),
    Fact::new("change.protections[].what", OneOf(PROTECTIONS), "the base", "a protection of young people that the base has"),
    Fact::new("change.protections[].name", Text, "the base", "its key, or its file"),
    Fact::new("change.protections[].from", Text, "the base", "what it was"),
    Fact::new("change.protections[].to", Text, "ethics.yml, prompts, configuration", "what it is; none where it is gone"),
    Fact::new("change.protections[].was", Text, "the base", "what it was, at its place on the base"),
    Fact::new("change.protections[].kept", Bool, "both", "whether it protects as it did: it is there, a prompt has 70 % of its characters, a threshold or a filter did not move to its permissive side"),
    Fact::new("change.protections[].key", Text, "the base", "what an entry of change_log calls it: its name"),
    Fact::new("change.protections[].logged", Bool, "change_log", "as of change.loosened"),
    Fact::new("change.protections[].approved", Bool, "change_log, the base's approvers", "as of change.loosened"),
    Fact::new("change.protections[].approver", Text, "change_log", "the approver of that entry"),
    Fact::new("change.protections[].agreed", Bool, "--context", "as of change.loosened"),
    Fact::new("change.protections[].by_author", Bool, "--context", "whether the approver wrote the change; nothing where no context is given"),
    Fact::new("change.protections[].evaluated", Bool, "youth.safety_eval", "whether the subjects of a safety evaluation hold the file as it is now"),
    Fact::new("change.dropped[].name", Text, "fairness, the base's fairness", "an attribute, a group, an intersection or a check of the base that is gone"),
    Fact::new("change.dropped[].part", OneOf(PARTS), "the base's fairness", "which of these it is"),
    Fact::new("change.dropped[].removal", Text, "the base's fairness", "how an entry of fairness.removed names it"),
    Fact::new("change.dropped[].recorded", Bool, "fairness.merged, fairness.removed, the base's approvers", "whether it was merged into a group that is there, or removed by an approver whom the base lists"),
    Fact::new("change.dropped[].approver", Text, "fairness.removed", "the approver who took it out"),
    Fact::new("change.dropped[].agreed", Bool, "--context", "as of change.loosened"),
    Fact::new("change.dropped[].was", Text, "the base's fairness", "its name, at its place on the base"),
    Fact::new("change.evaluations[].from", Text, "the base's data and evidence", "a set that the system was evaluated on, and that is another one now"),
    Fact::new("change.evaluations[].to", Text, "data, evidence", "the set that took its place; the same id where its bytes are others"),
    Fact::new("change.evaluations[].was", Text, "the base's data and evidence", "its id, at its place on the base"),
    Fact::new("change.evaluations[].other", Bool, "both", "whether it is another one: true; missing where one of the two has no digest"),
    Fact::new("change.evaluations[].together[]", Text, "models, limits", "models that the change replaces, and limits that it moves without loosening them"),
    Fact::new("change.evaluations[].bridged", Bool, "integrity.eval_change, its evidence", "whether an envelope that names the old set, a file or version of the old model and one of the new one measured both on the old set"),
    Fact::new("change.shrunk[].key", Text, "ethics.yml", "the key of a measurement that has fewer cases than on the base, by more than 10 %"),
    Fact::new("change.shrunk[].from", Type::Int, "the base's evidence", "cases on the base"),
    Fact::new("change.shrunk[].to", Type::Int, "the evidence", "cases now"),
    Fact::new("change.shrunk[].was", Type::Int, "the base's evidence", "cases on the base, at the place there that names the measurement"),
    Fact::new("change.shrunk[].bridged", Bool, "integrity.eval_change, its evidence", "as of change.evaluations"),
];

fn derive(scope: &Scope) -> Derived {
    let Some(before) = scope.before else {
        return Derived::default();
    };
    let mut record = Record::new();
    let is_new = matches!(before.declaration.kind, Kind::Missing(Reason::Absent));
    record.put("is_new", Some(Value::computed(is_new)));
    let change = Change { scope, before };
    record.put("gates", Some(Value::list(gates::gates(&change))));
    record.put(
        "declarations",
        Some(Value::list(gates::declarations(&change))),
    );
    record.put("owned", Some(Value::list(gates::owned(&change))));
    if !is_new && !before.declaration.says_something() {
        // What the base promised can't be read, so nothing can be said of it.
        let unreadable = || {
            let place = before.declaration.place.clone();
            Value::missing(Reason::Unreadable, place)
        };
        for name in [
            "loosened",
            "replaced",
            "replaced_paths",
            "dropped",
            "protections",
            "evaluations",
            "shrunk",
        ] {
            record.keep(name, unreadable());
        }
        return Derived::of("change", record.into_value(None));
    }
    let mut loosened = limits::loosened(&change);
    loosened.extend(lists::grown(&change));
    loosened.extend(packs::loosened(&change));
    loosened.extend(parted::parted(&change));
    loosened.extend(waivers::widened(&change));
    if !is_new {
        loosened.extend(waivers::baseline(&change));
    }
    record.put("loosened", Some(Value::list(loosened)));
    let replaced = replaced::replaced(&change);
    let paths = replaced.iter().filter_map(|one| one.get("path").cloned());
    record.put("replaced_paths", Some(Value::list(paths)));
    record.put("replaced", Some(Value::list(replaced)));
    record.put("benefit", benefit::benefit(&change));
    let protections = protections::protections(&change);
    record.put("protections", Some(Value::list(protections)));
    record.put("dropped", Some(Value::list(dropped::dropped(&change))));
    let (evaluations, shrunk) = evaluations::evaluations(&change);
    record.put("evaluations", Some(Value::list(evaluations)));
    record.put("shrunk", Some(Value::list(shrunk)));
    Derived::of("change", record.into_value(None))
}

/// Both sides of a comparison.
struct Change<'a> {
    scope: &'a Scope<'a>,
    before: &'a Before<'a>,
}

impl<'a> Change<'a> {
    fn head(&self) -> &'a Value {
        self.scope.declaration
    }

    fn base(&self) -> &'a Value {
        self.before.declaration
    }

    /// Approvers whom the base lists.
    fn approvers(&self) -> impl Iterator<Item = &'a str> {
        let list = self.base().get("approvers");
        list.into_iter()
            .flat_map(Value::items)
            .filter_map(Value::as_str)
    }

    fn is_approver(&self, party: Option<&Value>) -> bool {
        let party = party.and_then(Value::as_str);
        party.is_some_and(|party| self.approvers().any(|known| is_same(known, party)))
    }

    /// Who let something, and whether that is more than a name that somebody
    /// typed: the platform tells of an approval.
    fn put_agreement(&self, record: &mut Record, approver: &Value) {
        let agreed = self.scope.context.zip(approver.as_str());
        let agreed = agreed.map(|(context, name)| {
            let agreed = context.is_approved_by(name).map(Value::computed);
            agreed.unwrap_or_else(|| Value::missing(Reason::Unverified, None))
        });
        record.put("approver", Some(approver.clone()));
        if let Some(agreed) = agreed {
            record.keep("agreed", agreed);
        }
    }

    /// Where a value that is gone belongs: its nearest parent in the head, by
    /// the path of a key with list items written as `[]`.
    fn home(&self, path: &str) -> Option<Place> {
        let keys = path.split(['[', '*']).next().unwrap_or(path);
        self.scope.place_of(keys.trim_end_matches('.'))
    }
}

/// A value as its author wrote it, on one line.
fn spelled(value: &Value) -> String {
    /// Characters that are shown.
    const LONGEST: usize = 60;
    let written = match &value.kind {
        Kind::List(_) | Kind::Map(_) => String::new(),
        Kind::Text(text) => text.to_string(),
        Kind::Int(number) => number.to_string(),
        _ => match &value.place {
            Some(place) if is_written_at(value, place) => place.text().trim().to_owned(),
            _ => format!("{value:?}"),
        },
    };
    let first = written.lines().next().unwrap_or_default();
    first.chars().take(LONGEST).collect()
}

/// Whether a place holds the value itself: what a pack sets stands where the
/// declaration leaves it out.
fn is_written_at(value: &Value, place: &Place) -> bool {
    match value.as_number() {
        Some(number) => place.text().trim().replace('_', "").parse() == Ok(number),
        None => true,
    }
}
