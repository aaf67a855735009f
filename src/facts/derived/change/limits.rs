//! Limits that moved to their permissive side, and a tier that fell.

use super::log::Moved;
use super::{Change, log};
use crate::facts::bounds::{self, LIMITS, Leaf};
use crate::model::{Tier, Value};

/// Everything that moved, in the order of the table.
pub(super) fn loosened(change: &Change) -> Vec<Value> {
    let mut found: Vec<Value> = bounds::looser(change.base(), change.head())
        .into_iter()
        .map(|looser| {
            // An entry that lost its value is nearer than the list that holds it.
            let home = match looser.entry {
                Some(entry) => entry.mark(),
                None => change.home(looser.path),
            };
            log::loosened(
                change,
                &Moved {
                    key: looser.key,
                    was: looser.was,
                    is: looser.is,
                    default: looser.default,
                    home,
                    undecided: looser.undecided,
                },
            )
        })
        .collect();
    found.extend(tier(change));
    found
}

/// What evidence is held against.
const MEASURED: &[&str] = &[
    "fairness.checks[].limit",
    "fairness.bias_eval[].limit",
    "inclusion.floors[].min",
    "inclusion.floors[].max",
    "inclusion.quality[].gap",
    "youth.limits.*",
    "integrity.robustness[].limit",
    "privacy.memorization.limit",
];

/// Limits on measured values that moved, and not to their permissive side.
pub(super) fn tightened(change: &Change) -> Vec<String> {
    let loosened = bounds::looser(change.base(), change.head());
    let of_measures = LIMITS.iter().filter(|limit| MEASURED.contains(&limit.path));
    let tightened = of_measures.flat_map(|limit| {
        let base = bounds::leaves(change.base(), limit);
        let head = bounds::leaves(change.head(), limit);
        let number = |leaf: &Leaf| leaf.value.and_then(Value::as_number);
        let loosened = &loosened;
        let keys = base.into_iter().filter_map(move |(key, was)| {
            let (then, now) = (number(&was)?, number(head.get(&key)?)?);
            let is_told = loosened.iter().any(|one| one.key == key);
            ((then - now).abs() > bounds::ALIKE && !is_told).then_some(key)
        });
        keys.collect::<Vec<_>>()
    });
    tightened.collect()
}

/// The tier that is in force, where it fell: by what is declared of it, or
/// with the facts that set its floor.
fn tier(change: &Change) -> Option<Value> {
    let of = |facts: &Value| {
        let name = facts.at_path("tier.effective")?.as_str()?;
        Tier::ALL.into_iter().find(|tier| tier.name() == name)
    };
    let is = change.scope.known.get("tier")?.get("effective")?;
    let is = Tier::ALL
        .into_iter()
        .find(|tier| is.as_str() == Some(tier.name()))?;
    let was = of(change.before.facts)?;
    if is >= was {
        return None;
    }
    let declared = |root: &Value| {
        let tier = root.at_path("risk.tier");
        tier.cloned().filter(Value::says_something)
    };
    let stood = declared(change.base());
    let stands = declared(change.head());
    let decides = "system.decides_about_people";
    let no_longer_decides = change.base().at_path(decides).and_then(Value::as_bool) == Some(true)
        && change.head().at_path(decides).and_then(Value::as_bool) != Some(true);
    let written = |tier: &Option<Value>| tier.as_ref().and_then(Value::as_str).map(str::to_owned);
    if no_longer_decides && written(&stood) == written(&stands) {
        // The cause is named already.
        return None;
    }
    let place = |value: Option<Value>, root: &Value| {
        let place = value.and_then(|value| value.place);
        place.or_else(|| root.get("system").and_then(Value::mark))
    };
    let was = Value::computed(was.name()).with_place(place(stood, change.base()));
    let is = Value::computed(is.name()).with_place(place(stands, change.head()));
    Some(log::loosened(
        change,
        &Moved {
            key: "risk.tier".to_owned(),
            was: Some(&was),
            is: Some(&is),
            default: None,
            home: change.scope.place_of("risk.tier"),
            undecided: false,
        },
    ))
}
