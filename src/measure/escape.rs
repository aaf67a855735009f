//! JSON escapes undone, so that letters written as `\uXXXX` are letters again.

use memchr::memchr;

/// Text without escapes, and where its bytes came from.
#[derive(Debug)]
pub struct Decoded {
    /// The letters.
    pub bytes: Vec<u8>,
    /// Where a piece begins: in the decoded bytes, and in the original.
    pieces: Vec<(usize, usize)>,
    end: usize,
}

impl Decoded {
    /// The position in the original of a position in the decoded bytes.
    #[must_use]
    pub fn origin(&self, at: usize) -> usize {
        if at >= self.bytes.len() {
            return self.end;
        }
        let index = self.pieces.partition_point(|&(decoded, _)| decoded <= at);
        match self.pieces.get(index.wrapping_sub(1)) {
            Some(&(decoded, original)) => original + (at - decoded),
            None => at,
        }
    }
}

/// The text without its escapes; `None` where it has none.
#[must_use]
pub fn decode(text: &[u8]) -> Option<Decoded> {
    memchr(b'\\', text)?;
    let mut decoded = Decoded {
        bytes: Vec::with_capacity(text.len()),
        pieces: vec![(0, 0)],
        end: text.len(),
    };
    let mut at = 0;
    while let Some(step) = memchr(b'\\', &text[at..]) {
        decoded.bytes.extend_from_slice(&text[at..at + step]);
        at += step;
        let (character, length) = escape(&text[at..]);
        decoded.pieces.push((decoded.bytes.len(), at));
        let mut buffer = [0; 4];
        decoded
            .bytes
            .extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
        at += length;
        decoded.pieces.push((decoded.bytes.len(), at));
    }
    decoded.bytes.extend_from_slice(&text[at..]);
    Some(decoded)
}

/// The character of an escape and the bytes it takes. What is no escape stays
/// a backslash.
fn escape(text: &[u8]) -> (char, usize) {
    match text.get(1) {
        // A line break inside a string bounds what stands before it.
        Some(b'n' | b'r' | b'f') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'b') => (' ', 2),
        Some(&byte @ (b'"' | b'\\' | b'/')) => (char::from(byte), 2),
        Some(b'u') => unicode(text).unwrap_or(('\\', 1)),
        _ => ('\\', 1),
    }
}

fn unicode(text: &[u8]) -> Option<(char, usize)> {
    let unit = |at: usize| -> Option<u32> {
        let digits = text.get(at..at + 4)?;
        let digits = std::str::from_utf8(digits).ok()?;
        u32::from_str_radix(digits, 16).ok()
    };
    let first = unit(2)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 6));
    }
    let low = (text.get(6..8)? == b"\\u").then(|| unit(8)).flatten()?;
    let code = 0x1_0000
        + ((first.checked_sub(0xD800)? & 0x3FF) << 10)
        + (low.checked_sub(0xDC00)? & 0x3FF);
    Some((char::from_u32(code)?, 12))
}
