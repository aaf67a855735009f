//! Whether a text says something, whether two texts say the same, and in
//! which language: counted, never understood.
//!
//! Everything is linear in the text and works on English and Korean alike.
//! It catches negligence, not fraud: whoever writes eight invented words
//! passes, which is why evidence weighs more than text in the rules.

mod language;
mod overlap;
mod placeholder;
mod prose;
mod similar;
mod template;
mod words;

pub use language::{Language, Script};
pub use overlap::{content_words, found_in, new_words, overlap};
pub use placeholder::is_placeholder;
pub use prose::{prose, sentences, without_comments};
pub use similar::{Copies, Shingles};
pub use template::{holds_template, is_template};
pub use words::{count, words};

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

/// Why a text says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no text, or nothing but comments and headings.
    Empty,
    /// Fewer words than needed.
    TooShort {
        /// Words that count.
        words: usize,
        /// Words that are needed.
        needed: usize,
    },
    /// Nothing but a placeholder such as `TODO` or `추후 작성`.
    Placeholder,
    /// What remains without the lines of a template is too little.
    Template,
    /// No word at all.
    Punctuation,
    /// The same few words over and over, or a passage that stands elsewhere already.
    Repeated,
}

impl Why {
    /// All words of [`Why::name`].
    pub const NAMES: &'static [&'static str] = &[
        "empty",
        "too-short",
        "placeholder",
        "template",
        "punctuation",
        "repeated",
    ];

    /// The word in facts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooShort { .. } => "too-short",
            Self::Placeholder => "placeholder",
            Self::Template => "template",
            Self::Punctuation => "punctuation",
            Self::Repeated => "repeated",
        }
    }
}

/// How many words of a text are looked at for its variety: enough to tell
/// filler from prose, whose long forms repeat themselves lawfully.
const VARIETY_WINDOW: usize = 60;
/// Below this many words repetition is no sign of anything.
const VARIETY_FLOOR: usize = 6;

/// Whether a text says something in at least `needed` words, or twice as many
/// characters of a script that writes none; the words that count, or why not.
///
/// # Errors
/// The reason for which the text says nothing.
pub fn substantive(text: &str, needed: usize) -> Result<usize, Why> {
    let text: String = prose(&text.nfc().collect::<String>());
    if text.trim().is_empty() {
        return Err(Why::Empty);
    }
    if is_placeholder(&text) {
        return Err(Why::Placeholder);
    }
    let own = template::without_template(&text);
    let counted = count(&own);
    let templated = own.len() < text.len();
    if counted == 0 {
        return Err(if templated {
            Why::Template
        } else {
            Why::Punctuation
        });
    }
    if is_placeholder(&own) {
        return Err(Why::Placeholder);
    }
    if counted < needed {
        return Err(if templated {
            Why::Template
        } else {
            Why::TooShort {
                words: counted,
                needed,
            }
        });
    }
    if is_filler(&own) {
        return Err(Why::Repeated);
    }
    Ok(counted)
}

/// The words of a text that count toward [`substantive`]: without markup,
/// comments and lines of a template.
#[must_use]
pub fn own_words(text: &str) -> usize {
    count(&template::without_template(&prose(
        &text.nfc().collect::<String>(),
    )))
}

/// Whether a text is the same few words over and over.
fn is_filler(text: &str) -> bool {
    let lower = text.to_lowercase();
    let seen: Vec<&str> = words(&lower).take(VARIETY_WINDOW).collect();
    let distinct = seen.iter().collect::<BTreeSet<_>>().len();
    seen.len() >= VARIETY_FLOOR && distinct * 3 < seen.len()
}
