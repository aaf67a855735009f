//! Predictions in Parquet: the same numbers as from the CSV, and a clear error
//! for whatever can't be read.
//!
//! The tables in `fairness_tables/` are 600 made-up rows, written by pyarrow
//! in row groups of 250; the small ones hold the first 40 of them.

use std::io::Cursor;
use std::path::PathBuf;
use std::process::Command;

use ethics_gate::measure::fairness::error::TableError;
use ethics_gate::measure::fairness::tally::Plan;
use ethics_gate::measure::fairness::{Measured, rows};
use ethics_gate::model::{Reason, Value};
use ethics_gate::source::Tree;
use proptest::prelude::*;

use crate::families::{facts_of, item, items, reason};
use crate::shared;

fn table(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/fairness_tables")
        .join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(table(name)).expect("a table of the tests")
}

fn plan() -> Plan {
    Plan {
        label: "label".to_owned(),
        prediction: "prediction".to_owned(),
        score: Some("score".to_owned()),
        weight: Some("weight".to_owned()),
        by: [&["sex"][..], &["band"], &["sex", "band"], &[]]
            .map(|names| names.iter().map(|&name| name.to_owned()).collect())
            .to_vec(),
        ..Plan::default()
    }
}

fn measured(bytes: Vec<u8>, plan: &Plan) -> Result<Measured, TableError> {
    rows::measure(Cursor::new(bytes), plan)
}

/// Every number, so that two tables can be compared; they may have other columns beside.
fn shown(measured: &Measured) -> String {
    let mut measured = measured.clone();
    measured.columns.clear();
    format!("{measured:#?}")
}

#[test]
fn every_codec_and_encoding_gives_the_numbers_of_the_csv() {
    let expected = measured(bytes("rows.csv"), &plan()).expect("a table");
    assert_eq!(expected.rows, 600);
    for name in ["snappy.parquet", "gzip-v2.parquet", "lz4.parquet"] {
        let found = measured(bytes(name), &plan()).expect(name);
        assert_eq!(shown(&found), shown(&expected), "{name}");
    }
    let first = String::from_utf8(bytes("rows.csv")).expect("text");
    let first: Vec<&str> = first.lines().take(41).collect();
    let expected = measured(first.join("\n").into_bytes(), &plan()).expect("a table");
    let found = measured(bytes("plain.parquet"), &plan()).expect("a table");
    assert_eq!(shown(&found), shown(&expected));
}

#[test]
fn a_real_table_gives_the_same_as_its_csv_and_as_fairlearn() {
    let Some(shared) = shared("fairness goldens") else {
        return;
    };
    let folder = shared.join("evidence/fairness");
    let read = |name: &str| std::fs::read(folder.join(name)).expect("evidence");
    let golden: serde_json::Value =
        serde_json::from_slice(&read("acs_income_lgbm.golden.json")).expect("golden values");
    let attributes = golden["attributes"].as_object().expect("attributes");
    let plan = Plan {
        label: "y_true".to_owned(),
        prediction: "y_pred".to_owned(),
        by: attributes
            .keys()
            .map(|names| names.split('*').map(str::to_owned).collect())
            .collect(),
        ..Plan::default()
    };
    let found = measured(read("acs_income_lgbm.parquet"), &plan).expect("a table");
    let csv = measured(read("acs_income_lgbm.csv"), &plan).expect("a table");
    assert_eq!(Some(found.rows), golden["rows"].as_u64());
    assert_eq!(shown(&found), shown(&csv));
    for attribute in &found.attributes {
        let groups = &attributes[&attribute.name]["fairlearn"]["by_group"];
        for group in &attribute.groups {
            let rate = ethics_gate::measure::fairness::Metric::SelectionRate.rate(&group.table);
            let expected = groups[&group.name]["selection_rate"].as_f64();
            let (found, expected) = (rate.value().expect("a rate"), expected.expect("a rate"));
            assert!(
                (found - expected).abs() < 1e-9,
                "{}/{}",
                attribute.name,
                group.name
            );
        }
    }
}

fn refused(name: &str, plan: &Plan) -> String {
    measured(bytes(name), plan)
        .expect_err("it can't be read")
        .to_string()
}

