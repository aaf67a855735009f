//! Words for young people where the declaration says that minors are
//! excluded. A word that is said of something else, such as a student model
//! or a child process, is none.

use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use crate::facts::derived::part_of;
use crate::facts::{Scope, linked};
use crate::model::{Kind, Value};
use crate::source::{Blob, Entry};

static YOUNG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:students?|pupils?|teens?|teenagers?|schools?|schoolchild(?:ren)?|homework|child(?:ren)?)\b|청소년|학생|초등",
    )
    .expect("internal error: the pattern is valid")
});

/// What follows a word that is said of something else.
const AFTER: &[(&str, &[&str])] = &[
    (
        "student",
        &[
            "checkpoint",
            "decoder",
            "encoder",
            "llm",
            "logits",
            "model",
            "models",
            "network",
            "networks",
            "teacher",
            "weights",
        ],
    ),
    (
        "child",
        &[
            "class",
            "classes",
            "component",
            "components",
            "element",
            "elements",
            "issue",
            "item",
            "items",
            "node",
            "nodes",
            "process",
            "processes",
            "record",
            "records",
            "resource",
            "row",
            "rows",
            "span",
            "table",
            "task",
            "theme",
            "thread",
            "window",
        ],
    ),
    (
        "pupil",
        &[
            "center",
            "detection",
            "diameter",
            "dilation",
            "position",
            "reflex",
            "response",
            "segmentation",
            "size",
            "tracking",
        ],
    ),
    ("학생", &["네트워크", "모델", "신경망"]),
];

/// What goes before a word that is said of something else, or of adults.
const BEFORE: &[(&str, &[&str])] = &[
    (
        "student",
        &[
            "adult",
            "college",
            "doctoral",
            "graduate",
            "phd",
            "postgraduate",
            "teacher",
            "undergraduate",
            "university",
        ],
    ),
    (
        "school",
        &[
            "business",
            "driving",
            "graduate",
            "law",
            "medical",
            "university",
        ],
    ),
    ("child", &["parent"]),
    ("pupil", &["exit", "eye"]),
    ("학생", &["교사", "대"]),
];

/// Words after `students` among which a university makes them adults.
const NEAR: usize = 4;

/// Folders that hold the strings of an interface.
const FOLDERS: &[&str] = &[
    "i18n",
    "l10n",
    "lang",
    "langs",
    "locale",
    "locales",
    "messages",
    "strings",
    "translations",
];

/// Files of strings that are looked at, and how large one may be.
const MOST_FILES: usize = 200;
const LARGEST: u64 = 512 << 10;
/// Strings of one file that are looked at.
const MOST_STRINGS: usize = 20_000;

/// Where a word for young people stands, one a value and one a file of strings.
pub(super) fn mentions(scope: &Scope) -> Value {
    if scope.declared_str("system.audience.minors") != Some("excluded") {
        return Value::list([]);
    }
    let mut found = Vec::new();
    for key in ["system.purpose", "system.affected", "uses.intended"] {
        let values = scope.declared(key).into_iter().flat_map(Value::one_or_many);
        found.extend(values.filter_map(|value| mention(value, key)));
    }
    if scope.declared_str("system.users") == Some("public") {
        found.extend(in_interface(scope));
    }
    Value::list(found)
}

fn mention(value: &Value, key: &str) -> Option<Value> {
    let word = young(value.as_str()?)?;
    let place = part_of(value, word);
    Some(
        Value::record([
            ("name", Value::computed(word).with_place(place.clone())),
            ("key", Value::computed(key)),
        ])
        .with_place(place),
    )
}

/// Beginnings without one of which there is no such word; the pattern is built
/// only where one stands.
#[rustfmt::skip]
const STEMS: &[&str] = &[
    "student", "pupil", "teen", "school", "homework", "child", "청소년", "학생", "초등",
];

/// The first word of a text that is said of young people.
fn young(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    if !STEMS.iter().any(|stem| lower.contains(stem)) {
        return None;
    }
    YOUNG
        .find_iter(text)
        .find(|found| {
            let word = found.as_str().to_lowercase();
            let (before, after) = (&text[..found.start()], &text[found.end()..]);
            !is_of_others(&word, before, after)
        })
        .map(|found| found.as_str())
}

