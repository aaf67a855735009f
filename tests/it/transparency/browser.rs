//! The pages in a browser: Chromium lays them out, axe-core looks for what
//! keeps people out. Skipped aloud where either is not installed; where
//! `ETHICS_GATE_REQUIRE_CLIENTS` is 1, that is a failure.

use std::path::{Path, PathBuf};
use std::process::Command;

use ethics_gate::model::Language;
use ethics_gate::render::{self, Edition};

use super::{files, judged};

/// Runs axe on the page and tells the page around it what it found.
const PROBE: &str = "
axe.run(document, {resultTypes: ['violations', 'incomplete']}).then(
  found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.target).join(', ')),
  error => ['axe failed: ' + error.message],
).then(found => {
  if (document.documentElement.scrollWidth > innerWidth) found.push('wider than ' + innerWidth);
  parent.postMessage([name, found.join(' | ')], '*');
});";
/// Collects what the frames found, one line a frame.
const COLLECT: &str = "
const found = [];
addEventListener('message', ({data: [frame, words]}) => {
  found[frame] = words;
  if (Object.keys(found).length === frames.length) document.body.textContent = 'BEGIN' + found.join('\\n') + 'END';
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

/// What axe says of each page in a frame of some width; one browser for all.
fn looked_at(browser: &Path, axe: &str, pages: &[(&str, u32)], dark: bool) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let written = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("a file is written");
    };
    written("axe.js", axe);
    // The policy forbids what we are about to do.
    let policy =
        regex::Regex::new("<meta http-equiv=\"Content-Security-Policy\"[^>]*>").expect("a pattern");
    let mut around = format!(
        "<!DOCTYPE html><html lang=\"en\"><title>frames</title><body><script>{COLLECT}</script>"
    );
    let script = format!("<script src=\"axe.js\"></script><script>{PROBE}</script></body>");
    for (index, (page, width)) in pages.iter().enumerate() {
        let page = policy.replace(page, "").replace("</body>", &script);
        written(&format!("{index}.html"), &page);
        around.push_str(&format!(
            "<iframe title=\"{index}\" name=\"{index}\" src=\"{index}.html\" \
             style=\"width:{width}px;height:900px;border:0\"></iframe>"
        ));
    }
    written("frames.html", &around);
    let scheme = if dark { 0 } else { 1 };
    let profile = folder.path().join("profile");
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
        ])
        .args([
            "--no-first-run",
            "--disable-sync",
            "--disable-component-update",
        ])
        .args(["--disable-background-networking", "--window-size=1400,1000"])
        .args(["--dump-dom", "--virtual-time-budget=120000"])
        .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}/frames.html", folder.path().display()))
        .output()
        .expect("the browser starts");
    let shown = String::from_utf8_lossy(&output.stdout);
    // The collector's own text stands before what it wrote.
    let found = shown.rsplit_once("BEGIN");
    let found = found.and_then(|(_, rest)| rest.split_once("END"));
    let (found, _) = found.unwrap_or_else(|| {
        panic!("no result: {}", String::from_utf8_lossy(&output.stderr));
    });
    found.split('\n').map(str::to_owned).collect()
}

#[test]
fn axe_finds_nothing_and_no_phone_has_to_scroll_sideways() {
    let (Some(browser), Some(axe)) = (chromium(), axe()) else {
        return;
    };
    let axe = std::fs::read_to_string(axe).expect("axe is readable");
    let pages = [
        ("credit-scoring", Edition::Public, Language::En),
        ("credit-scoring", Edition::Regulator, Language::Ko),
        ("teen-chat", Edition::Public, Language::Ko),
        ("broken/small-sample", Edition::Internal, Language::Ko),
        ("broken/small-sample", Edition::Public, Language::En),
        ("monorepo", Edition::Internal, Language::En),
    ]
    .map(|(name, edition, lang)| {
        let report = judged(files(name), lang);
        String::from_utf8(render::html(&report, edition)).expect("UTF-8")
    });
    let frames: Vec<(&str, u32)> = pages
        .iter()
        .flat_map(|page| [1280, 320].map(|width| (page.as_str(), width)))
        .collect();
    for dark in [false, true] {
        let found = looked_at(&browser, &axe, &frames, dark);
        assert_eq!(found, vec![""; frames.len()], "dark: {dark}");
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
    let found = looked_at(&browser, &axe, &[(page, 320), (page, 1280)], false);
    for what in ["html-has-lang", "color-contrast"] {
        assert!(found.iter().all(|found| found.contains(what)), "{found:?}");
    }
    assert!(found[0].contains("wider than 320"), "{found:?}");
    assert!(!found[1].contains("wider than"), "{found:?}");
}
