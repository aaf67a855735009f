//! What groups are counted from: a table of counts, or rows of predictions.

use super::{results, spelled};
use crate::facts::Scope;
use crate::measure::fairness::error::TableError;
use crate::measure::fairness::tally::Plan;
use crate::measure::fairness::{Attribute, Confusion, Group, Measured, counts, rows, sums};
use crate::model::{Kind, Place, Reason, Value};
use crate::source::Blob;

/// Pointers are shorter than this; what is longer is read as a stream.
const SMALL: u64 = 1024;
/// The columns of counts in a table of counts.
pub(super) const CELLS: [&str; 4] = ["tp", "fp", "fn", "tn"];
/// Where a table of counts can come from.
pub(super) const SOURCES: &[&str] = &["none", "counts", "predictions"];

/// Why there are no tables.
pub(super) enum Silent {
    /// Nobody knows; where that would have to be mended.
    Unknown(Reason, Option<Place>),
    /// The predictions are there and can't be counted.
    Broken(TableError),
}

/// One row of a table of counts.
pub(super) struct Row<'a> {
    pub(super) value: &'a Value,
    pub(super) attribute: String,
    pub(super) group: String,
    /// Columns that hold no count.
    pub(super) wrong: Vec<&'static str>,
    /// Whether an earlier row is about the same group.
    pub(super) twice: bool,
    pub(super) table: Confusion,
}

/// Everybody who was counted, by group.
pub(super) struct Counted<'a> {
    /// One of [`SOURCES`]; counts go before predictions.
    pub(super) source: &'static str,
    /// The path that the declaration gives.
    pub(super) at: Option<&'a Value>,
    /// Rows of the table of counts.
    pub(super) rows: Vec<Row<'a>>,
    /// Attributes and crossed attributes, as they are in the table.
    pub(super) tables: Result<Vec<Attribute>, Silent>,
    /// What the predictions give, where they stand beside counts.
    pub(super) beside: Option<Result<Vec<Attribute>, Silent>>,
    /// The columns of the predictions.
    columns: Vec<String>,
}

/// Whether a row is the value of a measure, as tools write them beside counts.
fn is_a_rate(row: &Value) -> bool {
    row.get("metric").is_some() && CELLS.iter().all(|cell| row.get(cell).is_none())
}

impl<'a> Counted<'a> {
    pub(super) fn of(scope: &'a Scope<'a>) -> Self {
        let counts = scope.declared("fairness.counts");
        let predictions = scope.declared("fairness.predictions");
        match (counts, predictions) {
            (Some(at), _) => {
                let beside = predictions.map(|at| from_predictions(scope, at));
                let (beside, columns) = match beside {
                    Some(measured) => {
                        let (tables, columns) = parts(measured);
                        (Some(tables), columns)
                    }
                    None => (None, Vec::new()),
                };
                Self {
                    beside,
                    columns,
                    ..Self::from_counts(scope, at)
                }
            }
            (None, Some(at)) => {
                let (tables, columns) = parts(from_predictions(scope, at));
                Self {
                    source: "predictions",
                    at: Some(at),
                    rows: Vec::new(),
                    tables,
                    beside: None,
                    columns,
                }
            }
            (None, None) => Self {
                source: "none",
                at: None,
                rows: Vec::new(),
                tables: Err(Silent::Unknown(Reason::Absent, scope.place_of("fairness"))),
                beside: None,
                columns: Vec::new(),
            },
        }
    }

    fn from_counts(scope: &'a Scope<'a>, at: &'a Value) -> Self {
        let found = results(scope, "fairness.counts");
        let mut rows: Vec<Row> = Vec::new();
        let all = found.as_ref().copied().unwrap_or_default();
        for value in all.iter().filter(|row| !is_a_rate(row)) {
            let mut row = Row::of(value);
            row.twice = rows.iter().any(|known| known.is_as(&row));
            rows.push(row);
        }
        let bad = rows.iter().find(|row| row.is_bad());
        let tables = match (found, bad) {
            (Err(reason), _) => Err(Silent::Unknown(reason, at.mark())),
            // Said of the row; what rests on it is not decided.
            (Ok(_), Some(row)) => Err(Silent::Unknown(Reason::Unreadable, row.value.mark())),
            (Ok(_), None) => Ok(tables(&rows)),
        };
        Self {
            source: "counts",
            at: Some(at),
            rows,
            tables,
            beside: None,
            columns: Vec::new(),
        }
    }

