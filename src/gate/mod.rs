//! The whole flow on one page: trees in, report out.
//!
//! ```text
//! discover ─▶ read ─▶ collect ─▶ evaluate ─▶ weigh ─▶ suppress ─▶ report
//! systems     decl.   facts      rules       levels   waivers     the stable JSON
//! ```
//!
//! No IO happens here beyond what the tree itself does when it is read, and
//! nothing depends on a clock: the same trees, context and date give the same
//! report, byte for byte.

mod assemble;
mod before;
pub mod examples;
mod excerpt;
mod ground;
mod judge;
mod patch;
mod seen;
mod system;

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::before::Base;
use self::ground::Ground;
use self::judge::Bench;
pub use self::seen::{Seen, SystemSeen, seen};
use self::system::System;
use crate::facts::{Before, Extent};
use crate::model::report::Report;
use crate::model::{Context, Reason, Settings, Value};
use crate::policy::{Available, Pack, PolicyError};
use crate::source::Tree;

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
    /// Two packs that judge one system have a rule of one id.
    #[error("the rule `{rule}` stands in the pack `{first}` and in the pack `{second}`")]
    SameRule {
        /// The rule's id.
        rule: String,
        /// The pack that had it first.
        first: String,
        /// The pack that has it again.
        second: String,
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
    Ground::of(head).judge(base, context, packs, settings, today)
}

/// Judge the systems of a tree that are asked for.
fn judge_all(
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
    let (systems, mut passed_over) = system::discover(head);
    let extended = extended_packs(&systems, head)?;
    let base = base.map(|base| Base::of(base, &systems));
    let mut judged = Vec::with_capacity(systems.len());
    for (index, (system, own)) in systems.iter().zip(&extended).enumerate() {
        if !system.asked {
            continue;
        }
        let packs: Vec<&Pack> = packs.iter().chain(own).collect();
        refuse_twins(&packs)?;
        let reads_base = packs
            .iter()
            .flat_map(|pack| &pack.rules)
            .any(|rule| rule.reads("base"));
        let extent = match reads_base {
            true => Extent::Whole,
            false => Extent::OfBase,
        };
        let one = held_against((base.as_ref(), extent), index, &packs, today, |before| {
            let given = (before, context);
            let facts = system.facts(head, &systems, &packs, given, Extent::Whole, today);
            let bench = Bench {
                system,
                tree: head,
                before,
                packs: &packs,
                available,
                settings,
                today,
            };
            (judge::judge(bench, &facts.root), facts.passed_over)
        });
        passed_over.extend(one.1);
        judged.push(one.0);
    }
    let mut ledger = head.ledger(|path| {
        let mut asked = systems.iter().filter(|system| system.asked);
        asked.any(|system| system::contains(&system.folder, path))
    });
    ledger.pass_over(passed_over);
    let packs: Vec<&Pack> = packs.iter().chain(extended.iter().flatten()).collect();
    Ok(assemble::report(
        (head, base.as_ref().map(Base::tree)),
        judged,
        &ledger,
        &packs,
        settings,
        today,
    ))
}

/// What is made of a system with what it was on the base beside it, and how
/// much of that is computed.
fn held_against<T>(
    (base, extent): (Option<&Base>, Extent),
    index: usize,
    packs: &[&Pack],
    today: Date,
    make: impl FnOnce(Option<&Before>) -> T,
) -> T {
    let Some(base) = base else {
        return make(None);
    };
    let gone = base.gone();
    let was = base.facts(index, packs, extent, today);
    let nothing = Value::missing(Reason::Absent, None);
    let system = base.system(index);
    make(Some(&Before {
        tree: base.tree(),
        folder: system.map_or("", |system| &system.folder),
        declaration: system.map_or(&nothing, |system| &system.declaration),
        facts: was.as_ref().map_or(&nothing, |was| &was.root),
        gone: &gone,
    }))
}

/// Every fact of every system, by the declaration's path: what a policy
/// author's rule sees.
///
/// # Errors
/// A pack that a declaration extends can't be used.
pub fn facts(
    head: &Tree,
    base: Option<&Tree>,
    packs: &[Pack],
    today: Date,
) -> Result<Vec<(String, Value)>, GateError> {
    let ground = Ground::of(head);
    let head = ground.tree();
    let (systems, _) = system::discover(head);
    let extended = extended_packs(&systems, head)?;
    let base = base.map(|base| Base::of(base, &systems));
    let judged = systems.iter().zip(&extended).enumerate();
    Ok(judged
        .filter(|(_, (system, _))| system.asked)
        .map(|(index, (system, own))| {
            let packs: Vec<&Pack> = packs.iter().chain(own).collect();
            let facts = held_against(
                (base.as_ref(), Extent::Whole),
                index,
                &packs,
                today,
                |before| {
                    let given = (before, None);
                    let facts = system.facts(head, &systems, &packs, given, Extent::Whole, today);
                    let bench = Bench {
                        system,
                        tree: head,
                        before,
                        packs: &packs,
                        available: Available {
                            base: before.is_some(),
                            context: false,
                        },
                        settings: &Settings::default(),
                        today,
                    };
                    judge::told(bench, facts.root)
                },
            );
            (ground.whole(&system.path), facts)
        })
        .collect())
}

/// The packs that the declarations of a tree extend.
///
/// # Errors
/// One of them can't be used.
pub fn extended(head: &Tree) -> Result<Vec<Pack>, GateError> {
    let ground = Ground::of(head);
    let (systems, _) = system::discover(ground.tree());
    Ok(extended_packs(&systems, ground.tree())?
        .into_iter()
        .flatten()
        .collect())
}

/// A finding names its rule by id alone, so an id means one rule.
fn refuse_twins(packs: &[&Pack]) -> Result<(), GateError> {
    let mut seen = BTreeMap::new();
    for pack in packs {
        for rule in &pack.rules {
            if let Some(first) = seen.insert(&*rule.id, &*pack.name) {
                return Err(GateError::SameRule {
                    rule: rule.id.clone(),
                    first: first.to_owned(),
                    second: pack.name.clone(),
                });
            }
        }
    }
    Ok(())
}

/// The packs that each system adds for itself.
fn extended_packs(systems: &[System], head: &Tree) -> Result<Vec<Vec<Pack>>, GateError> {
    systems
        .iter()
        .map(|system| match system.asked {
            true => system.extended_packs(head),
            false => Ok(Vec::new()),
        })
        .collect()
}
