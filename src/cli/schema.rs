//! `schema`: JSON Schemas, for editors and other programs.

use std::process::ExitCode;

use clap::Args;

use super::{Refusal, output};
use crate::manifest::schemas;

/// Print a JSON Schema, for editors and other programs
///
/// Without a name, lists what there is.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate schema
  ethics-gate schema ethics > ethics.schema.json")]
pub(super) struct Schema {
    /// What it describes, such as `ethics` for ethics.yml
    name: Option<String>,
}

impl Schema {
    pub(super) fn run(&self) -> Result<ExitCode, Refusal> {
        let schemas = schemas::schemas();
        let names = || schemas.iter().map(|(name, _)| *name);
        let text = match &self.name {
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
