//! Personal data in the texts of Parquet files, and a clear word for whatever
//! can't be read.
//!
//! The tables in `pii_tables/` are 40 made-up rows, written by pyarrow.

use std::io::Cursor;
use std::path::PathBuf;
use std::process::Command;

use ethics_gate::measure::parquet::in_korean;
use ethics_gate::measure::pii::{Found, Kind, read_parquet};
use ethics_gate::model::Value;
use ethics_gate::source::Tree;
use proptest::prelude::*;

use crate::families::{facts_of, items};

fn table(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/pii_tables")
        .join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(table(name)).expect("a table of the tests")
}

fn found(bytes: Vec<u8>) -> Result<Found, String> {
    read_parquet(Cursor::new(bytes)).map_err(|why| why.to_string())
}

#[test]
fn texts_are_found_by_row_and_column_those_in_lists_too() {
    let found = found(bytes("mixed.parquet")).expect("a file");
    assert_eq!(found.unread, []);
    let seen: Vec<_> = found
        .findings
        .iter()
        .map(|one| (one.kind, one.line, found.field(one).expect("a column")))
        .collect();
    let content = "said.list.element.content";
    assert_eq!(
        seen,
        [
            (Kind::Email, 7, "note"),
            (Kind::Phone, 12, "phone"),
            (Kind::CreditCard, 21, content),
        ]
    );
    // Offsets and columns are those within the value.
    let text = "second line\nwrite to jane.doe@example.org today";
    let email = found.findings[0];
    let at = text.find("jane").expect("the address") as u64;
    assert_eq!((email.start, email.column), (at, at + 1));
    assert_eq!(email.end, at + "jane.doe@example.org".len() as u64);
}

#[test]
fn a_column_that_can_not_be_read_is_listed_and_the_others_are_searched() {
    let half = found(bytes("half.parquet")).expect("a file");
    assert_eq!(half.findings.len(), 1);
    let [(column, why)] = &half.unread[..] else {
        panic!("one column: {:?}", half.unread);
    };
    assert_eq!(column, "note");
    assert!(why.contains("zstd"), "{why}");
    // It says what it is, and what to do.
    let said = in_korean(why);
    assert!(
        why.ends_with("write the file anew with snappy, gzip or lz4")
            && said.starts_with("zstd(으)로 압축되어")
            && said.ends_with("다시 저장하기"),
        "{why}; {said}"
    );
    let clean = found(bytes("clean.parquet")).expect("a file");
    assert!(clean.findings.is_empty() && clean.unread.is_empty());
}

#[test]
fn a_file_that_lies_is_never_clean() {
    let whole = bytes("mixed.parquet");
    for end in (4..whole.len()).step_by(29) {
        assert!(found(whole[..end].to_vec()).is_err(), "{end} bytes");
    }
    // The rows that the footer says are 40, `num_rows` of its third field.
    let footer = whole.len() - 8 - footer_length(&whole);
    let claims = (footer..whole.len() - 8).filter(|&at| whole[at] == 80);
    let mut told = 0;
    for at in claims {
        let mut lie = whole.clone();
        lie[at] = 82;
        told += usize::from(found(lie).is_err_and(|why| why.contains("row groups have")));
    }
    assert!(told > 0, "no lie about the rows was told");
}

fn footer_length(file: &[u8]) -> usize {
    let at = file.len() - 8;
    let length = file[at..at + 4].try_into().expect("four bytes");
    u32::from_le_bytes(length) as usize
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_is_an_answer(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut file = bytes("mixed.parquet");
        for (index, byte) in flips {
            let at = index.index(file.len());
            file[at] = byte;
        }
        let _ = found(file);
    }
}

#[test]
fn the_verb_names_the_column_and_no_value() {
    let run = |format: &str| {
        let out = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
            .args(["measure", "pii", "--format", format])
            .arg(table("mixed.parquet"))
            .arg(table("half.parquet"))
            .output()
            .expect("it runs");
        assert!(out.status.success());
        String::from_utf8(out.stdout).expect("text")
    };
    let json: serde_json::Value = serde_json::from_str(&run("json")).expect("JSON");
    assert_eq!(json["files"][0]["findings"][1]["field"], "phone");
    assert_eq!(json["files"][1]["unread"][0]["field"], "note");
    let text = run("text");
    assert!(text.contains("12:1 phone  PHONE"), "{text}");
    assert!(text.contains("column note not read"), "{text}");
    assert!(!text.contains("2345") && !text.contains("jane"), "{text}");
}

#[test]
fn samples_in_parquet_are_held_against_the_declaration() {
    let declaration = b"version: 1\nsystem: {id: s}\nprivacy: {personal_data: false}\n";
    let tree = Tree::memory([
        ("ethics.yml".to_owned(), declaration.to_vec()),
        ("data/people.parquet".to_owned(), bytes("mixed.parquet")),
        (
            "data/cut.parquet".to_owned(),
            bytes("mixed.parquet")[..99].to_vec(),
        ),
    ]);
    let facts = facts_of(&tree);
    let kinds: Vec<_> = items(&facts, "privacy.found")
        .iter()
        .map(|one| {
            assert_eq!(
                one.get("path").and_then(Value::as_str),
                Some("data/people.parquet")
            );
            let line = one.get("line").and_then(Value::as_int);
            (
                one.get("kind").and_then(Value::as_str).map(str::to_owned),
                line,
            )
        })
        .collect();
    assert!(
        kinds.contains(&(Some("PHONE".to_owned()), Some(12))),
        "{kinds:?}"
    );
    assert!(
        kinds.contains(&(Some("EMAIL".to_owned()), Some(7))),
        "{kinds:?}"
    );
}
