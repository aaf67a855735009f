//! Metrics by the names that people give them, taken from counts.

use super::counted::Counted;
use crate::measure::fairness::sample::{Sample, rate};
use crate::measure::fairness::{Attribute, Confusion, Group, Metric, compare};
use crate::model::Reason;

/// Confidence of comparisons of which only the value is taken.
const ANY: f64 = 0.95;

/// What a number is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Everybody who was evaluated.
    Everybody,
    /// A group, of any attribute that has it where none is said.
    Group(Option<String>, String),
    /// All groups of an attribute, held against each other.
    Attribute(String),
}

impl Of {
    pub(super) fn name(&self) -> String {
        match self {
            Self::Everybody => "all".to_owned(),
            Self::Group(Some(attribute), group) => format!("{attribute}/{group}"),
            Self::Group(None, name) | Self::Attribute(name) => name.clone(),
        }
    }
}

/// A metric recomputed.
pub(super) struct Recomputed {
    pub(super) value: f64,
    /// Its denominator, for a rate.
    pub(super) n: Option<f64>,
    /// People in the group.
    pub(super) people: f64,
}

/// A metric of what a number is about. `Absent` where it can't be computed
/// from what is there, `Insufficient` where its denominator is zero.
pub(super) fn recompute(
    counted: &Counted,
    metric: &str,
    of: &Of,
    favorable: Option<bool>,
) -> Result<Recomputed, Reason> {
    counted.tables.as_ref().map_err(|_| Reason::Unreadable)?;
    if let Of::Attribute(name) = of {
        let attribute = counted.attribute(name).ok_or(Reason::Absent)?;
        return of_attribute(metric, attribute, favorable);
    }
    let group = people(counted, of).ok_or(Reason::Absent)?;
    of_group(metric, &group, favorable)
}

/// The people whom a number is about.
fn people(counted: &Counted, of: &Of) -> Option<Group> {
    match of {
        Of::Everybody => counted.everybody(),
        Of::Group(Some(attribute), group) => {
            let attribute = counted.attribute(attribute)?;
            let groups = &mut attribute.groups.iter();
            groups.find(|have| have.name == *group).cloned()
        }
        Of::Group(None, name) => {
            // Two attributes with one such group tell nothing of which is meant.
            let tables = counted.tables.as_ref().ok()?;
            let groups = tables.iter().flat_map(|attribute| &attribute.groups);
            let mut named = groups.filter(|group| group.name == *name);
            named.next().filter(|_| named.next().is_none()).cloned()
        }
        Of::Attribute(_) => None,
    }
}

/// How many people a number is about, and every denominator of their rates.
pub(super) fn sizes(counted: &Counted, of: &Of) -> Vec<f64> {
    people(counted, of).map_or_else(Vec::new, |group| {
        let Confusion { tp, fp, fn_, tn } = group.table;
        let all = [tp + fp + fn_ + tn, tp + fn_, fp + tn, tp + fp, fn_ + tn];
        all.into_iter().map(|cell| cell.weight).collect()
    })
}

fn of_group(metric: &str, group: &Group, favorable: Option<bool>) -> Result<Recomputed, Reason> {
    let people = group.table.total();
    let (value, n) = match (metric, Sample::of(metric, group, favorable)) {
        (_, Some(Sample::Rate(rate))) => {
            let value = rate.value().ok_or(Reason::Insufficient)?;
            (value, Some(weight_below(metric, &group.table)))
        }
        (_, Some(sample)) => (sample.value().ok_or(Reason::Insufficient)?, None),
        ("f1", None) => {
            let Confusion { tp, fp, fn_, .. } = group.table;
            let below = 2.0 * tp.weight + fp.weight + fn_.weight;
            if below <= 0.0 {
                return Err(Reason::Insufficient);
            }
            (2.0 * tp.weight / below, None)
        }
        _ => return Err(Reason::Absent),
    };
    Ok(Recomputed {
        value,
        n,
        people: people.weight,
    })
}

/// The denominator as it is reported: weighted, where rows are.
fn weight_below(metric: &str, table: &Confusion) -> f64 {
    Metric::named(metric).map_or_else(|| table.total().weight, |known| known.cells(table).1.weight)
}

/// A comparison of all groups of an attribute by the name that fairlearn, or
/// `ethics-gate measure fairness`, gives it.
fn of_attribute(
    metric: &str,
    attribute: &Attribute,
    favorable: Option<bool>,
) -> Result<Recomputed, Reason> {
    let of = |value| Recomputed {
        value,
        n: None,
        people: attribute.total().total().weight,
    };
    let spread = |name: &str| {
        let rates = attribute.groups.iter().map(|group| {
            let rate = rate(name, &group.table, favorable).ok_or(Reason::Absent)?;
            rate.value().ok_or(Reason::Insufficient)
        });
        let rates: Vec<f64> = rates.collect::<Result<_, _>>()?;
        let low = rates.iter().copied().reduce(f64::min);
        let high = rates.iter().copied().reduce(f64::max);
        low.zip(high).ok_or(Reason::Absent)
    };
    if metric == "favorable_rate_difference" {
        return spread("favorable_rate").map(|(low, high)| of(high - low));
    }
    if metric == "favorable_rate_ratio" {
        let (low, high) = spread("favorable_rate")?;
        return match high > 0.0 {
            true => Ok(of(low / high)),
            false => Err(Reason::Insufficient),
        };
    }
    let named = compare::all(attribute, ANY);
    let found = named.iter().find(|one| {
        one.metric == metric && matches!(one.how, compare::How::MaxMin | compare::How::MinOverMax)
    });
    let found = found.ok_or(Reason::Absent)?;
    found.value.map(of).ok_or(Reason::Insufficient)
}
