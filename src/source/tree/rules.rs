//! Ignore rules, as git reads them: the nearest file wins, and within it the
//! last line that matches.
//!
//! They only ever skip what is untracked. The user's own global rules are
//! left out, so that two people see the same tree.

#![expect(clippy::disallowed_methods, reason = "ignore files are read here")]

use std::cell::OnceCell;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The largest ignore file that is read.
const LARGEST: u64 = 1 << 20;

/// The rules in force in one folder; compiled when the first untracked path asks.
pub(super) struct Rules {
    folder: PathBuf,
    file: PathBuf,
    above: Option<Rc<Rules>>,
    compiled: OnceCell<Gitignore>,
}

impl Rules {
    /// The rules at the root: those of the folders above it up to the
    /// repository's own, and of the repository's `info/exclude`.
    pub(super) fn at_root(root: &Path, repository: Option<&Path>) -> Rc<Self> {
        let Some(repository) = repository else {
            return Self::of(root, root.join(".gitignore"), None);
        };
        let private = repository.join(".git/info/exclude");
        let mut rules = Self::of(repository, private, None);
        let mut folders: Vec<&Path> = root
            .ancestors()
            .take_while(|folder| folder.starts_with(repository))
            .collect();
        while let Some(folder) = folders.pop() {
            rules = Self::of(folder, folder.join(".gitignore"), Some(rules));
        }
        rules
    }

    /// The rules one folder further down.
    pub(super) fn below(self: &Rc<Self>, folder: &Path) -> Rc<Self> {
        Self::of(folder, folder.join(".gitignore"), Some(Rc::clone(self)))
    }

    fn of(folder: &Path, file: PathBuf, above: Option<Rc<Self>>) -> Rc<Self> {
        Rc::new(Self {
            folder: folder.to_owned(),
            file,
            above,
            compiled: OnceCell::new(),
        })
    }

    /// Whether these rules skip a path of their folder.
    pub(super) fn skip(&self, path: &Path, is_folder: bool) -> bool {
        let mut nearest = Some(self);
        while let Some(rules) = nearest {
            match rules.compiled().matched(path, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => nearest = rules.above.as_deref(),
            }
        }
        false
    }

    fn compiled(&self) -> &Gitignore {
        self.compiled.get_or_init(|| {
            let mut builder = GitignoreBuilder::new(&self.folder);
            for line in text(&self.file).trim_start_matches('\u{feff}').lines() {
                // A line that is no pattern skips nothing, as in git.
                let _ = builder.add_line(None, line);
            }
            builder.build().unwrap_or_else(|_| Gitignore::empty())
        })
    }
}

/// An ignore file's text; a link or a device is not followed, as in git.
fn text(file: &Path) -> String {
    let mut bytes = Vec::new();
    if fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_file())
        && let Ok(opened) = fs::File::open(file)
    {
        // Rules that can't be read skip nothing: more is judged, not less.
        let _ = opened.take(LARGEST).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
