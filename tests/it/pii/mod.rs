//! Personal data: every vector that must be found, none that must not, and
//! nothing sure among lines that only look like it.

mod confidential;
mod elsewhere;
mod masked;
mod packed;
mod parquet;
mod written;

use std::process::Command;

use ethics_gate::measure::pii::{Confidence, Form, Hit, Kind, read, scan};
use proptest::prelude::*;
use serde_json::Value as Json;

const VECTORS: &str = include_str!("vectors.tsv");
const TRAPS: &str = include_str!("traps.tsv");

/// One line of a table of vectors, its cells by the names in the header.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}

fn of_kind<'a>(hits: &'a [Hit], kind: &'a str) -> impl Iterator<Item = &'a Hit> {
    hits.iter().filter(move |hit| hit.kind.name() == kind)
}

fn text(line: &str) -> Vec<Hit> {
    scan(line.as_bytes(), Form::Text)
}

/// The kinds of a line with their confidence, for assertions that read well.
fn kinds(line: &str, form: Form) -> Vec<(Kind, Confidence)> {
    scan(line.as_bytes(), form)
        .iter()
        .map(|hit| (hit.kind, hit.confidence))
        .collect()
}

#[test]
fn every_vector_is_judged_as_it_must_be() {
    for row in rows(VECTORS) {
        let [id, line, _, _, kind, expected, start, end, reason] = row[..] else {
            panic!("a vector has nine cells: {row:?}");
        };
        let place = (start.parse().expect("a byte"), end.parse().expect("a byte"));
        let hits = text(line);
        let found = of_kind(&hits, kind)
            .find(|hit| (hit.start, hit.end) == place)
            .map(|hit| hit.confidence);
        match expected {
            "match" => assert!(found.is_some(), "{id} is missed: {reason}"),
            "weak" => assert_eq!(found, Some(Confidence::Low), "{id}: {reason}"),
            _ => assert_eq!(of_kind(&hits, kind).count(), 0, "{id} is none: {reason}"),
        }
    }
}

#[test]
fn what_must_match_is_sure() {
    let unsure: Vec<&str> = rows(VECTORS)
        .filter(|row| row[5] == "match")
        .filter(|row| !of_kind(&text(row[1]), row[4]).any(|hit| hit.confidence == Confidence::High))
        .map(|row| row[0])
        .collect();
    assert!(unsure.is_empty(), "{unsure:?}");
}

#[test]
fn no_trap_is_taken_for_sure() {
    let lines: Vec<Vec<&str>> = rows(TRAPS).collect();
    let sure: Vec<&str> = lines
        .iter()
        .filter(|row| {
            text(row[1])
                .iter()
                .any(|hit| hit.confidence == Confidence::High)
        })
        .map(|row| row[0])
        .collect();
    assert!(sure.is_empty(), "{sure:?} of {}", lines.len());
    // Not even unsurely, as what they lure with.
    for row in &lines {
        for lure in row[3].split('|') {
            assert_eq!(
                of_kind(&text(row[1]), lure).count(),
                0,
                "{} as {lure}",
                row[0]
            );
        }
    }
}

#[test]
fn letters_written_as_escapes_are_letters() {
    // The label and the particle behind the number are Hangul.
    let line = r#"{"note": "\uc8fc\ubbfc\ubc88\ud638 060115-1873104\uc785\ub2c8\ub2e4"}"#;
    let hits = scan(line.as_bytes(), Form::Json);
    assert_eq!(hits.len(), 1);
    assert_eq!(
        (hits[0].kind, hits[0].confidence),
        (Kind::KrRrn, Confidence::High)
    );
    assert_eq!(&line[hits[0].start..hits[0].end], "060115-1873104");
    let line = r#"{"text": "call\n010-0000-0001\nor\thong@example.com"}"#;
    let hits = scan(line.as_bytes(), Form::Json);
    let found: Vec<&str> = hits.iter().map(|hit| &line[hit.start..hit.end]).collect();
    assert_eq!(found, ["010-0000-0001", "hong@example.com"]);
}

#[test]
fn a_column_explains_its_values() {
    let sure = |kind| vec![(kind, Confidence::High)];
    let table = "name,user_phone,amount\nA,1000000001,1000000001\n";
    assert_eq!(kinds(table, Form::Table), sure(Kind::Phone));
    let table = "name;주민등록번호;x\n\"A; B\";060115-1873104;1\n";
    assert_eq!(kinds(table, Form::Table), sure(Kind::KrRrn));
    let table = "passportNo\tn\nM00000000\t1\n";
    assert_eq!(kinds(table, Form::Table), sure(Kind::KrPassport));
    // A number of the table's own is no card, whatever its check digit says.
    let table = "tweet_id,n\n4111111111111111,1\n";
    assert_eq!(kinds(table, Form::Table), []);
    let table = "lat,lon,price\n37.566535,126.977969,3.1415926\n";
    assert_eq!(kinds(table, Form::Table), [(Kind::Gps, Confidence::Low); 2]);
}

