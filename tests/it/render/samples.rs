//! Reports made by hand.

use ethics_gate::model::crosswalk::StandardKind;
use ethics_gate::model::report::{
    Audience, Base, Checked, Edit, Excerpt, Fact, Finding, NotChecked, Pack, Position, Principle,
    Reference, Related, Report, Rule, SCHEMA, Suppression, System, TierReport, Tool, Verdict,
};
use ethics_gate::model::{Language, Level, Outcome, Reason, Tier};

/// The same in one of two languages.
fn say(lang: Language, en: &str, ko: &str) -> String {
    match lang {
        Language::En => en.to_owned(),
        Language::Ko => ko.to_owned(),
    }
}

pub(crate) fn position(line: u32, column: u32) -> Position {
    Position {
        line,
        column,
        offset: 0,
    }
}

pub(crate) fn excerpt(line: u32, text: &str) -> Option<Excerpt> {
    Some(Excerpt {
        line,
        column: 1,
        text: text.to_owned(),
    })
}

fn principle(id: &str, title: String, counts: [usize; 5]) -> Principle {
    let [pass, fail, open, review, not_applicable] = counts;
    Principle {
        id: id.to_owned(),
        title,
        pass,
        fail,
        open,
        review,
        not_applicable,
        audience: Audience::Public,
    }
}

/// A report of one system in which nothing was found.
pub(crate) fn clean(lang: Language) -> Report {
    Report {
        schema: SCHEMA.to_owned(),
        tool: Tool {
            name: "ethics-gate".to_owned(),
            version: "0.1.0".to_owned(),
        },
        verdict: Verdict::Pass,
        today: "2026-12-01".to_owned(),
        lang,
        root: ".".to_owned(),
        base: None,
        head: None,
        packs: vec![Pack {
            name: "ethics-gate".to_owned(),
            version: "1".to_owned(),
            sha256: "0".repeat(64),
        }],
        checked: Checked {
            systems: 1,
            files: 31,
            documents: 12,
            rules: 38,
            checks: 214,
        },
        not_checked: Vec::new(),
        systems: vec![System {
            id: "loan-score".to_owned(),
            path: "ethics.yml".to_owned(),
            verdict: Verdict::Pass,
            tier: TierReport {
                declared: Some(Tier::High),
                floor: Tier::High,
                effective: Tier::High,
                minors: false,
                reasons: vec![say(
                    lang,
                    "it decides about credit",
                    "신용에 관한 결정을 내립니다",
                )],
            },
            step: None,
            principles: vec![
                principle(
                    "fairness",
                    say(lang, "No biased results", "편향 없는 결과"),
                    [60, 0, 0, 0, 2],
                ),
                principle(
                    "privacy",
                    say(lang, "Privacy", "개인정보 보호"),
                    [44, 0, 0, 0, 8],
                ),
                principle(
                    "gate",
                    say(lang, "The gate itself", "게이트 자체"),
                    [100, 0, 0, 0, 0],
                ),
            ],
            facts: vec![Fact {
                path: "declaration.version".to_owned(),
                value: 1.into(),
                audience: Audience::Internal,
            }],
            verified: None,
        }],
        rules: Vec::new(),
        crosswalk: Vec::new(),
        findings: Vec::new(),
    }
}

/// A fail of level error in the declaration.
pub(crate) fn finding(rule: &str, path: &str, line: u32) -> Finding {
    let principle = rule.split('/').next().expect("a rule's id has two parts");
    Finding {
        rule: rule.to_owned(),
        check: "within".to_owned(),
        system: "loan-score".to_owned(),
        principle: principle.to_owned(),
        outcome: Outcome::Fail,
        reason: None,
        level: Level::Error,
        blocking: true,
        fact: String::new(),
        message: format!("something is wrong at line {line}"),
        fix: "set it right".to_owned(),
        path: path.to_owned(),
        exists: true,
        start: position(line, 3),
        end: position(line, 8),
        excerpt: None,
        related: Vec::new(),
        edits: Vec::new(),
        fingerprint: format!("{rule}#within:loan-score:{path}:{line}"),
        suppression: None,
        aside: false,
    }
}

fn rule(id: &str, title: String, why: String, references: &[&str]) -> Rule {
    Rule {
        id: id.to_owned(),
        title,
        why,
        references: references.iter().map(|&to| to.to_owned()).collect(),
    }
}

