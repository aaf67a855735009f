//! Keys that bind, and the side of each that lets more pass: a line a key.
//!
//! Two declarations are held against each other by it, and a declaration
//! against what a pack sets. Where an absent value has a default, the default
//! is held against the other.

use indexmap::IndexMap;

use crate::manifest::declaration::keys::{GRAVE_DOMAINS, KEYS, OTHER_DOMAINS};
use crate::model::metric::less_is_better;
use crate::model::{Kind, Reason, Value};

/// The side of a value that lets more pass.
#[derive(Clone, Copy)]
pub(super) enum Side {
    /// A larger number.
    Larger,
    /// A smaller number.
    Smaller,
    /// A word nearer to the front of these; words of one row are of equal worth.
    Front(&'static [&'static [&'static str]]),
    /// A later day.
    Later,
    /// Any other word: which of them lets more pass is for a person to say.
    Other,
    /// False, or nothing said.
    False,
    /// Nothing: that it stands binds, and not which word it is.
    Nothing,
    /// A limit of a comparison: what it bounds decides.
    Comparison,
    /// A value without the system: the direction of the benefit decides.
    Baseline,
}

/// A key that binds.
pub(super) struct Limit {
    /// Its path: `[]` the items of a list, `*` every key of a map.
    pub(super) path: &'static str,
    /// What names an item.
    pub(super) names: &'static [&'static str],
    pub(super) permissive: Side,
    /// That it is gone is a loosening too; elsewhere another rule says so, or
    /// a default takes its place.
    stays: bool,
    /// What counts where nothing is said, where the table of keys has no default.
    counts: Option<&'static str>,
    /// The text that tells an item again whose name changed.
    told_by: Option<&'static str>,
}

const fn limit(path: &'static str, permissive: Side) -> Limit {
    Limit {
        path,
        names: &[],
        permissive,
        stays: true,
        counts: None,
        told_by: None,
    }
}

const fn each(path: &'static str, names: &'static [&'static str], permissive: Side) -> Limit {
    Limit {
        path,
        names,
        permissive,
        stays: true,
        counts: None,
        told_by: None,
    }
}

impl Limit {
    const fn may_go(mut self) -> Self {
        self.stays = false;
        self
    }

    const fn counts_as(mut self, word: &'static str) -> Self {
        self.counts = Some(word);
        self
    }

    const fn told_by(mut self, key: &'static str) -> Self {
        self.told_by = Some(key);
        self
    }

    /// What counts where nothing is said.
    pub(super) fn default(&self) -> Option<&'static str> {
        self.counts.or_else(|| default(self.path))
    }
}

/// Of equal worth up to what a float can tell.
pub(super) const ALIKE: f64 = 1e-12;
const SEVERITIES: &[&[&str]] = &[&["low"], &["medium"], &["high"], &["critical"]];
const LEVELS: &[&[&str]] = &[&["note"], &["warning"], &["error"]];
/// From the fewest duties to the most.
const DOMAINS: &[&[&str]] = &[OTHER_DOMAINS, GRAVE_DOMAINS];
const SYSTEMS: &[&[&str]] = &[
    &["classifier", "regressor", "ranking", "recommender", "other"],
    &["generative"],
];
const LIFECYCLES: &[&[&str]] = &[&["research"], &["prototype"], &["pilot"], &["production"]];
const USERS: &[&[&str]] = &[&["team"], &["organization"], &["public"]];
const AUTOMATION: &[&[&str]] = &[&["none"], &["advisory"], &["human_review"], &["full"]];
/// How age is known, by who vouches for it: the person alone, somebody who
/// knows it or an estimate, a document. That there is no gate at all is
/// youth/protection-not-removed's.
const AGE_METHODS: &[&[&str]] = &[
    &["self-declared"],
    &["age-estimation", "guardian", "carrier", "school-account"],
    &["id-check"],
];
const UNKNOWN_AGE: &[&[&str]] = &[&["adult"], &["child_defaults", "refused"]];
const TRAINING: &[&[&str]] = &[&["opt-out"], &["opt-in"], &["never"]];
const MINORS_TRAINING: &[&[&str]] = &[&["with-guardian"], &["never"]];

/// Every key with a direction.
pub(super) const LIMITS: &[Limit] = &[
    limit("evidence.max_age_days", Side::Larger),
    limit("system.decides_about_people", Side::False),
    limit("system.kind", Side::Front(SYSTEMS)),
    limit("system.domain", Side::Front(DOMAINS)).counts_as("general"),
    limit("system.commercial", Side::False),
    limit("system.lifecycle", Side::Front(LIFECYCLES)).counts_as("production"),
    limit("system.users", Side::Front(USERS)),
    limit("system.automation", Side::Front(AUTOMATION)),
    limit("system.audience.min_age", Side::Smaller),
    limit("privacy.personal_data", Side::False),
    // A check that is gone is fairness/no-group-dropped's.
    each(
        "fairness.checks[].limit",
        &["metric", "compare"],
        Side::Comparison,
    )
    .may_go(),
    limit("fairness.favorable", Side::Other).may_go(),
    each(
        "fairness.not_measured[].review_by",
        &["attribute"],
        Side::Later,
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
    limit("youth.age_assurance.method", Side::Front(AGE_METHODS)).may_go(),
    limit("youth.age_assurance.unknown_gets", Side::Front(UNKNOWN_AGE)),
    limit("youth.age_assurance.identity_kept_days", Side::Larger).may_go(),
    each(
        "integrity.robustness[].limit",
        &["suite", "language"],
        Side::Larger,
    ),
    limit("privacy.memorization.limit", Side::Larger),
    limit("privacy.retention_days", Side::Larger),
    limit("privacy.trains_on_user_input.mode", Side::Front(TRAINING)),
    limit(
        "privacy.trains_on_user_input.minors",
        Side::Front(MINORS_TRAINING),
    )
    .may_go(),
    each(
        "privacy.special_categories[].delete_after",
        &["type"],
        Side::Later,
    )
    .may_go(),
    // What is no longer left out needs no review.
    each("explain.redactions[].review_by", &["topic"], Side::Later).may_go(),
    limit("inclusion.accessibility.pages.*", Side::Nothing),
    limit("inclusion.alternative.max_days", Side::Larger),
    limit("benefit.better", Side::Other),
    limit("benefit.baseline", Side::Baseline),
    limit("benefit.tolerance", Side::Larger),
    limit("oversight.respond_within_days", Side::Larger),
    limit("oversight.appeal.days", Side::Larger),
    each("harms[].severity", &["id"], Side::Front(SEVERITIES)).told_by("harm"),
    limit("rules.*", Side::Front(LEVELS)),
];

/// Keys of a dataset that may stand in its manifest instead: they are held
/// against each other as they are in force. A set that is gone promises nothing.
const OF_DATA: &[Limit] = &[
    each("data[].retention_days", &["id"], Side::Larger).may_go(),
    each("data[].personal", &["id"], Side::False).may_go(),
    // The days that it is kept are counted from there.
    each(COLLECTED, &["id"], Side::Later).may_go(),
];
/// The day of a dataset's youngest record, which other records may move.
pub(super) const COLLECTED: &str = "data[].collected_until";

/// A value under its full name.
pub(super) struct Leaf<'a> {
    pub(super) value: Option<&'a Value>,
    /// The list item or the map that holds it.
    pub(super) entry: &'a Value,
}

/// A value that is more permissive than another one.
pub struct Looser<'a> {
    /// Its full name, list items by their names.
    pub key: String,
    /// The key's line in the table.
    pub path: &'static str,
    /// What stood.
    pub was: Option<&'a Value>,
    /// What stands.
    pub is: Option<&'a Value>,
    /// What counts where nothing stands.
    pub default: Option<&'static str>,
    /// The entry of a list that lost its value.
    pub entry: Option<&'a Value>,
    /// One of the two can't be read.
    pub undecided: bool,
}

