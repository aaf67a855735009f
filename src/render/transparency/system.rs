//! What the system is, its data, and what is withheld.

use super::Edition;
use super::sheet::{Block, Line, Section, Table};
use super::view::{Facts, View};
use super::words::term;
use crate::model::Language;
use crate::model::report::System;

/// How the value of a key is read.
enum How {
    /// A text, as the team wrote it.
    Text,
    /// A word of a closed set, or a list of such words.
    Word,
    /// A list of texts.
    Texts,
    /// A list of entries: the key of each one's word, and of one that limits
    /// it; or a word in its place.
    Entries(&'static str, &'static str),
}

/// The keys of the declaration that are shown, with their names in both
/// languages, in the order in which they are read.
#[rustfmt::skip]
const SHOWN: &[(&str, &str, &str, How)] = &[
    ("system.purpose", "Purpose", "목적", How::Text),
    ("system.affected", "Whom it touches", "영향을 받는 사람", How::Texts),
    ("uses.intended", "Made for", "쓰임새", How::Texts),
    ("uses.prohibited", "Not to be used for", "써서는 안 되는 일", How::Texts),
    ("system.decides_about_people", "Bears on what a person gets, pays or may do", "사람의 권리나 이익에 영향을 줌", How::Word),
    ("system.automation", "Person in between", "사람의 개입", How::Word),
    ("system.domain", "Part of life", "쓰이는 영역", How::Word),
    ("system.kind", "What it puts out", "내놓는 것", How::Word),
    ("system.input", "What it takes in", "받아들이는 것", How::Word),
    ("system.lifecycle", "Stage", "단계", How::Word),
    ("system.users", "Who can use it", "쓸 수 있는 사람", How::Word),
    ("system.features", "Traits that raise the risk", "위험을 높이는 특성", How::Word),
    ("system.audience.minors", "People under age", "미성년자", How::Word),
    ("system.audience.min_age", "Youngest age that may use it", "쓸 수 있는 가장 어린 나이", How::Text),
    ("system.markets", "Countries", "국가", How::Texts),
    ("system.languages", "Languages", "언어", How::Texts),
    ("privacy.personal_data", "Uses personal data", "개인정보 사용", How::Word),
    ("privacy.basis", "Ground for using people's data", "개인정보를 쓰는 근거", How::Word),
    ("privacy.special_categories", "Sensitive data", "민감정보", How::Entries("type", "")),
    ("privacy.retention_days", "Personal data is kept for, in days", "개인정보 보관 기간(일)", How::Text),
    ("privacy.trains_on_user_input.mode", "Trained on what users write", "이용자 입력을 학습", How::Word),
    ("practices", "Forbidden practices", "금지된 관행", How::Entries("name", "exception")),
    ("inclusion.alternative.channels", "Ways without the system", "시스템 없이 이용하는 길", How::Word),
    ("oversight.contact", "To report harm", "피해 신고", How::Text),
    ("oversight.respond_within_days", "Answer within, in days", "답변 기한(일)", How::Text),
    ("oversight.appeal.days", "An appeal is decided within, in days", "이의 신청 처리 기한(일)", How::Text),
    ("system.owner.team", "Answers for it", "책임지는 팀", How::Text),
    ("system.owner.contact", "Contact", "연락처", How::Text),
];

/// What the system is, its tier, and whom it touches.
pub(super) fn what_it_is(view: View, system: &System, index: usize) -> Section {
    let facts = view.facts(system);
    let shown = SHOWN.iter().filter_map(|(key, en, ko, how)| {
        let line = value(&facts, &format!("declaration.{key}"), how)?;
        Some((view.say(en, ko).to_owned(), line))
    });
    let mut pairs: Vec<(String, Line)> = shown.collect();
    let mut blocks = Vec::new();
    if pairs.is_empty() {
        blocks.push(Block::Text(Line::words(view.say(
            "There is no declaration that can be read, so nothing is known of the system.",
            "읽을 수 있는 선언이 없어 시스템에 대해 알려진 것이 없습니다.",
        ))));
    } else {
        let at = pairs.len().min(2);
        pairs.insert(at, tier(view, system, &facts));
        blocks.push(Block::Pairs(pairs));
    }
    let harms = harms(view, &facts);
    blocks.extend(harms);
    let not_served = facts.items("declaration.inclusion.not_served");
    if !not_served.is_empty() {
        let rows = not_served.iter().map(|item| {
            let of = |key: &str| words(facts.text(&format!("{item}.{key}")));
            vec![of("group"), of("advice")]
        });
        blocks.push(Block::Table(Table {
            caption: view
                .say("Who is not served", "서비스를 받지 못하는 사람")
                .to_owned(),
            head: vec![
                view.say("Group", "집단"),
                view.say("What they do instead", "대신 할 수 있는 것"),
            ],
            rows: rows.collect(),
        }));
    }
    Section {
        id: format!("what-{index}"),
        title: Line::words(view.say("What the system is", "어떤 시스템인가")),
        blocks,
        sections: Vec::new(),
    }
}

