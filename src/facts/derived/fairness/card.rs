//! The tables of a card, read as values of measures: rows are groups and
//! columns measures, or rows are measures and columns are groups, or a row
//! holds a measure, a group and its value.

use super::Group;
use super::overall::Cell;
use super::quantity::Of;
use super::whole::{self, Below, Whole};
use super::written::Written;
use crate::facts::derived::people::is_called;
use crate::facts::names;
use crate::model::Value;

/// Measures of which people compare groups, by the words of their names.
pub(in crate::facts::derived) const MEASURES: &[(&str, &[&str])] = &[
    ("accuracy", &["accuracy", "acc", "정확도"]),
    // Of whom is approved, see `resolved`.
    (
        "approval_rate",
        &["approval rate", "acceptance rate", "승인율", "승인률"],
    ),
    ("auc", &["auc", "roc auc", "auroc"]),
    ("f1", &["f1", "f1 score"]),
    ("favorable_rate", &["favorable rate", "favourable rate"]),
    ("fnr", &["fnr", "false negative rate", "위음성률"]),
    ("fpr", &["fpr", "false positive rate", "위양성률"]),
    ("ppv", &["ppv", "precision", "정밀도"]),
    ("selection_rate", &["selection rate", "선택률"]),
    (
        "tnr",
        &["tnr", "specificity", "true negative rate", "특이도"],
    ),
    (
        "tpr",
        &[
            "tpr",
            "recall",
            "sensitivity",
            "true positive rate",
            "재현율",
            "민감도",
        ],
    ),
];

/// Headers of counts.
pub(in crate::facts::derived) const COUNTS: &[&str] = &[
    "n",
    "count",
    "counts",
    "support",
    "size",
    "sample size",
    "samples",
    "people",
    "rows",
    "negatives",
    "positives",
    "denominator",
    "표본",
    "표본 수",
    "건수",
    "인원",
    "수",
];
/// Columns that say nothing of what a number is about.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "note", "notes", "comment", "remarks", "unit", "ci", "95 ci", "interval", "date", "비고", "단위", "구간", "날짜",
];
const EVERYBODY: &[&str] = &[
    "all",
    "overall",
    "total",
    "everyone",
    "everybody",
    "전체",
    "합계",
];
pub(in crate::facts::derived) const GROUP: &[&str] =
    &["group", "subgroup", "segment", "slice", "집단", "그룹"];
pub(in crate::facts::derived) const ATTRIBUTE: &[&str] =
    &["attribute", "factor", "dimension", "속성"];
pub(in crate::facts::derived) const METRIC: &[&str] = &["metric", "measure", "metrics", "지표"];
pub(in crate::facts::derived) const VALUE: &[&str] =
    &["value", "score", "result", "값", "점수", "결과"];

/// Tables and rows of one card that are looked at.
const MOST_ROWS: usize = 2000;

/// What a name says without case and marks.
pub(in crate::facts::derived) fn plain(text: &str) -> String {
    names::words(text).join(" ")
}

/// Whether two names are one, case and marks aside; marks that tell groups
/// apart, as in `60+` and `60-`, count.
pub(in crate::facts::derived) fn same(one: &str, other: &str) -> bool {
    let marks = |text: &str| {
        let text = text.replace(['–', '—'], "-").replace('`', "");
        text.chars()
            .filter(|c| !c.is_whitespace() && *c != '_')
            .collect::<String>()
            .to_lowercase()
    };
    marks(one) == marks(other)
}

pub(in crate::facts::derived) fn is_everybody(text: &str) -> bool {
    EVERYBODY.contains(&plain(text).as_str())
}

/// The measure that goes by a name.
pub(in crate::facts::derived) fn measure(text: &str) -> Option<&'static str> {
    let plain = plain(text);
    MEASURES
        .iter()
        .find(|(_, names)| names.contains(&plain.as_str()))
        .map(|(measure, _)| *measure)
}

