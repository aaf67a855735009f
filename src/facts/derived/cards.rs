//! `cards`: which topics the card of each model covers, in words or figures.

use crate::facts::{Derived, Family, Scope, linked};
use crate::manifest::record::as_text;
use crate::measure::text::{sentences, substance};
use crate::model::{Fact, Place, Reason, Type, Value};

/// The cards of a system.
pub static FAMILY: Family = Family {
    name: "cards",
    facts: FACTS,
    derive,
};

/// Topics that a card may be asked for.
#[rustfmt::skip]
pub const TOPICS: &[&str] = &[
    "intended-use", "limitations", "details", "data", "metrics", "contact", "out-of-scope",
    "metrics-by-group",
];

/// Why a topic is not covered: no heading, or what a text lacks.
#[rustfmt::skip]
const WHYS: &[&str] = &[
    "no-section", "no-version", "empty", "too-short", "placeholder", "template", "punctuation",
    "repeated",
];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("cards[].model", Type::Text, "models[].id", "the model"),
    Fact::new("cards[].path", Type::Text, "models[].card", "the path of its card"),
    Fact::new("cards[].readable", Type::Bool, "the card", "whether the card is there and could be read"),
    Fact::new("cards[].reason", Type::OneOf(super::SILENT), "the card", "why it could not be read"),
    Fact::new("cards[].front_matter", Type::OneOf(super::FRONT_MATTER), "the card", "what stands where front matter belongs"),
    Fact::new("cards[].license", Type::Text, "the card", "the license that the card names; absent where it names none"),
    Fact::new("cards[].topics[].topic", Type::OneOf(TOPICS), "the card", "a topic that a card may be asked for"),
    Fact::new("cards[].topics[].covered", Type::Bool, "the card", "whether a passage under a heading of the topic says something in 25 words, or a table of three rows does where figures are meant"),
    Fact::new("cards[].topics[].words", Type::Int, "the card", "words of the best passage on it").unit("words"),
    Fact::new("cards[].topics[].why", Type::OneOf(WHYS), "the card", "why it is not covered"),
];

/// Words that a passage needs.
const NEEDED: usize = 25;
/// Rows of figures that stand for words.
const ROWS: i64 = 3;

fn derive(scope: &Scope) -> Derived {
    let models = scope.known.get("models").map_or(&[][..], Value::items);
    let cards = models.iter().map(|model| {
        let nothing = Value::missing(Reason::Absent, model.mark());
        of_model(model, model.get("card").unwrap_or(&nothing))
    });
    let value = Value::list(cards.collect::<Vec<_>>());
    Derived::of("cards", value.with_place(scope.place_of("models")))
}

fn of_model(model: &Value, card: &Value) -> Value {
    let readable = card
        .get("readable")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    let mut entries = vec![
        (
            "model",
            model
                .get("id")
                .cloned()
                .unwrap_or_else(|| Value::computed("")),
        ),
        ("readable", Value::computed(readable)),
    ];
    for key in ["path", "reason", "license"] {
        if let Some(value) = card.get(key) {
            entries.push((key, value.clone()));
        }
    }
    if let Some(value) = card.get("front_matter").filter(|_| readable) {
        entries.push(("front_matter", value.clone()));
    }
    let topics = match readable {
        true => Value::list(TOPICS.iter().map(|topic| coverage(topic, model, card))),
        false => Value::missing(reason(card), card.mark()),
    };
    // A model without a card has no topics that could be missing.
    if card.get("path").is_some() {
        entries.push(("topics", topics.with_place(card.mark())));
    }
    Value::record(entries).with_place(card.mark().or_else(|| model.mark()))
}

fn reason(card: &Value) -> Reason {
    match card.get("reason").and_then(Value::as_str) {
        Some("unreadable") => Reason::Unreadable,
        Some("unverified") => Reason::Unverified,
        _ => Reason::Absent,
    }
}

/// The best passage on a topic.
struct Passage {
    result: Result<(), &'static str>,
    words: usize,
    place: Option<Place>,
}

fn coverage(topic: &str, model: &Value, card: &Value) -> Value {
    let mut best = best_on(headings_of(topic), card, topic);
    if topic == "out-of-scope" && best.as_ref().is_none_or(|best| best.result.is_err()) {
        // Limits of use may stand inside the intended use.
        let inside = best_on(&["intended-use"], card, topic).filter(|found| found.result.is_ok());
        if inside.is_some() && intended_use_excludes(card) {
            best = inside;
        }
    }
    if topic == "details" {
        best = best.map(|best| with_version(best, model, card));
    }
    let (result, words, place) = match best {
        Some(best) => (best.result, best.words, best.place),
        None => (Err("no-section"), 0, None),
    };
    let mut entries = vec![
        ("topic", Value::computed(topic)),
        ("covered", Value::computed(result.is_ok())),
        ("words", Value::computed(words)),
    ];
    if let Err(why) = result {
        entries.push(("why", Value::computed(why)));
    }
    Value::record(entries).with_place(place.or_else(|| card.mark()))
}

