//! One column of a row group, its values as the text that a CSV of the same
//! table would have.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{Read, Seek};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::schema::types::ColumnDescriptor;

use super::file::Ranges;
use super::pages;

/// The longest value of a column that is asked for.
const LONGEST_VALUE: usize = 1024 * 1024;

/// How the values of a column are spelled.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Truth,
    Signed,
    Unsigned,
    Float,
    Text,
}

/// A column that is being read.
pub(in crate::measure) struct Column {
    reader: ColumnReader,
    spelling: Spelling,
    /// The level of a value that is there.
    full: i16,
    levels: Vec<i16>,
    values: Values,
    /// Where each row's value stands in `values`.
    rows: Vec<Option<usize>>,
}

/// Values of a batch, without the rows that have none.
enum Values {
    /// Rendered: text, and where each value ends.
    Shown(String, Vec<usize>),
    /// As they lie in their page.
    Bytes(Vec<ByteArray>),
}

/// How a column's values are spelled, or why they can't be read.
fn spelling(column: &ColumnDescriptor) -> Result<Spelling, String> {
    if column.max_rep_level() > 0 {
        return Err("it holds lists".to_owned());
    }
    let logical = column.logical_type_ref();
    let spelling = match (column.physical_type(), logical, column.converted_type()) {
        (Physical::BOOLEAN, None, _) => Spelling::Truth,
        (Physical::FLOAT | Physical::DOUBLE, None, _) => Spelling::Float,
        (
            Physical::INT32 | Physical::INT64,
            _,
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64,
        ) => Spelling::Unsigned,
        (
            Physical::INT32 | Physical::INT64,
            _,
            ConvertedType::NONE
            | ConvertedType::INT_8
            | ConvertedType::INT_16
            | ConvertedType::INT_32
            | ConvertedType::INT_64,
        ) if matches!(logical, None | Some(LogicalType::Integer { .. })) => Spelling::Signed,
        (
            Physical::BYTE_ARRAY,
            _,
            ConvertedType::NONE | ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON,
        ) => Spelling::Text,
        (_, _, ConvertedType::DATE) => return Err("it holds dates".to_owned()),
        (_, _, ConvertedType::DECIMAL) => return Err("it holds decimals".to_owned()),
        (physical, ..) => return Err(format!("it holds values of type {physical}")),
    };
    Ok(spelling)
}

/// Whether pages of this compression are read.
pub(super) fn readable(compression: Compression) -> Result<(), String> {
    let name = match compression {
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::LZ4_RAW => return Ok(()),
        Compression::ZSTD(_) => "zstd",
        Compression::BROTLI(_) => "brotli",
        Compression::LZO => "lzo",
        Compression::LZ4 => "lz4 in Hadoop's frame",
    };
    Err(format!(
        "{COMPRESSED}{name}, which can't be read here; write the file anew with snappy, gzip or lz4"
    ))
}

const COMPRESSED: &str = "it is compressed with ";

/// Why a column can't be read, in Korean as far as it is ours; what the readers
/// of others say stays theirs.
#[must_use]
pub fn in_korean(why: &str) -> Cow<'_, str> {
    let rest = why.strip_prefix(COMPRESSED);
    match rest.and_then(|rest| rest.split_once(',')) {
        Some((name, _)) => Cow::Owned(format!(
            "{name}(으)로 압축되어 여기서 읽을 수 없음. snappy나 gzip, lz4로 다시 저장하기"
        )),
        None => Cow::Borrowed(why),
    }
}

