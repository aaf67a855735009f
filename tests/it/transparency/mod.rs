//! The transparency report: what each edition says and keeps to itself, what
//! hostile texts can't do in it, and how a browser shows it.

use std::path::{Path, PathBuf};

use ethics_gate::gate;
use ethics_gate::model::report::Report;
use ethics_gate::model::{Language, Settings};
use ethics_gate::policy::Pack;
use ethics_gate::render::{self, Edition};
use ethics_gate::source::Tree;
use jiff::civil::date;

mod browser;
mod confidential;
mod examples;
mod hostile;

const EDITIONS: [Edition; 3] = [Edition::Public, Edition::Internal, Edition::Regulator];
const LANGUAGES: [Language; 2] = [Language::En, Language::Ko];

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name)
}

/// The files of an example, below its folder.
fn files(name: &str) -> Vec<(String, Vec<u8>)> {
    fn below(root: &Path, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                below(root, &path, found);
                continue;
            }
            let name = path.strip_prefix(root).expect("below the root");
            let name = name.to_str().expect("a name in UTF-8").replace('\\', "/");
            found.push((name, std::fs::read(&path).expect("a readable file")));
        }
    }
    let root = example(name);
    let mut found = Vec::new();
    below(&root, &root, &mut found);
    found
}

/// The report of some files, with what holds.
fn judged(files: Vec<(String, Vec<u8>)>, language: Language) -> Report {
    let settings = Settings {
        language,
        root: ".".to_owned(),
        include_passes: true,
        ..Settings::default()
    };
    let tree = Tree::memory(files);
    let packs = [Pack::builtin()];
    gate::gate(&tree, None, None, &packs, &settings, date(2026, 12, 1)).expect("it can judge")
}

/// A page in both formats.
fn pages(report: &Report, edition: Edition) -> [String; 2] {
    [
        render::html(report, edition),
        render::transparency(report, edition),
    ]
    .map(|page| String::from_utf8(page).expect("UTF-8"))
}
