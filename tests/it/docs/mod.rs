//! Generated pages are what the binary prints today; `UPDATE=1` rewrites them.

#[cfg(unix)]
mod commands;
mod named;

use std::path::Path;
use std::process::Command;

fn assert_fresh(page: &str, arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .args(arguments)
        .env_remove("LANG")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &printed).expect("the page can be written");
    }
    let page_text = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page_text == printed,
        "{page} is stale: UPDATE=1 cargo test fresh"
    );
}

#[test]
fn the_page_of_rules_is_fresh() {
    assert_fresh("docs/rules.md", &["rules", "--format", "markdown"]);
}

#[test]
fn the_page_of_facts_is_fresh() {
    assert_fresh("docs/facts.md", &["facts", "--format", "markdown"]);
}

#[test]
fn the_page_of_keys_is_fresh() {
    let arguments = ["schema", "ethics", "--format", "markdown"];
    assert_fresh("docs/ethics-yml.md", &arguments);
}

/// Each key has a row that says what it is for, its values and an example, and
/// nearly each a rule that reads it.
#[test]
fn the_page_of_keys_is_whole() {
    use ethics_gate::manifest::declaration::keys::KEYS;
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .args(["schema", "ethics", "--format", "markdown"])
        .output()
        .expect("the binary runs");
    let page = String::from_utf8(output.stdout).expect("UTF-8");
    let mut unread = Vec::new();
    for key in KEYS {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{}` |", key.path)))
            .unwrap_or_else(|| panic!("no row of {}", key.path));
        let cells: Vec<&str> = row
            .split(" | ")
            .map(|cell| cell.trim_matches(['|', ' ']))
            .collect();
        assert_eq!(cells.len(), 6, "{row}");
        for cell in [cells[1], cells[2], cells[4].trim_matches('`')] {
            assert!(!cell.is_empty(), "{row}");
        }
        if cells[5].is_empty() {
            unread.push(key.path);
        }
    }
    assert!(unread.len() <= 40, "{} unread: {unread:?}", unread.len());
}

#[test]
fn the_finding_that_the_readme_shows_is_a_real_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the README");
    let shown = readme
        .split("```text\n")
        .nth(1)
        .and_then(|rest| rest.split("\n```").next())
        .expect("a block of output");
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .current_dir(root)
        .args([
            "check",
            "examples/broken/claim-lie",
            "--today",
            "2026-12-01",
            "--lang",
            "en",
        ])
        .env("COLUMNS", "90")
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary runs");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        printed.contains(shown),
        "the README shows\n{shown}\nand the gate says\n{printed}"
    );
}
