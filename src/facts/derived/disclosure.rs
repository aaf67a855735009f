//! `disclosure`: whether the sentence that tells people of the machine is
//! there, names it and is shown, whether output is marked, and who is told.

use std::sync::LazyLock;

use regex::Regex;

use super::reads::Product;
use crate::facts::linked;
use crate::facts::{Derived, Family, Scope};
use crate::measure::text::{holds_any, substance};
use crate::model::{Document, Fact, Kind, Reason, Type, Value};
use crate::source::messages::android;
use crate::source::{Blob, Entry, code};

/// What people are told, and where.
pub static FAMILY: Family = Family {
    name: "disclosure",
    facts: FACTS,
    derive,
};

const USERS: &[&str] = &["team", "organization", "public"];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("disclosure.users", Type::OneOf(USERS), "system.users, system.lifecycle", "who can use the system; where it is not declared, the team before a pilot and the public from then on"),
    Fact::new("disclosure.interface", Type::Bool, "code of pages and apps", "whether the repository holds code that could show a declared sentence; absent where none is declared"),
    Fact::new("disclosure.texts[].language", Type::Text, "explain.disclosure", "the language under which it is declared"),
    Fact::new("disclosure.texts[].reference", Type::Text, "explain.disclosure", "file and key as declared"),
    Fact::new("disclosure.texts[].found", Type::Bool, "the file of texts", "whether the file has such a key with a text; missing where the file can't be read"),
    Fact::new("disclosure.texts[].text", Type::Text, "the file of texts", "the sentence"),
    Fact::new("disclosure.texts[].substantive", Type::Bool, "the sentence", "whether it says something in 3 words"),
    Fact::new("disclosure.texts[].words", Type::Int, "the sentence", "its words").unit("words"),
    Fact::new("disclosure.texts[].names_ai", Type::Bool, "the sentence", "whether it names AI or automation, in English or Korean"),
    Fact::new("disclosure.texts[].shown", Type::Bool, "code of pages and apps", "whether the code uses the key or its last two parts; absent where there is no such code"),
    Fact::new("disclosure.marking.reference", Type::Text, "explain.marking.config", "file and key as declared"),
    Fact::new("disclosure.marking.found", Type::Bool, "the file of settings", "whether the file has such a key; missing where the file can't be read"),
    Fact::new("disclosure.marking.value", Type::Any, "the file of settings", "what is set there"),
    Fact::new("disclosure.marking.read", Type::Bool, "code, settings", "whether code asks for the key, in any spelling, or loads its file as data; absent where there is no code"),
    Fact::new("disclosure.marking.on", Type::Bool, "the file of settings", "whether that switches marking on: not false, empty, 0, off, no or none"),
];

/// Words that tell people of the machine.
#[rustfmt::skip]
const MACHINES: &[&str] = &[
    "artificial intelligence", "automated", "chatbot", "chatbots", "chat bot", "chat bots",
    "language model", "language models", "machine learning", "algorithm", "algorithms",
    "인공지능", "인공 지능", "자동화", "챗봇", "알고리즘", "언어모델", "언어 모델",
];
/// Words without which nothing is denied.
#[rustfmt::skip]
const DENIALS: &[&str] = &[
    "not", "no", "never", "isn't", "without", "instead of", "rather than", "free", "아니", "아닙", "아닌", "없이", "대신", "않",
];
/// A text that denies the machine tells people the opposite.
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?i:(?-u:\b)(not|no|never|isn't|without|instead\ of|rather\ than|free\ of)\ (an?\ |any\ |by\ |using\ |the\ )*
            (AI|artificial\ intelligence|chat\ ?bots?|bots?|algorithms?|automated|machine\ learning)(?-u:\b))
        | (?i:(?-u:\b)AI[-\ ]free(?-u:\b))
        | (인공\ ?지능|AI|챗봇|알고리즘)(이|가|은|는|을|를)?\ ?(아니|아닙|아닌|없이|대신|쓰지\ 않|사용하지\ 않|이용하지\ 않)",
    )
    .expect("internal error: a pattern of the source is valid")
});

