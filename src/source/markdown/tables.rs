//! Tables of either syntax, gathered cell by cell.

use super::Table;
use super::html;
use crate::model::Span;

/// Cells that the spans of one table may add: `colspan` and `rowspan` are
/// cheap to write and dear to fill.
const MOST_FILLED: usize = 4_096;

/// Text longer than this is not repeated in the rows that a cell spans.
const LONGEST_REPEATED: usize = 200;

struct Cell {
    text: String,
    span: Span,
    head: bool,
    columns: usize,
    rows: usize,
}

/// A table whose end has not come yet.
pub(super) struct Draft {
    start: usize,
    /// Tables inside this one; their cells' texts count as text of its cell.
    nested: usize,
    in_head: bool,
    rows: Vec<Vec<Cell>>,
    in_cell: bool,
}

impl Draft {
    pub(super) fn new(start: usize) -> Self {
        Self {
            start,
            nested: 0,
            in_head: false,
            rows: Vec::new(),
            in_cell: false,
        }
    }

    pub(super) fn row(&mut self) {
        self.in_cell = false;
        self.rows.push(Vec::new());
    }

    pub(super) fn cell(&mut self, span: Span, head: bool, attributes: &str) {
        let count = |name| {
            let value = html::attribute(attributes, name)?;
            value.trim().parse().ok().filter(|&count| count > 0)
        };
        let cell = Cell {
            text: String::new(),
            span,
            head: head || self.in_head,
            columns: count("colspan").unwrap_or(1),
            rows: count("rowspan").unwrap_or(1),
        };
        match self.rows.last_mut() {
            Some(row) => row.push(cell),
            None => self.rows.push(vec![cell]),
        }
        self.in_cell = true;
    }

    /// Text of the open cell, if one is open.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(cell) = self.open_cell() {
            cell.text.push_str(text);
        }
    }

    /// The open cell holds the document up to here.
    pub(super) fn reach(&mut self, end: usize) {
        if let Some(cell) = self.open_cell() {
            let end = end.max(cell.span.end as usize);
            cell.span = Span::new(cell.span.start as usize, end);
        }
    }

    fn open_cell(&mut self) -> Option<&mut Cell> {
        let cell = self.rows.last_mut()?.last_mut()?;
        self.in_cell.then_some(cell)
    }

    /// A tag of HTML that concerns tables; true where it ends this one.
    pub(super) fn open(&mut self, name: &str, attributes: &str, end: usize) {
        match name {
            "table" => self.nested += 1,
            _ if self.nested > 0 => {}
            "thead" => self.in_head = true,
            "tbody" | "tfoot" => self.in_head = false,
            "tr" => self.row(),
            "td" | "th" => self.cell(Span::new(end, end), name == "th", attributes),
            _ => {}
        }
    }

    /// As [`Draft::open`], for a closing tag.
    pub(super) fn close(&mut self, name: &str) -> bool {
        match name {
            "table" if self.nested == 0 => return true,
            "table" => self.nested -= 1,
            _ if self.nested > 0 => {}
            "thead" => self.in_head = false,
            "tr" | "td" | "th" => self.in_cell = false,
            _ => {}
        }
        false
    }

    /// The table, its spanning cells spread out so that columns line up, and
    /// its first row taken for the header unless another one says it is.
    pub(super) fn finish(self, end: usize) -> Option<Table> {
        let mut budget = MOST_FILLED;
        let mut header_at = None;
        let mut carried: Vec<Option<(usize, String, Span)>> = Vec::new();
        let mut rows = Vec::new();
        for cells in self.rows.into_iter().filter(|row| !row.is_empty()) {
            let heads = cells.iter().all(|cell| cell.head);
            if heads && header_at.is_none() {
                header_at = Some(rows.len());
            }
            let mut row: Vec<(String, Span)> = Vec::with_capacity(cells.len());
            for cell in cells {
                take_carried(&mut row, &mut carried);
                let text = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
                for column in 0..cell.columns {
                    if column > 0 {
                        if budget == 0 {
                            break;
                        }
                        budget -= 1;
                    }
                    if cell.rows > 1 && budget >= cell.rows {
                        budget -= cell.rows;
                        carried.resize(carried.len().max(row.len() + 1), None);
                        carried[row.len()] = Some((cell.rows - 1, repeated(&text), cell.span));
                    }
                    let shown = if column == 0 {
                        text.clone()
                    } else {
                        repeated(&text)
                    };
                    row.push((shown, cell.span));
                }
            }
            take_carried(&mut row, &mut carried);
            rows.push(row);
        }
        if rows.is_empty() {
            return None;
        }
        let header = rows.remove(header_at.unwrap_or(0));
        Some(Table {
            span: Span::new(self.start, end),
            header,
            rows,
        })
    }
}

fn repeated(text: &str) -> String {
    match text.len() {
        0..=LONGEST_REPEATED => text.to_owned(),
        _ => String::new(),
    }
}

/// Cells of earlier rows that reach into this one, from its end on.
fn take_carried(row: &mut Vec<(String, Span)>, carried: &mut [Option<(usize, String, Span)>]) {
    while let Some(Some((left, text, span))) = carried.get_mut(row.len()) {
        let at = row.len();
        row.push((text.clone(), *span));
        *left -= 1;
        if *left == 0 {
            carried[at] = None;
        }
    }
}
