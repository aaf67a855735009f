//! Digits in groups: `010-1234-5678`, `4111 1111 1111 1111`, `192.0.2.44`.

/// What stands between two groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    Dash,
    Dot,
    Space,
    /// A closing bracket, a blank or a dash after it or not.
    Bracket,
}

/// Groups that are read at once; no kind has more.
const MOST_GROUPS: usize = 7;
/// Digits of a group that are kept; a longer one fits no kind.
const MOST_DIGITS: usize = 24;
/// Digits that are kept of all groups; no kind has half as many.
const KEPT: usize = 2 * MOST_DIGITS;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    pub(super) end: usize,
    /// Where its digits begin in `Chain::digits`.
    first: usize,
    /// How many there are, `MOST_DIGITS` + 1 for more.
    pub(super) length: usize,
}

/// Groups of digits from one position on.
#[derive(Debug)]
pub(super) struct Chain {
    groups: [Group; MOST_GROUPS],
    separators: [Option<Separator>; MOST_GROUPS],
    count: usize,
    digits: [u8; KEPT],
    /// Written with full-width digits, or with dashes or blanks beyond ASCII.
    pub(super) odd: bool,
    /// Whether the first group stands behind a minus sign or a currency.
    pub(super) signed: bool,
    /// Whether a word of letters touches the first group.
    pub(super) touched: bool,
}

/// The digit at a position and its width in bytes: ASCII or full-width.
fn digit(text: &[u8], at: usize) -> Option<(u8, usize)> {
    match *text.get(at)? {
        byte @ b'0'..=b'9' => Some((byte - b'0', 1)),
        0xEF => match text.get(at + 1..at + 3)? {
            [0xBC, last @ 0x90..=0x99] => Some((last - 0x90, 3)),
            _ => None,
        },
        _ => None,
    }
}

/// The separator at a position, its width, and whether it is beyond ASCII.
fn separator(text: &[u8], at: usize) -> Option<(Separator, usize, bool)> {
    let found = match *text.get(at)? {
        b'-' => (Separator::Dash, 1, false),
        b'.' => (Separator::Dot, 1, false),
        b' ' => (Separator::Space, 1, false),
        b')' => {
            let more = usize::from(matches!(text.get(at + 1), Some(b' ' | b'-')));
            (Separator::Bracket, 1 + more, false)
        }
        // No-break space.
        0xC2 if text.get(at + 1) == Some(&0xA0) => (Separator::Space, 2, true),
        // Hyphens and dashes, the minus sign; blanks of a certain width.
        0xE2 => match text.get(at + 1..at + 3)? {
            [0x80, 0x90..=0x95] | [0x88, 0x92] => (Separator::Dash, 3, true),
            [0x80, 0x80..=0x8A | 0xAF] => (Separator::Space, 3, true),
            _ => return None,
        },
        // The blank of Chinese and Japanese text.
        0xE3 if text.get(at + 1..at + 3) == Some(&[0x80, 0x80]) => (Separator::Space, 3, true),
        // Full-width hyphen and point; small hyphens.
        0xEF => match text.get(at + 1..at + 3)? {
            [0xBC, 0x8D] | [0xB9, 0x98 | 0xA3] => (Separator::Dash, 3, true),
            [0xBC, 0x8E] => (Separator::Dot, 3, true),
            _ => return None,
        },
        _ => return None,
    };
    Some(found)
}

/// Whether a byte continues a word or a number.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether what stands before a position leaves it free: no word touches it.
/// The letter of an escape (`\n`) is no word.
pub(super) fn starts_free(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return true;
    };
    match text[before] {
        b'n' | b't' | b'r' => before > 0 && text[before - 1] == b'\\',
        byte if is_word(byte) => false,
        // A dash or a dot is part of a longer name or number.
        b'-' | b'.' => before == 0 || !is_word(text[before - 1]),
        _ => true,
    }
}

/// Letters of a word that touches a number.
const TOUCHING: usize = 24;

/// Whether a word of letters touches the digits at a position, as in
/// `kim_010-…` and `tel010…`. What may be part of a digest, or of a longer
/// number, does not.
pub(super) fn is_touched(text: &[u8], at: usize) -> bool {
    let before = text[..at].iter().rev();
    let word = before
        .take(TOUCHING + 1)
        .take_while(|&&byte| byte.is_ascii_alphabetic() || byte == b'_')
        .count();
    let start = at - word;
    let letters = &text[start..at];
    let of_digest = !letters.iter().any(|byte| !byte.is_ascii_hexdigit());
    let goes_on = start
        .checked_sub(1)
        .is_some_and(|before| is_word(text[before]) || b"-.".contains(&text[before]));
    (1..=TOUCHING).contains(&word) && !of_digest && !goes_on
}

/// Whether the ending of a file's name follows a number.
fn is_named_so(text: &[u8], at: usize) -> bool {
    text.get(at) == Some(&b'.') && text.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
}

