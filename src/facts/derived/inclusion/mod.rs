//! `inclusion`: how well each served language is shown to work, held against
//! the best one by the same measure, and whether who falls behind is named.

mod accessible;
mod floors;
mod named;
mod served;

use self::named::Named;
use self::served::{GAP, NoResult, Served, best, measured, rounded, within};
use crate::facts::{Derived, Family, Scope, names};
use crate::manifest::record::Record;
use crate::model::{Fact, Kind, Type, Value};

/// The languages that are served.
pub static FAMILY: Family = Family {
    name: "inclusion",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("inclusion.applies", Type::Bool, "system.kind, system.input", "whether the system works in languages: it is generative, or takes text or speech"),
    Fact::new("inclusion.languages[].language", Type::Text, "system.languages", "a served language"),
    Fact::new("inclusion.languages[].evaluated", Type::Bool, "inclusion.quality, its evidence", "whether an entry and a result are there for it; missing where the evidence can't be read"),
    Fact::new("inclusion.languages[].entry", Type::Text, "inclusion.quality[].language", "the entry for it, at its place"),
    Fact::new("inclusion.languages[].metric", Type::Text, "inclusion.quality[].metric", "the measure"),
    Fact::new("inclusion.languages[].value", Type::Number, "the evidence", "the result, at its place"),
    Fact::new("inclusion.languages[].n", Type::Int, "the evidence", "cases that it rests on").unit("cases"),
    Fact::new("inclusion.languages[].low", Type::Number, "the evidence", "the lower end of the interval, where one is given"),
    Fact::new("inclusion.languages[].high", Type::Number, "the evidence", "the upper end of the interval, where one is given"),
    Fact::new("inclusion.languages[].best", Type::Number, "the evidence", "the best result of a served language by the same measure"),
    Fact::new("inclusion.languages[].best_language", Type::Text, "the evidence", "the language that has it"),
    Fact::new("inclusion.languages[].behind", Type::Number, "the evidence", "how far it is behind the best, as a share"),
    Fact::new("inclusion.languages[].gap", Type::Number, "inclusion.quality[].gap", "how far behind it may be; 0.10 where nothing lower is declared"),
    Fact::new("inclusion.languages[].within", Type::Bool, "value, best, gap, n, low, high", "whether it is no further behind; missing(insufficient) below 200 cases, missing(not-demonstrated) where the given interval crosses the gap"),
    Fact::new("inclusion.languages[].named", Type::Bool, "inclusion.not_served, the cards' limitations", "whether those left out are said to speak it"),
    Fact::new("inclusion.accessible.lacks[]", Type::Text, "inclusion.accessibility", "what it lacks: standard, report, build, pages"),
    Fact::new("inclusion.accessible.checked_build", Type::Text, "the report", "the build that was checked"),
    Fact::new("inclusion.accessible.same_build", Type::Bool, "inclusion.accessibility.build, the report", "whether that is the declared build; not there where the report can't be read"),
    Fact::new("inclusion.pages[].name", Type::Text, "inclusion.accessibility.pages", "a page"),
    Fact::new("inclusion.pages[].page", Type::Text, "inclusion.accessibility.pages", "its path or address"),
    Fact::new("inclusion.pages[].found", Type::Bool, "the report", "whether the report has a result for it; missing where it can't be read"),
    Fact::new("inclusion.pages[].serious", Type::Int, "the report", "serious barriers; missing(absent) where the report counts none"),
    Fact::new("inclusion.pages[].critical", Type::Int, "the report", "critical barriers; missing(absent) where the report counts none"),
    Fact::new("inclusion.floors[].metric", Type::Text, "inclusion.floors", "the measure of a floor"),
    Fact::new("inclusion.floors[].attribute", Type::Text, "inclusion.floors", "the attribute whose worst group counts"),
    Fact::new("inclusion.floors[].evidence", Type::Text, "inclusion.floors", "its results' path"),
    Fact::new("inclusion.floors[].bounded", Type::Bool, "inclusion.floors", "whether it has a min or a max"),
    Fact::new("inclusion.floors[].binds", Type::Bool, "inclusion.floors", "whether, of a metric whose better side is known, a bound lies on the other side and leaves something to break on the scale of the results; not there for any other metric"),
    Fact::new("inclusion.floors[].lacking[]", Type::Text, "the evidence", "groups of the attribute without a result, or the attribute where no group has one; missing where the evidence can't be read"),
    Fact::new("inclusion.floor_groups[].metric", Type::Text, "the evidence", "the measure of a group's result"),
    Fact::new("inclusion.floor_groups[].attribute", Type::Text, "the evidence", "the attribute"),
    Fact::new("inclusion.floor_groups[].group", Type::Text, "the evidence", "the group"),
    Fact::new("inclusion.floor_groups[].value", Type::Number, "the evidence", "its result, at its place"),
    Fact::new("inclusion.floor_groups[].n", Type::Number, "the evidence", "cases that it rests on").unit("cases"),
    Fact::new("inclusion.floor_groups[].low", Type::Number, "the evidence", "the lower end of its interval, where one is given"),
    Fact::new("inclusion.floor_groups[].high", Type::Number, "the evidence", "the upper end of its interval, where one is given"),
    Fact::new("inclusion.floor_groups[].bound", Type::Number, "inclusion.floors", "the min or max, at its place"),
    Fact::new("inclusion.floor_groups[].holds", Type::Bool, "value, low, high, n, bound", "whether the result, or its whole interval, keeps the bound; missing(insufficient) below 100 cases, missing(not-demonstrated) where the given interval crosses it"),
    Fact::new("inclusion.languages[].settled", Type::Bool, "evaluated, within", "whether it is evaluated and shown to be within the gap"),
];

