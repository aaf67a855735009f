//! The flow as a whole: which systems there are, who owns a file, what a
//! verdict needs, and what a report says of it all.

use ethics_gate::gate;
use ethics_gate::model::report::{Report, Verdict};
use ethics_gate::model::{Level, Outcome, Settings};
use ethics_gate::policy::Pack;
use ethics_gate::source::Tree;
use jiff::civil::date;

const TOY: &str = "\
version: 1
system:
  id: ID
  purpose: Fits a small network to a noisy curve so that a course sees underfitting.
  affected: [course participants]
  lifecycle: research
  domain: general
  decides_about_people: false
  audience: {minors: excluded}
practices: none
models: []
";

const PACK: &str = "{name: acme, version: 1.0.0, title: {en: Rules of a company, ko: 회사 규칙}}";
const PRINCIPLE: &str = "{title: {en: House, ko: 집}, commitment: {en: kept, ko: 지킴}, order: 50}";
const RULE: &str = "\
title: {en: A team owns it, ko: 담당 팀이 있다}
level: {minimal: error, limited: error, high: error}
why: {en: somebody must answer, ko: 누군가 답해야 한다}
checks:
  - id: owner
    require: has(declaration.system.owner)
    at: declaration.system.owner
    message: {en: \"no team owns `{declaration.system.id}`\", ko: \"`{declaration.system.id}`의 담당 팀이 없음\"}
    fix: {en: name the team in `system.owner.team`, ko: \"`system.owner.team`에 팀을 적는다\"}
examples:
  pass: [{name: a team, files: {ethics.yml: \"version: 1\\nsystem: {id: a, owner: {team: '@acme/ml'}}\\n\"}}]
  fail: [{name: owner omitted, at: ethics.yml, files: {ethics.yml: \"version: 1\\nsystem: {id: a}\\n\"}}]
";

fn toy(id: &str) -> String {
    TOY.replace("ID", id)
}

fn tree(files: &[(&str, &str)]) -> Tree {
    Tree::memory(
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())),
    )
}

fn judged_by(packs: &[Pack], files: &[(&str, &str)], settings: &Settings) -> Report {
    let tree = tree(files);
    gate::gate(&tree, None, None, packs, settings, date(2026, 12, 1)).expect("the gate can judge")
}

fn judged(files: &[(&str, &str)]) -> Report {
    judged_by(&[Pack::builtin()], files, &Settings::default())
}

fn house_pack() -> Pack {
    Pack::load(&tree(&[
        ("pack.yml", PACK),
        ("house/_principle.yml", PRINCIPLE),
        ("house/owned.yml", RULE),
    ]))
    .expect("a pack")
}

#[test]
fn an_empty_repository_fails_at_the_declaration_that_is_not_there() {
    let report = judged(&[]);
    assert_eq!(report.verdict, Verdict::Fail);
    let finding = &report.findings[0];
    assert_eq!(finding.rule, "gate/declaration-present");
    assert_eq!((&*finding.path, finding.exists), ("ethics.yml", false));
    assert!(report.not_checked.iter().any(|left| left.rule.is_some()));
}

#[test]
fn a_run_in_which_no_rule_was_judged_is_no_pass() {
    let report = judged_by(&[], &[("ethics.yml", &toy("a"))], &Settings::default());
    assert_eq!(report.checked.checks, 0);
    assert_eq!(report.verdict, Verdict::Fail);
}

#[test]
fn every_declaration_is_a_system_and_the_nearest_one_owns_a_file() {
    let report = judged_by(
        &[house_pack()],
        &[
            ("ethics.yml", &toy("outer")),
            ("services/b/ethics.yml", &toy("inner")),
            ("services/b/README.md", "# B\n"),
        ],
        &Settings::default(),
    );
    let systems: Vec<_> = report
        .systems
        .iter()
        .map(|system| (&*system.id, &*system.path))
        .collect();
    assert_eq!(
        systems,
        [("outer", "ethics.yml"), ("inner", "services/b/ethics.yml")]
    );
    let places: Vec<_> = report
        .findings
        .iter()
        .map(|finding| (&*finding.system, &*finding.path))
        .collect();
    assert_eq!(
        places,
        [("outer", "ethics.yml"), ("inner", "services/b/ethics.yml")]
    );
}

#[test]
fn the_report_fails_when_one_of_its_systems_does() {
    let owned = toy("a").replace("  lifecycle", "  owner: {team: '@acme/ml'}\n  lifecycle");
    let report = judged_by(
        &[house_pack()],
        &[("a/ethics.yml", &owned), ("b/ethics.yml", &toy("b"))],
        &Settings::default(),
    );
    let verdicts: Vec<_> = report.systems.iter().map(|system| system.verdict).collect();
    assert_eq!(verdicts, [Verdict::Pass, Verdict::Fail]);
    assert_eq!(report.verdict, Verdict::Fail);
}

#[test]
fn a_nested_declaration_that_the_outer_one_excludes_is_passed_over_aloud() {
    let outer = format!("{}exclude: ['tests/**']\n", toy("outer"));
    let report = judged(&[
        ("ethics.yml", &outer),
        ("tests/broken/ethics.yml", "not: [valid"),
    ]);
    assert_eq!(report.systems.len(), 1);
    let left = report
        .not_checked
        .iter()
        .find(|left| left.path.as_deref() == Some("tests/broken/ethics.yml"));
    assert_eq!(
        left.map(|left| &*left.reason),
        Some("excluded by ethics.yml")
    );
}

#[test]
fn a_file_below_no_declaration_is_passed_over_aloud() {
    let report = judged(&[("a/ethics.yml", &toy("a")), ("b/README.md", "# B\n")]);
    assert!(
        report
            .not_checked
            .iter()
            .any(|left| left.path.as_deref() == Some("b/README.md"))
    );
}

#[test]
fn the_order_of_files_changes_nothing() {
    let (a, b) = (toy("a"), toy("b"));
    let mut files = vec![
        ("ethics.yml", &*a),
        ("README.md", "---\nlicense: mit\n---\n# A\n"),
        ("deep/er/ethics.yml", &*b),
        ("deep/er/data.csv", "a,b\n1,2\n"),
    ];
    let render = |report: &Report| serde_json::to_string(report).expect("JSON");
    let first = render(&judged(&files));
    for _ in 0..files.len() {
        files.rotate_left(1);
        assert_eq!(render(&judged(&files)), first);
    }
}

#[test]
fn a_pack_that_a_declaration_extends_judges_it_and_no_other() {
    let extending = format!("{}extends: [rules]\n", toy("a"));
    let report = judged(&[
        ("a/ethics.yml", &extending),
        ("a/rules/pack.yml", PACK),
        ("a/rules/house/_principle.yml", PRINCIPLE),
        ("a/rules/house/owned.yml", RULE),
        ("b/ethics.yml", &toy("b")),
    ]);
    let found: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == "house/owned")
        .map(|finding| (&*finding.system, finding.message.as_str()))
        .collect();
    assert_eq!(found, [("a", "no team owns `a`")]);
    assert!(report.packs.iter().any(|pack| pack.name == "acme"));
}

#[test]
fn a_pack_that_cannot_be_used_is_our_inability_and_names_its_place() {
    let extending = format!("{}extends: [rules]\n", toy("a"));
    let gate = |files: &[(&str, &str)]| {
        let tree = tree(files);
        let packs = [Pack::builtin()];
        gate::gate(
            &tree,
            None,
            None,
            &packs,
            &Settings::default(),
            date(2026, 12, 1),
        )
        .expect_err("no verdict")
        .to_string()
    };
    let absent = gate(&[("ethics.yml", &extending)]);
    assert!(
        absent.contains("`rules`") && absent.contains("ethics.yml"),
        "{absent}"
    );
    let misspelled = RULE.replace("declaration.system.owner)", "declaration.system.ownr)");
    let broken = gate(&[
        ("ethics.yml", &extending),
        ("rules/pack.yml", PACK),
        ("rules/house/_principle.yml", PRINCIPLE),
        ("rules/house/owned.yml", &misspelled),
    ]);
    assert!(broken.contains("house/owned.yml:6"), "{broken}");
    assert!(broken.contains("owner"), "{broken}");
}

#[test]
fn a_repository_can_raise_a_level_and_not_lower_it() {
    let text = toy("a").replace("affected: [course participants]", "affected: [everyone]");
    let level = |rules: &str| {
        let report = judged(&[("ethics.yml", &format!("{text}{rules}"))]);
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.rule == "wellbeing/purpose-stated")
            .expect("the finding");
        finding.level
    };
    assert_eq!(level(""), Level::Note);
    assert_eq!(
        level("rules: {wellbeing/purpose-stated: error}\n"),
        Level::Error
    );
}

#[test]
fn fingerprints_outlive_moved_lines_and_are_never_two_alike() {
    let text = toy("a")
        .replace("affected: [course participants]", "affected: [everyone]")
        .replace("version: 1\n", "version: 1\nunknwon: 1\nanother: 2\n");
    let moved = format!("# a comment\n\n\n{text}");
    let prints = |text: &str| -> Vec<String> {
        let report = judged(&[("ethics.yml", text)]);
        report
            .findings
            .into_iter()
            .map(|finding| finding.fingerprint)
            .collect()
    };
    let before = prints(&text);
    assert_eq!(before, prints(&moved));
    let distinct: std::collections::BTreeSet<_> = before.iter().collect();
    assert_eq!(distinct.len(), before.len());
    assert!(before.len() >= 3, "{before:?}");
}

#[test]
fn passes_are_reported_when_asked_and_block_nothing() {
    let settings = Settings {
        include_passes: true,
        ..Settings::default()
    };
    let files = [("ethics.yml", &*toy("a"))];
    let report = judged_by(&[Pack::builtin()], &files, &settings);
    let passes = report
        .findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Pass);
    assert!(passes.clone().count() > 0);
    assert!(
        passes
            .clone()
            .all(|finding| !finding.blocking && finding.level == Level::Off)
    );
    assert_eq!(report.verdict, judged(&files).verdict);
}

#[test]
fn a_broken_declaration_leaves_only_the_guards_and_says_so() {
    let report = judged(&[("ethics.yml", "version: 1\nsystem: {id: a\n")]);
    assert_eq!(report.verdict, Verdict::Fail);
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.rule.starts_with("gate/declaration-"))
    );
    let left: Vec<_> = report
        .not_checked
        .iter()
        .filter_map(|left| left.rule.as_deref())
        .collect();
    assert!(left.contains(&"gate/references-resolve"), "{left:?}");
}

#[test]
fn the_report_names_what_it_carries_to_whom_and_nothing_confidential() {
    let text = format!(
        "{}explain: {{confidential_files: [secret-plan.md]}}\n",
        toy("a")
    );
    let report = judged(&[("ethics.yml", &text), ("secret-plan.md", "the plan\n")]);
    let facts = serde_json::to_string(&report.systems[0].facts).expect("JSON");
    assert!(facts.contains("declaration.system.id"));
    assert!(!facts.contains("secret-plan"));
}

#[test]
fn two_packs_with_one_rule_are_refused_and_named() {
    let tree = tree(&[("ethics.yml", &toy("a"))]);
    let packs = [house_pack(), house_pack()];
    let refused = gate::gate(
        &tree,
        None,
        None,
        &packs,
        &Settings::default(),
        date(2026, 12, 1),
    )
    .expect_err("no verdict")
    .to_string();
    assert!(
        refused.contains("`house/owned`") && refused.contains("`acme`"),
        "{refused}"
    );
}

#[test]
fn a_broken_declaration_is_said_whatever_rules_were_selected() {
    let settings = Settings {
        only: vec!["wellbeing/purpose-stated".to_owned()],
        ..Settings::default()
    };
    let report = judged_by(
        &[Pack::builtin()],
        &[("ethics.yml", "version: [1\n")],
        &settings,
    );
    assert_eq!(report.verdict, Verdict::Fail);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.rule == "gate/declaration-valid")
    );
}

