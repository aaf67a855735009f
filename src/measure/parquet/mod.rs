//! Parquet: the columns that are asked for, a row group after the other, so
//! that memory is bounded by a page of each.
//!
//! A footer can say anything. What it says of sizes is held to the file's
//! length before it is trusted, and a panic of the decoder is an error here.

mod column;
mod file;
mod pages;
mod strings;
mod thrift;

use std::cell::Cell;
use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ::parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use crate::model::{Text, text};

pub(super) use self::column::Column;
pub use self::column::in_korean;
use self::file::Ranges;
pub(super) use self::strings::Strings;

/// What a file starts and ends with.
pub(super) const MAGIC: &[u8] = b"PAR1";
/// What it ends with where its footer is encrypted.
const ENCRYPTED: &[u8] = b"PARE";
/// Bytes of the footer's length and of the mark behind it.
const TAIL: usize = 8;
/// The longest footer that is read.
const LONGEST_FOOTER: u64 = 64 * 1024 * 1024;
/// Rows that are held at once.
pub(super) const BATCH: u64 = 1024;

thread_local! {
    static DECODES: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread decodes a file and a panic on it is caught: it is a
/// damaged file then, and no defect of the gate.
#[must_use]
pub fn catches_panics() -> bool {
    DECODES.get()
}

/// Do something with a Parquet file; a panic of the decoder is an error.
///
/// # Errors
/// The file is damaged or lies about itself, or what is done says so.
pub(super) fn with<S, T, E>(stream: S, work: impl FnOnce(&File<S>) -> Result<T, E>) -> Result<T, E>
where
    S: Read + Seek + Send + 'static,
    E: From<Damage>,
{
    DECODES.set(true);
    // Nothing outlives a panic but what the caller makes anew.
    let done = catch_unwind(AssertUnwindSafe(|| work(&File::open(stream)?)));
    DECODES.set(false);
    done.unwrap_or_else(|_| {
        let why = text!("damaged: it can't be decoded", "손상되어 풀 수 없음");
        Err(damage(&why).into())
    })
}

/// How many rows a file has; `None` where it is damaged or lies about itself.
#[must_use]
pub fn rows<S: Read + Seek + Send + 'static>(stream: S) -> Option<u64> {
    let groups: Result<Vec<u64>, Damage> = with(stream, File::groups);
    let groups = groups.ok()?.into_iter();
    Some(groups.fold(0, u64::saturating_add))
}

/// Why a file can't be read.
#[derive(Debug)]
pub(super) struct Damage(pub(super) Text);

fn damage(why: &Text) -> Damage {
    Damage(Text::new(
        format!("the Parquet file is {}", why.en),
        format!("Parquet 파일 문제: {}", why.ko),
    ))
}

/// A file whose footer was read.
pub(super) struct File<S> {
    ranges: Arc<Ranges<S>>,
    footer: ParquetMetaData,
}

impl<S: Read + Seek + Send + 'static> File<S> {
    fn open(stream: S) -> Result<Self, Damage> {
        let ranges = Ranges::of(stream).map_err(|error| {
            Damage(text!("could not be read: {error}", "읽을 수 없음: {error}"))
        })?;
        Ok(Self {
            footer: footer(&ranges)?,
            ranges: Arc::new(ranges),
        })
    }

    /// The names of its columns; those of nested ones are dotted.
    pub(super) fn columns(&self) -> Vec<String> {
        let columns = self.footer.file_metadata().schema_descr().columns();
        let names = columns.iter().map(|column| column.path().string());
        names.collect()
    }

    /// How many rows each row group has; as many together as the footer says.
    pub(super) fn groups(&self) -> Result<Vec<u64>, Damage> {
        let groups = self.footer.row_groups().iter();
        let rows = groups.map(|group| {
            u64::try_from(group.num_rows()).map_err(|_| {
                damage(&text!(
                    "damaged: a row group has fewer than no rows",
                    "손상됨. 행이 0보다 적은 행 그룹이 있음"
                ))
            })
        });
        let rows: Vec<u64> = rows.collect::<Result<_, _>>()?;
        let all = rows
            .iter()
            .fold(0_u64, |all, rows| all.saturating_add(*rows));
        let said = self.footer.file_metadata().num_rows();
        if u64::try_from(said) == Ok(all) {
            return Ok(rows);
        }
        Err(damage(&text!(
            "damaged: its footer says {said} rows, and its row groups have {all}",
            "손상됨. 푸터에는 {said}행인데 행 그룹에는 {all}행이 있음"
        )))
    }

    /// Begin to read a column of a row group.
    pub(super) fn column(&self, group: usize, column: usize, rows: u64) -> Result<Column, String> {
        let chunk = self.footer.row_group(group).columns().get(column);
        Column::open(&self.ranges, chunk.ok_or("its row group lacks it")?, rows)
    }

    /// Begin to read the texts of a column of a row group; `None` where it
    /// holds none.
    pub(super) fn strings(
        &self,
        group: usize,
        column: usize,
        rows: u64,
    ) -> Result<Option<Strings>, String> {
        let chunk = self.footer.row_group(group).columns().get(column);
        Strings::open(&self.ranges, chunk.ok_or("its row group lacks it")?, rows)
    }

    /// Bytes in all.
    pub(super) fn length(&self) -> u64 {
        self.ranges.length()
    }
}

/// The footer, which lies before the file's last eight bytes.
fn footer<S: Read + Seek + Send>(file: &Ranges<S>) -> Result<ParquetMetaData, Damage> {
    let cut = || damage(&text!("cut off: it has no footer", "끝이 잘려 푸터가 없음"));
    let start = file.length().checked_sub(TAIL as u64).ok_or_else(cut)?;
    let tail = file.bytes(start, TAIL).map_err(|_| cut())?;
    let (length, mark) = tail.split_at(4);
    if mark == ENCRYPTED {
        return Err(damage(&text!("encrypted", "암호화됨")));
    }
    if mark != MAGIC {
        return Err(cut());
    }
    let length = <[u8; 4]>::try_from(length).map_or(0, u32::from_le_bytes);
    let length = u64::from(length);
    if length > LONGEST_FOOTER {
        return Err(damage(&text!(
            "not read: its footer is longer than 64 MiB",
            "푸터가 64 MiB보다 길어 읽지 않음"
        )));
    }
    // What a library says of a format stands in its own words.
    let damaged = |why: Text| {
        damage(&Text::new(
            format!("damaged: its footer can't be read: {}", why.en),
            format!("손상되어 푸터를 읽을 수 없음({})", why.ko),
        ))
    };
    let start = start
        .checked_sub(length)
        .filter(|start| *start >= MAGIC.len() as u64)
        .ok_or_else(|| damaged(text!("it is longer than the file", "파일보다 김")))?;
    let bytes = file
        .bytes(start, usize::try_from(length).unwrap_or_default())
        .map_err(|error| damaged(Text::same(error.to_string())))?;
    ParquetMetaDataReader::decode_metadata(&bytes)
        .map_err(|error| damaged(Text::same(error.to_string())))
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Seek, SeekFrom};

    use super::{Damage, catches_panics, with};

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
        let Err(Damage(why)) = with(Panics, |_| Ok::<(), Damage>(())) else {
            panic!("it panics");
        };
        assert!(why.en.contains("damaged"), "{why:?}");
        assert!(!catches_panics());
    }
}
