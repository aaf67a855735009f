//! Training and evaluation data that ought to have nothing in common.

use std::collections::HashSet;

use super::rows;
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
    let envelope = path.and_then(|path| evidence::named(scope, KEY, path).ok());
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
                let ours: Vec<&Value> = ours.collect();
                let is_found = Value::computed(!ours.is_empty());
                record.put("found", is_found.with_place(at.clone()));
                if !ours.is_empty() {
                    overlap(pair, &ours, &mut record);
                    fits(scope, pair, &ours, envelope, &mut record);
                }
            }
        }
        record.into_value(None).placed_like(pair.eval)
    }))
}

/// What the results of one pair say, of rows and of people each by the worst of
/// them: one way of looking that finds nothing makes none good that does.
fn overlap(pair: &Pair, results: &[&Value], record: &mut Record) {
    let rows = worst(results, &["overlap_rows", "n"], SHARE);
    for (key, of) in [("rows", "overlap_rows"), ("n", "n")] {
        record.put(key, rows.0.and_then(|result| result.get(of)).cloned());
    }
    record.keep("rows_within", rows.1);
    let people = worst(results, &["overlap_people"], 0.0);
    let of = people.0.and_then(|result| result.get("overlap_people"));
    record.put("people", of.cloned());
    let personal = |set: &Value| set.get("personal").and_then(Value::as_bool) == Some(true);
    let of_people = personal(pair.train) || personal(pair.eval);
    record.put("personal", Value::computed(of_people));
    if of_people {
        record.keep("people_within", people.1);
    }
}

/// Whether no more rows were compared than the evaluation set has: of enough
/// that are not there, whatever leaks is a small share.
fn fits(
    scope: &Scope,
    pair: &Pair,
    results: &[&Value],
    envelope: Option<&Value>,
    record: &mut Record,
) {
    let compared = results
        .iter()
        .filter_map(|result| Some((counted(result, "n")?, result.get("n")?)));
    let Some((n, at)) = compared.max_by_key(|(n, _)| *n) else {
        return;
    };
    record.put("compared", at.clone());
    let dataset = envelope.and_then(|envelope| envelope.get("dataset"));
    let dataset = dataset.filter(|dataset| {
        let name = dataset.get("id").and_then(Value::as_str);
        name.is_some() && name == Some(id(pair.eval))
    });
    let said = dataset.and_then(|dataset| counted(dataset, "n"));
    let Some(there) = said.into_iter().chain(rows::held(scope, pair.eval)).min() else {
        return;
    };
    let shown = usize::try_from(there).unwrap_or(usize::MAX);
    record.put("there", Value::computed(shown));
    record.keep("fits", Value::computed(n <= there).placed_like(at));
}

/// The worst of what several results count, or its share of another count, and
/// whether it is within a bound. What is said and can't be counted could be the
/// worst of them, so that nothing is clean beside it.
fn worst<'a>(results: &[&'a Value], keys: &[&str], most: f64) -> (Option<&'a Value>, Value) {
    let said = || {
        let results = results.iter().copied();
        results.filter(|result| result.get(keys[0]).is_some())
    };
    let worst = said()
        .filter_map(|result| Some((result, share(result, keys)?)))
        .max_by(|(_, one), (_, other)| one.total_cmp(other));
    let uncounted = said().find(|result| share(result, keys).is_none());
    let within = |kind: Kind, result: Option<&Value>| match result {
        Some(result) => Value::computed(kind).placed_like(result),
        None => Value::computed(kind),
    };
    match (worst, uncounted) {
        (Some((result, share)), _) if share > most => {
            (Some(result), within(Kind::Bool(false), Some(result)))
        }
        (_, Some(result)) => {
            let why = Kind::Missing(uncountable(result, keys));
            (None, within(why, Some(result)))
        }
        (Some((result, _)), None) => (Some(result), within(Kind::Bool(true), Some(result))),
        (None, None) => {
            let first = results.first().copied();
            (None, within(Kind::Missing(Reason::Absent), first))
        }
    }
}

