//! Bytes to text: UTF-8 or nothing, and the name of what it is instead.
//!
//! The text keeps every byte of the file, a byte order mark included, so that
//! offsets into the text are offsets into the file. Nothing is ever decoded
//! with replacement characters: what can't be read is said to be unreadable.
//!
//! One kind of file is UTF-16 by custom: Apple's `.strings`, as its older tools
//! write them. Such a file is read, and its offsets are those of its text.
//!
//! Codes: `utf-16` (recognized by its mark, or by where its NULs stand),
//! `invalid-utf-8` (placed at the first wrong byte), `binary` (at its first NUL).

use std::sync::Arc;

use crate::model::{Document, Place, Problem, Span, text};

/// Orders of bytes.
const LITTLE: &str = "little-endian";
const BIG: &str = "big-endian";
/// How far into a file its encoding is guessed from.
const SAMPLE: usize = 4096;

/// Decode bytes as UTF-8, or say why they are no text.
///
/// # Errors
/// A fatal problem: `utf-16`, `invalid-utf-8` (with its offset) or `binary`.
pub fn decode(path: &str, bytes: Vec<u8>) -> Result<Arc<Document>, Box<Problem>> {
    let at_start = |code, detail| {
        Box::new(Problem::fatal(
            code,
            Place::start_of(&Document::new(path, "")),
            detail,
        ))
    };
    if let Some(order) = utf_16(&bytes) {
        if path.ends_with(".strings")
            && let Some(text) = from_utf_16(&bytes, order)
        {
            return Ok(Document::new(path, text));
        }
        let detail = text!("the text is UTF-16 ({order})", "글이 UTF-16임({order})");
        return Err(at_start("utf-16", detail));
    }
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        let detail = text!(
            "a NUL byte at offset {at}",
            "오프셋 {at}에 NUL 바이트가 있음"
        );
        return Err(Box::new(Problem::fatal(
            "binary",
            after(path, bytes, at),
            detail,
        )));
    }
    String::from_utf8(bytes)
        .map(|text| Document::new(path, text))
        .map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let detail = text!(
                "byte 0x{byte:02X} at offset {at} is not UTF-8",
                "오프셋 {at}의 바이트 0x{byte:02X}이(가) UTF-8이 아님",
                byte = bytes[at]
            );
            Box::new(Problem::fatal(
                "invalid-utf-8",
                after(path, bytes, at),
                detail,
            ))
        })
}

/// UTF-16 as text; `None` where a half of a pair stands alone.
fn from_utf_16(bytes: &[u8], order: &str) -> Option<String> {
    let text: Option<String> = char::decode_utf16(units(bytes, order))
        .map(Result::ok)
        .collect();
    text.filter(|_| bytes.len().is_multiple_of(2))
}

/// Pairs of bytes as the units of UTF-16.
fn units<'a>(bytes: &'a [u8], order: &str) -> impl Iterator<Item = u16> + use<'a> {
    let read = if order == BIG {
        u16::from_be_bytes
    } else {
        u16::from_le_bytes
    };
    let pairs = bytes.chunks_exact(2);
    pairs.map(move |pair| read([pair[0], pair[1]]))
}

/// The place of a byte that can't be read: the text before it gives its line
/// and column. The start of the file where that is no text either.
fn after(path: &str, mut bytes: Vec<u8>, at: usize) -> Place {
    bytes.truncate(at);
    String::from_utf8(bytes).map_or_else(
        |_| Place::start_of(&Document::new(path, "")),
        |text| Place::new(&Document::new(path, text), Span::new(at, at)),
    )
}

/// The byte order of UTF-16 text, by its mark or by its NULs.
fn utf_16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        // UTF-32 in little-endian begins with the same two bytes.
        [0xFF, 0xFE, 0, 0, ..] => return None,
        [0xFF, 0xFE, ..] => return Some(LITTLE),
        [0xFE, 0xFF, ..] => return Some(BIG),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.is_empty() {
        return None;
    }
    let nuls = |parity| {
        sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    // Latin letters, spaces and line breaks have a NUL as their higher byte;
    // few characters have one as their lower.
    let clearly = |more: usize, less: usize| more * 10 >= sample.len() && more >= less * 4;
    let (even, odd) = (nuls(0), nuls(1));
    let (order, read): (_, fn([u8; 2]) -> u16) = if clearly(odd, even) {
        (LITTLE, u16::from_le_bytes)
    } else if clearly(even, odd) {
        (BIG, u16::from_be_bytes)
    } else {
        return None;
    };
    let units = sample.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    // A surrogate pair cut by the end of the sample is no sign against it.
    let last = (sample.len() / 2).saturating_sub(1);
    let reads_as_text = char::decode_utf16(units)
        .enumerate()
        .all(|(at, unit)| match unit {
            Ok(char) => !char.is_control() || matches!(char, '\t' | '\n' | '\r'),
            Err(_) => at >= last,
        });
    reads_as_text.then_some(order)
}

