//! Bytes to the positions of the protocol and back: lines from 0, characters
//! in units of UTF-16.

use lsp_types::{Position, Range};

/// A text and where its lines begin.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let ends_line = |at: usize| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let starts = (0..bytes.len())
            .filter(|&at| ends_line(at))
            .map(|at| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(starts).collect(),
        }
    }

    /// The position of a byte; of the last one before it where it lies inside
    /// of a character or behind the end.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let units = self.text[self.starts[line]..offset].encode_utf16().count();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Position::new(number(line), number(units))
    }

    pub(super) fn range(&self, start: u32, end: u32) -> Range {
        Range::new(self.position(start as usize), self.position(end as usize))
    }

    /// The byte of a position; the end of its line, or of the text, where it
    /// lies behind that.
    pub(super) fn offset(&self, position: Position) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else {
            return self.text.len();
        };
        let end = self
            .starts
            .get(line + 1)
            .copied()
            .unwrap_or(self.text.len());
        let row = self.text[start..end].trim_end_matches(['\r', '\n']);
        let mut units = position.character as usize;
        for (at, character) in row.char_indices() {
            if units < character.len_utf16() {
                return start + at;
            }
            units -= character.len_utf16();
        }
        start + row.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_character_outside_of_the_first_plane_counts_twice() {
        let lines = Lines::of("가😀b\r\nc");
        assert_eq!(lines.position(7), Position::new(0, 3));
        assert_eq!(lines.offset(Position::new(0, 3)), 7);
        assert_eq!(lines.position(10), Position::new(1, 0));
        // Between the halves of a character, and behind the end.
        assert_eq!(lines.offset(Position::new(0, 2)), 3);
        assert_eq!(lines.offset(Position::new(0, 99)), 8);
        assert_eq!(lines.offset(Position::new(9, 0)), 11);
        assert_eq!(lines.position(99), Position::new(1, 1));
    }

    proptest! {
        #[test]
        fn each_character_is_found_again(text in any::<String>()) {
            let lines = Lines::of(&text);
            for (at, character) in text.char_indices() {
                // The end of a line has no position behind its last character.
                if !matches!(character, '\r' | '\n') {
                    prop_assert_eq!(lines.offset(lines.position(at)), at);
                }
            }
        }
    }
}
