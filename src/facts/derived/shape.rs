//! What is wrong with the declaration as a document, one list for each thing
//! that there is to say about it; and whether there is a declaration at all.

use std::collections::BTreeMap;

use crate::facts::{Derived, Family, Scope};
use crate::manifest::declaration;
use crate::model::finding::Level;
use crate::model::path::name_of;
use crate::model::rule::Levels;
use crate::model::{Fact, Kind, Place, Problem, Reason, Tier, Type, Value, nearest, text};

/// The catalogue of one list of problems.
macro_rules! problems {
    ($($list:literal: $doc:literal;)*) => {
        &[
            Fact::new("shape.readable", Type::Bool, "ethics.yml", "whether the declaration can be relied on at all"),
            Fact::new("repository.system", Type::Text, "system.id, the tree", "what messages call the system: its id, or the path of its declaration where it has none"),
            Fact::new("repository.declaration.present", Type::Bool, "the tree", "whether there is an ethics.yml"),
            Fact::new("repository.declaration.misspelled", Type::Text, "the tree", "a file that was probably meant to be it"),
            $(
                Fact::new(concat!("shape.", $list, "[].id"), Type::Text, "ethics.yml", $doc),
                Fact::new(concat!("shape.", $list, "[].code"), Type::Text, "ethics.yml", "a stable word for what is wrong"),
                Fact::new(concat!("shape.", $list, "[].key"), Type::Text, "ethics.yml", "the key, as a path"),
                Fact::new(concat!("shape.", $list, "[].nearest"), Type::Text, "the vocabulary", "the key or word that was probably meant"),
                Fact::new(concat!("shape.", $list, "[].wanted"), Type::Text, "the vocabulary", "what to write instead: the nearest, or all that may stand there"),
                Fact::new(concat!("shape.", $list, "[].wanted_ko"), Type::Text, "the vocabulary", "the same in Korean"),
                Fact::new(concat!("shape.", $list, "[].expected"), Type::Text, "the vocabulary", "what may stand there"),
                Fact::new(concat!("shape.", $list, "[].expected_ko"), Type::Text, "the vocabulary", "the same in Korean"),
                Fact::new(concat!("shape.", $list, "[].found"), Type::Text, "ethics.yml", "the type of what stands there, never the value"),
                Fact::new(concat!("shape.", $list, "[].found_ko"), Type::Text, "ethics.yml", "the same in Korean"),
                Fact::new(concat!("shape.", $list, "[].replacement"), Type::Text, "the vocabulary", "the same value written as it is meant"),
                Fact::new(concat!("shape.", $list, "[].detail"), Type::Text, "the parser", "the particular"),
                Fact::new(concat!("shape.", $list, "[].detail_ko"), Type::Text, "the parser", "the same in Korean"),
                Fact::new(concat!("shape.", $list, "[].other"), Type::Text, "ethics.yml", "a second place"),
            )*
        ]
    };
}

/// What is wrong with the declaration as a document.
pub static FAMILY: Family = Family {
    name: "shape",
    facts: problems! {
        "unreadable": "why the whole file can't be relied on";
        "repeated": "a key that stands twice in one map";
        "yaml": "a construct of YAML that has no meaning here";
        "unknown": "a key that is not in the vocabulary";
        "values": "a value of the wrong type, form or range";
        "absent": "a key that has to be there and is not";
        "levels": "a level under rules that can't be";
        "twins": "another system of this tree with the same id";
        "shared": "an entry of data or models that takes the rest from another file and can't";
    },
    derive,
};

/// Whether the declaration of these facts can be relied on; where there is
/// none, nothing is wrong with it.
#[must_use]
pub fn is_readable(facts: &Value) -> bool {
    facts.at_path("shape.readable").and_then(Value::as_bool) != Some(false)
}

/// The list of a code.
fn list_of(problem: &Problem) -> &'static str {
    match problem.code {
        _ if problem.fatal => "unreadable",
        "duplicate-key" => "repeated",
        "unknown-key" => "unknown",
        "missing-key" => "absent",
        "empty-value" | "to-do" | "wrong-type" | "quoted-number" | "unquoted-text" | "yes-no"
        | "not-one-of" | "out-of-range" | "malformed" => "values",
        "unknown-rule" | "lowered-level" => "levels",
        "same-id" => "twins",
        "no-entry" | "said-twice" | "taken-again" | "source-unreadable" => "shared",
        _ => "yaml",
    }
}

/// Particulars that are facts under the same name.
const PARTICULARS: [&str; 8] = [
    "nearest",
    "wanted",
    "wanted_ko",
    "expected",
    "expected_ko",
    "found",
    "found_ko",
    "replacement",
];

const LISTS: [&str; 9] = [
    "unreadable",
    "repeated",
    "yaml",
    "unknown",
    "values",
    "absent",
    "levels",
    "twins",
    "shared",
];

fn derive(scope: &Scope) -> Derived {
    let mut lists: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let levels = levels(scope);
    let twins = twins(scope);
    for problem in scope.problems.iter().chain(&levels).chain(&twins) {
        lists
            .entry(list_of(problem))
            .or_default()
            .push(record(problem));
    }
    let document = scope
        .declaration
        .place
        .as_ref()
        .map(|place| Place::start_of(&place.document));
    let absent = is_absent(scope);
    let readable = if absent {
        Value::missing(Reason::Absent, document.clone())
    } else {
        let fatal = scope.problems.iter().any(|problem| problem.fatal);
        Value::computed(!fatal).with_place(document.clone())
    };
    let shape = LISTS
        .iter()
        .map(|list| (*list, Value::list(lists.remove(list).unwrap_or_default())))
        .chain([("readable", readable)]);
    Derived {
        values: vec![
            ("shape", Value::record(shape).with_place(document.clone())),
            ("repository", repository(scope, absent, document)),
        ],
        ..Derived::default()
    }
}

