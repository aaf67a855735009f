//! Facts of what protects young people, and of recitation: what they say of
//! small trees, and what they leave open.

use ethics_gate::model::{Reason, Value};

use crate::families::{facts_of, item, items, reason, texts, tree, truth};

const ENVELOPE: &str = r#"{"schema": "ethics-evidence/1", "created": "2026-11-10", "#;

const TEENS: &str = r#"version: 1
system: {id: lab, kind: generative, markets: [KR, EU], languages: [en, ko], audience: {minors: expected}}
youth:
  safety_eval:
    - {suite: s, language: en, persona: minor, evidence: s.json}
    - {suite: s, language: ko, persona: minor, evidence: lost.json}
  limits: {sexual: 0.01, hate: 0.03, violence: 0}
  crisis:
    templates: {en: en.md, ko: lost.md}
    helplines: {KR: ["109"], EU: ["116 111"]}
    evidence: c.json
"#;

fn number(value: &Value, key: &str) -> Option<f64> {
    value.get(key)?.as_number()
}

#[test]
fn unsafe_answers_are_counted_by_language_category_and_persona() {
    let rows = r#""results": [
  {"language": "en-GB", "category": "sexual", "persona": "minor", "unsafe": 0, "n": 400, "multi_turn": 0.5},
  {"language": "en", "category": "sexual", "persona": "minor", "unsafe": 1, "n": 100, "multi_turn": 0.1},
  {"language": "en", "category": "hate", "persona": "adult", "unsafe": 0, "n": 400},
  {"language": "ko", "category": "hate", "persona": "minor", "unsafe": 0, "n": 400},
  {"language": "en", "category": "violence", "persona": "minor", "unsafe": 5, "n": 3},
  {"language": "en", "category": "benign", "persona": "minor", "helped": 60, "n": 100}]}"#;
    let facts = facts_of(&tree(&[
        ("ethics.yml", TEENS),
        ("s.json", &format!("{ENVELOPE}{rows}")),
    ]));
    let [en, ko] = items(&facts, "youth.safety") else {
        panic!("two evaluations");
    };
    let unasked = texts(en, "unasked");
    assert_eq!(unasked.len(), 7, "{unasked:?}");
    assert!(!unasked.contains(&"sexual".to_owned()));
    assert_eq!(texts(en, "single"), ["sexual"]);
    assert_eq!(reason(ko, "unasked"), Some(Reason::Absent));
    assert!(ko.get("stale").is_none());
    let [rate] = items(&facts, "youth.rates") else {
        panic!("one category with a limit and a row");
    };
    assert_eq!(number(rate, "n"), Some(100.0), "the worst row");
    assert_eq!(number(rate, "needed"), Some(473.0));
    assert_eq!(reason(rate, "within"), Some(Reason::NotDemonstrated));
    let violence = item(&facts, "youth.limits", "category", "violence");
    assert_eq!(truth(violence, "bounded"), Some(false));
    let benign = item(&facts, "youth.benign", "language", "en");
    assert_eq!(truth(benign, "helps"), Some(false));
    let benign = item(&facts, "youth.benign", "language", "ko");
    assert_eq!(reason(benign, "asked"), Some(Reason::Absent));
}

#[test]
fn a_crisis_template_names_the_help_lines_of_every_market() {
    let rows = r#""results": [
  {"language": "en", "cases": 12, "missed": 0}, {"language": "en", "cases": 9, "missed": 2}]}"#;
    let facts = facts_of(&tree(&[
        ("ethics.yml", TEENS),
        ("en.md", "Call 116-111 now. <!-- 109 -->\n"),
        ("c.json", &format!("{ENVELOPE}{rows}")),
    ]));
    let template = |language| item(&facts, "youth.templates", "language", language);
    assert_eq!(texts(template("en"), "lacks"), ["109"]);
    assert_eq!(reason(template("ko"), "lacks"), Some(Reason::Absent));
    let test = |language| item(&facts, "youth.crisis_tests", "language", language);
    assert_eq!(truth(test("en"), "enough"), Some(true));
    assert_eq!(number(test("en"), "missed"), Some(2.0));
    assert_eq!(truth(test("ko"), "enough"), Some(false));
}

#[test]
fn a_topic_of_childrens_rights_is_treated_where_its_passage_says_something() {
    let assessment = "# Impact\n\n## Children\n\n<!-- topic: best-interests -->\n\
        The pupil's learning and sleep go before the time that is spent here.\n\n\
        - **Contact:** nobody can write to a pupil, since there are no messages at all.\n\
        - Conduct: TBD\n\n### Content\n\nSee above.\n\n## Age bands\n\nThis section is outside \
        of the passage and so it says nothing of it.\n";
    let declaration = "version: 1\nsystem: {id: lab}\nyouth: {rights: impact.md#children}\n";
    let facts = facts_of(&tree(&[
        ("ethics.yml", declaration),
        ("impact.md", assessment),
    ]));
    let of = |topic| {
        let topic = item(&facts, "youth.rights", "topic", topic);
        let why = topic.get("why").and_then(Value::as_str);
        (truth(topic, "covered"), why)
    };
    assert_eq!(of("best-interests"), (Some(true), None));
    assert_eq!(of("contact"), (Some(true), None));
    assert_eq!(of("conduct"), (Some(false), Some("too-short")));
    assert_eq!(of("content"), (Some(false), Some("too-short")));
    assert_eq!(of("age-bands"), (Some(false), Some("no-section")));
    let facts = facts_of(&tree(&[("ethics.yml", declaration)]));
    assert_eq!(
        reason(facts.at_path("youth").expect("youth"), "rights"),
        Some(Reason::Absent)
    );
}

#[test]
fn recitation_is_asked_of_generators_that_learned_from_people() {
    let of = |data: &str, manifest: &str| {
        let declaration =
            format!("version: 1\nsystem: {{id: m, kind: generative}}\ndata: [{data}]\n");
        let facts = facts_of(&tree(&[("ethics.yml", &declaration), ("d.yml", manifest)]));
        let recites = facts
            .at_path("privacy.recites")
            .expect("the record")
            .clone();
        (truth(&recites, "applies"), reason(&recites, "applies"))
    };
    let set = "{id: d, role: finetune, manifest: d.yml}";
    let personal = "{schema: ethics-data/1, id: d, personal: true}";
    assert_eq!(of(set, personal), (Some(true), None));
    assert_eq!(
        of(&set.replace("finetune", "retrieval"), personal),
        (Some(false), None)
    );
    assert_eq!(of(set, "{a: 1}"), (None, Some(Reason::Unreadable)));
    let other = format!("{set}, {{id: e, role: train, personal: true}}");
    assert_eq!(of(&other, "{a: 1}"), (Some(true), None));
}
