//! What a plain scalar means: the core schema of YAML 1.2, and where YAML 1.1
//! reads the same letters otherwise.

use crate::model::Kind;

/// A plain scalar, read.
#[derive(Debug)]
pub(super) enum Plain {
    /// Every YAML reader agrees.
    Value(Kind),
    /// YAML 1.1 reads something that the author can't have meant, or does not
    /// see the number that YAML 1.2 sees; it stays text. How 1.1 reads it:
    Disputed(&'static str),
    /// A number that fits no type; it stays text.
    OutOfRange,
}

/// Read a plain scalar.
pub(super) fn resolve(text: &str) -> Plain {
    if let Some(reading) = yaml_1_1(text) {
        return Plain::Disputed(reading);
    }
    if let Some(kind) = word(text) {
        return Plain::Value(kind);
    }
    match number(text) {
        Some(Some(kind)) => Plain::Value(kind),
        Some(None) => Plain::OutOfRange,
        None => Plain::Value(Kind::from(text)),
    }
}

/// The value of a scalar under a tag of the core schema; `None` where the
/// text is nothing of the kind.
pub(super) fn resolve_as(tag: &str, text: &str) -> Option<Kind> {
    match (tag, word(text)) {
        ("str", _) => Some(Kind::from(text)),
        ("null", Some(Kind::Null)) => Some(Kind::Null),
        ("bool", Some(Kind::Bool(value))) => Some(Kind::Bool(value)),
        ("float", Some(Kind::Float(value))) => Some(Kind::Float(value)),
        ("int" | "float", None) => match (tag, number(text)??) {
            #[expect(clippy::cast_precision_loss, reason = "the author asked for a float")]
            ("float", Kind::Int(value)) => Some(Kind::Float(value as f64)),
            ("int", Kind::Float(_)) => None,
            (_, kind) => Some(kind),
        },
        _ => None,
    }
}

fn word(text: &str) -> Option<Kind> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Kind::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Kind::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Kind::Float(f64::NAN),
        _ => return None,
    })
}

/// The number that a text writes: `None` for no number, `Some(None)` for one
/// that fits no type.
fn number(text: &str) -> Option<Option<Kind>> {
    let with_radix = |digits: &str, radix| {
        let written = !digits.is_empty() && digits.chars().all(|char| char.is_digit(radix));
        written.then(|| i64::from_str_radix(digits, radix).ok().map(Kind::Int))
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return with_radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return with_radix(digits, 8);
    }
    if is_digits(unsigned(text)) {
        return Some(text.parse().ok().map(Kind::Int));
    }
    is_float(unsigned(text)).then(|| {
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
        value.map(Kind::Float)
    })
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits with a point, an exponent or both.
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits_or_none = |part: &str| part.is_empty() || is_digits(part);
    digits_or_none(whole)
        && fraction.is_none_or(digits_or_none)
        && (is_digits(whole) || fraction.is_some_and(is_digits))
        && exponent.is_none_or(|exponent| is_digits(unsigned(exponent)))
}

/// How YAML 1.1 reads a plain scalar, where that is another value. No digits
/// are repeated: a number may be a telephone's.
fn yaml_1_1(text: &str) -> Option<&'static str> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Some("the boolean true"),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Some("the boolean false"),
        _ => {}
    }
    let digits = unsigned(text);
    let made_of = |text: &str, allowed: &str| {
        !text.is_empty() && text.chars().all(|char| allowed.contains(char))
    };
    if !digits.starts_with(|char: char| char.is_ascii_digit()) {
        return None;
    }
    if let Some(rest) = digits.strip_prefix("0b") {
        return made_of(rest, "01_").then_some("a binary number");
    }
    if let Some(rest) = digits.strip_prefix("0x") {
        let hexadecimal = made_of(rest, "0123456789abcdefABCDEF_");
        let the_same = digits == text && !rest.contains('_');
        return (hexadecimal && !the_same).then_some("a hexadecimal number");
    }
    if is_digits(digits) {
        return match digits.strip_prefix('0') {
            None | Some("") => None,
            Some(rest) if made_of(rest, "01234567") => Some("an octal number"),
            Some(_) => Some("text"),
        };
    }
    if digits.contains(':') {
        return is_base_60(digits).then_some("a number in base 60");
    }
    let underscored = digits.contains('_') && made_of(digits, "0123456789_.");
    (underscored && digits.matches('.').count() <= 1).then_some("a number without the underscores")
}

