//! `ethics.yml` as a document: what is read, what is refused, and where.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ethics_gate::manifest::declaration::{self, Declaration, schema, shape};
use ethics_gate::model::{Document, Kind, Problem, Span};
use ethics_gate::source::json;
use serde_json::{Value as Json, json};

use crate::shared;

const TOY: &str = r#"version: 1
system:
  id: sine
  purpose: "Fits a small network to a noisy sine curve for a course; nobody is judged."
  affected: [course participants]
  decides_about_people: false
  audience: {minors: excluded}
practices: none
"#;

fn read(text: &str) -> Declaration {
    declaration::read(&Document::new("ethics.yml", text))
}

/// The problems of the toy with some lines after it.
fn problems_of(lines: &str) -> Vec<Problem> {
    read(&format!("{TOY}{lines}")).problems
}

fn only(lines: &str) -> Problem {
    let mut problems = problems_of(lines);
    assert_eq!(problems.len(), 1, "{lines}: {problems:?}");
    problems.remove(0)
}

fn complete_files() -> Vec<PathBuf> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut files: Vec<PathBuf> = ["minimal", "credit-scoring", "teen-chat"]
        .iter()
        .map(|name| examples.join(name).join("ethics.yml"))
        .collect();
    if let Some(shared) = shared("the three complete declarations") {
        for name in ["toy", "credit-scoring", "teen-chat"] {
            files.push(shared.join("ethics").join(format!("{name}.yml")));
        }
    }
    files
}

fn as_json(text: &str) -> Json {
    let document = Document::new("ethics.yml", text);
    ethics_gate::source::yaml::parse(&document, Span::new(0, text.len()))
        .value
        .to_json()
}

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(schema::declaration().as_value())
        .expect("a valid schema")
}

fn schema_accepts(value: &Json) -> bool {
    validator().is_valid(value)
}

#[test]
fn complete_declarations_have_no_problem_and_please_the_schema() {
    for path in complete_files() {
        let text = fs::read_to_string(&path).expect("a readable file");
        assert_eq!(
            read(&text)
                .problems
                .iter()
                .map(|p| &p.detail.en)
                .collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "{}",
            path.display()
        );
        assert!(schema_accepts(&as_json(&text)), "{}", path.display());
    }
}

#[test]
fn an_unknown_key_names_the_nearest_and_stands_at_the_key() {
    let problem = only("fairness:\n  min_groop: 100\n");
    assert_eq!(problem.code, "unknown-key");
    assert_eq!(problem.particular("key"), Some("fairness.min_groop"));
    assert_eq!(problem.particular("nearest"), Some("min_group"));
    assert_eq!(problem.place.text(), "min_groop");
    assert!(!problem.fatal);
}

#[test]
fn a_key_that_is_valid_elsewhere_says_where() {
    assert_eq!(
        only("min_group: 100\n").particular("nearest"),
        Some("fairness.min_group")
    );
    assert_eq!(
        only("oversight: {appeals: {days: 3}}\n").particular("nearest"),
        Some("appeal")
    );
    assert_eq!(
        only("risk: {favorable: positive}\n").particular("nearest"),
        Some("fairness.favorable")
    );
}

#[test]
fn other_spellings_of_a_key_are_recognized() {
    for (spelling, nearest) in [
        ("minGroup", "min_group"),
        ("min-group", "min_group"),
        ("Attributes", "attributes"),
    ] {
        let problem = only(&format!("fairness: {{{spelling}: 1}}\n"));
        assert_eq!(problem.particular("nearest"), Some(nearest), "{spelling}");
    }
}

#[test]
fn a_key_that_is_begun_and_not_ended_is_recognized() {
    let problem = only("privacy: {retention: 30}\n");
    assert_eq!(problem.particular("nearest"), Some("retention_days"));
    let problem = only("oversight: {impact: docs/impact.md}\n");
    assert_eq!(problem.particular("nearest"), Some("impact_assessment"));
}

#[test]
fn nothing_near_suggests_nothing_and_lists_what_is_valid() {
    let problem = only("uses: {zebra: 1}\n");
    assert_eq!(problem.particular("nearest"), None);
    assert_eq!(
        problem.particular("expected"),
        Some("one of intended, prohibited")
    );
}

#[test]
fn keys_that_begin_with_x_are_free_at_any_level() {
    assert!(
        problems_of(
            "x-team: {anything: [1, {goes: here}]}\nfairness: {x-note: 3, attributes: {x-y: no}}\n"
        )
        .is_empty()
    );
}

