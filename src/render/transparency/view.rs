//! What an edition may see of a report. Every section asks here, so that what
//! is not for the public has one door, and it is closed.

use serde_json::Value;

use super::Edition;
use super::sheet::Line;
use super::words::term;
use crate::model::Language;
use crate::model::report::{Audience, Fact, Report, System};
use crate::render::wording::pick;

/// A report as one edition may read it.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) report: &'a Report,
    pub(super) edition: Edition,
}

impl<'a> View<'a> {
    pub(super) fn lang(&self) -> Language {
        self.report.lang
    }

    pub(super) fn say(&self, en: &'static str, ko: &'static str) -> &'static str {
        pick(self.lang(), en, ko)
    }

    pub(super) fn is_public(&self) -> bool {
        self.edition == Edition::Public
    }

    /// Whether this edition may read what has an audience.
    pub(super) fn may_read(&self, audience: Audience) -> bool {
        !self.is_public() || audience == Audience::Public
    }

    /// The facts of a system that this edition may read.
    pub(super) fn facts(&self, system: &'a System) -> Facts<'a> {
        let facts = system.facts.iter();
        Facts {
            lang: self.lang(),
            known: facts.filter(|fact| self.may_read(fact.audience)).collect(),
        }
    }

    /// The system's name: its id, unless that is one of the things withheld.
    pub(super) fn name(&self, system: &'a System, index: usize) -> Line {
        let id = self.facts(system).text("declaration.system.id");
        match id {
            Some(id) => Line::words(id),
            None if !self.is_public() => Line::code(&system.id),
            None => Line::words(format!("{} {}", self.say("System", "시스템"), index + 1)),
        }
    }
}

/// Facts of one system, by path.
pub(super) struct Facts<'a> {
    lang: Language,
    known: Vec<&'a Fact>,
}

impl<'a> Facts<'a> {
    fn value(&self, path: &str) -> Option<&'a Value> {
        let fact = self.known.iter().find(|fact| fact.path == path)?;
        Some(&fact.value)
    }

    /// A fact as text.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        self.value(path).map(|value| self.shown(value))
    }

    /// A fact of a closed set of words, in the reader's language.
    pub(super) fn term(&self, path: &str) -> Option<String> {
        let value = self.value(path)?;
        Some(match value {
            Value::String(word) => term(self.lang, word),
            other => self.shown(other),
        })
    }

    /// The items of a list of plain values, as text.
    pub(super) fn list(&self, path: &str) -> Vec<String> {
        self.below(path)
            .filter(|(_, rest)| rest.is_empty())
            .map(|(fact, _)| self.shown(&fact.value))
            .collect()
    }

    /// The same for a list of words of a closed set.
    pub(super) fn terms(&self, path: &str) -> Vec<String> {
        let words = self.list(path).into_iter();
        words.map(|word| term(self.lang, &word)).collect()
    }

    /// The paths of a list's items, of which something may be read.
    pub(super) fn items(&self, path: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (fact, rest) in self.below(path) {
            let item = fact.path[..fact.path.len() - rest.len()].to_owned();
            if found.last() != Some(&item) {
                found.push(item);
            }
        }
        found
    }

    /// Facts in the list at a path, with what follows the closing bracket.
    fn below(&self, path: &str) -> impl Iterator<Item = (&'a Fact, &'a str)> {
        let begin = format!("{path}[");
        self.known.iter().filter_map(move |fact| {
            let rest = fact.path.strip_prefix(&begin)?;
            let (_, rest) = rest.split_once(']')?;
            Some((*fact, rest))
        })
    }

    fn shown(&self, value: &Value) -> String {
        match value {
            Value::Bool(true) => pick(self.lang, "yes", "예").to_owned(),
            Value::Bool(false) => pick(self.lang, "no", "아니요").to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}
