//! What a fact means, and what it is read from, in either language. The
//! catalogue is English; its Korean stands in two tables beside this file, a
//! line each: the English, a tab, the Korean.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::manifest::declaration;
use crate::model::{Fact, Language, Text, Type};

/// Lists of the declaration whose entries stand under other names as well.
const CARRIED: [(&str, &str); 2] = [
    ("models[].entry.", "models[]."),
    ("datasets[].entry.", "data[]."),
];

/// What a fact means.
#[must_use]
pub fn about(fact: &Fact, language: Language) -> &str {
    let path = fact.path.as_ref();
    let key = path.strip_prefix("declaration.").map(str::to_owned);
    let key = key.or_else(|| {
        CARRIED.iter().find_map(|(carried, own)| {
            let rest = path.strip_prefix(carried)?;
            Some(format!("{own}{rest}"))
        })
    });
    // A list of plain values is a key itself.
    let of_key = key.map_or("", |key| {
        declaration::about(key.trim_end_matches("[]"), language)
    });
    match language {
        _ if !of_key.is_empty() => of_key,
        Language::En => fact.doc,
        Language::Ko => {
            static MEANINGS: LazyLock<Table> =
                LazyLock::new(|| table(include_str!("meanings.ko.tsv")));
            MEANINGS.get(fact.doc).copied().unwrap_or(fact.doc)
        }
    }
}

/// What a fact is read or computed from. The names of keys are the same in
/// every language.
#[must_use]
pub fn source(fact: &Fact, language: Language) -> &'static str {
    static SOURCES: LazyLock<Table> = LazyLock::new(|| table(include_str!("sources.ko.tsv")));
    match language {
        Language::En => fact.source,
        Language::Ko => SOURCES.get(fact.source).copied().unwrap_or(fact.source),
    }
}

/// What a value of a fact looks like: `minimal | limited | high`, `integer, days`.
#[must_use]
pub fn kind(fact: &Fact, language: Language) -> String {
    let kind = match fact.ty {
        Type::Bool => Text::new("boolean", "참·거짓"),
        Type::Int => Text::new("integer", "정수"),
        Type::Number => Text::new("number", "수"),
        Type::Text => Text::new("text", "글"),
        Type::Date => Text::new("date", "날짜"),
        Type::Any => Text::new("any scalar", "어떤 스칼라든"),
        Type::OneOf(words) => Text::same(words.join(" | ")),
    };
    let kind = kind.get(language);
    match unit(fact.unit, language) {
        "" => kind.to_owned(),
        unit => format!("{kind}, {unit}"),
    }
}

fn unit(unit: &'static str, language: Language) -> &'static str {
    match language {
        Language::En => unit,
        Language::Ko => UNITS
            .iter()
            .find(|(en, _)| *en == unit)
            .map_or(unit, |(_, ko)| ko),
    }
}

/// Units of numbers.
const UNITS: [(&str, &str); 10] = [
    ("bytes", "바이트"),
    ("canaries", "카나리아"),
    ("cases", "사례"),
    ("columns", "열"),
    ("days", "일"),
    ("files", "파일"),
    ("people", "명"),
    ("rows", "행"),
    ("share", "비율"),
    ("words", "낱말"),
];

type Table = HashMap<&'static str, &'static str>;

fn table(text: &'static str) -> Table {
    text.lines()
        .filter_map(|line| line.split_once('\t'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::catalogue;

    fn is_korean(text: &str) -> bool {
        text.chars()
            .any(|letter| ('\u{ac00}'..='\u{d7a3}').contains(&letter))
    }

    /// Keys, files and options are the same in every language.
    fn is_name(text: &str) -> bool {
        let signs = ['.', '[', '_', '-', '<'];
        let keys = [
            "system",
            "models",
            "data",
            "approvers",
            "fairness",
            "benefit",
            "explain",
        ];
        let names = [
            "n",
            "value",
            "best",
            "gap",
            "low",
            "high",
            "bound",
            "evaluated",
            "within",
            "success",
            "rate",
            "limit",
            "canaries",
            "extracted",
            "days",
            "unsafe",
            "helped",
            "least",
            "models",
            "today",
            "limits",
            "inclusion",
            "CODEOWNERS",
            "evidence",
        ];
        text.split(", ").all(|part| {
            !part.contains(' ')
                && (part.contains(signs) || keys.contains(&part) || names.contains(&part))
        })
    }

    #[test]
    fn every_fact_has_its_meaning_and_its_source_in_both_languages() {
        let mut missing = Vec::new();
        for fact in catalogue::all() {
            if !is_korean(about(&fact, Language::Ko)) {
                missing.push(format!("meanings.ko.tsv: {}", fact.doc));
            }
            if !is_korean(source(&fact, Language::Ko)) && !is_name(fact.source) {
                missing.push(format!("sources.ko.tsv: {}", fact.source));
            }
            if unit(fact.unit, Language::Ko) == fact.unit && !fact.unit.is_empty() {
                missing.push(format!("UNITS: {}", fact.unit));
            }
            assert!(!is_korean(about(&fact, Language::En)), "{}", fact.path);
        }
        missing.sort();
        missing.dedup();
        assert!(missing.is_empty(), "without Korean: {missing:#?}");
    }

    #[test]
    fn a_line_of_the_tables_is_a_fact_s_and_stands_once() {
        let facts = catalogue::all();
        let meanings = include_str!("meanings.ko.tsv");
        let sources = include_str!("sources.ko.tsv");
        for (text, english) in [
            (
                meanings,
                facts.iter().map(|fact| fact.doc).collect::<Vec<_>>(),
            ),
            (sources, facts.iter().map(|fact| fact.source).collect()),
        ] {
            assert_eq!(
                table(text).len(),
                text.lines().count(),
                "a line stands twice, or has no tab"
            );
            for (en, ko) in text.lines().filter_map(|line| line.split_once('\t')) {
                assert!(english.contains(&en), "no fact says: {en}");
                let quoted = |text: &str| text.matches('`').count();
                assert_eq!(quoted(en), quoted(ko), "{en}");
            }
        }
    }
}
