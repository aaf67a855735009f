//! GitHub's workflow commands: annotations on the changed lines, without a
//! token. And the job's summary page.
//!
//! GitHub keeps ten annotations of a level from one step and drops the rest in
//! silence, so the worst are sent and the last notice says what was left out.
//! Every line is a command built here; text from the repository is always
//! escaped and never begins one.

use std::collections::BTreeMap;

use super::arrange;
use super::posts::Post;
use super::wording::{self, Counts, pick};
use super::{Renderer, Style, markdown, neutral};
use crate::model::report::{Finding, Report, Verdict};
use crate::model::{Language, Level};

/// Annotations of one level that GitHub shows from one step.
const BUDGET: usize = 10;
/// Files that the last notice names.
const NAMED_FILES: usize = 5;
/// Characters of one message: longer ones are for the report.
const MESSAGE: usize = 4_000;
/// Bytes of a summary; GitHub drops a page above 1 MiB altogether.
const SUMMARY: usize = 900 * 1024;

/// The renderer `github`.
pub(super) struct GitHub;

impl Renderer for GitHub {
    fn name(&self) -> &'static str {
        "github"
    }

    fn describe(&self) -> &'static str {
        "workflow commands: annotations in a pull request without a token, the worst first"
    }

    fn render(&self, report: &Report, _style: &Style) -> Vec<u8> {
        let mut out = String::new();
        let mut left_out = Vec::new();
        // The closing notice takes one of the notices' ten.
        let (mut errors, mut warnings, mut notices) = (BUDGET, BUDGET, BUDGET - 1);
        for finding in arrange::worst_first(report) {
            let (command, budget) = match finding.level {
                Level::Error => ("error", &mut errors),
                Level::Warning => ("warning", &mut warnings),
                Level::Note | Level::Off => ("notice", &mut notices),
            };
            if finding.aside || *budget == 0 {
                left_out.push(finding);
            } else {
                *budget -= 1;
                out.push_str(&annotation(command, report, finding));
            }
        }
        out.push_str(&closing(report, &left_out));
        out.into_bytes()
    }
}

/// The Markdown of the job's summary page, below the size that GitHub takes.
#[must_use]
pub fn summary(report: &Report) -> String {
    markdown::page(report, SUMMARY)
}

fn annotation(command: &str, report: &Report, finding: &Finding) -> String {
    let post = Post::of(report, finding);
    let mut properties = vec![
        ("file", post.path.to_owned()),
        ("line", post.first.to_string()),
        ("endLine", post.last.to_string()),
    ];
    if let Some((start, end)) = post.columns {
        properties.push(("col", start.to_string()));
        properties.extend(end.map(|end| ("endColumn", end.to_string())));
    }
    properties.push(("title", finding.rule.clone()));
    command_line(command, &properties, &post.paragraphs(report))
}

/// The notice that every run ends with: the verdict, what it rests on, and
/// which findings had no room.
fn closing(report: &Report, left_out: &[&Finding]) -> String {
    let language = report.lang;
    let mut paragraphs = vec![wording::verdict(report)];
    let counts = Counts::of(arrange::findings(report)).sentence(language);
    if !counts.is_empty() {
        paragraphs.push(counts);
    }
    if !left_out.is_empty() {
        paragraphs.push(more(language, left_out));
    }
    paragraphs.push(wording::read(report));
    paragraphs.push(wording::judged(report));
    paragraphs.extend(wording::compared(report));
    let label = pick(language, "not checked", "확인 못 한 것");
    for omission in arrange::not_checked(report).iter().take(NAMED_FILES) {
        let omission = omission.sentence(language, NAMED_FILES, str::to_owned, str::to_owned);
        paragraphs.push(format!("{label}: {omission}"));
    }
    let title = match report.verdict {
        Verdict::Pass => pick(language, "ethics-gate: pass", "ethics-gate: 통과"),
        Verdict::Fail => pick(language, "ethics-gate: fail", "ethics-gate: 실패"),
    };
    let properties = [("title", title.to_owned())];
    command_line("notice", &properties, &paragraphs.join("\n"))
}

/// "27 more findings are not annotated: 20 in a.yml, 7 in b.yml".
fn more(language: Language, left_out: &[&Finding]) -> String {
    let mut by_file: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in left_out {
        *by_file.entry(&finding.path).or_default() += 1;
    }
    let mut files: Vec<_> = by_file.into_iter().collect();
    files.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    let hidden = files.len().saturating_sub(NAMED_FILES);
    let named: Vec<_> = files
        .iter()
        .take(NAMED_FILES)
        .map(|(path, n)| match language {
            Language::En => format!("{n} in {path}"),
            Language::Ko => format!("{path} {n}건"),
        })
        .collect();
    let mut named = named.join(", ");
    if hidden > 0 {
        named.push_str(&match language {
            Language::En => format!(" and in {hidden} more files"),
            Language::Ko => format!(" 외 파일 {hidden}개"),
        });
    }
    match (language, left_out.len()) {
        (Language::En, 1) => format!("1 more finding has no annotation: {named}"),
        (Language::En, n) => format!("{n} more findings have no annotation: {named}"),
        (Language::Ko, n) => format!("표시하지 못한 결과 {n}건: {named}"),
    }
}

/// One command on one line.
fn command_line(command: &str, properties: &[(&str, String)], message: &str) -> String {
    let properties: Vec<_> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    format!("::{command} {}::{}\n", properties.join(","), data(message))
}

/// A message, as the runner reads it back: `%` first, then what ends a line.
fn data(message: &str) -> String {
    let mut message = neutral::lines(message);
    if let Some((end, _)) = message.char_indices().nth(MESSAGE) {
        message.truncate(end);
        message.push('…');
    }
    escape(&message)
}

fn escape(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property's value: as a message, and what ends a property.
fn property(value: &str) -> String {
    escape(&neutral::line(value))
        .replace(':', "%3A")
        .replace(',', "%2C")
}
