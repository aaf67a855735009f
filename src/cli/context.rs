//! The file of `--context`: who wrote the change and who approved it.

#![expect(clippy::disallowed_methods, reason = "the path is the user's own")]

use std::fs;
use std::path::Path;

use super::Refusal;
use crate::model::Context;
use crate::source::{Commit, Tracking, Tree};

/// What such a file is larger than never.
const LARGEST: u64 = 1 << 20;
/// Where a usable one comes from.
const HELP: &str = "`ethics-gate schema context` describes the file";

/// Read it. `head` is the tree that is judged, `root` its folder and `commit`
/// what is checked out there.
pub(super) fn read(
    file: &Path,
    root: &Path,
    head: &Tree,
    commit: Option<&Commit>,
) -> Result<Context, Refusal> {
    let shown = file.display();
    let size = fs::metadata(file).map(|found| found.len());
    let text = size.and_then(|size| match size {
        size if size > LARGEST => Err(std::io::Error::other("larger than a context ever is")),
        _ => fs::read_to_string(file),
    });
    let text = text.map_err(|error| {
        Refusal::new(format!("{shown}: the context can't be read: {error}"), HELP)
    })?;
    if let Some(path) = committed(file, root, head) {
        return Err(Refusal::new(
            format!("{shown}: the change itself holds `{path}`, so its author may have written it"),
            "let the pipeline write the context to a file that is not committed",
        ));
    }
    let context: Context = serde_json::from_str(&text)
        .map_err(|error| Refusal::new(format!("{shown}: no context: {error}"), HELP))?;
    if let Some(defect) = context.defect() {
        return Err(Refusal::new(format!("{shown}: no context: {defect}"), HELP));
    }
    if let (Some(told), Some(commit)) = (&context.head, commit) {
        // A platform's merge has the change as its second parent.
        let merged = match &commit.parents[..] {
            [_, change] => Some(change),
            _ => None,
        };
        let mut judged = merged.into_iter().chain([&commit.id]);
        if !judged.any(|id| id.eq_ignore_ascii_case(told)) {
            return Err(Refusal::new(
                format!(
                    "{shown}: it tells of commit {told}, and {} is judged",
                    commit.id
                ),
                "write the context anew: who approved another commit has not seen this one",
            ));
        }
    }
    Ok(context)
}

/// The path in the tree, where git tracks the file.
fn committed(file: &Path, root: &Path, head: &Tree) -> Option<String> {
    let file = fs::canonicalize(file).ok()?;
    let below = file.strip_prefix(fs::canonicalize(root).ok()?).ok()?;
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    let path = parts.join("/");
    let entry = head.entry(&path)?;
    (entry.tracking == Tracking::Tracked).then_some(path)
}
