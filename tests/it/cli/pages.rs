//! The commands that pages show are run as they stand there.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use super::Desk;

/// The lines of a page's blocks of a kind.
pub(super) fn blocks(page: &str, kind: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(page);
    let text = std::fs::read_to_string(path).expect("the page");
    let fence = format!("```{kind}\n");
    let blocks = text.split(&fence).skip(1);
    let block = |rest: &str| rest.split("\n```").next().unwrap_or_default().to_owned();
    blocks.map(block).collect()
}

/// Every command of the gate on a page, those in workflows included.
fn commands(page: &str) -> Vec<String> {
    let consoles = blocks(page, "console");
    let workflows = blocks(page, "yaml");
    let lines = consoles
        .iter()
        .chain(&workflows)
        .flat_map(|block| block.lines());
    lines
        .map(|line| line.trim().trim_start_matches("- run: "))
        .filter(|line| line.starts_with("ethics-gate "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_page_on_attesting() {
    let desk = Desk::with_example("credit-scoring");
    super::attest::copy(&desk.path("repo"), &desk.path("srv/model"));
    let ran = commands("attest.md");
    assert!(ran.len() >= 7, "{ran:?}");
    for command in ran {
        let line = command.replace("/srv/model", "../srv/model");
        let mut words: Vec<&str> = line.split_whitespace().skip(1).collect();
        words.extend(["--today", "2026-12-01"]);
        if line.contains("verdict.sigstore.json") {
            sign_as_cosign(&desk);
        }
        let mut run = desk.command(&words);
        let output = run
            .current_dir(desk.path("repo"))
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned()
            + &String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{command}: {said}");
    }
}

#[test]
fn the_page_on_the_doctor() {
    let desk = Desk::healthy();
    let ran = commands("doctor.md");
    assert_eq!(ran.len(), 3, "{ran:?}");
    for command in ran {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let mut run = desk.command(&words);
        let output = run
            .current_dir(desk.path("repo"))
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{command}: {output:?}");
    }
}

/// What `cosign attest-blob --bundle` leaves: the predicate in a statement about
/// one file, in an envelope, in a bundle.
fn sign_as_cosign(desk: &Desk) {
    let predicate: Json = serde_json::from_str(&desk.read("repo/predicate.json")).expect("JSON");
    let files = predicate["files"].as_array().expect("files");
    let model = files.iter().find(|file| file["role"] == "artifact");
    let digest = &model.expect("a model")["sha256"];
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "predicateType": "urn:ethics-gate:verdict:v1",
        "subject": [{"name": "loan-score-4.2.onnx", "digest": {"sha256": digest}}],
        "predicate": predicate,
    });
    let bundle = json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {},
        "dsseEnvelope": {
            "payloadType": "application/vnd.in-toto+json",
            "payload": STANDARD.encode(statement.to_string()),
            "signatures": [{"sig": ""}],
        },
    });
    desk.write("repo/verdict.sigstore.json", &bundle.to_string());
}
