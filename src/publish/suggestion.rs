//! The block that a platform offers as a change to commit: the edit of a
//! finding, as whole lines of the diff.

use super::Dialect;
use super::diff::Hunk;
use crate::model::report::{Edit, Report};
use crate::render::Post;

/// The longest suggestion, in bytes.
const LONGEST: usize = 10_000;
/// Lines above and below of its own that a suggestion on GitLab may replace.
const REACH: u32 = 100;

/// New text for whole lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suggestion {
    /// The first line that it replaces.
    pub(super) first: u32,
    /// The last line that it replaces.
    pub(super) last: u32,
    /// What stands there then, without a last line break.
    pub(super) text: String,
}

/// The suggestion for a finding, where its one edit lies in one hunk.
///
/// Lines come from the diff, where nothing is masked, so a line of which the
/// report shows something else is never repeated here.
pub(super) fn of(report: &Report, post: &Post<'_>, hunks: &[Hunk]) -> Option<Suggestion> {
    let [edit] = post.finding.edits.as_slice() else {
        return None;
    };
    if !edit.safe || edit.path != post.path {
        return None;
    }
    let hunk = hunks
        .iter()
        .find(|hunk| hunk.line(edit.start.line).is_some() && hunk.line(edit.end.line).is_some())?;
    let mut lines = Vec::new();
    for number in edit.start.line..=edit.end.line {
        let text = hunk.line(number)?.text.as_str();
        // A platform writes line breaks of its own, and columns skip a byte order mark.
        let plain = !text.ends_with('\r') && !text.starts_with('\u{feff}');
        if !plain || !is_shown_so(report, &edit.path, number, text) {
            return None;
        }
        lines.push(text);
    }
    replaced(edit, &lines)
}

fn replaced(edit: &Edit, lines: &[&str]) -> Option<Suggestion> {
    let (first, last) = (lines.first()?, lines.last()?);
    let before = &first[..offset(first, edit.start.column)?];
    let after = &last[offset(last, edit.end.column)?..];
    if edit.start.line == edit.end.line && edit.start.column > edit.end.column {
        return None;
    }
    let text = format!("{before}{}{after}", edit.replacement);
    (text.len() <= LONGEST && !text.contains('\r')).then_some(Suggestion {
        first: edit.start.line,
        last: edit.end.line,
        text,
    })
}

/// The byte at which a column begins; one past the last character is the end.
fn offset(line: &str, column: u32) -> Option<usize> {
    let index = usize::try_from(column.checked_sub(1)?).ok()?;
    let ends = std::iter::once(line.len());
    let mut offsets = line.char_indices().map(|(at, _)| at).chain(ends);
    offsets.nth(index)
}

/// Whether every excerpt of this line shows it as it stands in the diff: not
/// masked, not cut, and of the same commit.
fn is_shown_so(report: &Report, path: &str, number: u32, text: &str) -> bool {
    report
        .findings
        .iter()
        .filter(|finding| finding.path == path)
        .filter_map(|finding| finding.excerpt.as_ref())
        .filter_map(|excerpt| {
            let index = usize::try_from(number.checked_sub(excerpt.line)?).ok()?;
            Some((excerpt.column, excerpt.text.lines().nth(index)?))
        })
        .all(|(column, shown)| column <= 1 && shown == text)
}

impl Suggestion {
    /// As a block whose fence is longer than any run of ticks in it; `None`
    /// where a comment on `lines` can't make it.
    pub(super) fn block(&self, dialect: Dialect, lines: (u32, u32)) -> Option<String> {
        let runs = self.text.split(|char| char != '`').map(str::len);
        let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
        let reach = match dialect {
            // It replaces exactly the lines that its comment hangs on.
            Dialect::GitHub => (lines == (self.first, self.last)).then(String::new)?,
            // It says how far it reaches around the one line of its comment.
            Dialect::GitLab => {
                let above = lines.1.checked_sub(self.first)?;
                let below = self.last.checked_sub(lines.1)?;
                let is_command = self
                    .text
                    .lines()
                    .any(|line| line.trim_start().starts_with('/'));
                (above.max(below) <= REACH && !is_command).then(|| format!(":-{above}+{below}"))?
            }
        };
        Some(format!(
            "\n{fence}suggestion{reach}\n{}\n{fence}\n",
            self.text
        ))
    }
}
