//! Measures that have an overall value, and the declared groups that have no
//! value beside it. An average hides who is harmed.

use super::quantity::Of;
use super::whole::Whole;
use super::written::Written;
use super::{Group, card, results, spelled};
use crate::facts::Scope;
use crate::facts::derived::people::is_called;
use crate::model::Value;

/// A value of a measure, of everybody or of one group.
pub(super) struct Cell {
    pub(super) metric: String,
    pub(super) of: Of,
    pub(super) has_n: bool,
    /// Whether its column, or its row, is in percent.
    pub(super) in_percent: bool,
    /// Which table of its card it stands in.
    pub(super) table: usize,
    /// The value, or the result that holds it, at its place.
    pub(super) at: Value,
    /// Counts of its row, with the first value of the row alone.
    pub(super) counts: Vec<Value>,
    /// Whether it is about everybody where its table speaks of no groups; and
    /// whether beyond doubt.
    pub(super) whole: Option<bool>,
    /// Whether its row says in so many words that it is about all, or a group.
    pub(super) is_told: bool,
}

impl Cell {
    pub(super) fn new(metric: &str, of: Of, at: Value) -> Self {
        Self {
            metric: metric.to_owned(),
            of,
            has_n: false,
            in_percent: false,
            table: 0,
            at,
            counts: Vec::new(),
            whole: None,
            is_told: true,
        }
    }
}

/// What has an overall value, in the declared numbers and in each card.
pub(super) fn overall(scope: &Scope, groups: &[Group]) -> Value {
    let mut found = Vec::new();
    if groups.is_empty() {
        return Value::list(found);
    }
    if let Ok(rows) = results(scope, "fairness.declared") {
        let cells: Vec<Cell> = rows.iter().filter_map(declared).collect();
        let path = scope.declared_str("fairness.declared").unwrap_or("");
        found.extend(without_groups(&cells, groups, path));
    }
    let models = scope.known.get("models").map_or(&[][..], Value::items);
    for card in models.iter().filter_map(|model| model.get("card")) {
        let mut cells = card::cells(card, groups, &Whole::default());
        cells.retain(|cell| cell.is_told);
        let path = card.get("path").and_then(Value::as_str).unwrap_or("");
        found.extend(without_groups(&cells, groups, path));
    }
    Value::list(found)
}

/// A row of the declared numbers. A row that is about something else, such as
/// a language, is no overall value.
pub(super) fn declared(row: &Value) -> Option<Cell> {
    let text = |key: &str| row.get(key).and_then(spelled);
    let of = match (text("attribute"), text("group")) {
        (attribute, Some(group)) if !card::is_everybody(&group) => Of::Group(attribute, group),
        (Some(attribute), None) => Of::Attribute(attribute),
        _ => Of::Everybody,
    };
    let aside = ["language", "suite", "category", "persona"];
    if of == Of::Everybody && aside.iter().any(|key| row.get(key).is_some()) {
        return None;
    }
    // A number in quotes is read by people as well.
    let value = row.get("value")?;
    let quoted = || value.as_str().and_then(Written::parse).map(|own| own.value);
    value.as_number().or_else(quoted)?;
    let n = row.get("n").and_then(Value::as_number);
    Some(Cell {
        has_n: n.is_some_and(|n| n > 0.0),
        ..Cell::new(&text("metric")?, of, row.clone())
    })
}

fn without_groups(cells: &[Cell], groups: &[Group], from: &str) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let overall = cells.iter().filter(|cell| cell.of == Of::Everybody);
    for cell in overall {
        let known = found
            .iter()
            .any(|one| one.get("name").and_then(Value::as_str) == Some(&cell.metric));
        if known {
            continue;
        }
        let (mut lacking, mut without_n) = (Vec::new(), Vec::new());
        for group in groups {
            let name = || Value::computed(format!("{}/{}", group.attribute, group.name));
            let mut own = cells
                .iter()
                .filter(|other| other.metric == cell.metric && other.is_of(group))
                .peekable();
            if own.peek().is_none() {
                lacking.push(name());
            } else if !own.any(|other| other.has_n) {
                without_n.push(name());
            }
        }
        found.push(
            Value::record([
                ("name", Value::computed(cell.metric.as_str())),
                ("from", Value::computed(from)),
                ("lacking", Value::list(lacking)),
                ("without_n", Value::list(without_n)),
            ])
            .with_place(cell.at.mark()),
        );
    }
    found
}

impl Cell {
    pub(super) fn is_of(&self, group: &Group) -> bool {
        let Of::Group(attribute, name) = &self.of else {
            return false;
        };
        (card::same(name, &group.name) || is_called(name, group.attribute, &group.name))
            && attribute
                .as_ref()
                .is_none_or(|own| card::same(own, group.attribute))
    }
}
