//! Files that hold text which is not there to be read as it is: archives and
//! compressed streams, text in UTF-16, text with NUL bytes in it. They are
//! opened within bounds, and what stays closed is told.

use std::io::{self, Cursor, Read, SeekFrom};

use super::{Form, Found, Kind, stream};
use crate::measure::artifact::{self, Package, Source};
use crate::model::{Text, text};
use crate::source::encoding;

/// Bytes by which a file is told.
const HEAD: usize = 8 << 10;
/// Of one member, what is held in memory; a longer one is read by stream.
const HELD: u64 = 16 << 20;
/// Of one file, what is unpacked in all.
const UNPACKED: u64 = 64 << 20;
/// Packages inside packages.
const DEEPEST: usize = 4;
/// Members that stay closed and are told one by one.
const MOST_CLOSED: usize = 20;

/// Formats with texts inside that are not read, by their first bytes.
const CLOSED: &[(&[u8], &str)] = &[
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an old Office document",
    ),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"Obj\x01", "Avro"),
    (b"ARROW1\0\0", "Arrow"),
    (b"FEA1", "Feather"),
    (b"ORC", "ORC"),
    (b"SQLite format 3\0", "an SQLite database"),
];
/// Endings of names that promise text, so that bytes which are none are told.
const TEXTS: &[&str] = &[
    "csv", "tsv", "json", "jsonl", "ndjson", "ipynb", "txt", "sql", "log", "md", "xml",
];

/// What a file holds that had to be opened.
#[derive(Debug, Default)]
pub struct Opened {
    /// Each text in it, by its name in there: empty where the file is the text.
    pub texts: Vec<(String, Found)>,
    /// What was not searched, by its name in there, and why.
    pub closed: Vec<(String, Text)>,
}

/// What is asked of a value before it counts.
pub(super) type Counts<'a> = dyn Fn(Kind, &str) -> bool + 'a;

/// Search a file that has to be opened; `None` for text that can be read as it is.
///
/// # Errors
/// The source can't be read.
pub fn open(source: &mut dyn Source, path: &str, counts: &Counts) -> io::Result<Option<Opened>> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    (&mut *source).take(HEAD as u64).read_to_end(&mut head)?;
    source.seek(SeekFrom::Start(0))?;
    let mut opening = Opening {
        opened: Opened::default(),
        left: UNPACKED,
        counts,
    };
    match Sort::of(&head) {
        Sort::Text => return Ok(None),
        Sort::Package(package) => opening.package(source, package, path, "", 0)?,
        Sort::Wide => opening.wide(&mut *source, path, "")?,
        Sort::Closed(what) => opening.close("", closed(what)),
        Sort::Binary => opening.close("", no_text()),
    }
    Ok(Some(opening.opened))
}

/// What the first bytes of a file say.
enum Sort {
    Text,
    /// Text in UTF-16.
    Wide,
    Package(Package),
    Closed(&'static str),
    Binary,
}

impl Sort {
    fn of(head: &[u8]) -> Self {
        if let Some((_, what)) = CLOSED.iter().find(|(mark, _)| head.starts_with(mark)) {
            return Self::Closed(what);
        }
        if let Some(package) = Package::of(head) {
            return Self::Package(package);
        }
        if encoding::is_utf_16(head) {
            return Self::Wide;
        }
        // A NUL alone hides nothing: what else there is says whether it is text.
        let is_text = match std::str::from_utf8(head) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none() || !head.contains(&0),
        };
        if is_text { Self::Text } else { Self::Binary }
    }
}

struct Opening<'a> {
    opened: Opened,
    /// Bytes that may still be unpacked.
    left: u64,
    counts: &'a Counts<'a>,
}

impl Opening<'_> {
    fn close(&mut self, name: &str, why: Text) {
        if self.opened.closed.len() < MOST_CLOSED {
            self.opened.closed.push((name.to_owned(), why));
        }
    }

    fn package(
        &mut self,
        source: &mut dyn Source,
        package: Package,
        path: &str,
        within: &str,
        depth: usize,
    ) -> io::Result<()> {
        let inner = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let walked = artifact::members(source, package, &mut |member| {
            let name = match (within, member.name) {
                (within, "") => within.to_owned(),
                ("", name) => name.to_owned(),
                (within, name) => format!("{within}/{name}"),
            };
            let called = if member.name.is_empty() {
                inner
            } else {
                member.name
            };
            match member.body {
                Ok(body) => self.member(body, called, &name, depth)?,
                Err(why) => self.close(&name, not_unpacked(why)),
            }
            Ok(self.left > 0)
        })?;
        if let Err(why) = walked {
            self.close(within, not_unpacked(why));
        }
        if self.left == 0 {
            self.close(within, too_much());
        }
        Ok(())
    }

    /// A member that is called so, of this name within the file.
    fn member(
        &mut self,
        body: &mut dyn Read,
        called: &str,
        name: &str,
        depth: usize,
    ) -> io::Result<()> {
        let mut held = Vec::new();
        // What a decoder can't go on with is damaged, not unreadable to us.
        let most = HELD.min(self.left);
        let damaged = (&mut *body).take(most).read_to_end(&mut held).is_err();
        self.left -= held.len() as u64;
        if damaged {
            self.close(name, not_unpacked("damaged"));
        }
        let is_whole = (held.len() as u64) < most;
        match Sort::of(&held[..held.len().min(HEAD)]) {
            Sort::Package(package) if is_whole && depth < DEEPEST => {
                self.package(&mut Cursor::new(held), package, called, name, depth + 1)
            }
            Sort::Package(_) => {
                self.close(name, too_much());
                Ok(())
            }
            Sort::Wide => self.wide(&mut Cursor::new(held), called, name),
            Sort::Closed(what) => {
                self.close(name, closed(what));
                Ok(())
            }
            Sort::Binary => {
                let ending = called.rsplit('.').next().unwrap_or_default();
                if TEXTS.iter().any(|text| ending.eq_ignore_ascii_case(text)) {
                    self.close(name, no_text());
                }
                Ok(())
            }
            Sort::Text => {
                let rest = (&mut *body).take(if is_whole { 0 } else { self.left });
                let whole = Cursor::new(held).chain(rest);
                match stream::read_those(whole, Form::of(called), self.counts) {
                    Ok(found) => {
                        let beyond = found.bytes.saturating_sub(most);
                        self.left = self.left.saturating_sub(beyond);
                        self.found(name, found);
                    }
                    Err(_) => self.close(name, not_unpacked("damaged")),
                }
                Ok(())
            }
        }
    }

    fn wide(&mut self, source: &mut dyn Read, called: &str, name: &str) -> io::Result<()> {
        let mut bytes = Vec::new();
        source.take(HELD + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > HELD {
            self.close(name, too_much());
            return Ok(());
        }
        let Some(text) = encoding::of_utf_16(&bytes) else {
            self.close(name, no_text());
            return Ok(());
        };
        let found = stream::read_those(text.as_bytes(), Form::of(called), self.counts)?;
        self.found(name, found);
        Ok(())
    }

    fn found(&mut self, name: &str, found: Found) {
        self.opened.texts.push((name.to_owned(), found));
    }
}