/// A measure as the counts can give it: who is approved has the outcome that is
/// declared to be the good one; where none is, the one that is predicted.
pub(super) fn resolved(metric: &str, favorable: Option<bool>) -> String {
    let own = if favorable.is_some() {
        "favorable_rate"
    } else {
        "selection_rate"
    };
    metric.replace("approval_rate", own)
}

/// The values of measures in the tables of a card.
pub(super) fn cells(card: &Value, groups: &[Group], own: &Whole) -> Vec<Cell> {
    let tables = card.get("tables").map_or(&[][..], Value::items);
    let mut cells = Vec::new();
    for (table, value) in tables.iter().enumerate() {
        let columns: Vec<&str> = value
            .get("columns")
            .map_or(&[][..], Value::items)
            .iter()
            .map(|column| column.as_str().unwrap_or(""))
            .collect();
        let rows = value.get("rows").map_or(&[][..], Value::items);
        let held = Held {
            table,
            columns: &columns,
            groups,
            own,
            below: whole::below(card, value),
            is_alone: rows.len() == 1,
        };
        for row in rows.iter().take(MOST_ROWS) {
            held.of_row(row.items(), &mut cells);
        }
    }
    cells
}

/// A table, and what is known of it.
struct Held<'a, 'b> {
    table: usize,
    columns: &'a [&'a str],
    groups: &'a [Group<'b>],
    own: &'a Whole,
    below: Below,
    /// Whether it has one row.
    is_alone: bool,
}

impl Held<'_, '_> {
    fn of_row(&self, row: &[Value], cells: &mut Vec<Cell>) {
        let (columns, groups) = (self.columns, self.groups);
        let text = |index: usize| row.get(index).and_then(Value::as_str).unwrap_or("").trim();
        let column = |names: &[&str]| {
            columns
                .iter()
                .position(|column| names.contains(&plain(column).as_str()))
        };
        let number = |index: usize| is_number(text(index));
        let is_count = |index: usize| COUNTS.contains(&plain(columns[index]).as_str());
        let counts: Vec<Value> = (0..columns.len().min(row.len()))
            .filter(|index| is_count(*index) && number(*index))
            .map(|index| row[index].clone())
            .collect();
        let of = column(GROUP)
            .filter(|index| !is_everybody(text(*index)))
            .map(|index| {
                let attribute = column(ATTRIBUTE).map(|index| text(index).to_owned());
                Of::Group(attribute, text(index).to_owned())
            })
            .or_else(|| group_in(row, groups));
        let cell = |metric: &str, of: Option<Of>, said: &str, at: &Value| Cell {
            has_n: !counts.is_empty(),
            in_percent: in_percent(said),
            table: self.table,
            ..Cell::new(metric, of.unwrap_or(Of::Everybody), at.clone())
        };
        let named = column(METRIC)
            .or_else(|| (!columns.is_empty()).then_some(0))
            .and_then(|index| Some((index, text(index), measure(text(index))?)));
        let whole = self.whole(row, named.map(|(index, ..)| index));
        if let Some((_, said, metric)) = named {
            // A row is a measure: its columns are groups, or one column is its value.
            for (index, header) in columns.iter().enumerate() {
                if !number(index) {
                    continue;
                }
                let group = group_called(header, groups);
                let is_value = VALUE.contains(&plain(header).as_str());
                let is_own = self.own.is_named(header);
                let of = match group {
                    Some(group) => Some(group.of()),
                    None if is_everybody(header) || is_value || is_own => of.clone(),
                    None => continue,
                };
                let is_whole = of.is_none() && group.is_none();
                let said: &str = if in_percent(header) { header } else { said };
                cells.push(Cell {
                    whole: whole.filter(|_| is_whole),
                    is_told: !is_own || is_value,
                    counts: keep(&counts, is_value),
                    ..cell(metric, of, said, &row[index])
                });
            }
            return;
        }
        // A row is a group, or everybody: its columns are measures.
        let is_row_of_all = of.is_none() && (0..row.len()).any(|index| is_everybody(text(index)));
        let is_told = of.is_some() || is_row_of_all;
        if !is_told && whole.is_none() {
            return;
        }
        let mut is_first = true;
        for (index, header) in columns.iter().enumerate() {
            if let (Some(metric), true) = (measure(header), number(index)) {
                cells.push(Cell {
                    whole: whole.filter(|_| of.is_none()),
                    is_told,
                    counts: keep(&counts, is_first),
                    ..cell(metric, of.clone(), header, &row[index])
                });
                is_first = false;
            }
        }
    }

