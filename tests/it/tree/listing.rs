//! What is part of a tree, and whether git knows it.

use std::fs;
use std::process::Command;

use ethics_gate::source::{Blob, Presence, SourceError, Tracking, Tree};

use super::{Folder, check_reason, git, paths, reasons, unreadable};

#[test]
fn tracked_files_are_listed_though_hidden_or_ignored() {
    let folder = Folder::tracked(&[
        (".gitignore", "*.md\nbuild/\n"),
        (".eval_results/a.yaml", ""),
        (".github/workflows/ci.yml", ""),
        ("README.md", "# read me"),
        ("build/deep/card.md", ""),
    ]);
    folder.write("build/deep/untracked.md", "");
    folder.write("build/deep/other.txt", "");
    let tree = folder.tree();
    assert_eq!(
        paths(&tree),
        [
            ".eval_results/a.yaml",
            ".github/workflows/ci.yml",
            ".gitignore",
            "README.md",
            "build/deep/card.md",
        ]
    );
    for entry in tree.entries() {
        assert_eq!(entry.tracking, Tracking::Tracked, "{}", entry.path);
    }
    assert_eq!(tree.entry("README.md").map(|entry| entry.size), Some(9));
    assert_eq!(
        tree.presence("build/deep/other.txt"),
        Presence::PassedOver,
        "an ignored folder is walked for what is tracked in it and for nothing else"
    );
}

#[test]
fn untracked_files_are_listed_as_such_unless_ignored() {
    let folder = Folder::tracked(&[
        (".gitignore", "*.log\n!keep.log\n/target\n.venv/\n"),
        ("ethics.yml", ""),
        ("sub/.gitignore", "*.tmp\n!*.log\n"),
    ]);
    for path in [
        "new.md",
        "a.log",
        "keep.log",
        "target/x/y.txt",
        "sub/target",
        ".venv/lib.py",
        "sub/b.tmp",
        "sub/c.log",
        "sub/deep/d.tmp",
    ] {
        folder.write(path, "");
    }
    let tree = folder.tree();
    let untracked: Vec<&str> = tree
        .entries()
        .iter()
        .filter(|entry| entry.tracking == Tracking::Untracked)
        .map(|entry| &*entry.path)
        .collect();
    assert_eq!(untracked, ["keep.log", "new.md", "sub/c.log", "sub/target"]);
    assert_eq!(
        reasons(&tree, "."),
        [
            "untracked and skipped by ignore rules: .venv/, a.log, sub/b.tmp, sub/deep/d.tmp, target/"
        ]
    );
    assert_eq!(tree.presence("a.log"), Presence::PassedOver);
    assert_eq!(tree.presence("target/x/y.txt"), Presence::PassedOver);
    assert_eq!(tree.presence("new.md"), Presence::File(Tracking::Untracked));
    assert_eq!(
        tree.presence("ethics.yml"),
        Presence::File(Tracking::Tracked)
    );
    assert!(matches!(tree.read("a.log"), Blob::Missing));
}

#[test]
fn the_listing_is_what_git_itself_would_list() {
    let folder = Folder::tracked(&[
        (
            ".gitignore",
            "# a comment\n*.o\n!important.o\n/top\ndocs/**/draft\nfoo/*\n!foo/bar\n\\#odd\ntrailing \n[ab].x\n**/node_modules\n",
        ),
        ("src/main.rs", ""),
        ("docs/.gitignore", "*.pdf\r\n!/keep.pdf\r\n"),
    ]);
    folder.git(&["config", "core.excludesFile", "/dev/null"]);
    folder.write(".git/info/exclude", "private*\n!private.md\n");
    for path in [
        "x.o",
        "important.o",
        "sub/important.o",
        "top/x",
        "sub/top",
        "docs/a/b/draft/x",
        "docs/a/b/final",
        "foo/x",
        "foo/bar/y",
        "#odd",
        "trailing",
        "a.x",
        "c.x",
        "web/node_modules/p/index.js",
        "docs/a.pdf",
        "docs/keep.pdf",
        "docs/sub/keep.pdf",
        "private.txt",
        "private.md",
        "이름.md",
        "with space.md",
    ] {
        folder.write(path, "");
    }
    for below in ["", "docs", "foo"] {
        let root = folder.path().join(below);
        let output = Command::new("git")
            .arg("-C")
            .arg(&root)
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .output()
            .expect("git runs");
        let listed = String::from_utf8(output.stdout).expect("UTF-8 names");
        let mut expected: Vec<&str> = listed.split_terminator('\0').collect();
        expected.sort_unstable();
        let tree = Tree::working(&root).expect("a tree");
        assert_eq!(paths(&tree), expected, "below {below:?}");
    }
}

