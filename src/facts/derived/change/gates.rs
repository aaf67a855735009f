//! What guards the gate itself, on the base and now: the steps that run it,
//! the declarations that it judges, and the owners of ethics files.

use super::super::owners::{self, Owners};
use super::super::pipelines::{self, Check, Gate};
use super::Change;
use super::log::{self, Moved};
use crate::facts::Gone;
use crate::manifest::record::Record;
use crate::model::context::is_same;
use crate::model::{Kind, Place, Reason, Value};
use crate::source::{Blob, Tree};

/// Every step that guarded the base, with the one that goes on from it.
pub(super) fn gates(change: &Change) -> Vec<Value> {
    let judged = pipelines::judged(change.scope);
    let now = change.scope.pipelines.held_to(&judged);
    let (mut now, blind_now): (Vec<Gate>, Vec<Gate>) = now.into_iter().partition(|is| is.followed);
    let was = change.before.pipelines.gates().to_vec();
    let (was, blind): (Vec<Gate>, Vec<Gate>) = was.into_iter().partition(|was| was.followed);
    // Where a step is seen to guard, what can't be seen into is something else.
    let is_seen = was.iter().any(Gate::guards);
    let guarded = now.iter().any(Gate::guards);
    let mut found = Vec::new();
    let (kept, moved) = paired(guarding(was), &mut now);
    for (was, is) in kept {
        found.push(told(change, &was, Some(&is)));
    }
    for was in moved {
        let near = |is: &Gate| {
            let alike = (is.file == was.file, is.job == was.job, is.guards());
            (is.runner == was.runner).then_some(alike)
        };
        let heirs = now.iter().enumerate();
        let heirs = heirs.filter_map(|(at, is)| Some((near(is)?, std::cmp::Reverse(at))));
        let heir = heirs.max().map(|(_, at)| now.remove(at.0));
        // A pipeline stops everybody, a hook those who installed it.
        if heir.is_some() || was.runner != "pre-commit" || !guarded {
            found.push(told(change, &was, heir.as_ref()));
        }
    }
    let may_guard = |was: &Gate| was.mentions || !is_seen && was.is_of_changes();
    let blind = blind.into_iter().filter(may_guard).collect();
    let mut now = blind_now;
    let (_, moved) = paired(blind, &mut now);
    for was in moved {
        let near =
            |is: &Gate| (&is.file, &is.job, is.called()) == (&was.file, &was.job, was.called());
        let heir = now.iter().position(near).map(|at| now.remove(at));
        found.push(told(change, &was, heir.as_ref()));
    }
    found
}

/// Steps of the base that stayed as they were, each with itself, and the
/// others. What stays as it was is no other step's heir.
fn paired(was: Vec<Gate>, now: &mut Vec<Gate>) -> (Vec<(Gate, Gate)>, Vec<Gate>) {
    let (mut kept, mut moved) = (Vec::new(), Vec::new());
    for was in was {
        let same =
            |is: &Gate| is.runner == was.runner && was.frame.differences(&is.frame).is_empty();
        match now.iter().position(same) {
            Some(at) => kept.push((was, now.remove(at))),
            None => moved.push(was),
        }
    }
    (kept, moved)
}

/// The steps that stop a change; where none does, all that run the gate. One
/// of two that are the same may go.
fn guarding(gates: Vec<Gate>) -> Vec<Gate> {
    let any = gates.iter().any(Gate::guards);
    let mut found: Vec<Gate> = Vec::new();
    for gate in gates.into_iter().filter(|gate| !any || gate.guards()) {
        let twin =
            |one: &Gate| one.runner == gate.runner && one.frame.digest() == gate.frame.digest();
        if !found.iter().any(twin) {
            found.push(gate);
        }
    }
    found
}

