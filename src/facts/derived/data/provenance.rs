//! The six facts of provenance: who, how, when, where, in which language, of
//! whom; which of them neither the entry nor the manifest answers.

use super::{manifest_place, name};
use crate::manifest::record::Record;
use crate::measure::text::substantive;
use crate::model::{Kind, Reason, Value};

/// The six facts.
const FACTS: [&str; 6] = [
    "publisher",
    "method",
    "period",
    "geography",
    "languages",
    "people",
];

/// Words that a reason for having none needs.
const REASON_WORDS: usize = 4;

/// Publishers that are nobody.
const NOBODY: &[&str] = &[
    "internet",
    "the internet",
    "online",
    "web",
    "the web",
    "unknown",
    "various",
    "anonymous",
    "public",
    "many",
    "인터넷",
    "온라인",
    "웹",
    "미상",
    "불명",
    "다수",
];

/// What a dataset leaves unsaid. Readings of a gas or of a machine speak no
/// language and are of nobody, so where it is said that a set is about no
/// person and the system takes neither text nor speech, nothing is asked of
/// both.
pub(super) fn of(set: &Value, input: Option<&str>) -> Value {
    let about_nobody = set.get("personal").and_then(Value::as_bool) == Some(false)
        && matches!(input, Some("tabular" | "image" | "other"));
    let mut record = Record::new();
    record.put("name", name(set));
    let manifest = set.get("manifest");
    let unread = set.at_path("entry.manifest").and_then(Value::unread);
    record.keep(
        "has_manifest",
        match &unread {
            Some(place) => Value::missing(Reason::Unreadable, Some(place.clone())),
            None => Value::computed(manifest.is_some()),
        },
    );
    let mut known = unread.is_none();
    if let Some(manifest) = manifest {
        let marked = set.at_path("entry.manifest").and_then(Value::mark);
        let read = manifest.get("readable").and_then(Value::as_bool) == Some(true);
        let reason = manifest.get("reason").and_then(Value::as_str);
        known = read;
        let kind = match (read, reason) {
            (true, _) => Kind::Bool(true),
            (false, Some("absent")) => Kind::Missing(Reason::Absent),
            (false, Some("unverified")) => Kind::Missing(Reason::Unverified),
            (false, _) => Kind::Missing(Reason::Unreadable),
        };
        record.keep("manifest_read", Value::computed(kind).with_place(marked));
    }
    if known {
        let asked = |fact: &&&str| !(about_nobody && matches!(**fact, "languages" | "people"));
        let unsaid = FACTS.iter().filter(asked).filter(|fact| {
            let value = set.get(fact).filter(|value| value.says_something());
            value.is_none_or(|value| !says(fact, value))
        });
        record.put(
            "unsaid",
            Value::list(unsaid.map(|fact| Value::computed(*fact))),
        );
    }
    record.into_value(manifest_place(set))
}

/// Whether a value answers. What a text amounts to is told of every text, a
/// placeholder included, so it is not told here again.
fn says(fact: &str, value: &Value) -> bool {
    if let Some(reason) = value.get("not_applicable") {
        let applies = matches!(fact, "people" | "languages");
        let reason = reason.as_str().unwrap_or("");
        return applies && substantive(reason, REASON_WORDS).is_ok();
    }
    match (fact, &value.kind) {
        // A publisher is a name, and many names are one word.
        ("publisher", Kind::Text(text)) => {
            let name = text.trim().trim_end_matches('.').to_lowercase();
            !NOBODY.contains(&name.as_str())
        }
        ("method" | "people", Kind::Text(_)) => true,
        (_, Kind::Text(text)) => substantive(text, 1).is_ok(),
        (_, Kind::List(items)) => items.iter().any(|item| match item.as_str() {
            Some(text) => substantive(text, 1).is_ok(),
            None => item.says_something(),
        }),
        (_, Kind::Map(map)) => !map.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_one_word_is_a_publisher_and_the_internet_is_none() {
        for name in ["Wikimedia", "AI-Hub dialogue corpus 2023", "국립국어원"] {
            assert!(says("publisher", &Value::computed(name)), "{name}");
        }
        for name in ["internet", "Unknown", "인터넷"] {
            assert!(!says("publisher", &Value::computed(name)), "{name}");
        }
    }

    #[test]
    fn a_reason_for_having_none_counts_where_the_key_allows_one() {
        let reason = |text: &str| Value::record([("not_applicable", Value::computed(text))]);
        let good = reason("questions about school subjects, no person is described");
        assert!(says("people", &good));
        assert!(!says("method", &good));
        assert!(!says("people", &reason("none")));
    }
}
