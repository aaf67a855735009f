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
        let mut out = String::new();
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
            out.push_str(if apart { text.trim_start() } else { text });
        }
        out.truncate(out.trim_end().len());
        out
    }
}
