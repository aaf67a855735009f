//! What a tree is made of: files, what they hold, and what stands at a path.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{Document, Problem, Said, Str};
use crate::source::Pointer;

/// Why a tree can't be read at all: our inability, not the user's mistake.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The root is not there.
    #[error("{path}: there is no such folder")]
    NoRoot {
        /// The root.
        path: PathBuf,
    },
    /// The root is a file.
    #[error("{path}: a file, where a folder is needed")]
    NotAFolder {
        /// The root.
        path: PathBuf,
    },
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Said for SourceError {
    fn korean(&self) -> String {
        match self {
            Self::NoRoot { path } => format!("{}: 그런 폴더가 없습니다", path.display()),
            Self::NotAFolder { path } => {
                format!("{}: 폴더가 있어야 할 곳에 파일이 있습니다", path.display())
            }
            Self::Io { path, source } => {
                format!("{}: 읽을 수 없습니다: {source}", path.display())
            }
        }
    }
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
    /// There, and nothing that can be read: `binary`, `utf-16`,
    /// `invalid-utf-8`, `too-large`, `symlink-outside`, `symlink-broken`,
    /// `not-a-file`, `malformed-pointer`, `denied`.
    Unreadable(Problem),
    /// Not in the tree.
    Missing,
}

/// What stands at a path that somebody names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A file of the tree.
    File(Tracking),
    /// A folder with files of the tree below it.
    Folder,
    /// On the disk and no part of the tree: untracked and skipped by ignore
    /// rules, or a part of another repository.
    PassedOver,
    /// A device, a pipe or a socket.
    NotAFile,
    /// The path leaves the root, by `..`, as an absolute path, or by a link.
    Outside,
    /// Nothing.
    Absent,
}
