//! What cards say of limits, beside the groups and languages for which
//! something is not shown.

use super::people::names_group;
use crate::facts::{Scope, languages};
use crate::manifest::record::Record;
use crate::measure::text::{plain, substantive};
use crate::model::{Kind, Place, Reason, Value};

/// Why a group or a language has to be named.
pub(super) const WHY: &[&str] = &["few", "gap", "floor", "language"];

/// Numbers in words that tell how often.
#[rustfmt::skip]
const IN_WORDS: &[&str] = &[
    "percent", "per cent", "one in", "out of ten", "half of", "퍼센트", "열 번", "백 번", "절반",
];

/// Words below which a section is told to say nothing.
const NEEDED: usize = 8;

/// The sections of a card that speak of limits.
fn sections(model: &Value) -> impl Iterator<Item = (&Value, &str)> {
    let sections = model.at_path("card.sections");
    let sections = sections.map_or(&[][..], Value::items).iter();
    sections.filter_map(|section| {
        let topics = section.get("topics").map_or(&[][..], Value::items);
        let speaks = topics
            .iter()
            .any(|topic| topic.as_str() == Some("limitations"));
        let text = section.get("text")?.as_str()?;
        (speaks && substantive(text, NEEDED).is_ok()).then_some((section, text))
    })
}

/// What each card's limitations amount to, at their first heading.
pub(super) fn limitations(scope: &Scope) -> Value {
    let models = scope.known.get("models").map_or(&[][..], Value::items);
    Value::list(models.iter().filter_map(|model| {
        let (first, _) = sections(model).next()?;
        let has_number = sections(model).any(|(_, text)| holds_number(text));
        let mut record = Record::new();
        record.put("model", model.get("id").cloned());
        record.put("has_number", Value::computed(has_number));
        Some(record.into_value(heading(first)))
    }))
}

fn heading(section: &Value) -> Option<Place> {
    section
        .get("heading")
        .and_then(Value::mark)
        .or_else(|| section.mark())
}

/// Whether a text has a number that is no year and no version.
fn holds_number(text: &str) -> bool {
    let lower = text.to_lowercase();
    let digits = lower.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let counts = digits.map(|run| run.trim_matches(['.', ','])).any(|run| {
        let year = run.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
        !run.is_empty() && !year && run.matches('.').count() < 2
    });
    counts || IN_WORDS.iter().any(|words| lower.contains(words))
}

/// Whoever something is not shown for, and whether the limitations name them.
pub(super) fn weak(scope: &Scope) -> Value {
    let models = scope.known.get("models").map_or(&[][..], Value::items);
    let said: Vec<(&Value, &str)> = models.iter().flat_map(sections).collect();
    let Some((first, _)) = said.first() else {
        return Value::list([]);
    };
    let mut found: Vec<Value> = Vec::new();
    let mut put =
        |name: String, why: &str, extra: [(&str, Option<&Value>); 2], named: bool, at: &Value| {
            let is_told = |one: &Value| one.get("name").and_then(Value::as_str) == Some(&name);
            if found.iter().any(is_told) {
                return;
            }
            let mut record = Record::new();
            record.put("name", Value::computed(name.as_str()).with_place(at.mark()));
            record.put("why", Value::computed(why));
            record.put("named", Value::computed(named));
            for (key, value) in extra {
                record.put(key, value.cloned());
            }
            found.push(record.into_value(heading(first)));
        };
    let by_group = |attribute: &str, group: &str| {
        said.iter()
            .any(|(_, text)| names_group(text, attribute, group))
    };
    for group in known(scope, "fairness.groups") {
        let (Some(attribute), Some(name)) = (text(group, "attribute"), text(group, "group")) else {
            continue;
        };
        if group.get("short_of").is_some() {
            let named = by_group(attribute, name);
            let extra = [("n", group.get("has")), ("needs", group.get("needs"))];
            put(format!("{attribute}/{name}"), "few", extra, named, group);
        }
    }
    for gap in known(scope, "fairness.gaps") {
        // Groups too small for a gap are told as such.
        let within = gap.get("within");
        let kind = within.map(|within| &within.kind);
        let is_few = matches!(kind, Some(Kind::Missing(Reason::Insufficient)));
        let Some(attribute) = text(gap, "attribute").filter(|_| !is_few && !holds(within)) else {
            continue;
        };
        let decide = gap.get("groups").map_or(&[][..], Value::items);
        for name in decide.iter().filter_map(Value::as_str) {
            let named = by_group(attribute, name);
            let extra = [("metric", gap.get("metric")), ("limit", gap.get("limit"))];
            put(format!("{attribute}/{name}"), "gap", extra, named, gap);
        }
    }
    for floor in known(scope, "inclusion.floor_groups") {
        let (Some(attribute), Some(name)) = (text(floor, "attribute"), text(floor, "group")) else {
            continue;
        };
        if !holds(floor.get("holds")) {
            let named = by_group(attribute, name);
            let extra = [
                ("metric", floor.get("metric")),
                ("limit", floor.get("bound")),
            ];
            put(format!("{attribute}/{name}"), "floor", extra, named, floor);
        }
    }
    let in_languages = scope
        .known
        .get("inclusion")
        .and_then(|own| own.get("applies"));
    let in_languages = in_languages.and_then(Value::as_bool).unwrap_or(false);
    for language in known(scope, "inclusion.languages") {
        let Some(tag) = text(language, "language").filter(|_| in_languages) else {
            continue;
        };
        if language.get("settled").and_then(Value::as_bool) == Some(false) {
            let named = said.iter().any(|(_, text)| {
                languages::speaks_of(tag, text) || plain(text).contains(&format!(" {tag} "))
            });
            let extra = [("metric", language.get("metric")), ("n", language.get("n"))];
            put(tag.to_owned(), "language", extra, named, language);
        }
    }
    Value::list(found)
}

fn known<'a>(scope: &Scope<'a>, path: &str) -> &'a [Value] {
    let (family, list) = path.split_once('.').unwrap_or((path, ""));
    let list = scope.known.get(family).and_then(|family| family.get(list));
    list.map_or(&[][..], Value::items)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

fn holds(value: Option<&Value>) -> bool {
    matches!(
        value.map(|value| &value.kind),
        None | Some(Kind::Bool(true))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_or_a_version_is_no_figure() {
        assert!(holds_number("wrong for 8 of 100 people"));
        assert!(holds_number("one in ten answers is wrong"));
        assert!(holds_number("제주 방언에서 12 퍼센트"));
        assert!(!holds_number("since 2024 version 1.2.3 may vary"));
        assert!(!holds_number("performance may vary"));
    }
}
