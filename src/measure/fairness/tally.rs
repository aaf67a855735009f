//! Rows counted into groups: one pass, memory bounded by the number of
//! groups, and by the number of rows only where there is a score.

use std::collections::HashMap;

use super::{Attribute, Confusion, Group, Measured};
use crate::measure::auc;

/// Groups of one attribute that are still counted; more is no grouping.
const MOST_GROUPS: usize = 10_000;
/// Distinct spellings of a label or a prediction that are still told apart.
const MOST_LABELS: usize = 1_000;
/// Up to so many groups a linear search beats a hash.
const FEW: usize = 12;
/// The name of the group of people without a value.
pub const NO_VALUE: &str = "missing";
/// Joins the names of crossed attributes and groups.
const CROSS: char = '*';

/// What to count, by column name.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The column of true labels.
    pub label: String,
    /// The column of predictions.
    pub prediction: String,
    /// The column of scores, for AUC.
    pub score: Option<String>,
    /// The column of weights.
    pub weight: Option<String>,
    /// The value that counts as positive; every other is the rest. `None`
    /// means 1, in any spelling.
    pub positive: Option<String>,
    /// Attributes, each one column or several crossed.
    pub by: Vec<Vec<String>>,
    /// Attribute name to reference group.
    pub references: Vec<(String, String)>,
}

impl Plan {
    /// Whether a column is one that it counts by.
    pub(super) fn names(&self, column: &str) -> bool {
        let optional = [&self.score, &self.weight];
        let mut optional = optional.into_iter().flatten();
        self.label == column
            || self.prediction == column
            || optional.any(|name| name == column)
            || self.by.iter().flatten().any(|name| name == column)
    }
}

/// Why a table can't be measured: a located mistake in it or in the request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A column that was asked for is not there.
    #[error("there is no column `{column}`; the table has {}", .have.join(", "))]
    NoColumn {
        /// The column.
        column: String,
        /// The columns there are.
        have: Vec<String>,
    },
    /// A row is longer or shorter than the header.
    #[error("line {line}: {found} fields where the header has {expected}")]
    Ragged {
        /// Its line, from 1.
        line: u64,
        /// Fields of the header.
        expected: usize,
        /// Fields of the row.
        found: usize,
    },
    /// A row can't be read.
    #[error("line {line}: {why}")]
    Row {
        /// Its line, from 1; for Parquet the row.
        line: u64,
        /// Why, without the value.
        why: String,
    },
    /// There is no row.
    #[error("the table has no rows")]
    Empty,
    /// The positive value is in neither column.
    #[error("the positive value `{positive}` is in neither column; there are {}", .have.join(", "))]
    NoPositive {
        /// The value.
        positive: String,
        /// Values of the label column.
        have: Vec<String>,
    },
    /// A column has so many values that it is no grouping.
    #[error("column `{column}` has more than {most} distinct values")]
    TooMany {
        /// The column.
        column: String,
        /// The bound.
        most: usize,
    },
    /// A reference names no group.
    #[error("the reference `{group}` is no group of `{attribute}`; there are {}", .have.join(", "))]
    NoReference {
        /// The attribute.
        attribute: String,
        /// The group.
        group: String,
        /// The groups there are.
        have: Vec<String>,
    },
    /// The bytes are in no known table format.
    #[error("{0}")]
    Format(String),
}

/// Spellings of one column told apart: is it the positive value?
#[derive(Default)]
struct Labels {
    seen: Vec<(Box<[u8]>, bool)>,
}

impl Labels {
    fn is_positive(&mut self, value: &[u8], positive: Option<&str>) -> Option<bool> {
        if let Some((_, answer)) = self.seen.iter().find(|(known, _)| **known == *value) {
            return Some(*answer);
        }
        let text = std::str::from_utf8(value).unwrap_or("").trim();
        let number = |text: &str| text.parse::<f64>().ok();
        let answer = match positive {
            Some(positive) => {
                text == positive
                    || number(text).is_some_and(|value| number(positive) == Some(value))
            }
            None => number(text) == Some(1.0) || text.eq_ignore_ascii_case("true"),
        };
        (self.seen.len() < MOST_LABELS).then(|| {
            self.seen.push((value.into(), answer));
            answer
        })
    }

