//! Whether what users write is trained on, and what they are told of it.

use std::collections::HashSet;

use crate::facts::{Scope, linked, names};
use crate::manifest::record::Record;
use crate::measure::text::substantive;
use crate::model::Value;

/// Words that a sentence needs in order to ask anything.
const NEEDED: usize = 4;
/// Words in the name of a file that say that users wrote what is in it.
const LOGS: &[&[&str]] = &[
    &["log"],
    &["logs"],
    &["chatlogs"],
    &["production"],
    &["prod"],
    &["transcripts"],
    &["user", "messages"],
    &["user", "chats"],
    &["user", "conversations"],
    &["user", "inputs"],
    &["user", "prompts"],
    &["user", "queries"],
    &["customer", "chats"],
    &["customer", "messages"],
    &["customer", "conversations"],
    &["conversation", "export"],
    &["conversations", "export"],
    &["conversation", "exports"],
    &["export", "conversations"],
    &["exported", "conversations"],
    &["chat", "export"],
    &["chat", "exports"],
    &["chat", "history"],
    &["chat", "histories"],
    &["support", "tickets"],
    &["live", "traffic"],
];
/// The same in Korean, anywhere in the name.
const KOREAN_LOGS: &[&str] = &[
    "로그",
    "대화기록",
    "대화_기록",
    "상담기록",
    "상담_기록",
    "이용자입력",
    "이용자_입력",
];

/// Each served language, and the sentence that asks its users.
pub(super) fn asks(scope: &Scope) -> Value {
    let served = scope.declared("system.languages");
    let served = served.map_or(&[][..], Value::items).iter();
    let texts = scope.declared("privacy.trains_on_user_input.text");
    Value::list(served.filter_map(|value| {
        let language = value.as_str()?;
        let mut entries = texts.into_iter().flat_map(Value::entries);
        let text = entries.find(|(of, _)| names::same_language(of, language));
        let mut record = Record::new();
        record.put("language", Value::computed(language));
        let Some((_, reference)) = text else {
            record.put("asked", Value::computed(false));
            return Some(record.into_value(None).placed_like(value));
        };
        record.put("reference", reference.clone());
        record.keep("asked", asked(scope, reference));
        Some(record.into_value(None).placed_like(reference))
    }))
}

/// Whether the string is there and says something.
fn asked(scope: &Scope, reference: &Value) -> Value {
    match linked::setting(scope, reference.as_str().unwrap_or("")) {
        Ok(found) => {
            let says = substantive(found.as_str().unwrap_or(""), NEEDED).is_ok();
            Value::computed(says).placed_like(reference)
        }
        // A file without that key is told of the reference.
        Err(reason) => Value::missing(reason, reference.mark()),
    }
}

/// Data that is loaded for training and that looks like what users wrote.
pub(super) fn logs(scope: &Scope) -> Value {
    let signals = scope.known.get("signals");
    let list = |key| {
        let list = signals.and_then(|signals| signals.get(key));
        list.map_or(&[][..], Value::items).iter()
    };
    let mut seen = HashSet::new();
    let loaded = list("datasets")
        .chain(list("sources"))
        .filter(|one| seen.insert(one.get("name").and_then(Value::as_str)));
    Value::list(
        loaded
            .filter(|one| {
                let name = one.get("name").and_then(Value::as_str).unwrap_or("");
                is_log(name)
            })
            .map(|one| {
                let mut record = Record::new();
                for key in ["name", "path", "confidence"] {
                    record.put(key, one.get(key).cloned());
                }
                record.into_value(None).placed_like(one)
            }),
    )
}

fn is_log(name: &str) -> bool {
    if KOREAN_LOGS.iter().any(|word| name.contains(word)) {
        return true;
    }
    let words = names::words(name);
    LOGS.iter().any(|phrase| {
        words
            .windows(phrase.len())
            .any(|window| window.iter().zip(*phrase).all(|(one, other)| one == other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_of_users_are_told_from_other_files() {
        for name in [
            "data/prod/chat_logs.jsonl",
            "s3://bucket/production/2026",
            "user-messages.csv",
            "chat.log",
            "/var/lib/app/conversation_export.jsonl",
            "SELECT text FROM warehouse.user_messages",
            "data/상담기록.csv",
        ] {
            assert!(is_log(name), "{name}");
        }
        for name in [
            "data/catalog.csv",
            "blog-posts.jsonl",
            "products.csv",
            "dialogs.jsonl",
            "logic-puzzles",
        ] {
            assert!(!is_log(name), "{name}");
        }
    }
}
