//! Headings of every syntax, and the sections that they open.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use super::Section;
use super::slug::Slugs;
use crate::model::Span;

/// Bold text longer than this is a paragraph, not a heading.
pub(super) const LONGEST_HEADING: usize = 100;

/// How a heading is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Markdown,
    Html,
    /// A line in bold that stands for a heading.
    Bold,
}

/// A heading whose end has not come yet.
pub(super) struct Heading {
    pub(super) syntax: Syntax,
    pub(super) level: u8,
    pub(super) start: usize,
    pub(super) text: String,
}

/// Headings in order.
#[derive(Default)]
pub(super) struct Outline {
    sections: Vec<Section>,
    /// Which of them are bold lines.
    bold: Vec<usize>,
    slugs: Slugs,
}

impl Outline {
    /// Add a heading that ended; one without text is none.
    pub(super) fn push(&mut self, heading: &Heading, span: Span) {
        let words: Vec<_> = heading.text.split_whitespace().collect();
        let mut text = words.join(" ");
        if heading.syntax == Syntax::Bold {
            text.truncate(text.trim_end_matches(':').trim_end().len());
        }
        if text.is_empty() {
            return;
        }
        let slug = match heading.syntax {
            // GitHub sets no anchor at a bold line: it may take none from others.
            Syntax::Bold => {
                self.bold.push(self.sections.len());
                String::new()
            }
            _ => self.slugs.unique(&text),
        };
        self.sections.push(Section {
            heading: text,
            level: heading.level,
            slug,
            heading_span: span,
            own: span,
            whole: span,
        });
    }

    /// The sections of a body, each with what stands below it; text before the
    /// first heading makes one too.
    pub(super) fn finish(mut self, body: Span, has_prose: impl Fn(Span) -> bool) -> Vec<Section> {
        for &index in &self.bold {
            let section = &mut self.sections[index];
            section.slug = self.slugs.unique(&section.heading);
        }
        let (start, end) = (body.start as usize, body.end as usize);
        let mut next = end;
        // Where the nearest section of each level begins, seen from the end.
        let mut nearest = [end; 7];
        for section in self.sections.iter_mut().rev() {
            let begins = section.heading_span.start as usize;
            let level = usize::from(section.level.min(6));
            let closes = nearest[..=level].iter().copied().min().unwrap_or(end);
            section.own = Span::new(begins, next);
            section.whole = Span::new(begins, closes);
            nearest[level] = begins;
            next = begins;
        }
        let preface = Span::new(start, next);
        if has_prose(preface) {
            let section = Section {
                heading: String::new(),
                level: 0,
                slug: String::new(),
                heading_span: Span::new(start, start),
                own: preface,
                whole: preface,
            };
            self.sections.insert(0, section);
        }
        self.sections
    }
}

/// Whether the bold text that begins at `index` is all of its line and reads
/// like a heading: the last event of the line.
pub(super) fn bold_line(
    source: &str,
    events: &[(Event<'_>, Range<usize>)],
    index: usize,
) -> Option<usize> {
    let range = &events[index].1;
    let inside = source[range.clone()].trim_matches(['*', '_']).trim();
    let too_long = inside.chars().nth(LONGEST_HEADING).is_some();
    if inside.is_empty() || inside.contains('\n') || too_long {
        return None;
    }
    // A number may stand before the heading's words, as in `1. Use`.
    let has_sentences = inside.find(". ").is_some_and(|at| at > 3);
    if has_sentences || inside.ends_with(['.', '!', ',', ';']) {
        return None;
    }
    let mut last = index;
    let mut closed = false;
    for (offset, (event, at)) in events[index..].iter().enumerate() {
        match event {
            Event::SoftBreak | Event::HardBreak => break,
            Event::End(TagEnd::Strong) if at.end == range.end => closed = true,
            Event::Text(text) if closed && text.trim() == ":" => {}
            _ if closed => return None,
            _ => {}
        }
        last = index + offset;
    }
    Some(last)
}
