//! A table of counts: `attribute,group,tp,fp,fn,tn`, the default form of
//! evidence, since it shows the numbers and nobody's row.

use std::io::Read;

use super::error::{TableError, not_utf8, row_error};
use super::rows::Records;
use super::tally::{Plan, column, references};
use super::{Attribute, Confusion, Group, Measured};
use crate::model::text;

/// The columns of a table of counts.
pub const COLUMNS: [&str; 6] = ["attribute", "group", "tp", "fp", "fn", "tn"];

/// The largest count that is one: more people than there ever were, and so few
/// that sums of counts stay exact.
pub const MOST: u64 = 1_000_000_000_000;

/// Whether a header is that of a table of counts.
#[must_use]
pub fn is_counts(header: &[String]) -> bool {
    COLUMNS
        .iter()
        .all(|column| header.iter().any(|have| have == column))
}

/// Read the rows of a table of counts.
pub(super) fn measure<R: Read>(
    mut records: Records<R>,
    header: &[String],
    plan: &Plan,
) -> Result<Measured, TableError> {
    let mut columns = [0; COLUMNS.len()];
    for (place, name) in columns.iter_mut().zip(COLUMNS) {
        *place = column(header, name)?;
    }
    let [attribute, group, tp, fp, fn_, tn] = columns;
    let mut attributes: Vec<Attribute> = Vec::new();
    while let Some((line, record)) = records.next()? {
        let field = |column: usize| {
            let field = record.get(column).unwrap_or_default();
            let text = std::str::from_utf8(field);
            text.map(str::trim).map_err(|_| row_error(line, not_utf8()))
        };
        let count = |column: usize| {
            let count = field(column)?.parse::<u64>().ok();
            count.filter(|count| *count <= MOST).ok_or_else(|| {
                let name = &header[column];
                let why = text!(
                    "`{name}` is no count: a whole number from 0 to {MOST}",
                    "`{name}`이(가) 건수가 아님: 0부터 {MOST}까지의 정수여야 함"
                );
                row_error(line, why)
            })
        };
        let confusion = Confusion::of(count(tp)?, count(fp)?, count(fn_)?, count(tn)?);
        let (name, group) = (field(attribute)?, field(group)?);
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
            let why = text!(
                "`{name}` has a second row for one group",
                "`{name}`에 한 집단의 행이 둘 있음"
            );
            return Err(row_error(line, why));
        }
        found.groups.push(Group::of(group, confusion));
    }
    let asked = plan.by.iter().filter(|names| !names.is_empty());
    let wanted: Vec<String> = asked.map(|names| names.join("*")).collect();
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
    }
    references(&plan.references, &mut attributes)?;
    let rows = attributes
        .iter()
        .map(|attribute| attribute.total().total().rows)
        .max()
        .filter(|rows| *rows > 0)
        .ok_or(TableError::Empty)?;
    Ok(Measured {
        rows,
        weighted: false,
        columns: Vec::new(),
        attributes,
    })
}
