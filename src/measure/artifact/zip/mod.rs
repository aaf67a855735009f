//! Zip archives, as PyTorch, Keras and NumPy write them.
//!
//! A zip archive describes each member twice: before its bytes, and in a
//! directory at the end. Readers believe one or the other, so an archive in
//! which they disagree shows different members to a scanner and to a loader.
//! Both are read here, and every byte between them is accounted for.
//! <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>

mod directory;

use std::collections::BTreeSet;
use std::io::{self, BufReader, Read};

use flate2::CrcReader;
use flate2::bufread::DeflateDecoder;

use self::directory::{Directory, Member};
use super::Code;
use super::compressed;
use super::look::{Expect, Look, shown};
use super::members::Member as Handed;
use super::window::Window;

pub(super) use self::directory::has_directory;

const LOCAL: &[u8] = b"PK\x03\x04";
/// How much of bytes that belong to nothing is searched for members.
const SEARCHED: u64 = 1 << 20;
/// A data descriptor behind a member, with and without its mark and in both widths.
const LONGEST_DESCRIPTOR: u64 = 24;
/// The bit that says: sizes stand behind the bytes.
const SIZES_BEHIND: u16 = 1 << 3;
const ENCRYPTED: u16 = 1;

/// Look at an archive, and answer with its format.
pub(super) fn examine(look: &mut Look, window: &mut Window) -> io::Result<String> {
    let directory = match Directory::read(window)? {
        Ok(directory) => directory,
        Err(why) => {
            look.notice(Code::Broken, why, 0);
            // Without a directory its members still stand one behind another.
            let end = window.len();
            unaccounted(look, window, 0, end)?;
            return Ok("zip".to_owned());
        }
    };
    let layout = Layout::of(&directory.members);
    look.can_carry_code |= matches!(layout, Layout::Torch | Layout::Keras);
    let mut seen = BTreeSet::new();
    for member in &directory.members {
        if !seen.insert(member.name.as_str()) {
            let detail = format!("two members `{}`", shown(&member.name));
            look.notice(Code::HeadersDisagree, detail, member.at);
        }
        if leaves_the_folder(&member.name) {
            look.notice(Code::PathOutside, shown(&member.name), member.at);
        }
    }
    let mut order: Vec<&Member> = directory.members.iter().collect();
    order.sort_by_key(|member| member.local);
    let mut end = 0;
    for member in order {
        let Some(bytes) = local_header(look, window, member)? else {
            continue;
        };
        if member.local < end {
            let detail = format!("`{}` begins inside another member", shown(&member.name));
            look.notice(Code::HeadersDisagree, detail, member.local);
        } else {
            unaccounted(look, window, end, member.local)?;
        }
        let Some(behind) = bytes
            .checked_add(member.packed)
            .filter(|end| *end <= window.len())
        else {
            let detail = format!("`{}` leads out of the file", shown(&member.name));
            look.notice(Code::Broken, detail, member.local);
            continue;
        };
        end = end.max(behind);
        if member.flags & SIZES_BEHIND != 0 {
            end += descriptor(window, end, member)?;
        }
        let mut part = window.part(bytes, member.packed);
        look.within(&member.name, |look| {
            content(look, &mut part, member, layout)
        })?;
    }
    unaccounted(look, window, end, directory.start)?;
    // A comment is a text for people; anything else in its place is hidden there.
    let (comment, len) = (directory.comment, window.len());
    let text = window.bytes(comment, directory.end.saturating_sub(comment))?;
    if !is_text(&text) {
        unaccounted(look, window, comment, directory.end)?;
    }
    if directory.end < len {
        unaccounted(look, window, directory.end, len)?;
    }
    Ok(layout.name().to_owned())
}

/// Whether bytes are a text that people read.
fn is_text(bytes: &[u8]) -> bool {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n');
    std::str::from_utf8(bytes).is_ok_and(|text| !text.contains(is_odd))
}

/// What an archive holds, by the names of its members.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Torch,
    Keras,
    Numpy,
    Plain,
}

