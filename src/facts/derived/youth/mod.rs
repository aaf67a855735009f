//! `youth`: what protects young people, held against what the repository
//! shows of it: evaluations, the crisis route, the product's own
//! configuration, the assessment of their rights, the data they may be in.

mod age;
mod catalogue;
mod crisis;
mod defaults;
mod rights;
mod rows;
mod safety;
mod subjects;
mod training;
mod words;

use crate::facts::{Derived, Family, Scope, names};
use crate::model::Value;

/// Young people.
pub static FAMILY: Family = Family {
    name: "youth",
    facts: catalogue::FACTS,
    derive,
};

fn derive(scope: &Scope) -> Derived {
    let mut values = vec![
        ("mentions", words::mentions(scope)),
        ("data", training::data(scope)),
        ("languages", languages(scope)),
        ("markets", crisis::markets(scope)),
        ("templates", crisis::templates(scope)),
        ("crisis_tests", crisis::tests(scope)),
        ("safety", safety::safety(scope)),
        ("rows", rows::rows(scope)),
        ("benign", safety::benign(scope)),
    ];
    if let Some(declared) = scope.declared("youth.defaults") {
        values.push(("unlisted", defaults::unlisted(declared)));
        values.push(("defaults", defaults::defaults(scope, declared)));
    }
    if let Some(declared) = scope.declared("youth.limits") {
        values.push(("unlimited", safety::unlimited(declared)));
        values.push(("limits", safety::limits(declared)));
        values.push(("rates", safety::rates(scope, declared)));
    }
    values.extend(age::age(scope).map(|age| ("age", age)));
    values.extend(rights::rights(scope).map(|rights| ("rights", rights)));
    Derived::of(
        "youth",
        Value::record(values).with_place(scope.place_of("youth")),
    )
}

/// The served languages, and what is there for the young in each.
fn languages(scope: &Scope) -> Value {
    let served = scope.declared("system.languages");
    let served = served.map_or(&[][..], Value::items).iter();
    let child = scope.declared("explain.child");
    Value::list(served.filter_map(|language| {
        let tag = language.as_str()?;
        let explained = child
            .into_iter()
            .flat_map(Value::entries)
            .any(|(of, path)| names::same_language(of, tag) && path.says_something());
        Some(
            Value::record([
                ("language", language.clone()),
                ("tested", Value::computed(safety::tests(scope, tag))),
                (
                    "template",
                    Value::computed(crisis::template(scope, tag).is_some()),
                ),
                ("explained", Value::computed(explained)),
            ])
            .placed_like(language),
        )
    }))
}
