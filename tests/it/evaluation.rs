//! A rule held against facts: outcomes, reasons, places and levels, and what
//! is said of each. Nothing is passed over in silence.

use std::sync::Arc;

use ethics_gate::gate::examples::{self, Verdict};
use ethics_gate::model::rule::Need;
use ethics_gate::model::{Document, Level, Outcome, Place, Reason, Span, Tier, Value};
use ethics_gate::policy::condition::Root;
use ethics_gate::policy::{Available, CheckResult, Pack, evaluate, level};
use ethics_gate::source::{Tree, yaml};

const PACK: &str = "name: ours\nversion: '1'\ntitle: {en: Ours, ko: 우리 것}\n";

/// A pack of one rule with one check, whose keys these lines are.
fn pack(check: &str) -> Pack {
    pack_of(check, "")
}

fn pack_of(check: &str, rest: &str) -> Pack {
    let check = check.trim().replace('\n', "\n    ");
    let rule = format!(
        r#"title: {{en: Harms are named, ko: 위해가 적혀 있음}}
level: {{minimal: note, limited: warning, high: error, minors: error}}
why: {{en: people ask, ko: 사람들이 물음}}
checks:
  - id: one
    message: {{en: "{{self}}", ko: "값 {{self}}"}}
    fix: {{en: write it, ko: 적을 것}}
    {check}
{rest}"#
    );
    let rule = if check.contains("message:") {
        rule.replacen("    message: {en: \"{self}\", ko: \"값 {self}\"}\n", "", 1)
    } else {
        rule.replacen("\"{self}\"", "\"`it`\"", 1)
            .replacen("값 {self}", "값", 1)
    };
    let tree = Tree::memory([
        ("pack.yml".to_owned(), PACK.into()),
        ("wellbeing/ours.yml".to_owned(), rule.into_bytes()),
    ]);
    Pack::load(&tree).unwrap_or_else(|error| panic!("{error}"))
}

/// Facts whose declaration is this YAML.
fn facts(declaration: &str) -> Value {
    let document = Document::new("ethics.yml", declaration);
    let parsed = yaml::parse(&document, Span::new(0, declaration.len()));
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    Value::record([("declaration", parsed.value)])
}

fn judged(check: &str, declaration: &str) -> Vec<CheckResult> {
    let pack = pack(check);
    evaluate(&pack.rules[0], &facts(declaration), Available::default())
}

/// Outcome, fact, and what the marked text is.
fn told(check: &str, declaration: &str) -> Vec<String> {
    judged(check, declaration)
        .iter()
        .map(|result| {
            let reason = result.reason.map_or("", Reason::name);
            let marked = result.place.as_ref().map_or("nowhere", Place::text);
            format!(
                "{} {reason} {} @ {marked}",
                result.outcome.name(),
                result.fact
            )
        })
        .collect()
}

#[test]
fn a_condition_that_is_false_fails_at_the_first_path_that_it_reads() {
    let check = "require: declaration.system.purpose != '' && has(declaration.system.kind)";
    assert_eq!(
        told(check, "system: {purpose: ''}\n"),
        ["fail  declaration.system.purpose @ ''"]
    );
    assert_eq!(
        told(check, "system: {purpose: x, kind: other}\n"),
        ["pass  declaration.system.purpose @ x"]
    );
}

#[test]
fn an_absent_value_is_marked_at_its_nearest_present_parent() {
    let check = "require: has(declaration.oversight.human)";
    assert_eq!(
        told(check, "oversight:\n  rollback: a.md\n"),
        ["fail  declaration.oversight.human @ oversight"]
    );
    assert_eq!(
        told(check, "version: 1\n"),
        ["fail  declaration.oversight.human @ version: 1"]
    );
}

#[test]
fn what_a_condition_needs_and_misses_leaves_it_open() {
    let check = "require: declaration.system.purpose != '' && declaration.system.kind == 'other'";
    let results = judged(check, "system: {purpose: x}\n");
    assert_eq!(results[0].outcome, Outcome::Open);
    assert_eq!(results[0].reason, Some(Reason::Absent));
    assert_eq!(results[0].place.as_ref().map(Place::text), Some("system"));
    assert_eq!(
        results[0].message.en,
        "`declaration.system.kind` is absent, so this is not decided: Harms are named"
    );
    assert!(results[0].message.ko.contains("판단하지 못한 항목"));
}

#[test]
fn an_open_check_says_its_own_words_where_it_has_some() {
    let check = "require: declaration.system.kind == 'other'\nmessage_open: {en: \"kind: {declaration.system.kind}\", ko: \"종류: {declaration.system.kind}\"}";
    let results = judged(check, "system: {purpose: x}\n");
    assert_eq!(results[0].message.en, "kind: (absent)");
    assert_eq!(results[0].message.ko, "종류: (없음)");
}

