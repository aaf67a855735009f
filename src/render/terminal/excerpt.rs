//! An excerpt with its marks, in the look of rustc.
//!
//! annotate-snippets draws; it panics on a span that lies outside of the text
//! or inside a character, so every span is brought onto the excerpt first. Only
//! the first line of a span is marked, and of a line that is wider than the
//! terminal only a window around the mark is shown.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::columns;
use crate::model::report::{Excerpt, Position};
use crate::render::neutral;

/// What stands in the place of the part of a line that is left out.
const CUT: char = '…';

/// One line of a file with a marked range.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked {
    /// Its number.
    pub(super) line: usize,
    /// What is shown of it.
    pub(super) text: String,
    /// The bytes of `text` that are marked, on character boundaries.
    pub(super) mark: Range<usize>,
}

/// The first line of a span as at most `room` columns.
pub(super) fn marked(excerpt: &Excerpt, start: Position, end: Position, room: usize) -> Marked {
    let index = start.line.saturating_sub(excerpt.line) as usize;
    let lines: Vec<&str> = excerpt.text.split('\n').collect();
    let index = index.min(lines.len() - 1);
    let begins = if index == 0 { excerpt.column.max(1) } else { 1 };
    // No column counts a byte order mark, and none a line break of Windows.
    let line = lines[index]
        .trim_start_matches('\u{feff}')
        .trim_end_matches('\r');
    let line: Vec<char> = neutral::text(line).chars().collect();

    let at = |column: u32| (column.saturating_sub(begins) as usize).min(line.len());
    let first = at(start.column);
    let last = if end.line > start.line {
        let text = line.iter().rposition(|char| !char.is_whitespace());
        text.map_or(0, |last| last + 1)
    } else {
        at(end.column)
    };
    let mark = first..last.max(first);

    let mut marked = window(&line, mark, begins > 1, room);
    marked.line = excerpt.line as usize + index;
    marked
}

/// Keep the mark's beginning in sight, with what stands before it as far as
/// there is room for both.
fn window(line: &[char], mark: Range<usize>, cut_before: bool, room: usize) -> Marked {
    let width = |range: Range<usize>| -> usize {
        let chars = line[range].iter();
        chars.map(|&char| columns::of_char(char)).sum()
    };
    let (mut begin, mut end) = (0, line.len());
    // A mark behind the last character takes a column of its own.
    let behind = usize::from(mark.start == line.len()) + usize::from(cut_before);
    if width(0..end) + behind > room {
        // A column for the sign of a cut on either side.
        let room = room.saturating_sub(2 + behind).max(8);
        let before = (room.saturating_sub(width(mark.clone())) / 2).max(room / 4);
        begin = mark.start;
        while begin > 0 && width(begin - 1..mark.start) <= before {
            begin -= 1;
        }
        end = begin;
        while end < line.len() && width(begin..end + 1) <= room {
            end += 1;
        }
        while begin > 0 && width(begin - 1..end) <= room {
            begin -= 1;
        }
    }

    let mut text = String::new();
    if cut_before || begin > 0 {
        text.push(CUT);
    }
    let mut bytes = text.len()..text.len();
    for (index, &char) in line.iter().enumerate().take(end).skip(begin) {
        if index == mark.start {
            bytes.start = text.len();
        }
        text.push(char);
        if index < mark.end {
            bytes.end = text.len();
        }
    }
    if mark.start >= end {
        bytes.start = text.len();
    }
    bytes.end = bytes.end.max(bytes.start);
    if end < line.len() {
        text.push(CUT);
    }
    Marked {
        line: 0,
        text,
        mark: bytes,
    }
}

impl Marked {
    /// Draw the line and its mark, as lines that begin with the line's number
    /// in a gutter of its own width.
    pub(super) fn draw(
        &self,
        level: &Level<'_>,
        kind: AnnotationKind,
        label: Option<&str>,
        color: bool,
    ) -> String {
        let snippet = Snippet::source(self.text.as_str())
            .line_start(self.line)
            .annotation(kind.span(self.mark.clone()).label(label));
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        // The window is cut to the width already; a second cut would lose the mark.
        renderer
            .term_width(usize::MAX / 4)
            .render(&[Group::with_level(level.clone()).element(snippet)])
    }

    /// The digits of the line's number, which is how wide the gutter is.
    pub(super) fn digits(&self) -> usize {
        self.line.to_string().len()
    }

    /// The column behind the mark, from 0, as it is shown.
    pub(super) fn mark_ends_at(&self) -> usize {
        columns::of(&self.text[..self.mark.end])
    }
}