#[test]
fn what_is_not_read_is_said_with_its_column() {
    assert_eq!(
        refused("zstd.parquet", &plan()),
        "column `sex` can't be read: it is compressed with zstd, which can't be read here; \
         write the file anew with snappy, gzip or lz4"
    );
    assert!(refused("brotli.parquet", &plan()).contains("compressed with brotli"));
    assert!(refused("delta.parquet", &plan()).contains("column `sex`"));
    assert!(refused("delta.parquet", &plan()).contains("delta-encoded"));
    let by = |name: &str| Plan {
        by: vec![vec![name.to_owned()]],
        ..plan()
    };
    let lists = refused("plain.parquet", &by("tags.list.element"));
    assert_eq!(
        lists,
        "column `tags.list.element` can't be read: it holds lists"
    );
    let dates = refused("plain.parquet", &by("day"));
    assert_eq!(dates, "column `day` can't be read: it holds dates");
    let TableError::NoColumn { column, have } =
        measured(bytes("plain.parquet"), &by("gender")).expect_err("no such column")
    else {
        panic!("another error");
    };
    assert_eq!(column, "gender");
    assert!(have.iter().any(|name| name == "sex"), "{have:?}");
}

#[test]
fn a_row_without_a_label_is_told_by_its_number() {
    let plan = Plan {
        label: "sex".to_owned(),
        positive: Some("F".to_owned()),
        score: None,
        weight: None,
        by: Vec::new(),
        ..plan()
    };
    let error = measured(bytes("snappy.parquet"), &plan).expect_err("a row has none");
    assert!(
        matches!(error, TableError::Row { line, .. } if line % 50 == 1),
        "{error}"
    );
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_an_error() {
    let whole = bytes("snappy.parquet");
    for end in (8..whole.len())
        .step_by(37)
        .chain(whole.len() - 12..whole.len())
    {
        let cut = whole[..end].to_vec();
        assert!(
            measured(cut, &plan()).is_err(),
            "{end} bytes of {}",
            whole.len()
        );
    }
}

#[test]
fn a_footer_that_claims_more_than_the_file_has_is_an_error() {
    let mut file = bytes("snappy.parquet");
    let at = file.len() - 8;
    file[at..at + 4].copy_from_slice(&(60_u32 << 20).to_le_bytes());
    let error = measured(file.clone(), &plan())
        .expect_err("a lie")
        .to_string();
    assert!(error.contains("longer than the file"), "{error}");
    file[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    let error = measured(file, &plan()).expect_err("a lie").to_string();
    assert!(error.contains("longer than 64 MiB"), "{error}");
}

#[test]
fn the_verb_reads_it() {
    let out = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .args(["measure", "fairness"])
        .arg(table("snappy.parquet"))
        .args(["--by", "sex", "--format", "json"])
        .output()
        .expect("it runs");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let found: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(found["rows"], 600);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Counts or an error, whatever a few bytes become.
    #[test]
    fn flipped_bytes_never_panic(
        name in prop::sample::select(vec!["snappy.parquet", "gzip-v2.parquet", "lz4.parquet", "delta.parquet"]),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        in_footer in any::<bool>(),
    ) {
        let mut file = bytes(name);
        let from = if in_footer { file.len() * 2 / 3 } else { 4 };
        for (at, byte) in flips {
            let at = from + at.index(file.len() - from);
            file[at] = byte;
        }
        let _ = measured(file, &plan());
    }
}

/// The facts of a declaration whose predictions are these bytes.
fn facts(name: &str, bytes: Vec<u8>) -> Value {
    let declaration = format!(
        "version: 1\nsystem: {{id: s, decides_about_people: true}}\n\
         fairness: {{predictions: {name}, label: label, prediction: prediction, \
         attributes: {{sex: [F, M]}}}}\n"
    );
    let tree = Tree::memory([
        ("ethics.yml".to_owned(), declaration.into_bytes()),
        (name.to_owned(), bytes),
    ]);
    facts_of(&tree)
}

#[test]
fn a_declaration_may_name_parquet_and_is_counted_as_the_csv_is() {
    let by_csv = facts("rows.csv", bytes("rows.csv"));
    let by_parquet = facts("rows.parquet", bytes("snappy.parquet"));
    let people = |facts, group| {
        let group = item(facts, "fairness.groups", "group", group);
        group.get("n").and_then(Value::as_int)
    };
    for group in ["F", "M"] {
        assert!(people(&by_csv, group) > Some(100), "{group}");
        assert_eq!(people(&by_csv, group), people(&by_parquet, group));
    }
}

#[test]
fn predictions_that_can_not_be_read_are_told_and_a_pointer_is_not_there() {
    let refused = facts("rows.parquet", bytes("zstd.parquet"));
    let table = refused.at_path("fairness.table").expect("a table");
    let broken = table.get("broken").and_then(Value::as_str);
    assert_eq!(broken, Some("format"));
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0000000000000000000000000000000000000000000000000000000000000000\nsize 12\n";
    let pointer = facts("rows.parquet", pointer.to_vec());
    let table = pointer.at_path("fairness.table").expect("a table");
    assert_eq!(reason(table, "counted"), Some(Reason::Unverified));
    assert!(items(&pointer, "fairness.sums").is_empty());
}