impl Column {
    /// Begin to read a column of a row group of so many rows.
    pub(super) fn open<S: Read + Seek + Send + 'static>(
        file: &Arc<Ranges<S>>,
        chunk: &ColumnChunkMetaData,
        rows: u64,
    ) -> Result<Self, String> {
        let descriptor = chunk.column_descr_ptr();
        let spelling = spelling(&descriptor)?;
        readable(chunk.compression())?;
        if chunk.file_path().is_some_and(|path| !path.is_empty()) {
            return Err("it lies in another file".to_owned());
        }
        if u64::try_from(chunk.num_values()) != Ok(rows) {
            return Err(format!(
                "it has {} values where its row group has {rows} rows",
                chunk.num_values()
            ));
        }
        let rows = usize::try_from(rows).map_err(|error| error.to_string())?;
        file.spend_values(rows)?;
        let pages = pages::open(file, chunk, rows, rows)?;
        Ok(Self {
            full: descriptor.max_def_level(),
            reader: get_column_reader(descriptor, pages),
            values: match spelling {
                Spelling::Text => Values::Bytes(Vec::new()),
                _ => Values::Shown(String::new(), Vec::new()),
            },
            spelling,
            levels: Vec::new(),
            rows: Vec::new(),
        })
    }

    /// Read the next so many rows.
    pub(in crate::measure) fn read(&mut self, rows: usize) -> Result<(), String> {
        self.levels.clear();
        let Self {
            reader,
            levels,
            values,
            spelling,
            ..
        } = self;
        let read = match (reader, values) {
            (ColumnReader::ByteArrayColumnReader(reader), Values::Bytes(values)) => {
                values.clear();
                let read = records(reader, rows, levels, values)?;
                if values.iter().any(|value| value.len() > LONGEST_VALUE) {
                    return Err("a value is longer than 1 MiB".to_owned());
                }
                read
            }
            (reader, Values::Shown(text, ends)) => {
                text.clear();
                ends.clear();
                let mut shown = Shown {
                    unsigned: *spelling == Spelling::Unsigned,
                    text,
                    ends,
                };
                match reader {
                    ColumnReader::BoolColumnReader(reader) => shown.all(reader, rows, levels),
                    ColumnReader::Int32ColumnReader(reader) => shown.all(reader, rows, levels),
                    ColumnReader::Int64ColumnReader(reader) => shown.all(reader, rows, levels),
                    ColumnReader::FloatColumnReader(reader) => shown.all(reader, rows, levels),
                    ColumnReader::DoubleColumnReader(reader) => shown.all(reader, rows, levels),
                    _ => Err("its values are not of its type".to_owned()),
                }?
            }
            (_, Values::Bytes(_)) => return Err("its values are not of its type".to_owned()),
        };
        if read != rows {
            return Err("it ends before its rows do".to_owned());
        }
        self.place(rows)
    }

    /// Find each row's value; a row below the full level has none.
    fn place(&mut self, rows: usize) -> Result<(), String> {
        self.rows.clear();
        let mut next = 0;
        for row in 0..rows {
            let there = self.full == 0 || self.levels.get(row) == Some(&self.full);
            self.rows.push(there.then_some(next));
            next += usize::from(there);
        }
        let have = match &self.values {
            Values::Shown(_, ends) => ends.len(),
            Values::Bytes(values) => values.len(),
        };
        if have == next {
            Ok(())
        } else {
            Err("its values and its levels disagree".to_owned())
        }
    }

    /// The value of a row of the batch; nothing where it has none.
    pub(in crate::measure) fn field(&self, row: usize) -> &[u8] {
        let Some(at) = self.rows.get(row).copied().flatten() else {
            return &[];
        };
        match &self.values {
            Values::Bytes(values) => values.get(at).map_or(&[], ByteArray::data),
            Values::Shown(text, ends) => {
                let start = at.checked_sub(1).and_then(|before| ends.get(before));
                let start = start.copied().unwrap_or_default();
                let end = ends.get(at).copied().unwrap_or(start);
                text.as_bytes().get(start..end).unwrap_or_default()
            }
        }
    }
}

/// Values while they are rendered.
struct Shown<'a> {
    unsigned: bool,
    text: &'a mut String,
    ends: &'a mut Vec<usize>,
}

impl Shown<'_> {
    fn all<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        rows: usize,
        levels: &mut Vec<i16>,
    ) -> Result<usize, String>
    where
        T::T: Show,
    {
        let mut values = Vec::with_capacity(rows);
        let read = records(reader, rows, levels, &mut values)?;
        for value in &values {
            value.show(self.unsigned, self.text);
            self.ends.push(self.text.len());
        }
        Ok(read)
    }
}

/// A value as the text of a field. Writing to a string can't fail.
trait Show {
    fn show(&self, unsigned: bool, text: &mut String);
}

impl Show for bool {
    fn show(&self, _: bool, text: &mut String) {
        text.push_str(if *self { "true" } else { "false" });
    }
}

impl Show for i32 {
    fn show(&self, unsigned: bool, text: &mut String) {
        let _ = if unsigned {
            write!(text, "{}", self.cast_unsigned())
        } else {
            write!(text, "{self}")
        };
    }
}

impl Show for i64 {
    fn show(&self, unsigned: bool, text: &mut String) {
        let _ = if unsigned {
            write!(text, "{}", self.cast_unsigned())
        } else {
            write!(text, "{self}")
        };
    }
}

/// NaN is how data frames write that there is no value.
impl Show for f32 {
    fn show(&self, _: bool, text: &mut String) {
        if !self.is_nan() {
            let _ = write!(text, "{self:?}");
        }
    }
}

impl Show for f64 {
    fn show(&self, _: bool, text: &mut String) {
        if !self.is_nan() {
            let _ = write!(text, "{self:?}");
        }
    }
}

fn records<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    levels: &mut Vec<i16>,
    values: &mut Vec<T::T>,
) -> Result<usize, String> {
    let read = reader.read_records(rows, Some(levels), None, values);
    read.map(|(records, _, _)| records)
        .map_err(|error| error.to_string())
}
