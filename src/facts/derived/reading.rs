//! `reading`: how hard the explanations for the public and for the young are
//! to read, in which languages there are any, and which version they speak of.

use crate::facts::linked::{self, Passage};
use crate::facts::{Derived, Family, Scope, names};
use crate::manifest::record::Record;
use crate::measure::text::{Unit, readability, undefined_abbreviations};
use crate::model::{Fact, Place, Span, Type, Value};

/// Explanations as readers meet them.
pub static FAMILY: Family = Family {
    name: "reading",
    facts: FACTS,
    derive,
};

const AUDIENCES: &[&str] = &["public", "child"];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("reading.languages[].language", Type::Text, "system.languages", "a served language"),
    Fact::new("reading.languages[].explained", Type::Bool, "explain.public", "whether an explanation for the public is in it; none where there is no explanation at all"),
    Fact::new("reading.versions[].audience", Type::OneOf(AUDIENCES), "explain", "for whom an explanation that can be read is written"),
    Fact::new("reading.versions[].language", Type::Text, "explain", "the language under which it is declared"),
    Fact::new("reading.versions[].path", Type::Text, "explain", "its path"),
    Fact::new("reading.versions[].covers", Type::Text, "its front matter", "the models that it speaks of, as id@version"),
    Fact::new("reading.versions[].current", Type::Bool, "its front matter, models", "whether each of them is a model of the declaration in its version"),
    Fact::new("reading.versions[].unit", Type::OneOf(Unit::NAMES), "the document", "what the length of its sentences is counted in: words, or characters of Hangul and the like; absent where it has no sentence"),
    Fact::new("reading.versions[].mean", Type::Number, "the document", "the mean length of its sentences"),
    Fact::new("reading.versions[].longest", Type::Int, "the document", "the length of the longest one, at its place"),
    Fact::new("reading.versions[].undefined[]", Type::Text, "the document", "abbreviations that it explains nowhere; everyday ones are none"),
    Fact::new("reading.versions[].first_undefined", Type::Text, "the document", "the first of them, at its place"),
];

fn derive(scope: &Scope) -> Derived {
    let mut versions = Vec::new();
    for audience in AUDIENCES {
        let declared = scope.declared(&format!("explain.{audience}"));
        for (language, path) in declared.into_iter().flat_map(Value::entries) {
            // That it is not there, or can't be read, is told of its topics.
            if let Ok(passage) = linked::passage(scope, path.as_str().unwrap_or("")) {
                versions.push(version(scope, audience, language, path, &passage));
            }
        }
    }
    let value = Value::record([
        ("languages", languages(scope)),
        ("versions", Value::list(versions)),
    ]);
    Derived::of("reading", value.with_place(scope.place_of("explain")))
}

fn languages(scope: &Scope) -> Value {
    let Some(public) = scope.declared("explain.public") else {
        return Value::list([]);
    };
    let served = scope.declared("system.languages");
    let served = served.map_or(&[][..], Value::items).iter();
    let served = served.filter_map(|language| Some((language, language.as_str()?)));
    Value::list(served.map(|(language, tag)| {
        let explained = public
            .entries()
            .any(|(own, path)| path.says_something() && names::same_language(own, tag));
        Value::record([
            ("language", language.clone()),
            ("explained", Value::computed(explained)),
        ])
        .with_place(public.mark())
    }))
}

fn version(
    scope: &Scope,
    audience: &str,
    language: &str,
    path: &Value,
    passage: &Passage,
) -> Value {
    let markdown = &passage.markdown;
    let first_line = first_line(&Place::start_of(&markdown.document));
    let mut record = Record::new();
    record.put("audience", Value::computed(audience));
    record.put("language", Value::computed(language));
    record.put("path", path.clone());
    let releases = scope.known.get("assessments");
    let releases = releases.and_then(|own| own.get("releases"));
    let releases: Vec<&str> = releases
        .map_or(&[][..], Value::items)
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let covers = markdown.meta.get("covers");
    let covered: Vec<&Value> = covers.into_iter().flat_map(Value::one_or_many).collect();
    let current = !covered.is_empty()
        && covered.iter().all(|one| {
            one.as_str()
                .is_some_and(|one| releases.contains(&one.trim()))
        });
    if !covered.is_empty() {
        let texts: Vec<String> = covered.iter().map(|one| spelled(one)).collect();
        let at = covers.and_then(Value::mark);
        record.put("covers", Value::computed(texts.join(", ")).with_place(at));
    }
    record.put("current", Value::computed(current));
    let reading = markdown.reading(passage.span);
    let place = |range| {
        let span = reading.span(range)?;
        Some(first_line_of(&markdown.place(span)))
    };
    if let Some(found) = readability(&reading.text) {
        record.put("unit", Value::computed(found.unit.name()));
        record.put("mean", Value::computed((found.mean * 10.0).round() / 10.0));
        let longest = Value::computed(found.longest);
        record.put("longest", longest.with_place(place(found.longest_at)));
    }
    let undefined = undefined_abbreviations(&reading.text);
    let texts = undefined.iter().map(|range| &reading.text[range.clone()]);
    record.keep("undefined", Value::list(texts.map(Value::computed)));
    if let Some(first) = undefined.first() {
        let text = Value::computed(&reading.text[first.clone()]);
        record.put("first_undefined", text.with_place(place(first.clone())));
    }
    record.into_value(Some(first_line))
}

fn spelled(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_json().to_string(),
    }
}

/// The first line of a document, which stands for the whole of it.
fn first_line(start: &Place) -> Place {
    let text = start.document.text.as_str();
    let begin = text.len() - text.trim_start_matches('\u{feff}').len();
    let whole = Place::new(&start.document, Span::new(begin, text.len()));
    first_line_of(&whole)
}

/// A place cut to its first line.
fn first_line_of(place: &Place) -> Place {
    let start = place.span.start as usize;
    let line = place.text().split('\n').next().unwrap_or("").trim_end();
    Place {
        span: Span::new(start, start + line.len()),
        ..place.clone()
    }
}