fn told(change: &Change, was: &Gate, is: Option<&Gate>) -> Value {
    let is_new = matches!(change.base().kind, Kind::Missing(Reason::Absent));
    let differs = is.and_then(|is| difference(change, was, is));
    // A system that the base doesn't have had nothing guarded there.
    let differs = differs.filter(|_| !is_new);
    let digest = |gate: &Gate| Value::computed(gate.frame.digest());
    let (from, to) = (digest(was), is.map(digest));
    let moved = Moved {
        key: format!("gates[{}]", was.file),
        was: Some(&from),
        is: to.as_ref(),
        default: None,
        home: None,
        undecided: false,
    };
    let at = |place: Option<Place>| Value::computed(was.job.as_str()).with_place(place);
    let stood = differs.as_ref().and_then(|differs| differs.was.clone());
    let stands = differs.as_ref().and_then(|differs| differs.is.clone());
    let mut record = log::owned_up(change, &moved, None);
    record.put("runner", Value::computed(was.runner));
    record.put("file", Value::computed(was.file.as_str()));
    record.put("followed", Value::computed(was.followed));
    record.put("kept", Value::computed(is.is_some()));
    record.put("changed", Value::computed(differs.is_some()));
    record.put("part", differs.map(|differs| Value::computed(differs.part)));
    let stood = stood.or_else(|| was.stands.clone());
    record.keep("was", at(stood.or_else(|| was.place.clone())));
    let place = stands.or_else(|| is.and_then(|gate| gate.place.clone()));
    record.into_value(place.or_else(|| Some(here(change, cut(change, was)))))
}

/// The first file on the way to the gate that is not what it was.
fn cut<'a>(change: &Change, was: &'a Gate) -> &'a str {
    let text = |tree: &Tree, path: &str| match tree.read(path) {
        Blob::Text(document) => Some(document),
        _ => None,
    };
    let differs = |path: &&String| {
        let (before, now) = (
            text(change.before.tree, path),
            text(change.scope.tree, path),
        );
        before.map(|document| document.text.clone()) != now.map(|document| document.text.clone())
    };
    let mut way = std::iter::once(&was.file).chain(&was.through);
    way.find(differs).unwrap_or(&was.file)
}

/// What is not as it was, in words and at both places.
struct Differs {
    part: String,
    was: Option<Place>,
    is: Option<Place>,
}

/// The first part that differs. What is wrong by itself is told by itself.
fn difference(change: &Change, was: &Gate, is: &Gate) -> Option<Differs> {
    let differences = was.frame.differences(&is.frame);
    let untold = |place: &Place| !is.is_flagged(place);
    let untold = differences.iter().find(|one| one.is.is_none_or(untold));
    if let Some(one) = untold {
        return Some(Differs {
            part: one.part.to_owned(),
            was: one.was.cloned(),
            is: one.is.cloned(),
        });
    }
    rival(change, was, is)
}

/// Another job whose check bears the name of the gate's: a branch that requires
/// that name would be satisfied by it.
fn rival(change: &Change, was: &Gate, is: &Gate) -> Option<Differs> {
    let before = change.before.pipelines.checks();
    let own = |gate: &Gate, file: &str, id: &str| gate.file == file && gate.job == id;
    let (_, _, name, _) = before.iter().find(|(file, id, ..)| own(was, file, id))?;
    let rivals = |checks: &[Check], gate: &Gate| -> Vec<Check> {
        let others = checks.iter().filter(|(file, id, ..)| !own(gate, file, id));
        others
            .filter(|(_, _, other, _)| other == name)
            .cloned()
            .collect()
    };
    let known = rivals(before, was).len();
    let now = rivals(change.scope.pipelines.checks(), is);
    let same_name = now.into_iter().nth(known);
    let same_name = same_name.map(|(file, _, name, place)| (format!("{file} {name}"), place));
    // Or one that may write it over a status of its own.
    let posted = || {
        let old = change.before.pipelines.posters();
        let new = change.scope.pipelines.posters().iter();
        let mut new = new.filter(|new| !old.iter().any(|known| known.said == new.said));
        let found = new.find(|one| {
            let is_own = one.file == is.file && one.said.starts_with(&format!("{} ", is.job));
            !is_own && one.can_be(name)
        })?;
        Some((format!("{} {name}", found.file), found.place.clone()))
    };
    let (part, place) = same_name.or_else(posted)?;
    Some(Differs {
        part,
        was: was.place.clone(),
        is: place,
    })
}

