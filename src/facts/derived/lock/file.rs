//! One file: where its bytes are, and their digests. What Git LFS or DVC keeps
//! elsewhere is known by what their pointers say of it.

use std::collections::BTreeMap;
use std::io::Read as _;

use super::tracked::{self, Output};
use crate::facts::{Scope, join};
use crate::measure::digest::{self, Md5Of};
use crate::model::Span;
use crate::model::path::name_of;
use crate::source::tree::{Presence, Tree};
use crate::source::{Blob, Pointer, SourceError, yaml};

/// Where the bytes of a path are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::facts::derived) enum State {
    /// In the tree.
    Here,
    /// In the store of Git LFS; the tree has the pointer.
    Lfs,
    /// In a store of DVC; the tree has the `.dvc` file.
    Dvc,
    /// On a hub or at an address.
    Remote,
    /// Nowhere that is known.
    Absent,
    /// In the tree, and they can't be read.
    Unreadable,
}

impl State {
    /// Every word, in order.
    pub(in crate::facts::derived) const WORDS: &'static [&'static str] =
        &["here", "lfs", "dvc", "remote", "absent", "unreadable"];

    /// The word in facts.
    pub(in crate::facts::derived) fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// The state that a word of facts means.
    pub(super) fn of(word: &str) -> Option<Self> {
        let all = [
            Self::Here,
            Self::Lfs,
            Self::Dvc,
            Self::Remote,
            Self::Absent,
            Self::Unreadable,
        ];
        all.into_iter().find(|state| state.word() == word)
    }
}

/// What is known of the bytes of a path.
#[derive(Clone, Debug)]
pub(in crate::facts::derived) struct Bytes {
    pub(in crate::facts::derived) state: State,
    pub(in crate::facts::derived) sha256: Option<String>,
    pub(in crate::facts::derived) size: Option<u64>,
    /// The MD5 that DVC tracks it by, with `.dir` behind that of a directory.
    pub(in crate::facts::derived) dvc: Option<String>,
    /// Whether bytes that are here are the ones that DVC tracks.
    pub(in crate::facts::derived) tracked: Option<bool>,
}

impl Bytes {
    pub(in crate::facts::derived) fn nowhere(state: State) -> Self {
        Self {
            state,
            sha256: None,
            size: None,
            dvc: None,
            tracked: None,
        }
    }
}

/// The outputs that DVC tracks, by their path in the tree. One that leads out
/// of the tree is none of it.
pub(in crate::facts::derived) fn outputs(scope: &Scope) -> BTreeMap<String, Output> {
    let mut outputs = BTreeMap::new();
    for entry in scope.files {
        let name = name_of(&entry.path);
        if name != "dvc.lock" && !name.ends_with(".dvc") {
            continue;
        }
        let Blob::Text(document) = scope.tree.read(&entry.path) else {
            continue;
        };
        let folder = entry.path.strip_suffix(name).unwrap_or("");
        let whole = Span::new(0, document.text.len());
        for output in tracked::outputs(&yaml::parse(&document, whole).value) {
            if let Some(path) = join(folder, &output.path) {
                outputs.entry(path).or_insert(output);
            }
        }
    }
    outputs
}

/// What is known of the bytes of a path of the tree.
pub(in crate::facts::derived) fn bytes(
    tree: &Tree,
    path: &str,
    outputs: &BTreeMap<String, Output>,
) -> Bytes {
    let output = outputs.get(path);
    let mut bytes = match tree.presence(path) {
        Presence::File(_) => here(tree, path).unwrap_or_else(|_| Bytes::nowhere(State::Unreadable)),
        Presence::Folder if output.is_some() => Bytes::nowhere(State::Here),
        _ => Bytes::nowhere(State::Absent),
    };
    if let Some(output) = output {
        let suffix = if output.directory { ".dir" } else { "" };
        bytes.dvc = output.md5.as_ref().map(|md5| format!("{md5}{suffix}"));
        match bytes.state {
            State::Here => bytes.tracked = is_tracked(tree, path, output),
            State::Absent => {
                bytes.state = State::Dvc;
                bytes.size = output.size;
            }
            _ => {}
        }
    }
    bytes
}

fn here(tree: &Tree, path: &str) -> Result<Bytes, SourceError> {
    let failed = |source| SourceError::Io {
        path: path.into(),
        source,
    };
    let mut stream = tree.open(path)?;
    // A pointer is short, and so is what is read twice here.
    let mut head = Vec::new();
    stream
        .by_ref()
        .take(2048)
        .read_to_end(&mut head)
        .map_err(failed)?;
    if let Some(pointer) = Pointer::parse(&head) {
        return Ok(Bytes {
            sha256: Some(pointer.oid),
            size: Some(pointer.size),
            ..Bytes::nowhere(State::Lfs)
        });
    }
    let digest = digest::sha256(head.as_slice().chain(stream)).map_err(failed)?;
    Ok(Bytes {
        sha256: Some(digest.hex),
        size: Some(digest.bytes),
        ..Bytes::nowhere(State::Here)
    })
}

/// Whether the bytes that are here are those that DVC tracks; `None` where
/// nothing can be compared.
fn is_tracked(tree: &Tree, path: &str, output: &Output) -> Option<bool> {
    let of = match output.plain {
        true => Md5Of::Bytes,
        false => Md5Of::UnixText,
    };
    let md5 = |path: &str| Some(digest::md5(tree.open(path).ok()?, of).ok()?.hex);
    if !output.directory {
        return Some(*output.md5.as_ref()? == md5(path)?);
    }
    if !output.files.is_empty() {
        let mut agree = true;
        for (below, expected) in &output.files {
            let path = join(path, below)?;
            agree &= *expected.as_ref()? == md5(&path)?;
        }
        return Some(agree);
    }
    let prefix = format!("{path}/");
    let files: Option<Vec<(&str, String)>> = tree
        .entries()
        .iter()
        .filter_map(|entry| Some((&*entry.path, entry.path.strip_prefix(&prefix)?)))
        .map(|(path, below)| Some((below, md5(path)?)))
        .collect();
    let files = files?;
    let list = files.iter().map(|(below, md5)| (*below, md5.as_str()));
    Some(*output.md5.as_ref()? == digest::dvc_directory(list))
}
