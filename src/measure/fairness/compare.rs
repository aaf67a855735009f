//! Groups held against each other: the worst pair, a reference, the rest.

use super::{Attribute, Confusion, Group, Metric};
use crate::measure::interval::{self, Interval};

/// What is compared with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The highest less the lowest.
    MaxMin,
    /// The lowest over the highest.
    MinOverMax,
    /// A group with the reference.
    ToReference,
    /// A group with everybody else: its complement, never an overlapping total.
    ToRest,
}

impl How {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MaxMin => "max-min",
            Self::MinOverMax => "min/max",
            Self::ToReference => "to-reference",
            Self::ToRest => "to-rest",
        }
    }
}

/// One comparison.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// fairlearn's name where it has one.
    pub metric: String,
    /// What was compared.
    pub how: How,
    /// The groups, first less or over second.
    pub groups: Vec<String>,
    /// The difference or ratio; `None` where it is not estimable.
    pub value: Option<f64>,
    /// Its interval, for two independent groups.
    pub interval: Option<Interval>,
    /// For a ratio, the log interval that many tools print.
    pub log_interval: Option<Interval>,
    /// Why there is no value or no interval.
    pub why: Option<String>,
}

/// Why a spread over several groups carries no interval.
const MANY: &str = "the spread of more than two groups has no interval; its pairs have, see to-reference and to-rest";

/// Every comparison of an attribute.
#[must_use]
pub fn all(attribute: &Attribute, confidence: f64) -> Vec<Comparison> {
    let mut found = Vec::new();
    for metric in Metric::ALL {
        found.extend(spread(attribute, metric, confidence));
    }
    found.extend(named(attribute));
    for metric in Metric::ALL {
        if let Some(reference) = attribute.reference.as_deref() {
            found.extend(to_reference(attribute, reference, metric, confidence));
        }
        found.extend(to_rest(attribute, metric, confidence));
    }
    found
}

/// The extremes of a metric over the groups that have it.
struct Extremes<'a> {
    low: (&'a Group, f64),
    high: (&'a Group, f64),
    without: Vec<&'a str>,
}

fn extremes(attribute: &Attribute, metric: Metric) -> Option<Extremes<'_>> {
    let mut without = Vec::new();
    let mut with = Vec::new();
    for group in &attribute.groups {
        match metric.rate(&group.table).value() {
            Some(rate) => with.push((group, rate)),
            None => without.push(group.name.as_str()),
        }
    }
    let low = with.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let high = with.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (with.len() > 1).then_some(Extremes { low, high, without })
}

fn spread(attribute: &Attribute, metric: Metric, confidence: f64) -> [Comparison; 2] {
    let difference = format!("{}_difference", metric.name());
    let ratio = format!("{}_ratio", metric.name());
    let Some(Extremes { low, high, without }) = extremes(attribute, metric) else {
        return [
            not_estimable(difference, How::MaxMin, metric),
            not_estimable(ratio, How::MinOverMax, metric),
        ];
    };
    let pair = attribute.groups.len() == 2;
    let left_out = (!without.is_empty()).then(|| {
        format!(
            "without {}: no {}",
            without.join(", "),
            metric.denominator()
        )
    });
    let no_interval = || {
        left_out
            .clone()
            .or_else(|| (!pair).then(|| MANY.to_owned()))
    };
    let rates = (metric.rate(&low.0.table), metric.rate(&high.0.table));
    let difference = Comparison {
        metric: difference,
        how: How::MaxMin,
        groups: vec![high.0.name.clone(), low.0.name.clone()],
        value: Some(high.1 - low.1),
        interval: pair
            .then(|| interval::newcombe(rates.1, rates.0, confidence))
            .flatten(),
        log_interval: None,
        why: no_interval(),
    };
    let ratio = Comparison {
        metric: ratio,
        how: How::MinOverMax,
        groups: vec![low.0.name.clone(), high.0.name.clone()],
        value: (high.1 > 0.0).then(|| low.1 / high.1),
        interval: pair
            .then(|| interval::mover_ratio(rates.0, rates.1, confidence))
            .flatten(),
        log_interval: pair
            .then(|| interval::log_ratio(rates.0, rates.1, confidence))
            .flatten(),
        why: if high.1 > 0.0 {
            no_interval()
        } else {
            Some(format!(
                "not estimable: {} is 0 in every group",
                metric.name()
            ))
        },
    };
    [difference, ratio]
}

