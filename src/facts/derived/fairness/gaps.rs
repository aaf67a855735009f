//! The limits that a team commits to, held against its groups.

use super::counted::{Counted, pairs};
use super::{Group, favorable, spelled};
use crate::facts::Scope;
use crate::manifest::record::Record;
use crate::measure::fairness::limit::{self, Compare, Held, Limit, Member, Standing};
use crate::measure::fairness::sample::{SCORED, Sample, denominator};
use crate::measure::fairness::tally::{NO_VALUE, crossed_name};
use crate::measure::fairness::{Attribute, Group as Measured};
use crate::model::metric::less_is_better;
use crate::model::{Kind, Place, Reason, Value};

/// Where the declaration says nothing.
const CONFIDENCE: f64 = 0.95;
const MIN_GROUP: u64 = 100;
const MIN_DENOMINATOR: u64 = 30;

/// A commitment of the declaration.
pub(super) struct Check<'a> {
    pub(super) metric: &'a str,
    compare: Compare,
    bound: f64,
    /// The limit, at its place.
    at: &'a Value,
}

/// How many people, and cases, a group needs.
#[derive(Clone, Copy)]
pub(super) struct Least {
    pub(super) group: u64,
    pub(super) denominator: u64,
}

impl Least {
    pub(super) fn of(scope: &Scope) -> Self {
        let number = |key: &str, least: u64| {
            let declared = scope.declared(key).and_then(Value::as_int);
            let declared = declared.and_then(|number| u64::try_from(number).ok());
            declared.unwrap_or(least).max(least)
        };
        Self {
            group: number("fairness.min_group", MIN_GROUP),
            denominator: number("fairness.min_denominator", MIN_DENOMINATOR),
        }
    }

    /// What a group lacks for a metric: who, how many there are, and how many
    /// it takes.
    pub(super) fn lacking(
        self,
        metric: Option<&str>,
        group: &Measured,
    ) -> Option<(&'static str, u64, u64)> {
        let people = group.table.total().cases();
        if people < self.group {
            return Some(("people", people, self.group));
        }
        let (who, cases) = denominator(metric?, &group.table);
        (cases < self.denominator).then_some((who, cases, self.denominator))
    }
}

/// The checks that say all they have to, each with a limit within its bounds.
/// Any other is told of the check.
pub(super) fn checks<'a>(scope: &'a Scope<'a>) -> Vec<Check<'a>> {
    let declared = scope.declared("fairness.checks");
    let declared = declared.map_or(&[][..], Value::items);
    let checks = declared.iter().filter_map(|check| {
        let metric = check.get("metric")?.as_str()?;
        let compare = check.get("compare")?.as_str()?;
        let compare = Compare::ALL
            .into_iter()
            .find(|known| known.name() == compare)?;
        let at = check.get("limit")?;
        let bound = at.as_number()?;
        let (low, high) = bounds(metric, compare);
        let is_bounded = low < bound && bound <= high;
        let is_known = metric != "favorable_rate" || favorable(scope).is_some();
        (is_bounded && is_known).then_some(Check {
            metric,
            compare,
            bound,
            at,
        })
    });
    checks.collect()
}

/// Above which, and up to which, a limit may lie.
fn bounds(metric: &str, compare: Compare) -> (f64, f64) {
    match compare {
        Compare::Ratio => (0.5 - f64::EPSILON, 1.0),
        Compare::Difference => (0.0, 0.25),
        // A score that is off by more than a coin's Brier score says nothing.
        Compare::Worst if SCORED.contains(&metric) && less_is_better(metric) => (0.0, 0.25),
        Compare::Worst if less_is_better(metric) => (0.0, 0.5),
        Compare::Worst => (0.5 - f64::EPSILON, 1.0 - f64::EPSILON),
    }
}

/// Each declared limit with its bounds.
pub(super) fn limits(scope: &Scope) -> Value {
    let declared = scope.declared("fairness.checks");
    let limits = declared.map_or(&[][..], Value::items).iter();
    let limits = limits.filter_map(|check| {
        let metric = check.get("metric")?;
        let compare = check.get("compare")?;
        let limit = check.get("limit")?;
        let how = match compare.as_str()? {
            "difference" => Compare::Difference,
            "ratio" => Compare::Ratio,
            _ => Compare::Worst,
        };
        let (low, high) = bounds(metric.as_str()?, how);
        let bound = limit.as_number()?;
        let mut record = Record::new();
        record.put("metric", metric.clone());
        record.put("compare", compare.clone());
        record.put("limit", limit.clone());
        record.put("low", Value::computed((low * 100.0).round() / 100.0));
        record.put("high", Value::computed((high * 100.0).round() / 100.0));
        record.put("bounded", Value::computed(low < bound && bound <= high));
        Some(record.into_value(None).placed_like(limit))
    });
    Value::list(limits)
}