/// Every declaration of the base that no system goes on from, told by the
/// outermost system alone.
pub(super) fn declarations(change: &Change) -> Vec<Value> {
    let outermost = change.scope.systems.first();
    if outermost.is_none_or(|(path, _)| path != change.scope.path) {
        return Vec::new();
    }
    let gone = change.before.gone.iter().map(
        |Gone {
             path, declaration, ..
         }| {
            let mut record = Record::new();
            record.put("path", Value::computed(path.as_str()));
            record.put("kept", Value::computed(false));
            // Whoever could let it loosen its limits may also let it go.
            let own = declaration.get("approvers").map_or(&[][..], Value::items);
            let own: Vec<&str> = own.iter().filter_map(Value::as_str).collect();
            let entries = log::of_key(change, &format!("declarations[{path}]"));
            let approver = entries.iter().find_map(|entry| {
                let approver = entry.get("approver")?;
                let name = approver.as_str()?;
                let knows = own.iter().any(|known| is_same(known, name));
                (knows || change.is_approver(Some(approver))).then_some(approver)
            });
            record.put("approved", Value::computed(approver.is_some()));
            if let Some(approver) = approver {
                change.put_agreement(&mut record, approver);
            }
            let id = declaration.at_path("system.id").cloned();
            let id = id.unwrap_or_else(|| Value::computed(path.as_str()));
            let place = id.mark().or_else(|| declaration.mark());
            record.put("was", id.with_place(place));
            record.into_value(Some(Place::missing(path)))
        },
    );
    gone.collect()
}

/// Every ethics file that somebody owned on the base, as each of its platforms
/// reads the owners.
pub(super) fn owned(change: &Change) -> Vec<Value> {
    let paths = owners::paths(change.scope);
    let mut found = Vec::new();
    let mut told: Vec<String> = Vec::new();
    for order in owners::orders(change.before.tree) {
        let Some(before) = Owners::found(change.before.tree, order) else {
            continue;
        };
        let now = Owners::found(change.scope.tree, order);
        let own = before.place().path().to_owned();
        let listed = paths.iter().map(|(_, path)| path);
        let own = Some(&own).filter(|own| paths.iter().all(|(_, path)| path != *own));
        for path in listed.chain(own) {
            if !told.contains(path)
                && let Some((one, is_same)) = ownership(path, &before, now.as_ref())
            {
                if !is_same {
                    told.push(path.clone());
                }
                found.push(one);
            }
        }
    }
    found
}

/// Who owned a path and who does; and whether that is the same.
fn ownership(path: &str, before: &Owners, now: Option<&Owners>) -> Option<(Value, bool)> {
    let was = before.place_of(path)?;
    let still = now.map_or_else(Vec::new, |now| now.names(path));
    let names = before.names(path);
    let lost: Vec<Value> = names
        .into_iter()
        .filter(|name| !still.iter().any(|kept| is_same(kept, name)))
        .map(Value::computed)
        .collect();
    let kept = now.and_then(|now| now.place_of(path));
    let same = lost.is_empty() && kept.is_some();
    let mut record = Record::new();
    record.put("path", Value::computed(path));
    record.put("kept", Value::computed(kept.is_some()));
    record.put("lost", Value::list(lost));
    let file = was.path().to_owned();
    record.put("was", Value::computed(was.text()).with_place(Some(was)));
    let place = kept.or_else(|| now.map(Owners::place));
    let value = record.into_value(place.or_else(|| Some(Place::missing(file))));
    Some((value, same))
}

/// A file of the head, or the place where it ought to be.
fn here(change: &Change, path: &str) -> Place {
    match change.scope.tree.read(path) {
        Blob::Text(document) => Place::start_of(&document),
        _ => Place::missing(path),
    }
}