const HARMS: &str = "harms:\n  - {id: H1, who: a, severity: low}\n  - {who: b, severity: high}\n";

#[test]
fn each_node_is_judged_and_named_by_its_id() {
    let check = "for: declaration.harms[*]\nrequire: self.severity == 'low'";
    assert_eq!(
        told(check, HARMS),
        [
            "pass  declaration.harms[H1] @ {id: H1, who: a, severity: low}",
            "fail  declaration.harms[1] @ {who: b, severity: high}",
        ]
    );
    let check = "for: declaration.harms[*]\nrequire: self.severity == 'low'\nat: self.severity";
    assert_eq!(
        told(check, HARMS)[1],
        "fail  declaration.harms[1].severity @ high"
    );
    let check = "for: declaration.harms[*]\nrequire: has(self.evidence)\nat: self.evidence";
    assert!(told(check, HARMS)[0].starts_with("fail  declaration.harms[H1].evidence @ {id: H1"));
}

#[test]
fn values_of_a_map_are_walked_under_their_keys() {
    let check = "for: declaration.explain.public[*]\nrequire: self.endsWith('.md')";
    assert_eq!(
        told(check, "explain: {public: {ko: a.md, en: b.txt}}\n"),
        [
            "pass  declaration.explain.public.ko @ a.md",
            "fail  declaration.explain.public.en @ b.txt",
        ]
    );
}

#[test]
fn a_list_that_is_absent_is_open_and_an_empty_one_says_so() {
    let check = "for: declaration.harms[*]\nrequire: has(self.id)";
    assert_eq!(
        told(check, "version: 1\n"),
        ["open absent declaration.harms[*] @ version: 1"]
    );
    let results = judged(check, "harms: []\n");
    assert_eq!(results.len(), 1);
    assert_eq!(results[0].outcome, Outcome::NotApplicable);
    assert_eq!(
        results[0].because.as_deref(),
        Some("declaration.harms = []")
    );

    let check = "for: declaration.harms[*]\nabsent: not-applicable\nrequire: has(self.id)";
    let results = judged(check, "version: 1\n");
    assert_eq!(results[0].outcome, Outcome::NotApplicable);
    assert_eq!(
        results[0].because.as_deref(),
        Some("declaration.harms[*]: absent")
    );
}

#[test]
fn a_list_that_cannot_be_read_is_open_whatever_absence_means() {
    let check = "for: declaration.harms[*]\nabsent: not-applicable\nrequire: has(self.id)";
    let pack = pack(check);
    let document = Document::new("ethics.yml", "harms: many\n");
    let place = Place::new(&document, Span::new(7, 11));
    let facts = Value::record([(
        "declaration",
        Value::record([("harms", Value::missing(Reason::Unreadable, Some(place)))]),
    )]);
    let results = evaluate(&pack.rules[0], &facts, Available::default());
    assert_eq!(results[0].outcome, Outcome::Open);
    assert_eq!(results[0].reason, Some(Reason::Unreadable));
    assert_eq!(results[0].place.as_ref().map(Place::text), Some("many"));
}

#[test]
fn a_rule_that_does_not_concern_a_system_names_the_fact_that_says_so() {
    let check = "when: declaration.system.commercial && declaration.system.domain == 'credit'\nrequire: has(declaration.harms)";
    let results = judged(check, "system: {commercial: true, domain: media}\n");
    assert_eq!(results[0].outcome, Outcome::NotApplicable);
    assert_eq!(
        results[0].because.as_deref(),
        Some("declaration.system.domain = media")
    );
    // Missing information that would decide it leaves it open instead.
    let results = judged(check, "system: {commercial: true}\n");
    assert_eq!(results[0].outcome, Outcome::Open);
    // And where another part decides, it is not needed.
    let results = judged(check, "system: {commercial: false}\n");
    assert_eq!(results[0].outcome, Outcome::NotApplicable);
}

#[test]
fn a_rule_that_does_not_concern_a_system_does_not_ask_for_its_list() {
    let check =
        "when: declaration.system.commercial\nfor: declaration.harms[*]\nrequire: has(self.id)";
    let results = judged(check, "system: {commercial: false}\n");
    assert_eq!(results.len(), 1);
    assert_eq!(results[0].outcome, Outcome::NotApplicable);
}

#[test]
fn a_review_is_a_review() {
    let check = "require: declaration.system.commercial\notherwise: review";
    let results = judged(check, "system: {commercial: false}\n");
    assert_eq!(results[0].outcome, Outcome::Review);
}

