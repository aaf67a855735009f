//! A tree of files as blobs, and text turned into located values.
//!
//! This is the only room that reads the user's trees. Parsers return a value
//! *and* problems: a user's mistake is never an `Err`.

pub mod dotenv;
pub mod encoding;
pub mod json;
pub mod ledger;
pub mod markdown;
pub mod pointer;
pub mod toml;
pub mod tree;
pub mod yaml;

pub use ledger::Ledger;
pub use pointer::Pointer;
pub use tree::{Blob, Entry, Tree};

use crate::model::{Problem, Value};

/// What a parser could read, and what was wrong.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The value; missing with reason `unreadable` where nothing could be read.
    pub value: Value,
    /// Defects, in the order of the text.
    pub problems: Vec<Problem>,
}
