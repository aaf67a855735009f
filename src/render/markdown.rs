//! A page for people: the verdict, a table by principle, then every finding
//! with its lines, why it matters and how to mend it.
//!
//! Text from the repository is never Markdown here: it stands in code spans and
//! code blocks, or escaped so that it makes no link, no mention, no image, no
//! HTML and no row of a table. The page has a largest size, and where it is cut
//! it says so.

use std::collections::BTreeSet;

use super::arrange::{self, Group};
use super::wording::{self, Counts, pick};
use super::{Renderer, Style, neutral};
use crate::model::Language;
use crate::model::report::{Excerpt, Finding, Position, Related, Report, Verdict};

/// Bytes of a page that must fit into a comment, which takes 65,536 characters.
const COMMENT: usize = 60_000;
/// Lines of an excerpt.
const LINES: usize = 8;
/// Second places of one finding.
const PLACES: usize = 10;
/// Names that are given for one reason for not checking.
const NAMES: usize = 20;
/// Characters of one text.
const TEXT: usize = 2_000;

/// The renderer `markdown`.
pub(super) struct Markdown;

impl Renderer for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn describe(&self) -> &'static str {
        "a page for a comment or a summary: verdict, table, details"
    }

    fn render(&self, report: &Report, _style: &Style) -> Vec<u8> {
        page(report, COMMENT).into_bytes()
    }
}

/// A text that grows as long as there is room, and then no more.
struct Sheet {
    text: String,
    room: usize,
    cut: bool,
}

impl Sheet {
    fn new(room: usize) -> Self {
        Self {
            text: String::new(),
            room,
            cut: false,
        }
    }

    fn push(&mut self, piece: &str) {
        // The page may be printed in a workflow's log.
        let piece: String = piece
            .split_inclusive('\n')
            .map(neutral::no_command)
            .collect();
        self.cut = self.cut || piece.len() > self.room;
        if !self.cut {
            self.room -= piece.len();
            self.text.push_str(&piece);
        }
    }

    /// The text, with the sentence that says so where it is not whole.
    fn finish(self, cut: &str) -> String {
        if self.cut { self.text + cut } else { self.text }
    }
}

/// The page in at most `most` bytes.
pub(super) fn page(report: &Report, most: usize) -> String {
    let language = report.lang;
    let groups = arrange::by_principle(report);
    let head = head(report);
    let cut = cut(language);
    let summary = pick(language, "Details", "자세히");
    let open = format!("<details>\n<summary>{summary}</summary>\n\n");
    let close = "</details>\n\n";
    let frame = head.len() + 3 * cut.len() + open.len() + close.len();

    // What the verdict rests on stands last, but must have its room.
    let mut foot = Sheet::new(most / 4);
    what_was_checked(report, &mut foot);
    let mut room = most.saturating_sub(frame + foot.text.len());
    let mut tables = Sheet::new(room);
    what_was_found(language, &groups, &mut tables);
    room -= tables.text.len();
    let mut details = Sheet::new(if tables.cut { 0 } else { room });
    in_detail(report, &groups, &mut details);

    let mut page = head;
    page.push_str(&tables.finish(&cut));
    if !details.text.is_empty() {
        page.push_str(&open);
        page.push_str(&details.finish(&cut));
        page.push_str(close);
    }
    page.push_str(&foot.finish(&cut));
    page
}

fn cut(language: Language) -> String {
    let words = pick(
        language,
        "Cut here: the page has reached its largest size. `--report json` has everything.",
        "문서가 최대 크기에 이르러 여기서 줄였습니다. 전체 내용은 `--report json`에 있습니다.",
    );
    format!("\n> {words}\n\n")
}

fn head(report: &Report) -> String {
    let sign = match report.verdict {
        Verdict::Pass => "✅",
        Verdict::Fail => "❌",
    };
    let counts = Counts::of(arrange::findings(report)).sentence(report.lang);
    let verdict = wording::verdict(report);
    if counts.is_empty() {
        format!("## {sign} ethics-gate\n\n**{verdict}**\n\n")
    } else {
        format!("## {sign} ethics-gate\n\n**{verdict}** ({counts})\n\n")
    }
}