/// The first count, as a share of the second where there is one.
fn share(result: &Value, keys: &[&str]) -> Option<f64> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "it is only held against a bound"
    )]
    let of = |key: &&str| counted(result, key).map(|count| count as f64);
    match keys {
        [rows, n] => Rate::of(counted(result, rows)?, counted(result, n)?).value(),
        _ => keys.first().and_then(of),
    }
}

/// Why a result gives no share: what it says is no count, it doesn't say one,
/// or there is nobody in it.
fn uncountable(result: &Value, keys: &[&str]) -> Reason {
    let is_said = |key: &&&str| result.get(key).is_some();
    if keys
        .iter()
        .filter(is_said)
        .any(|key| counted(result, key).is_none())
    {
        return Reason::Unreadable;
    }
    match keys.iter().all(|key| result.get(key).is_some()) {
        true => Reason::Insufficient,
        false => Reason::Absent,
    }
}

/// Rows that two committed samples share.
pub(super) fn samples(scope: &Scope, pairs: &[Pair]) -> Value {
    let sample = |set: &Value| {
        let entry = set.get("entry")?.get("sample")?;
        let rows = telling(scope, entry.as_str()?)?;
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
fn telling(scope: &Scope, path: &str) -> Option<HashSet<String>> {
    let document = linked::document(scope, path).ok()?;
    let name = document.path.to_ascii_lowercase();
    let header = usize::from(name.ends_with(".csv") || name.ends_with(".tsv"));
    let rows = document.text.lines().skip(header).map(str::trim);
    let telling = rows.filter(|row| row.chars().count() >= TELLING);
    Some(telling.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(results: &[&[(&str, i64)]], keys: &[&str], most: f64) -> String {
        let of = |counts: &&[(&str, i64)]| {
            let counts = counts.iter();
            Value::record(counts.map(|(key, count)| match *count {
                // What is written there is no count.
                -1 => (*key, Value::computed("none")),
                count => (*key, Value::computed(count)),
            }))
        };
        let results: Vec<Value> = results.iter().map(of).collect();
        let results: Vec<&Value> = results.iter().collect();
        format!("{:?}", worst(&results, keys, most).1.kind)
    }

    #[test]
    fn a_result_that_counts_nothing_hides_no_leak_and_makes_nothing_clean() {
        let rows = |results: &[&[(&str, i64)]]| within(results, &["overlap_rows", "n"], SHARE);
        let (clean, leak) = (
            &[("overlap_rows", 1), ("n", 2000)][..],
            &[("overlap_rows", 40), ("n", 2000)][..],
        );
        let empty = &[("overlap_rows", 0), ("n", 0)][..];
        let words = &[("overlap_rows", -1), ("n", 2000)][..];
        let bare = &[("overlap_rows", 0)][..];
        let silent = &[("overlap_people", 0)][..];
        assert_eq!(rows(&[clean, silent]), "true");
        for beside in [clean, empty, words, bare, silent] {
            assert_eq!(rows(&[leak, beside]), "false");
            assert_eq!(rows(&[beside, leak]), "false");
        }
        assert_eq!(rows(&[clean, empty]), "missing(Insufficient)");
        assert_eq!(rows(&[words, clean]), "missing(Unreadable)");
        assert_eq!(rows(&[clean, bare]), "missing(Absent)");
        assert_eq!(rows(&[silent]), "missing(Absent)");
    }

    #[test]
    fn people_are_counted_by_themselves() {
        let people = |results: &[&[(&str, i64)]]| within(results, &["overlap_people"], 0.0);
        let nobody = &[("overlap_people", 0), ("overlap_rows", 90), ("n", 100)][..];
        let some = &[("overlap_people", 3)][..];
        let words = &[("overlap_people", -1)][..];
        assert_eq!(people(&[nobody]), "true");
        assert_eq!(people(&[nobody, some]), "false");
        assert_eq!(people(&[some, words]), "false");
        assert_eq!(people(&[nobody, words]), "missing(Unreadable)");
    }
}