/// What is said at a key; `None` where it says nothing, or nothing to this reader.
fn value(facts: &Facts, path: &str, how: &How) -> Option<Line> {
    let joined = |words: Vec<String>| (!words.is_empty()).then(|| words.join("; "));
    let word = || facts.term(path).or_else(|| joined(facts.terms(path)));
    let said = match how {
        How::Text => facts.text(path),
        How::Word => word(),
        How::Texts => joined(facts.list(path)),
        How::Entries(name, limit) => {
            let entries = facts.items(path).into_iter().filter_map(|item| {
                let word = facts.term(&format!("{item}.{name}"))?;
                let limit = facts.term(&format!("{item}.{limit}"));
                Some(limit.map_or(word.clone(), |limit| format!("{word} ({limit})")))
            });
            joined(entries.collect()).or_else(word)
        }
    };
    said.map(Line::words)
}

/// The tier with its reasons. A reason quotes the declaration, so an edition
/// reads it where it may read every key in it.
fn tier(view: View, system: &System, facts: &Facts) -> (String, Line) {
    let tier = &system.tier;
    let effective = term(view.lang(), tier.effective.name());
    let mut line = Line::words(effective);
    // What is declared is the declaration's to withhold; what holds is ours to say.
    let is_told = tier.declared.is_none() || facts.text("declaration.risk.tier").is_some();
    if is_told && tier.declared != Some(tier.effective) {
        line = line.then(match (tier.declared, view.lang()) {
            (Some(declared), Language::En) => format!(", though {} is declared", declared.name()),
            (Some(declared), Language::Ko) => {
                format!(" (선언은 {})", term(Language::Ko, declared.name()))
            }
            (None, Language::En) => ", as its facts require".to_owned(),
            (None, Language::Ko) => " (선언된 사실에 따름)".to_owned(),
        });
    }
    let known = |reason: &&String| !view.is_public() || is_known(facts, reason);
    let reasons: Vec<&str> = tier
        .reasons
        .iter()
        .filter(known)
        .map(String::as_str)
        .collect();
    if !reasons.is_empty() {
        line = line
            .then(view.say(", because ", ", 근거: "))
            .and(Line::codes(reasons));
    }
    let basis = facts.list("declaration.risk.basis");
    if !basis.is_empty() {
        line = line.then(view.say("; under ", "; 관련 규정: "));
        line = line.and(Line::codes(basis.iter().map(String::as_str)));
    }
    (view.say("Risk tier", "위험 등급").to_owned(), line)
}

/// Whether each key that a reason gives, as "system.domain = credit, …" or
/// "data[apps].personal = true", is among the facts that may be read.
fn is_known(facts: &Facts, reason: &str) -> bool {
    // A word alone is what follows in a list, such as "social" in "[profiling, social]".
    let stated = reason.split(", ").enumerate();
    let mut stated = stated.filter(|(index, part)| *index == 0 || part.contains(' '));
    stated.all(|(_, part)| {
        let key = part.split(' ').next().unwrap_or("");
        let of_data = key
            .strip_prefix("data[")
            .and_then(|rest| rest.split_once("]."));
        match of_data {
            Some((id, key)) => facts.items("datasets").iter().any(|item| {
                let is_it = facts.text(&format!("{item}.id")).as_deref() == Some(id);
                is_it && facts.text(&format!("{item}.{key}")).is_some()
            }),
            None => {
                let path = format!("declaration.{key}");
                facts.text(&path).is_some() || !facts.list(&path).is_empty()
            }
        }
    })
}

fn harms(view: View, facts: &Facts) -> Option<Block> {
    let harms = facts.items("declaration.harms");
    if harms.is_empty() {
        return None;
    }
    let rows = harms.iter().map(|item| {
        let of = |key: &str| words(facts.text(&format!("{item}.{key}")));
        vec![
            of("harm"),
            of("who"),
            words(facts.term(&format!("{item}.severity"))),
            of("mitigation"),
        ]
    });
    Some(Block::Table(Table {
        caption: view
            .say("What can go wrong", "생길 수 있는 피해")
            .to_owned(),
        head: vec![
            view.say("Harm", "피해"),
            view.say("Who", "누구에게"),
            view.say("Severity", "심각도"),
            view.say("What is done about it", "대응"),
        ],
        rows: rows.collect(),
    }))
}

fn words(text: Option<String>) -> Line {
    Line::words(text.unwrap_or_else(|| "–".to_owned()))
}

