//! One walk over a body: sections, tables, anchors, topics, and the pieces of
//! prose that a reader sees. Markdown and the HTML inside it feed one state,
//! so a heading or a cell is found whichever syntax begins or fills it.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::headings::{self, Heading, Outline, Syntax};
use super::html::{self, Token};
use super::prose::{Gap, Prose};
use super::tables::Draft;
use super::{Section, Table};
use crate::model::Span;

/// What the walk found.
#[derive(Default)]
pub(super) struct Body {
    pub(super) sections: Vec<Section>,
    pub(super) tables: Vec<Table>,
    /// Ids, and where their elements begin.
    pub(super) anchors: Vec<(String, usize)>,
    /// Topics, and their comments.
    pub(super) topics: Vec<(String, Span)>,
    pub(super) prose: Prose,
}

/// Walk over `text`, which begins at `base` of its document.
pub(super) fn walk(text: &str, base: usize) -> Body {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut walk = Walk {
        source: text,
        base,
        body: Body::default(),
        outline: Outline::default(),
        heading: None,
        table: None,
        containers: 0,
        images: 0,
        unseen: false,
    };
    let mut paragraph: Option<Vec<(Event<'_>, Range<usize>)>> = None;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match (&event, &mut paragraph) {
            (Event::Start(Tag::Paragraph), None) if walk.containers == 0 => {
                paragraph = Some(Vec::new());
            }
            (Event::End(TagEnd::Paragraph), Some(_)) => {
                walk.paragraph(&paragraph.take().unwrap_or_default());
            }
            (_, Some(events)) => events.push((event, range)),
            (_, None) => walk.event(event, range),
        }
    }
    walk.finish()
}

struct Walk<'a> {
    source: &'a str,
    base: usize,
    body: Body,
    outline: Outline,
    heading: Option<Heading>,
    table: Option<Draft>,
    /// Lists, quotes and other blocks around the current one.
    containers: usize,
    /// Images around the current text, which is then no prose.
    images: usize,
    /// Inside fenced code, or a link that shows its own target.
    unseen: bool,
}

