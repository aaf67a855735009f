//! What may stand at the cursor: in a declaration its keys, words, paths and
//! rules; in a rule file the facts.

use lsp_types::{
    CompletionItem, CompletionItemKind, Documentation, Position, Range, TextDocumentPositionParams,
    TextEdit,
};

use super::Server;
use super::cursor::{Cursor, Step};
use super::hover::is_declaration;
use super::text::Lines;
use crate::cli::packs;
use crate::facts::{catalogue, words};
use crate::manifest::declaration;
use crate::manifest::declaration::form::{Form, Shape};
use crate::manifest::declaration::node::{DECLARATION, Node};
use crate::model::Language;

/// A repository has more files than a menu can show.
const MOST_PATHS: usize = 500;

pub(super) fn answer(server: &Server, at: &TextDocumentPositionParams) -> Vec<CompletionItem> {
    let Some(path) = server.path(&at.text_document.uri) else {
        return Vec::new();
    };
    let Some(text) = server.text(&path) else {
        return Vec::new();
    };
    let offset = Lines::of(&text).offset(at.position);
    if is_declaration(&path) {
        let cursor = Cursor::at(&text, offset);
        return declared(server, &path, &cursor, at.position);
    }
    if is_rule(server, &path) {
        return facts(&text[..offset], at.position, server.language);
    }
    Vec::new()
}

/// An item that replaces what was typed of it.
fn item(
    label: &str,
    kind: CompletionItemKind,
    new: String,
    typed: &str,
    at: Position,
) -> CompletionItem {
    let units = u32::try_from(typed.encode_utf16().count()).unwrap_or(0);
    let start = Position::new(at.line, at.character.saturating_sub(units));
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        filter_text: Some(label.to_owned()),
        text_edit: Some(TextEdit::new(Range::new(start, at), new).into()),
        ..CompletionItem::default()
    }
}

fn declared(server: &Server, path: &str, cursor: &Cursor, at: Position) -> Vec<CompletionItem> {
    let Some(node) = reach(&cursor.path) else {
        return Vec::new();
    };
    let typed = cursor.typed.as_str();
    let mut items = Vec::new();
    if let Some(shape) = &node.scalar
        && cursor.in_value
    {
        items.extend(
            values(server, path, shape)
                .into_iter()
                .map(|(value, kind)| item(&value, kind, value.clone(), typed, at)),
        );
    }
    if !cursor.in_value {
        for (name, member) in &node.members {
            let new = format!("{name}: ");
            let mut key = item(name, CompletionItemKind::PROPERTY, new, typed, at);
            let doc = member
                .key
                .map(|key| declaration::about(key.path, server.language).to_owned());
            key.documentation = doc.map(Documentation::String);
            items.push(key);
        }
        if let Some(("rule", _)) = node.any {
            items.extend(packs::rules(&server.packs).map(|rule| {
                let new = format!("{}: ", rule.id);
                item(&rule.id, CompletionItemKind::REFERENCE, new, typed, at)
            }));
        }
    }
    items
}

/// The node of the table of keys at which a cursor is.
fn reach(path: &[Step]) -> Option<&'static Node> {
    path.iter()
        .try_fold(&*DECLARATION, |node, step| match step {
            Step::Item => node.items.as_deref(),
            Step::Key(key) => node
                .members
                .get(key.as_str())
                .or_else(|| node.any.as_ref().map(|(_, node)| &**node)),
        })
}

fn values(server: &Server, path: &str, shape: &Shape) -> Vec<(String, CompletionItemKind)> {
    let words = |words: &[&str]| {
        let items = words
            .iter()
            .map(|word| ((*word).to_owned(), CompletionItemKind::ENUM_MEMBER));
        items.collect()
    };
    match shape {
        Shape::Bool => words(&["true", "false"]),
        Shape::Word(all) => words(all),
        Shape::Of(Form::Rule) => packs::rules(&server.packs)
            .map(|rule| (rule.id.clone(), CompletionItemKind::REFERENCE))
            .collect(),
        Shape::Of(
            Form::Path
            | Form::Anchor
            | Form::FileKey
            | Form::Evidence
            | Form::File
            | Form::Artifact,
        ) => files(server, path),
        _ => Vec::new(),
    }
}

/// The files below the folder of a declaration, as it would name them.
fn files(server: &Server, declaration: &str) -> Vec<(String, CompletionItemKind)> {
    let folder = declaration
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let entries = server
        .judged
        .iter()
        .flat_map(|judged| judged.tree.entries());
    entries
        .filter_map(|entry| entry.path.strip_prefix(&folder))
        .take(MOST_PATHS)
        .map(|path| (path.to_owned(), CompletionItemKind::FILE))
        .collect()
}

/// A YAML file two folders below a `pack.yml`, as `policies/fairness/x.yml` is.
fn is_rule(server: &Server, path: &str) -> bool {
    let mut folders = path.rsplitn(3, '/').skip(2);
    let pack = folders.next().map(|pack| format!("{pack}/pack.yml"));
    let has = |pack: &str| {
        server
            .judged
            .iter()
            .any(|judged| judged.tree.entry(pack).is_some())
    };
    path.ends_with(".yml") && pack.is_some_and(|pack| has(&pack))
}

/// The facts whose path begins with what was typed.
fn facts(before: &str, at: Position, language: Language) -> Vec<CompletionItem> {
    let is_of_path =
        |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '.' | '[' | ']' | '*');
    let start = before
        .rfind(|it| !is_of_path(it))
        .map_or(0, |start| start + 1);
    let typed = before.get(start..).unwrap_or("");
    catalogue::all()
        .into_iter()
        .filter(|fact| fact.path.starts_with(typed))
        .map(|fact| {
            let new = fact.path.replace("[]", "[*]");
            let mut item = item(&fact.path, CompletionItemKind::VARIABLE, new, typed, at);
            item.documentation = Some(Documentation::String(
                words::about(&fact, language).to_owned(),
            ));
            item
        })
        .collect()
}
