//! Packs: both doors give the same pack, and what is wrong is said at its place.

use ethics_gate::gate::examples;
use ethics_gate::manifest::declaration;
use ethics_gate::model::{Document, Language};
use ethics_gate::policy::{Pack, PolicyError};
use ethics_gate::source::Tree;

/// The files of `policies/`, as a user's pack would lie there.
pub(crate) fn policies() -> Tree {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    Tree::working(&root).expect("policies/ is there")
}

#[test]
fn both_doors_give_the_same_pack() {
    let embedded = Pack::builtin_with_examples();
    let loaded = Pack::load(&policies()).expect("policies/ is a pack");
    assert_eq!(embedded.name, loaded.name);
    assert_eq!(embedded.version, loaded.version);
    assert_eq!(embedded.sha256, loaded.sha256);
    assert_eq!(
        format!("{:#?}", embedded.file),
        format!("{:#?}", loaded.file)
    );
    assert_eq!(
        format!("{:#?}", embedded.principles),
        format!("{:#?}", loaded.principles)
    );
    assert_eq!(
        format!("{:#?}", embedded.crosswalk),
        format!("{:#?}", loaded.crosswalk)
    );
    assert_eq!(embedded.rules.len(), loaded.rules.len());
    for (one, other) in embedded.rules.iter().zip(&loaded.rules) {
        assert_eq!(one.id, other.id);
        assert_eq!(
            format!("{:#?}", one.file),
            format!("{:#?}", other.file),
            "{}",
            one.id
        );
    }
}

#[test]
fn a_run_without_examples_has_the_same_rules() {
    let plain = Pack::builtin();
    let whole = Pack::builtin_with_examples();
    let ids = |pack: &Pack| {
        pack.rules
            .iter()
            .map(|rule| rule.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&plain), ids(&whole));
    assert!(plain.file.skeletons.is_empty());
    assert!(whole.file.skeletons.contains_key("credit"));
}

#[test]
fn each_skeleton_has_a_declaration_without_a_problem() {
    for (name, files) in Pack::builtin_with_examples().file.skeletons {
        let text = files.get("ethics.yml").expect("a declaration");
        let problems = declaration::read(&Document::new("ethics.yml", text.as_str())).problems;
        assert!(problems.is_empty(), "{name}: {problems:#?}");
    }
}

#[test]
fn on_each_skeleton_every_rule_is_silent() {
    let pack = Pack::builtin_with_examples();
    for (name, files) in &pack.file.skeletons {
        let files = examples::Files {
            context: None,
            head: files.clone().into_iter().collect(),
            base: None,
        };
        let report = examples::report(&files, std::slice::from_ref(&pack), &[], Language::En)
            .expect("a report");
        let spoken: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| {
                use ethics_gate::model::Outcome::{Fail, Open, Review};
                matches!(finding.outcome, Fail | Open | Review)
            })
            .map(|finding| {
                format!(
                    "{} {} {} {}:{} {}",
                    finding.outcome.name(),
                    finding.rule,
                    finding.check,
                    finding.path,
                    finding.start.line,
                    finding.message
                )
            })
            .collect();
        assert!(spoken.is_empty(), "{name}:\n{}", spoken.join("\n"));
    }
}

pub(crate) const PACK: &str = "name: ours\nversion: '1'\ntitle: {en: Ours, ko: 우리 것}\n";
pub(crate) const RULE: &str = r#"title: {en: A purpose is stated, ko: 목적이 적혀 있음}
level: {minimal: note, limited: warning, high: error}
why: {en: people ask, ko: 사람들이 물음}
checks:
  - id: stated
    require: has(declaration.system.purpose)
    message: {en: "`system.purpose` is missing", ko: "`system.purpose` 없음"}
    fix: {en: write it, ko: 적을 것}
"#;

fn load(rule: &str) -> Result<Pack, PolicyError> {
    Pack::load(&Tree::memory([
        ("pack.yml".to_owned(), PACK.into()),
        ("wellbeing/ours.yml".to_owned(), rule.as_bytes().to_vec()),
    ]))
}

fn refused(rule: &str) -> String {
    load(rule).expect_err("not a pack").to_string()
}

#[test]
fn a_users_pack_is_a_folder() {
    let pack = load(RULE).expect("a pack");
    assert_eq!(pack.name, "ours");
    assert_eq!(pack.rules[0].id, "wellbeing/ours");
    assert_eq!(pack.rules[0].principle, "wellbeing");
    assert!(pack.rule("wellbeing/ours").is_some());
}

#[test]
fn a_folder_without_pack_yml_is_no_pack() {
    let tree = Tree::memory([("wellbeing/ours.yml".to_owned(), RULE.into())]);
    assert!(matches!(Pack::load(&tree), Err(PolicyError::NoPack)));
}

