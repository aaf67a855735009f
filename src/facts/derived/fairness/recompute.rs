//! Numbers that are claimed of groups, held against the counts.

use super::counted::{Counted, Silent, broken, kind};
use super::overall::{self, Cell};
use super::quantity::{Of, Recomputed, recompute, sizes};
use super::whole::Whole;
use super::written::Written;
use super::{Group, card, prose, results};
use crate::facts::Scope;
use crate::facts::derived::datasets::is_called;
use crate::manifest::record::Record;
use crate::measure::fairness::{Attribute, Confusion, sums};
use crate::measure::interval::{self, Rate};
use crate::model::{Kind, Reason, Value};

/// Digits of a number that was computed, where fewer were claimed.
const DIGITS: f64 = 1e4;

/// Of the interval that a claimed one is held against.
const CONFIDENCE: f64 = 0.95;

/// Margins of crossed cells that are named.
const MOST_MARGINS: usize = 4;

/// The table itself: whether it can be counted, and what is wrong with it.
pub(super) fn table(counted: &Counted) -> Value {
    let at = counted.at.and_then(Value::mark);
    let mut record = Record::new();
    record.put(
        "source",
        Value::computed(counted.source).with_place(at.clone()),
    );
    record.put("path", counted.at.cloned());
    record.put("usable", Value::computed(counted.tables.is_ok()));
    record.put("told", Value::computed(counted.is_told()));
    let read = counted.missing();
    record.keep(
        "counted",
        read.unwrap_or_else(|| Value::computed(true).with_place(at.clone())),
    );
    if let Err(Silent::Broken(error)) = &counted.tables {
        let found = broken(error);
        let list = |texts: Vec<String>| texts.into_iter().map(Value::computed).collect();
        record.put("broken", Value::computed(found.what).with_place(at.clone()));
        record.put("name", found.name.map(Value::computed));
        let line = found.line.and_then(|line| i64::try_from(line).ok());
        record.put("line", line.map(Value::computed));
        record.put_list("have", list(found.have));
        record.put_list("predicted", list(found.predicted));
    }
    record.into_value(at)
}

/// Rows of the counts, and whether each holds counts that agree.
pub(super) fn rows(counted: &Counted) -> Value {
    let rows = counted.rows.iter().map(|row| {
        let mut record = Record::new();
        record.put("name", Value::computed(row.name()));
        let wrong = row.wrong.iter().map(|column| Value::computed(*column));
        record.keep("wrong", Value::list(wrong));
        record.put("twice", Value::computed(row.twice));
        let beside = counted.beside.as_ref().map(|tables| match tables {
            Err(_) => kind(tables),
            Ok(tables) => match row_of(tables, &row.attribute, &row.group) {
                Some(table) => Kind::Bool(table == row.table),
                // Predictions without the column say nothing of the row.
                None if tables.iter().all(|have| have.name != row.attribute) => {
                    Kind::Missing(Reason::Absent)
                }
                None => Kind::Bool(false),
            },
        });
        if let Some(beside) = beside {
            record.keep("agrees", Value::computed(beside));
        }
        record.into_value(None).placed_like(row.value)
    });
    Value::list(rows).with_place(counted.at.and_then(Value::mark))
}

fn row_of(tables: &[Attribute], attribute: &str, group: &str) -> Option<Confusion> {
    let attribute = tables.iter().find(|have| have.name == attribute)?;
    let group = attribute.groups.iter().find(|have| have.name == group)?;
    Some(group.table)
}

