//! `youth`: what the product's own configuration says of each protective
//! default, and words for young people where minors are said to be excluded.

mod defaults;
mod words;

use crate::facts::{Derived, Family, Scope};
use crate::model::{Fact, Type, Value};

/// Young people.
pub static FAMILY: Family = Family {
    name: "youth",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("youth.unlisted[]", Type::Text, "youth.defaults", "settings that youth.defaults has no entry for"),
    Fact::new("youth.defaults[].name", Type::Text, "youth.defaults[].setting", "the setting"),
    Fact::new("youth.defaults[].judged", Type::Bool, "youth.defaults[]", "whether the entry names a key, so that a reason for having none does not count"),
    Fact::new("youth.defaults[].lacks[]", Type::Text, "youth.defaults[]", "which of file, key and must_be a judged entry leaves out"),
    Fact::new("youth.defaults[].reason_says", Type::Bool, "youth.defaults[].not_applicable", "whether the reason for having no such setting says something"),
    Fact::new("youth.defaults[].file", Type::Text, "youth.defaults[].file", "the configuration"),
    Fact::new("youth.defaults[].key", Type::Text, "youth.defaults[].key", "the key in it"),
    Fact::new("youth.defaults[].must_be", Type::Text, "youth.defaults[].must_be", "what the team commits to, as it is written"),
    Fact::new("youth.defaults[].floor", Type::Text, "the catalogue of rules", "the weakest value that protects"),
    Fact::new("youth.defaults[].weaker", Type::Bool, "youth.defaults[].must_be", "whether the commitment falls short of the floor"),
    Fact::new("youth.defaults[].exists", Type::Bool, "the configuration", "whether the key is in the file; missing where the file can't be read"),
    Fact::new("youth.defaults[].found", Type::Text, "the configuration", "the value that the product has, as JSON writes it, at its own line"),
    Fact::new("youth.defaults[].matches", Type::Bool, "the configuration", "whether that value is what the team commits to; an interval of breaks that is not above 0 is none"),
    Fact::new("youth.mentions[].name", Type::Text, "purpose, affected, intended uses, interface strings", "a word for young people, said of users"),
    Fact::new("youth.mentions[].key", Type::Text, "ethics.yml, interface strings", "where the word stands: a key, or a file of strings"),
];

fn derive(scope: &Scope) -> Derived {
    let mut values = vec![("mentions", words::mentions(scope))];
    if let Some(declared) = scope.declared("youth.defaults") {
        values.push(("unlisted", defaults::unlisted(declared)));
        values.push(("defaults", defaults::defaults(scope, declared)));
    }
    Derived::of(
        "youth",
        Value::record(values).with_place(scope.place_of("youth")),
    )
}