#[test]
fn a_folder_below_the_root_of_a_repository_is_a_root_of_its_own() {
    let folder = Folder::tracked(&[
        ("README.md", "outside"),
        ("systems/a/ethics.yml", "version: 1"),
        ("systems/a/docs/card.md", ""),
    ]);
    folder.write("systems/a/new.md", "");
    let tree = Tree::working(&folder.path().join("systems/a")).expect("a tree");
    assert_eq!(paths(&tree), ["docs/card.md", "ethics.yml", "new.md"]);
    assert_eq!(
        tree.presence("ethics.yml"),
        Presence::File(Tracking::Tracked)
    );
    assert_eq!(tree.presence("new.md"), Presence::File(Tracking::Untracked));
    assert_eq!(tree.presence("../../README.md"), Presence::Outside);
    assert!(matches!(tree.read("../../README.md"), Blob::Missing));
}

#[test]
fn without_a_repository_nothing_is_known_to_be_tracked() {
    let folder = Folder::new(&[
        ("ethics.yml", ""),
        (".hidden/card.md", ""),
        (".gitignore", "cache/\n"),
        ("cache/x", ""),
    ]);
    let tree = folder.tree();
    assert_eq!(
        paths(&tree),
        [".gitignore", ".hidden/card.md", "ethics.yml"]
    );
    for entry in tree.entries() {
        assert_eq!(entry.tracking, Tracking::Unknown);
    }
    check_reason(&tree, "cache/", "skipped by ignore rules");
}

#[test]
fn a_broken_repository_is_said_to_be_one() {
    let folder = Folder::tracked(&[("ethics.yml", "")]);
    folder.write(".git/index", "no index at all");
    let tree = folder.tree();
    assert_eq!(paths(&tree), ["ethics.yml"]);
    assert_eq!(
        tree.presence("ethics.yml"),
        Presence::File(Tracking::Unknown)
    );
    check_reason(&tree, ".", "git could not list what it tracks");
}

#[test]
fn a_folder_that_its_repository_ignores_is_a_plain_folder() {
    let folder = Folder::tracked(&[(".gitignore", "/build/\n"), ("a", "")]);
    folder.write("build/copy/ethics.yml", "");
    let tree = Tree::working(&folder.path().join("build/copy")).expect("a tree");
    assert_eq!(
        tree.presence("ethics.yml"),
        Presence::File(Tracking::Unknown)
    );
}

#[test]
fn an_empty_repository_is_an_empty_tree() {
    let folder = Folder::new(&[]);
    folder.git(&["init", "-q"]);
    let tree = folder.tree();
    assert!(tree.entries().is_empty());
    assert!(tree.ledger(|_| true).passed_over.is_empty());
}

#[test]
fn a_tracked_file_that_is_deleted_is_missing_and_said_so() {
    let folder = Folder::tracked(&[("a.md", ""), ("b.md", "")]);
    fs::remove_file(folder.path().join("b.md")).expect("removed");
    let tree = folder.tree();
    assert_eq!(paths(&tree), ["a.md"]);
    assert_eq!(tree.presence("b.md"), Presence::Absent);
    check_reason(&tree, "b.md", "tracked by git and not on the disk");
}

#[test]
fn many_skipped_paths_are_one_line() {
    let folder = Folder::tracked(&[(".gitignore", "*.log\n")]);
    for number in 0..12 {
        folder.write(&format!("{number:02}.log"), "");
    }
    let tree = folder.tree();
    assert_eq!(tree.passed_over().len(), 1);
    check_reason(
        &tree,
        ".",
        "00.log, 01.log, 02.log, 03.log, 04.log and 7 more",
    );
}

