//! What GitLab reads: Code Quality and JUnit.

use std::collections::BTreeSet;

use ethics_gate::model::Language;
use ethics_gate::model::report::{Report, Verdict};
use serde_json::Value;

use super::{render, samples};

fn issues(report: &Report) -> Vec<Value> {
    serde_json::from_str(&render("codequality", report)).expect("a list")
}

fn reports() -> [Report; 4] {
    let mut odd = samples::full(Language::En);
    for finding in &mut odd.findings {
        finding.path = "./a b/한글.yml".to_owned();
        finding.start.line = 0;
        finding.fingerprint = String::new();
    }
    [
        samples::clean(Language::En),
        samples::full(Language::Ko),
        samples::many(200),
        odd,
    ]
}

#[test]
fn code_quality_is_valid_to_the_schema() {
    let Some(shared) = crate::shared("the schema of Code Quality") else {
        return;
    };
    let schema = std::fs::read_to_string(shared.join("contracts/gitlab/code-quality.schema.json"))
        .expect("the shared folder has the schema");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::options().build(&schema).expect("it compiles");
    for report in reports() {
        let list = Value::Array(issues(&report));
        let errors: Vec<_> = validator
            .iter_errors(&list)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [""; 0]);
    }
}

#[test]
fn no_two_issues_share_a_fingerprint_and_lines_are_not_in_it() {
    for report in reports() {
        let issues = issues(&report);
        let distinct: BTreeSet<_> = issues
            .iter()
            .map(|issue| issue["fingerprint"].as_str().expect("text"))
            .collect();
        assert_eq!(distinct.len(), issues.len());
    }
    let report = samples::full(Language::En);
    let mut moved = report.clone();
    for finding in &mut moved.findings {
        finding.start.line += 7;
        finding.message.push_str(", and more");
    }
    let prints = |report: &Report| -> Vec<Value> {
        issues(report)
            .iter()
            .map(|issue| issue["fingerprint"].clone())
            .collect()
    };
    assert_eq!(prints(&report), prints(&moved));
}

#[test]
fn what_blocks_is_a_blocker_and_what_is_waived_is_said_to_be() {
    let issues = issues(&samples::full(Language::En));
    let of = |severity: &str| {
        issues
            .iter()
            .filter(|issue| issue["severity"] == severity)
            .count()
    };
    assert_eq!((of("blocker"), of("major")), (2, 2));
    let waived = issues
        .iter()
        .find(|issue| issue["location"]["lines"]["begin"] == 90)
        .expect("the waived finding");
    assert_eq!(waived["severity"], "info");
    let said = waived["description"].as_str().expect("text");
    assert!(said.contains("waived: "), "{said}");
    assert_eq!(render("codequality", &samples::clean(Language::En)), "[]\n");
}

#[test]
fn junit_counts_what_it_holds_and_no_two_cases_share_a_name() {
    for report in reports() {
        let text = render("junit", &report);
        let page = roxmltree::Document::parse(&text).expect("XML");
        let total = |tag: &str| {
            page.descendants()
                .filter(|node| node.has_tag_name(tag))
                .count()
        };
        let root = page.root_element();
        for (attribute, tag) in [
            ("tests", "testcase"),
            ("failures", "failure"),
            ("skipped", "skipped"),
        ] {
            let said = root.attribute(attribute).expect("a count");
            assert_eq!(said, total(tag).to_string(), "{tag}");
        }
        let blocking = report.findings.iter().filter(|finding| finding.blocking);
        assert_eq!(total("failure"), blocking.count());
        for suite in root
            .children()
            .filter(|node| node.has_tag_name("testsuite"))
        {
            let names: Vec<_> = suite
                .children()
                .filter(|node| node.has_tag_name("testcase"))
                .map(|case| (case.attribute("classname"), case.attribute("name")))
                .collect();
            let distinct: BTreeSet<_> = names.iter().collect();
            assert_eq!(distinct.len(), names.len());
        }
    }
}

#[test]
fn a_verdict_of_fail_without_a_blocking_finding_is_a_failure_too() {
    let mut report = samples::clean(Language::En);
    report.verdict = Verdict::Fail;
    let text = render("junit", &report);
    assert!(text.contains("<failure type=\"verdict\""), "{text}");
    let clean = render("junit", &samples::clean(Language::En));
    assert!(!clean.contains("<failure"), "{clean}");
    assert!(clean.contains("fairness: what holds"), "{clean}");
}
