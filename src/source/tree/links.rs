//! Symbolic links, followed on paper: a link's target is computed from the
//! links that the tree itself holds, so no path outside the root is ever
//! touched, not even to look whether it is there.

use std::collections::BTreeMap;

/// How many links one path may go through; the kernel's own limit.
const MOST_HOPS: usize = 40;

/// The links of a tree: path to target, as written.
#[derive(Clone, Debug, Default)]
pub(super) struct Links(BTreeMap<String, String>);

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// To this path, with no link left in it.
    To(String),
    /// Out of the root by its own `..` or as an absolute path.
    Outside,
    /// Out of the root by a link.
    LinkOutside,
    /// Round in a circle.
    Circle,
}

impl Links {
    pub(super) fn insert(&mut self, path: String, target: String) {
        self.0.insert(path, target);
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// The links' own paths, sorted.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The links of a folder, their paths made relative to it.
    pub(super) fn below(&self, within: impl Fn(&str) -> Option<String>) -> Self {
        let links = self.0.iter();
        Self(
            links
                .filter_map(|(path, target)| Some((within(path)?, target.clone())))
                .collect(),
        )
    }

    /// A path below the root with `.`, `..` and links resolved.
    pub(super) fn follow(&self, path: &str) -> Lead {
        let mut hops = 0;
        let outside = |hops| match hops {
            0 => Lead::Outside,
            _ => Lead::LinkOutside,
        };
        if path.starts_with('/') {
            return Lead::Outside;
        }
        let mut ahead: Vec<&str> = path.split('/').rev().collect();
        let mut done = String::new();
        while let Some(segment) = ahead.pop() {
            match segment {
                "" | "." => {}
                ".." if done.is_empty() => return outside(hops),
                ".." => done.truncate(done.rfind('/').unwrap_or(0)),
                name => {
                    let folder = done.len();
                    if folder > 0 {
                        done.push('/');
                    }
                    done.push_str(name);
                    let Some(target) = self.0.get(&done) else {
                        continue;
                    };
                    hops += 1;
                    if hops > MOST_HOPS {
                        return Lead::Circle;
                    }
                    if target.starts_with('/') {
                        return Lead::LinkOutside;
                    }
                    done.truncate(folder);
                    ahead.extend(target.split('/').rev());
                }
            }
        }
        Lead::To(done)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn links(pairs: &[(&str, &str)]) -> Links {
        let mut links = Links::default();
        for (path, target) in pairs {
            links.insert((*path).to_owned(), (*target).to_owned());
        }
        links
    }

    #[test]
    fn a_parent_is_that_of_the_target_and_not_of_the_link() {
        let links = links(&[("a/link", "../b/c")]);
        assert_eq!(links.follow("a/link/../d"), Lead::To("b/d".to_owned()));
    }

    #[test]
    fn a_long_chain_is_followed_and_a_circle_is_not() {
        let chain: Vec<(String, String)> = (0..40)
            .map(|at| (format!("l{at}"), format!("l{}", at + 1)))
            .collect();
        let pairs: Vec<(&str, &str)> = chain
            .iter()
            .map(|(path, target)| (path.as_str(), target.as_str()))
            .collect();
        assert_eq!(links(&pairs).follow("l0"), Lead::To("l40".to_owned()));
        let growing = links(&[("a", "a/a/a/a")]);
        assert_eq!(growing.follow("a"), Lead::Circle);
    }

    proptest! {
        #[test]
        fn no_links_lead_anywhere_but_below_the_root(
            pairs in proptest::collection::vec(("[ab]{1,2}(/[ab]){0,2}", "(/|\\.\\./|\\./|[ab]/){0,5}[ab.]{0,3}"), 0..6),
            path in "(/|\\.\\./|\\./|[ab]/){0,5}[ab.]{0,3}",
        ) {
            let mut links = Links::default();
            for (path, target) in pairs {
                links.insert(path, target);
            }
            if let Lead::To(found) = links.follow(&path) {
                prop_assert!(!found.starts_with('/'));
                prop_assert!(found.split('/').all(|segment| segment != ".." && segment != "."));
                // Nothing of a link is left in it.
                prop_assert_eq!(links.follow(&found), Lead::To(found));
            }
        }
    }
}
