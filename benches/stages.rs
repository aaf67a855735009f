//! The stages of a check, each alone: `cargo bench`.
//!
//! These figures compare one version with the next on one machine; what is
//! measured beside peers is `benches/compare.py`.

#![expect(clippy::disallowed_methods, reason = "benches read the examples")]

use std::fs;
use std::path::{Path, PathBuf};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use ethics_gate::gate;
use ethics_gate::measure::pii::{self, Form};
use ethics_gate::model::{Document, Settings, Span};
use ethics_gate::policy::Pack;
use ethics_gate::source::{Tree, json, markdown, yaml};

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 12, 1);

fn main() {
    divan::main();
}

fn example(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/credit-scoring")
        .join(path)
}

fn document(path: &str) -> std::sync::Arc<Document> {
    let text = fs::read_to_string(example(path)).expect("a file of the example");
    Document::new(path, text)
}

#[divan::bench]
fn yaml_declaration(bencher: Bencher) {
    let document = document("ethics.yml");
    let whole = Span::new(0, document.text.len());
    bencher
        .counter(BytesCount::of_str(&document.text))
        .bench(|| yaml::parse(black_box(&document), whole));
}

#[divan::bench]
fn json_croissant(bencher: Bencher) {
    let document = document("data/apps.croissant.json");
    let whole = Span::new(0, document.text.len());
    bencher
        .counter(BytesCount::of_str(&document.text))
        .bench(|| json::parse(black_box(&document), whole));
}

/// A megabyte of text without a hit, and of numbers.
fn clean(line: &str) -> String {
    line.repeat((1 << 20) / line.len())
}

#[divan::bench]
fn personal_data_in_text(bencher: Bencher) {
    let text = clean("Of 400 answers (see section 3), 372 were right: nobody was named in any.\n");
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| pii::scan(black_box(text.as_bytes()), Form::Text));
}

#[divan::bench]
fn personal_data_in_a_table(bencher: Bencher) {
    let rows = clean("40213,34,2026-11-02,0.482913,F,52000,1\n");
    let table = format!("row,age,opened,score,sex,income,label\n{rows}");
    bencher
        .counter(BytesCount::of_str(&table))
        .bench(|| pii::scan(black_box(table.as_bytes()), Form::Table));
}

#[divan::bench]
fn markdown_card(bencher: Bencher) {
    let document = document("MODEL_CARD.md");
    bencher
        .counter(BytesCount::of_str(&document.text))
        .bench(|| markdown::parse(black_box(&document)));
}

#[divan::bench]
fn load_the_builtin_pack() -> Pack {
    Pack::builtin()
}

#[divan::bench]
fn list_the_tree() -> Tree {
    Tree::working(&example("")).expect("the example")
}

#[divan::bench]
fn judge_the_credit_scorer(bencher: Bencher) {
    let packs = [Pack::builtin()];
    bencher
        .with_inputs(|| Tree::working(&example("")).expect("the example"))
        .bench_refs(|tree| gate::gate(tree, None, None, &packs, &Settings::default(), TODAY));
}
