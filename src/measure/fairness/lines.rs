//! The rows of a CSV file, block by block: the delimiters of a block are found
//! eight bytes at a time, and a field is two of them. Nothing is copied.
//!
//! Quotes, carriage returns of their own and lines as long as a block are left
//! to the `csv` crate, from the block on in which they first stand. What is
//! read here is read as it reads it: empty lines are no rows, and a carriage
//! return before the end of a line is part of that end.

use std::io::{self, Cursor, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::symbols::Field;

/// Bytes that are held at once: with what is known of their rows they fit into
/// a processor's second cache.
const BLOCK: usize = 64 * 1024;
/// Bytes of a block that are looked at together.
const STRIDE: usize = 64;

/// A stream cut into blocks of whole lines.
pub(super) struct Lines<R> {
    reader: R,
    delimiter: u8,
    /// What was read, and a stride of zeros behind it.
    block: Vec<u8>,
    /// Where what was not yet counted begins.
    start: usize,
    /// Where it ends.
    filled: usize,
    /// Whether nothing is left to read.
    ended: bool,
    /// The delimiters and line ends of the block's whole lines.
    marks: Vec<u32>,
    /// Where the block's rows begin.
    starts: Vec<Start>,
    /// The number of the next line, from 1.
    line: u64,
}

/// What comes next of a stream.
pub(super) enum Next<'a> {
    /// Whole lines; behind them may stand one that is uneven.
    Lines(Rows<'a>, Option<Uneven>),
    /// What is not read here.
    Other,
    /// Nothing.
    End,
}

/// A row with more or fewer fields than the header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Uneven {
    /// Its line, from 1.
    pub(super) line: u64,
    /// How many fields it has.
    pub(super) found: usize,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R, delimiter: u8) -> Self {
        Self {
            reader,
            delimiter,
            block: vec![0; BLOCK + STRIDE],
            start: 0,
            filled: 0,
            ended: false,
            marks: Vec::new(),
            starts: Vec::new(),
            line: 1,
        }
    }

    /// The fields of the first line, where it is one that is read here.
    pub(super) fn header(&mut self) -> io::Result<Option<Vec<String>>> {
        if self.start == self.filled {
            self.fill()?;
        }
        let whole = &self.block[self.start..self.filled];
        let Some(end) = memchr(b'\n', whole) else {
            return Ok(None);
        };
        let line = &whole[..end];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_plain = !line.is_empty() && !line.iter().any(|byte| matches!(byte, b'"' | b'\r'));
        let Some(text) = std::str::from_utf8(line).ok().filter(|_| is_plain) else {
            return Ok(None);
        };
        let fields = text.split(char::from(self.delimiter));
        let fields = fields.map(str::to_owned).collect();
        self.start += end + 1;
        self.line += 1;
        Ok(Some(fields))
    }

    /// What was not counted yet, with the number of the line that it begins with.
    pub(super) fn rest(mut self) -> (impl Read, u64) {
        self.block.truncate(self.filled);
        self.block.drain(..self.start);
        (Cursor::new(self.block).chain(self.reader), self.line)
    }

    /// Read on, up to a full block.
    fn fill(&mut self) -> io::Result<()> {
        self.block.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        while !self.ended && self.filled < BLOCK {
            match self.reader.read(&mut self.block[self.filled..BLOCK]) {
                Ok(0) => self.ended = true,
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The lines of the next block, as rows of so many columns.
    pub(super) fn next(&mut self, columns: usize) -> io::Result<Next<'_>> {
        self.fill()?;
        let held = &self.block[..self.filled];
        let ends = match memrchr(b'\n', held) {
            _ if held.is_empty() => return Ok(Next::End),
            _ if self.ended => held.len(),
            Some(last) => last + 1,
            None => return Ok(Next::Other),
        };
        let whole = &held[..ends];
        if memchr(b'"', whole).is_some() {
            return Ok(Next::Other);
        }
        let returns = memchr_iter(b'\r', whole).count();
        if returns > 0 {
            let lines = memchr_iter(b'\n', whole);
            let paired = lines.filter(|&at| at > 0 && whole[at - 1] == b'\r');
            if paired.count() != returns {
                return Ok(Next::Other);
            }
        }
        let mut ends = ends;
        if !whole.ends_with(b"\n") {
            // The last line has an end as all others have; a stride is left for it.
            self.block[ends] = b'\n';
            ends += 1;
            self.filled = ends;
        }
        mark(
            &self.block[..ends.next_multiple_of(STRIDE)],
            ends,
            self.delimiter,
            &mut self.marks,
        );
        self.start = ends;
        self.starts.clear();
        let mut split = Split {
            block: &self.block,
            marks: &self.marks,
            columns,
            line: self.line,
        };
        let uneven = split.all(&mut self.starts);
        self.line = split.line;
        let rows = Rows {
            block: &self.block,
            marks: &self.marks,
            starts: &self.starts,
            columns,
            returns: returns > 0,
        };
        Ok(Next::Lines(rows, uneven))
    }
}

/// Every byte of a word that is `wanted` as its highest bit.
#[inline]
const fn equal(word: u64, wanted: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let differs = word ^ wanted;
    !(((differs & LOW) + LOW) | differs | LOW)
}

/// The offsets of delimiters and line ends before `end`, in order.
fn mark(block: &[u8], end: usize, delimiter: u8, marks: &mut Vec<u32>) {
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let delimiter = u64::from_ne_bytes([delimiter; 8]);
    let newline = u64::from_ne_bytes([b'\n'; 8]);
    marks.clear();
    let (strides, _) = block.as_chunks::<STRIDE>();
    let mut base = 0_u32;
    for stride in strides {
        let mut found = 0_u64;
        let (words, _) = stride.as_chunks::<8>();
        for (at, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let here = equal(word, delimiter) | equal(word, newline);
            // The highest bits of eight bytes, side by side.
            let bits = (here >> 7).wrapping_mul(GATHER) >> 56;
            found |= bits << (8 * at);
        }
        while found != 0 {
            marks.push(base + found.trailing_zeros());
            found &= found - 1;
        }
        base += u32::try_from(STRIDE).unwrap_or_default();
    }
    // Behind the last whole line stands a part of another.
    while marks.last().is_some_and(|&mark| mark as usize >= end) {
        marks.pop();
    }
}

/// Where a row stands in its block.
#[derive(Clone, Copy)]
struct Start {
    /// Its first byte.
    byte: u32,
    /// The first of its marks.
    mark: u32,
    /// Its line.
    line: u64,
}

/// The marks of a block on their way to rows.
struct Split<'a> {
    block: &'a [u8],
    marks: &'a [u32],
    columns: usize,
    line: u64,
}

