//! Headers of pages, read for their sizes alone: compact Thrift, as the
//! format's `parquet.thrift` lays out `PageHeader`.

/// The deepest nesting that is followed; a page header has three levels.
const DEEPEST: u8 = 8;

/// What a page's header says of its size, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sizes {
    /// The header itself.
    pub(super) header: usize,
    /// The page once decompressed.
    pub(super) plain: usize,
    /// The page as it lies in the file.
    pub(super) stored: usize,
    /// Levels of a page of version 2, which are never compressed.
    pub(super) levels: usize,
    /// Whether the rest of a page of version 2 is compressed.
    pub(super) compressed: bool,
}

/// Types of compact Thrift that are told apart here.
const STOP: u8 = 0;
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const I32: u8 = 5;
const STRUCT: u8 = 12;

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// The sizes that a page header gives; `None` where these bytes are no header,
/// or not the whole of one.
pub(super) fn sizes(bytes: &[u8]) -> Option<Sizes> {
    let mut cursor = Cursor { bytes, at: 0 };
    let mut sizes = Sizes {
        compressed: true,
        ..Sizes::default()
    };
    let mut id = 0;
    let (mut plain, mut stored) = (None, None);
    while let Some(kind) = cursor.field(&mut id)? {
        match (id, kind) {
            (2, I32) => plain = Some(cursor.size()?),
            (3, I32) => stored = Some(cursor.size()?),
            (8, STRUCT) => cursor.second_version(&mut sizes)?,
            _ => cursor.skip(kind, DEEPEST)?,
        }
    }
    sizes.plain = plain?;
    sizes.stored = stored?;
    sizes.header = cursor.at;
    Some(sizes)
}

impl Cursor<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A number that can't be below zero.
    fn size(&mut self) -> Option<usize> {
        let raw = self.varint()?;
        // Zigzag: odd numbers are negative.
        (raw & 1 == 0).then(|| usize::try_from(raw >> 1).ok())?
    }

    fn forward(&mut self, bytes: usize) -> Option<()> {
        self.at = self.at.checked_add(bytes)?;
        (self.at <= self.bytes.len()).then_some(())
    }

    /// The type of the next field and its id, or that there is none.
    fn field(&mut self, id: &mut i64) -> Option<Option<u8>> {
        let byte = self.byte()?;
        let kind = byte & 0x0f;
        if kind == STOP {
            return Some(None);
        }
        *id = match byte >> 4 {
            0 => {
                let raw = i64::try_from(self.varint()?).ok()?;
                (raw >> 1) ^ -(raw & 1)
            }
            delta => id.checked_add(i64::from(delta))?,
        };
        Some(Some(kind))
    }

    fn second_version(&mut self, sizes: &mut Sizes) -> Option<()> {
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (5 | 6, I32) => sizes.levels = sizes.levels.checked_add(self.size()?)?,
                (7, TRUE) => sizes.compressed = true,
                (7, FALSE) => sizes.compressed = false,
                _ => self.skip(kind, DEEPEST)?,
            }
        }
        Some(())
    }

    fn skip(&mut self, kind: u8, deep: u8) -> Option<()> {
        let deep = deep.checked_sub(1)?;
        match kind {
            TRUE | FALSE => Some(()),
            3 => self.forward(1),
            4..=6 => self.varint().map(drop),
            7 => self.forward(8),
            8 => {
                let length = usize::try_from(self.varint()?).ok()?;
                self.forward(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let many = match head >> 4 {
                    15 => self.varint()?,
                    few => u64::from(few),
                };
                for _ in 0..many {
                    // In a list a truth value is a byte of its own.
                    match head & 0x0f {
                        TRUE | FALSE => self.forward(1)?,
                        kind => self.skip(kind, deep)?,
                    }
                }
                Some(())
            }
            STRUCT => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.skip(kind, deep)?;
                }
                Some(())
            }
            // A page header has no maps.
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Sizes, sizes};

    /// Type 0, 100 bytes plain, 60 stored, a header of version 1 with 3 values.
    const HEADER: [u8; 17] = [
        0x15, 0x00, 0x15, 0xc8, 0x01, 0x15, 0x78, 0x2c, 0x15, 0x06, 0x15, 0x00, 0x15, 0x06, 0x00,
        0x00, 0xff,
    ];

    #[test]
    fn a_header_gives_its_sizes_and_its_length() {
        let expected = Sizes {
            header: 16,
            plain: 100,
            stored: 60,
            levels: 0,
            compressed: true,
        };
        assert_eq!(sizes(&HEADER), Some(expected));
    }

    #[test]
    fn part_of_a_header_is_none() {
        for end in 0..16 {
            assert_eq!(sizes(&HEADER[..end]), None, "{end} bytes");
        }
    }
}
