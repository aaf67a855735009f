//! The catalogue of facts, flat for people and as a tree of types for the
//! static check of rules. It knows names and types, never values.

use std::borrow::Cow;
use std::sync::LazyLock;

use indexmap::IndexMap;

use super::derived::DERIVED;
use crate::manifest::declaration;
use crate::model::{Fact, Kind, Type, Value};

/// Every fact that a rule can name: the roots, what is declared, what is derived.
#[must_use]
pub fn all() -> Vec<Fact> {
    let derived = DERIVED.iter().flat_map(|family| family.facts);
    let declared = declaration::facts();
    let carried = ENTRIES.iter().flat_map(|(list, entry)| {
        let members = declared.iter().filter_map(move |fact| {
            let member = fact.path.strip_prefix(list)?;
            let path = format!("{entry}{member}").into();
            Some(Fact {
                path,
                ..fact.clone()
            })
        });
        members.collect::<Vec<_>>()
    });
    super::ROOTS
        .iter()
        .cloned()
        .chain(carried)
        .chain(declared.iter().cloned())
        .chain(derived.cloned())
        .collect()
}

/// Entries of the declaration that derived facts carry along whole.
const ENTRIES: &[(&str, &str)] = &[
    ("declaration.models[].", "models[].entry."),
    ("declaration.data[].", "datasets[].entry."),
];

/// The types of all facts. `base` holds the facts of the base under the same
/// names.
pub fn types() -> &'static Node {
    static TYPES: LazyLock<Node> = LazyLock::new(|| {
        let mut root = Node::of(&all());
        let base = root.clone();
        root.members.insert("base".into(), base);
        root
    });
    &TYPES
}

/// What may stand at one path: a scalar, a record, a map of the author's keys,
/// a list, or several of these where a key takes more than one form.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The fact that ends here.
    pub fact: Option<Fact>,
    /// Members by name.
    pub members: IndexMap<Cow<'static, str>, Node>,
    /// What stands under each key of the author's choice.
    pub named: Option<Box<Node>>,
    /// What each item of the list is.
    pub items: Option<Box<Node>>,
}

impl Node {
    /// The tree of a list of facts.
    #[must_use]
    pub fn of(facts: &[Fact]) -> Self {
        let mut root = Self::default();
        for fact in facts {
            root.insert(fact);
        }
        root
    }

    fn insert(&mut self, fact: &Fact) {
        let mut node = self;
        for segment in fact.path.split('.') {
            let name = segment.trim_end_matches("[]");
            if name.starts_with('<') {
                node = node.named.get_or_insert_default();
            } else if !name.is_empty() {
                node = node.members.entry(name.to_owned().into()).or_default();
            }
            for _ in 0..(segment.len() - name.len()) / 2 {
                node = node.items.get_or_insert_default();
            }
        }
        node.fact = Some(fact.clone());
    }

    /// The node under a name: a member, or a key of the author's choice.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Node> {
        self.members.get(name).or(self.named.as_deref())
    }

    /// Whether it may be a record or a map.
    #[must_use]
    pub fn is_record(&self) -> bool {
        !self.members.is_empty() || self.named.is_some()
    }

    /// Whether what stands here is never to be shown.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.fact.as_ref().is_some_and(|fact| fact.sensitive)
    }

    /// Whether anything here or below is never to be shown. The tree is as
    /// deep as the longest path of the catalogue.
    #[must_use]
    pub fn holds_sensitive(&self) -> bool {
        self.is_sensitive()
            || self
                .members
                .values()
                .chain(self.named.as_deref())
                .chain(self.items.as_deref())
                .any(Self::holds_sensitive)
    }

    /// Where values differ from the catalogue: a fact that is not in it, or
    /// one of another type. Empty where all is well. What is null or missing
    /// fits every type.
    #[must_use]
    pub fn differences(&self, value: &Value) -> Vec<String> {
        let mut differences = Vec::new();
        self.compare(value, "", 0, &mut differences);
        differences
    }

    fn compare(&self, value: &Value, path: &str, depth: usize, differences: &mut Vec<String>) {
        /// Deeper than any fact.
        const DEEPEST: usize = 32;
        let mut differs = |what: &str| differences.push(format!("{path}: {what}"));
        if depth > DEEPEST {
            return differs("nested too deep");
        }
        let ty = self.fact.as_ref().map(|fact| fact.ty);
        match (&value.kind, ty) {
            (Kind::Null | Kind::Missing(_), _) => {}
            (Kind::Map(_), _) if self.is_record() => {
                for (key, item) in value.entries() {
                    let path = if path.is_empty() {
                        key.to_string()
                    } else {
                        format!("{path}.{key}")
                    };
                    match self.member(key) {
                        Some(node) => node.compare(item, &path, depth + 1, differences),
                        // Keys that begin so are free at every level of a declaration.
                        None if key.starts_with("x-") => {}
                        None => differences.push(format!("{path}: not in the catalogue")),
                    }
                }
            }
            (Kind::List(items), _) if self.items.is_some() => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(node) = &self.items {
                        let path = format!("{path}[{index}]");
                        node.compare(item, &path, depth + 1, differences);
                    }
                }
            }
            (Kind::Bool(_), Some(Type::Bool | Type::Any))
            | (Kind::Int(_), Some(Type::Int | Type::Number | Type::Any))
            | (Kind::Float(_), Some(Type::Number | Type::Any))
            | (Kind::Text(_), Some(Type::Text | Type::Any))
            | (Kind::Date(_), Some(Type::Date | Type::Any)) => {}
            (Kind::Text(word), Some(Type::OneOf(words))) if words.contains(&&**word) => {}
            (Kind::Text(word), Some(Type::OneOf(_))) => {
                differs(&format!("`{word}` is none of its words"));
            }
            (_, ty) => differs(&format!("{} where {ty:?} is catalogued", value.type_name())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node() -> Node {
        Node::of(&[
            Fact::new("a.b[].c", Type::Int, "test", "a number"),
            Fact::new("a.<name>.d", Type::Text, "test", "a text"),
            Fact::new("p", Type::OneOf(&["none"]), "test", "a word"),
            Fact::new("p[].e", Type::Bool, "test", "a flag"),
            Fact::new("q[][]", Type::Text, "test", "texts"),
        ])
    }

    #[test]
    fn flat_paths_become_a_tree_of_types() {
        let root = node();
        let c = root
            .member("a")
            .and_then(|a| a.member("b"))
            .and_then(|b| b.items.as_ref())
            .and_then(|item| item.member("c"));
        assert!(c.is_some_and(|c| c.fact.is_some()));
        let named = root.member("a").and_then(|a| a.member("anything"));
        assert!(named.is_some_and(|named| named.member("d").is_some()));
        assert!(
            root.member("p")
                .is_some_and(|p| p.fact.is_some() && p.items.is_some())
        );
    }

    #[test]
    fn a_value_that_differs_from_the_catalogue_is_named_with_its_path() {
        let value = Value::record([
            (
                "a",
                Value::record([(
                    "b",
                    Value::list([Value::record([("c", Value::computed("x"))])]),
                )]),
            ),
            ("p", Value::computed("all")),
            ("z", Value::computed(1i64)),
        ]);
        let found = node().differences(&value);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("a.b[0].c: string"));
        assert!(found[1].starts_with("p: `all`"));
        assert!(found[2].starts_with("z: not in"));
    }
}
