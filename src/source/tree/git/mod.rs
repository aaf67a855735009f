//! git, asked as one asks a stranger: its repository is hostile, and its
//! configuration may name programs to run, servers to call and objects that
//! stand for others. Nothing of it is run, nothing is fetched, nothing is
//! written, and no shell is between.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that runs git"
)]

pub(super) mod history;
pub(super) mod index;
mod objects;
mod revision;
pub(super) mod staged;

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Settings that outrank whatever the repository's own configuration says.
const DEFENSES: [&str; 8] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    // A file that only claims who the parents of a commit are.
    "core.commitGraph=false",
    // Said of the file of grafts even where that file is none.
    "advice.graftFileDeprecated=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    // The folder may belong to another user, as checkouts in containers do;
    // nothing of it is run, so its owner doesn't matter.
    "safe.directory=*",
];

/// Git in a folder, with nothing but its repository's objects to go by.
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
        // Objects and parents as they were committed: `refs/replace` and
        // grafts would put others in their place.
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_GRAFT_FILE", "/dev/null")
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

/// What git answers; an `Err` is what it said instead.
fn answer(command: &mut Command) -> Result<Vec<u8>, String> {
    let output = command.output().map_err(|error| start_failed(&error))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(complaint(&output))
    }
}

fn start_failed(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no program `git` here".to_owned(),
        _ => format!("git could not be started: {error}"),
    }
}

/// The first line of what git said, without its own prefix.
fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().next().unwrap_or_default();
    let first = first
        .strip_prefix("fatal: ")
        .or(first.strip_prefix("error: "))
        .unwrap_or(first);
    match first.trim() {
        "" => output.status.to_string(),
        words => words.to_owned(),
    }
}

/// Words of a command line.
fn words<const N: usize>(words: [&str; N]) -> [&OsStr; N] {
    words.map(OsStr::new)
}
