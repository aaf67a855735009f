//! The envelopes that bind what keys name: their subjects, their day, and
//! their place in the lock.

use std::collections::BTreeMap;

use jiff::Unit;

use super::models::Models;
use super::{locked, text};
use crate::facts::Scope;
use crate::facts::derived::evidence;
use crate::facts::derived::lock::{below, resolve};
use crate::manifest::record::Record;
use crate::model::{Document, Place, Value};
use crate::source::Blob;

/// The age at which evidence expires, where nothing lower is declared.
const OLDEST: i64 = 365;
/// The same of what is attacked or misused in new ways each month.
const OLDEST_OF_ATTACKS: i64 = 180;
const ATTACKS: [&str; 3] = ["safety-eval", "crisis-test", "robustness"];

/// An envelope that binds something.
pub(super) struct Bound<'a> {
    /// Its path in the tree.
    pub(super) path: String,
    /// What it says.
    pub(super) facts: Value,
    /// The evidence that it binds, by the keys that name it.
    pub(super) named: Vec<&'a Value>,
}

impl Bound<'_> {
    /// The path at the first key that names what it binds.
    pub(super) fn at_key(&self) -> Value {
        let named = self.named.first().and_then(|one| one.get("path"));
        named.cloned().unwrap_or_else(|| Value::computed(""))
    }

    pub(super) fn is_named_by(&self, key: &str) -> bool {
        self.named.iter().any(|one| text(one, "key") == Some(key))
    }

    /// Whether all that names it asks for the model and the set before a change.
    pub(super) fn is_of_the_past(&self) -> bool {
        let past = |one: &&Value| text(one, "key") == Some("integrity.eval_change.evidence");
        self.named.iter().all(past)
    }

    pub(super) fn items(&self, key: &str) -> &[Value] {
        self.facts.get(key).map_or(&[][..], Value::items)
    }
}

/// Every envelope that binds something, in the order of the keys.
pub(super) fn bind<'a>(scope: &Scope, evidence: &'a [Value]) -> Vec<Bound<'a>> {
    let mut bound: Vec<Bound> = Vec::new();
    let mut read: BTreeMap<String, Option<Value>> = BTreeMap::new();
    for entry in evidence {
        let own = text(entry, "path").and_then(|path| scope.resolve(path));
        let paths = entry.get("envelopes").map_or(&[][..], Value::items);
        let envelopes = paths.iter().filter_map(Value::as_str).filter_map(|path| {
            let facts =
                read.entry(path.to_owned())
                    .or_insert_with(|| match own.as_deref() == Some(path) {
                        true => Some(entry.clone()),
                        false => evidence::envelope(scope.tree, path),
                    });
            Some((path, facts.clone()?))
        });
        // Of several that list a table, the one that names its bytes counts,
        // and the last one measured among those.
        let best = envelopes.max_by_key(|(_, facts)| {
            let created = facts.get("created").and_then(Value::as_date);
            (lists(scope, facts, own.as_deref()), created)
        });
        let Some((path, facts)) = best else { continue };
        match bound.iter_mut().find(|one| one.path == path) {
            Some(known) => known.named.push(entry),
            None => bound.push(Bound {
                path: path.to_owned(),
                facts,
                named: vec![entry],
            }),
        }
    }
    bound
}

/// Whether an envelope lists a file with the digest that it has.
fn lists(scope: &Scope, envelope: &Value, own: Option<&str>) -> bool {
    let files = envelope.get("files").map_or(&[][..], Value::items);
    let of = files.iter().find(|file| {
        let path = file.get("path").and_then(|name| resolve(scope, name));
        path.is_some() && path.as_deref() == own
    });
    let (Some(stated), Some(own)) = (of.and_then(|file| text(file, "sha256")), own) else {
        return false;
    };
    let own = below(scope, own);
    let here = locked(scope)
        .iter()
        .find(|one| text(one, "path") == Some(own));
    let here = here.and_then(|one| text(one, "sha256"));
    here.is_some_and(|here| here.eq_ignore_ascii_case(stated))
}

/// What rules ask of each envelope.
pub(super) fn facts(scope: &Scope, envelopes: &[Bound]) -> Vec<Value> {
    let models = Models::of(scope);
    let fact = |envelope| fact(scope, &models, envelope);
    envelopes.iter().map(fact).collect()
}

fn fact(scope: &Scope, models: &Models, envelope: &Bound) -> Value {
    let place = first_line(scope, &envelope.path);
    let here = |value: Value| value.with_place(Some(place.clone()));
    let shown = below(scope, &envelope.path);
    let mut record = Record::new();
    record.put("path", here(Value::computed(shown)));
    record.put("named", envelope.at_key());
    let subjects = envelope.items("subjects");
    let count = Value::computed(subjects.len());
    record.put("subjects", count.placed_like(&envelope.at_key()));
    let keys = || {
        evidence::OF_A_MODEL
            .iter()
            .filter(|key| envelope.is_named_by(key))
    };
    if keys().next().is_some() && !subjects.is_empty() && !models.are_nowhere() {
        let about = subjects.iter().any(|one| models.have(scope, one));
        let about = Value::computed(about).placed_like(&envelope.at_key());
        record.put("about_model", about);
    }
    day(scope, envelope, &here, &mut record);
    let entry = locked(scope)
        .iter()
        .find(|one| text(one, "path") == Some(shown));
    if let Some(entry) = entry {
        for (key, of) in [("listed", "listed"), ("locked", "matches")] {
            if let Some(value) = entry.get(of) {
                record.keep(key, here(value.clone()));
            }
        }
    }
    record.into_value(Some(place))
}

fn day(scope: &Scope, envelope: &Bound, here: &impl Fn(Value) -> Value, record: &mut Record) {
    let created = envelope.facts.get("created");
    let date = created.and_then(Value::as_date);
    let dated = Value::computed(date.is_some());
    record.put(
        "dated",
        match created {
            Some(created) => dated.placed_like(created),
            None => here(dated),
        },
    );
    let (Some(created), Some(date)) = (created, date) else {
        return;
    };
    record.put("created", created.clone());
    let age = date.until((Unit::Day, scope.today));
    let days = age.map_or(i64::MAX, |age| i64::from(age.get_days()));
    record.put("days", Value::computed(days).placed_like(created));
    let declared = scope.declared("evidence.max_age_days");
    let declared = declared.and_then(Value::as_int).unwrap_or(OLDEST);
    let kind = text(&envelope.facts, "kind").unwrap_or_default();
    let most = match ATTACKS.contains(&kind) {
        true => OLDEST_OF_ATTACKS,
        false => OLDEST,
    };
    record.put("max_days", Value::computed(declared.min(most)));
}

/// The first line of a document, which stands for the whole of it.
pub(super) fn first_line(scope: &Scope, path: &str) -> Place {
    match scope.tree.read(path) {
        Blob::Text(document) => {
            let start = Place::start_of(&document);
            let first = document.text.split('\n').next().unwrap_or("").trim_end();
            let span = crate::model::Span::new(0, first.len());
            Place { span, ..start }
        }
        _ => Place::start_of(&Document::new(path, "")),
    }
}
