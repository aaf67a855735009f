//! One cause, one finding: what follows from it is listed and not shouted.

use std::path::Path;

use serde_json::Value as Json;

use super::Desk;

/// An example as a repository of the test's own, some of its texts replaced.
fn altered(example: &str, changes: &[(&str, &str, &str)]) -> Desk {
    let desk = Desk::new("scorer");
    std::fs::remove_dir_all(desk.path("repo")).expect("the desk's own repository");
    copy(Path::new(&super::example(example)), &desk.path("repo"));
    for (path, from, to) in changes {
        let path = format!("repo/{path}");
        let text = desk.read(&path);
        assert!(text.contains(from), "{path} holds no {from}");
        desk.write(&path, &text.replace(from, to));
    }
    desk
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("copied")),
        }
    }
}

fn report(desk: &Desk) -> Json {
    let run = desk.run(&["check", "repo", "--today", "2026-12-01", "--report", "json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    run.json()
}

/// The rule of each finding.
fn told(report: &Json) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .filter_map(|finding| finding["rule"].as_str())
        .collect()
}

#[test]
fn a_misspelled_word_is_one_finding_and_what_rests_on_it_is_listed() {
    let desk = altered(
        "credit-scoring",
        &[("ethics.yml", "domain: credit", "domain: credt")],
    );
    let report = report(&desk);
    assert_eq!(told(&report), ["gate/declaration-valid"]);
    let rests: Vec<&Json> = report["not_checked"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|left| {
            let reason = left["reason"].as_str().expect("a reason");
            reason == "rests on lines of ethics.yml on which gate/declaration-valid fails"
        })
        .collect();
    let channel = |left: &&&Json| {
        let rule = left["rule"].as_str().expect("a rule");
        rule.starts_with("inclusion/alternative-channel#")
    };
    assert!(rests.iter().any(|left| channel(&left)), "{rests:?}");
    // It stays undecided in the counts.
    let open: u64 = report["systems"][0]["principles"]
        .as_array()
        .expect("principles")
        .iter()
        .filter_map(|principle| principle["open"].as_u64())
        .sum();
    assert!(open >= 2, "{open}");
}

#[test]
fn a_toy_with_a_misspelled_lifecycle_is_still_a_toy() {
    let lifecycle = ("ethics.yml", "lifecycle: research", "lifecycle: reserch");
    let report = report(&altered("minimal", &[lifecycle]));
    assert_eq!(told(&report), ["gate/declaration-valid"]);
    assert_eq!(report["systems"][0]["tier"]["effective"], "minimal");
}

#[test]
fn a_declaration_without_data_is_told_once() {
    let desk = altered(
        "credit-scoring",
        &[("ethics.yml", "\ndata:\n", "\nx-data:\n")],
    );
    let report = report(&desk);
    let told = told(&report);
    assert!(told.contains(&"data/no-undeclared-dataset"), "{told:?}");
    for rule in [
        "data/provenance-complete",
        "data/basis-for-personal-data",
        "data/gaps-specific",
    ] {
        assert!(!told.contains(&rule), "{rule} says it again");
    }
}

#[test]
fn a_placeholder_in_a_manifest_is_told_once() {
    let publisher = (
        "data/apps-eval.yml",
        "publisher: \"retail lending of the bank, internal release of 6 July 2026\"",
        "publisher: TBD",
    );
    let report = report(&altered("credit-scoring", &[publisher]));
    assert_eq!(told(&report), ["gate/text-substantive"]);
}

#[test]
fn no_tier_is_named_where_no_declaration_could_be_read() {
    let desk = Desk::new("scorer");
    desk.write("repo/ethics.yml", "version: [1\n");
    let run = desk.run(&["check", "repo", "--today", "2026-12-01"]);
    assert_eq!(run.code, 1);
    let tier = run
        .stdout
        .lines()
        .find(|line| line.trim_start().starts_with("tier"))
        .expect("the closing lines speak of the tier");
    assert!(
        tier.ends_with("not known without a declaration that can be read"),
        "{tier}"
    );
}
