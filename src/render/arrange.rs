//! Which findings a format shows, in which order and groups, and where each
//! one hangs. All formats ask here, so none can show a set of its own.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::model::report::{Finding, NotChecked, Position, Report};
use crate::model::{Level, Outcome};

/// Whether people have to see a finding; what held stands in the report only on request.
pub(super) fn is_finding(finding: &Finding) -> bool {
    !matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable)
}

/// The findings that people have to see, in the report's order.
pub(super) fn findings(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| is_finding(finding))
}

/// Findings of one principle.
pub(super) struct Group<'a> {
    /// Its title, or its slug where no system has it.
    pub(super) title: &'a str,
    /// The worst first, then in the report's order.
    pub(super) findings: Vec<&'a Finding>,
}

/// Findings by principle, in the report's order.
pub(super) fn by_principle(report: &Report) -> Vec<Group<'_>> {
    let mut groups: IndexMap<&str, Vec<&Finding>> = IndexMap::new();
    for finding in findings(report) {
        groups.entry(&finding.principle).or_default().push(finding);
    }
    groups
        .into_iter()
        .map(|(slug, mut findings)| {
            findings.sort_by_key(|finding| Reverse(weight(finding)));
            Group {
                title: title(report, slug),
                findings,
            }
        })
        .collect()
}

/// The title of a principle, or its slug where no system has it.
pub(super) fn title<'a>(report: &'a Report, slug: &'a str) -> &'a str {
    report
        .systems
        .iter()
        .flat_map(|system| &system.principles)
        .find(|principle| principle.id == slug && !principle.title.is_empty())
        .map_or(slug, |principle| &principle.title)
}

/// The findings that count, the worst first: those that block, then by level,
/// a fail before what is undecided, then in the report's order.
pub(super) fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut all: Vec<_> = findings(report)
        .filter(|finding| finding.suppression.is_none())
        .collect();
    all.sort_by_key(|finding| Reverse(weight(finding)));
    all
}

/// How much a finding matters: whether it blocks, its level, how sure it is.
fn weight(finding: &Finding) -> (bool, Level, Outcome) {
    (finding.blocking, finding.level, finding.outcome)
}

/// Why a rule exists, where the report has it.
pub(super) fn why<'a>(report: &'a Report, finding: &Finding) -> Option<&'a str> {
    report
        .rules
        .iter()
        .find(|rule| rule.id == finding.rule)
        .map(|rule| rule.why.as_str())
        .filter(|why| !why.is_empty())
}

/// What was not checked for one reason.
pub(super) struct Omission<'a> {
    /// The reason.
    pub(super) reason: &'a str,
    /// Rules and paths, in the report's order.
    pub(super) what: Vec<&'a str>,
}

/// What was not checked, by reason, the most frequent first.
pub(super) fn not_checked(report: &Report) -> Vec<Omission<'_>> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for NotChecked { path, rule, reason } in &report.not_checked {
        let what = by_reason.entry(reason).or_default();
        what.extend(rule.as_deref().or(path.as_deref()));
    }
    let mut omissions: Vec<_> = by_reason
        .into_iter()
        .map(|(reason, what)| Omission { reason, what })
        .collect();
    omissions.sort_by_key(|omission| Reverse(omission.what.len()));
    omissions
}

/// Where a platform that shows only files of the tree should hang a finding:
/// its path and line, or, where that file is missing or its name is not shown,
/// the first place beside it that can be opened, else the declaration.
pub(super) fn anchor<'a>(report: &'a Report, finding: &'a Finding) -> Anchor<'a> {
    let own = Anchor {
        path: &finding.path,
        start: finding.start,
        end: finding.end,
    };
    if finding.can_be_opened() {
        return own;
    }
    let mut related = finding.related.iter();
    let related = related.find(|related| related.can_be_opened());
    if let Some(related) = related {
        return Anchor {
            path: &related.path,
            start: related.start,
            end: related.end,
        };
    }
    let first = Position {
        line: 1,
        column: 1,
        offset: 0,
    };
    report
        .systems
        .iter()
        .find(|system| system.id == finding.system && system.path != finding.path)
        .map_or(own, |system| Anchor {
            path: &system.path,
            start: first,
            end: first,
        })
}

/// A place for a platform.
#[derive(Clone, Copy)]
pub(super) struct Anchor<'a> {
    pub(super) path: &'a str,
    pub(super) start: Position,
    pub(super) end: Position,
}
