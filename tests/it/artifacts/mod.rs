//! Model files: every fixture against the verdict that a careful person gives
//! it, and what no fixture says.

mod formats;
mod lock;
mod properties;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use ethics_gate::measure::artifact::{self, Artifact, Verdict};
use serde_json::Value as Json;

use crate::shared;

/// Look at bytes in memory under a name.
fn look(bytes: &[u8], name: &str) -> Artifact {
    artifact::examine(&mut std::io::Cursor::new(bytes), name).expect("bytes in memory")
}

fn codes(artifact: &Artifact) -> Vec<&'static str> {
    artifact
        .reasons
        .iter()
        .map(|reason| reason.code.name())
        .collect()
}

/// The fixtures, with the cases that say what they are.
fn fixtures() -> Option<(PathBuf, Json)> {
    let folder = shared("model file fixtures")?.join("evidence/pickle");
    let text = std::fs::read_to_string(folder.join("expected.json")).expect("the cases");
    Some((folder, serde_json::from_str(&text).expect("JSON")))
}

fn examine(folder: &Path, name: &str) -> Artifact {
    let mut file = File::open(folder.join(name)).expect("a fixture");
    artifact::examine(&mut file, name).expect("a readable fixture")
}

#[test]
fn every_fixture_is_what_a_careful_person_says() {
    let Some((folder, expected)) = fixtures() else {
        return;
    };
    let cases = expected["cases"].as_array().expect("cases");
    let differences: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let name = case["name"].as_str().expect("a name");
            let found = examine(&folder, name);
            let expected = case["expected"].as_str().expect("a verdict");
            (found.verdict.word() != expected).then(|| {
                let reasons: Vec<String> = found.reasons.iter().map(ToString::to_string).collect();
                format!(
                    "{name}: {} {}, expected {expected}: {reasons:?}",
                    found.format,
                    found.verdict.word()
                )
            })
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(cases.len() > 190, "only {} fixtures", cases.len());
}

/// What was noticed is told in Korean: beside names of members, of classes and
/// of operators, which hold no blank, each part of it is Korean.
#[test]
fn every_reason_of_a_fixture_is_told_in_korean() {
    let Some((folder, expected)) = fixtures() else {
        return;
    };
    let hangul = |c: char| ('가'..='힣').contains(&c);
    let is_english = |part: &str| part.trim().contains(' ') && !part.contains(hangul);
    let mut told = 0;
    let mut english = std::collections::BTreeSet::new();
    let mut hold = |found: &Artifact| {
        told += found.reasons.len();
        let told = found.reasons.iter().map(artifact::Reason::korean);
        english.extend(told.filter(|korean| korean.split(": ").any(is_english)));
    };
    for case in expected["cases"].as_array().expect("cases") {
        let name = case["name"].as_str().expect("a name");
        hold(&examine(&folder, name));
        // What decoders say of a stream that is cut, or goes on behind its end.
        if name.starts_with("joblib_") {
            let bytes = std::fs::read(folder.join(name)).expect("a fixture");
            hold(&look(&bytes[..bytes.len() / 2], name));
            hold(&look(&bytes[..bytes.len() - 2], name));
            hold(&look(&[&bytes, &b"more"[..]].concat(), name));
        }
    }
    assert!(english.is_empty(), "{english:#?}");
    assert!(told > 100, "only {told} reasons");
}

#[test]
fn every_dangerous_name_of_a_fixture_is_told() {
    let Some((folder, expected)) = fixtures() else {
        return;
    };
    for case in expected["cases"].as_array().expect("cases") {
        let name = case["name"].as_str().expect("a name");
        if case["expected"] != "dangerous" {
            continue;
        }
        let found = examine(&folder, name);
        let told: Vec<String> = found.reasons.iter().map(ToString::to_string).collect();
        assert!(!told.is_empty(), "{name}");
        for global in case["globals"].as_array().expect("globals") {
            let global = global.as_str().expect("a name");
            let harmless = global.starts_with("collections.Ordered")
                || global.starts_with("torch._utils")
                || global.starts_with("torch.Float")
                || global == "unknown.unknown"
                || global == "keras.Lambda";
            assert!(
                harmless || told.iter().any(|told| told.contains(global)),
                "{name}: {global} is not in {told:?}"
            );
        }
    }
}

/// No verdict hangs on a name: a pickle under any other is the same pickle.
#[test]
fn a_name_never_makes_a_file_safer() {
    let Some((folder, expected)) = fixtures() else {
        return;
    };
    for case in expected["cases"].as_array().expect("cases") {
        let name = case["name"].as_str().expect("a name");
        let bytes = std::fs::read(folder.join(name)).expect("a fixture");
        let nameless = look(&bytes, "");
        for other in ["README.md", "a.safetensors", "model.onnx", "a.npy", "x.pkl"] {
            let named = look(&bytes, other);
            assert!(named.verdict >= nameless.verdict, "{name} as {other}");
        }
        if case["expected"] == "dangerous" {
            assert_eq!(nameless.verdict, Verdict::Dangerous, "{name}");
        }
    }
}

#[test]
fn the_verb_prints_the_contract() {
    let Some((folder, _)) = fixtures() else {
        return;
    };
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .current_dir(&folder)
        .args([
            "measure",
            "artifact",
            "st_ok.safetensors",
            "torch_zip_bad.pt",
        ])
        .args(["--format", "json"])
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{output:?}");
    let json: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["schema"], "ethics-gate/measure-artifact/1");
    let files: BTreeMap<&str, &Json> = json["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| (file["path"].as_str().expect("a path"), file))
        .collect();
    let good = files["st_ok.safetensors"];
    assert_eq!(
        (&good["verdict"], &good["format"], &good["bytes"]),
        (&"safe".into(), &"safetensors".into(), &70.into())
    );
    assert_eq!(good["sha256"].as_str().map(str::len), Some(64));
    let bad = files["torch_zip_bad.pt"];
    assert_eq!(
        (&bad["verdict"], &bad["format"]),
        (&"dangerous".into(), &"pytorch-zip".into())
    );
    let reason = &bad["reasons"][0];
    assert_eq!(
        (&reason["code"], &reason["detail"], &reason["offset"]),
        (
            &"dangerous-global".into(),
            &"archive/data.pkl: posix.system".into(),
            &2.into()
        )
    );
}

#[test]
fn a_file_that_cannot_be_read_is_exit_2() {
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .args(["measure", "artifact", "no/such/model.pt"])
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no/such/model.pt"));
}
