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
pub mod attest;
mod audience;
mod before;
mod bench;
mod case;
pub mod examples;
mod excerpt;
mod fold;
mod ground;
mod judge;
mod left_out;
mod packs;
mod patch;
mod seen;
mod system;
mod veil;
mod verified;
pub mod verify;

use jiff::civil::Date;

use self::case::{Case, Given};
use self::ground::Ground;
pub use self::packs::{Extending, extending};
pub use self::seen::{Seen, SystemSeen, seen};
use self::veil::Veil;
use crate::facts::derived::lock::subjects::Subjects;
use crate::facts::{self, Extent};
use crate::model::report::Report;
use crate::model::{Context, Said, Settings, Value};
use crate::policy::condition::Root;
use crate::policy::{self, Pack, PolicyError, Setting};
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

impl Said for GateError {
    fn korean(&self) -> String {
        match self {
            Self::Pack {
                declaration,
                pack,
                source,
            } => format!(
                "{declaration}: 확장하는 팩 `{pack}`을(를) 쓸 수 없습니다: {}",
                source.korean()
            ),
            Self::NotLocked {
                declaration,
                pack,
                locked,
                found,
            } => format!(
                "{declaration}: 팩 `{pack}`이(가) ethics.lock에 적힌 것과 다릅니다. 실제 다이제스트는 {found}, 잠긴 것은 {locked}"
            ),
            Self::Lock { path } => {
                format!("{path}: 읽을 수 없어 어떤 팩이 적혀 있는지 알 수 없습니다")
            }
            Self::SameRule {
                rule,
                first,
                second,
            } => format!("규칙 `{rule}`이(가) 팩 `{first}`과(와) 팩 `{second}`에 모두 있습니다"),
            Self::NoPack { declaration, pack } => format!(
                "{declaration}: 확장하는 팩 `{pack}`이(가) 저장소에 없습니다. 그 폴더를 커밋하거나 `extends`에서 빼세요"
            ),
        }
    }
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
    let given = Given {
        context,
        settings,
        today,
    };
    Ok(Ground::of(head).judge(base, packs, given)?.shown())
}

/// A report that nobody has seen, what it may not show, and the files that it
/// rests on.
struct Judgement {
    report: Report,
    veil: Veil,
    subjects: Subjects,
}

impl Judgement {
    /// The report as anybody may see it.
    fn shown(mut self) -> Report {
        self.veil.hang(&mut self.report);
        self.report
    }
}

/// Judge the systems of a tree that are asked for.
fn judge_all(
    head: &Tree,
    base: Option<&Tree>,
    packs: &[Pack],
    given: Given,
) -> Result<Judgement, GateError> {
    let case = Case::of(head, base, packs)?;
    // Without a base nobody asks how much of it is read.
    let known_of_base = base.map(|_| facts::roots_of_base());
    let mut passed_over = case.passed_over.clone();
    let mut subjects = Subjects::default();
    let mut judged = Vec::with_capacity(case.systems.len());
    for asked in case.asked() {
        let asked = asked?;
        let mut rules = asked.packs.iter().flat_map(|pack| &pack.rules);
        let more = known_of_base.as_ref().map(|beside| Root {
            name: "base",
            beside,
        });
        let extent = match more.is_some_and(|more| rules.any(|rule| rule.reads(more))) {
            true => Extent::Whole,
            false => Extent::OfBase,
        };
        judged.push(asked.hear(given, extent, |bench, facts| {
            passed_over.extend(facts.passed_over);
            subjects.add(&asked.system.path, &facts.root);
            judge::judge(bench, &facts.root)
        }));
    }
    let mut ledger = head.ledger(|path| {
        let mut asked = case.systems.iter().filter(|system| system.asked);
        asked.any(|system| system::contains(&system.folder, path))
    });
    ledger.pass_over(passed_over);
    let (report, veil) = assemble::report(
        (head, case.base()),
        judged,
        &ledger,
        &case.packs(),
        given.settings,
        given.today,
    );
    Ok(Judgement {
        report,
        veil,
        subjects,
    })
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
    let given = Given {
        context: None,
        settings: &Settings::default(),
        today,
    };
    let case = Case::of(ground.tree(), base, packs)?;
    let told = case.asked().map(|asked| {
        let asked = asked?;
        let told = asked.hear(given, Extent::Whole, |bench, facts| {
            judge::told(bench, facts.root)
        });
        Ok((ground.whole(&asked.system.path), told))
    });
    told.collect()
}

/// What is in force for every system, by the declaration's path. `options` are
/// those of the run, as [`policy::resolve`] takes them.
///
/// # Errors
/// A pack that a declaration extends can't be used.
pub fn settings(
    head: &Tree,
    packs: &[Pack],
    options: &[(&str, String, Option<String>)],
) -> Result<Vec<(String, Vec<Setting>)>, GateError> {
    let ground = Ground::of(head);
    let case = Case::of(ground.tree(), None, packs)?;
    let settings = case.asked().map(|asked| {
        let asked = asked?;
        let effective = policy::resolve(&asked.packs, &asked.system.declaration, options);
        Ok((ground.whole(&asked.system.path), effective.settings))
    });
    settings.collect()
}

/// The packs that the declarations of a tree extend.
///
/// # Errors
/// One of them can't be used.
pub fn extended(head: &Tree) -> Result<Vec<Pack>, GateError> {
    let ground = Ground::of(head);
    Ok(Case::of(ground.tree(), None, &[])?.into_own_packs())
}