/// What each attribute of the counts sums to, held against what most do; what
/// crossed cells sum to, held against each group by itself; and groups that
/// the predictions have and the counts leave out.
pub(super) fn sums(counted: &Counted) -> Value {
    let (Ok(tables), Some(all)) = (&counted.tables, counted.everybody()) else {
        return Value::list([]);
    };
    let named = |name: Option<String>, own: &Confusion, whole: &Confusion| {
        let name = name.map_or_else(String::new, |name| format!("{name} "));
        let apart = sums::apart(own, whole).into_iter();
        let apart = apart.map(move |one| format!("{name}{} {}/{}", one.cell, one.own, one.whole));
        apart.collect::<Vec<_>>()
    };
    Value::list(tables.iter().filter_map(|attribute| {
        let first = counted
            .rows
            .iter()
            .find(|row| row.attribute == attribute.name)?;
        let mut differs = named(None, &attribute.total(), &all.table);
        if differs.is_empty() {
            // A few margins say enough of cells that are made up.
            let margins = sums::margins(attribute, tables).into_iter();
            let margins = margins.flat_map(|margin| {
                let name = format!("{}/{}", margin.attribute, margin.group.name);
                named(Some(name), &margin.crossed, &margin.group.table)
            });
            differs = margins.take(MOST_MARGINS).collect();
        }
        if differs.is_empty() {
            differs = dropped(counted, attribute);
        }
        Some(
            Value::record([
                ("attribute", Value::computed(attribute.name.as_str())),
                (
                    "differs",
                    Value::list(differs.into_iter().map(Value::computed)),
                ),
            ])
            .placed_like(first.value),
        )
    }))
}

/// Groups with people in the predictions that have no row in the counts.
fn dropped(counted: &Counted, attribute: &Attribute) -> Vec<String> {
    let beside = counted
        .beside
        .as_ref()
        .and_then(|beside| beside.as_ref().ok());
    let beside = beside.and_then(|tables| tables.iter().find(|own| own.name == attribute.name));
    let groups = beside.into_iter().flat_map(|own| &own.groups);
    let is_kept = |name: &str| attribute.groups.iter().any(|own| own.name == name);
    let dropped = groups.filter(|group| !is_kept(&group.name));
    dropped
        .map(|group| format!("{} 0/{}", group.name, group.table.total().rows))
        .collect()
}

/// How many people the evidence says it was measured on, and how many were counted.
pub(super) fn dataset(scope: &Scope, counted: &Counted) -> Value {
    let Some(all) = counted.everybody() else {
        return Value::list([]);
    };
    let evidence = scope.known.get("evidence").map_or(&[][..], Value::items);
    let ours = evidence.iter().filter(|one| {
        let key = one.get("key").and_then(Value::as_str);
        matches!(key, Some("fairness.declared" | "fairness.counts"))
    });
    let people = all.table.total().rows;
    Value::list(ours.filter_map(|one| {
        let n = one.get("dataset")?.get("n")?;
        let people = i64::try_from(people).ok()?;
        Some(
            Value::record([
                ("from", one.get("path")?.clone()),
                ("n", n.clone()),
                ("counted", Value::computed(people)),
                ("agrees", Value::computed(n.as_int() == Some(people))),
            ])
            .placed_like(n),
        )
    }))
}

/// Each number that is claimed, and what the counts give for it. A number of a
/// card counts where its metric can be computed and where its table speaks of
/// groups: a table of other things is held against nothing.
pub(super) fn numbers(scope: &Scope, groups: &[Group], counted: &Counted) -> Value {
    let favorable = super::favorable(scope);
    let mut found = Vec::new();
    if let Ok(rows) = results(scope, "fairness.declared") {
        let from = scope.declared_str("fairness.declared").unwrap_or("");
        let cells = rows.iter().filter_map(overall::declared);
        found.extend(cells.filter_map(|cell| declared(&cell, counted, favorable, from)));
    }
    if counted.tables.is_ok() {
        let models = scope.known.get("models").map_or(&[][..], Value::items);
        for model_card in models.iter().filter_map(|model| model.get("card")) {
            let cells = card::cells(model_card, groups, &Whole::of(scope, model_card));
            let from = model_card.get("path").and_then(Value::as_str).unwrap_or("");
            let by_group = |cell: &Cell| {
                let of_group = |other: &Cell| matches!(other.of, Of::Group(..));
                cells.iter().any(|other| {
                    other.table == cell.table && other.metric == cell.metric && of_group(other)
                })
            };
            let cells = cells
                .iter()
                .filter(|cell| cell.whole.is_some() || by_group(cell));
            found.extend(cells.filter_map(|cell| claimed(cell, groups, counted, favorable, from)));
            let indexed = indexed(scope, model_card);
            let indexed = indexed.iter();
            found
                .extend(indexed.filter_map(|cell| claimed(cell, groups, counted, favorable, from)));
        }
        let told = prose::told(scope, groups, counted, favorable);
        found.extend(told.iter().map(|told| sentence(told, counted)));
    }
    Value::list(found)
}

