//! A CSV file as its header, and its rows once somebody asks for them: a table
//! of predictions may have millions, and no format reads those.

use std::collections::HashMap;
use std::sync::Arc;

use super::record::Record;
use crate::model::{Document, Kind, Place, Reason, Span, Value};

/// A CSV file.
#[derive(Clone, Debug)]
pub struct Table {
    document: Arc<Document>,
    /// The column names in lower case, in order.
    header: Vec<String>,
    /// Whether another column has the same name.
    doubled: Vec<bool>,
    /// The column names as they are written.
    written: Vec<String>,
}

/// Rows that a table of results has at most.
const MOST_ROWS: usize = 10_000;

impl Table {
    /// Read the header of a document; empty where there is none.
    #[must_use]
    pub fn of(document: &Arc<Document>) -> Self {
        let mut reader = reader(document);
        let names = reader.headers().cloned().unwrap_or_default();
        let names = names.iter().map(|name| name.trim_start_matches('\u{feff}'));
        let written: Vec<String> = names.map(str::to_owned).collect();
        let header: Vec<String> = written
            .iter()
            .map(|name| name.to_ascii_lowercase())
            .collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for name in &header {
            *counts.entry(name).or_default() += 1;
        }
        let doubled = header.iter().map(|name| counts[&**name] > 1).collect();
        Self {
            document: Arc::clone(document),
            header,
            doubled,
            written,
        }
    }

    /// The column names.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The column names as they are written.
    #[must_use]
    pub fn written(&self) -> &[String] {
        &self.written
    }

    /// Whether there is a column of each name.
    #[must_use]
    pub fn has(&self, names: &[&str]) -> bool {
        names
            .iter()
            .all(|name| self.header.iter().any(|column| column == name))
    }

    /// The place of the whole table.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::start_of(&self.document)
    }

    /// Each row as a map from column to cell, a cell at its place where it can
    /// be found in the line. Cells of the columns `as_text` are never numbers.
    /// `None` where the file is no CSV or has more rows than results have.
    #[must_use]
    pub fn rows(&self, as_text: &[&str]) -> Option<Vec<Value>> {
        let mut reader = reader(&self.document);
        let mut rows = Vec::new();
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row).ok()? {
            let at = row.position()?.byte();
            rows.push(self.row(usize::try_from(at).ok()?, &row, as_text));
            if rows.len() > MOST_ROWS {
                return None;
            }
        }
        Some(rows)
    }

    fn row(&self, at: usize, row: &csv::StringRecord, as_text: &[&str]) -> Value {
        let text = self.document.text.as_str();
        let rest = text.get(at..).unwrap_or("");
        let begin = at + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let line = text.get(begin..).unwrap_or("");
        let line = line.split(['\r', '\n']).next().unwrap_or("");
        let place = |from: usize, to: usize| {
            Place::new(&self.document, Span::new(begin + from, begin + to))
        };
        let mut record = Record::new();
        let mut next = 0;
        // Of a row that is too long nobody knows which cell is which, and of two
        // columns of one name none is the one.
        let is_long = row.len() > self.header.len();
        for ((name, doubled), cell) in self.header.iter().zip(&self.doubled).zip(row) {
            let found = line[next..].find(cell).map(|offset| next + offset);
            let from = found.unwrap_or(next);
            let to = found.map_or(line.len(), |found| found + cell.len());
            next = found.map_or(next, |_| to);
            let kind = match as_text.contains(&name.as_str()) {
                true => Kind::from(cell),
                false => of_cell(cell),
            };
            match (is_long || *doubled) && !as_text.contains(&name.as_str()) {
                true => record.keep(
                    name,
                    Value::missing(Reason::Unreadable, Some(place(from, to))),
                ),
                false => record.put(name, Value::at(kind, place(from, to))),
            }
        }
        record.into_value(Some(place(0, line.len())))
    }
}

fn of_cell(cell: &str) -> Kind {
    let whole = cell.parse::<i64>().map(Kind::Int);
    whole.unwrap_or_else(|_| {
        cell.parse::<f64>()
            .map_or_else(|_| Kind::from(cell), Kind::Float)
    })
}

fn reader(document: &Document) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(document.text.as_bytes())
}