/// The name of a metric in one spelling.
fn spelled(metric: &str) -> String {
    names::words(metric).join("_")
}

fn derive(scope: &Scope) -> Derived {
    let kind = scope.declared_str("system.kind");
    let input = scope.declared_str("system.input");
    let applies = kind == Some("generative") || matches!(input, Some("text" | "speech"));
    let at = if kind == Some("generative") {
        "system.kind"
    } else {
        "system.input"
    };
    let applies = Value::computed(applies).with_place(scope.place_of(at));
    let mut values = vec![
        ("applies", applies),
        ("floors", floors::floors(scope)),
        ("floor_groups", floors::groups(scope)),
        ("pages", accessible::pages(scope)),
    ];
    values.extend(accessible::report(scope).map(|report| ("accessible", report)));
    if let Some(served) = scope.declared("system.languages") {
        values.push(("languages", languages(scope, served)));
    }
    Derived::of(
        "inclusion",
        Value::record(values).with_place(scope.place_of("inclusion")),
    )
}

fn languages(scope: &Scope, served: &Value) -> Value {
    let all: Vec<Served> = served
        .items()
        .iter()
        .filter(|language| language.as_str().is_some())
        .map(|language| measured(scope, language))
        .collect();
    let named = Named::of(scope);
    Value::list(all.iter().map(|one| record(one, &all, &named))).placed_like(served)
}

fn record(one: &Served, all: &[Served], named: &Named) -> Value {
    let mut record = Record::new();
    let place = one.language.mark();
    record.put("language", one.language.clone());
    let entry = one.entry.and_then(|entry| entry.get("language"));
    record.put("entry", entry.cloned());
    let metric = one.entry.and_then(|entry| entry.get("metric"));
    record.put("metric", metric.cloned());
    let evaluated = match one.result {
        Ok(_) => Kind::Bool(true),
        Err(NoResult::None) => Kind::Bool(false),
        Err(NoResult::Unknown(reason)) => Kind::Missing(reason),
    };
    let at = one
        .entry
        .and_then(|entry| entry.get("evidence"))
        .and_then(Value::mark);
    let evaluated = Value::computed(evaluated).with_place(at.or_else(|| place.clone()));
    for key in ["value", "n", "low", "high"] {
        record.put(
            key,
            one.result.ok().and_then(|result| result.get(key)).cloned(),
        );
    }
    let mut settled = matches!(evaluated.kind, Kind::Bool(true));
    record.keep("evaluated", evaluated);
    if let (Some(quality), Some(best)) = (one.quality(), best(one, all)) {
        let gap = one
            .entry
            .and_then(|entry| entry.get("gap"))
            .and_then(Value::as_number);
        let gap = gap.unwrap_or(GAP).clamp(0.0, GAP);
        record.put("gap", Value::computed(gap));
        record.put(
            "best",
            best.result
                .ok()
                .and_then(|result| result.get("value"))
                .cloned(),
        );
        record.put("best_language", best.language.clone());
        let top = best.quality().unwrap_or(quality);
        record.put("behind", Value::computed(rounded(top - quality)));
        let within = within(one, quality, top, gap);
        settled &= matches!(within, Kind::Bool(true));
        let at = one.result.ok().and_then(Value::mark);
        record.keep("within", Value::computed(within).with_place(at));
    }
    let tag = one.language.as_str().unwrap_or("");
    record.put("named", Value::computed(named.holds(tag)).with_place(place));
    record.put("settled", Value::computed(settled));
    record.into_value(None).placed_like(one.language)
}
