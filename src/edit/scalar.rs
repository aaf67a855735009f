//! A text as a scalar of YAML.

use std::fmt::Write as _;

/// Words that some reader of YAML takes for something else than text.
const OTHERWISE: &[&str] = &[
    "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf",
];

/// A text as YAML reads it back, also inside of `[]` and `{}`: bare where
/// nothing can mistake it.
#[must_use]
pub fn scalar(text: &str) -> String {
    let begins = text.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_plain = begins
        && text
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || "._/-".contains(one));
    if is_plain && !OTHERWISE.contains(&text.to_ascii_lowercase().as_str()) {
        return text.to_owned();
    }
    let mut quoted = String::from('"');
    for one in text.chars() {
        match one {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(one);
            }
            one if steers(one) => {
                // Writing to a string can't fail.
                let _ = write!(quoted, "\\U{:08x}", u32::from(one));
            }
            one => quoted.push(one),
        }
    }
    quoted.push('"');
    quoted
}

/// A name for a comment, which no name may leave.
#[must_use]
pub fn quiet(text: &str) -> String {
    text.chars()
        .map(|one| if steers(one) { '\u{fffd}' } else { one })
        .collect()
}

/// Whether a character ends lines or turns their order.
fn steers(one: char) -> bool {
    one.is_control()
        || matches!(one, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_bare_only_where_yaml_reads_it_as_text() {
        assert_eq!(scalar("docs/card.md"), "docs/card.md");
        assert_eq!(scalar("No"), "\"No\"");
        assert_eq!(scalar("true"), "\"true\"");
        assert_eq!(scalar("1.0"), "\"1.0\"");
        assert_eq!(scalar("a: b"), "\"a: b\"");
        assert_eq!(scalar("a\n\u{202e}\"b"), "\"a\\U0000000a\\U0000202e\\\"b\"");
        assert_eq!(quiet("a\nb"), "a\u{fffd}b");
    }
}
