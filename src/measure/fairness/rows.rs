//! Tables as streams of rows: CSV, JSON lines and Parquet, told from their
//! content.

use std::io::{self, BufRead, BufReader, Read, Seek};

use super::Measured;
use super::counts;
use super::error::{TableError, not_utf8, row_error};
use super::lines::{Lines, Next, Uneven};
use super::parquet;
use super::symbols::Field;
use super::tally::{Plan, Tally};
use crate::model::{Text, text};

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
    if first.is_none() && head.len() < PEEK {
        return Err(TableError::Empty);
    }
    if head.starts_with(crate::measure::parquet::MAGIC) {
        return parquet::measure(reader.into_inner(), plan);
    }
    if is_json_array(text) {
        return Err(TableError::JsonArray);
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
        let records = Records::of(rest, delimiter, line - 1, header.len());
        return counts::measure(records, &header, plan);
    }
    let mut tally = tally(plan, &header)?;
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
    count(Records::of(rest, delimiter, line - 1, header.len()), tally)
}

/// Begin to count a table whose header is its first line. A line with a number
/// in it, or without any name that is asked for, may be a row.
fn tally(plan: &Plan, header: &[String]) -> Result<Tally, TableError> {
    let is_row = header.iter().any(|name| name.parse::<f64>().is_ok())
        || !header.iter().any(|name| plan.names(name));
    Tally::new(plan, header).map_err(|error| match error {
        TableError::NoColumn { column, .. } if is_row => TableError::NoHeader {
            column,
            fields: header.len(),
        },
        other => other,
    })
}

/// Whether a text that begins with a bracket goes on as a list of objects or lists.
fn is_json_array(text: &[u8]) -> bool {
    let marks = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    marks.take(2).eq([&b'[', &b'{']) || text.trim_ascii_start().starts_with(b"[[")
}

fn unread(error: &io::Error) -> TableError {
    TableError::Unread(error.to_string())
}

/// What the `csv` crate reads: whether a quote is open at its end, and how much
/// a record may still take.
struct Watched<R> {
    reader: R,
    is_open: bool,
    left: usize,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("the record is longer than 16 MiB"));
        }
        let read = self.reader.read(buffer)?;
        self.left = self.left.saturating_sub(read);
        let quotes = memchr::memchr_iter(b'"', &buffer[..read]).count();
        self.is_open ^= quotes % 2 == 1;
        Ok(read)
    }
}

/// Records by the `csv` crate, of any form and of one length.
pub(super) struct Records<R> {
    table: csv::Reader<Watched<R>>,
    record: csv::ByteRecord,
    /// Lines that stand before the first record.
    before: u64,
    columns: usize,
    /// The line of the last record, where its last field goes over a line's end.
    long: Option<u64>,
}

impl<R: Read> Records<R> {
    fn of(reader: R, delimiter: u8, before: u64, columns: usize) -> Self {
        let watched = Watched {
            reader,
            is_open: false,
            left: LONGEST_LINE,
        };
        let table = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(256 * 1024)
            .from_reader(watched);
        Self {
            table,
            record: csv::ByteRecord::new(),
            before,
            columns,
            long: None,
        }
    }

    /// The next record with its line.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &csv::ByteRecord)>, TableError> {
        self.table.get_mut().left = LONGEST_LINE;
        let read = self.table.read_byte_record(&mut self.record);
        match read.map_err(|error| self.error(&error))? {
            false => match self.long {
                // Whatever stood behind the quote was taken for a part of it.
                Some(line) if self.table.get_ref().is_open => Err(row_error(
                    line,
                    Text::new("a quote is opened and never closed", "따옴표가 닫히지 않음"),
                )),
                _ => Ok(None),
            },
            true => {
                let line = self.before + self.record.position().map_or(0, csv::Position::line);
                hold_length(line, self.columns, self.record.len())?;
                let last = self.record.iter().next_back().unwrap_or_default();
                self.long = memchr::memchr(b'\n', last).map(|_| line);
                Ok(Some((line, &self.record)))
            }
        }
    }

    fn error(&self, error: &csv::Error) -> TableError {
        if self.table.get_ref().left == 0 {
            let line = self.before + self.table.position().line();
            return row_error(
                line,
                Text::new("the record is longer than 16 MiB", "레코드가 16 MiB보다 김"),
            );
        }
        TableError::Unread(error.to_string())
    }
}

/// A table whose header is not plain.
fn records(reader: impl Read, delimiter: u8, plan: &Plan) -> Result<Measured, TableError> {
    let mut records = Records::of(reader, delimiter, 0, 0);
    let read = records.table.read_byte_record(&mut records.record);
    read.map_err(|error| records.error(&error))?;
    let header: Vec<String> = records
        .record
        .iter()
        .map(|name| std::str::from_utf8(name).map(|name| name.trim().to_owned()))
        .collect::<Result<_, _>>()
        .map_err(|_| row_error(1, not_utf8()))?;
    records.columns = header.len();
    if counts::is_counts(&header) {
        return counts::measure(records, &header, plan);
    }
    count(records, tally(plan, &header)?)
}

/// Count the records that are left.
fn count<R: Read>(mut records: Records<R>, mut tally: Tally) -> Result<Measured, TableError> {
    while let Some((line, record)) = records.next()? {
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

/// A row that is longer or shorter than the header.
fn hold_length(line: u64, expected: usize, found: usize) -> Result<(), TableError> {
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
        if read == LONGEST_LINE {
            return Err(row_error(
                line,
                Text::new("the line is longer than 16 MiB", "줄이 16 MiB보다 김"),
            ));
        }
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let Object(object) = serde_json::from_slice(&text).map_err(|error| {
            let column = error.column();
            row_error(
                line,
                text!(
                    "no JSON object: column {column}",
                    "JSON 객체가 아님: {column}번째 칸"
                ),
            )
        })?;
        let keys = object.iter().enumerate();
        for (at, (key, _)) in keys {
            if object[..at].iter().any(|(other, _)| other == key) {
                let why = text!(
                    "the key `{key}` stands twice",
                    "키 `{key}`이(가) 두 번 나옴"
                );
                return Err(row_error(line, why));
            }
        }
        let get = |name: &String| object.iter().find(|(key, _)| key == name);
        let (tally, header) = match &mut started {
            Some(started) => started,
            None => {
                let header: Vec<String> = object.iter().map(|(key, _)| key.clone()).collect();
                started.insert((Tally::new(plan, &header)?, header))
            }
        };
        fields.clear();
        for name in header.iter() {
            fields.push(match get(name) {
                None | Some((_, serde_json::Value::Null)) => String::new(),
                Some((_, serde_json::Value::String(text))) => text.clone(),
                Some((_, other)) => other.to_string(),
            });
        }
        tally.row(line, |column| {
            Field::new(fields.get(column).map_or(&[], |field| field.as_bytes()))
        })?;
    }
    started.ok_or(TableError::Empty)?.0.finish()
}

/// The members of an object, every one of them: a map would take the last of
/// two under one key.
struct Object(Vec<(String, serde_json::Value)>);

impl<'de> serde::Deserialize<'de> for Object {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> serde::de::Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Object, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
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
            Err(TableError::Row { why, .. }) if crate_ends_late => why.en,
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
