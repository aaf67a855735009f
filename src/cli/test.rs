//! `test`: the examples inside rules, run through the true gate.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Refusal, output, packs};
use crate::gate::examples::{self, ExampleResult, Verdict};
use crate::model::{Language, Text, text};
use crate::policy::Pack;

/// Run the examples inside the rules of a pack
///
/// Each rule carries small repositories that it must pass, fail or leave
/// open. They go through the same gate as everything else. Exit code 1: a
/// rule did not say of an example what it has to say.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate test                the built-in rules
  ethics-gate test ../org-policy  your own")]
pub(super) struct Test {
    /// The folder that holds pack.yml; by default the built-in pack
    pack: Option<PathBuf>,

    /// Print every example, not only those that went wrong
    #[arg(long)]
    verbose: bool,

    /// Exit code 1 also for what a pack owes its readers: words in both
    /// languages, an example with the field omitted, known references
    #[arg(long)]
    strict: bool,
}

impl Test {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let pack = match &self.pack {
            Some(folder) => packs::load(folder)?,
            None => Pack::builtin_with_examples(),
        };
        let results = examples::run(&pack);
        if results.is_empty() {
            return Err(Refusal::new(
                text!(
                    "the pack {} has no example, so nothing was tested",
                    "팩 {}에 예시가 없어 아무것도 시험하지 않았습니다",
                    pack.name
                ),
                text!(
                    "give each rule examples under `pass` and `fail`; `ethics-gate schema rule` describes them",
                    "규칙마다 `pass`와 `fail` 예시를 두세요. 형식은 `ethics-gate schema rule`이 알려 줍니다"
                ),
            ));
        }
        let wrong = |result: &&ExampleResult| result.verdict != Verdict::Right;
        let shown = results
            .iter()
            .filter(|result| self.verbose || wrong(result));
        let mut text: String = shown.map(|result| format!("{result}\n")).collect();
        let owed = pack.lint();
        for defect in &owed {
            let owed = text!("owed      {defect}\n", "빠짐      {defect}\n");
            text.push_str(owed.get(language));
        }
        let failures = results.iter().filter(wrong).count();
        let (rules, examples) = (pack.rules.len(), results.len());
        let owed_too = match owed.len() {
            0 => Text::same(""),
            owed => text!(", {owed} owed", ", 빠짐 {owed}개"),
        };
        let counts = Text::new(
            format!(
                "{}, {}, {failures} wrong",
                output::count(rules, "rule"),
                output::count(examples, "example")
            ),
            format!("규칙 {rules}개, 예시 {examples}개, 잘못 {failures}개"),
        );
        text.push_str(&format!(
            "{} {}: {}{}\n",
            pack.name,
            pack.version,
            counts.get(language),
            owed_too.get(language)
        ));
        output::print(text.as_bytes())?;
        Ok(ExitCode::from(u8::from(
            failures > 0 || (self.strict && !owed.is_empty()),
        )))
    }
}
