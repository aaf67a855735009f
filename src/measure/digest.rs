//! Digests by stream: what a file is, in a few bytes, however large it is.
//!
//! SHA-256 is what we trust. MD5 is read because DVC writes it, in two
//! conventions: the plain one, and that of DVC 2, which turned line ends of
//! text before it counted them. An MD5 that agrees says that nobody changed
//! the file by accident, and no more.

use std::fmt::Write as _;
use std::io::{self, Read};

use md5::Md5;
use sha2::{Digest as _, Sha256};

/// How much is read at once. DVC 2 turned line ends within pieces of this
/// size, so that a pair cut by the edge of one stays as it is.
const CHUNK: usize = 1 << 20;
/// How much DVC 2 looked at to call a file text.
const TEXT_HEAD: usize = 512;

/// A digest and the number of bytes that it was taken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Lowercase hex.
    pub hex: String,
    /// Bytes that were read.
    pub bytes: u64,
}

/// Which bytes an MD5 of DVC was taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Md5Of {
    /// Those of the file: DVC 3, which writes `hash: md5`.
    Bytes,
    /// Those of the file with CRLF turned to LF where it is text: DVC 2.
    UnixText,
}

/// SHA-256 of a stream, in 64 hex digits.
///
/// # Errors
/// The stream can't be read.
pub fn sha256(stream: impl Read) -> io::Result<Digest> {
    let mut hasher = Sha256::new();
    let bytes = each_chunk(stream, |chunk| hasher.update(chunk))?;
    Ok(Digest {
        hex: hex(&hasher.finalize()),
        bytes,
    })
}

/// MD5 of a stream, in 32 hex digits; `bytes` counts those of the stream.
///
/// # Errors
/// The stream can't be read.
pub fn md5(stream: impl Read, of: Md5Of) -> io::Result<Digest> {
    let mut hasher = Md5::new();
    let mut is_text = None;
    let bytes = each_chunk(stream, |chunk| {
        let turned = of == Md5Of::UnixText
            && *is_text.get_or_insert_with(|| is_dvc_text(&chunk[..chunk.len().min(TEXT_HEAD)]));
        if !turned {
            return hasher.update(chunk);
        }
        let mut from = 0;
        for at in 0..chunk.len().saturating_sub(1) {
            if chunk[at..].starts_with(b"\r\n") {
                hasher.update(&chunk[from..at]);
                from = at + 1;
            }
        }
        hasher.update(&chunk[from..]);
    })?;
    Ok(Digest {
        hex: hex(&hasher.finalize()),
        bytes,
    })
}

/// What DVC 2 takes for text: no NUL, and at most three bytes of ten that no
/// text has.
fn is_dvc_text(head: &[u8]) -> bool {
    let odd = head
        .iter()
        .filter(|byte| !matches!(byte, 32..=126 | b'\n' | b'\r' | b'\t' | 0x0c | 0x08))
        .count();
    !head.contains(&0) && odd * 10 <= head.len() * 3
}

/// The digest of a dataset of several files: SHA-256 of the lines
/// `sha256  path`, sorted by path.
#[must_use]
pub fn of_several<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut files: Vec<(&str, &str)> = files.into_iter().collect();
    files.sort_unstable();
    let mut hasher = Sha256::new();
    for (path, sha256) in files {
        hasher.update(format!("{sha256}  {path}\n"));
    }
    hex(&hasher.finalize())
}

/// The object id of a directory in DVC, without its `.dir`: MD5 of the list of
/// its files in JSON, as Python writes it, sorted by path. It covers names and
/// bytes, and neither modes nor empty folders.
#[must_use]
pub fn dvc_directory<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut files: Vec<(&str, &str)> = files.into_iter().collect();
    files.sort_unstable();
    let mut list = String::from("[");
    for (index, (path, md5)) in files.into_iter().enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        let _ = write!(list, "{separator}{{\"md5\": \"{md5}\", \"relpath\": \"");
        for unit in path.encode_utf16() {
            match u8::try_from(unit) {
                Ok(byte @ (b'"' | b'\\')) => list.extend(['\\', char::from(byte)]),
                Ok(byte @ 0x20..=0x7e) => list.push(char::from(byte)),
                Ok(b'\n') => list.push_str("\\n"),
                Ok(b'\r') => list.push_str("\\r"),
                Ok(b'\t') => list.push_str("\\t"),
                Ok(0x08) => list.push_str("\\b"),
                Ok(0x0c) => list.push_str("\\f"),
                _ => {
                    let _ = write!(list, "\\u{unit:04x}");
                }
            }
        }
        list.push_str("\"}");
    }
    list.push(']');
    hex(&Md5::digest(list.as_bytes()))
}

fn each_chunk(mut stream: impl Read, mut take: impl FnMut(&[u8])) -> io::Result<u64> {
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut bytes = 0;
    loop {
        chunk.clear();
        let read = stream.by_ref().take(CHUNK as u64).read_to_end(&mut chunk)?;
        if read == 0 {
            return Ok(bytes);
        }
        take(&chunk);
        bytes += read as u64;
    }
}

/// Bytes in lowercase hex.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standards() {
        let digest = sha256(&b"hello\n"[..]).expect("bytes in memory");
        assert_eq!(
            digest.hex,
            "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
        );
        assert_eq!(digest.bytes, 6);
        let md5_of = |bytes: &[u8], of| md5(bytes, of).expect("bytes in memory").hex;
        let plain = "b1946ac92492d2347c6235b4d2611184";
        assert_eq!(md5_of(b"hello\n", Md5Of::Bytes), plain);
        assert_eq!(md5_of(b"hello\n", Md5Of::UnixText), plain);
        assert_eq!(md5_of(b"hello\r\n", Md5Of::UnixText), plain);
        assert_ne!(md5_of(b"hello\r\n", Md5Of::Bytes), plain);
        // What is no text keeps its line ends.
        let binary = b"\0hello\r\n";
        assert_eq!(
            md5_of(binary, Md5Of::UnixText),
            md5_of(binary, Md5Of::Bytes)
        );
    }

    #[test]
    fn files_in_any_order_have_one_digest() {
        let files = [("b", "2"), ("a", "1")];
        let sorted = [("a", "1"), ("b", "2")];
        assert_eq!(of_several(files), of_several(sorted));
        assert_eq!(dvc_directory(files), dvc_directory(sorted));
        assert_ne!(of_several(files), of_several([("a", "2"), ("b", "1")]));
    }
}