/// Everything that is looser in one declaration than in another, in the order
/// of the table.
#[must_use]
pub fn looser<'a>(base: &'a Value, head: &'a Value) -> Vec<Looser<'a>> {
    LIMITS
        .iter()
        .flat_map(|limit| looser_by(limit, base, head))
        .collect()
}

/// The same of datasets, whose keys may stand in either of two files. Both
/// sides have them under `data`.
#[must_use]
pub fn looser_data<'a>(base: &'a Value, head: &'a Value) -> Vec<Looser<'a>> {
    let limits = OF_DATA.iter();
    limits
        .flat_map(|limit| looser_by(limit, base, head))
        .collect()
}

fn looser_by<'a>(limit: &Limit, base: &'a Value, head: &'a Value) -> Vec<Looser<'a>> {
    let (base, head) = (leaves(base, limit), leaves(head, limit));
    let mut found = Vec::new();
    for (key, was) in &base {
        // An item that only its name left goes on under the new one.
        let renamed = || {
            let text = was.entry.get(limit.told_by?)?.as_str()?;
            let mut fresh = head.iter().filter(|(key, _)| !base.contains_key(*key));
            fresh.find_map(|(_, is)| {
                let same = is.entry.get(limit.told_by?)?.as_str() == Some(text);
                same.then_some(is)
            })
        };
        let is = head.get(key).or_else(renamed);
        let mut looser = Looser {
            key: key.clone(),
            path: limit.path,
            was: was.value,
            is: is.and_then(|is| is.value),
            default: limit.default(),
            entry: None,
            undecided: false,
        };
        if looser.is.is_none() && limit.path.contains("[]") {
            looser.entry = is.map(|is| is.entry);
        }
        let side = side(limit.permissive, key, was.entry);
        if is_unreadable(looser.was) || is_unreadable(looser.is) {
            looser.undecided = true;
            found.push(looser);
            continue;
        }
        let word = |value: Option<&'a Value>| value.and_then(Value::as_str);
        let worse = match (rank(looser.was, looser.default, side), is) {
            _ if matches!(side, Side::Other) => match (word(looser.was), word(looser.is)) {
                (None, _) => false,
                (Some(_), None) => limit.stays,
                (was, is) => was != is,
            },
            (None, _) => false,
            // The entry, or a value without a default, is gone.
            (Some(_), None) if limit.path.contains(['[', '*']) => limit.stays,
            (Some(was), _) => match rank(looser.is, looser.default, side) {
                None => limit.stays,
                Some(is) => is > was + ALIKE,
            },
        };
        if worse {
            found.push(looser);
        }
    }
    found
}