/// The topics of the vocabulary of headings that answer one of ours.
fn headings_of(topic: &str) -> &'static [&'static str] {
    match topic {
        "intended-use" => &["intended-use"],
        "limitations" => &["limitations"],
        "details" => &["details"],
        "data" => &["training-data", "evaluation-data"],
        "metrics" => &["metrics", "evaluation"],
        "contact" => &["contact"],
        "out-of-scope" => &["out-of-scope"],
        "metrics-by-group" => &["metrics-by-group"],
        _ => &[],
    }
}

fn speaks_of<'a>(card: &'a Value, topics: &'a [&str]) -> impl Iterator<Item = &'a Value> {
    let sections = card.get("sections").map_or(&[][..], Value::items);
    sections.iter().filter(move |section| {
        let found = section.get("topics").map_or(&[][..], Value::items);
        found
            .iter()
            .filter_map(Value::as_str)
            .any(|topic| topics.contains(&topic))
    })
}

/// The passage that covers the topic, else the first one with its defect.
fn best_on(headings: &[&str], card: &Value, topic: &str) -> Option<Passage> {
    let mut first = None;
    for section in speaks_of(card, headings) {
        let passage = judge(section, topic);
        if passage.result.is_ok() {
            return Some(passage);
        }
        first.get_or_insert(passage);
    }
    first.or_else(|| grouped_table(card, topic))
}

fn judge(section: &Value, topic: &str) -> Passage {
    let text = section.get("text").and_then(Value::as_str).unwrap_or("");
    let rows = section.get("rows").and_then(Value::as_int).unwrap_or(0);
    let figures = matches!(topic, "details" | "metrics" | "metrics-by-group") && rows >= ROWS;
    // An address is all that a reader needs in order to write.
    let written = section.place.as_ref().map_or("", Place::text);
    let address = topic == "contact" && (written.contains('@') || written.contains("://"));
    let needed = if address { 1 } else { NEEDED };
    let found = substance(text, needed);
    let result = match found.why {
        Some(why) if !figures => Err(why.name()),
        _ => Ok(()),
    };
    Passage {
        result,
        words: found.words,
        place: told_at(section, result.is_err()),
    }
}

/// A passage stands at its heading; what is wrong with it, at its first words.
fn told_at(section: &Value, is_wrong: bool) -> Option<Place> {
    let first = section.place.as_ref().map(linked::first_words);
    first.filter(|_| is_wrong).or_else(|| section.mark())
}

/// A table with a column of groups, under whichever heading.
fn grouped_table(card: &Value, topic: &str) -> Option<Passage> {
    const COLUMNS: &[&str] = &["group", "subgroup", "attribute", "집단", "그룹"];
    if topic != "metrics-by-group" {
        return None;
    }
    let tables = card.get("tables").map_or(&[][..], Value::items);
    let table = tables.iter().find(|table| {
        let columns = table.get("columns").map_or(&[][..], Value::items);
        let by_group = columns
            .iter()
            .filter_map(Value::as_str)
            .any(|column| COLUMNS.contains(&&*column.trim().to_lowercase()));
        let rows = table.get("rows").map_or(0, |rows| rows.items().len());
        by_group && i64::try_from(rows).is_ok_and(|rows| rows >= ROWS)
    })?;
    Some(Passage {
        result: Ok(()),
        words: 0,
        place: table.mark(),
    })
}

fn intended_use_excludes(card: &Value) -> bool {
    const EXCLUDING: &[&str] = &[
        " not ",
        " never ",
        "n't ",
        " only ",
        "without ",
        "outside ",
        "않",
        "안 됩니다",
        "안 된다",
        "금지",
        "아닙니다",
        "아니다",
        "제외",
    ];
    speaks_of(card, &["intended-use"])
        .filter_map(|section| section.get("text")?.as_str())
        .flat_map(sentences)
        .map(str::to_lowercase)
        .any(|sentence| EXCLUDING.iter().any(|word| sentence.contains(word)))
}

/// Details are details of a version: the one that is declared, in the section
/// or anywhere that the card says which version it speaks of.
fn with_version(mut details: Passage, model: &Value, card: &Value) -> Passage {
    let declared = model.get("version").and_then(as_text);
    let said = card.get("version").and_then(as_text);
    let named = match declared.as_ref().and_then(Value::as_str) {
        Some(version) => {
            let said = said.as_ref().and_then(Value::as_str);
            said.is_some_and(|said| said.contains(version))
                || speaks_of(card, &["details"])
                    .filter_map(|section| section.get("text")?.as_str())
                    .any(|text| text.contains(version))
        }
        // What is not declared is `models[].version`'s own question.
        None => true,
    };
    if details.result.is_ok() && !named {
        details.result = Err("no-version");
    }
    details
}

#[cfg(test)]
mod tests {
    use super::super::text::ASKED;
    use super::*;
    use crate::measure::text::Why;

    #[test]
    fn every_heading_of_a_topic_is_left_to_this_rule_by_the_texts() {
        for topic in TOPICS {
            for heading in headings_of(topic) {
                assert!(ASKED.contains(heading), "{heading}");
            }
        }
    }

    #[test]
    fn reasons_of_texts_are_reasons_of_topics() {
        for why in Why::NAMES {
            assert!(WHYS.contains(why), "{why}");
        }
    }
}