    fn spellings(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .seen
            .iter()
            .take(10)
            .map(|(name, _)| String::from_utf8_lossy(name).into_owned())
            .collect();
        names.sort();
        names
    }
}

#[derive(Default)]
struct GroupTally {
    table: Confusion,
    positives: Vec<f64>,
    negatives: Vec<f64>,
}

struct AttributeTally {
    columns: Vec<usize>,
    keys: Vec<Box<[u8]>>,
    index: HashMap<Box<[u8]>, usize>,
    groups: Vec<GroupTally>,
    last: usize,
}

impl AttributeTally {
    fn group(&mut self, key: &[u8]) -> Option<&mut GroupTally> {
        // Tables are often sorted by group.
        let same = self
            .keys
            .get(self.last)
            .is_some_and(|known| **known == *key);
        let found = if same {
            Some(self.last)
        } else if self.keys.len() <= FEW {
            self.keys.iter().position(|known| **known == *key)
        } else {
            self.index.get(key).copied()
        };
        let at = match found {
            Some(at) => at,
            None if self.keys.len() == MOST_GROUPS => return None,
            None => {
                self.keys.push(key.into());
                self.index.insert(key.into(), self.groups.len());
                self.groups.push(GroupTally::default());
                self.groups.len() - 1
            }
        };
        self.last = at;
        self.groups.get_mut(at)
    }
}

/// A count in progress.
pub struct Tally {
    plan: Plan,
    label: usize,
    prediction: usize,
    score: Option<usize>,
    weight: Option<usize>,
    attributes: Vec<AttributeTally>,
    labels: Labels,
    predictions: Labels,
    any_positive: bool,
    rows: u64,
    key: Vec<u8>,
}

impl Tally {
    /// Begin to count a table with these columns.
    ///
    /// # Errors
    /// A column that was asked for is not there.
    pub fn new(plan: &Plan, header: &[String]) -> Result<Self, TableError> {
        let column = |name: &String| {
            let place = header.iter().position(|have| have == name);
            place.ok_or_else(|| TableError::NoColumn {
                column: name.clone(),
                have: header.to_vec(),
            })
        };
        Ok(Self {
            label: column(&plan.label)?,
            prediction: column(&plan.prediction)?,
            score: plan.score.as_ref().map(column).transpose()?,
            weight: plan.weight.as_ref().map(column).transpose()?,
            attributes: plan
                .by
                .iter()
                .map(|names| {
                    Ok(AttributeTally {
                        columns: names.iter().map(column).collect::<Result<_, _>>()?,
                        keys: Vec::new(),
                        index: HashMap::new(),
                        groups: Vec::new(),
                        last: 0,
                    })
                })
                .collect::<Result<_, TableError>>()?,
            labels: Labels::default(),
            predictions: Labels::default(),
            any_positive: false,
            rows: 0,
            key: Vec::new(),
            plan: plan.clone(),
        })
    }

