//! `oversight`: what the sections on human review, on stopping the system and
//! on incidents hold, and what kind of address takes reports of harm.

use crate::facts::linked::{self, Passage};
use crate::facts::{Derived, Family, Scope};
use crate::measure::text::{holds, holds_any, sentences, substance};
use crate::model::{Fact, Type, Value};

/// The organization around the system, as its documents have it.
pub static FAMILY: Family = Family {
    name: "oversight",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("oversight.human.section", Type::Text, "oversight.human", "the first line of the section"),
    Fact::new("oversight.human.words", Type::Int, "the section", "words that it has").unit("words"),
    Fact::new("oversight.human.substantive", Type::Bool, "the section", "whether it says something in 15 words"),
    Fact::new("oversight.rollback.section", Type::Text, "oversight.rollback", "the first line of the section"),
    Fact::new("oversight.rollback.names_owner", Type::Bool, "the section", "whether it names a team (`@org/team`) or a role"),
    Fact::new("oversight.rollback.steps", Type::Int, "the section", "numbered steps that it has"),
    Fact::new("oversight.rollback.commands", Type::Int, "the section", "lines of code that it has"),
    Fact::new("oversight.incidents.section", Type::Text, "oversight.incidents", "the first line of the section"),
    Fact::new("oversight.incidents.levels", Type::Int, "the section", "different levels of severity that it names"),
    Fact::new("oversight.incidents.authority_notice", Type::Bool, "the section", "whether a sentence says that an authority is told"),
    Fact::new("oversight.full_automation.section", Type::Text, "oversight.full_automation", "the first line of the section"),
    Fact::new("oversight.full_automation.words", Type::Int, "the section", "words that it has").unit("words"),
    Fact::new("oversight.full_automation.substantive", Type::Bool, "the section", "whether it says something in 15 words"),
    Fact::new("oversight.contact.address", Type::Text, "oversight.contact", "the address as declared"),
    Fact::new("oversight.contact.form", Type::OneOf(&["email", "url"]), "oversight.contact", "a mailbox or a page"),
    Fact::new("oversight.contact.no_reply", Type::Bool, "oversight.contact", "whether the mailbox says of itself that nobody reads it"),
    Fact::new("oversight.contact.placeholder", Type::Bool, "oversight.contact", "whether its domain is one for documentation or for the machine itself"),
    Fact::new("oversight.contact.webmail", Type::Bool, "oversight.contact", "whether it is a personal mailbox at a public provider"),
];

/// Words that a section needs in order to say who does what, and when.
const NEEDED: usize = 15;

/// Roles that act, as whole words.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "owner", "owned by", "on-call", "on call", "on-duty", "on duty", "duty lead", "duty officer",
    "duty manager", "shift lead", "incident commander", "incident manager", "operator",
    "operators", "administrator", "administrators", "officer", "officers", "supervisor",
    "team lead", "team manager", "product lead", "product manager", "engineering lead",
    "engineering manager", "operations lead", "operations manager", "release lead",
    "release manager", "service lead", "service manager", "reliability engineer",
    "reliability engineers", "reliability team", "operations engineer", "operations engineers",
    "operations team", "platform engineer", "platform engineers", "platform team", "ml engineer",
    "ml engineers", "ml team", "machine learning engineer", "machine learning engineers",
    "machine learning team",
    "담당자", "담당 팀", "담당팀", "담당:", "책임자", "당직", "관리자", "운영팀", "운영자", "팀장",
];
/// Bodies that a harm is reported to.
#[rustfmt::skip]
const AUTHORITIES: &[&str] = &[
    "authority", "authorities", "regulator", "regulators", "supervisory body", "ministry",
    "commission", "commissioner", "agency",
    "당국", "감독 기관", "감독기관", "규제 기관", "규제기관", "주무 부처", "주무부처", "위원회",
    "과학기술정보통신부", "금융감독원",
];
/// Words for telling them.
#[rustfmt::skip]
const NOTICES: &[&str] = &[
    "notice", "notify", "notifies", "notified", "notification", "report", "reports", "reported",
    "inform", "informs", "informed", "tell", "tells", "told",
    "신고", "통지", "통보", "보고", "알린", "알립", "알려",
];
const DENIALS: &[&str] = &["not", "never", "no need", "않", "아니", "없"];
/// Levels of severity that are words.
#[rustfmt::skip]
const LEVELS: &[&str] = &[
    "critical", "severe", "major", "moderate", "minor", "high", "medium", "low",
    "심각", "중대", "높음", "보통", "낮음", "경미", "긴급",
];
/// Words that a number of a level follows, as in `SEV-1`, from 0 to 5.
const NUMBERED: &[&str] = &[
    "sev", "severity", "level", "priority", "tier", "class", "p", "s",
];
/// Korean ones, before or after a number from 1 to 5.
const KOREAN_NUMBERED: &[&str] = &["단계", "등급"];

