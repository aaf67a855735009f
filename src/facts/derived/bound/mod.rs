//! `bound`: which envelope binds each measurement, and whether what it says
//! that it measured is what the repository holds now.
//!
//! A digest binds what is here, a pointer's oid what Git LFS keeps, the lock
//! what DVC keeps. A hosted model has no bytes: its dated version stands for them.

mod datasets;
mod envelopes;
mod models;
mod strays;
mod subjects;

use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::{Fact, Kind, Reason, Type, Value};
use Type::{Bool, Date, Int, Text};

/// Evidence, held against what it measured.
pub static FAMILY: Family = Family {
    name: "bound",
    facts: FACTS,
    derive,
};

const ENVELOPE: &str = "the envelope";

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("bound.evidence[].path", Text, "ethics.yml", "a file that a key names as evidence"),
    Fact::new("bound.evidence[].key", Text, "ethics.yml", "that key"),
    Fact::new("bound.evidence[].measures", Bool, "the key, the file", "whether it is a measurement: a record of hearing people may be a text"),
    Fact::new("bound.evidence[].enveloped", Bool, "the tree", "whether it is an envelope, or one lists it in files; missing where it isn't there or can't be read"),
    Fact::new("bound.evidence[].kind", Text, "the file", "what kind of measurement it says it is"),
    Fact::new("bound.evidence[].kinds[]", Text, "the key", "the kinds that the key asks for; absent where it takes any"),
    Fact::new("bound.evidence[].fits", Bool, "the file, the key", "whether its kind is one of them"),
    Fact::new("bound.envelopes[].path", Text, "the tree", "an envelope that binds evidence which a key names"),
    Fact::new("bound.envelopes[].named", Text, "ethics.yml", "the evidence that is named, at the key that names it"),
    Fact::new("bound.envelopes[].subjects", Int, ENVELOPE, "how many subjects it names"),
    Fact::new("bound.envelopes[].about_model", Bool, "the envelope, models", "whether a file, a prompt or the hosted version of a declared model is among its subjects; absent where the measurement need not be one of a model"),
    Fact::new("bound.envelopes[].dated", Bool, ENVELOPE, "whether it says on which day it was measured"),
    Fact::new("bound.envelopes[].created", Date, ENVELOPE, "that day"),
    Fact::new("bound.envelopes[].days", Int, "the envelope, today", "its age; negative where the day is still to come").unit("days"),
    Fact::new("bound.envelopes[].max_days", Int, "evidence.max_age_days", "the age at which it expires: 365 unless lowered, and at most 180 for safety-eval, crisis-test and robustness").unit("days"),
    Fact::new("bound.envelopes[].listed", Bool, "ethics.lock", "whether the lock has an entry for it; missing where the lock can't be read"),
    Fact::new("bound.envelopes[].locked", Bool, "ethics.lock", "whether it is the locked one; absent where the lock has none"),
    Fact::new("bound.subjects[].name", Text, ENVELOPE, "what was measured, or raw output that belongs to a measurement, by the name that the first envelope gives it"),
    Fact::new("bound.subjects[].subject", Text, ENVELOPE, "the same, at its place in the first of the envelopes below"),
    Fact::new("bound.subjects[].same", Bool, "envelopes, the tree, ethics.lock", "whether every envelope that measured it names it as it is now; missing where that can't be told"),
    Fact::new("bound.subjects[].envelopes[]", Text, "envelopes", "the envelopes that name another one, else those that nothing can be told of, else all"),
    Fact::new("bound.subjects[].digest", Text, ENVELOPE, "the digest, else the version, that the first of these envelopes names, at its place"),
    Fact::new("bound.subjects[].found", Text, "the bytes, a pointer, ethics.lock, models[].api", "its digest or version now"),
    Fact::new("bound.datasets[].id", Text, ENVELOPE, "a set that something was measured on"),
    Fact::new("bound.datasets[].envelope", Text, "the tree", "the envelope that says so"),
    Fact::new("bound.datasets[].known", Bool, "data[].id, data[].aliases", "whether it is declared"),
    Fact::new("bound.datasets[].digest", Text, ENVELOPE, "the digest that the envelope gives it, at its place"),
    Fact::new("bound.datasets[].found", Text, "ethics.lock, the manifest", "its digest now"),
    Fact::new("bound.datasets[].same", Bool, "the envelope, ethics.lock, the manifest", "whether the two are one; false where the envelope gives none and the set has one; missing where the set's is not known; absent where nobody gives one"),
    Fact::new("bound.strays[].path", Text, "the tree", "a table or a result beside the evidence that nothing names"),
    Fact::new("bound.strays[].named", Bool, "ethics.yml, envelopes, manifests", "whether anything names it: false"),
];