fn is_absent(scope: &Scope) -> bool {
    matches!(scope.declaration.kind, Kind::Missing(Reason::Absent))
}

fn repository(scope: &Scope, absent: bool, document: Option<Place>) -> Value {
    let place = document.or_else(|| Some(Place::missing(scope.path)));
    let mut declaration = vec![(
        "present",
        Value::computed(!absent).with_place(place.clone()),
    )];
    let misspelled = absent.then(|| misspelled(scope)).flatten();
    declaration.extend(misspelled.map(|path| {
        let there = Place::start_of(&crate::model::Document::new(path, ""));
        ("misspelled", Value::computed(path).with_place(Some(there)))
    }));
    let id = scope.declared("system.id");
    let system = match id.filter(|id| id.as_str().is_some()) {
        Some(id) => id.clone(),
        None => Value::computed(scope.path).with_place(place.clone()),
    };
    let declaration = Value::record(declaration).with_place(place.clone());
    Value::record([("system", system), ("declaration", declaration)]).with_place(place)
}

/// The outermost file that was probably meant to be the declaration.
fn misspelled<'a>(scope: &Scope<'a>) -> Option<&'a str> {
    const NAMES: [&str; 7] = [
        "ethics.yaml",
        "ethics.yml",
        ".ethics.yml",
        ".ethics.yaml",
        "ethics.json",
        "ethic.yml",
        "ethics.yml.txt",
    ];
    scope
        .tree
        .entries()
        .iter()
        .map(|entry| entry.path.as_ref())
        .filter(|path| {
            if !scope.folder.is_empty() && scope.within(path) == *path {
                return false;
            }
            let name = name_of(path).to_lowercase();
            NAMES.contains(&name.as_str())
        })
        .min_by_key(|path| (path.matches('/').count(), *path))
}

/// Levels under `rules` that name no rule, or that lower one.
fn levels(scope: &Scope) -> Vec<Problem> {
    let tier = scope.known.get("tier");
    let effective = tier
        .and_then(|tier| tier.get("effective")?.as_str())
        .and_then(|name| Tier::ALL.into_iter().find(|tier| tier.name() == name))
        .unwrap_or_default();
    let minors = tier.and_then(|tier| tier.get("minors")?.as_bool()) == Some(true);
    let declared = scope.declared("rules");
    declared
        .into_iter()
        .flat_map(Value::entries)
        .filter(|(rule, _)| !declaration::shape::is_free(rule))
        .filter_map(|(rule, level)| {
            let place = level.place.clone()?;
            let key = format!("rules.{rule}");
            let Some(given) = scope.rules.get(rule.as_ref()) else {
                let place = Place {
                    span: level.key.unwrap_or(place.span),
                    ..place
                };
                let known = scope.rules.keys().map(String::as_str);
                let mut problem = Problem::new(
                    "unknown-rule",
                    place,
                    text!("no rule {rule}", "규칙 {rule}이(가) 없음"),
                )
                .with("key", key)
                .with("expected", "an id that `ethics-gate rules` lists")
                .with("expected_ko", "`ethics-gate rules`가 보여 주는 id");
                if let Some(near) = nearest(rule, known) {
                    problem = problem.with("nearest", near).with("replacement", near);
                }
                return Some(declaration::wanted(problem));
            };
            let floor = level_at(given, effective, minors);
            let asked = named_level(level.as_str()?)?;
            (asked < floor).then(|| {
                Problem::new(
                    "lowered-level",
                    place,
                    text!(
                        "{rule} is {level} here",
                        "{rule}의 수준은 여기서 {level}임",
                        level = floor.name()
                    ),
                )
                .with("key", key)
                .with("expected", floor.name())
            })
        })
        .collect()
}

fn level_at(levels: &Levels, tier: Tier, minors: bool) -> Level {
    let raised = levels.minors.filter(|_| minors).unwrap_or_default();
    levels.at(tier).max(raised)
}

fn named_level(name: &str) -> Option<Level> {
    [Level::Note, Level::Warning, Level::Error]
        .into_iter()
        .find(|level| level.name() == name)
}

/// Other systems of the tree that carry this system's id.
fn twins(scope: &Scope) -> Vec<Problem> {
    let Some(own) = scope.declared("system.id") else {
        return Vec::new();
    };
    let same = scope.systems.iter().filter_map(|(path, id)| {
        let other = id.as_ref().filter(|id| id.as_str() == own.as_str())?;
        let place = own.place.clone().filter(|_| path != scope.path)?;
        let problem = Problem::new(
            "same-id",
            place,
            text!("{path} has the same system.id", "{path}의 system.id가 같음"),
        )
        .with("key", "system.id")
        .with("found", path);
        Some(match other.place.clone() {
            Some(place) => problem.related_to(place),
            None => problem,
        })
    });
    same.take(1).collect()
}

fn record(problem: &Problem) -> Value {
    let at = |text: &str| Value::computed(text).with_place(Some(problem.place.clone()));
    let key = problem.particular("key");
    let mut members = vec![
        ("id", at(key.unwrap_or(problem.code))),
        ("code", at(problem.code)),
        ("detail", at(&problem.detail.en)),
        ("detail_ko", at(&problem.detail.ko)),
    ];
    members.extend(key.map(|key| ("key", at(key))));
    for name in PARTICULARS {
        members.extend(
            problem
                .particular(name)
                .map(|particular| (name, at(particular))),
        );
    }
    members.extend(problem.related.clone().map(|place| {
        (
            "other",
            Value::computed(problem.code).with_place(Some(place)),
        )
    }));
    Value::record(members).with_place(Some(problem.place.clone()))
}