impl Layout {
    fn of(members: &[Member]) -> Self {
        let any = |test: &dyn Fn(&str) -> bool| members.iter().any(|member| test(&member.name));
        if any(&|name| name == "data.pkl" || name.ends_with("/data.pkl")) {
            Self::Torch
        } else if any(&|name| name == "config.json")
            && any(&|name| name.starts_with("model.weights"))
        {
            Self::Keras
        } else if !members.is_empty() && members.iter().all(|member| member.name.ends_with(".npy"))
        {
            Self::Numpy
        } else {
            Self::Plain
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Torch => "pytorch-zip",
            Self::Keras => "keras-zip",
            Self::Numpy => "numpy-zip",
            Self::Plain => "zip",
        }
    }

    /// What a member may be.
    fn expects(self, name: &str) -> Expect {
        match self {
            Self::Torch if name.contains("/data/") || name.contains("/.data/") => Expect::Raw,
            Self::Torch => Expect::Torch,
            _ => Expect::Member,
        }
    }
}

/// Hold the header before a member's bytes against the directory, and answer
/// with where the bytes begin.
fn local_header(look: &mut Look, window: &mut Window, member: &Member) -> io::Result<Option<u64>> {
    let told = shown(&member.name);
    let head = window.bytes(member.local, 30)?;
    if head.len() < 30 || !head.starts_with(LOCAL) {
        let detail = format!("`{told}`: no header where the directory says");
        look.notice(Code::HeadersDisagree, detail, member.local);
        return Ok(None);
    }
    let half = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
    let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let (name_len, extra_len) = (u64::from(half(26)), u64::from(half(28)));
    let name = window.bytes(member.local + 30, name_len)?;
    let mut differs = |what: &str| {
        let detail = format!("`{told}`: {what}");
        look.notice(Code::HeadersDisagree, detail, member.local);
    };
    if name != member.raw_name {
        let there = shown(&String::from_utf8_lossy(&name));
        differs(&format!("the header before it says `{there}`"));
    }
    if half(8) != member.method {
        differs("two methods of compression");
    }
    if (half(6) ^ member.flags) & (ENCRYPTED | SIZES_BEHIND) != 0 {
        differs("two sets of flags");
    }
    if half(6) & SIZES_BEHIND == 0 {
        // A size of all ones stands in an extra field in full.
        let same = |there: u32, here: u64| there == u32::MAX || u64::from(there) == here;
        if word(14) != member.checksum
            || !same(word(18), member.packed)
            || !same(word(22), member.size)
        {
            differs("two checksums or sizes");
        }
    }
    Ok(Some(member.local + 30 + name_len + extra_len))
}

/// The length of the descriptor behind a member, zero where there is none.
fn descriptor(window: &mut Window, at: u64, member: &Member) -> io::Result<u64> {
    let bytes = window.bytes(at, LONGEST_DESCRIPTOR)?;
    let (marked, rest) = match bytes.strip_prefix(b"PK\x07\x08") {
        Some(rest) => (4, rest),
        None => (0, bytes.as_slice()),
    };
    let checksum = member.checksum.to_le_bytes();
    if !rest.starts_with(&checksum) {
        return Ok(0);
    }
    let wide = rest.get(4..12) == Some(&member.packed.to_le_bytes())
        && rest.get(12..20) == Some(&member.size.to_le_bytes());
    Ok(marked + if wide { 20 } else { 12 })
}

