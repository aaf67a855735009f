//! A tree of files: the working tree, a commit, or memory.
//!
//! Where the bytes come from is a store's business. What a path means is
//! decided here, once for all of them: links are followed inside the tree and
//! never out of it, what is no file is never opened, and what is too large to
//! hold is streamed or left alone.

mod account;
mod blob;
mod git;
mod links;
mod memory;
mod overlay;
mod rules;
mod store;
mod working;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::ledger::Why;
use super::{Pointer, encoding};
use crate::model::{Document, Place, Problem, Text, text};
pub use blob::{Blob, Entry, Presence, SourceError, Tracking};
pub use git::history::{Commit, History, HistoryError};
pub use git::staged::staged;
use links::Lead;
use store::{Below, Discovery, Store};

/// The largest file that is read as a document. Anything larger is data, and
/// data is streamed.
pub const LARGEST_DOCUMENT: u64 = 16 << 20;

/// Anything that can be streamed and sought.
pub trait Stream: Read + Seek + Send {}
impl<T: Read + Seek + Send> Stream for T {}

/// A tree of files.
pub struct Tree {
    found: Discovery,
    /// Entries whose names are not in composed form, by their composed form:
    /// a name typed on one system is found as another system wrote it.
    composed: BTreeMap<String, usize>,
    passed_over: Vec<(String, Why)>,
    store: Arc<dyn Store>,
    /// What was read, beside the entries.
    blobs: Vec<OnceLock<Box<Blob>>>,
    /// The folder that somebody named, empty for the root.
    focus: String,
    /// It is what a change is held against.
    is_base: bool,
    /// The commit that it is the tree of.
    commit: Option<Commit>,
}

/// Where a path leads within a tree.
enum Target {
    File(usize),
    Folder,
    NotAFile,
    Outside,
    LinkOutside,
    LinkBroken,
    Nothing(String),
}

