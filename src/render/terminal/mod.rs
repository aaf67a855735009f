//! For the person at the keyboard: every finding in rustc's look, grouped by
//! principle, and at the end the verdict and what it rests on.

mod closing;
mod columns;
mod excerpt;

use std::collections::BTreeSet;

use annotate_snippets::renderer::{AnsiColor, Effects, Style as Paint};
use annotate_snippets::{AnnotationKind, Level as Label};

pub use self::columns::wrapped;
use self::excerpt::Marked;
use super::arrange;
use super::wording::{self, Counts, pick};
use super::{Renderer, Style, neutral};
use crate::model::report::{Excerpt, Finding, Position, Related, Report, Suppression};
use crate::model::{Language, Level, Outcome};

/// The narrowest terminal that lines are still broken for.
const NARROWEST: usize = 30;
/// Second places of a finding that are shown with their line.
const SHOWN_PLACES: usize = 2;
/// Further places that are named.
const NAMED_PLACES: usize = 6;
/// Places of one cause up to which they are shown as any others are.
const SHOWN_AGAIN: usize = 8;
/// Places of one cause that are named beyond that.
const NAMED_AGAIN: usize = 60;
/// What is said of one place beside its message.
const SAID_HERE: usize = 8;

/// The renderer `terminal`.
pub(super) struct Terminal;

impl Renderer for Terminal {
    fn name(&self) -> &'static str {
        "terminal"
    }

    fn describe(&self) -> &'static str {
        "for people: each finding with its lines, why it matters and how to mend it"
    }

    fn render(&self, report: &Report, style: &Style) -> Vec<u8> {
        let mut page = Page::new(report, style);
        let mut aside = Vec::new();
        for group in arrange::by_principle(report) {
            let (elsewhere, shown): (Vec<_>, Vec<_>) =
                group.findings.into_iter().partition(|one| one.aside);
            aside.extend(elsewhere);
            if shown.is_empty() {
                continue;
            }
            let counts = Counts::of(shown.iter().copied());
            page.heading(group.title, &counts.sentence(page.language));
            for finding in shown {
                page.finding(finding);
            }
        }
        page.elsewhere(aside);
        page.held();
        page.closing();
        page.out.into_bytes()
    }
}

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);
const RED: Paint = AnsiColor::BrightRed.on_default().effects(Effects::BOLD);
const YELLOW: Paint = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
const GREEN: Paint = AnsiColor::BrightGreen.on_default().effects(Effects::BOLD);
const BLUE: Paint = AnsiColor::BrightBlue.on_default().effects(Effects::BOLD);

/// The output as it grows.
struct Page<'a> {
    report: &'a Report,
    language: Language,
    color: bool,
    width: usize,
    /// Columns before the bar that excerpts hang on, the same for the whole page.
    gutter: usize,
    /// Rules whose reason has been given.
    explained: BTreeSet<&'a str>,
    out: String,
}

impl<'a> Page<'a> {
    fn new(report: &'a Report, style: &Style) -> Self {
        let last = |excerpt: &Excerpt| excerpt.line as usize + excerpt.text.matches('\n').count();
        let number = report
            .findings
            .iter()
            .flat_map(|finding| {
                let related = finding.related.iter().take(SHOWN_PLACES);
                let related = related.filter_map(|related| related.excerpt.as_ref());
                finding.excerpt.iter().chain(related)
            })
            .map(last)
            .max();
        Self {
            report,
            language: report.lang,
            color: style.color,
            width: style.width.max(NARROWEST),
            gutter: number.unwrap_or(1).to_string().len(),
            explained: BTreeSet::new(),
            out: String::new(),
        }
    }

