//! `measure fairness`: a table of rows or of counts, by group.

#![expect(clippy::disallowed_methods, reason = "the table is named by the user")]
use std::fmt::Write as _;
use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::model::{Language, Said, text};
use clap::Args;
use serde_json::{Value as Json, json};

use super::{Format, Refusal, output};
use crate::measure::fairness::compare::{self, Comparison};
use crate::measure::fairness::tally::Plan;
use crate::measure::fairness::{Attribute, Estimate, Group, Measured, Metric, rows};
use crate::measure::interval::Interval;

/// Rates by group and how they compare, with intervals
///
/// From rows (CSV, JSON lines or Parquet), or from a table of counts
/// (attribute,group,tp,fp,fn,tn).
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate measure fairness evidence/group-counts.csv
  ethics-gate measure fairness predictions.csv --label y_true --prediction y_pred \\
      --by sex --by sex*age_band --reference sex=M --format json")]
pub(super) struct Fairness {
    /// The table
    table: PathBuf,
    /// The column of true labels
    #[arg(long, value_name = "COL", default_value = "label")]
    label: String,
    /// The column of predictions
    #[arg(long, value_name = "COL", default_value = "prediction")]
    prediction: String,
    /// The column of scores, for AUC
    #[arg(long, value_name = "COL")]
    score: Option<String>,
    /// The column of weights; intervals are then approximate
    #[arg(long, value_name = "COL")]
    weight: Option<String>,
    /// The value that counts as positive; every other is the rest [default: 1 or true]
    #[arg(long, value_name = "VALUE")]
    positive: Option<String>,
    /// A column of groups, or several crossed with *; repeatable
    #[arg(long, value_name = "COL[*COL]")]
    by: Vec<String>,
    /// The group that the others of a column are compared with; repeatable
    #[arg(long, value_name = "COL=GROUP", value_parser = reference)]
    reference: Vec<(String, String)>,
    /// Of every interval
    #[arg(long, default_value = "0.95", value_parser = confidence)]
    confidence: f64,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

fn reference(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(column, group)| (column.to_owned(), group.to_owned()))
        .ok_or_else(|| "write COL=GROUP, such as sex=M".to_owned())
}

fn confidence(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|value| (0.5..1.0).contains(value))
        .ok_or_else(|| "a share from 0.5 to below 1, such as 0.95".to_owned())
}

impl Fairness {
    pub(super) fn run(&self, language: Language) -> Result<ExitCode, Refusal> {
        let shown = self.table.display();
        let file = File::open(&self.table).map_err(|error| {
            Refusal::new(
                text!(
                    "{shown}: can't be opened: {error}",
                    "{shown}: 열 수 없습니다: {error}"
                ),
                text!(
                    "name a table of rows, or of counts",
                    "행이나 개수를 담은 표를 지정하세요"
                ),
            )
        })?;
        let measured = rows::measure(file, &self.plan()).map_err(|error| {
            Refusal::new(
                error.said().map(|said| format!("{shown}: {said}")),
                text!(
                    "mend the table, or name its columns: `ethics-gate measure fairness --help`",
                    "표를 고치거나 열을 지정하세요: `ethics-gate measure fairness --help`"
                ),
            )
        })?;
        match self.format {
            Format::Json => output::print_json(&as_json(&measured, self.confidence))?,
            Format::Text => output::print_text(&as_text(&measured, self.confidence, language))?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn plan(&self) -> Plan {
        Plan {
            label: self.label.clone(),
            prediction: self.prediction.clone(),
            score: self.score.clone(),
            weight: self.weight.clone(),
            positive: self.positive.clone(),
            by: self
                .by
                .iter()
                .map(|names| names.split('*').map(str::to_owned).collect())
                .collect(),
            references: self.reference.clone(),
        }
    }
}

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
    found
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

fn as_json(measured: &Measured, confidence: f64) -> Json {
    let attributes: Vec<Json> = measured
        .attributes
        .iter()
        .map(|attribute| {
            json!({
                "name": attribute.name,
                "reference": attribute.reference,
                "groups": attribute
                    .groups
                    .iter()
                    .map(|group| group_json(group, confidence))
                    .collect::<Vec<_>>(),
                "comparisons": compare::all(attribute, confidence)
                    .iter()
                    .map(comparison_json)
                    .collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "schema": "ethics-gate/measure-fairness/1",
        "rows": measured.rows,
        "confidence": confidence,
        "weighted": measured.weighted,
        "attributes": attributes,
    })
}

fn as_text(measured: &Measured, confidence: f64, language: Language) -> String {
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
    for attribute in &measured.attributes {
        text.push('\n');
        groups_text(&mut text, attribute, confidence);
        comparisons_text(&mut text, attribute, confidence);
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
        let interval = comparison.interval.map_or_else(String::new, |interval| {
            format!(" [{:.4}, {:.4}]", interval.low, interval.high)
        });
        let _ = writeln!(
            text,
            "  {} {} {}: {value:.4}{interval}",
            comparison.metric,
            comparison.how.name(),
            comparison.groups.join(", ")
        );
    }
}
