//! Training and evaluation data that ought to have nothing in common.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::facts::derived::evidence::{self, counted};
use crate::facts::{Scope, linked};
use crate::manifest::record::Record;
use crate::measure::interval::Rate;
use crate::model::{Kind, Reason, Value};

const KEY: &str = "integrity.leakage.evidence";
/// Rows that may stand in both, of all rows of the evaluation set.
const SHARE: f64 = 0.001;
/// Characters of a row that two people hardly share by chance.
const TELLING: usize = 12;

/// A training set and an evaluation set.
pub(super) struct Pair<'a> {
    train: &'a Value,
    eval: &'a Value,
}

/// Every training or fine-tuning set beside every evaluation set.
pub(super) fn pairs<'a>(scope: &'a Scope<'a>) -> Vec<Pair<'a>> {
    let sets = scope.known.get("datasets").map_or(&[][..], Value::items);
    let with = |roles: &'static [&'static str]| {
        sets.iter().filter(move |set| {
            let role = set.get("role").and_then(Value::as_str);
            role.is_some_and(|role| roles.contains(&role))
        })
    };
    with(&["eval"])
        .flat_map(|eval| with(&["train", "finetune"]).map(move |train| Pair { train, eval }))
        .collect()
}

fn id(set: &Value) -> &str {
    set.get("id").and_then(Value::as_str).unwrap_or("")
}

/// What the evidence says of each pair.
pub(super) fn results(scope: &Scope, pairs: &[Pair]) -> Value {
    let declared = scope.declared("integrity.leakage.evidence");
    let path = declared.and_then(Value::as_str);
    let found = path.map(|path| evidence::results(scope, KEY, path));
    let at = declared.and_then(Value::mark);
    Value::list(pairs.iter().map(|pair| {
        let mut record = Record::new();
        record.put("train", Value::computed(id(pair.train)));
        record.put("eval", Value::computed(id(pair.eval)));
        match &found {
            // Without the key, that is told of the key.
            None => {}
            Some(Err(reason)) => record.keep("found", Value::missing(*reason, at.clone())),
            Some(Ok(results)) => {
                let ours = results.iter().filter(|result| {
                    let is = |key: &str, set: &Value| {
                        result.get(key).and_then(Value::as_str) == Some(id(set))
                    };
                    is("train", pair.train) && is("eval", pair.eval)
                });
                let result = worst(ours);
                record.put(
                    "found",
                    Value::computed(result.is_some()).with_place(at.clone()),
                );
                if let Some(result) = result {
                    overlap(pair, result, &mut record);
                }
            }
        }
        record.into_value(None).placed_like(pair.eval)
    }))
}

/// Of several results the one with the most people, then rows, in both: one way
/// of looking that finds nothing makes none good that does. A result that
/// counts nothing comes last.
fn worst<'a>(results: impl Iterator<Item = &'a Value>) -> Option<&'a Value> {
    results.max_by(|one, other| {
        let rank = |result: &Value| {
            let (rows, n) = (counted(result, "overlap_rows"), counted(result, "n"));
            let share = rows.zip(n).and_then(|(rows, n)| Rate::of(rows, n).value());
            (counted(result, "overlap_people"), share)
        };
        let ((people, share), (others, other)) = (rank(one), rank(other));
        let share = share.partial_cmp(&other).unwrap_or(Ordering::Equal);
        people.cmp(&others).then(share)
    })
}

fn overlap(pair: &Pair, result: &Value, record: &mut Record) {
    let count = |key: &str| counted(result, key);
    record.put("rows", result.get("overlap_rows").cloned());
    record.put("people", result.get("overlap_people").cloned());
    record.put("n", result.get("n").cloned());
    let unknown = Kind::Missing(Reason::Absent);
    let share = count("overlap_rows").zip(count("n"));
    let share = share.and_then(|(rows, n)| Rate::of(rows, n).value());
    let within = share.map_or(unknown.clone(), |share| Kind::Bool(share <= SHARE));
    record.keep("rows_within", Value::computed(within).placed_like(result));
    let personal = |set: &Value| set.get("personal").and_then(Value::as_bool) == Some(true);
    let of_people = personal(pair.train) || personal(pair.eval);
    record.put("personal", Value::computed(of_people));
    if of_people {
        let nobody = count("overlap_people").map_or(unknown, |people| Kind::Bool(people == 0));
        record.keep("people_within", Value::computed(nobody).placed_like(result));
    }
}

/// Rows that two committed samples share.
pub(super) fn samples(scope: &Scope, pairs: &[Pair]) -> Value {
    let sample = |set: &Value| {
        let entry = set.get("entry")?.get("sample")?;
        let rows = rows(scope, entry.as_str()?)?;
        Some((entry.clone(), rows))
    };
    Value::list(pairs.iter().filter_map(|pair| {
        let (_, train) = sample(pair.train)?;
        let (at, eval) = sample(pair.eval)?;
        let shared = eval.intersection(&train).count();
        Some(
            Value::record([
                ("train", Value::computed(id(pair.train))),
                ("eval", Value::computed(id(pair.eval))),
                ("shared", Value::computed(shared)),
            ])
            .placed_like(&at),
        )
    }))
}

/// The rows of a sample that are long enough to tell of somebody; the header
/// of a table of values is none.
fn rows(scope: &Scope, path: &str) -> Option<HashSet<String>> {
    let document = linked::document(scope, path).ok()?;
    let name = document.path.to_ascii_lowercase();
    let header = usize::from(name.ends_with(".csv") || name.ends_with(".tsv"));
    let rows = document.text.lines().skip(header).map(str::trim);
    let telling = rows.filter(|row| row.chars().count() >= TELLING);
    Some(telling.map(str::to_owned).collect())
}