    /// Everything that the evidence tells people apart by, declared or not:
    /// attributes of the counts and columns of the predictions.
    pub(super) fn tells_apart(&self) -> impl Iterator<Item = &str> {
        let rows = self.rows.iter().map(|row| row.attribute.as_str());
        rows.chain(self.columns.iter().map(String::as_str))
    }

    /// An attribute, or crossed ones as `a*b`.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        let tables = self.tables.as_ref().ok()?;
        tables.iter().find(|attribute| attribute.name == name)
    }

    /// Whether it is there and can't be counted, which is told of the table
    /// or of its row.
    pub(super) fn is_told(&self) -> bool {
        matches!(self.tables, Err(Silent::Broken(_))) || self.rows.iter().any(Row::is_bad)
    }

    /// The tables as something that is missing, where they are.
    pub(super) fn missing(&self) -> Option<Value> {
        match &self.tables {
            Ok(_) => None,
            Err(Silent::Unknown(reason, place)) => Some(Value::missing(*reason, place.clone())),
            Err(Silent::Broken(_)) => Some(Value::missing(
                Reason::Unreadable,
                self.at.and_then(Value::mark),
            )),
        }
    }

    /// Everybody who was counted.
    pub(super) fn everybody(&self) -> Option<Group> {
        let tables = self.tables.as_ref().ok()?;
        if let Some(all) = tables.iter().find(|attribute| attribute.name.is_empty()) {
            return all.groups.first().cloned();
        }
        Some(Group::of("", sums::whole(tables)?))
    }
}

impl<'a> Row<'a> {
    fn of(value: &'a Value) -> Self {
        let text = |key: &str| value.get(key).and_then(spelled).unwrap_or_default();
        let count = |column: &&'static str| {
            let found = value.get(column).and_then(Value::as_int);
            let found = found.and_then(|count| u64::try_from(count).ok());
            found.filter(|count| *count <= counts::MOST)
        };
        let [tp, fp, fn_, tn] = CELLS.map(|column| count(&column));
        let wrong = CELLS.into_iter().filter(|column| count(column).is_none());
        let or_none = |count: Option<u64>| count.unwrap_or(0);
        Self {
            value,
            attribute: text("attribute"),
            group: text("group"),
            wrong: wrong.collect(),
            twice: false,
            table: Confusion::of(or_none(tp), or_none(fp), or_none(fn_), or_none(tn)),
        }
    }

    fn is_bad(&self) -> bool {
        self.twice || !self.wrong.is_empty()
    }

    fn is_as(&self, other: &Row) -> bool {
        self.attribute == other.attribute && self.group == other.group
    }

    /// Its name as attribute/group.
    pub(super) fn name(&self) -> String {
        format!("{}/{}", self.attribute, self.group)
    }
}

fn tables(rows: &[Row]) -> Vec<Attribute> {
    let mut tables: Vec<Attribute> = Vec::new();
    for row in rows {
        let group = Group::of(&row.group, row.table);
        match tables.iter_mut().find(|have| have.name == row.attribute) {
            Some(attribute) => attribute.groups.push(group),
            None => tables.push(Attribute {
                name: row.attribute.clone(),
                reference: None,
                groups: vec![group],
            }),
        }
    }
    tables
}

/// Pairs of attributes that the declaration wants to see together.
pub(super) fn pairs<'a>(scope: &'a Scope<'a>) -> impl Iterator<Item = (&'a Value, Vec<String>)> {
    let declared = scope.declared("fairness.intersections");
    let pairs = declared.map_or(&[][..], Value::items);
    pairs.iter().map(|pair| {
        let names = pair.items().iter().filter_map(spelled).collect();
        (pair, names)
    })
}

/// Count the rows of predictions by every attribute that is declared. One
/// pass over a stream: the table may be larger than memory.
fn from_predictions(scope: &Scope, at: &Value) -> Result<Measured, Silent> {
    let unknown = |reason| Silent::Unknown(reason, at.mark());
    let path = at.as_str().and_then(|path| scope.resolve(path));
    let entry = path.and_then(|path| scope.tree.entry(&path));
    let entry = entry.ok_or_else(|| unknown(Reason::Absent))?;
    if entry.size <= SMALL && matches!(scope.tree.read(&entry.path), Blob::Pointer(..)) {
        return Err(unknown(Reason::Unverified));
    }
    let stream = scope.tree.open(&entry.path);
    let stream = stream.map_err(|_| unknown(Reason::Unreadable))?;
    rows::measure(stream, &plan(scope)).map_err(Silent::Broken)
}

