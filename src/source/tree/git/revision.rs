//! The files of a commit, read from git's objects without a checkout: no
//! filter, no attribute and no hook of the repository has a say in it.

use std::collections::HashMap;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::Arc;

use super::history::{Commit, HistoryError};
use super::objects::{Named, Objects};
use super::{answer, git, start_failed};
use crate::source::ledger::Why;
use crate::source::tree::store::{Discovery, Store};
use crate::source::tree::{Entry, LARGEST_DOCUMENT, Stream, Tracking};

/// The longest target that a link may have.
const LONGEST_TARGET: u64 = 4096;

/// Files of a commit.
pub(super) struct Revision {
    objects: Arc<Objects>,
    /// Size and object id by path.
    files: HashMap<String, (u64, String)>,
    /// Folders that belong to other repositories.
    submodules: Vec<String>,
}

impl Store for Revision {
    fn open(&self, path: &str) -> io::Result<Box<dyn Stream>> {
        let (size, id) = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        if *size > LARGEST_DOCUMENT {
            return Ok(Box::new(Flow::of(
                self.objects.folder().to_owned(),
                id,
                *size,
            )));
        }
        match self.objects.find(id, LARGEST_DOCUMENT)? {
            Named::Object(object) => Ok(Box::new(Cursor::new(object.bytes))),
            Named::Nothing => Err(io::Error::other(format!("git has no object {id}"))),
            Named::TooLarge => Err(io::Error::other(format!("object {id} is not as listed"))),
        }
    }

    fn lies(&self, path: &str) -> bool {
        self.files.contains_key(path)
            || self.submodules.iter().any(|folder| {
                path.strip_prefix(folder.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
    }
}

/// List the files of a commit. Of a partial clone, the files below one folder
/// (with a `/` behind it) have to be there, and its tree objects.
pub(super) fn discover(
    objects: Arc<Objects>,
    commit: &Commit,
    tree: &str,
    prefix: &str,
) -> Result<(Discovery, Revision), HistoryError> {
    let mut listing = Listing {
        commit,
        needed: prefix,
        found: Discovery::default(),
        store: Revision {
            objects,
            files: HashMap::new(),
            submodules: Vec::new(),
        },
        links: Vec::new(),
    };
    let mut command = git(listing.store.objects.folder());
    command.args(["ls-tree", "-r", "-z", "-l", "--full-tree", tree]);
    let records = answer(&mut command).map_err(|said| listing.failed(&said))?;
    for record in records.split(|&byte| byte == 0) {
        if !record.is_empty() {
            listing.entry(record)?;
        }
    }
    listing.follow()?;
    let Listing {
        mut found, store, ..
    } = listing;
    found
        .entries
        .sort_unstable_by(|one, other| one.path.cmp(&other.path));
    found.entries.dedup_by(|one, other| one.path == other.path);
    Ok((found, store))
}

struct Listing<'a> {
    commit: &'a Commit,
    /// The folder whose files have to be there, empty for all.
    needed: &'a str,
    found: Discovery,
    store: Revision,
    /// Links and the objects that hold their targets.
    links: Vec<(String, String)>,
}

impl Listing<'_> {
    /// One record: `mode kind id size\tpath`.
    fn entry(&mut self, record: &[u8]) -> Result<(), HistoryError> {
        let malformed = || self.failed("a listing that is none");
        let tab = record.iter().position(|&byte| byte == b'\t');
        let (head, path) = record.split_at(tab.ok_or_else(malformed)?);
        let head = std::str::from_utf8(head).map_err(|_| malformed())?;
        let words: Vec<&str> = head.split_ascii_whitespace().collect();
        let [mode, kind, id, size] = words[..] else {
            return Err(malformed());
        };
        let Ok(path) = std::str::from_utf8(&path[1..]) else {
            let path = String::from_utf8_lossy(&path[1..]).into_owned();
            let why = Why::Name(Tracking::Tracked);
            self.found.passed_over.push((path, why));
            return Ok(());
        };
        if !is_plain(path) {
            self.found.passed_over.push((path.to_owned(), Why::Trap));
            return Ok(());
        }
        if kind == "commit" {
            self.store.submodules.push(path.to_owned());
            self.found
                .passed_over
                .push((format!("{path}/"), Why::Submodule));
            return Ok(());
        }
        // git says `BAD` of an object that it doesn't have.
        let Ok(size) = size.parse() else {
            if path.starts_with(self.needed) {
                return Err(HistoryError::Partial {
                    rev: self.commit.rev.clone(),
                    path: path.to_owned(),
                });
            }
            self.found
                .passed_over
                .push((path.to_owned(), Why::NotFetched));
            return Ok(());
        };
        if mode == "120000" {
            self.links.push((path.to_owned(), id.to_owned()));
            return Ok(());
        }
        self.found.entries.push(Entry {
            path: path.into(),
            size,
            tracking: Tracking::Tracked,
        });
        self.store
            .files
            .insert(path.to_owned(), (size, id.to_owned()));
        Ok(())
    }

    /// Where the links lead.
    fn follow(&mut self) -> Result<(), HistoryError> {
        for (path, id) in std::mem::take(&mut self.links) {
            match self.store.objects.find(&id, LONGEST_TARGET) {
                Ok(Named::Object(object)) => {
                    let target = String::from_utf8_lossy(&object.bytes).into_owned();
                    self.found.links.insert(path, target);
                }
                Ok(_) => self.found.passed_over.push((path, Why::LinkBroken)),
                Err(error) => return Err(self.failed(&error.to_string())),
            }
        }
        Ok(())
    }

    fn failed(&self, said: &str) -> HistoryError {
        HistoryError::Git {
            rev: self.commit.rev.clone(),
            said: said.to_owned(),
        }
    }
}

/// Whether a checkout would write a path: a tree object may hold names that
/// lead elsewhere, and nothing but git's own good manners forbids it.
fn is_plain(path: &str) -> bool {
    path.split('/')
        .all(|segment| !matches!(segment, "" | "." | "..") && !segment.eq_ignore_ascii_case(".git"))
}

/// The bytes of an object that is too large to hold, from a child of its own.
/// It is read forward; going back begins anew.
struct Flow {
    folder: PathBuf,
    id: String,
    size: u64,
    at: u64,
    running: Option<(Child, ChildStdout)>,
}

impl Flow {
    fn of(folder: PathBuf, id: &str, size: u64) -> Self {
        Self {
            folder,
            id: id.to_owned(),
            size,
            at: 0,
            running: None,
        }
    }

    fn stop(&mut self) {
        if let Some((mut child, bytes)) = self.running.take() {
            drop(bytes);
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn bytes(&mut self) -> io::Result<&mut ChildStdout> {
        if self.running.is_none() {
            let mut child = git(&self.folder)
                .args(["cat-file", "blob", &self.id])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .map_err(|error| io::Error::new(error.kind(), start_failed(&error)))?;
            let bytes = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
            let (_, bytes) = self.running.insert((child, bytes));
            io::copy(&mut bytes.take(self.at), &mut io::sink())?;
        }
        let running = self.running.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(&mut running.1)
    }
}

impl Read for Flow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size || buffer.is_empty() {
            return Ok(0);
        }
        let read = self.bytes()?.read(buffer)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Flow {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        let at = at.ok_or(io::ErrorKind::InvalidInput)?;
        if at < self.at {
            self.stop();
        } else if let Some((_, bytes)) = &mut self.running {
            io::copy(&mut bytes.take(at - self.at), &mut io::sink())?;
        }
        self.at = at;
        Ok(at)
    }
}

impl Drop for Flow {
    fn drop(&mut self) {
        self.stop();
    }
}
