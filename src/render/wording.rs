//! The sentences that the formats for people share, in both languages: the
//! verdict, the counts, why something is open, what was not checked.
//!
//! Nothing here escapes: names from the repository come through as they are,
//! and each format makes them harmless in its own way.

use super::arrange::{self, Omission};
use crate::model::path::folder_of;
use crate::model::report::{Base, Finding, Report, Suppression, System, Verdict};
use crate::model::{Language, Level, Outcome, Reason, Tier};

/// Digits of a commit's id that are shown to people.
const SHORT_ID: usize = 10;

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

/// Why a finding does not count: the reason, by whom, until when.
pub(super) fn suppression(language: Language, by: &Suppression) -> String {
    let (reason, expires, days) = (&by.reason, &by.expires, by.days_left);
    let by = match by.approver.is_empty() {
        true => String::new(),
        false => format!("{}, ", by.approver),
    };
    match (language, days) {
        (Language::En, 1) => format!("{reason} ({by}until {expires}, 1 day left)"),
        (Language::En, _) => format!("{reason} ({by}until {expires}, {days} days left)"),
        (Language::Ko, _) => format!("{reason} ({by}{expires}까지, {days}일 남음)"),
    }
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
    let counts = Counts::of(arrange::findings(report));
    let rest = counts.sentence(language);
    let blocking = counts.blocking;
    // What is off at a tier is counted, and shown by no finding.
    let mut principles = report.systems.iter().flat_map(|system| &system.principles);
    let is_silent = principles.any(|one| one.fail + one.open + one.review > 0);
    let is_clean = rest.is_empty() && !is_silent;
    match (report.verdict, language) {
        (Verdict::Pass, Language::En) if is_clean => "pass: nothing was found".to_owned(),
        (Verdict::Pass, Language::Ko) if is_clean => "통과: 발견된 문제가 없습니다".to_owned(),
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

/// What was held against what: "the working tree with main (1a2b3c4d)"; `None`
/// where only the working tree was looked at.
pub(super) fn compared(report: &Report) -> Option<String> {
    let named = |commit: &Base| {
        let short: String = commit.resolved.chars().take(SHORT_ID).collect();
        match commit.resolved.starts_with(&commit.rev) {
            true => short,
            false => format!("{} ({short})", commit.rev),
        }
    };
    let language = report.lang;
    let head = report.head.as_ref().map(named);
    let head = head.unwrap_or_else(|| pick(language, "the working tree", "작업 트리").to_owned());
    match (&report.base, &report.head, language) {
        (None, None, _) => None,
        (None, Some(_), Language::En) => Some(format!("{head}, with no base")),
        (None, Some(_), Language::Ko) => Some(format!("{head}, 기준 없음")),
        (Some(base), _, Language::En) => Some(format!("{head} with {}", named(base))),
        (Some(base), _, Language::Ko) => Some(format!("{head}, 기준은 {}", named(base))),
    }
}

/// That a place is one of the base.
pub(super) fn on_base(language: Language) -> &'static str {
    pick(language, "base", "기준")
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

/// A system's tier and what set it: "high, though limited is declared: it
/// decides about credit". Where no declaration could be read there is none.
pub(super) fn tier(language: Language, system: &System) -> String {
    if system.facts.is_empty() {
        return pick(
            language,
            "not known without a declaration that can be read",
            "읽을 수 있는 선언이 없어 알 수 없음",
        )
        .to_owned();
    }
    let tier = &system.tier;
    let (effective, floor) = (tier.effective.name(), tier.floor.name());
    let mut said = match (tier.declared, language) {
        (Some(declared), Language::En) if declared == tier.effective => {
            format!("{effective}, as declared")
        }
        (Some(declared), Language::Ko) if declared == tier.effective => {
            format!("{effective} (선언한 대로)")
        }
        (Some(declared), Language::En) => {
            format!("{effective}, though {} is declared", declared.name())
        }
        (Some(declared), Language::Ko) => format!("{effective} (선언은 {})", declared.name()),
        (None, Language::En) => format!("{effective}, none is declared"),
        (None, Language::Ko) => format!("{effective} (선언 없음)"),
    };
    if tier.minors {
        said.push_str(pick(language, ", minors in scope", ", 미성년자 포함"));
    }
    if tier.floor != tier.effective {
        said.push_str(&match language {
            Language::En => format!("; at least {floor}"),
            Language::Ko => format!(", 하한 {floor}"),
        });
    }
    if !tier.reasons.is_empty() {
        said.push_str(": ");
        said.push_str(&tier.reasons.join("; "));
    }
    said
}

/// What a change of tier does: "from minimal to limited: 2 rules begin to
/// block: …". Names are made harmless by the format.
pub(super) fn step(
    language: Language,
    system: &System,
    name: impl Fn(&str) -> String,
) -> Option<String> {
    let step = system.step.as_ref()?;
    let tier = |tier: Tier, minors: bool| match (minors, language) {
        (false, _) => tier.name().to_owned(),
        (true, Language::En) => format!("{} with minors", tier.name()),
        (true, Language::Ko) => format!("{}(미성년자 포함)", tier.name()),
    };
    let from = tier(step.from, step.minors);
    let to = tier(system.tier.effective, system.tier.minors);
    let mut said = match language {
        Language::En => format!("from {from} to {to}"),
        Language::Ko => format!("{from}에서 {to}(으)로"),
    };
    for (rules, one, many, ko) in [
        (
            &step.begin_to_block,
            "begins to block",
            "begin to block",
            "새로 병합을 막는 규칙",
        ),
        (
            &step.cease_to_block,
            "no longer blocks",
            "no longer block",
            "더는 막지 않는 규칙",
        ),
    ] {
        let n = rules.len();
        if n == 0 {
            continue;
        }
        let names: Vec<_> = rules.iter().map(|rule| name(rule)).collect();
        let names = names.join(", ");
        said.push_str(&match (language, n) {
            (Language::En, 1) => format!("; 1 rule {one}: {names}"),
            (Language::En, _) => format!("; {n} rules {many}: {names}"),
            (Language::Ko, _) => format!(". {ko} {n}개: {names}"),
        });
    }
    Some(said)
}

/// What to run next, as it is typed: what mends by machine, and what says
/// more of the first finding that blocks.
pub(super) fn next(report: &Report) -> Vec<String> {
    let language = report.lang;
    let counted = || arrange::findings(report).filter(|finding| finding.suppression.is_none());
    let mendable = counted().filter(|finding| finding.edits.iter().any(|edit| edit.safe));
    let mendable: Vec<&Finding> = mendable.collect();
    let mut steps = Vec::new();
    if let Some(first) = mendable.first() {
        let is_one = mendable.iter().all(|other| other.system == first.system);
        let command = match folder(report, first).filter(|_| is_one) {
            Some(folder) => format!("ethics-gate fix {folder}"),
            None => "ethics-gate fix".to_owned(),
        };
        let n = mendable.len();
        steps.push(match language {
            Language::En => format!("`{command}` mends {n} of them; --diff shows how first"),
            Language::Ko => {
                format!("`{command}`: 이 가운데 {n}건을 고침. --diff로 먼저 볼 수 있음")
            }
        });
    }
    if let Some(first) = counted().find(|finding| finding.blocking) {
        let command = format!("ethics-gate explain {}", first.rule);
        steps.push(match language {
            Language::En => format!("`{command}` says more of the first that blocks"),
            Language::Ko => format!("`{command}`: 병합을 막는 첫 문제를 자세히 설명함"),
        });
    }
    steps
}

/// The folder of a finding's system as a shell takes it; `None` where it is
/// the one that the command is run in.
fn folder(report: &Report, finding: &Finding) -> Option<String> {
    let mut systems = report.systems.iter();
    let system = systems.find(|system| system.id == finding.system)?;
    let below = folder_of(&system.path);
    let root = report.root.trim_end_matches('/');
    let folder = match (root, below) {
        ("." | "", below) => below.to_owned(),
        (root, "") => root.to_owned(),
        (root, below) => format!("{root}/{below}"),
    };
    let is_plain = |it: char| it.is_alphanumeric() || "/._-+@".contains(it);
    match folder.as_str() {
        "" => None,
        plain if plain.chars().all(is_plain) => Some(folder),
        odd => Some(format!("'{}'", odd.replace('\'', "'\\''"))),
    }
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

/// Why a finding hangs on another file than its own.
pub(super) fn not_opened(language: Language, finding: &Finding) -> Option<&'static str> {
    if finding.can_be_opened() {
        return None;
    }
    Some(match finding.exists {
        false => missing(language),
        true => pick(
            language,
            "a value in its name is not shown",
            "이름에 든 값은 보이지 않습니다",
        ),
    })
}

/// "not in the tree".
pub(super) fn missing(language: Language) -> &'static str {
    pick(language, "not in the tree", "파일이 없습니다")
}
