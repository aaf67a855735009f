//! What is open, and what was waived.

use jiff::civil::Date;

use super::Edition;
use super::outcomes::{heading, references, titled};
use super::sheet::{Block, Entry, Line, Section, Table, Tone};
use super::view::View;
use crate::model::report::{Finding, System};
use crate::model::{Language, Outcome};
use crate::render::{arrange, wording};

/// The findings of a system that people have to see.
fn of<'a>(view: View<'a>, system: &'a System) -> impl Iterator<Item = &'a Finding> {
    arrange::findings(view.report).filter(|finding| finding.system == system.id)
}

/// What is open: failed, not decided, or for a person.
pub(super) fn open(view: View, system: &System, index: usize) -> Section {
    let counted = of(view, system).filter(|finding| finding.suppression.is_none());
    let counted: Vec<&Finding> = counted.collect();
    let mut blocks = vec![Block::Text(Line::words(match counted.is_empty() {
        true => view.say("Nothing that was checked is open.", "확인한 것 가운데 열려 있는 것이 없습니다."),
        false => view.say(
            "Failed: the files contradict the claim. Not decided: what is here is not enough to tell. \
             For a person: rules can't settle it.",
            "미충족: 파일이 주장과 다릅니다. 미결: 있는 자료로는 판단할 수 없습니다. 사람이 판단할 일: 규칙으로는 정할 수 없습니다.",
        ),
    }))];
    let mut sections = Vec::new();
    for principle in &system.principles {
        let own = counted
            .iter()
            .copied()
            .filter(|finding| finding.principle == principle.id);
        let own: Vec<&Finding> = own.collect();
        if own.is_empty() {
            continue;
        }
        let entries = match view.is_public() {
            true => by_rule(view, system, &own),
            false => own.iter().map(|finding| entry(view, finding)).collect(),
        };
        sections.push(Section {
            id: format!("open-{index}-{}", sections.len()),
            title: heading(view, principle),
            blocks: vec![Block::Entries(entries)],
            sections: Vec::new(),
        });
    }
    if !counted.is_empty() && sections.is_empty() {
        blocks.push(Block::Entries(by_rule(view, system, &counted)));
    }
    Section {
        id: format!("open-{index}"),
        title: Line::words(view.say("What is open", "열려 있는 것")),
        blocks,
        sections,
    }
}

fn tag(view: View, finding: &Finding) -> (String, Tone) {
    let (tag, tone) = match finding.outcome {
        Outcome::Fail => (view.say("Failed", "미충족"), Tone::Failed),
        Outcome::Review => (view.say("For a person", "사람이 판단할 일"), Tone::Open),
        _ => (view.say("Not decided", "미결"), Tone::Open),
    };
    (tag.to_owned(), tone)
}

/// A rule by its title and id, as far as an edition may read them.
fn named(view: View, system: &System, id: &str) -> Line {
    let rules = system
        .verified
        .as_ref()
        .map_or(&[][..], |found| &found.rules);
    let known = rules.iter().find(|rule| rule.id == id);
    match known {
        Some(rule) if view.may_read(rule.audience) => titled(rule),
        None if !view.is_public() => Line::code(id),
        _ => Line::words(view.say("A rule of the organization", "조직이 정한 규칙")),
    }
}

/// For the public: the rule and how often, never the words of a finding,
/// which quote files.
fn by_rule(view: View, system: &System, findings: &[&Finding]) -> Vec<Entry> {
    let mut seen: Vec<(&Finding, usize)> = Vec::new();
    for finding in findings {
        let same = |(one, _): &&mut (&Finding, usize)| {
            one.rule == finding.rule
                && one.outcome == finding.outcome
                && one.reason == finding.reason
        };
        match seen.iter_mut().find(same) {
            Some((_, n)) => *n += 1,
            None => seen.push((finding, 1)),
        }
    }
    let entries = seen.into_iter().map(|(finding, n)| {
        let (tag, tone) = tag(view, finding);
        let mut head = named(view, system, &finding.rule);
        if n > 1 {
            head = head.then(match view.lang() {
                Language::En => format!(", {n} times"),
                Language::Ko => format!(", {n}건"),
            });
        }
        let mut lines = Vec::new();
        if let Some(why) = wording::undecided(view.lang(), finding) {
            lines.push((view.say("Why", "이유").to_owned(), Line::words(why)));
        }
        Entry {
            tag,
            tone,
            head,
            lines,
        }
    });
    entries.collect()
}

