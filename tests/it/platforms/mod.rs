//! What other people's platforms read of this repository: the action, the
//! hooks, the component, and the scripts behind them.

mod action;
mod component;
mod hooks;
mod pages;
mod sarif;
mod ways;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use sha2::{Digest, Sha256};

/// A declaration that lacks most of what each one has.
const LACKING: &str = "version: 1\nsystem:\n  id: first\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("YAML")
}

/// What a schema of the shared folder says against a document.
fn errors(schema: &str, document: &Value) -> Vec<String> {
    let Some(shared) = crate::shared(schema) else {
        return Vec::new();
    };
    let path = shared.join("contracts").join(schema);
    let schema = fs::read_to_string(path).expect("the shared folder has the schema");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::options().build(&schema).expect("it compiles");
    validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Says aloud why a test is not run, and fails where
/// `ETHICS_GATE_REQUIRE_CLIENTS` asks for all of them.
fn skip(why: &str) {
    let required = std::env::var_os("ETHICS_GATE_REQUIRE_CLIENTS").is_some_and(|it| it == "1");
    assert!(!required, "required: {why}");
    eprintln!("SKIPPED: {why}");
}

/// git in a folder, as nobody in particular; what it says.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let (fine, said) = run(Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=tester",
            "-c",
            "user.email=tester@team.example",
        ])
        .args(arguments));
    assert!(fine, "git {arguments:?}: {said}");
    said.trim().to_owned()
}

/// Commits all of a folder; the commit's id.
fn commit(folder: &Path) -> String {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "-q", "--allow-empty", "-m", "a commit"]);
    git(folder, &["rev-parse", "HEAD"])
}

/// A program of the platform.
pub(crate) fn client(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    if found.is_none() {
        skip(&format!("there is no {name} on PATH"));
    }
    found
}

/// SHA-256 in hexadecimal.
fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn run(command: &mut Command) -> (bool, String) {
    let output = command.output().expect("the program starts");
    (output.status.success(), said(&output))
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(out).into_owned() + &String::from_utf8_lossy(err)
}
