//! The values of a column as small numbers. A table has millions of fields and
//! a handful of values, so a value that was seen before has to cost next to
//! nothing: its first bytes are held against a few known ones as two words.

use std::collections::HashMap;

/// A value up to this length is its own two words.
const SHORT: usize = 15;
/// Places for values that are found without a hash of their text.
const SLOTS: usize = 512;
/// Neighbors in which a value is looked for; what finds no place among them is
/// looked up by its text, so that no choice of values makes a search long.
const PROBES: usize = 4;

/// A field of a row, with the words that tell it from others.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    /// Its bytes.
    pub(super) text: &'a [u8],
    words: Words,
}

/// What a value is told by: of a short one its bytes and its length.
#[derive(Clone, Copy, Default)]
struct Words {
    low: u64,
    high: u64,
}

impl Words {
    /// Each half for itself: put together they would wait for each other.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs more than it does")]
    fn is(self, other: Self) -> bool {
        (self.low ^ other.low) | (self.high ^ other.high) == 0
    }
}

/// The bytes of a word that belong to a text of so many bytes.
const MASKS: [u64; 8] = {
    let mut masks = [0; 8];
    let mut length = 1;
    while length < 8 {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
};

/// The length of a short value in the byte that it leaves free. No value has
/// the words of an empty slot.
const fn marked(length: usize) -> u64 {
    (length as u64 + 1) << 56
}

impl<'a> Field<'a> {
    /// A field that stands alone.
    pub(super) fn new(text: &'a [u8]) -> Self {
        let mut first = [0; 16];
        if text.len() <= SHORT {
            first[..text.len()].copy_from_slice(text);
        }
        Self::of(text, first)
    }

    /// The field from `start` to `end`, in bytes that go on behind it.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs more than it does")]
    pub(super) fn within(bytes: &'a [u8], start: usize, end: usize) -> Self {
        let text = &bytes[start..end];
        match bytes[start..].first_chunk::<16>() {
            Some(first) => Self::of(text, *first),
            None => Self::new(text),
        }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs more than it does")]
    fn of(text: &'a [u8], first: [u8; 16]) -> Self {
        let [low, high] =
            [&first[..8], &first[8..]].map(|half| half.try_into().map_or(0, u64::from_le_bytes));
        let words = match text.len() {
            length @ 0..8 => Words {
                low: low & MASKS[length] | marked(length),
                high: 0,
            },
            length @ 8..=SHORT => Words {
                low,
                high: high & MASKS[length - 8] | marked(length),
            },
            _ => long(text),
        };
        Self { text, words }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs more than it does")]
    fn is_short(&self) -> bool {
        self.text.len() <= SHORT
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs more than it does")]
    fn slot(&self) -> usize {
        let mixed =
            (self.words.low ^ self.words.high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        // The upper bits are those that every byte has a say in.
        usize::try_from(mixed >> 48).unwrap_or_default() % SLOTS
    }
}

/// Words of a long value: they only say where to look, its text decides.
fn long(text: &[u8]) -> Words {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = text.len() as u64;
    let (words, rest) = text.as_chunks::<8>();
    for word in words {
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(ODD);
    }
    for byte in rest {
        hash = (hash.rotate_left(23) ^ u64::from(*byte)).wrapping_mul(ODD);
    }
    Words {
        low: hash,
        high: marked(SHORT + 1),
    }
}

#[derive(Clone, Copy, Default)]
struct Slot {
    words: Words,
    symbol: usize,
}

/// The values of a column, numbered as they come.
pub(super) struct Symbols {
    slots: Vec<Slot>,
    index: HashMap<Box<[u8]>, usize>,
    names: Vec<Box<[u8]>>,
}

impl Default for Symbols {
    fn default() -> Self {
        Self {
            slots: vec![Slot::default(); SLOTS + PROBES],
            index: HashMap::new(),
            names: Vec::new(),
        }
    }
}

impl Symbols {
    /// The number of a value that was seen before.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs more than it does")]
    pub(super) fn get(&self, field: &Field) -> Option<usize> {
        let slot = &self.slots[field.slot()];
        if slot.words.is(field.words) && field.is_short() {
            return Some(slot.symbol);
        }
        self.look_up(field)
    }

    fn look_up(&self, field: &Field) -> Option<usize> {
        let first = field.slot();
        for slot in &self.slots[first..first + PROBES] {
            if slot.words.is(field.words)
                && (field.is_short() || *self.names[slot.symbol] == *field.text)
            {
                return Some(slot.symbol);
            }
        }
        self.index.get(field.text).copied()
    }

    /// Number a value that was not seen before.
    pub(super) fn add(&mut self, field: &Field) -> usize {
        self.add_named(field, field.text)
    }

    /// Number a value that was not seen before and is called otherwise.
    pub(super) fn add_named(&mut self, field: &Field, name: &[u8]) -> usize {
        let symbol = self.names.len();
        self.names.push(name.into());
        self.index.insert(field.text.into(), symbol);
        let first = field.slot();
        let mut slots = self.slots[first..first + PROBES].iter_mut();
        if let Some(free) = slots.find(|slot| slot.words.is(Words::default())) {
            *free = Slot {
                words: field.words,
                symbol,
            };
        }
        symbol
    }

    /// Every value, by its number.
    pub(super) fn names(&self) -> &[Box<[u8]>] {
        &self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values that differ in one byte, in their length, or behind their first
    /// bytes are told apart, more of them than there are slots too.
    #[test]
    fn each_value_keeps_its_number() {
        let mut values: Vec<Vec<u8>> = (0..5000).map(|n| n.to_string().into_bytes()).collect();
        for length in 0..40 {
            values.push(vec![b'a'; length]);
            values.push(vec![0; length]);
            let mut last = vec![b'a'; length];
            last.push(b'b');
            values.push(last);
        }
        values.sort();
        values.dedup();
        let mut symbols = Symbols::default();
        for (number, value) in values.iter().enumerate() {
            let field = Field::new(value);
            assert_eq!(symbols.get(&field), None, "{value:?}");
            assert_eq!(symbols.add(&field), number);
        }
        for (number, value) in values.iter().enumerate() {
            assert_eq!(symbols.get(&Field::new(value)), Some(number));
            let mut block = b"x".to_vec();
            block.extend_from_slice(value);
            block.extend_from_slice(b",whatever stands behind it");
            let within = Field::within(&block, 1, 1 + value.len());
            assert_eq!(symbols.get(&within), Some(number), "{value:?}");
        }
        assert_eq!(symbols.names().len(), values.len());
    }
}
