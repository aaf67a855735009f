//! A tree of files as blobs, and text turned into located values.
//!
//! This is the only room that reads the user's trees. Parsers return a value
//! *and* problems: a user's mistake is never an `Err`.

pub mod code;
mod defects;
pub mod dotenv;
mod embedded;
pub mod encoding;
pub mod json;
pub mod ledger;
pub mod markdown;
pub mod messages;
pub mod pointer;
pub mod toml;
pub mod tree;
pub mod yaml;

pub(crate) use embedded::unpacked;
pub use ledger::Ledger;
pub use pointer::Pointer;
pub use tree::{
    Blob, Commit, Entry, History, HistoryError, LARGEST_DOCUMENT, Presence, SourceError, Tracking,
    Tree, staged,
};

use crate::model::{Problem, Value};

/// What a parser could read, and what was wrong.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The value; missing with reason `unreadable` where nothing could be read.
    pub value: Value,
    /// Defects, in the order of the text.
    pub problems: Vec<Problem>,
}

/// How much of a document is read before it counts as an attack: memory and
/// the depth of every later walk stay bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Values, counted after aliases are followed.
    pub nodes: usize,
    /// Lists and maps inside each other.
    pub depth: usize,
}

impl Limits {
    /// Any YAML document.
    pub const YAML: Self = Self {
        nodes: 100_000,
        depth: 128,
    };

    /// A declaration, a rule, a waiver: written by hand.
    pub const BY_HAND: Self = Self {
        nodes: 10_000,
        depth: 64,
    };

    /// Any JSON document, results of a machine included.
    pub const JSON: Self = Self {
        nodes: 1_000_000,
        depth: 128,
    };
}
