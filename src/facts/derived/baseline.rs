//! `ethics-baseline.json`: findings that were known when a repository took
//! the gate on. It stands beside `ethics.yml`, is dated, and holds
//! fingerprints, no places: what moves stays known, what is new counts.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::facts::{Scope, join};
use crate::manifest::record::Record;
use crate::model::baseline::SCHEMA;
use crate::model::{Place, Span, Value};
use crate::source::{Blob, Tree, json};

/// The name of the file.
pub const NAME: &str = "ethics-baseline.json";
/// Days for which what it holds is a note.
pub const DAYS: i64 = 90;

/// The file, read.
pub struct Baseline {
    /// When it was made.
    pub created: Date,
    /// The last day on which what it holds is a note.
    pub until: Date,
    /// Fingerprints of what was known.
    pub fingerprints: BTreeSet<String>,
    /// Where the date stands.
    pub date: Place,
    /// Where the list stands.
    pub list: Place,
}

/// What stands beside a declaration.
pub enum Found {
    /// Nothing.
    Nothing,
    /// One that can be relied on.
    Baseline(Baseline),
    /// Something that is none, and where that shows.
    Broken(Place),
}

/// Days from one date to another; negative where the other is past.
#[must_use]
pub fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Read the baseline of the declaration in this folder.
#[must_use]
pub fn read(tree: &Tree, folder: &str) -> Found {
    let path = join(folder, NAME).unwrap_or_else(|| NAME.to_owned());
    let document = match tree.read(&path) {
        Blob::Text(document) => document,
        Blob::Missing => return Found::Nothing,
        Blob::Pointer(_, document) => return Found::Broken(Place::start_of(&document)),
        Blob::Unreadable(problem) => return Found::Broken(problem.place),
    };
    let parsed = json::parse(&document, Span::new(0, document.text.len()));
    if let Some(problem) = parsed.problems.first() {
        return Found::Broken(problem.place.clone());
    }
    let start = Place::start_of(&document);
    match of(&parsed.value, &start) {
        Ok(baseline) => Found::Baseline(baseline),
        Err(place) => Found::Broken(place),
    }
}

fn of(root: &Value, start: &Place) -> Result<Baseline, Place> {
    let wrong = |value: Option<&Value>| value.and_then(Value::mark).unwrap_or(start.clone());
    let schema = root.get("schema");
    if schema.and_then(Value::as_str) != Some(SCHEMA) {
        return Err(wrong(schema));
    }
    let created = root.get("created");
    let date = created
        .and_then(Value::as_str)
        .and_then(|text| text.parse::<Date>().ok())
        .ok_or_else(|| wrong(created))?;
    let until = jiff::Span::new().try_days(DAYS).ok();
    let until = until.and_then(|days| date.checked_add(days).ok());
    let until = until.ok_or_else(|| wrong(created))?;
    let findings = root.get("findings");
    let list = findings.ok_or_else(|| start.clone())?;
    let fingerprints = list.items().iter().map(|entry| {
        let fingerprint = entry.get("fingerprint").and_then(Value::as_str);
        fingerprint
            .map(str::to_owned)
            .ok_or_else(|| wrong(Some(entry)))
    });
    Ok(Baseline {
        created: date,
        until,
        fingerprints: fingerprints.collect::<Result<_, _>>()?,
        date: wrong(created),
        list: wrong(findings),
    })
}

/// What rules see of it.
pub(super) fn fact(scope: &Scope) -> Option<Value> {
    let mut record = Record::new();
    let (place, readable) = match read(scope.tree, scope.folder) {
        Found::Nothing => return None,
        Found::Broken(place) => (place, false),
        Found::Baseline(baseline) => {
            let at = |value: Value| value.with_place(Some(baseline.date.clone()));
            record.keep("created", at(Value::computed(baseline.created)));
            record.keep("until", at(Value::computed(baseline.until)));
            let left = days(scope.today, baseline.until);
            record.keep("days", at(Value::computed(left)));
            let age = days(baseline.created, scope.today);
            record.keep("age", at(Value::computed(age)));
            let count = baseline.fingerprints.len();
            record.keep("findings", Value::computed(count));
            (baseline.date, true)
        }
    };
    record.keep("file", Value::computed(place.path()));
    record.keep("readable", Value::computed(readable));
    Some(record.into_value(Some(place)))
}