#[test]
fn other_repositories_inside_are_passed_over_by_name() {
    let library = Folder::tracked(&[("code.py", "")]);
    library.git(&["commit", "-q", "-m", "code"]);
    let folder = Folder::tracked(&[("ethics.yml", "")]);
    let source = library.path().to_str().expect("UTF-8");
    folder.git(&["submodule", "--quiet", "add", source, "vendor/library"]);
    folder.write("clone/README.md", "");
    git(&folder.path().join("clone"), &["init", "-q"]);
    let tree = folder.tree();
    assert_eq!(paths(&tree), [".gitmodules", "ethics.yml"]);
    check_reason(&tree, "vendor/library/", "submodule");
    check_reason(&tree, "clone/", "another git repository");
    assert_eq!(
        tree.presence("vendor/library/code.py"),
        Presence::PassedOver
    );
}

#[test]
fn git_s_own_folder_is_never_part_of_the_tree() {
    let folder = Folder::tracked(&[("a", "")]);
    let tree = folder.tree();
    assert!(matches!(tree.read(".git/config"), Blob::Missing));
    assert!(tree.open(".git/config").is_err());
    let plain = Folder::new(&[("a", ""), (".GIT/config", "")]);
    assert_eq!(paths(&plain.tree()), ["a"]);
}

#[test]
fn the_repository_stays_as_it_was() {
    let folder = Folder::tracked(&[("ethics.yml", "")]);
    let index = folder.path().join(".git/index");
    let before = fs::read(&index).expect("an index");
    folder.write("ethics.yml", "changed");
    let _ = folder.tree();
    assert_eq!(fs::read(&index).expect("an index"), before);
    assert!(!folder.path().join(".git/index.lock").exists());
}

#[test]
fn fifty_thousand_files_are_listed_quickly() {
    let folder = Folder::new(&[(".gitignore", "*.log\n")]);
    for group in 0..50 {
        let group = folder.path().join(format!("data/{group:02}"));
        fs::create_dir_all(&group).expect("folders");
        for number in 0..1000 {
            fs::write(group.join(format!("{number:04}.txt")), "").expect("a written file");
        }
    }
    folder.git(&["init", "-q"]);
    folder.git(&["add", "data/00", "data/01"]);
    #[expect(clippy::disallowed_methods, reason = "the test is about time")]
    let start = std::time::Instant::now();
    let tree = folder.tree();
    let took = start.elapsed();
    assert_eq!(tree.entries().len(), 50_001);
    // Far above what it takes, far below what a slip to quadratic would.
    assert!(took.as_secs() < 10, "{took:?}");
}

#[test]
fn a_root_that_is_not_there_or_is_a_file_is_our_inability() {
    let folder = Folder::new(&[("a.md", "")]);
    assert!(matches!(
        Tree::working(&folder.path().join("gone")),
        Err(SourceError::NoRoot { .. })
    ));
    assert!(matches!(
        Tree::working(&folder.path().join("a.md")),
        Err(SourceError::NotAFolder { .. })
    ));
}

#[test]
fn the_order_of_files_never_matters() {
    let files: Vec<(String, Vec<u8>)> = ["b/a", "aa", "a-b", "a/b", "c", "Ä", "b.md"]
        .map(|path| (path.to_owned(), path.as_bytes().to_vec()))
        .to_vec();
    let forward = Tree::memory(files.clone());
    let backward = Tree::memory(files.into_iter().rev());
    assert_eq!(paths(&forward), paths(&backward));
    assert_eq!(
        paths(&forward),
        ["a-b", "a/b", "aa", "b.md", "b/a", "c", "Ä"]
    );

    let names = ["z/1", "a", "m/n/o", "a.b/c", "a-b"];
    let one = Folder::tracked(&names.map(|name| (name, "")));
    let mut turned = names;
    turned.reverse();
    let other = Folder::tracked(&turned.map(|name| (name, "")));
    assert_eq!(paths(&one.tree()), paths(&other.tree()));
}

#[test]
fn a_folder_that_may_not_be_listed_is_said_so() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new(&[("a.md", ""), ("closed/b.md", ""), ("shut.md", "")]);
    let close = |path: &str, mode| {
        let path = folder.path().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    };
    close("closed", 0o000);
    close("shut.md", 0o000);
    let privileged = fs::read_dir(folder.path().join("closed")).is_ok();
    let tree = folder.tree();
    if privileged {
        eprintln!("SKIPPED: closed folders: this user may read everything");
    } else {
        assert_eq!(paths(&tree), ["a.md", "shut.md"]);
        check_reason(&tree, "closed/", "could not be read");
        assert_eq!(unreadable(&tree, "shut.md"), "denied");
    }
    close("closed", 0o755);
}
