//! The line that a finding shows, masked before any renderer sees it.

use crate::measure::pii::{self, Form};
use crate::model::Place;
use crate::model::report::{Excerpt, Position};

/// Characters of a very long line that are shown.
const WIDTH: usize = 240;
/// Characters of them before the marked text.
const BEFORE: usize = 80;
/// What stands in the place of each character of a sensitive value.
const MASK: char = '•';

/// Begin and end of a place as people count.
pub(super) fn positions(place: &Place) -> (Position, Position) {
    let (start, end) = (place.start(), place.end());
    let position = |at: crate::model::LineColumn, offset| Position {
        line: at.line,
        column: at.column,
        offset,
    };
    (
        position(start, place.span.start),
        position(end, place.span.end),
    )
}

/// The first line of a place; `None` where there is no text to show.
pub(super) fn of(place: &Place) -> Option<Excerpt> {
    if !place.document.exists {
        return None;
    }
    let (start, end) = positions(place);
    let line = place
        .document
        .line(start.line)
        .trim_start_matches('\u{feff}');
    let ends_here = end.line == start.line;
    let marked = |column: usize| {
        column >= start.column as usize && (!ends_here || column < end.column as usize)
    };
    let first = (start.column as usize).saturating_sub(BEFORE).max(1);
    let hidden = if place.sensitive {
        hidden(place.path(), line)
    } else {
        Vec::new()
    };
    let cut = line.chars().nth(WIDTH).is_some();
    let skip = if cut { first - 1 } else { 0 };
    let text = line
        .chars()
        .enumerate()
        .skip(skip)
        .take(if cut { WIDTH } else { usize::MAX })
        .map(|(index, character)| {
            if place.sensitive && (marked(index + 1) || hidden.get(index).copied().unwrap_or(false))
            {
                MASK
            } else {
                character
            }
        })
        .collect();
    Some(Excerpt {
        line: start.line,
        column: u32::try_from(skip + 1).unwrap_or(u32::MAX),
        text,
    })
}

/// Characters beside a sensitive value that are not shown either: other values
/// of its kind; in a record, every letter and digit, since names stand there too.
fn hidden(path: &str, line: &str) -> Vec<bool> {
    if Form::of(path) != Form::Text {
        return line.chars().map(char::is_alphanumeric).collect();
    }
    let hits = pii::scan(line.as_bytes(), Form::Text);
    line.char_indices()
        .map(|(at, _)| hits.iter().any(|hit| (hit.start..hit.end).contains(&at)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Span};

    #[test]
    fn a_sensitive_value_is_masked_and_the_rest_is_shown() {
        let document = Document::new("a.yml", "id: 1\nmail: someone@mail.example # note\n");
        let mut place = Place::new(&document, Span::new(12, 32));
        place.sensitive = true;
        let excerpt = of(&place).expect("a line");
        assert_eq!(excerpt.line, 2);
        assert_eq!(excerpt.text, format!("mail: {} # note", "•".repeat(20)));
    }

    #[test]
    fn nothing_of_a_record_is_shown_and_no_second_value_of_a_text() {
        let document = Document::new("a.csv", "이름,전화\n갑순,010-0000-0001\n");
        let mut place = Place::new(&document, Span::new(21, 34));
        place.sensitive = true;
        let excerpt = of(&place).expect("a line");
        assert_eq!(excerpt.text, "••,•••••••••••••");
        let document = Document::new("a.md", "write to a@mail.example or b@mail.example\n");
        let mut place = Place::new(&document, Span::new(9, 23));
        place.sensitive = true;
        let excerpt = of(&place).expect("a line");
        let masked = "•".repeat(14);
        assert_eq!(excerpt.text, format!("write to {masked} or {masked}"));
    }

    #[test]
    fn a_very_long_line_is_shown_as_a_window_that_says_where_it_begins() {
        let text = format!("{}needle{}", "x".repeat(5000), "y".repeat(5000));
        let document = Document::new("a.json", text);
        let place = Place::new(&document, Span::new(5000, 5006));
        let excerpt = of(&place).expect("a line");
        assert_eq!(excerpt.text.chars().count(), WIDTH);
        assert_eq!(excerpt.column as usize, 5001 - BEFORE);
        let at = positions(&place).0.column - excerpt.column;
        assert!(excerpt.text[at as usize..].starts_with("needle"));
    }

    #[test]
    fn a_missing_file_has_no_excerpt() {
        assert!(of(&Place::missing("docs/impact.md")).is_none());
    }
}
