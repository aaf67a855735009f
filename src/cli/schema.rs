//! `schema`: JSON Schemas for editors.

use anyhow::bail;

use super::{PASS, inputs, output};
use crate::manifest::schemas::{schemas, to_text};

/// Print a JSON Schema; without a name, list them.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Which one
    name: Option<String>,
}

/// Print a schema, or the names.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let schemas = schemas();
    let Some(name) = &arguments.name else {
        for (name, _) in &schemas {
            output::print(format!("{name}\n"))?;
        }
        return Ok(PASS);
    };
    let Some((_, schema)) = schemas.iter().find(|(known, _)| known == name) else {
        match inputs::did_you_mean(name, schemas.iter().map(|(known, _)| *known)) {
            Some(near) => bail!("there is no schema `{name}`; did you mean `{near}`?"),
            None => bail!("there is no schema `{name}`; `ethics-gate schema` lists them"),
        }
    };
    output::print(to_text(schema))?;
    Ok(PASS)
}
