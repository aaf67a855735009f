//! A good and a bad example of a rule, from those that test it.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::{Part, heading};
use crate::model::Language;
use crate::model::report::words as pick;
use crate::model::rule::{Example, ExampleFiles, Examples};
use crate::policy::{Pack, Rule};

/// What most examples are about.
const DECLARATION: &str = "ethics.yml";
/// Lines of one file that are shown.
const LINES: usize = 16;

/// The first example that fails and the first that passes.
pub(super) fn both_sides(pack: &Pack, rule: &Rule, language: Language) -> Vec<Part> {
    let examples = &rule.file.examples;
    let mut parts = Vec::new();
    for (example, title) in [
        (examples.fail.first(), ("Bad", "나쁜 예")),
        (examples.pass.first(), ("Good", "좋은 예")),
    ] {
        if let Some(example) = example {
            parts.push(Part::Words(heading(title.0, title.1, language)));
            parts.push(Part::Source(show(example, examples, pack, language)));
        }
    }
    parts
}

fn show(example: &Example, examples: &Examples, pack: &Pack, language: Language) -> String {
    let named = match (language, &example.name_ko) {
        (Language::Ko, Some(korean)) => korean,
        _ => &example.name,
    };
    let mut text = format!("  # {named}\n");
    let name = examples.base.as_deref().unwrap_or_default();
    // Writing to a string can't fail.
    if let Some(before) = &example.before {
        let with = !before.set.is_empty() || !before.files.is_empty();
        let said = match (language, with) {
            (Language::En, false) => format!("on the base: the skeleton `{name}`"),
            (Language::En, true) => format!("on the base: the skeleton `{name}`, with"),
            (Language::Ko, false) => format!("기준 브랜치: 뼈대 `{name}`"),
            (Language::Ko, true) => format!("기준 브랜치: 뼈대 `{name}`에서 바뀐 것"),
        };
        let _ = writeln!(text, "  # {said}");
        text.push_str(&changes(&before.set, &before.files, language));
    }
    if let Some(people) = &example.context {
        let approvals = people.approvals.iter().map(|approval| &*approval.by);
        let approvals: Vec<&str> = approvals.collect();
        let authors = people.authors.join(", ");
        let approvals = match approvals.is_empty() {
            true => pick("nobody", "없음", language),
            false => approvals.join(", "),
        };
        let said = match language {
            Language::En => format!("written by {authors}, approved by {approvals}"),
            Language::Ko => format!("작성 {authors}, 승인 {approvals}"),
        };
        let _ = writeln!(text, "  # {said}");
    }
    if !example.set.is_empty() {
        let said = match language {
            Language::En => format!("{DECLARATION} of the skeleton `{name}`, with"),
            Language::Ko => format!("뼈대 `{name}`의 {DECLARATION}에서 바뀐 것"),
        };
        let _ = writeln!(text, "  # {said}");
    }
    text.push_str(&changes(&example.set, &example.files, language));
    // An example that changes nothing is the skeleton itself.
    if example.set.is_empty() && example.files.is_empty() {
        let skeleton = pack.file.skeletons.get(name);
        let content = skeleton.and_then(|files| files.get(DECLARATION));
        text.push_str(&content.map_or_else(String::new, |content| file(DECLARATION, content)));
    }
    text
}

fn changes(
    set: &IndexMap<String, serde_json::Value>,
    files: &ExampleFiles,
    language: Language,
) -> String {
    let mut text = String::new();
    for (path, value) in set {
        let _ = writeln!(text, "  {path}: {value}");
    }
    for (path, content) in files {
        match content {
            None => {
                let said = match language {
                    Language::En => format!("without {path}"),
                    Language::Ko => format!("{path} 없음"),
                };
                let _ = writeln!(text, "  # {said}");
            }
            Some(content) => text.push_str(&file(path, content)),
        }
    }
    text
}

fn file(path: &str, content: &str) -> String {
    let mut text = format!("  # {path}\n");
    for line in content.lines().take(LINES) {
        let _ = writeln!(text, "  {line}");
    }
    if content.lines().nth(LINES).is_some() {
        text.push_str("  …\n");
    }
    text
}
