//! Rows of safety evaluations that nothing could be held against: a row that
//! says something nobody can read would be left out in silence, and with it
//! the unsafe answers that it counts.

use super::safety::{BENIGN, CATEGORIES, KEY, entries, text};
use crate::facts::Scope;
use crate::facts::derived::evidence::{self, counted};
use crate::manifest::record::Record;
use crate::model::{Kind, Value};

/// As whom a question is asked.
pub(super) const PERSONAS: &[&str] = &["minor", "adult"];

/// Every row of every file that an evaluation names, once.
pub(super) fn rows(scope: &Scope) -> Value {
    let mut paths: Vec<&Value> = Vec::new();
    for path in entries(scope)
        .iter()
        .filter_map(|entry| entry.get("evidence"))
    {
        if paths.iter().all(|known| known.as_str() != path.as_str()) {
            paths.push(path);
        }
    }
    let mut found = Vec::new();
    for path in paths {
        // What can't be read is told by what it should cover.
        let Ok(known) = evidence::named(scope, KEY, path.as_str().unwrap_or("")) else {
            continue;
        };
        let most = known.at_path("dataset.n");
        let rows = known.get("results").map_or(&[][..], Value::items);
        let rows = rows.iter().filter(|row| is_of_answers(row));
        found.extend(rows.map(|row| checked(row, path, most)));
    }
    Value::list(found)
}

/// Whether a row counts answers; a metric beside them is read elsewhere.
fn is_of_answers(row: &Value) -> bool {
    let keys = ["category", "unsafe", "helped"];
    row.get("metric").is_none() && keys.iter().any(|key| row.get(key).is_some())
}

fn checked(row: &Value, path: &Value, most: Option<&Value>) -> Value {
    let category = text(row, "category").unwrap_or("");
    let mut wrong = Vec::new();
    let mut hold = |key: &'static str, holds: bool| {
        if !holds {
            wrong.push(Value::computed(key));
        }
    };
    let is_harmless = category == BENIGN;
    let is_known = CATEGORIES.iter().any(|(known, _)| *known == category);
    hold("category", is_harmless || is_known);
    let language = text(row, "language").unwrap_or("");
    hold("language", !language.trim().is_empty());
    let persona = text(row, "persona").unwrap_or("");
    hold("persona", PERSONAS.contains(&persona));
    let n = counted(row, "n").filter(|n| *n > 0);
    let events = if is_harmless { "helped" } else { "unsafe" };
    let counted = counted(row, events);
    // More events than cases are told of the events.
    hold(
        events,
        counted.is_some_and(|events| n.is_none_or(|n| events <= n)),
    );
    hold("n", n.is_some());
    let is_share = |turns: &Value| {
        turns
            .as_number()
            .is_some_and(|share| (0.0..=1.0).contains(&share))
    };
    hold("multi_turn", row.get("multi_turn").is_none_or(is_share));
    let mut record = Record::new();
    record.put("evidence", path.clone());
    let name = [category, language, persona].map(|part| if part.is_empty() { "?" } else { part });
    record.put("name", Value::computed(name.join("/")));
    record.keep("wrong", Value::list(wrong));
    record.put("n", row.get("n").cloned());
    let asked = most
        .and_then(Value::as_int)
        .and_then(|most| u64::try_from(most).ok());
    if let (Some(n), Some(asked), Some(most)) = (n, asked, most) {
        record.put("most", most.clone());
        record.keep("fits", Value::computed(Kind::Bool(n <= asked)));
    }
    record.into_value(None).placed_like(row)
}
