//! The sets that something was measured on.

use super::envelopes::Bound;
use super::{locked, text};
use crate::facts::Scope;
use crate::facts::derived::datasets::{digest_of, is_called};
use crate::facts::derived::lock::below;
use crate::manifest::record::Record;
use crate::model::{Kind, Reason, Value};

/// The set of each envelope that names one.
pub(super) fn facts(scope: &Scope, envelopes: &[Bound]) -> Vec<Value> {
    let sets = scope.known.get("datasets").map_or(&[][..], Value::items);
    let current = envelopes.iter().filter(|one| !one.is_of_the_past());
    let named = current.filter_map(|envelope| {
        let dataset = envelope.facts.get("dataset")?;
        let id = dataset.get("id").filter(|id| id.says_something())?;
        Some((envelope, dataset, id))
    });
    let facts = named.map(|(envelope, dataset, id)| {
        let set = sets.iter().find(|set| is_called(set, id.as_str()));
        let at = envelope.at_key();
        let mut record = Record::new();
        record.put("id", id.clone());
        let path = below(scope, &envelope.path);
        record.put("envelope", Value::computed(path));
        record.put("known", Value::computed(set.is_some()).placed_like(&at));
        if let Some(set) = set {
            compare(scope, dataset, set, &at, &mut record);
        }
        record.into_value(None).placed_like(&at)
    });
    facts.collect()
}

fn compare(scope: &Scope, dataset: &Value, set: &Value, at: &Value, record: &mut Record) {
    let here = digest_of(set, locked(scope));
    let stated = text(dataset, "sha256");
    let same = match (stated, &here) {
        (Some(stated), Some(here)) => Kind::Bool(stated.eq_ignore_ascii_case(here)),
        (Some(_), None) => Kind::Missing(Reason::Unverified),
        (None, Some(_)) => Kind::Bool(false),
        (None, None) => return,
    };
    let digest = dataset
        .get("sha256")
        .filter(|digest| digest.says_something());
    record.put("digest", digest.cloned());
    record.put("found", here.map(Value::computed));
    record.keep("same", Value::computed(same).placed_like(at));
}
