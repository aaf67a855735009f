//! Rows counted into groups: one pass, memory bounded by the number of
//! groups, and by the number of rows only where there is a score.

use super::error::{TableError, not_utf8, row_error};
use super::groups::{AttributeTally, Column, MOST_GROUPS};
pub use super::groups::{NO_VALUE, crossed_name, crossed_values};
use super::lines::Rows;
use super::symbols::Field;
use super::vocabulary::{self, Labels, MOST_LABELS};
use super::{Attribute, Group, Measured};
use crate::measure::auc;
use crate::model::{Text, text};

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
    /// Attributes, each one column or several crossed; one of no column has one
    /// group, which is everybody.
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

/// A count in progress.
pub struct Tally {
    plan: Plan,
    header: Vec<String>,
    label: usize,
    prediction: usize,
    score: Option<usize>,
    weight: Option<usize>,
    columns: Vec<Column>,
    attributes: Vec<AttributeTally>,
    labels: Labels,
    predictions: Labels,
    any_positive: bool,
    rows: u64,
    /// The value of each of `columns` in the row that is being counted.
    values: Vec<usize>,
    blocks: Blocks,
}

/// What is known of the rows of a block.
#[derive(Default)]
struct Blocks {
    /// Twice whether the label is positive, and whether the prediction is.
    cells: Vec<u8>,
    /// The value of each row, by column.
    values: Vec<Vec<usize>>,
}

/// Added to the cell of a row without a label or a prediction.
const EMPTY: u8 = 16;

impl Tally {
    /// Begin to count a table with these columns.
    ///
    /// # Errors
    /// A column that was asked for is not there, or two things bear one name.
    pub fn new(plan: &Plan, header: &[String]) -> Result<Self, TableError> {
        let column = |name: &String| column(header, name);
        let label = column(&plan.label)?;
        let prediction = column(&plan.prediction)?;
        if label == prediction {
            return Err(TableError::OneColumn {
                column: plan.label.clone(),
            });
        }
        one_name_each(&plan.by)?;
        let score = plan.score.as_ref().map(column).transpose()?;
        let weight = plan.weight.as_ref().map(column).transpose()?;
        let mut columns: Vec<Column> = Vec::new();
        let mut place = |at: usize| {
            let known = columns.iter().position(|column| column.at == at);
            known.unwrap_or_else(|| {
                columns.push(Column::new(at));
                columns.len() - 1
            })
        };
        let mut attributes = Vec::new();
        for names in &plan.by {
            let at = names.iter().map(column).collect::<Result<Vec<_>, _>>()?;
            attributes.push(AttributeTally::new(
                at.into_iter().map(&mut place).collect(),
            ));
        }
        Ok(Self {
            label,
            prediction,
            score,
            weight,
            values: vec![0; columns.len()],
            columns,
            attributes,
            labels: Labels::default(),
            predictions: Labels::default(),
            any_positive: false,
            rows: 0,
            blocks: Blocks::default(),
            plan: plan.clone(),
            header: header.to_vec(),
        })
    }

    /// Count the rows of a block.
    ///
    /// # Errors
    /// As [`Self::row`].
    pub(super) fn block(&mut self, rows: Rows) -> Result<(), TableError> {
        let plain = self.weight.is_none() && self.score.is_none();
        if plain && self.by_columns(rows).is_some() {
            return Ok(());
        }
        for (line, row) in rows.lines() {
            self.row(line, |column| rows.field(row, column))?;
        }
        Ok(())
    }

