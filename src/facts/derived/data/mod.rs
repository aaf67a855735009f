//! `data`: which datasets cards, code and settings name, what each dataset
//! leaves unsaid about its origin, and whether its gaps say anything.

mod gaps;
mod mentions;
mod provenance;

use crate::facts::{Derived, Family, Scope};
use crate::model::{Fact, Type, Value};

/// Datasets, held against what speaks of them.
pub static FAMILY: Family = Family {
    name: "data",
    facts: FACTS,
    derive,
};

const WHERE: &[&str] = &["card", "code", "config", "dvc"];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("data.mentions[].name", Type::Text, "cards, code, settings", "a dataset by the name that it is given there"),
    Fact::new("data.mentions[].where", Type::OneOf(WHERE), "cards, code, settings", "what kind of file names it"),
    Fact::new("data.mentions[].path", Type::Text, "cards, code, settings", "the file that names it first"),
    Fact::new("data.mentions[].times", Type::Int, "cards, code, settings", "how often it is named"),
    Fact::new("data.mentions[].declared", Type::Bool, "data[].id, data[].aliases", "whether that is an id or an alias, or a file that a manifest lists; missing where a card's front matter can't be read"),
    Fact::new("data.sets[].name", Type::Text, "data[].id", "a dataset"),
    Fact::new("data.sets[].trains", Type::Bool, "data[].role", "whether a model is trained or fine-tuned on it"),
    Fact::new("data.sets[].in_card", Type::Bool, "the models' cards", "whether a card names it by its id or an alias; missing where no card can be read"),
    Fact::new("data.sets[].aliases[]", Type::Text, "data[].aliases", "its other names"),
    Fact::new("data.provenance[].name", Type::Text, "data[].id", "a dataset"),
    Fact::new("data.provenance[].has_manifest", Type::Bool, "data[].manifest", "whether it names a manifest"),
    Fact::new("data.provenance[].manifest_read", Type::Bool, "the manifest", "whether its manifest is in a known format; missing, with the reason, where it is not"),
    Fact::new("data.provenance[].unsaid[]", Type::Text, "the entry and its manifest", "which of the six facts of provenance neither of them states, or states without saying anything; absent where the manifest can't be read"),
    Fact::new("data.gaps[].name", Type::Text, "data[].id", "a dataset"),
    Fact::new("data.gaps[].text", Type::Text, "data[].gaps, its manifest", "who and what is missing from it"),
    Fact::new("data.gaps[].specific", Type::Bool, "the text", "whether it names a number, a place, a period or a group of people"),
    Fact::new("data.gaps[].same_as", Type::Text, "the texts", "the earlier dataset that has the same text, at that text"),
];

fn derive(scope: &Scope) -> Derived {
    let place = scope.place_of("data");
    let mut values = vec![("mentions", mentions::mentions(scope))];
    // Where no list is declared, a rule that walks it is open at its place.
    if let Some(declared) = scope.declared("data") {
        let sets = sets(scope);
        let list = |items: Vec<Value>| Value::list(items).placed_like(declared);
        values.push(("sets", list(mentions::sets(scope, &sets))));
        values.push((
            "provenance",
            list(sets.iter().map(provenance::of).collect()),
        ));
        values.push(("gaps", list(gaps::gaps(scope, &sets))));
    }
    Derived::of("data", Value::record(values).with_place(place))
}

fn sets<'a>(scope: &Scope<'a>) -> Vec<&'a Value> {
    let sets = scope.known.get("datasets").into_iter();
    sets.flat_map(Value::items).collect()
}

/// The name of a dataset, at its place.
fn name(set: &Value) -> Value {
    let id = set.get("id").filter(|id| id.says_something()).cloned();
    id.unwrap_or_else(|| Value::computed("?").placed_like(set))
}

/// The place of the manifest of a dataset, or of the entry where it has none
/// that can be read.
fn manifest_place(set: &Value) -> Option<crate::model::Place> {
    let manifest = set.get("manifest");
    let readable = manifest
        .and_then(|manifest| manifest.get("readable"))
        .and_then(Value::as_bool);
    let marked = match readable {
        Some(true) => manifest.and_then(first_line),
        _ => set.at_path("entry.manifest").and_then(Value::mark),
    };
    marked.or_else(|| name(set).mark())
}

/// The first line of a document, which stands for the whole of it.
fn first_line(manifest: &Value) -> Option<crate::model::Place> {
    use crate::model::{Place, Span};
    let document = &manifest.place.as_ref()?.document;
    let text = document.text.trim_start_matches('\u{feff}');
    let start = document.text.len() - text.len();
    let end = start + text.split('\n').next().unwrap_or("").trim_end().len();
    Some(Place::new(document, Span::new(start, end)))
}
