//! Groups held against each other: the worst pair, a reference, the rest.

use super::sample::{SCORED, Sample, lacks};
use super::{Attribute, Confusion, Metric};
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
        found.extend(spread(attribute, metric.name(), confidence));
    }
    found.extend(named(attribute));
    for metric in Metric::ALL {
        if let Some(reference) = attribute.reference.as_deref() {
            found.extend(to_reference(attribute, reference, metric, confidence));
        }
        found.extend(to_rest(attribute, metric, confidence));
    }
    if attribute
        .groups
        .iter()
        .any(|group| group.calibration.is_some())
    {
        for metric in SCORED {
            found.extend(spread(attribute, metric, confidence));
        }
    }
    found
}

/// A group with what was measured of it.
#[derive(Clone, Copy)]
struct Member<'a> {
    name: &'a str,
    sample: Sample,
    value: f64,
}

/// The lowest and the highest group, or the groups without a value: a spread
/// that leaves one out is not the spread of the attribute.
#[expect(
    clippy::large_enum_variant,
    reason = "a few at a time, on the stack: a box would cost more than it saves"
)]
enum Extremes<'a> {
    Of {
        low: Member<'a>,
        high: Member<'a>,
    },
    Without(Vec<&'a str>),
    /// Fewer than two groups.
    Few,
}

fn extremes<'a>(attribute: &'a Attribute, metric: &str) -> Extremes<'a> {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for group in &attribute.groups {
        let name = group.name.as_str();
        let sample = Sample::of(metric, group, None);
        match sample.and_then(|sample| Some((sample, sample.value()?))) {
            Some((sample, value)) => with.push(Member {
                name,
                sample,
                value,
            }),
            None => without.push(name),
        }
    }
    if !without.is_empty() {
        return Extremes::Without(without);
    }
    let low = with.iter().min_by(|a, b| a.value.total_cmp(&b.value));
    let high = with.iter().max_by(|a, b| a.value.total_cmp(&b.value));
    match (low, high) {
        (Some(low), Some(high)) if with.len() > 1 => Extremes::Of {
            low: *low,
            high: *high,
        },
        _ => Extremes::Few,
    }
}

/// Why an attribute has no spread of a metric.
fn no_spread(metric: &str, without: &[&str]) -> String {
    match without {
        [] => "not estimable: fewer than two groups".to_owned(),
        _ => format!(
            "not estimable: no {} in {}",
            lacks(metric),
            without.join(", ")
        ),
    }
}

fn spread(attribute: &Attribute, metric: &str, confidence: f64) -> [Comparison; 2] {
    let difference = format!("{metric}_difference");
    let ratio = format!("{metric}_ratio");
    let (low, high) = match extremes(attribute, metric) {
        Extremes::Of { low, high } => (low, high),
        Extremes::Without(without) => {
            let why = no_spread(metric, &without);
            return not_estimable(difference, ratio, &why);
        }
        Extremes::Few => return not_estimable(difference, ratio, &no_spread(metric, &[])),
    };
    let pair = attribute.groups.len() == 2;
    let no_interval = (!pair).then(|| MANY.to_owned());
    let estimate = |member: &Member| {
        let interval = member.sample.interval(confidence, 1.0);
        interval.filter(|_| pair).map(|own| (member.value, own))
    };
    let ends = estimate(&low).zip(estimate(&high));
    let log_interval = match (low.sample, high.sample) {
        (Sample::Rate(low), Sample::Rate(high)) if pair && Metric::named(metric).is_some() => {
            interval::log_ratio(low, high, confidence)
        }
        _ => None,
    };
    let difference = Comparison {
        metric: difference,
        how: How::MaxMin,
        groups: vec![high.name.to_owned(), low.name.to_owned()],
        value: Some(high.value - low.value),
        interval: ends.map(|(low, high)| interval::difference_of(high, low)),
        log_interval: None,
        why: no_interval.clone(),
    };
    let ratio = Comparison {
        metric: ratio,
        how: How::MinOverMax,
        groups: vec![low.name.to_owned(), high.name.to_owned()],
        value: (high.value > 0.0).then(|| low.value / high.value),
        interval: ends.and_then(|(low, high)| interval::ratio_of(low, high)),
        log_interval,
        why: match high.value > 0.0 {
            true => no_interval,
            false => Some(format!("not estimable: {metric} is 0 in every group")),
        },
    };
    [difference, ratio]
}

/// fairlearn's named summaries, which are spreads of one or two rates.
fn named(attribute: &Attribute) -> Vec<Comparison> {
    const SUMMARIES: [(&str, &[Metric]); 3] = [
        ("demographic_parity", &[Metric::SelectionRate]),
        ("equalized_odds", &[Metric::Tpr, Metric::Fpr]),
        ("equal_opportunity", &[Metric::Tpr]),
    ];
    let mut found = Vec::new();
    for (name, metrics) in SUMMARIES {
        let spreads = metrics.iter().map(|metric| {
            let name = metric.name();
            match extremes(attribute, name) {
                Extremes::Of { low, high } => Ok((low.value, high.value)),
                Extremes::Without(without) => Err(no_spread(name, &without)),
                Extremes::Few => Err(no_spread(name, &[])),
            }
        });
        let spreads: Result<Vec<(f64, f64)>, String> = spreads.collect();
        let zero = "not estimable: every rate is 0".to_owned();
        let difference = spreads.as_ref().map_err(Clone::clone).map(|spreads| {
            let differences = spreads.iter().map(|(low, high)| high - low);
            differences.fold(0.0, f64::max)
        });
        let ratio = spreads.and_then(|spreads| {
            let ratios = spreads
                .iter()
                .map(|(low, high)| (*high > 0.0).then(|| low / high));
            let least = ratios
                .reduce(|least, next| Some(least?.min(next?)))
                .flatten();
            least.ok_or(zero)
        });
        let comparison = |how, ending: &str, value: Result<f64, String>| Comparison {
            metric: format!("{name}_{ending}"),
            how,
            groups: attribute
                .groups
                .iter()
                .map(|group| group.name.clone())
                .collect(),
            value: value.as_ref().ok().copied(),
            interval: None,
            log_interval: None,
            why: Some(value.err().unwrap_or_else(|| {
                "a summary of several groups or rates: its parts have intervals".to_owned()
            })),
        };
        found.push(comparison(How::MaxMin, "difference", difference));
        found.push(comparison(How::MinOverMax, "ratio", ratio));
    }
    found
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
    let lacking = [(first.0, rates.0), (second.0, rates.1)];
    let lacking = lacking.iter().filter(|(_, rate)| rate.value().is_none());
    let lacking: Vec<&str> = lacking.map(|(name, _)| *name).collect();
    let no_denominator = no_spread(metric.name(), &lacking);
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
            why: why(values.is_none(), &no_denominator),
        },
        Comparison {
            metric: format!("{}_ratio", metric.name()),
            how,
            groups,
            value: ratio_value,
            interval: ratio_interval,
            log_interval: interval::log_ratio(rates.0, rates.1, confidence),
            why: if values.is_none() {
                Some(no_denominator)
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

fn not_estimable(difference: String, ratio: String, why: &str) -> [Comparison; 2] {
    [(difference, How::MaxMin), (ratio, How::MinOverMax)].map(|(metric, how)| Comparison {
        metric,
        how,
        groups: Vec::new(),
        value: None,
        interval: None,
        log_interval: None,
        why: Some(why.to_owned()),
    })
}
