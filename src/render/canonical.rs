//! Canonical JSON by RFC 8785: the same data gives the same bytes, so that
//! digests and signatures of it can be compared.
//!
//! Keys are sorted by their UTF-16 units, nothing stands between the tokens,
//! and a string escapes only what has to be escaped. What is written here has
//! no number but counts, so the one hard part of that standard, how a fraction
//! is spelled, is left out and refused. `serde_json` alone keeps the order of
//! fields, and the crates that do all of it bring a second JSON writer.

use serde::Serialize;
use serde_json::Value;

/// The largest whole number that every reader of JSON takes for itself: 2^53 - 1.
const LARGEST: u64 = (1 << 53) - 1;

/// Data as canonical JSON.
#[must_use]
pub fn canonical(data: &impl Serialize) -> Vec<u8> {
    let value = serde_json::to_value(data)
        .expect("internal error: a statement has only string keys and counts");
    let mut text = String::new();
    write(&value, &mut text);
    text.into_bytes()
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => {
            let count = number.as_u64().filter(|count| *count <= LARGEST);
            let count = count.expect("internal error: a statement has no number but counts");
            text.push_str(&count.to_string());
        }
        Value::String(string) => write_string(string, text),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            text.push('{');
            for (index, (key, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(key, text);
                text.push(':');
                write(member, text);
            }
            text.push('}');
        }
    }
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            '\0'..='\u{1f}' => text.push_str(&format!("\\u{:04x}", u32::from(character))),
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(value: &Value) -> String {
        String::from_utf8(canonical(value)).expect("UTF-8")
    }

    /// Strings and the order of keys as sections 3.2.2.2 and 3.2.3 of the RFC have them.
    #[test]
    fn strings_and_keys_are_those_of_the_standard() {
        let string = json!({"string": "\u{20ac}$\u{f}\nA'B\"\\\\\"/"});
        assert_eq!(
            text(&string),
            "{\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
        );
        let keys = json!({
            "\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7,
        });
        let sorted = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}";
        assert_eq!(text(&keys), sorted);
        assert_eq!(
            text(&json!([null, true, false, 0, {}, []])),
            "[null,true,false,0,{},[]]"
        );
    }

    #[test]
    fn canonical_json_is_read_back_as_what_it_was() {
        let value = json!({"b": ["\u{0}\u{1f}\u{7f}\u{2028}", {"z": 1, "a": 9_007_199_254_740_991_u64}], "a": ""});
        let read: Value = serde_json::from_slice(&canonical(&value)).expect("JSON");
        assert_eq!(read, value);
        assert_eq!(canonical(&read), canonical(&value));
    }
}
