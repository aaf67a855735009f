//! `evidence[]`: each measurement that the declaration names, as its envelope,
//! its table or its tool's own file of results holds it. Whether it is bound to what it measured,
//! and what follows from its numbers, is for others to say.

mod envelopes;

use std::cell::OnceCell;

pub(super) use self::envelopes::envelope;
use super::SILENT;
use super::documents::problems;
use crate::facts::{Derived, Family, Scope};
use crate::manifest::envelope::Envelope;
use crate::manifest::record::Record;
use crate::manifest::{self, Candidate, Depth, Describes, Format};
use crate::model::{Fact, Kind, Problem, Reason, Type, Value};
use crate::source::Blob;
use Type::{Any, Bool, Date, Int, OneOf, Text};

/// Keys whose evidence is a measurement of a model, and is held against a
/// limit: one of a mitigation, a page or a set of data may well be about
/// something else.
pub(super) const OF_A_MODEL: [&str; 9] = [
    "fairness.counts",
    "fairness.predictions",
    "fairness.declared",
    "fairness.bias_eval[].evidence",
    "integrity.robustness[].evidence",
    "inclusion.quality[].evidence",
    "inclusion.floors[].evidence",
    "youth.safety_eval[].evidence",
    "privacy.memorization.evidence",
];

/// The evidence of a system.
pub static FAMILY: Family = Family {
    name: "evidence",
    facts: FACTS,
    derive,
};

/// A fact that the envelope says.
const fn said(path: &'static str, ty: Type, doc: &'static str) -> Fact {
    Fact::new(path, ty, "the envelope or result file", doc)
}

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("evidence[].key", Text, "ethics.yml", "the key that names it, such as harms[].evidence"),
    Fact::new("evidence[].path", Text, "ethics.yml", "its path as the declaration writes it"),
    Fact::new("evidence[].readable", Bool, "the file", "whether it is in a known format and could be read"),
    Fact::new("evidence[].reason", OneOf(SILENT), "the file", "why it could not be read"),
    Fact::new("evidence[].format", Text, "the file", "the format's id"),
    Fact::new("evidence[].envelopes[]", Text, "the tree", "the paths from the root of the envelopes that bind it: its own where it is one, else of those that list it in files"),
    said("evidence[].problems[].code", Text, "what is wrong with it as a document"),
    said("evidence[].problems[].detail", Text, "the particular: a key, the parser's words"),
    said("evidence[].problems[].fatal", Bool, "whether nothing else of it could be read"),
    said("evidence[].problems[].key", Text, "the key that it is about"),
    said("evidence[].problems[].expected", Text, "what may stand there"),
    said("evidence[].problems[].expected_ko", Text, "the same in Korean"),
    said("evidence[].problems[].first", Text, "the first of two places"),
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
    said("evidence[].dataset.revision", Text, "the dataset's revision"),
    said("evidence[].dataset.n", Int, "how many rows it was measured on"),
    said("evidence[].files[].path", Text, "raw output that belongs to it"),
    said("evidence[].files[].sha256", Text, "that file's SHA-256"),
    Fact::new("evidence[].results[].<name>", Any, "the envelope or result file", "one result: metric, value, n, attribute, group, language, suite, counts and what else its kind holds"),
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

/// The evidence that a key of the declaration names by a path, as its envelope
/// holds it.
///
/// # Errors
/// Why there is none: absent, unreadable, or a pointer without its object.
pub(super) fn named<'a>(scope: &Scope<'a>, key: &str, path: &str) -> Result<&'a Value, Reason> {
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
        _ => Ok(evidence),
    }
}

/// The results of the evidence that a key of the declaration names by a path.
///
/// # Errors
/// As of [`named`].
pub(super) fn results<'a>(scope: &Scope<'a>, key: &str, path: &str) -> Result<&'a [Value], Reason> {
    let results = named(scope, key, path)?.get("results");
    Ok(results.map_or(&[][..], Value::items))
}

/// A count of a result; `None` for what is no whole number from 0 on.
pub(super) fn counted(result: &Value, key: &str) -> Option<u64> {
    u64::try_from(result.get(key)?.as_int()?).ok()
}

/// The interval that a result claims, its lower end first. One that doesn't
/// hold the result's own value is none, or a poor value would pass on it.
pub(super) fn interval(result: &Value) -> Option<(f64, f64)> {
    let number = |key: &str| result.get(key).and_then(Value::as_number);
    let (value, one, other) = (number("value")?, number("low")?, number("high")?);
    let (low, high) = (one.min(other), one.max(other));
    (low <= value && value <= high).then_some((low, high))
}

