//! Tables of numbers by group: our counts, the crosstabs of aequitas, and what
//! fairlearn's `MetricFrame.by_group` writes.

use super::record::{Record, as_text, text_like};
use super::results::number;
use super::table::Table;
use super::{Candidate, Depth, Describes, Format};
use crate::model::{Kind, Place, Reason, Value};

/// A table of counts: one row a group.
pub struct GroupCounts;

/// A crosstab of aequitas: one row a group, counts and rates.
pub struct Aequitas;

/// Metrics of fairlearn by group: one row a group, one column a metric.
pub struct Fairlearn;

/// The cells of a confusion matrix.
const CELLS: &[&str] = &["tp", "fp", "fn", "tn"];

/// The record of a table with its results.
fn record_of(kind: &str, tool: Option<&str>, place: Place, results: Option<Vec<Value>>) -> Value {
    let mut record = Record::new();
    let at = |text: &str| Value::computed(text).with_place(Some(place.clone()));
    record.put("kind", at(kind));
    if let Some(tool) = tool {
        let tool = Value::record([("name", at(tool))]);
        record.put("tool", tool.with_place(Some(place.clone())));
    }
    let results = match results {
        Some(results) => Value::list(results).with_place(Some(place.clone())),
        None => Value::missing(Reason::Unreadable, Some(place.clone())),
    };
    record.keep("results", results);
    record.into_value(Some(place))
}

impl Format for GroupCounts {
    fn id(&self) -> &'static str {
        "group-counts"
    }

    fn title(&self) -> &'static str {
        "Table of counts by group"
    }

    fn describes(&self) -> Describes {
        Describes::Evidence
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        candidate
            .table()
            .is_some_and(|table| table.has(&["attribute", "group"]) && table.has(CELLS))
    }

    fn read(&self, candidate: &Candidate, _: Depth) -> Value {
        let Some(table) = candidate.table() else {
            return Record::new().into_value(None);
        };
        let rows = table.rows(&["attribute", "group"]);
        record_of("group-counts", None, table.place(), rows)
    }
}

/// A rate of aequitas: its column, its name here, and the cells whose sum is
/// its denominator. `pprev` is the selection rate; `ppr` is a group's share of
/// all who were selected, which is another thing.
const RATES: &[(&str, &str, &[&str])] = &[
    ("tpr", "tpr", &["tp", "fn"]),
    ("fnr", "fnr", &["tp", "fn"]),
    ("fpr", "fpr", &["fp", "tn"]),
    ("tnr", "tnr", &["fp", "tn"]),
    ("precision", "ppv", &["tp", "fp"]),
    ("fdr", "fdr", &["tp", "fp"]),
    ("npv", "npv", &["tn", "fn"]),
    ("for", "for", &["tn", "fn"]),
    ("pprev", "selection_rate", CELLS),
    ("accuracy", "accuracy", CELLS),
];

impl Format for Aequitas {
    fn id(&self) -> &'static str {
        "aequitas"
    }

    fn title(&self) -> &'static str {
        "aequitas crosstab"
    }

    fn describes(&self) -> Describes {
        Describes::Evidence
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        candidate.table().is_some_and(|table| {
            table.has(&["attribute_name", "attribute_value"]) && table.has(CELLS)
        })
    }

    fn read(&self, candidate: &Candidate, _: Depth) -> Value {
        let Some(table) = candidate.table() else {
            return Record::new().into_value(None);
        };
        let texts = ["attribute_name", "attribute_value", "model_id"];
        let rows = table.rows(&texts);
        let results = rows.map(|rows| rows.iter().flat_map(of_crosstab).collect());
        record_of("group-counts", Some("aequitas"), table.place(), results)
    }
}

/// The counts of a group, and each of its rates that is a number: a rate
/// without people below it is none.
fn of_crosstab(row: &Value) -> Vec<Value> {
    let of = || {
        let mut record = Record::new();
        record.put("attribute", row.get("attribute_name").cloned());
        record.put("group", row.get("attribute_value").cloned());
        for key in ["model_id", "score_threshold"] {
            record.put(
                key,
                row.get(key).filter(|cell| as_text(cell).is_some()).cloned(),
            );
        }
        record
    };
    let mut counts = of();
    for cell in CELLS {
        counts.put(cell, row.get(cell).and_then(whole));
    }
    let mut results = vec![counts.into_value(row.place.clone())];
    for (column, metric, below) in RATES {
        let Some(value) = row.get(column).and_then(number) else {
            continue;
        };
        let mut rate = of();
        rate.put("metric", text_like(*metric, &value));
        let n: Option<i64> = below
            .iter()
            .map(|cell| row.get(cell).and_then(whole)?.as_int())
            .sum();
        rate.put("n", n.filter(|n| *n > 0).map(|n| text_like(n, row)));
        rate.put("value", value);
        results.push(rate.into_value(row.place.clone()));
    }
    results
}