#[test]
fn a_wrong_value_is_told_with_what_was_meant() {
    let cases = [
        ("risk: {tier: hihg}", "not-one-of", None),
        ("risk: {tier: High}", "not-one-of", Some("high")),
        ("risk: {tier: 3}", "wrong-type", None),
        (
            "fairness: {min_group: \"200\"}",
            "quoted-number",
            Some("200"),
        ),
        ("fairness: {min_group: 50}", "out-of-range", None),
        ("fairness: {min_group: 200.5}", "wrong-type", None),
        ("fairness: {confidence: 1}", "out-of-range", None),
        (
            "fairness: {confidence: \"0.95\"}",
            "quoted-number",
            Some("0.95"),
        ),
        ("fairness: {confidence: .nan}", "wrong-type", None),
        ("privacy: {personal_data: yes}", "yes-no", Some("true")),
        ("privacy: {personal_data: Off}", "yes-no", Some("false")),
        (
            "privacy: {personal_data: \"true\"}",
            "wrong-type",
            Some("true"),
        ),
        ("privacy: {personal_data: maybe}", "wrong-type", None),
        ("privacy: {personal_data: 1}", "wrong-type", None),
        ("oversight: {rehearsed: 2026-02-30}", "malformed", None),
        (
            "oversight: {rehearsed: 2026/02/03}",
            "malformed",
            Some("2026-02-03"),
        ),
        ("oversight: {contact: call us}", "malformed", None),
        (
            "models: [{id: m, card: M.md, version: 4.2}]",
            "unquoted-text",
            Some("\"4.2\""),
        ),
        (
            "approvers: \"@bank/legal\"",
            "wrong-type",
            Some("[\"@bank/legal\"]"),
        ),
        ("approvers: {legal: true}", "wrong-type", None),
        ("risk: high", "wrong-type", None),
        (
            "fairness: {intersections: [[sex, age, place]]}",
            "wrong-type",
            None,
        ),
        ("fairness: {attributes: {sex: }}", "empty-value", None),
        (
            "privacy: {processors: [{name: A, country: UK}]}",
            "malformed",
            Some("GB"),
        ),
        (
            "rules: {fairness/gap-within-limit: off}",
            "not-one-of",
            None,
        ),
        (
            "youth: {limits: {self-harm: 0.01}}",
            "unknown-key",
            Some("self_harm"),
        ),
        (
            "explain: {public: {english: docs/how.md}}",
            "unknown-key",
            None,
        ),
    ];
    for (line, code, replacement) in cases {
        let problem = only(&format!("{line}\n"));
        assert_eq!(problem.code, code, "{line}");
        assert_eq!(problem.particular("replacement"), replacement, "{line}");
        assert!(problem.particular("expected").is_some(), "{line}");
        assert!(
            !schema_accepts(&as_json(&format!("{TOY}{line}\n"))),
            "{line}"
        );
    }
}

#[test]
fn a_limit_outside_the_vocabulary_of_categories_names_the_near_one() {
    let problem = only("youth: {limits: {self-harm: 0.01}}\n");
    assert_eq!(problem.particular("nearest"), Some("self_harm"));
}

#[test]
fn each_way_of_writing_a_key_is_accepted() {
    for lines in [
        "privacy: {fields: data/fields.yml}",
        "privacy: {fields: {income: \"what the person earns\", sex: {use: audit, why: \"to compare groups only\"}}}",
        "models: [{id: m, card: M.md, artifacts: [a.onnx, {path: \"hf://o/n\", revision: abc}]}]",
        "youth: {defaults: [{setting: profiling, must_be: false}, {setting: break_minutes, must_be: {max: 60}}]}",
        "data: [{id: d, role: eval, people: {not_applicable: \"synthetic rows about machines only\"}, languages: [ko]}]",
        "data: [{id: d, role: eval, people: \"adults aged 20\", languages: {not_applicable: \"numbers, no language at all\"}}]",
        "change_log: [{from: 0.05, to: [a, b]}]",
        "fairness: {positive: \"yes\"}",
        "fairness: {positive: true}",
    ] {
        assert!(problems_of(&format!("{lines}\n")).is_empty(), "{lines}");
        assert!(
            schema_accepts(&as_json(&format!("{TOY}{lines}\n"))),
            "{lines}"
        );
    }
    let listed = TOY.replace(
        "practices: none",
        "practices: [{name: emotion-inference, exception: medical, basis: docs/legal.md#why}]",
    );
    assert!(read(&listed).problems.is_empty());
    assert!(schema_accepts(&as_json(&listed)));
}

#[test]
fn a_required_key_is_missed_at_its_parent() {
    let declaration =
        read("version: 1\nsystem:\n  id: a\n  affected: [people]\n  decides_about_people: true\n");
    let missing: Vec<_> = declaration
        .problems
        .iter()
        .map(|problem| {
            (
                problem.particular("key").unwrap_or(""),
                problem.place.start().line,
            )
        })
        .collect();
    assert_eq!(
        missing,
        [
            ("practices", 1),
            ("system.purpose", 2),
            ("system.audience (minors)", 2)
        ]
    );
    assert_eq!(
        only("models: [{id: m}]\n").particular("key"),
        Some("models[m].card")
    );
    assert_eq!(only("data:\n- id: m\n").place.start().line, 10);
}

