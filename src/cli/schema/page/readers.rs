//! Which rules read a key: those whose conditions name it, or a fact that is
//! computed from it.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::catalogue;
use crate::manifest::declaration::keys::KEYS;
use crate::model::rule::CheckFile;
use crate::policy::Pack;

/// How many facts may lie between a key and a rule.
const DEEPEST: usize = 4;
/// Entries of the declaration that derived facts carry along whole.
const ENTRIES: [(&str, &str); 2] = [("models.entry.", "models."), ("datasets.entry.", "data.")];
/// Sections of one word that are prose as well, where a fact's source names them.
const PROSE: [&str; 6] = [
    "models", "data", "evidence", "version", "exclude", "extends",
];

/// The readers of every key.
pub(super) struct Readers {
    by_key: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Readers {
    pub(super) fn of(pack: &Pack) -> Self {
        let facts: Vec<(String, String)> = catalogue::all()
            .iter()
            .filter(|fact| !fact.path.starts_with("declaration."))
            .map(|fact| (plain(&fact.path), plain(fact.source)))
            .collect();
        let rules: Vec<(&str, String)> = pack
            .rules
            .iter()
            .map(|rule| {
                let checks = rule.file.checks.iter().map(expressions);
                (rule.id.as_str(), checks.collect::<Vec<_>>().join("\n"))
            })
            .collect();
        let by_key = KEYS.iter().map(|key| {
            let names = names(key.path);
            let from = computed_from(&names, &facts);
            let reads = |text: &str| {
                let direct = names
                    .iter()
                    .any(|name| mentions(text, &format!("declaration.{name}")));
                let carried = ENTRIES.iter().any(|(entry, section)| {
                    plain(key.path)
                        .strip_prefix(section)
                        .is_some_and(|rest| mentions(text, &format!("{entry}{rest}")))
                });
                direct || carried || from.iter().any(|fact| mentions(text, fact))
            };
            let readers = rules.iter().filter(|(_, text)| reads(text));
            (key.path, readers.map(|(id, _)| (*id).to_owned()).collect())
        });
        Self {
            by_key: by_key.collect(),
        }
    }

    /// For a cell of a table.
    pub(super) fn of_key(&self, path: &str) -> String {
        let readers = self.by_key.get(path).into_iter().flatten();
        readers
            .map(|id| format!("`{id}`"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The key itself, and the list or map of the author's keys that it stands in:
/// whoever loops over that reads it.
fn names(path: &str) -> Vec<String> {
    let mut names = vec![plain(path)];
    for (at, _) in path.match_indices("[]").chain(path.match_indices(".<")) {
        names.push(plain(&path[..at]));
    }
    names
}

/// The facts whose source names the key, or a fact that is computed from it.
fn computed_from(names: &[String], facts: &[(String, String)]) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let is_named = |source: &str, name: &str| !PROSE.contains(&name) && mentions(source, name);
    for _ in 0..DEEPEST {
        let more: Vec<String> = facts
            .iter()
            .filter(|(path, _)| !found.contains(path))
            .filter(|(_, source)| {
                names.iter().any(|name| is_named(source, name))
                    || found
                        .iter()
                        .any(|fact| fact.contains('.') && mentions(source, fact))
            })
            .map(|(path, _)| path.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        found.extend(more);
    }
    found
}

/// Every expression of a check, an item spelled as its list.
fn expressions(check: &CheckFile) -> String {
    let each = plain(check.each.as_deref().unwrap_or_default());
    let all = [
        check.each.as_deref(),
        check.when.as_deref(),
        Some(check.require.as_str()),
        check.at.as_deref(),
        check.related.as_deref(),
    ];
    let all: Vec<&str> = all.into_iter().flatten().collect();
    let text = plain(&all.join("\n"));
    if each.is_empty() {
        text
    } else {
        text.replace("self.", &format!("{each}."))
    }
}

/// Without marks of lists and of what may be absent.
fn plain(path: &str) -> String {
    path.replace("[*]", "").replace("[]", "").replace(".?", ".")
}

/// Whether a text holds a path as a whole, or one that goes on below it.
fn mentions(text: &str, path: &str) -> bool {
    let joins = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    text.match_indices(path).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + path.len()..].chars().next();
        !before.is_some_and(|before| joins(before) || before == '.') && !after.is_some_and(joins)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_by_name_through_a_loop_and_through_facts() {
        let readers = Readers::of(&Pack::builtin());
        for (key, rule) in [
            ("system.purpose", "wellbeing/purpose-stated"),
            ("system.decides_about_people", "fairness/gap-within-limit"),
            ("fairness.checks[].metric", "fairness/gap-within-limit"),
            ("oversight.rehearsed", "wellbeing/human-oversight"),
            ("privacy.retention_days", "privacy/retention-bounded"),
        ] {
            let said = readers.of_key(key);
            assert!(said.contains(rule), "{key}: {said}");
        }
    }
}
