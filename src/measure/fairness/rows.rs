//! Tables as streams of rows: CSV, JSON lines and Parquet, told from their
//! content.

use std::io::{BufRead, BufReader, Read, Seek};

use super::Measured;
use super::counts;
use super::parquet;
use super::tally::{Plan, TableError, Tally};

/// Bytes looked at to tell the format.
const PEEK: usize = 64 * 1024;
/// The longest line of JSON that is read.
const LONGEST_LINE: usize = 16 * 1024 * 1024;

/// Measure a table of rows, or of counts where its header says so.
///
/// # Errors
/// The table can't be read, or lacks what the plan asks for.
pub fn measure(
    stream: impl Read + Seek + Send + 'static,
    plan: &Plan,
) -> Result<Measured, TableError> {
    let mut reader = BufReader::with_capacity(PEEK, stream);
    let head = reader
        .fill_buf()
        .map_err(|error| TableError::Format(format!("could not be read: {error}")))?;
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mark = head.len() - text.len();
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    if head.starts_with(parquet::MAGIC) {
        return parquet::measure(reader.into_inner(), plan);
    }
    if first == Some(&b'{') {
        reader.consume(mark);
        return json_lines(reader, plan);
    }
    let delimiter = delimiter(text);
    reader.consume(mark);
    let mut table = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .buffer_capacity(256 * 1024)
        .from_reader(reader);
    let header: Vec<String> = table
        .headers()
        .map_err(|error| csv_error(&error))?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    if counts::is_counts(&header) {
        return counts::measure(table, &header, plan);
    }
    let mut tally = Tally::new(plan, &header)?;
    let mut record = csv::ByteRecord::new();
    while table
        .read_byte_record(&mut record)
        .map_err(|error| csv_error(&error))?
    {
        let line = record.position().map_or(0, csv::Position::line);
        tally.row(line, |column| record.get(column).unwrap_or_default())?;
    }
    tally.finish()
}

/// Whether a panic on this thread is caught, and told as a damaged table.
#[must_use]
pub fn catches_panics() -> bool {
    parquet::catches_panics()
}

/// The delimiter that the header has most of.
fn delimiter(head: &[u8]) -> u8 {
    let header = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let times = |wanted: u8| header.iter().filter(|byte| **byte == wanted).count();
    [b',', b'\t', b';']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| times(*delimiter))
        .unwrap_or(b',')
}

pub(super) fn csv_error(error: &csv::Error) -> TableError {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => TableError::Ragged {
            line: pos.as_ref().map_or(0, csv::Position::line),
            expected: usize::try_from(*expected_len).unwrap_or(usize::MAX),
            found: usize::try_from(*len).unwrap_or(usize::MAX),
        },
        csv::ErrorKind::Utf8 { pos, .. } => TableError::Row {
            line: pos.as_ref().map_or(0, csv::Position::line),
            why: "it is not UTF-8".to_owned(),
        },
        _ => TableError::Format(format!("could not be read: {error}")),
    }
}

/// One JSON object a line. The columns are those of the first line; a key
/// that a later line lacks is an empty field.
fn json_lines(mut reader: impl BufRead, plan: &Plan) -> Result<Measured, TableError> {
    type Object = serde_json::Map<String, serde_json::Value>;
    let mut started: Option<(Tally, Vec<String>)> = None;
    let mut fields: Vec<String> = Vec::new();
    let mut text = Vec::new();
    let mut line = 0;
    loop {
        text.clear();
        line += 1;
        let read = (&mut reader)
            .take(LONGEST_LINE as u64)
            .read_until(b'\n', &mut text)
            .map_err(|error| TableError::Format(format!("could not be read: {error}")))?;
        if read == 0 {
            break;
        }
        let row_error = |why: String| TableError::Row { line, why };
        if read == LONGEST_LINE {
            return Err(row_error("the line is longer than 16 MiB".to_owned()));
        }
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let object: Object = serde_json::from_slice(&text)
            .map_err(|error| row_error(format!("no JSON object: column {}", error.column())))?;
        let (tally, header) = match &mut started {
            Some(started) => started,
            None => {
                let header: Vec<String> = object.keys().cloned().collect();
                started.insert((Tally::new(plan, &header)?, header))
            }
        };
        fields.clear();
        for name in header.iter() {
            fields.push(match object.get(name) {
                None | Some(serde_json::Value::Null) => String::new(),
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            });
        }
        tally.row(line, |column| {
            fields.get(column).map_or(&[][..], |field| field.as_bytes())
        })?;
    }
    started.ok_or(TableError::Empty)?.0.finish()
}
