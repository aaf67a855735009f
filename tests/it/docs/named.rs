//! Every page that people read, and the commands of its blocks and lines: a
//! verb or an option that is not there fails here, wherever it is named.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Pages that the binary prints by itself.
const GENERATED: [&str; 3] = ["docs/rules.md", "docs/facts.md", "docs/ethics-yml.md"];

/// Pages by their path, with their text.
pub(super) fn pages() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    for folder in ["docs", "examples/custom-pack"] {
        let entries = fs::read_dir(root.join(folder)).expect("a folder of pages");
        for entry in entries {
            let name = entry.expect("an entry").file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            let is_page = path.ends_with(".md") && !GENERATED.contains(&path.as_str());
            paths.extend(is_page.then_some(path));
        }
    }
    let examples = fs::read_dir(root.join("examples")).expect("the examples");
    for example in examples.flatten() {
        let path = format!(
            "examples/{}/README.md",
            example.file_name().to_string_lossy()
        );
        // A card of a model that is an example is no page of ours.
        let is_ours =
            fs::read_to_string(root.join(&path)).is_ok_and(|text| text.contains("ethics-gate"));
        if is_ours && !paths.contains(&path) {
            paths.push(path);
        }
    }
    let read = |path: String| {
        let text = fs::read_to_string(root.join(&path)).expect("a page");
        (path, text)
    };
    paths.into_iter().map(read).collect()
}

/// What stands between fences, each with the word after its first fence.
pub(super) fn blocks(page: &str) -> Vec<(String, Vec<String>)> {
    let mut blocks: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if let Some(word) = line.trim_start().strip_prefix("```") {
            inside = !inside;
            if inside {
                blocks.push((word.trim().to_owned(), Vec::new()));
            }
        } else if inside {
            let block = blocks.last_mut().expect("a fence was opened");
            block.1.push(line.to_owned());
        }
    }
    blocks
}

/// Each place where the gate is called: in a block of whatever language, or as
/// `code` in a line. What follows its name, up to the end of the command.
fn calls(page: &str) -> Vec<String> {
    let mut calls = Vec::new();
    let mut inside = false;
    for line in page.replace("\\\n", " ").lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
            continue;
        }
        let spans: Vec<&str> = match inside {
            true => vec![line],
            false => line.split('`').skip(1).step_by(2).collect(),
        };
        for span in spans {
            let command = span.split(" #").next().unwrap_or(span);
            let Some((before, call)) = command.split_once("ethics-gate ") else {
                continue;
            };
            let is_call = before.is_empty() || before.ends_with([' ', '\'', '"']);
            if is_call && !before.contains("git clone") {
                calls.push(call.trim_end_matches(['\'', '"']).to_owned());
            }
        }
    }
    calls
}

fn help(verb: &[&str]) -> Option<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .args(verb)
        .arg("--help")
        .output()
        .expect("the binary runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    output.status.success().then_some(text)
}

/// Names that begin as a call does and are none: a check run is called so.
const NO_CALLS: [&str; 1] = ["verdict"];

#[test]
fn every_verb_and_option_that_a_page_names_is_there() {
    let mut seen = 0;
    for (path, page) in pages() {
        for call in calls(&page) {
            let words: Vec<&str> = call.split_whitespace().collect();
            let Some(verb) = words.first().filter(|verb| {
                !NO_CALLS.contains(verb) && verb.starts_with(|one: char| one.is_ascii_lowercase())
            }) else {
                continue;
            };
            let text = help(&[verb]).unwrap_or_else(|| panic!("{path}: no verb `{verb}`: {call}"));
            // A verb of a verb, as in `measure fairness`, has options of its own.
            let inner = words
                .get(1)
                .and_then(|inner| help(&["help", verb, inner]).or_else(|| help(&[verb, inner])))
                .unwrap_or_default();
            for option in words.iter().filter(|word| word.starts_with("--")) {
                let option = option.split('=').next().unwrap_or(option);
                assert!(
                    text.contains(option) || inner.contains(option),
                    "{path}: `{verb}` has no {option}: {call}"
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen} calls");
}