#[test]
fn a_message_shows_values_in_both_languages() {
    let check = "for: declaration.harms[*]\nrequire: self.severity == 'low'\nmessage: {en: \"harm of {self.who} ({self.?evidence.hasValue()})\", ko: \"{self.who}의 위해\"}\nrelated: declaration.harms[0].id";
    let results = judged(check, HARMS);
    assert_eq!(results[1].message.en, "harm of b (false)");
    assert_eq!(results[1].message.ko, "b의 위해");
    assert_eq!(results[1].related.as_ref().map(Place::text), Some("H1"));
}

#[test]
fn an_edit_replaces_a_value_that_is_there() {
    let check = "require: declaration.system.kind == 'other'\nedit: other";
    let results = judged(check, "system: {kind: ranking}\n");
    let edit = results[0].edit.as_ref().expect("an edit");
    assert_eq!(
        (edit.place.text(), &*edit.replacement),
        ("ranking", "other")
    );
    let results = judged(check, "system: {id: a}\n");
    assert!(results[0].edit.is_none());
}

#[test]
fn a_check_without_what_it_needs_concludes_nothing() {
    let pack = pack("needs: [base]\nrequire: declaration.system.id == base.declaration.system.id");
    let facts = facts("system: {id: a}\n");
    let results = evaluate(&pack.rules[0], &facts, Available::default());
    assert_eq!(results[0].not_evaluated, Some(Need::Base));
    let given = Available {
        base: true,
        context: false,
    };
    let results = evaluate(&pack.rules[0], &facts, given);
    assert_eq!(results[0].not_evaluated, None);
    assert_eq!(results[0].outcome, Outcome::Open);
}

#[test]
fn what_stands_at_a_sensitive_place_is_never_shown() {
    let pack = pack(
        "require: declaration.system.id == 'x'\nmessage: {en: \"it is {declaration.system.id}\", ko: \"{declaration.system.id} 값\"}",
    );
    let document = Document::new("ethics.yml", "900101-1234567\n");
    let mut place = Place::new(&document, Span::new(0, 14));
    place.sensitive = true;
    let id = Value::computed("900101-1234567").with_place(Some(place));
    let facts = Value::record([(
        "declaration",
        Value::record([("system", Value::record([("id", id)]))]),
    )]);
    let results = evaluate(&pack.rules[0], &facts, Available::default());
    assert_eq!(results[0].message.en, "it is •••");
}

#[test]
fn levels_are_weighed_by_tier_minors_and_the_check() {
    let pack = pack("require: has(declaration.harms)\nlevel_review: {high: error}");
    let rule = &pack.rules[0];
    let check = &rule.checks[0].file;
    let of = |outcome, tier, minors| level(rule, check, outcome, tier, minors, None);
    use Level::{Error, Note, Off, Warning};
    use Tier::{High, Limited, Minimal};

    assert_eq!(of(Outcome::Fail, Minimal, false), Note);
    assert_eq!(of(Outcome::Fail, Limited, false), Warning);
    assert_eq!(of(Outcome::Fail, High, false), Error);
    assert_eq!(of(Outcome::Fail, Minimal, true), Error);

    assert_eq!(of(Outcome::Open, Minimal, true), Off);
    assert_eq!(of(Outcome::Open, Limited, true), Warning);
    assert_eq!(of(Outcome::Open, High, false), Error);

    assert_eq!(of(Outcome::Review, Minimal, false), Warning);
    assert_eq!(of(Outcome::Review, High, false), Error);

    assert_eq!(of(Outcome::Pass, High, true), Off);
    assert_eq!(of(Outcome::NotApplicable, High, true), Off);

    let raised = level(rule, check, Outcome::Fail, Minimal, false, Some(Warning));
    assert_eq!(raised, Warning);
    let lowered = level(rule, check, Outcome::Fail, High, false, Some(Note));
    assert_eq!(lowered, Error);
}

#[test]
fn in_the_youth_principle_open_counts_as_fail_at_every_tier() {
    let rule = Pack::builtin();
    let rule = rule
        .rules
        .iter()
        .find(|rule| rule.id == "youth/exposure-declared")
        .expect("the rule");
    let check = &rule.checks[0].file;
    for tier in Tier::ALL {
        for minors in [false, true] {
            let of = |outcome| level(rule, check, outcome, tier, minors, None);
            assert_eq!(of(Outcome::Open), of(Outcome::Fail), "{tier:?} {minors}");
        }
    }
}

