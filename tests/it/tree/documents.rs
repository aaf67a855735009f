//! What a path holds, once it is read.

use std::io::{Read, Seek, SeekFrom};

use ethics_gate::source::tree::LARGEST_DOCUMENT;
use ethics_gate::source::{Blob, Presence, Tree};

use super::{Folder, check_reason, text, unreadable};

#[test]
fn a_file_over_the_limit_is_no_document_and_can_be_streamed() {
    let folder = Folder::new(&[("edge.txt", ""), ("large.txt", "")]);
    for (path, size) in [
        ("edge.txt", LARGEST_DOCUMENT),
        ("large.txt", LARGEST_DOCUMENT + 1),
    ] {
        let line = "a line of text\n";
        let times = usize::try_from(size).expect("small") / line.len() + 1;
        let mut text = line.repeat(times);
        text.truncate(usize::try_from(size).expect("small"));
        folder.write(path, text);
    }
    let tree = folder.tree();
    assert!(matches!(tree.read("edge.txt"), Blob::Text(_)));
    assert_eq!(unreadable(&tree, "large.txt"), "too-large");
    check_reason(&tree, "large.txt", "larger than the 16777216 bytes");
    let mut stream = tree.open("large.txt").expect("a stream");
    stream.seek(SeekFrom::Start(7)).expect("sought");
    let mut bytes = [0; 7];
    stream.read_exact(&mut bytes).expect("read");
    assert_eq!(&bytes, b"of text");
}

#[test]
fn a_path_below_a_file_is_nothing() {
    let folder = Folder::new(&[("a.md", "text")]);
    let tree = folder.tree();
    assert_eq!(tree.presence("a.md/b.md"), Presence::Absent);
    assert!(matches!(tree.read("a.md/b.md"), Blob::Missing));
}

#[test]
fn a_name_is_found_however_its_characters_are_composed() {
    let decomposed = "문서/카드.md"
        .chars()
        .flat_map(|character| match character {
            '문' => vec!['\u{1106}', '\u{116e}', '\u{11ab}'],
            '서' => vec!['\u{1109}', '\u{1165}'],
            '카' => vec!['\u{110f}', '\u{1161}'],
            '드' => vec!['\u{1103}', '\u{1173}'],
            other => vec![other],
        })
        .collect::<String>();
    let tree = Tree::memory([(decomposed.clone(), b"text".to_vec())]);
    assert_eq!(text(&tree, "문서/카드.md"), "text");
    assert_eq!(text(&tree, &decomposed), "text");
}

#[test]
fn what_is_no_text_is_named() {
    let tree = Tree::memory([
        (
            "binary".to_owned(),
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
        ),
        ("utf-16".to_owned(), b"\xff\xfea\0b\0".to_vec()),
        ("broken".to_owned(), b"ab\xffc".to_vec()),
    ]);
    assert_eq!(unreadable(&tree, "binary"), "binary");
    assert_eq!(unreadable(&tree, "utf-16"), "utf-16");
    assert_eq!(unreadable(&tree, "broken"), "invalid-utf-8");
    assert_eq!(tree.ledger(|_| true).passed_over.len(), 3);
}

#[test]
fn a_document_is_read_once_and_by_many_threads() {
    let folder = Folder::new(&[("a.md", "first")]);
    let tree = folder.tree();
    let read = || match tree.read("a.md") {
        Blob::Text(document) => document,
        other => panic!("{other:?}"),
    };
    let documents: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(read)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    folder.write("a.md", "second");
    for document in &documents {
        assert!(std::sync::Arc::ptr_eq(document, &documents[0]));
    }
    assert_eq!(read().text, "first");
    assert_eq!(tree.ledger(|_| true).read, 1);
}

#[test]
fn a_folder_of_a_tree_is_a_tree_that_keeps_what_can_t_be_read() {
    let tree = Tree::memory(
        [
            ("policies/org/pack.yml", "name: org"),
            ("policies/org/data/rule.yml", "a\0b"),
            ("policies/organ.yml", ""),
        ]
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())),
    );
    let pack = tree.below("policies/./org").expect("a folder");
    let paths: Vec<&str> = pack.entries().iter().map(|entry| &*entry.path).collect();
    assert_eq!(paths, ["data/rule.yml", "pack.yml"]);
    assert_eq!(text(&pack, "pack.yml"), "name: org");
    assert!(matches!(pack.read("data/rule.yml"), Blob::Unreadable(_)));
    assert_eq!(pack.presence("../organ.yml"), Presence::Outside);
    assert!(tree.below("policies/none").is_none());
    assert!(tree.below("..").is_none());
}
