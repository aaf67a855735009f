//! `claims`: what cards, manifests and texts for the public say, held against
//! the declaration and the evidence.

mod boasts;
mod known;
mod left_out;
mod limits;
mod said;
mod sentences;
mod tables;
mod weak;

use std::collections::BTreeSet;

use self::known::{Known, agrees};
use self::tables::Claim;
use super::fairness::prose;
use super::fairness::written::Written;
use super::figures;
use crate::facts::linked::{self, Passage};
use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::{Fact, Kind, Place, Type, Value};

/// Claims that could contradict each other.
pub static FAMILY: Family = Family {
    name: "claims",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("claims.said[].what", Type::OneOf(said::WHAT), "models, cards", "what both the declaration and a card say"),
    Fact::new("claims.said[].model", Type::Text, "models[].id", "the model"),
    Fact::new("claims.said[].card", Type::Text, "the card", "what the card says, at its place"),
    Fact::new("claims.said[].declared", Type::Text, "models, system.languages", "what the declaration says, at its place"),
    Fact::new("claims.said[].agree", Type::Bool, "both", "whether they are one: ids of licenses by what they stand for, served languages by their primary subtag"),
    Fact::new("claims.twice[].dataset", Type::Text, "data[].id", "a dataset"),
    Fact::new("claims.twice[].key", Type::Text, "data, its manifest", "a key that the entry and the manifest both have"),
    Fact::new("claims.twice[].entry", Type::Any, "data", "what the entry says, at its place"),
    Fact::new("claims.twice[].manifest", Type::Any, "the manifest", "what the manifest says, at its place"),
    Fact::new("claims.twice[].agree", Type::Bool, "both", "whether they say the same"),
    Fact::new("claims.numbers[].metric", Type::Text, "cards, explain.public", "the metric of a number that is claimed and that the counts don't give"),
    Fact::new("claims.numbers[].of", Type::Text, "cards, explain.public", "whose number it is: all, a group, a language, a suite"),
    Fact::new("claims.numbers[].from", Type::Text, "cards, explain.public", "the file that claims it"),
    Fact::new("claims.numbers[].value", Type::Text, "cards, explain.public", "the number as it is written, at its place"),
    Fact::new("claims.numbers[].measured", Type::Number, "the evidence", "the result that it can be about, at its place"),
    Fact::new("claims.numbers[].evidence", Type::Text, "the evidence", "the file that holds that result"),
    Fact::new("claims.numbers[].agree", Type::Bool, "both", "whether the result is the number, to half a unit of its last digit"),
    Fact::new("claims.numbers[].sure", Type::Bool, "cards, explain.public", "whether it is about that result beyond doubt; false for a number in a sentence that names something unknown here, or of a metric that was measured in parts alone"),
    Fact::new("claims.limitations[].model", Type::Text, "models[].id", "a model whose card speaks of limitations in so many words"),
    Fact::new("claims.limitations[].has_number", Type::Bool, "the card", "whether they hold a number that is no year and no version"),
    Fact::new("claims.weak[].name", Type::Text, "the counts, the evidence", "a group as attribute/group, or a language, for which something is not shown, at its place; none where no card speaks of limitations"),
    Fact::new("claims.weak[].why", Type::OneOf(weak::WHY), "the counts, the evidence", "too few people or cases were counted, a gap or floor does not hold or is not shown to, or a language is not evaluated or too far behind"),
    Fact::new("claims.weak[].n", Type::Number, "the counts, the evidence", "people or cases that there are"),
    Fact::new("claims.weak[].needs", Type::Int, "fairness.min_group, fairness.min_denominator", "how many it takes"),
    Fact::new("claims.weak[].metric", Type::Text, "fairness.checks, inclusion", "the metric"),
    Fact::new("claims.weak[].limit", Type::Number, "fairness.checks, inclusion.floors", "the limit"),
    Fact::new("claims.weak[].named", Type::Bool, "the cards", "whether the limitations of a card name it"),
    Fact::new("claims.weak[].nearly", Type::Bool, "fairness.gaps", "whether what was measured keeps the limit, and its interval alone does not"),
    Fact::new("claims.left_out[].name", Type::Text, "the counts, system.markets, system.audience.min_age", "who is left out by what was evaluated: attribute/group, a market, or ages"),
    Fact::new("claims.left_out[].why", Type::OneOf(left_out::WHY), "the counts, data[].geography, fairness.attributes", "as of weak; or no evaluation set was collected in the market, or every age band begins above the youngest who are admitted"),
    Fact::new("claims.left_out[].n", Type::Number, "the counts, the evidence", "people or cases that there are"),
    Fact::new("claims.left_out[].needs", Type::Int, "fairness.min_group, fairness.min_denominator", "how many it takes"),
    Fact::new("claims.left_out[].metric", Type::Text, "fairness.checks, inclusion", "the metric"),
    Fact::new("claims.left_out[].limit", Type::Number, "fairness.checks, inclusion.floors", "the limit"),
    Fact::new("claims.left_out[].nearly", Type::Bool, "fairness.gaps", "as of weak"),
    Fact::new("claims.left_out[].named", Type::Bool, "inclusion.not_served, the cards", "whether not_served or the limitations of a card name them"),
    Fact::new("claims.boasts[].words", Type::Text, "cards, explain.public", "praise that promises more than a measurement gives, at its place"),
    Fact::new("claims.boasts[].from", Type::Text, "cards, explain.public", "the file that has it"),
    Fact::new("claims.boasts[].backed", Type::Bool, "the evidence", "whether a number of the evidence stands in its sentence or the next"),
];