/// What is looked for in a section.
type Look = fn(&Passage) -> Vec<(&'static str, Value)>;

fn derive(scope: &Scope) -> Derived {
    let mut entries = Vec::new();
    let sections: [(&str, Look); 4] = [
        ("human", prose),
        ("rollback", rollback),
        ("incidents", incidents),
        ("full_automation", prose),
    ];
    for (key, look) in sections {
        let Some(reference) = scope.declared(&format!("oversight.{key}")) else {
            continue;
        };
        let found = linked::passage(scope, reference.as_str().unwrap_or(""));
        let value = match found {
            Ok(passage) => {
                let place = Some(passage.place());
                let title = place.as_ref().map_or("", |place| place.text());
                let section = Value::computed(title).with_place(place.clone());
                let facts = look(&passage).into_iter();
                let facts = facts.map(|(name, value)| (name, value.with_place(place.clone())));
                Value::record(std::iter::once(("section", section)).chain(facts))
                    .with_place(reference.mark())
            }
            Err(reason) => Value::missing(reason, reference.mark()),
        };
        entries.push((key, value));
    }
    if let Some(contact) = scope.declared("oversight.contact").and_then(contact) {
        entries.push(("contact", contact));
    }
    let value = Value::record(entries).with_place(scope.place_of("oversight"));
    Derived::of("oversight", value)
}

fn prose(passage: &Passage) -> Vec<(&'static str, Value)> {
    let found = substance(&passage.prose(), NEEDED);
    vec![
        ("words", Value::computed(found.words)),
        ("substantive", Value::computed(found.why.is_none())),
    ]
}

fn rollback(passage: &Passage) -> Vec<(&'static str, Value)> {
    let (source, text) = (passage.source(), passage.prose());
    let names_owner = names_team(source) || holds_any(&text.to_lowercase(), ROLES);
    let steps = source.lines().filter(|line| is_step(line)).count();
    vec![
        ("names_owner", Value::computed(names_owner)),
        ("steps", Value::computed(steps)),
        ("commands", Value::computed(commands(source))),
    ]
}

/// Whether a text names a team as `@org/team`.
fn names_team(text: &str) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    text.match_indices('@').any(|(at, _)| {
        let rest = &text.as_bytes()[at + 1..];
        let org = rest.iter().take_while(|byte| is_name(**byte)).count();
        let team = rest.get(org + 1).is_some_and(|byte| is_name(*byte));
        org > 0 && rest.get(org) == Some(&b'/') && team
    })
}

/// Whether a line is a numbered step, quoted or not: `1. Stop the service`.
fn is_step(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let Some(after) = line[digits..].strip_prefix(['.', ')']) else {
        return false;
    };
    (1..=3).contains(&digits) && after.starts_with([' ', '\t']) && !after.trim().is_empty()
}