/// The verdict on the one example of a pack.
fn example(list: &str, example: &str) -> (Verdict, Vec<String>) {
    let examples = format!(
        "examples:\n  base: toy\n  {list}:\n    - {}\n",
        example.trim().replace('\n', "\n      ")
    );
    let pack = pack_of("require: size(declaration.system.purpose) > 30", &examples);
    let result = examples::run(&pack).remove(0);
    (result.verdict, result.found)
}

#[test]
fn an_example_that_is_judged_as_it_says_is_right() {
    let verdict = |list, text| example(list, text).0;
    assert_eq!(verdict("pass", "name: long"), Verdict::Right);
    let short = "name: short\nset: {system.purpose: too short}\nat: ethics.yml#system.purpose";
    assert_eq!(verdict("fail", short), Verdict::Right);
    let omitted = "name: omitted\nset: {system.purpose: null}\nat: ethics.yml#system";
    assert_eq!(verdict("open", omitted), Verdict::Right);
}

#[test]
fn an_example_that_is_judged_otherwise_says_how() {
    let (verdict, found) = example("pass", "name: short\nset: {system.purpose: too short}");
    assert_eq!(verdict, Verdict::Noisy);
    assert!(found[0].starts_with("fail one at ethics.yml:"), "{found:?}");
    let (verdict, _) = example("fail", "name: long");
    assert_eq!(verdict, Verdict::Missing);
    let elsewhere = "name: short\nset: {system.purpose: too short}\nat: ethics.yml#system.id";
    assert_eq!(example("fail", elsewhere).0, Verdict::Misplaced);
    let open = "name: omitted\nset: {system.purpose: null}";
    assert_eq!(example("fail", open).0, Verdict::Missing);
}

#[test]
fn an_example_that_is_none_says_why() {
    for (text, why) in [
        (
            "name: a\nset: {\"system.nothing.here[0]\": 1}",
            "leads nowhere",
        ),
        (
            "name: a\nfiles: {nothing.md: null}",
            "no file `nothing.md` to leave out",
        ),
        (
            "name: a\nfiles: {ethics.yml: null}\nset: {a: 1}",
            "no ethics.yml",
        ),
        (
            "name: a\nat: ethics.yml#system.nothing",
            "there is no `system.nothing`",
        ),
        ("name: a\ncheck: two", "no check `two`"),
    ] {
        match example("fail", text).0 {
            Verdict::Broken(said) => assert!(said.contains(why), "{text}: {said}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn passing_examples_that_only_do_not_apply_prove_nothing() {
    let pack = pack_of(
        "when: declaration.system.decides_about_people\nrequire: size(declaration.system.purpose) > 3",
        "examples:\n  base: toy\n  pass:\n    - name: nobody is judged\n",
    );
    assert_eq!(examples::run(&pack)[0].verdict, Verdict::Hollow);
}

#[test]
fn a_rule_cannot_spin() {
    let check = "require: declaration.uses.intended.exists(a, declaration.uses.prohibited.exists(b, a == b + 'x'))";
    let many: Vec<String> = (0..3000).map(|n| format!("'{n}'")).collect();
    let many = many.join(", ");
    let declaration = format!("uses: {{intended: [{many}], prohibited: [{many}]}}\n");
    let results = judged(check, &declaration);
    assert_eq!(results[0].outcome, Outcome::Open);
    assert_eq!(results[0].reason, Some(Reason::Unreadable));
}

#[test]
fn rules_on_shared_facts_judge_from_several_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let pack = Arc::new(Pack::builtin());
    shared(&pack);
    shared(&facts("version: 1\n"));
}

/// Computing the whole base of 50,000 files costs as much as the head.
#[test]
fn the_built_in_rules_read_nothing_of_a_base_that_costs_a_second_look_at_all_its_files() {
    let known = ethics_gate::facts::roots_of_base();
    let more = Root {
        name: "base",
        beside: &known,
    };
    for rule in &Pack::builtin().rules {
        assert!(!rule.reads(more), "{}", rule.id);
    }
    let reads = |check: &str| pack(check).rules[0].reads(more);
    assert!(!reads("needs: [base]\nrequire: size(base.models) > 0"));
    assert!(!reads(
        "needs: [base]\nfor: base.models[*]\nrequire: has(self.version)"
    ));
    assert!(reads(
        "needs: [base]\nrequire: size(base.practices.signals) > 0"
    ));
    assert!(reads(
        "needs: [base]\nfor: base.practices.signals[*]\nrequire: has(self.where)"
    ));
    assert!(reads(
        "needs: [base]\nrequire: size(base.models) > 0\nmessage: {en: \"{size(base.practices.signals)}\", ko: \"{size(base.practices.signals)}개\"}"
    ));
}
