//! Rows counted into groups: one pass, memory bounded by the number of
//! groups, and by the number of rows only where there is a score.

use super::groups::{AttributeTally, Column, MOST_GROUPS};
pub use super::groups::{NO_VALUE, crossed_name, crossed_values};
use super::lines::Rows;
use super::symbols::Field;
use super::vocabulary::{self, Labels, MOST_LABELS};
use super::{Attribute, Group, Measured};
use crate::measure::auc;
use crate::model::Said;

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
    /// Two columns bear a name that was asked for.
    #[error("the table has two columns `{column}`")]
    TwoColumns {
        /// The column.
        column: String,
    },
    /// There is no row.
    #[error("the table has no rows")]
    Empty,
    /// Labels and predictions tell different classes apart.
    #[error("the labels in `{label}` ({}) and the predictions in `{prediction}` ({}) are not of one vocabulary", .labels.join(", "), .predictions.join(", "))]
    Vocabularies {
        /// The column of labels.
        label: String,
        /// The column of predictions.
        prediction: String,
        /// Values of the labels.
        labels: Vec<String>,
        /// Values of the predictions.
        predictions: Vec<String>,
    },
    /// A column bears the name under which crossed ones are counted.
    #[error("`{column}` names a column and columns that are crossed, which would be one attribute")]
    Crossing {
        /// The name.
        column: String,
    },
    /// What was predicted is read from where the truth stands.
    #[error("labels and predictions are one column, `{column}`, so there is no error to be seen")]
    OneColumn {
        /// The column.
        column: String,
    },
    /// People without a value and people of a value would be one group.
    #[error(
        "column `{column}` has empty fields and the value `{NO_VALUE}`, which would be one group"
    )]
    Namesake {
        /// The column.
        column: String,
    },
    /// The positive value is in neither column.
    #[error("the positive value `{positive}` is in neither column; there are {}", .have.join(", "))]
    NoPositive {
        /// The value.
        positive: String,
        /// Values of both columns.
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
    /// A reference is of an attribute that is not measured.
    #[error("the reference `{attribute}={group}` is of an attribute that is not measured; measured: {}", .have.join(", "))]
    NoAttribute {
        /// The attribute.
        attribute: String,
        /// The group.
        group: String,
        /// The attributes that are measured.
        have: Vec<String>,
    },
    /// The bytes are in no known table format.
    #[error("{0}")]
    Format(String),
}

/// What is said of rows in a list.
pub(super) const JSON_ARRAY: &str =
    "it is a JSON array, and rows are read as JSON lines, an object each";

/// Why a row can't be read, in Korean; what the readers of others say stays theirs.
#[rustfmt::skip]
const ROWS: &[(&str, &str)] = &[
    ("the label is empty", "정답이 비어 있음"),
    ("the prediction is empty", "예측이 비어 있음"),
    ("the score is no number", "점수가 숫자가 아님"),
    ("the weight is no number", "가중치가 숫자가 아님"),
    ("the weight is negative", "가중치가 음수임"),
    ("the weight is beyond 1e-100 to 1e100", "가중치가 1e-100에서 1e100 사이를 벗어남"),
    ("it is not UTF-8", "UTF-8이 아님"),
    ("a quote is opened and never closed", "따옴표가 닫히지 않음"),
    ("the record is longer than 16 MiB", "레코드가 16 MiB보다 김"),
    ("the line is longer than 16 MiB", "줄이 16 MiB보다 김"),
];

/// Why a row can't be used.
fn row_in_korean(why: &str) -> String {
    if let Some((_, korean)) = ROWS.iter().find(|(en, _)| *en == why) {
        return (*korean).to_owned();
    }
    let between = |before: &str, after: &str| why.strip_prefix(before)?.strip_suffix(after);
    if let Some(key) = between("the key `", "` stands twice") {
        return format!("키 `{key}`이(가) 두 번 나옴");
    }
    if let Some(column) = between("no JSON object: column ", "") {
        return format!("JSON 객체가 아님: {column}번째 칸");
    }
    let count = why.split_once("` is no count: a whole number from 0 to ");
    if let Some((name, most)) = count {
        let name = name.trim_start_matches('`');
        return format!("`{name}`이(가) 건수가 아님: 0부터 {most}까지의 정수여야 함");
    }
    why.to_owned()
}

