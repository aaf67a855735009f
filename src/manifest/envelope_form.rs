//! Whether an envelope has the form that its schema asks for. What an editor
//! with the schema would underline is told here to whoever has none.

use super::envelope_schema::{Kind, Member, kinds, known};
use crate::model::{Kind as Is, Problem, Value, text};

/// Members without which an envelope says nothing.
const REQUIRED: [&str; 4] = ["kind", "created", "subjects", "results"];
/// Defects of one envelope that are told.
const MOST: usize = 100;

/// What is wrong with the form of an envelope.
pub(super) fn defects(root: &Value) -> Vec<Problem> {
    let mut found: Vec<Problem> = REQUIRED
        .into_iter()
        .filter(|key| root.get(key).is_none())
        .filter_map(|key| {
            let why = text!("{key} is missing", "{key}이(가) 없음");
            let problem = Problem::new("missing-key", root.mark()?, why);
            Some(problem.with("key", key))
        })
        .collect();
    let kind = root.get("kind");
    let known = kind.and_then(Value::as_str).and_then(known);
    if let (Some(kind), None) = (kind, known) {
        let all: Vec<&str> = kinds().collect();
        found.extend(other(kind, "kind", "not-one-of", &all.join(", "), None));
    }
    let created = root.get("created");
    let is_day = |value: &Value| {
        let text = value.as_str();
        text.is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok())
    };
    if let Some(created) = created.filter(|created| !is_day(created)) {
        let (day, ko) = ("a day, as 2026-11-10", "2026-11-10과 같은 날짜");
        found.extend(other(created, "created", "malformed", day, Some(ko)));
    }
    for key in ["subjects", "results"] {
        let list = root
            .get(key)
            .filter(|list| !matches!(list.kind, Is::List(_)));
        let (a_list, ko) = ("a list", "목록");
        found.extend(list.and_then(|list| other(list, key, "wrong-type", a_list, Some(ko))));
    }
    if let Some(kind) = known {
        let results = root.get("results").map_or(&[][..], Value::items);
        let rows = results.iter().flat_map(|row| of_row(kind, row));
        found.extend(rows.take(MOST));
    }
    found
}

/// Numbers of a result that are none, or that can't be. What is null is not said.
fn of_row(kind: &'static Kind, row: &Value) -> Vec<Problem> {
    let members = kind.members();
    let wrong = members.filter_map(|(name, member)| {
        let value = row.get(name).filter(|value| value.says_something())?;
        let number = value.as_number();
        // What is not a number is missing, as everywhere.
        if number.is_some_and(f64::is_nan) {
            return None;
        }
        let (fits, en, ko) = match member {
            Member::Count => (
                number.is_some_and(|number| number >= 0.0),
                "a number from 0 on, without quotes",
                "따옴표 없는 0 이상의 수",
            ),
            Member::Share => (
                number.is_some_and(|number| (0.0..=1.0).contains(&number)),
                "a number from 0 to 1, without quotes",
                "따옴표 없는 0 이상 1 이하의 수",
            ),
            Member::Number => (
                number.is_some(),
                "a number without quotes",
                "따옴표 없는 수",
            ),
            Member::Text | Member::Date => (true, "", ""),
        };
        match fits {
            true => None,
            false => other(value, name, "wrong-type", en, Some(ko)),
        }
    });
    wrong.collect()
}

fn other(
    value: &Value,
    key: &str,
    code: &'static str,
    expected: &str,
    expected_ko: Option<&str>,
) -> Option<Problem> {
    let ko = expected_ko.unwrap_or(expected);
    let why = text!("{key} is not {expected}", "{key}: {ko}이(가) 아님");
    let problem = Problem::new(code, value.mark()?, why);
    let problem = problem.with("key", key).with("expected", expected);
    Some(problem.with("expected_ko", ko))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Span};
    use crate::source::json;

    fn told(text: &str) -> Vec<(&'static str, String)> {
        let document = Document::new("evidence.json", text);
        let root = json::parse(&document, Span::new(0, text.len())).value;
        let found = defects(&root).into_iter();
        found
            .map(|one| (one.code, one.place.text().to_owned()))
            .collect()
    }

    const WHOLE: &str = r#"{"kind": "metrics", "created": "2026-11-10", "subjects": [],
        "results": [{"metric": "fpr", "value": 0.06, "n": 900, "note": "ours", "low": null}]}"#;

    #[test]
    fn an_envelope_that_is_whole_has_no_defect() {
        assert_eq!(told(WHOLE), []);
        for number in ["0.06", "900"] {
            assert_eq!(told(&WHOLE.replace(number, "NaN")), [], "{number}");
        }
        let counts = r#"{"kind": "group-counts", "created": "2026-11-10", "subjects": [],
            "results": [{"attribute": "age", "group": 60, "tp": 1.5, "fp": 0, "fn": 0, "tn": 2}]}"#;
        assert_eq!(told(counts), []);
    }

    #[test]
    fn what_has_another_form_is_told_where_it_stands() {
        for (from, to, code, at) in [
            ("\"metrics\"", "\"vibes\"", "not-one-of", "\"vibes\""),
            ("2026-11-10", "yesterday", "malformed", "\"yesterday\""),
            ("0.06", "\"0.06\"", "wrong-type", "\"0.06\""),
            ("900", "-900", "wrong-type", "-900"),
            (
                "\"subjects\": []",
                "\"subjects\": {}",
                "wrong-type",
                "\"subjects\"",
            ),
        ] {
            let text = WHOLE.replace(from, to);
            assert_eq!(told(&text), [(code, at.to_owned())], "{to}");
        }
        let text = WHOLE.replace("results", "resuls");
        let first = text.lines().next().unwrap_or("").to_owned();
        assert_eq!(told(&text), [("missing-key", first)]);
    }
}
