//! What the declaration and the card say in passing: words for people who are
//! judged, and tasks that only some kinds of system do. A signal is no proof.

use std::sync::LazyLock;

use regex::Regex;

use crate::facts::Scope;
use crate::model::{Place, Span, Value};

/// Words for people who are judged; the word after them is looked at, too.
static PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        \b(?<word>
            applicants? | candidates? | (?:in)?eligib(?:le|ility)
            | (?:asylum|benefits?|credit|housing|insurance|job|loan|mortgage|rental|tenancy|visa|welfare)[\ -](?:applications?|claims?|decisions?)
            | creditworth(?:y|iness) | job[\ -]?seekers? | parolees?
        )\b (?:[\s\-]+(?<next>[A-Za-z]+))?
        | 심사 | 채용 | 신용 | 지원자 | 구직자 | 대출\ ?(?:신청|승인|거절|한도)
        ",
    )
    .expect("internal error: the pattern is valid")
});

/// Beginnings without one of which there is no such word; the pattern is built
/// only where one stands.
#[rustfmt::skip]
const STEMS: &[&str] = &[
    "applica", "candidate", "claim", "creditworth", "decision", "eligib", "parole", "seeker",
    "심사", "채용", "신용", "지원자", "구직자", "대출",
];

/// What follows the word where it is said of things.
static THINGS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(models?|sets?|lists?|generations?|answers?|files?|versions?|requests?|tokens?|responses?|passages?|documents?|sentences?|labels?|items?|features?|regions?|outputs?)$",
    )
    .expect("internal error: the pattern is valid")
});

/// Tasks that put out text, images, sound or video.
const GENERATING: &[&str] = &[
    "any-to-any",
    "audio-text-to-text",
    "conversational",
    "image-text-to-image",
    "image-text-to-text",
    "image-text-to-video",
    "image-to-3d",
    "image-to-image",
    "image-to-text",
    "image-to-video",
    "summarization",
    "text-generation",
    "text-to-3d",
    "text-to-audio",
    "text-to-image",
    "text-to-speech",
    "text-to-video",
    "text2text-generation",
    "translation",
    "unconditional-image-generation",
    "video-text-to-text",
    "video-to-video",
];

/// Tasks and tags that put things in an order for somebody.
const ORDERING: &[(&str, &[&str])] = &[
    ("text-ranking", &["ranking", "recommender"]),
    ("learning-to-rank", &["ranking", "recommender"]),
    ("recommendation", &["recommender", "ranking"]),
    ("recommender", &["recommender", "ranking"]),
    ("recommender-system", &["recommender", "ranking"]),
    ("recommendation-system", &["recommender", "ranking"]),
];

/// Words for people who are judged, in the purpose and in the card's intended use.
pub(super) fn people_words(scope: &Scope) -> Value {
    let purpose = scope.declared("system.purpose").into_iter();
    let intended = cards(scope).flat_map(|(_, card)| {
        let sections = card.get("sections").map(Value::items).unwrap_or_default();
        sections
            .iter()
            .filter(|section| is_about(section, "intended-use"))
    });
    let texts = purpose.chain(intended.filter_map(|section| section.get("text")));
    Value::list(texts.filter_map(|text| {
        let word = people_word(text.as_str()?)?;
        let place = text.place.as_ref().map(|place| within(place, word));
        let from = place.as_ref().map_or("", Place::path).to_owned();
        Some(
            Value::record([
                ("id", Value::computed(word).with_place(place.clone())),
                ("from", Value::computed(from).with_place(place.clone())),
            ])
            .with_place(place),
        )
    }))
}

fn people_word(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    if !STEMS.iter().any(|stem| lower.contains(stem)) {
        return None;
    }
    PEOPLE.captures_iter(text).find_map(|found| {
        let is_thing = found
            .name("next")
            .is_some_and(|next| THINGS.is_match(next.as_str()));
        let word = found.name("word").or_else(|| found.get(0))?;
        (!is_thing).then_some(word.as_str())
    })
}

/// The word inside the place of its text, where it stands there as written.
fn within(place: &Place, word: &str) -> Place {
    match place.text().find(word) {
        Some(at) => {
            let start = place.span.start as usize + at;
            Place {
                span: Span::new(start, start + word.len()),
                ..place.clone()
            }
        }
        None => place.clone(),
    }
}

fn is_about(section: &Value, topic: &str) -> bool {
    let topics = section.get("topics").map(Value::items).unwrap_or_default();
    topics.iter().any(|one| one.as_str() == Some(topic))
}

/// What in the declaration and the card says what the system puts out.
pub(super) fn kind_signals(scope: &Scope) -> Value {
    let prompts = scope
        .declared("models")
        .map(Value::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|model| {
            let prompts = model
                .get("prompts")
                .filter(|prompts| !prompts.items().is_empty())?;
            let place = prompts.mark();
            Some(signal(
                "prompts",
                &["generative"],
                Value::computed("prompts").with_place(place),
            ))
        });
    let tasks = cards(scope).flat_map(|(_, card)| {
        let tags = card.get("tags").map(Value::items).unwrap_or_default();
        card.get("pipeline_tag")
            .into_iter()
            .chain(tags)
            .filter_map(|task| {
                let name = task.as_str()?;
                let is_pipeline = card
                    .get("pipeline_tag")
                    .is_some_and(|tag| tag.as_str() == Some(name));
                if is_pipeline && GENERATING.contains(&name) {
                    return Some(signal(name, &["generative"], task.clone()));
                }
                let (_, kinds) = ORDERING.iter().find(|(known, _)| *known == name)?;
                Some(signal(name, kinds, task.clone()))
            })
    });
    Value::list(prompts.chain(tasks))
}

/// The first kind that a signal speaks of.
pub(super) fn kind(signals: &Value) -> Option<&str> {
    signals
        .items()
        .first()?
        .get("says")?
        .items()
        .first()?
        .as_str()
}

fn signal(id: &str, kinds: &[&str], from: Value) -> Value {
    let place = from.place.clone();
    let says = kinds
        .iter()
        .map(|kind| Value::computed(*kind).with_place(place.clone()));
    Value::record([
        ("id", Value::computed(id).with_place(place.clone())),
        ("says", Value::list(says).with_place(place.clone())),
        ("from", from),
    ])
    .with_place(place)
}

/// The models' cards that could be read, with the model's id.
fn cards<'a>(scope: &Scope<'a>) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let known: &'a crate::model::Map = scope.known;
    let models = known.get("models").map(Value::items).unwrap_or_default();
    models.iter().filter_map(|model| {
        let id = model.get("id").and_then(Value::as_str).unwrap_or("");
        Some((id, model.get("card")?))
    })
}