    /// Count rows of weight 1 a column after the other, which is twice as quick;
    /// `None` where something is wrong with one of them, and then none is
    /// counted: told row by row, the first one is found.
    fn by_columns(&mut self, rows: Rows) -> Option<()> {
        let positive = self.plan.positive.as_deref();
        let Blocks { cells, values } = &mut self.blocks;
        cells.clear();
        for field in rows.column(self.label) {
            let label = self.labels.is_positive(&field, positive)?;
            cells.push(u8::from(label) * 2 + u8::from(field.text.is_empty()) * EMPTY);
        }
        for (field, cell) in rows.column(self.prediction).zip(&mut *cells) {
            let prediction = self.predictions.is_positive(&field, positive)?;
            *cell += u8::from(prediction) + u8::from(field.text.is_empty()) * EMPTY;
        }
        let all = cells.iter().fold(0, |all, cell| all | cell);
        if all >= EMPTY {
            return None;
        }
        values.resize_with(self.columns.len(), Vec::new);
        for (column, values) in self.columns.iter_mut().zip(&mut *values) {
            values.clear();
            values.extend(rows.column(column.at).map(|field| column.value(&field)));
            if column.not_text().is_some() {
                return None;
            }
        }
        for attribute in &mut self.attributes {
            // More groups than are counted end the whole of it.
            attribute.count(cells, values, &self.columns)?;
        }
        self.any_positive |= all > 0;
        self.rows += cells.len() as u64;
        Some(())
    }

    /// Count one row; `field` gives the bytes of a column.
    ///
    /// # Errors
    /// A weight or a score that is no number, a label or an attribute with too
    /// many values.
    #[inline]
    pub(super) fn row<'a>(
        &mut self,
        line: u64,
        field: impl Fn(usize) -> Field<'a>,
    ) -> Result<(), TableError> {
        let weight = match self.weight {
            Some(column) => weight(line, field(column).text)?,
            None => 1.0,
        };
        let score = match self.score {
            Some(column) => Some(number(line, field(column).text, ("score", "점수"))?),
            None => None,
        };
        let (label, prediction) = (field(self.label), field(self.prediction));
        if label.text.is_empty() || prediction.text.is_empty() {
            let why = match label.text.is_empty() {
                true => Text::new("the label is empty", "정답이 비어 있음"),
                false => Text::new("the prediction is empty", "예측이 비어 있음"),
            };
            return Err(row_error(line, why));
        }
        let positive = self.plan.positive.as_deref();
        let label = self
            .labels
            .is_positive(&label, positive)
            .ok_or_else(|| too_many(&self.plan.label, MOST_LABELS))?;
        let prediction = self
            .predictions
            .is_positive(&prediction, positive)
            .ok_or_else(|| too_many(&self.plan.prediction, MOST_LABELS))?;
        self.any_positive |= label || prediction;
        self.rows += 1;

        for (column, value) in self.columns.iter_mut().zip(&mut self.values) {
            *value = column.value(&field(column.at));
            if column.not_text() == Some(*value) {
                return Err(row_error(line, not_utf8()));
            }
        }
        for (attribute, names) in self.attributes.iter_mut().zip(&self.plan.by) {
            let group = attribute
                .group(&self.values, &self.columns)
                .ok_or_else(|| too_many(&names.join("*"), MOST_GROUPS))?;
            group.count(label, prediction, self.weight.map(|_| weight));
            if let Some(score) = score {
                group.score(label, score, weight);
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
        let spelled = |labels: &Labels| labels.spellings(self.rows);
        if !self.any_positive {
            let mut have = spelled(&self.labels);
            for other in spelled(&self.predictions) {
                if !have.contains(&other) {
                    have.push(other);
                }
            }
            return Err(TableError::NoPositive {
                positive: self.plan.positive.unwrap_or_else(|| "1".to_owned()),
                have,
            });
        }
        let positive = self.plan.positive.as_deref();
        if vocabulary::is_apart(&self.labels, &self.predictions, positive) {
            return Err(TableError::Vocabularies {
                labels: spelled(&self.labels),
                predictions: spelled(&self.predictions),
                label: self.plan.label,
                prediction: self.plan.prediction,
            });
        }
        if let Some(ambiguous) = self.columns.iter().find(|column| column.is_ambiguous()) {
            return Err(TableError::Namesake {
                column: self.header[ambiguous.at].clone(),
            });
        }
        let has_score = self.score.is_some();
        let weighted = self.weight.is_some();
        let mut attributes: Vec<Attribute> = self
            .attributes
            .iter()
            .zip(&self.plan.by)
            .map(|(tally, names)| {
                let mut groups: Vec<Group> = tally
                    .groups()
                    .map(|(key, group)| Group {
                        name: String::from_utf8_lossy(key).into_owned(),
                        table: group.table(weighted),
                        auc: has_score
                            .then(|| auc::auc(&group.positives, &group.negatives))
                            .flatten(),
                        calibration: has_score.then_some(group.calibration),
                    })
                    .collect();
                groups.sort_by(|a, b| a.name.cmp(&b.name));
                Attribute {
                    name: names.join("*"),
                    reference: None,
                    groups,
                }
            })
            .collect();
        references(&self.plan.references, &mut attributes)?;
        Ok(Measured {
            rows: self.rows,
            weighted,
            columns: self.header,
            attributes,
        })
    }
}

fn number(line: u64, text: &[u8], (en, ko): (&str, &str)) -> Result<f64, TableError> {
    std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.trim().parse::<f64>().ok())
        .filter(|value| value.is_finite())
        .ok_or_else(|| {
            let why = text!("the {en} is no number", "{ko} 값이 숫자가 아님");
            row_error(line, why)
        })
}

