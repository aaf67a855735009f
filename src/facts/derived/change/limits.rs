//! Limits that moved to their permissive side. What that side is stands here,
//! a line a key; where an absent value has a default, the default is held
//! against it.

use indexmap::IndexMap;

use super::log::Moved;
use super::{Change, log};
use crate::manifest::declaration::keys::KEYS;
use crate::model::{Kind, Reason, Tier, Value};

/// The side of a value that lets more pass.
#[derive(Clone, Copy)]
enum Side {
    /// A larger number.
    Larger,
    /// A smaller number.
    Smaller,
    /// A word nearer to the front of these.
    Front(&'static [&'static str]),
    /// False, or nothing said.
    False,
    /// A limit of a comparison: what it bounds decides.
    Comparison,
    /// A value without the system: the direction of the benefit decides.
    Baseline,
}

/// A key that binds.
struct Limit {
    /// Its path: `[]` the items of a list, `*` every key of a map.
    path: &'static str,
    /// What names an item.
    names: &'static [&'static str],
    permissive: Side,
    /// That it is gone is a loosening too; elsewhere another rule says so, or
    /// a default takes its place.
    stays: bool,
}

const fn limit(path: &'static str, permissive: Side) -> Limit {
    Limit {
        path,
        names: &[],
        permissive,
        stays: true,
    }
}

const fn each(path: &'static str, names: &'static [&'static str], permissive: Side) -> Limit {
    Limit {
        path,
        names,
        permissive,
        stays: true,
    }
}

impl Limit {
    const fn may_go(mut self) -> Self {
        self.stays = false;
        self
    }
}

const SEVERITIES: &[&str] = &["low", "medium", "high", "critical"];
const LEVELS: &[&str] = &["note", "warning", "error"];

/// Every key with a direction.
const LIMITS: &[Limit] = &[
    limit("evidence.max_age_days", Side::Larger),
    limit("system.decides_about_people", Side::False),
    limit("privacy.personal_data", Side::False),
    // A check that is gone is fairness/no-group-dropped's.
    each(
        "fairness.checks[].limit",
        &["metric", "compare"],
        Side::Comparison,
    )
    .may_go(),
    limit("fairness.confidence", Side::Smaller),
    limit("fairness.min_group", Side::Smaller),
    limit("fairness.min_denominator", Side::Smaller),
    each(
        "fairness.bias_eval[].limit",
        &["suite", "language"],
        Side::Larger,
    ),
    each(
        "inclusion.floors[].min",
        &["metric", "attribute"],
        Side::Smaller,
    ),
    each(
        "inclusion.floors[].max",
        &["metric", "attribute"],
        Side::Larger,
    ),
    each(
        "inclusion.quality[].gap",
        &["language", "metric"],
        Side::Larger,
    ),
    // A category that is gone is youth/protection-not-removed's.
    limit("youth.limits.*", Side::Larger).may_go(),
    limit("youth.benign_help_min", Side::Smaller),
    each(
        "integrity.robustness[].limit",
        &["suite", "language"],
        Side::Larger,
    ),
    limit("privacy.memorization.limit", Side::Larger),
    limit("privacy.retention_days", Side::Larger),
    each("data[].retention_days", &["id"], Side::Larger),
    limit("benefit.baseline", Side::Baseline),
    limit("benefit.tolerance", Side::Larger),
    limit("oversight.respond_within_days", Side::Larger),
    limit("oversight.appeal.days", Side::Larger),
    each("harms[].severity", &["id"], Side::Front(SEVERITIES)),
    limit("rules.*", Side::Front(LEVELS)),
];

/// A value under its full name.
struct Leaf<'a> {
    value: Option<&'a Value>,
    /// The list item or the map that holds it.
    entry: &'a Value,
}

/// Everything that moved, in the order of the table.
pub(super) fn loosened(change: &Change) -> Vec<Value> {
    let mut found: Vec<Value> = LIMITS
        .iter()
        .flat_map(|limit| moved(change, limit))
        .map(|moved| log::loosened(change, &moved))
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
    let of_measures = LIMITS.iter().filter(|limit| MEASURED.contains(&limit.path));
    let tightened = of_measures.flat_map(|limit| {
        let (base, head) = (leaves(change.base(), limit), leaves(change.head(), limit));
        let loosened = moved(change, limit);
        let number = |leaf: &Leaf| leaf.value.and_then(Value::as_number);
        let keys = base.into_iter().filter_map(move |(key, was)| {
            let (then, now) = (number(&was)?, number(head.get(&key)?)?);
            let is_told = loosened.iter().any(|one| one.key == key);
            ((then - now).abs() > 1e-12 && !is_told).then_some(key)
        });
        keys.collect::<Vec<_>>()
    });
    tightened.collect()
}

