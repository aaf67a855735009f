//! Risk tiers: how many rules weigh how much, how little a toy hears, and what
//! a system that moves to another tier is told.

use std::process::Command;

use ethics_gate::gate;
use ethics_gate::model::report::Report;
use ethics_gate::model::{Level, Settings, Tier};
use ethics_gate::policy::{Pack, level_of_fail};
use ethics_gate::source::Tree;
use jiff::civil::date;

/// Tier, minors in scope, then the rules whose fail is an error, a warning, a
/// note, and those that are off.
const COUNTS: [(Tier, bool, [usize; 4]); 6] = [
    (Tier::Minimal, false, [6, 12, 24, 35]),
    (Tier::Limited, false, [24, 42, 7, 4]),
    (Tier::High, false, [69, 8, 0, 0]),
    (Tier::Minimal, true, [42, 7, 17, 11]),
    (Tier::Limited, true, [50, 23, 3, 1]),
    (Tier::High, true, [69, 8, 0, 0]),
];

#[test]
fn the_rules_of_each_tier_are_counted() {
    let pack = Pack::builtin();
    for (tier, minors, counts) in COUNTS {
        let levels = pack.rules.iter();
        let levels: Vec<Level> = levels
            .map(|rule| level_of_fail(rule, tier, minors, None))
            .collect();
        let count = |level| levels.iter().filter(|one| **one == level).count();
        let found = [Level::Error, Level::Warning, Level::Note, Level::Off].map(count);
        assert_eq!(found, counts, "{} minors {minors}", tier.name());
    }
}

fn tree(files: &[(&str, &str)]) -> Tree {
    Tree::memory(
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())),
    )
}

fn judged(head: &Tree, base: Option<&Tree>) -> Report {
    let packs = [Pack::builtin()];
    let settings = Settings::default();
    gate::gate(head, base, None, &packs, &settings, date(2026, 12, 1)).expect("a report")
}

/// The shortest declaration that is whole: twelve lines.
const TWELVE: &str = "\
version: 1
system:
  id: leaf-shapes
  purpose: Sorts drawings of leaves by their outline so that a botany club can compare its sketches.
  affected: [club members]
  users: team
  lifecycle: prototype
  domain: general
  decides_about_people: false
  audience: {minors: excluded}
practices: none
models: [{id: leaf-shapes, card: README.md}]
";

/// A script as a tutorial ends with: nothing in it is pinned or declared.
const TRAIN: &str = "\
import torch
from datasets import load_dataset
from transformers import AutoImageProcessor, AutoModelForImageClassification, Trainer

