//! A part of a file, read at any place, and streams over it.
//!
//! A model file may be larger than memory, and an archive may hold another:
//! a window reads only what is asked for, wherever it lies.

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes that can be read at any place.
pub trait Source: Read + Seek {}
impl<T: Read + Seek + ?Sized> Source for T {}

/// For how much bytes room is made before they were read.
const MOST_ROOM: usize = 1 << 20;

/// A part of a source.
pub(super) struct Window<'a> {
    source: &'a mut (dyn Source + 'a),
    start: u64,
    len: u64,
}

impl<'a> Window<'a> {
    /// The whole source.
    pub(super) fn whole(source: &'a mut (dyn Source + 'a)) -> io::Result<Self> {
        let len = source.seek(SeekFrom::End(0))?;
        Ok(Self {
            source,
            start: 0,
            len,
        })
    }

    /// Its length in bytes.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// A part of this part, as far as it reaches.
    pub(super) fn part(&mut self, at: u64, len: u64) -> Window<'_> {
        let at = at.min(self.len);
        Window {
            start: self.start + at,
            len: len.min(self.len - at),
            source: &mut *self.source,
        }
    }

    /// Up to `most` bytes from `at` on.
    pub(super) fn bytes(&mut self, at: u64, most: u64) -> io::Result<Vec<u8>> {
        let there = most.min(self.len.saturating_sub(at));
        // Room is made at once, where that is not much.
        let room = usize::try_from(there).unwrap_or(usize::MAX).min(MOST_ROOM);
        let mut found = Vec::with_capacity(room);
        self.feed(at)?.take(most).read_to_end(&mut found)?;
        Ok(found)
    }

    /// Exactly `N` bytes from `at` on; `None` where the window ends before.
    pub(super) fn array<const N: usize>(&mut self, at: u64) -> io::Result<Option<[u8; N]>> {
        Ok(self.bytes(at, N as u64)?.try_into().ok())
    }

    /// A stream from `at` to the end.
    pub(super) fn feed(&mut self, at: u64) -> io::Result<Part<'_>> {
        let at = at.min(self.len);
        self.source.seek(SeekFrom::Start(self.start + at))?;
        Ok(Part {
            source: &mut *self.source,
            left: self.len - at,
        })
    }
}

/// A stream over the rest of a window.
pub(super) struct Part<'a> {
    source: &'a mut (dyn Source + 'a),
    left: u64,
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = self.source.read(&mut buffer[..most])?;
        self.left -= read as u64;
        Ok(read)
    }
}

/// A stream whose bytes can be passed over.
pub(super) trait Feed: Read {
    /// Pass over up to `most` bytes; how many there were.
    fn pass(&mut self, most: u64) -> io::Result<u64>;
}

impl Feed for Part<'_> {
    fn pass(&mut self, most: u64) -> io::Result<u64> {
        let passed = most.min(self.left);
        let ahead = i64::try_from(passed).map_err(|_| io::ErrorKind::InvalidInput)?;
        self.source.seek(SeekFrom::Current(ahead))?;
        self.left -= passed;
        Ok(passed)
    }
}

/// A stream that can only be read, such as one that is being decompressed.
pub(super) struct Poured<R>(pub(super) R);

impl<R: Read> Read for Poured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read> Feed for Poured<R> {
    fn pass(&mut self, most: u64) -> io::Result<u64> {
        io::copy(&mut (&mut self.0).take(most), &mut io::sink())
    }
}

/// How much is asked of a stream at once: little at first, since most members
/// of an archive are small, then as much as pays.
const FIRST: usize = 4 << 10;
const CHUNK: usize = 64 << 10;

/// Why a value could not be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Cut {
    /// The stream ends inside it.
    #[error("the bytes end inside a value")]
    End,
    /// The stream itself can't be read, as a compressed one that is damaged.
    #[error("the bytes can't be read: {0}")]
    Unreadable(io::Error),
}

/// A stream read value by value, which knows where it is.
pub(super) struct Input<'a> {
    feed: &'a mut dyn Feed,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Where the first byte of the buffer stands in the stream.
    base: u64,
}

impl<'a> Input<'a> {
    pub(super) fn new(feed: &'a mut dyn Feed) -> Self {
        Self {
            feed,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            base: 0,
        }
    }

