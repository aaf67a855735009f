//! What was verified by principle, what is open, what was waived, and how the
//! rules stand by law.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Edition;
use super::sheet::{Block, Entry, Line, Section, Table, Tone};
use super::view::View;
use crate::model::report::{Finding, System};
use crate::model::verified::RuleOutcomes;
use crate::model::{Language, Outcome};
use crate::render::{arrange, wording};

/// By principle, each rule with its outcomes and where it was decided.
pub(super) fn verified(view: View, system: &System, index: usize) -> Section {
    let rules = system
        .verified
        .as_ref()
        .map_or(&[][..], |found| &found.rules);
    let mut sections = Vec::new();
    for principle in &system.principles {
        // A rule that could not be evaluated has no outcome at all.
        let own = rules.iter().filter(|rule| rule.principle == principle.id);
        let own = own.filter(|rule| concerned(rule) + rule.not_applicable > 0);
        let (judged, apart): (Vec<_>, Vec<_>) = own.partition(|rule| concerned(rule) > 0);
        let mut blocks = Vec::new();
        if !judged.is_empty() {
            let mut head = vec![view.say("Rule", "규칙"), view.say("Outcome", "결과")];
            if !view.is_public() {
                head.push(view.say("Decided in", "판단 근거"));
            }
            let rows = judged.iter().map(|rule| {
                let mut row = vec![titled(rule), Line::words(outcomes(view, rule))];
                if !view.is_public() {
                    row.push(match rule.files.is_empty() {
                        true => Line::words(view.say("the declaration", "선언")),
                        false => Line::codes(rule.files.iter().map(String::as_str)),
                    });
                }
                row
            });
            blocks.push(Block::Table(Table {
                caption: String::new(),
                rows: rows.collect(),
                head,
            }));
        }
        if !apart.is_empty() {
            let mut line = Line::words(view.say(
                "Do not concern this system: ",
                "이 시스템에 해당하지 않는 규칙: ",
            ));
            line = line.and(Line::codes(apart.iter().map(|rule| rule.id.as_str())));
            blocks.push(Block::Text(line));
        }
        if blocks.is_empty() {
            continue;
        }
        sections.push(Section {
            id: format!("principle-{index}-{}", sections.len()),
            title: Line::words(principle.title.clone()),
            blocks,
            sections: Vec::new(),
        });
    }
    let mut blocks = Vec::new();
    if sections.is_empty() {
        blocks.push(Block::Text(Line::words(view.say(
            "Nothing could be verified.",
            "확인할 수 있는 것이 없었습니다.",
        ))));
    }
    Section {
        id: format!("verified-{index}"),
        title: Line::words(view.say("What was verified", "확인한 것")),
        blocks,
        sections,
    }
}

fn concerned(rule: &RuleOutcomes) -> usize {
    rule.pass + rule.fail + rule.open + rule.review
}

fn titled(rule: &RuleOutcomes) -> Line {
    Line::words(format!("{} ", rule.title)).and(Line::code(&rule.id))
}

/// "12 held, 1 failed".
fn outcomes(view: View, rule: &RuleOutcomes) -> String {
    let counts = [
        (rule.pass, "held", "충족"),
        (rule.fail, "failed", "미충족"),
        (rule.open, "not decided", "미결"),
        (rule.review, "for a person to decide", "사람이 판단할 일"),
    ];
    let counts = counts.into_iter().filter(|(n, ..)| *n > 0);
    let words = counts.map(|(n, en, ko)| match view.lang() {
        Language::En => format!("{n} {en}"),
        Language::Ko => format!("{ko} {n}건"),
    });
    words.collect::<Vec<_>>().join(", ")
}

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
            title: Line::words(principle.title.clone()),
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

