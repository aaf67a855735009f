//! Datasets that a library keeps one a class or one a module, so that the name
//! of the class is the name of the dataset.

use super::constants::Said;
use super::hub::What;
use super::python::{Found, MOST_TOKENS};
use super::token::{Token, is_word};
use crate::model::Span;

/// Modules whose classes and functions are one dataset each, and the names
/// among them that are none.
const SHELVES: &[&str] = &[
    "torchvision.datasets",
    "torchaudio.datasets",
    "torchtext.datasets",
    "keras.datasets",
];
#[rustfmt::skip]
const NO_SETS: &[&str] = &[
    "DatasetFolder", "FakeData", "ImageFolder", "VisionDataset", "utils", "folder", "wrap_dataset_for_transforms_v2",
];

/// Whether a text speaks of such a library at all.
pub(super) fn has_shelves(text: &str) -> bool {
    let module = |shelf: &str| shelf.split('.').next().is_some_and(|it| text.contains(it));
    SHELVES.iter().any(|shelf| module(shelf))
}

/// Datasets that are named by their class or module: where one is imported by
/// name, or behind the module's name.
pub(super) fn from_shelves(text: &str, tokens: &[Token]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut put = |span: Span| {
        let name = text.get(span.range()).unwrap_or("");
        let is_set =
            !NO_SETS.contains(&name) && name.starts_with(|one: char| one.is_alphanumeric());
        if is_set {
            found.push(Found {
                call: "import",
                what: What::Dataset,
                is_path: false,
                parts: usize::MAX,
                name: Said::Text(span),
                revision: None,
                trusts: None,
            });
        }
    };
    for (index, token) in tokens.iter().enumerate() {
        let Token::Name(span) = token else { continue };
        let name = text.get(span.range()).unwrap_or("");
        for shelf in SHELVES {
            let Some(at) = name.find(shelf) else { continue };
            let whole = at == 0 || name[..at].ends_with('.');
            match &name[at + shelf.len()..] {
                // from torchvision.datasets import A, B
                "" if whole && is_word_at(text, tokens, index + 1, "import") => {
                    let listed = tokens[index + 2..].iter().take(MOST_TOKENS);
                    let listed = listed.take_while(|token| {
                        matches!(token, Token::Name(_) | Token::Sign(b',' | b'('))
                    });
                    // What follows `as` is a name of the file's own.
                    let mut own = false;
                    for token in listed {
                        match token {
                            Token::Name(_) if std::mem::take(&mut own) => {}
                            Token::Name(_) if is_word(text, *token, &["as"]) => own = true,
                            Token::Name(span) => put(*span),
                            _ => {}
                        }
                    }
                }
                rest if whole && rest.starts_with('.') => {
                    let set = rest[1..].split('.').next().unwrap_or("");
                    let start = span.start as usize + at + shelf.len() + 1;
                    put(Span::new(start, start + set.len()));
                }
                _ => {}
            }
        }
        // from torchvision import datasets
        let imported = name.strip_prefix("datasets.").filter(|_| {
            SHELVES
                .iter()
                .filter_map(|shelf| shelf.split_once('.'))
                .any(|(module, _)| text.contains(&format!("from {module} import")))
        });
        if let Some(set) =
            imported.filter(|set| set.starts_with(|one: char| one.is_ascii_uppercase()))
        {
            let set = set.split('.').next().unwrap_or("");
            let start = span.start as usize + "datasets.".len();
            put(Span::new(start, start + set.len()));
        }
    }
    found
}

fn is_word_at(text: &str, tokens: &[Token], index: usize, word: &str) -> bool {
    tokens
        .get(index)
        .is_some_and(|token| is_word(text, *token, &[word]))
}