/// Each group that others are held against, and whether it is one that is
/// declared: held against nobody, no limit would be broken.
pub(super) fn references(scope: &Scope, groups: &[Group]) -> Value {
    let declared = scope.declared("fairness.reference");
    let declared = declared.into_iter().flat_map(Value::entries);
    Value::list(declared.filter_map(|(attribute, group)| {
        let name = spelled(group)?;
        let is_one = |own: &Group| own.attribute == &**attribute && own.name == name;
        let known = groups.iter().any(is_one);
        let mut record = Record::new();
        record.put("attribute", Value::computed(&**attribute));
        record.put("known", Value::computed(known));
        record.put("group", Value::computed(name));
        Some(record.into_value(None).placed_like(group))
    }))
}

/// Every check over the groups of every attribute.
pub(super) fn gaps(scope: &Scope, groups: &[Group], counted: &Counted) -> Value {
    let checks = checks(scope);
    let named = scope.declared("fairness.attributes");
    let named = named.into_iter().flat_map(Value::entries);
    let mut gaps = Vec::new();
    if let (Some(missing), false) = (counted.missing(), checks.is_empty()) {
        return missing;
    }
    for (name, _) in named {
        let known = counted.attribute(name);
        let declared = |group: &Measured| {
            let is_one = |own: &Group| own.attribute == &**name && own.name == group.name;
            groups.iter().any(is_one)
        };
        let reference = scope.declared("fairness.reference");
        let reference = reference.and_then(|of| of.get(name)).and_then(spelled);
        // Against a group that is none, no limit would be broken: every pair is held.
        let is_group = |own: &Group, wanted: &str| own.attribute == &**name && own.name == wanted;
        let reference = reference.filter(|wanted| groups.iter().any(|own| is_group(own, wanted)));
        let members = known.map(|attribute| Members::of(attribute, declared));
        for (check, members) in checks
            .iter()
            .filter_map(|one| Some((one, members.as_ref()?)))
        {
            gaps.push(members.gap(scope, groups, check, reference.as_deref()));
        }
    }
    Value::list(gaps)
}

/// Every check over the cells of every pair of attributes.
pub(super) fn crossed(scope: &Scope, groups: &[Group], counted: &Counted) -> Value {
    let checks = checks(scope);
    let mut gaps = Vec::new();
    for (pair, names) in pairs(scope) {
        let Some(attribute) = names.get(..2).and_then(|names| table_of(counted, names)) else {
            continue;
        };
        let declared = |cell: &Measured| is_cell(cell, &names, groups);
        let members = Members::of(attribute, declared);
        for check in &checks {
            let gap = members.gap(scope, groups, check, None);
            gaps.push(gap.placed_like(pair));
        }
    }
    Value::list(gaps)
}

/// The pairs that are declared, and whether they were counted.
pub(super) fn counted_pairs(scope: &Scope, counted: &Counted) -> Value {
    Value::list(pairs(scope).map(|(pair, names)| {
        let attributes = scope.declared("fairness.attributes");
        let is_known = |name: &String| attributes.is_some_and(|all| all.get(name).is_some());
        let known = names.len() == 2 && names[0] != names[1] && names.iter().all(is_known);
        let held = counted.missing().unwrap_or_else(|| {
            let held = names.get(..2).and_then(|names| table_of(counted, names));
            Value::computed(held.is_some())
        });
        let mut record = Record::new();
        record.put("name", Value::computed(names.join("*")));
        record.put("known", Value::computed(known));
        record.keep("counted", held);
        record.into_value(None).placed_like(pair)
    }))
}

/// The crossed table of a pair, in either order.
fn table_of<'a>(counted: &'a Counted, names: &[String]) -> Option<&'a Attribute> {
    let [one, other] = names else {
        return None;
    };
    let named = |first: &str, second: &str| counted.attribute(&format!("{first}*{second}"));
    named(one, other).or_else(|| named(other, one))
}

/// Whether both parts of a cell are declared groups, in either order.
fn is_cell(cell: &Measured, names: &[String], groups: &[Group]) -> bool {
    let [one, other] = names else {
        return false;
    };
    let of = |attribute: &String| {
        let attribute = attribute.clone();
        let own = groups
            .iter()
            .filter(move |group| group.attribute == attribute);
        own.map(|group| group.name.as_str()).chain([NO_VALUE])
    };
    of(one).any(|first| {
        of(other).any(|second| {
            let pair = [first, second];
            cell.name == crossed_name(&pair) || cell.name == crossed_name(&[pair[1], pair[0]])
        })
    })
}

