//! `redactions`: what the explanations leave out, and how that is justified.

use super::explanations::TOPICS;
use super::waivers::approvers;
use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::measure::text::plain;
use crate::model::context::is_same;
use crate::model::{Fact, Type, Value};

/// What is withheld.
pub static FAMILY: Family = Family {
    name: "redactions",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("redactions.entries[].topic", Type::Text, "explain.redactions[].topic", "a topic that is withheld"),
    Fact::new("redactions.entries[].floor", Type::Bool, "explain.redactions[].topic", "whether it is one of the six topics that everybody is told"),
    Fact::new("redactions.entries[].reason", Type::Text, "explain.redactions[].reason", "why, as it is written"),
    Fact::new("redactions.entries[].reason_says", Type::Bool, "explain.redactions[].reason", "whether there is a reason, and it says more than that the topic is confidential"),
    Fact::new("redactions.entries[].lacks[]", Type::Text, "explain.redactions[]", "keys that it lacks: instead, approver, review_by"),
    Fact::new("redactions.entries[].review_by", Type::Date, "explain.redactions[].review_by", "when it is looked at again"),
    Fact::new("redactions.entries[].approver", Type::Text, "explain.redactions[].approver", "who allowed it"),
    Fact::new("redactions.entries[].approver_known", Type::Bool, "approvers", "whether that is an approver: of the base, where one is given"),
    Fact::new("redactions.count", Type::Int, "explain.redactions", "topics that are withheld"),
    Fact::new("redactions.topics", Type::Int, "explain.redactions", "all topics: the six that everybody is told, and the withheld ones"),
];

/// Other names of the six topics, as whole names.
#[rustfmt::skip]
const ALSO: &[&str] = &[
    "purpose", "uses", "intended use", "affected people", "training data", "main factors", "limitations",
    "error rates", "errors", "contacts", "appeal", "review",
    "용도", "사용 목적", "영향을 받는 사람", "데이터", "학습 데이터", "요인", "주요 요인", "한계", "오류율", "문의", "이의 제기", "연락처",
];

/// Words that only repeat that something is kept secret.
#[rustfmt::skip]
const SECRECY: &[&str] = &[
    "confidential", "confidentiality", "secret", "secrets", "secrecy", "trade", "business", "commercial",
    "commercially", "proprietary", "internal", "information", "sensitive", "competitive", "competition",
    "competitiveness", "classified", "restricted", "private", "undisclosed", "disclosed", "data",
    "is", "are", "be", "it", "this", "that", "for", "of", "the", "a", "an", "our", "and", "or", "as", "to", "we",
    "not", "cannot", "can", "t", "reasons", "reason", "because", "due", "by", "nature", "topic", "policy", "company",
    "highly", "strictly", "very", "purely", "kept", "keep",
];
/// Korean ones: a reason of nothing but these and little else says no more.
#[rustfmt::skip]
const KOREAN_SECRECY: &[&str] = &[
    "기밀", "영업", "비밀", "대외비", "사내", "내부", "정보", "비공개", "보안", "경쟁력", "이유", "사유", "회사", "당사",
];

fn derive(scope: &Scope) -> Derived {
    let Some(declared) = scope.declared("explain.redactions") else {
        return Derived::default();
    };
    let approvers = approvers(scope.declaration, scope.before);
    let entries = declared.items();
    let list = entries.iter().map(|entry| redaction(entry, &approvers));
    let value = Value::record([
        ("entries", Value::list(list).placed_like(declared)),
        ("count", Value::computed(entries.len())),
        ("topics", Value::computed(TOPICS.len() + entries.len())),
    ]);
    Derived::of("redactions", value.placed_like(declared))
}

fn redaction(entry: &Value, approvers: &[&str]) -> Value {
    let said = |key: &str| entry.get(key).filter(|value| value.says_something());
    let text = |key: &str| said(key).and_then(Value::as_str).unwrap_or("");
    let mut record = Record::new();
    record.put("topic", said("topic").cloned());
    record.put("floor", Value::computed(is_floor(text("topic"))));
    record.put("reason", said("reason").cloned());
    let reason = text("reason");
    // A placeholder is told as such, of every text.
    let says = said("reason").is_some() && !is_only_secrecy(reason);
    record.put("reason_says", Value::computed(says));
    let lacks = ["instead", "approver", "review_by"];
    let lacks = lacks.into_iter().filter(|key| said(key).is_none());
    record.keep("lacks", Value::list(lacks.map(Value::computed)));
    for key in ["review_by", "approver"] {
        record.put(key, said(key).cloned());
    }
    if said("approver").is_some() {
        let mut approvers = approvers.iter();
        let known = approvers.any(|known| is_same(known, text("approver")));
        record.put("approver_known", Value::computed(known));
    }
    record.into_value(None).placed_like(entry)
}

fn is_floor(topic: &str) -> bool {
    let name = plain(topic);
    let name = name.trim();
    TOPICS.contains(&name) || ALSO.contains(&name)
}

fn is_only_secrecy(reason: &str) -> bool {
    let mut words = plain(reason);
    for word in KOREAN_SECRECY {
        words = words.replace(word, "");
    }
    // What is left of Korean are particles and endings.
    let own = words
        .split_whitespace()
        .filter(|word| match word.is_ascii() {
            true => !SECRECY.contains(word),
            false => word.chars().count() > 3,
        });
    own.count() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_something_is_secret_is_no_reason() {
        for reason in [
            "confidential",
            "This is confidential business information of the company.",
            "It is a trade secret and cannot be disclosed.",
            "영업 비밀이므로 비공개임",
            "회사 내부 기밀 정보입니다",
        ] {
            assert!(is_only_secrecy(reason), "{reason}");
        }
        for reason in [
            "exact weights let applicants game the score",
            "publishing them teaches how to avoid them",
            "가중치를 알면 신청자가 점수를 조작할 수 있음",
        ] {
            assert!(!is_only_secrecy(reason), "{reason}");
        }
    }

    #[test]
    fn a_detail_of_a_topic_is_not_the_topic() {
        assert!(is_floor("limits") && is_floor("Error rates") && is_floor("한계"));
        assert!(!is_floor("feature weights") && !is_floor("filter word lists"));
    }
}
