//! Filters of paths under which a step runs.

use globset::{Glob, GlobBuilder, GlobMatcher};

use crate::model::{Place, Value};

/// A list of patterns that lets paths through: the last that matches counts,
/// and a `!` takes back.
#[derive(Clone)]
pub(super) struct Selected(Vec<(bool, GlobMatcher)>);

impl Selected {
    fn of(patterns: &Value) -> Self {
        let patterns = patterns.one_or_many().filter_map(Value::as_str);
        Self(patterns.filter_map(Self::compiled).collect())
    }

    pub(super) fn one(pattern: &str) -> Self {
        Self(Self::compiled(pattern).into_iter().collect())
    }

    fn compiled(pattern: &str) -> Option<(bool, GlobMatcher)> {
        let (takes, pattern) = match pattern.strip_prefix('!') {
            Some(pattern) => (false, pattern),
            None => (true, pattern),
        };
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        let glob = glob.or_else(|_| Glob::new(&globset::escape(pattern)));
        Some((takes, glob.ok()?.compile_matcher()))
    }

    pub(super) fn takes(&self, path: &str) -> bool {
        let mut last = self.0.iter().rev();
        let last = last.find(|(_, glob)| glob.is_match(path));
        last.is_some_and(|(takes, _)| *takes)
    }
}

/// A filter of paths that a step stands under.
#[derive(Clone)]
pub(super) struct Filter {
    /// Of several, one has to let a path through.
    lists: Vec<Selected>,
    /// What they let through is what it doesn't run on.
    is_against: bool,
    pub(super) place: Option<Place>,
}

impl Filter {
    pub(super) fn of(lists: &[&Value], is_against: bool) -> Self {
        Self {
            lists: lists.iter().map(|list| Selected::of(list)).collect(),
            is_against,
            place: lists.first().and_then(|list| list.mark()),
        }
    }

    pub(super) fn runs_on(&self, path: &str) -> bool {
        self.lists.iter().any(|list| list.takes(path)) != self.is_against
    }
}
