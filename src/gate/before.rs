//! The base of a change, system by system: which declaration of the base a
//! declaration of the head goes on from.

use std::cell::OnceCell;

use jiff::civil::Date;

use super::packs::Own;
use super::system::{self, System};
use crate::facts::{Extended, Extent, Facts, Gone, Pipelines};
use crate::model::{Reason, Value};
use crate::policy::{self, Effective, Pack};
use crate::source::Tree;

/// The systems of the base, beside those of the head.
pub(super) struct Base<'a> {
    tree: &'a Tree,
    pipelines: Pipelines<'a>,
    systems: Vec<System<'a>>,
    /// For each system of the head, which one of the base it was.
    was: Vec<Option<usize>>,
    /// Those of the base that none of the head was, looked at once for all.
    gone: OnceCell<Vec<Gone>>,
}

/// What a system was on the base.
pub(super) struct Was {
    /// What was in force.
    pub(super) effective: Effective,
    /// Everything known of it.
    pub(super) facts: Facts,
    /// The packs that it extended.
    pub(super) extended: Vec<Extended>,
    /// Those that can't be used there.
    pub(super) unusable: Vec<String>,
}

impl<'a> Base<'a> {
    /// A declaration goes on from the one at its path, or, where it was moved,
    /// from the one of its `system.id`.
    pub(super) fn of(tree: &'a Tree, heads: &[System]) -> Self {
        let (systems, _) = system::discover(tree);
        let declared = |system: &System| tree.entry(&system.path).is_some();
        let mut was: Vec<Option<usize>> = heads
            .iter()
            .map(|head| {
                let same = |system: &System| system.path == head.path && declared(system);
                systems.iter().position(same)
            })
            .collect();
        for (at, head) in heads.iter().enumerate() {
            if was[at].is_none() && head.declaration.at_path("system.id").is_some() {
                was[at] = (0..systems.len())
                    .filter(|index| !was.contains(&Some(*index)))
                    .find(|index| systems[*index].id() == head.id() && declared(&systems[*index]));
            }
        }
        Self {
            tree,
            pipelines: Pipelines::of(tree),
            systems,
            was,
            gone: OnceCell::new(),
        }
    }

    /// What a system of the head was; `None` where it is new.
    pub(super) fn facts(
        &self,
        head: usize,
        packs: &[Pack],
        extent: Extent,
        today: Date,
    ) -> Option<Was> {
        let system = self.system(head)?;
        Some(self.was(system, packs, extent, today))
    }

    fn was(&self, system: &System, packs: &[Pack], extent: Extent, today: Date) -> Was {
        let (own, unusable) = Own::of_base(system, self.tree);
        let all: Vec<&Pack> = packs
            .iter()
            .chain(own.iter().map(|own| &own.pack))
            .collect();
        let effective = policy::resolve(&all, &system.declaration, &[]);
        let extended: Vec<Extended> = own.into_iter().map(|own| own.seen).collect();
        let facts = system.facts(
            (self.tree, &self.pipelines),
            &self.systems,
            (&effective, &extended),
            (None, None),
            extent,
            today,
        );
        Was {
            effective,
            facts,
            extended,
            unusable,
        }
    }

    /// What a system of the head was.
    pub(super) fn system(&self, head: usize) -> Option<&System<'a>> {
        self.was
            .get(head)
            .copied()
            .flatten()
            .map(|index| &self.systems[index])
    }

    /// Every declaration, also of systems that the change took away.
    pub(super) fn declared(&self) -> Vec<&Value> {
        let declared = |system: &&System| self.tree.entry(&system.path).is_some();
        let systems = self.systems.iter().filter(declared);
        systems.map(|system| &system.declaration).collect()
    }

    /// The tree.
    pub(super) fn tree(&self) -> &'a Tree {
        self.tree
    }

    /// The pipelines of the tree.
    pub(super) fn pipelines(&self) -> &Pipelines<'a> {
        &self.pipelines
    }

    /// The declarations that no system of the head goes on from.
    pub(super) fn gone(&self, packs: &[Pack], today: Date) -> &[Gone] {
        let gone = || {
            (0..self.systems.len())
                .filter(|index| !self.was.contains(&Some(*index)))
                .map(|index| &self.systems[index])
                .filter(|system| self.tree.entry(&system.path).is_some())
                .map(|system| {
                    let was = self.was(system, packs, Extent::OfBase, today);
                    let tier = was.facts.root.get("tier").cloned();
                    Gone {
                        path: system.path.clone(),
                        declaration: system.declaration.clone(),
                        tier: tier.unwrap_or_else(|| Value::missing(Reason::Absent, None)),
                    }
                })
                .collect()
        };
        self.gone.get_or_init(gone)
    }
}
