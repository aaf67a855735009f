//! The texts of one column of a row group, those in lists and maps included.

use std::io::{Read, Seek};
use std::sync::Arc;

use parquet::basic::{ConvertedType, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::schema::types::ColumnDescriptor;

use super::column::readable;
use super::file::Ranges;
use super::pages;

/// Values that a column of lists may have in a row group: one row could hold
/// them all, and a few bytes can say that a value is there a million times.
const MOST_VALUES: usize = 4 * 1024 * 1024;

/// A column of texts that is being read.
pub(in crate::measure) struct Strings {
    reader: ColumnReaderImpl<ByteArrayType>,
    /// The level of a value that is there.
    full: i16,
    defined: Vec<i16>,
    repeated: Vec<i16>,
    values: Vec<ByteArray>,
}

/// Whether a column holds texts, or bytes that may be text.
fn holds_text(column: &ColumnDescriptor) -> bool {
    let kind = column.converted_type();
    let text = [
        ConvertedType::NONE,
        ConvertedType::UTF8,
        ConvertedType::ENUM,
        ConvertedType::JSON,
    ];
    column.physical_type() == Physical::BYTE_ARRAY && text.contains(&kind)
}

impl Strings {
    /// Begin to read a column of a row group of so many rows; `None` where it
    /// holds no text.
    pub(super) fn open<S: Read + Seek + Send + 'static>(
        file: &Arc<Ranges<S>>,
        chunk: &ColumnChunkMetaData,
        rows: u64,
    ) -> Result<Option<Self>, String> {
        let descriptor = chunk.column_descr_ptr();
        if !holds_text(&descriptor) {
            return Ok(None);
        }
        readable(chunk.compression())?;
        if chunk.file_path().is_some_and(|path| !path.is_empty()) {
            return Err("it lies in another file".to_owned());
        }
        let values = usize::try_from(chunk.num_values()).map_err(|error| error.to_string())?;
        let rows = usize::try_from(rows).map_err(|error| error.to_string())?;
        let most = match descriptor.max_rep_level() {
            0 if values != rows => {
                return Err(format!(
                    "it has {values} values where its row group has {rows} rows"
                ));
            }
            0 => rows,
            _ if values > MOST_VALUES => {
                return Err("a row group of it has more than 4 Mi values in lists".to_owned());
            }
            _ => values,
        };
        file.spend_values(most)?;
        let pages = pages::open(file, chunk, rows, most)?;
        let full = descriptor.max_def_level();
        match get_column_reader(descriptor, pages) {
            ColumnReader::ByteArrayColumnReader(reader) => Ok(Some(Self {
                reader,
                full,
                defined: Vec::new(),
                repeated: Vec::new(),
                values: Vec::new(),
            })),
            _ => Err("its values are not of its type".to_owned()),
        }
    }

    /// Read the next so many rows.
    pub(in crate::measure) fn read(&mut self, rows: usize) -> Result<(), String> {
        self.defined.clear();
        self.repeated.clear();
        self.values.clear();
        let read = self.reader.read_records(
            rows,
            Some(&mut self.defined),
            Some(&mut self.repeated),
            &mut self.values,
        );
        let (records, ..) = read.map_err(|error| error.to_string())?;
        if records == rows {
            Ok(())
        } else {
            Err("it ends before its rows do".to_owned())
        }
    }

    /// Each text of the batch with its row in it, from 0.
    pub(in crate::measure) fn texts(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let mut defined = self.defined.iter();
        let mut repeated = self.repeated.iter();
        let mut row: Option<usize> = None;
        self.values.iter().map(move |value| {
            // Up to the value's own level: rows without one have lower ones.
            loop {
                if repeated.next().is_none_or(|level| *level == 0) {
                    row = Some(row.map_or(0, |row| row + 1));
                }
                if defined.next().is_none_or(|level| *level == self.full) {
                    break;
                }
            }
            (row.unwrap_or_default(), value.data())
        })
    }
}
