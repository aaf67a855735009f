//! The folder that somebody named: a repository, or a pack.

#![expect(clippy::disallowed_methods, reason = "the path is the user's own")]

use std::fs;
use std::path::{Path, PathBuf};

use super::Refusal;
use crate::source::{SourceError, Tree};

/// What a folder is wanted for.
pub(super) struct Wanted {
    what: &'static str,
    /// The file that may be named in the place of its folder.
    mark: &'static str,
}

/// A repository to judge.
pub(super) const REPOSITORY: Wanted = Wanted {
    what: "the repository",
    mark: "ethics.yml",
};

/// A pack to judge by.
pub(super) const PACK: Wanted = Wanted {
    what: "the pack",
    mark: "pack.yml",
};

impl Wanted {
    /// The tree at a path that somebody typed: a folder, or its mark.
    pub(super) fn tree(&self, path: &Path) -> Result<Tree, Refusal> {
        let folder = self.folder(path)?;
        Tree::working(&folder).map_err(|error| {
            let help = match error {
                SourceError::Io { .. } => "check that the folder may be read".to_owned(),
                _ => format!("name the folder that holds {}", self.what),
            };
            Refusal::new(error.to_string(), help)
        })
    }

    /// The folder that is meant.
    pub(super) fn folder(&self, path: &Path) -> Result<PathBuf, Refusal> {
        if !fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
            return Ok(path.to_owned());
        }
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        if path.file_name().is_some_and(|name| name == self.mark) {
            return Ok(parent.to_owned());
        }
        Err(Refusal::new(
            format!("{}: a file, where a folder is needed", path.display()),
            format!(
                "name the folder that holds {}, perhaps {}",
                self.what,
                parent.display()
            ),
        ))
    }
}