impl Tree {
    /// A tree in memory, for tests and for the examples inside rules.
    pub fn memory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let (found, store) = memory::discover(files);
        Self::new(found, Arc::new(store))
    }

    /// The working tree below `root`.
    ///
    /// # Errors
    /// The root is not there or can't be listed.
    pub fn working(root: &Path) -> Result<Self, SourceError> {
        let (found, store) = working::discover(root)?;
        Ok(Self::new(found, Arc::new(store)))
    }

    /// The working tree of the repository that `folder` lies in, with that
    /// folder as its [`focus`](Self::focus): so that every path is the one by
    /// which the repository's platform knows the file, and a reference out of
    /// the folder leads where it leads for everybody. A folder in no
    /// repository, or in one that ignores it, is a root of its own.
    ///
    /// # Errors
    /// The folder is not there or can't be listed.
    pub fn repository(folder: &Path) -> Result<Self, SourceError> {
        let (found, store, focus) = working::discover_around(folder)?;
        Ok(Self {
            focus,
            ..Self::new(found, Arc::new(store))
        })
    }

    /// The folder below the root that somebody named, empty for the root.
    #[must_use]
    pub fn focus(&self) -> &str {
        &self.focus
    }

    /// Whether any file lies below a folder.
    #[must_use]
    pub fn has_below(&self, folder: &str) -> bool {
        self.found.has_below(folder)
    }

    /// The same tree as the base of a change: places in it say so. To be said
    /// before anything of it is read.
    #[must_use]
    pub fn as_base(mut self) -> Self {
        self.is_base = true;
        self
    }

    /// The commit that it is the tree of; `None` for a working tree.
    #[must_use]
    pub fn commit(&self) -> Option<&Commit> {
        self.commit.as_ref()
    }

    fn new(found: Discovery, store: Arc<dyn Store>) -> Self {
        let mut tree = Self {
            composed: found
                .entries
                .iter()
                .enumerate()
                .filter(|(_, entry)| !is_nfc(&entry.path))
                .map(|(at, entry)| (entry.path.nfc().collect(), at))
                .collect(),
            passed_over: Vec::new(),
            blobs: found.entries.iter().map(|_| OnceLock::new()).collect(),
            found,
            store,
            focus: String::new(),
            is_base: false,
            commit: None,
        };
        let reasons = [tree.link_reasons(), tree.found.collisions()];
        let mut passed_over = std::mem::take(&mut tree.found.passed_over);
        passed_over.extend(reasons.into_iter().flatten());
        tree.passed_over = passed_over;
        tree
    }

    /// All files, sorted by path. Links are names of other files, and no files.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.found.entries
    }

    /// The file at a path, links inside the tree followed.
    #[must_use]
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        match self.target(path) {
            Target::File(at) => Some(&self.found.entries[at]),
            _ => None,
        }
    }

    /// What stands at a path, whether or not it is part of the tree.
    #[must_use]
    pub fn presence(&self, path: &str) -> Presence {
        match self.target(path) {
            Target::File(at) => Presence::File(self.found.entries[at].tracking),
            Target::Folder => Presence::Folder,
            Target::NotAFile => Presence::NotAFile,
            Target::Outside | Target::LinkOutside => Presence::Outside,
            Target::Nothing(path) if self.store.lies(&path) => Presence::PassedOver,
            Target::Nothing(_) | Target::LinkBroken => Presence::Absent,
        }
    }

    /// The files below a folder as a tree of their own, such as a pack that
    /// lies in the repository; `None` where nothing lies there.
    #[must_use]
    pub fn below(&self, folder: &str) -> Option<Self> {
        let Lead::To(folder) = self.found.links.follow(folder) else {
            return None;
        };
        let store = Below {
            store: Arc::clone(&self.store),
            prefix: match folder.as_str() {
                "" => String::new(),
                folder => format!("{folder}/"),
            },
        };
        let within = |path: &str| path.strip_prefix(&store.prefix).map(str::to_owned);
        let entries: Vec<Entry> = self
            .found
            .entries
            .iter()
            .filter_map(|entry| {
                let path = within(&entry.path)?.into();
                Some(Entry {
                    path,
                    ..entry.clone()
                })
            })
            .collect();
        let found = Discovery {
            entries,
            links: self.found.links.below(within),
            odd: self
                .found
                .odd
                .iter()
                .filter_map(|path| within(path))
                .collect(),
            passed_over: self
                .passed_over
                .iter()
                .filter_map(|(path, why)| why.below(path, within))
                .collect(),
        };
        (!found.entries.is_empty()).then(|| Self {
            is_base: self.is_base,
            ..Self::new(found, Arc::new(store))
        })
    }

    /// The content of a path, decoded; each path is read once.
    #[must_use]
    pub fn read(&self, path: &str) -> Blob {
        let barred = |code, detail: Text| Blob::Unreadable(unreadable(path, code, detail));
        match self.target(path) {
            Target::File(at) => {
                let read = || Box::new(self.load(&self.found.entries[at]));
                self.blobs[at].get_or_init(read).as_ref().clone()
            }
            Target::NotAFile => barred(
                "not-a-file",
                text!("a device, a pipe or a socket", "장치나 파이프나 소켓임"),
            ),
            Target::LinkOutside => barred(
                "symlink-outside",
                text!(
                    "the symbolic link leaves the root",
                    "심볼릭 링크가 루트 밖을 가리킴"
                ),
            ),
            Target::Nothing(target) if self.found.links.contains(path) => {
                if self.store.lies(&target) {
                    let detail = text!(
                        "the symbolic link leads to {target}, which is no part of the tree",
                        "심볼릭 링크가 트리에 속하지 않는 {target}을(를) 가리킴"
                    );
                    barred("symlink-outside", detail)
                } else {
                    let detail = text!(
                        "the symbolic link leads nowhere",
                        "심볼릭 링크가 가리키는 것이 없음"
                    );
                    barred("symlink-broken", detail)
                }
            }
            Target::LinkBroken => barred(
                "symlink-broken",
                text!(
                    "the symbolic link leads to itself",
                    "심볼릭 링크가 자기 자신을 가리킴"
                ),
            ),
            Target::Folder | Target::Outside | Target::Nothing(_) => Blob::Missing,
        }
    }

    /// A stream over the bytes of a path, for what is too large to hold.
    ///
    /// # Errors
    /// The path is no file of the tree, or can't be opened.
    pub fn open(&self, path: &str) -> Result<Box<dyn Stream>, SourceError> {
        self.entry(path)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
            .and_then(|entry| self.store.open(&entry.path))
            .map_err(|source| SourceError::Io {
                path: path.into(),
                source,
            })
    }

    /// Up to `most` bytes from the start of a file; from memory where it was
    /// read as a document before.
    ///
    /// # Errors
    /// The path is no file of the tree, or can't be read.
    pub fn head(&self, path: &str, most: u64) -> Result<Vec<u8>, SourceError> {
        let read = match self.target(path) {
            Target::File(at) => self.blobs[at].get().map(AsRef::as_ref),
            _ => None,
        };
        if let Some(Blob::Text(document) | Blob::Pointer(_, document)) = read {
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let bytes = document.text.as_bytes();
            return Ok(bytes[..bytes.len().min(most)].to_vec());
        }
        let size = self.entry(path).map_or(0, |entry| entry.size);
        let mut head = vec![0; usize::try_from(size.min(most)).unwrap_or_default()];
        let read = fill(&mut *self.open(path)?, &mut head);
        read.map_err(|source| SourceError::Io {
            path: path.into(),
            source,
        })
        .map(|read| {
            head.truncate(read);
            head
        })
    }

    fn target(&self, path: &str) -> Target {
        if let Some(at) = self.found.position(path) {
            return Target::File(at);
        }
        let path = match self.found.links.follow(path) {
            Lead::To(path) => path,
            Lead::Outside => return Target::Outside,
            Lead::LinkOutside => return Target::LinkOutside,
            Lead::Circle => return Target::LinkBroken,
        };
        if let Some(at) = self.found.position(&path) {
            Target::File(at)
        } else if self.found.odd.contains(&path) {
            Target::NotAFile
        } else if self.found.has_below(&path) {
            Target::Folder
        } else if let Some(&at) = self.composed.get(&path.nfc().collect::<String>()) {
            Target::File(at)
        } else {
            Target::Nothing(path)
        }
    }

    fn load(&self, entry: &Entry) -> Blob {
        let path = entry.path.as_ref();
        let too_large = || {
            let detail = text!(
                "larger than the {LARGEST_DOCUMENT} bytes that a document may have",
                "문서의 한도인 {LARGEST_DOCUMENT}바이트보다 큼"
            );
            Blob::Unreadable(unreadable(path, "too-large", detail))
        };
        if entry.size > LARGEST_DOCUMENT {
            return too_large();
        }
        let mut bytes = Vec::with_capacity(usize::try_from(entry.size).unwrap_or(0));
        let read = self.store.open(path).and_then(|stream| {
            // It may have grown since it was listed.
            stream.take(LARGEST_DOCUMENT + 1).read_to_end(&mut bytes)
        });
        match read {
            Err(error) => {
                let detail = text!("{error}", "읽을 수 없음: {error}");
                return Blob::Unreadable(unreadable(path, "denied", detail));
            }
            Ok(length) if length as u64 > LARGEST_DOCUMENT => return too_large(),
            Ok(_) => {}
        }
        let pointer = Pointer::recognize(&bytes);
        let decoded = encoding::decode(path, bytes).map(|document| match self.is_base {
            true => Document::of_base(document),
            false => document,
        });
        match (pointer, decoded) {
            (Some(Ok(pointer)), Ok(document)) => Blob::Pointer(pointer, document),
            (Some(Err(malformed)), _) => {
                let detail = text!(
                    "begins as a Git LFS pointer and is none: {malformed}",
                    "Git LFS 포인터로 시작하지만 포인터가 아님"
                );
                Blob::Unreadable(unreadable(path, "malformed-pointer", detail))
            }
            (_, Ok(document)) => Blob::Text(document),
            (_, Err(problem)) => Blob::Unreadable(*problem),
        }
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a tree of {} files", self.found.entries.len())
    }
}

/// Read until a buffer is full or nothing is left: small files in one go, and
/// no more than was asked for.
fn fill(stream: &mut dyn Stream, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match stream.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn unreadable(path: &str, code: &'static str, detail: Text) -> Problem {
    let place = Place::start_of(&Document::new(path, ""));
    Problem::fatal(code, place, detail)
}
