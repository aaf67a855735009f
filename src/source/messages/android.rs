//! Android's `strings.xml`: the `<string name="key">` elements of `<resources>`.
//! This is no reader of XML: elements inside a text are left out, its entities
//! and Android's own escapes are resolved, and arrays and plurals are not read.

use std::sync::Arc;

use super::super::Parsed;
use super::super::defects::Fatal;
use super::{Escaped, Texts, hexadecimal};
use crate::model::{Document, Span, text};

/// Whether a document is one of Android's resources.
#[must_use]
pub fn is_one(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(behind) = rest
        .strip_prefix("<?")
        .or_else(|| rest.strip_prefix("<!--"))
    {
        let closes = if rest.starts_with("<?") { "?>" } else { "-->" };
        let Some(end) = behind.find(closes) else {
            return false;
        };
        rest = behind[end + closes.len()..].trim_start();
    }
    rest.strip_prefix("<resources")
        .is_some_and(|rest| rest.starts_with(['>', ' ', '\t', '\r', '\n', '/']))
}

/// Read a document as Android's string resources.
#[must_use]
pub fn parse(document: &Arc<Document>) -> Parsed {
    let mut texts = Texts::of(document);
    let outcome = read(&document.text, &mut texts);
    texts.conclude(outcome)
}

fn read(text: &str, texts: &mut Texts) -> Result<(), Fatal> {
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|open| at + open) {
        if let Some(comment) = text[open..].strip_prefix("<!--") {
            at = comment
                .find("-->")
                .map_or(text.len(), |end| open + 4 + end + 3);
            continue;
        }
        let Some(end) = text[open..].find('>').map(|end| open + end) else {
            return Ok(());
        };
        at = end + 1;
        let tag = &text[open + 1..end];
        let is_string = tag
            .strip_prefix("string")
            .is_some_and(|rest| rest.starts_with(char::is_whitespace));
        if !is_string || tag.ends_with('/') {
            continue;
        }
        let Some(name) = attribute(tag, "name").map(|(from, to)| (open + 1 + from, open + 1 + to))
        else {
            continue;
        };
        let Some(close) = text[at..].find("</string>").map(|close| at + close) else {
            let span = Span::new(open, end + 1);
            texts.defects.note(
                "unclosed-element",
                span,
                text!("the element never ends", "요소가 끝나지 않음"),
            )?;
            continue;
        };
        let key = (&text[name.0..name.1], Span::new(name.0, name.1));
        texts.put(key, shown(&text[at..close]), Span::new(at, close))?;
        at = close + "</string>".len();
    }
    Ok(())
}

/// Where the value of an attribute stands in a tag, its quotes left out.
fn attribute(tag: &str, name: &str) -> Option<(usize, usize)> {
    let mut found = tag.match_indices(name);
    found.find_map(|(at, _)| {
        let is_word = tag[..at].ends_with(char::is_whitespace);
        let behind = tag[at + name.len()..]
            .trim_start()
            .strip_prefix('=')?
            .trim_start();
        let quote = behind
            .chars()
            .next()
            .filter(|one| matches!(one, '"' | '\''))?;
        let from = tag.len() - behind.len() + 1;
        let length = tag[from..].find(quote)?;
        is_word.then_some((from, from + length))
    })
}

/// The text that people see.
fn shown(written: &str) -> String {
    let mut out = Escaped::default();
    let mut rest = written;
    while let Some(character) = rest.chars().next() {
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = data.find("]]>").unwrap_or(data.len());
            data[..end].chars().for_each(|one| out.push(one));
            rest = data.get(end + 3..).unwrap_or("");
            continue;
        }
        let (skipped, one) = match character {
            '<' => (rest.find('>').map_or(rest.len(), |end| end + 1), None),
            '&' => entity(rest).map_or((1, Some('&')), |(length, one)| (length, Some(one))),
            '\\' => {
                let escaped = rest[1..].chars().next().unwrap_or('\\');
                let length = 1 + escaped.len_utf8().min(rest.len() - 1);
                if let (true, Some((code, digits))) =
                    (escaped == 'u', hexadecimal(&rest[length..], 4))
                {
                    out.unit(code);
                    (length + digits, None)
                } else {
                    let one = match escaped {
                        'n' => '\n',
                        't' => '\t',
                        other => other,
                    };
                    (length, Some(one))
                }
            }
            other => (other.len_utf8(), Some(other)),
        };
        if let Some(one) = one {
            out.push(one);
        }
        rest = &rest[skipped..];
    }
    // Blanks are taken together, and quotes around the whole keep them.
    let text = out.text.trim();
    let text = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The character of an entity at the beginning, and its length.
fn entity(text: &str) -> Option<(usize, char)> {
    /// More than any entity that means something here.
    const LONGEST: usize = 12;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let one = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let code = name.strip_prefix('#')?;
            let code = match code.strip_prefix(['x', 'X']) {
                Some(code) => u32::from_str_radix(code, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((end + 1, one))
}

#[cfg(test)]
mod tests {
    use super::super::texts;
    use super::*;

    #[test]
    fn strings_are_read_as_people_see_them() {
        let text = "<?xml version=\"1.0\"?>\n<!-- note -->\n<resources xmlns:a=\"b\">\n\
                    <!-- <string name=\"old\">no</string> -->\n\
                    <string translatable=\"false\" name=\"ai_notice\">You\\'re talking to an <b>AI</b> &amp; no\n one \\u0041</string>\n\
                    <string-array name=\"list\"><item>x</item></string-array>\n<string name='ko'><![CDATA[인공지능]]></string>\n\
                    <string name=\"none\"/>\n<string name=\"open\">\n</resources>";
        assert!(is_one(text));
        assert!(!is_one("<svg/>") && !is_one("<resource/>"));
        let parsed = parse(&Document::new("res/values/strings.xml", text));
        let pairs: Vec<_> = texts(&parsed)
            .into_iter()
            .map(|(key, text, _)| (key, text))
            .collect();
        let expected = [
            ("ai_notice", "You're talking to an AI & no one A"),
            ("ko", "인공지능"),
        ];
        assert_eq!(
            pairs,
            expected.map(|(key, text)| (key.to_owned(), text.to_owned()))
        );
        assert_eq!(parsed.problems.len(), 1);
    }
}
