//! `measure artifact`: what model files are, and whether loading them could
//! run code.

use std::fmt::Write as _;
use std::io::{self, Seek};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value as Json, json};

use super::{Format, Refusal, opened, output};
use crate::cli::refusal::unread;
use crate::measure::artifact::{self, Artifact};
use crate::measure::digest;
use crate::model::{Language, Text, text};

/// What model files are, and whether loading them could run code
///
/// The format is told by the bytes and never by the name. Nothing is loaded
/// or executed.
#[derive(Args)]
#[command(after_help = "\
Verdicts:
  safe        well-formed, and nothing in it asks for more than data
  review      nothing dangerous is known of it; a person must decide
  dangerous   loading it runs code or reaches what it must not reach
  malformed   it breaks its format
  unverified  a Git LFS pointer without its object

Examples:
  ethics-gate measure artifact models/net.pt
  ethics-gate measure artifact models/*.safetensors --format json")]
pub(super) struct Files {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// A file with all that was measured of it.
struct Measured<'a> {
    path: &'a Path,
    sha256: String,
    artifact: Artifact,
}

impl Files {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let mut measured = Vec::with_capacity(self.files.len());
        for path in &self.files {
            let found = measure(path).map_err(|error| {
                Refusal::new(
                    unread(path, &error),
                    text!(
                        "name model files that can be read",
                        "읽을 수 있는 모델 파일을 지정하세요"
                    ),
                )
            })?;
            measured.push(found);
        }
        match self.format {
            Format::Json => output::print_json(&as_json(&measured))?,
            Format::Text => output::print_text(&as_text(&measured, language))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn measure(path: &Path) -> io::Result<Measured<'_>> {
    let mut file = opened(path)?;
    let digest = digest::sha256(&mut file)?;
    file.rewind()?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Measured {
        path,
        sha256: digest.hex,
        artifact: artifact::examine(&mut file, &name)?,
    })
}

fn as_json(measured: &[Measured]) -> Json {
    let files: Vec<Json> = measured
        .iter()
        .map(|file| {
            let reasons: Vec<Json> = file
                .artifact
                .reasons
                .iter()
                .map(|reason| {
                    json!({
                        "code": reason.code.name(),
                        "detail": reason.detail,
                        "offset": reason.offset,
                    })
                })
                .collect();
            json!({
                "path": file.path.to_string_lossy(),
                "format": file.artifact.format,
                "bytes": file.artifact.bytes,
                "sha256": file.sha256,
                "verdict": file.artifact.verdict.word(),
                "reasons": reasons,
            })
        })
        .collect();
    json!({"schema": "ethics-gate/measure-artifact/1", "files": files})
}

fn as_text(measured: &[Measured], language: Language) -> String {
    let mut text = String::new();
    for file in measured {
        let artifact = &file.artifact;
        let path = output::harmless(&file.path.to_string_lossy());
        let _ = writeln!(
            text,
            "{:<10}  {path}  {}, {}, sha256 {}",
            artifact.verdict.word(),
            artifact.format,
            text!("{} bytes", "{}바이트", artifact.bytes).get(language),
            file.sha256
        );
        for reason in &artifact.reasons {
            let at = reason.offset;
            let said = Text::new(
                format!("{reason} (at byte {at})"),
                format!("{}: {} (바이트 {at})", reason.code.name(), reason.korean()),
            );
            let _ = writeln!(text, "            {}", said.get(language));
        }
    }
    text
}
