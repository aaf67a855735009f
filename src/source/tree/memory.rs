//! A tree in memory: tests, and the examples inside rules. It stands for a
//! commit, so every file of it is tracked.

use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::sync::Arc;

use super::store::{Discovery, Store};
use super::{Entry, Stream, Tracking};

/// Files by path.
pub(super) struct Memory(BTreeMap<String, Arc<[u8]>>);

pub(super) fn discover(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> (Discovery, Memory) {
    let files: BTreeMap<String, Arc<[u8]>> = files
        .into_iter()
        .map(|(path, bytes)| (path, bytes.into()))
        .collect();
    let entries = files
        .iter()
        .map(|(path, bytes)| Entry {
            path: path.as_str().into(),
            size: bytes.len() as u64,
            tracking: Tracking::Tracked,
        })
        .collect();
    let discovery = Discovery {
        entries,
        ..Discovery::default()
    };
    (discovery, Memory(files))
}

impl Store for Memory {
    fn open(&self, path: &str) -> io::Result<Box<dyn Stream>> {
        match self.0.get(path) {
            Some(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn lies(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}
