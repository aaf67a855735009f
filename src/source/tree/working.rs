//! The working tree: what lies on the disk below a root, labeled with what
//! git knows of it.
//!
//! The walk never follows a link and never opens what is no file. Ignore
//! rules only skip what is untracked; what is tracked is seen wherever it
//! lies, hidden and ignored folders included.

#![expect(clippy::disallowed_methods, reason = "the disk is read here")]

use std::fs;
use std::io;
use std::path::{MAIN_SEPARATOR_STR, Path, PathBuf};
use std::rc::Rc;

use super::git::index::Index;
use super::rules::Rules;
use super::store::{Discovery, Store};
use super::{Entry, SourceError, Stream, Tracking};
use crate::source::ledger::{Why, whose};

/// Files below a folder of the disk.
pub(super) struct Working {
    root: PathBuf,
}

impl Store for Working {
    fn open(&self, path: &str) -> io::Result<Box<dyn Stream>> {
        let file = fs::File::open(self.root.join(path))?;
        if file.metadata()?.is_file() {
            Ok(Box::new(file))
        } else {
            Err(io::Error::other("not a file"))
        }
    }

    fn lies(&self, path: &str) -> bool {
        let mut at = self.root.clone();
        let mut kind = None;
        for segment in path.split('/') {
            at.push(segment);
            match fs::symlink_metadata(&at) {
                Ok(metadata) if !metadata.is_symlink() => kind = Some(metadata),
                _ => return false,
            }
        }
        kind.is_some()
    }
}

pub(super) fn discover(root: &Path) -> Result<(Discovery, Working), SourceError> {
    let real = real_folder(root)?;
    let mut found = Discovery::default();
    let git = Git::around(&real, &mut found);
    walk(root, real, git.as_ref(), found)
}

/// The whole repository that a folder lies in, and where in it the folder is.
pub(super) fn discover_around(folder: &Path) -> Result<(Discovery, Working, String), SourceError> {
    let real = real_folder(folder)?;
    let Some((git, below)) = Git::above(&real) else {
        let (found, store) = discover(folder)?;
        return Ok((found, store, String::new()));
    };
    let root = git.repository.clone();
    let (found, store) = walk(folder, root, Some(&git), Discovery::default())?;
    Ok((found, store, below))
}

fn real_folder(root: &Path) -> Result<PathBuf, SourceError> {
    let real = fs::canonicalize(root).map_err(|source| failed(root, source))?;
    if real.is_dir() {
        Ok(real)
    } else {
        Err(SourceError::NotAFolder { path: root.into() })
    }
}

fn failed(root: &Path, source: io::Error) -> SourceError {
    let path = root.into();
    match source.kind() {
        io::ErrorKind::NotFound => SourceError::NoRoot { path },
        _ => SourceError::Io { path, source },
    }
}

fn walk(
    named: &Path,
    real: PathBuf,
    git: Option<&Git>,
    found: Discovery,
) -> Result<(Discovery, Working), SourceError> {
    let walk = Walk {
        git,
        ignored: Vec::new(),
        found,
    };
    let found = walk.run(&real).map_err(|source| failed(named, source))?;
    Ok((found, Working { root: real }))
}

/// The repository that a root lies in.
struct Git {
    repository: PathBuf,
    index: Index,
}

impl Git {
    /// The repository that speaks for a folder below its root, and the
    /// folder's path in it. Where git can't answer, the folder alone is what
    /// can be known.
    fn above(folder: &Path) -> Option<(Self, String)> {
        let repository = repository_of(folder).filter(|repository| *repository != folder)?;
        let segments = folder.strip_prefix(repository).ok()?.iter();
        let segments: Option<Vec<&str>> = segments.map(|segment| segment.to_str()).collect();
        let below = segments?.join("/");
        let index = Index::below(repository).ok()?;
        let speaks = index.has_below(&format!("{below}/")) || !is_skipped(folder, repository);
        let repository = repository.to_owned();
        speaks.then_some((Self { repository, index }, below))
    }

    /// `None` where there is no repository, or where git can't speak for it.
    fn around(root: &Path, found: &mut Discovery) -> Option<Self> {
        let repository = repository_of(root)?;
        match Index::below(root) {
            // A folder of build products is nothing that its repository speaks for.
            Ok(index) if index.is_empty() && is_skipped(root, repository) => None,
            Ok(index) => Some(Self {
                repository: repository.to_owned(),
                index,
            }),
            Err(error) => {
                found.passed_over.push((".".to_owned(), Why::Git(error)));
                None
            }
        }
    }
}

/// The nearest folder with a repository at or above a folder.
fn repository_of(folder: &Path) -> Option<&Path> {
    folder
        .ancestors()
        .find(|folder| fs::symlink_metadata(folder.join(".git")).is_ok())
}

/// Whether a root lies in a folder that its repository ignores.
fn is_skipped(root: &Path, repository: &Path) -> bool {
    root.ancestors()
        .take_while(|folder| *folder != repository)
        .filter_map(|folder| Some((folder, folder.parent()?)))
        .any(|(folder, parent)| Rules::at_root(parent, Some(repository)).skip(folder, true))
}

/// A folder still to be listed.
struct Folder {
    /// Where it lies.
    at: PathBuf,
    /// Its path below the root with a `/` behind it, empty for the root.
    prefix: String,
    /// The rules in force in it.
    rules: Rc<Rules>,
    /// The rules skip it, and it is walked for what is tracked in it.
    ignored: bool,
}

