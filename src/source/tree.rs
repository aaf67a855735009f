//! A tree of files: the working tree, or memory; a git revision will join.
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Pointer;
use crate::model::{Document, Problem, Str, Text};

/// Why a tree can't be read at all: our inability, not the user's mistake.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The root is not there.
    #[error("{path}: there is no such folder")]
    NoRoot {
        /// The root.
        path: PathBuf,
    },
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// The path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Whether git knows a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracking {
    /// In the index.
    Tracked,
    /// In the work tree only.
    Untracked,
    /// The tree is no git work tree.
    Unknown,
}

/// One file of a tree.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Path relative to the root, `/` between segments.
    pub path: Str,
    /// Size in bytes.
    pub size: u64,
    /// Whether git knows it.
    pub tracking: Tracking,
}

/// What a path holds.
#[derive(Clone, Debug)]
pub enum Blob {
    /// Text in UTF-8.
    Text(Arc<Document>),
    /// A Git LFS pointer without its object.
    Pointer(Pointer, Arc<Document>),
    /// There and no text that can be read: `binary`, `utf-16`, `invalid-utf-8`, `too-large`, `symlink-outside`, `not-a-file`, `denied`.
    Unreadable(Problem),
    /// Not in the tree.
    Missing,
}

/// Anything that can be streamed and sought.
pub trait Stream: Read + Seek + Send {}
impl<T: Read + Seek + Send> Stream for T {}

/// A tree of files.
pub struct Tree {
    entries: Vec<Entry>,
}

impl Tree {
    /// A tree in memory, for tests and for the examples inside rules.
    pub fn memory(_files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        todo!()
    }

    /// The working tree below `root`.
    ///
    /// # Errors
    /// The root is not there or can't be listed.
    pub fn working(_root: &Path) -> Result<Self, SourceError> {
        todo!()
    }

    /// All files, sorted by path.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The file at a path.
    #[must_use]
    pub fn entry(&self, _path: &str) -> Option<&Entry> {
        todo!()
    }

    /// What discovery passed over, with the reason.
    #[must_use]
    pub fn passed_over(&self) -> &[(String, Text)] {
        todo!()
    }

    /// The content of a path, decoded; each path is read once.
    #[must_use]
    pub fn read(&self, _path: &str) -> Blob {
        todo!()
    }

    /// A stream over the bytes of a path, for what is too large to hold.
    ///
    /// # Errors
    /// The file can't be opened.
    pub fn open(&self, _path: &str) -> Result<Box<dyn Stream>, SourceError> {
        todo!()
    }
}