/// Look at the bytes of a member.
fn content(look: &mut Look, part: &mut Window, member: &Member, layout: Layout) -> io::Result<()> {
    let name = &member.name;
    let expect = layout.expects(name);
    if member.flags & ENCRYPTED != 0 {
        // Some loaders pass over the flag, so the bytes are looked at as they are.
        look.notice(Code::Encrypted, "says that it is encrypted", 0);
    }
    if name.ends_with(".py") || name.ends_with(".so") || name.ends_with(".dll") {
        look.notice(Code::SourceCode, "a program", 0);
    }
    let checksum = match member.method {
        0 => {
            if member.packed != member.size {
                look.notice(Code::HeadersDisagree, "stored, and of two sizes", 0);
            }
            look.examine(part, name, expect)?;
            checksum(part.feed(0)?)?
        }
        8 => {
            let packed = part.len();
            let decoder = DeflateDecoder::new(BufReader::new(part.feed(0)?));
            let mut reader = CrcReader::new(decoder.take(member.size.saturating_add(1)));
            compressed::poured(look, &mut reader, packed, name, expect, false)?;
            let read = member.size.saturating_add(1) - reader.get_ref().limit();
            if read > member.size {
                look.notice(Code::HeadersDisagree, "more bytes than it says", 0);
            }
            if read != member.size {
                // Broken off or too large to hold, which was noticed.
                return Ok(());
            }
            reader.crc().sum()
        }
        method => {
            look.notice(
                Code::NotLookedInto,
                format!("compressed by method {method}"),
                0,
            );
            return Ok(());
        }
    };
    if checksum != member.checksum {
        look.notice(Code::Checksum, "the bytes do not fit their checksum", 0);
    }
    Ok(())
}

fn checksum(mut feed: impl Read) -> io::Result<u32> {
    let mut hasher = crc32fast::Hasher::new();
    let mut chunk = vec![0; 64 << 10];
    loop {
        match feed.read(&mut chunk) {
            Ok(0) => return Ok(hasher.finalize()),
            Ok(read) => hasher.update(&chunk[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Bytes that no member and no directory claims.
fn unaccounted(look: &mut Look, window: &mut Window, from: u64, to: u64) -> io::Result<()> {
    if from >= to {
        return Ok(());
    }
    let bytes = window.bytes(from, (to - from).min(SEARCHED))?;
    // Zeros only align what follows them.
    if to - from <= SEARCHED && bytes.iter().all(|&byte| byte == 0) {
        return Ok(());
    }
    let detail = format!("{} bytes that belong to no member", to - from);
    look.notice(Code::UnaccountedBytes, detail, from);
    if let Some(at) = memchr::memmem::find(&bytes, LOCAL) {
        let at = from + at as u64;
        look.notice(
            Code::HiddenMember,
            "a member that the directory does not list",
            at,
        );
    }
    // A reader that starts at the first byte finds these first.
    let mut part = window.part(from, to - from);
    look.within("unlisted bytes", |look| {
        let mut feed = part.feed(0)?;
        let mut input = super::window::Input::new(&mut feed);
        let guess = super::pickle::Certainty::Guess;
        super::pickle::examine(look, &mut input, guess, Expect::Raw);
        Ok(())
    })?;
    Ok(())
}

/// Hand out every member that the directory lists.
pub(super) fn members(
    window: &mut Window,
    each: &mut dyn FnMut(Handed) -> io::Result<bool>,
) -> io::Result<Result<(), &'static str>> {
    let directory = match Directory::read(window)? {
        Ok(directory) => directory,
        Err(why) => return Ok(Err(why)),
    };
    for member in directory
        .members
        .iter()
        .filter(|member| !member.name.ends_with('/'))
    {
        let head = window.bytes(member.local, 30)?;
        let begins = (head.len() == 30 && head.starts_with(LOCAL)).then(|| {
            let half = |at: usize| u64::from(u16::from_le_bytes([head[at], head[at + 1]]));
            member.local + 30 + half(26) + half(28)
        });
        let Some(begins) = begins else {
            return Ok(Err("no header where the directory says"));
        };
        let mut part = window.part(begins, member.packed);
        let mut feed = BufReader::new(part.feed(0)?);
        let mut inflated;
        let body: Result<&mut dyn Read, &'static str> = match member.method {
            _ if member.flags & ENCRYPTED != 0 => Err("encrypted"),
            0 => Ok(&mut feed),
            8 => {
                inflated = DeflateDecoder::new(feed);
                Ok(&mut inflated)
            }
            _ => Err("compressed by a method that is not read"),
        };
        let name = &member.name;
        if !each(Handed { name, body })? {
            break;
        }
    }
    Ok(Ok(()))
}

/// Whether a path is absolute or climbs, on any system.
pub(super) fn leaves_the_folder(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    path.starts_with(['/', '\\']) || drive || path.split(['/', '\\']).any(|part| part == "..")
}