#[test]
fn a_key_explains_its_own_value_only() {
    let line = r#"{"ssn": null, "amount": 801010001, "n": 2}"#;
    assert_eq!(kinds(line, Form::Json), []);
    let line = r#"{"amount": 2, "ssn": 801010001}"#;
    assert_eq!(kinds(line, Form::Json), [(Kind::UsSsn, Confidence::High)]);
}

#[test]
fn secrets_have_a_kind() {
    // Put together here, so that no line of this file is one.
    let letters = "q7Rk2Zt9Vb4Lw8Xc1Nd6Mf3Hs5Gj0PaYeUo";
    let made = [
        format!("token = ghp_{letters}q1"),
        format!("AWS {}{}", "AKIA", "Q7RK2ZT9VB4LW8XC"),
        format!("key: {}{letters}", "sk-"),
        format!("{0}BEGIN RSA PRIVATE KEY{0}\\n{letters}{letters}", "-----"),
        format!("{}{letters}.{letters}.{letters}", "eyJ"),
    ];
    for line in &made {
        assert_eq!(
            kinds(line, Form::Text),
            [(Kind::Secret, Confidence::High)],
            "{line}"
        );
    }
    let assigned = format!("client_secret: \"{letters}\"");
    assert_eq!(
        kinds(&assigned, Form::Text),
        [(Kind::Secret, Confidence::Low)]
    );
    let url = format!("postgres{}app:{}@db.example.com/x", "://", &letters[..12]);
    assert_eq!(kinds(&url, Form::Text), [(Kind::Secret, Confidence::Low)]);
    for none in [
        "risk-adjusted returns of a task-oriented model",
        "pad_token: \"<pad>\"",
        "password: ${DATABASE_PASSWORD}",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "AKIAIOSFODNN7EXAMPLE",
        "access_token = os.environ['ACCESS_TOKEN_OF_2024']",
    ] {
        assert_eq!(kinds(none, Form::Text), [], "{none}");
    }
}

/// What a reader that gives a few bytes at a time is read as.
struct Slow<'a>(&'a [u8]);

impl std::io::Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(self.0.len()).min(60_001);
        buffer[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

#[test]
fn blocks_change_nothing() {
    // Nine megabytes: lines, and then one that never ends.
    let mut all = Vec::new();
    while all.len() < 5_000_000 {
        all.extend_from_slice("한글 text, nothing in it, 12 of 34 lines\n".as_bytes());
        if all.len() % 7 == 0 {
            all.extend_from_slice("연락처 010-0000-0001, hong@example.com\n".as_bytes());
        }
    }
    while all.len() < 9_000_000 {
        all.extend_from_slice(b"on and on it goes ");
        if all.len() % 11 == 0 {
            all.extend_from_slice(b"by card 4111-1111-1111-1111 ");
        }
    }
    let whole = scan(&all, Form::Text);
    let found = read(Slow(&all), Form::Text).expect("memory can be read");
    assert!(whole.len() > 1000 && whole.len() < 400_000);
    assert_eq!(found.bytes, all.len() as u64);
    assert_eq!(
        found.findings.len() as u64 + found.unlisted,
        whole.len() as u64
    );
    for (hit, finding) in whole.iter().zip(&found.findings) {
        assert_eq!(
            (hit.start as u64, hit.end as u64),
            (finding.start, finding.end)
        );
        let before = &all[..hit.start];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
        assert_eq!(finding.line, line);
        if finding.line > 200 {
            break;
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for form in [Form::Text, Form::Json, Form::Table] {
            for hit in scan(&bytes, form) {
                prop_assert!(hit.start < hit.end && hit.end <= bytes.len());
            }
        }
    }

    #[test]
    fn what_looks_like_it_is_read(text in "[0-9A-Za-z@:./+()\\\\u가-나０-９‑ \n,\"=-]{0,120}") {
        for form in [Form::Text, Form::Json, Form::Table] {
            let hits = scan(text.as_bytes(), form);
            for pair in hits.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
            }
            let read = read(text.as_bytes(), form).expect("memory can be read");
            prop_assert_eq!(read.findings.len(), hits.len());
        }
    }
}

fn measure(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .args(["measure", "pii"])
        .args(arguments)
        .output()
        .expect("the binary runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_verb_prints_places_and_no_value() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("people.csv");
    std::fs::write(&path, "이름,연락처\n갑,010-0000-0001\n").expect("a table");
    std::fs::write(folder.path().join("weights.bin"), b"\0\xFF\xFE\0").expect("a file");
    let folder = folder.path().to_str().expect("a path");
    let json: Json = serde_json::from_str(&measure(&[folder, "--format", "json"])).expect("JSON");
    assert_eq!(json["schema"], "ethics-gate/measure-pii/1");
    let file = &json["files"][0];
    assert_eq!(
        file["counts"]["PHONE"],
        serde_json::json!({"high": 1, "low": 0})
    );
    assert_eq!(
        file["findings"][0],
        serde_json::json!({"kind": "PHONE", "confidence": "high", "line": 2, "column": 3, "start": 21, "end": 34})
    );
    let why = json["files"][1]["why"].as_str().expect("a reason");
    assert!(why.starts_with("no text, so it was not searched"), "{why}");
    let text = measure(&[folder]);
    assert!(
        text.contains("PHONE") && !text.contains("0000-0001"),
        "{text}"
    );
}

/// The findings of a check on a small tree: rule, path, line.
fn check(files: &[(&str, &[u8])]) -> (Vec<(String, String, u64)>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .arg("check")
        .arg(folder.path())
        .args(["--today", "2026-12-01", "--lang", "en", "--report", "json"])
        .output()
        .expect("the binary runs");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let json: Json = serde_json::from_str(&printed).expect("a report");
    let findings = json["findings"].as_array().expect("findings").iter();
    let privacy = findings
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or("").to_owned();
            (
                text("rule"),
                text("path"),
                one["start"]["line"].as_u64().unwrap_or(0),
            )
        })
        .filter(|(rule, ..)| rule.starts_with("privacy/"))
        .collect();
    (privacy, printed)
}

