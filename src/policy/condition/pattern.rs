//! The pattern of `matches`: compiled when a pack is checked, or when a
//! trusted one is first needed, since compiling costs more than a whole rule.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use super::ConditionError;
use crate::model::{Span, Str};

/// The most memory that a compiled pattern takes.
const BYTES: usize = 256 * 1024;

/// A pattern of the `regex` crate: linear in the text, whatever it is.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    text: Str,
    span: Span,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) fn new(text: Str, span: Span) -> Self {
        Self {
            text,
            span,
            compiled: OnceLock::new(),
        }
    }

    /// Compile it now, or say why it is none.
    pub(super) fn check(&self) -> Result<(), ConditionError> {
        let regex =
            compile(&self.text).map_err(|error| ConditionError::new(self.span, spell(&error)))?;
        self.compiled.get_or_init(|| Some(regex));
        Ok(())
    }

    /// Whether it is found in a text; `None` where it is no pattern.
    pub(super) fn is_in(&self, text: &str) -> Option<bool> {
        let regex = self.compiled.get_or_init(|| compile(&self.text).ok());
        regex.as_ref().map(|regex| regex.is_match(text))
    }
}

fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .size_limit(BYTES)
        .dfa_size_limit(BYTES)
        .build()
}

fn spell(error: &regex::Error) -> String {
    if let regex::Error::CompiledTooBig(_) = error {
        return "this pattern is too large".to_owned();
    }
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    format!("this is no pattern: {}", last.trim_start_matches("error: "))
}
