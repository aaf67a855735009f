//! Tables as streams of rows: CSV, JSON lines and Parquet, told from their
//! content.

use std::io::{self, BufRead, BufReader, Read, Seek};

use super::Measured;
use super::counts;
use super::lines::{Lines, Next, Uneven};
use super::parquet;
use super::symbols::Field;
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
    let head = reader.fill_buf().map_err(|error| unread(&error))?;
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mark = head.len() - text.len();
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    if head.starts_with(crate::measure::parquet::MAGIC) {
        return parquet::measure(reader.into_inner(), plan);
    }
    if first == Some(&b'{') {
        reader.consume(mark);
        return json_lines(reader, plan);
    }
    let delimiter = delimiter(text);
    reader.consume(mark);
    let mut lines = Lines::new(reader, delimiter);
    let Some(header) = lines.header().map_err(|error| unread(&error))? else {
        return records(lines.rest().0, delimiter, plan);
    };
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    if counts::is_counts(&header) {
        let (rest, line) = lines.rest();
        return counts::measure(records_of(rest, delimiter), line - 1, &header, plan);
    }
    let mut tally = Tally::new(plan, &header)?;
    loop {
        match lines.next(header.len()).map_err(|error| unread(&error))? {
            Next::Lines(rows, uneven) => {
                tally.block(rows)?;
                if let Some(Uneven { line, found }) = uneven {
                    hold_length(line, header.len(), found)?;
                }
            }
            Next::End => return tally.finish(),
            Next::Other => break,
        }
    }
    let (rest, line) = lines.rest();
    count(records_of(rest, delimiter), line - 1, header.len(), tally)
}

fn unread(error: &io::Error) -> TableError {
    TableError::Format(format!("could not be read: {error}"))
}

/// Records by the `csv` crate, of any form.
fn records_of<R: Read>(reader: R, delimiter: u8) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(256 * 1024)
        .from_reader(reader)
}

/// A table whose header is not plain.
fn records(reader: impl Read, delimiter: u8, plan: &Plan) -> Result<Measured, TableError> {
    let mut table = records_of(reader, delimiter);
    let mut header = csv::StringRecord::new();
    table
        .read_record(&mut header)
        .map_err(|error| csv_error(&error, 0))?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    if counts::is_counts(&header) {
        return counts::measure(table, 0, &header, plan);
    }
    let tally = Tally::new(plan, &header)?;
    count(table, 0, header.len(), tally)
}

/// Count the records that are left, `before` lines behind the table's first.
fn count<R: Read>(
    mut table: csv::Reader<R>,
    before: u64,
    columns: usize,
    mut tally: Tally,
) -> Result<Measured, TableError> {
    let mut record = csv::ByteRecord::new();
    while table
        .read_byte_record(&mut record)
        .map_err(|error| csv_error(&error, before))?
    {
        let line = before + record.position().map_or(0, csv::Position::line);
        hold_length(line, columns, record.len())?;
        tally.row(line, |column| {
            Field::new(record.get(column).unwrap_or_default())
        })?;
    }
    tally.finish()
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

/// What the `csv` crate can't read, `before` lines behind the table's first.
pub(super) fn csv_error(error: &csv::Error, before: u64) -> TableError {
    match error.kind() {
        csv::ErrorKind::Utf8 { pos, .. } => TableError::Row {
            line: before + pos.as_ref().map_or(0, csv::Position::line),
            why: "it is not UTF-8".to_owned(),
        },
        _ => TableError::Format(format!("could not be read: {error}")),
    }
}

/// A row that is longer or shorter than the header.
pub(super) fn hold_length(line: u64, expected: usize, found: usize) -> Result<(), TableError> {
    if expected == found {
        return Ok(());
    }
    Err(TableError::Ragged {
        line,
        expected,
        found,
    })
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
            .map_err(|error| unread(&error))?;
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
            Field::new(fields.get(column).map_or(&[], |field| field.as_bytes()))
        })?;
    }
    started.ok_or(TableError::Empty)?.0.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn plan() -> Plan {
        let by = [&["g"][..], &["g", "h"], &[]];
        let by = by.map(|names| names.iter().map(|&name| name.to_owned()).collect());
        Plan {
            label: "l".to_owned(),
            prediction: "p".to_owned(),
            by: by.to_vec(),
            ..Plan::default()
        }
    }

    /// What is read block by block, and by the `csv` crate alone.
    fn both(table: &[u8]) -> [String; 2] {
        let blocks = measure(Cursor::new(table.to_vec()), &plan());
        let delimiter = delimiter(table);
        let crate_ends_late = table.contains(&b'\r') || table.windows(2).any(|two| two == b"\n\n");
        [blocks, records(table, delimiter, &plan())].map(|measured| match measured {
            // The line that it tells is an earlier one, behind a carriage return or a blank line.
            Err(TableError::Ragged { found, .. }) if crate_ends_late => format!("ragged: {found}"),
            Err(TableError::Row { why, .. }) if crate_ends_late => why,
            measured => format!("{measured:?}"),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_table_is_read_as_the_csv_crate_reads_it(
            end in "\r?\n",
            rows in "((0|1|1.0),(0|1|true),[ab*]{0,2},(|x|missing|longer than a word of it)\r?\n){0,9}",
            rest in "[01ab,;\"\r\n]{0,12}",
        ) {
            let table = format!("l,p,g,h{end}{rows}{rest}");
            let [blocks, records] = both(table.as_bytes());
            prop_assert_eq!(blocks, records);
        }
    }

    /// Rows of several blocks, cut anywhere, with one that is told by its line.
    #[test]
    fn rows_go_on_from_block_to_block() {
        let rows = |from: usize, to: usize| {
            (from..to).fold(String::new(), |rows, at| {
                rows + &format!("{},{},group-{},{}\n", at % 2, at / 2 % 2, at % 7, at % 91)
            })
        };
        let [head, tail] = [rows(0, 30_000), rows(30_000, 60_000)];
        for odd in [
            "",
            "1,1,\"a\"\"b\",c\n",
            "\r\n",
            "1,1,x,y\rz\n",
            "1\n",
            ",1,x,y\n",
        ] {
            let table = format!("l,p,g,h\n{head}{odd}{tail}0,1,last,line");
            let [blocks, records] = both(table.as_bytes());
            assert_eq!(blocks, records, "{odd:?}");
        }
    }
}
