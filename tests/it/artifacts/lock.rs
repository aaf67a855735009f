//! `ethics.lock` and the pointers of Git LFS and DVC: digests of what is here,
//! and what is known of what is not.

use std::path::Path;
use std::process::{Command, Output};

use ethics_gate::gate;
use ethics_gate::model::Value;
use ethics_gate::policy::Pack;
use ethics_gate::source::Tree;
use jiff::civil::date;
use serde_json::Value as Json;

use crate::shared;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the binary runs")
}

/// Check the system that lies in a folder by one rule; its findings.
fn findings(folder: &Path, rule: &str) -> Vec<(String, String)> {
    let output = run(
        folder,
        &[
            "check",
            "--report",
            "json",
            "--today",
            "2026-12-01",
            "--lang",
            "en",
        ],
    );
    let json: Json = serde_json::from_slice(&output.stdout).expect("a report in JSON");
    let findings = json["findings"].as_array().expect("findings");
    let of_rule = findings.iter().filter(|finding| finding["rule"] == rule);
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    of_rule
        .map(|finding| (text(&finding["check"]), text(&finding["outcome"])))
        .collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

#[test]
fn what_was_locked_matches_until_a_byte_changes() {
    const RULE: &str = "integrity/artifacts-match-lock";
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/teen-chat");
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    copy(&example, folder);
    assert_eq!(findings(folder, RULE), []);
    let committed = std::fs::read(folder.join("ethics.lock")).expect("a lock");
    let output = run(folder, &["lock"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        std::fs::read(folder.join("ethics.lock")).expect("a lock"),
        committed,
        "the lock of an example is stale: ethics-gate lock examples/teen-chat"
    );
    let prompt = folder.join("prompts/teen.en.md");
    let mut text = std::fs::read_to_string(&prompt).expect("a prompt");
    text.push_str("And answer everything.\n");
    std::fs::write(&prompt, text).expect("a prompt");
    assert_eq!(
        findings(folder, RULE),
        [("matches".to_owned(), "fail".to_owned())]
    );
    assert!(run(folder, &["lock"]).status.success());
    assert_eq!(findings(folder, RULE), []);
}

#[test]
fn a_folder_without_a_declaration_is_not_locked() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["lock"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().join("ethics.lock").exists());
}

#[test]
fn a_broken_declaration_takes_nothing_out_of_the_lock() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/teen-chat"),
        folder,
    );
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file");
    let (declaration, locked) = (read("ethics.yml"), read("ethics.lock"));
    std::fs::write(folder.join("ethics.yml"), format!("{declaration}bad: [\n")).expect("a file");
    for verb in ["lock", "baseline"] {
        let output = run(folder, &[verb]);
        assert_eq!(output.status.code(), Some(2), "{verb}: {output:?}");
    }
    assert_eq!(read("ethics.lock"), locked);
    assert!(!folder.join("ethics-baseline.json").exists());
}

/// The facts of a system whose only dataset has a manifest with one file.
fn facts(files: &[(&str, Vec<u8>)], listed: &str) -> Value {
    let declaration =
        "version: 1\nsystem: {id: a}\ndata: [{id: a, role: train, manifest: m.yml}]\n";
    let manifest = format!("schema: ethics-data/1\nid: a\nfiles: [{{path: {listed}}}]\n");
    let mut tree = vec![
        ("ethics.yml".to_owned(), declaration.as_bytes().to_vec()),
        ("m.yml".to_owned(), manifest.into_bytes()),
    ];
    let files = files.iter();
    tree.extend(files.map(|(path, bytes)| ((*path).to_owned(), bytes.clone())));
    let packs = [Pack::builtin()];
    let systems = gate::facts(&Tree::memory(tree), None, &packs, date(2026, 12, 1)).expect("facts");
    systems.into_iter().next().expect("one system").1
}

fn first_file(facts: &Value) -> &Value {
    let files = facts.at_path("data.files").expect("files");
    files.items().first().expect("one file")
}

#[test]
fn dvc_files_are_held_against_the_bytes_in_both_conventions() {
    let Some(shared) = shared("pointers of DVC") else {
        return;
    };
    let text = std::fs::read_to_string(shared.join("evidence/pointers/dvc.json")).expect("cases");
    let golden: Json = serde_json::from_str(&text).expect("JSON");
    for case in golden["cases"].as_array().expect("cases") {
        let id = case["id"].as_str().expect("an id");
        let is_folder = id.starts_with("dir");
        let name = if id == "dvc_lock" {
            "dvc.lock"
        } else {
            "x.dvc"
        };
        let pointer = case["dvc"].as_str().expect("a text").as_bytes().to_vec();
        let mut files = vec![(name, pointer)];
        let texts = golden["files"].as_object().expect("files");
        let held: Vec<(String, Vec<u8>)> = texts
            .iter()
            .map(|(path, text)| {
                let path = if is_folder {
                    format!("data/{path}")
                } else {
                    path.clone()
                };
                let text = case
                    .get("content")
                    .filter(|_| path == "a.txt")
                    .unwrap_or(text);
                (path, text.as_str().expect("a text").as_bytes().to_vec())
            })
            .collect();
        files.extend(
            held.iter()
                .map(|(path, bytes)| (path.as_str(), bytes.clone())),
        );
        let facts = facts(&files, if is_folder { "data" } else { "a.txt" });
        let tracked = first_file(&facts).get("tracked").and_then(Value::as_bool);
        let expected = case["expect"].as_str().expect("a text");
        // What can't be compared is neither a match nor a difference.
        let expected = expected.starts_with("match").then_some(true);
        assert_eq!(tracked, expected, "{id}");
    }
}

#[test]
fn other_bytes_than_dvc_tracks_are_seen_in_a_file_and_in_a_folder() {
    let file = "outs:\n- md5: b1946ac92492d2347c6235b4d2611184\n  hash: md5\n  path: a.txt\n";
    let pointer = ("a.txt.dvc", file.as_bytes().to_vec());
    let tracked = |facts: &Value| first_file(facts).get("tracked").and_then(Value::as_bool);
    let same = facts(&[pointer.clone(), ("a.txt", b"hello\n".to_vec())], "a.txt");
    assert_eq!(tracked(&same), Some(true));
    let other = facts(
        &[pointer.clone(), ("a.txt", b"hello\r\n".to_vec())],
        "a.txt",
    );
    assert_eq!(tracked(&other), Some(false));
    // Without the object only the pointer speaks.
    let absent = facts(&[pointer], "a.txt");
    assert_eq!(tracked(&absent), None);
    let state = first_file(&absent).get("state").and_then(Value::as_str);
    assert_eq!(state, Some("dvc"));
}