    /// Whether a row without a group is about everybody: every text in it is
    /// the card's own, and something says so, or it stands alone below a heading
    /// of results. Whether beyond doubt is the answer's own.
    fn whole(&self, row: &[Value], measure: Option<usize>) -> Option<bool> {
        if self.below == Below::Aside {
            return None;
        }
        let is_result = self.below == Below::Results;
        let mut is_own = self.columns.iter().any(|header| self.own.is_named(header));
        for (index, (header, cell)) in self.columns.iter().zip(row).enumerate() {
            let text = cell.as_str().unwrap_or("").trim().trim_matches(['*', '`']);
            let aside = ASIDE.contains(&plain(header).as_str());
            if Some(index) == measure || aside || text.is_empty() || is_number(text) {
                continue;
            }
            let is_named = self.own.is_named(text);
            if !is_named && !is_everybody(text) {
                return None;
            }
            is_own |= is_named;
        }
        let is_bare = self.is_alone && self.columns.iter().all(|header| is_of_numbers(header));
        let is_told = is_result && (measure.is_some() || is_bare);
        (is_own || is_told).then_some(is_result && self.own.is_alone)
    }
}

/// Counts beside the one value that they are held against.
fn keep(counts: &[Value], is_first: bool) -> Vec<Value> {
    let exact = |n: &&Value| {
        let text = n.as_str().unwrap_or("").trim();
        !text.starts_with(['~', '≈']) && !Written::is_marked(text) && !text.contains('.')
    };
    let counts = counts.iter().filter(|_| is_first).filter(exact);
    counts.cloned().collect()
}

/// Whether a column holds a measure, or how many there are.
fn is_of_numbers(header: &str) -> bool {
    measure(header).is_some() || COUNTS.contains(&plain(header).as_str())
}

/// Whether the name of a measure, or of a column, says that values are in percent.
fn in_percent(name: &str) -> bool {
    let name = name.to_lowercase();
    ["%", "percent", "per cent", "퍼센트", "백분율"]
        .iter()
        .any(|word| name.contains(word))
}

/// The declared group that a text is the name of; by what people call it, the
/// only one that is called so.
fn group_called<'a, 'b>(text: &str, groups: &'a [Group<'b>]) -> Option<&'a Group<'b>> {
    let spelled = groups.iter().find(|group| same(&group.name, text));
    spelled.or_else(|| {
        let mut called = groups
            .iter()
            .filter(|group| is_called(text, group.attribute, &group.name));
        called.next().filter(|_| called.next().is_none())
    })
}

/// A declared group that a cell of the row names, alone or as `attribute: group`.
fn group_in(row: &[Value], groups: &[Group]) -> Option<Of> {
    let texts = || row.iter().filter_map(Value::as_str);
    texts().filter(|text| !is_number(text)).find_map(|text| {
        let group = groups.iter().find(|group| {
            let spelled = [
                format!("{}: {}", group.attribute, group.name),
                format!("{}={}", group.attribute, group.name),
                format!("{}/{}", group.attribute, group.name),
            ];
            spelled.iter().any(|spelled| same(spelled, text))
        });
        group.or_else(|| group_called(text, groups)).map(Group::of)
    })
}

