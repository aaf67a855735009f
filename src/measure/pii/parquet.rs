//! The texts of a Parquet file, column by column: the name of its column
//! explains a value, as that of a CSV does.

use std::io::{Read, Seek};

use super::stream::{Finding, Found};
use super::table::Columns;
use super::{Form, scan_block};
use crate::measure::parquet::{self, BATCH, Damage, File, Strings};
use crate::model::{Said, Text};

/// Text that is searched at once.
const BLOCK: usize = 1 << 20;

/// Why a Parquet file was not searched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.en)]
pub struct Unread(Text);

impl Said for Unread {
    fn korean(&self) -> String {
        self.0.ko.clone()
    }
}

impl From<Damage> for Unread {
    fn from(Damage(why): Damage) -> Self {
        Self(why)
    }
}

/// Whether bytes begin as a Parquet file does.
#[must_use]
pub fn is_parquet(head: &[u8]) -> bool {
    head.starts_with(parquet::MAGIC)
}

/// Search every text of a Parquet file. A finding's line is its row, its
/// column and its offsets are those within the value.
///
/// # Errors
/// The file is damaged or lies about itself. A column that can't be read is
/// listed in what is found.
pub fn read_parquet(stream: impl Read + Seek + Send + 'static) -> Result<Found, Unread> {
    parquet::with(stream, search)
}

fn search<S: Read + Seek + Send + 'static>(file: &File<S>) -> Result<Found, Unread> {
    let names = file.columns();
    let mut found = Found {
        bytes: file.length(),
        ..Found::default()
    };
    let groups = file.groups()?;
    for (at, name) in names.iter().enumerate() {
        let mut first = 1;
        let field = u32::try_from(at).ok();
        let mut texts = Texts::of(name);
        for (group, &rows) in groups.iter().enumerate() {
            let read = file.strings(group, at, rows).and_then(|column| {
                column.map_or(Ok(()), |column| {
                    texts.column(column, first, rows, field, &mut found)
                })
            });
            if let Err(why) = read {
                found.unread.push((name.clone(), why));
                break;
            }
            first += rows;
        }
    }
    found.columns = names;
    found
        .findings
        .sort_by_key(|finding| (finding.line, finding.field, finding.start));
    Ok(found)
}

/// Texts of a column, one a line, until there are enough to be searched.
struct Texts {
    header: Columns,
    block: Vec<u8>,
    /// Where each text begins in the block, and its row.
    begins: Vec<(usize, u64)>,
}

impl Texts {
    fn of(name: &str) -> Self {
        Self {
            header: Columns::of_one(name.as_bytes()),
            block: Vec::new(),
            begins: Vec::new(),
        }
    }

    /// Search a column of a row group, whose first row is `first`.
    fn column(
        &mut self,
        mut column: Strings,
        first: u64,
        rows: u64,
        field: Option<u32>,
        found: &mut Found,
    ) -> Result<(), String> {
        let mut done = 0;
        while done < rows {
            let batch = BATCH.min(rows - done);
            column.read(usize::try_from(batch).unwrap_or_default())?;
            for (row, text) in column.texts() {
                // Pictures and the like are bytes as well.
                if text.contains(&0) || std::str::from_utf8(text).is_err() {
                    continue;
                }
                self.begins
                    .push((self.block.len(), first + done + row as u64));
                self.block.extend_from_slice(text);
                self.block.push(b'\n');
                if self.block.len() >= BLOCK {
                    self.search(field, found);
                }
            }
            done += batch;
        }
        self.search(field, found);
        Ok(())
    }

    fn search(&mut self, field: Option<u32>, found: &mut Found) {
        for hit in scan_block(&self.block, Form::Table, Some(&self.header)) {
            let after = self
                .begins
                .partition_point(|(begin, _)| *begin <= hit.start);
            let Some(&(begin, row)) = after.checked_sub(1).and_then(|at| self.begins.get(at))
            else {
                continue;
            };
            let (start, end) = (hit.start - begin, hit.end - begin);
            let before = &self.block[begin..hit.start];
            let characters = before.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
            found.add(Finding {
                kind: hit.kind,
                confidence: hit.confidence,
                line: row,
                column: characters as u64 + 1,
                start: start as u64,
                end: end as u64,
                field,
            });
        }
        self.block.clear();
        self.begins.clear();
    }
}