const TOY: &[u8] = include_bytes!("../../../examples/minimal/ethics.yml");
const CARD: &[u8] = include_bytes!("../../../examples/minimal/README.md");

#[test]
fn a_table_in_the_encoding_of_korean_spreadsheets_is_searched() {
    // The name of the column in CP949, which is no UTF-8.
    let table = [
        b"\xC0\xCC\xB8\xA7,rrn\n".as_slice(),
        b"\xB0\xA9,060115-1873104\n",
    ]
    .concat();
    let (found, printed) = check(&[
        ("ethics.yml", TOY),
        ("README.md", CARD),
        ("data/people.csv", &table),
    ]);
    let rule = "privacy/pii-matches-declaration";
    assert_eq!(found, [(rule.to_owned(), "data/people.csv".to_owned(), 2)]);
    assert!(!printed.contains("060115"));
}

#[test]
fn text_in_a_folder_of_data_is_searched_whatever_it_is_called() {
    let people = "name\temail\nA\tkim@mail.example.com\n";
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12\n{people}",
        "5f".repeat(32)
    );
    for name in [
        "people.md",
        "people.yaml",
        "people.html",
        "people.xml",
        "people",
        "people.dat",
        "people.csv.bak",
        "people.arff",
        "people.vcf",
        "people.eml",
    ] {
        let path = format!("data/{name}");
        let (found, printed) = check(&[
            ("ethics.yml", TOY),
            ("README.md", CARD),
            (&path, people.as_bytes()),
        ]);
        let rule = "privacy/pii-matches-declaration".to_owned();
        assert_eq!(found, [(rule, path, 2)]);
        assert!(!printed.contains("kim@"));
    }
    // What begins as a pointer and is none hides nothing.
    let (found, _) = check(&[
        ("ethics.yml", TOY),
        ("README.md", CARD),
        ("data/p.csv", pointer.as_bytes()),
    ]);
    assert_eq!(found.len(), 1);
    assert_eq!((&*found[0].1, found[0].2), ("data/p.csv", 5));
    // Who made the data is meant to be found.
    for path in [
        "data/README.md",
        "data/LICENSE",
        "data/CITATION.cff",
        "docs/people.md",
    ] {
        let (found, _) = check(&[
            ("ethics.yml", TOY),
            ("README.md", CARD),
            (path, people.as_bytes()),
        ]);
        assert_eq!(found, [], "{path}");
    }
}

#[test]
fn what_was_not_searched_is_said() {
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12\n",
        "5f".repeat(32)
    );
    let (found, printed) = check(&[
        ("ethics.yml", TOY),
        ("README.md", CARD),
        ("data/rows.csv", pointer.as_bytes()),
        ("data/other.csv", b"\x93\0\xFF\x01,\0b\0"),
    ]);
    assert_eq!(found, []);
    let json: Json = serde_json::from_str(&printed).expect("a report");
    let said = json["not_checked"].to_string();
    for path in ["data/rows.csv", "data/other.csv"] {
        assert!(said.contains(path), "{said}");
    }
}

