//! Waivers and baseline never change what was found, only whether it blocks.

use ethics_gate::gate;
use ethics_gate::model::Settings;
use ethics_gate::model::report::{Report, Verdict};
use ethics_gate::policy::Pack;
use ethics_gate::source::Tree;
use jiff::civil::date;
use proptest::prelude::*;

/// A pack of three rules: one whose findings may be waived, one that folds, and
/// one that waits for a person.
const PACK: [(&str, &str); 5] = [
    (
        "pack.yml",
        "name: small\nversion: 1.0.0\ntitle: {en: Small, ko: 작음}\n",
    ),
    (
        "integrity/_principle.yml",
        "title: {en: Integrity, ko: 진실성}\norder: 1\ncommitment: {en: We say what is so, ko: 사실대로 말하기}\n",
    ),
    (
        "integrity/versioned.yml",
        r#"title: {en: Versions, ko: 버전}
level: {minimal: error, limited: error, high: error}
why: {en: Found again, ko: 다시 찾기}
checks:
  - id: said
    for: declaration.models[*]
    absent: not-applicable
    require: self.version != "0"
    at: self.version
    message: {en: "`{self.id}` has none", ko: "`{self.id}` 없음"}
    fix: {en: say it, ko: 적기}
"#,
    ),
    (
        "integrity/folded.yml",
        r#"title: {en: Licenses, ko: 라이선스}
level: {minimal: error, limited: error, high: error}
waivable: false
why: {en: Known terms, ko: 조건}
checks:
  - id: said
    for: declaration.models[*]
    absent: not-applicable
    require: has(self.license)
    fold: true
    message: {en: "`{self.id}` has no license", ko: "`{self.id}` 라이선스 없음"}
    fix: {en: say it, ko: 적기}
"#,
    ),
    (
        "integrity/waiting.yml",
        r#"title: {en: Names, ko: 이름}
level: {minimal: error, limited: error, high: error}
waivable: false
why: {en: A person looks, ko: 사람이 확인}
checks:
  - id: named
    for: declaration.models[*]
    absent: not-applicable
    require: self.id != "a"
    otherwise: review
    level_review: {minimal: error, limited: error, high: error}
    at: self.id
    message: {en: "is `{self.id}` a name?", ko: "`{self.id}`이(가) 이름인가?"}
    fix: {en: decide, ko: 정하기}
"#,
    ),
];

fn report(models: &str, waivers: &str, baseline: &str, no_waivers: bool) -> Report {
    let pack = Tree::memory(PACK.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())));
    let pack = Pack::load(&pack).expect("a pack");
    let declaration = format!(
        "version: 1\nsystem: {{id: s, purpose: A toy.}}\napprovers: [\"@o/board\"]\nmodels:\n{models}waivers:{waivers}\n"
    );
    let mut files = vec![("ethics.yml".to_owned(), declaration.into_bytes())];
    if !baseline.is_empty() {
        files.push((
            "ethics-baseline.json".to_owned(),
            baseline.as_bytes().to_vec(),
        ));
    }
    let settings = Settings {
        no_waivers,
        include_passes: true,
        ..Settings::default()
    };
    let tree = Tree::memory(files);
    gate::gate(&tree, None, None, &[pack], &settings, date(2026, 12, 1)).expect("a report")
}

/// What was found, whatever became of it: repeats that were folded count one by one.
fn found(report: &Report) -> Vec<String> {
    let mut found: Vec<String> = report
        .systems
        .iter()
        .flat_map(|system| &system.principles)
        .map(|one| {
            let counts = (one.pass, one.fail, one.open, one.review, one.not_applicable);
            format!("{}: {counts:?}", one.id)
        })
        .collect();
    found.extend(report.findings.iter().map(|one| {
        format!(
            "{} {} {} {}:{}",
            one.rule,
            one.check,
            one.outcome.name(),
            one.path,
            one.start.offset
        )
    }));
    found.sort();
    found
}

fn word(of: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(of)
}

prop_compose! {
    fn waiver()(
        rule in word(&["integrity/versioned", "integrity/folded", "integrity/waiting", "integrity/gone", "\"\""]),
        scope in word(&["a", "b", "c", "\"models[a]\"", "\"models[0].version\"", "ethics.yml", "\"*\"", "models", "\"\""]),
        reason in word(&["the move of the repository ends in January", "later", "\"\""]),
        approver in word(&["\"@o/board\"", "\"@o/me\"", "3"]),
        expires in word(&["2027-01-31", "2026-11-30", "2028-01-01", "soon"]),
    ) -> String {
        format!("\n  - {{rule: {rule}, scope: {scope}, reason: {reason}, approver: {approver}, expires: {expires}}}")
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_waiver_never_changes_an_outcome(
        versions in prop::collection::vec((word(&["a", "b", "c"]), word(&["0", "1"])), 1..5),
        waivers in prop::collection::vec(waiver(), 0..5),
        known in any::<bool>(),
    ) {
        let models: String = versions
            .iter()
            .map(|(id, version)| format!("  - {{id: {id}, version: \"{version}\"}}\n"))
            .collect();
        let plain = report(&models, " []", "", false);
        let entries: Vec<String> = plain
            .findings
            .iter()
            .map(|one| format!(r#"{{"fingerprint": "{}"}}"#, one.fingerprint))
            .collect();
        let baseline = format!(
            r#"{{"schema": "ethics-gate/baseline/1", "created": "2026-11-20", "findings": [{}]}}"#,
            entries.join(", ")
        );
        let baseline = if known { baseline.as_str() } else { "" };
        let list = if waivers.is_empty() { " []".to_owned() } else { waivers.concat() };
        let with = report(&models, &list, baseline, false);
        let without = report(&models, &list, baseline, true);
        let blocking = |report: &Report| report.findings.iter().filter(|one| one.blocking).count();
        prop_assert!(without.findings.iter().all(|one| one.suppression.is_none()));
        // What is waived stands for itself, so only the counts are the same.
        let counts = |report: &Report| {
            let mut all = found(report);
            all.retain(|one| one.contains('('));
            all
        };
        prop_assert!(!counts(&plain).is_empty());
        prop_assert_eq!(counts(&plain), counts(&with));
        prop_assert_eq!(found(&plain), found(&without));
        prop_assert!(blocking(&with) <= blocking(&without));
        for one in &with.findings {
            prop_assert!(!(one.blocking && one.suppression.is_some()));
            prop_assert!(one.suppression.is_none() || one.rule != "integrity/folded");
        }
        prop_assert_eq!(with.verdict == Verdict::Fail, blocking(&with) > 0);
    }
}

#[test]
fn what_waits_for_a_person_is_settled_by_a_waiver_also_where_a_fail_could_not_be() {
    let waiver = "\n  - {rule: integrity/waiting, scope: a, reason: the name is that of a town, approver: \"@o/board\", expires: 2027-01-31}";
    let model = "  - {id: a, version: \"1\", license: mit}\n";
    assert_eq!(report(model, " []", "", false).verdict, Verdict::Fail);
    assert_eq!(report(model, waiver, "", false).verdict, Verdict::Pass);
}