fn declared(cell: &Cell, counted: &Counted, favorable: Option<bool>, from: &str) -> Option<Value> {
    let value = cell.at.get("value")?;
    let written = written(value)?;
    let found = match counted.source {
        "none" => Err(Reason::Absent),
        _ => recompute(counted, &cell.metric, &cell.of, favorable),
    };
    let mut record = number(&cell.metric, cell, value, from, written, &found, counted);
    record.put("sure", Value::computed(true));
    if let (Ok(found), Some(n)) = (&found, cell.at.get("n")) {
        let same = n.as_number().map(|n| {
            let is = |other: f64| (n - other).abs() <= 0.5;
            is(found.people) || found.n.is_some_and(is)
        });
        record.put("n", n.clone());
        record.put("n_agrees", same.map(Value::computed));
        record.put(
            "n_counted",
            Value::computed(rounded(found.n.unwrap_or(found.people), 1.0)),
        );
    }
    let end = |key: &str| Some((cell.at.get(key)?, cell.at.get(key)?.as_number()?));
    if let (Some((low, least)), Some((high, most))) = (end("low"), end("high")) {
        let half = written.unit / 2.0;
        let holds = least - half <= written.value && written.value <= most + half;
        record.put("low", low.clone());
        record.put("high", high.clone());
        record.put("in_interval", Value::computed(holds));
        let own = most - least + written.unit;
        let wide = found.as_ref().ok().and_then(narrowest);
        record.put(
            "interval_wide",
            wide.map(|wide| Value::computed(own >= wide)),
        );
    }
    Some(record.into_value(None).placed_like(value))
}

/// The narrowest interval that any method gives a rate of so many cases: half of
/// Wilson's at 95 %, which is about one at 67 %.
fn narrowest(found: &Recomputed) -> Option<f64> {
    let n = found.n.filter(|n| *n > 0.0)?;
    let rate = Rate {
        numerator: found.value * n,
        denominator: n,
    };
    let own = interval::wilson(rate, CONFIDENCE)?;
    Some((own.high - own.low) / 2.0)
}

/// A number of a sentence.
fn sentence(told: &prose::Told, counted: &Counted) -> Value {
    let found = Ok(Recomputed {
        value: told.counted,
        n: None,
        people: 0.0,
    });
    let (cell, written) = (&told.cell, told.figure.written);
    let mut record = number(
        &cell.metric,
        cell,
        &cell.at,
        &told.from,
        written,
        &found,
        counted,
    );
    record.keep("agrees", Value::computed(told.agrees));
    record.put("sure", Value::computed(told.is_sure));
    record.into_value(None).placed_like(&cell.at)
}

/// Results in a card's data that were measured on a declared evaluation set.
fn indexed(scope: &Scope, card: &Value) -> Vec<Cell> {
    let sets = scope.known.get("datasets").map_or(&[][..], Value::items);
    let exams = || {
        let is_exam = |set: &&Value| set.get("role").and_then(Value::as_str) == Some("eval");
        sets.iter().filter(is_exam)
    };
    let results = card.get("results").map_or(&[][..], Value::items);
    let cells = results.iter().filter_map(|result| {
        let text = |key: &str| result.get(key).and_then(Value::as_str);
        let suite = text("suite").or_else(|| text("dataset"))?;
        exams().find(|set| is_called(set, Some(suite)))?;
        let group = text("group").filter(|group| !card::is_everybody(group));
        let attribute = text("attribute").map(str::to_owned);
        let of = match group {
            Some(group) => Of::Group(attribute, group.to_owned()),
            None => Of::Everybody,
        };
        let metric = card::measure(text("metric")?)?;
        Some(Cell::new(metric, of, result.get("value")?.clone()))
    });
    cells.collect()
}

