//! `schema`: JSON Schemas, for editors and other programs.

mod page;

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Refusal, output};
use crate::manifest::schemas;
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
        let schemas = schemas::schemas();
        let names = || schemas.iter().map(|(name, _)| *name);
        let text = match &self.name {
            Some(asked) if self.format == As::Markdown => match asked.as_str() {
                "ethics" => page::page(&Pack::builtin_with_examples()),
                _ => {
                    return Err(Refusal::new(
                        format!("there is no page of the schema `{asked}`"),
                        "`ethics-gate schema ethics --format markdown` prints the one that is",
                    ));
                }
            },
            None => names().map(|name| format!("{name}\n")).collect(),
            Some(asked) => match schemas.iter().find(|(name, _)| name == asked) {
                Some((_, schema)) => schemas::to_text(schema),
                None => {
                    let list = "`ethics-gate schema` lists them";
                    return Err(Refusal::unknown("schema", asked, names(), list));
                }
            },
        };
        output::print(text.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}