/// Whether a text says `AI` in capitals, as no part of another word.
fn names_ai_itself(text: &str) -> bool {
    text.match_indices("AI").any(|(at, name)| {
        let is_letter = |character: char| character.is_ascii_alphabetic();
        !text[..at].ends_with(is_letter) && !text[at + name.len()..].starts_with(is_letter)
    })
}

/// Code that can show a sentence to people, by extension.
#[rustfmt::skip]
const INTERFACE: &[&str] = &[
    "js", "mjs", "cjs", "jsx", "ts", "tsx", "vue", "svelte", "astro", "html", "htm", "xhtml",
    "hbs", "ejs", "pug", "erb", "jinja", "j2", "php", "rb", "dart", "swift", "kt", "kts", "java",
    "cs", "razor", "cshtml", "xaml", "xml", "qml", "go", "ex", "heex",
];
/// Python and Rust show pages too, through these.
#[rustfmt::skip]
const FRAMEWORKS: &[&str] = &[
    "streamlit", "gradio", "chainlit", "nicegui", "flask", "django", "fastapi", "starlette",
    "jinja2", "reflex", "leptos", "dioxus", "yew", "askama", "maud", "axum", "tauri", "egui",
];
/// The largest file of code that is looked at; what is larger is generated.
const LARGEST: u64 = 1 << 20;

fn derive(scope: &Scope) -> Derived {
    let declared = scope.declared("explain.disclosure");
    let interface = declared.map_or_else(Vec::new, |_| interface(scope));
    let texts = declared.map_or_else(Vec::new, |versions| {
        let mut texts = Vec::new();
        for (language, reference) in versions.entries() {
            texts.push(text(scope, language, reference, &interface));
        }
        texts
    });
    let mut entries = vec![
        ("users", users(scope)),
        (
            "texts",
            Value::list(texts).with_place(scope.place_of("explain.disclosure")),
        ),
    ];
    if declared.is_some() {
        entries.push(("interface", Value::computed(!interface.is_empty())));
    }
    if let Some(reference) = scope.declared("explain.marking.config") {
        entries.push(("marking", marking(scope, reference)));
    }
    let value = Value::record(entries).with_place(scope.place_of("explain"));
    Derived::of("disclosure", value)
}

fn users(scope: &Scope) -> Value {
    if let Some(users) = scope.declared("system.users") {
        return users.clone();
    }
    let inside = matches!(
        scope.declared_str("system.lifecycle"),
        Some("research" | "prototype")
    );
    Value::computed(if inside { "team" } else { "public" })
        .with_place(scope.place_of("system.users"))
}

fn text(scope: &Scope, language: &str, reference: &Value, interface: &[String]) -> Value {
    let written = reference.as_str().unwrap_or("");
    let mut entries = vec![
        ("language", Value::computed(language)),
        ("reference", reference.clone()),
    ];
    match linked::setting(scope, written) {
        Ok(value) => {
            let sentence = value.as_str().unwrap_or("");
            let place = value.mark();
            let found = substance(sentence, 3);
            let at = |fact: Value| fact.with_place(place.clone());
            entries.extend([
                (
                    "found",
                    at(Value::computed(matches!(value.kind, Kind::Text(_)))),
                ),
                ("text", at(Value::computed(sentence))),
                ("substantive", at(Value::computed(found.why.is_none()))),
                ("words", at(Value::computed(found.words))),
                ("names_ai", at(Value::computed(names_ai(sentence)))),
            ]);
        }
        Err(reason) => {
            let missing = |reason| Value::missing(reason, reference.mark());
            // A file that is there and lacks the key is known to lack it.
            let lacks = reason == Reason::Absent && has_file(scope, written);
            let found = match lacks || !written.contains('#') {
                true => Value::computed(false).with_place(reference.mark()),
                false => missing(reason),
            };
            entries.push(("found", found));
            for name in ["text", "substantive", "names_ai"] {
                entries.push((name, missing(reason)));
            }
        }
    }
    if !interface.is_empty() {
        let key = written.split_once('#').map_or("", |(_, key)| key);
        let shown = interface.iter().any(|code| uses(code, key));
        entries.push(("shown", Value::computed(shown)));
    }
    Value::record(entries).with_place(reference.mark())
}

