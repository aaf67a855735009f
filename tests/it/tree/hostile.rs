//! What a hostile repository can't make the tree do.

use std::fs;
use std::process::Command;

use ethics_gate::source::{Blob, Presence, Tracking, Tree};

use super::{Folder, check_reason, paths, reasons, text, try_git, unreadable};

#[test]
fn nothing_that_a_repository_configures_is_run() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::tracked(&[("ethics.yml", "")]);
    let mark = folder.path().join("MARK");
    let program = folder.path().join(".git/evil");
    let script = format!("#!/bin/sh\n: > '{}'\n", mark.display());
    folder.write(".git/evil", &script);
    for hook in [
        "post-index-change",
        "reference-transaction",
        "post-checkout",
    ] {
        folder.write(&format!(".git/hooks/{hook}"), &script);
    }
    // A relative entry of PATH would find this one.
    folder.write("git", &script);
    for path in [".git/evil", ".git/hooks/post-index-change", "git"] {
        let path = folder.path().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
    }
    // By way of `sh`: a script that another test's child still holds open for
    // writing can't be executed, but it can be read.
    let evil = &format!("sh '{}'", program.display());
    for (key, value) in [
        ("core.fsmonitor", evil.clone()),
        ("core.sshCommand", evil.clone()),
        ("core.pager", evil.clone()),
        ("core.editor", evil.clone()),
        ("credential.helper", evil.clone()),
        ("pager.ls-files", evil.clone()),
        ("diff.external", evil.clone()),
        ("filter.evil.clean", evil.clone()),
        ("filter.evil.process", evil.clone()),
        ("alias.ls-files", format!("!{evil}")),
        ("alias.x", format!("!{evil}")),
    ] {
        folder.git(&["config", key, &value]);
    }
    folder.write(".git/info/attributes", "* filter=evil\n");

    // The trap is a real one: git alone walks into it, and then stumbles.
    try_git(folder.path(), &["status"]);
    assert!(mark.exists(), "the control did not run the monitor");
    fs::remove_file(&mark).expect("removed");

    let tree = folder.tree();
    assert!(!mark.exists());
    assert_eq!(paths(&tree), ["ethics.yml", "git"]);
    assert_eq!(
        tree.presence("ethics.yml"),
        Presence::File(Tracking::Tracked)
    );
    // Nor does a second look, with the index stale.
    folder.write("ethics.yml", "version: 1");
    let _ = folder.tree();
    assert!(!mark.exists());
}

#[test]
fn a_configured_work_tree_does_not_lead_out_of_the_root() {
    let elsewhere = Folder::new(&[("secret.txt", "secret")]);
    let folder = Folder::tracked(&[("ethics.yml", "")]);
    let target = elsewhere.path().to_str().expect("UTF-8");
    folder.git(&["config", "core.worktree", target]);
    let tree = folder.tree();
    assert_eq!(paths(&tree), ["ethics.yml"]);
}

#[test]
fn links_are_followed_inside_the_root_and_never_out_of_it() {
    let outside = Folder::new(&[("secret.md", "secret")]);
    let folder = Folder::new(&[
        ("docs/card.md", "the card"),
        ("data/deep/table.csv", "a"),
        (".gitignore", "ignored.md\n"),
        ("ignored.md", "never committed"),
    ]);
    folder.link("CARD.md", "docs/card.md");
    folder.link("docs/again.md", "../CARD.md");
    folder.link("tables", "data/deep");
    folder.link("absolute.md", outside.path().join("secret.md"));
    folder.link("up.md", "../secret.md");
    folder.link("up-folder", "..");
    folder.link("down-and-out.md", "docs/../../secret.md");
    folder.link("gone.md", "docs/gone.md");
    folder.link("circle-a", "circle-b");
    folder.link("circle-b", "circle-a");
    folder.link("config", ".git/config");
    folder.link("to-ignored.md", "ignored.md");
    folder.link("self", ".");
    folder.git(&["init", "-q"]);
    folder.git(&["add", "--all"]);
    let tree = folder.tree();

    assert_eq!(
        paths(&tree),
        [".gitignore", "data/deep/table.csv", "docs/card.md"],
        "a link is a name of another file, and no file"
    );
    for path in [
        "CARD.md",
        "docs/again.md",
        "self/docs/card.md",
        "./docs//card.md",
    ] {
        assert_eq!(text(&tree, path), "the card", "{path}");
        let entry = tree.entry(path).expect("an entry");
        assert_eq!(
            &*entry.path, "docs/card.md",
            "findings mark the file itself"
        );
    }
    assert_eq!(text(&tree, "tables/table.csv"), "a");
    assert_eq!(tree.presence("tables"), Presence::Folder);

    for path in ["absolute.md", "up.md", "down-and-out.md", "up-folder"] {
        assert_eq!(unreadable(&tree, path), "symlink-outside", "{path}");
        assert_eq!(tree.presence(path), Presence::Outside, "{path}");
        check_reason(&tree, path, "leaves the root");
        assert!(tree.open(path).is_err());
    }
    assert_eq!(tree.presence("up-folder/x"), Presence::Outside);
    for path in ["config", "to-ignored.md"] {
        assert_eq!(unreadable(&tree, path), "symlink-outside", "{path}");
        assert_eq!(tree.presence(path), Presence::PassedOver, "{path}");
        check_reason(&tree, path, "no part of the tree");
    }
    for path in ["gone.md", "circle-a"] {
        assert_eq!(unreadable(&tree, path), "symlink-broken", "{path}");
        assert_eq!(tree.presence(path), Presence::Absent, "{path}");
        check_reason(&tree, path, "leads nowhere");
    }
    check_reason(&tree, "CARD.md", "a symbolic link to docs/card.md");
    check_reason(&tree, "tables", "a symbolic link to data/deep/");
}