/// Whether bytes begin as text in UTF-16 does.
pub(crate) fn is_utf_16(bytes: &[u8]) -> bool {
    utf_16(bytes).is_some()
}

/// Text in UTF-16 in our own letters, without its mark: for who searches it,
/// since its places are not those of the file. `None` for anything else.
pub(crate) fn of_utf_16(bytes: &[u8]) -> Option<String> {
    let units = units(bytes, utf_16(bytes)?);
    let text = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(text.skip_while(|char| *char == '\u{feff}').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> &'static str {
        decode("a.md", bytes.to_vec()).map_or_else(|problem| problem.code, |_| "text")
    }

    fn utf_16_bytes(text: &str, write: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(write).collect()
    }

    #[test]
    fn a_byte_order_mark_stays_in_the_text_so_that_offsets_are_the_files() {
        let document = decode("a.yml", b"\xEF\xBB\xBFa: 1".to_vec()).expect("text");
        assert_eq!(document.text, "\u{feff}a: 1");
    }

    #[test]
    fn utf_16_is_named_by_its_mark() {
        assert_eq!(
            code(&utf_16_bytes("\u{feff}a: 1", u16::to_le_bytes)),
            "utf-16"
        );
        assert_eq!(
            code(&utf_16_bytes("\u{feff}a: 1", u16::to_be_bytes)),
            "utf-16"
        );
    }

    #[test]
    fn utf_16_without_a_mark_is_named_by_where_its_nuls_stand() {
        let text = "---\nlanguage: fr\n---\n# 모델 카드 😀\n";
        assert_eq!(code(&utf_16_bytes(text, u16::to_le_bytes)), "utf-16");
        assert_eq!(code(&utf_16_bytes(text, u16::to_be_bytes)), "utf-16");
    }

    #[test]
    fn strings_of_apple_may_be_utf_16() {
        let text = "\u{feff}\"a\" = \"인공지능 😀\";\n";
        for write in [u16::to_le_bytes, u16::to_be_bytes] {
            let read = decode("ko.lproj/Localizable.strings", utf_16_bytes(text, write));
            assert_eq!(read.expect("text").text, text);
        }
        let mut torn = utf_16_bytes(text, u16::to_le_bytes);
        torn.pop();
        assert!(decode("Localizable.strings", torn).is_err());
    }

    #[test]
    fn a_surrogate_pair_at_the_edge_of_the_sample_is_still_utf_16() {
        let text = format!("{}😀 and more", "a".repeat(SAMPLE / 2 - 1));
        assert_eq!(code(&utf_16_bytes(&text, u16::to_le_bytes)), "utf-16");
    }

    #[test]
    fn nuls_elsewhere_are_binary() {
        assert_eq!(code(b"\x00\x01\x02\x03 weights"), "binary");
        assert_eq!(code(b"text and then\x00"), "binary");
        assert_eq!(code(b"\xFF\xFE\x00\x00a\x00\x00\x00"), "binary");
    }

    #[test]
    fn invalid_utf_8_is_placed_at_its_first_wrong_byte() {
        let problem = decode("a.md", b"one\ntw\xFFo".to_vec()).expect_err("no text");
        assert_eq!(problem.code, "invalid-utf-8");
        assert!(problem.fatal);
        let said = &problem.detail;
        assert!(said.en.contains("offset 6"), "{said:?}");
        let at = problem.place.start();
        assert_eq!((at.line, at.column), (2, 3));
    }

    #[test]
    fn a_nul_is_placed_where_it_stands() {
        let problem =
            decode("ethics.yml", b"version: 1\nid: a\0b\n".to_vec()).expect_err("no text");
        let at = problem.place.start();
        assert_eq!((problem.code, at.line, at.column), ("binary", 2, 6));
        let after_no_text = decode("a.bin", b"\xFF\n\0".to_vec()).expect_err("no text");
        assert_eq!(after_no_text.place.start().line, 1);
    }

    #[test]
    fn an_empty_file_is_text() {
        assert_eq!(code(b""), "text");
    }
}
