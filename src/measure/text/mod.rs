//! Whether a text says something, whether two texts say the same, and in
//! which language: counted, never understood.
//!
//! Everything is linear in the text and works on English and Korean alike.
//! It catches negligence, not fraud: whoever writes eight invented words
//! passes, which is why evidence weighs more than text in the rules.

pub mod confidential;
mod cues;
mod language;
mod overlap;
mod placeholder;
mod prose;
mod readable;
mod similar;
mod stock;
mod template;
mod words;

pub use cues::{holds, holds_any, stands};
pub use language::{Language, Script};
pub use overlap::{Content, Statements, new_words, overlap, shared};
pub use placeholder::{holds_note, is_placeholder};
pub use prose::{prose, sentences, without_comments};
pub use readable::{Readability, Unit, readability, undefined_abbreviations};
pub use similar::{Copies, Shingles};
pub use template::{holds_template, is_template};
pub use words::{count, plain, words};

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

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

/// How many different words a text needs, where it needs as many at all.
const DIFFERENT: usize = 4;

/// What a text amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Substance {
    /// Its words, markup, comments and lines of a template left out.
    pub words: usize,
    /// Why it says nothing; `None` where it says something.
    pub why: Option<Why>,
}

/// What a text amounts to where at least `needed` words are needed, or twice
/// as many characters of a script that writes no spaces between words.
#[must_use]
pub fn substance(text: &str, needed: usize) -> Substance {
    let text = prose(&composed(text));
    let filled = template::without_template(&text);
    let own = stock::without_stock(&filled);
    let words = count(&own);
    let templated = own.len() < text.len();
    let why = if text.trim().is_empty() {
        Some(Why::Empty)
    } else if is_placeholder(&text) {
        Some(Why::Placeholder)
    } else if words == 0 && !templated {
        Some(Why::Punctuation)
    } else if templated && words > 0 && is_placeholder(&own) {
        Some(Why::Placeholder)
    } else if words < needed.max(1) {
        Some(match templated {
            true => Why::Template,
            false => Why::TooShort { words, needed },
        })
    } else if is_filler(&own, needed) {
        Some(Why::Repeated)
    } else {
        None
    };
    Substance { words, why }
}

/// The words of a text that says something, or why it says nothing.
///
/// # Errors
/// The reason for which the text says nothing.
pub fn substantive(text: &str, needed: usize) -> Result<usize, Why> {
    let Substance { words, why } = substance(text, needed);
    why.map_or(Ok(words), Err)
}

/// A text after NFC, without a copy where it is composed already.
fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// Whether a text is the same few words over and over: of those that are
/// needed, so many at least have to be different ones.
fn is_filler(text: &str, needed: usize) -> bool {
    let lower = text.to_lowercase();
    let mut all = sentences(&lower);
    let first = all.next();
    let mut rest = all.peekable();
    // One sentence, again and again.
    if rest.peek().is_some() && rest.all(|one| Some(one) == first) {
        return true;
    }
    let seen: Vec<&str> = words(&lower).take(VARIETY_WINDOW).collect();
    let distinct = seen.iter().collect::<BTreeSet<_>>().len();
    // A script without spaces has its words in one.
    let dense = |character: &char| Script::of(*character).is_some_and(Script::is_dense);
    let characters = lower.chars().filter(dense).take(2 * VARIETY_WINDOW);
    let halves = characters.collect::<BTreeSet<_>>().len() / 2;
    if distinct.max(halves) < needed.min(DIFFERENT) {
        return true;
    }
    seen.len() >= VARIETY_FLOOR && distinct * 3 < seen.len()
}