fn moved<'a>(change: &Change<'a>, limit: &Limit) -> Vec<Moved<'a>> {
    let (base, head) = (leaves(change.base(), limit), leaves(change.head(), limit));
    let mut found = Vec::new();
    for (key, was) in &base {
        let is = head.get(key);
        let mut moved = Moved {
            key: key.clone(),
            was: was.value,
            is: is.and_then(|is| is.value),
            default: default(limit.path),
            home: change.home(limit.path),
            undecided: false,
        };
        // An entry that lost its value is nearer than the list that holds it.
        if moved.is.is_none()
            && limit.path.contains("[]")
            && let Some(is) = is
        {
            moved.home = is.entry.mark();
        }
        let side = side(limit.permissive, key, was.entry);
        let unreadable = |value: Option<&Value>| {
            value.is_some_and(|value| matches!(value.kind, Kind::Missing(Reason::Unreadable)))
        };
        if unreadable(moved.was) || unreadable(moved.is) {
            moved.undecided = true;
            found.push(moved);
            continue;
        }
        let worse = match (rank(moved.was, moved.default, side), is) {
            (None, _) => false,
            // The entry, or a value without a default, is gone.
            (Some(_), None) if limit.path.contains(['[', '*']) => limit.stays,
            (Some(was), _) => match rank(moved.is, moved.default, side) {
                None => limit.stays,
                // Of equal worth up to what a float can tell.
                Some(is) => is > was + 1e-12,
            },
        };
        if worse {
            found.push(moved);
        }
    }
    found
}

/// Every value that a path leads to, by its full name. Of several with one
/// name the strictest binds.
fn leaves<'a>(root: &'a Value, limit: &Limit) -> IndexMap<String, Leaf<'a>> {
    let mut found: IndexMap<String, Leaf> = IndexMap::new();
    let mut put = |key: String, value: Option<&'a Value>, entry: &'a Value| {
        let value = value.filter(|value| !matches!(value.kind, Kind::Null));
        let value = value.filter(|value| !matches!(value.kind, Kind::Missing(Reason::Absent)));
        let side = side(limit.permissive, &key, entry);
        let stricter = |known: &Leaf| match (rank(value, None, side), rank(known.value, None, side))
        {
            (Some(new), Some(known)) => new < known,
            (new, _) => new.is_some(),
        };
        if found.get(&key).is_none_or(stricter) {
            found.insert(key, Leaf { value, entry });
        }
    };
    if let Some((list, rest)) = limit.path.split_once("[].") {
        for item in root.at_path(list).map_or(&[][..], Value::items) {
            let names = limit
                .names
                .iter()
                .filter_map(|name| item.get(name)?.as_str());
            let name = names.collect::<Vec<_>>().join("/");
            put(format!("{list}[{name}].{rest}"), item.at_path(rest), item);
        }
    } else if let Some(map) = limit.path.strip_suffix(".*") {
        if let Some(map_value) = root.at_path(map) {
            for (name, value) in map_value.entries() {
                put(format!("{map}.{name}"), Some(value), map_value);
            }
        }
    } else {
        put(limit.path.to_owned(), root.at_path(limit.path), root);
    }
    found
}

/// The default of a key, as it is written in the table of keys.
fn default(path: &str) -> Option<&'static str> {
    KEYS.iter().find(|key| key.path == path)?.default
}

/// The side that a key's own words decide.
fn side(side: Side, key: &str, entry: &Value) -> Side {
    let word = |name| entry.get(name).and_then(Value::as_str);
    match side {
        Side::Comparison => match (word("compare"), word("metric")) {
            (Some("difference"), _) | (Some("worst"), Some("fpr" | "fnr")) => Side::Larger,
            _ => Side::Smaller,
        },
        Side::Baseline => {
            debug_assert_eq!(key, "benefit.baseline");
            match entry.at_path("benefit.better").and_then(Value::as_str) {
                Some("higher") => Side::Smaller,
                _ => Side::Larger,
            }
        }
        side => side,
    }
}

/// How permissive a value is; the larger, the more. `None` where it binds to
/// nothing.
fn rank(value: Option<&Value>, default: Option<&str>, side: Side) -> Option<f64> {
    let number = || match value {
        Some(value) => value.as_number(),
        None => default?.parse().ok(),
    };
    match side {
        Side::Larger => number(),
        Side::Smaller => number().map(|number| -number),
        Side::Front(words) => {
            let word = value?.as_str()?;
            let place = words.iter().position(|known| *known == word)?;
            Some(-f64::from(u32::try_from(place).unwrap_or(u32::MAX)))
        }
        Side::False => match value.and_then(Value::as_bool) {
            Some(true) => Some(0.0),
            _ => Some(1.0),
        },
        Side::Comparison | Side::Baseline => None,
    }
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
