//! A file of any size, block by block: what was found on which line, and how
//! much of each kind.

use std::collections::BTreeMap;
use std::io::{self, Read};

use memchr::{memchr_iter, memmem, memrchr};

use super::table::Columns;
use super::{Confidence, Form, Kind, scan_block};

/// Bytes that are held at once.
const BLOCK: usize = 4 << 20;
/// What is kept of a block whose last line goes on: longer than any value and
/// the words in front of it.
const OVERLAP: usize = 8 << 10;
/// Findings of one file that are listed; the rest are counted.
const MOST_FINDINGS: usize = 10_000;

/// How many of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Surely.
    pub high: u64,
    /// By their shape alone.
    pub low: u64,
}

/// Something found, with its place. The value is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub kind: Kind,
    /// How sure.
    pub confidence: Confidence,
    /// Its line, from 1.
    pub line: u64,
    /// Its column in characters, from 1.
    pub column: u64,
    /// The offset of its first byte.
    pub start: u64,
    /// One past its last byte.
    pub end: u64,
    /// Its column in [`Found::columns`], where the file has columns of its own.
    pub field: Option<u32>,
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Its length.
    pub bytes: u64,
    /// How many of each kind that it holds.
    pub counts: BTreeMap<Kind, Counts>,
    /// The first ones, by position.
    pub findings: Vec<Finding>,
    /// Findings that are counted and not listed.
    pub unlisted: u64,
    /// The columns of a Parquet file; a finding's line is its row there, and
    /// its offsets are those within the value.
    pub columns: Vec<String>,
    /// Columns that could not be read, and why.
    pub unread: Vec<(String, String)>,
}

/// Where lines begin, counted from front to back.
struct Lines {
    line: u64,
    /// The offset in the file where the line begins.
    begins: u64,
    /// Characters of the line before `at`.
    characters: u64,
    at: u64,
}

impl Lines {
    /// Go on to an offset; `block` begins at `base`.
    fn advance(&mut self, block: &[u8], base: u64, to: u64) {
        let index = |offset: u64| usize::try_from(offset - base).unwrap_or(block.len());
        let piece = &block[index(self.at).min(block.len())..index(to).min(block.len())];
        let rest = match memrchr(b'\n', piece) {
            Some(last) => {
                self.line += memchr_iter(b'\n', piece).count() as u64;
                self.begins = self.at + last as u64 + 1;
                self.characters = 0;
                &piece[last + 1..]
            }
            None => piece,
        };
        self.characters += rest.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64;
        self.at = to;
    }
}

/// Read to the end, in bounded memory.
///
/// # Errors
/// The reader can't be read.
pub fn read(reader: impl Read, form: Form) -> io::Result<Found> {
    read_those(reader, form, &|_, _| true)
}

/// The same, of the values that are asked for.
///
/// # Errors
/// The reader can't be read.
pub fn read_those(
    mut reader: impl Read,
    form: Form,
    counts: &dyn Fn(Kind, &str) -> bool,
) -> io::Result<Found> {
    let mut found = Found::default();
    let mut block = Vec::with_capacity(BLOCK + OVERLAP);
    let mut lines = Lines {
        line: 1,
        begins: 0,
        characters: 0,
        at: 0,
    };
    let (mut base, mut done, mut columns) = (0_u64, 0_u64, None);
    loop {
        let wanted = BLOCK.saturating_sub(block.len()).max(OVERLAP);
        let got = (&mut reader).take(wanted as u64).read_to_end(&mut block)?;
        let last = got < wanted;
        if base == 0 && columns.is_none() {
            columns = Columns::of(&block, form);
        }
        // Up to the last whole line; of one that never ends, all but a rest.
        let keep = if last { 0 } else { rest(&block) };
        let scanned = block.len() - keep.min(block.len());
        for hit in scan_block(
            &block[..if last { block.len() } else { scanned.max(1) }],
            form,
            columns.as_ref(),
        ) {
            let start = base + hit.start as u64;
            let value = std::str::from_utf8(&block[hit.start..hit.end]);
            if start < done || !counts(hit.kind, value.unwrap_or_default()) {
                continue;
            }
            lines.advance(&block, base, start);
            found.add(Finding {
                kind: hit.kind,
                confidence: hit.confidence,
                line: lines.line,
                column: lines.characters + 1,
                start: base + hit.start as u64,
                end: base + hit.end as u64,
                field: None,
            });
            done = base + hit.end as u64;
        }
        if last {
            found.bytes = base + block.len() as u64;
            return Ok(found);
        }
        let next = base + scanned as u64;
        lines.advance(&block, base, next);
        block.drain(..scanned);
        base = next;
    }
}

/// Bytes of a block that are read again with the next one.
fn rest(block: &[u8]) -> usize {
    let rest = match memrchr(b'\n', block) {
        Some(newline) => block.len() - newline - 1,
        None => OVERLAP.min(block.len() / 2),
    };
    // A key has many lines, and its header alone is none.
    let from = block.len() - OVERLAP.min(block.len() / 2);
    match memmem::rfind(&block[from..], b"-----BEGIN ") {
        Some(begin) => rest.max(block.len() - from - begin),
        None => rest,
    }
}

impl Found {
    /// The name of the column that a finding stands in, where the file has
    /// columns of its own.
    #[must_use]
    pub fn field(&self, finding: &Finding) -> Option<&str> {
        let field = usize::try_from(finding.field?).ok()?;
        self.columns.get(field).map(String::as_str)
    }

    pub(super) fn add(&mut self, finding: Finding) {
        let counts = self.counts.entry(finding.kind).or_default();
        match finding.confidence {
            Confidence::High => counts.high += 1,
            Confidence::Low => counts.low += 1,
        }
        if self.findings.len() == MOST_FINDINGS {
            self.unlisted += 1;
            return;
        }
        self.findings.push(finding);
    }
}
