//! Facts of data, fairness, inclusion, privacy, youth and code: what they say
//! of small trees, and that each stands where its source stands.

use ethics_gate::facts::catalogue;
use ethics_gate::gate;
use ethics_gate::model::{Kind, Place, Reason, Value};
use ethics_gate::source::Tree;
use jiff::civil::date;

pub(crate) fn tree(files: &[(&str, &str)]) -> Tree {
    Tree::memory(
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())),
    )
}

/// The facts of the one system of a tree, all of them in the catalogue.
pub(crate) fn facts_of(tree: &Tree) -> Value {
    let mut systems = gate::facts(tree, None, &[], date(2026, 12, 1)).expect("facts");
    assert_eq!(systems.len(), 1);
    let (_, facts) = systems.remove(0);
    let differences = catalogue::types().differences(&facts);
    assert!(differences.is_empty(), "{differences:#?}");
    facts
}

pub(crate) fn items<'a>(facts: &'a Value, path: &str) -> &'a [Value] {
    let list = facts
        .at_path(path)
        .unwrap_or_else(|| panic!("no fact {path}"));
    list.items()
}

/// The item of a list whose `key` is `name`.
pub(crate) fn item<'a>(facts: &'a Value, path: &str, key: &str, name: &str) -> &'a Value {
    items(facts, path)
        .iter()
        .find(|item| item.get(key).and_then(Value::as_str) == Some(name))
        .unwrap_or_else(|| panic!("{path} has no {name}"))
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

pub(crate) fn truth(value: &Value, key: &str) -> Option<bool> {
    value.get(key).and_then(Value::as_bool)
}