struct Walk<'a> {
    git: Option<&'a Git>,
    ignored: Vec<String>,
    found: Discovery,
}

impl Walk<'_> {
    fn run(mut self, root: &Path) -> io::Result<Discovery> {
        let mut folders = vec![Folder {
            at: root.to_owned(),
            prefix: String::new(),
            rules: Rules::at_root(root, self.git.map(|git| git.repository.as_path())),
            ignored: false,
        }];
        while let Some(folder) = folders.pop() {
            match self.list(&folder, &mut folders) {
                Err(error) if folder.prefix.is_empty() => return Err(error),
                Err(error) => self.denied(folder.prefix, &error),
                Ok(()) => {}
            }
        }
        self.account();
        Ok(self.found)
    }

    fn list(&mut self, folder: &Folder, folders: &mut Vec<Folder>) -> io::Result<()> {
        for entry in fs::read_dir(&folder.at)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let path = format!("{}{}", folder.prefix, name.to_string_lossy());
                let tracking = self.tracking(&path);
                self.pass(path, Why::Name(tracking));
                continue;
            };
            // Some systems take any spelling for git's own folder.
            if name.eq_ignore_ascii_case(".git") {
                continue;
            }
            let path = format!("{}{name}", folder.prefix);
            match entry.file_type() {
                Err(error) => self.denied(path, &error),
                Ok(kind) if kind.is_dir() => self.folder(path, entry.path(), folder, folders),
                Ok(_) => self.file(path, &entry, folder),
            }
        }
        Ok(())
    }

    fn folder(&mut self, path: String, at: PathBuf, parent: &Folder, folders: &mut Vec<Folder>) {
        let prefix = format!("{path}/");
        let tracks = self
            .git
            .is_some_and(|git| git.index.has_below(prefix.as_str()));
        if let Some(git) = self.git.filter(|_| !tracks) {
            if git.index.has_submodule(&path) {
                return self.pass(prefix, Why::Submodule);
            }
            if fs::symlink_metadata(at.join(".git")).is_ok() {
                return self.pass(prefix, Why::Repository);
            }
        }
        // The rules are asked only where the answer matters: a folder full of
        // tracked files compiles no pattern.
        let ignored = parent.ignored || parent.rules.skip(&at, true);
        if ignored && !tracks {
            self.ignored.push(prefix);
            return;
        }
        folders.push(Folder {
            rules: parent.rules.below(&at),
            at,
            prefix,
            ignored,
        });
    }

    fn file(&mut self, path: String, entry: &fs::DirEntry, folder: &Folder) {
        let tracking = match self.git {
            None => Tracking::Unknown,
            Some(git) if git.index.has_file(&path) => Tracking::Tracked,
            Some(_) => Tracking::Untracked,
        };
        let skipped = tracking != Tracking::Tracked
            && (folder.ignored || folder.rules.skip(&entry.path(), false));
        if skipped {
            self.ignored.push(path);
            return;
        }
        match entry.metadata() {
            Err(error) => self.denied(path, &error),
            Ok(metadata) if metadata.is_file() => self.found.entries.push(Entry {
                path: path.into(),
                size: metadata.len(),
                tracking,
            }),
            Ok(metadata) if metadata.is_symlink() => match fs::read_link(entry.path()) {
                Err(error) => self.denied(path, &error),
                Ok(target) => {
                    let target = target.to_string_lossy().replace(MAIN_SEPARATOR_STR, "/");
                    self.found.links.insert(path, target);
                }
            },
            Ok(_) => {
                self.found.odd.insert(path.clone());
                self.pass(path, Why::NotAFile);
            }
        }
    }

    fn denied(&mut self, path: String, error: &io::Error) {
        let tracking = self.tracking(&path);
        self.pass(path, Why::Denied(error.to_string(), tracking));
    }

    /// Whether git knows what could not be read: a file, or any below a folder.
    fn tracking(&self, path: &str) -> Tracking {
        let Some(Git { index, .. }) = self.git else {
            return Tracking::Unknown;
        };
        let folder = format!("{}/", path.trim_end_matches('/'));
        match index.has_file(path)
            || index.has_below(&folder)
            || index.unnamable.iter().any(|name| name == path)
        {
            true => Tracking::Tracked,
            false => Tracking::Untracked,
        }
    }

    fn pass(&mut self, path: String, why: Why) {
        self.found.passed_over.push((path, why));
    }

    /// Close the account: what rules skipped, and what git tracks and nobody saw.
    fn account(&mut self) {
        self.found
            .entries
            .sort_unstable_by(|one, other| one.path.cmp(&other.path));
        self.ignored.sort_unstable();
        if !self.ignored.is_empty() {
            let ignored = std::mem::take(&mut self.ignored);
            self.pass(whose(&ignored), Why::Ignored(ignored));
        }
        let Some(git) = self.git else { return };
        let deleted: Vec<String> = git
            .index
            .files
            .iter()
            .filter(|path| !self.found.saw(path))
            .cloned()
            .collect();
        if !deleted.is_empty() {
            self.pass(whose(&deleted), Why::Deleted(deleted));
        }
        for path in &git.index.unnamable {
            let known = self.found.passed_over.iter().any(|(seen, _)| seen == path);
            if !known {
                let why = Why::Name(Tracking::Tracked);
                self.found.passed_over.push((path.clone(), why));
            }
        }
    }
}
