//! The tree: what is part of it, what is not and why, and what a hostile
//! repository can't make us do.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use ethics_gate::source::{Blob, Tree};
use tempfile::TempDir;

mod documents;
mod history;
mod hostile;
mod listing;
mod pointers;

/// A folder with files in it.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().expect("a temporary folder"));
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    /// A git repository whose files are all in the index.
    fn tracked(files: &[(&str, &str)]) -> Self {
        let folder = Self::new(files);
        folder.git(&["init", "-q"]);
        folder.git(&["add", "--force", "--all"]);
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a written file");
    }

    fn git(&self, arguments: &[&str]) {
        git(self.path(), arguments);
    }

    #[cfg(unix)]
    fn link(&self, path: &str, target: impl AsRef<Path>) {
        std::os::unix::fs::symlink(target, self.path().join(path)).expect("a link");
    }

    fn tree(&self) -> Tree {
        Tree::working(self.path()).expect("a tree")
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = try_git(folder, arguments);
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn try_git(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("git")
        .arg("-C")
        .arg(folder)
        .args([
            "-c",
            "user.name=tester",
            "-c",
            "user.email=tester@team.example",
        ])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(arguments)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("git runs")
}

fn paths(tree: &Tree) -> Vec<&str> {
    tree.entries().iter().map(|entry| &*entry.path).collect()
}

fn text(tree: &Tree, path: &str) -> String {
    match tree.read(path) {
        Blob::Text(document) => document.text.clone(),
        other => panic!("{path}: {other:?}"),
    }
}

fn unreadable(tree: &Tree, path: &str) -> &'static str {
    match tree.read(path) {
        Blob::Unreadable(problem) => {
            assert!(problem.fatal, "{path}");
            problem.code
        }
        other => panic!("{path}: {other:?}"),
    }
}

/// The reasons for which a path was passed over; every one in both languages.
fn reasons(tree: &Tree, path: &str) -> Vec<String> {
    let ledger = tree.ledger(|_| true);
    for (path, reason) in &ledger.passed_over {
        assert!(!reason.en.is_empty() && !reason.ko.is_empty(), "{path}");
    }
    ledger
        .passed_over
        .into_iter()
        .filter(|(passed, _)| passed == path)
        .map(|(_, reason)| reason.en)
        .collect()
}

#[track_caller]
fn check_reason(tree: &Tree, path: &str, words: &str) {
    let reasons = reasons(tree, path);
    assert!(
        reasons.iter().any(|reason| reason.contains(words)),
        "{path}: {reasons:?} lacks {words:?}; all: {:?}",
        tree.ledger(|_| true).passed_over
    );
}
