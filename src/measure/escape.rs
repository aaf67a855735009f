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
    Some(without(text, &[]))
}

/// Keys of a notebook whose lists of lines are one text.
const LINES: &[&str] = &[
    "\"text\"",
    "\"source\"",
    "\"text/plain\"",
    "\"text/html\"",
    "\"text/markdown\"",
];

/// The text of a notebook without its escapes, lines that were cut in two put
/// together again; `None` where no line was.
#[must_use]
pub fn join(text: &[u8]) -> Option<Decoded> {
    let mut cuts = Vec::new();
    for opens in memchr::memchr_iter(b'[', text) {
        let before = text[..opens].trim_ascii_end();
        let key = before.strip_suffix(b":").map(<[u8]>::trim_ascii_end);
        if key.is_some_and(|key| LINES.iter().any(|lines| key.ends_with(lines.as_bytes()))) {
            cuts.extend(seams(text, opens + 1));
        }
    }
    (!cuts.is_empty()).then(|| without(text, &cuts))
}

/// Between two strings of a list, of which the former ends no line.
fn seams(text: &[u8], mut at: usize) -> Vec<(usize, usize)> {
    let mut seams = Vec::new();
    let mut open: Option<usize> = None;
    loop {
        while text.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if text.get(at) != Some(&b'"') {
            return seams;
        }
        at += 1;
        if let Some(end) = open {
            seams.push((end, at));
        }
        while let Some(step) = memchr::memchr2(b'"', b'\\', text.get(at..).unwrap_or_default()) {
            at += step;
            if text[at] == b'"' {
                break;
            }
            at += 2;
        }
        open = (!text[..at.min(text.len())].ends_with(b"\\n")).then_some(at);
        at += 1;
        while text.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if text.get(at) != Some(&b',') {
            return seams;
        }
        at += 1;
    }
}

/// What a text shows: without characters of no width, and with the letters for
/// which URLs and HTML write something else; `None` where it reads as it stands.
#[must_use]
pub fn shown(text: &str) -> Option<Decoded> {
    let mut decoded = Decoded {
        bytes: Vec::new(),
        pieces: vec![(0, 0)],
        end: text.len(),
    };
    let mut at = 0;
    let signs = |letter: char| matches!(letter, '%' | '&') || is_of_no_width(letter);
    while let Some(step) = text[at..].find(signs) {
        let sign = at + step;
        let rest = &text[sign..];
        let (written, length) = match rest.as_bytes()[0] {
            b'%' => percent(rest.as_bytes()),
            b'&' => entity(rest),
            _ => (Vec::new(), rest.chars().next().map_or(1, char::len_utf8)),
        };
        decoded.bytes.extend_from_slice(&text.as_bytes()[at..sign]);
        if length > 0 {
            decoded.pieces.push((decoded.bytes.len(), sign));
            decoded.bytes.extend_from_slice(&written);
        } else {
            decoded.bytes.push(rest.as_bytes()[0]);
        }
        at = sign + length.max(1);
        if length > 0 {
            decoded.pieces.push((decoded.bytes.len(), at));
        }
    }
    if decoded.pieces.len() == 1 {
        return None;
    }
    decoded.bytes.extend_from_slice(&text.as_bytes()[at..]);
    Some(decoded)
}

/// Characters that nobody sees: joiners, soft hyphens, marks of direction.
fn is_of_no_width(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

/// One character as a URL writes it, and the bytes that take; none where it
/// is no character.
fn percent(text: &[u8]) -> (Vec<u8>, usize) {
    let byte = |at: usize| -> Option<u8> {
        let digits = text.get(at..at + 3)?.strip_prefix(b"%")?;
        u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let Some(first) = byte(0) else {
        return (Vec::new(), 0);
    };
    let length = match first {
        0x20..0x7F => 1,
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return (Vec::new(), 0),
    };
    let bytes: Option<Vec<u8>> = (0..length).map(|nth| byte(3 * nth)).collect();
    match bytes.filter(|bytes| std::str::from_utf8(bytes).is_ok()) {
        Some(bytes) => (bytes, 3 * length),
        None => (Vec::new(), 0),
    }
}

/// One character as HTML writes it, and the bytes that take.
fn entity(text: &str) -> (Vec<u8>, usize) {
    /// Of `&zwnj;` and `&#x110000;`.
    const LONGEST: usize = 10;
    let Some(end) = text.bytes().take(LONGEST).position(|byte| byte == b';') else {
        return (Vec::new(), 0);
    };
    let name = &text[1..end];
    let code = name
        .strip_prefix('#')
        .and_then(|code| match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => code.parse().ok(),
        });
    let letter = match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => Some(' '),
        "shy" | "zwnj" | "zwj" => Some('\u{200b}'),
        "hyphen" | "dash" | "ndash" | "mdash" | "minus" => Some('-'),
        "lowbar" => Some('_'),
        "amp" => Some('&'),
        "apos" | "rsquo" | "lsquo" => Some('\''),
        _ => code.and_then(char::from_u32),
    };
    match letter {
        None => (Vec::new(), 0),
        Some(letter) if is_of_no_width(letter) => (Vec::new(), end + 1),
        Some(letter) => (letter.to_string().into_bytes(), end + 1),
    }
}

/// The text without its escapes and without pieces of it, which are sorted.
fn without(text: &[u8], cuts: &[(usize, usize)]) -> Decoded {
    let mut decoded = Decoded {
        bytes: Vec::with_capacity(text.len()),
        pieces: vec![(0, 0)],
        end: text.len(),
    };
    let mut at = 0;
    let mut cuts = cuts.iter().peekable();
    loop {
        let step = memchr(b'\\', &text[at..]);
        let escape_at = step.map_or(text.len(), |step| at + step);
        if let Some(&(start, end)) = cuts.next_if(|cut| cut.0 <= escape_at) {
            decoded.bytes.extend_from_slice(&text[at..start.max(at)]);
            at = end.max(at);
            decoded.pieces.push((decoded.bytes.len(), at));
            continue;
        }
        decoded.bytes.extend_from_slice(&text[at..escape_at]);
        at = escape_at;
        if step.is_none() {
            return decoded;
        }
        let (character, length) = escape(&text[at..]);
        decoded.pieces.push((decoded.bytes.len(), at));
        let mut buffer = [0; 4];
        decoded
            .bytes
            .extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
        at += length;
        decoded.pieces.push((decoded.bytes.len(), at));
    }
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
