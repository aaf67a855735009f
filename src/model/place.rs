//! Where something stands: a document, a range of bytes in it, and the lines
//! and columns that people count in.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// A range of byte offsets into a document, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`; offsets past 4 GiB saturate, and no
    /// document that large is ever parsed.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    /// The same range moved by `by` bytes: a block inside a larger document.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }

    /// As indexes into the text.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A position as people and editors count it: both from 1, columns in
/// Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One file's text under its path, kept so that any place in it can be shown.
#[derive(Clone)]
pub struct Document {
    /// Path relative to the root, `/` between segments on every platform.
    pub path: String,
    /// The text; empty where the file is missing or is no text.
    pub text: String,
    /// False for a file that ought to be there and is not.
    pub exists: bool,
    /// It stands on the base that a change is held against, and perhaps no
    /// longer in the tree that is judged.
    pub on_base: bool,
    lines: OnceLock<Vec<u32>>,
}

impl Document {
    /// A document that is in the tree.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: text.into(),
            exists: true,
            on_base: false,
            lines: OnceLock::new(),
        })
    }

    /// The same document, of the base.
    #[must_use]
    pub fn of_base(document: Arc<Self>) -> Arc<Self> {
        let mut document = Arc::unwrap_or_clone(document);
        document.on_base = true;
        Arc::new(document)
    }

    /// The expected path of a file that is not in the tree.
    pub fn missing(path: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: String::new(),
            exists: false,
            on_base: false,
            lines: OnceLock::new(),
        })
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let mut starts = vec![0];
            starts.extend(
                self.text
                    .bytes()
                    .enumerate()
                    .filter(|&(_, byte)| byte == b'\n')
                    .map(|(at, _)| Span::new(at + 1, at + 1).start),
            );
            starts
        })
    }

    /// Line and column of a byte offset; an offset inside a character counts
    /// as that character, one past the end as the end.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let mut at = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self
            .lines()
            .partition_point(|&start| start as usize <= at)
            .max(1);
        let start = self.lines()[line - 1] as usize;
        // A byte order mark is no column that an editor shows.
        let shown = self.text[start..at].trim_start_matches('\u{feff}');
        LineColumn {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(shown.chars().count() + 1).unwrap_or(u32::MAX),
        }
    }

    /// The text of a line counted from 1, without its line break.
    pub fn line(&self, line: u32) -> &str {
        let lines = self.lines();
        let index = (line as usize).saturating_sub(1);
        let Some(&start) = lines.get(index) else {
            return "";
        };
        let end = lines
            .get(index + 1)
            .map_or(self.text.len(), |&next| next as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path)
    }
}

/// A range of a document.
#[derive(Clone)]
pub struct Place {
    /// The document.
    pub document: Arc<Document>,
    /// The bytes meant.
    pub span: Span,
    /// The text there is a personal value, a confidential term or a secret:
    /// it is masked before any renderer sees it.
    pub sensitive: bool,
}

impl Place {
    /// A range of a document that may be shown.
    #[must_use]
    pub fn new(document: &Arc<Document>, span: Span) -> Self {
        Self {
            document: Arc::clone(document),
            span,
            sensitive: false,
        }
    }

    /// The very beginning of a document.
    #[must_use]
    pub fn start_of(document: &Arc<Document>) -> Self {
        Self::new(document, Span::default())
    }

    /// The expected path of a file that is not there.
    pub fn missing(path: impl Into<String>) -> Self {
        Self::start_of(&Document::missing(path))
    }

    /// The path of the document.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.document.path
    }

    /// Where the range begins.
    #[must_use]
    pub fn start(&self) -> LineColumn {
        self.document.line_column(self.span.start)
    }

    /// Where the range ends, exclusive.
    #[must_use]
    pub fn end(&self) -> LineColumn {
        self.document.line_column(self.span.end)
    }

    /// The bytes of the range as text; empty where the span lies outside.
    #[must_use]
    pub fn text(&self) -> &str {
        self.document.text.get(self.span.range()).unwrap_or("")
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LineColumn { line, column } = self.start();
        write!(f, "{}:{line}:{column}", self.document.path)
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span
            && self.document.path == other.document.path
            && self.document.on_base == other.document.on_base
    }
}
