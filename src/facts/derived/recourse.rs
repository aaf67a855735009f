//! `recourse`: what the person concerned is told of their own case, and how
//! they can object.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::facts::linked::{self, Passage, first_words};
use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::measure::text::{holds_any, sentences};
use crate::model::{Fact, Type, Value};

/// Reasons and appeal.
pub static FAMILY: Family = Family {
    name: "recourse",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("recourse.notice.reasons", Type::Int, "explain.individual", "different slots `{{…}}` for reasons of the single case; a loop over reasons counts as two"),
    Fact::new("recourse.read", Type::Bool, "explain.individual", "whether the notice can be read; absent where none is named"),
    Fact::new("recourse.notice.slots[]", Type::Text, "explain.individual", "the names of all slots"),
    Fact::new("recourse.notice.names_review", Type::Bool, "explain.individual", "whether a sentence says that a person looks again, and by when"),
    Fact::new("recourse.route.section", Type::Text, "oversight.appeal.route", "the first line of the section on appeals"),
    Fact::new("recourse.route.names_objection", Type::Bool, "oversight.appeal.route", "whether it says that one may object to a decision made by a program alone"),
];

/// `{{ reason_1 }}`, `{{#each reasons}}`, `{% for reason in reasons %}`.
static SLOT: LazyLock<Regex> = LazyLock::new(|| {
    // Blanks of ASCII and no count of letters: a tenth of the time to build it.
    Regex::new(r"\{\{(?P<open>[#/^&{>!]?)(?-u:\s)*(?:each(?-u:\s)+|with(?-u:\s)+)?(?P<name>[^{}|#]+?)(?-u:\s)*(?:\|[^{}]*)?\}\}|\{%-?(?-u:\s)*for(?-u:\s)+[^%\n\t ]+(?-u:\s)+in(?-u:\s)+(?P<loop>[^%\n\t ]+?)(?-u:\s)*-?%\}")
        .expect("internal error: the pattern of a slot is no pattern")
});
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    let numbers = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty|sixty|ninety|a|an";
    let english = format!(
        r"(?-u:\b)(?:[0-9]+|{numbers})[ -](?-u:\w+ )?(?:working |business |calendar )?(?:hours?|days?|weeks?|months?)(?-u:\b)"
    );
    let korean = "[0-9]+ ?(?:시간|영업일|일|주|개월|달)|하루|이틀|사흘|열흘|보름|일주일|한 ?달|한 달|두 달|[한두세네] ?주";
    Regex::new(&format!("{english}|{korean}"))
        .expect("internal error: the pattern of a time is no pattern")
});

/// Words by which a slot is one for reasons.
const REASONS: &[&str] = &[
    "reason", "factor", "cause", "ground", "why", "because", "사유", "이유", "요인", "원인", "근거",
];
#[rustfmt::skip]
const PEOPLE: &[&str] = &[
    "human", "person", "people", "somebody", "someone", "officer", "officers", "staff", "employee", "colleague",
    "adviser", "advisor", "specialist", "team member", "reviewer", "clerk", "caseworker", "panel", "committee", "board",
    "사람", "담당자", "직원", "심사역", "심사원", "상담원", "위원회",
];
#[rustfmt::skip]
const REVIEWS: &[&str] = &[
    "review", "reviews", "reviewed", "reconsider", "reconsiders", "reconsidered", "reconsideration", "again",
    "appeal", "appeals", "object", "objection", "reassess", "reassessed", "second look", "re-examine", "re-examined",
    "재심", "재검토", "이의", "다시", "재평가",
];
#[rustfmt::skip]
const OBJECTIONS: &[&str] = &[
    "object", "objection", "objections", "contest", "contests", "challenge", "oppose", "refuse to be subject",
    "not to be subject", "opt out", "이의", "거부", "반대", "거절할 권리",
];

