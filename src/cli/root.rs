//! The folder that somebody named: a repository, or a pack.

#![expect(clippy::disallowed_methods, reason = "the path is the user's own")]

use std::fs;
use std::path::{Path, PathBuf};

use super::Refusal;
use crate::model::{Said, Text, text};
use crate::source::{SourceError, Tree};

/// What a folder is wanted for.
pub(super) struct Wanted {
    what: (&'static str, &'static str),
    /// The file that may be named in the place of its folder.
    mark: &'static str,
}

/// A repository to judge.
pub(super) const REPOSITORY: Wanted = Wanted {
    what: ("the repository", "저장소"),
    mark: "ethics.yml",
};

/// A pack to judge by.
pub(super) const PACK: Wanted = Wanted {
    what: ("the pack", "팩"),
    mark: "pack.yml",
};

/// The repository around the folder that somebody typed, that folder its focus.
pub(super) fn repository(path: &Path) -> Result<Tree, Refusal> {
    let folder = REPOSITORY.folder(path)?;
    Tree::repository(&folder).map_err(|error| REPOSITORY.refused(&error))
}

/// The root of a tree, as it is reached from where somebody typed the path of
/// its focus.
pub(super) fn of(tree: &Tree, path: &Path) -> Result<PathBuf, Refusal> {
    let folder = REPOSITORY.folder(path)?;
    let steps = tree.focus().split('/').filter(|name| !name.is_empty());
    let up: PathBuf = std::iter::repeat_n("..", steps.count()).collect();
    // `.` and links don't name the folders above them.
    let up = match folder == Path::new(".") {
        true if up.as_os_str().is_empty() => folder.clone(),
        true => up,
        false => folder.join(up),
    };
    let short = folder
        .ancestors()
        .nth(up.iter().count() - folder.iter().count());
    let short = short.map(|short| match short.as_os_str().is_empty() {
        true => Path::new("."),
        false => short,
    });
    let real = fs::canonicalize(&up).ok();
    let short = short.filter(|short| real.is_some() && fs::canonicalize(short).ok() == real);
    Ok(short.map_or(up, Path::to_owned))
}

/// A path without links and steps up; its last name may be of a file that is
/// not there yet.
pub(super) fn real(path: &Path) -> PathBuf {
    let beside = || {
        Some(
            fs::canonicalize(path.parent()?)
                .ok()?
                .join(path.file_name()?),
        )
    };
    fs::canonicalize(path)
        .ok()
        .or_else(beside)
        .unwrap_or_else(|| path.to_owned())
}

impl Wanted {
    /// The tree at a path that somebody typed: a folder, or its mark.
    pub(super) fn tree(&self, path: &Path) -> Result<Tree, Refusal> {
        Tree::working(&self.folder(path)?).map_err(|error| self.refused(&error))
    }

    fn refused(&self, error: &SourceError) -> Refusal {
        let help = match error {
            SourceError::Io { .. } => text!(
                "check that the folder may be read",
                "폴더를 읽을 수 있는지 확인하세요"
            ),
            _ => Text::new(
                format!("name the folder that holds {}", self.what.0),
                format!("{} 폴더를 지정하세요", self.what.1),
            ),
        };
        Refusal::new(error.said(), help)
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
            text!(
                "{}: a file, where a folder is needed",
                "{}: 폴더가 있어야 할 곳에 파일이 있습니다",
                path.display()
            ),
            Text::new(
                format!(
                    "name the folder that holds {}, perhaps {}",
                    self.what.0,
                    parent.display()
                ),
                format!(
                    "{} 폴더를 지정하세요. 혹시 {}인가요?",
                    self.what.1,
                    parent.display()
                ),
            ),
        ))
    }
}
