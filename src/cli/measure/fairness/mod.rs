//! `measure fairness`: a table of rows or of counts, by group.

#![expect(clippy::disallowed_methods, reason = "the table is named by the user")]

mod json;
mod words;

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::model::metric::less_is_better;
use crate::model::{Language, Said, text};
use clap::{Args, ValueEnum};

use super::{Format, Refusal, output};
use crate::measure::fairness::limit::{self, Compare, Held, Limit, Member};
use crate::measure::fairness::sample::{SCORED, Sample};
use crate::measure::fairness::tally::{Plan, crossed_values};
use crate::measure::fairness::{Attribute, Measured, Metric, rows};

/// Rates by group and how they compare, with intervals
///
/// From rows (CSV, JSON lines or Parquet), or from a table of counts
/// (attribute,group,tp,fp,fn,tn).
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate measure fairness evidence/group-counts.csv
  ethics-gate measure fairness predictions.csv --label y_true --prediction y_pred \\
      --by sex --by sex*age_band --reference sex=M --format json
  ethics-gate measure fairness predictions.csv --by sex --score risk \\
      --limit fpr:difference:0.05 --limit brier:worst:0.2")]
pub(super) struct Fairness {
    /// The table
    table: PathBuf,
    /// The column of true labels
    #[arg(long, value_name = "COL", default_value = "label")]
    label: String,
    /// The column of predictions
    #[arg(long, value_name = "COL", default_value = "prediction")]
    prediction: String,
    /// The column of scores, for AUC and, where they lie from 0 to 1, calibration
    #[arg(long, value_name = "COL")]
    score: Option<String>,
    /// The column of weights; intervals are then approximate
    #[arg(long, value_name = "COL")]
    weight: Option<String>,
    /// The value that counts as positive; every other is the rest [default: 1 or true]
    #[arg(long, value_name = "VALUE")]
    positive: Option<String>,
    /// A column of groups, or several crossed with * (after a \ it is part of a name); repeatable
    #[arg(long, value_name = "COL[*COL]")]
    by: Vec<String>,
    /// The group that the others of a column are compared with; repeatable
    #[arg(long, value_name = "COL=GROUP", value_parser = reference)]
    reference: Vec<(String, String)>,
    /// The prediction that is good for the person
    #[arg(long, value_enum, default_value = "positive")]
    favorable: Favorable,
    /// A limit to hold the groups against, and to say how many cases would show
    /// it: a metric, difference, ratio or worst, and the bound; repeatable
    #[arg(long, value_name = "METRIC:COMPARE:BOUND", value_parser = commitment)]
    limit: Vec<Commitment>,
    /// Of every interval
    #[arg(long, default_value = "0.95", value_parser = confidence)]
    confidence: f64,
    /// How to print it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// The prediction that is good for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Favorable {
    /// The positive one, such as a loan
    Positive,
    /// The other one, such as no alarm
    Negative,
}

/// A limit as it is asked for.
#[derive(Clone, Debug)]
struct Commitment {
    metric: String,
    compare: Compare,
    bound: f64,
}

/// The rule of thumb of the Uniform Guidelines (29 CFR 1607.4 D): the rate of
/// the good prediction in the lower of two groups is at least four fifths of
/// that in the higher.
const FOUR_FIFTHS: f64 = 0.8;

fn commitment(text: &str) -> Result<Commitment, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let [metric, compare, bound] = parts[..] else {
        return Err("write METRIC:COMPARE:BOUND, such as fpr:difference:0.05".to_owned());
    };
    let rates = Metric::ALL.map(Metric::name);
    let known: Vec<&str> = ["favorable_rate"]
        .into_iter()
        .chain(rates)
        .chain(SCORED)
        .collect();
    if !known.contains(&metric) {
        return Err(format!("the metrics are {}", known.join(", ")));
    }
    let compare = Compare::ALL
        .into_iter()
        .find(|known| known.name() == compare)
        .ok_or("groups are compared by difference, ratio or worst")?;
    let bound = bound.parse::<f64>().ok();
    let bound = bound.filter(|bound| (0.0..=1.0).contains(bound));
    Ok(Commitment {
        metric: metric.to_owned(),
        compare,
        bound: bound.ok_or("the bound is a number from 0 to 1")?,
    })
}

/// A limit with what it turned out to be.
struct HeldLimit<'a> {
    metric: &'a str,
    compare: Compare,
    bound: f64,
    held: Held,
    /// Groups that have no value to hold.
    left_out: Vec<&'a str>,
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
        let mut measured = rows::measure(file, &self.plan()).map_err(|error| {
            Refusal::new(
                error.said().map(|said| format!("{shown}: {said}")),
                text!(
                    "mend the table, or name its columns: `ethics-gate measure fairness --help`",
                    "표를 고치거나 열을 지정하세요: `ethics-gate measure fairness --help`"
                ),
            )
        })?;
        let is_everybody = |attribute: &Attribute| attribute.name.is_empty();
        let everybody = measured.attributes.iter().position(is_everybody);
        let everybody = everybody.map(|at| measured.attributes.remove(at));
        match self.format {
            Format::Json => {
                output::print_json(&json::all(self, &measured, everybody.as_ref()))?;
            }
            Format::Text => {
                let measured = harmless(measured);
                output::print_text(&words::all(self, &measured, everybody, language))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Four fifths of the rate of the good prediction.
    fn four_fifths<'a>(&self, attribute: &'a Attribute) -> HeldLimit<'a> {
        self.hold(attribute, "favorable_rate", Compare::Ratio, FOUR_FIFTHS)
    }

    /// Every limit that was asked for.
    fn limits<'a>(&'a self, attribute: &'a Attribute) -> impl Iterator<Item = HeldLimit<'a>> {
        let limits = self.limit.iter();
        limits.map(|one| self.hold(attribute, &one.metric, one.compare, one.bound))
    }

    fn hold<'a>(
        &self,
        attribute: &'a Attribute,
        metric: &'a str,
        compare: Compare,
        bound: f64,
    ) -> HeldLimit<'a> {
        let favorable = Some(self.favorable == Favorable::Positive);
        let (mut members, mut left_out) = (Vec::new(), Vec::new());
        for group in &attribute.groups {
            let sample = Sample::of(metric, group, favorable);
            match sample.filter(|sample| sample.value().is_some()) {
                Some(sample) => members.push(Member {
                    name: group.name.clone(),
                    sample,
                }),
                None => left_out.push(group.name.as_str()),
            }
        }
        let limit = Limit {
            compare,
            less_is_better: less_is_better(metric),
            bound,
            confidence: self.confidence,
            reference: attribute.reference.as_deref(),
        };
        HeldLimit {
            metric,
            compare,
            bound,
            held: limit::hold(&members, limit),
            left_out,
        }
    }

    fn plan(&self) -> Plan {
        Plan {
            label: self.label.clone(),
            prediction: self.prediction.clone(),
            score: self.score.clone(),
            weight: self.weight.clone(),
            positive: self.positive.clone(),
            by: match self.by.is_empty() {
                true => vec![Vec::new()],
                false => self.by.iter().map(|names| crossed_values(names)).collect(),
            },
            references: self.reference.clone(),
        }
    }
}

/// Names in which nothing steers a terminal.
fn harmless(mut measured: Measured) -> Measured {
    for attribute in &mut measured.attributes {
        attribute.name = output::harmless(&attribute.name);
        attribute.reference = attribute.reference.as_deref().map(output::harmless);
        for group in &mut attribute.groups {
            group.name = output::harmless(&group.name);
        }
    }
    measured
}
