//! The packs that declarations extend: read from the tree itself, and held
//! against `ethics.lock`. Nothing is fetched.

use super::GateError;
use super::ground::Ground;
use super::system::{self, System};
use crate::facts::derived::lock;
use crate::facts::{self, Extended};
use crate::model::Value;
use crate::model::path::folder_of;
use crate::policy::Pack;
use crate::source::Tree;

/// A pack of a system's own.
pub(super) struct Own {
    /// The pack.
    pub(super) pack: Pack,
    /// What of it binds.
    pub(super) seen: Extended,
}

impl Own {
    /// The packs that `extends` of a system names, in its order.
    pub(super) fn of(system: &System, tree: &Tree) -> Result<Vec<Self>, GateError> {
        let names: Vec<&str> = names(&system.declaration).collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let locked = lock::packs(tree, &system.folder).map_err(|path| GateError::Lock { path })?;
        names
            .into_iter()
            .map(|name| Self::named(name, system, tree, &locked))
            .collect()
    }

    fn named(
        name: &str,
        system: &System,
        tree: &Tree,
        locked: &[lock::LockedPack],
    ) -> Result<Self, GateError> {
        let no_pack = || GateError::NoPack {
            declaration: system.path.clone(),
            pack: name.to_owned(),
        };
        let folder = facts::join(&system.folder, name).ok_or_else(no_pack)?;
        let below = tree.below(&folder).ok_or_else(no_pack)?;
        let pack = Pack::load(&below).map_err(|source| GateError::Pack {
            declaration: system.path.clone(),
            pack: name.to_owned(),
            source,
        })?;
        let same = |known: &&lock::LockedPack| {
            facts::join(&system.folder, &known.path).as_ref() == Some(&folder)
        };
        let known = locked.iter().find(same);
        if let Some(known) = known
            && known.sha256 != pack.sha256
        {
            return Err(GateError::NotLocked {
                declaration: system.path.clone(),
                pack: name.to_owned(),
                locked: known.sha256.clone(),
                found: pack.sha256,
            });
        }
        let pack = pack.standing_in(&folder);
        let seen = pack.bonds(name, known.is_some());
        Ok(Self { pack, seen })
    }

    /// The packs that a system of the base extended, and the names of those
    /// that could not judge there, so that nobody knows what they asked.
    pub(super) fn of_base(system: &System, tree: &Tree) -> (Vec<Self>, Vec<String>) {
        let locked = lock::packs(tree, &system.folder).unwrap_or_default();
        let (mut own, mut unusable) = (Vec::new(), Vec::new());
        for name in names(&system.declaration) {
            match Self::named(name, system, tree, &locked) {
                Ok(pack) => own.push(pack),
                Err(_) => unusable.push(name.to_owned()),
            }
        }
        (own, unusable)
    }
}

/// A declaration, with the packs that it extends.
pub struct Extending {
    /// Its path.
    pub declaration: String,
    /// Its folder, empty for the root.
    pub folder: String,
    /// Each pack as `extends` names it, and its files, whatever the lock says.
    pub packs: Vec<(String, Result<Pack, GateError>)>,
}

/// Every declaration of a tree with the packs that it extends, for the verbs
/// that lock them.
#[must_use]
pub fn extending(tree: &Tree) -> Vec<Extending> {
    let ground = Ground::of(tree);
    let tree = ground.tree();
    let (systems, _) = system::discover(tree);
    systems
        .iter()
        .filter(|system| system.asked && tree.entry(&system.path).is_some())
        .map(|system| Extending {
            declaration: ground.whole(&system.path),
            folder: folder_of(&ground.whole(&system.path)).to_owned(),
            packs: names(&system.declaration)
                .map(|name| {
                    let own = Own::named(name, system, tree, &[]);
                    (name.to_owned(), own.map(|own| own.pack))
                })
                .collect(),
        })
        .collect()
}

fn names(declaration: &Value) -> impl Iterator<Item = &str> {
    let extends = declaration.get("extends").into_iter();
    extends.flat_map(Value::items).filter_map(Value::as_str)
}
