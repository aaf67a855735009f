//! What is wrong with a document as a document: the user's mistake, never
//! our error.

use super::place::Place;
use super::words::Text;

/// A located defect of a document. Parsers return them beside the value that
/// they could still read.
#[derive(Clone, Debug)]
pub struct Problem {
    /// A stable kebab-case code, such as `duplicate-key`; the parser that
    /// reports it lists its codes.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// A second place, such as the first of two equal keys.
    pub related: Option<Place>,
    /// The particular in both languages: the key's name, the parser's words.
    /// Never a sensitive value.
    pub detail: Text,
    /// The same particulars one by one, for messages in any language: the key,
    /// the nearest valid one, what was expected. Never a sensitive value.
    pub particulars: Vec<(&'static str, String)>,
    /// The document can't be relied on at all, so its facts are unreadable.
    pub fatal: bool,
}

impl Problem {
    /// A defect beside which the rest of the document still counts.
    pub fn new(code: &'static str, place: Place, detail: Text) -> Self {
        Self {
            code,
            place,
            related: None,
            detail,
            particulars: Vec::new(),
            fatal: false,
        }
    }

    /// A defect that makes the document unreadable.
    pub fn fatal(code: &'static str, place: Place, detail: Text) -> Self {
        Self {
            fatal: true,
            ..Self::new(code, place, detail)
        }
    }

    /// The same, with a named particular.
    #[must_use]
    pub fn with(mut self, name: &'static str, particular: impl Into<String>) -> Self {
        self.particulars.push((name, particular.into()));
        self
    }

    /// The particular of a name.
    #[must_use]
    pub fn particular(&self, name: &str) -> Option<&str> {
        self.particulars
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, particular)| particular.as_str())
    }

    /// The same, with a second place.
    #[must_use]
    pub fn related_to(mut self, place: Place) -> Self {
        self.related = Some(place);
        self
    }
}