/// Lines inside fences that are no comment.
fn commands(source: &str) -> usize {
    let mut fenced = false;
    source
        .lines()
        .map(str::trim)
        .filter(|line| {
            let fence = line.starts_with("```") || line.starts_with("~~~");
            fenced ^= fence;
            fenced && !fence && !line.is_empty() && !line.starts_with('#')
        })
        .count()
}

fn incidents(passage: &Passage) -> Vec<(&'static str, Value)> {
    let text = passage.prose();
    let lower = text.to_lowercase();
    let tells = |sentence: &str| {
        holds_any(sentence, AUTHORITIES)
            && holds_any(sentence, NOTICES)
            && !holds_any(sentence, DENIALS)
            && !sentence.contains("n't")
    };
    vec![
        ("levels", Value::computed(levels(&lower))),
        (
            "authority_notice",
            Value::computed(sentences(&lower).any(tells)),
        ),
    ]
}

/// How many different levels of severity a text in lower case names.
fn levels(lower: &str) -> usize {
    let words = LEVELS.iter().filter(|level| holds(lower, level)).count();
    let numbered = NUMBERED.iter().flat_map(|word| {
        (0..=5).map(move |number| ["", "-", " "].map(|between| format!("{word}{between}{number}")))
    });
    let korean = KOREAN_NUMBERED.iter().flat_map(|word| {
        (1..=5).flat_map(move |number| {
            [
                [format!("{number}{word}"), format!("{number} {word}")],
                [format!("{word}{number}"), format!("{word} {number}")],
            ]
        })
    });
    let is_named = |spellings: &[String]| spellings.iter().any(|one| holds(lower, one));
    let numbered = numbered.filter(|spellings| is_named(spellings)).count();
    words + numbered + korean.filter(|spellings| is_named(spellings)).count()
}

/// Domains that are set aside for documentation, and the machine itself.
#[rustfmt::skip]
const PLACEHOLDERS: &[&str] = &[
    "example.com", "example.org", "example.net", "localhost", "invalid", "domain.com",
    "yourdomain.com", "your-domain.com", "yourcompany.com", "company.com", "test.com", "email.com",
];
/// Public providers of mailboxes.
#[rustfmt::skip]
const WEBMAIL: &[&str] = &[
    "gmail.com", "googlemail.com", "naver.com", "hanmail.net", "daum.net", "kakao.com", "nate.com",
    "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "yahoo.co.jp", "yahoo.co.kr",
    "yahoo.co.uk", "icloud.com", "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com",
    "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.com", "mail.ru", "yandex.ru", "yandex.com",
    "qq.com", "163.com", "126.com", "hey.com", "fastmail.com", "tutanota.com", "zoho.com",
];

fn contact(value: &Value) -> Option<Value> {
    let address = value.as_str()?;
    let mailbox = address.strip_prefix("mailto:").unwrap_or(address);
    let is_page = mailbox.contains("://");
    let (local, host) = if is_page {
        let rest = mailbox.split_once("://").map_or(mailbox, |(_, rest)| rest);
        let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        ("", host.split(':').next().unwrap_or(host))
    } else {
        mailbox.rsplit_once('@').unwrap_or(("", mailbox))
    };
    let host = host.trim_end_matches('.').to_lowercase();
    let is_under = |domain: &&str| {
        host.strip_suffix(*domain)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let squeezed: String = local.chars().filter(|c| c.is_alphanumeric()).collect();
    let squeezed = squeezed.to_lowercase();
    let no_reply = ["noreply", "donotreply", "dontreply", "devnull", "nobody"]
        .iter()
        .any(|name| squeezed.contains(name));
    Some(
        Value::record([
            ("address", value.clone()),
            (
                "form",
                Value::computed(if is_page { "url" } else { "email" }),
            ),
            ("no_reply", Value::computed(no_reply)),
            (
                "placeholder",
                Value::computed(PLACEHOLDERS.iter().any(is_under)),
            ),
            (
                "webmail",
                Value::computed(!is_page && WEBMAIL.contains(&&*host)),
            ),
        ])
        .with_place(value.mark()),
    )
}
