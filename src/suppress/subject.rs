//! What a finding is about, in the names that a waiver may use: an id or
//! `ATTRIBUTE/GROUP`, a key of the declaration, or a path. No name stands for
//! more than it says, and none is a pattern.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::facts::join;
use crate::model::{Finding, Kind, Place, Value};

/// Keys that name an entry of a list.
const NAMES: [&str; 6] = ["id", "name", "attribute", "language", "path", "key"];
/// The root of declared facts.
const DECLARED: &str = "declaration.";
/// Deeper than any key of a declaration.
const DEEPEST: usize = 16;

/// What a scope means among the findings of a rule. Its checks look at one
/// subject from several sides, so each counts for itself.
#[derive(Default)]
pub struct Subjects(BTreeMap<String, BTreeSet<String>>);

impl Subjects {
    /// A finding of this check, with what [`meant`] answers.
    pub fn insert(&mut self, check: &str, subject: String) {
        self.0.entry(check.to_owned()).or_default().insert(subject);
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.values().map(BTreeSet::len).max().unwrap_or_default()
    }
}

/// Which subject a scope means where it is a name of what the finding is
/// about; `None` where it is not.
#[must_use]
pub fn meant(scope: &str, finding: &Finding, declaration: &Value, folder: &str) -> Option<String> {
    if scope.is_empty() {
        return None;
    }
    let fact = &*finding.fact;
    let key = fact.strip_prefix(DECLARED);
    if scope == fact || key == Some(scope) {
        return Some(scope.to_owned());
    }
    let chain = names(fact);
    if let Some(last) = chain.last()
        && *last == scope
        && !is_index(last)
    {
        // The same name below two parents, or of two entries of the
        // declaration, is two subjects.
        let mut subject = chain.join("\0");
        if stands_in(declaration, &finding.place) {
            // Writing to a string can't fail.
            let _ = write!(subject, "\0{}", finding.place.span.start);
        }
        return Some(subject);
    }
    let path = finding.place.path();
    let is_path = path == scope || join(folder, scope).is_some_and(|joined| joined == path);
    if is_path && !stands_in(declaration, &finding.place) {
        return Some(path.to_owned());
    }
    // Where the fact says the key itself, a parent's mark is no name of it.
    let keys = match key {
        Some(_) => Vec::new(),
        None => keys_at(declaration, &finding.place),
    };
    keys.iter()
        .any(|key| key == scope)
        .then(|| scope.to_owned())
}

/// The name that a waiver of this finding had best use.
#[must_use]
pub fn best(finding: &Finding, declaration: &Value) -> String {
    let fact = &*finding.fact;
    if let Some(key) = fact.strip_prefix(DECLARED) {
        return key.to_owned();
    }
    if let Some(last) = names(fact).last()
        && !is_index(last)
    {
        return (*last).to_owned();
    }
    if !stands_in(declaration, &finding.place) {
        return finding.place.path().to_owned();
    }
    let keys = keys_at(declaration, &finding.place);
    keys.into_iter().next().unwrap_or_else(|| fact.to_owned())
}

/// The names in brackets of a fact's path, outermost first.
fn names(fact: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = fact;
    while let Some(start) = rest.find('[') {
        let Some(end) = rest[start..].find(']') else {
            break;
        };
        names.push(&rest[start + 1..start + end]);
        rest = &rest[start + end + 1..];
    }
    names
}

fn is_index(name: &str) -> bool {
    name == "*" || name.bytes().all(|byte| byte.is_ascii_digit())
}

fn stands_in(declaration: &Value, place: &Place) -> bool {
    let own = declaration.place.as_ref();
    own.is_some_and(|own| own.path() == place.path() && !place.document.on_base)
}

/// The keys of a place of the declaration: list items by their names, and by
/// their numbers.
fn keys_at(declaration: &Value, place: &Place) -> Vec<String> {
    let mut found = Vec::new();
    if stands_in(declaration, place) {
        walk(
            declaration,
            place,
            (String::new(), String::new()),
            0,
            &mut found,
        );
    }
    found.dedup();
    found
}

fn walk(
    value: &Value,
    place: &Place,
    (named, numbered): (String, String),
    depth: usize,
    found: &mut Vec<String>,
) {
    let is_here = value.place.as_ref() == Some(place) || value.mark().as_ref() == Some(place);
    if is_here && !named.is_empty() {
        *found = vec![named, numbered];
        return;
    }
    if depth > DEEPEST {
        return;
    }
    match &value.kind {
        Kind::Map(map) => {
            for (key, item) in map.iter() {
                let below = |path: &str| match path {
                    "" => key.to_string(),
                    path => format!("{path}.{key}"),
                };
                walk(
                    item,
                    place,
                    (below(&named), below(&numbered)),
                    depth + 1,
                    found,
                );
            }
        }
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let name = NAMES.iter().find_map(|key| item.get(key)?.as_str());
                let name = name.map_or_else(|| index.to_string(), str::to_owned);
                let paths = (format!("{named}[{name}]"), format!("{numbered}[{index}]"));
                walk(item, place, paths, depth + 1, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_brackets_are_read_outermost_first() {
        assert_eq!(
            names("datasets[apps].files[a/b.csv].size"),
            ["apps", "a/b.csv"]
        );
        assert_eq!(names("fairness.groups[age_band/60+].n"), ["age_band/60+"]);
        assert!(names("declaration.system.owner").is_empty());
        assert!(names("broken[").is_empty());
        assert!(is_index("12") && is_index("*") && !is_index("v12"));
    }
}
