//! `oversight`: what the sections on human review, on stopping the system and
//! on incidents hold, and what kind of address takes reports of harm.

use std::sync::LazyLock;

use regex::Regex;

use crate::facts::linked::{self, Passage};
use crate::facts::{Derived, Family, Scope};
use crate::measure::text::{sentences, substance};
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

/// A pattern in which white space is only layout; a blank is written `\ `.
fn pattern(text: &str) -> Regex {
    Regex::new(&format!("(?imx){text}")).expect("internal error: a pattern of the source is valid")
}

static TEAM: LazyLock<Regex> = LazyLock::new(|| pattern(r"@[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+"));
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?-u:\b)(owner | owned\ by | on[-\ ](call|duty) | duty\ (lead|officer|manager) | shift\ lead
            | incident\ (commander|manager)
            | (team|product|engineering|operations|release|service)\ (lead|manager|owner)
            | (reliability|operations|platform|ml|machine\ learning)\ (engineer|team)s?
            | operators? | administrators? | officers? | supervisor)(?-u:\b)
        | 담당자 | 담당\ ?팀 | 담당: | 책임자 | 당직 | 관리자 | 운영팀 | 운영자 | 팀장",
    )
});
static STEP: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\ \t>]*[0-9]{1,3}[.)][\ \t]+\S"));
static AUTHORITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?-u:\b)(authorit(y|ies) | regulators? | supervisory\ body | ministry | commission(er)? | agency)(?-u:\b)
        | 당국 | 감독\ ?기관 | 규제\ ?기관 | 주무\ ?부처 | 위원회 | 과학기술정보통신부 | 금융감독원",
    )
});
static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?-u:\b)(notice | notif(y|ies|ied|ication) | report(s|ed)? | inform(s|ed)? | tells? | told)(?-u:\b)
        | 신고 | 통지 | 통보 | 보고 | 알린 | 알립 | 알려",
    )
});
static DENIAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?-u:\b)(not | never | no\ need)(?-u:\b) | n't(?-u:\b) | 않 | 아니 | 없")
});
static LEVEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?-u:\b)(critical | severe | major | moderate | minor | high | medium | low
            | (sev|severity|level|priority|tier|class|p|s)[-\ ]?[0-5])(?-u:\b)
        | 심각 | 중대 | 높음 | 보통 | 낮음 | 경미 | 긴급 | [1-5]\ ?(단계|등급) | (단계|등급)\ ?[1-5]",
    )
});

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
    let names_owner = TEAM.is_match(source) || ROLE.is_match(&text);
    vec![
        ("names_owner", Value::computed(names_owner)),
        ("steps", Value::computed(STEP.find_iter(source).count())),
        ("commands", Value::computed(commands(source))),
    ]
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
    let mut levels: Vec<String> = LEVEL
        .find_iter(&text)
        .map(|found| found.as_str().to_lowercase().replace([' ', '-'], ""))
        .collect();
    levels.sort();
    levels.dedup();
    let tells = |sentence: &str| {
        AUTHORITY.is_match(sentence) && NOTICE.is_match(sentence) && !DENIAL.is_match(sentence)
    };
    vec![
        ("levels", Value::computed(levels.len())),
        (
            "authority_notice",
            Value::computed(sentences(&text).any(tells)),
        ),
    ]
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
