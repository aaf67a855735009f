//! Generated pages are what the binary prints today; `UPDATE=1` rewrites them.

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
