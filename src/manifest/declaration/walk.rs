//! Every declared value with the key of the table that it stands at.

use crate::model::{Kind, Value};

use super::form::Shape;
use super::keys::Key;
use super::node::Node;
use super::shape::{is_free, item_path, member_path};

/// A declared scalar.
pub struct Declared<'a> {
    /// The key of the table.
    pub key: &'static Key,
    /// Its shape, lists looked through.
    pub shape: Shape,
    /// Where it stands in this file, list items by their id where they have one.
    pub path: String,
    /// The value.
    pub value: &'a Value,
}

/// The scalars of a checked value, in the order of the text. Missing values
/// are among them; keys of the author's own, `x-`, are not.
#[must_use]
pub fn declared<'a>(node: &'static Node, value: &'a Value) -> Vec<Declared<'a>> {
    let mut found = Vec::new();
    collect(node, None, value, String::new(), &mut found);
    found
}

// The recursion ends with the tree of keys, which is a few levels deep.
fn collect<'a>(
    node: &'static Node,
    inherited: Option<&'static Key>,
    value: &'a Value,
    path: String,
    found: &mut Vec<Declared<'a>>,
) {
    let key = node.key.or(inherited);
    match &value.kind {
        Kind::Map(_) if node.takes_map() => {
            for (name, member) in value.entries().filter(|(name, _)| !is_free(name)) {
                if let Some(child) = node.member(name) {
                    collect(child, None, member, member_path(&path, name), found);
                }
            }
        }
        Kind::List(items) => {
            if let Some(child) = &node.items {
                for (index, item) in items.iter().enumerate() {
                    collect(child, key, item, item_path(&path, index, item), found);
                }
            }
        }
        _ => {
            if let (Some(key), Some(shape)) = (key, node.scalar) {
                found.push(Declared {
                    key,
                    shape,
                    path,
                    value,
                });
            }
        }
    }
}