/// Data and models with their licenses.
pub(super) fn data(view: View, system: &System, index: usize) -> Option<Section> {
    let facts = view.facts(system);
    let mut blocks = Vec::new();
    let datasets = facts.items("datasets");
    if !datasets.is_empty() {
        let of = |item: &str, key: &str| facts.text(&format!("{item}.{key}"));
        let rows = datasets.iter().map(|item| {
            let term = |key: &str| words(facts.term(&format!("{item}.{key}")));
            vec![
                words(of(item, "id")),
                term("role"),
                words(of(item, "license")),
                term("source"),
                term("personal"),
                words(of(item, "people")),
                words(of(item, "collected_until")),
            ]
        });
        blocks.push(Block::Table(Table {
            caption: view.say("Data", "데이터").to_owned(),
            head: vec![
                view.say("Name", "이름"),
                view.say("Used for", "용도"),
                view.say("License", "라이선스"),
                view.say("Source", "출처"),
                view.say("Personal", "개인정보"),
                view.say("People in it", "담긴 사람"),
                view.say("Collected until", "수집 종료일"),
            ],
            rows: rows.collect(),
        }));
        let gaps: Vec<Line> = datasets
            .iter()
            .filter_map(|item| {
                let name = of(item, "id").unwrap_or_default();
                Some(Line::code(name).then(": ").then(of(item, "gaps")?))
            })
            .collect();
        if !gaps.is_empty() {
            let title = view.say(
                "Known gaps of the data, as its manifest says:",
                "명세에 적힌 데이터의 빈틈:",
            );
            blocks.push(Block::Text(Line::words(title)));
            blocks.push(Block::Items(gaps));
        }
    }
    let models = facts.items("declaration.models");
    if !models.is_empty() {
        let rows = models.iter().map(|item| {
            let of = |key: &str| words(facts.text(&format!("{item}.{key}")));
            vec![of("id"), of("version"), of("license")]
        });
        blocks.push(Block::Table(Table {
            caption: view.say("Models", "모델").to_owned(),
            head: vec![
                view.say("Name", "이름"),
                view.say("Version", "버전"),
                view.say("License", "라이선스"),
            ],
            rows: rows.collect(),
        }));
    }
    (!blocks.is_empty()).then(|| Section {
        id: format!("data-{index}"),
        title: Line::words(view.say("Data, models and their licenses", "데이터와 모델, 라이선스")),
        blocks,
        sections: Vec::new(),
    })
}

/// What is withheld, and what is said instead.
pub(super) fn withheld(view: View, system: &System, index: usize) -> Section {
    let facts = view.facts(system);
    let redactions = facts.items("declaration.explain.redactions");
    let mut blocks = Vec::new();
    if redactions.is_empty() {
        blocks.push(Block::Text(Line::words(view.say(
            "The declaration withholds no topic.",
            "선언에서 비공개로 둔 주제가 없습니다.",
        ))));
    } else {
        let mut head = vec![
            view.say("Topic", "주제"),
            view.say("Said instead", "대신 알리는 것"),
            view.say("Reason", "이유"),
            view.say("Looked at again by", "재검토 기한"),
        ];
        if view.edition != Edition::Public {
            head.push(view.say("Allowed by", "승인"));
        }
        let rows = redactions.iter().map(|item| {
            let keys = ["topic", "instead", "reason", "review_by", "approver"];
            let keys = keys.iter().take(head.len());
            keys.map(|key| words(facts.text(&format!("{item}.{key}"))))
                .collect()
        });
        blocks.push(Block::Table(Table {
            caption: view.say("Withheld topics", "비공개 주제").to_owned(),
            rows: rows.collect(),
            head,
        }));
    }
    let hidden = system
        .facts
        .iter()
        .filter(|fact| !view.may_read(fact.audience))
        .count();
    if hidden > 0 {
        blocks.push(Block::Text(Line::words(match view.lang() {
            Language::En => format!(
                "This edition leaves out {hidden} facts that are for the team and its auditors, as well as the names of files and the wording of findings."
            ),
            Language::Ko => format!(
                "이 판에는 팀과 감사자만 볼 수 있는 사실 {hidden}건과 파일 이름, 발견 사항의 문구가 빠져 있습니다."
            ),
        })));
    }
    Section {
        id: format!("withheld-{index}"),
        title: Line::words(view.say("What is withheld", "공개하지 않는 것")),
        blocks,
        sections: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::declaration::form::Shape;
    use crate::manifest::declaration::keys::KEYS;

    #[test]
    fn every_word_that_is_shown_is_said_in_korean() {
        let is_korean = |text: &str| text.chars().any(|it| ('가'..='힣').contains(&it));
        for (key, .., how) in SHOWN {
            let keys = match how {
                How::Word => vec![(*key).to_owned()],
                How::Entries(name, limit) => {
                    [*name, *limit].map(|part| format!("{key}[].{part}")).into()
                }
                How::Text | How::Texts => continue,
            };
            for known in KEYS
                .iter()
                .filter(|known| keys.iter().any(|key| key == known.path))
            {
                let Shape::Word(words) = known.shape.scalar() else {
                    continue;
                };
                for word in *words {
                    let said = term(Language::Ko, word);
                    assert!(is_korean(&said), "{}: {word}", known.path);
                }
            }
        }
    }
}
