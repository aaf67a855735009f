//! `harms`: whether the evidence of a serious harm speaks of that harm. Any
//! result would do otherwise, and a result for something else shows nothing.
//! Words are compared, no meaning, so a person decides where they differ.

use crate::facts::{Derived, Family, Scope, linked, names};
use crate::manifest::record::Record;
use crate::measure::text::{shared, words};
use crate::model::path::name_of;
use crate::model::{Fact, Kind, Reason, Type, Value};

/// Harms beside their evidence.
pub static FAMILY: Family = Family {
    name: "harms",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("harms[].id", Type::Text, "harms[].id", "a harm that has evidence"),
    Fact::new("harms[].evidence", Type::Text, "harms[].evidence", "its evidence, at its place"),
    Fact::new("harms[].severity", Type::Text, "harms[].severity", "how bad it is"),
    Fact::new("harms[].in_data", Type::Bool, "harms[].evidence", "whether that is a file of data, and no prose"),
    Fact::new("harms[].spoken_of", Type::Bool, "harms[], the evidence", "whether the evidence bears the harm's id, or shares a content word with harm and mitigation, two where it is prose; missing where it can't be read, absent where the two are in different languages"),
];

/// Words that are in any harm and in any result.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "accuracy", "ai", "answer", "answers", "case", "cases", "data", "evidence", "harm", "harms", "high", "low", "metric", "metrics", "model",
    "output", "people", "person", "rate", "result", "results", "score", "system", "test", "tests", "user", "users", "wrong", "결과", "데이터",
    "모델", "사람", "사용자", "시스템", "이용자", "지표",
];

/// Keys of results whose values are no names of what was measured.
const NUMBERS: &[&str] = &[
    "created", "sha256", "version", "schema", "files", "dataset", "tool",
];

fn derive(scope: &Scope) -> Derived {
    let harms = scope.declared("harms").map_or(&[][..], Value::items);
    let list = Value::list(harms.iter().filter_map(|harm| {
        let evidence = harm
            .get("evidence")
            .filter(|evidence| evidence.says_something())?;
        let mut record = Record::new();
        record.put("id", harm.get("id").cloned());
        record.put("evidence", Some(evidence.clone()));
        record.put("severity", harm.get("severity").cloned());
        let path = evidence.as_str().unwrap_or("");
        let in_data = [".json", ".csv", ".tsv", ".yml", ".yaml"];
        let in_data = in_data.iter().any(|ending| path.ends_with(ending));
        record.put("in_data", Value::computed(in_data));
        if let Some(spoken) = spoken_of(scope, harm, evidence) {
            record.keep("spoken_of", Value::computed(spoken).placed_like(evidence));
        }
        Some(record.into_value(None).placed_like(harm))
    }));
    Derived::of("harms", list.with_place(scope.place_of("harms")))
}

fn spoken_of(scope: &Scope, harm: &Value, evidence: &Value) -> Option<Kind> {
    let reference = evidence.as_str()?;
    let (path, _) = reference.split_once('#').unwrap_or((reference, ""));
    let document = match linked::document(scope, path) {
        Ok(document) => document,
        Err(Reason::Absent) => return Some(Kind::Missing(Reason::Absent)),
        Err(reason) => return Some(Kind::Missing(reason)),
    };
    let name = name_of(path);
    let (said, needed) = match linked::data(&document) {
        Some(parsed) => (measured(&parsed.value), 1),
        None if name.ends_with(".csv") || name.ends_with(".tsv") => (document.text.clone(), 1),
        None => match linked::passage(scope, reference) {
            Ok(passage) => (passage.prose(), 2),
            Err(reason) => return Some(Kind::Missing(reason)),
        },
    };
    let said = format!(
        "{} {said}",
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    );
    let id = harm.get("id").and_then(Value::as_str);
    if id.is_some_and(|id| words(&said).any(|word| word == id) || said.contains(id)) {
        return Some(true.into());
    }
    let of = |key: &str| harm.get(key).and_then(Value::as_str).unwrap_or("");
    let own = format!("{} {}", of("harm"), of("mitigation"));
    let spelled = names::words(&said).join(" ");
    let common = shared(&without_common(&own), &without_common(&spelled))?;
    Some((common >= needed).into())
}

fn without_common(text: &str) -> String {
    let lower = text.to_lowercase();
    let kept: Vec<&str> = words(&lower)
        .filter(|word| !COMMON.contains(word))
        .collect();
    kept.join(" ")
}

/// The names in results: metrics, suites, categories, groups, notes.
fn measured(value: &Value) -> String {
    let mut said = String::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match &value.kind {
            Kind::Text(text) => {
                said.push_str(text);
                said.push(' ');
            }
            Kind::List(items) => open.extend(items.iter()),
            Kind::Map(map) => {
                let names = map.iter().filter(|(key, _)| !NUMBERS.contains(&&***key));
                open.extend(names.map(|(_, value)| value));
            }
            _ => {}
        }
    }
    said
}
