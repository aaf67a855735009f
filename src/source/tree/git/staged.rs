//! What the next commit would change, asked of git itself.

#![expect(
    clippy::disallowed_methods,
    reason = "git tells its hooks by a variable which index a commit is made of"
)]

use std::collections::BTreeSet;
use std::path::Path;

use super::{answer, git};

/// The index that git makes a commit of where it is not the usual one, as with
/// `git commit --all`.
const INDEX: &str = "GIT_INDEX_FILE";

/// Paths below a folder, relative to it, that the next commit adds, changes or
/// removes. No filter and no outside program of the repository runs.
///
/// # Errors
/// What git said: there is no repository, or it can't be read.
pub fn staged(folder: &Path) -> Result<BTreeSet<String>, String> {
    let mut command = git(folder);
    if let Some(index) = std::env::var_os(INDEX) {
        command.env(INDEX, index);
    }
    let listing = answer(command.args([
        "diff",
        "--cached",
        "--name-only",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules=all",
        "--relative",
        "-z",
    ]))?;
    let paths = listing.split(|&byte| byte == 0);
    Ok(paths
        .filter_map(|path| std::str::from_utf8(path).ok())
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect())
}