pub(in crate::facts::derived) fn is_number(text: &str) -> bool {
    let text = text.trim().trim_matches(['*', '`', '~', '%', '±']).trim();
    let first = text.split([' ', '(', '±', '[']).next().unwrap_or("");
    let first = first.trim_end_matches('%').replace(',', "");
    !first.is_empty() && first.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &[&str], rows: &[&[&str]]) -> Value {
        let texts = |texts: &[&str]| Value::list(texts.iter().map(|text| Value::computed(*text)));
        let table = Value::record([
            ("columns", texts(columns)),
            ("rows", Value::list(rows.iter().map(|row| texts(row)))),
        ]);
        Value::record([("tables", Value::list([table]))])
    }

    fn found(card: &Value) -> Vec<String> {
        let values: Vec<Value> = ["F", "M"].into_iter().map(Value::computed).collect();
        let groups: Vec<Group> = values
            .iter()
            .map(|value| Group {
                attribute: "sex",
                value,
                name: value.as_str().unwrap_or("").to_owned(),
            })
            .collect();
        let spell = |cell: &Cell| {
            let of = match &cell.of {
                Of::Group(_, group) => group.as_str(),
                _ => "all",
            };
            format!("{} {of} {}", cell.metric, cell.has_n)
        };
        cells(card, &groups, &Whole::default())
            .iter()
            .map(spell)
            .collect()
    }

    #[test]
    fn rows_of_groups_are_read() {
        let card = table(
            &["Attribute", "Group", "n", "False positive rate"],
            &[
                &["overall", "all", "200", "0.08"],
                &["sex", "F", "100", "0.09"],
            ],
        );
        assert_eq!(found(&card), ["fpr all true", "fpr F true"]);
    }

    #[test]
    fn columns_of_groups_and_rows_of_values_are_read() {
        let card = table(
            &["Metric", "Overall", "F", "M"],
            &[&["FPR", "0.08", "0.09", "0.07"]],
        );
        assert_eq!(
            found(&card),
            ["fpr all false", "fpr F false", "fpr M false"]
        );
        let card = table(&["Metric", "Value", "n"], &[&["accuracy", "86 %", "500"]]);
        assert_eq!(found(&card), ["accuracy all true"]);
    }

    #[test]
    fn who_is_approved_has_the_good_outcome_where_it_is_told() {
        assert_eq!(measure("Approval rate"), Some("approval_rate"));
        assert_eq!(resolved("approval_rate", Some(false)), "favorable_rate");
        let apart = resolved("approval_rate_difference", None);
        assert_eq!(apart, "selection_rate_difference");
    }

    #[test]
    fn rows_of_the_test_split_are_about_everybody_and_of_others_are_not() {
        let card = table(
            &["Split", "Accuracy"],
            &[
                &["test", "0.9"],
                &["validation", "0.8"],
                &["training", "1.0"],
            ],
        );
        assert_eq!(found(&card), ["accuracy all false"]);
        let card = table(
            &["Model", "Split", "Accuracy"],
            &[&["another-score", "test", "0.9"]],
        );
        assert_eq!(found(&card), Vec::<String>::new());
    }

    #[test]
    fn a_column_or_a_row_may_be_in_percent() {
        let percent = |card: &Value| {
            let groups: [Group; 0] = [];
            let found = cells(card, &groups, &Whole::default());
            found.iter().map(|cell| cell.in_percent).collect::<Vec<_>>()
        };
        let columns = table(&["Group", "FPR (%)", "TPR"], &[&["F", "8.0", "0.8"]]);
        assert_eq!(percent(&columns), [true, false]);
        let rows = table(
            &["Metric", "Overall"],
            &[&["FPR (%)", "8"], &["TPR", "0.8"]],
        );
        assert_eq!(percent(&rows), [true, false]);
    }

    #[test]
    fn tables_of_other_things_are_none() {
        let card = table(
            &["Parameter", "Value"],
            &[&["layers", "12"], &["heads", "8"]],
        );
        assert_eq!(found(&card), Vec::<String>::new());
    }
}
