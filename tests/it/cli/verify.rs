//! `verify`: trees held against statements, also those of an adversary.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::attest::copy;
use super::{Desk, Run};

impl Desk {
    /// `verify` of a statement on a day soon after it.
    fn verify(&self, arguments: &[&str]) -> Run {
        let fixed = ["verify", "verdict.json", "repo", "--today", "2026-12-05"];
        self.run(&[&fixed[..], arguments].concat())
    }

    /// A desk with an example and the statement of its verdict.
    fn attested(name: &str) -> Self {
        let desk = Self::with_example(name);
        assert_eq!(desk.attest(&["--out", "verdict.json"]).code, 0);
        desk
    }

    fn statement(&self) -> Json {
        serde_json::from_str(&self.read("verdict.json")).expect("JSON")
    }

    fn objections(&self, arguments: &[&str]) -> Vec<String> {
        let run = self.verify(&[arguments, &["--format", "json"]].concat());
        assert!(run.code < 2, "{}", run.stderr);
        let json = run.json();
        assert_eq!(json["signature"], "not-checked");
        let objections = json["objections"].as_array().expect("a list");
        assert_eq!(
            (run.code == 0, json["verified"] == true),
            (objections.is_empty(), objections.is_empty())
        );
        let kind = |one: &Json| {
            let name = one["name"].as_str().map(|name| format!(" {name}"));
            one["kind"].as_str().expect("a kind").to_owned() + &name.unwrap_or_default()
        };
        objections.iter().map(kind).collect()
    }
}