/// What a result shows of a limit: broken, too few cases to say, kept, or
/// neither, where its interval crosses the limit.
pub(super) fn shown(beyond: bool, enough: bool, within: bool) -> Kind {
    match (beyond, enough, within) {
        (true, ..) => Kind::Bool(false),
        (_, false, _) => Kind::Missing(Reason::Insufficient),
        (_, _, true) => Kind::Bool(true),
        _ => Kind::Missing(Reason::NotDemonstrated),
    }
}

/// Take the keys that an entry needs into its record; `lacks` names those that
/// it leaves out. Answers whether it is whole.
pub(super) fn whole(entry: &Value, needed: &[&str], record: &mut Record) -> bool {
    let mut lacks = Vec::new();
    for key in needed {
        match entry.get(key).filter(|value| value.says_something()) {
            Some(value) => record.put(key, value.clone()),
            None => lacks.push(Value::computed(*key)),
        }
    }
    let is_whole = lacks.is_empty();
    record.keep("lacks", Value::list(lacks));
    is_whole
}

/// The format of a file, its record, and what is wrong with it; no format
/// where it is read elsewhere.
type Found = (Option<&'static str>, Value, Vec<Problem>);

fn derive(scope: &Scope) -> Derived {
    let mut derived = Derived::default();
    let mut evidence = Vec::new();
    // Other documents are only looked at where something is no envelope itself.
    let listed = OnceCell::new();
    for key in KEYS {
        for path in nodes(scope.declaration, key) {
            let found = if *key == ROWS {
                present(scope, path)
            } else {
                read(scope, path)
            };
            let resolved = path.as_str().and_then(|text| scope.resolve(text));
            let is_envelope = matches!(found, Ok((Some(format), ..)) if format == Envelope.id());
            let envelopes = match resolved {
                Some(own) if is_envelope => vec![own],
                Some(own) => {
                    let listed = listed.get_or_init(|| envelopes::by_file(scope));
                    listed.get(&own).cloned().unwrap_or_default()
                }
                None => Vec::new(),
            };
            evidence.push(entry(key, path, found, envelopes));
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

fn entry(key: &str, path: &Value, found: Result<Found, Reason>, envelopes: Vec<String>) -> Value {
    let mut record = Record::new();
    let envelopes = envelopes.into_iter();
    let envelopes = envelopes.map(|one| Value::computed(one).placed_like(path));
    record.keep("envelopes", Value::list(envelopes).placed_like(path));
    record.put("key", Value::computed(key).placed_like(path));
    record.put("path", path.clone());
    record.put("readable", Value::computed(found.is_ok()).placed_like(path));
    match found {
        Ok((format, facts, found)) => {
            if !found.is_empty() {
                record.put("problems", problems(&found));
            }
            let format = format.map(Value::computed);
            record.put("format", format.map(|format| format.placed_like(path)));
            for (key, value) in facts.entries() {
                match value.kind {
                    Kind::Missing(_) => record.keep(key, value.clone()),
                    _ => record.put(key, value.clone()),
                }
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
fn present(scope: &Scope, path: &Value) -> Result<Found, Reason> {
    let resolved = path.as_str().and_then(|text| scope.resolve(text));
    match resolved.and_then(|path| scope.tree.entry(&path)) {
        Some(_) => Ok((None, Record::new().into_value(None), Vec::new())),
        None => Err(Reason::Absent),
    }
}

/// What a file of evidence holds.
fn read(scope: &Scope, path: &Value) -> Result<Found, Reason> {
    let resolved = path.as_str().and_then(|text| scope.resolve(text));
    let document = match resolved.map_or(Blob::Missing, |path| scope.tree.read(&path)) {
        Blob::Text(document) => document,
        Blob::Pointer(..) => return Err(Reason::Unverified),
        Blob::Unreadable(_) => return Err(Reason::Unreadable),
        Blob::Missing => return Err(Reason::Absent),
    };
    let candidate = Candidate::parse(&document, Depth::Whole);
    let format =
        manifest::recognize_as(&candidate, Describes::Evidence).ok_or(Reason::Unreadable)?;
    let manifest = manifest::interpret(format, candidate, Depth::Whole);
    Ok((Some(manifest.format), manifest.facts, manifest.problems))
}
