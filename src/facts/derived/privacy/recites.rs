//! Whether a generator recites the people that it learned from: the test that
//! is declared, the data that it was made with, and what it counted.

use crate::facts::Scope;
use crate::facts::derived::datasets::{digest_of, is_called};
use crate::facts::derived::evidence::{self, counted};
use crate::facts::derived::rare;
use crate::manifest::record::Record;
use crate::model::{Kind, Reason, Value};

use super::{datasets, unread};

/// The share that may be recited, where nothing lower is declared.
const LIMIT: f64 = 0.01;
/// Roles in which a model keeps what it has seen.
const LEARNED: [&str; 2] = ["train", "finetune"];
const DECLARED: &str = "privacy.memorization";
const KEY: &str = "privacy.memorization.evidence";

pub(super) fn recites(scope: &Scope) -> Value {
    let mut record = Record::new();
    let learned: Vec<&Value> = learned(scope).filter(|set| is_personal(set)).collect();
    record.keep("applies", applies(scope, &learned));
    let ids = learned.iter().filter_map(|set| set.get("id").cloned());
    record.keep("learned", Value::list(ids));
    if let Some(declared) = scope.declared(DECLARED) {
        record.keep("lacks", lacks(declared));
        if let Some(path) = declared
            .get("evidence")
            .filter(|path| path.says_something())
        {
            record.put("evidence", path.clone());
            match evidence::named(scope, KEY, path.as_str().unwrap_or("")) {
                Ok(found) => {
                    made_with(scope, found, &learned, path, &mut record);
                    count(found, declared, path, &mut record);
                }
                Err(reason) => record.keep("counted", Value::missing(reason, path.mark())),
            }
        }
    }
    record.into_value(scope.place_of(DECLARED))
}

fn learned<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a Value> {
    datasets(scope).filter(|set| {
        let role = set.get("role").and_then(Value::as_str);
        role.is_none_or(|role| LEARNED.contains(&role))
    })
}

fn is_personal(set: &Value) -> bool {
    set.get("personal").and_then(Value::as_bool) == Some(true)
}

/// A generator that learned from personal data; nobody knows where a manifest
/// can't be read.
fn applies(scope: &Scope, personal: &[&Value]) -> Value {
    let kind = scope.declared("system.kind");
    let is_generative = kind.and_then(Value::as_str) == Some("generative");
    let unknown = learned(scope).find_map(|set| unread(set.get("personal")?));
    match (unknown, kind) {
        (Some(unknown), _) if is_generative && personal.is_empty() => unknown,
        (_, Some(kind)) => Value::computed(is_generative && !personal.is_empty()).placed_like(kind),
        (_, None) => Value::computed(false).with_place(scope.place_of("system.kind")),
    }
}

/// What can't be read is told by the shape of the declaration.
fn lacks(declared: &Value) -> Value {
    let is_left_out = |key: &&str| {
        let value = declared.get(key).map(|value| &value.kind);
        matches!(value, None | Some(Kind::Null))
    };
    let lacks = ["method", "evidence"].into_iter().filter(is_left_out);
    Value::list(lacks.map(Value::computed)).placed_like(declared)
}

/// Whether the test is about data that the model learned from, as it is here.
fn made_with(scope: &Scope, found: &Value, learned: &[&Value], path: &Value, record: &mut Record) {
    let named = found.at_path("dataset.id").filter(|id| id.says_something());
    let set = named.and_then(|id| learned.iter().find(|set| is_called(set, id.as_str())));
    if let Some(id) = named {
        record.put("dataset", id.clone());
        let trained_on = Value::computed(set.is_some()).placed_like(path);
        record.put("trained_on", trained_on);
        if set.is_none() {
            return;
        }
    }
    let tested = found.at_path("dataset.sha256");
    record.put("digest", tested.cloned());
    let tested = tested.and_then(Value::as_str);
    let lock = scope.known.get("lock").and_then(|lock| lock.get("files"));
    let lock = lock.map_or(&[][..], Value::items);
    let same = match (tested, set.and_then(|set| digest_of(set, lock))) {
        (Some(tested), Some(here)) => Kind::Bool(tested.eq_ignore_ascii_case(&here)),
        _ => Kind::Missing(Reason::Unverified),
    };
    record.keep("same_data", Value::computed(same).placed_like(path));
}

/// The worst count of canaries against the limit.
fn count(found: &Value, declared: &Value, path: &Value, record: &mut Record) {
    let results = found.get("results").map_or(&[][..], Value::items);
    let counts = |result: &Value| {
        let (extracted, canaries) = (counted(result, "extracted")?, counted(result, "canaries")?);
        (canaries > 0 && extracted <= canaries).then_some((extracted, canaries))
    };
    let most = declared.get("limit").and_then(Value::as_number);
    let rank = |(_, (extracted, canaries)): &(&Value, (u64, u64))| {
        rare::rank(*extracted, *canaries, most.unwrap_or(LIMIT))
    };
    // A count that can't be read could be the worst of them.
    let is_unread = |result: &Value| {
        let speaks = |key: &str| result.get(key).is_some();
        (speaks("extracted") || speaks("canaries")) && counts(result).is_none()
    };
    let worst = results
        .iter()
        .filter_map(|result| Some((result, counts(result)?)))
        .max_by(|one, other| rare::order(rank(one), rank(other)))
        .filter(|_| !results.iter().any(is_unread));
    record.put(
        "counted",
        Value::computed(worst.is_some()).placed_like(path),
    );
    let Some((result, (extracted, canaries))) = worst else {
        return;
    };
    record.put("extracted", result.get("extracted").cloned());
    record.put("canaries", result.get("canaries").cloned());
    let limit = match declared.get("limit") {
        // Out of its range, or no number: what it says is not known.
        Some(limit) if matches!(limit.kind, Kind::Missing(_)) => {
            record.keep("limit", limit.clone());
            return record.keep("within", limit.clone());
        }
        Some(limit) => limit.clone(),
        None => Value::computed(LIMIT).with_place(declared.mark()),
    };
    let most = limit.as_number().unwrap_or(LIMIT);
    record.put("limit", limit);
    rare::against(record, extracted, canaries, most);
}
