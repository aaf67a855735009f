//! What was verified by principle, and how the rules stand by law.

use std::collections::{BTreeMap, BTreeSet};

use super::Edition;
use super::sheet::{Block, Line, Section, Table};
use super::view::View;
use super::words::term;
use crate::model::Language;
use crate::model::report::{Principle, System};
use crate::model::verified::{RuleOutcomes, StoodOn};

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
        let own = own.filter(|rule| view.may_read(rule.audience));
        let own = own.filter(|rule| concerned(rule) + rule.not_applicable > 0);
        let (judged, apart): (Vec<_>, Vec<_>) = own.partition(|rule| concerned(rule) > 0);
        let mut blocks = Vec::new();
        if !judged.is_empty() {
            let head = vec![
                view.say("Rule", "규칙"),
                view.say("Outcome", "결과"),
                view.say("Rests on", "판단 근거"),
            ];
            let rows = judged.iter().map(|rule| {
                let outcome = Line::words(outcomes(view, counts(rule)));
                vec![titled(rule), outcome, evidence(view, system, rule)]
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
            title: heading(view, principle),
            blocks,
            sections: Vec::new(),
        });
    }
    sections.extend(of_the_organization(view, rules, index));
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

/// What the outcome of a rule rests on: files by name, or for the public by what each
/// is to the system.
fn evidence(view: View, system: &System, rule: &RuleOutcomes) -> Line {
    if rule.files.is_empty() {
        return Line::words(view.say("the declaration", "선언"));
    }
    let folder = system
        .path
        .rfind('/')
        .map_or("", |end| &system.path[..=end]);
    if !view.is_public() {
        // What lies in the system's own folder is named from there, the rest from the root.
        let files = rule
            .files
            .iter()
            .map(|path| match path.strip_prefix(folder) {
                Some(own) => own.to_owned(),
                None => format!("/{path}"),
            });
        let files: Vec<String> = files.collect();
        return Line::codes(files.iter().map(String::as_str));
    }
    let known = system
        .verified
        .as_ref()
        .map_or(&[][..], |found| &found.files);
    let mut keys: Vec<&str> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    for path in &rule.files {
        let is_it = |file: &&StoodOn| path.strip_prefix(folder) == Some(&*file.name);
        match known.iter().find(is_it) {
            Some(file) if view.may_read(file.audience) && !file.keys.is_empty() => {
                keys.extend(file.keys.iter().map(String::as_str));
            }
            Some(file) if view.may_read(file.audience) => words.push(term(view.lang(), &file.role)),
            _ => words.push(view.say("a document", "문서").to_owned()),
        }
    }
    let mut line = Line::default();
    let mut seen = BTreeSet::new();
    let codes = keys.into_iter().map(Line::code);
    let all = codes.chain(words.into_iter().map(Line::words));
    for one in all.filter(|one| seen.insert(one.plain())) {
        let between = if line.0.is_empty() { "" } else { ", " };
        line = line.then(between).and(one);
    }
    line
}

/// For whoever may not read them: how the rules came out that an organization
/// made for itself.
fn of_the_organization(view: View, rules: &[RuleOutcomes], index: usize) -> Option<Section> {
    let theirs = rules.iter().filter(|rule| !view.may_read(rule.audience));
    let theirs: Vec<_> = theirs.filter(|rule| concerned(rule) > 0).collect();
    let sum = |of: fn(&RuleOutcomes) -> usize| theirs.iter().map(|rule| of(rule)).sum();
    let all = [
        sum(|rule| rule.pass),
        sum(|rule| rule.fail),
        sum(|rule| rule.open),
        sum(|rule| rule.review),
    ];
    let (n, outcomes) = (theirs.len(), outcomes(view, all));
    let said = match view.lang() {
        Language::En => format!("Rules that were judged: {n}; checks: {outcomes}."),
        Language::Ko => format!("판단한 규칙 {n}개, 검사: {outcomes}."),
    };
    (n > 0).then(|| Section {
        id: format!("organization-{index}"),
        title: Line::words(view.say("The organization's own rules", "조직이 정한 규칙")),
        blocks: vec![Block::Text(Line::words(said))],
        sections: Vec::new(),
    })
}