    /// Count one row; `field` gives the bytes of a column.
    ///
    /// # Errors
    /// A weight or a score that is no number, a label or an attribute with too
    /// many values.
    pub fn row<'a>(
        &mut self,
        line: u64,
        field: impl Fn(usize) -> &'a [u8],
    ) -> Result<(), TableError> {
        let number = |column: usize, what: &str| {
            std::str::from_utf8(field(column))
                .ok()
                .and_then(|text| text.trim().parse::<f64>().ok())
                .filter(|value| value.is_finite())
                .ok_or_else(|| TableError::Row {
                    line,
                    why: format!("the {what} is no number"),
                })
        };
        let weight = match self.weight {
            Some(column) => number(column, "weight")?,
            None => 1.0,
        };
        if weight < 0.0 {
            return Err(TableError::Row {
                line,
                why: "the weight is negative".to_owned(),
            });
        }
        let score = match self.score {
            Some(column) => Some(number(column, "score")?),
            None => None,
        };
        let too_many = |column: &str, most| TableError::TooMany {
            column: column.to_owned(),
            most,
        };
        let positive = self.plan.positive.as_deref();
        for (column, what) in [(self.label, "label"), (self.prediction, "prediction")] {
            if field(column).is_empty() {
                return Err(TableError::Row {
                    line,
                    why: format!("the {what} is empty"),
                });
            }
        }
        let label = self
            .labels
            .is_positive(field(self.label), positive)
            .ok_or_else(|| too_many(&self.plan.label, MOST_LABELS))?;
        let prediction = self
            .predictions
            .is_positive(field(self.prediction), positive)
            .ok_or_else(|| too_many(&self.plan.prediction, MOST_LABELS))?;
        self.any_positive |= label || prediction;
        self.rows += 1;

        let Self {
            attributes,
            key,
            plan,
            ..
        } = self;
        for (attribute, names) in attributes.iter_mut().zip(&plan.by) {
            key.clear();
            for (at, column) in attribute.columns.iter().enumerate() {
                if at > 0 {
                    key.push(CROSS as u8);
                }
                let value = field(*column);
                key.extend_from_slice(if value.is_empty() {
                    NO_VALUE.as_bytes()
                } else {
                    value
                });
            }
            let group = attribute
                .group(key)
                .ok_or_else(|| too_many(&names.join("*"), MOST_GROUPS))?;
            group.table.cell(label, prediction).add(weight);
            if let Some(score) = score {
                if label {
                    group.positives.push(score);
                } else {
                    group.negatives.push(score);
                }
            }
        }
        Ok(())
    }

    /// What was counted.
    ///
    /// # Errors
    /// No row, a positive value that never occurs, a reference that is no group.
    pub fn finish(self) -> Result<Measured, TableError> {
        if self.rows == 0 {
            return Err(TableError::Empty);
        }
        if !self.any_positive {
            return Err(TableError::NoPositive {
                positive: self.plan.positive.unwrap_or_else(|| "1".to_owned()),
                have: self.labels.spellings(),
            });
        }
        let has_score = self.score.is_some();
        let attributes = self
            .attributes
            .into_iter()
            .zip(&self.plan.by)
            .map(|(tally, names)| {
                let mut groups: Vec<Group> = tally
                    .keys
                    .iter()
                    .zip(tally.groups)
                    .map(|(key, group)| Group {
                        name: String::from_utf8_lossy(key).into_owned(),
                        table: group.table,
                        auc: has_score
                            .then(|| auc::auc(&group.positives, &group.negatives))
                            .flatten(),
                    })
                    .collect();
                groups.sort_by(|a, b| a.name.cmp(&b.name));
                let name = names.join("*");
                let reference = reference_of(&self.plan.references, &name, &groups)?;
                Ok(Attribute {
                    name,
                    reference,
                    groups,
                })
            })
            .collect::<Result<_, TableError>>()?;
        Ok(Measured {
            rows: self.rows,
            weighted: self.weight.is_some(),
            attributes,
        })
    }
}

/// The reference that the plan names for an attribute.
pub(super) fn reference_of(
    references: &[(String, String)],
    attribute: &str,
    groups: &[Group],
) -> Result<Option<String>, TableError> {
    let Some((_, wanted)) = references.iter().find(|(name, _)| name == attribute) else {
        return Ok(None);
    };
    if groups.iter().any(|group| group.name == *wanted) {
        return Ok(Some(wanted.clone()));
    }
    Err(TableError::NoReference {
        attribute: attribute.to_owned(),
        group: wanted.clone(),
        have: groups.iter().map(|group| group.name.clone()).collect(),
    })
}