fn derive(scope: &Scope) -> Derived {
    let known = Known::of(scope);
    let texts = texts(scope, &known);
    let boasts = texts
        .iter()
        .flat_map(|(path, text)| boasts::boasts(&text.markdown, text.span, path, &known));
    let weak = weak::Weak::all(scope);
    let value = Value::record([
        ("said", said::said(scope)),
        ("twice", said::twice(scope)),
        ("numbers", numbers(scope, &texts, &known)),
        ("limitations", limits::limitations(scope)),
        ("weak", limits::weak(scope, &weak)),
        ("left_out", left_out::left_out(scope, &weak)),
        ("boasts", Value::list(boasts)),
    ]);
    Derived::of("claims", value)
}

/// The prose that readers are given: cards in Markdown, public explanations.
/// What can hold neither a number of the evidence nor praise is not parsed.
fn texts<'a>(scope: &'a Scope<'a>, known: &Known) -> Vec<(&'a str, Passage)> {
    let paths = prose::texts(scope);
    let is_read = |path: &str| {
        let document = linked::document(scope, path.split('#').next().unwrap_or(path));
        !known.results.is_empty() || document.is_ok_and(|document| may_boast(&document.text))
    };
    let read = |path: &'a str| {
        let passage = is_read(path).then(|| linked::passage(scope, path).ok())?;
        Some((path, passage?))
    };
    paths.into_iter().filter_map(read).collect()
}

/// Whether one of the words stands in a text that praise begins with, or takes.
fn may_boast(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    boasts::STEMS.iter().any(|stem| lower.contains(stem))
}

fn known<'a>(scope: &Scope<'a>, list: &str) -> &'a [Value] {
    scope.known.get(list).map_or(&[][..], Value::items)
}