#[test]
fn the_level_off_needs_no_quotes_in_a_pack() {
    let rule = RULE.replace("minimal: error", "minimal: off");
    let pack = Pack::load(&tree(&[
        ("pack.yml", PACK),
        ("house/_principle.yml", PRINCIPLE),
        ("house/owned.yml", &rule),
    ]))
    .expect("a pack");
    let report = judged_by(&[pack], &[("ethics.yml", &toy("a"))], &Settings::default());
    assert_eq!((report.findings.len(), report.verdict), (0, Verdict::Pass));
}

/// It took minutes when each load was held against every other. No clock is
/// read here: a quadratic cost shows as a suite that does not end.
#[test]
fn very_many_loads_in_code_are_one_finding_that_counts_them() {
    use std::fmt::Write as _;
    let mut code = String::from("from datasets import load_dataset\n");
    for number in 0..20_000 {
        writeln!(code, "load_dataset(\"o/set-{number}\")").expect("a string");
    }
    let declared = toy("a");
    let report = judged(&[("ethics.yml", &declared), ("train.py", &code)]);
    let loads: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == "data/no-undeclared-dataset")
        .map(|finding| finding.message.as_str())
        .collect();
    let [message] = loads[..] else {
        panic!("one finding: {loads:?}");
    };
    assert!(message.contains("and 19999 more of the same"), "{message}");
}

#[test]
fn a_rule_can_read_of_a_base_what_no_other_rule_does() {
    let rule = RULE.split("checks:").next().expect("a head").to_owned()
        + "\
checks:
  - id: signs
    needs: [base]
    require: size(practices.signals) <= size(base.practices.signals)
    message: {en: there are more signs than on the base, ko: 기준 브랜치보다 징후가 많음}
    fix: {en: take it back, ko: 되돌리기}
";
    let pack = Pack::load(&tree(&[
        ("pack.yml", PACK),
        ("house/_principle.yml", PRINCIPLE),
        ("house/signs.yml", &rule),
    ]));
    let packs = [pack.expect("a pack")];
    let toy = toy("a");
    let before = tree(&[("ethics.yml", &toy)]);
    let after = tree(&[("ethics.yml", &toy), ("a.py", "import deepface\n")]);
    let settings = Settings::default();
    let judged = |head: &Tree, base: &Tree| {
        let report = gate::gate(head, Some(base), None, &packs, &settings, date(2026, 12, 1));
        report.expect("the gate can judge").findings
    };
    let found = judged(&after, &before);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].outcome, Outcome::Fail);
    assert!(judged(&before, &after).is_empty());
}
