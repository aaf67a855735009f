//! `data`: which datasets cards, code and settings name, what each dataset
//! leaves unsaid about its origin and its labels, whether its gaps say
//! anything, and whether it was withdrawn.

mod bytes;
mod gaps;
mod labels;
mod mentions;
mod provenance;
mod strays;
mod withdrawn;

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
    Fact::new("data.provenance[].unsaid[]", Type::Text, "the entry and its manifest", "which of the six facts of provenance neither of them states, or states without saying anything, languages and people only where the set may have some; absent where the manifest can't be read"),
    Fact::new("data.files[].name", Type::Text, "the manifest", "a file that a manifest lists: a path, a pattern or an address"),
    Fact::new("data.files[].dataset", Type::Text, "data[].id", "the dataset"),
    Fact::new("data.files[].state", Type::OneOf(super::lock::State::WORDS), "the tree", "where its bytes are"),
    Fact::new("data.files[].digest", Type::Text, "the manifest", "the SHA-256 that the manifest gives, else the MD5"),
    Fact::new("data.files[].found", Type::Text, "the bytes, or a pointer", "that digest of the bytes; of a pattern with several files that of the list of theirs"),
    Fact::new("data.files[].agrees", Type::Bool, "the manifest, the bytes", "whether the two are one; missing where there is no digest, or nothing to hold it against"),
    Fact::new("data.files[].locked", Type::Text, "ethics.lock", "the SHA-256 in the lock, at its place"),
    Fact::new("data.files[].size", Type::Int, "the manifest", "the size that the manifest gives").unit("bytes"),
    Fact::new("data.files[].found_size", Type::Int, "the bytes, or a pointer", "the size of the bytes; absent where their digest is another").unit("bytes"),
    Fact::new("data.files[].tracked", Type::Bool, "a .dvc file, dvc.lock", "whether bytes that are here are the ones that DVC tracks"),
    Fact::new("data.listings[].name", Type::Text, "data[].id", "a dataset whose manifest can be read"),
    Fact::new("data.listings[].has_digests", Type::Bool, "the manifest", "whether it lists a file with its digest"),
    Fact::new("data.strays[].name", Type::Text, "the tree", "a table or an archive beside a manifest that no manifest, sample or evidence names"),
    Fact::new("data.strays[].dataset", Type::Text, "data[].id", "the dataset whose manifest it lies beside"),
    Fact::new("data.strays[].why", Type::OneOf(strays::WHY), "its header, its name", "it shares half of its columns with the dataset, or it is an archive in the data's own folder"),
    Fact::new("data.strays[].shared", Type::Int, "its header", "columns that it shares").unit("columns"),
    Fact::new("data.gaps[].name", Type::Text, "data[].id", "a dataset"),
    Fact::new("data.gaps[].text", Type::Text, "data[].gaps, its manifest", "who and what is missing from it"),
    Fact::new("data.gaps[].specific", Type::Bool, "the text", "whether it names a number, a place, a period or a group of people"),
    Fact::new("data.gaps[].same_as", Type::Text, "the texts", "the earlier dataset that has the same text, at that text"),
    Fact::new("data.labels[].name", Type::Text, "data[].id", "a dataset that a model learns from or is evaluated on"),
    Fact::new("data.labels[].stated", Type::Bool, "data[].labels, its manifest", "whether it is said how it was labeled; missing where the manifest can't be read"),
    Fact::new("data.labels[].by", Type::Text, "data[].labels, its manifest", "who or what labeled it"),
    Fact::new("data.labels[].lacks[]", Type::Text, "data[].labels, its manifest", "what labels by people have to say and don't: guideline, per_item, agreement, paid"),
    Fact::new("data.labels[].unsupported", Type::Bool, "data[].labels, its manifest", "whether people saw what can hurt them, and no word says how they were cared for"),
    Fact::new("data.withdrawn[].name", Type::Text, "data[].id, data[].aliases, its manifest, cards, code, settings", "a dataset, by the name that is a withdrawn one's where it has such a name, at its place; or the mention of a withdrawn one"),
    Fact::new("data.withdrawn[].withdrawn", Type::Text, "the list of withdrawn datasets", "the withdrawn dataset that it is, where it is one"),
    Fact::new("data.withdrawn[].by", Type::Text, "the list of withdrawn datasets", "who withdrew it or took it down"),
    Fact::new("data.withdrawn[].when", Type::Text, "the list of withdrawn datasets", "in which year"),
    Fact::new("data.withdrawn[].successor", Type::Text, "the list of withdrawn datasets", "the set that was made in its place"),
];

fn derive(scope: &Scope) -> Derived {
    let place = scope.place_of("data");
    let mentions = mentions::mentions(scope);
    let sets = sets(scope);
    let withdrawn = Value::list(withdrawn::withdrawn(&sets, &mentions));
    let mut values = vec![
        ("mentions", mentions),
        ("withdrawn", withdrawn.with_place(place.clone())),
    ];
    // Where no list is declared, a rule that walks it is open at its place.
    if let Some(declared) = scope.declared("data") {
        let input = scope.declared_str("system.input");
        let list = |items: Vec<Value>| Value::list(items).placed_like(declared);
        values.push(("sets", list(mentions::sets(scope, &sets))));
        values.push((
            "provenance",
            list(sets.iter().map(|set| provenance::of(set, input)).collect()),
        ));
        let (files, listings) = bytes::files(scope, &sets);
        values.push(("files", list(files)));
        values.push(("listings", list(listings)));
        values.push(("strays", list(strays::strays(scope, &sets))));
        values.push(("gaps", list(gaps::gaps(scope, &sets))));
        values.push(("labels", list(labels::labels(&sets))));
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
