//! Rows of a Parquet file: only the columns that are asked for, a row group
//! after the other, so that memory is bounded by a page of each.
//!
//! A footer can say anything. What it says of sizes is held to the file's
//! length before it is trusted, and a panic of the decoder is an error here.

mod column;
mod file;
mod pages;
mod thrift;

use std::cell::Cell;
use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ::parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use self::column::Column;
use self::file::Ranges;
use super::Measured;
use super::tally::{Plan, TableError, Tally};

/// What a file starts and ends with.
pub(super) const MAGIC: &[u8] = b"PAR1";
/// What it ends with where its footer is encrypted.
const ENCRYPTED: &[u8] = b"PARE";
/// Bytes of the footer's length and of the mark behind it.
const TAIL: usize = 8;
/// The longest footer that is read.
const LONGEST_FOOTER: u64 = 64 * 1024 * 1024;
/// Rows that are held at once.
const BATCH: u64 = 1024;

thread_local! {
    static DECODES: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread decodes a file and a panic on it is caught: it is a
/// damaged file then, and no defect of the gate.
pub(super) fn catches_panics() -> bool {
    DECODES.get()
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
    DECODES.set(true);
    // Nothing outlives a panic but the plan, which nobody changes.
    let counted = catch_unwind(AssertUnwindSafe(|| count(stream, plan)));
    DECODES.set(false);
    counted.unwrap_or_else(|_| Err(format_error("damaged: it can't be decoded")))
}

fn format_error(why: &str) -> TableError {
    TableError::Format(format!("the Parquet file is {why}"))
}

fn column_error(name: &str, why: &str) -> TableError {
    TableError::Format(format!("column `{name}` can't be read: {why}"))
}

fn count<S: Read + Seek + Send + 'static>(stream: S, plan: &Plan) -> Result<Measured, TableError> {
    let file = Ranges::of(stream)
        .map_err(|error| TableError::Format(format!("could not be read: {error}")))?;
    let file = Arc::new(file);
    let footer = footer(&file)?;
    let columns = footer.file_metadata().schema_descr().columns();
    let header: Vec<String> = columns
        .iter()
        .map(|column| column.path().string())
        .collect();
    let mut tally = Tally::new(plan, &header)?;
    let wanted: Vec<bool> = header.iter().map(|name| plan.names(name)).collect();
    let mut line = 0;
    for group in footer.row_groups() {
        let rows = u64::try_from(group.num_rows())
            .map_err(|_| format_error("damaged: a row group has fewer than no rows"))?;
        let mut open: Vec<Option<Column>> = Vec::with_capacity(header.len());
        for ((chunk, name), wanted) in group.columns().iter().zip(&header).zip(&wanted) {
            let column = wanted.then(|| Column::open(&file, chunk, rows)).transpose();
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
                    column.map_or(&[][..], |column| column.field(row))
                })?;
            }
            left -= batch;
        }
    }
    if u64::try_from(footer.file_metadata().num_rows()) != Ok(line) {
        return Err(format_error(&format!(
            "damaged: its footer says {} rows, and its row groups have {line}",
            footer.file_metadata().num_rows()
        )));
    }
    tally.finish()
}

/// The footer, which lies before the file's last eight bytes.
fn footer<S: Read + Seek + Send>(file: &Ranges<S>) -> Result<ParquetMetaData, TableError> {
    let cut = || format_error("cut off: it has no footer");
    let start = file.length().checked_sub(TAIL as u64).ok_or_else(cut)?;
    let tail = file.bytes(start, TAIL).map_err(|_| cut())?;
    let (length, mark) = tail.split_at(4);
    if mark == ENCRYPTED {
        return Err(format_error("encrypted"));
    }
    if mark != MAGIC {
        return Err(cut());
    }
    let length = <[u8; 4]>::try_from(length).map_or(0, u32::from_le_bytes);
    let length = u64::from(length);
    if length > LONGEST_FOOTER {
        return Err(format_error("not read: its footer is longer than 64 MiB"));
    }
    let damaged = |why: &str| format_error(&format!("damaged: its footer can't be read: {why}"));
    let start = start
        .checked_sub(length)
        .filter(|start| *start >= MAGIC.len() as u64)
        .ok_or_else(|| damaged("it is longer than the file"))?;
    let bytes = file
        .bytes(start, usize::try_from(length).unwrap_or_default())
        .map_err(|error| damaged(&error.to_string()))?;
    ParquetMetaDataReader::decode_metadata(&bytes).map_err(|error| damaged(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Seek, SeekFrom};

    use super::{Plan, catches_panics, measure};

    /// Stands in for a decoder that panics.
    struct Panics;

    impl Read for Panics {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            unreachable!("its length is asked for first")
        }
    }

    impl Seek for Panics {
        fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
            assert!(!catches_panics(), "a panic that is caught");
            Ok(0)
        }
    }

    #[test]
    fn a_panic_is_a_damaged_file_and_later_ones_are_ours_again() {
        let error = measure(Panics, &Plan::default()).expect_err("it panics");
        assert!(error.to_string().contains("damaged"), "{error}");
        assert!(!catches_panics());
    }
}