/// Whether a word of letters touches a number at its end.
fn touches(text: &[u8], at: usize) -> bool {
    let word = text[at..]
        .iter()
        .take(TOUCHING + 1)
        .take_while(|&&byte| byte.is_ascii_alphabetic() || byte == b'_')
        .count();
    let next = text.get(at + word);
    (1..=TOUCHING).contains(&word) && !next.is_some_and(|&byte| is_word(byte) || byte == b'@')
}

/// Whether what stands at a position ends what came before it.
pub(super) fn ends_free(text: &[u8], at: usize) -> bool {
    match text.get(at) {
        None => true,
        Some(&byte) if is_word(byte) || byte == b'@' => false,
        Some(b'-' | b'.') => !text.get(at + 1).is_some_and(|&next| is_word(next)),
        Some(_) => digit(text, at).is_none(),
    }
}

impl Chain {
    /// The groups from a digit on, which no digit precedes.
    pub(super) fn read(text: &[u8], start: usize) -> Self {
        let before = start.checked_sub(1).map(|at| text[at]);
        let mut chain = Self {
            groups: [Group::default(); MOST_GROUPS],
            separators: [None; MOST_GROUPS],
            count: 0,
            digits: [0; KEPT],
            odd: false,
            signed: matches!(before, Some(b'-' | b'.' | b'$'))
                || text[..start].ends_with("₩".as_bytes())
                || text[..start].ends_with("€".as_bytes())
                || text[..start].ends_with("£".as_bytes()),
            touched: !starts_free(text, start) && is_touched(text, start),
        };
        let mut kept = 0;
        let mut at = start;
        while chain.count < MOST_GROUPS {
            let mut group = Group {
                end: at,
                first: kept,
                length: 0,
            };
            while let Some((digit, width)) = digit(text, at) {
                if group.length < MOST_DIGITS {
                    chain.digits[kept] = digit;
                    kept += 1;
                }
                chain.odd |= width > 1;
                group.length += 1;
                at += width;
                if group.length > MOST_DIGITS {
                    break;
                }
            }
            group.end = at;
            chain.groups[chain.count] = group;
            chain.count += 1;
            if group.length > MOST_DIGITS || kept > KEPT - MOST_DIGITS {
                break;
            }
            let Some((separator, width, odd)) = separator(text, at) else {
                break;
            };
            if digit(text, at + width).is_none() {
                break;
            }
            chain.separators[chain.count - 1] = Some(separator);
            chain.odd |= odd && chain.count < MOST_GROUPS;
            at += width;
        }
        chain
    }

    pub(super) fn groups(&self) -> &[Group] {
        &self.groups[..self.count]
    }

    /// The digits of a group.
    pub(super) fn group(&self, index: usize) -> &[u8] {
        self.groups().get(index).map_or(&[], |group| {
            &self.digits[group.first..group.first + group.length.min(MOST_DIGITS)]
        })
    }

    /// The digits of the first groups, joined.
    pub(super) fn first(&self, groups: usize) -> &[u8] {
        let last = &self.groups[groups.clamp(1, self.count) - 1];
        &self.digits[..last.first + last.length.min(MOST_DIGITS)]
    }

    /// What stands behind a group, if another group follows.
    pub(super) fn separator(&self, index: usize) -> Option<Separator> {
        self.separators.get(index).copied().flatten()
    }

    /// Where the first groups end, if they are of these lengths, divided by
    /// one and the same separator, and nothing continues them.
    pub(super) fn is(&self, text: &[u8], lengths: &[usize]) -> Option<(Separator, usize)> {
        let last = lengths.len().checked_sub(1)?;
        if lengths.len() > self.count
            || !lengths
                .iter()
                .zip(self.groups())
                .all(|(&length, group)| group.length == length)
        {
            return None;
        }
        let separator = self.separator(0).unwrap_or(Separator::Dash);
        let alike = (0..last).all(|index| self.separator(index) == Some(separator));
        let end = self.groups[last].end;
        (alike && self.ends(text, end)).then_some((separator, end))
    }

    /// Whether nothing that belongs to it follows the last of several groups.
    /// A word may touch groups that dashes divide.
    pub(super) fn ends(&self, text: &[u8], end: usize) -> bool {
        let dashed = self.separator(0) == Some(Separator::Dash);
        let free =
            ends_free(text, end) || (dashed && (touches(text, end) || is_named_so(text, end)));
        free && (dashed || !self.touched)
    }

    /// The end of a group that stands alone: nothing continues the first one.
    pub(super) fn bare(
        &self,
        text: &[u8],
        lengths: std::ops::RangeInclusive<usize>,
    ) -> Option<usize> {
        let group = self.groups[0];
        let ends = ends_free(text, group.end)
            || text.get(group.end) == Some(&b'_')
            || is_named_so(text, group.end);
        (lengths.contains(&group.length) && !self.signed && ends).then_some(group.end)
    }
}

/// Digits as one number.
pub(super) fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0_u64, |sum, &digit| {
        sum.wrapping_mul(10).wrapping_add(u64::from(digit))
    })
}

/// The sum of digits times weights.
pub(super) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(&digit, weight)| u32::from(digit) * weight)
        .sum()
}

/// Whether year, month and day are a day of the calendar.
pub(super) fn is_day(year: u64, month: u64, day: u64) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}
