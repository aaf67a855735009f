//! `attest`: the statement of a verdict, by the real binary.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::{Desk, Run, example};

pub(super) const TODAY: [&str; 2] = ["--today", "2026-12-01"];

pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

impl Desk {
    /// A desk whose folder `repo` is a copy of an example.
    pub(super) fn with_example(name: &str) -> Self {
        let desk = Self::new("scorer");
        fs::remove_dir_all(desk.path("repo")).expect("removed");
        copy(Path::new(&example(name)), &desk.path("repo"));
        desk
    }

    pub(super) fn attest(&self, arguments: &[&str]) -> Run {
        self.run(&[&["attest", "repo"], &TODAY[..], arguments].concat())
    }

    fn sha256(&self, path: &str) -> String {
        let bytes = fs::read(self.path(path)).expect("a file");
        let digest = Sha256::digest(bytes);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn names(list: &Json) -> Vec<&str> {
    let items = list.as_array().expect("a list").iter();
    items
        .map(|item| item["name"].as_str().expect("a name"))
        .collect()
}

fn digest_of<'a>(statement: &'a Json, name: &str) -> &'a str {
    let subjects = statement["subject"].as_array().expect("subjects");
    let subject = subjects.iter().find(|subject| subject["name"] == name);
    let subject = subject.unwrap_or_else(|| panic!("no {name}"));
    subject["digest"]["sha256"].as_str().expect("a digest")
}

/// The schema that the binary prints for the predicate.
fn errors(predicate: &Json) -> Vec<String> {
    let schema = Desk::new("scorer").run(&["schema", "verdict"]).json();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors = validator.iter_errors(predicate);
    errors.map(|error| error.to_string()).collect()
}

