//! Apple's string catalogs, `.xcstrings`: JSON in which each key holds a text
//! a language. A key alone means the text of the source language, which is the
//! key itself where none is written; behind a language, as in `ko.chat.notice`,
//! the text of that language. The document's own structure stays, too, so that
//! a whole path into it leads to the same text.

use std::sync::Arc;

use super::super::{Parsed, json};
use crate::model::{Document, Kind, Map, Span, Str, Value};

/// Read a document as a string catalog.
#[must_use]
pub fn parse(document: &Arc<Document>) -> Parsed {
    let mut parsed = json::parse(document, Span::new(0, document.text.len()));
    let source = parsed.value.get("sourceLanguage").and_then(Value::as_str);
    let source = source.unwrap_or("en").to_owned();
    let Kind::Map(own) = &parsed.value.kind else {
        return parsed;
    };
    let mut whole: Map = (**own).clone();
    let mut languages: Vec<(Str, Map)> = Vec::new();
    for (key, entry) in parsed
        .value
        .get("strings")
        .into_iter()
        .flat_map(Value::entries)
    {
        let localized = entry
            .get("localizations")
            .into_iter()
            .flat_map(Value::entries);
        for (language, localization) in localized {
            let Some(text) = text(localization) else {
                continue;
            };
            let at = languages.iter().position(|(known, _)| known == language);
            let at = at.unwrap_or_else(|| {
                languages.push((language.clone(), Map::default()));
                languages.len() - 1
            });
            languages[at].1.insert(key.clone(), text);
        }
        let known = languages
            .iter()
            .find(|(language, _)| **language == *source)
            .and_then(|(_, texts)| texts.get(key));
        let shown = known.cloned().unwrap_or_else(|| {
            Value::computed(Kind::from(key.to_string())).with_place(entry.mark())
        });
        whole.entry(key.clone()).or_insert(shown);
    }
    let place = parsed.value.place.clone();
    for (language, texts) in languages {
        let texts = Value::computed(Kind::Map(Arc::new(texts))).with_place(place.clone());
        whole.entry(language).or_insert(texts);
    }
    parsed.value.kind = Kind::Map(Arc::new(whole));
    parsed
}

/// The text of a language; one that nobody has written yet is shown to nobody.
fn text(localization: &Value) -> Option<Value> {
    let unit = localization.get("stringUnit")?;
    let value = unit.get("value")?;
    match unit.get("state").and_then(Value::as_str) {
        Some("new") => Some(Value::computed("").placed_like(value)),
        _ => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_dots_is_found_in_each_language() {
        let text = r#"{"sourceLanguage": "en", "version": "1.0", "strings": {
            "chat.ai_notice": {"localizations": {
                "en": {"stringUnit": {"state": "translated", "value": "You talk to an AI."}},
                "ko": {"stringUnit": {"state": "translated", "value": "인공지능이 답합니다"}},
                "ja": {"stringUnit": {"state": "new", "value": "x"}}}},
            "An AI answers": {}}}"#;
        let parsed = parse(&Document::new("Localizable.xcstrings", text));
        let at = |path: &[&str]| {
            let value = path
                .iter()
                .try_fold(&parsed.value, |value, key| value.get(key));
            value.and_then(Value::as_str).map(str::to_owned)
        };
        assert_eq!(
            at(&["chat.ai_notice"]).as_deref(),
            Some("You talk to an AI.")
        );
        assert_eq!(
            at(&["ko", "chat.ai_notice"]).as_deref(),
            Some("인공지능이 답합니다")
        );
        assert_eq!(at(&["ja", "chat.ai_notice"]).as_deref(), Some(""));
        assert_eq!(at(&["An AI answers"]).as_deref(), Some("An AI answers"));
        let whole = [
            "strings",
            "chat.ai_notice",
            "localizations",
            "ko",
            "stringUnit",
            "value",
        ];
        assert_eq!(at(&whole).as_deref(), Some("인공지능이 답합니다"));
    }
}
