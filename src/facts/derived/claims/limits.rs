//! What cards say of limits, and whether they name the groups and languages
//! for which something is not shown.

use super::weak::Weak;
use crate::facts::Scope;
use crate::manifest::record::Record;
use crate::measure::text::substantive;
use crate::model::{Place, Value};

/// Numbers in words that tell how often.
#[rustfmt::skip]
const IN_WORDS: &[&str] = &[
    "percent", "per cent", "one in", "out of ten", "half of", "퍼센트", "열 번", "백 번", "절반",
];

/// Words below which a section is told to say nothing.
const NEEDED: usize = 8;

/// The sections of a card that speak of limits.
pub(super) fn sections(model: &Value) -> impl Iterator<Item = (&Value, &str)> {
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

/// Words before a number that make it a name.
const NAMED: &[&str] = &["version", "release", "model", "버전"];

/// Whether a text has a number that is no year, no version and no part of a
/// name, such as GPT-4.
fn holds_number(text: &str) -> bool {
    let lower = text.to_lowercase();
    let digits = lower.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let counts = digits.map(|run| run.trim_matches(['.', ','])).any(|run| {
        let year = run.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
        let at = run.as_ptr() as usize - lower.as_ptr() as usize;
        let before = &lower[..at];
        let word = before.strip_suffix(['-', '_']).unwrap_or(before);
        let glued = word.ends_with(|c: char| c.is_ascii_alphabetic());
        let named = NAMED.iter().any(|name| before.trim_end().ends_with(name));
        !run.is_empty() && !year && !glued && !named && run.matches('.').count() < 2
    });
    counts || IN_WORDS.iter().any(|words| lower.contains(words))
}

/// Whoever something is not shown for, and whether the limitations name them;
/// none where no card speaks of limitations.
pub(super) fn weak(scope: &Scope, weak: &[Weak]) -> Value {
    let models = scope.known.get("models").map_or(&[][..], Value::items);
    let said: Vec<(&Value, &str)> = models.iter().flat_map(sections).collect();
    let Some((first, _)) = said.first() else {
        return Value::list([]);
    };
    Value::list(weak.iter().map(|weak| {
        let named = said.iter().any(|(_, text)| weak.is_named_in(text));
        weak.record(named).into_value(heading(first))
    }))
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
        // A lie that would pass: any digit would do.
        assert!(!holds_number(
            "Version 4.2 has limits, like GPT-4 and v2, and COVID-19 changed much"
        ));
        assert!(holds_number("wrong for people over 70 (F1 0.61)"));
    }
}
