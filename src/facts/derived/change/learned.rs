//! Datasets that a model learned from and that are no longer declared so, while
//! every model is the one that it was: what was learned stays learned, and
//! what is promised of a dataset holds only while it is named.

use super::log::{self, Moved};
use super::{Change, text};
use crate::model::Value;

/// Roles from which a model learns.
const LEARNED: &[&str] = &["train", "finetune"];

/// Datasets of the base that are gone, or that have another role.
pub(super) struct Unlearned<'a> {
    /// The entry on the base.
    was: &'a Value,
    /// The entry now.
    is: Option<&'a Value>,
}

/// Each of them, in the order of the base. A new model may learn from others.
pub(super) fn unlearned<'a>(change: &Change<'a>, replaced: &[Value]) -> Vec<Unlearned<'a>> {
    let is_model = |one: &Value| text(one, "kind") == "model";
    if replaced.iter().any(is_model) {
        return Vec::new();
    }
    let learns = |entry: &Value| LEARNED.contains(&text(entry, "role"));
    let sets = |root: &'a Value| root.get("data").map_or(&[][..], Value::items);
    let stood = sets(change.base()).iter().filter(|was| learns(was));
    let found = stood.map(|was| {
        let goes_on = |is: &&Value| is_same(was, is);
        let is = sets(change.head()).iter().find(goes_on);
        Unlearned { was, is }
    });
    found.filter(|set| !set.is.is_some_and(learns)).collect()
}

/// Whether one entry goes on from the other, perhaps under another id.
fn is_same(was: &Value, is: &Value) -> bool {
    let id = text(was, "id");
    let mut aliases = is.get("aliases").map_or(&[][..], Value::items).iter();
    let file = |key| !text(was, key).is_empty() && text(was, key) == text(is, key);
    text(is, "id") == id
        || aliases.any(|alias| alias.as_str() == Some(id))
        || file("manifest")
        || file("sample")
}

impl Unlearned<'_> {
    /// An entry of `change.loosened`.
    pub(super) fn told(&self, change: &Change) -> Value {
        log::loosened(
            change,
            &Moved {
                key: format!("data[{}].role", text(self.was, "id")),
                was: self.was.get("role"),
                is: self.is.and_then(|is| is.get("role")),
                default: None,
                home: change.home("data").or_else(|| change.head().mark()),
                undecided: false,
            },
        )
    }

    /// Whether it is one of its files that is named no longer: that it is gone
    /// is told, and not that it gave way to another one.
    pub(super) fn names(&self, path: Option<&str>) -> bool {
        let of = |key| self.was.get(key).and_then(Value::as_str);
        self.is.is_none() && path.is_some() && [of("manifest"), of("sample")].contains(&path)
    }
}
