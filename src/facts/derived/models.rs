//! `models[]`: each declared model beside what its card says.

use super::documents::named;
use super::{FRONT_MATTER, SILENT};
use crate::facts::{Derived, Family, Scope};
use crate::manifest::Describes;
use crate::manifest::record::Record;
use crate::model::{Fact, Type, Value};
use Type::{Bool, Int, Number, OneOf, Text};

/// The models of a system.
pub static FAMILY: Family = Family {
    name: "models",
    facts: FACTS,
    derive,
};

/// A fact that the card says.
const fn card(path: &'static str, ty: Type, doc: &'static str) -> Fact {
    Fact::new(path, ty, "the card", doc)
}

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("models[].id", Text, "models[].id", "the model's id"),
    Fact::new("models[].version", Text, "models[].version", "the version that is declared"),
    Fact::new("models[].card.path", Text, "models[].card", "the path of the card"),
    card("models[].card.readable", Bool, "whether the card is there and could be read"),
    card("models[].card.reason", OneOf(SILENT), "why it could not be read"),
    card("models[].card.format", Text, "the format's id"),
    card("models[].card.problems[].code", Text, "what is wrong with the card as text"),
    card("models[].card.problems[].detail", Text, "the particular: a key, the parser's words"),
    card("models[].card.problems[].fatal", Bool, "whether nothing else of it could be read"),
    card("models[].card.problems[].key", Text, "the key that it is about"),
    card("models[].card.problems[].expected", Text, "what may stand there"),
    card("models[].card.problems[].expected_ko", Text, "the same in Korean"),
    card("models[].card.problems[].first", Text, "the first of two places"),
    card("models[].card.title", Text, "its title"),
    card("models[].card.license", Text, "the license that it names first, in front matter or in prose"),
    card("models[].card.license_name", Text, "the name of a license that has no id"),
    card("models[].card.license_link", Text, "where that license stands"),
    card("models[].card.licenses[]", Text, "all licenses that it names"),
    card("models[].card.languages[]", Text, "the languages that it names"),
    card("models[].card.datasets[]", Text, "the datasets that its front matter names"),
    card("models[].card.base_models[]", Text, "the models that it was made from"),
    card("models[].card.base_model_relation", Text, "how it was made from them"),
    card("models[].card.tags[]", Text, "its tags"),
    card("models[].card.pipeline_tag", Text, "the task that it is said to do"),
    card("models[].card.library", Text, "the library that loads it"),
    card("models[].card.version", Text, "the version that it speaks of"),
    card("models[].card.front_matter", OneOf(FRONT_MATTER), "what stands where front matter belongs"),
    card("models[].card.sections[].heading", Text, "the heading; empty for a passage marked by a topic comment"),
    card("models[].card.sections[].slug", Text, "the heading's anchor"),
    card("models[].card.sections[].level", Int, "the heading's level; 0 for a passage marked by a topic comment"),
    Fact::new("models[].card.sections[].topics[]", Text, "the vocabulary of headings", "what the heading speaks of, such as intended-use or limitations"),
    card("models[].card.sections[].text", Text, "the prose below the heading, sections inside it included"),
    card("models[].card.sections[].rows", Int, "how many data rows the tables below the heading have"),
    card("models[].card.results[].metric", Text, "a measure of its results in data, such as model-index or performance metrics"),
    card("models[].card.results[].value", Number, "its value; absent where none is written as a number"),
    card("models[].card.results[].low", Number, "the lower end of its interval"),
    card("models[].card.results[].high", Number, "the upper end of its interval"),
    card("models[].card.results[].attribute", Text, "the attribute of the group that it was measured on"),
    card("models[].card.results[].group", Text, "that group"),
    card("models[].card.results[].suite", Text, "the benchmark or dataset that it was measured on"),
    card("models[].card.results[].task", Text, "the task that was measured"),
    card("models[].card.results[].config", Text, "the part of that dataset"),
    card("models[].card.results[].split", Text, "the split of that dataset"),
    card("models[].card.results[].verified", Bool, "whether it is said to be verified"),
    card("models[].card.results[].source", Text, "the source that is named for it"),
    card("models[].card.tables[].columns[]", Text, "the cells of a table's header"),
    card("models[].card.tables[].rows[][]", Text, "the cells of a table's rows"),
];

fn derive(scope: &Scope) -> Derived {
    let mut derived = Derived::default();
    let Some(declared) = scope.declared("models") else {
        return derived;
    };
    let mut models = Vec::new();
    for entry in declared.items() {
        let mut record = Record::new();
        record.put("id", entry.get("id").cloned());
        record.put("version", entry.get("version").cloned());
        record.put("entry", entry.clone());
        if let Some(path) = entry.get("card").filter(|path| path.says_something()) {
            let card = named(scope, path, Describes::Model, entry.get("id"));
            record.put("card", card.value);
        }
        models.push(record.into_value(None).placed_like(entry));
    }
    derived
        .values
        .push(("models", Value::list(models).placed_like(declared)));
    derived
}