impl Said for TableError {
    fn korean(&self) -> String {
        match self {
            Self::NoColumn { column, have } => {
                format!("열 `{column}`이(가) 없습니다. 표의 열: {}", have.join(", "))
            }
            Self::Ragged {
                line,
                expected,
                found,
            } => format!("{line}번째 줄: 머리글은 {expected}칸인데 {found}칸입니다"),
            Self::Row { line, why } => {
                let why = row_in_korean(why);
                format!("{line}번째 줄을 읽을 수 없습니다: {why}")
            }
            Self::TwoColumns { column } => format!("표에 열 `{column}`이(가) 둘 있습니다"),
            Self::Crossing { column } => format!(
                "`{column}`이(가) 열의 이름이면서 교차한 열의 이름이기도 하여 한 속성이 됩니다"
            ),
            Self::OneColumn { column } => {
                format!("정답과 예측이 한 열 `{column}`이어서 오류가 드러나지 않습니다")
            }
            Self::Empty => "표에 행이 없습니다".to_owned(),
            Self::Vocabularies {
                label,
                prediction,
                labels,
                predictions,
            } => format!(
                "정답 열 `{label}`의 값({})과 예측 열 `{prediction}`의 값({})이 같은 분류가 아닙니다",
                labels.join(", "),
                predictions.join(", ")
            ),
            Self::Namesake { column } => {
                format!("열 `{column}`에 빈칸과 값 `{NO_VALUE}`이(가) 함께 있어 한 집단이 됩니다")
            }
            Self::NoPositive { positive, have } => format!(
                "양성 값 `{positive}`이(가) 어느 열에도 없습니다. 있는 값: {}",
                have.join(", ")
            ),
            Self::TooMany { column, most } => {
                format!("열 `{column}`에 서로 다른 값이 {most}개보다 많습니다")
            }
            Self::NoReference {
                attribute,
                group,
                have,
            } => format!(
                "기준 `{group}`은(는) `{attribute}`의 집단이 아닙니다. 있는 집단: {}",
                have.join(", ")
            ),
            Self::NoAttribute {
                attribute,
                group,
                have,
            } => format!(
                "기준 `{attribute}={group}`의 속성은 측정하지 않습니다. 측정하는 속성: {}",
                have.join(", ")
            ),
            Self::Format(why) if why == JSON_ARRAY => {
                "JSON 배열입니다. 행은 한 줄에 객체 하나인 JSON Lines로 읽습니다".to_owned()
            }
            Self::Format(why) => {
                // What a library says of a format stands in its own words.
                let why = why.strip_prefix("could not be read: ").unwrap_or(why);
                let column = why
                    .strip_prefix("column `")
                    .and_then(|rest| rest.split_once("` can't be read: "));
                match column {
                    Some((name, why)) => {
                        format!("표의 열 `{name}`을(를) 읽을 수 없습니다: {why}")
                    }
                    None => format!("표를 읽을 수 없습니다: {why}"),
                }
            }
        }
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
            Some(column) => Some(number(line, field(column).text, "score")?),
            None => None,
        };
        let (label, prediction) = (field(self.label), field(self.prediction));
        if label.text.is_empty() || prediction.text.is_empty() {
            let what = match label.text.is_empty() {
                true => "label",
                false => "prediction",
            };
            return Err(TableError::Row {
                line,
                why: format!("the {what} is empty"),
            });
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
                return Err(row_error(line, "it is not UTF-8"));
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

fn number(line: u64, text: &[u8], what: &str) -> Result<f64, TableError> {
    std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.trim().parse::<f64>().ok())
        .filter(|value| value.is_finite())
        .ok_or_else(|| TableError::Row {
            line,
            why: format!("the {what} is no number"),
        })
}

/// Weights between which squares and sums stay numbers.
const WEIGHTS: std::ops::RangeInclusive<f64> = 1e-100..=1e100;

fn weight(line: u64, text: &[u8]) -> Result<f64, TableError> {
    let weight = number(line, text, "weight")?;
    if weight < 0.0 {
        return Err(row_error(line, "the weight is negative"));
    }
    if weight > 0.0 && !WEIGHTS.contains(&weight) {
        return Err(row_error(line, "the weight is beyond 1e-100 to 1e100"));
    }
    Ok(weight)
}

pub(super) fn row_error(line: u64, why: &str) -> TableError {
    TableError::Row {
        line,
        why: why.to_owned(),
    }
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

/// The names of columns, for a message. A first line with numbers in it is a
/// row, and its fields are somebody's values.
fn names_of(header: &[String]) -> Vec<String> {
    const MOST: usize = 50;
    const LONGEST: usize = 60;
    if header.iter().any(|name| name.parse::<f64>().is_ok()) {
        return vec![format!("({} values)", header.len())];
    }
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
