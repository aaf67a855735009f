//! Who may read what a report carries of a system.
//!
//! The public reads the keys of one list and nothing else; and of these nothing
//! in which a confidential term stands, or a passage of a confidential file,
//! and nothing that the declaration withholds.

use std::collections::BTreeSet;

use crate::facts;
use crate::measure::text::confidential::{Passages, Terms};
use crate::model::Value;
use crate::model::report::Audience;
use crate::source::{Blob, Tree};

/// What anybody may read: keys of the declaration, with all below them. A
/// number in brackets stands for any.
const PUBLIC: &[&str] = &[
    "declaration.system",
    "declaration.risk",
    "declaration.uses",
    "declaration.practices",
    "declaration.models[].id",
    "declaration.models[].version",
    "declaration.models[].license",
    "declaration.oversight.contact",
    "declaration.oversight.respond_within_days",
    "declaration.oversight.appeal.days",
    "declaration.fairness.not_measured[]",
    "declaration.explain.redactions[].topic",
    "declaration.explain.redactions[].reason",
    "declaration.explain.redactions[].instead",
    "declaration.explain.redactions[].review_by",
    "declaration.inclusion.not_served[]",
    "declaration.inclusion.alternative",
    "declaration.privacy.personal_data",
    "declaration.privacy.basis",
    "declaration.privacy.retention_days",
    "declaration.privacy.special_categories[].type",
    "declaration.privacy.trains_on_user_input.mode",
    "datasets[].id",
    "datasets[].role",
    "datasets[].license",
    "datasets[].personal",
    "datasets[].source",
    "datasets[].minors",
    "datasets[].collected_until",
    "datasets[].people",
];

/// Where groups of people are spoken of.
pub(super) const GROUPS: &str = "declaration.fairness";

/// What a declaration keeps confidential.
#[derive(Default)]
pub(super) struct Readers {
    terms: Terms,
    passages: Passages,
    files: BTreeSet<String>,
    withheld: Vec<String>,
}

impl Readers {
    /// Of the declaration in a folder of a tree.
    pub(super) fn of(declaration: &Value, tree: &Tree, folder: &str) -> Self {
        let mut readers = Self::default();
        let items = |path: &str| {
            let list = declaration.at_path(path).into_iter();
            list.flat_map(Value::items)
        };
        for term in items("explain.confidential_terms") {
            readers.terms.add(term.as_str().unwrap_or(""));
        }
        for path in items("explain.confidential_files").filter_map(Value::as_str) {
            readers.files.insert(path.to_owned());
            let path = facts::join(folder, path);
            if let Some(Blob::Text(document)) = path.map(|path| tree.read(&path)) {
                readers.passages.add(&document.text);
            }
        }
        let topics = items("explain.redactions").filter_map(|one| one.get("topic")?.as_str());
        for topic in topics {
            readers.withheld.push(format!("declaration.{topic}"));
            // What is told of the data is merged from its manifests under another name.
            if let Some(rest) = topic.strip_prefix("data") {
                readers.withheld.push(format!("datasets{rest}"));
            }
        }
        readers
    }

    /// Who may read a fact by its path, and its words.
    pub(super) fn of_fact<'a>(
        &self,
        path: &str,
        words: impl IntoIterator<Item = &'a str>,
    ) -> Audience {
        let any = without_numbers(path);
        if PUBLIC.iter().any(|public| is_below(&any, public)) {
            self.of_words(path, words)
        } else {
            Audience::Internal
        }
    }

    /// Who may read words that speak of a key, where anybody may read the key.
    pub(super) fn of_words<'a>(
        &self,
        path: &str,
        words: impl IntoIterator<Item = &'a str>,
    ) -> Audience {
        let any = without_numbers(path);
        let is_withheld = self.withheld.iter().any(|topic| is_below(&any, topic));
        // A map's keys are the author's words, too.
        let leaks = |words: &str| {
            !self.terms.find(words).is_empty() || !self.passages.find(words).is_empty()
        };
        if is_withheld || leaks(path) || words.into_iter().any(leaks) {
            Audience::Internal
        } else {
            Audience::Public
        }
    }

    /// Whether a file is one that must not leak.
    pub(super) fn keeps(&self, path: &str) -> bool {
        self.files.contains(path)
    }
}

/// `data[3].id` as `data[].id`.
fn without_numbers(path: &str) -> String {
    let mut any = String::with_capacity(path.len());
    let mut inside = false;
    for char in path.chars() {
        inside = inside && char != ']';
        if !inside {
            any.push(char);
        }
        inside = inside || char == '[';
    }
    any
}

fn is_below(path: &str, key: &str) -> bool {
    path.strip_prefix(key)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_for_what_is_below_it_and_for_nothing_beside_it() {
        let readers = Readers::default();
        let of = |path| readers.of_fact(path, []);
        assert_eq!(of("declaration.system.owner.team"), Audience::Public);
        assert_eq!(of("declaration.systematic"), Audience::Internal);
        assert_eq!(of("declaration.models[12].id"), Audience::Public);
        assert_eq!(of("declaration.models[12].card"), Audience::Internal);
        assert_eq!(of("declaration.x-notes"), Audience::Internal);
    }

    #[test]
    fn what_leaks_or_is_withheld_is_not_for_the_public() {
        let mut readers = Readers {
            withheld: vec!["declaration.uses".to_owned()],
            ..Readers::default()
        };
        readers.terms.add_plain("velocity score");
        let of = |path, words| readers.of_fact(path, [words]);
        assert_eq!(of("declaration.uses.intended[0]", "a"), Audience::Internal);
        let purpose = "declaration.system.purpose";
        assert_eq!(of(purpose, "It sorts mail."), Audience::Public);
        assert_eq!(of(purpose, "The Velocity Score"), Audience::Internal);
    }
}
