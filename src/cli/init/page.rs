//! A page of YAML for a person to finish: values with where they come from,
//! and gaps, each with what belongs there.

use std::fmt::Write as _;

use crate::cli::gaps;
use crate::edit::quiet;
pub(super) use crate::edit::scalar;
use crate::manifest::declaration::keys::KEYS;
use crate::model::Language;

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
        self.line(&format!(
            "{indent}# {}",
            gaps::explained(key, self.language)
        ));
        let shape = KEYS.iter().find(|known| known.path == key);
        let gap = shape.map_or("", |known| gaps::gap(&known.shape));
        let line = format!("{lead}{}: {gap}", name(key));
        self.line(line.trim_end());
    }
}

/// The last segment of a key's path.
fn name(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}