/// Whether a text tells people of the machine, and does not deny it.
fn names_ai(sentence: &str) -> bool {
    let sentence = sentence.replace("A.I.", "AI");
    // What one sentence says, another may offer to do without.
    sentence.split(['.', '!', '?', ';', '\n']).any(|part| {
        let lower = part.to_lowercase();
        let named = holds_any(&lower, MACHINES) || names_ai_itself(part);
        // The pattern is built only where something may be denied.
        named && !(holds_any(&lower, DENIALS) && DENIED.is_match(part))
    })
}

fn has_file(scope: &Scope, reference: &str) -> bool {
    let path = reference.split('#').next().unwrap_or(reference);
    linked::document(scope, path).is_ok()
}

/// The code of pages and apps, without what it tells people who read it.
fn interface(scope: &Scope) -> Vec<String> {
    let small = scope.files.iter().filter(|entry| entry.size <= LARGEST);
    small.filter_map(|entry| shows(scope, entry)).collect()
}

fn shows(scope: &Scope, entry: &Entry) -> Option<String> {
    let extension = entry.path.rsplit_once('.')?.1.to_ascii_lowercase();
    let shows = INTERFACE.contains(&&*extension);
    let holds_texts = |document: &Document| extension == "xml" && android::is_one(&document.text);
    if !shows && !matches!(&*extension, "py" | "rs" | "ipynb") {
        return None;
    }
    let Blob::Text(document) = scope.tree.read(&entry.path) else {
        return None;
    };
    let said = code::spoken(&document);
    let imports = || {
        said.lines()
            .map(str::trim_start)
            .filter(|line| {
                ["import ", "from ", "use "]
                    .iter()
                    .any(|word| line.starts_with(word))
            })
            .any(|line| FRAMEWORKS.iter().any(|name| line.contains(name)))
    };
    // A file of texts shows none of them.
    ((shows && !holds_texts(&document)) || imports()).then(|| said.into_owned())
}

/// Whether code names a key: whole, or its last two parts one after the other.
fn uses(code: &str, key: &str) -> bool {
    /// What may stand between two parts of a key: `.`, `?.`, `"]["`.
    const BETWEEN: usize = 6;
    // Where texts are asked for by themselves, as with gettext, the key is a sentence.
    if key.contains(char::is_whitespace) {
        let sentences = [Some(key), key.split_once('.').map(|(_, sentence)| sentence)];
        let mut sentences = sentences
            .into_iter()
            .flatten()
            .filter(|it| it.contains(' '));
        return sentences.any(|it| code.contains(it) || code.contains(&it.replace('"', "\\\"")));
    }
    let mut parts = key.rsplit('.');
    let last = parts.next().unwrap_or(key);
    let before = parts.next();
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    !last.is_empty()
        && code.match_indices(last).any(|(at, _)| {
            let (head, tail) = (&code[..at], &code[at + last.len()..]);
            if head.ends_with(is_word) || tail.starts_with(is_word) {
                return false;
            }
            before.is_none_or(|before| {
                let trimmed = head
                    .trim_end_matches(|character: char| !is_word(character) && character != '\n');
                head.len() - trimmed.len() <= BETWEEN && trimmed.ends_with(before)
            })
        })
}

