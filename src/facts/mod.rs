//! Everything known of each system: the catalogue of facts, and the families
//! that compute them. A fact never judges.

pub mod catalogue;
pub mod derived;

use jiff::civil::Date;

use crate::model::{Fact, Map, Value};
use crate::source::Tree;

/// What a family of facts computes from.
pub struct Scope<'a> {
    /// The head's tree.
    pub tree: &'a Tree,
    /// The folder of the declaration relative to the root, empty for the root itself.
    pub folder: &'a str,
    /// The declaration, validated; an invalid value is missing(unreadable).
    pub declaration: &'a Value,
    /// Paths of this system: below `folder`, not excluded, not in a nested system.
    pub files: &'a [&'a crate::source::Entry],
    /// The facts of the families before this one.
    pub known: &'a Map,
    /// The date that ages are counted to.
    pub today: Date,
}

/// A family of facts: one file in `derived/`.
pub struct Family {
    /// Its first path segment or segments, for people.
    pub name: &'static str,
    /// Its catalogue.
    pub facts: &'static [Fact],
    /// Its values, by first path segment.
    pub derive: fn(&Scope) -> Vec<(&'static str, Value)>,
}
