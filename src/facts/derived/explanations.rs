//! `explanations`: which topics each public explanation covers, language by
//! language.

use crate::facts::{Derived, Family, Scope, linked};
use crate::measure::text::substance;
use crate::model::{Fact, Place, Span, Type, Value};
use crate::source::markdown::Markdown;

/// The explanations for the public.
pub static FAMILY: Family = Family {
    name: "explanations",
    facts: FACTS,
    derive,
};

/// What the public is told, at least.
pub const TOPICS: &[&str] = &["use", "affected", "data", "factors", "limits", "contact"];

const AUDIENCES: &[&str] = &["public", "child"];
#[rustfmt::skip]
const WHYS: &[&str] = &[
    "no-section", "no-figure", "empty", "too-short", "placeholder", "template", "punctuation",
    "repeated",
];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("explanations[].audience", Type::OneOf(AUDIENCES), "explain", "for whom it is written"),
    Fact::new("explanations[].language", Type::Text, "explain", "the language under which it is declared"),
    Fact::new("explanations[].path", Type::Text, "explain", "its path"),
    Fact::new("explanations[].topics[].topic", Type::OneOf(TOPICS), "the document", "a topic of the floor"),
    Fact::new("explanations[].topics[].audience", Type::OneOf(AUDIENCES), "explain", "for whom the document is written"),
    Fact::new("explanations[].topics[].language", Type::Text, "explain", "the language under which the document is declared"),
    Fact::new("explanations[].topics[].covered", Type::Bool, "the document", "whether a passage under a heading or `<!-- topic: NAME -->` says something in 15 words; for limits, with a figure"),
    Fact::new("explanations[].topics[].words", Type::Int, "the document", "words of the best passage on it").unit("words"),
    Fact::new("explanations[].topics[].why", Type::OneOf(WHYS), "the document", "why it is not covered"),
];

/// Words that a passage needs.
const NEEDED: usize = 15;

/// Words in headings by which a reader finds a topic, lower case. They are the
/// plain words of texts for everybody; a card's vocabulary is another one.
#[rustfmt::skip]
const HEADINGS: &[(&str, &[&str])] = &[
    (
        "use",
        &[
            "used for", "what it is for", "what is it for", "what it does", "what we use",
            "why we use", "purpose", "use of", "intended use", "is used", "how we use", "use:",
            "쓰임", "용도", "사용 목적", "이용 목적", "사용목적", "이용목적", "어디에 쓰", "무엇에 쓰", "왜 쓰", "하는 일", "뭘 도와",
            "무엇을 도와", "활용",
        ],
    ),
    (
        "affected",
        &[
            "affect", "who is concerned", "whom it concerns", "who is it for", "who it is for",
            "who is judged", "영향", "대상", "누가 쓸", "누구에게", "누구를",
        ],
    ),
    (
        "data",
        &[
            "data", "information we use", "what does it know", "learn", "데이터", "자료", "정보", "배웠",
            "학습",
        ],
    ),
    (
        "factors",
        &[
            "factor", "what counts", "what matters", "direction", "weigh", "ranked", "요인", "요소",
            "기준", "방향",
        ],
    ),
    (
        "limits",
        &[
            "limit", "error", "can't do", "cannot do", "wrong", "mistake", "accura", "how good",
            "how well", "한계", "오류", "정확", "틀려", "틀리", "실수", "못 하는", "못하는",
        ],
    ),
    (
        "contact",
        &[
            "contact", "complain", "appeal", "review", "write to", "help", "question", "feedback",
            "report", "문의", "이의", "연락", "불만", "민원", "재심", "신고", "도움", "누구에게 말",
        ],
    ),
];

fn derive(scope: &Scope) -> Derived {
    let mut found = Vec::new();
    for audience in AUDIENCES {
        let Some(versions) = scope.declared(&format!("explain.{audience}")) else {
            continue;
        };
        for (language, path) in versions.entries() {
            found.push(explanation(scope, audience, language, path));
        }
    }
    Derived::of("explanations", Value::list(found))
}

