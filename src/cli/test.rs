//! `test`: the examples of a pack, run through the gate itself.

use std::path::PathBuf;

use super::{FAIL, PASS, inputs, output};
use crate::gate::examples;
use crate::policy::Pack;

/// Run every example of a pack through the gate; without a pack, those of the
/// built-in one.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder of a pack
    pack: Option<PathBuf>,
}

/// Run the examples.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let pack = match &arguments.pack {
        Some(folder) => inputs::pack(folder)?,
        None => Pack::builtin_with_examples(),
    };
    let results = examples::run(&pack);
    let failed: Vec<_> = results
        .iter()
        .filter(|result| result.verdict != examples::Verdict::Right)
        .collect();
    for result in &failed {
        output::print(format!("{result}\n"))?;
    }
    output::print(format!(
        "{}: {} examples of {} rules, {} failed\n",
        pack.name,
        results.len(),
        pack.rules.len(),
        failed.len()
    ))?;
    Ok(if failed.is_empty() { PASS } else { FAIL })
}