impl Walk<'_> {
    /// A paragraph of the top level. A line of it that is all bold stands for
    /// a heading, as it does in many cards.
    fn paragraph(&mut self, events: &[(Event<'_>, Range<usize>)]) {
        self.line();
        let mut line_begins = true;
        let mut bold_ends = None;
        for (index, (event, range)) in events.iter().enumerate() {
            let may_be_heading = self.table.is_none() && self.heading.is_none();
            if line_begins && may_be_heading && matches!(event, Event::Start(Tag::Strong)) {
                bold_ends = headings::bold_line(self.source, events, index);
                if bold_ends.is_some() {
                    self.begin_heading(Syntax::Bold, 6, range.start);
                }
            }
            line_begins = matches!(event, Event::SoftBreak | Event::HardBreak);
            self.event(event.clone(), range.clone());
            if bold_ends == Some(index) {
                self.end_heading(Syntax::Bold, range.end);
            }
        }
        self.line();
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) | Event::Code(text) => self.text(&text, range),
            Event::InlineHtml(_) => self.html(range),
            Event::SoftBreak | Event::HardBreak => self.space(),
            Event::Rule => self.line(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                // A heading inside a table of HTML: the table is mere layout.
                self.end_table(range.start);
                self.begin_heading(Syntax::Markdown, *level as u8, range.start);
            }
            Tag::HtmlBlock => self.html(range),
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => self.unseen = true,
            Tag::Link {
                link_type: LinkType::Autolink | LinkType::Email,
                ..
            } => self.unseen = true,
            Tag::Image { .. } => self.images += 1,
            Tag::Table(_) => {
                self.containers += 1;
                self.end_table(range.start);
                self.table = Some(Draft::new(self.base + range.start));
            }
            Tag::TableHead | Tag::TableRow => {
                self.line();
                if let Some(table) = &mut self.table {
                    table.row();
                }
            }
            Tag::TableCell => {
                self.body.prose.gap(Gap::Space);
                let span = self.trimmed(range);
                if let Some(table) = &mut self.table {
                    table.cell(span, false, "");
                }
            }
            Tag::List(_) | Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => {
                self.containers += 1;
                self.line();
            }
            Tag::Paragraph | Tag::CodeBlock(_) => self.line(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(_) => self.end_heading(Syntax::Markdown, range.end),
            TagEnd::CodeBlock | TagEnd::Link => {
                self.unseen = false;
                if tag == TagEnd::CodeBlock {
                    self.line();
                }
            }
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::Table => {
                self.containers = self.containers.saturating_sub(1);
                self.end_table(range.end);
                self.line();
            }
            TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition => {
                self.containers = self.containers.saturating_sub(1);
                self.line();
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.line(),
            _ => {}
        }
    }

    /// Text as a reader sees it.
    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.unseen || self.images > 0 {
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
            // A heading of HTML that nobody closes is no heading.
            if heading.syntax == Syntax::Html && heading.text.len() > 4 * headings::LONGEST_HEADING
            {
                self.heading = None;
            }
            return;
        }
        if let Some(table) = &mut self.table {
            table.text(text);
            table.reach(self.base + range.end);
        }
        let literal = self.source.get(range.clone()) == Some(text);
        let span = Span::new(range.start, range.end).shifted(self.base);
        self.body.prose.push(span, (!literal).then_some(text));
    }

    fn space(&mut self) {
        match (&mut self.heading, &mut self.table) {
            (Some(heading), _) => heading.text.push(' '),
            (None, Some(table)) => table.text(" "),
            (None, None) => {}
        }
        self.body.prose.gap(Gap::Space);
    }

    /// A paragraph, an item or a row ends, or another begins.
    fn line(&mut self) {
        self.space();
        self.body.prose.gap(Gap::Line);
    }

    /// A stretch of HTML: a block, or one tag inside a line.
    fn html(&mut self, range: Range<usize>) {
        let html = &self.source[range.clone()];
        let mut skipped: Option<String> = None;
        for (token, at) in html::tokens(html) {
            let at = range.start + at.start..range.start + at.end;
            if let Some(name) = &skipped {
                if matches!(&token, Token::Close { name: closed } if closed == name) {
                    skipped = None;
                }
                continue;
            }
            match token {
                Token::Text(inside) => {
                    let text = html::unescape(&html[inside]);
                    let words: Vec<_> = text.split_whitespace().collect();
                    if text.starts_with(char::is_whitespace) {
                        self.space();
                    }
                    if !words.is_empty() {
                        self.text(&words.join(" "), at);
                    }
                    if text.ends_with(char::is_whitespace) {
                        self.space();
                    }
                }
                Token::Comment(text) => self.comment(text, at),
                Token::Open { name, attributes } => {
                    self.open(&name, attributes, at);
                    if matches!(&*name, "script" | "style" | "pre") {
                        skipped = Some(name);
                    }
                }
                Token::Close { name } => self.close(&name, at),
            }
        }
    }

    fn comment(&mut self, text: &str, range: Range<usize>) {
        if let Some(name) = text.trim().strip_prefix("topic:") {
            let span = Span::new(range.start, range.end).shifted(self.base);
            self.body.topics.push((name.trim().to_owned(), span));
        }
    }

    fn open(&mut self, name: &str, attributes: &str, range: Range<usize>) {
        let named = (name == "a")
            .then(|| html::attribute(attributes, "name"))
            .flatten();
        for id in html::attribute(attributes, "id").into_iter().chain(named) {
            if !id.is_empty() {
                self.body
                    .anchors
                    .push((html::unescape(id), self.base + range.start));
            }
        }
        if let Some(level) = heading_level(name) {
            self.begin_heading(Syntax::Html, level, range.start);
            return;
        }
        match &mut self.table {
            Some(table) => table.open(name, attributes, self.base + range.end),
            None if name == "table" => self.table = Some(Draft::new(self.base + range.start)),
            None => {}
        }
        self.gap(name);
    }

    fn close(&mut self, name: &str, range: Range<usize>) {
        if heading_level(name).is_some() {
            self.end_heading(Syntax::Html, range.end);
            return;
        }
        if let Some(table) = &mut self.table
            && table.close(name)
        {
            self.end_table(range.end);
        }
        self.gap(name);
    }

    /// The gap that a tag of HTML leaves in prose.
    fn gap(&mut self, name: &str) {
        match name {
            "td" | "th" => self.body.prose.gap(Gap::Space),
            "br" => self.space(),
            _ if is_inline(name) => {}
            _ => {
                self.line();
            }
        }
    }

    fn begin_heading(&mut self, syntax: Syntax, level: u8, start: usize) {
        self.heading = Some(Heading {
            syntax,
            level,
            start,
            text: String::new(),
        });
    }

    fn end_heading(&mut self, syntax: Syntax, end: usize) {
        let Some(heading) = self.heading.take_if(|heading| heading.syntax == syntax) else {
            return;
        };
        self.line();
        let span = self.trimmed(heading.start..end);
        self.outline.push(&heading, span);
    }

    fn end_table(&mut self, end: usize) {
        if let Some(table) = self.table.take() {
            self.body.tables.extend(table.finish(self.base + end));
        }
    }

    /// A range without the blanks around it.
    fn trimmed(&self, range: Range<usize>) -> Span {
        let text = &self.source[range.clone()];
        let start = range.start + (text.len() - text.trim_start().len());
        Span::new(start, start + text.trim().len()).shifted(self.base)
    }

    fn finish(mut self) -> Body {
        self.end_table(self.source.len());
        let whole = Span::new(self.base, self.base + self.source.len());
        let prose = &self.body.prose;
        self.body.sections = self
            .outline
            .finish(whole, |span| !prose.is_empty_within(span));
        self.body
    }
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Elements that stand inside a line of text.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "big"
            | "bdi"
            | "code"
            | "del"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "tt"
            | "u"
            | "var"
    )
}