pub(crate) fn texts(value: &Value, key: &str) -> Vec<String> {
    let list = value.get(key).map_or(&[][..], Value::items);
    list.iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

pub(crate) fn reason(value: &Value, key: &str) -> Option<Reason> {
    match value.get(key)?.kind {
        Kind::Missing(reason) => Some(reason),
        _ => None,
    }
}

/// `path:line` and the text of a value's mark.
fn stands(value: &Value) -> (String, String) {
    let mark = value.mark().expect("a place");
    let line = mark.start().line;
    (
        format!("{}:{line}", mark.path()),
        Place::text(&mark).to_owned(),
    )
}

const CHAT: &str = r#"version: 1
system:
  id: helper
  purpose: "Answers questions of adult hobby gardeners about plants and soil in plain words."
  affected: [hobby gardeners]
  kind: generative
  input: text
  languages: [en, ko, vi]
  users: public
  audience: {minors: excluded, min_age: 18}
models:
  - id: helper
    card: CARD.md
    base: {id: owner/base, revision: a09a35458c702b33eeacc393d103063234e8bc28}
data:
  - {id: plants, aliases: [garden/plants], role: finetune, manifest: data/plants.yml}
"#;

#[test]
fn what_code_loads_stands_where_it_is_loaded() {
    let tree = tree(&[
        ("ethics.yml", CHAT),
        ("CARD.md", "# Helper\n\nTuned on plants.\n"),
        (
            "src/train.py",
            "from datasets import load_dataset\n\
             # load_dataset(\"not/this\")\n\
             BASE = \"owner/base\"\n\
             rows = load_dataset(\"garden/plants\", revision=\"main\")\n\
             model = AutoModel.from_pretrained(BASE)\n\
             other = AutoModel.from_pretrained(\"./out/best\")\n",
        ),
        (
            "configs/run.yaml",
            "model_name_or_path: owner/base\ndataset_name: other/weeds\n",
        ),
    ]);
    let facts = facts_of(&tree);

    let plants = item(&facts, "signals.datasets", "name", "garden/plants");
    assert_eq!(text(plants, "call"), Some("load_dataset"));
    assert_eq!(text(plants, "revision"), Some("main"));
    assert_eq!(truth(plants, "pinned"), Some(false));
    assert_eq!(
        stands(plants.get("name").expect("a name")),
        ("src/train.py:4".to_owned(), "garden/plants".to_owned())
    );
    assert_eq!(items(&facts, "signals.datasets").len(), 2);

    let base = item(&facts, "signals.models", "name", "owner/base");
    assert_eq!(
        items(&facts, "signals.models").len(),
        1,
        "a call speaks before settings"
    );
    assert_eq!(truth(base, "declared"), Some(true));
    let pin = base.get("declared_revision").expect("a pin");
    assert_eq!(stands(pin).0, "ethics.yml:14");

    let mentions = items(&facts, "data.mentions");
    let undeclared: Vec<_> = mentions
        .iter()
        .filter(|mention| truth(mention, "declared") == Some(false))
        .map(|mention| (text(mention, "name"), text(mention, "where")))
        .collect();
    assert_eq!(undeclared, [(Some("other/weeds"), Some("config"))]);
}

#[test]
fn a_file_too_large_to_be_searched_is_passed_over_aloud() {
    let long = format!("{}load_dataset('a/b')\n", "# padding\n".repeat(120_000));
    let tree = tree(&[("ethics.yml", CHAT), ("train.py", &long)]);
    let report = gate::gate(
        &tree,
        None,
        None,
        &[],
        &ethics_gate::model::Settings::default(),
        date(2026, 12, 1),
    )
    .expect("a report");
    let told = report
        .not_checked
        .iter()
        .any(|entry| entry.path.as_deref() == Some("train.py") && entry.reason.contains("1 MiB"));
    assert!(told, "{:?}", report.not_checked);
}

#[test]
fn a_manifest_that_cant_be_read_leaves_its_facts_unknown() {
    let tree = tree(&[("ethics.yml", CHAT), ("data/plants.yml", "{rows: 3}\n")]);
    let facts = facts_of(&tree);
    let origin = item(&facts, "data.provenance", "name", "plants");
    assert_eq!(reason(origin, "manifest_read"), Some(Reason::Unreadable));
    assert!(origin.get("unsaid").is_none());
    let kept = item(&facts, "privacy.retention", "name", "plants");
    assert_eq!(reason(kept, "personal"), Some(Reason::Unreadable));
    assert_eq!(
        reason(facts.get("privacy").expect("privacy"), "personal_data"),
        Some(Reason::Unreadable)
    );
    let gaps = item(&facts, "data.gaps", "name", "plants");
    assert_eq!(reason(gaps, "text"), Some(Reason::Unreadable));
}

#[test]
fn provenance_says_which_of_the_six_facts_nobody_states() {
    let manifest = "schema: ethics-data/1\nid: plants\npublisher: internet\nmethod: TBD\n\
                    period: 2024-01/2025-01\ngeography: [KR]\nlanguages: [ko]\n";
    let tree = tree(&[("ethics.yml", CHAT), ("data/plants.yml", manifest)]);
    let facts = facts_of(&tree);
    let origin = item(&facts, "data.provenance", "name", "plants");
    // That `method` is a placeholder is told of every text.
    assert_eq!(texts(origin, "unsaid"), ["publisher", "people"]);
    assert_eq!(stands(origin).0, "data/plants.yml:1");
}

#[test]
fn languages_are_held_against_the_best_one_by_the_same_measure() {
    let declaration = format!(
        "{CHAT}inclusion:\n  quality:\n\
         \x20   - {{language: en, metric: accuracy, evidence: evidence/q.json}}\n\
         \x20   - {{language: vi, metric: accuracy, evidence: evidence/q.json}}\n"
    );
    let results = r#"{"schema": "ethics-evidence/1", "kind": "metrics", "created": "2026-11-10",
 "results": [
  {"metric": "accuracy", "language": "en", "value": 0.90, "n": 400},
  {"metric": "accuracy", "language": "vi", "value": 0.70, "n": 400},
  {"metric": "accuracy", "language": "vi", "group": "F", "value": 0.10, "n": 400}]}"#;
    let tree = tree(&[
        ("ethics.yml", &declaration),
        ("evidence/q.json", results),
        (
            "CARD.md",
            "# Helper\n\n## Limitations\n\nKorean was never tried.\n",
        ),
    ]);
    let facts = facts_of(&tree);
    let of = |language| item(&facts, "inclusion.languages", "language", language);
    assert_eq!(truth(of("en"), "settled"), Some(true));
    assert_eq!(truth(of("vi"), "within"), Some(false));
    assert_eq!(text(of("vi"), "best_language"), Some("en"));
    assert_eq!(of("vi").get("behind").and_then(Value::as_number), Some(0.2));
    assert_eq!(
        stands(of("vi").get("value").expect("a value")).0,
        "evidence/q.json:4"
    );
    assert_eq!(truth(of("ko"), "evaluated"), Some(false));
    assert_eq!(truth(of("ko"), "named"), Some(true));
    assert_eq!(truth(of("vi"), "named"), Some(false));
}

const TEENS: &str = r"version: 1
system: {id: lab, audience: {minors: expected}}
youth:
  defaults:
    - {setting: quiet_hours, file: config/minor.env, key: QUIET, must_be: true}
    - {setting: break_minutes, file: config/minor.toml, key: break.minutes, must_be: {max: 60}}
    - {setting: location, not_applicable: none}
    - {setting: profiling, file: config/minor.json, key: a.b, must_be: false}
    - {setting: targeted_ads, file: config/broken.json, key: a, must_be: false}
";

#[test]
fn defaults_are_read_from_the_product_and_stand_at_its_line() {
    let tree = tree(&[
        ("ethics.yml", TEENS),
        ("config/minor.env", "# for pupils\nQUIET=true\n"),
        ("config/minor.toml", "[break]\nminutes = 90\n"),
        (
            "config/minor.json",
            "{\"a\": {\"b\": true}, \"a.b\": false}\n",
        ),
        ("config/broken.json", "{\"a\": "),
    ]);
    let facts = facts_of(&tree);
    let of = |name| item(&facts, "youth.defaults", "name", name);
    assert_eq!(truth(of("quiet_hours"), "matches"), Some(true));
    assert_eq!(truth(of("break_minutes"), "matches"), Some(false));
    let found = of("break_minutes").get("found").expect("a value");
    assert_eq!(
        stands(found),
        ("config/minor.toml:2".to_owned(), "90".to_owned())
    );
    assert_eq!(truth(of("location"), "judged"), Some(false));
    assert_eq!(truth(of("location"), "reason_says"), Some(false));
    assert_eq!(
        truth(of("profiling"), "matches"),
        Some(true),
        "a literal dotted key comes first"
    );
    assert_eq!(
        reason(of("targeted_ads"), "exists"),
        Some(Reason::Unreadable)
    );
    let unlisted: Vec<_> = items(&facts, "youth.unlisted")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(
        unlisted,
        ["public_profile", "engagement_nudges", "sensitive_memory"]
    );
}