/// The groups of one attribute that are declared, and the people without a
/// value: to be without a group is no way out of a limit.
struct Members<'a> {
    name: &'a str,
    groups: Vec<&'a Measured>,
}

impl<'a> Members<'a> {
    fn of(attribute: &'a Attribute, is_declared: impl Fn(&Measured) -> bool) -> Self {
        let groups = attribute.groups.iter();
        Self {
            name: &attribute.name,
            groups: groups
                .filter(|group| group.name == NO_VALUE || is_declared(group))
                .collect(),
        }
    }

    fn gap(
        &self,
        scope: &Scope,
        groups: &[Group],
        check: &Check,
        reference: Option<&str>,
    ) -> Value {
        let least = Least::of(scope);
        let (mut members, mut left_out) = (Vec::new(), Vec::new());
        let mut without = false;
        for group in &self.groups {
            let found = Sample::of(check.metric, group, favorable(scope));
            without |= found.is_none();
            match (least.lacking(Some(check.metric), group), found) {
                (None, Some(sample)) => members.push(Member {
                    name: group.name.clone(),
                    sample,
                }),
                _ => left_out.push(Value::computed(group.name.as_str())),
            }
        }
        let confidence = scope.declared("fairness.confidence");
        let confidence = confidence.and_then(Value::as_number).unwrap_or(CONFIDENCE);
        let held = limit::hold(
            &members,
            Limit {
                compare: check.compare,
                less_is_better: less_is_better(check.metric),
                bound: check.bound,
                confidence,
                reference,
            },
        );
        let within = match held.standing {
            Standing::Kept => Value::computed(true),
            Standing::Broken => Value::computed(false),
            Standing::NotShown => Value::computed(Kind::Missing(Reason::NotDemonstrated)),
            // No score, no area.
            Standing::TooFew if without => Value::computed(Kind::Missing(Reason::Absent)),
            // That a group is too small is told of the group.
            Standing::TooFew => Value::missing(Reason::Insufficient, self.small(groups, &left_out)),
        };
        let mut record = record(self.name, check, &held);
        record.keep("within", within);
        record.keep("left_out", Value::list(left_out));
        let rates = self.groups.iter().filter_map(|group| {
            let sample = Sample::of(check.metric, group, favorable(scope))?;
            let enough = least.lacking(Some(check.metric), group).is_none();
            Some(own_rate(check.metric, group, sample, enough, confidence))
        });
        record.keep("rates", Value::list(rates));
        record.into_value(None).placed_like(check.at)
    }
}

/// A group's own value with its interval, whatever it is compared with.
fn own_rate(
    metric: &str,
    group: &Measured,
    sample: Sample,
    enough: bool,
    confidence: f64,
) -> Value {
    let (value, interval) = (sample.value(), sample.interval(confidence, 1.0));
    let number = |number: f64| Value::computed(rounded(number));
    let (_, cases) = denominator(metric, &group.table);
    let mut record = Record::new();
    record.put("group", Value::computed(group.name.as_str()));
    record.put("value", value.map(number));
    record.put("low", interval.map(|own| number(own.low)));
    record.put("high", interval.map(|own| number(own.high)));
    record.put("n", i64::try_from(cases).ok().map(Value::computed));
    record.put("enough", Value::computed(enough));
    record.into_value(None)
}

fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

impl Members<'_> {
    /// Where the first declared group stands that was left out.
    fn small(&self, groups: &[Group], left_out: &[Value]) -> Option<Place> {
        let is_out = |group: &&Group| {
            let name = |one: &Value| one.as_str() == Some(group.name.as_str());
            group.attribute == self.name && left_out.iter().any(name)
        };
        groups.iter().find(is_out)?.value.mark()
    }
}

fn record(attribute: &str, check: &Check, held: &Held) -> Record {
    let number = |number: f64| Value::computed(rounded(number));
    let mut record = Record::new();
    record.put("attribute", Value::computed(attribute));
    record.put("metric", Value::computed(check.metric));
    record.put("compare", Value::computed(check.compare.name()));
    record.put("limit", check.at.clone());
    let groups = held.groups.iter().map(String::as_str).map(Value::computed);
    record.keep("groups", Value::list(groups));
    record.put("value", held.point.map(number));
    record.put("low", held.interval.map(|own| number(own.low)));
    record.put("high", held.interval.map(|own| number(own.high)));
    record.put("point_within", Value::computed(held.point_within));
    let needed = held.needed.and_then(|needed| i64::try_from(needed).ok());
    record.put("needed", needed.map(Value::computed));
    record
}