#[test]
fn text_in_utf_16_a_nul_and_a_package_hide_nothing() {
    let table = "name,rrn\nA,060115-1873104\n";
    let wide: Vec<u8> = table.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let nul = table.replace("A,", "\0,").into_bytes();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, table.as_bytes()).expect("in memory");
    let packed = packed.finish().expect("in memory");
    let files = [
        ("data/nul.csv", &*nul),
        ("data/packed.csv.gz", &*packed),
        ("data/wide.csv", &*wide),
    ];
    for file in files {
        let (found, printed) = check(&[("ethics.yml", TOY), ("README.md", CARD), file]);
        let rules: Vec<&str> = found.iter().map(|(rule, ..)| &**rule).collect();
        assert_eq!(rules, ["privacy/pii-matches-declaration"], "{}", file.0);
        assert!(!printed.contains("060115"), "{}", file.0);
    }
}

#[test]
fn no_name_that_holds_a_value_is_printed() {
    // A table without a header has its first person for column names, and a
    // group, a key and a file are called as somebody likes.
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| {
        folder
            .path()
            .join(name)
            .to_str()
            .expect("a path")
            .to_owned()
    };
    let table = "kim@mail.example,060115-1873104,1,0\nlee@mail.example,060115-1873104,0,1\n";
    std::fs::write(at("rows.csv"), table).expect("a table");
    let table = "who,y,p\nkim@mail.example,1,0\nlee@mail.example,0,1\n";
    std::fs::write(at("groups.csv"), table).expect("a table");
    std::fs::write(at("kim@mail.example.csv"), "a\n060115-1873104\n").expect("a table");
    std::fs::write(at("card.md"), "# Of kim@mail.example\n\nWords.\n").expect("a text");
    let runs: [&[&str]; 6] = [
        &[
            "fairness",
            &at("rows.csv"),
            "--label",
            "y",
            "--prediction",
            "p",
            "--by",
            "who",
        ],
        &[
            "fairness",
            &at("groups.csv"),
            "--label",
            "y",
            "--prediction",
            "p",
            "--by",
            "who",
        ],
        &[
            "fairness",
            &at("groups.csv"),
            "--label",
            "y",
            "--prediction",
            "p",
            "--by",
            "who",
            "--format",
            "json",
        ],
        &["pii", &at("kim@mail.example.csv")],
        &["pii", &at("kim@mail.example.csv"), "--format", "json"],
        &["text", &at("card.md"), "--format", "json"],
    ];
    for arguments in runs {
        let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
            .arg("measure")
            .args(arguments)
            .args(["--lang", "en"])
            .output()
            .expect("the binary runs");
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).expect("UTF-8");
        // A first row of values is no row of names.
        let said = ["‹email›", "a row of 4 values"]
            .iter()
            .any(|it| printed.contains(it));
        assert!(said, "{arguments:?}: {printed}");
        for value in ["mail.example", "060115"] {
            assert!(!printed.contains(value), "{arguments:?}: {printed}");
        }
    }
    for (name, text) in [
        ("data/kim@mail.example.csv", "a\n060115-1873104\n"),
        ("data/people.jsonl", "{\"a\": \"060115-1873104\"}\n"),
    ] {
        for format in [
            "json",
            "sarif",
            "terminal",
            "markdown",
            "junit",
            "codequality",
            "github",
        ] {
            let printed = printed_as(format, name, text);
            assert!(!printed.contains("060115"), "{format}: {printed}");
            assert!(!printed.contains("kim@"), "{format}: {printed}");
            assert!(
                printed.contains("pii-matches-declaration"),
                "{format}: {printed}"
            );
        }
    }
}

/// The report of a check on a small tree with one file of data.
fn printed_as(format: &str, name: &str, text: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("data")).expect("a folder");
    for (path, bytes) in [
        ("ethics.yml", TOY),
        ("README.md", CARD),
        (name, text.as_bytes()),
    ] {
        std::fs::write(folder.path().join(path), bytes).expect("a file");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_ethics-gate"))
        .arg("check")
        .arg(folder.path())
        .args(["--today", "2026-12-01", "--lang", "en", "--report", format])
        .output()
        .expect("the binary runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_file_too_large_to_hold_is_searched_by_stream() {
    let mut table = b"note,rrn\n".to_vec();
    while table.len() < 17 << 20 {
        table.extend_from_slice(b"nothing to see on this line or on any other one,\n");
    }
    table.extend_from_slice(b"here,060115-1873104\n");
    let (found, printed) = check(&[
        ("ethics.yml", TOY),
        ("README.md", CARD),
        ("data/large.csv", &table),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        printed.contains("the first on line 363794"),
        "{}",
        printed.len()
    );
    assert!(!printed.contains("060115"));
}
