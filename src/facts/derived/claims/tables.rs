//! Numbers in the tables and in the data of a card: of groups, of languages,
//! of benchmarks.

use super::known::{About, Known, metric};
use crate::facts::derived::fairness::card::{
    ATTRIBUTE, COUNTS, GROUP, METRIC, VALUE, is_everybody, is_number, plain,
};
use crate::model::Value;

const LANGUAGE: &[&str] = &["language", "lang", "언어"];
const SUITE: &[&str] = &[
    "suite",
    "benchmark",
    "dataset",
    "test set",
    "평가",
    "벤치마크",
    "데이터셋",
];
/// Columns that say nothing of what a number is about.
const ASIDE: &[&str] = &[
    "note", "notes", "comment", "remarks", "unit", "ci", "95 ci", "interval", "low", "high",
    "비고", "단위", "구간",
];
/// Rows of one table that are looked at.
const MOST_ROWS: usize = 2000;

/// A number and what it is about.
pub(super) struct Claim {
    pub(super) about: About,
    pub(super) at: Value,
}

/// What a column holds.
#[derive(Clone, PartialEq, Eq)]
enum Column {
    Metric,
    Value,
    Attribute,
    Group,
    Language,
    Suite,
    Aside,
    /// Values of one metric, whatever the row is about.
    Of(String),
    /// Values of a group, of a language, or of all, by the row's metric.
    ForGroup(String),
    ForLanguage(String),
    ForAll,
    Other,
}

pub(super) fn claims(card: &Value, known: &Known) -> Vec<Claim> {
    let mut claims = Vec::new();
    for table in card.get("tables").map_or(&[][..], Value::items) {
        let columns = table.get("columns").map_or(&[][..], Value::items);
        let columns: Vec<Column> = columns
            .iter()
            .map(|column| column_of(column.as_str().unwrap_or(""), known))
            .collect();
        let rows = table.get("rows").map_or(&[][..], Value::items);
        for row in rows.iter().take(MOST_ROWS) {
            of_row(&columns, row.items(), known, &mut claims);
        }
    }
    claims.extend(in_data(card, known));
    claims
}

fn column_of(header: &str, known: &Known) -> Column {
    let name = plain(header);
    let is = |names: &[&str]| names.contains(&name.as_str());
    if is(METRIC) {
        Column::Metric
    } else if is(VALUE) {
        Column::Value
    } else if is(ATTRIBUTE) {
        Column::Attribute
    } else if is(GROUP) {
        Column::Group
    } else if is(LANGUAGE) {
        Column::Language
    } else if is(SUITE) {
        Column::Suite
    } else if is(ASIDE) || is(COUNTS) {
        Column::Aside
    } else if known.metrics.contains(&metric(header)) {
        Column::Of(metric(header))
    } else if let Some(group) = known.group(header) {
        Column::ForGroup(group.clone())
    } else if let Some(language) = known.language(header) {
        Column::ForLanguage(language.clone())
    } else if is_everybody(header) {
        Column::ForAll
    } else {
        Column::Other
    }
}

/// A row of which every cell is understood; a row about something else, such
/// as another model, is none of ours.
fn of_row(columns: &[Column], row: &[Value], known: &Known, claims: &mut Vec<Claim>) {
    let mut about = About::default();
    let mut of_all = false;
    for (column, cell) in columns.iter().zip(row) {
        let text = cell.as_str().unwrap_or("").trim().trim_matches(['*', '`']);
        if text.is_empty() || is_everybody(text) {
            of_all |= is_everybody(text);
            continue;
        }
        match column {
            Column::Metric => about.metric = metric(text),
            Column::Attribute => about.attribute = Some(text.to_owned()),
            Column::Group => about.group = Some(text.to_owned()),
            Column::Language => {
                let tag = known.language(text).cloned();
                about.language = tag.or_else(|| Some(text.to_owned()));
            }
            Column::Suite => about.suite = Some(text.to_owned()),
            Column::Other if !is_number(text) => {
                if about.metric.is_empty() && known.metrics.contains(&metric(text)) {
                    about.metric = metric(text);
                } else if let Some(group) = known.group(text) {
                    about.group = Some(group.clone());
                } else if let Some(language) = known.language(text) {
                    about.language = Some(language.clone());
                } else {
                    return;
                }
            }
            _ => {}
        }
    }
    // "overall" beside an attribute's column is no attribute.
    if about.group.is_none() {
        about.attribute = None;
    }
    let whose =
        of_all || about.group.is_some() || about.language.is_some() || about.suite.is_some();
    for (column, cell) in columns.iter().zip(row) {
        if !cell.as_str().is_some_and(is_number) {
            continue;
        }
        let mut own = about.clone();
        let has_metric = !about.metric.is_empty();
        match column {
            Column::Value if has_metric => {}
            Column::Of(metric) if !has_metric && whose => own.metric.clone_from(metric),
            Column::ForGroup(group) if has_metric => own.group = Some(group.clone()),
            Column::ForLanguage(tag) if has_metric => own.language = Some(tag.clone()),
            Column::ForAll if has_metric => {}
            _ => continue,
        }
        claims.push(Claim {
            about: own,
            at: cell.clone(),
        });
    }
}

/// Results in data: a model-index, performance metrics.
fn in_data<'a>(card: &'a Value, known: &'a Known) -> impl Iterator<Item = Claim> + 'a {
    let results = card.get("results").map_or(&[][..], Value::items);
    results.iter().filter_map(|result| {
        let text = |key: &str| result.get(key).and_then(Value::as_str).map(str::to_owned);
        let metric = metric(&text("metric")?);
        let at = result
            .get("value")
            .filter(|value| value.as_number().is_some())?;
        known.metrics.contains(&metric).then(|| Claim {
            about: About {
                metric,
                attribute: text("attribute"),
                group: text("group"),
                language: None,
                suite: text("suite"),
            },
            at: at.clone(),
        })
    })
}
