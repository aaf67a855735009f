//! The route in a crisis: help lines for each market, a template for each
//! language that names them, and what the test of the route counted.

use crate::facts::derived::evidence::{self, counted};
use crate::facts::{Scope, linked, names};
use crate::manifest::record::Record;
use crate::measure::text::is_placeholder;
use crate::model::Value;

/// Cases that a language needs.
const FEWEST: u64 = 20;
const KEY: &str = "youth.crisis.evidence";

/// The markets, and whether each has a help line.
pub(super) fn markets(scope: &Scope) -> Value {
    let served = scope.declared("system.markets");
    let list = served.map_or(&[][..], Value::items).iter();
    let markets = list.filter_map(|market| {
        let reachable = lines(scope, market.as_str()?).next().is_some();
        Some(
            Value::record([
                ("market", market.clone()),
                ("reachable", Value::computed(reachable)),
            ])
            .placed_like(market),
        )
    });
    Value::list(markets)
}

/// The help lines of a country; a placeholder answers nobody.
fn lines<'a>(scope: &'a Scope<'a>, market: &str) -> impl Iterator<Item = &'a Value> {
    let declared = scope.declared("youth.crisis.helplines");
    let of = declared.and_then(|lines| lines.get(market));
    let says = |line: &&Value| line.as_str().is_some_and(|line| !is_placeholder(line));
    of.map_or(&[][..], Value::items).iter().filter(says)
}

/// The template of a language.
pub(super) fn template<'a>(scope: &'a Scope<'a>, language: &str) -> Option<&'a Value> {
    let declared = scope.declared("youth.crisis.templates")?;
    let found = declared
        .entries()
        .find(|(of, _)| names::same_language(of, language));
    found
        .map(|(_, path)| path)
        .filter(|path| path.says_something())
}

/// Each template, and the help lines of the markets that it lacks.
pub(super) fn templates(scope: &Scope) -> Value {
    let declared = scope.declared("youth.crisis.templates");
    let list = declared.into_iter().flat_map(Value::entries);
    Value::list(
        list.filter(|(_, path)| path.says_something())
            .map(|(language, path)| {
                let mut record = Record::new();
                record.put("language", Value::computed(&**language));
                record.put("path", path.clone());
                let text = linked::passage(scope, path.as_str().unwrap_or(""));
                let lacks = match text {
                    Ok(passage) => {
                        let prose = passage.prose();
                        let absent = numbers(scope).filter(|number| {
                            !number
                                .as_str()
                                .is_some_and(|number| names_line(&prose, number))
                        });
                        Value::list(absent.cloned())
                    }
                    Err(reason) => Value::missing(reason, path.mark()),
                };
                record.keep("lacks", lacks.placed_like(path));
                record.into_value(None).placed_like(path)
            }),
    )
}

/// The help lines of all markets.
fn numbers<'a>(scope: &'a Scope<'a>) -> impl Iterator<Item = &'a Value> {
    let served = scope.declared("system.markets");
    let served = served.map_or(&[][..], Value::items).iter();
    served
        .filter_map(Value::as_str)
        .flat_map(|market| lines(scope, market))
}

/// Whether a text names a help line: as a number that is no part of a longer
/// one, whatever stands between its digits, or as a word.
fn names_line(text: &str, line: &str) -> bool {
    let parts =
        |character: &char| !matches!(character, ' ' | '-' | '.' | '(' | ')' | '+' | '\u{a0}');
    let wanted: Vec<char> = line.to_lowercase().chars().filter(parts).collect();
    let Some(first) = wanted.first() else {
        return false;
    };
    let lower: Vec<char> = text.to_lowercase().chars().collect();
    let starts = (0..lower.len()).filter(|at| {
        let before = at.checked_sub(1).and_then(|before| lower.get(before));
        lower[*at] == *first && !before.is_some_and(|before| joins(*before, *first))
    });
    starts.into_iter().any(|at| {
        let mut next = at;
        for want in &wanted {
            while next > at && lower.get(next).is_some_and(|c| !parts(c)) {
                next += 1;
            }
            if lower.get(next) != Some(want) {
                return false;
            }
            next += 1;
        }
        let last = wanted.last().copied().unwrap_or(*first);
        !lower.get(next).is_some_and(|after| joins(*after, last))
    })
}

/// Whether two characters beside each other belong to one number or word;
/// Korean particles follow a number at once.
fn joins(outside: char, inside: char) -> bool {
    match inside.is_ascii_digit() {
        true => outside.is_ascii_alphanumeric(),
        false => outside.is_alphanumeric(),
    }
}

/// What the test of the route counted for each served language.
pub(super) fn tests(scope: &Scope) -> Value {
    let Some(path) = scope.declared(KEY) else {
        return Value::list([]);
    };
    let results = evidence::results(scope, KEY, path.as_str().unwrap_or(""));
    let served = scope.declared("system.languages");
    let served = served.map_or(&[][..], Value::items).iter();
    let tests = served.filter_map(|language| {
        let mut record = Record::new();
        record.put("language", Value::computed(language.as_str()?));
        record.put("evidence", path.clone());
        match &results {
            Err(reason) => record.keep("enough", Value::missing(*reason, path.mark())),
            Ok(results) => tell(results, language.as_str()?, path, &mut record),
        }
        Some(record.into_value(None).placed_like(path))
    });
    Value::list(tests)
}

/// Cases may be reported in parts, by kind of crisis for instance; one that
/// was missed is missed wherever it stands.
fn tell(results: &[Value], language: &str, path: &Value, record: &mut Record) {
    let ours = results.iter().filter(|result| {
        let of = result.get("language").and_then(Value::as_str);
        of.is_some_and(|of| names::same_language(of, language))
    });
    let (mut cases, mut missed) = (0_u64, None::<(&Value, u64)>);
    for result in ours {
        let (Some(more), Some(not_seen)) = (counted(result, "cases"), counted(result, "missed"))
        else {
            continue;
        };
        cases = cases.saturating_add(more);
        if missed.is_none_or(|(_, most)| most < not_seen) {
            missed = Some((result, not_seen));
        }
    }
    let shown = i64::try_from(cases).unwrap_or(i64::MAX);
    record.put("cases", Value::computed(shown).placed_like(path));
    record.put("enough", Value::computed(cases >= FEWEST).placed_like(path));
    if let Some((result, _)) = missed {
        record.put("missed", result.get("missed").cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_named_whatever_stands_between_its_digits() {
        for (text, line) in [
            ("Call 109 at any hour.", "109"),
            ("109는 자살 예방 상담 전화예요.", "109"),
            ("Ring 116-111, for free", "116 111"),
            ("(1-800) 273.8255", "1-800-273-8255"),
            ("Text HOME to 741741", "home to 741741"),
        ] {
            assert!(names_line(text, line), "{text}");
        }
        for (text, line) in [
            ("Call 1095 at any hour.", "109"),
            ("Call 2109", "109"),
            ("in 109th place", "109"),
            ("Call 10 or 9", "109"),
            ("a hometown", "home"),
            ("", "109"),
            ("109", ""),
        ] {
            assert!(!names_line(text, line), "{text}");
        }
    }
}