fn is_of_others(word: &str, before: &str, after: &str) -> bool {
    let singular = match word {
        "children" => "child",
        word => word.strip_suffix('s').unwrap_or(word),
    };
    // A Korean particle may follow a neighbor.
    let is_one = |other: &&str, neighbor: &str| {
        *other == neighbor || (!other.is_ascii() && neighbor.starts_with(*other))
    };
    let listed = |lists: &[(&str, &[&str])], neighbor: &str| {
        lists.iter().any(|(word, others)| {
            *word == singular && others.iter().any(|other| is_one(other, neighbor))
        })
    };
    let is_letter = |c: char| c.is_alphanumeric();
    let last = before.trim_end_matches(|c: char| !is_letter(c));
    let last = &last[last.rfind(|c: char| !is_letter(c)).map_or(0, |at| at + 1)..];
    let mut following = after
        .split(|c: char| !is_letter(c))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase);
    let near: Vec<String> = following.by_ref().take(NEAR).collect();
    listed(BEFORE, &last.to_lowercase())
        || near.first().is_some_and(|next| listed(AFTER, next))
        || (singular == "student"
            && near
                .iter()
                .any(|word| matches!(word.as_str(), "university" | "universities" | "college")))
        || (singular == "학생" && last.ends_with('대'))
}

/// The first such word of each file of interface strings.
fn in_interface(scope: &Scope) -> Vec<Value> {
    let named: Vec<String> = scope
        .declared("explain.disclosure")
        .into_iter()
        .flat_map(Value::entries)
        .filter_map(|(_, reference)| {
            let file = reference.as_str()?.split('#').next()?;
            scope.resolve(file)
        })
        .collect();
    let files: Vec<&&Entry> = scope
        .files
        .iter()
        .filter(|entry| {
            named.iter().any(|name| **name == *entry.path)
                || is_of_strings(scope.within(&entry.path))
        })
        .filter(|entry| entry.size <= LARGEST)
        .take(MOST_FILES)
        .collect();
    files
        .par_iter()
        .filter_map(|entry| in_file(scope, entry))
        .collect()
}

fn is_of_strings(path: &str) -> bool {
    let Some((folders, name)) = path.rsplit_once('/') else {
        return false;
    };
    let holds = name.rsplit_once('.').is_some_and(|(_, extension)| {
        matches!(
            extension,
            "json"
                | "yml"
                | "yaml"
                | "arb"
                | "properties"
                | "toml"
                | "strings"
                | "xcstrings"
                | "po"
                | "ftl"
                | "js"
                | "ts"
                | "xml"
        )
    });
    holds
        && folders
            .split('/')
            .map(str::to_ascii_lowercase)
            .any(|folder| {
                FOLDERS.contains(&&*folder)
                    || folder.ends_with(".lproj")
                    || folder == "values"
                    || folder.starts_with("values-")
            })
}

fn in_file(scope: &Scope, entry: &Entry) -> Option<Value> {
    let Blob::Text(document) = scope.tree.read(&entry.path) else {
        return None;
    };
    if !YOUNG.is_match(&document.text) {
        return None;
    }
    let parsed = linked::data(&document)?;
    let mut open = vec![&parsed.value];
    for _ in 0..MOST_STRINGS {
        let value = open.pop()?;
        if let Some(found) = mention(value, &entry.path) {
            return Some(found);
        }
        match &value.kind {
            Kind::List(items) => open.extend(items.iter().rev()),
            Kind::Map(map) => open.extend(map.values().rev()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_young_users_are_found_in_both_languages() {
        for (text, word) in [
            ("Helps pupils plan their week", "pupils"),
            ("Explains homework step by step", "homework"),
            ("For teenagers and their parents", "teenagers"),
            ("청소년의 진로 상담을 돕는다", "청소년"),
            ("초등 수학 문제를 푼다", "초등"),
            ("The student model is used by students", "students"),
        ] {
            assert_eq!(young(text), Some(word), "{text}");
        }
    }

    #[test]
    fn words_that_are_said_of_something_else_are_none() {
        for text in [
            "A student model learns from a larger teacher",
            "Teacher-student distillation of a translator",
            "A student-teacher pair shares its tokenizer",
            "University students book a tutor",
            "Students of a university choose their courses",
            "Each worker is a child process",
            "Walks from a node to its child nodes",
            "Measures pupil dilation of drivers",
            "대학생의 수강 신청을 돕는다",
            "학생 모델을 교사 모델로 증류한다",
        ] {
            assert_eq!(young(text), None, "{text}");
        }
    }
}
