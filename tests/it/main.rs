//! One test binary: every promise of the gate is a test in one of these files.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests build trees, run the binary and say aloud what they skip"
)]

use std::path::PathBuf;

/// The folder of shared fixtures, where there is one; its absence is said aloud.
pub(crate) fn shared(what: &str) -> Option<PathBuf> {
    let candidates = [
        std::env::var_os("ETHICS_GATE_SHARED").map(PathBuf::from),
        Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared")),
    ];
    let found = candidates.into_iter().flatten().find(|path| path.is_dir());
    if found.is_none() {
        eprintln!("SKIPPED: {what}: no folder of shared fixtures (set ETHICS_GATE_SHARED)");
    }
    found
}

mod artifacts;
mod cli;
mod conditions;
mod corpus;
mod crosswalk;
mod declaration;
mod docs;
mod documents;
mod evaluation;
mod examples;
mod facts;
mod fairness;
mod families;
mod formats;
mod formats_as_facts;
mod gate;
mod hostile_formats;
mod json;
mod korean;
mod layers;
mod lsp;
mod manifests;
mod markdown;
mod odd_formats;
mod oracle;
mod packs;
mod parquet;
mod parsers;
mod pii;
mod places;
mod platforms;
mod policies;
mod properties;
#[cfg(feature = "publish")]
mod publish;
mod render;
mod schemas;
mod suppress;
mod text;
mod tiers;
mod transparency;
mod tree;
mod walks;
mod yaml;
mod youth;