#[test]
fn what_is_wrong_with_a_rule_is_said_at_its_place() {
    for (from, to, says) in [
        (
            "require: has(declaration.system.purpose)",
            "require: has(declaration.system.porpose)",
            "wellbeing/ours.yml:6:18: unknown fact `declaration.system.porpose`; did you mean `declaration.system.purpose`",
        ),
        (
            "require: has(declaration.system.purpose)",
            "require: \"declaration.system.kind == 'rankin'\"",
            "wellbeing/ours.yml:6:42: this is never `rankin`; did you mean `ranking`",
        ),
        (
            "require: has(declaration.system.purpose)",
            "require: 1 == 1",
            "wellbeing/ours.yml:6:14: this is true whatever the facts are",
        ),
        (
            "require: has(declaration.system.purpose)",
            "require: has(base.declaration.system.purpose)",
            "it has to say `needs: [base]`",
        ),
        (
            "    require:",
            "    for: declaration.harmz[*]\n    require:",
            "wellbeing/ours.yml:6:22: unknown fact `declaration.harmz`; did you mean `declaration.harms`",
        ),
        ("why:", "whi:", "unknown key `whi`; did you mean `why`"),
        (
            "limited: warning",
            "limited: warn",
            "unknown word `warn`; did you mean",
        ),
        ("is missing\"", "is {missing\"", "this brace has no end"),
        ("is missing\"", "is {sistem}\"", "unknown fact `sistem`"),
        (
            "fix: {en: write it, ko: 적을 것}",
            "fix: {en: write it}",
            "missing field `ko`",
        ),
        ("why:", "title:", "duplicate key"),
    ] {
        let rule = RULE.replacen(from, to, 1);
        assert_ne!(rule, RULE, "{from}");
        let error = refused(&rule);
        assert!(error.contains(says), "{to}: {error}");
    }
}

#[test]
fn a_message_cannot_name_what_is_sensitive() {
    let rule = RULE.replace(
        "is missing\"",
        "is {declaration.explain.confidential_terms}\"",
    );
    assert!(refused(&rule).contains("a message can't name it"));
}

#[test]
fn a_file_that_is_no_part_of_a_pack_is_named() {
    let tree = Tree::memory([
        ("pack.yml".to_owned(), PACK.into()),
        ("wellbeing/deep/ours.yml".to_owned(), RULE.into()),
        ("wellbeing/Ours.yml".to_owned(), RULE.into()),
        ("wellbeing/other.yaml".to_owned(), RULE.into()),
    ]);
    let error = Pack::load(&tree).expect_err("no pack").to_string();
    assert!(error.contains("other.yaml:1:1"), "{error}");
}

/// A rule that owes nothing to its readers.
fn exemplary() -> String {
    let examples = r#"references: [gdpr/35]
examples:
  base: toy
  pass:
    - {name: a purpose}
  fail:
    - {name: purpose omitted, set: {system.purpose: null}, at: ethics.yml#system}
"#;
    format!("{RULE}{examples}")
}

fn owed(rule: &str) -> Vec<String> {
    let pack = load(rule).unwrap_or_else(|error| panic!("{error}"));
    pack.lint().iter().map(ToString::to_string).collect()
}

#[test]
fn what_a_rule_owes_its_readers_is_said_at_its_place() {
    let none: [String; 0] = [];
    assert_eq!(owed(&exemplary()), none);
    for (from, to, says) in [
        (
            "gdpr/35",
            "gdpx/35",
            "9:14: neither crosswalk/ nor pack.yml knows a standard `gdpx`; did you mean `gdpr`",
        ),
        ("gdpr/35", "gdpr", "a reference is `standard/place`"),
        (
            "gdpr/35",
            "'gdpr/9 (unverified)'",
            "a place that was read in the standard",
        ),
        ("stated, ko", "stated., ko", "no full stop at the end"),
        (
            "목적이 적혀 있음",
            "purpose",
            "1:38: the Korean words are missing",
        ),
        (
            "{en: \"`system",
            "{en: \"The `system",
            "begins in lower case",
        ),
        (
            "`system.purpose` is missing",
            "it is missing",
            "names its subject",
        ),
        (
            "없음\"",
            "{declaration.system.id}\"",
            "both languages show the same values",
        ),
        (
            "minimal: note",
            "minimal: error",
            "a higher tier asks at least as much",
        ),
        (
            "- id: stated",
            "- id: Stated_1",
            "lower case letters, digits and hyphens",
        ),
        ("omitted", "gone", "leaves the field out"),
        (
            ", at: ethics.yml#system",
            "",
            "where the finding has to stand",
        ),
        (
            "    - {name: a purpose}",
            "    - {name: purpose omitted}",
            "two examples",
        ),
        (
            "  pass:\n    - {name: a purpose}\n",
            "",
            "an example that passes",
        ),
    ] {
        let rule = exemplary().replacen(from, to, 1);
        assert_ne!(rule, exemplary(), "{from}");
        let owed = owed(&rule).join("\n");
        assert!(owed.contains(says), "{to}: {owed}");
    }
}

#[test]
fn a_folder_that_is_no_principle_is_named() {
    let pack = Pack::load(&Tree::memory([
        ("pack.yml".to_owned(), PACK.into()),
        ("wellbean/ours.yml".to_owned(), exemplary().into_bytes()),
    ]));
    let owed = pack.expect("a pack").lint();
    assert!(
        owed[0].what.contains("no wellbean/_principle.yml"),
        "{owed:?}"
    );
}
