//! The columns of a delimited table, and which one a value stands in.

use memchr::{memchr, memchr2, memrchr};

use super::{Form, label};

/// The header of a table: what the name of each column says.
#[derive(Debug)]
pub(super) struct Columns {
    delimiter: u8,
    labels: Vec<u32>,
    all: u32,
}

/// Columns that are looked at; those beyond have no name.
const MOST_COLUMNS: usize = 4096;
/// Of a header; a longer line is none.
const LONGEST_HEADER: usize = 1 << 16;

impl Columns {
    /// The header of a table that begins so; `None` for what is no table.
    pub(super) fn of(bytes: &[u8], form: Form) -> Option<Self> {
        if form != Form::Table {
            return None;
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let end = memchr(b'\n', bytes).unwrap_or(bytes.len());
        let header = &bytes[..end.min(LONGEST_HEADER)];
        let many = |delimiter: u8| header.iter().filter(|&&byte| byte == delimiter).count();
        // Of two alike the former wins.
        let delimiter = [b',', b'\t', b';', b'|']
            .into_iter()
            .rev()
            .max_by_key(|&delimiter| many(delimiter))
            .unwrap_or(b',');
        let labels: Vec<u32> = header
            .split(|&byte| byte == delimiter)
            .take(MOST_COLUMNS)
            .map(label::of_column)
            .collect();
        Some(Self {
            delimiter,
            all: labels.iter().fold(0, |all, labels| all | labels),
            labels,
        })
    }

    /// A column that stands alone: nothing divides its lines.
    pub(super) fn of_one(name: &[u8]) -> Self {
        let labels = label::of_column(name);
        Self {
            delimiter: 0,
            labels: vec![labels],
            all: labels,
        }
    }

    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    pub(super) fn all(&self) -> u32 {
        self.all
    }
}

/// Counts delimiters from front to back, each byte once.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    at: usize,
    column: usize,
    quoted: bool,
}

impl Cursor {
    /// The labels of the column that a position stands in.
    pub(super) fn labels(&mut self, columns: &Columns, text: &[u8], at: usize) -> u32 {
        if columns.all == 0 || at < self.at {
            return 0;
        }
        // A quote that is never closed would swallow the rest: a line is a record.
        if let Some(newline) = memrchr(b'\n', &text[self.at..at]) {
            *self = Self {
                at: self.at + newline + 1,
                ..Self::default()
            };
        }
        while let Some(step) = memchr2(columns.delimiter, b'"', &text[self.at..at]) {
            if text[self.at + step] == b'"' {
                self.quoted = !self.quoted;
            } else if !self.quoted {
                self.column += 1;
            }
            self.at += step + 1;
        }
        self.at = at;
        columns.labels.get(self.column).copied().unwrap_or(0)
    }
}
