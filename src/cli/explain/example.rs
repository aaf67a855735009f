//! A good and a bad example of a rule, from those that test it.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::heading;
use crate::model::Language;
use crate::model::rule::{Example, ExampleFiles, Examples};
use crate::policy::{Pack, Rule};

/// What most examples are about.
const DECLARATION: &str = "ethics.yml";
/// Lines of one file that are shown.
const LINES: usize = 16;

/// The first example that fails and the first that passes.
pub(super) fn both_sides(pack: &Pack, rule: &Rule, language: Language) -> String {
    let examples = &rule.file.examples;
    let mut text = String::new();
    for (example, title) in [
        (examples.fail.first(), ("Bad", "나쁜 예")),
        (examples.pass.first(), ("Good", "좋은 예")),
    ] {
        if let Some(example) = example {
            text.push_str(&heading(title.0, title.1, language));
            text.push_str(&show(example, examples, pack));
        }
    }
    text
}

fn show(example: &Example, examples: &Examples, pack: &Pack) -> String {
    let mut text = format!("  # {}\n", example.name);
    let name = examples.base.as_deref().unwrap_or_default();
    // Writing to a string can't fail.
    if let Some(before) = &example.before {
        if before.set.is_empty() && before.files.is_empty() {
            let _ = writeln!(text, "  # on the base: the skeleton `{name}`");
        } else {
            let _ = writeln!(text, "  # on the base: the skeleton `{name}`, with");
        }
        text.push_str(&changes(&before.set, &before.files));
    }
    if let Some(people) = &example.context {
        let approvals = people.approvals.iter().map(|approval| &*approval.by);
        let approvals: Vec<&str> = approvals.collect();
        let authors = people.authors.join(", ");
        let approvals = match approvals.is_empty() {
            true => "nobody".to_owned(),
            false => approvals.join(", "),
        };
        let _ = writeln!(text, "  # written by {authors}, approved by {approvals}");
    }
    if !example.set.is_empty() {
        let _ = writeln!(text, "  # {DECLARATION} of the skeleton `{name}`, with");
    }
    text.push_str(&changes(&example.set, &example.files));
    // An example that changes nothing is the skeleton itself.
    if example.set.is_empty() && example.files.is_empty() {
        let skeleton = pack.file.skeletons.get(name);
        let content = skeleton.and_then(|files| files.get(DECLARATION));
        text.push_str(&content.map_or_else(String::new, |content| file(DECLARATION, content)));
    }
    text
}

fn changes(set: &IndexMap<String, serde_json::Value>, files: &ExampleFiles) -> String {
    let mut text = String::new();
    for (path, value) in set {
        let _ = writeln!(text, "  {path}: {value}");
    }
    for (path, content) in files {
        match content {
            None => {
                let _ = writeln!(text, "  # without {path}");
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