#[test]
fn the_version_is_one() {
    let problem = &read(&TOY.replace("version: 1", "version: 2")).problems[0];
    assert_eq!((problem.code, problem.place.text()), ("out-of-range", "2"));
    let problem = &read(&TOY.replace("version: 1", "version: \"1\"")).problems[0];
    assert_eq!(problem.code, "quoted-number");
}

#[test]
fn a_file_that_says_nothing_is_one_problem() {
    for text in ["", "\u{feff}", "# later\n", "---\n", "null\n", "---\n...\n"] {
        let declaration = read(text);
        let codes: Vec<_> = declaration.problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, ["empty"], "{text:?}");
        assert!(!declaration.readable());
    }
    for text in ["[]\n", "- version: 1\n", "42\n", "version 1\n"] {
        let declaration = read(text);
        assert_eq!(declaration.problems[0].code, "not-a-map", "{text:?}");
        assert!(!declaration.readable());
    }
    let empty = read("{}\n");
    assert!(empty.readable());
    assert_eq!(empty.problems.len(), 3, "{:?}", empty.problems);
}

#[test]
fn another_tools_file_is_one_polite_problem() {
    let persona = "name: Ada\npersona: a helpful engineer\nversion: 2\nvalues:\n  - honesty\n  - kindness\nrules:\n  - never lie\n";
    let declaration = read(persona);
    let codes: Vec<_> = declaration.problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, ["foreign"]);
    assert_eq!(
        declaration.problems[0].particular("found"),
        Some("name, persona, values")
    );
    assert!(!declaration.readable());
}

#[test]
fn a_misspelled_section_is_no_foreign_file() {
    let declaration = read("version: 1\nsytem: {id: a}\npractices: none\n");
    let codes: Vec<_> = declaration.problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, ["unknown-key"], "one mistake is told once");
    assert!(declaration.readable());
}

#[test]
fn one_wrong_value_does_not_hide_the_rest() {
    let declaration = read(&format!("{TOY}risk: {{tier: hihg, basis: [gdpr/35]}}\n"));
    assert!(declaration.readable());
    let tier = declaration
        .value
        .at_path("risk.tier")
        .expect("kept as missing");
    assert!(matches!(tier.kind, Kind::Missing(_)));
    assert_eq!(tier.place.as_ref().expect("placed").text(), "hihg");
    assert_eq!(
        declaration
            .value
            .at_path("risk.basis")
            .expect("kept")
            .items()
            .len(),
        1
    );
}

#[test]
fn dates_become_dates() {
    let declaration = read(&format!("{TOY}oversight: {{rehearsed: 2026-09-14}}\n"));
    let rehearsed = declaration
        .value
        .at_path("oversight.rehearsed")
        .expect("kept");
    assert_eq!(rehearsed.as_date(), Some(jiff::civil::date(2026, 9, 14)));
}

#[test]
fn two_equal_keys_are_one_problem_with_both_places() {
    let problem = only("privacy: {personal_data: true}\nprivacy: {personal_data: false}\n");
    assert_eq!(problem.code, "duplicate-key");
    assert_eq!(problem.place.start().line, 10);
    assert_eq!(problem.related.expect("a second place").start().line, 9);
}

#[test]
fn a_second_document_is_refused() {
    let declaration = read(&format!("{TOY}---\n{TOY}"));
    assert!(!declaration.readable());
    assert_eq!(declaration.problems[0].code, "many-documents");
}

#[test]
fn a_file_of_more_values_than_a_person_writes_is_refused() {
    let many = "- x\n".repeat(10_001);
    let declaration = read(&format!("{TOY}approvers:\n{many}"));
    assert!(!declaration.readable());
    assert_eq!(declaration.problems[0].code, "too-many-nodes");
}

#[test]
fn names_as_long_as_a_book_are_neither_compared_nor_repeated() {
    let long = "k".repeat(100_000);
    for lines in [
        format!("{long}: 1\n"),
        format!("harms: [{{id: {long}, hurm: x}}]\n"),
        format!("risk: {{tier: {long}}}\n"),
        format!("approvers: {long}\n"),
    ] {
        for problem in problems_of(&lines) {
            assert!(problem.detail.en.len() < 1_000, "{}", problem.code);
            let longest = problem.particulars.iter().map(|(_, text)| text.len()).max();
            assert!(longest < Some(1_000), "{}", problem.code);
        }
    }
}