/// Weights between which squares and sums stay numbers.
const WEIGHTS: std::ops::RangeInclusive<f64> = 1e-100..=1e100;

fn weight(line: u64, text: &[u8]) -> Result<f64, TableError> {
    let weight = number(line, text, ("weight", "가중치"))?;
    if weight < 0.0 {
        return Err(row_error(
            line,
            Text::new("the weight is negative", "가중치가 음수임"),
        ));
    }
    if weight > 0.0 && !WEIGHTS.contains(&weight) {
        let why = Text::new(
            "the weight is beyond 1e-100 to 1e100",
            "가중치가 1e-100에서 1e100 사이를 벗어남",
        );
        return Err(row_error(line, why));
    }
    Ok(weight)
}

/// Where a column stands.
///
/// # Errors
/// It is not there, or there are two of it.
pub(super) fn column(header: &[String], name: &str) -> Result<usize, TableError> {
    let mut places = (0..header.len()).filter(|at| header[*at] == name);
    match (places.next(), places.next()) {
        (Some(place), None) => Ok(place),
        (Some(_), Some(_)) => Err(TableError::TwoColumns {
            column: name.to_owned(),
        }),
        _ => Err(TableError::NoColumn {
            column: name.to_owned(),
            have: names_of(header),
        }),
    }
}

/// The names of columns, for a message.
fn names_of(header: &[String]) -> Vec<String> {
    const MOST: usize = 50;
    const LONGEST: usize = 60;
    let names = header.iter().take(MOST);
    let mut names: Vec<String> = names
        .map(|name| match name.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &name[..end]),
            None => name.clone(),
        })
        .collect();
    if header.len() > MOST {
        names.push("…".to_owned());
    }
    names
}

/// Two attributes that are different and bear one name would be taken for each
/// other: a column `a*b`, and the columns `a` and `b` crossed.
fn one_name_each(by: &[Vec<String>]) -> Result<(), TableError> {
    for (at, names) in by.iter().enumerate() {
        let name = names.join("*");
        let is_other = |other: &&Vec<String>| *other != names && other.join("*") == name;
        if by[..at].iter().any(|other| is_other(&other)) {
            return Err(TableError::Crossing { column: name });
        }
    }
    Ok(())
}

fn too_many(column: &str, most: usize) -> TableError {
    TableError::TooMany {
        column: column.to_owned(),
        most,
    }
}

/// Let each attribute know the reference that the plan names for it.
///
/// # Errors
/// A reference of an attribute that is not measured, or that is no group of it.
pub(super) fn references(
    references: &[(String, String)],
    attributes: &mut [Attribute],
) -> Result<(), TableError> {
    for (name, wanted) in references {
        let Some(at) = attributes.iter().position(|have| have.name == *name) else {
            return Err(TableError::NoAttribute {
                attribute: name.clone(),
                group: wanted.clone(),
                have: attributes.iter().map(|have| have.name.clone()).collect(),
            });
        };
        let attribute = &mut attributes[at];
        if attribute.groups.iter().all(|group| group.name != *wanted) {
            return Err(TableError::NoReference {
                attribute: name.clone(),
                group: wanted.clone(),
                have: attribute
                    .groups
                    .iter()
                    .map(|group| group.name.clone())
                    .collect(),
            });
        }
        attribute.reference = Some(wanted.clone());
    }
    Ok(())
}
