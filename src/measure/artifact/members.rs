//! The members of an archive one by one, for who searches what they hold.

use std::io::{self, BufRead as _, BufReader, Cursor, Read};

use super::compressed::{self, ToTheEnd};
use super::format::{self, HEAD, Kind};
use super::tar;
use super::window::{Source, Window};
use super::zip;

/// Whether bytes that begin so hold other files, or another one, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::measure) enum Package {
    /// Files, with a directory.
    Zip,
    /// Files, one behind the other.
    Tar,
    /// One stream.
    Compressed(Kind),
    /// A compression that nothing here reads.
    Unknown(&'static str),
}

impl Package {
    /// By the first bytes; `None` for anything else.
    pub(in crate::measure) fn of(head: &[u8]) -> Option<Self> {
        match format::of_head(&head[..head.len().min(HEAD as usize)]) {
            Kind::Zip => Some(Self::Zip),
            Kind::Tar => Some(Self::Tar),
            kind @ (Kind::Gzip | Kind::Bzip2 | Kind::Xz | Kind::Lz4) => {
                Some(Self::Compressed(kind))
            }
            Kind::Zstandard => Some(Self::Unknown("zstandard")),
            _ => None,
        }
    }
}

/// A member: its name, and its bytes or why they can't be had.
pub(in crate::measure) struct Member<'a> {
    pub(in crate::measure) name: &'a str,
    pub(in crate::measure) body: Result<&'a mut dyn Read, &'static str>,
}

/// Hand out every member of a package; `each` answers whether to go on. A
/// stream that is compressed is a member without a name.
///
/// # Errors
/// The source can't be read, or `each` says so.
pub(in crate::measure) fn members(
    source: &mut dyn Source,
    package: Package,
    each: &mut dyn FnMut(Member) -> io::Result<bool>,
) -> io::Result<Result<(), &'static str>> {
    let mut window = Window::whole(source)?;
    match package {
        Package::Zip => zip::members(&mut window, each),
        Package::Tar => tar::members(&mut BufReader::new(window.feed(0)?), each),
        Package::Compressed(kind) => {
            let mut feed = BufReader::new(window.feed(0)?);
            let Some(decoder) = compressed::decoder(&mut feed, kind) else {
                return Ok(Err("damaged"));
            };
            let mut decoder = ToTheEnd::of(decoder);
            let mut head = Vec::new();
            if decoder.by_ref().take(HEAD).read_to_end(&mut head).is_err() {
                return Ok(Err("damaged"));
            }
            let is_tar = format::of_head(&head) == Kind::Tar;
            let mut whole = Cursor::new(head).chain(&mut decoder);
            if is_tar {
                return tar::members(&mut whole, each);
            }
            let member = Member {
                name: "",
                body: Ok(&mut whole),
            };
            each(member)?;
            let is_over = decoder.is_over;
            drop(decoder);
            // Of what stands behind the stream nothing was handed out.
            match is_over && !feed.fill_buf()?.is_empty() {
                true => Ok(Err("damaged")),
                false => Ok(Ok(())),
            }
        }
        Package::Unknown(name) => Ok(Err(name)),
    }
}
