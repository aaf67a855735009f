//! What git tracks below a folder, asked of git itself.
//!
//! One child lists the index and does nothing else.

use std::path::Path;

use super::{answer, git};

/// Git's index below a folder, paths relative to that folder.
#[derive(Debug, Default)]
pub(in crate::source::tree) struct Index {
    /// Files and links, sorted.
    pub(in crate::source::tree) files: Vec<String>,
    /// Submodules, sorted.
    pub(in crate::source::tree) submodules: Vec<String>,
    /// Paths that are no UTF-8, as well as they can be shown.
    pub(in crate::source::tree) unnamable: Vec<String>,
}

impl Index {
    /// Ask git. An `Err` is what git said.
    pub(in crate::source::tree) fn below(folder: &Path) -> Result<Self, String> {
        let listing = answer(git(folder).args(["ls-files", "-z", "--stage"]))?;
        Ok(Self::parse(&listing))
    }

    /// Records of `mode object stage\tpath`, each closed by a NUL.
    fn parse(listing: &[u8]) -> Self {
        let mut index = Self::default();
        for record in listing.split(|&byte| byte == 0) {
            let Some(tab) = record.iter().position(|&byte| byte == b'\t') else {
                continue;
            };
            match std::str::from_utf8(&record[tab + 1..]) {
                Err(_) => index
                    .unnamable
                    .push(String::from_utf8_lossy(&record[tab + 1..]).into_owned()),
                Ok(path) if record.starts_with(b"160000 ") => {
                    index.submodules.push(path.to_owned());
                }
                Ok(path) => index.files.push(path.to_owned()),
            }
        }
        for list in [
            &mut index.files,
            &mut index.submodules,
            &mut index.unnamable,
        ] {
            list.sort_unstable();
            // A path in conflict stands there once a stage.
            list.dedup();
        }
        index
    }

    pub(in crate::source::tree) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.submodules.is_empty() && self.unnamable.is_empty()
    }

    /// Whether this file is tracked.
    pub(in crate::source::tree) fn has_file(&self, path: &str) -> bool {
        self.files
            .binary_search_by(|known| known.as_str().cmp(path))
            .is_ok()
    }

    /// Whether this path is a submodule.
    pub(in crate::source::tree) fn has_submodule(&self, path: &str) -> bool {
        self.submodules
            .binary_search_by(|known| known.as_str().cmp(path))
            .is_ok()
    }

    /// Whether any tracked file lies below a folder, given with its `/`.
    pub(in crate::source::tree) fn has_below(&self, folder: &str) -> bool {
        [&self.files, &self.submodules].into_iter().any(|paths| {
            let at = paths.partition_point(|path| path.as_str() < folder);
            paths.get(at).is_some_and(|path| path.starts_with(folder))
        })
    }
}
