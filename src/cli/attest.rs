//! `attest`: the verdict as an in-toto statement, ready to be signed.

#![expect(clippy::disallowed_methods, reason = "the statement is written here")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::asked::{Asked, Found};
use super::environment::Environment;
use super::{Refusal, output, packs};
use crate::gate::attest::{self, AttestError, Attested};
use crate::model::statement::{PREDICATE, Statement};
use crate::model::{Language, Said, Settings, text};
use crate::render;

/// State the verdict, for cosign or a platform to sign
///
/// Judges the repository as `check` does, by all rules, and prints an in-toto
/// statement (v1): the digest of every file that the verdict rests on, and what
/// was concluded by which packs. The same files, base and date give the same
/// bytes. Nothing is signed here. A verdict of fail is stated as `failed`, and
/// the exit code is 1.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Attest {
    #[command(flatten)]
    asked: Asked,

    /// The predicate alone, for tools that put the statement together themselves
    #[arg(long)]
    predicate: bool,

    /// Write it to this file in the place of stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Write the subjects to this file as well, as `sha256sum` does
    #[arg(long, value_name = "FILE")]
    checksums: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  ethics-gate attest --out verdict.intoto.json
  ethics-gate attest --head v1.4.0 --out verdict.intoto.json
  ethics-gate attest --predicate --out predicate.json --checksums subjects.txt
  ethics-gate verify verdict.intoto.json

The predicate's type is urn:ethics-gate:verdict:v1; `ethics-gate schema verdict` describes it.";

impl Attest {
    pub(super) fn run(
        self,
        language: Language,
        environment: &Environment,
    ) -> Result<ExitCode, Refusal> {
        let Found {
            head,
            base,
            context,
            packs,
            today,
            ..
        } = self.asked.find(environment)?;
        let settings = Settings {
            language,
            ..Settings::default()
        };
        let Attested { statement, .. } = attest::attest(
            &head,
            base.as_ref(),
            context.as_ref(),
            &packs,
            &settings,
            today,
        )
        .map_err(refused)?;
        let bytes = match self.predicate {
            true => render::canonical(&statement.predicate),
            false => render::canonical(&statement),
        };
        if let Some(file) = &self.checksums {
            write(file, checksums(&statement).as_bytes())?;
        }
        match &self.out {
            Some(file) => write(file, &bytes)?,
            None => output::print(&bytes)?,
        }
        output::say(&told(&statement, language));
        let fails = statement.predicate.verdict == crate::model::statement::Conclusion::Failed;
        Ok(ExitCode::from(u8::from(fails)))
    }
}

/// Why nothing is stated.
pub(super) fn refused(error: AttestError) -> Refusal {
    let said = error.said();
    match error {
        AttestError::Gate(error) => packs::refused(error),
        AttestError::NothingJudged => {
            let help = text!(
                "`ethics-gate check` says what could not be checked",
                "확인하지 못한 것은 `ethics-gate check`가 알려 줍니다"
            );
            Refusal::new(said, help)
        }
        AttestError::NoDeclaration => Refusal::new(
            said,
            text!(
                "name the folder that holds ethics.yml, or write one with `ethics-gate init`",
                "ethics.yml이 있는 폴더를 지정하거나 `ethics-gate init`으로 만드세요"
            ),
        ),
        AttestError::NotPublic { .. } => {
            Refusal::new(said, text!("give it another name", "다른 이름을 붙이세요"))
        }
    }
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    fs::write(file, bytes).map_err(|error| {
        Refusal::new(
            text!(
                "can't write {}: {error}",
                "{} 파일을 쓸 수 없습니다: {error}",
                file.display()
            ),
            text!(
                "name a file in a folder that is there and may be written to",
                "쓸 수 있는 폴더 안의 파일을 지정하세요"
            ),
        )
    })
}

/// The subjects as `sha256sum` writes them.
fn checksums(statement: &Statement) -> String {
    let subjects = statement.subject.iter();
    subjects
        .map(|subject| format!("{}  {}\n", subject.digest.sha256, subject.name))
        .collect()
}

/// What was stated and what could not be, on stderr.
fn told(statement: &Statement, language: Language) -> String {
    let predicate = &statement.predicate;
    let (files, others) = (predicate.files.len(), predicate.not_digested.len());
    let verdict = match predicate.verdict {
        crate::model::statement::Conclusion::Passed => ("passed", "통과"),
        crate::model::statement::Conclusion::Failed => ("failed", "실패"),
    };
    let mut lines = vec![match language {
        Language::En => format!(
            "attested: {}, {} ({PREDICATE}); not signed",
            verdict.0,
            output::count(files, "file")
        ),
        Language::Ko => format!(
            "증명서: {}, 파일 {files}개 ({PREDICATE}). 서명하지 않음",
            verdict.1
        ),
    }];
    if others > 0 {
        lines.push(match language {
            Language::En => format!("  without a digest: {}", output::count(others, "file")),
            Language::Ko => format!("  다이제스트가 없는 파일 {others}개"),
        });
    }
    for file in &predicate.not_digested {
        lines.push(format!("    - {}: {}", file.name, file.state));
    }
    lines.join("\n")
}
