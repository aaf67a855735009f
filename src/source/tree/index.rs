//! What git tracks below a folder, asked of git itself.
//!
//! The repository is hostile: its configuration may name programs to run. One
//! child lists the index and does nothing else: no hook, no file system
//! monitor, no fetch, no configuration of the machine, no lock, no shell.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that runs git"
)]

use std::path::Path;
use std::process::{Command, Stdio};

/// Settings that outrank whatever the repository's own configuration says.
const DEFENSES: [&str; 6] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    // The folder may belong to another user, as checkouts in containers do;
    // nothing of it is run, so its owner doesn't matter.
    "safe.directory=*",
];

/// Git's index below a folder, paths relative to that folder.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Files and links, sorted.
    pub(super) files: Vec<String>,
    /// Submodules, sorted.
    pub(super) submodules: Vec<String>,
    /// Paths that are no UTF-8, as well as they can be shown.
    pub(super) unnamable: Vec<String>,
}

impl Index {
    /// Ask git. An `Err` is what git said.
    pub(super) fn below(folder: &Path) -> Result<Self, String> {
        let output = git(folder)
            .args(["ls-files", "-z", "--stage"])
            .output()
            .map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(Self::parse(&output.stdout));
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().next().unwrap_or_default();
        Err(
            match first.strip_prefix("fatal: ").unwrap_or(first).trim() {
                "" => output.status.to_string(),
                words => words.to_owned(),
            },
        )
    }

    /// Records of `mode object stage\tpath`, each closed by a NUL.
    fn parse(listing: &[u8]) -> Self {
        let mut index = Self::default();
        for record in listing.split(|&byte| byte == 0) {
            let Some(tab) = record.iter().position(|&byte| byte == b'\t') else {
                continue;
            };
            match std::str::from_utf8(&record[tab + 1..]) {
                Err(_) => index
                    .unnamable
                    .push(String::from_utf8_lossy(&record[tab + 1..]).into_owned()),
                Ok(path) if record.starts_with(b"160000 ") => {
                    index.submodules.push(path.to_owned());
                }
                Ok(path) => index.files.push(path.to_owned()),
            }
        }
        for list in [
            &mut index.files,
            &mut index.submodules,
            &mut index.unnamable,
        ] {
            list.sort_unstable();
            // A path in conflict stands there once a stage.
            list.dedup();
        }
        index
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.submodules.is_empty() && self.unnamable.is_empty()
    }

    /// Whether this file is tracked.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.files
            .binary_search_by(|known| known.as_str().cmp(path))
            .is_ok()
    }

    /// Whether this path is a submodule.
    pub(super) fn has_submodule(&self, path: &str) -> bool {
        self.submodules
            .binary_search_by(|known| known.as_str().cmp(path))
            .is_ok()
    }

    /// Whether any tracked file lies below a folder, given with its `/`.
    pub(super) fn has_below(&self, folder: &str) -> bool {
        [&self.files, &self.submodules].into_iter().any(|paths| {
            let at = paths.partition_point(|path| path.as_str() < folder);
            paths.get(at).is_some_and(|path| path.starts_with(folder))
        })
    }
}

fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    // Whatever a hook or a shell left behind would point git elsewhere.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .args(["--no-pager", "--no-optional-locks", "--literal-pathspecs"]);
    for defense in DEFENSES {
        command.args(["-c", defense]);
    }
    // By `-C` and not by the child's own folder, so that a relative entry of
    // PATH never finds a program of the tree.
    command.arg("-C").arg(folder);
    command
}