    /// How many bytes were read or passed over.
    #[inline]
    pub(super) fn at(&self) -> u64 {
        self.base + self.start as u64
    }

    /// What is buffered and not yet read; empty only at the end.
    pub(super) fn ahead(&mut self) -> Result<&[u8], Cut> {
        if self.start == self.end {
            self.refill()?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    #[cold]
    fn refill(&mut self) -> Result<(), Cut> {
        self.base += self.start as u64;
        let full = self.end == self.buffer.len();
        (self.start, self.end) = (0, 0);
        if full && self.buffer.len() < CHUNK {
            let len = if self.buffer.is_empty() { FIRST } else { CHUNK };
            self.buffer = vec![0; len];
        }
        loop {
            match self.feed.read(&mut self.buffer) {
                Ok(read) => {
                    self.end = read;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Cut::Unreadable(error)),
            }
        }
    }

    /// Whether nothing is left.
    pub(super) fn is_over(&mut self) -> Result<bool, Cut> {
        Ok(self.ahead()?.is_empty())
    }

    /// The next byte.
    #[inline]
    pub(super) fn byte(&mut self) -> Result<u8, Cut> {
        if self.start == self.end && self.ahead()?.is_empty() {
            return Err(Cut::End);
        }
        let byte = self.buffer[self.start];
        self.start += 1;
        Ok(byte)
    }

    /// The next `N` bytes.
    #[inline(always)]
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Cut> {
        if let Some(found) = self.buffer[self.start..self.end].first_chunk::<N>() {
            self.start += N;
            return Ok(*found);
        }
        let mut found = [0; N];
        for byte in &mut found {
            *byte = self.byte()?;
        }
        Ok(found)
    }

    /// Pass over `len` bytes and keep the first `keep` of them.
    pub(super) fn take(&mut self, len: u64, keep: usize) -> Result<Cow<'_, [u8]>, Cut> {
        let whole = usize::try_from(len).unwrap_or(usize::MAX);
        let keep = whole.min(keep);
        if whole <= self.end - self.start {
            let from = self.start;
            self.start += whole;
            return Ok(Cow::Borrowed(&self.buffer[from..from + keep]));
        }
        let mut kept = Vec::new();
        while kept.len() < keep {
            let ahead = self.ahead()?;
            if ahead.is_empty() {
                return Err(Cut::End);
            }
            let more = ahead.len().min(keep - kept.len());
            kept.extend_from_slice(&ahead[..more]);
            self.start += more;
        }
        self.pass(len - kept.len() as u64)?;
        Ok(Cow::Owned(kept))
    }

    /// Pass over `len` bytes.
    pub(super) fn pass(&mut self, len: u64) -> Result<(), Cut> {
        let buffered = len.min((self.end - self.start) as u64);
        // At most what is buffered, so it fits.
        self.start += usize::try_from(buffered).unwrap_or(0);
        let passed = match len - buffered {
            0 => 0,
            beyond => self.feed.pass(beyond).map_err(Cut::Unreadable)?,
        };
        self.base += passed;
        if buffered + passed < len {
            return Err(Cut::End);
        }
        Ok(())
    }

    /// A line without its break, of which `keep` bytes are kept. A line that
    /// the stream ends in is cut.
    pub(super) fn line(&mut self, keep: usize) -> Result<Cow<'_, [u8]>, Cut> {
        if let Some(len) = memchr::memchr(b'\n', &self.buffer[self.start..self.end]) {
            let from = self.start;
            self.start += len + 1;
            return Ok(Cow::Borrowed(&self.buffer[from..from + len.min(keep)]));
        }
        let mut kept = Vec::new();
        loop {
            let ahead = self.ahead()?;
            if ahead.is_empty() {
                return Err(Cut::End);
            }
            let found = memchr::memchr(b'\n', ahead);
            let len = found.unwrap_or(ahead.len());
            let more = len.min(keep.saturating_sub(kept.len()));
            kept.extend_from_slice(&ahead[..more]);
            self.start += len + usize::from(found.is_some());
            if found.is_some() {
                return Ok(Cow::Owned(kept));
            }
        }
    }
}
