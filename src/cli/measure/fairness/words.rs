//! Measures of groups for people.

use std::fmt::Write as _;

use super::{Fairness, HeldLimit};
use crate::measure::fairness::compare;
use crate::measure::fairness::limit::{Compare, Standing};
use crate::measure::fairness::sample::{SCORED, Sample};
use crate::measure::fairness::{Attribute, Estimate, Measured, Metric, sums};
use crate::measure::interval::Interval;
use crate::model::{Language, Text, text};

/// Everything that was measured.
pub(super) fn all(
    asked: &Fairness,
    measured: &Measured,
    everybody: Option<Attribute>,
    language: Language,
) -> String {
    let confidence = asked.confidence;
    let rows = text!(
        "{} rows, intervals at {confidence}",
        "행 {}개, 신뢰 수준 {confidence}",
        measured.rows
    );
    let mut text = rows.get(language).to_owned();
    if measured.weighted {
        let weighted = text!(
            ", approximate: rows are weighted",
            ", 근사값: 행에 가중치가 있음"
        );
        text.push_str(weighted.get(language));
    }
    text.push('\n');
    sums_text(&mut text, measured, language);
    if let Some(mut everybody) = everybody {
        for group in &mut everybody.groups {
            let name = text!("everybody", "모두");
            group.name = name.get(language).to_owned();
        }
        text.push('\n');
        groups_text(&mut text, &everybody, confidence);
        scores_text(&mut text, &everybody, confidence);
    }
    for attribute in &measured.attributes {
        text.push('\n');
        groups_text(&mut text, attribute, confidence);
        scores_text(&mut text, attribute, confidence);
        comparisons_text(&mut text, attribute, confidence);
        let name = text!("four-fifths", "5분의 4 기준");
        let said = limit_text(&asked.four_fifths(attribute));
        let _ = writeln!(text, "  {}: {}", name.get(language), said.get(language));
        for limit in asked.limits(attribute) {
            let _ = writeln!(text, "  {}", limit_text(&limit).get(language));
        }
    }
    text
}

fn groups_text(text: &mut String, attribute: &Attribute, confidence: f64) {
    let widest = attribute
        .groups
        .iter()
        .map(|group| group.name.chars().count())
        .chain([attribute.name.chars().count()])
        .max()
        .unwrap_or(0);
    let _ = write!(text, "{:widest$}  {:>9}", attribute.name, "n");
    for metric in Metric::ALL {
        let _ = write!(text, "  {:>26}", metric.name());
    }
    text.push('\n');
    for group in &attribute.groups {
        let _ = write!(
            text,
            "{:widest$}  {:>9}",
            group.name,
            group.table.total().rows
        );
        for metric in Metric::ALL {
            let estimate = Estimate::of(metric, &group.table, confidence);
            let cell = match (estimate.value, estimate.interval) {
                (Some(value), Some(interval)) => {
                    format!("{value:.4} [{:.4}, {:.4}]", interval.low, interval.high)
                }
                _ => format!("- ({}/{})", estimate.numerator, estimate.denominator),
            };
            let _ = write!(text, "  {cell:>26}");
        }
        text.push('\n');
    }
}

/// What scores are worth, where there is one.
fn scores_text(text: &mut String, attribute: &Attribute, confidence: f64) {
    let groups = attribute.groups.iter();
    let with: Vec<_> = groups
        .filter_map(|group| Some((group, group.calibration.as_ref()?)))
        .collect();
    for (group, calibration) in with {
        let cells = SCORED.map(|metric| {
            let sample = Sample::of(metric, group, None);
            let value = sample.and_then(|sample| Some((sample, sample.value()?)));
            value.map_or_else(
                || format!("{metric} -"),
                |(sample, value)| {
                    let interval = ends(sample.interval(confidence, 1.0));
                    format!("{metric} {value:.4}{interval}")
                },
            )
        });
        let _ = write!(text, "  {}: {}", group.name, cells.join(", "));
        let all = calibration.all();
        if let Some(why) = calibration.why() {
            let _ = write!(text, ", {why}");
        } else if let (Some(observed), Some(predicted)) = (all.observed().value(), all.predicted())
        {
            let _ = write!(text, ", observed {observed:.4}, predicted {predicted:.4}");
        }
        text.push('\n');
    }
}

/// A limit, and how it stands.
fn limit_text(limit: &HeldLimit) -> Text {
    let HeldLimit {
        metric,
        compare,
        bound,
        held,
        left_out,
    } = limit;
    let compare = match compare {
        Compare::Worst => text!("worst group", "가장 불리한 집단"),
        Compare::Difference => text!("difference", "차이"),
        Compare::Ratio => text!("ratio", "비율"),
    };
    let standing = match held.standing {
        Standing::Kept => text!("kept", "지켜짐"),
        Standing::Broken => text!("broken", "벗어남"),
        Standing::NotShown => text!("not shown", "입증되지 않음"),
        Standing::TooFew => text!("can't be compared", "비교할 수 없음"),
    };
    let value = held.point.map_or_else(String::new, |value| {
        let groups = held.groups.join(", ");
        format!(", {groups}: {value:.4}{}", ends(held.interval))
    });
    let needed = match held.needed {
        Some(needed) => text!(
            "; {needed} cases in the smaller group would show it",
            ". 작은 집단의 사례가 {needed}건이면 입증됨"
        ),
        None => Text::default(),
    };
    let left_out = match left_out[..] {
        [] => Text::default(),
        _ => text!("; left out: {}", ". 제외: {}", left_out.join(", ")),
    };
    let both = |language| {
        format!(
            "{metric} {} {bound} {}{value}{}{}",
            compare.get(language),
            standing.get(language),
            needed.get(language),
            left_out.get(language)
        )
    };
    Text::new(both(Language::En), both(Language::Ko))
}

/// Attributes that don't hold the same people.
fn sums_text(text: &mut String, measured: &Measured, language: Language) {
    let Some(whole) = sums::whole(&measured.attributes) else {
        return;
    };
    for attribute in &measured.attributes {
        let apart = sums::apart(&attribute.total(), &whole).into_iter();
        let apart: Vec<String> = apart
            .map(|one| format!("{} {}/{}", one.cell, one.own, one.whole))
            .collect();
        if apart.is_empty() {
            continue;
        }
        let said = text!(
            "{} doesn't hold the people that most attributes hold: {}",
            "{}에 대부분의 속성과 다른 사람들이 집계됨: {}",
            attribute.name,
            apart.join(", ")
        );
        let _ = writeln!(text, "{}", said.get(language));
    }
}

fn ends(interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |interval| {
        format!(" [{:.4}, {:.4}]", interval.low, interval.high)
    })
}

fn comparisons_text(text: &mut String, attribute: &Attribute, confidence: f64) {
    for comparison in compare::all(attribute, confidence) {
        let Some(value) = comparison.value else {
            let _ = writeln!(
                text,
                "  {} {}: {}",
                comparison.metric,
                comparison.how.name(),
                comparison.why.as_deref().unwrap_or("not estimable")
            );
            continue;
        };
        let interval = ends(comparison.interval);
        let _ = writeln!(
            text,
            "  {} {} {}: {value:.4}{interval}",
            comparison.metric,
            comparison.how.name(),
            comparison.groups.join(", ")
        );
    }
}
