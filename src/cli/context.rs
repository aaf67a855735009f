//! The file of `--context`: who wrote the change and who approved it.

#![expect(clippy::disallowed_methods, reason = "the path is the user's own")]

use std::fs;
use std::path::Path;

use super::Refusal;
use crate::model::{Context, Text, text};
use crate::source::{Commit, Tracking, Tree};

/// What such a file is larger than never.
const LARGEST: u64 = 1 << 20;
/// Where a usable one comes from.
fn help() -> Text {
    text!(
        "`ethics-gate schema context` describes the file",
        "파일의 형식은 `ethics-gate schema context`가 알려 줍니다"
    )
}

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
        Refusal::new(
            text!(
                "{shown}: the context can't be read: {error}",
                "{shown}: 맥락 파일을 읽을 수 없습니다: {error}"
            ),
            help(),
        )
    })?;
    if let Some(path) = committed(file, root, head) {
        return Err(Refusal::new(
            text!(
                "{shown}: the change itself holds `{path}`, so its author may have written it",
                "{shown}: 변경 자체에 `{path}` 파일이 있어 작성자가 쓴 것일 수 있습니다"
            ),
            text!(
                "let the pipeline write the context to a file that is not committed",
                "커밋하지 않는 파일에 파이프라인이 맥락을 쓰게 하세요"
            ),
        ));
    }
    let context: Context = serde_json::from_str(&text).map_err(|error| {
        let what = text!(
            "{shown}: no context: {error}",
            "{shown}: 맥락 파일이 아닙니다: {error}"
        );
        Refusal::new(what, help())
    })?;
    if let Some(defect) = context.defect() {
        let what = Text::new(
            format!("{shown}: no context: {}", defect.en),
            format!("{shown}: 맥락 파일이 아닙니다: {}", defect.ko),
        );
        return Err(Refusal::new(what, help()));
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
                text!(
                    "{shown}: it tells of commit {told}, and {} is judged",
                    "{shown}: 커밋 {told}에 관한 파일인데 판정할 커밋은 {}입니다",
                    commit.id
                ),
                text!(
                    "write the context anew: who approved another commit has not seen this one",
                    "맥락을 새로 쓰세요. 다른 커밋을 승인한 사람은 이 커밋을 보지 않았습니다"
                ),
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