fn place(view: View, finding: &Finding) -> Line {
    let place = Line::code(format!("{}:{}", finding.path, finding.start.line));
    match finding.exists {
        true => place,
        false => place.then(format!(" ({})", wording::missing(view.lang()))),
    }
}

fn entry(view: View, finding: &Finding) -> Entry {
    let (tag, tone) = tag(view, finding);
    let mut lines = vec![
        (view.say("Where", "위치").to_owned(), place(view, finding)),
        (
            view.say("Rule", "규칙").to_owned(),
            Line::code(&finding.rule),
        ),
    ];
    if let Some(why) = wording::undecided(view.lang(), finding) {
        lines.push((view.say("State", "상태").to_owned(), Line::words(why)));
    }
    if let Some(why) = arrange::why(view.report, finding) {
        lines.push((
            view.say("Why it matters", "중요한 이유").to_owned(),
            Line::message(why),
        ));
    }
    if view.edition == Edition::Internal && !finding.fix.is_empty() {
        lines.push((
            view.say("How to mend it", "해결").to_owned(),
            Line::message(&finding.fix),
        ));
    }
    if view.edition == Edition::Regulator {
        let references = references(view, &finding.rule);
        if !references.is_empty() {
            let line = Line::codes(references.iter().map(String::as_str));
            lines.push((view.say("Related law", "관련 법과 표준").to_owned(), line));
        }
    }
    let head = Line::message(&finding.message);
    Entry {
        tag,
        tone,
        head,
        lines,
    }
}

/// How many findings don't count, by a waiver or a baseline.
pub(super) fn excepted(view: View, system: &System) -> usize {
    let all = of(view, system);
    all.filter(|finding| finding.suppression.is_some()).count()
}

/// Exceptions, with the days that they have left.
pub(super) fn waived(view: View, system: &System, index: usize) -> Section {
    let waived =
        of(view, system).filter_map(|finding| Some((finding, finding.suppression.as_ref()?)));
    let mut head = vec![view.say("Rule", "규칙"), view.say("Kind", "종류")];
    if !view.is_public() {
        head.extend([
            view.say("What", "내용"),
            view.say("Reason", "이유"),
            view.say("Allowed by", "승인"),
        ]);
    }
    head.extend([
        view.say("Until", "만료일"),
        view.say("Days left", "남은 일수"),
    ]);
    let rows = waived.map(|(finding, by)| {
        let mut row = vec![
            named(view, system, &finding.rule),
            Line::words(wording::suppressed(view.lang(), &by.kind)),
        ];
        if !view.is_public() {
            row.push(Line::message(&finding.message));
            row.push(said(&by.reason));
            row.push(said(&by.approver));
        }
        let expires: Option<Date> = by.expires.parse().ok();
        // Text that is no date is somebody's words, and no page of ours.
        row.push(said(
            &expires.map(|date| date.to_string()).unwrap_or_default(),
        ));
        row.push(Line::words(by.days_left.to_string()));
        row
    });
    let rows: Vec<_> = rows.collect();
    let block = match rows.is_empty() {
        true => Block::Text(Line::words(
            view.say("There are no exceptions.", "적용된 예외가 없습니다."),
        )),
        false => Block::Table(Table {
            caption: view.say("Exceptions", "예외").to_owned(),
            head,
            rows,
        }),
    };
    Section {
        id: format!("waived-{index}"),
        title: Line::words(view.say("Exceptions and when they end", "예외와 만료")),
        blocks: vec![block],
        sections: Vec::new(),
    }
}

fn said(text: &str) -> Line {
    Line::words(if text.is_empty() { "–" } else { text })
}
