//! Values inside of what has to be unpacked.

use std::io::Write as _;

use flate2::{Compression, Crc, write::DeflateEncoder};

use super::{CARD, TOY, check};

/// An archive that any program opens.
fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in members {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text.as_bytes()).expect("in memory");
        let packed = packed.finish().expect("in memory");
        let mut sum = Crc::new();
        sum.update(text.as_bytes());
        let length = |length: usize| u32::try_from(length).expect("small").to_le_bytes();
        let mut header = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        header.extend(sum.sum().to_le_bytes());
        header.extend(length(packed.len()));
        header.extend(length(text.len()));
        header.extend(u16::try_from(name.len()).expect("short").to_le_bytes());
        header.extend([0; 2]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(length(bytes.len()));
        directory.extend(name.as_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(header);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
    }
    let begin = u32::try_from(bytes.len()).expect("small");
    let size = u32::try_from(directory.len()).expect("small");
    let count = u16::try_from(members.len()).expect("few").to_le_bytes();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count, count].concat());
    bytes.extend(size.to_le_bytes());
    bytes.extend(begin.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

#[test]
fn an_archive_and_a_workbook_are_opened() {
    let archive = zip(&[
        ("in/readme.txt", "nothing to see\n"),
        ("in/people.csv", "name,주민등록번호\nA,060917-1260355\n"),
    ]);
    let workbook = zip(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><c t=\"s\"><v>0</v></c></worksheet>",
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>이름</t></si><si><t>060917-1260355</t></si></sst>",
        ),
    ]);
    for (path, bytes, within) in [
        ("data/people.zip", archive, "in/people.csv"),
        ("data/people.xlsx", workbook, "xl/sharedStrings.xml"),
    ] {
        let (found, printed) = check(&[("ethics.yml", TOY), ("README.md", CARD), (path, &bytes)]);
        let rules: Vec<&str> = found.iter().map(|(rule, ..)| &**rule).collect();
        assert_eq!(rules, ["privacy/pii-matches-declaration"], "{path}");
        let shown = format!("`{path}/{within}` holds 1 × KR_RRN");
        assert!(printed.contains(&shown), "{path}");
        assert!(!printed.contains("1260355"), "{path}");
    }
}
