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
mod audience;
mod before;
pub mod examples;
mod excerpt;
mod ground;
mod judge;
mod packs;
mod patch;
mod system;
mod verified;

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::before::Base;
use self::ground::Ground;
use self::packs::Own;
pub use self::packs::{Extending, extending};
use self::system::System;
use crate::facts::{Before, Extended, Extent, Facts};
use crate::model::report::Report;
use crate::model::{Context, Reason, Settings, Value};
use crate::policy::{self, Available, Pack, PolicyError, Setting};
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
    /// A pack is not the one that `ethics.lock` holds.
    #[error(
        "{declaration}: the pack `{pack}` is not the one that ethics.lock holds: its digest is {found}, the locked one {locked}"
    )]
    NotLocked {
        /// The declaration's path.
        declaration: String,
        /// The pack as the declaration names it.
        pack: String,
        /// The digest in the lock.
        locked: String,
        /// The digest of its files.
        found: String,
    },
    /// The lock can't be read, so nobody knows which packs it holds.
    #[error("{path}: it can't be read, so nobody knows which packs it holds")]
    Lock {
        /// The lock's path.
        path: String,
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
        let judging = judging(packs, own);
        refuse_twins(&judging)?;
        let effective = policy::resolve(&judging, &system.declaration, &[]);
        let reads_base = judging
            .iter()
            .flat_map(|pack| &pack.rules)
            .any(|rule| rule.reads("base"));
        let extent = match reads_base {
            true => Extent::Whole,
            false => Extent::OfBase,
        };
        let facts = held_against((base.as_ref(), extent), index, packs, today, |before| {
            let seen = (&effective, &*own.seen);
            let given = (before, context);
            system.facts(head, &systems, seen, given, Extent::Whole, today)
        });
        passed_over.extend(facts.passed_over);
        judged.push(judge::judge(
            system,
            &facts.root,
            (&judging, &effective.raised),
            available,
            settings,
        ));
    }
    let mut ledger = head.ledger(|path| {
        let mut asked = systems.iter().filter(|system| system.asked);
        asked.any(|system| system::contains(&system.folder, path))
    });
    ledger.pass_over(passed_over);
    let packs: Vec<&Pack> = packs
        .iter()
        .chain(extended.iter().flat_map(|own| &own.packs))
        .collect();
    Ok(assemble::report(
        (head, base.as_ref().map(Base::tree)),
        judged,
        &ledger,
        &packs,
        settings,
        today,
    ))
}

/// The facts of a system, with what it was on the base beside it, and how much
/// of that is computed.
fn held_against(
    (base, extent): (Option<&Base>, Extent),
    index: usize,
    packs: &[Pack],
    today: Date,
    facts: impl FnOnce(Option<&Before>) -> Facts,
) -> Facts {
    let Some(base) = base else {
        return facts(None);
    };
    let gone = base.gone();
    let was = base.facts(index, packs, extent, today);
    let nothing = Value::missing(Reason::Absent, None);
    let system = base.system(index);
    facts(Some(&Before {
        tree: base.tree(),
        folder: system.map_or("", |system| &system.folder),
        declaration: was
            .as_ref()
            .map_or(&nothing, |(effective, ..)| &effective.declaration),
        extended: was.as_ref().map_or(&[], |(_, _, extended)| extended),
        facts: was.as_ref().map_or(&nothing, |(_, facts, _)| &facts.root),
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
            let effective = policy::resolve(&judging(packs, own), &system.declaration, &[]);
            let of_base = (base.as_ref(), Extent::Whole);
            let facts = held_against(of_base, index, packs, today, |before| {
                let seen = (&effective, &*own.seen);
                system.facts(head, &systems, seen, (before, None), Extent::Whole, today)
            });
            (ground.whole(&system.path), facts.root)
        })
        .collect())
}

/// What is in force for every system, by the declaration's path. `given` are
/// options of the run, as [`policy::resolve`] takes them.
///
/// # Errors
/// A pack that a declaration extends can't be used.
pub fn settings(
    head: &Tree,
    packs: &[Pack],
    given: &[(&str, String, Option<String>)],
) -> Result<Vec<(String, Vec<Setting>)>, GateError> {
    let ground = Ground::of(head);
    let (systems, _) = system::discover(ground.tree());
    let extended = extended_packs(&systems, ground.tree())?;
    let asked = systems.iter().zip(&extended);
    let settings = asked
        .filter(|(system, _)| system.asked)
        .map(|(system, own)| {
            let judging = judging(packs, own);
            refuse_twins(&judging)?;
            let effective = policy::resolve(&judging, &system.declaration, given);
            Ok((ground.whole(&system.path), effective.settings))
        });
    settings.collect()
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
        .flat_map(|own| own.packs)
        .collect())
}

fn judging<'a>(packs: &'a [Pack], own: &'a OwnPacks) -> Vec<&'a Pack> {
    packs.iter().chain(&own.packs).collect()
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

/// The packs of one system's own.
struct OwnPacks {
    packs: Vec<Pack>,
    /// What of each binds.
    seen: Vec<Extended>,
}

/// The packs that each system adds for itself.
fn extended_packs(systems: &[System], head: &Tree) -> Result<Vec<OwnPacks>, GateError> {
    let own = systems.iter().map(|system| {
        let own = match system.asked {
            true => Own::of(system, head)?,
            false => Vec::new(),
        };
        let own = own.into_iter();
        let (packs, seen) = own.map(|own| (own.pack, own.seen)).unzip();
        Ok(OwnPacks { packs, seen })
    });
    own.collect()
}
