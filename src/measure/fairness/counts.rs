//! A table of counts: `attribute,group,tp,fp,fn,tn`, the default form of
//! evidence, since it shows the numbers and nobody's row.

use std::io::Read;

use super::rows::{csv_error, hold_length};
use super::tally::{Plan, TableError, reference_of};
use super::{Attribute, Confusion, Group, Measured};

/// The columns of a table of counts.
pub const COLUMNS: [&str; 6] = ["attribute", "group", "tp", "fp", "fn", "tn"];

/// Whether a header is that of a table of counts.
#[must_use]
pub fn is_counts(header: &[String]) -> bool {
    COLUMNS
        .iter()
        .all(|column| header.iter().any(|have| have == column))
}

/// Read a table of counts, whose rows begin `before` lines behind its first.
pub(super) fn measure<R: Read>(
    mut table: csv::Reader<R>,
    before: u64,
    header: &[String],
    plan: &Plan,
) -> Result<Measured, TableError> {
    let [attribute, group, tp, fp, fn_, tn] =
        COLUMNS.map(|column| header.iter().position(|have| have == column).unwrap_or(0));
    let mut attributes: Vec<Attribute> = Vec::new();
    let mut record = csv::StringRecord::new();
    while table
        .read_record(&mut record)
        .map_err(|error| csv_error(&error, before))?
    {
        let line = before + record.position().map_or(0, csv::Position::line);
        hold_length(line, header.len(), record.len())?;
        let field = |column: usize| record.get(column).unwrap_or_default().trim();
        let count = |column: usize| {
            field(column).parse::<u64>().map_err(|_| TableError::Row {
                line,
                why: format!(
                    "`{}` is no count: a whole number, 0 or more",
                    header[column]
                ),
            })
        };
        let confusion = Confusion::of(count(tp)?, count(fp)?, count(fn_)?, count(tn)?);
        let (name, group) = (field(attribute), field(group));
        let at = attributes.iter().position(|have| have.name == name);
        let found = match at {
            Some(at) => &mut attributes[at],
            None => {
                attributes.push(Attribute {
                    name: name.to_owned(),
                    reference: None,
                    groups: Vec::new(),
                });
                attributes
                    .last_mut()
                    .expect("internal error: an attribute was just pushed")
            }
        };
        if found.groups.iter().any(|have| have.name == group) {
            return Err(TableError::Row {
                line,
                why: format!("`{name}` has a second row for one group"),
            });
        }
        found.groups.push(Group {
            name: group.to_owned(),
            table: confusion,
            auc: None,
        });
    }
    let wanted: Vec<String> = plan.by.iter().map(|names| names.join("*")).collect();
    if let Some(missing) = wanted
        .iter()
        .find(|name| attributes.iter().all(|have| have.name != **name))
    {
        return Err(TableError::NoColumn {
            column: missing.clone(),
            have: attributes.into_iter().map(|have| have.name).collect(),
        });
    }
    if !wanted.is_empty() {
        attributes.retain(|have| wanted.contains(&have.name));
    }
    for attribute in &mut attributes {
        attribute.groups.sort_by(|a, b| a.name.cmp(&b.name));
        attribute.reference = reference_of(&plan.references, &attribute.name, &attribute.groups)?;
    }
    let rows = attributes
        .iter()
        .map(|attribute| attribute.total().total().rows)
        .max()
        .filter(|rows| *rows > 0)
        .ok_or(TableError::Empty)?;
    Ok(Measured {
        rows,
        weighted: false,
        attributes,
    })
}
