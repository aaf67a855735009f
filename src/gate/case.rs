//! Everything that a run judges, and what each system of it is held against:
//! the one way from trees and packs to the facts of a system.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::GateError;
use super::before::Base;
use super::bench::Bench;
use super::packs::Own;
use super::system::{self, PassedOver, System};
use crate::facts::{Before, Extended, Extent, Facts, Pipelines};
use crate::model::{Context, Reason, Settings, Value};
use crate::policy::{self, Available, Pack};
use crate::source::Tree;

/// What a system is heard with beside its tree, its base and its packs.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) context: Option<&'a Context>,
    pub(super) settings: &'a Settings,
    pub(super) today: Date,
}

/// The systems of a tree, with those of its base and the packs of their own.
pub(super) struct Case<'a> {
    pub(super) systems: Vec<System<'a>>,
    /// What discovery passed over.
    pub(super) passed_over: Vec<PassedOver>,
    head: &'a Tree,
    pipelines: Pipelines<'a>,
    base: Option<Base<'a>>,
    packs: &'a [Pack],
    own: Vec<OwnPacks>,
}

/// The packs of one system's own.
struct OwnPacks {
    packs: Vec<Pack>,
    /// What of each binds.
    seen: Vec<Extended>,
}

impl<'a> Case<'a> {
    /// Discover the systems of a tree, and read the packs that they extend.
    ///
    /// # Errors
    /// A pack that a declaration extends can't be used.
    pub(super) fn of(
        head: &'a Tree,
        base: Option<&'a Tree>,
        packs: &'a [Pack],
    ) -> Result<Self, GateError> {
        let (systems, passed_over) = system::discover(head);
        let own = systems.iter().map(|system| OwnPacks::of(system, head));
        let own = own.collect::<Result<_, _>>()?;
        let base = base.map(|base| Base::of(base, &systems));
        Ok(Self {
            systems,
            passed_over,
            head,
            pipelines: Pipelines::of(head),
            base,
            packs,
            own,
        })
    }

    /// Every pack that judges something here.
    pub(super) fn packs(&self) -> Vec<&Pack> {
        let own = self.own.iter().flat_map(|own| &own.packs);
        self.packs.iter().chain(own).collect()
    }

    /// The packs that the declarations extend.
    pub(super) fn into_own_packs(self) -> Vec<Pack> {
        self.own.into_iter().flat_map(|own| own.packs).collect()
    }

    /// The base.
    pub(super) fn base(&self) -> Option<&Tree> {
        self.base.as_ref().map(Base::tree)
    }

    /// The systems that are asked for, each with the packs that judge it.
    ///
    /// # Errors
    /// Two of its packs have a rule of one id.
    pub(super) fn asked(&self) -> impl Iterator<Item = Result<Asked<'_, 'a>, GateError>> {
        let systems = self.systems.iter().zip(&self.own).enumerate();
        systems
            .filter(|(_, (system, _))| system.asked)
            .map(|(index, (system, own))| {
                let packs: Vec<&Pack> = self.packs.iter().chain(&own.packs).collect();
                refuse_twins(&packs)?;
                Ok(Asked {
                    case: self,
                    index,
                    system,
                    packs,
                })
            })
    }
}

/// A system that is asked for.
pub(super) struct Asked<'c, 'a> {
    case: &'c Case<'a>,
    index: usize,
    pub(super) system: &'c System<'a>,
    pub(super) packs: Vec<&'c Pack>,
}

impl Asked<'_, '_> {
    /// Collect its facts, with what it was on the base beside them, and hand
    /// both over.
    ///
    /// `extent` is how much of the base's facts is computed.
    pub(super) fn hear<T>(
        &self,
        given: Given,
        extent: Extent,
        then: impl FnOnce(Bench, Facts) -> T,
    ) -> T {
        let head = self.case.head;
        let effective = policy::resolve(&self.packs, &self.system.declaration, &[]);
        self.held_against(extent, given.today, |before, unusable| {
            let facts = self.system.facts(
                (head, &self.case.pipelines),
                &self.case.systems,
                (&effective, &self.case.own[self.index].seen),
                (before, given.context),
                Extent::Whole,
                given.today,
            );
            let bench = Bench {
                system: self.system,
                tree: head,
                before,
                unusable,
                packs: &self.packs,
                raised: &effective.raised,
                available: Available {
                    base: before.is_some(),
                    context: given.context.is_some(),
                },
                settings: given.settings,
                today: given.today,
            };
            then(bench, facts)
        })
    }

    fn held_against<T>(
        &self,
        extent: Extent,
        today: Date,
        then: impl FnOnce(Option<&Before>, &[String]) -> T,
    ) -> T {
        let Some(base) = &self.case.base else {
            return then(None, &[]);
        };
        let gone = base.gone(self.case.packs, today);
        let was = base.facts(self.index, self.case.packs, extent, today);
        let nothing = Value::missing(Reason::Absent, None);
        let declared = base.declared();
        let system = base.system(self.index);
        let was = was.as_ref();
        let before = Before {
            tree: base.tree(),
            pipelines: base.pipelines(),
            folder: system.map_or("", |system| &system.folder),
            declaration: was.map_or(&nothing, |was| &was.effective.declaration),
            declared: &declared,
            extended: was.map_or(&[], |was| &was.extended),
            facts: was.map_or(&nothing, |was| &was.facts.root),
            files: system.map_or(&[], |system| &system.files),
            gone,
        };
        then(Some(&before), was.map_or(&[], |was| &was.unusable))
    }
}

impl OwnPacks {
    fn of(system: &System, head: &Tree) -> Result<Self, GateError> {
        let own = match system.asked {
            true => Own::of(system, head)?,
            false => Vec::new(),
        };
        let (packs, seen) = own.into_iter().map(|own| (own.pack, own.seen)).unzip();
        Ok(Self { packs, seen })
    }
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
