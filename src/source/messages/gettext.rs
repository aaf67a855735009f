//! gettext's `.po` and `.pot`: the key is what code asks for (`msgid`, behind
//! `msgctxt.` where it has a context), the text what people see. A context
//! that one entry alone has is a name of its own: some teams write the key there.
//!
//! A fuzzy entry and one without a translation are shown to nobody, so their
//! text is empty; in a template (`.pot`) the key itself is the text.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::Parsed;
use super::super::defects::Fatal;
use super::{Texts, quoted};
use crate::model::{Document, Span, text};

/// Read a document as a catalog of gettext.
#[must_use]
pub fn parse(document: &Arc<Document>) -> Parsed {
    let mut texts = Texts::of(document);
    let is_template = document.path.ends_with(".pot");
    let mut contexts = Contexts::new();
    let outcome = read(&document.text, is_template, (&mut texts, &mut contexts));
    for (context, key) in contexts {
        if let Some(key) = key {
            texts.also(&context, &key);
        }
    }
    texts.conclude(outcome)
}

/// What the strings that follow belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Context,
    Id,
    Text,
    Other,
}

#[derive(Default)]
struct Message {
    context: Option<String>,
    id: Option<(String, Span)>,
    text: Option<(String, Span)>,
    fuzzy: bool,
}

/// Each context with the key of its entry; nothing where it has several.
type Contexts = BTreeMap<String, Option<String>>;

fn read(
    text: &str,
    is_template: bool,
    (texts, contexts): (&mut Texts, &mut Contexts),
) -> Result<(), Fatal> {
    let mut message = Message::default();
    let mut part = Part::Other;
    let mut next = 0;
    for line in text.split_inclusive('\n') {
        let at = next + line.len() - line.trim_start_matches(['\u{feff}', ' ', '\t']).len();
        next += line.len();
        let line = text[at..next].trim_end();
        if line.is_empty() || line.starts_with('#') {
            // A comment belongs to the entry below it.
            if message.text.is_some() {
                std::mem::take(&mut message).put(is_template, texts, contexts)?;
                part = Part::Other;
            }
            message.fuzzy |= line.starts_with("#,") && line.contains("fuzzy");
            continue;
        }
        let word = line.split(['"', ' ', '\t']).next().unwrap_or("");
        let begins = match word {
            "" => None,
            "msgctxt" => Some(Part::Context),
            "msgid" => Some(Part::Id),
            "msgstr" | "msgstr[0]" => Some(Part::Text),
            _ => Some(Part::Other),
        };
        let starts_anew =
            matches!(begins, Some(Part::Context | Part::Id)) && message.text.is_some();
        if starts_anew {
            std::mem::take(&mut message).put(is_template, texts, contexts)?;
        }
        part = begins.unwrap_or(part);
        let from = at + line.find('"').unwrap_or(line.len());
        let Some((said, end)) = quoted(&text[..at + line.len()], from) else {
            let span = Span::new(at, at + line.len());
            texts.defects.note(
                "not-an-entry",
                span,
                text!(
                    "a line is a word and a text in quotes",
                    "줄은 낱말 하나와 따옴표로 감싼 글이어야 함"
                ),
            )?;
            continue;
        };
        let span = Span::new(from, end);
        match part {
            Part::Context => message.context.get_or_insert_default().push_str(&said),
            Part::Id => grow(&mut message.id, &said, span),
            Part::Text => grow(&mut message.text, &said, span),
            Part::Other => {}
        }
    }
    message.put(is_template, texts, contexts)
}

fn grow(part: &mut Option<(String, Span)>, said: &str, span: Span) {
    match part {
        Some((text, whole)) => {
            text.push_str(said);
            *whole = Span::new(whole.start as usize, span.end as usize);
        }
        None => *part = Some((said.to_owned(), span)),
    }
}

impl Message {
    fn put(
        self,
        is_template: bool,
        texts: &mut Texts,
        contexts: &mut Contexts,
    ) -> Result<(), Fatal> {
        let (Some((id, id_at)), Some((text, span))) = (self.id, self.text) else {
            return Ok(());
        };
        // The header has no id.
        if id.is_empty() {
            return Ok(());
        }
        let text = match (is_template && text.is_empty(), self.fuzzy) {
            (true, _) => id.clone(),
            (false, true) => String::new(),
            (false, false) => text,
        };
        let key = match self.context {
            Some(context) => {
                let key = format!("{context}.{id}");
                contexts
                    .entry(context)
                    .and_modify(|known| *known = None)
                    .or_insert_with(|| Some(key.clone()));
                key
            }
            None => id,
        };
        texts.put((&key, id_at), text, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts;
    use super::*;

    const TEXT: &str = "msgid \"\"\nmsgstr \"Language: ko\\n\"\n\n#: chat.c:3\nmsgid \"You talk to \"\n\
                        \"an AI.\"\nmsgstr \"\"\n\"인공지능과 \"\n\"대화 중\"\n\n#, fuzzy\nmsgid \"Old\"\nmsgstr \"낡음\"\n\
                        msgctxt \"menu\"\nmsgid \"Open\"\nmsgid_plural \"Opens\"\nmsgstr[0] \"열기\"\nmsgstr[1] \"x\"\n\n\
                        msgid \"New\"\nmsgstr \"\"\n#~ msgid \"Gone\"\n#~ msgstr \"갔음\"\nstray\n";

    fn pairs(path: &str) -> Vec<(String, String)> {
        let found = texts(&parse(&Document::new(path, TEXT)));
        found
            .into_iter()
            .map(|(key, text, _)| (key, text))
            .collect()
    }

    #[test]
    fn what_people_see_is_read_and_what_nobody_sees_is_empty() {
        let own = |(key, text): (&str, &str)| (key.to_owned(), text.to_owned());
        let expected = [
            ("You talk to an AI.", "인공지능과 대화 중"),
            ("Old", ""),
            ("menu.Open", "열기"),
            ("New", ""),
            ("menu", "열기"),
        ];
        assert_eq!(pairs("ko.po"), expected.map(own));
        assert_eq!(pairs("all.pot")[3], own(("New", "New")));
        let parsed = parse(&Document::new("ko.po", TEXT));
        let told: Vec<_> = parsed
            .problems
            .iter()
            .map(|it| (it.code, it.place.text()))
            .collect();
        assert_eq!(told, [("not-an-entry", "stray")]);
    }
}
