//! Group fairness from confusion counts or from rows.
//!
//! Names and values are fairlearn's where it defines them. Where a
//! denominator is zero there is no value, and the reason stands in its place:
//! no rate is ever invented, and no group is ever dropped.

pub mod calibration;
pub mod compare;
pub mod counts;
pub mod error;
mod groups;
pub mod limit;
mod lines;
mod parquet;
pub mod rows;
pub mod sample;
pub mod sums;
mod symbols;
pub mod tally;
mod vocabulary;

use self::calibration::Calibration;
use super::auc::Auc;
use super::interval::{self, Interval, Rate};

/// What a sum of weights may miss a whole number by.
const WHOLE: f64 = 1e-9;

/// One cell of a confusion table: how many rows, their weight, and the
/// weight's square, from which the effective number comes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// Rows.
    pub rows: u64,
    /// Sum of weights; the number of rows where nothing is weighted.
    pub weight: f64,
    /// Sum of squared weights.
    pub squares: f64,
}

impl Cell {
    /// So many rows of weight 1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn of(rows: u64) -> Self {
        Self {
            rows,
            weight: rows as f64,
            squares: rows as f64,
        }
    }

    /// One more row.
    pub fn add(&mut self, weight: f64) {
        self.rows += 1;
        self.weight += weight;
        self.squares += weight * weight;
    }

    /// Kish's effective number: (Σw)² / Σw², the rows where nothing is weighted.
    #[must_use]
    pub fn effective(self) -> f64 {
        if self.weight <= 0.0 || self.squares <= 0.0 {
            return 0.0;
        }
        self.weight * self.weight / self.squares
    }

    /// The cases that its rows are worth: rows where nothing is weighted, else
    /// the whole part of the effective number. A row of weight 0 is nobody.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number from 0 to that of the rows"
    )]
    pub fn cases(self) -> u64 {
        if self == Self::of(self.rows) {
            return self.rows;
        }
        ((self.effective() + WHOLE) as u64).min(self.rows)
    }

    /// So much of its weight as a rate of its effective number.
    #[must_use]
    pub fn share(self, part: f64) -> Rate {
        let effective = self.effective();
        let numerator = if effective > 0.0 {
            part / self.weight * effective
        } else {
            0.0
        };
        Rate {
            numerator,
            denominator: effective,
        }
    }
}

impl std::ops::Add for Cell {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            // Both are counts of people, far from the end; see `counts::MOST`.
            rows: self.rows.saturating_add(other.rows),
            weight: self.weight + other.weight,
            squares: self.squares + other.squares,
        }
    }
}

/// A confusion table: label against prediction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Confusion {
    /// Positive, predicted positive.
    pub tp: Cell,
    /// Negative, predicted positive.
    pub fp: Cell,
    /// Positive, predicted negative.
    pub fn_: Cell,
    /// Negative, predicted negative.
    pub tn: Cell,
}

impl Confusion {
    /// A table of plain counts.
    #[must_use]
    pub fn of(tp: u64, fp: u64, fn_: u64, tn: u64) -> Self {
        Self {
            tp: Cell::of(tp),
            fp: Cell::of(fp),
            fn_: Cell::of(fn_),
            tn: Cell::of(tn),
        }
    }

    /// All four cells together.
    #[must_use]
    pub fn total(&self) -> Cell {
        self.tp + self.fp + self.fn_ + self.tn
    }

    /// The cell of one row.
    pub fn cell(&mut self, label: bool, prediction: bool) -> &mut Cell {
        match (label, prediction) {
            (true, true) => &mut self.tp,
            (false, true) => &mut self.fp,
            (true, false) => &mut self.fn_,
            (false, false) => &mut self.tn,
        }
    }
}

impl std::ops::Add for Confusion {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            tp: self.tp + other.tp,
            fp: self.fp + other.fp,
            fn_: self.fn_ + other.fn_,
            tn: self.tn + other.tn,
        }
    }
}

/// A rate of a confusion table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Predicted positive, of all.
    SelectionRate,
    /// Predicted positive, of the positives.
    Tpr,
    /// Predicted positive, of the negatives.
    Fpr,
    /// Predicted negative, of the positives.
    Fnr,
    /// Predicted negative, of the negatives.
    Tnr,
    /// Positive, of those predicted positive.
    Ppv,
    /// Predicted right, of all.
    Accuracy,
}