data = load_dataset(\"someone/leaf-outlines\")
base = \"someone/tiny-vit\"
processor = AutoImageProcessor.from_pretrained(base)
model = AutoModelForImageClassification.from_pretrained(base)
Trainer(model=model, train_dataset=data[\"train\"]).train()
torch.save(model.state_dict(), \"leaf-shapes.pt\")
";

/// What a hub's button leaves behind: headings and a license.
const CARD: &str = "\
---
license: mit
tags: [image-classification]
---
# leaf-shapes

A small network for the club's evening.

## Training

Run `python train.py`.
";

/// What a toy with a card hears where that is more than five findings, or
/// where one of them blocks; nothing where it is calm.
fn unrest(card: &[u8]) -> Option<String> {
    let files = [
        ("ethics.yml", TWELVE.as_bytes()),
        ("README.md", card),
        ("train.py", TRAIN.as_bytes()),
    ];
    let files = files.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    let report = judged(&Tree::memory(files), None);
    let tier = &report.systems[0].tier;
    assert_eq!((tier.effective, tier.minors), (Tier::Minimal, false));
    let blocking = report.findings.iter().any(|finding| finding.blocking);
    let said: Vec<String> = report
        .findings
        .iter()
        .map(|one| {
            let level = one.level.name();
            format!("{level} {}#{} {}", one.rule, one.check, one.message)
        })
        .collect();
    (blocking || said.len() > 5).then(|| said.join("\n  "))
}

#[test]
fn a_toy_repository_hears_little_and_is_not_blocked() {
    assert_eq!(TWELVE.lines().count(), 12);
    assert_eq!(unrest(CARD.as_bytes()), None);
}

/// Cards as people publish them, most of them far from what a team would write.
#[test]
fn a_toy_with_a_card_of_the_corpus_hears_little_and_is_not_blocked() {
    let Some(corpus) = crate::corpus::corpus("cards of the corpus") else {
        return;
    };
    let mut held = 0;
    let mut loud = Vec::new();
    for folder in ["hf-model-card", "freeform-model-card"] {
        for entry in std::fs::read_dir(corpus.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let card = std::fs::read(&path).expect("a card");
            let name = path.file_name().expect("a name").display();
            loud.extend(unrest(&card).map(|said| format!("{name}\n  {said}")));
            held += 1;
        }
    }
    assert!(loud.is_empty(), "{}", loud.join("\n"));
    assert!(held > 160, "{held} cards");
}

fn stepped() -> Report {
    let files = |declaration| tree(&[("ethics.yml", declaration), ("README.md", CARD)]);
    let live = TWELVE.replace("lifecycle: prototype", "lifecycle: production");
    judged(&files(&live), Some(&files(TWELVE)))
}

#[test]
fn going_into_production_lists_the_rules_that_start_to_block() {
    let report = stepped();
    let step = report.systems[0].step.as_ref().expect("a step");
    assert_eq!((step.from, step.minors), (Tier::Minimal, false));
    assert_eq!(report.systems[0].tier.effective, Tier::Limited);
    assert!(step.cease_to_block.is_empty());
    let pack = Pack::builtin();
    let expected: Vec<&str> = pack
        .rules
        .iter()
        .filter(|rule| rule.file.level.minimal < Level::Error)
        .filter(|rule| rule.file.level.limited == Level::Error)
        .map(|rule| &*rule.id)
        .collect();
    assert!(expected.contains(&"gate/references-resolve"));
    assert_eq!(step.begin_to_block, expected);
    for format in ["terminal", "markdown"] {
        let page = crate::render::render(format, &report);
        assert!(page.contains("from minimal to limited; "), "{page}");
        for rule in &expected {
            assert!(page.contains(rule), "{format} leaves out {rule}");
        }
    }
}

#[test]
fn a_change_that_stays_in_its_tier_has_no_step() {
    let files = |declaration| tree(&[("ethics.yml", declaration), ("README.md", CARD)]);
    let later = TWELVE.replace("lifecycle: prototype", "lifecycle: research");
    let report = judged(&files(&later), Some(&files(TWELVE)));
    assert!(report.systems[0].step.is_none());
    // What is new on the head comes from nowhere.
    let report = judged(&files(TWELVE), Some(&tree(&[("README.md", CARD)])));
    assert!(report.systems[0].step.is_none());
    assert!(judged(&files(TWELVE), None).systems[0].step.is_none());
}

#[test]
fn minors_that_come_into_scope_are_a_step_and_so_is_a_way_back() {
    let files = |declaration| tree(&[("ethics.yml", declaration), ("README.md", CARD)]);
    let minors = TWELVE.replace("minors: excluded", "minors: possible");
    let report = judged(&files(&minors), Some(&files(TWELVE)));
    let step = report.systems[0].step.as_ref().expect("a step");
    let youth = |rules: &[String]| rules.iter().any(|rule| rule == "youth/age-assurance");
    assert!(!step.minors && youth(&step.begin_to_block));
    let report = judged(&files(TWELVE), Some(&files(&minors)));
    let step = report.systems[0].step.as_ref().expect("a step");
    assert!(step.minors && youth(&step.cease_to_block));
}

fn rules(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .arg("rules")
        .args(arguments)
        .output()
        .expect("the binary runs")
}

#[test]
fn a_step_can_be_looked_at_before_it_is_taken() {
    let step = ["--from", "minimal", "--to", "limited", "--lang", "en"];
    let run = rules(&step);
    let text = String::from_utf8(run.stdout).expect("UTF-8");
    let first = text.split("\n\n").next().expect("a paragraph");
    assert!(first.contains(" begin to block\n"), "{text}");
    assert!(first.contains("gate/references-resolve"), "{text}");
    assert!(!first.contains("gate/declaration-valid"), "{text}");

    let run = rules(&[&step[..], &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let begin = json["rules"].as_array().expect("rules").iter();
    let begin: Vec<_> = begin
        .filter(|rule| rule["begins_to_block"] == true)
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    assert_eq!(begin.len(), first.lines().count() - 1);
    assert_eq!(
        begin,
        stepped().systems[0]
            .step
            .as_ref()
            .expect("a step")
            .begin_to_block
    );

    let same = rules(&["--from", "high", "--to", "high+minors", "--lang", "en"]);
    let text = String::from_utf8(same.stdout).expect("UTF-8");
    assert!(text.starts_with("no rule weighs anything else"), "{text}");
    let alone = rules(&["--from", "high"]);
    assert_eq!(alone.status.code(), Some(2));
}