/// Digits, then groups below 60 after colons, as in a time of day.
fn is_base_60(digits: &str) -> bool {
    let (digits, fraction) = match digits.split_once('.') {
        Some((digits, fraction)) => (digits, Some(fraction)),
        None => (digits, None),
    };
    let mut groups = digits.split(':');
    let first = groups.next().unwrap_or("");
    let underscored = |part: &str| {
        part.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    underscored(first)
        && (fraction.is_some_and(underscored) || (fraction.is_none() && !first.starts_with('0')))
        && groups
            .all(|group| is_digits(group) && group.len() <= 2 && (group.len() == 1 || group < "60"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match resolve(text) {
            Plain::Value(kind) => format!("{kind:?}"),
            Plain::Disputed(reading) => format!("disputed: {reading}"),
            Plain::OutOfRange => "out of range".to_owned(),
        }
    }

    #[test]
    fn plain_scalars_follow_the_core_schema_of_yaml_1_2() {
        for (text, kind) in [
            ("", "null"),
            ("~", "null"),
            ("NULL", "null"),
            ("nULL", "\"nULL\""),
            ("True", "true"),
            ("FALSE", "false"),
            ("tRUE", "\"tRUE\""),
            ("0", "0"),
            ("-12", "-12"),
            ("+12", "12"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("0x", "\"0x\""),
            ("0o8", "\"0o8\""),
            ("9223372036854775807", "9223372036854775807"),
            ("9223372036854775808", "out of range"),
            ("0xFFFFFFFFFFFFFFFF", "out of range"),
            ("1.5", "1.5"),
            (".5", "0.5"),
            ("1.", "1.0"),
            ("-1e-3", "-0.001"),
            ("6.02E+23", "6.02e23"),
            ("1e400", "out of range"),
            (".", "\".\""),
            ("1e", "\"1e\""),
            ("e5", "\"e5\""),
            ("1.2.3", "\"1.2.3\""),
            (".inf", "inf"),
            ("-.INF", "-inf"),
            (".NaN", "NaN"),
            ("inf", "\"inf\""),
            ("nan", "\"nan\""),
            ("infinity", "\"infinity\""),
            ("2024-01-01", "\"2024-01-01\""),
            ("-", "\"-\""),
            ("+", "\"+\""),
        ] {
            assert_eq!(read(text), kind, "{text}");
        }
    }

    #[test]
    fn what_yaml_1_1_reads_otherwise_is_disputed() {
        for (text, reading) in [
            ("no", "the boolean false"),
            ("NO", "the boolean false"),
            ("y", "the boolean true"),
            ("On", "the boolean true"),
            ("off", "the boolean false"),
            ("017", "an octal number"),
            ("-017", "an octal number"),
            ("00", "an octal number"),
            ("08", "text"),
            ("0b101", "a binary number"),
            ("-0x1F", "a hexadecimal number"),
            ("23:06", "a number in base 60"),
            ("1:30:00", "a number in base 60"),
            ("01:30.5", "a number in base 60"),
            ("1_000", "a number without the underscores"),
            ("1_000.5", "a number without the underscores"),
        ] {
            assert_eq!(read(text), format!("disputed: {reading}"), "{text}");
        }
    }

    #[test]
    fn what_both_versions_read_alike_is_not_disputed() {
        for text in [
            "nO", "yEs", "09:30", "23:60", "1:234", "12:ab", "_1", "1.2_3.4", "0x1F", "0",
        ] {
            assert!(
                !read(text).starts_with("disputed"),
                "{text}: {}",
                read(text)
            );
        }
    }

    #[test]
    fn a_tag_of_the_core_schema_decides_the_type() {
        for (tag, text, kind) in [
            ("str", "12", Some("\"12\"")),
            ("int", "12", Some("12")),
            ("int", "1.5", None),
            ("float", "12", Some("12.0")),
            ("float", ".nan", Some("NaN")),
            ("bool", "true", Some("true")),
            ("bool", "yes", None),
            ("null", "~", Some("null")),
            ("null", "x", None),
        ] {
            let read = resolve_as(tag, text).map(|kind| format!("{kind:?}"));
            assert_eq!(read.as_deref(), kind, "!!{tag} {text}");
        }
    }
}
