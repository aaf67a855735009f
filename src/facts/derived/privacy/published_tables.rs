//! Tables of rows among the evidence: whom their rows are about, and what
//! they join; and the smallest cells of tables of counts.

use super::columns;
use super::scan::Seen;
use crate::facts::{Scope, names};
use crate::manifest::record::Record;
use crate::measure::pii::{Confidence, Kind};
use crate::measure::text::stands;
use crate::model::Value;

/// Columns that identify somebody directly, by their words.
const DIRECT: &[&str] = &[
    "account number",
    "address",
    "customer id",
    "e mail",
    "email",
    "full name",
    "first name",
    "last name",
    "mobile",
    "passport",
    "phone",
    "resident number",
    "rrn",
    "social security",
    "ssn",
    "telephone",
    "user name",
    "username",
    "계좌",
    "성명",
    "여권",
    "연락처",
    "이름",
    "이메일",
    "전화",
    "주민",
    "주소",
];

/// Columns that hold what a model answered, or the truth.
const ANSWERS: &[&str] = &[
    "label",
    "pred",
    "predicted",
    "prediction",
    "score",
    "target",
    "truth",
    "y pred",
    "y true",
    "예측",
    "정답",
    "점수",
];

fn says(name: &str, phrases: &[&str]) -> bool {
    let joined = format!(" {} ", names::words(name).join(" "));
    phrases.iter().any(|phrase| {
        if phrase.is_ascii() {
            stands(&joined, phrase)
        } else {
            joined.contains(phrase)
        }
    })
}

/// A table of rows that holds an answer of a model, or the truth about
/// somebody; `None` for anything else.
pub(super) fn table(scope: &Scope, path: &str, seen: &[Seen]) -> Option<Value> {
    let below = path
        .strip_prefix(scope.folder)
        .map_or(path, |rest| rest.trim_start_matches('/'));
    let header = columns::header(scope, below).ok()?;
    let text = |column: &Value| column.as_str().unwrap_or("").to_owned();
    let declared = [
        scope.declared_str("fairness.label"),
        scope.declared_str("fairness.prediction"),
        scope.declared_str("fairness.score"),
    ];
    let answers = |column: &&Value| {
        let name = text(column);
        says(&name, ANSWERS)
            || names::label(&name)
            || declared
                .iter()
                .any(|declared| columns::same(*declared, Some(&name)))
    };
    let answer = header.iter().find(answers)?;
    // A table of counts has no row of a person.
    let counts = ["tp", "fp", "fn", "tn"];
    if counts.iter().all(|count| {
        header
            .iter()
            .any(|column| text(column).eq_ignore_ascii_case(count))
    }) {
        return None;
    }
    let direct = header
        .iter()
        .find(|column| says(&text(column), DIRECT) || names::proxy(&text(column)) == Some("name"));
    let holds = seen.iter().find(|seen| {
        matches!(seen.kind, Kind::Email | Kind::Phone) && seen.confidence() == Confidence::High
    });
    let attributes: Vec<&str> = scope
        .declared("fairness.attributes")
        .into_iter()
        .flat_map(Value::entries)
        .map(|(name, _)| &**name)
        .collect();
    let protected = header.iter().filter(|column| {
        let name = text(column);
        names::protected(&name).is_some()
            || attributes
                .iter()
                .any(|attribute| columns::same(Some(attribute), Some(&name)))
    });
    let protected: Vec<Value> = protected.cloned().collect();
    let mut record = Record::new();
    record.keep("path", Value::computed(path));
    record.put("answer", answer.clone());
    let identifier = match (direct, holds) {
        (Some(column), _) => Some(column.clone()),
        (None, Some(seen)) => {
            Some(Value::computed(seen.kind.name()).with_place(Some(seen.place.clone())))
        }
        (None, None) => None,
    };
    let place = identifier
        .as_ref()
        .or(protected.first())
        .unwrap_or(answer)
        .place
        .clone();
    record.put("identifier", identifier);
    record.keep("protected", Value::list(protected));
    Some(record.into_value(place))
}

/// Each table of counts with its smallest cell that is not zero, at that cell.
pub(super) fn counts(scope: &Scope) -> Value {
    let known = scope.known.get("evidence");
    let tables = known
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|evidence| {
            if evidence.get("kind").and_then(Value::as_str) != Some("group-counts") {
                return None;
            }
            let cells = evidence
                .get("results")
                .into_iter()
                .flat_map(Value::items)
                .flat_map(|result| {
                    ["tp", "fp", "fn", "tn"]
                        .into_iter()
                        .filter_map(move |cell| Some((result, cell, result.get(cell)?)))
                });
            let (result, cell, count) = cells
                .filter(|(_, _, count)| count.as_int().is_some_and(|count| count > 0))
                .min_by_key(|(_, _, count)| count.as_int())?;
            let mut record = Record::new();
            record.put("path", evidence.get("path").cloned());
            record.put("attribute", result.get("attribute").cloned());
            record.put("group", result.get("group").cloned());
            record.keep("cell", Value::computed(cell));
            record.put("smallest", count.clone());
            Some(record.into_value(count.place.clone()))
        });
    Value::list(tables.collect::<Vec<_>>()).with_place(scope.place_of("fairness.counts"))
}
