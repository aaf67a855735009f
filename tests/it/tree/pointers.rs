//! Git LFS pointers, which no reader may take for a document.

use std::fs;

use ethics_gate::source::pointer::Malformed;
use ethics_gate::source::{Blob, Pointer, Tree};

use super::{check_reason, unreadable};

const OID: &str = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

#[test]
fn pointers_are_told_from_content_under_any_name() {
    let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize 6\n");
    let conflict = pointer.replace("oid", "<<<<<<< HEAD\noid");
    let tree = Tree::memory([
        ("README.md".to_owned(), pointer.clone().into_bytes()),
        ("conflict.json".to_owned(), conflict.into_bytes()),
        (
            "about.md".to_owned(),
            format!("A pointer begins so:\n\n{pointer}").into_bytes(),
        ),
        ("empty.md".to_owned(), Vec::new()),
    ]);
    let Blob::Pointer(found, document) = tree.read("README.md") else {
        panic!("{:?}", tree.read("README.md"))
    };
    assert_eq!(found.oid, OID);
    assert_eq!((found.size, found.canonical), (6, true));
    assert_eq!(document.text, pointer);
    assert_eq!(unreadable(&tree, "conflict.json"), "malformed-pointer");
    assert!(matches!(tree.read("about.md"), Blob::Text(_)));
    assert!(matches!(tree.read("empty.md"), Blob::Text(_)));
    check_reason(&tree, "README.md", "a Git LFS pointer without its object");
}

#[test]
fn a_pointer_with_foreign_line_ends_is_one_and_not_canonical() {
    let text =
        format!("version https://git-lfs.github.com/spec/v1\r\noid sha256:{OID}\r\nsize 6\r\n");
    let pointer = Pointer::parse(text.as_bytes()).expect("a pointer");
    assert!(!pointer.canonical);
}

#[test]
fn a_malformed_pointer_says_what_is_wrong() {
    let check = |rest: &str, expected: Malformed| {
        let text = format!("version https://git-lfs.github.com/spec/{rest}");
        assert_eq!(
            Pointer::recognize(text.as_bytes()),
            Some(Err(expected)),
            "{text}"
        );
        assert_eq!(Pointer::parse(text.as_bytes()), None);
    };
    check(
        &format!("v2\noid sha256:{OID}\nsize 6\n"),
        Malformed::Version,
    );
    check(
        &format!("v1\noid sha256:{}\nsize 6\n", &OID[1..]),
        Malformed::Oid,
    );
    check(
        &format!("v1\noid sha256:{}\nsize 6\n", OID.to_uppercase()),
        Malformed::Oid,
    );
    check(&format!("v1\nsize 6\noid sha256:{OID}\n"), Malformed::Oid);
    check(&format!("v1\noid sha256:{OID}\nsize +6\n"), Malformed::Size);
    check(
        &format!("v1\noid sha256:{OID}\nsize 6\nx y\n"),
        Malformed::Trailing,
    );
    check(
        &format!("v1\next-1-a sha256:{OID}\next-0-b sha256:{OID}\noid sha256:{OID}\nsize 6\n"),
        Malformed::Extension,
    );
}

#[test]
fn pointers_agree_with_what_git_lfs_accepts() {
    let Some(shared) = crate::shared("Git LFS pointers") else {
        return;
    };
    let text = fs::read_to_string(shared.join("evidence/pointers/lfs.json")).expect("cases");
    let cases: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for case in cases["cases"].as_array().expect("a list") {
        let found = Pointer::parse(case["text"].as_str().expect("text").as_bytes());
        let expected = match case["verdict"].as_str().expect("a verdict") {
            "valid" => Some(true),
            "valid-noncanonical" => Some(false),
            _ => None,
        };
        assert_eq!(
            found.map(|pointer| pointer.canonical),
            expected,
            "{}",
            case["id"]
        );
    }
}
