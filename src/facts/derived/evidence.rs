//! `evidence[]`: each measurement that the declaration names, as its envelope
//! or its table of counts holds it. Whether it is bound to what it measured,
//! and what follows from its numbers, is for others to say.

use super::SILENT;
use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::manifest::{self, Candidate, Depth, Describes};
use crate::model::{Fact, Kind, Place, Reason, Span, Type, Value};
use crate::source::Blob;
use Type::{Any, Bool, Date, Int, OneOf, Text};

/// The evidence of a system.
pub static FAMILY: Family = Family {
    name: "evidence",
    facts: FACTS,
    derive,
};

/// A fact that the envelope says.
const fn said(path: &'static str, ty: Type, doc: &'static str) -> Fact {
    Fact::new(path, ty, "the envelope", doc)
}

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("evidence[].key", Text, "ethics.yml", "the key that names it, such as harms[].evidence"),
    Fact::new("evidence[].path", Text, "ethics.yml", "its path as the declaration writes it"),
    Fact::new("evidence[].readable", Bool, "the file", "whether it is an envelope or a table of counts that could be read"),
    Fact::new("evidence[].reason", OneOf(SILENT), "the file", "why it could not be read"),
    said("evidence[].kind", Text, "what kind of measurement it is; group-counts for a table of counts"),
    said("evidence[].created", Date, "the day of the measurement"),
    said("evidence[].build", Text, "the build that was measured"),
    said("evidence[].tool.name", Text, "the tool that measured"),
    said("evidence[].tool.version", Text, "the tool's version"),
    said("evidence[].subjects[].path", Text, "a file that was measured"),
    said("evidence[].subjects[].sha256", Text, "its SHA-256 when it was measured"),
    said("evidence[].subjects[].version", Text, "its version, where it is remote"),
    said("evidence[].dataset.id", Text, "the dataset that it was measured on"),
    said("evidence[].dataset.sha256", Text, "the dataset's SHA-256"),
    said("evidence[].dataset.n", Int, "how many rows it was measured on"),
    said("evidence[].files[].path", Text, "raw output that belongs to it"),
    said("evidence[].files[].sha256", Text, "that file's SHA-256"),
    Fact::new("evidence[].results[].<name>", Any, "the envelope or the table", "one result: metric, value, n, attribute, group, language, suite, counts and what else its kind holds"),
];

/// The keys of the declaration that name evidence; `[]` for the items of a list.
const KEYS: &[&str] = &[
    "benefit.evidence",
    "harms[].evidence",
    "fairness.counts",
    "fairness.predictions",
    "fairness.declared",
    "fairness.bias_eval[].evidence",
    "integrity.leakage.evidence",
    "integrity.robustness[].evidence",
    "integrity.eval_change.evidence",
    "inclusion.quality[].evidence",
    "inclusion.accessibility.report",
    "inclusion.floors[].evidence",
    "inclusion.consulted",
    "youth.age_assurance.evidence",
    "youth.safety_eval[].evidence",
    "youth.crisis.evidence",
    "privacy.memorization.evidence",
];

/// Rows of predictions are streamed by whoever counts them.
const ROWS: &str = "fairness.predictions";

/// The columns of a table of counts.
const COUNTS: &[&str] = &["attribute", "group", "tp", "fp", "fn", "tn"];

/// The results of the evidence that a key of the declaration names by a path.
///
/// # Errors
/// Why there are none: absent, unreadable, or a pointer without its object.
pub(super) fn results<'a>(scope: &Scope<'a>, key: &str, path: &str) -> Result<&'a [Value], Reason> {
    let known = scope.known.get("evidence").map_or(&[][..], Value::items);
    let is = |one: &Value, of: &str, text: &str| one.get(of).and_then(Value::as_str) == Some(text);
    let evidence = known
        .iter()
        .find(|one| is(one, "key", key) && is(one, "path", path))
        .ok_or(Reason::Absent)?;
    match evidence.get("results") {
        Some(Value {
            kind: Kind::Missing(reason),
            ..
        }) => Err(*reason),
        Some(results) => Ok(results.items()),
        None => Ok(&[]),
    }
}

fn derive(scope: &Scope) -> Derived {
    let mut derived = Derived::default();
    let mut evidence = Vec::new();
    for key in KEYS {
        for path in nodes(scope.declaration, key) {
            let found = if *key == ROWS {
                present(scope, path)
            } else {
                read(scope, path)
            };
            evidence.push(envelope(key, path, found));
        }
    }
    derived.values.push(("evidence", Value::list(evidence)));
    derived
}