#[test]
fn a_tracked_folder_that_became_a_link_is_not_entered() {
    let outside = Folder::new(&[("card.md", "secret")]);
    let folder = Folder::tracked(&[("docs/card.md", "the card")]);
    fs::remove_dir_all(folder.path().join("docs")).expect("removed");
    folder.link("docs", outside.path());
    let tree = folder.tree();
    assert!(tree.entries().is_empty());
    assert_eq!(tree.presence("docs/card.md"), Presence::Outside);
    assert_eq!(unreadable(&tree, "docs/card.md"), "symlink-outside");
    check_reason(&tree, "docs/card.md", "not on the disk");
    check_reason(&tree, "docs", "leaves the root");
}

#[test]
fn what_is_no_file_is_never_opened() {
    let folder = Folder::new(&[("a.md", "")]);
    let made = Command::new("mkfifo")
        .arg(folder.path().join("pipe.md"))
        .status()
        .expect("mkfifo runs");
    assert!(made.success());
    folder.link("to-pipe.md", "pipe.md");
    folder.link("zero.md", "/dev/zero");
    let tree = folder.tree();
    assert_eq!(paths(&tree), ["a.md"]);
    // Opening a pipe would wait for ever.
    for path in ["pipe.md", "to-pipe.md"] {
        assert_eq!(unreadable(&tree, path), "not-a-file", "{path}");
        assert_eq!(tree.presence(path), Presence::NotAFile, "{path}");
        check_reason(&tree, path, "a device, a pipe or a socket");
    }
    assert_eq!(unreadable(&tree, "zero.md"), "symlink-outside");
}

#[test]
fn an_ignore_file_that_is_a_link_or_a_pipe_is_not_read() {
    let folder = Folder::new(&[("a.md", ""), ("sub/b.md", "")]);
    folder.link(".gitignore", "/dev/zero");
    let made = Command::new("mkfifo")
        .arg(folder.path().join("sub/.gitignore"))
        .status()
        .expect("mkfifo runs");
    assert!(made.success());
    assert_eq!(paths(&folder.tree()), ["a.md", "sub/b.md"]);
}

#[test]
fn names_that_are_no_utf_8_are_passed_over_by_name() {
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::new(&[("a.md", "")]);
    let odd = std::ffi::OsStr::from_bytes(b"odd-\xff.md");
    fs::write(folder.path().join(odd), "").expect("a written file");
    folder.git(&["init", "-q"]);
    folder.git(&["add", "--all"]);
    let tree = folder.tree();
    assert_eq!(paths(&tree), ["a.md"]);
    assert_eq!(reasons(&tree, "odd-\u{fffd}.md"), ["its name is not UTF-8"]);
}

#[test]
fn paths_that_leave_the_root_are_outside_and_nothing_else() {
    let tree = Tree::memory([("docs/a.md".to_owned(), b"text".to_vec())]);
    for path in [
        "..",
        "../docs/a.md",
        "docs/../../docs/a.md",
        "/docs/a.md",
        "/",
    ] {
        assert_eq!(tree.presence(path), Presence::Outside, "{path}");
        assert!(matches!(tree.read(path), Blob::Missing), "{path}");
        assert!(tree.open(path).is_err(), "{path}");
    }
    assert_eq!(
        tree.presence("docs/x/../a.md"),
        Presence::File(Tracking::Tracked)
    );
    for path in ["docs", "docs/", ".", ""] {
        assert_eq!(tree.presence(path), Presence::Folder, "{path}");
    }
    for path in ["doc", "docs/b.md", "docs/a.md.bak", "a\0b", "docs\\a.md"] {
        assert_eq!(tree.presence(path), Presence::Absent, "{path:?}");
    }
}

#[test]
fn names_that_some_systems_confuse_are_told() {
    let files = [
        "README.md",
        "Readme.md",
        "docs/\u{ac00}.md",
        "docs/\u{1100}\u{1161}.md",
    ];
    let tree = Tree::memory(files.map(|path| (path.to_owned(), path.as_bytes().to_vec())));
    assert_eq!(tree.entries().len(), 4);
    check_reason(&tree, "Readme.md", "differs from README.md only in case");
    check_reason(&tree, "docs/\u{ac00}.md", "differs from docs/");
    assert_eq!(text(&tree, "Readme.md"), "Readme.md");
    assert_eq!(
        text(&tree, "docs/\u{1100}\u{1161}.md"),
        "docs/\u{1100}\u{1161}.md"
    );
}