pub(super) fn is_unreadable(value: Option<&Value>) -> bool {
    value.is_some_and(|value| matches!(value.kind, Kind::Missing(Reason::Unreadable)))
}

/// Every value that a path leads to, by its full name. Of several with one
/// name the strictest binds.
pub(super) fn leaves<'a>(root: &'a Value, limit: &Limit) -> IndexMap<String, Leaf<'a>> {
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
pub(super) fn side(side: Side, key: &str, entry: &Value) -> Side {
    let word = |name| entry.get(name).and_then(Value::as_str);
    match side {
        Side::Comparison => match (word("compare"), word("metric")) {
            (Some("difference"), _) => Side::Larger,
            (Some("worst"), Some(metric)) if less_is_better(metric) => Side::Larger,
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
pub(super) fn rank(value: Option<&Value>, default: Option<&str>, side: Side) -> Option<f64> {
    let number = || match value {
        Some(value) => value.as_number(),
        None => default?.parse().ok(),
    };
    match side {
        Side::Larger => number(),
        Side::Smaller => number().map(|number| -number),
        Side::Front(words) => {
            let word = match value {
                Some(value) => value.as_str()?,
                None => default?,
            };
            let place = words.iter().position(|row| row.contains(&word))?;
            Some(-f64::from(u32::try_from(place).unwrap_or(u32::MAX)))
        }
        Side::False => match value.and_then(Value::as_bool) {
            Some(true) => Some(0.0),
            _ => Some(1.0),
        },
        Side::Nothing => value.map(|_| 0.0),
        Side::Later => value?.as_date().map(days),
        Side::Comparison | Side::Baseline | Side::Other => None,
    }
}

/// A day as a number that orders it among others.
fn days(date: jiff::civil::Date) -> f64 {
    f64::from(date.year()) * 372.0 + f64::from(date.month()) * 31.0 + f64::from(date.day())
}

/// The keys with a number that has a default.
pub fn defaults() -> impl Iterator<Item = (&'static str, &'static str)> {
    let numbers = |limit: &&Limit| matches!(limit.permissive, Side::Larger | Side::Smaller);
    LIMITS
        .iter()
        .filter(numbers)
        .filter_map(|limit| Some((limit.path, default(limit.path)?)))
}

/// The line of a key's full name: `fairness.checks[fpr/difference].limit` is
/// of `fairness.checks[].limit`.
#[must_use]
pub fn path_of(key: &str) -> Option<String> {
    let bare = match (key.find('['), key.rfind(']')) {
        (Some(open), Some(close)) => format!("{}[]{}", &key[..open], &key[close + 1..]),
        _ => key.to_owned(),
    };
    let map = key.rsplit_once('.').map(|(map, _)| format!("{map}.*"));
    let known = |path: &str| LIMITS.iter().any(|limit| limit.path == path);
    std::iter::once(bare).chain(map).find(|path| known(path))
}