/// Numbers of cards and public texts beside the evidence. What the counts give
/// is told of them alone.
fn numbers(scope: &Scope, texts: &[(&str, Passage)], known: &Known) -> Value {
    let mut told = recomputed(scope);
    let mut numbers = Vec::new();
    if known.results.is_empty() {
        return Value::list(numbers);
    }
    for card in self::known(scope, "models")
        .iter()
        .filter_map(|model| model.get("card"))
    {
        let path = card.get("path").and_then(Value::as_str).unwrap_or("");
        number(
            tables::claims(card, known),
            path,
            known,
            &mut told,
            &mut numbers,
        );
    }
    for (path, text) in texts {
        let claims = sentences::claims(&text.markdown, text.span, known);
        number(claims, path, known, &mut told, &mut numbers);
        if figures::may_hold(&text.markdown.document.text) {
            unqualified(scope, text, path, known, &mut told, &mut numbers);
        }
    }
    Value::list(numbers)
}

fn number(
    claims: Vec<Claim>,
    from: &str,
    known: &Known,
    told: &mut BTreeSet<(String, u32)>,
    numbers: &mut Vec<Value>,
) {
    for Claim { about, at } in claims {
        let spelled = at.as_str().or_else(|| Some(at.place.as_ref()?.text()));
        let Some(written) = spelled.and_then(Written::parse) else {
            continue;
        };
        let Some(result) = known.find(&about, written) else {
            continue;
        };
        if at
            .place
            .as_ref()
            .is_some_and(|place| !told.insert(spot(place)))
        {
            continue;
        }
        let text = spelled.unwrap_or("").trim();
        let mut record = Record::new();
        record.put("metric", Value::computed(about.metric.as_str()));
        record.put("of", Value::computed(about.of()));
        record.put("from", Value::computed(from));
        record.put("value", Value::computed(text).placed_like(&at));
        record.put("measured", result.at.clone());
        record.put("evidence", Value::computed(result.path));
        record.put("agree", Value::computed(agrees(written, result.value)));
        record.put("sure", Value::computed(true));
        numbers.push(record.into_value(None).placed_like(&at));
    }
}

/// Numbers in sentences that say nothing of whose they are, beside every result
/// of their metric: one that none of them has is about none of them.
fn unqualified(
    scope: &Scope,
    text: &Passage,
    from: &str,
    known: &Known,
    told: &mut BTreeSet<(String, u32)>,
    numbers: &mut Vec<Value>,
) {
    let names = prose::known(scope);
    for figure in figures::figures(&text.markdown, text.span, &names) {
        // Of the results that a bound can be about the evidence names no worst.
        if figure.bound.is_some() || known.is_narrower(&figure.metric, &figure.sentence) {
            continue;
        }
        let Some((result, is_whole)) = known.of_metric(&figure.metric, figure.written) else {
            continue;
        };
        if !told.insert(spot(&figure.place)) {
            continue;
        }
        let agree = agrees(figure.written, result.value);
        let mut record = Record::new();
        record.put("metric", Value::computed(figure.metric.as_str()));
        record.put("of", Value::computed(result.about.of()));
        record.put("from", Value::computed(from));
        let place = Some(figure.place);
        record.put(
            "value",
            Value::computed(figure.text.as_str()).with_place(place.clone()),
        );
        record.put("measured", result.at.clone());
        record.put("evidence", Value::computed(result.path));
        record.put("agree", Value::computed(agree));
        let is_sure = agree || (is_whole && !figure.is_elsewhere);
        record.put("sure", Value::computed(is_sure));
        numbers.push(record.into_value(place));
    }
}

/// Where numbers stand that were recomputed from counts.
fn recomputed(scope: &Scope) -> BTreeSet<(String, u32)> {
    let fairness = scope.known.get("fairness");
    let numbers = fairness.and_then(|fairness| fairness.get("numbers"));
    numbers
        .map_or(&[][..], Value::items)
        .iter()
        .filter(|number| {
            let agrees = number.get("agrees").map(|agrees| &agrees.kind);
            matches!(agrees, Some(Kind::Bool(_)))
        })
        .filter_map(|number| number.get("value")?.place.as_ref().map(spot))
        .collect()
}

fn spot(place: &Place) -> (String, u32) {
    (place.path().to_owned(), place.span.start)
}