/// A count; pandas writes `12.0` where a column had gaps.
fn whole(cell: &Value) -> Option<Value> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number below 2^53 is kept exactly"
    )]
    match cell.kind {
        Kind::Int(_) => Some(cell.clone()),
        Kind::Float(count) if count.fract() == 0.0 && count.abs() < 9e15 => {
            Some(text_like(count as i64, cell))
        }
        _ => None,
    }
}

/// Metrics that fairlearn and scikit-learn name, and their name here.
const METRICS: &[(&str, &str)] = &[
    ("accuracy", "accuracy"),
    ("accuracy_score", "accuracy"),
    ("balanced_accuracy", "balanced_accuracy"),
    ("balanced_accuracy_score", "balanced_accuracy"),
    ("selection_rate", "selection_rate"),
    ("selection rate", "selection_rate"),
    ("true_positive_rate", "tpr"),
    ("true positive rate", "tpr"),
    ("tpr", "tpr"),
    ("recall", "tpr"),
    ("recall_score", "tpr"),
    ("true_negative_rate", "tnr"),
    ("true negative rate", "tnr"),
    ("tnr", "tnr"),
    ("false_positive_rate", "fpr"),
    ("false positive rate", "fpr"),
    ("fpr", "fpr"),
    ("false_negative_rate", "fnr"),
    ("false negative rate", "fnr"),
    ("fnr", "fnr"),
    ("precision", "ppv"),
    ("precision_score", "ppv"),
    ("f1", "f1"),
    ("f1_score", "f1"),
    ("roc_auc", "auc"),
    ("roc_auc_score", "auc"),
    ("auc", "auc"),
    ("mean_prediction", "mean_prediction"),
    ("zero_one_loss", "error_rate"),
    ("mean_absolute_error", "mae"),
    ("mean_squared_error", "mse"),
];

/// Columns that count the people of a group.
const SIZES: &[&str] = &["count", "n", "group_size", "size"];

/// Metrics whose denominator is the whole group; that of any other is not told.
const OF_THE_WHOLE_GROUP: &[&str] = &["accuracy", "selection_rate", "error_rate"];

fn metric(column: &str) -> Option<&'static str> {
    let known = METRICS.iter().find(|(name, _)| *name == column);
    known.map(|(_, metric)| *metric)
}

/// How many columns name groups before the metrics begin; `None` where the
/// columns are no metrics by group.
fn leading(table: &Table) -> Option<usize> {
    let header = table.header();
    let is_number = |column: &String| metric(column).is_some() || SIZES.contains(&&**column);
    let leading = header
        .iter()
        .take_while(|column| !is_number(column))
        .count();
    let rest = &header[leading..];
    let measured = rest.iter().any(|column| metric(column).is_some());
    ((1..=3).contains(&leading) && measured && rest.iter().all(is_number)).then_some(leading)
}

impl Format for Fairlearn {
    fn id(&self) -> &'static str {
        "fairlearn"
    }

    fn title(&self) -> &'static str {
        "fairlearn metrics by group"
    }

    fn describes(&self) -> Describes {
        Describes::Evidence
    }

    fn recognizes(&self, candidate: &Candidate) -> bool {
        candidate
            .table()
            .is_some_and(|table| leading(table).is_some())
    }

    fn read(&self, candidate: &Candidate, _: Depth) -> Value {
        let (Some(table), Some(leading)) = (candidate.table(), candidate.table().and_then(leading))
        else {
            return Record::new().into_value(None);
        };
        let names: Vec<&str> = table.header()[..leading]
            .iter()
            .map(String::as_str)
            .collect();
        let rows = table.rows(&names);
        let results = rows.map(|rows| {
            rows.iter()
                .flat_map(|row| of_group(row, &names, &table.written()[..leading]))
                .collect()
        });
        record_of("metrics", Some("fairlearn"), table.place(), results)
    }
}

fn of_group(row: &Value, names: &[&str], written: &[String]) -> Vec<Value> {
    let cells: Vec<Value> = names
        .iter()
        .filter_map(|name| row.get(name).cloned())
        .collect();
    let Some(first) = cells.first() else {
        return Vec::new();
    };
    // An intersection of attributes is a group of all of them together.
    let (attribute, group) = match names {
        ["attribute", "group"] => (first.clone(), cells.get(1).cloned()),
        _ => {
            let groups: Vec<&str> = cells.iter().filter_map(Value::as_str).collect();
            (
                text_like(written.join("*"), first),
                Some(text_like(groups.join("*"), first)),
            )
        }
    };
    let size = SIZES.iter().find_map(|name| row.get(name).and_then(whole));
    row.entries()
        .filter_map(|(column, value)| {
            let metric = metric(column)?;
            let mut record = Record::new();
            record.put("metric", text_like(metric, value));
            record.put("attribute", attribute.clone());
            record.put("group", group.clone());
            record.put("value", number(value));
            let n = size
                .clone()
                .filter(|_| OF_THE_WHOLE_GROUP.contains(&metric));
            record.put("n", n);
            Some(record.into_value(row.place.clone()))
        })
        .collect()
}
