//! Rows of a Parquet file: only the columns that are asked for.

use std::io::{Read, Seek};

use super::Measured;
use super::error::TableError;
use super::symbols::Field;
use super::tally::{Plan, Tally};
use crate::measure::parquet::{self, BATCH, Column, Damage, File};

impl From<Damage> for TableError {
    fn from(Damage(why): Damage) -> Self {
        Self::Damaged(why)
    }
}

/// Measure a Parquet file of rows.
///
/// # Errors
/// The file is damaged or lies about itself, its compression or a type is not
/// read, or it lacks what the plan asks for.
pub(super) fn measure<S: Read + Seek + Send + 'static>(
    stream: S,
    plan: &Plan,
) -> Result<Measured, TableError> {
    parquet::with(stream, |file| count(file, plan))
}

fn column_error(name: &str, why: &str) -> TableError {
    TableError::Column {
        column: name.to_owned(),
        why: why.to_owned(),
    }
}

fn count<S: Read + Seek + Send + 'static>(
    file: &File<S>,
    plan: &Plan,
) -> Result<Measured, TableError> {
    let header = file.columns();
    let mut tally = Tally::new(plan, &header)?;
    let wanted: Vec<bool> = header.iter().map(|name| plan.names(name)).collect();
    let mut line = 0;
    for (group, rows) in file.groups()?.into_iter().enumerate() {
        let mut open: Vec<Option<Column>> = Vec::with_capacity(header.len());
        for (at, (name, wanted)) in header.iter().zip(&wanted).enumerate() {
            let column = wanted.then(|| file.column(group, at, rows)).transpose();
            open.push(column.map_err(|why| column_error(name, &why))?);
        }
        let mut left = rows;
        while left > 0 {
            let batch = left.min(BATCH);
            let size = usize::try_from(batch).unwrap_or_default();
            for (column, name) in open.iter_mut().zip(&header) {
                let Some(column) = column else { continue };
                column.read(size).map_err(|why| column_error(name, &why))?;
            }
            for row in 0..size {
                line += 1;
                tally.row(line, |at| {
                    let column = open.get(at).and_then(Option::as_ref);
                    Field::new(column.map_or(&[], |column| column.field(row)))
                })?;
            }
            left -= batch;
        }
    }
    tally.finish()
}
