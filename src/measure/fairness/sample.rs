//! What is measured of a group by the name of a metric: a rate, an area, or
//! distances of scores from what came true.

use super::calibration::Gaps;
use super::{Confusion, Group, Metric};
use crate::measure::auc::Auc;
use crate::measure::interval::{self, Interval, Rate};

/// What was measured of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a few at a time, on the stack: a box would cost more than it saves"
)]
pub enum Sample {
    /// A share of a denominator.
    Rate(Rate),
    /// An area under the ROC curve.
    Auc(Auc),
    /// Distances of observed and predicted.
    Gaps(Gaps),
}

/// Metrics that need a score, in the order of reports.
pub const SCORED: [&str; 4] = ["auc", "brier", "ece", "calibration_gap"];

/// Words of [`denominator`].
pub const DENOMINATORS: &[&str] = &["people", "positives", "negatives", "predicted-positives"];

impl Sample {
    /// A metric of a group. `favorable` says whether the positive prediction is
    /// the good one, which `favorable_rate` needs; `None` for what the group
    /// has no numbers for.
    #[must_use]
    pub fn of(metric: &str, group: &Group, favorable: Option<bool>) -> Option<Self> {
        let calibration = group.calibration.as_ref();
        match metric {
            "auc" => group.auc.map(Self::Auc),
            "brier" => calibration?.brier().map(Self::Rate),
            "ece" => calibration?.ece().map(Self::Gaps),
            "calibration_gap" => calibration?.gap().map(Self::Gaps),
            _ => rate(metric, &group.table, favorable).map(Self::Rate),
        }
    }

    /// The value; `None` without a denominator.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Rate(rate) => rate.value(),
            Self::Auc(auc) => Some(auc.value),
            Self::Gaps(gaps) => gaps.value(),
        }
    }

    /// Its interval with `times` as many cases at the same value.
    #[must_use]
    pub fn interval(self, confidence: f64, times: f64) -> Option<Interval> {
        match self {
            Self::Rate(rate) => {
                let rate = Rate {
                    numerator: rate.numerator * times,
                    denominator: rate.denominator * times,
                };
                interval::wilson(rate, confidence)
            }
            Self::Auc(auc) => Auc {
                standard_error: auc.standard_error.map(|error| error / times.sqrt()),
                ..auc
            }
            .interval(confidence),
            Self::Gaps(gaps) => gaps.interval(confidence, times),
        }
    }

    /// The cases that it rests on; `None` for an area, which rests on pairs.
    #[must_use]
    pub fn cases(self) -> Option<f64> {
        match self {
            Self::Rate(rate) => Some(rate.denominator),
            Self::Auc(_) => None,
            Self::Gaps(gaps) => Some(gaps.cases()),
        }
    }
}

/// The rate of a metric, `favorable_rate` included, which needs to know which
/// prediction is the good one.
#[must_use]
pub fn rate(metric: &str, table: &Confusion, favorable: Option<bool>) -> Option<Rate> {
    if let Some(known) = Metric::named(metric) {
        return Some(known.rate(table));
    }
    if metric != "favorable_rate" {
        return None;
    }
    let selected = Metric::SelectionRate.rate(table);
    let numerator = match favorable? {
        true => selected.numerator,
        false => selected.denominator - selected.numerator,
    };
    Some(Rate {
        numerator,
        denominator: selected.denominator,
    })
}

/// Who stands in the denominator of a metric, and how many cases they are;
/// an area needs both classes, and the smaller one counts.
#[must_use]
pub fn denominator(metric: &str, table: &Confusion) -> (&'static str, u64) {
    let positives = (table.tp + table.fn_).cases();
    let negatives = (table.fp + table.tn).cases();
    match metric {
        "tpr" | "fnr" => ("positives", positives),
        "fpr" | "tnr" => ("negatives", negatives),
        "ppv" => ("predicted-positives", (table.tp + table.fp).cases()),
        "auc" if positives < negatives => ("positives", positives),
        "auc" => ("negatives", negatives),
        _ => ("people", table.total().cases()),
    }
}

/// What a group without a value of a metric lacks.
#[must_use]
pub fn lacks(metric: &str) -> &'static str {
    match Metric::named(metric) {
        Some(known) => known.denominator(),
        None if metric == "auc" => "scores of positives and of negatives",
        None if SCORED.contains(&metric) => "scores from 0 to 1",
        None => "people",
    }
}
