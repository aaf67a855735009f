//! A page before it is written in any format: what it says, block by block.
//! Both formats write the same page, so neither can show what the other hides.

use crate::model::Language;

/// The whole page.
pub(super) struct Page {
    pub(super) lang: Language,
    pub(super) title: String,
    /// The edition, the date.
    pub(super) subtitle: String,
    pub(super) lead: Vec<Block>,
    pub(super) sections: Vec<Section>,
    pub(super) foot: Line,
}

/// A part of the page under a heading.
pub(super) struct Section {
    /// Its anchor, unique on the page, of letters that we wrote.
    pub(super) id: String,
    pub(super) title: Line,
    pub(super) blocks: Vec<Block>,
    pub(super) sections: Vec<Section>,
}

/// Something in a section.
pub(super) enum Block {
    Text(Line),
    Items(Vec<Line>),
    /// Names with what they are.
    Pairs(Vec<(String, Line)>),
    Entries(Vec<Entry>),
    Table(Table),
    Figure(Box<Figure>),
    /// Commands, one a line.
    Commands(Vec<String>),
}

/// A finding, or whatever has a head and some lines.
pub(super) struct Entry {
    /// One word for its kind.
    pub(super) tag: String,
    pub(super) tone: Tone,
    pub(super) head: Line,
    pub(super) lines: Vec<(String, Line)>,
}

/// How grave a word is; color repeats what the word says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Held,
    Failed,
    Open,
}

/// A table whose first column names its rows.
pub(super) struct Table {
    /// Empty where the heading above says it.
    pub(super) caption: String,
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Line>>,
}

/// A drawing with the table that says the same.
pub(super) struct Figure {
    pub(super) title: Line,
    pub(super) panels: Vec<Panel>,
    pub(super) tables: Vec<Table>,
    /// What is left out of it, and why.
    pub(super) note: Option<Line>,
}

/// Intervals over one axis.
pub(super) struct Panel {
    pub(super) title: String,
    pub(super) unit: Unit,
    pub(super) bars: Vec<Bar>,
    pub(super) limit: Option<Bound>,
}

/// What the numbers of an axis are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A share, shown in percent.
    Share,
    /// A difference of shares, shown in percentage points.
    Points,
    /// A plain number.
    Plain,
}

/// A limit, and on which side of it lies what was promised.
pub(super) struct Bound {
    pub(super) at: f64,
    pub(super) most: bool,
    pub(super) words: String,
}

/// One interval; without numbers it says why.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) words: String,
    pub(super) value: Option<f64>,
    pub(super) ends: Option<(f64, f64)>,
    pub(super) tone: Tone,
}

/// Words on one line.
#[derive(Clone, Default)]
pub(super) struct Line(pub(super) Vec<Piece>);

/// A part of a line.
#[derive(Clone)]
pub(super) enum Piece {
    Words(String),
    Code(String),
}

impl Line {
    /// Words, of which none is a name.
    pub(super) fn words(words: impl Into<String>) -> Self {
        Self(vec![Piece::Words(words.into())])
    }

    /// A path, an id, a digest.
    pub(super) fn code(name: impl Into<String>) -> Self {
        Self(vec![Piece::Code(name.into())])
    }

    /// A message, in which names stand between backticks.
    pub(super) fn message(message: &str) -> Self {
        let parts: Vec<_> = message.split('`').collect();
        // An odd tick, or names that touch, are no names of ours.
        let touching = parts
            .iter()
            .skip(1)
            .rev()
            .skip(1)
            .any(|part| part.is_empty());
        if parts.len().is_multiple_of(2) || touching {
            return Self::words(message);
        }
        let pieces = parts.into_iter().enumerate();
        let pieces = pieces.filter(|(_, part)| !part.is_empty());
        Self(
            pieces
                .map(|(index, part)| match index % 2 {
                    0 => Piece::Words(part.to_owned()),
                    _ => Piece::Code(part.to_owned()),
                })
                .collect(),
        )
    }

    /// Names with commas between them.
    pub(super) fn codes<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut line = Self::default();
        for name in names {
            if !line.0.is_empty() {
                line.0.push(Piece::Words(", ".to_owned()));
            }
            line.0.push(Piece::Code(name.to_owned()));
        }
        line
    }

    /// Its text alone.
    pub(super) fn plain(&self) -> String {
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Words(text) | Piece::Code(text) => text.as_str(),
        });
        pieces.collect()
    }

    /// The same with more at its end.
    pub(super) fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// The same with words at its end.
    pub(super) fn then(self, words: impl Into<String>) -> Self {
        self.and(Self::words(words))
    }
}
