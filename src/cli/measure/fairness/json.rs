//! Measures of groups for programs: `ethics-gate/measure-fairness/1`.

use serde_json::{Value as Json, json};

use super::{Fairness, HeldLimit};
use crate::measure::fairness::calibration::{BINS, Calibration};
use crate::measure::fairness::compare::{self, Comparison};
use crate::measure::fairness::sample::Sample;
use crate::measure::fairness::{Attribute, Confusion, Estimate, Group, Measured, Metric, sums};
use crate::measure::interval::Interval;

/// A count as a whole number where it is one; weighted sums are not.
fn count(value: f64) -> Json {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a whole number within what a double holds exactly"
    )]
    if value.fract() == 0.0 && (0.0..9e15).contains(&value) {
        json!(value as u64)
    } else {
        json!(value)
    }
}

fn bounds(interval: Option<Interval>) -> (Json, Json) {
    interval.map_or((Json::Null, Json::Null), |interval| {
        (json!(interval.low), json!(interval.high))
    })
}

fn estimate(metric: Metric, group: &Group, confidence: f64) -> Json {
    let estimate = Estimate::of(metric, &group.table, confidence);
    let (low, high) = bounds(estimate.interval);
    match estimate.value {
        None => json!({
            "value": null,
            "numerator": count(estimate.numerator),
            "denominator": count(estimate.denominator),
            "why": estimate.why,
        }),
        Some(value) => json!({
            "value": value,
            "numerator": count(estimate.numerator),
            "denominator": count(estimate.denominator),
            "low": low,
            "high": high,
        }),
    }
}

fn group_json(group: &Group, confidence: f64) -> Json {
    let mut rates = serde_json::Map::new();
    for metric in Metric::ALL {
        rates.insert(
            metric.name().to_owned(),
            estimate(metric, group, confidence),
        );
    }
    let table = &group.table;
    let mut found = json!({
        "name": group.name,
        "n": table.total().rows,
        "tp": count(table.tp.weight),
        "fp": count(table.fp.weight),
        "fn": count(table.fn_.weight),
        "tn": count(table.tn.weight),
        "rates": rates,
    });
    if let (Some(auc), Some(members)) = (group.auc, found.as_object_mut()) {
        let (low, high) = bounds(auc.interval(confidence));
        members.insert(
            "auc".to_owned(),
            json!({"value": auc.value, "standard_error": auc.standard_error, "low": low, "high": high}),
        );
    }
    if let (Some(calibration), Some(members)) = (&group.calibration, found.as_object_mut()) {
        members.insert(
            "calibration".to_owned(),
            calibration_json(calibration, group, confidence),
        );
    }
    found
}

fn calibration_json(calibration: &Calibration, group: &Group, confidence: f64) -> Json {
    let all = calibration.all();
    let mut found = json!({"binning": "equal-width", "bins": BINS, "n": all.people.rows});
    if let Some(why) = calibration.why() {
        found["why"] = json!(why);
    }
    for metric in ["brier", "ece", "calibration_gap"] {
        let sample = Sample::of(metric, group, None);
        let (low, high) = bounds(sample.and_then(|sample| sample.interval(confidence, 1.0)));
        found[metric] = json!({"value": sample.and_then(Sample::value), "low": low, "high": high});
    }
    found["observed"] = json!(all.observed().value());
    found["predicted"] = json!(all.predicted());
    let bins = calibration.bins().map(|(low, high, bin)| {
        json!({
            "low": low,
            "high": high,
            "n": bin.people.rows,
            "observed": bin.observed().value(),
            "predicted": bin.predicted(),
        })
    });
    found["table"] = bins.collect();
    found
}

fn limit_json(limit: &HeldLimit) -> Json {
    let (low, high) = bounds(limit.held.interval);
    json!({
        "metric": limit.metric,
        "compare": limit.compare.name(),
        "limit": limit.bound,
        "standing": limit.held.standing.name(),
        "groups": limit.held.groups,
        "value": limit.held.point,
        "low": low,
        "high": high,
        "needed": limit.held.needed,
        "left_out": limit.left_out,
    })
}

fn total_json(total: &Confusion) -> Json {
    json!({
        "n": total.total().rows,
        "tp": count(total.tp.weight),
        "fp": count(total.fp.weight),
        "fn": count(total.fn_.weight),
        "tn": count(total.tn.weight),
    })
}

fn comparison_json(comparison: &Comparison) -> Json {
    let (low, high) = bounds(comparison.interval);
    let mut found = json!({
        "metric": comparison.metric,
        "how": comparison.how.name(),
        "groups": comparison.groups,
        "value": comparison.value,
        "low": low,
        "high": high,
    });
    if let Some(members) = found.as_object_mut() {
        if let Some(log) = comparison.log_interval {
            members.insert("log_low".to_owned(), json!(log.low));
            members.insert("log_high".to_owned(), json!(log.high));
        }
        if let Some(why) = &comparison.why {
            members.insert("why".to_owned(), json!(why));
        }
    }
    found
}

/// Everything that was measured.
pub(super) fn all(asked: &Fairness, measured: &Measured, everybody: Option<&Attribute>) -> Json {
    let confidence = asked.confidence;
    let whole = sums::whole(&measured.attributes);
    let apart = |attribute: &Attribute| {
        let whole = whole.as_ref();
        whole.map_or_else(Vec::new, |whole| sums::apart(&attribute.total(), whole))
    };
    let attributes: Vec<Json> = measured
        .attributes
        .iter()
        .map(|attribute| {
            let apart = apart(attribute)
                .into_iter()
                .map(|one| json!({"cell": one.cell, "own": one.own, "most": one.whole}));
            json!({
                "name": attribute.name,
                "reference": attribute.reference,
                "groups": attribute
                    .groups
                    .iter()
                    .map(|group| group_json(group, confidence))
                    .collect::<Vec<_>>(),
                "total": total_json(&attribute.total()),
                "apart": apart.collect::<Vec<_>>(),
                "comparisons": compare::all(attribute, confidence)
                    .iter()
                    .map(comparison_json)
                    .collect::<Vec<_>>(),
                "four_fifths": limit_json(&asked.four_fifths(attribute)),
                "limits": asked.limits(attribute).map(|one| limit_json(&one)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut all = json!({
        "schema": "ethics-gate/measure-fairness/1",
        "rows": measured.rows,
        "confidence": confidence,
        "weighted": measured.weighted,
        "sums_agree": measured.attributes.iter().all(|attribute| apart(attribute).is_empty()),
        "attributes": attributes,
    });
    let everybody = everybody.and_then(|attribute| attribute.groups.first());
    if let (Some(everybody), Some(members)) = (everybody, all.as_object_mut()) {
        members.insert("everybody".to_owned(), group_json(everybody, confidence));
    }
    all
}