/// fairlearn's named summaries, which are spreads of one or two rates.
fn named(attribute: &Attribute) -> Vec<Comparison> {
    let difference = |metric| extremes(attribute, metric).map(|e| e.high.1 - e.low.1);
    let ratio = |metric| {
        extremes(attribute, metric)
            .filter(|e| e.high.1 > 0.0)
            .map(|e| e.low.1 / e.high.1)
    };
    let complete = |metric| extremes(attribute, metric).is_some_and(|e| e.without.is_empty());
    let worst = |a: Option<f64>, b: Option<f64>, pick: fn(f64, f64) -> f64| Some(pick(a?, b?));
    let tpr_fpr = complete(Metric::Tpr) && complete(Metric::Fpr);
    [
        (
            "demographic_parity_difference",
            How::MaxMin,
            difference(Metric::SelectionRate),
            complete(Metric::SelectionRate),
        ),
        (
            "demographic_parity_ratio",
            How::MinOverMax,
            ratio(Metric::SelectionRate),
            complete(Metric::SelectionRate),
        ),
        (
            "equalized_odds_difference",
            How::MaxMin,
            worst(difference(Metric::Tpr), difference(Metric::Fpr), f64::max),
            tpr_fpr,
        ),
        (
            "equalized_odds_ratio",
            How::MinOverMax,
            worst(ratio(Metric::Tpr), ratio(Metric::Fpr), f64::min),
            tpr_fpr,
        ),
        (
            "equal_opportunity_difference",
            How::MaxMin,
            difference(Metric::Tpr),
            complete(Metric::Tpr),
        ),
        (
            "equal_opportunity_ratio",
            How::MinOverMax,
            ratio(Metric::Tpr),
            complete(Metric::Tpr),
        ),
    ]
    .into_iter()
    .map(|(name, how, value, complete)| Comparison {
        metric: name.to_owned(),
        how,
        groups: attribute
            .groups
            .iter()
            .map(|group| group.name.clone())
            .collect(),
        // A spread that leaves a group out is not the spread of the attribute.
        value: value.filter(|_| complete),
        interval: None,
        log_interval: None,
        why: Some(if value.is_some() && complete {
            "a summary of several groups or rates: its parts have intervals".to_owned()
        } else {
            "not estimable: a group lacks a denominator, or every rate is 0".to_owned()
        }),
    })
    .collect()
}

fn to_reference(
    attribute: &Attribute,
    reference: &str,
    metric: Metric,
    confidence: f64,
) -> Vec<Comparison> {
    let Some(base) = attribute
        .groups
        .iter()
        .find(|group| group.name == reference)
    else {
        return Vec::new();
    };
    attribute
        .groups
        .iter()
        .filter(|group| group.name != reference)
        .flat_map(|group| {
            pair(
                metric,
                How::ToReference,
                (&group.name, &group.table),
                (reference, &base.table),
                confidence,
            )
        })
        .collect()
}

fn to_rest(attribute: &Attribute, metric: Metric, confidence: f64) -> Vec<Comparison> {
    if attribute.groups.len() < 2 {
        return Vec::new();
    }
    attribute
        .groups
        .iter()
        .flat_map(|group| {
            let rest = attribute
                .groups
                .iter()
                .filter(|other| other.name != group.name)
                .fold(Confusion::default(), |sum, other| sum + other.table);
            pair(
                metric,
                How::ToRest,
                (&group.name, &group.table),
                ("(the rest)", &rest),
                confidence,
            )
        })
        .collect()
}

/// Difference and ratio of two disjoint sets of people.
#[must_use]
pub fn pair(
    metric: Metric,
    how: How,
    first: (&str, &Confusion),
    second: (&str, &Confusion),
    confidence: f64,
) -> [Comparison; 2] {
    let rates = (metric.rate(first.1), metric.rate(second.1));
    let values = rates.0.value().zip(rates.1.value());
    let groups = vec![first.0.to_owned(), second.0.to_owned()];
    let why = |missing: bool, what: &str| missing.then(|| what.to_owned());
    let no_denominator = "not estimable: a group without a denominator";
    let ratio_value = values.filter(|(_, b)| *b > 0.0).map(|(a, b)| a / b);
    let ratio_interval = interval::mover_ratio(rates.0, rates.1, confidence);
    [
        Comparison {
            metric: format!("{}_difference", metric.name()),
            how,
            groups: groups.clone(),
            value: values.map(|(a, b)| a - b),
            interval: interval::newcombe(rates.0, rates.1, confidence),
            log_interval: None,
            why: why(values.is_none(), no_denominator),
        },
        Comparison {
            metric: format!("{}_ratio", metric.name()),
            how,
            groups,
            value: ratio_value,
            interval: ratio_interval,
            log_interval: interval::log_ratio(rates.0, rates.1, confidence),
            why: if values.is_none() {
                Some(no_denominator.to_owned())
            } else if ratio_value.is_none() {
                Some("not estimable: the second rate is 0".to_owned())
            } else {
                why(
                    ratio_interval.is_none(),
                    "no interval: the second rate can't be told from 0",
                )
            },
        },
    ]
}

fn not_estimable(metric: String, how: How, of: Metric) -> Comparison {
    Comparison {
        metric,
        how,
        groups: Vec::new(),
        value: None,
        interval: None,
        log_interval: None,
        why: Some(format!(
            "not estimable: fewer than two groups have {}",
            of.denominator()
        )),
    }
}
