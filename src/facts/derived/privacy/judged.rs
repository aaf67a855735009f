//! Protected attributes beside a label: a model that learns from such a table
//! may well tell people apart, whatever its declaration says.

use super::columns::same;
use super::{Columns, fields};
use crate::facts::{Scope, names};
use crate::model::Value;

/// Each protected column with a label of the same dataset, or of the same map
/// of fields; missing where no column can be read.
pub(super) fn beside_label(scope: &Scope, known: &Columns, fields: &fields::Read) -> Value {
    let place = scope.place_of("data");
    let mut tables: Vec<Vec<Name>> = Vec::new();
    for group in known
        .columns
        .chunk_by(|one, other| one.dataset.as_str() == other.dataset.as_str())
    {
        let columns = group.iter().map(|column| (column.name.clone(), false));
        tables.push(columns.collect());
    }
    if let Ok(Some(map)) = fields {
        let entries = map.entries.entries().map(|(name, entry)| {
            let used = entry.get("use").and_then(Value::as_str);
            let name = Value::computed(std::sync::Arc::clone(name)).with_place(entry.mark());
            (name, used == Some("label"))
        });
        tables.push(entries.collect());
    }
    if let (true, Some(reason)) = (tables.is_empty(), known.unknown) {
        return Value::missing(reason, place);
    }
    Value::list(tables.iter().flat_map(|table| pairs(scope, table))).with_place(place)
}

/// A name at its place, and whether it is said to be a label.
type Name = (Value, bool);

fn pairs(scope: &Scope, table: &[Name]) -> Vec<Value> {
    let declared = scope.declared_str("fairness.label");
    let label = table.iter().find(|(name, said)| {
        *said || same(declared, name.as_str()) || name.as_str().is_some_and(names::label)
    });
    let Some((label, _)) = label else {
        return Vec::new();
    };
    let protected = table
        .iter()
        .filter_map(|(name, _)| Some((name, names::protected(name.as_str()?)?)));
    protected
        .map(|(name, attribute)| {
            Value::record([
                ("name", name.clone()),
                ("protected", Value::computed(attribute).placed_like(name)),
                ("label", label.clone()),
            ])
            .with_place(name.place.clone())
        })
        .collect()
}
