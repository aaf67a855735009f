//! Markdown: front matter by Hugging Face's own delimiter rule, sections,
//! tables, links, all with byte spans.
use std::sync::Arc;

use crate::model::{Document, Place, Problem, Span, Value};

/// What stands where front matter belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontMatter {
    /// No block.
    None,
    /// A block that is a map.
    Map,
    /// Opened and never closed.
    Unclosed,
    /// A block that text precedes.
    NotFirst,
    /// A block that is a list or a scalar.
    NotAMap,
    /// A block that is no YAML.
    Invalid,
    /// A block with `{{ … }}` of a template left in it.
    Template,
}

impl FrontMatter {
    /// The word in facts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Map => "map",
            Self::Unclosed => "unclosed",
            Self::NotFirst => "not-first",
            Self::NotAMap => "not-a-map",
            Self::Invalid => "invalid",
            Self::Template => "template",
        }
    }
}

/// A heading and what stands below it.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading as plain text; empty for the text before the first one.
    pub heading: String,
    /// 1 to 6; 0 for the text before the first heading.
    pub level: u8,
    /// GitHub's anchor of the heading, made unique as GitHub does.
    pub slug: String,
    /// The heading's bytes.
    pub heading_span: Span,
    /// From the heading to the next heading of any level.
    pub own: Span,
    /// From the heading to the next heading of the same or a higher level.
    pub whole: Span,
}

/// A table of either syntax.
#[derive(Clone, Debug)]
pub struct Table {
    /// The bytes of the table.
    pub span: Span,
    /// Header cells, text and place.
    pub header: Vec<(String, Span)>,
    /// Rows of cells.
    pub rows: Vec<Vec<(String, Span)>>,
}

/// A Markdown document's structure.
#[derive(Clone, Debug)]
pub struct Markdown {
    /// The document.
    pub document: Arc<Document>,
    /// What stands where front matter belongs.
    pub front_matter: FrontMatter,
    /// The block's map; missing where there is none.
    pub meta: Value,
    /// Where the block stands, or would.
    pub meta_span: Span,
    /// Where the body begins.
    pub body: Span,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Tables in order, Markdown's and HTML's.
    pub tables: Vec<Table>,
    /// Anchors set by hand: `<a id="…">`, `<a name="…">`, any `id="…"`.
    pub anchors: Vec<(String, Span)>,
    /// Topics set by hand: `<!-- topic: NAME -->`, with the span of the passage that follows up to the next heading or topic.
    pub topics: Vec<(String, Span)>,
    /// Defects of the front matter.
    pub problems: Vec<Problem>,
}

/// Read a document as Markdown.
#[must_use]
pub fn parse(_document: &Arc<Document>) -> Markdown {
    todo!()
}

impl Markdown {
    /// The prose of a range as a reader sees it: comments, headings, link
    /// targets, fenced code and markup removed.
    #[must_use]
    pub fn prose(&self, _span: Span) -> String {
        todo!()
    }

    /// The section or anchor that a fragment names.
    #[must_use]
    pub fn section(&self, _anchor: &str) -> Option<Span> {
        todo!()
    }

    /// A place in this document.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        Place::new(&self.document, span)
    }
}
