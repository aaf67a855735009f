//! Why a table can't be measured, in both languages.

use super::groups::NO_VALUE;
use crate::measure::parquet;
use crate::model::{Said, Text};

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
    /// A column that was asked for is not there, and what stands in the place of
    /// a header may be somebody's row: it is not told.
    #[error("there is no column `{column}`, and the first line may be a row of {fields} values")]
    NoHeader {
        /// The column.
        column: String,
        /// How many fields the first line has.
        fields: usize,
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
    #[error("line {line}: {}", .why.en)]
    Row {
        /// Its line, from 1; for Parquet the row.
        line: u64,
        /// Why, without the value.
        why: Text,
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
    /// Rows stand in a list.
    #[error("it is a JSON array, and rows are read as JSON lines, an object each")]
    JsonArray,
    /// A column of a Parquet file is damaged, or of a kind that is not read.
    #[error("column `{column}` can't be read: {why}")]
    Column {
        /// The column.
        column: String,
        /// Why.
        why: String,
    },
    /// The bytes can't be had, or end within a record.
    #[error("could not be read: {0}")]
    Unread(String),
    /// A Parquet file that lies about itself.
    #[error("{}", .0.en)]
    Damaged(Text),
}

impl Said for TableError {
    fn korean(&self) -> String {
        match self {
            Self::NoColumn { column, have } => {
                format!("열 `{column}`이(가) 없습니다. 표의 열: {}", have.join(", "))
            }
            Self::NoHeader { column, fields } => format!(
                "열 `{column}`이(가) 없고, 첫 줄은 머리글이 아니라 값 {fields}개의 행일 수 있습니다"
            ),
            Self::Ragged {
                line,
                expected,
                found,
            } => format!("{line}번째 줄: 머리글은 {expected}칸인데 {found}칸입니다"),
            Self::Row { line, why } => {
                format!("{line}번째 줄을 읽을 수 없습니다: {}", why.ko)
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
            Self::JsonArray => {
                "JSON 배열입니다. 행은 한 줄에 객체 하나인 JSON Lines로 읽습니다".to_owned()
            }
            Self::Column { column, why } => {
                let why = parquet::in_korean(why);
                format!("표의 열 `{column}`을(를) 읽을 수 없습니다: {why}")
            }
            Self::Unread(why) => format!("표를 읽을 수 없습니다: {why}"),
            Self::Damaged(why) => why.ko.clone(),
        }
    }
}

pub(super) fn row_error(line: u64, why: Text) -> TableError {
    TableError::Row { line, why }
}

pub(super) fn not_utf8() -> Text {
    Text::new("it is not UTF-8", "UTF-8이 아님")
}
