//! `test`: the examples inside rules, run through the true gate.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Refusal, output, packs};
use crate::gate::examples::{self, ExampleResult, Verdict};
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
    pub(super) fn run(&self) -> Result<ExitCode, Refusal> {
        let pack = match &self.pack {
            Some(folder) => packs::load(folder)?,
            None => Pack::builtin_with_examples(),
        };
        let results = examples::run(&pack);
        if results.is_empty() {
            return Err(Refusal::new(
                format!(
                    "the pack {} has no example, so nothing was tested",
                    pack.name
                ),
                "give each rule examples under `pass` and `fail`; `ethics-gate schema rule` describes them",
            ));
        }
        let wrong = |result: &&ExampleResult| result.verdict != Verdict::Right;
        let shown = results
            .iter()
            .filter(|result| self.verbose || wrong(result));
        let mut text: String = shown.map(|result| format!("{result}\n")).collect();
        let owed = pack.lint();
        for defect in &owed {
            text.push_str(&format!("owed      {defect}\n"));
        }
        let failures = results.iter().filter(wrong).count();
        text.push_str(&format!(
            "{} {}: {}, {}, {failures} wrong{}\n",
            pack.name,
            pack.version,
            output::count(pack.rules.len(), "rule"),
            output::count(results.len(), "example"),
            match owed.len() {
                0 => String::new(),
                owed => format!(", {owed} owed"),
            },
        ));
        output::print(text.as_bytes())?;
        Ok(ExitCode::from(u8::from(
            failures > 0 || (self.strict && !owed.is_empty()),
        )))
    }
}
