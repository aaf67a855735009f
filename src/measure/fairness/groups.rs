//! Groups told apart by the values of their columns, and what is counted of
//! each.

use std::collections::HashMap;

use super::Confusion;
use super::calibration::Calibration;
use super::symbols::{Field, Symbols};

/// Groups of one attribute that are still counted; more is no grouping.
pub(super) const MOST_GROUPS: usize = 10_000;
/// The name of the group of people without a value.
pub const NO_VALUE: &str = "missing";
/// Joins the names of crossed attributes and groups.
const CROSS: u8 = b'*';
/// Stands before one, or before itself, that is part of a value.
const ESCAPE: u8 = b'\\';

/// The name of a cell of crossed attributes: its values joined by `*`. A `*` or
/// a `\` of a value stands behind a `\`, so that no two cells bear one name.
#[must_use]
pub fn crossed_name(values: &[&str]) -> String {
    String::from_utf8_lossy(&joined(values.iter().map(|value| value.as_bytes()))).into_owned()
}

/// The values of a crossed cell's name: what [`crossed_name`] joined.
#[must_use]
pub fn crossed_values(name: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut is_escaped = false;
    for letter in name.chars() {
        let own = values
            .last_mut()
            .expect("internal error: there is always a value");
        match letter {
            _ if is_escaped => own.push(letter),
            '*' => values.push(String::new()),
            '\\' => {}
            _ => own.push(letter),
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    values
}

fn joined<'a>(values: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut name = Vec::new();
    for (at, value) in values.enumerate() {
        if at > 0 {
            name.push(CROSS);
        }
        for byte in value {
            if matches!(*byte, CROSS | ESCAPE) {
                name.push(ESCAPE);
            }
            name.push(*byte);
        }
    }
    name
}

/// What is counted of a group. Rows of weight 1 need whole numbers alone.
#[derive(Default)]
pub(super) struct GroupTally {
    rows: [u64; 4],
    weighed: Confusion,
    /// Scores of positive labels, where there is a score.
    pub(super) positives: Vec<f64>,
    /// Scores of the others.
    pub(super) negatives: Vec<f64>,
    pub(super) calibration: Calibration,
}

impl GroupTally {
    #[inline]
    pub(super) fn count(&mut self, label: bool, prediction: bool, weight: Option<f64>) {
        match weight {
            Some(weight) => self.weighed.cell(label, prediction).add(weight),
            None => self.rows[usize::from(label) * 2 + usize::from(prediction)] += 1,
        }
    }

    pub(super) fn score(&mut self, label: bool, score: f64, weight: f64) {
        match label {
            true => self.positives.push(score),
            false => self.negatives.push(score),
        }
        self.calibration.add(label, score, weight);
    }

    pub(super) fn table(&self, weighted: bool) -> Confusion {
        let [tn, fp, fn_, tp] = self.rows;
        match weighted {
            true => self.weighed,
            false => Confusion::of(tp, fp, fn_, tn),
        }
    }
}

/// An attribute, of one column or of several crossed.
pub(super) struct AttributeTally {
    /// Which of the tally's columns it is made of.
    columns: Vec<usize>,
    /// Of crossed columns: what was met of the first two, of those and the third.
    crossings: Vec<Symbols>,
    /// The group of each value or crossing, by its number.
    group_of: Vec<usize>,
    /// Groups by name: two crossings may bear one.
    index: HashMap<Box<[u8]>, usize>,
    keys: Vec<Box<[u8]>>,
    groups: Vec<GroupTally>,
}

impl AttributeTally {
    /// One that is made of these of the tally's columns; of none, everybody is
    /// one group.
    pub(super) fn new(columns: Vec<usize>) -> Self {
        Self {
            crossings: columns.iter().skip(1).map(|_| Symbols::default()).collect(),
            columns,
            group_of: Vec::new(),
            index: HashMap::new(),
            keys: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// Its groups by name, as they came.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&[u8], &GroupTally)> {
        self.keys.iter().map(|key| &**key).zip(&self.groups)
    }

    /// The group of a row whose columns hold these values; `None` where there
    /// are too many.
    #[inline]
    pub(super) fn group(
        &mut self,
        values: &[usize],
        columns: &[Column],
    ) -> Option<&mut GroupTally> {
        let mut own = self.columns.iter();
        let mut symbol = own.next().map_or(0, |column| values[*column]);
        for (column, crossing) in own.zip(&mut self.crossings) {
            symbol = crossed(crossing, symbol, values[*column]);
        }
        let at = match self.group_of.get(symbol) {
            Some(at) => *at,
            None => self.learn(values, columns)?,
        };
        self.groups.get_mut(at)
    }

    /// Count rows of weight 1: the cell of each, and the values of its columns.
    /// `None` where there are too many groups.
    pub(super) fn count(
        &mut self,
        cells: &[u8],
        values: &[Vec<usize>],
        columns: &[Column],
    ) -> Option<()> {
        let mut row = vec![0; values.len()];
        if let [only] = self.columns[..] {
            // By far the commonest: the value says the group.
            let known = values[only]
                .iter()
                .all(|value| *value < self.group_of.len());
            if known {
                for (cell, value) in cells.iter().zip(&values[only]) {
                    let group = &mut self.groups[self.group_of[*value]];
                    group.rows[usize::from(*cell & 3)] += 1;
                }
                return Some(());
            }
        }
        for (at, cell) in cells.iter().enumerate() {
            let mut own = self.columns.iter();
            let mut symbol = own.next().map_or(0, |column| values[*column][at]);
            for (column, crossing) in own.zip(&mut self.crossings) {
                symbol = crossed(crossing, symbol, values[*column][at]);
            }
            let group = match self.group_of.get(symbol) {
                Some(group) => *group,
                None => {
                    for (value, column) in row.iter_mut().zip(values) {
                        *value = column[at];
                    }
                    self.learn(&row, columns)?
                }
            };
            self.groups[group].rows[usize::from(*cell & 3)] += 1;
        }
        Some(())
    }

    /// The group of a value or crossing that was not met before: numbers are
    /// given in order, so it is the next one.
    #[cold]
    fn learn(&mut self, values: &[usize], columns: &[Column]) -> Option<usize> {
        let names = self
            .columns
            .iter()
            .map(|&column| &*columns[column].symbols.names()[values[column]]);
        let key: Box<[u8]> = match self.columns[..] {
            [_] => names.collect::<Vec<_>>().concat().into_boxed_slice(),
            _ => joined(names).into_boxed_slice(),
        };
        let at = match self.index.get(&key) {
            Some(at) => *at,
            None if self.keys.len() == MOST_GROUPS => return None,
            None => {
                self.keys.push(key.clone());
                self.index.insert(key, self.groups.len());
                self.groups.push(GroupTally::default());
                self.groups.len() - 1
            }
        };
        self.group_of.push(at);
        Some(at)
    }
}

/// The number of a pair of numbers.
#[inline]
fn crossed(pairs: &mut Symbols, first: usize, second: usize) -> usize {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&(first as u64).to_le_bytes());
    key[8..].copy_from_slice(&(second as u64).to_le_bytes());
    // Numbers of values stay far below 2^56.
    let field = Field::new(&key[..15]);
    pairs.get(&field).unwrap_or_else(|| pairs.add(&field))
}

/// A column that groups are told by.
pub(super) struct Column {
    /// Where it stands in the table.
    pub(super) at: usize,
    symbols: Symbols,
    /// Whether a field had no value.
    has_none: bool,
    /// Whether a value is spelled as people without one are called.
    has_namesake: bool,
    /// The first value that is no text. Two of them could look like one group.
    not_text: Option<usize>,
}

impl Column {
    pub(super) fn new(at: usize) -> Self {
        Self {
            at,
            symbols: Symbols::default(),
            has_none: false,
            has_namesake: false,
            not_text: None,
        }
    }

    #[inline]
    pub(super) fn value(&mut self, field: &Field) -> usize {
        match self.symbols.get(field) {
            Some(symbol) => symbol,
            None => self.learn(field),
        }
    }

    /// The first value that is no text.
    #[inline]
    pub(super) fn not_text(&self) -> Option<usize> {
        self.not_text
    }

    /// Whether people without a value and people of a value would be one group.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.has_none && self.has_namesake
    }

    #[cold]
    fn learn(&mut self, field: &Field) -> usize {
        if !field.text.is_empty() {
            self.has_namesake |= field.text == NO_VALUE.as_bytes();
            let symbol = self.symbols.add(field);
            if self.not_text.is_none() && std::str::from_utf8(field.text).is_err() {
                self.not_text = Some(symbol);
            }
            return symbol;
        }
        self.has_none = true;
        self.symbols.add_named(field, NO_VALUE.as_bytes())
    }
}
