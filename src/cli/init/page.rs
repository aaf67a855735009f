//! A page of YAML for a person to finish: values with where they come from,
//! and gaps, each with what belongs there.

use std::fmt::Write as _;

use super::answers::choices;
use super::words;
use crate::edit::quiet;
pub(super) use crate::edit::scalar;
use crate::manifest::declaration::form::{Form, Shape};
use crate::manifest::declaration::keys::KEYS;
use crate::model::Language;

/// What stands in a gap, where no value of the key looks so.
const GAP: &str = "TODO";

/// What stands in a gap of this shape. Where any text would do, or would with
/// brackets around it, nothing stands there, which is an error at every tier.
pub(in crate::cli) fn gap(shape: &Shape) -> &'static str {
    match shape {
        Shape::Bool | Shape::Int(..) | Shape::Number(..) | Shape::Word(_) => GAP,
        Shape::Of(form) if !form.fits(GAP) => GAP,
        _ => "",
    }
}

/// A page that is being written.
pub(super) struct Page {
    pub(super) text: String,
    pub(super) language: Language,
    /// Gaps that a person has to fill.
    pub(super) gaps: usize,
}

impl Page {
    pub(super) fn new(language: Language) -> Self {
        Self {
            text: String::new(),
            language,
            gaps: 0,
        }
    }

    /// A line as it is.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A comment in the page's language.
    pub(super) fn comment(&mut self, indent: &str, en: &str, ko: &str) {
        let words = match self.language {
            Language::En => en,
            Language::Ko => ko,
        };
        self.line(&format!("{indent}# {words}"));
    }

    /// A value that was found or said, and the file that says it.
    pub(super) fn known(&mut self, lead: &str, key: &str, value: &str, from: Option<&str>) {
        // Writing to a string can't fail.
        let _ = write!(self.text, "{lead}{}: {}", name(key), scalar(value));
        match (from, self.language) {
            (None, _) => self.text.push('\n'),
            (Some(from), Language::En) => self.line(&format!("  # from {}", quiet(from))),
            (Some(from), Language::Ko) => self.line(&format!("  # 출처: {}", quiet(from))),
        }
    }

    /// A value that nobody said.
    pub(super) fn gap(&mut self, lead: &str, key: &str) {
        self.gaps += 1;
        let indent = lead.replace('-', " ");
        self.line(&format!("{indent}# {}", explained(key, self.language)));
        let shape = KEYS.iter().find(|known| known.path == key);
        let gap = shape.map_or(GAP, |known| gap(&known.shape));
        let line = format!("{lead}{}: {gap}", name(key));
        self.line(line.trim_end());
    }
}

/// What belongs at a key, with the values that may stand there.
pub(in crate::cli) fn explained(key: &str, language: Language) -> String {
    let about = words::about(key, language);
    let words = choices(key);
    let shape = KEYS.iter().find(|known| known.path == key);
    match (&words[..], shape.map(|known| known.shape)) {
        ([], Some(Shape::List(Shape::Of(form)))) if *form != Form::Name => {
            format!("{about}: [{}]", form.spec().example)
        }
        ([], Some(Shape::List(_))) => format!("{about}: [\"…\", \"…\"]"),
        ([], Some(Shape::Of(form))) if form != Form::Name => {
            format!("{about}: {}", form.spec().example)
        }
        ([], _) => about.to_owned(),
        ([_], _) => about.to_owned(),
        (words, Some(Shape::List(_))) => format!("{about}: [{}]", words.join(", ")),
        (words, _) => format!("{about}: {}", words.join(" | ")),
    }
}

/// The last segment of a key's path.
fn name(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}
