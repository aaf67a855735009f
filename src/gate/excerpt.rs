//! The line that a finding shows, masked before any renderer sees it.

use std::ops::Range;

use super::veil::Veil;
use crate::measure::pii::Form;
use crate::model::Place;
use crate::model::report::{Excerpt, Position};

/// Characters of a very long line that are shown.
const WIDTH: usize = 240;
/// Characters of them before the marked text.
const BEFORE: usize = 80;
/// Characters around them that are looked at; longer than any value.
const AROUND: usize = 256;
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
pub(super) fn of(place: &Place, veil: &Veil) -> Option<Excerpt> {
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
    let cut = line.chars().nth(WIDTH).is_some();
    let skip = if cut { first - 1 } else { 0 };
    let hidden = hidden(place, line, skip, veil);
    let text = line
        .char_indices()
        .enumerate()
        .skip(skip)
        .take(if cut { WIDTH } else { usize::MAX })
        .map(|(index, (at, character))| {
            let of_record = hidden.record && character.is_alphanumeric();
            let is_hidden = (place.sensitive && (marked(index + 1) || of_record))
                || hidden.ranges.iter().any(|range| range.contains(&at));
            if is_hidden { MASK } else { character }
        })
        .collect();
    Some(Excerpt {
        line: start.line,
        column: u32::try_from(skip + 1).unwrap_or(u32::MAX),
        text,
    })
}

/// What is not shown of a line beside a marked value that is sensitive.
struct Hidden {
    /// In a record, every letter and digit, since names stand there too.
    record: bool,
    /// Values of any line, in bytes of it.
    ranges: Vec<Range<usize>>,
}

fn hidden(place: &Place, line: &str, skip: usize, veil: &Veil) -> Hidden {
    let form = Form::of(place.path());
    // A value that the window cuts is recognized by what stands outside of it.
    let at = |nth: usize| {
        line.char_indices()
            .nth(nth)
            .map_or(line.len(), |(at, _)| at)
    };
    let window = at(skip.saturating_sub(AROUND))..at(skip + WIDTH + AROUND);
    let ranges = match form {
        // The name of its column says what a value is.
        Form::Table => {
            let header = place.document.line(1);
            let table = format!("{header}\n{line}");
            let before = header.len() + 1;
            let ranges = veil.unshown(&table, form).into_iter();
            let of_line = ranges.filter(|range| range.start >= before);
            of_line
                .map(|range| range.start - before..range.end - before)
                .collect()
        }
        _ => {
            let ranges = veil.unshown(&line[window.clone()], form).into_iter();
            ranges
                .map(|range| range.start + window.start..range.end + window.start)
                .collect()
        }
    };
    Hidden {
        record: form != Form::Text,
        ranges,
    }
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
        let excerpt = of(&place, &Veil::default()).expect("a line");
        assert_eq!(excerpt.line, 2);
        assert_eq!(excerpt.text, format!("mail: {} # note", "•".repeat(20)));
    }

    #[test]
    fn nothing_of_a_record_is_shown_and_no_second_value_of_a_text() {
        let document = Document::new("a.csv", "이름,전화\n갑순,010-0000-0001\n");
        let mut place = Place::new(&document, Span::new(21, 34));
        place.sensitive = true;
        let excerpt = of(&place, &Veil::default()).expect("a line");
        assert_eq!(excerpt.text, "••,•••••••••••••");
        let document = Document::new("a.md", "write to a@mail.example or b@mail.example\n");
        let mut place = Place::new(&document, Span::new(9, 23));
        place.sensitive = true;
        let excerpt = of(&place, &Veil::default()).expect("a line");
        let masked = "•".repeat(14);
        assert_eq!(excerpt.text, format!("write to {masked} or {masked}"));
    }

    #[test]
    fn what_a_finding_beside_it_shows_is_masked_too() {
        // The finding speaks of the amount; the number stands in the same row.
        let document = Document::new("a.csv", "phone,amount\n1012345678,-4\n");
        let place = Place::new(&document, Span::new(24, 26));
        let excerpt = of(&place, &Veil::default()).expect("a line");
        assert_eq!(excerpt.text, "••••••••••,-4");
        // A window would cut the address, and show the half of it.
        let long = format!(
            "{} kim.someone@mail.example {}",
            "x".repeat(400),
            "y".repeat(400)
        );
        let document = Document::new("a.md", long);
        for at in 470..520 {
            let place = Place::new(&document, Span::new(at, at + 4));
            let excerpt = of(&place, &Veil::default()).expect("a line");
            assert!(!excerpt.text.contains("mail"), "{}", excerpt.text);
        }
    }

    #[test]
    fn a_very_long_line_is_shown_as_a_window_that_says_where_it_begins() {
        let text = format!("{}needle{}", "x".repeat(5000), "y".repeat(5000));
        let document = Document::new("a.json", text);
        let place = Place::new(&document, Span::new(5000, 5006));
        let excerpt = of(&place, &Veil::default()).expect("a line");
        assert_eq!(excerpt.text.chars().count(), WIDTH);
        assert_eq!(excerpt.column as usize, 5001 - BEFORE);
        let at = positions(&place).0.column - excerpt.column;
        assert!(excerpt.text[at as usize..].starts_with("needle"));
    }

    #[test]
    fn a_missing_file_has_no_excerpt() {
        assert!(of(&Place::missing("docs/impact.md"), &Veil::default()).is_none());
    }
}
