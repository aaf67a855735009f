//! The pages in a browser: Chromium lays them out, axe-core looks for what
//! keeps people out. Skipped aloud where either is not installed; where
//! `ETHICS_GATE_REQUIRE_CLIENTS` is 1, that is a failure.

use std::path::{Path, PathBuf};
use std::process::Command;

use ethics_gate::model::Language;
use ethics_gate::render::{self, Edition};

use super::{files, judged};

/// Runs axe on the page and writes what it found into the page around it.
const PROBE: &str = "
axe.run(document, {resultTypes: ['violations', 'incomplete']}).then(
  found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.target).join(', ')).join('; '),
  error => 'axe failed: ' + error.message,
).then(found => {
  const wide = document.documentElement.scrollWidth > innerWidth ? 'wider than ' + innerWidth : '';
  parent.document.body.textContent = 'RESULT[' + [found, wide].filter(one => one).join(' | ') + ']';
});";

fn required() -> bool {
    std::env::var_os("ETHICS_GATE_REQUIRE_CLIENTS").is_some_and(|it| it == "1")
}

/// A tool that is needed; its absence is said aloud.
fn tool(name: &str, candidates: impl IntoIterator<Item = PathBuf>) -> Option<PathBuf> {
    let found = candidates.into_iter().find(|path| path.is_file());
    if found.is_none() {
        assert!(!required(), "{name} is required and is not installed");
        eprintln!("SKIPPED: {name} is not installed, so no page was looked at");
    }
    found
}

fn chromium() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&folders).collect();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let candidates = folders
        .iter()
        .flat_map(|folder| names.map(|name| folder.join(name)));
    tool("chromium", candidates)
}

fn axe() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    tool(
        "axe-core",
        [root.join("target/clients/node_modules/axe-core/axe.min.js")],
    )
}

/// What axe says of a page in a frame of some width.
fn looked_at(browser: &Path, axe: &str, page: &str, width: u32, dark: bool) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    // The policy forbids what we are about to do.
    let policy =
        regex::Regex::new("<meta http-equiv=\"Content-Security-Policy\"[^>]*>").expect("a pattern");
    let page = policy.replace(page, "");
    let script = format!("<script>{axe}</script><script>{PROBE}</script></body>");
    let page = page.replace("</body>", &script);
    let page = page.replace('&', "&amp;").replace('"', "&quot;");
    let around = format!(
        "<!DOCTYPE html><html lang=\"en\"><title>frame</title><body><iframe title=\"page\" \
         style=\"width:{width}px;height:900px;border:0\" srcdoc=\"{page}\"></iframe></body></html>"
    );
    let file = folder.path().join("page.html");
    std::fs::write(&file, around).expect("a file is written");
    let scheme = if dark { 0 } else { 1 };
    let output = Command::new(browser)
        .args(
            "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
                .split(' '),
        )
        .args([
            "--disable-background-networking",
            "--disable-component-update",
        ])
        .args([
            "--dump-dom",
            "--virtual-time-budget=60000",
            "--window-size=1400,1000",
        ])
        .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
        .arg(format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ))
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("the browser starts");
    let shown = String::from_utf8_lossy(&output.stdout);
    let result = shown
        .split_once("RESULT[")
        .and_then(|(_, rest)| rest.split_once(']'));
    match result {
        Some((result, _)) => result.to_owned(),
        None => format!("no result: {}", String::from_utf8_lossy(&output.stderr)),
    }
}

#[test]
fn axe_finds_nothing_and_no_phone_has_to_scroll_sideways() {
    let (Some(browser), Some(axe)) = (chromium(), axe()) else {
        return;
    };
    let axe = std::fs::read_to_string(axe).expect("axe is readable");
    for (name, edition, lang) in [
        ("credit-scoring", Edition::Public, Language::En),
        ("credit-scoring", Edition::Regulator, Language::Ko),
        ("broken/small-sample", Edition::Internal, Language::Ko),
        ("monorepo", Edition::Internal, Language::En),
    ] {
        let report = judged(files(name), lang);
        let page = String::from_utf8(render::html(&report, edition)).expect("UTF-8");
        for (width, dark) in [(1280, false), (1280, true), (320, false), (320, true)] {
            let found = looked_at(&browser, &axe, &page, width, dark);
            assert_eq!(found, "", "{name} at {width}, dark {dark}");
        }
    }
}

/// The probe tells of what it is there for.
#[test]
fn a_page_that_keeps_people_out_is_told() {
    let (Some(browser), Some(axe)) = (chromium(), axe()) else {
        return;
    };
    let axe = std::fs::read_to_string(axe).expect("axe is readable");
    let page = "<!DOCTYPE html><html><head><title>t</title></head><body><main><h1>t</h1>\
        <p style=\"color:#ccc;background:#fff;width:50rem\">pale</p></main></body></html>";
    let found = looked_at(&browser, &axe, page, 320, false);
    for what in ["html-has-lang", "color-contrast", "wider than 320"] {
        assert!(found.contains(what), "{found}");
    }
}