impl Metric {
    /// All, in the order of reports.
    pub const ALL: [Self; 7] = [
        Self::SelectionRate,
        Self::Tpr,
        Self::Fpr,
        Self::Fnr,
        Self::Tnr,
        Self::Ppv,
        Self::Accuracy,
    ];

    /// The metric of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.name() == name)
    }

    /// Its name in reports and in `ethics.yml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SelectionRate => "selection_rate",
            Self::Tpr => "tpr",
            Self::Fpr => "fpr",
            Self::Fnr => "fnr",
            Self::Tnr => "tnr",
            Self::Ppv => "ppv",
            Self::Accuracy => "accuracy",
        }
    }

    /// Who stands in its denominator.
    #[must_use]
    pub fn denominator(self) -> &'static str {
        match self {
            Self::SelectionRate | Self::Accuracy => "people",
            Self::Tpr | Self::Fnr => "positives",
            Self::Fpr | Self::Tnr => "negatives",
            Self::Ppv => "predicted positives",
        }
    }

    /// Its numerator and its denominator as cells.
    #[must_use]
    pub fn cells(self, table: &Confusion) -> (Cell, Cell) {
        let Confusion { tp, fp, fn_, tn } = *table;
        match self {
            Self::SelectionRate => (tp + fp, table.total()),
            Self::Tpr => (tp, tp + fn_),
            Self::Fpr => (fp, fp + tn),
            Self::Fnr => (fn_, tp + fn_),
            Self::Tnr => (tn, fp + tn),
            Self::Ppv => (tp, tp + fp),
            Self::Accuracy => (tp + tn, table.total()),
        }
    }

    /// The rate of a table, with Kish's effective n as its denominator where
    /// rows are weighted: (Σw)² / Σw².
    #[must_use]
    pub fn rate(self, table: &Confusion) -> Rate {
        let (part, whole) = self.cells(table);
        whole.share(part.weight)
    }
}

/// A rate with all that a reader needs to judge it.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The rate; `None` without a denominator.
    pub value: Option<f64>,
    /// Numerator, weighted where rows are.
    pub numerator: f64,
    /// Denominator, weighted where rows are.
    pub denominator: f64,
    /// Wilson's interval.
    pub interval: Option<Interval>,
    /// Why there is no value.
    pub why: Option<String>,
}

impl Estimate {
    /// A metric of a table.
    #[must_use]
    pub fn of(metric: Metric, table: &Confusion, confidence: f64) -> Self {
        let (part, whole) = metric.cells(table);
        let rate = metric.rate(table);
        Self {
            value: rate.value(),
            numerator: part.weight,
            denominator: whole.weight,
            interval: interval::wilson(rate, confidence),
            why: rate.value().is_none().then(|| {
                format!(
                    "not estimable: no {} ({}/0)",
                    metric.denominator(),
                    part.weight
                )
            }),
        }
    }
}

/// One group of an attribute.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name as the table spells it.
    pub name: String,
    /// Its confusion table.
    pub table: Confusion,
    /// Its area under the ROC curve, where there is a score.
    pub auc: Option<Auc>,
    /// Its scores beside what came true, where there is a score.
    pub calibration: Option<Calibration>,
}

impl Group {
    /// A group of which only counts are known.
    #[must_use]
    pub fn of(name: &str, table: Confusion) -> Self {
        Self {
            name: name.to_owned(),
            table,
            auc: None,
            calibration: None,
        }
    }
}

/// The groups of one attribute, or of crossed ones.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name; crossed ones joined by `*`.
    pub name: String,
    /// The group that the others are compared with, where one is named.
    pub reference: Option<String>,
    /// Its groups, sorted by name.
    pub groups: Vec<Group>,
}

impl Attribute {
    /// All groups together.
    #[must_use]
    pub fn total(&self) -> Confusion {
        self.groups
            .iter()
            .fold(Confusion::default(), |sum, group| sum + group.table)
    }
}

/// Everything measured on one table.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Rows that were read.
    pub rows: u64,
    /// Whether rows were weighted, so that intervals are approximate.
    pub weighted: bool,
    /// The columns of a table of rows; none of a table of counts.
    pub columns: Vec<String>,
    /// Attributes in the order asked for.
    pub attributes: Vec<Attribute>,
}
