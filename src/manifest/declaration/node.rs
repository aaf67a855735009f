//! The table of keys as a tree: what may stand at each place, and in which of
//! several ways it may be written.

use std::sync::LazyLock;

use indexmap::IndexMap;

use super::form::Shape;
use super::keys::{KEYS, Key, MANIFEST_KEYS, Need};

/// One place of the tree. A node that takes a scalar, a list and a map may be
/// written in any of the three ways.
#[derive(Debug, Default)]
pub struct Node {
    /// The key that documents it.
    pub key: Option<&'static Key>,
    /// The shape of a scalar here.
    pub scalar: Option<Shape>,
    /// What stands in a list here.
    pub items: Option<Box<Node>>,
    /// How many items a list has, where that is fixed.
    pub exactly: Option<usize>,
    /// The keys of a map here.
    pub members: IndexMap<&'static str, Node>,
    /// The keys of the author's choice: their placeholder, and what stands there.
    pub any: Option<(&'static str, Box<Node>)>,
}

/// The tree of `ethics.yml`.
pub static DECLARATION: LazyLock<Node> =
    LazyLock::new(|| Node::of(KEYS.iter().map(|key| (key.path, key))));

/// The tree of the small data manifest: its own keys, and those that may stand
/// either in the declaration or there.
pub static MANIFEST: LazyLock<Node> = LazyLock::new(|| {
    let either = KEYS
        .iter()
        .filter(|key| key.either)
        .filter_map(|key| Some((key.path.strip_prefix("data[].")?, key)));
    Node::of(
        MANIFEST_KEYS
            .iter()
            .map(|key| (key.path, key))
            .chain(either),
    )
});

impl Node {
    fn of(keys: impl Iterator<Item = (&'static str, &'static Key)>) -> Self {
        let mut root = Self::default();
        for (path, key) in keys {
            let node = root.reach(path);
            node.key = Some(key);
            node.take(&key.shape);
        }
        root
    }

    /// The node at a path of the table, made where it is not there yet.
    fn reach(&mut self, path: &'static str) -> &mut Self {
        let mut node = self;
        for segment in path.split('.') {
            let name = segment.trim_end_matches("[]");
            node = match name.strip_prefix('<') {
                Some(placeholder) => {
                    &mut node
                        .any
                        .get_or_insert_with(|| (placeholder.trim_end_matches('>'), Box::default()))
                        .1
                }
                None => node.members.entry(name).or_default(),
            };
            if segment.ends_with("[]") {
                node = node.items.get_or_insert_default();
            }
        }
        node
    }

    fn take(&mut self, shape: &Shape) {
        match shape {
            Shape::List(item) => self.items.get_or_insert_default().take(item),
            Shape::Pair(item) => {
                self.exactly = Some(2);
                self.items.get_or_insert_default().take(item);
            }
            scalar => self.scalar = Some(*scalar),
        }
    }

    /// Whether a map may stand here.
    #[must_use]
    pub fn takes_map(&self) -> bool {
        !self.members.is_empty() || self.any.is_some()
    }

    /// Whether it has to be there wherever its parent is: the table says so of
    /// it, or of a key below it.
    #[must_use]
    pub fn required(&self) -> bool {
        self.key.is_some_and(|key| key.need == Need::Always)
            || self.members.values().any(Self::required)
    }

    /// The keys below that have to be there, as paths relative to this node.
    #[must_use]
    pub fn required_below(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for (name, node) in &self.members {
            let below = node.required_below();
            if below.is_empty() && node.required() {
                paths.push((*name).to_owned());
            }
            paths.extend(below.into_iter().map(|path| format!("{name}.{path}")));
        }
        paths
    }

    /// What stands at a key of a map here.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members
            .get(name)
            .or_else(|| self.any.as_ref().map(|(_, node)| node.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_stands_twice_in_the_table() {
        let mut paths: Vec<_> = KEYS.iter().map(|key| key.path).collect();
        paths.sort_unstable();
        let before = paths.len();
        paths.dedup();
        assert_eq!(paths.len(), before);
    }

    #[test]
    fn a_key_may_be_written_in_each_way_that_the_table_names() {
        let artifacts = DECLARATION
            .member("models")
            .and_then(|models| models.items.as_ref())
            .and_then(|model| model.member("artifacts"))
            .expect("a key");
        let item = artifacts.items.as_ref().expect("a list");
        assert!(item.scalar.is_some() && item.takes_map());
        let practices = DECLARATION.member("practices").expect("a key");
        assert!(practices.scalar.is_some() && practices.items.is_some());
    }

    #[test]
    fn what_is_always_required_names_its_parents_too() {
        let required: Vec<_> = DECLARATION
            .members
            .iter()
            .filter(|(_, node)| node.required())
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(required, ["version", "system", "practices"]);
        let system = DECLARATION.member("system").expect("a key");
        assert_eq!(
            system.required_below(),
            [
                "id",
                "purpose",
                "affected",
                "decides_about_people",
                "audience.minors"
            ]
        );
    }
}