fn marking(scope: &Scope, reference: &Value) -> Value {
    let written = reference.as_str().unwrap_or("");
    let mut entries = vec![("reference", reference.clone())];
    match linked::setting(scope, written) {
        Ok(value) => {
            let place = value.mark();
            entries.push(("found", Value::computed(true).with_place(place.clone())));
            entries.push(("on", Value::computed(is_on(&value)).with_place(place)));
            if let Some((file, key)) = written.split_once('#')
                && let Some(read) = Product::of(scope).reads(scope, file, key)
            {
                entries.push(("read", read.with_place(reference.mark())));
            }
            if !matches!(value.kind, Kind::Map(_) | Kind::List(_)) {
                entries.push(("value", value));
            }
        }
        Err(Reason::Absent) if has_file(scope, written) => {
            entries.push(("found", Value::computed(false)));
        }
        Err(reason) => {
            entries.push(("found", Value::missing(reason, reference.mark())));
            entries.push(("on", Value::missing(reason, reference.mark())));
        }
    }
    Value::record(entries).with_place(reference.mark())
}

fn is_on(value: &Value) -> bool {
    match &value.kind {
        Kind::Bool(on) => *on,
        Kind::Null | Kind::Missing(_) => false,
        Kind::Int(number) => *number != 0,
        Kind::Text(text) => {
            let text = text.trim().to_lowercase();
            !matches!(
                &*text,
                "" | "false" | "off" | "no" | "none" | "null" | "0" | "disabled"
            )
        }
        Kind::List(items) => !items.is_empty(),
        Kind::Map(map) => !map.is_empty(),
        Kind::Float(number) => *number != 0.0,
        Kind::Date(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{names_ai, uses};

    #[test]
    fn a_text_that_tells_of_the_machine_names_it_and_does_not_deny_it() {
        for text in [
            "You are talking to an AI, not to a person.",
            "AI가 답합니다.",
            "An automated system orders applications; an officer decides.",
            "인공지능이 신청서를 읽는 순서를 정하고, 결정은 심사 담당자가 합니다.",
            "지금 인공지능과 대화하고 있어요. 틀릴 수 있고, 사람이 아니에요.",
            "An A.I. answers here.",
            "An AI answers here. Call us if you would rather do without AI.",
            "AI가 먼저 답합니다. AI 없이 상담원과 이야기할 수도 있습니다.",
        ] {
            assert!(names_ai(text), "{text}");
        }
        for text in [
            "Your draft is saved automatically.",
            "You are talking to a person, not an AI.",
            "Every answer here is written without the help of chance and without AI",
            "People answer you instead of a chatbot.",
            "Our answers are AI-free.",
            "상담원이 AI 없이 답합니다.",
            "인공지능이 아닙니다. 상담원과 대화하고 있습니다.",
            "Say hello to our helpful friend.",
            "J'ai faim",
            "MAIL us",
        ] {
            assert!(!names_ai(text), "{text}");
        }
    }

    #[test]
    fn a_key_is_used_whole_or_by_its_last_two_parts() {
        for code in [
            r#"lookup(texts, "loan.ai_notice")"#,
            "texts.loan.ai_notice",
            "texts?.loan?.ai_notice",
            r#"texts["loan"]["ai_notice"]"#,
            "t('web.loan.ai_notice')",
        ] {
            assert!(uses(code, "loan.ai_notice"), "{code}");
            assert!(uses(code, "texts.en.loan.ai_notice"), "{code}");
        }
        for code in [
            "loan.ai_notice_old",
            "ai_notice",
            "chat.ai_notice",
            "loan is not ai_notice",
            "",
        ] {
            assert!(!uses(code, "loan.ai_notice"), "{code}");
        }
        assert!(uses(r#"t("notice")"#, "notice"));
        assert!(uses(r#"_("You talk to an AI.")"#, "You talk to an AI."));
        assert!(uses(
            r#"pgettext("chat", "Say \"AI\" now")"#,
            r#"chat.Say "AI" now"#
        ));
        assert!(!uses(r#"_("You talk to people.")"#, "You talk to an AI."));
        assert!(!uses("anything", ""));
    }
}