impl Split<'_> {
    /// Every row up to one that is uneven; lines without a byte are none.
    fn all(&mut self, starts: &mut Vec<Start>) -> Option<Uneven> {
        let is_line_end = |mark: u32| self.block[mark as usize] == b'\n';
        let is_empty = |start: u32, end: u32| {
            end == start || (end == start + 1 && self.block[start as usize] == b'\r')
        };
        let last = self.columns - 1;
        let (mut byte, mut at) = (0, 0);
        while let Some(&first) = self.marks.get(at) {
            let ends = self.marks.get(at..at + self.columns);
            let whole = ends.filter(|ends| {
                let early = ends[..last].iter().any(|mark| is_line_end(*mark));
                !early && is_line_end(ends[last])
            });
            let blank = is_line_end(first) && is_empty(byte, first);
            let (end, marks) = match whole {
                _ if blank => (first, 1),
                Some(ends) => {
                    starts.push(Start {
                        byte,
                        mark: u32::try_from(at).unwrap_or(u32::MAX),
                        line: self.line,
                    });
                    (ends[last], self.columns)
                }
                None => {
                    let mut rest = self.marks[at..].iter();
                    let found = rest.position(|mark| is_line_end(*mark)).unwrap_or_default();
                    return Some(Uneven {
                        line: self.line,
                        found: found + 1,
                    });
                }
            };
            byte = end + 1;
            at += marks;
            self.line += 1;
        }
        None
    }
}

/// The rows of a block.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    block: &'a [u8],
    marks: &'a [u32],
    starts: &'a [Start],
    columns: usize,
    /// Whether lines end with a carriage return and a line feed.
    returns: bool,
}

impl<'a> Rows<'a> {
    /// The line of each row, and its number here.
    pub(super) fn lines(self) -> impl Iterator<Item = (u64, usize)> {
        let rows = self.starts.iter().enumerate();
        rows.map(|(row, start)| (start.line, row))
    }

    /// A column of every row, from front to back.
    #[inline]
    pub(super) fn column(self, column: usize) -> impl Iterator<Item = Field<'a>> {
        let starts = self.starts.iter();
        starts.map(move |start| self.field_at(start, column))
    }

    /// A column of one row.
    pub(super) fn field(self, row: usize, column: usize) -> Field<'a> {
        self.field_at(&self.starts[row], column)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs more than it does")]
    fn field_at(self, row: &Start, column: usize) -> Field<'a> {
        let mark = row.mark as usize + column;
        let start = match column {
            0 => row.byte as usize,
            _ => self.marks[mark - 1] as usize + 1,
        };
        let mut end = self.marks[mark] as usize;
        if self.returns && column + 1 == self.columns && self.block[end - 1] == b'\r' {
            end = (end - 1).max(start);
        }
        Field::within(self.block, start, end)
    }
}