/// A principle's title, where its words are for this edition.
pub(super) fn heading(view: View, principle: &Principle) -> Line {
    match view.may_read(principle.audience) {
        true => Line::words(&*principle.title),
        false => Line::words(view.say("The organization's own rules", "조직이 정한 규칙")),
    }
}

fn concerned(rule: &RuleOutcomes) -> usize {
    rule.pass + rule.fail + rule.open + rule.review
}

pub(super) fn titled(rule: &RuleOutcomes) -> Line {
    Line::words(format!("{} ", rule.title)).and(Line::code(&rule.id))
}

fn counts(rule: &RuleOutcomes) -> [usize; 4] {
    [rule.pass, rule.fail, rule.open, rule.review]
}

/// "12 held, 1 failed".
fn outcomes(view: View, [pass, fail, open, review]: [usize; 4]) -> String {
    let counts = [
        (pass, "held", "충족"),
        (fail, "failed", "미충족"),
        (open, "not decided", "미결"),
        (review, "for a person to decide", "사람이 판단할 일"),
    ];
    let counts = counts.into_iter().filter(|(n, ..)| *n > 0);
    let words = counts.map(|(n, en, ko)| match view.lang() {
        Language::En => format!("{n} {en}"),
        Language::Ko => format!("{ko} {n}건"),
    });
    words.collect::<Vec<_>>().join(", ")
}

pub(super) fn references<'a>(view: View<'a>, id: &str) -> &'a [String] {
    let rule = view.report.rules.iter().find(|rule| rule.id == id);
    rule.map_or(&[], |rule| &rule.references)
}

/// A part of a law in the order in which laws count: 9 stands before 10.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Part<'a> {
    /// Numbers, each with the text up to the next one.
    steps: Vec<(u64, &'a str)>,
    name: &'a str,
}

impl<'a> Part<'a> {
    fn of(name: &'a str) -> Self {
        let mut steps = Vec::new();
        let mut rest = name;
        while !rest.is_empty() {
            let digits = rest.find(|it: char| !it.is_ascii_digit());
            let (number, after) = rest.split_at(digits.unwrap_or(rest.len()));
            let text = after.find(|it: char| it.is_ascii_digit());
            let (text, after) = after.split_at(text.unwrap_or(after.len()));
            steps.push((number.parse().unwrap_or(0), text));
            rest = after;
        }
        Self { steps, name }
    }
}

/// For an auditor: each law and standard with the rules that relate to it.
pub(super) fn by_law(view: View, system: &System, index: usize) -> Option<Section> {
    let verified = system
        .verified
        .as_ref()
        .filter(|_| view.edition == Edition::Regulator)?;
    let mut laws: BTreeMap<&str, BTreeMap<Part, Vec<&RuleOutcomes>>> = BTreeMap::new();
    for rule in verified.rules.iter().filter(|rule| concerned(rule) > 0) {
        for reference in references(view, &rule.id) {
            let (law, part) = reference.split_once('/').unwrap_or((reference, ""));
            laws.entry(law)
                .or_default()
                .entry(Part::of(part))
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
        let standard = parts.keys().find_map(|part| known(part.name));
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
            let about = known(part.name).map_or("", |reference| &reference.title);
            vec![
                Line::words(format!("{about} ").trim_start()).and(Line::code(part.name)),
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
        let words = format!(" ({})", outcomes(view, counts(rule)));
        line = line.then(before).and(Line::code(&rule.id)).then(words);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn parts_of_a_law_stand_in_its_order() {
        let mut parts = [
            "10(2)(h)",
            "2",
            "9(1)",
            "GOVERN-2.1",
            "GOVERN-10.1",
            "10(2)(b)",
        ];
        parts.sort_by(|one, other| Part::of(one).cmp(&Part::of(other)));
        let wanted = [
            "GOVERN-2.1",
            "GOVERN-10.1",
            "2",
            "9(1)",
            "10(2)(b)",
            "10(2)(h)",
        ];
        assert_eq!(parts, wanted);
    }
}
