//! The directory at the end of an archive.

use std::io;

use crate::measure::artifact::window::Window;

const ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const END_LEN: u64 = 22;
const LOCATOR_LEN: u64 = 20;
/// The end is looked for behind a comment of the longest length.
const SEARCHED: u64 = END_LEN + 0xffff;
/// The largest directory that is read.
const LARGEST: u64 = 64 << 20;

/// A member as the directory describes it.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) raw_name: Vec<u8>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) checksum: u32,
    /// Bytes in the archive.
    pub(super) packed: u64,
    /// Bytes of the member itself.
    pub(super) size: u64,
    /// Where its own header stands.
    pub(super) local: u64,
    /// Where its entry of the directory stands.
    pub(super) at: u64,
}

pub(super) struct Directory {
    pub(super) members: Vec<Member>,
    /// Where the directory begins.
    pub(super) start: u64,
    /// Where its comment begins.
    pub(super) comment: u64,
    /// Where the archive ends.
    pub(super) end: u64,
}

/// Where the end of a directory stands, and the numbers in it.
struct End {
    at: u64,
    size: u64,
    /// Where the directory says that it begins.
    offset: u64,
    /// Where the comment begins.
    comment: u64,
    /// Behind the comment.
    end: u64,
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

impl End {
    /// The last end of the window, as readers look for it.
    fn find(window: &mut Window) -> io::Result<Option<Self>> {
        let from = window.len().saturating_sub(SEARCHED);
        let tail = window.bytes(from, SEARCHED)?;
        let mut begins = memchr::memrchr_iter(END[0], &tail);
        let Some(found) = begins.find(|&at| tail[at..].starts_with(END)) else {
            return Ok(None);
        };
        let at = from + found as u64;
        let fields = &tail[found..];
        let numbers = (word(fields, 12), word(fields, 16), half(fields, 20));
        let (Some(size), Some(offset), Some(comment)) = numbers else {
            return Ok(None);
        };
        let end = (at + END_LEN + u64::from(comment)).min(window.len());
        let narrow = Self {
            at,
            size: size.into(),
            offset: offset.into(),
            comment: (at + END_LEN).min(end),
            end,
        };
        Ok(Some(narrow.wide(window)?))
    }

    /// The same with the numbers of the wider record before it, if there is one.
    fn wide(self, window: &mut Window) -> io::Result<Self> {
        let Some(locator) = self.at.checked_sub(LOCATOR_LEN) else {
            return Ok(self);
        };
        let bytes = window.bytes(locator, LOCATOR_LEN)?;
        let Some(record) = long(&bytes, 8).filter(|_| bytes.starts_with(LOCATOR_64)) else {
            return Ok(self);
        };
        // Bytes before the archive move it; then it stands right before its locator.
        for at in [record, locator.saturating_sub(56)] {
            let bytes = window.bytes(at, 56)?;
            if let (true, Some(size), Some(offset)) = (
                bytes.starts_with(END_64),
                long(&bytes, 40),
                long(&bytes, 48),
            ) {
                return Ok(Self {
                    at,
                    size,
                    offset,
                    comment: self.comment,
                    end: self.end,
                });
            }
        }
        Ok(self)
    }

    /// Where the directory really begins, by its end.
    fn start(&self) -> Option<u64> {
        self.at.checked_sub(self.size)
    }
}

/// Whether a directory stands at the end, whatever stands at the start.
pub(in super::super) fn has_directory(window: &mut Window) -> io::Result<bool> {
    let Some(end) = End::find(window)? else {
        return Ok(false);
    };
    let Some(start) = end.start().filter(|_| end.size > 0) else {
        return Ok(false);
    };
    Ok(window.bytes(start, 4)? == ENTRY)
}

impl Directory {
    /// The directory, or why there is none.
    pub(super) fn read(window: &mut Window) -> io::Result<Result<Self, &'static str>> {
        let Some(end) = End::find(window)? else {
            return Ok(Err("a zip archive without its directory"));
        };
        let Some(start) = end.start() else {
            return Ok(Err("a directory larger than the archive"));
        };
        if end.size > LARGEST {
            return Ok(Err("a directory of too many members"));
        }
        // Where other bytes stand before the archive, every offset moves.
        let Some(moved) = start.checked_sub(end.offset) else {
            return Ok(Err("a directory that begins behind its own end"));
        };
        let bytes = window.bytes(start, end.size)?;
        let mut members = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let Some((member, len)) = entry(&bytes[at..], start + at as u64, moved) else {
                return Ok(Err("a directory that breaks off"));
            };
            members.push(member);
            at += len;
        }
        Ok(Ok(Self {
            members,
            start,
            comment: end.comment,
            end: end.end,
        }))
    }
}

/// One entry and its length.
fn entry(bytes: &[u8], at: u64, moved: u64) -> Option<(Member, usize)> {
    if !bytes.starts_with(ENTRY) {
        return None;
    }
    let name_len = usize::from(half(bytes, 28)?);
    let extra_len = usize::from(half(bytes, 30)?);
    let comment_len = usize::from(half(bytes, 32)?);
    let raw_name = bytes.get(46..46 + name_len)?.to_vec();
    let extra = bytes.get(46 + name_len..46 + name_len + extra_len)?;
    let mut wide = wide_numbers(extra);
    let mut number = |narrow: u32| match narrow {
        u32::MAX => wide.next(),
        narrow => Some(u64::from(narrow)),
    };
    let size = number(word(bytes, 24)?)?;
    let packed = number(word(bytes, 20)?)?;
    let local = number(word(bytes, 42)?)?;
    let member = Member {
        name: String::from_utf8_lossy(&raw_name).into_owned(),
        raw_name,
        flags: half(bytes, 8)?,
        method: half(bytes, 10)?,
        checksum: word(bytes, 16)?,
        packed,
        size,
        local: local.checked_add(moved)?,
        at,
    };
    Some((member, 46 + name_len + extra_len + comment_len))
}

/// The numbers of the extra field for large archives.
fn wide_numbers(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut found: &[u8] = &[];
    while let (Some(id), Some(len)) = (half(extra, 0), half(extra, 2)) {
        let Some(body) = extra.get(4..4 + usize::from(len)) else {
            break;
        };
        if id == 1 {
            found = body;
            break;
        }
        extra = &extra[4 + usize::from(len)..];
    }
    found
        .chunks_exact(8)
        .filter_map(|number| number.try_into().ok())
        .map(u64::from_le_bytes)
}