/// A number of a card. Its groups may be spelled a little differently.
fn claimed(
    cell: &Cell,
    groups: &[Group],
    counted: &Counted,
    favorable: Option<bool>,
    from: &str,
) -> Option<Value> {
    let written = written(&cell.at)?;
    // A rate above 1 is one in percent, whatever its column is called.
    let is_marked = cell.at.as_str().is_some_and(Written::is_marked);
    let written = match !is_marked && (cell.in_percent || written.value.abs() > 1.0) {
        true => written.of_percent(),
        false => written,
    };
    let of = match &cell.of {
        Of::Group(..) => groups.iter().find(|group| cell.is_of(group))?.of(),
        of => of.clone(),
    };
    let metric = card::resolved(&cell.metric, favorable);
    let found = recompute(counted, &metric, &of, favorable);
    found.as_ref().ok()?;
    let mut record = number(&metric, cell, &cell.at, from, written, &found, counted);
    // A row that is told to be about all, or a group, leaves no doubt.
    let is_sure = cell.whole != Some(false);
    record.put("sure", Value::computed(is_sure));
    put_counts(&mut record, cell, &of, &found, counted);
    Some(record.into_value(None).placed_like(&cell.at))
}

/// The counts of a row: each is the denominator of a rate, or how many people
/// there are.
fn put_counts(
    record: &mut Record,
    cell: &Cell,
    of: &Of,
    found: &Result<Recomputed, Reason>,
    counted: &Counted,
) {
    let sizes = sizes(counted, of);
    let is_size = |n: &Value| {
        let n = written(n).map(|n| n.value);
        n.is_none_or(|n| sizes.iter().any(|size| (n - size).abs() <= 0.5))
    };
    let wrong = cell.counts.iter().find(|n| !is_size(n));
    if let (Some(n), Ok(found)) = (wrong.or(cell.counts.first()), found) {
        let counted = rounded(found.n.unwrap_or(found.people), 1.0);
        let n = written(n).map(|written| Value::computed(written.value).placed_like(n));
        record.put("n", n);
        record.put("n_agrees", Value::computed(wrong.is_none()));
        record.put("n_counted", Value::computed(counted));
    }
}

fn written(value: &Value) -> Option<Written> {
    let spelled = value.as_str();
    let spelled = spelled.or_else(|| Some(value.place.as_ref()?.text()));
    spelled.and_then(Written::parse)
}

fn number(
    metric: &str,
    cell: &Cell,
    value: &Value,
    from: &str,
    written: Written,
    found: &Result<Recomputed, Reason>,
    counted: &Counted,
) -> Record {
    let mut record = Record::new();
    record.put("metric", Value::computed(metric));
    record.put("of", Value::computed(cell.of.name()));
    record.put("from", Value::computed(from));
    let said = rounded(written.value, DIGITS.max((1.0 / written.unit).round()));
    record.put("value", Value::computed(said).placed_like(value));
    // A table that can't be counted, or is not there, is told of the table.
    let why = |reason: Reason| counted.missing().unwrap_or(Value::missing(reason, None));
    match found {
        Ok(found) => {
            let agrees = Value::computed(written.is(found.value));
            record.keep("agrees", agrees);
            let digits = DIGITS.max(1.0 / written.unit);
            record.put("counted", Value::computed(rounded(found.value, digits)));
        }
        Err(reason) => record.keep("agrees", why(*reason)),
    }
    record
}

fn rounded(value: f64, digits: f64) -> f64 {
    (value * digits).round() / digits
}
