//! What a platform's API is told of a report: each finding with the place it
//! hangs on, in words without and with Markdown, and the page as a whole.
//!
//! Everything here is harmless text of a bounded length, whoever made the
//! report.

use super::arrange::{self, Anchor};
use super::markdown::{self, code, escape};
use super::wording::{self, pick};
use crate::model::report::{Finding, Report};

/// Second places of one finding.
const PLACES: usize = 5;
/// Bytes of a comment; platforms take 65,536 characters.
const COMMENT: usize = 40_000;

/// A finding that counts, and where in the tree a platform shows it.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The file, as the report names it.
    pub path: &'a str,
    /// The first line, from 1.
    pub first: u32,
    /// The last line, from 1.
    pub last: u32,
    /// Columns from 1, the second one exclusive; only within one line.
    pub columns: Option<(u32, Option<u32>)>,
}

/// The findings that count, the worst first.
#[must_use]
pub fn posts(report: &Report) -> Vec<Post<'_>> {
    arrange::worst_first(report)
        .into_iter()
        .map(|finding| Post::of(report, finding))
        .collect()
}

/// The verdict in one plain line.
#[must_use]
pub fn headline(report: &Report) -> String {
    super::neutral::line(&wording::verdict(report))
}

/// The report as a page of Markdown of at most `most` bytes.
#[must_use]
pub fn page(report: &Report, most: usize) -> String {
    markdown::page(report, most)
}

impl<'a> Post<'a> {
    /// Where a finding hangs.
    pub(super) fn of(report: &'a Report, finding: &'a Finding) -> Self {
        let Anchor { path, start, end } = arrange::anchor(report, finding);
        let first = start.line.max(1);
        // An end at the first column of a line means that the line before is the last.
        let last = if end.line > start.line && end.column <= 1 {
            end.line - 1
        } else {
            end.line.max(start.line)
        };
        let last = last.max(first);
        let within = end.line == start.line && end.column > start.column;
        let columns = (last == first && start.column > 0)
            .then_some((start.column, within.then_some(end.column)));
        Self {
            finding,
            path,
            first,
            last,
            columns,
        }
    }

    /// What is wrong, why it is undecided, why it matters and how to mend it,
    /// as lines without Markdown that may still hold what a terminal obeys.
    pub(super) fn paragraphs(&self, report: &Report) -> String {
        let (language, finding) = (report.lang, self.finding);
        let mut paragraphs = vec![finding.message.clone()];
        if let Some(why) = wording::not_opened(language, finding) {
            paragraphs.push(format!("{}: {why}", finding.path));
        }
        if let Some(why) = wording::undecided(language, finding) {
            let outcome = wording::outcome(language, finding.outcome);
            paragraphs.push(format!("{outcome}: {why}"));
        }
        if let Some(why) = arrange::why(report, finding) {
            paragraphs.push(format!("{}: {why}", pick(language, "why", "이유")));
        }
        if !finding.fix.is_empty() {
            let label = pick(language, "fix", "해결");
            paragraphs.push(format!("{label}: {}", finding.fix));
        }
        paragraphs.join("\n")
    }

    /// The same, harmless and of at most `most` characters.
    #[must_use]
    pub fn plain(&self, report: &Report, most: usize) -> String {
        let mut text = super::neutral::lines(&self.paragraphs(report));
        if let Some((end, _)) = text.char_indices().nth(most) {
            text.truncate(end);
            text.push('…');
        }
        text
    }

    /// The same as a comment in Markdown, in which nothing of the repository is
    /// a link, a mention or HTML. At most 40,000 characters.
    #[must_use]
    pub fn comment(&self, report: &Report) -> String {
        let (language, finding) = (report.lang, self.finding);
        let mut comment = format!(
            "**{}** {}\n\n{}\n\n",
            wording::level(language, finding.level),
            code(&finding.rule),
            escape(&finding.message)
        );
        let mut items = Vec::new();
        if let Some(why) = wording::not_opened(language, finding) {
            items.push(format!("{}: {why}", code(&finding.path)));
        }
        if !finding.fix.is_empty() {
            let label = pick(language, "fix", "해결");
            items.push(format!("{label}: {}", escape(&finding.fix)));
        }
        if let Some(why) = arrange::why(report, finding) {
            let label = pick(language, "why", "이유");
            items.push(format!("{label}: {}", escape(why)));
        }
        if let Some(why) = wording::undecided(language, finding) {
            let outcome = wording::outcome(language, finding.outcome);
            items.push(format!("{outcome}: {why}"));
        }
        for related in finding.related.iter().take(PLACES) {
            let place = markdown::second(language, related);
            items.push(format!("{}: {place}", escape(&related.message)));
        }
        for item in items {
            // Escaped, a hostile text can be many times as long as it was.
            if comment.len() + item.len() < COMMENT {
                comment.push_str(&format!("- {item}\n"));
            }
        }
        comment
    }
}
