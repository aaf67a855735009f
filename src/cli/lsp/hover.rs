//! What stands under the pointer, explained: the rule of a finding, a key of
//! the declaration, a rule that is named.

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, TextDocumentPositionParams};

use super::Server;
use super::cursor::{Cursor, Step};
use super::text::Lines;
use crate::cli::explain;
use crate::manifest::declaration;
use crate::model::path::name_of;
use crate::model::report::{Finding, Position};

pub(super) fn answer(server: &Server, at: &TextDocumentPositionParams) -> Option<Hover> {
    let path = server.path(&at.text_document.uri)?;
    let text = server.text(&path)?;
    let offset = Lines::of(&text).offset(at.position);
    let names = [named(&text, offset), key(&path, &text, offset)];
    let explained = names
        .iter()
        .flatten()
        .find_map(|name| explain::text(name, &server.packs, server.language));
    let found: Vec<String> = findings(server, &path, offset)
        .filter_map(|finding| explain::text(&finding.rule, &server.packs, server.language))
        .collect();
    let parts: Vec<String> = explained.into_iter().chain(found).collect();
    (!parts.is_empty()).then(|| Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::PlainText,
            value: parts.join("\n\n"),
        }),
        range: None,
    })
}

/// Findings whose place holds a byte, each rule once.
fn findings<'a>(
    server: &'a Server,
    path: &'a str,
    offset: usize,
) -> impl Iterator<Item = &'a Finding> {
    let all = server
        .judged
        .iter()
        .flat_map(|judged| &judged.report.findings);
    let mut rules = Vec::new();
    let holds = move |start: Position, end: Position| {
        (start.offset as usize..end.offset as usize).contains(&offset)
    };
    all.filter(move |finding| {
        let mut again = finding.related.iter().filter(|related| related.again);
        (finding.path == path && finding.exists && holds(finding.start, finding.end))
            || again.any(|one| one.path == path && holds(one.start, one.end))
    })
    .filter(move |finding| {
        let first = !rules.contains(&&finding.rule);
        rules.push(&finding.rule);
        first
    })
}

/// The fact that a key of the declaration is.
fn key(path: &str, text: &str, offset: usize) -> Option<String> {
    if !is_declaration(path) {
        return None;
    }
    let mut name = "declaration".to_owned();
    for step in Cursor::key(text, offset)? {
        match step {
            Step::Item => name.push_str("[]"),
            Step::Key(key) => {
                name.push('.');
                name.push_str(&key);
            }
        }
    }
    Some(name)
}

pub(super) fn is_declaration(path: &str) -> bool {
    name_of(path) == declaration::FILE
}

/// The word around a byte, where it may be a rule's id.
fn named(text: &str, offset: usize) -> Option<String> {
    let is_of_id = |it: char| it.is_ascii_alphanumeric() || matches!(it, '/' | '-');
    let offset = text.floor_char_boundary(offset);
    let start = text[..offset]
        .rfind(|it| !is_of_id(it))
        .map_or(0, |at| at + 1);
    let start = text.ceil_char_boundary(start);
    let end = text[offset..]
        .find(|it| !is_of_id(it))
        .map_or(text.len(), |at| offset + at);
    let word = text.get(start..end)?;
    word.contains('/').then(|| word.to_owned())
}
