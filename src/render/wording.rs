//! The sentences that the formats for people share, in both languages: the
//! verdict, the counts, why something is open, what was not checked. And in
//! which order and group findings stand.
//!
//! Nothing here escapes: names from the repository come through as they are,
//! and each format makes them harmless in its own way.

use std::collections::BTreeMap;

use crate::model::report::{Finding, NotChecked, Position, Report, System, Verdict};
use crate::model::{Language, Level, Outcome, Reason};

/// English or Korean.
pub(super) fn pick(language: Language, en: &'static str, ko: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Ko => ko,
    }
}

/// A number with its noun, which English bends: "1 file", "2 files", "파일 2개".
fn count(language: Language, n: usize, one: &str, many: &str, ko: &str, counter: &str) -> String {
    match language {
        Language::En => format!("{n} {}", if n == 1 { one } else { many }),
        Language::Ko => format!("{ko} {n}{counter}"),
    }
}

/// The word for a level.
pub(super) fn level(language: Language, level: Level) -> &'static str {
    match level {
        Level::Error => pick(language, "error", "오류"),
        Level::Warning => pick(language, "warning", "경고"),
        Level::Note | Level::Off => pick(language, "note", "참고"),
    }
}

/// The word for an outcome.
pub(super) fn outcome(language: Language, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => pick(language, "pass", "통과"),
        Outcome::NotApplicable => pick(language, "not applicable", "해당 없음"),
        Outcome::Open => pick(language, "open", "미결"),
        Outcome::Review => pick(language, "review", "검토"),
        Outcome::Fail => pick(language, "fail", "실패"),
    }
}

/// Why a finding that is no fail is one: what is missing, or who must decide.
pub(super) fn undecided(language: Language, finding: &Finding) -> Option<&'static str> {
    let (en, ko) = match (finding.outcome, finding.reason) {
        (Outcome::Review, _) => (
            "a person must decide; a waiver with its reason settles it",
            "사람이 판단할 일입니다. 사유를 적은 면제로 매듭짓습니다",
        ),
        (Outcome::Open, Some(Reason::Insufficient)) => (
            "the sample or a denominator is too small to tell",
            "표본이나 분모가 너무 작아 판단할 수 없습니다",
        ),
        (Outcome::Open, Some(Reason::NotDemonstrated)) => (
            "the interval crosses the limit, so neither side is shown",
            "신뢰구간이 한도에 걸쳐 있어 어느 쪽도 입증되지 않았습니다",
        ),
        (Outcome::Open, Some(Reason::Unreadable)) => (
            "what would decide it is there, but can't be read",
            "판단할 자료가 있으나 읽을 수 없습니다",
        ),
        (Outcome::Open, Some(Reason::Absent)) => (
            "what would decide it is not in the repository",
            "판단할 자료가 저장소에 없습니다",
        ),
        (Outcome::Open, Some(Reason::Unverified)) => (
            "only a pointer or an address is here, not the object itself",
            "실물 없이 포인터나 주소만 있어 확인할 수 없습니다",
        ),
        (Outcome::Open, None) => ("not decided", "판단하지 못했습니다"),
        _ => return None,
    };
    Some(pick(language, en, ko))
}

/// The kind of suppression that a baseline gives; any other is a waiver.
const BASELINE: &str = "baseline";

/// The word for how a finding came not to count.
pub(super) fn suppressed(language: Language, kind: &str) -> &'static str {
    match kind {
        BASELINE => pick(language, "known", "기존"),
        _ => pick(language, "waived", "면제"),
    }
}

/// Whether people have to see a finding; what held stands in the report only on request.
pub(super) fn is_finding(finding: &Finding) -> bool {
    !matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable)
}

/// The findings that people have to see, in the report's order.
pub(super) fn findings(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| is_finding(finding))
}

/// Findings that count, by level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
    pub(super) waived: usize,
    pub(super) known: usize,
    pub(super) blocking: usize,
}