fn closed(what: &'static str) -> Text {
    text!(
        "{what}, which is not searched for personal data",
        "{what}: 개인정보를 찾지 않는 형식"
    )
}

fn no_text() -> Text {
    Text::new(
        "no text, so it was not searched for personal data",
        "텍스트가 아니어서 개인정보를 찾지 않음",
    )
}

fn not_unpacked(why: &str) -> Text {
    text!(
        "can't be unpacked ({why}), so it was not searched for personal data",
        "압축을 풀 수 없어({why}) 개인정보를 찾지 않음"
    )
}

fn too_much() -> Text {
    Text::new(
        "more is packed in it than is unpacked, so the rest was not searched for personal data",
        "풀 수 있는 것보다 많이 들어 있어 나머지에서 개인정보를 찾지 않음",
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn opened(bytes: &[u8], path: &str) -> Opened {
        let opened = open(&mut Cursor::new(bytes), path, &|_, _| true);
        opened.expect("in memory").expect("something to open")
    }

    fn kinds(opened: &Opened) -> Vec<(&str, Vec<Kind>)> {
        let texts = opened.texts.iter();
        texts
            .map(|(name, found)| (&**name, found.counts.keys().copied().collect()))
            .collect()
    }

    const TABLE: &str = "name,phone\nA,1012345678\n";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(bytes).expect("in memory");
        packed.finish().expect("in memory")
    }

    fn tar(name: &str, body: &[u8]) -> Vec<u8> {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{:011o}", body.len()).as_bytes());
        header[156] = b'0';
        header[257..263].copy_from_slice(b"ustar\0");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        let mut archive = header.to_vec();
        archive.extend(body);
        archive.resize(archive.len().next_multiple_of(512) + 1024, 0);
        archive
    }

    #[test]
    fn a_table_is_a_table_however_it_is_packed() {
        let packed = gzip(TABLE.as_bytes());
        assert_eq!(
            kinds(&opened(&packed, "a.csv.gz")),
            [("", vec![Kind::Phone])]
        );
        let packed = gzip(&tar("in/people.csv", TABLE.as_bytes()));
        let found = opened(&packed, "a.tgz");
        assert_eq!(kinds(&found), [("in/people.csv", vec![Kind::Phone])]);
        assert!(found.closed.is_empty());
    }

    #[test]
    fn wide_text_and_text_with_a_nul_hide_nothing() {
        for mark in ["\u{feff}", ""] {
            let text = format!("{mark}{TABLE}");
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(kinds(&opened(&bytes, "a.csv")), [("", vec![Kind::Phone])]);
        }
        let mut with_nul = Cursor::new("name,phone\n\0,010-1234-5678\n");
        let found = open(&mut with_nul, "a.csv", &|_, _| true).expect("in memory");
        assert!(found.is_none(), "it is text and is read as such");
    }

    #[test]
    fn what_stands_behind_a_stream_is_told() {
        // A name as LZ4 writes it, in a block that is not compressed.
        let packed = b"\x04\x22\x4d\x18\x60\x40\x82\x05\0\0\x80Minji\0\0\0\0";
        assert!(opened(packed, "a.csv.lz4").closed.is_empty());
        let more = [&packed[..], b"060115-1873104"].concat();
        assert_eq!(opened(&more, "a.csv.lz4").closed.len(), 1);
    }

    #[test]
    fn what_stays_closed_is_told() {
        for (bytes, path) in [
            (&b"SQLite format 3\0\x10\0"[..], "a.db"),
            (b"\x28\xb5\x2f\xfd\x04", "a.csv.zst"),
            (b"PK\x03\x04 and no directory", "a.zip"),
            (b"\x1f\x8b\x08 and no stream", "a.csv.gz"),
            (b"\x93\0\xff\x01,\0b\0", "a.csv"),
        ] {
            let found = opened(bytes, path);
            assert_eq!(found.closed.len(), 1, "{path}: {found:?}");
        }
    }

    #[test]
    fn a_stream_that_swells_is_left_when_enough_was_unpacked() {
        let packed = gzip(&vec![b'a'; usize::try_from(UNPACKED).expect("small") + 100]);
        let found = opened(&packed, "a.txt.gz");
        assert_eq!(found.closed.len(), 1);
        assert!(found.texts[0].1.bytes <= UNPACKED);
    }
}