/// The nodes at a path of keys, `[]` for every item of a list.
fn nodes<'a>(root: &'a Value, path: &str) -> Vec<&'a Value> {
    path.split('.').fold(vec![root], |found, step| {
        let (key, each) = step
            .strip_suffix("[]")
            .map_or((step, false), |key| (key, true));
        let members = found.into_iter().filter_map(|value| value.get(key));
        if each {
            members.flat_map(Value::items).collect()
        } else {
            members.filter(|value| value.says_something()).collect()
        }
    })
}

fn envelope(key: &str, path: &Value, found: Result<Value, Reason>) -> Value {
    let mut record = Record::new();
    record.put("key", Value::computed(key).placed_like(path));
    record.put("path", path.clone());
    record.put("readable", Value::computed(found.is_ok()).placed_like(path));
    match found {
        Ok(facts) => {
            for (key, value) in facts.entries() {
                record.put(key, value.clone());
            }
            record.into_value(None)
        }
        Err(reason) => {
            record.put("reason", Value::computed(reason.name()).placed_like(path));
            let unknown = ["kind", "created", "subjects", "results"];
            record
                .unknown(&unknown, reason, path.place.as_ref())
                .into_value(None)
        }
    }
    .placed_like(path)
}

/// A table that is read elsewhere: only whether it is there.
fn present(scope: &Scope, path: &Value) -> Result<Value, Reason> {
    let resolved = path.as_str().and_then(|text| scope.resolve(text));
    match resolved.and_then(|path| scope.tree.entry(&path)) {
        Some(_) => Ok(Record::new().into_value(None)),
        None => Err(Reason::Absent),
    }
}

/// What a file of evidence holds.
fn read(scope: &Scope, path: &Value) -> Result<Value, Reason> {
    let resolved = path.as_str().and_then(|text| scope.resolve(text));
    let document = match resolved.map_or(Blob::Missing, |path| scope.tree.read(&path)) {
        Blob::Text(document) => document,
        Blob::Pointer(..) => return Err(Reason::Unverified),
        Blob::Unreadable(_) => return Err(Reason::Unreadable),
        Blob::Missing => return Err(Reason::Absent),
    };
    if document.path.to_ascii_lowercase().ends_with(".csv") {
        return counts(&Place::start_of(&document)).ok_or(Reason::Unreadable);
    }
    let candidate = Candidate::parse(&document, Depth::Whole);
    let format =
        manifest::recognize_as(&candidate, Describes::Evidence).ok_or(Reason::Unreadable)?;
    Ok(manifest::interpret(format, candidate, Depth::Whole).facts)
}

/// A table of counts as results; `None` where the columns are others.
fn counts(start: &Place) -> Option<Value> {
    let text = start.document.text.as_str();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .ok()?
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').to_ascii_lowercase())
        .collect();
    if !COUNTS
        .iter()
        .all(|column| header.iter().any(|name| name == column))
    {
        return None;
    }
    let mut results = Vec::new();
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).ok()? {
        let at = row
            .position()
            .and_then(|position| usize::try_from(position.byte()).ok())?;
        results.push(count(start, at, &header, &row));
    }
    let mut record = Record::new();
    record.put(
        "kind",
        Value::computed("group-counts").with_place(Some(start.clone())),
    );
    record.put(
        "results",
        Value::list(results).with_place(Some(start.clone())),
    );
    Some(record.into_value(Some(start.clone())))
}

/// One row, each cell at its place where it can be found in the line.
fn count(start: &Place, at: usize, header: &[String], row: &csv::StringRecord) -> Value {
    let text = start.document.text.as_str();
    let rest = text.get(at..).unwrap_or("");
    let begin = at + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let line = text.get(begin..).unwrap_or("");
    let line = line.split(['\r', '\n']).next().unwrap_or("");
    let place = |from: usize, to: usize| Some(Place::new(&start.document, Span::new(from, to)));
    let mut record = Record::new();
    let mut next = 0;
    for (name, cell) in header.iter().zip(row) {
        let found = line[next..].find(cell).map(|offset| next + offset);
        let from = found.unwrap_or(next);
        let to = found.map_or(line.len(), |found| found + cell.len());
        next = found.map_or(next, |_| to);
        let kind = cell.parse::<i64>().map_or_else(
            |_| {
                cell.parse::<f64>()
                    .map_or_else(|_| Kind::from(cell), Kind::Float)
            },
            Kind::Int,
        );
        let kind = if matches!(name.as_str(), "attribute" | "group") {
            Kind::from(cell)
        } else {
            kind
        };
        record.put(
            name,
            Value::at(
                kind,
                Place::new(&start.document, Span::new(begin + from, begin + to)),
            ),
        );
    }
    record.into_value(place(begin, begin + line.len()))
}
