//! Objects of a repository, read through one `git cat-file --batch` child.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use super::{git, start_failed};

/// An object.
pub(super) struct Object {
    /// Its id in hexadecimal digits: 40 of SHA-1, 64 of SHA-256.
    pub(super) id: String,
    /// `blob`, `tree`, `commit` or `tag`.
    pub(super) kind: String,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// What stands behind a name.
pub(super) enum Named {
    /// An object.
    Object(Object),
    /// Nothing that is here: no such name, or an object that was never fetched.
    Nothing,
    /// An object that is larger than was asked for.
    TooLarge,
}

/// The objects of one repository. The child is started by the first question
/// and lives as long as whoever may ask another one.
pub(super) struct Objects {
    folder: PathBuf,
    talk: Mutex<Option<Talk>>,
}

impl Objects {
    pub(super) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            talk: Mutex::new(None),
        }
    }

    /// The folder that git is asked in.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The object behind a name: an id, a branch, or `REV^{commit}`.
    pub(super) fn find(&self, name: &str, largest: u64) -> io::Result<Named> {
        // One question is one line.
        if name.is_empty() || name.contains(['\n', '\0']) {
            return Ok(Named::Nothing);
        }
        let mut talk = self.talk.lock().unwrap_or_else(PoisonError::into_inner);
        if talk.is_none() {
            *talk = Some(Talk::begin(&self.folder)?);
        }
        let found = match talk.as_mut() {
            Some(talk) => talk.ask(name, largest),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        };
        if found.is_err() {
            // What is left in the pipe would answer the next question.
            *talk = None;
        }
        found
    }
}

struct Talk {
    child: Child,
    /// Closed first, which is how the child learns that it may go.
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Talk {
    fn begin(folder: &Path) -> io::Result<Self> {
        let mut child = git(folder)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| io::Error::new(error.kind(), start_failed(&error)))?;
        let questions = child.stdin.take();
        let answers = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self {
            child,
            questions,
            answers: BufReader::new(answers),
        })
    }

    fn ask(&mut self, name: &str, largest: u64) -> io::Result<Named> {
        let questions = self.questions.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        questions.write_all(format!("{name}\n").as_bytes())?;
        questions.flush()?;
        let mut head = Vec::new();
        // A name is echoed where nothing is found, and names are short.
        let longest = 256 + name.len() as u64;
        (&mut self.answers)
            .take(longest)
            .read_until(b'\n', &mut head)?;
        let head = head
            .strip_suffix(b"\n")
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        let head = String::from_utf8_lossy(head);
        let Some((id, kind, size)) = header(&head) else {
            return Ok(Named::Nothing);
        };
        let found = if size > largest {
            io::copy(&mut (&mut self.answers).take(size), &mut io::sink())?;
            Named::TooLarge
        } else {
            let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
            let read = (&mut self.answers).take(size).read_to_end(&mut bytes)?;
            if read as u64 != size {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Named::Object(Object {
                id: id.to_owned(),
                kind: kind.to_owned(),
                bytes,
            })
        };
        let mut end = [0];
        self.answers.read_exact(&mut end)?;
        Ok(found)
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        drop(self.questions.take());
        // It may still be writing an answer that nobody wants.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `<id> <kind> <size>`; anything else says that nothing was found.
fn header(line: &str) -> Option<(&str, &str, u64)> {
    let mut words = line.split(' ');
    let (id, kind, size) = (words.next()?, words.next()?, words.next()?);
    let known = matches!(kind, "blob" | "tree" | "commit" | "tag");
    (words.next().is_none() && known && is_id(id)).then_some(())?;
    Some((id, kind, size.parse().ok()?))
}

/// Whether a text is the id of an object.
pub(super) fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