impl Counts {
    /// Of some findings.
    pub(super) fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            counts.blocking += usize::from(finding.blocking);
            let slot = match (&finding.suppression, finding.level) {
                (Some(by), _) if by.kind == BASELINE => &mut counts.known,
                (Some(_), _) => &mut counts.waived,
                (None, Level::Error) => &mut counts.errors,
                (None, Level::Warning) => &mut counts.warnings,
                (None, Level::Note | Level::Off) => &mut counts.notes,
            };
            *slot += 1;
        }
        counts
    }

    /// "2 errors, 1 warning": zeros left out; empty where all are zero.
    pub(super) fn sentence(self, language: Language) -> String {
        let parts = [
            (self.errors, "error", "errors", "오류"),
            (self.warnings, "warning", "warnings", "경고"),
            (self.notes, "note", "notes", "참고"),
            (self.waived, "waived", "waived", "면제"),
            (self.known, "known", "known", "기존"),
        ];
        parts
            .into_iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, one, many, ko)| count(language, n, one, many, ko, "건"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The verdict in a sentence that begins with its word.
pub(super) fn verdict(report: &Report) -> String {
    let language = report.lang;
    let counts = Counts::of(findings(report));
    let rest = counts.sentence(language);
    let blocking = counts.blocking;
    match (report.verdict, language) {
        (Verdict::Pass, Language::En) if rest.is_empty() => "pass: nothing was found".to_owned(),
        (Verdict::Pass, Language::Ko) if rest.is_empty() => {
            "통과: 발견된 문제가 없습니다".to_owned()
        }
        (Verdict::Pass, Language::En) => "pass: nothing blocks the merge".to_owned(),
        (Verdict::Pass, Language::Ko) => "통과: 병합을 막는 문제가 없습니다".to_owned(),
        (Verdict::Fail, Language::En) => match blocking {
            0 => "fail: too little could be judged to let the merge go on".to_owned(),
            1 => "fail: 1 finding blocks the merge".to_owned(),
            _ => format!("fail: {blocking} findings block the merge"),
        },
        (Verdict::Fail, Language::Ko) => match blocking {
            0 => "실패: 병합해도 된다고 판단하기에는 확인된 것이 부족합니다".to_owned(),
            _ => format!("실패: {blocking}건이 병합을 막습니다"),
        },
    }
}

/// What was read: "1 system, 34 files, 12 documents".
pub(super) fn read(report: &Report) -> String {
    let (language, checked) = (report.lang, &report.checked);
    [
        count(
            language,
            checked.systems,
            "system",
            "systems",
            "시스템",
            "개",
        ),
        count(language, checked.files, "file", "files", "파일", "개"),
        count(
            language,
            checked.documents,
            "document",
            "documents",
            "문서",
            "개",
        ),
    ]
    .join(", ")
}

/// What was judged, and what came of it: "38 rules, 214 checks: 198 pass, 16 fail".
pub(super) fn judged(report: &Report) -> String {
    let (language, checked) = (report.lang, &report.checked);
    let mut sums = [0; 5];
    for principle in report.systems.iter().flat_map(|system| &system.principles) {
        let of = [
            principle.pass,
            principle.fail,
            principle.open,
            principle.review,
            principle.not_applicable,
        ];
        for (sum, n) in sums.iter_mut().zip(of) {
            *sum += n;
        }
    }
    let outcomes = [
        Outcome::Pass,
        Outcome::Fail,
        Outcome::Open,
        Outcome::Review,
        Outcome::NotApplicable,
    ];
    let by_outcome = outcomes
        .into_iter()
        .zip(sums)
        .filter(|(_, n)| *n > 0)
        .map(|(what, n)| match language {
            Language::En => format!("{n} {}", outcome(language, what)),
            Language::Ko => format!("{} {n}건", outcome(language, what)),
        })
        .collect::<Vec<_>>()
        .join(", ");
    let rules = count(language, checked.rules, "rule", "rules", "규칙", "개");
    let checks = count(language, checked.checks, "check", "checks", "검사", "건");
    if by_outcome.is_empty() {
        format!("{rules}, {checks}")
    } else {
        format!("{rules}, {checks}: {by_outcome}")
    }
}

/// A system's tier and what set it.
pub(super) fn tier(language: Language, system: &System) -> String {
    let tier = &system.tier;
    let mut said = tier.effective.name().to_owned();
    let declared = match (tier.declared, language) {
        (Some(declared), Language::En) => format!("declared {}", declared.name()),
        (Some(declared), Language::Ko) => format!("선언 {}", declared.name()),
        (None, Language::En) => "none declared".to_owned(),
        (None, Language::Ko) => "선언 없음".to_owned(),
    };
    let floor = match language {
        Language::En => format!("at least {}", tier.floor.name()),
        Language::Ko => format!("하한 {}", tier.floor.name()),
    };
    said.push_str(&format!(" ({declared}, {floor}"));
    if tier.minors {
        said.push_str(pick(language, ", minors in scope", ", 미성년자 포함"));
    }
    said.push(')');
    if !tier.reasons.is_empty() {
        said.push_str(": ");
        said.push_str(&tier.reasons.join("; "));
    }
    said
}

/// Findings of one principle.
pub(super) struct Group<'a> {
    /// Its title, or its slug where no system has it.
    pub(super) title: &'a str,
    /// In the order of the file.
    pub(super) findings: Vec<&'a Finding>,
}

