//! The folder that is judged.

#![expect(clippy::disallowed_methods, reason = "the path is the user's own")]

use std::fs;
use std::path::{Path, PathBuf};

use super::Refusal;
use crate::source::{SourceError, Tree};

/// The tree at a path that somebody typed: a folder, or the `ethics.yml` in it.
pub(super) fn tree(path: &Path) -> Result<Tree, Refusal> {
    let folder = folder(path)?;
    Tree::working(&folder).map_err(|error| {
        let help = match error {
            SourceError::NoRoot { .. } => "name the folder that holds the repository, such as `.`",
            SourceError::NotAFolder { .. } => "name the folder that holds it",
            SourceError::Io { .. } => "check that the folder may be read",
        };
        Refusal::new(error.to_string(), help)
    })
}

fn folder(path: &Path) -> Result<PathBuf, Refusal> {
    if !fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        return Ok(path.to_owned());
    }
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if path.file_name().is_some_and(|name| name == "ethics.yml") {
        return Ok(parent.to_owned());
    }
    Err(Refusal::new(
        format!("{}: a file, and the gate judges a folder", path.display()),
        format!(
            "name the folder that holds the repository: {}",
            parent.display()
        ),
    ))
}