#[test]
fn a_verdict_is_stated_with_every_file_that_it_rests_on() {
    let desk = Desk::with_example("credit-scoring");
    let run = desk.attest(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("attested: passed, 18 files"),
        "{}",
        run.stderr
    );
    let statement = run.json();
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(statement["predicateType"], "urn:ethics-gate:verdict:v1");
    for name in [
        "ethics.yml",
        "ethics.lock",
        "MODEL_CARD.md",
        "models/loan-score-4.2.onnx",
        "data/apps.sample.csv",
        "evidence/fairness.json",
    ] {
        assert_eq!(
            digest_of(&statement, name),
            desk.sha256(&format!("repo/{name}"))
        );
    }
    let predicate = &statement["predicate"];
    assert_eq!(names(&statement["subject"]), names(&predicate["files"]));
    assert!(names(&statement["subject"]).is_sorted());
    assert_eq!(predicate["verdict"], "passed");
    assert_eq!(
        predicate["settings"],
        json!({"context": false, "today": "2026-12-01"})
    );
    assert_eq!(predicate["tool"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(predicate["packs"][0]["name"], "ethics-gate");
    assert_eq!(predicate["systems"][0]["tier"], "high");
    assert!(predicate.get("base").is_none());
    let not_judged = predicate["not_judged"].to_string();
    assert!(
        not_judged.contains("integrity/nothing-loosened"),
        "{not_judged}"
    );
    assert_eq!(errors(predicate), Vec::<String>::new());

    // The counts are those of the report.
    let report = desk
        .run(&["check", "repo", "--today", "2026-12-01", "--report", "json"])
        .json();
    for outcome in ["pass", "fail", "open", "review", "not_applicable"] {
        let principles = report["systems"][0]["principles"]
            .as_array()
            .expect("a list");
        let counted: u64 = principles
            .iter()
            .filter_map(|one| one[outcome].as_u64())
            .sum();
        assert_eq!(predicate["systems"][0]["outcomes"][outcome], counted);
    }
}

#[test]
fn the_same_input_gives_the_same_canonical_bytes_wherever_it_lies_and_whoever_asks() {
    let desk = Desk::with_example("credit-scoring");
    let first = desk.attest(&[]).stdout;
    let written = desk.attest(&["--out", "repo/verdict.json", "--lang", "ko"]);
    assert_eq!((written.code, written.stdout.as_str()), (0, ""));
    assert!(
        written.stderr.contains("증명서: 통과"),
        "{}",
        written.stderr
    );
    assert_eq!(desk.read("repo/verdict.json"), first);
    // The statement in the tree, a line in the file of another order of copying,
    // another folder and another environment: nothing of it shows.
    assert_eq!(desk.attest(&[]).stdout, first);
    let elsewhere = Desk::with_example("credit-scoring").with("CI", "true");
    assert_eq!(elsewhere.attest(&[]).stdout, first);

    // Canonical: sorted keys, no blank, no line break.
    let statement: Json = serde_json::from_str(&first).expect("JSON");
    assert_eq!(sorted(&statement), first);
}

/// JSON by the rules of RFC 8785, as far as ASCII keys and counts go.
fn sorted(value: &Json) -> String {
    match value {
        Json::Object(members) => {
            let sorted: std::collections::BTreeMap<_, _> = members.iter().collect();
            let members = sorted
                .iter()
                .map(|(key, value)| format!("\"{key}\":{}", sorted_of(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(sorted).collect();
            format!("[{}]", items.join(","))
        }
        other => other.to_string(),
    }
}

fn sorted_of(value: &&Json) -> String {
    sorted(value)
}

#[test]
fn a_verdict_of_fail_is_stated_as_failed_and_the_exit_code_is_that_of_check() {
    let desk = Desk::with_example("unfinished");
    let run = desk.attest(&["--out", "verdict.json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("attested: failed"), "{}", run.stderr);
    let statement: Json = serde_json::from_str(&desk.read("verdict.json")).expect("JSON");
    let predicate = &statement["predicate"];
    assert_eq!(predicate["verdict"], "failed");
    assert!(predicate["systems"][0]["blocking"].as_u64() > Some(0));
    assert_eq!(errors(predicate), Vec::<String>::new());
}

#[test]
fn what_can_t_be_digested_is_said_and_a_pointer_stands_for_its_object() {
    let desk = Desk::with_example("credit-scoring");
    let model = "repo/models/loan-score-4.2.onnx";
    let (digest, size) = (
        desk.sha256(model),
        fs::metadata(desk.path(model)).expect("a file").len(),
    );
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n");
    desk.write(model, &pointer);
    fs::remove_file(desk.path("repo/evidence/robust.json")).expect("removed");
    let statement = desk.attest(&[]);
    assert!(
        statement.stderr.contains("without a digest: 1 file"),
        "{}",
        statement.stderr
    );
    assert!(
        statement.stderr.contains("evidence/robust.json: absent"),
        "{}",
        statement.stderr
    );
    let statement = statement.json();
    assert_eq!(digest_of(&statement, "models/loan-score-4.2.onnx"), digest);
    let unknown = &statement["predicate"]["not_digested"];
    assert_eq!(
        unknown,
        &json!([{"name": "evidence/robust.json", "role": "evidence", "state": "absent"}])
    );
}

#[test]
fn a_model_file_that_nobody_declares_is_a_subject_too() {
    let desk = Desk::with_example("credit-scoring");
    fs::copy(
        desk.path("repo/models/loan-score-4.2.onnx"),
        desk.path("repo/models/other.onnx"),
    )
    .expect("a copy");
    let statement = desk.attest(&[]).json();
    assert!(names(&statement["subject"]).contains(&"models/other.onnx"));
}

#[test]
fn the_predicate_and_the_checksums_are_what_signing_tools_take() {
    let desk = Desk::with_example("credit-scoring");
    let whole = desk.attest(&[]).json();
    let run = desk.attest(&["--predicate", "--checksums", "subjects.txt"]);
    assert_eq!(run.json(), whole["predicate"]);
    let lines = desk.read("subjects.txt");
    let subjects = whole["subject"].as_array().expect("subjects");
    assert_eq!(lines.lines().count(), subjects.len());
    for (line, subject) in lines.lines().zip(subjects) {
        let (digest, name) = line.split_once("  ").expect("two parts");
        assert_eq!(
            (&subject["digest"]["sha256"], &subject["name"]),
            (&json!(digest), &json!(name))
        );
    }
}

#[test]
fn a_commit_is_attested_that_is_not_checked_out_and_its_base_is_named() {
    let desk = Desk::with_example("credit-scoring");
    desk.git("repo", &["init", "-q"]);
    let base = desk.commit("repo");
    desk.write("repo/docs/more.md", "More.\n");
    let head = desk.commit("repo");
    let here = desk.attest(&["--base", &base]).json();
    assert_eq!(here["predicate"]["base"]["commit"], base.as_str());
    desk.write("repo/MODEL_CARD.md", "gone\n");
    let there = desk.attest(&["--head", &head, "--base", &base]).json();
    assert_eq!(there["predicate"]["head"]["commit"], head.as_str());
    assert_eq!(there["subject"], here["subject"]);
    desk.attest(&["--base", "nowhere"]).refuses(&["nowhere"]);
}

#[test]
fn nothing_is_stated_where_there_is_nothing_to_state_or_nothing_to_publish() {
    let empty = Desk::new("scorer");
    fs::remove_file(empty.path("repo/ethics.yml")).expect("removed");
    empty
        .attest(&[])
        .refuses(&["no ethics.yml", "ethics-gate init"]);
    empty.run(&["attest", "nowhere"]).refuses(&["nowhere"]);
    let desk = Desk::with_example("credit-scoring");
    desk.attest(&["--out", "nowhere/verdict.json"])
        .refuses(&["can't write"]);

    // A term that the declaration keeps at home, in the name of a file.
    let declaration = desk.read("repo/ethics.yml");
    let (before, rest) = declaration.split_once("_terms: [").expect("terms");
    let model = fs::read(desk.path("repo/models/loan-score-4.2.onnx")).expect("a model");
    fs::write(desk.path("repo/models/BlueBird_v2.onnx"), &model).expect("written");
    let digest = "391191a132a8771ec967a30c110257da2393f4da40f4da341370ff0f790857cf";
    for term in [
        format!("hmac-sha256:7f3a91:{digest}"),
        "bluebird".to_owned(),
    ] {
        let text = format!("{before}_terms: [\"{term}\", {rest}");
        desk.write("repo/ethics.yml", &text);
        let run = desk.attest(&[]);
        run.refuses(&["confidential term", "file (artifact)"]);
        let said = run.stderr.to_lowercase();
        assert!(!said.contains("bluebird"), "{said}");
    }
    fs::remove_file(desk.path("repo/models/BlueBird_v2.onnx")).expect("removed");
    desk.write("repo/ethics.yml", &declaration);

    fs::write(
        desk.path("repo/models/of jo.doe@team.example.org.onnx"),
        &model,
    )
    .expect("written");
    let run = desk.attest(&[]);
    run.refuses(&["personal data"]);
    assert!(!run.stderr.contains("jo.doe"), "{}", run.stderr);
}

#[test]
#[cfg(unix)]
fn a_name_that_steers_a_terminal_or_another_system_is_not_stated() {
    for name in [
        "a\u{1b}[31m.onnx",
        "a\u{202e}b.onnx",
        "a\\b.onnx",
        "a\nb.onnx",
    ] {
        let desk = Desk::with_example("credit-scoring");
        let model = fs::read(desk.path("repo/models/loan-score-4.2.onnx")).expect("a model");
        fs::write(desk.path("repo/models").join(name), &model).expect("written");
        desk.attest(&[]).refuses(&["a statement is public"]);
    }
}

#[test]
fn systems_of_a_monorepo_stand_in_one_statement_and_a_part_in_one_of_its_own() {
    let desk = Desk::with_example("monorepo");
    desk.git("repo", &["init", "-q"]);
    let whole = desk.attest(&[]).json();
    let systems = whole["predicate"]["systems"].as_array().expect("systems");
    assert!(systems.len() > 1);
    let paths: Vec<&str> = systems
        .iter()
        .filter_map(|one| one["path"].as_str())
        .collect();
    assert!(paths.is_sorted());
    let (folder, _) = paths[0].rsplit_once('/').expect("a folder");
    let part = desk
        .run(&["attest", &format!("repo/{folder}"), "--today", "2026-12-01"])
        .json();
    assert_eq!(part["predicate"]["systems"], json!([systems[0]]));
    for name in names(&part["subject"]) {
        assert!(names(&whole["subject"]).contains(&name), "{name}");
    }
}
