//! Span edits: bytes put in the place of others, so that comments, order and
//! layout of everything else stay what their author made them.
//!
//! Nothing is written here. What an edit of YAML comes to is read again
//! before anybody gets it, and one that would change more than it says is
//! refused.

mod scalar;
pub mod yaml;

use crate::model::{Document, Edit, Said, Text};

pub use self::scalar::{quiet, scalar};

/// Why a document can't be edited.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Two edits want the same bytes.
    #[error("{path}: two edits meet at byte {at}")]
    Overlap {
        /// The document.
        path: String,
        /// Where.
        at: usize,
    },
    /// An edit is of another document, or of bytes that are not there.
    #[error("{path}: an edit is of other bytes than these")]
    Elsewhere {
        /// The document.
        path: String,
    },
    /// Written in a way that no edit is known for.
    #[error("{path}:{line}: `{key}` is written in a way that can't be added to: {}", .why.en)]
    Form {
        /// The document.
        path: String,
        /// The line, from 1.
        line: u32,
        /// The key.
        key: String,
        /// What stands in the way.
        why: Text,
    },
}

impl Said for EditError {
    fn korean(&self) -> String {
        match self {
            Self::Overlap { path, at } => format!("{path}: 두 수정이 바이트 {at}에서 겹칩니다"),
            Self::Elsewhere { path } => format!("{path}: 수정할 바이트가 이 파일의 것이 아닙니다"),
            Self::Form {
                path,
                line,
                key,
                why,
            } => format!(
                "{path}:{line}: `{key}`은(는) 더할 수 없는 형태입니다: {}",
                why.ko
            ),
        }
    }
}

/// The text with these edits made. Several insertions at one place keep their
/// order.
///
/// # Errors
/// Two edits want the same bytes, or one is of other bytes than these.
pub fn apply(document: &Document, edits: &[Edit]) -> Result<String, EditError> {
    let text = &document.text;
    let path = || document.path.clone();
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.place.span.start, edit.place.span.end));
    let mut made = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        let range = edit.place.span.range();
        if edit.place.path() != document.path || text.get(range.clone()).is_none() {
            return Err(EditError::Elsewhere { path: path() });
        }
        if range.start < at {
            let at = range.start;
            return Err(EditError::Overlap { path: path(), at });
        }
        made.push_str(&text[at..range.start]);
        made.push_str(&edit.replacement);
        at = range.end;
    }
    made.push_str(&text[at..]);
    Ok(made)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Place, Span};

    fn edit(document: &Arc<Document>, from: usize, to: usize, replacement: &str) -> Edit {
        Edit {
            place: Place::new(document, Span::new(from, to)),
            replacement: replacement.to_owned(),
            safe: true,
        }
    }

    #[test]
    fn edits_are_made_in_the_order_of_their_places() {
        let document = Document::new("a", "one two three");
        let edits = [
            edit(&document, 8, 13, "3"),
            edit(&document, 0, 3, "1"),
            edit(&document, 4, 4, "and "),
            edit(&document, 4, 4, "then "),
        ];
        assert_eq!(apply(&document, &edits).expect("made"), "1 and then two 3");
    }

    #[test]
    fn edits_that_meet_or_lie_elsewhere_are_refused() {
        let document = Document::new("a", "één two");
        let other = Document::new("b", "één two");
        let meeting = [edit(&document, 0, 5, ""), edit(&document, 4, 6, "")];
        assert!(matches!(
            apply(&document, &meeting),
            Err(EditError::Overlap { .. })
        ));
        for wrong in [
            edit(&other, 0, 1, ""),
            edit(&document, 1, 2, ""),
            edit(&document, 5, 99, ""),
        ] {
            assert!(matches!(
                apply(&document, &[wrong]),
                Err(EditError::Elsewhere { .. })
            ));
        }
    }
}
