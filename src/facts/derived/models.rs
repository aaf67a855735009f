//! `models[]`: each declared model beside what its card says.

use super::documents::named;
use crate::facts::{Derived, Family, Scope};
use crate::manifest::Describes;
use crate::manifest::record::Record;
use crate::model::{Fact, Type, Value};

/// The models of a system.
pub static FAMILY: Family = Family {
    name: "models",
    facts: FACTS,
    derive,
};

const FACTS: &[Fact] = &[
    Fact::new("models[].id", Type::Text, "models[].id", "the model's id"),
    Fact::new(
        "models[].version",
        Type::Text,
        "models[].version",
        "the version that is declared",
    ),
    Fact::new(
        "models[].entry",
        Type::Any,
        "ethics.yml",
        "the entry of the declaration, whole",
    ),
    Fact::new(
        "models[].card.path",
        Type::Text,
        "models[].card",
        "the path of the card",
    ),
    Fact::new(
        "models[].card.readable",
        Type::Bool,
        "the card",
        "whether the card is there and could be read",
    ),
    Fact::new(
        "models[].card.reason",
        Type::OneOf(super::SILENT),
        "the card",
        "why it could not be read",
    ),
    Fact::new(
        "models[].card.format",
        Type::Text,
        "the card",
        "the format's id",
    ),
    Fact::new(
        "models[].card.problems[].code",
        Type::Text,
        "the card",
        "what is wrong with the card as text",
    ),
    Fact::new(
        "models[].card.problems[].detail",
        Type::Text,
        "the card",
        "the particular: a key, the parser's words",
    ),
    Fact::new(
        "models[].card.problems[].fatal",
        Type::Bool,
        "the card",
        "whether nothing else of it could be read",
    ),
    Fact::new("models[].card.title", Type::Text, "the card", "its title"),
    Fact::new(
        "models[].card.license",
        Type::Text,
        "the card",
        "the license that it names first, in front matter or in prose",
    ),
    Fact::new(
        "models[].card.license_name",
        Type::Text,
        "the card",
        "the name of a license that has no id",
    ),
    Fact::new(
        "models[].card.license_link",
        Type::Text,
        "the card",
        "where that license stands",
    ),
    Fact::new(
        "models[].card.licenses[]",
        Type::Text,
        "the card",
        "all licenses that it names",
    ),
    Fact::new(
        "models[].card.languages[]",
        Type::Text,
        "the card",
        "the languages that it names",
    ),
    Fact::new(
        "models[].card.datasets[]",
        Type::Text,
        "the card",
        "the datasets that its front matter names",
    ),
    Fact::new(
        "models[].card.base_models[]",
        Type::Text,
        "the card",
        "the models that it was made from",
    ),
    Fact::new(
        "models[].card.base_model_relation",
        Type::Text,
        "the card",
        "how it was made from them",
    ),
    Fact::new("models[].card.tags[]", Type::Text, "the card", "its tags"),
    Fact::new(
        "models[].card.pipeline_tag",
        Type::Text,
        "the card",
        "the task that it is said to do",
    ),
    Fact::new(
        "models[].card.library",
        Type::Text,
        "the card",
        "the library that loads it",
    ),
    Fact::new(
        "models[].card.version",
        Type::Text,
        "the card",
        "the version that it speaks of",
    ),
    Fact::new(
        "models[].card.front_matter",
        Type::OneOf(super::FRONT_MATTER),
        "the card",
        "what stands where front matter belongs",
    ),
    Fact::new(
        "models[].card.sections[].heading",
        Type::Text,
        "the card",
        "the heading; empty for a passage marked by a topic comment",
    ),
    Fact::new(
        "models[].card.sections[].slug",
        Type::Text,
        "the card",
        "the heading's anchor",
    ),
    Fact::new(
        "models[].card.sections[].level",
        Type::Int,
        "the card",
        "the heading's level; 0 for a passage marked by a topic comment",
    ),
    Fact::new(
        "models[].card.sections[].topics[]",
        Type::Text,
        "the vocabulary of headings",
        "what the heading speaks of, such as intended-use or limitations",
    ),
    Fact::new(
        "models[].card.sections[].text",
        Type::Text,
        "the card",
        "the prose below the heading, sections inside it included",
    ),
    Fact::new(
        "models[].card.sections[].rows",
        Type::Int,
        "the card",
        "how many data rows the tables below the heading have",
    ),
    Fact::new(
        "models[].card.tables[].columns[]",
        Type::Text,
        "the card",
        "the cells of a table's header",
    ),
    Fact::new(
        "models[].card.tables[].rows[][]",
        Type::Text,
        "the card",
        "the cells of a table's rows",
    ),
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
            let card = named(scope, path, Describes::Model);
            derived.read += card.read;
            record.put("card", card.value);
        }
        models.push(record.into_value(None).placed_like(entry));
    }
    derived
        .values
        .push(("models", Value::list(models).placed_like(declared)));
    derived
}
