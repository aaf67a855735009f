//! The pieces of text that a reader of the rendered document sees.

use crate::model::Span;

/// What stands between two pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    #[default]
    None,
    Space,
    /// The end of a paragraph, an item or a row.
    Line,
}

#[derive(Clone, Debug)]
struct Piece {
    span: Span,
    /// The text where the bytes of the document write it otherwise.
    text: Option<Box<str>>,
    before: Gap,
}

/// All pieces of a document, in its order.
#[derive(Clone, Debug, Default)]
pub(super) struct Prose {
    pieces: Vec<Piece>,
    gap: Gap,
}

impl Prose {
    /// The next piece stands apart from the last.
    pub(super) fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    pub(super) fn push(&mut self, span: Span, text: Option<&str>) {
        let before = std::mem::take(&mut self.gap);
        self.pieces.push(Piece {
            span,
            text: text.map(Into::into),
            before,
        });
    }

    fn within(&self, span: Span) -> &[Piece] {
        let from = self
            .pieces
            .partition_point(|piece| piece.span.start < span.start);
        let pieces = &self.pieces[from..];
        let to = pieces.partition_point(|piece| piece.span.start < span.end);
        &pieces[..to]
    }

    pub(super) fn is_empty_within(&self, span: Span) -> bool {
        self.within(span).is_empty()
    }

    /// The text of the pieces within `span`, one line a paragraph, an item or a row.
    pub(super) fn text(&self, document: &str, span: Span) -> String {
        self.reading(document, span).text
    }

    /// The same text, with where its pieces stand.
    pub(super) fn reading(&self, document: &str, span: Span) -> Reading {
        let mut out = String::new();
        let mut marks = Vec::new();
        for piece in self.within(span) {
            if piece.before == Gap::Line && !out.is_empty() {
                out.truncate(out.trim_end().len());
                out.push('\n');
            }
            let text = match &piece.text {
                Some(text) => text,
                None => document.get(piece.span.range()).unwrap_or(""),
            };
            // What stood between, such as a comment, may leave blanks on both sides.
            let apart = out.is_empty() || out.ends_with(char::is_whitespace);
            if piece.before == Gap::Space && !apart {
                out.push(' ');
            }
            let apart = apart || piece.before == Gap::Space;
            let shown = if apart { text.trim_start() } else { text };
            marks.push(Mark {
                at: out.len(),
                span: piece.span,
                skipped: piece.text.is_none().then_some(text.len() - shown.len()),
            });
            out.push_str(shown);
        }
        out.truncate(out.trim_end().len());
        Reading { text: out, marks }
    }
}

/// A piece in a text that was put together.
#[derive(Clone, Debug)]
struct Mark {
    /// Where it begins there.
    at: usize,
    /// Where it stands in the document.
    span: Span,
    /// Bytes left out at its beginning; `None` where the document writes it
    /// otherwise, so that only the whole of it has a place.
    skipped: Option<usize>,
}

/// The prose of a passage, from which one finds back to the document.
#[derive(Clone, Debug)]
pub struct Reading {
    /// One line a paragraph, an item or a row of a table.
    pub text: String,
    marks: Vec<Mark>,
}

impl Reading {
    /// Where a range of the text stands in the document.
    #[must_use]
    pub fn span(&self, range: std::ops::Range<usize>) -> Option<Span> {
        let (first, last) = (self.mark(range.start)?, self.mark(range.end.max(1) - 1)?);
        let start = match first.skipped {
            Some(skipped) => first.span.start as usize + skipped + (range.start - first.at),
            None => first.span.start as usize,
        };
        let end = match last.skipped {
            Some(skipped) => last.span.start as usize + skipped + (range.end - last.at),
            None => last.span.end as usize,
        };
        let end = end.min(last.span.end as usize);
        (start <= end).then(|| Span::new(start, end))
    }

    fn mark(&self, at: usize) -> Option<&Mark> {
        let after = self.marks.partition_point(|mark| mark.at <= at);
        self.marks.get(after.checked_sub(1)?)
    }
}
