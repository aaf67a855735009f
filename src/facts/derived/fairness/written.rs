//! A number as somebody wrote it: its value, and what its last digit is worth.

/// A number that was read from a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::facts::derived) struct Written {
    pub(in crate::facts::derived) value: f64,
    /// One unit of its last digit.
    pub(in crate::facts::derived) unit: f64,
}

/// A whole number says nothing of a rate's digits, so that 1 would be every
/// rate from one half on; it is read to two.
const WIDEST: f64 = 0.1;
const OF_WHOLE: f64 = 0.01;
/// What two ways to compute a number may differ by.
const EPSILON: f64 = 1e-9;

/// What stands behind a number that is a share of a whole, and of how many.
const MARKS: [(&str, f64); 7] = [
    ("%", 100.0),
    ("％", 100.0),
    ("‰", 1000.0),
    ("percent", 100.0),
    ("per cent", 100.0),
    ("퍼센트", 100.0),
    ("프로", 100.0),
];

impl Written {
    /// The first number of a cell or of a JSON value: `0.086`, `8.6 %`,
    /// `8.6e-2`, `**0.086** (0.07, 0.10)`, `1,234.5`.
    pub(in crate::facts::derived) fn parse(text: &str) -> Option<Self> {
        let text = text
            .trim()
            .trim_start_matches(['*', '`', '~', '_', '≈', '+', ' ']);
        let end = text
            .char_indices()
            .find(|(at, c)| !is_part(text, *at, *c))
            .map_or(text.len(), |(at, _)| at);
        let number = text[..end].trim_end_matches(',');
        let number = match is_decimal(number) {
            true => number.replace(',', "."),
            false => number.replace(',', ""),
        };
        let value: f64 = number
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite())?;
        let (mantissa, exponent) = match number.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (number.as_str(), 0),
        };
        let decimals = mantissa
            .split_once('.')
            .map_or(0, |(_, digits)| digits.len());
        let decimals = i32::try_from(decimals).ok()?;
        let rest = text[end..].trim_start_matches(['*', '`', ' ']);
        let marked = MARKS.iter().find(|(mark, _)| rest.starts_with(mark));
        let scale = marked.map_or(1.0, |(_, scale)| *scale);
        let unit = 10_f64.powi(exponent.saturating_sub(decimals)) / scale;
        Some(Self {
            value: value / scale,
            unit: if unit >= 1.0 {
                OF_WHOLE
            } else {
                unit.min(WIDEST)
            },
        })
    }

    /// Whether a text says of its number that it is a share of a whole.
    pub(in crate::facts::derived) fn is_marked(text: &str) -> bool {
        MARKS.iter().any(|(mark, _)| text.contains(mark))
    }

    /// The number as a share, where it was written in percent.
    pub(in crate::facts::derived) fn of_percent(self) -> Self {
        Self {
            value: self.value / 100.0,
            unit: self.unit / 100.0,
        }
    }

    /// Whether the number is this value, rounded to as many digits.
    pub(in crate::facts::derived) fn is(self, value: f64) -> bool {
        (self.value - value).abs() <= self.unit / 2.0 + EPSILON
    }
}

/// Whether the comma of a number is a decimal one: `0,0258` and `2,58`, where
/// `1,234` has one of thousands.
fn is_decimal(number: &str) -> bool {
    let Some((whole, rest)) = number.split_once(',') else {
        return false;
    };
    let digits = rest.bytes().all(|byte| byte.is_ascii_digit());
    let whole = whole.trim_start_matches(['-', '+']);
    digits && (rest.len() != 3 || whole.bytes().all(|byte| byte == b'0'))
}

fn is_part(text: &str, at: usize, c: char) -> bool {
    let before = text[..at].chars().next_back();
    match c {
        '0'..='9' | '.' => true,
        // A separator of thousands, and not the comma of a list.
        ',' => text[at + 1..].starts_with(|c: char| c.is_ascii_digit()) && at <= 3,
        '-' | '+' => at == 0 || matches!(before, Some('e' | 'E')),
        'e' | 'E' => text[at + 1..].starts_with(|c: char| c.is_ascii_digit() || c == '-'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (f64, f64) {
        let written = Written::parse(text).expect("a number");
        (written.value, (written.unit * 1e12).round() / 1e12)
    }

    #[test]
    fn a_number_is_worth_its_last_digit() {
        assert_eq!(read("0.0818"), (0.0818, 0.0001));
        assert_eq!(read("0.30"), (0.3, 0.01));
        assert_eq!(read("8.2e-2"), (0.082, 0.001));
        assert_eq!(read("86 %"), (0.86, 0.01));
        assert_eq!(read("**8.6%** (7.1, 9.9)"), (0.086, 0.001));
        assert_eq!(read("0.08 ± 0.01"), (0.08, 0.01));
        assert_eq!(read("1,234.5").0, 1234.5);
        assert_eq!(read("1,234").0, 1234.0);
        assert_eq!(read("0,0258"), (0.0258, 0.0001));
        assert_eq!(read("0,991"), (0.991, 0.001));
        assert_eq!(read("2,58 %"), (0.0258, 0.0001));
        assert_eq!(read("991‰"), (0.991, 0.001));
        assert_eq!(read("99.1프로"), (0.991, 0.001));
        assert_eq!(Written::parse("about a tenth"), None);
        assert_eq!(Written::parse("-"), None);
    }

    #[test]
    fn a_whole_number_is_no_rate_of_one_half() {
        let one = Written::parse("1").expect("a number");
        assert!(one.is(0.996) && !one.is(0.6));
    }

    #[test]
    fn rounding_agrees_and_the_next_digit_does_not() {
        let written = Written::parse("0.082").expect("a number");
        assert!(written.is(0.0818) && written.is(0.0825) && !written.is(0.0826));
    }
}