fn what_was_found(language: Language, groups: &[Group<'_>], sheet: &mut Sheet) {
    for group in groups {
        sheet.push(&table_head(language, group));
        for finding in &group.findings {
            sheet.push(&row(language, finding));
        }
        sheet.push("\n");
    }
}

fn in_detail(report: &Report, groups: &[Group<'_>], sheet: &mut Sheet) {
    let mut explained = BTreeSet::new();
    for finding in groups.iter().flat_map(|group| &group.findings) {
        let first = finding.suppression.is_none() && explained.insert(&finding.rule);
        sheet.push(&detail(report, finding, first));
    }
}

fn what_was_checked(report: &Report, sheet: &mut Sheet) {
    let language = report.lang;
    let title = pick(language, "What was checked", "확인한 것");
    sheet.push(&format!("### {title}\n\n"));
    sheet.push(&format!("- {}\n", wording::read(report)));
    sheet.push(&format!("- {}\n", wording::judged(report)));
    if let Some(compared) = wording::compared(report) {
        sheet.push(&format!("- {}\n", escape(&compared)));
    }
    let label = pick(language, "tier", "위험 등급");
    for system in &report.systems {
        let tier = escape(&wording::tier(language, system));
        sheet.push(&format!("- {}: {label} {tier}\n", code(&system.id)));
        if let Some(step) = wording::step(language, system, code) {
            sheet.push(&format!("- {}: {step}\n", code(&system.id)));
        }
    }
    let label = pick(language, "not checked", "확인 못 한 것");
    for omission in arrange::not_checked(report) {
        let omission = omission.sentence(language, NAMES, escape, code);
        sheet.push(&format!("- {label}: {omission}\n"));
    }
}

fn table_head(language: Language, group: &Group<'_>) -> String {
    let columns = pick(
        language,
        "| level | rule | place | finding |",
        "| 수준 | 규칙 | 위치 | 내용 |",
    );
    format!(
        "### {}\n\n{columns}\n|--|--|--|--|\n",
        escape(&neutral::line(group.title))
    )
}

/// The word for how much a finding counts.
fn word(language: Language, finding: &Finding) -> &'static str {
    match &finding.suppression {
        Some(suppression) => wording::suppressed(language, &suppression.kind),
        None => wording::level(language, finding.level),
    }
}

fn row(language: Language, finding: &Finding) -> String {
    // A bar ends a cell even inside of a code span.
    let cell = |text: String| text.replace('|', "\\|");
    format!(
        "| {} | {} | {} | {} |\n",
        word(language, finding),
        cell(code(&finding.rule)),
        cell(place(
            language,
            &finding.path,
            finding.exists,
            finding.start
        )),
        escape(&finding.message),
    )
}

fn place(language: Language, path: &str, exists: bool, start: Position) -> String {
    let place = code(&format!("{path}:{}", start.line));
    if exists {
        place
    } else {
        format!("{place} ({})", wording::missing(language))
    }
}

/// A second place, and that it is the base's where it is.
pub(super) fn second(language: Language, related: &Related) -> String {
    let place = place(language, &related.path, related.exists, related.start);
    match related.on_base {
        true => format!("{place} ({})", wording::on_base(language)),
        false => place,
    }
}

fn detail(report: &Report, finding: &Finding, explain: bool) -> String {
    let language = report.lang;
    let mut detail = format!(
        "**{} {}** {}\n\n{}\n\n",
        word(language, finding),
        code(&finding.rule),
        place(language, &finding.path, finding.exists, finding.start),
        escape(&finding.message)
    );
    if let Some(suppression) = &finding.suppression {
        let said = wording::suppression(language, suppression);
        detail.push_str(&format!(
            "- {}: {}\n\n",
            word(language, finding),
            escape(&said)
        ));
        return detail;
    }
    if let Some(excerpt) = &finding.excerpt {
        detail.push_str(&block(excerpt));
    }
    for related in finding.related.iter().take(PLACES) {
        detail.push_str(&format!(
            "- {}: {}\n",
            escape(&related.message),
            second(language, related)
        ));
    }
    let further = finding.related.len().saturating_sub(PLACES);
    if further > 0 {
        detail.push_str(&match language {
            Language::En if further == 1 => "- 1 more place\n".to_owned(),
            Language::En => format!("- {further} more places\n"),
            Language::Ko => format!("- 그 밖에 {further}곳\n"),
        });
    }
    if let Some(why) = wording::undecided(language, finding) {
        let outcome = wording::outcome(language, finding.outcome);
        detail.push_str(&format!("- {outcome}: {why}\n"));
    }
    if let Some(why) = arrange::why(report, finding).filter(|_| explain) {
        let label = pick(language, "why", "이유");
        detail.push_str(&format!("- {label}: {}\n", escape(why)));
    }
    if !finding.fix.is_empty() {
        let label = pick(language, "fix", "해결");
        detail.push_str(&format!("- {label}: {}\n", escape(&finding.fix)));
    }
    detail.push('\n');
    detail
}

/// Lines of a file as a code block, whose fence is longer than any in them.
fn block(excerpt: &Excerpt) -> String {
    let text = neutral::lines(&excerpt.text);
    let lines: Vec<_> = text
        .trim_end_matches('\n')
        .split('\n')
        .take(LINES)
        .map(shorten)
        .collect();
    let text = lines.join("\n");
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n\n")
}

/// A name as a code span, whose ticks are more than any in it.
pub(super) fn code(name: &str) -> String {
    let name = shorten(&neutral::line(name));
    let ticks = "`".repeat(longest_run(&name) + 1);
    // A blank on either side keeps a tick at the end apart, and a name of
    // blanks from being none.
    let plain = !name.is_empty() && !name.starts_with(['`', ' ']) && !name.ends_with(['`', ' ']);
    if plain {
        format!("{ticks}{name}{ticks}")
    } else {
        format!("{ticks} {name} {ticks}")
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|char| char != '`')
        .map(str::len)
        .max()
        .unwrap_or(0)
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Words on one line. What stands between backticks becomes a code span, in
/// which nothing else is Markdown; the rest is escaped.
pub(super) fn escape(words: &str) -> String {
    let words = shorten(&neutral::line(words));
    let words = words.trim_start();
    let parts: Vec<_> = words.split('`').collect();
    let mut escaped = String::new();
    for (index, part) in parts.iter().enumerate() {
        let in_code = index % 2 == 1;
        // Two spans that touch would be read as one, and a bar in a table's
        // code would end the cell.
        let edge = index == 0 || index + 1 == parts.len();
        let odd = if in_code {
            edge || part.trim().is_empty() || part.contains('|')
        } else {
            part.is_empty() && !edge
        };
        if odd {
            return prose(words);
        }
        escaped.push_str(&if in_code { code(part) } else { prose(part) });
    }
    escaped
}

/// Words of which none is Markdown, HTML, a mention, a number of an issue or
/// an address.
fn prose(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len() + words.len() / 8);
    // At the beginning of a line "- ", "+ ", "= " and "1. " are Markdown too.
    let number = words.trim_start_matches(|char: char| char.is_ascii_digit());
    let number = words.len() - number.len();
    for (index, char) in words.char_indices() {
        match char {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '#' => {
                escaped.push('\\');
                escaped.push(char);
            }
            '-' | '+' | '=' if index == 0 => {
                escaped.push('\\');
                escaped.push(char);
            }
            '.' | ')'
                if index == number
                    && index > 0
                    && words[index + 1..]
                        .chars()
                        .next()
                        .is_none_or(char::is_whitespace) =>
            {
                escaped.push('\\');
                escaped.push(char);
            }
            _ => escaped.push(char),
        }
        // An empty comment parts what a platform would link unasked.
        if begins_link(&words[..index + char.len_utf8()]) {
            escaped.push_str("<!-- -->");
        }
    }
    escaped
}

/// Whether the text ends in what begins a mention, an issue's number or an
/// address that platforms link unasked.
fn begins_link(text: &str) -> bool {
    [
        "@", "#", "gh-", "http:", "https:", "ftp:", "mailto:", "xmpp:", "www.",
    ]
    .iter()
    .any(|begin| {
        let tail = text.len().checked_sub(begin.len());
        tail.and_then(|tail| text.get(tail..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(begin))
    })
}