    fn paint(&self, paint: Paint, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("{paint}{text}{paint:#}")
        } else {
            text.to_owned()
        }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(&neutral::no_command(line.trim_end()));
        self.out.push('\n');
    }

    /// `No biased results ───────────── 2 errors, 1 warning`
    fn heading(&mut self, title: &str, counts: &str) {
        let title = neutral::line(title);
        let wide = columns::of(&title);
        // Where both don't fit, the counts take a line of their own.
        let beside = columns::of(counts) + usize::from(!counts.is_empty());
        let fits = wide + 5 + beside <= self.width;
        let used = if fits { wide + beside } else { wide };
        let rule = "─".repeat(self.width.saturating_sub(used + 1));
        let title = self.paint(BOLD, &title);
        let rule = self.paint(DIM, &rule);
        if fits {
            self.line(&format!("{title} {rule} {counts}"));
        } else {
            self.line(&format!("{title} {rule}"));
            self.line(counts);
        }
        self.line("");
    }

    fn finding(&mut self, finding: &'a Finding) {
        match &finding.suppression {
            Some(suppression) => self.suppressed(finding, suppression),
            None => self.counted(finding),
        }
        self.line("");
    }

    fn suppressed(&mut self, finding: &Finding, suppression: &Suppression) {
        let word = wording::suppressed(self.language, &suppression.kind);
        let said = wording::suppression(self.language, suppression);
        self.title(word, BLUE, finding);
        self.place(&finding.path, finding.exists, finding.start);
        self.note(word, &said);
    }

    fn counted(&mut self, finding: &'a Finding) {
        let (paint, label) = match finding.level {
            Level::Error => (RED, Label::ERROR),
            Level::Warning => (YELLOW, Label::WARNING),
            Level::Note | Level::Off => (GREEN, Label::NOTE),
        };
        self.title(wording::level(self.language, finding.level), paint, finding);
        let said = self.places(finding, &label);
        self.notes(finding, &said);
    }

    /// The place and its line, then the second places; what is to be said of
    /// those and found no room beside a mark.
    fn places(&mut self, finding: &Finding, label: &Label<'_>) -> Vec<String> {
        self.place(&finding.path, finding.exists, finding.start);
        if let Some(excerpt) = &finding.excerpt {
            let marked = excerpt::marked(excerpt, finding.start, finding.end, self.room());
            self.excerpt(&marked, label, AnnotationKind::Primary, None);
        }
        // More to say of the line above needs no second look at it.
        let (here, elsewhere): (Vec<_>, Vec<_>) = finding.related.iter().partition(|related| {
            !related.on_base && related.path == finding.path && related.start == finding.start
        });
        let mut said: Vec<_> = here
            .iter()
            .take(SAID_HERE)
            .map(|related| neutral::line(&related.message))
            .collect();
        // Of many places of one cause, such as the gaps of a draft, each is
        // named and none is shown: somebody goes through them one by one.
        let is_many = elsewhere.iter().filter(|place| place.again).count() > SHOWN_AGAIN;
        let (again, elsewhere): (Vec<_>, Vec<_>) = elsewhere
            .into_iter()
            .partition(|related| is_many && related.again);
        let (shown, further) = elsewhere.split_at(elsewhere.len().min(SHOWN_PLACES));
        for related in shown {
            said.extend(self.second_place(related, label));
        }
        if !further.is_empty() {
            said.push(self.further(further, NAMED_PLACES));
        }
        if !again.is_empty() {
            said.push(self.further(&again, NAMED_AGAIN));
        }
        said
    }

    /// Everything under the excerpts: what was said of second places, why the
    /// finding is undecided, why the rule exists, how to mend it.
    fn notes(&mut self, finding: &'a Finding, said: &[String]) {
        let language = self.language;
        let label = pick(language, "note", "참고");
        let mut notes: Vec<_> = said.iter().map(|text| (label, text.as_str())).collect();
        if self.report.systems.len() > 1 {
            notes.push((pick(language, "system", "시스템"), &finding.system));
        }
        if let Some(why) = wording::undecided(language, finding) {
            notes.push((wording::outcome(language, finding.outcome), why));
        }
        if let Some(why) = arrange::why(self.report, finding)
            && self.explained.insert(&finding.rule)
        {
            notes.push((pick(language, "why", "이유"), why));
        }
        if !finding.fix.is_empty() {
            notes.push((pick(language, "fix", "해결"), &finding.fix));
        }
        if !notes.is_empty() {
            self.bar();
        }
        for (label, text) in notes {
            self.note(label, text);
        }
    }

    /// `error[fairness/gap-within-limit]: what is wrong`
    fn title(&mut self, word: &str, paint: Paint, finding: &Finding) {
        let mut label = format!("{word}[{}]", neutral::line(&finding.rule));
        let message = neutral::lines(&finding.message);
        // An id that is wider than the terminal goes on behind its principle.
        if columns::of(&label) >= self.width
            && let Some((principle, name)) = label.split_once('/')
        {
            let begin = self.paint(paint, &format!("{principle}/"));
            label = format!("    {name}");
            self.line(&begin);
        }
        let first = self.width.saturating_sub(columns::of(&label) + 2);
        let lines = columns::wrap(&message, first, self.width - 4);
        let label = self.paint(paint, &label);
        for (index, line) in lines.iter().enumerate() {
            let begin = if index == 0 {
                format!("{label}: ")
            } else {
                "    ".to_owned()
            };
            let words = self.paint(BOLD, line);
            self.line(&format!("{begin}{words}"));
        }
    }

    /// Columns that a line of source may have.
    fn room(&self) -> usize {
        self.width.saturating_sub(self.gutter + 3)
    }

    /// `  --> ethics.yml:41:12`
    fn place(&mut self, path: &str, exists: bool, start: Position) {
        let place = place(self.language, path, exists, start);
        self.arrow(&place);
    }

    fn arrow(&mut self, place: &str) {
        let arrow = self.paint(BLUE, "-->");
        let gutter = " ".repeat(self.gutter);
        self.line(&format!("{gutter}{arrow} {place}"));
    }

    fn bar(&mut self) {
        let bar = self.paint(BLUE, "|");
        let gutter = " ".repeat(self.gutter);
        self.line(&format!("{gutter} {bar}"));
    }

    /// A line and its mark, moved to the page's gutter.
    fn excerpt(
        &mut self,
        marked: &Marked,
        label: &Label<'_>,
        kind: AnnotationKind,
        beside: Option<&str>,
    ) {
        let gutter = " ".repeat(self.gutter.saturating_sub(marked.digits()));
        for line in marked.draw(label, kind, beside, self.color).split('\n') {
            self.line(&format!("{gutter}{line}"));
        }
    }

    /// A second place with its line; what is said of it, where there is no
    /// room for that beside the mark or no line to mark.
    fn second_place(&mut self, related: &Related, label: &Label<'_>) -> Option<String> {
        let said = neutral::line(&related.message);
        let Some(excerpt) = &related.excerpt else {
            return Some(format!("{said}: {}", second(self.language, related)));
        };
        let marked = excerpt::marked(excerpt, related.start, related.end, self.room());
        let fits = marked.mark_ends_at() + 1 + columns::of(&said) <= self.room();
        let beside = fits.then_some(said.as_str());
        let place = second(self.language, related);
        self.arrow(&place);
        self.excerpt(&marked, label, AnnotationKind::Context, beside);
        (!fits).then_some(said)
    }

    /// "also at a.yml:3:1, 7:1, b.yml:4:2 and 7 more places": a path that
    /// stays the same is said once.
    fn further(&self, places: &[&Related], most: usize) -> String {
        let mut path = None;
        let mut named = Vec::new();
        for related in places.iter().take(most) {
            let again = related.exists
                && !related.on_base
                && path.replace(&related.path) == Some(&related.path);
            named.push(if again {
                format!("{}:{}", related.start.line, related.start.column)
            } else {
                second(self.language, related)
            });
        }
        let named = named.join(", ");
        match (self.language, places.len().saturating_sub(most)) {
            (Language::En, 0) => format!("also at {named}"),
            (Language::En, 1) => format!("also at {named} and 1 more place"),
            (Language::En, more) => format!("also at {named} and {more} more places"),
            (Language::Ko, 0) => format!("다른 위치: {named}"),
            (Language::Ko, more) => format!("다른 위치: {named} 외 {more}곳"),
        }
    }

    /// `   = why: words, broken into lines that begin under each other`
    fn note(&mut self, label: &str, text: &str) {
        let before = self.gutter + 3 + columns::of(label) + 2;
        let room = self.width.saturating_sub(before).max(12);
        let sign = self.paint(BLUE, "=");
        let label = self.paint(BOLD, label);
        let gutter = " ".repeat(self.gutter);
        let mut begin = format!("{gutter} {sign} {label}: ");
        for line in columns::wrap(&neutral::lines(text), room, room) {
            self.line(&format!("{begin}{line}"));
            begin = " ".repeat(before);
        }
    }

    /// What was set aside, as a count.
    fn elsewhere(&mut self, aside: Vec<&Finding>) {
        if aside.is_empty() {
            return;
        }
        let counts = Counts::of(aside).sentence(self.language);
        let line = match self.language {
            Language::En => format!("elsewhere: {counts}; `ethics-gate check` shows them"),
            Language::Ko => format!("그 밖의 곳: {counts}. `ethics-gate check`가 모두 보여 줍니다"),
        };
        for line in columns::wrap(&line, self.width, self.width) {
            self.line(&line);
        }
    }

    /// What held or did not apply, one line each, where the report has it.
    fn held(&mut self) {
        let mut held = self
            .report
            .findings
            .iter()
            .filter(|finding| !arrange::is_finding(finding))
            .peekable();
        if held.peek().is_none() {
            return;
        }
        self.heading(pick(self.language, "What held", "지켜진 것"), "");
        let wide = [Outcome::Pass, Outcome::NotApplicable]
            .map(|outcome| columns::of(wording::outcome(self.language, outcome)))
            .into_iter()
            .max()
            .unwrap_or(0);
        for finding in held {
            let word = columns::pad(wording::outcome(self.language, finding.outcome), wide);
            let word = self.paint(GREEN, &word);
            let rule = neutral::line(&format!("{}#{}", finding.rule, finding.check));
            let place = place(self.language, &finding.path, finding.exists, finding.start);
            self.line(&format!("{word}  {rule}  {place}"));
        }
        self.line("");
    }
}

/// `path:line:column`, or the path and that it is missing.
fn place(language: Language, path: &str, exists: bool, start: Position) -> String {
    let path = neutral::line(path);
    if exists {
        format!("{path}:{}:{}", start.line, start.column)
    } else {
        format!("{path} ({})", wording::missing(language))
    }
}

/// A second place, and that it is the base's where it is.
fn second(language: Language, related: &Related) -> String {
    let place = place(language, &related.path, related.exists, related.start);
    match related.on_base {
        true => format!("{place} ({})", wording::on_base(language)),
        false => place,
    }
}
