//! SARIF: the official schema, and what code scanning takes.

use ethics_gate::model::report::Report;
use ethics_gate::model::{Language, Level, Outcome};
use serde_json::Value;

use super::{render, samples};

fn log(report: &Report) -> Value {
    serde_json::from_str(&render("sarif", report)).expect("SARIF is JSON")
}

fn results(report: &Report) -> Vec<Value> {
    let log = log(report);
    log["runs"][0]["results"]
        .as_array()
        .expect("results")
        .clone()
}

/// What the official schema says against logs; nothing where it is absent.
fn official_errors(logs: impl IntoIterator<Item = Value>) -> Vec<String> {
    let Some(shared) = crate::shared("the SARIF schema") else {
        return Vec::new();
    };
    let schema = std::fs::read_to_string(shared.join("contracts/sarif/sarif-2.1.0.json"))
        .expect("the shared folder has the schema");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema compiles");
    let logs: Vec<Value> = logs.into_iter().collect();
    logs.iter()
        .flat_map(|log| validator.iter_errors(log))
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn sarif_of_the_examples_is_valid_to_the_official_schema() {
    let logs = ["minimal", "credit-scoring", "teen-chat", "unfinished"]
        .into_iter()
        .flat_map(|example| ["en", "ko"].map(|language| (example, language)))
        .map(|(example, language)| {
            let run = std::process::Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .args(["check", &format!("examples/{example}")])
                .args(["--today", "2026-12-01", "--lang", language])
                .args(["--include-passes", "--report", "sarif"])
                .output()
                .expect("the binary runs");
            serde_json::from_slice(&run.stdout).expect("SARIF is JSON")
        });
    assert_eq!(official_errors(logs), [""; 0]);
}

#[test]
fn sarif_is_valid_to_the_official_schema() {
    let mut odd = samples::full(Language::En);
    for finding in &mut odd.findings {
        finding.path = "a b/c:d%/한글.yml".to_owned();
        finding.start.line = 0;
        finding.end.column = 0;
    }
    let languages = [Language::En, Language::Ko].into_iter();
    let reports = languages.flat_map(|lang| [samples::clean(lang), samples::full(lang)]);
    let reports = reports.chain([odd, samples::many(200)]);
    assert_eq!(official_errors(reports.map(|report| log(&report))), [""; 0]);
}

#[test]
fn code_scanning_gets_what_it_requires() {
    let log = log(&samples::full(Language::En));
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        for words in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[words]["text"].is_string(), "{words} of {}", rule["id"]);
        }
        assert!(rule["help"]["markdown"].is_string());
    }
    for result in run["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().expect("an index");
        let rule = &rules[usize::try_from(index).expect("a small index")];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].is_string());
        assert!(place["region"]["startLine"].as_u64() >= Some(1));
        assert!(result["partialFingerprints"]["ethicsGate/v1"].is_string());
    }
}

#[test]
fn only_what_fails_or_blocks_has_a_level() {
    let mut report = samples::clean(Language::En);
    for (outcome, blocking) in [
        (Outcome::Fail, false),
        (Outcome::Open, true),
        (Outcome::Open, false),
        (Outcome::Review, true),
        (Outcome::Review, false),
        (Outcome::Pass, false),
        (Outcome::NotApplicable, false),
    ] {
        let mut finding = samples::finding("data/gaps-specific", "ethics.yml", 3);
        finding.outcome = outcome;
        finding.blocking = blocking;
        finding.level = if blocking {
            Level::Error
        } else {
            Level::Warning
        };
        report.findings.push(finding);
    }
    let said: Vec<_> = results(&report)
        .iter()
        .map(|result| {
            [
                &result["kind"],
                &result["level"],
                &result["properties"]["outcome"],
            ]
            .map(|word| word.as_str().expect("a word").to_owned())
        })
        .collect();
    assert_eq!(
        said,
        [
            ["fail", "warning", "fail"],
            ["fail", "error", "open"],
            ["open", "none", "open"],
            ["fail", "error", "review"],
            ["review", "none", "review"],
        ]
    );
}

#[test]
fn a_missing_file_hangs_on_what_names_it() {
    let report = samples::full(Language::En);
    let results = results(&report);
    let missing = &results[3];
    let place = &missing["locations"][0];
    assert_eq!(
        place["physicalLocation"]["artifactLocation"]["uri"],
        "ethics.yml"
    );
    assert_eq!(place["physicalLocation"]["region"]["startLine"], 88);
    assert_eq!(
        place["logicalLocations"][0]["fullyQualifiedName"],
        "docs/deletion.md"
    );

    let mut alone = report;
    alone.findings[3].related.clear();
    let place = &super::sarif::results(&alone)[3]["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"], "ethics.yml",
        "the declaration"
    );
    assert_eq!(place["region"]["startLine"], 1);
}

#[test]
fn paths_are_percent_encoded() {
    let mut report = samples::clean(Language::En);
    let finding = samples::finding("data/gaps-specific", "a b/c:d%/한.yml", 3);
    report.findings.push(finding);
    let uri = &results(&report)[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "a%20b/c%3Ad%25/%ED%95%9C.yml");
}

#[test]
fn more_results_than_github_takes_leave_out_the_mildest_and_say_so() {
    let mut report = samples::many(25_002);
    for finding in &mut report.findings {
        finding.level = Level::Warning;
    }
    report.findings[0].level = Level::Note;
    report.findings[1].level = Level::Note;
    let log = log(&report);
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 25_000);
    assert!(
        results
            .iter()
            .all(|result| result["properties"]["level"] == "warning")
    );
    let said = run["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(
        said.contains("2 more findings stand only in the JSON report"),
        "{said}"
    );
}
