//! `schema`: JSON Schemas, for editors and other programs.

mod page;

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Refusal, output};
use crate::manifest::schemas;
use crate::model::{Text, text};
use crate::policy::Pack;

/// Print a JSON Schema, for editors and other programs
///
/// Without a name, lists what there is.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate schema
  ethics-gate schema ethics > ethics.schema.json
  ethics-gate schema ethics --format markdown")]
pub(super) struct Schema {
    /// What it describes, such as `ethics` for ethics.yml
    name: Option<String>,

    /// How to print it; there is a page in Markdown of `ethics`
    #[arg(long, default_value = "json")]
    format: As,
}

/// A schema for programs, or a page for the documentation.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum As {
    /// A JSON Schema
    Json,
    /// A page in Markdown
    Markdown,
}

impl Schema {
    pub(super) fn run(&self) -> Result<ExitCode, Refusal> {
        let names = || schemas::NAMES.into_iter();
        let text = match &self.name {
            Some(asked) if self.format == As::Markdown => match asked.as_str() {
                "ethics" => page::page(&Pack::builtin_with_examples()),
                _ => {
                    return Err(Refusal::new(
                        text!(
                            "there is no page of the schema `{asked}`",
                            "스키마 `{asked}`의 페이지는 없습니다"
                        ),
                        text!(
                            "`ethics-gate schema ethics --format markdown` prints the one that is",
                            "있는 페이지는 `ethics-gate schema ethics --format markdown`으로 볼 수 있습니다"
                        ),
                    ));
                }
            },
            None => names().map(|name| format!("{name}\n")).collect(),
            Some(asked) => match schemas::text(asked) {
                Some(text) => text,
                None => {
                    let list = text!(
                        "`ethics-gate schema` lists them",
                        "목록은 `ethics-gate schema`로 볼 수 있습니다"
                    );
                    return Err(Refusal::unknown(
                        &Text::new("schema", "스키마"),
                        asked,
                        names(),
                        &list,
                    ));
                }
            },
        };
        output::print(text.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}
