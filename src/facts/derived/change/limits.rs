//! Limits that moved to their permissive side, and a tier that fell.

use super::log::Moved;
use super::{Change, log};
use crate::facts::bounds::{self, COLLECTED, LIMITS, Leaf, Looser};
use crate::manifest::record::Record;
use crate::model::{Tier, Value};

/// Everything that moved, in the order of the table.
pub(super) fn loosened(change: &Change) -> Vec<Value> {
    let (base, head) = (change.base(), change.head());
    let (stood, stands) = datasets(change);
    let found = bounds::looser(base, head);
    let tier = tier(change, &found);
    let of_data = bounds::looser_data(&stood, &stands);
    let of_data = of_data
        .into_iter()
        .filter(|looser| looser.path != COLLECTED || !is_refilled(&stood, &stands, &looser.key));
    let mut found: Vec<Value> = found
        .into_iter()
        .chain(of_data)
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
    found.extend(tier);
    found
}

/// Whether the files of a dataset are others by the digests of its manifest:
/// what is collected later may well be in them.
fn is_refilled(stood: &Value, stands: &Value, key: &str) -> bool {
    let digests = |root: &Value| {
        let sets = root.get("data").map_or(&[][..], Value::items).iter();
        let mut own = sets.filter(|set| {
            let id = set.get("id").and_then(Value::as_str);
            id.is_some_and(|id| key.starts_with(&format!("data[{id}].")))
        });
        let files = own.next().and_then(|set| set.at_path("manifest.files"));
        let mut found = Vec::new();
        for file in files.map_or(&[][..], Value::items) {
            let words = ["sha256", "md5", "md5_lf", "md5_dir"].into_iter();
            let mut words = words.filter_map(|word| file.get(word)?.as_str());
            found.extend(words.next().map(str::to_owned));
        }
        found.sort_unstable();
        found
    };
    let (then, now) = (digests(stood), digests(stands));
    !then.is_empty() && !now.is_empty() && then != now
}

/// Datasets as they are in force, from declarations and manifests, on the base
/// and now.
pub(super) fn datasets(change: &Change) -> (Value, Value) {
    let under_data = |sets: Option<&Value>| {
        let mut record = Record::new();
        record.put("data", sets.cloned());
        record.into_value(None)
    };
    (
        under_data(change.before.facts.get("datasets")),
        under_data(change.scope.known.get("datasets")),
    )
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
fn tier(change: &Change, found: &[Looser]) -> Option<Value> {
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
    // Facts of the system that set the floor: one of them that has a direction
    // is told itself, and is the cause where those without one stayed.
    let is_told = found.iter().any(|one| one.key.starts_with("system."));
    let said = |root: &Value, key: &str| {
        let value = root.at_path(&format!("system.{key}"));
        value
            .filter(|value| value.says_something())
            .map(Value::to_json)
    };
    let stayed = |key: &&str| said(change.base(), key) == said(change.head(), key);
    let is_cause_told = is_told && ["features", "audience.minors"].iter().all(stayed);
    let written = |tier: &Option<Value>| tier.as_ref().and_then(Value::as_str).map(str::to_owned);
    if is_cause_told && written(&stood) == written(&stands) {
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
