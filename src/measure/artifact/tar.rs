//! Tar archives, as old PyTorch files are.

use std::io::{self, Read};

use super::Code;
use super::look::{Expect, Look, shown};
use super::members::Member;
use super::window::Window;
use super::zip::leaves_the_folder;

const BLOCK: u64 = 512;
/// How much of a header of another header is read.
const LONGEST_EXTENSION: u64 = 64 << 10;
/// Members of one archive.
const MOST_MEMBERS: usize = 100_000;

pub(super) fn examine(look: &mut Look, window: &mut Window) -> io::Result<()> {
    let mut at = 0;
    for _ in 0..MOST_MEMBERS {
        let Some(header) = window.array::<512>(at)? else {
            look.notice(Code::Broken, "it breaks off inside a header", at);
            return Ok(());
        };
        if header.iter().all(|&byte| byte == 0) {
            return Ok(());
        }
        let Some(size) = size(&header[124..136]).filter(|_| checksum_fits(&header)) else {
            look.notice(Code::Broken, "a header whose checksum does not fit", at);
            return Ok(());
        };
        let name = name(&header);
        let start = at + BLOCK;
        if leaves_the_folder(&name) {
            look.notice(Code::PathOutside, shown(&name), at);
        }
        match header[156] {
            // Headers of other headers, devices and folders.
            b'g' | b'x' | b'L' | b'K' => extended(look, &mut window.part(start, size), at)?,
            b'3'..=b'6' => {}
            b'1' | b'2' => {
                let target = text(&header[157..257]);
                if leaves_the_folder(&target) {
                    let detail = format!("a link to {}", shown(&target));
                    look.notice(Code::PathOutside, detail, at);
                }
            }
            // Readers take any other kind for a file.
            _ => {
                if size > window.len().saturating_sub(start) {
                    look.notice(Code::Broken, "a member that leads out of the file", at);
                }
                let mut part = window.part(start, size);
                look.within(&name, |look| look.examine(&mut part, &name, Expect::Torch))?;
            }
        }
        let blocks = size.div_ceil(BLOCK);
        at = match blocks
            .checked_mul(BLOCK)
            .and_then(|bytes| start.checked_add(bytes))
        {
            Some(next) => next,
            None => return Ok(()),
        };
    }
    look.notice(Code::NotLookedInto, "more members than are looked at", at);
    Ok(())
}

/// Hand out every file of an archive that is read from front to back.
pub(super) fn members(
    stream: &mut dyn Read,
    each: &mut dyn FnMut(Member) -> io::Result<bool>,
) -> io::Result<Result<(), &'static str>> {
    let mut long_name = None;
    for _ in 0..MOST_MEMBERS {
        let mut header = [0; 512];
        let mut got = 0;
        while got < header.len() {
            match stream.read(&mut header[got..]) {
                Ok(0) if got == 0 => return Ok(Ok(())),
                Ok(0) | Err(_) => return Ok(Err("it breaks off inside a header")),
                Ok(more) => got += more,
            }
        }
        if header.iter().all(|&byte| byte == 0) {
            return Ok(Ok(()));
        }
        let Some(size) = size(&header[124..136]).filter(|_| checksum_fits(&header)) else {
            return Ok(Err("a header whose checksum does not fit"));
        };
        let mut body = stream.take(size.div_ceil(BLOCK).saturating_mul(BLOCK));
        match header[156] {
            // GNU's long name stands before the member that it names.
            b'L' => {
                let mut written = Vec::new();
                let read = body
                    .by_ref()
                    .take(LONGEST_EXTENSION)
                    .read_to_end(&mut written);
                long_name = read.is_ok().then(|| text(&written));
            }
            b'g' | b'x' | b'K' | b'1'..=b'6' => {}
            _ => {
                let name = long_name.take().unwrap_or_else(|| name(&header));
                let mut file = body.by_ref().take(size);
                let goes_on = each(Member {
                    name: &name,
                    body: Ok(&mut file),
                })?;
                if !goes_on {
                    return Ok(Ok(()));
                }
            }
        }
        if io::copy(&mut body, &mut io::sink()).is_err() {
            return Ok(Err("damaged"));
        }
    }
    Ok(Err("more members than are looked at"))
}

/// A header that changes what the next one says: its path, its size.
fn extended(look: &mut Look, part: &mut Window, at: u64) -> io::Result<()> {
    let body = part.bytes(0, LONGEST_EXTENSION)?;
    let body = String::from_utf8_lossy(&body);
    if body.contains(" size=") {
        look.notice(
            Code::NotLookedInto,
            "a member whose size stands elsewhere",
            at,
        );
    }
    let climbs = |line: &str| line.split(['/', '\\', '=']).any(|part| part == "..");
    if body.lines().any(climbs) {
        look.notice(
            Code::PathOutside,
            "a path that climbs, in an extended header",
            at,
        );
    }
    Ok(())
}

fn text(field: &[u8]) -> String {
    let end = field
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

fn name(header: &[u8; 512]) -> String {
    let name = text(&header[..100]);
    match &header[257..263] {
        b"ustar\0" if header[345] != 0 => format!("{}/{name}", text(&header[345..500])),
        _ => name,
    }
}

/// A size in octal digits, or in bytes where it would not fit.
fn size(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 != 0 {
        let (high, low) = field.split_at(4);
        let fits = high[0] == 0x80 && high[1..].iter().all(|&byte| byte == 0);
        return fits.then(|| low.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)));
    }
    let digits = text(field);
    match digits.trim() {
        "" => Some(0),
        digits => u64::from_str_radix(digits, 8).ok(),
    }
}

/// The sum of the header's bytes, its own field taken for spaces.
fn checksum_fits(header: &[u8; 512]) -> bool {
    let sum: u64 = header
        .iter()
        .enumerate()
        .map(|(at, &byte)| u64::from(if (148..156).contains(&at) { b' ' } else { byte }))
        .sum();
    let written = text(&header[148..156]);
    u64::from_str_radix(written.trim(), 8).is_ok_and(|written| written == sum)
}