#[test]
fn a_country_that_yaml_1_1_takes_for_false_is_a_country() {
    assert!(problems_of("explain: {public: {no: docs/how.no.md}}\n").is_empty());
}

#[test]
fn a_confidential_term_in_clear_is_never_shown() {
    let problem = only("explain: {confidential_terms: [project walnut]}\n");
    assert!(problem.place.sensitive);
    let words = format!("{} {:?}", problem.detail.en, problem.particulars);
    assert!(!words.contains("walnut"), "{words}");
}

#[test]
fn the_small_manifest_shares_the_words_of_the_declaration() {
    let text = "schema: ethics-data/1\nid: dialogs\nperiod: 2022-03/2023-01\npersonal: yes\nrole: train\nfiles: [{path: a.csv, sha256: 12}]\n";
    let document = Document::new("data/dialogs.yml", text);
    let parsed = ethics_gate::source::yaml::parse(&document, Span::new(0, text.len()));
    let checked = shape::check(&declaration::node::MANIFEST, &parsed.value);
    let codes: Vec<_> = checked.problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, ["yes-no", "unknown-key", "unquoted-text"]);
}

/// Every value of a JSON document in turn replaced, or left out; once for
/// each key, whatever list item or file it stands in.
fn mutations(whole: &Json, seen: &mut HashSet<String>) -> Vec<Json> {
    fn pointers(value: &Json, at: String, found: &mut Vec<String>) {
        let children: Vec<(String, &Json)> = match value {
            Json::Object(map) => map
                .iter()
                .map(|(k, v)| (k.replace('~', "~0").replace('/', "~1"), v))
                .collect(),
            Json::Array(items) => items
                .iter()
                .enumerate()
                .map(|(i, v)| (i.to_string(), v))
                .collect(),
            _ => Vec::new(),
        };
        for (name, child) in children {
            pointers(child, format!("{at}/{name}"), found);
        }
        found.push(at);
    }
    let mut found = Vec::new();
    pointers(whole, String::new(), &mut found);
    let probes = [
        json!(null),
        json!(true),
        json!(7),
        json!(0.97),
        json!(-1),
        json!(19.0),
        json!("a word"),
        json!("7"),
        json!("2026-02-28"),
        json!("2026-02-30"),
        json!("KR"),
        json!(" padded "),
        json!(""),
        json!([]),
        json!(["a"]),
        json!([["a", "b"]]),
        json!({}),
        json!({"x-y": 1}),
        json!({"a": 1}),
        json!({"min": 1}),
        json!({"not_applicable": "why not here at all"}),
    ];
    let mut mutants = Vec::new();
    let key = |pointer: &str| pointer.replace(|c: char| c.is_ascii_digit(), "");
    found.retain(|pointer| seen.insert(key(pointer)));
    for pointer in found {
        for probe in &probes {
            let mut mutant = whole.clone();
            *mutant.pointer_mut(&pointer).expect("a place") = probe.clone();
            mutants.push(mutant);
        }
        if let Some((parent, name)) = pointer.rsplit_once('/') {
            let mut mutant = whole.clone();
            if let Some(Json::Object(map)) = mutant.pointer_mut(parent) {
                map.shift_remove(&name.replace("~1", "/").replace("~0", "~"));
            }
            mutants.push(mutant);
        }
    }
    mutants
}

#[test]
fn the_shape_check_and_the_schema_agree_on_every_mutation() {
    let validator = validator();
    let mut seen = HashSet::new();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for name in ["minimal", "credit-scoring", "teen-chat"] {
        let text = fs::read_to_string(examples.join(name).join("ethics.yml")).expect("a file");
        for mutant in mutations(&as_json(&text), &mut seen) {
            let document: Arc<Document> = Document::new("ethics.json", mutant.to_string());
            let whole = Span::new(0, document.text.len());
            let read = declaration::check(&document, json::parse(&document, whole), &|_| None);
            let details: Vec<_> = read.problems.iter().map(|p| &p.detail.en).collect();
            assert_eq!(
                read.problems.is_empty(),
                validator.is_valid(&mutant),
                "{name}: {details:?} against {:?}",
                validator
                    .iter_errors(&mutant)
                    .map(|e| format!("{} {e}", e.instance_path()))
                    .collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn the_catalogue_has_every_key_once() {
    let facts = declaration::facts();
    let mut paths: Vec<_> = facts.iter().map(|fact| fact.path.as_ref()).collect();
    assert!(paths.contains(&"declaration.system.affected[]"));
    assert!(paths.contains(&"declaration.fairness.intersections[][]"));
    assert!(paths.contains(&"declaration.data[].labels.agreement.value"));
    let count = paths.len();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), count);
}
