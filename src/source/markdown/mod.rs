//! Markdown: front matter by Hugging Face's own delimiter rule, sections,
//! tables, anchors and prose, all with byte spans.
//!
//! Cards are written by hand, so headings and tables are found in whatever
//! syntax they stand: `#`, underlines, HTML, a line in bold. It never renders,
//! follows no link and decodes no image. Time and memory are linear in the
//! text.
//!
//! Codes, all about front matter: `front-matter-unclosed`,
//! `front-matter-not-first`, `front-matter-not-a-map`, `front-matter-invalid`
//! (with the YAML parser's words), `front-matter-template`. None is fatal: the
//! body still counts, and only the metadata is unreadable. What is wrong
//! *inside* a readable block has the codes of [`super::yaml`].

mod body;
mod front_matter;
mod headings;
mod html;
mod prose;
mod slug;
mod tables;

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::{Document, Place, Problem, Span, Value};

use self::prose::Prose;
pub use self::prose::Reading;

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
    /// The block's map; missing as `absent` where there is no block, as
    /// `unreadable` where one is there that its readers can't see or read.
    pub meta: Value,
    /// Where the block stands, delimiters included, or would.
    pub meta_span: Span,
    /// Where the body stands; a block that is not first lies inside it, and
    /// is no part of its prose.
    pub body: Span,
    /// Sections in order; text before the first heading comes first.
    pub sections: Vec<Section>,
    /// Tables in order, Markdown's and HTML's.
    pub tables: Vec<Table>,
    /// Anchors set by hand, `<a id="…">`, `<a name="…">`, any `id="…"`, with
    /// the passage that follows: to the next heading, or the whole section
    /// where a heading follows at once.
    pub anchors: Vec<(String, Span)>,
    /// Topics set by hand, `<!-- topic: NAME -->`, with the passage that
    /// follows up to the next heading or topic; above a heading, that is the
    /// heading's own passage.
    pub topics: Vec<(String, Span)>,
    /// Defects of the front matter.
    pub problems: Vec<Problem>,
    prose: Prose,
}

/// Read the front matter alone: no section, table or prose of the body. What
/// ten thousand cards are listed by.
#[must_use]
pub fn head(document: &Arc<Document>) -> Markdown {
    let block = front_matter::read(document);
    Markdown {
        document: Arc::clone(document),
        front_matter: block.state,
        meta: block.meta,
        meta_span: block.span,
        body: Span::new(block.span.end as usize, document.text.len()),
        sections: Vec::new(),
        tables: Vec::new(),
        anchors: Vec::new(),
        topics: Vec::new(),
        problems: block.problems,
        prose: Prose::default(),
    }
}

/// Read a document as Markdown.
#[must_use]
pub fn parse(document: &Arc<Document>) -> Markdown {
    let block = front_matter::read(document);
    let whole = document.text.as_str();
    let start = match block.state {
        FrontMatter::NotFirst => whole.len() - whole.trim_start_matches('\u{feff}').len(),
        _ => block.span.end as usize,
    };
    let mut text = Cow::Borrowed(&whole[start..]);
    if block.state == FrontMatter::NotFirst {
        // Blanked out, the block leaves every other offset as it is.
        let hidden = block.span.start as usize - start..block.span.end as usize - start;
        let blank: String = text[hidden.clone()]
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect();
        text.to_mut().replace_range(hidden, &blank);
    }
    let found = body::walk(&text, start);
    let mut markdown = Markdown {
        document: Arc::clone(document),
        front_matter: block.state,
        meta: block.meta,
        meta_span: block.span,
        body: Span::new(start, whole.len()),
        sections: found.sections,
        tables: found.tables,
        anchors: Vec::new(),
        topics: Vec::new(),
        problems: block.problems,
        prose: found.prose,
    };
    markdown.anchors = markdown.anchored(found.anchors);
    markdown.topics = markdown.on_topics(found.topics);
    markdown
}

impl Markdown {
    /// The prose of a range as a reader sees it, one line a paragraph, an item
    /// or a row of a table: comments, headings, link targets, pictures, fenced
    /// code and markup removed.
    #[must_use]
    pub fn prose(&self, span: Span) -> String {
        self.prose.text(&self.document.text, span)
    }

    /// The same prose, from which one finds back to the document.
    #[must_use]
    pub fn reading(&self, span: Span) -> Reading {
        self.prose.reading(&self.document.text, span)
    }

    /// The passage that a fragment names: a whole section by its slug, or an
    /// anchor's. The fragment may be percent-encoded and begin with `#`.
    #[must_use]
    pub fn section(&self, anchor: &str) -> Option<Span> {
        let anchor = anchor.strip_prefix('#').unwrap_or(anchor);
        let decoded = percent_decoded(anchor);
        let is_meant = |name: &str| !name.is_empty() && (name == anchor || name == decoded);
        let section = self.sections.iter().find(|section| is_meant(&section.slug));
        section.map(|section| section.whole).or_else(|| {
            let anchor = self.anchors.iter().find(|(name, _)| is_meant(name));
            anchor.map(|&(_, span)| span)
        })
    }

    /// A place in this document.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        Place::new(&self.document, span)
    }

    /// The first section whose heading ends after an offset.
    fn section_after(&self, offset: usize) -> Option<&Section> {
        let first = self
            .sections
            .partition_point(|section| section.heading_span.end as usize <= offset);
        self.sections[first..]
            .iter()
            .find(|section| section.level > 0)
    }

    fn anchored(&self, anchors: Vec<(String, usize)>) -> Vec<(String, Span)> {
        let passage = |start: usize| {
            let Some(next) = self.section_after(start) else {
                return Span::new(start, self.body.end as usize);
            };
            let passage = Span::new(start, next.heading_span.start as usize);
            match self.prose.is_empty_within(passage) {
                true => next.whole,
                false => passage,
            }
        };
        anchors
            .into_iter()
            .map(|(name, start)| (name, passage(start)))
            .collect()
    }

    fn on_topics(&self, topics: Vec<(String, Span)>) -> Vec<(String, Span)> {
        let starts: Vec<_> = topics.iter().map(|(_, comment)| comment.start).collect();
        let passage = |index: usize, comment: Span| {
            let start = comment.end as usize;
            let next_topic = starts.get(index + 1).copied().unwrap_or(self.body.end);
            let Some(next) = self.section_after(start) else {
                return Span::new(start, next_topic as usize);
            };
            let above = Span::new(start, next.heading_span.start.min(next_topic) as usize);
            let heads_it = next.heading_span.start < next_topic;
            match heads_it && self.prose.is_empty_within(above) {
                true => Span::new(start, next.own.end.min(next_topic) as usize),
                false => above,
            }
        };
        topics
            .into_iter()
            .enumerate()
            .map(|(index, (name, comment))| (name, passage(index, comment)))
            .collect()
    }
}

/// A fragment with its `%XX` resolved; as it is where that gives no text.
fn percent_decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [byte, tail @ ..] = rest {
        let escaped = match tail {
            [high, low, ..] if *byte == b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                digit(*high)
                    .zip(digit(*low))
                    .and_then(|(high, low)| u8::try_from(high * 16 + low).ok())
            }
            _ => None,
        };
        bytes.push(escaped.unwrap_or(*byte));
        rest = &tail[if escaped.is_some() { 2 } else { 0 }..];
    }
    String::from_utf8(bytes).unwrap_or_else(|_| fragment.to_owned())
}