fn derive(scope: &Scope) -> Derived {
    let mut entries = Vec::new();
    if let Some(path) = scope.declared("explain.individual") {
        let notice = match linked::passage(scope, path.as_str().unwrap_or("")) {
            Ok(passage) => notice(&passage),
            Err(reason) => Value::missing(reason, path.mark()),
        };
        let read = Value::computed(notice.says_something());
        entries.push(("read", read.placed_like(path)));
        entries.push(("notice", notice));
    }
    if let Some(route) = scope.declared("oversight.appeal.route") {
        let section = match linked::passage(scope, route.as_str().unwrap_or("")) {
            Ok(passage) => self::route(&passage),
            Err(reason) => Value::missing(reason, route.mark()),
        };
        entries.push(("route", section));
    }
    Derived::of(
        "recourse",
        Value::record(entries).with_place(scope.place_of("explain")),
    )
}

fn notice(passage: &Passage) -> Value {
    let mut slots: BTreeSet<String> = BTreeSet::new();
    let mut loops = 0;
    for found in SLOT.captures_iter(passage.source()) {
        let name = found.name("name").or(found.name("loop"));
        let name = name.map_or("", |name| name.as_str()).to_lowercase();
        let opens = found.name("loop").is_some()
            || found.name("open").is_some_and(|open| open.as_str() == "#");
        let comment = found
            .name("open")
            .is_some_and(|open| matches!(open.as_str(), "/" | "!" | "^"));
        loops += usize::from(opens && is_reason(&name));
        if !opens && !comment {
            slots.insert(name);
        }
    }
    let reasons = slots.iter().filter(|name| is_reason(name)).count() + 2 * loops;
    let prose = passage.prose();
    let review = sentences(&prose).any(|sentence| {
        let lower = sentence.to_lowercase();
        holds_any(&lower, PEOPLE) && holds_any(&lower, REVIEWS) && TIME.is_match(&lower)
    });
    let mut record = Record::new();
    record.put("reasons", Value::computed(reasons));
    record.keep(
        "slots",
        Value::list(slots.iter().map(|slot| Value::computed(slot.as_str()))),
    );
    record.put("names_review", Value::computed(review));
    record.into_value(Some(passage.place()))
}

fn is_reason(slot: &str) -> bool {
    REASONS.iter().any(|word| slot.contains(word))
}

fn route(passage: &Passage) -> Value {
    let place = passage.place();
    let lower = passage.prose().to_lowercase();
    let words = first_words(&passage.markdown.place(passage.span));
    Value::record([
        (
            "section",
            Value::computed(place.text()).with_place(Some(place.clone())),
        ),
        (
            "names_objection",
            Value::computed(holds_any(&lower, OBJECTIONS)).with_place(Some(words)),
        ),
    ])
    .with_place(Some(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Span};
    use crate::source::markdown;

    fn read(text: &str) -> (i64, bool) {
        let markdown = markdown::parse(&Document::new("notice.md", text));
        let span = Span::new(0, text.len());
        let value = notice(&Passage { markdown, span });
        let reasons = value.get("reasons").and_then(Value::as_int);
        let review = value.get("names_review").and_then(Value::as_bool);
        (reasons.expect("a count"), review.expect("a truth"))
    }

    #[test]
    fn reasons_are_slots_of_their_own() {
        assert_eq!(read("{{application_id}} {{decision_date}}").0, 0);
        assert_eq!(
            read("1. {{reason_1}}\n2. {{ reason_2 }}\n{{reason_1}}").0,
            2
        );
        assert_eq!(read("{{#each reasons}}- {{this}}{{/each}}").0, 2);
        assert_eq!(
            read("{% for reason in reasons %}- {{ reason }}{% endfor %}").0,
            3
        );
        assert_eq!(read("- {{주요 사유 1}}\n- {{주요 사유 2}}").0, 2);
    }

    #[test]
    fn a_review_has_a_person_and_a_time() {
        for text in [
            "You can ask for a human review and have its result within 10 days.",
            "An officer who was not involved reads your file again within two weeks.",
            "사람이 직접 하는 재심사의 결과는 10일 안에 알려 드립니다.",
            "다른 담당자가 열흘 안에 다시 봅니다.",
        ] {
            assert!(read(text).1, "{text}");
        }
        for text in [
            "You can ask for a human review.",
            "You have an answer within 10 days.",
            "Our officer decided within 10 days.",
            "재심사를 요청할 수 있습니다.",
        ] {
            assert!(!read(text).1, "{text}");
        }
    }
}