fn title<'a>(view: View<'a>, system: &'a System, id: &'a str) -> &'a str {
    let rules = system
        .verified
        .as_ref()
        .map_or(&[][..], |found| &found.rules);
    let known = rules
        .iter()
        .find(|rule| rule.id == id)
        .map(|rule| &*rule.title);
    let told = || {
        view.report
            .rules
            .iter()
            .find(|rule| rule.id == id)
            .map(|rule| &*rule.title)
    };
    known.or_else(told).unwrap_or(id)
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
        let mut head = Line::words(format!("{} ", title(view, system, &finding.rule)));
        head = head.and(Line::code(&finding.rule));
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

fn references<'a>(view: View<'a>, id: &str) -> &'a [String] {
    let rule = view.report.rules.iter().find(|rule| rule.id == id);
    rule.map_or(&[], |rule| &rule.references)
}

/// Exceptions, with the days that they have left.
pub(super) fn waived(view: View, system: &System, index: usize) -> Section {
    let today: Option<Date> = view.report.today.parse().ok();
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
            Line::words(format!("{} ", title(view, system, &finding.rule)))
                .and(Line::code(&finding.rule)),
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
        let left = today
            .zip(expires)
            .and_then(|(today, end)| today.until(end).ok());
        let left = left.map(|span| span.get_days().to_string());
        row.push(said(&left.unwrap_or_default()));
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

/// For an auditor: each law and standard with the rules that relate to it.
pub(super) fn by_law(view: View, system: &System, index: usize) -> Option<Section> {
    let verified = system
        .verified
        .as_ref()
        .filter(|_| view.edition == Edition::Regulator)?;
    let mut laws: BTreeMap<&str, BTreeMap<&str, Vec<&RuleOutcomes>>> = BTreeMap::new();
    for rule in verified.rules.iter().filter(|rule| concerned(rule) > 0) {
        for reference in references(view, &rule.id) {
            let (law, part) = reference.split_once('/').unwrap_or((reference, ""));
            laws.entry(law)
                .or_default()
                .entry(part)
                .or_default()
                .push(rule);
        }
    }
    let sections = laws.iter().enumerate().map(|(at, (law, parts))| {
        let known = |part: &str| {
            let id = format!("{law}/{part}");
            let crosswalk = view.report.crosswalk.iter();
            crosswalk.into_iter().find(|reference| reference.id == id)
        };
        let standard = parts.keys().find_map(|part| known(part));
        let title = match standard {
            Some(standard) => Line::words(format!(
                "{} ({}, {}) ",
                standard.standard,
                standard.kind.word(view.lang()),
                standard.as_of
            ))
            .and(Line::code(*law)),
            None => Line::code(*law),
        };
        let rows = parts.iter().map(|(part, rules)| {
            let about = known(part).map_or("", |reference| &reference.title);
            vec![
                Line::words(format!("{about} ").trim_start()).and(Line::code(*part)),
                related(view, rules),
            ]
        });
        Section {
            id: format!("law-{index}-{at}"),
            title,
            blocks: vec![Block::Table(Table {
                caption: String::new(),
                head: vec![view.say("Part", "조항"), view.say("Rules", "규칙")],
                rows: rows.collect(),
            })],
            sections: Vec::new(),
        }
    });
    let sections: Vec<_> = sections.collect();
    (!sections.is_empty()).then(|| Section {
        id: format!("law-{index}"),
        title: Line::words(view.say("By law and standard", "법과 표준별")),
        blocks: vec![Block::Text(Line::words(view.say(
            "A rule that relates to a provision does not show that the provision is met.",
            "어떤 조항과 관련된 규칙이 충족되었다고 그 조항을 지켰다는 뜻은 아닙니다.",
        )))],
        sections,
    })
}

/// Rules with their outcomes, on one line.
fn related(view: View, rules: &[&RuleOutcomes]) -> Line {
    let mut line = Line::default();
    for (index, rule) in rules.iter().enumerate() {
        let before = if index == 0 { "" } else { "; " };
        let words = format!(" ({})", outcomes(view, rule));
        line = line.then(before).and(Line::code(&rule.id)).then(words);
    }
    line
}