#[test]
fn what_was_attested_is_verified_and_the_signature_is_said_to_be_unchecked() {
    let desk = Desk::attested("credit-scoring");
    let run = desk.verify(&[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    for words in [
        "verified: 18 files",
        "2026-12-01",
        "the signature is not checked here",
        "cosign verify-blob-attestation",
    ] {
        assert!(run.stdout.contains(words), "no {words:?} in {}", run.stdout);
    }
    let korean = desk.verify(&["--lang", "ko"]);
    assert!(
        korean.stdout.contains("확인됨: 파일 18개"),
        "{}",
        korean.stdout
    );
    assert!(
        korean.stdout.contains("서명은 여기서 확인하지 않음"),
        "{}",
        korean.stdout
    );
    assert_eq!(desk.objections(&["--rerun"]), Vec::<String>::new());
    // Another folder with the same files.
    copy(&desk.path("repo"), &desk.path("srv/model"));
    let there = [
        "verify",
        "verdict.json",
        "srv/model",
        "--today",
        "2026-12-05",
    ];
    assert_eq!(desk.run(&there).code, 0);
}

#[test]
fn what_is_changed_missing_or_new_is_told_with_its_path() {
    let desk = Desk::attested("credit-scoring");
    let card = desk.read("repo/MODEL_CARD.md");
    desk.write("repo/MODEL_CARD.md", &format!("{card}\nOne more line.\n"));
    fs::rename(
        desk.path("repo/models/loan-score-4.2.onnx"),
        desk.path("repo/models/stranger.onnx"),
    )
    .expect("renamed");
    assert_eq!(
        desk.objections(&[]),
        [
            "changed MODEL_CARD.md",
            "missing models/loan-score-4.2.onnx",
            "new models/stranger.onnx",
        ]
    );
    let run = desk.verify(&[]);
    assert_eq!(run.code, 1);
    for words in [
        "refused: 3 reasons",
        "changed: MODEL_CARD.md",
        "names are paths from repo",
        "help: ",
    ] {
        assert!(run.stdout.contains(words), "no {words:?} in {}", run.stdout);
    }
}

#[test]
fn a_verdict_of_fail_an_old_one_and_one_to_come_are_refused() {
    let failed = Desk::with_example("unfinished");
    assert_eq!(failed.attest(&["--out", "verdict.json"]).code, 1);
    assert_eq!(failed.objections(&[]), ["not-passed"]);
    assert_eq!(failed.objections(&["--rerun"]), ["not-passed", "fails-now"]);
    let desk = Desk::attested("minimal");
    assert_eq!(desk.objections(&["--max-age", "4"]), Vec::<String>::new());
    assert_eq!(desk.objections(&["--max-age", "3"]), ["old"]);
    let before = ["verify", "verdict.json", "repo", "--today", "2026-11-30"];
    let run = desk.run(&before);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("ahead: "), "{}", run.stdout);
}

#[test]
fn other_packs_are_refused_unless_the_tree_is_judged_once_more() {
    let desk = Desk::attested("minimal");
    let with_org = ["--policy", "org"];
    assert_eq!(desk.objections(&with_org), ["pack org"]);
    let run = desk.verify(&with_org);
    assert!(run.stdout.contains("--rerun"), "{}", run.stdout);
    assert_eq!(
        desk.objections(&["--policy", "org", "--rerun"]),
        Vec::<String>::new()
    );
    // A pack of the same name that says something else.
    let run = desk.attest(&["--policy", "org", "--out", "verdict.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(desk.objections(&with_org), Vec::<String>::new());
    let rule = desk
        .read("org/gate/lawful.yml")
        .replace("outlaw\"", "pirate\"");
    desk.write("org/gate/lawful.yml", &rule);
    assert_eq!(desk.objections(&with_org), ["pack org"]);
}

#[test]
fn counts_that_the_gate_does_not_come_to_are_refused_when_it_judges_once_more() {
    let desk = Desk::attested("minimal");
    let mut statement = desk.statement();
    statement["predicate"]["systems"][0]["outcomes"]["pass"] = json!(9999);
    desk.write("verdict.json", &statement.to_string());
    let same_day = ["verify", "verdict.json", "repo", "--today", "2026-12-01"];
    assert_eq!(desk.run(&same_day).code, 0);
    let run = desk.run(&[&same_day[..], &["--rerun"]].concat());
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("other outcomes"), "{}", run.stdout);
}

#[test]
fn an_envelope_and_a_bundle_are_opened_and_other_payloads_are_not() {
    let desk = Desk::attested("minimal");
    let statement = desk.read("verdict.json");
    let envelope = |kind: &str, payload: String| json!({"payloadType": kind, "payload": payload, "signatures": [{"sig": "AA=="}]});
    let kind = "application/vnd.in-toto+json";
    for payload in [
        STANDARD.encode(&statement),
        URL_SAFE_NO_PAD.encode(&statement),
    ] {
        let envelope = envelope(kind, payload);
        let bundle = json!({"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "dsseEnvelope": envelope});
        for text in [envelope.to_string(), bundle.to_string()] {
            desk.write("verdict.json", &text);
            assert_eq!(desk.objections(&[]), Vec::<String>::new());
        }
    }
    for wrong in [
        envelope("text/plain", STANDARD.encode(&statement)),
        envelope(kind, "!!".to_owned()),
        envelope(kind, STANDARD.encode("{\"payload\": 1}")),
        envelope(kind, STANDARD.encode([0xff, 0xfe])),
        // What nobody can have signed.
        json!({"dsseEnvelope": desk.statement()}),
        json!({"dsseEnvelope": null}),
    ] {
        desk.write("verdict.json", &wrong.to_string());
        assert_eq!(desk.objections(&[]), ["unusable"], "{wrong}");
    }
}

/// cosign writes a statement of its own around a predicate, of the version
/// before, about the one file that it was given, or about an image.
#[test]
fn a_predicate_that_cosign_wrapped_is_held_by_its_files() {
    let desk = Desk::attested("credit-scoring");
    let mut statement = desk.statement();
    let files = statement["subject"].as_array().expect("subjects");
    let model = files
        .iter()
        .find(|one| one["name"] == "models/loan-score-4.2.onnx")
        .expect("the model")["digest"]
        .clone();
    statement["_type"] = json!("https://in-toto.io/Statement/v0.1");
    statement["subject"] = json!([{"name": "loan-score-4.2.onnx", "digest": model}]);
    desk.write("verdict.json", &statement.to_string());
    assert_eq!(desk.objections(&[]), Vec::<String>::new());
    statement["subject"] =
        json!([{"name": "registry.example/loan-score", "digest": {"sha256": "0".repeat(64)}}]);
    desk.write("verdict.json", &statement.to_string());
    assert_eq!(
        desk.objections(&[]),
        ["other-subject registry.example/loan-score"]
    );
    assert_eq!(desk.objections(&["--other-subjects"]), Vec::<String>::new());
    desk.write("repo/MODEL_CARD.md", "other\n");
    assert_eq!(
        desk.objections(&["--other-subjects"]),
        ["changed MODEL_CARD.md"]
    );
}

#[test]
fn bytes_that_the_gate_has_not_seen_are_refused() {
    let desk = Desk::with_example("credit-scoring");
    let robust = desk.read("repo/evidence/robust.json");
    fs::remove_file(desk.path("repo/evidence/robust.json")).expect("removed");
    desk.attest(&["--out", "verdict.json"]);
    let mut statement = desk.statement();
    statement["predicate"]["verdict"] = json!("passed");
    desk.write("verdict.json", &statement.to_string());
    let run = desk.verify(&[]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert!(
        run.stdout.contains("not held: evidence/robust.json"),
        "{}",
        run.stdout
    );
    desk.write("repo/evidence/robust.json", &robust);
    assert_eq!(desk.objections(&[]), ["not-seen evidence/robust.json"]);
}

#[test]
fn a_pointer_and_its_object_are_one_file() {
    let desk = Desk::attested("credit-scoring");
    let model = "models/loan-score-4.2.onnx";
    let subjects = desk.statement()["subject"].clone();
    let subjects = subjects.as_array().expect("a list");
    let found = subjects.iter().find(|one| one["name"] == model);
    let digest = found.expect("the model")["digest"]["sha256"].clone();
    let size = fs::metadata(desk.path("repo").join(model))
        .expect("a file")
        .len();
    let digest = digest.as_str().expect("a digest");
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n");
    desk.write(&format!("repo/{model}"), &pointer);
    assert_eq!(desk.objections(&[]), Vec::<String>::new());
}

#[test]
fn a_hostile_statement_is_refused_and_leads_nowhere() {
    let desk = Desk::attested("minimal");
    desk.write("outside.txt", "secret\n");
    let good = desk.statement();
    let sha = "a".repeat(64);
    let changed = |change: &dyn Fn(&mut Json)| {
        let mut statement = good.clone();
        change(&mut statement);
        statement.to_string()
    };
    let file = |name: &str| {
        let name = name.to_owned();
        let sha = sha.clone();
        changed(&move |statement: &mut Json| {
            let files = statement["predicate"]["files"]
                .as_array_mut()
                .expect("files");
            files.push(json!({"name": name, "role": "card", "sha256": sha}));
        })
    };
    let text = good.to_string();
    let mut hostile = vec![
        String::new(),
        "{".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "\u{feff}{}".to_owned(),
        "[".repeat(200_000),
        format!("{text}{text}"),
        text.replacen("{\"_type\"", "{\"_type\":\"x\",\"_type\"", 1),
        text.replace(
            "\"verdict\":\"passed\"",
            "\"verdict\":\"failed\",\"verdict\":\"passed\"",
        ),
        text.replace("urn:ethics-gate:verdict:v1", "urn:ethics-gate:verdict:v2"),
        text.replace(
            "https://in-toto.io/Statement/v1",
            "https://in-toto.io/Statement/v2",
        ),
        text.replace("2026-12-01", "2026-13-01"),
        changed(&|it| it["subject"] = json!([])),
        changed(&|it| it["subject"] = json!({})),
        changed(&|it| it["subject"][0]["digest"] = json!({"sha512": "00"})),
        changed(&|it| it["subject"][0]["digest"]["sha256"] = json!("A".repeat(64))),
        changed(&|it| {
            let first = it["subject"][0].clone();
            it["subject"].as_array_mut().expect("a list").push(first);
        }),
        changed(&|it| it["predicate"]["files"] = json!("all")),
        changed(&|it| {
            it["predicate"]
                .as_object_mut()
                .expect("a map")
                .remove("files");
        }),
        changed(&|it| it["predicate"]["packs"] = json!([{"name": 1}])),
        changed(&|it| it["predicate"]["verdict"] = json!(true)),
        changed(&|it| it["predicate"] = json!([])),
        file("README.md"),
    ];
    for name in [
        "/etc/passwd",
        "../outside.txt",
        "a/../../outside.txt",
        "./README.md",
        "C:\\x",
        "C:/x",
        "a\\b",
        "",
        "a//b",
        "a\u{1b}[2Jb",
        "\u{202e}x",
        "x\ny",
    ] {
        hostile.push(file(name));
    }
    for (index, text) in hostile.iter().enumerate() {
        desk.write("verdict.json", text);
        assert_eq!(desk.objections(&[]), ["unusable"], "{index}: {text:.200}");
        let run = desk.verify(&[]);
        assert_eq!((run.code, run.stderr.as_str()), (1, ""));
        assert!(
            !run.stdout.contains(['\u{1b}', '\u{202e}']),
            "{:?}",
            run.stdout
        );
    }
    desk.run(&["verify", "nowhere.json", "repo"])
        .refuses(&["nowhere.json"]);
    desk.verify(&["--max-age=-1"]).refuses(&["--max-age"]);
    desk.write("verdict.json", &text);
    desk.run(&["verify", "verdict.json", "nowhere"])
        .refuses(&["nowhere"]);
    let huge = fs::File::create(desk.path("verdict.json")).expect("a file");
    huge.set_len(40 << 20).expect("a sparse file");
    desk.verify(&[]).refuses(&["larger than a statement"]);
}

#[test]
#[cfg(unix)]
fn a_link_out_of_the_root_is_not_followed() {
    let desk = Desk::attested("credit-scoring");
    desk.write("outside.md", &desk.read("repo/MODEL_CARD.md"));
    fs::remove_file(desk.path("repo/MODEL_CARD.md")).expect("removed");
    std::os::unix::fs::symlink("../outside.md", desk.path("repo/MODEL_CARD.md")).expect("a link");
    assert!(
        desk.objections(&[])
            .contains(&"missing MODEL_CARD.md".to_owned())
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any bytes, and any cut or change of a good statement, are read or refused.
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), at in 0..6000_usize, byte: u8) {
        let _ = ethics_gate::gate::verify::read(&bytes);
        let mut good = GOOD.as_bytes().to_vec();
        let at = at % good.len();
        good[at] = byte;
        let _ = ethics_gate::gate::verify::read(&good);
        let _ = ethics_gate::gate::verify::read(&good[..at]);
    }
}

const GOOD: &str = r#"{"_type":"https://in-toto.io/Statement/v1","predicate":{"files":[{"name":"ethics.yml","role":"declaration","sha256":"9547cdd50a56499c5c1e0423c72a982a41792dbf6b20f284bf570315149740e6"}],"not_digested":[{"name":"hf://a/b","role":"artifact","state":"remote"}],"not_judged":[],"packs":[{"name":"ethics-gate","sha256":"96","version":"0.1.0"}],"schema":"ethics-gate/verdict/1","settings":{"context":false,"today":"2026-12-01"},"systems":[],"tool":{"name":"ethics-gate","version":"0.1.0"},"verdict":"passed"},"predicateType":"urn:ethics-gate:verdict:v1","subject":[{"digest":{"sha256":"9547cdd50a56499c5c1e0423c72a982a41792dbf6b20f284bf570315149740e6"},"name":"ethics.yml"}]}"#;

#[test]
fn the_good_statement_of_the_property_is_one() {
    let claims = ethics_gate::gate::verify::read(GOOD.as_bytes()).expect("a statement");
    assert!(claims.is_passed);
    assert_eq!(claims.not_digested, ["hf://a/b"]);
}
