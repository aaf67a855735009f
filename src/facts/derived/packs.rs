//! `packs`: what packs set, beside what the declaration says of the same key.

use crate::facts::{Binding, Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::{Fact, Reason, Type, Value};
use Type::{Bool, Text};

/// Bindings of packs.
pub static FAMILY: Family = Family {
    name: "packs",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("packs.held[].key", Text, "packs, ethics.yml", "a key that a pack sets or locks and that the declaration sets too; list entries by their names"),
    Fact::new("packs.held[].pack", Text, "packs", "the pack's name"),
    Fact::new("packs.held[].set", Text, "packs", "the pack's value, at its place where the pack stands in the tree; empty where it locks the key without a value"),
    Fact::new("packs.held[].own", Text, "ethics.yml", "the declaration's value"),
    Fact::new("packs.held[].looser", Bool, "both", "whether the declaration's value lets more pass; missing where it can't be read"),
    Fact::new("packs.held[].same", Bool, "both", "whether both are the same"),
    Fact::new("packs.held[].locked", Bool, "packs", "whether the pack locks the key"),
    Fact::new("packs.held[].open", Bool, "packs", "whether the pack lets a declaration be looser"),
];

fn derive(scope: &Scope) -> Derived {
    let mut record = Record::new();
    let held = scope.bindings.iter().map(held);
    record.put("held", Value::list(held.collect::<Vec<_>>()));
    Derived::of("packs", record.into_value(None))
}

fn held(binding: &Binding) -> Value {
    let mut record = Record::new();
    record.put("key", Value::computed(binding.key.as_str()));
    record.put("pack", Value::computed(binding.pack.as_str()));
    record.put("set", binding.set.clone());
    record.put("own", binding.own.clone());
    let place = binding.own.place.clone();
    let looser = match binding.looser {
        Some(looser) => Value::computed(looser).with_place(place.clone()),
        None => Value::missing(Reason::Unreadable, place.clone()),
    };
    record.keep("looser", looser);
    record.put("same", Value::computed(binding.same));
    record.put("locked", Value::computed(binding.locked));
    record.put("open", Value::computed(binding.open));
    record.into_value(place)
}
