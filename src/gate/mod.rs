//! The whole flow on one page: trees in, report out.
//!
//! ```text
//! discover ─▶ read ─▶ collect ─▶ evaluate ─▶ weigh ─▶ report
//! systems     decl.   facts      rules       levels   the stable JSON
//! ```
//!
//! No IO happens here beyond what the tree itself does when it is read, and
//! nothing depends on a clock: the same trees, context and date give the same
//! report, byte for byte.

mod assemble;
mod excerpt;
mod judge;
mod system;

use jiff::civil::Date;

use crate::model::report::Report;
use crate::model::{Context, Settings, Value};
use crate::policy::{Available, Pack, PolicyError};
use crate::source::{Ledger, Tree};

/// Why the gate could not judge: our inability, never the user's mistake.
#[derive(Debug, thiserror::Error)]
pub enum GateError {
    /// A pack that a declaration extends can't be used.
    #[error("{declaration}: the pack `{pack}` that it extends can't be used: {source}")]
    Pack {
        /// The declaration's path.
        declaration: String,
        /// The pack as the declaration names it.
        pack: String,
        /// Why.
        source: PolicyError,
    },
    /// A pack that a declaration extends is not in the tree.
    #[error(
        "{declaration}: the pack `{pack}` that it extends is not in the tree; commit its folder, or take it out of `extends`"
    )]
    NoPack {
        /// The declaration's path.
        declaration: String,
        /// The pack as the declaration names it.
        pack: String,
    },
}

/// Judge a tree.
///
/// `base` is what the change is held against and `context` says who wrote and
/// approved it; rules that need one that is absent stand in `not_checked`.
/// `packs` judge every system, and each system's `extends` adds its own.
///
/// # Errors
/// A pack that a declaration extends can't be used.
pub fn gate(
    head: &Tree,
    base: Option<&Tree>,
    context: Option<&Context>,
    packs: &[Pack],
    settings: &Settings,
    today: Date,
) -> Result<Report, GateError> {
    let available = Available {
        base: base.is_some(),
        context: context.is_some(),
    };
    let mut ledger = Ledger::of(head);
    let systems = system::discover(head, &mut ledger);
    let mut judged = Vec::with_capacity(systems.len());
    for system in &systems {
        let extended = system.extended_packs(head)?;
        let packs: Vec<&Pack> = packs.iter().chain(&extended).collect();
        let facts = system.facts(head, &systems, &packs, today);
        ledger.pass_over(&facts.passed_over);
        judged.push(judge::judge(system, &facts.root, &packs, available, settings));
    }
    Ok(assemble::report(head, judged, &ledger, packs, settings, today))
}

/// Every fact of every system, by the declaration's path: what a policy
/// author's rule sees.
///
/// # Errors
/// A pack that a declaration extends can't be used.
pub fn facts(
    head: &Tree,
    packs: &[Pack],
    today: Date,
) -> Result<Vec<(String, Value)>, GateError> {
    let systems = system::discover(head, &mut Ledger::of(head));
    systems
        .iter()
        .map(|system| {
            let extended = system.extended_packs(head)?;
            let packs: Vec<&Pack> = packs.iter().chain(&extended).collect();
            let facts = system.facts(head, &systems, &packs, today);
            Ok((system.path.clone(), facts.root))
        })
        .collect()
}
