//! `defects`: what is wrong with the documents that a declaration names, one
//! list for cards, manifests and evidence. A document that can't be read at all
//! is told of by whoever needs it.

use std::collections::HashSet;

use crate::facts::{Derived, Family, Scope};
use crate::manifest::Format;
use crate::manifest::envelope::Envelope;
use crate::manifest::record::Record;
use crate::manifest::small::SmallManifest;
use crate::model::{Fact, Type, Value};
use Type::{Bool, Text};

/// Defects of named documents.
pub static FAMILY: Family = Family {
    name: "defects",
    facts: FACTS,
    derive,
};

const DOCUMENTS: &str = "cards, manifests, evidence";

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("defects[].path", Text, "ethics.yml", "the document, as the declaration names it"),
    Fact::new("defects[].own", Bool, DOCUMENTS, "whether its format is one of ours, whose form is known to the last key"),
    Fact::new("defects[].code", Text, DOCUMENTS, "a stable word for what is wrong"),
    Fact::new("defects[].key", Text, DOCUMENTS, "the key that it is about"),
    Fact::new("defects[].detail", Text, DOCUMENTS, "the particular in English"),
    Fact::new("defects[].expected", Text, "the format", "what may stand there"),
    Fact::new("defects[].expected_ko", Text, "the format", "the same in Korean"),
    Fact::new("defects[].first", Text, DOCUMENTS, "the first of two places"),
];

/// What programs write of their own accord and what changes no value.
const HARMLESS: &[&str] = &["bare-nan", "byte-order-mark"];

fn derive(scope: &Scope) -> Derived {
    let list = |name: &str| scope.known.get(name).map_or(&[][..], Value::items);
    let cards = list("models").iter().filter_map(|model| model.get("card"));
    let manifests = list("datasets")
        .iter()
        .filter_map(|set| set.get("manifest"));
    let documents = cards.chain(manifests).chain(list("evidence"));
    let mut seen = HashSet::new();
    let found = documents.flat_map(|document| {
        let problems = document.get("problems").map_or(&[][..], Value::items);
        problems.iter().map(move |problem| (document, problem))
    });
    let found = found.filter(|(_, problem)| {
        let is_harmless = text(problem, "code").is_some_and(|code| HARMLESS.contains(&code));
        let is_fatal = problem.get("fatal").and_then(Value::as_bool) == Some(true);
        let at = problem.place.as_ref();
        let at = at.map(|place| (place.path().to_owned(), place.span.start, place.span.end));
        let said = ["code", "key", "detail"].map(|key| text(problem, key).map(str::to_owned));
        !is_harmless && !is_fatal && seen.insert((at, said))
    });
    let found = found.map(|(document, problem)| {
        let mut record = Record::new();
        record.put("path", document.get("path").cloned());
        let format = text(document, "format").unwrap_or("");
        let own = [Envelope.id(), SmallManifest.id()].contains(&format);
        record.put("own", Value::computed(own));
        for key in ["code", "detail", "expected", "expected_ko", "first"] {
            record.put(key, problem.get(key).cloned());
        }
        let key = problem.get("key").or_else(|| problem.get("detail"));
        record.put("key", key.cloned());
        record.into_value(problem.place.clone())
    });
    Derived::of("defects", Value::list(found.collect::<Vec<_>>()))
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}