/// What was measured, and the columns that it was measured from.
fn parts(measured: Result<Measured, Silent>) -> (Result<Vec<Attribute>, Silent>, Vec<String>) {
    match measured {
        Ok(measured) => (Ok(measured.attributes), measured.columns),
        Err(why) => (Err(why), Vec::new()),
    }
}

fn plan(scope: &Scope) -> Plan {
    let text = |key: &str| scope.declared(key).and_then(spelled);
    let attributes = scope.declared("fairness.attributes");
    let declared = attributes.into_iter().flat_map(Value::entries);
    let declared = declared.map(|(name, _)| vec![name.to_string()]);
    let crossed = pairs(scope)
        .map(|(_, names)| names)
        // A pair of what is no attribute is told of the pair.
        .filter(|names| {
            let known = |name| attributes.is_some_and(|known| known.get(name).is_some());
            names.len() == 2 && names.iter().all(|name| known(name))
        });
    Plan {
        label: text("fairness.label").unwrap_or_else(|| "label".to_owned()),
        prediction: text("fairness.prediction").unwrap_or_else(|| "prediction".to_owned()),
        score: text("fairness.score"),
        weight: text("fairness.weight"),
        positive: text("fairness.positive"),
        // Nothing to group by is everybody.
        by: declared.chain(crossed).chain([Vec::new()]).collect(),
        references: Vec::new(),
    }
}

/// What is wrong with a table that can't be counted.
pub(super) struct Broken {
    /// One of [`BROKEN`].
    pub(super) what: &'static str,
    /// The column, or the positive value, that is the reason.
    pub(super) name: Option<String>,
    pub(super) line: Option<u64>,
    /// What there is instead: columns, or values of the labels.
    pub(super) have: Vec<String>,
    /// Values of the predictions, where the labels have others.
    pub(super) predicted: Vec<String>,
}

pub(super) fn broken(error: &TableError) -> Broken {
    let mut found = Broken {
        what: "format",
        name: None,
        line: None,
        have: Vec::new(),
        predicted: Vec::new(),
    };
    found.what = match error {
        TableError::NoColumn { column, have } => {
            found.name = Some(column.clone());
            found.have.clone_from(have);
            "no-column"
        }
        TableError::NoHeader { column, .. } => {
            found.name = Some(column.clone());
            "no-header"
        }
        TableError::Ragged { line, .. } => {
            found.line = Some(*line);
            "ragged"
        }
        TableError::Row { line, .. } => {
            found.line = Some(*line);
            "row"
        }
        TableError::Empty => "empty",
        TableError::NoPositive { positive, have } => {
            found.name = Some(positive.clone());
            found.have.clone_from(have);
            "no-positive"
        }
        TableError::Vocabularies {
            labels,
            predictions,
            ..
        } => {
            found.have.clone_from(labels);
            found.predicted.clone_from(predictions);
            "vocabularies"
        }
        TableError::TooMany { column, .. } => {
            found.name = Some(column.clone());
            "too-many"
        }
        TableError::TwoColumns { column } => {
            found.name = Some(column.clone());
            "two-columns"
        }
        TableError::Namesake { column } => {
            found.name = Some(column.clone());
            "namesake"
        }
        TableError::Crossing { column } => {
            found.name = Some(column.clone());
            "crossing"
        }
        TableError::OneColumn { column } => {
            found.name = Some(column.clone());
            "one-column"
        }
        TableError::NoReference { .. }
        | TableError::NoAttribute { .. }
        | TableError::JsonArray
        | TableError::Column { .. }
        | TableError::Unread(_)
        | TableError::Damaged(_) => "format",
    };
    found
}

/// Kinds of [`broken`].
pub(super) const BROKEN: &[&str] = &[
    "no-column",
    "no-header",
    "ragged",
    "row",
    "empty",
    "no-positive",
    "vocabularies",
    "too-many",
    "two-columns",
    "namesake",
    "crossing",
    "one-column",
    "format",
];

/// The missing kind of a value, where it is missing.
pub(super) fn kind(tables: &Result<Vec<Attribute>, Silent>) -> Kind {
    match tables {
        Ok(_) => Kind::Bool(true),
        Err(Silent::Unknown(reason, _)) => Kind::Missing(*reason),
        Err(Silent::Broken(_)) => Kind::Missing(Reason::Unreadable),
    }
}
