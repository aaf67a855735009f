//! A tree with other texts at some paths: what stands in an editor and is not
//! saved yet.

use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::sync::Arc;

use super::store::Store;
use super::{Entry, Stream, Tracking, Tree};

/// A store, and the texts that stand in the place of its files.
struct Overlay {
    below: Arc<dyn Store>,
    texts: BTreeMap<String, Arc<[u8]>>,
}

impl Store for Overlay {
    fn open(&self, path: &str) -> io::Result<Box<dyn Stream>> {
        match self.texts.get(path) {
            Some(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
            None => self.below.open(path),
        }
    }

    fn lies(&self, path: &str) -> bool {
        self.texts.contains_key(path) || self.below.lies(path)
    }
}

impl Tree {
    /// The same tree with these texts at these paths. A path that is not in it
    /// becomes a file of it, unless something lies there that was passed over.
    #[must_use]
    pub fn with_texts(mut self, texts: BTreeMap<String, String>) -> Self {
        let texts: BTreeMap<String, Arc<[u8]>> = texts
            .into_iter()
            .filter(|(path, _)| self.found.position(path).is_some() || !self.store.lies(path))
            .map(|(path, text)| (path, text.into_bytes().into()))
            .collect();
        for (path, bytes) in &texts {
            let size = bytes.len() as u64;
            match self.found.position(path) {
                Some(at) => self.found.entries[at].size = size,
                None => self.found.entries.push(Entry {
                    path: path.as_str().into(),
                    size,
                    tracking: Tracking::Untracked,
                }),
            }
        }
        self.found
            .entries
            .sort_by(|one, other| one.path.cmp(&other.path));
        let below = self.store;
        Self {
            passed_over: self.passed_over,
            is_base: self.is_base,
            commit: self.commit,
            focus: self.focus,
            ..Self::new(self.found, Arc::new(Overlay { below, texts }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Blob;

    fn text(tree: &Tree, path: &str) -> Option<String> {
        match tree.read(path) {
            Blob::Text(document) => Some(document.text.to_string()),
            _ => None,
        }
    }

    #[test]
    fn a_text_stands_in_the_place_of_a_file_or_beside_the_others() {
        let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
        let tree = Tree::memory([file("b.md", "saved"), file("c.md", "other")]);
        let typed = [("a.md", "new"), ("b.md", "typed")];
        let typed = typed.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let tree = tree.with_texts(typed.into());
        let paths: Vec<&str> = tree.entries().iter().map(|entry| &*entry.path).collect();
        assert_eq!(paths, ["a.md", "b.md", "c.md"]);
        assert_eq!(text(&tree, "a.md").as_deref(), Some("new"));
        assert_eq!(text(&tree, "b.md").as_deref(), Some("typed"));
        assert_eq!(text(&tree, "c.md").as_deref(), Some("other"));
        assert_eq!(tree.entry("b.md").map(|entry| entry.size), Some(5));
    }
}
