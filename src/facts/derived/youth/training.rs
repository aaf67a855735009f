//! What is said of minors in the data that a model learns from or looks up,
//! and of the search for abuse material in it. Counts and names alone are
//! read; no suspect file is ever opened.

use crate::facts::Scope;
use crate::manifest::record::Record;
use crate::model::{Kind, Value};

/// Roles in which data shapes what the system puts out.
const LEARNED: [&str; 3] = ["train", "finetune", "retrieval"];

/// Endings of files that hold images, video or text.
#[rustfmt::skip]
const MEDIA: &[&str] = &[
    "avi", "bmp", "docx", "gif", "heic", "htm", "html", "jpeg", "jpg", "md", "mkv", "mov", "mp4",
    "pdf", "png", "tif", "tiff", "txt", "warc", "webm", "webp", "xml",
];

/// What a search for abuse material has to say.
const SCREENING: [&str; 3] = ["tool", "date", "matches"];

/// The sets that tell of people or were scraped, each with what is said of
/// minors in it. A set of which nobody can tell is one of them.
pub(super) fn data(scope: &Scope) -> Value {
    let known = scope.known.get("datasets");
    let sets = known.into_iter().flat_map(Value::items).filter(is_learned);
    let list = Value::list(sets.filter_map(|set| one(scope, set)));
    match known {
        Some(known) => list.placed_like(known),
        None => list,
    }
}

/// A role that is not said may be any.
fn is_learned(set: &&Value) -> bool {
    let role = set.get("role").and_then(Value::as_str);
    role.is_none_or(|role| LEARNED.contains(&role))
}

fn one(scope: &Scope, set: &Value) -> Option<Value> {
    let mut record = Record::new();
    record.put("name", set.get("id").cloned());
    let says = |key: &str| set.get(key).and_then(Value::as_bool) == Some(true);
    let unread = |key: &str| set.get(key).filter(|value| is_missing(value));
    if !says("personal") && !says("scraped") {
        let unknown = unread("personal").or_else(|| unread("scraped"))?;
        record.keep("stated", unknown.clone());
        return Some(record.into_value(None).placed_like(set));
    }
    let minors = set.get("minors");
    let stated = match unread("minors") {
        Some(unknown) => unknown.clone(),
        None => Value::computed(minors.is_some_and(Value::says_something)).placed_like(set),
    };
    record.keep("stated", stated);
    record.put("minors", minors.cloned());
    let consent = match unread("guardian_consent_ref") {
        Some(unknown) => unknown.clone(),
        None => {
            let consent = set.get("guardian_consent_ref");
            Value::computed(consent.is_some_and(Value::says_something)).placed_like(set)
        }
    };
    record.keep("consent", consent);
    if says("scraped") {
        record.put("media", Value::computed(is_media(scope, set)));
        screening(set, &mut record);
    }
    Some(record.into_value(None).placed_like(set))
}

/// A value that ought to be there and can't be read, or whose file is not there.
fn is_missing(value: &Value) -> bool {
    matches!(value.kind, Kind::Missing(_))
}

fn screening(set: &Value, record: &mut Record) {
    let declared = set.at_path("entry.screening");
    let of = |key: &str| declared.and_then(|screening| screening.get(key));
    let lacks = match SCREENING
        .into_iter()
        .filter_map(of)
        .find(|one| is_missing(one))
    {
        // The shape of the declaration tells what can't be read.
        Some(unknown) => unknown.clone(),
        None => {
            let lacks = SCREENING
                .into_iter()
                .filter(|key| !of(key).is_some_and(Value::says_something));
            Value::list(lacks.map(Value::computed)).placed_like(declared.unwrap_or(set))
        }
    };
    record.keep("lacks", lacks);
    record.put("screened_on", of("date").cloned());
    record.put("matches", of("matches").cloned());
    let removed = of("removed").is_some_and(Value::says_something);
    record.put(
        "removed",
        Value::computed(removed).placed_like(declared.unwrap_or(set)),
    );
}

/// Whether a set holds images, video or text: by the endings of its files,
/// else by what the system takes in and puts out.
fn is_media(scope: &Scope, set: &Value) -> bool {
    let files = set.at_path("manifest.files").map_or(&[][..], Value::items);
    let ends = |file: &Value| {
        let path = file.get("path").and_then(Value::as_str).unwrap_or("");
        let ending = path.rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| MEDIA.contains(&ending.to_ascii_lowercase().as_str()))
    };
    let input = scope.declared_str("system.input");
    let writes = scope.declared_str("system.kind") == Some("generative");
    files.iter().any(ends) || writes || !matches!(input, Some("tabular" | "speech"))
}