fn explanation(scope: &Scope, audience: &str, language: &str, path: &Value) -> Value {
    let topics = match linked::passage(scope, path.as_str().unwrap_or("")) {
        Ok(passage) => {
            let markdown = &passage.markdown;
            Value::list(TOPICS.iter().map(|topic| {
                let (facts, place) = coverage(topic, markdown);
                let whose = [
                    ("topic", Value::computed(*topic)),
                    ("audience", Value::computed(audience)),
                    ("language", Value::computed(language)),
                ];
                Value::record(whose.into_iter().chain(facts)).with_place(Some(place))
            }))
        }
        Err(reason) => Value::missing(reason, path.mark()),
    };
    Value::record([
        ("audience", Value::computed(audience)),
        ("language", Value::computed(language)),
        ("path", path.clone()),
        ("topics", topics.with_place(path.mark())),
    ])
    .with_place(path.mark())
}

fn coverage(topic: &str, markdown: &Markdown) -> (Vec<(&'static str, Value)>, Place) {
    let mut best: Option<(Result<(), &str>, usize, Place)> = None;
    for (heading, passage) in passages(topic, markdown) {
        let text = markdown.prose(passage);
        let found = substance(&text, NEEDED);
        let result = match found.why {
            Some(why) => Err(why.name()),
            None if topic == "limits" && !holds_figure(&text) => Err("no-figure"),
            None => Ok(()),
        };
        let covered = result.is_ok();
        if covered || best.is_none() {
            let place = match covered {
                true => markdown.place(heading),
                false => linked::first_words(&markdown.place(passage)),
            };
            best = Some((result, found.words, place));
        }
        if covered {
            break;
        }
    }
    let start = || {
        markdown
            .sections
            .iter()
            .find(|section| section.level > 0)
            .map_or_else(
                || Place::start_of(&markdown.document),
                |section| markdown.place(section.heading_span),
            )
    };
    let (result, words, place) = best.unwrap_or_else(|| (Err("no-section"), 0, start()));
    let mut entries = vec![
        ("covered", Value::computed(result.is_ok())),
        ("words", Value::computed(words)),
    ];
    if let Err(why) = result {
        entries.push(("why", Value::computed(why)));
    }
    (entries, place)
}

/// The passages on a topic, those that a comment marks first, each with the
/// line that a finding shows.
fn passages<'a>(topic: &'a str, markdown: &'a Markdown) -> impl Iterator<Item = (Span, Span)> + 'a {
    let marked = markdown
        .topics
        .iter()
        .filter(move |(name, _)| name.eq_ignore_ascii_case(topic))
        .map(|(_, span)| (heading_before(markdown, *span), *span));
    let words = HEADINGS.iter().find(|(name, _)| *name == topic);
    let words = words.map_or(&[][..], |(_, words)| words);
    let headed = markdown
        .sections
        .iter()
        // The title speaks of everything, and so of nothing.
        .filter(|section| section.level > 1)
        .filter(move |section| {
            let heading = section.heading.to_lowercase();
            words.iter().any(|word| heading.contains(word)) || heading.trim() == topic
        })
        .map(|section| (section.heading_span, section.whole));
    marked.chain(headed)
}

fn heading_before(markdown: &Markdown, passage: Span) -> Span {
    let sections = &markdown.sections;
    let after = sections.partition_point(|section| section.heading_span.start <= passage.start);
    let nothing = Span::new(passage.start as usize, passage.start as usize);
    sections[..after]
        .last()
        .filter(|section| section.level > 0)
        .map_or(nothing, |section| section.heading_span)
}

/// A figure, in digits or in words.
fn holds_figure(text: &str) -> bool {
    const IN_WORDS: &[&str] = &[
        "percent",
        "per cent",
        "one in ",
        "out of ten",
        "half of",
        "퍼센트",
        "열 번",
        "백 번",
        "절반",
    ];
    let lower = text.to_lowercase();
    text.chars().any(char::is_numeric) || IN_WORDS.iter().any(|word| lower.contains(word))
}
