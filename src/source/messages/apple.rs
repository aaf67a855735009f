//! Apple's `.strings`: `"key" = "text";` between `/* */` and `//` comments. A
//! key of letters, digits, `_`, `.` and `-` needs no quotes.

use std::sync::Arc;

use super::super::Parsed;
use super::super::defects::Fatal;
use super::{Texts, quoted};
use crate::model::{Document, Span, text};

/// Read a document as Apple strings.
#[must_use]
pub fn parse(document: &Arc<Document>) -> Parsed {
    let mut texts = Texts::of(document);
    let outcome = read(&document.text, &mut texts);
    texts.conclude(outcome)
}

fn read(text: &str, texts: &mut Texts) -> Result<(), Fatal> {
    let mut at = 0;
    loop {
        let start = behind_comments(text, at);
        if start >= text.len() {
            return Ok(());
        }
        match entry(text, start) {
            Some((key, key_at, value, span, end)) => {
                texts.put((&key, key_at), value, span)?;
                at = end;
            }
            None => {
                // What is no entry ends where the next one may begin.
                let line = text[start..].find('\n').map_or(text.len(), |at| start + at);
                let span = Span::new(start, start + text[start..line].trim_end().len());
                texts.defects.note(
                    "not-an-entry",
                    span,
                    text!(
                        "an entry is `\"key\" = \"text\";`",
                        "항목의 형식은 `\"key\" = \"text\";`"
                    ),
                )?;
                at = line;
            }
        }
    }
}

type Found = (String, Span, String, Span, usize);

fn entry(text: &str, start: usize) -> Option<Found> {
    let (key, end) = word(text, start)?;
    let equals = behind_comments(text, end);
    text[equals..].strip_prefix('=')?;
    let from = behind_comments(text, equals + 1);
    let (value, to) = word(text, from)?;
    let closed = behind_comments(text, to);
    text[closed..].strip_prefix(';')?;
    Some((
        key,
        Span::new(start, end),
        value,
        Span::new(from, to),
        closed + 1,
    ))
}

fn word(text: &str, at: usize) -> Option<(String, usize)> {
    if text[at..].starts_with('"') {
        return quoted(text, at);
    }
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    let length = text[at..].bytes().take_while(is_part).count();
    (length > 0).then(|| (text[at..at + length].to_owned(), at + length))
}

/// The next character that is no blank and in no comment.
fn behind_comments(text: &str, mut at: usize) -> usize {
    loop {
        let rest =
            text[at..].trim_start_matches(|one: char| one.is_whitespace() || one == '\u{feff}');
        at = text.len() - rest.len();
        let closes = match rest.get(..2) {
            Some("//") => "\n",
            Some("/*") => "*/",
            _ => return at,
        };
        at = match rest[2..].find(closes) {
            Some(end) => at + 2 + end + closes.len(),
            None => text.len(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts;
    use super::*;

    #[test]
    fn entries_are_read_between_comments_and_what_is_none_is_told() {
        let text = "/* shown \"first\" = \"no\"; */\n\"chat.notice\" = \"Say \\\"AI\\\" \\U0041\";\n\
                    // note\nplain_key=\"b\";\nbroken line\n\"k\" = \"미\\n\" ;\n\"open";
        let parsed = parse(&Document::new("Localizable.strings", text));
        let pairs: Vec<_> = texts(&parsed)
            .into_iter()
            .map(|(key, text, _)| (key, text))
            .collect();
        let expected = [
            ("chat.notice", "Say \"AI\" A"),
            ("plain_key", "b"),
            ("k", "미\n"),
        ];
        assert_eq!(
            pairs,
            expected.map(|(key, text)| (key.to_owned(), text.to_owned()))
        );
        let told: Vec<_> = parsed
            .problems
            .iter()
            .map(|it| (it.code, it.place.text()))
            .collect();
        assert_eq!(
            told,
            [("not-an-entry", "broken line"), ("not-an-entry", "\"open")]
        );
    }
}