/// A report with one of everything.
pub(crate) fn full(lang: Language) -> Report {
    let mut report = clean(lang);
    report.verdict = Verdict::Fail;
    report.systems[0].verdict = Verdict::Fail;
    report.systems[0].tier.declared = Some(Tier::Limited);
    report.systems[0].principles[0].fail = 1;
    report.systems[0].principles[0].open = 1;
    report.systems[0].principles[1].fail = 2;
    report.systems[0].principles[1].review = 1;
    report.base = Some(Base {
        rev: "main".to_owned(),
        resolved: "a".repeat(40),
    });
    report.rules = vec![
        rule(
            "fairness/gap-within-limit",
            say(
                lang,
                "Gaps stay within their limits",
                "격차는 한도 안에 머뭅니다",
            ),
            say(
                lang,
                "a gap that nobody bounds is a group of people who are wronged more often than others, and they can't see it from where they stand",
                "한도를 두지 않은 격차는 어떤 집단이 더 자주 피해를 입는다는 뜻이며, 당사자는 그 사실을 알 길이 없습니다",
            ),
            &["eu-ai-act/10(2)(f)", "nist-ai-rmf/MEASURE-2.11"],
        ),
        rule(
            "privacy/retention-bounded",
            say(
                lang,
                "Personal data is deleted in time",
                "개인정보는 제때 삭제합니다",
            ),
            say(
                lang,
                "data that is kept for ever leaks some day",
                "영원히 보관한 데이터는 언젠가 유출됩니다",
            ),
            &["gdpr/5(1)(e)", "pipa/21"],
        ),
    ];
    // What a pack's crosswalk does not know is named all the same: the others.
    report.crosswalk = vec![Reference {
        id: "eu-ai-act/10(2)(f)".to_owned(),
        title: say(lang, "data are examined for bias", "데이터의 편향을 조사"),
        standard: say(lang, "Artificial Intelligence Act", "인공지능법"),
        kind: StandardKind::Law,
        as_of: "2024-07-12".to_owned(),
        applies_from: "2026-08-02".to_owned(),
        note: Some(say(
            lang,
            "later amendments are not covered",
            "이후의 개정은 반영하지 않음",
        )),
    }];

    let mut gap = finding("fairness/gap-within-limit", "ethics.yml", 41);
    gap.message = say(
        lang,
        "the false positive rate of F and M differs by 0.081, beyond the limit of 0.05",
        "F와 M의 위양성률 차이가 0.081로 한도 0.05를 넘습니다",
    );
    gap.fix = say(
        lang,
        "find out why the model errs more often on F, retrain, and commit the new evaluation; or raise the limit and let an approver say why",
        "모델이 F에서 더 자주 틀리는 까닭을 찾아 다시 학습하고 새 평가를 커밋하십시오. 한도를 올리려면 승인자가 이유를 적어야 합니다",
    );
    gap.start = position(41, 12);
    gap.end = position(41, 16);
    gap.excerpt = excerpt(41, "    limit: 0.05  # agreed in May");
    gap.related = vec![Related {
        message: say(lang, "measured here", "여기서 측정되었습니다"),
        path: "evidence/fairness.json".to_owned(),
        exists: true,
        on_base: false,
        again: false,
        start: position(112, 16),
        end: position(112, 21),
        excerpt: excerpt(112, "      \"value\": 0.081, \"n\": 8146"),
    }];

    let mut open = finding("fairness/gap-within-limit", "ethics.yml", 47);
    open.outcome = Outcome::Open;
    open.reason = Some(Reason::NotDemonstrated);
    open.level = Level::Warning;
    open.blocking = false;
    open.check = "shown".to_owned();
    open.message = say(
        lang,
        "whether the ratio of approvals by age stays above 0.8 is not shown: 0.83 (0.74 to 0.92)",
        "연령별 승인율의 비가 0.8을 넘는지 입증되지 않았습니다: 0.83 (0.74–0.92)",
    );
    open.fix = say(
        lang,
        "evaluate on more people",
        "더 많은 사람으로 평가하십시오",
    );
    open.excerpt = excerpt(47, "  ratio:\n    age: 0.8\n");
    open.start = position(47, 3);
    open.end = position(49, 1);

    let mut folded = finding("privacy/retention-bounded", "data/apps.croissant.json", 7);
    folded.message = say(
        lang,
        "12 fields with personal data have no time limit",
        "개인정보가 담긴 필드 12개에 보관 기한이 없습니다",
    );
    folded.fix = say(
        lang,
        "add `retention: P3Y`, or how long you need it",
        "`retention: P3Y`처럼 필요한 기간을 적으십시오",
    );
    folded.excerpt = excerpt(7, "\t\"name\": \"주민등록번호 🪪\",");
    folded.start = position(7, 10);
    folded.end = position(7, 18);
    folded.related = (0..11)
        .map(|n| Related {
            message: say(lang, "the same here", "여기도 같습니다"),
            path: "data/apps.croissant.json".to_owned(),
            exists: true,
            on_base: false,
            again: false,
            start: position(9 + n, 2),
            end: position(9 + n, 8),
            excerpt: excerpt(9 + n, &format!("\t\"name\": \"field-{n}\",")),
        })
        .collect();

    let mut missing = finding("privacy/retention-bounded", "docs/deletion.md", 1);
    missing.exists = false;
    missing.outcome = Outcome::Review;
    missing.level = Level::Warning;
    missing.blocking = false;
    missing.message = say(
        lang,
        "the deletion procedure that `ethics.yml` names is not there",
        "`ethics.yml`이 가리키는 삭제 절차가 없습니다",
    );
    missing.fix = say(lang, "write it", "작성하십시오");
    missing.start = position(1, 1);
    missing.end = position(1, 1);
    missing.related = vec![Related {
        message: say(lang, "named here", "여기서 가리킵니다"),
        path: "ethics.yml".to_owned(),
        exists: true,
        on_base: false,
        again: false,
        start: position(88, 14),
        end: position(88, 30),
        excerpt: excerpt(88, "  procedure: docs/deletion.md"),
    }];

    let mut waived = finding("privacy/retention-bounded", "ethics.yml", 90);
    waived.blocking = false;
    waived.message = say(
        lang,
        "access logs have no time limit",
        "접속 기록에 보관 기한이 없습니다",
    );
    waived.suppression = Some(Suppression {
        kind: "waiver".to_owned(),
        reason: say(
            lang,
            "the log service is being replaced, see the decision record of October",
            "로그 서비스를 교체하는 중입니다. 10월 결정 기록을 참고하십시오",
        ),
        approver: "privacy-lead".to_owned(),
        expires: "2027-03-31".to_owned(),
        days_left: 120,
    });

    let mut note = finding("gate/text-substantive", "MODEL_CARD.md", 120);
    note.level = Level::Note;
    note.blocking = false;
    note.message = say(
        lang,
        "the section on limits says little",
        "한계에 관한 절의 내용이 적습니다",
    );
    note.fix = say(lang, "say where it fails", "어디에서 실패하는지 적으십시오");
    note.start = position(120, 1);
    note.end = position(124, 1);
    note.excerpt = excerpt(120, "## Limitations\n\nTBD soon.\n\n");
    note.edits = vec![Edit {
        path: "MODEL_CARD.md".to_owned(),
        start: position(122, 1),
        end: position(122, 10),
        replacement: "It fails on…\n".to_owned(),
        safe: false,
    }];

    report.findings = vec![gap, open, folded, missing, waived, note];
    let no_base = say(lang, "no base was given", "기준 커밋이 주어지지 않았습니다");
    report.not_checked = [
        "limit-loosened",
        "group-dropped",
        "waiver-added",
        "owner-changed",
        "tier-lowered",
    ]
    .map(|name| NotChecked {
        path: None,
        rule: Some(format!("gate/{name}")),
        reason: no_base.clone(),
    })
    .into();
    report.not_checked.push(NotChecked {
        path: Some("models/loan-score-4.2.onnx".to_owned()),
        rule: None,
        reason: say(
            lang,
            "a Git LFS pointer, its object is not here",
            "Git LFS 포인터이며 실물이 없습니다",
        ),
    });
    report
}

/// A report of many findings of all levels, in seven files.
pub(crate) fn many(n: usize) -> Report {
    let mut report = clean(Language::En);
    report.verdict = Verdict::Fail;
    for line in (1..).take(n) {
        let path = format!("docs/card-{}.md", line % 7);
        let mut many = finding("data/provenance-complete", &path, line);
        many.level = [Level::Error, Level::Warning, Level::Note][line as usize % 3];
        many.blocking = many.level == Level::Error;
        many.excerpt = excerpt(line, "  license: unknown");
        report.findings.push(many);
    }
    report
}
