//! Lines of commands, each with where it stands.

use std::sync::Arc;

use crate::model::{Document, Place, Span, Value};

/// A line of commands, and where it stands.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) place: Option<Place>,
}

impl Line {
    /// The place of some words of it.
    pub(super) fn part(&self, words: &str) -> Option<Place> {
        let place = self.place.as_ref()?;
        let text = place.text();
        let Some(at) = text.find(words).filter(|_| !words.is_empty()) else {
            return Some(place.clone());
        };
        let start = place.span.start as usize + at;
        Some(Place {
            span: Span::new(start, start + words.len()),
            ..place.clone()
        })
    }
}

/// The lines of a text value.
pub(super) fn of_text(value: &Value) -> Vec<Line> {
    let raw = value.place.as_ref().map_or("", Place::text);
    let mut from = 0;
    let text = value.as_str().unwrap_or_default();
    let lines = text.lines().map(|line| {
        let bare = line.trim();
        let found = raw.get(from..).and_then(|rest| rest.find(bare));
        let place = match (found, &value.place) {
            (Some(at), Some(place)) if !bare.is_empty() => {
                let start = place.span.start as usize + from + at;
                from += at + bare.len();
                Some(Place {
                    span: Span::new(start, start + bare.len()),
                    ..place.clone()
                })
            }
            _ => value.mark(),
        };
        let text = line.to_owned();
        Line { text, place }
    });
    lines.collect()
}

/// The lines of a file.
pub(super) fn of_file(document: &Arc<Document>) -> Vec<Line> {
    let mut from = 0;
    let lines = document.text.split_inclusive('\n').map(|line| {
        let bare = line.trim();
        let start = from + (line.len() - line.trim_start().len()).min(line.len());
        from += line.len();
        let span = Span::new(start, start + bare.len());
        Line {
            text: line.trim_end().to_owned(),
            place: Some(Place::new(document, span)),
        }
    });
    lines.collect()
}

/// Lines that go on in the next one are one.
pub(super) fn joined(lines: Vec<Line>) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let mut open = false;
    for line in lines {
        let is_comment = line.text.trim_start().starts_with('#');
        if is_comment && !open {
            continue;
        }
        let text = line.text.trim_end();
        let (text, goes_on) = match text.strip_suffix('\\') {
            Some(text) => (text, true),
            None => (text, text.ends_with("&&") || text.ends_with('|')),
        };
        match found.last_mut().filter(|_| open) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(text.trim_start());
                if let (Some(place), Some(more)) = (&mut last.place, &line.place)
                    && place.path() == more.path()
                {
                    place.span.end = place.span.end.max(more.span.end);
                }
            }
            None => found.push(Line {
                text: text.to_owned(),
                place: line.place,
            }),
        }
        open = goes_on;
    }
    found.retain(|line| !line.text.trim().is_empty());
    found
}
