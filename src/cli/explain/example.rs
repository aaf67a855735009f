//! A good and a bad example of a rule, from those that test it.

use std::fmt::Write as _;

use super::heading;
use crate::model::Language;
use crate::model::rule::{Example, Examples};
use crate::policy::{Pack, Rule};

/// Lines of one file that are shown.
const LINES: usize = 16;

/// The first example that passes and the first that fails.
pub(super) fn both_sides(pack: &Pack, rule: &Rule, language: Language) -> String {
    let own = &rule.file.examples;
    let embedded = Pack::builtin_examples_of(&rule.id)
        .filter(|_| own.pass.is_empty() && own.fail.is_empty() && is_builtin(pack));
    let examples: &Examples = embedded.as_ref().unwrap_or(own);
    let mut text = String::new();
    for (example, title) in [
        (examples.fail.first(), ("Bad", "나쁜 예")),
        (examples.pass.first(), ("Good", "좋은 예")),
    ] {
        if let Some(example) = example {
            text.push_str(&heading(title.0, title.1, language));
            text.push_str(&show(example, examples.base.as_deref()));
        }
    }
    text
}

fn is_builtin(pack: &Pack) -> bool {
    pack.sha256 == Pack::builtin().sha256
}

fn show(example: &Example, skeleton: Option<&str>) -> String {
    let mut text = format!("  # {}\n", example.name);
    // Writing to a string can't fail.
    if let Some(skeleton) = skeleton.filter(|_| !example.set.is_empty()) {
        let _ = writeln!(text, "  # ethics.yml of the skeleton `{skeleton}`, with");
    }
    for (path, value) in &example.set {
        let _ = writeln!(text, "  {path}: {value}");
    }
    for (path, content) in &example.files {
        match content {
            None => {
                let _ = writeln!(text, "  # without {path}");
            }
            Some(content) => {
                let _ = writeln!(text, "  # {path}");
                for line in content.lines().take(LINES) {
                    let _ = writeln!(text, "  {line}");
                }
                if content.lines().nth(LINES).is_some() {
                    text.push_str("  …\n");
                }
            }
        }
    }
    text
}