fn derive(scope: &Scope) -> Derived {
    let evidence = scope.known.get("evidence");
    let evidence = evidence.map_or(&[][..], Value::items);
    let envelopes = envelopes::bind(scope, evidence);
    let record = Value::record([
        ("evidence", Value::list(evidence.iter().map(named))),
        (
            "envelopes",
            Value::list(envelopes::facts(scope, &envelopes)),
        ),
        ("subjects", Value::list(subjects::facts(scope, &envelopes))),
        ("datasets", Value::list(datasets::facts(scope, &envelopes))),
        ("strays", Value::list(strays::strays(scope, evidence))),
    ]);
    Derived::of("bound", record.with_place(scope.place_of("evidence")))
}

/// The kinds that a key takes; empty where it takes any.
fn kinds(key: &str) -> &'static [&'static str] {
    match key {
        "benefit.evidence"
        | "fairness.declared"
        | "fairness.bias_eval[].evidence"
        | "inclusion.quality[].evidence" => &["metrics"],
        "fairness.counts" => &["group-counts"],
        "inclusion.floors[].evidence" | "integrity.eval_change.evidence" => {
            &["metrics", "group-counts"]
        }
        "integrity.leakage.evidence" => &["leakage"],
        "integrity.robustness[].evidence" => &["robustness"],
        "inclusion.accessibility.report" => &["axe"],
        "inclusion.consulted" => &["consultation"],
        "youth.age_assurance.evidence" => &["age-assurance"],
        "youth.safety_eval[].evidence" => &["safety-eval"],
        "youth.crisis.evidence" => &["crisis-test"],
        "privacy.memorization.evidence" => &["memorization"],
        _ => &[],
    }
}

/// A record of hearing people may be a text, which measures nothing.
fn is_prose(evidence: &Value) -> bool {
    let key = text(evidence, "key") == Some("inclusion.consulted");
    key && text(evidence, "format").is_none()
}

fn named(evidence: &Value) -> Value {
    let mut record = Record::new();
    record.put("path", evidence.get("path").cloned());
    record.put("key", evidence.get("key").cloned());
    let here = |kind: Kind| Value::computed(kind).placed_like(evidence);
    let measures = !is_prose(evidence);
    record.put("measures", here(measures.into()));
    if measures {
        let envelopes = evidence.get("envelopes").map_or(&[][..], Value::items);
        let enveloped = match (envelopes, text(evidence, "reason")) {
            ([], None) => Kind::Bool(false),
            ([], Some("absent")) => Kind::Missing(Reason::Absent),
            ([], Some("unverified")) => Kind::Missing(Reason::Unverified),
            ([], Some(_)) => Kind::Missing(Reason::Unreadable),
            _ => Kind::Bool(true),
        };
        record.keep("enveloped", here(enveloped));
    }
    let kinds = kinds(text(evidence, "key").unwrap_or_default());
    if let (Some(kind), false) = (text(evidence, "kind"), kinds.is_empty()) {
        record.put("kind", evidence.get("kind").cloned());
        record.keep(
            "kinds",
            Value::list(kinds.iter().copied().map(Value::computed)),
        );
        record.put("fits", here(kinds.contains(&kind).into()));
    }
    record.into_value(None).placed_like(evidence)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// What the lock knows of every declared file.
fn locked<'a>(scope: &Scope<'a>) -> &'a [Value] {
    let files = scope.known.get("lock").and_then(|lock| lock.get("files"));
    files.map_or(&[][..], Value::items)
}