/// Findings by principle, in the report's order.
pub(super) fn by_principle(report: &Report) -> Vec<Group<'_>> {
    let mut slugs: Vec<&str> = Vec::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for finding in findings(report) {
        let slug = finding.principle.as_str();
        let at = slugs
            .iter()
            .position(|known| *known == slug)
            .unwrap_or_else(|| {
                slugs.push(slug);
                groups.push(Group {
                    title: title(report, slug),
                    findings: Vec::new(),
                });
                slugs.len() - 1
            });
        groups[at].findings.push(finding);
    }
    groups
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
    all.sort_by(|a, b| {
        let rank = |finding: &Finding| (finding.blocking, finding.level, finding.outcome);
        rank(b).cmp(&rank(a))
    });
    all
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

impl Omission<'_> {
    /// "no base was given: a, b and 12 more"; reason and names are made
    /// harmless by the format.
    pub(super) fn sentence(
        &self,
        language: Language,
        most: usize,
        words: impl Fn(&str) -> String,
        name: impl Fn(&str) -> String,
    ) -> String {
        let names: Vec<_> = self.what.iter().take(most).map(|what| name(what)).collect();
        let names = names.join(", ");
        let reason = words(self.reason);
        match (self.what.len().saturating_sub(most), language) {
            _ if names.is_empty() => reason,
            (0, _) => format!("{reason}: {names}"),
            (more, Language::En) => format!("{reason}: {names} and {more} more"),
            (more, Language::Ko) => format!("{reason}: {names} 외 {more}건"),
        }
    }
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
    omissions.sort_by_key(|omission| std::cmp::Reverse(omission.what.len()));
    omissions
}

/// Where a platform that shows only files of the tree should hang a finding:
/// its path and line, or, where that file is missing, the first place beside
/// it that exists, else the declaration.
pub(super) fn anchor<'a>(report: &'a Report, finding: &'a Finding) -> Anchor<'a> {
    let own = Anchor {
        path: &finding.path,
        start: finding.start,
        end: finding.end,
    };
    if finding.exists {
        return own;
    }
    let related = finding.related.iter().find(|related| related.exists);
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

/// "not in the tree".
pub(super) fn missing(language: Language) -> &'static str {
    pick(language, "not in the tree", "파일이 없습니다")
}
