//! Packs in the tree that bind less than they did. One that is no longer
//! extended stands among the lists.

use super::Change;
use super::log::{self, Moved};
use crate::facts::{Bond, Extended, bounds};
use crate::model::{Place, Value};

/// Everything of a pack that the base has and the head asks less of, in the
/// order of packs, then of names.
pub(super) fn loosened(change: &Change) -> Vec<Value> {
    let mut found = Vec::new();
    let told = bounds::looser(change.base(), change.head());
    let told: Vec<String> = told.into_iter().map(|looser| looser.key).collect();
    for was in change.before.extended {
        let now = change.scope.extended;
        let Some(is) = now.iter().find(|is| is.name == was.name) else {
            continue;
        };
        if was.locked && !is.locked {
            let locked = Value::computed("locked").with_place(was.place.clone());
            found.push(moved(change, is, "lock", Some(&locked), None));
        }
        for (name, bond) in &was.bonds {
            let kept = is.bonds.get(name);
            // A level may rise; a condition that changed could be any.
            let holds = kept.is_some_and(|kept| match bond.weight {
                _ if name.contains(".checks[") => kept.value == bond.value,
                weight => kept.weight >= weight,
            });
            if !holds && bond.weight > 0 {
                let stood = value(bond);
                let stands = kept.map(value);
                found.push(moved(change, is, name, Some(&stood), stands.as_ref()));
            }
        }
        for looser in bounds::looser(&was.settings, &is.settings) {
            // Where the declaration leaves it out, the pack's value took its
            // place, and is told there.
            if told.contains(&looser.key) {
                continue;
            }
            let name = format!("settings.{}", looser.key);
            found.push(moved(change, is, &name, looser.was, looser.is));
        }
    }
    found
}

fn value(bond: &Bond) -> Value {
    Value::computed(bond.value.as_str()).with_place(bond.place.clone())
}

fn moved(
    change: &Change,
    pack: &Extended,
    name: &str,
    was: Option<&Value>,
    is: Option<&Value>,
) -> Value {
    let home: Option<Place> = pack.place.clone().or_else(|| change.home("extends"));
    log::loosened(
        change,
        &Moved {
            key: format!("extends[{}].{name}", pack.name),
            was,
            is,
            default: None,
            home,
            undecided: false,
        },
    )
}
