//! What a notebook says to a machine: its code cells, as one program.

use std::sync::Arc;

use super::{Family, Kept, Texts, without_comments};
use crate::model::{Document, Span, Value};
use crate::source::json;

/// What the code cells of a notebook say, where its lines stand in the file:
/// quotes and escapes of JSON become blanks, and an escaped line break a real one.
pub(super) fn spoken(document: &Arc<Document>, texts: Texts) -> String {
    let text = &document.text;
    let parsed = json::parse(document, Span::new(0, text.len()));
    let language = [
        "metadata.language_info.name",
        "metadata.kernelspec.language",
    ]
    .into_iter()
    .find_map(|key| parsed.value.at_path(key)?.as_str());
    let family = kernel(language.unwrap_or("python"));
    let mut kept = Kept::of(text);
    kept.blank(0, text.len());
    let cells = parsed.value.get("cells").map_or(&[][..], Value::items);
    for cell in cells {
        if cell.get("cell_type").and_then(Value::as_str) != Some("code") {
            continue;
        }
        let cell = Cell::of(cell, text);
        let said = without_comments(&cell.for_machines(), family, texts);
        for (byte, at) in said.into_bytes().into_iter().zip(&cell.at) {
            if byte != b' ' {
                kept.0[*at] = byte;
            }
        }
    }
    kept.into_text()
}

/// How the language of a notebook's kernel comments.
fn kernel(language: &str) -> Family {
    match language.to_ascii_lowercase().as_str() {
        "bash" | "julia" | "r" | "ruby" => Family::Hash,
        "c++" | "csharp" | "java" | "javascript" | "kotlin" | "scala" | "typescript" => {
            Family::Slash
        }
        "rust" => Family::Rust,
        "sql" => Family::Dash,
        _ => Family::Python,
    }
}

/// The text of a cell, and where each byte of it stands in the file.
#[derive(Default)]
struct Cell {
    said: String,
    at: Vec<usize>,
}

impl Cell {
    fn of(cell: &Value, file: &str) -> Self {
        let mut whole = Self::default();
        for part in cell.get("source").into_iter().flat_map(Value::one_or_many) {
            let Some(place) = part.place.as_ref().filter(|_| part.as_str().is_some()) else {
                continue;
            };
            let range = place.span.range();
            let Some(written) = file.get(range.clone()).and_then(|it| it.strip_prefix('"')) else {
                continue;
            };
            let written = written.strip_suffix('"').unwrap_or(written);
            whole.add(written, range.start + 1);
            // Parts are lines, whether or not their writer ended them.
            if !whole.said.ends_with('\n') {
                whole.push('\n', range.end.saturating_sub(1));
            }
        }
        whole
    }

    fn add(&mut self, written: &str, from: usize) {
        let mut at = 0;
        while let Some(one) = written[at..].chars().next() {
            // Quotes in a row stay in a row: three of them begin a long text.
            let rest = &written.as_bytes()[at..];
            let quotes = rest.chunks(2).take_while(|pair| *pair == b"\\\"").count();
            if quotes > 0 {
                at += 2 * quotes;
                for quote in (1..=quotes).rev() {
                    self.push('"', from + at - quote);
                }
                continue;
            }
            let (said, length) = match one {
                '\\' => escaped(&written[at..]),
                _ => (one, one.len_utf8()),
            };
            at += length;
            self.push(said, from + at - said.len_utf8());
        }
    }

    fn push(&mut self, one: char, at: usize) {
        self.said.push(one);
        self.at.extend((0..one.len_utf8()).map(|byte| at + byte));
    }

    /// Without commands of the notebook and the shell. What fetches packages,
    /// models and data stays: it names what the code needs.
    fn for_machines(&self) -> String {
        const OURS: &[&str] = &["capture", "prun", "python", "python3", "time", "timeit"];
        #[rustfmt::skip]
        const FETCH: &[&str] = &["conda", "hf", "huggingface-cli", "kaggle", "mamba", "pip", "pip3", "uv"];
        let mut kept = Kept::of(&self.said);
        let mut at = 0;
        let mut is_first = true;
        for line in self.said.split_inclusive('\n') {
            let end = at + line.len();
            let said = line.trim_start();
            let command = said.trim_start_matches(['%', '!']);
            let name = command.split_whitespace().next().unwrap_or("");
            if is_first && said.starts_with("%%") && !OURS.contains(&name) {
                kept.blank(at, self.said.len());
                break;
            }
            if command.len() < said.len() && !FETCH.contains(&name) {
                kept.blank(at, end);
            }
            is_first &= said.is_empty();
            at = end;
        }
        kept.into_text()
    }
}

/// The character that an escape of JSON stands for, never longer than the
/// escape, and the length of that.
fn escaped(written: &str) -> (char, usize) {
    let unit = |from: usize| {
        let digits = written.get(from..)?.strip_prefix("\\u")?.get(..4)?;
        u32::from_str_radix(digits, 16).ok()
    };
    match written[1..].chars().next() {
        Some('n') => ('\n', 2),
        Some('r') => ('\r', 2),
        Some('t') => ('\t', 2),
        Some('b' | 'f') => (' ', 2),
        Some('u') => match (unit(0), unit(6)) {
            (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
                let both = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                (char::from_u32(both).unwrap_or(' '), 12)
            }
            (Some(one), _) => (char::from_u32(one).unwrap_or(' '), 6),
            (None, _) => (' ', 2),
        },
        Some(one) if one.is_ascii() => (one, 2),
        _ => (' ', 1),
    }
}