#[test]
fn columns_stand_in_the_header_that_names_them() {
    let declaration = "version: 1\nsystem: {id: score, input: tabular}\n\
        data: [{id: apps, role: train, sample: rows.csv, personal: true}]\n\
        privacy:\n  personal_data: true\n  fields:\n    income: \"what can be repaid\"\n    \
        postCode: {use: feature}\n    gone: \"was here once\"\n";
    let tree = tree(&[
        ("ethics.yml", declaration),
        (
            "rows.csv",
            "\u{feff}income,\"post_code\",Religion\r\n1,2,3\r\n",
        ),
    ]);
    let facts = facts_of(&tree);
    let religion = item(&facts, "privacy.columns", "name", "Religion");
    assert_eq!(truth(religion, "declared"), Some(false));
    assert_eq!(
        stands(religion.get("name").expect("a name")),
        ("rows.csv:1".to_owned(), "Religion".to_owned())
    );
    let code = item(&facts, "privacy.columns", "name", "post_code");
    assert_eq!(
        truth(code, "declared"),
        Some(true),
        "the style of a name does not matter"
    );
    assert_eq!(
        text(item(&facts, "privacy.fields", "name", "postCode"), "proxy"),
        Some("postcode")
    );
    assert_eq!(
        truth(item(&facts, "privacy.fields", "name", "gone"), "in_schema"),
        Some(false)
    );
    let special = item(&facts, "privacy.special", "name", "Religion");
    assert_eq!(text(special, "category"), Some("religion"));
}

#[test]
fn retention_counts_the_days_of_the_set_before_those_of_the_system() {
    let declaration = "version: 1\nsystem: {id: score}\ndata:\n  \
        - {id: own, role: train, personal: true, collected_until: 2026-01-01, retention_days: 30}\n  \
        - {id: other, role: train, personal: true, collected_until: 2026-01-01}\n  \
        - {id: huge, role: train, personal: true, collected_until: 2026-01-01, retention_days: 9000000000}\n\
        privacy: {personal_data: true, retention_days: 400}\n";
    let facts = facts_of(&tree(&[("ethics.yml", declaration)]));
    let expires = |name| {
        let set = item(&facts, "privacy.retention", "name", name);
        set.get("expires").and_then(Value::as_date)
    };
    assert_eq!(expires("own"), Some(date(2026, 1, 31)));
    assert_eq!(expires("other"), Some(date(2027, 2, 5)));
    assert_eq!(expires("huge"), Some(date(9999, 12, 31)));
    let unbounded: Vec<_> = items(&facts, "privacy.unbounded")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(unbounded, ["other"]);
}

#[test]
fn groups_are_looked_for_in_counts_and_in_declared_numbers() {
    let declaration = "version: 1\nsystem: {id: score, decides_about_people: true}\n\
        fairness:\n  counts: counts.csv\n  declared: rates.json\n  \
        attributes: {sex: [F, M], age: ['1', '2']}\n";
    let rates = r#"{"schema": "ethics-evidence/1", "kind": "metrics", "created": "2026-11-10", "results": [
  {"metric": "tpr", "value": 0.8, "n": 10},
  {"metric": "tpr", "attribute": "sex", "group": "F", "value": 0.8, "n": 10},
  {"metric": "tpr", "attribute": "sex", "group": "M", "value": 0.8}]}"#;
    let tree = tree(&[
        ("ethics.yml", declaration),
        (
            "counts.csv",
            "attribute,group,tp,fp,fn,tn\nsex,F,1,1,1,1\nage,1,1,1,1,1\n",
        ),
        ("rates.json", rates),
    ]);
    let facts = facts_of(&tree);
    let counted = |name| truth(item(&facts, "fairness.groups", "name", name), "in_counts");
    assert_eq!(counted("sex/F"), Some(true));
    assert_eq!(counted("sex/M"), Some(false));
    assert_eq!(
        counted("age/1"),
        Some(true),
        "a group that looks like a number is one, too"
    );
    let tpr = item(&facts, "fairness.overall", "name", "tpr");
    assert_eq!(texts(tpr, "lacking"), ["age/1", "age/2"]);
    assert_eq!(texts(tpr, "without_n"), ["sex/M"]);
    assert_eq!(stands(tpr).0, "rates.json:2");
    let uncovered: Vec<_> = items(&facts, "fairness.uncovered")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(uncovered, ["origin", "disability"]);
}
