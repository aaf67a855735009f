//! Commits as trees, and where a change left its base: real repositories,
//! honest and hostile.

use std::fs;
use std::path::Path;

use ethics_gate::source::{Blob, Commit, History, HistoryError, Presence, Tracking, Tree};

use super::{Folder, check_reason, git, paths, text, try_git};

impl Folder {
    /// Everything as it lies there, as a commit.
    fn commit(&self, message: &str) -> String {
        self.git(&["add", "--force", "--all"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.id("HEAD")
    }

    fn id(&self, rev: &str) -> String {
        said(self.path(), &["rev-parse", "--verify", rev])
    }

    fn history(&self) -> History {
        History::around(self.path()).expect("a history")
    }

    fn at(&self, rev: &str) -> Tree {
        let history = self.history();
        let commit = history.commit(rev).expect("a commit");
        history.tree(&commit).expect("a tree")
    }

    /// What a change of `head` is held against.
    fn base(&self, one: &str, head: &str) -> Result<Commit, HistoryError> {
        let history = self.history();
        history.merge_base(&history.commit(one)?, &history.commit(head)?)
    }
}

fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = try_git(folder, arguments);
    assert!(output.status.success(), "git {arguments:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A clone of a folder, with these options.
fn clone(of: &Folder, options: &[&str]) -> Folder {
    let clone = Folder::new(&[]);
    let url = format!("file://{}", of.path().display());
    let into = ["clone", "-q"];
    git(clone.path(), &[&into[..], options, &[&url, "."]].concat());
    clone
}

#[test]
fn a_commit_is_read_as_it_was_committed() {
    let folder = Folder::tracked(&[("ethics.yml", "version: 1\n"), ("docs/card.md", "a card")]);
    folder.link("CARD.md", "docs/card.md");
    folder.link("out.md", "../secret.md");
    let first = folder.commit("one");
    folder.write("ethics.yml", "version: 2\n");
    folder.write("untracked.md", "never committed");
    fs::remove_file(folder.path().join("docs/card.md")).expect("removed");

    let tree = folder.at(&first);
    assert_eq!(paths(&tree), ["docs/card.md", "ethics.yml"]);
    assert_eq!(text(&tree, "ethics.yml"), "version: 1\n");
    assert_eq!(text(&tree, "CARD.md"), "a card");
    assert!(matches!(tree.read("out.md"), Blob::Unreadable(_)));
    assert_eq!(tree.presence("untracked.md"), Presence::Absent);
    let file = Presence::File(Tracking::Tracked);
    assert_eq!(tree.presence("ethics.yml"), file);
    let commit = tree.commit().expect("its commit");
    assert_eq!(
        (commit.id.as_str(), commit.rev.as_str()),
        (&*first, &*first)
    );
    check_reason(&tree, "out.md", "leaves the root");
}

#[test]
fn a_commit_is_read_whole_whichever_folder_is_judged() {
    let folder = Folder::tracked(&[("services/a/ethics.yml", "a"), ("ethics.yml", "top")]);
    folder.commit("one");
    let below = History::around(&folder.path().join("services/a")).expect("a history");
    let tree = below.tree(&below.commit("HEAD").expect("a commit"));
    let tree = tree.expect("a tree");
    assert_eq!(paths(&tree), ["ethics.yml", "services/a/ethics.yml"]);
    assert_eq!(tree.focus(), "services/a");
    // A folder that the commit doesn't have yet is an empty one.
    folder.write("services/b/ethics.yml", "b");
    let below = History::around(&folder.path().join("services/b")).expect("a history");
    let tree = below.tree(&below.commit("HEAD").expect("a commit"));
    let tree = tree.expect("a tree");
    assert_eq!(tree.focus(), "services/b");
    assert!(!tree.has_below("services/b"));
}

#[test]
fn a_repository_of_sha_256_is_read_like_any_other() {
    let folder = Folder::new(&[("ethics.yml", "version: 1\n"), ("a/b.md", "b")]);
    folder.git(&["init", "-q", "--object-format=sha256"]);
    let base = folder.commit("one");
    assert_eq!(base.len(), 64);
    folder.git(&["switch", "-q", "-c", "change"]);
    folder.write("ethics.yml", "version: 2\n");
    folder.commit("two");
    assert_eq!(folder.base("main", "HEAD").expect("a base").id, base);
    assert_eq!(text(&folder.at("main"), "ethics.yml"), "version: 1\n");
    let below = History::around(&folder.path().join("a")).expect("a history");
    let tree = below.tree(&below.commit("main").expect("a commit"));
    let tree = tree.expect("a tree");
    assert_eq!(
        (paths(&tree), tree.focus()),
        (vec!["a/b.md", "ethics.yml"], "a")
    );
}

#[test]
fn a_submodule_and_a_large_file_are_what_they_are() {
    use std::io::{Read, Seek, SeekFrom};

    let library = Folder::tracked(&[("code.py", "")]);
    library.commit("code");
    let folder = Folder::tracked(&[("ethics.yml", "")]);
    let source = library.path().to_str().expect("UTF-8");
    folder.git(&["submodule", "--quiet", "add", source, "vendor/library"]);
    let large: Vec<u8> = (0..20 << 20).map(|at: u32| (at % 251) as u8).collect();
    folder.write("data.bin", &large);
    folder.commit("one");
    let tree = folder.at("HEAD");
    assert_eq!(paths(&tree), [".gitmodules", "data.bin", "ethics.yml"]);
    check_reason(&tree, "vendor/library/", "a submodule");
    assert_eq!(
        tree.presence("vendor/library/code.py"),
        Presence::PassedOver
    );

    let mut stream = tree.open("data.bin").expect("a stream");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("read");
    assert_eq!(bytes, large);
    for at in [251 * 1000 + 7, 3, 19 << 20] {
        stream.seek(SeekFrom::Start(at)).expect("sought");
        let mut one = [0];
        stream.read_exact(&mut one).expect("read");
        assert_eq!(u64::from(one[0]), at % 251);
    }
}

#[test]
fn a_change_is_held_against_where_it_left_its_base() {
    let folder = Folder::tracked(&[("ethics.yml", "one")]);
    let fork = folder.commit("one");
    folder.git(&["switch", "-q", "-c", "change"]);
    folder.git(&["mv", "ethics.yml", "moved.yml"]);
    folder.commit("moved");
    folder.git(&["switch", "-q", "main"]);
    folder.write("other.md", "x");
    let moved_on = folder.commit("main moves on");
    assert_eq!(folder.base("main", "change").expect("a base").id, fork);
    assert_eq!(folder.base(&moved_on, "change").expect("a base").id, fork);

    // A merge of the base into the change: what it brought is no change.
    folder.git(&["switch", "-q", "change"]);
    folder.git(&["merge", "-q", "--no-edit", "main"]);
    assert_eq!(folder.base("main", "change").expect("a base").id, moved_on);
    // An octopus.
    for name in ["x", "y"] {
        folder.git(&["switch", "-q", "-c", name, "main"]);
        folder.write(&format!("{name}.md"), name);
        folder.commit(name);
    }
    folder.git(&["switch", "-q", "change"]);
    folder.git(&["merge", "-q", "--no-edit", "x", "y"]);
    assert_eq!(
        folder.history().commit("HEAD").expect("it").parents.len(),
        3
    );
    assert_eq!(folder.base("main", "change").expect("a base").id, moved_on);
    // A rebase.
    folder.git(&["switch", "-q", "-c", "rebased", "main"]);
    folder.write("ethics.yml", "three");
    folder.commit("again");
    assert_eq!(folder.base("main", "rebased").expect("a base").id, moved_on);
}

#[test]
fn histories_that_crossed_part_where_the_base_itself_was() {
    let folder = Folder::tracked(&[("ethics.yml", "one")]);
    folder.commit("one");
    folder.git(&["switch", "-q", "-c", "change"]);
    folder.write("change.md", "x");
    let theirs = folder.commit("of the change");
    folder.git(&["switch", "-q", "main"]);
    folder.write("main.md", "x");
    let ours = folder.commit("of main");
    folder.git(&["merge", "-q", "--no-edit", &theirs]);
    folder.git(&["switch", "-q", "change"]);
    folder.git(&["merge", "-q", "--no-edit", &ours]);
    let all = said(folder.path(), &["merge-base", "--all", "main", "change"]);
    assert_eq!(all.lines().count(), 2, "the control is crossed");
    assert_eq!(folder.base("main", "change").expect("a base").id, ours);
}

#[test]
fn histories_that_share_nothing_have_no_base() {
    let folder = Folder::tracked(&[("ethics.yml", "one")]);
    folder.commit("one");
    folder.git(&["switch", "-q", "--orphan", "alone"]);
    folder.commit("alone");
    let error = folder.base("main", "alone").expect_err("no base");
    assert!(
        matches!(error, HistoryError::NoCommonCommit { shallow: false, .. }),
        "{error}"
    );
}

#[test]
fn what_is_not_there_is_an_error_and_never_an_empty_base() {
    let folder = Folder::tracked(&[("ethics.yml", "one")]);
    let history = folder.history();
    for rev in [
        "HEAD",
        "main",
        "",
        "no such",
        "a\nb",
        "-h",
        "--all",
        &"a".repeat(40),
    ] {
        let error = history.commit(rev).expect_err(rev);
        assert!(
            matches!(error, HistoryError::NoCommit { shallow: false, .. }),
            "{rev}: {error}"
        );
    }
    folder.commit("one");
    for rev in ["HEAD:ethics.yml", "HEAD^{tree}", "HEAD^"] {
        assert!(folder.history().commit(rev).is_err(), "{rev}");
    }
    let bare = Folder::new(&[("ethics.yml", "")]);
    let error = History::around(bare.path()).err().expect("no repository");
    assert!(
        matches!(error, HistoryError::NoRepository { .. }),
        "{error}"
    );
}

#[test]
fn a_shallow_clone_says_that_it_is_one() {
    let folder = Folder::tracked(&[("ethics.yml", "one")]);
    let first = folder.commit("one");
    folder.commit("two");
    folder.git(&["switch", "-q", "-c", "change"]);
    folder.commit("three");
    let shallow = clone(&folder, &["--depth=1", "--no-single-branch"]);
    let error = shallow.base(&first, "HEAD").expect_err("not there");
    assert!(
        matches!(error, HistoryError::NoCommit { shallow: true, .. }),
        "{error}"
    );
    let error = shallow.base("origin/main", "HEAD").expect_err("cut off");
    assert!(
        matches!(error, HistoryError::NoCommonCommit { shallow: true, .. }),
        "{error}"
    );
    // Deep enough is enough.
    let deep = clone(&folder, &["--depth=2", "--no-single-branch"]);
    let base = deep.base("origin/main", "HEAD").expect("a base");
    assert_eq!(base.id, folder.id("main"));
}

#[test]
fn a_cut_can_t_hide_a_later_base_behind_an_older_one() {
    // The change merges an old commit of main directly, and the newer one at
    // the end of a longer way that a shallow clone cuts off.
    let folder = Folder::tracked(&[("ethics.yml", "loose")]);
    folder.commit("zero");
    let old = folder.commit("old");
    folder.write("ethics.yml", "strict");
    let new = folder.commit("new");
    folder.git(&["switch", "-q", "-c", "change"]);
    for n in 0..5 {
        folder.commit(&format!("step {n}"));
    }
    folder.git(&["switch", "-q", "-c", "short", &old]);
    folder.write("short.md", "x");
    folder.commit("short");
    folder.git(&["switch", "-q", "change"]);
    folder.git(&["merge", "-q", "--no-edit", "short"]);
    assert_eq!(folder.base("main", "change").expect("a base").id, new);

    folder.git(&["switch", "-q", "change"]);
    let shallow = clone(&folder, &["--depth=3", "--no-single-branch"]);
    let control = said(shallow.path(), &["merge-base", "origin/main", "HEAD"]);
    assert_eq!(control, old, "git alone answers with the older one");
    let error = shallow.base("origin/main", "HEAD").expect_err("cut off");
    assert!(matches!(error, HistoryError::CutOff { .. }), "{error}");
}

#[test]
fn a_partial_clone_is_never_completed_from_its_remote() {
    let folder = Folder::tracked(&[("ethics.yml", "one")]);
    folder.commit("one");
    folder.write("ethics.yml", "two");
    folder.commit("two");
    folder.git(&["config", "uploadpack.allowFilter", "true"]);
    let partial = clone(&folder, &["--filter=blob:none"]);
    let history = partial.history();
    let commit = history.commit("HEAD^").expect("a commit");
    let error = history.tree(&commit).expect_err("not all of it is here");
    let HistoryError::Partial { path, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(path, "ethics.yml");
    // What lies beside the folder that is judged may be missing, and is told.
    folder.write("systems/a/ethics.yml", "a");
    folder.commit("three");
    let sparse = clone(&folder, &["--filter=blob:none", "--no-checkout"]);
    sparse.git(&["checkout", "-q", "HEAD", "--", "systems"]);
    let below = History::around(&sparse.path().join("systems/a")).expect("a history");
    let tree = below.tree(&below.commit("HEAD").expect("a commit"));
    let tree = tree.expect("a tree");
    assert_eq!(text(&tree, "systems/a/ethics.yml"), "a");
    check_reason(&tree, "ethics.yml", "never fetched");
    // The mending that the command line names does mend.
    partial.git(&["fetch", "-q", "--refetch", "--no-filter", "origin"]);
    assert_eq!(text(&partial.at("HEAD^"), "ethics.yml"), "one");
}

#[test]
fn no_tag_takes_the_place_of_a_branch() {
    let folder = Folder::tracked(&[("ethics.yml", "strict")]);
    let base = folder.commit("base");
    let clone = clone(&folder, &[]);
    clone.write("ethics.yml", "loose");
    let own = clone.commit("loosened");
    assert_eq!(clone.base("origin/main", "HEAD").expect("a base").id, base);
    clone.git(&["tag", "origin/main", &own]);
    let error = clone.base("origin/main", "HEAD").expect_err("ambiguous");
    let HistoryError::Ambiguous { names, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(
        names,
        &["refs/tags/origin/main", "refs/remotes/origin/main"]
    );
    let full = clone.base("refs/remotes/origin/main", "HEAD");
    assert_eq!(full.expect("a base").id, base);
}

#[test]
fn nothing_of_a_hostile_repository_is_run_and_no_object_stands_for_another() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::tracked(&[("ethics.yml", "strict")]);
    let base = folder.commit("strict");
    folder.git(&["switch", "-q", "-c", "change"]);
    folder.write("ethics.yml", "loose");
    folder.write(
        ".gitattributes",
        "* filter=evil diff=evil text eol=crlf ident\n",
    );
    let own = folder.commit("loose");

    let mark = folder.path().join(".git/MARK");
    let program = folder.path().join(".git/evil");
    folder.write(
        ".git/evil",
        format!("#!/bin/sh\n: > '{}'\ncat\n", mark.display()),
    );
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("permissions");
    let evil = &format!("sh '{}'", program.display());
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "core.askPass",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "credential.helper",
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.evil.textconv",
        "diff.external",
        "pager.cat-file",
        "pager.ls-tree",
        "remote.origin.uploadpack",
        "uploadpack.packObjectsHook",
    ] {
        folder.git(&["config", key, evil]);
    }
    for verb in ["cat-file", "ls-tree", "merge-base", "rev-list", "rev-parse"] {
        folder.git(&["config", &format!("alias.{verb}"), &format!("!{evil}")]);
    }
    folder.git(&["config", "remote.origin.url", &format!("ext::{evil}")]);
    folder.git(&["config", "remote.origin.promisor", "true"]);
    folder.git(&["config", "protocol.allow", "always"]);
    folder.git(&["config", "extensions.partialClone", "origin"]);
    for hook in [
        "post-checkout",
        "reference-transaction",
        "post-index-change",
    ] {
        folder.write(
            &format!(".git/hooks/{hook}"),
            format!("#!/bin/sh\n: > '{}'\n", mark.display()),
        );
        let hook = folder.path().join(".git/hooks").join(hook);
        fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).expect("permissions");
    }
    folder.git(&["update-ref", "refs/x", "HEAD"]);
    assert!(mark.exists(), "the control ran its hook");
    fs::remove_file(&mark).expect("removed");

    // The base with the change's files in its place, two ways.
    folder.git(&["replace", &base, &own]);
    let _ = fs::remove_file(&mark);
    assert_eq!(
        said(folder.path(), &["show", "main:ethics.yml"]),
        "loose",
        "the control is replaced"
    );
    let _ = fs::remove_file(&mark);
    folder.write(".git/info/grafts", format!("{own}\n"));

    let found = folder.base("main", "change").expect("a base");
    assert_eq!(found.id, base);
    let tree = folder.at(&found.id);
    assert_eq!(text(&tree, "ethics.yml"), "strict");
    assert_eq!(text(&folder.at("change"), "ethics.yml"), "loose");
    // An object that would have to be fetched.
    assert!(folder.history().commit(&"b".repeat(40)).is_err());
    assert!(!mark.exists(), "something was run");
}

#[test]
fn names_that_no_checkout_writes_are_passed_over() {
    let folder = Folder::tracked(&[("ethics.yml", "one")]);
    folder.commit("one");
    let blob = folder.id("HEAD:ethics.yml");
    // git's own tools refuse such names; an object's bytes don't.
    let raw: Vec<u8> = (0..40)
        .step_by(2)
        .map(|at| u8::from_str_radix(&blob[at..at + 2], 16).expect("a digit"))
        .collect();
    let mut object = Vec::new();
    for name in ["..", ".GIT", "ethics.yml"] {
        object.extend_from_slice(format!("100644 {name}\0").as_bytes());
        object.extend_from_slice(&raw);
    }
    folder.write(".git/object", &object);
    let object = folder.path().join(".git/object");
    let object = object.to_str().expect("UTF-8");
    let tree = said(
        folder.path(),
        &["hash-object", "-t", "tree", "-w", "--literally", object],
    );
    let commit = said(folder.path(), &["commit-tree", "-m", "odd", &tree]);
    let tree = folder.at(&commit);
    assert_eq!(paths(&tree), ["ethics.yml"]);
    for path in ["..", ".GIT"] {
        check_reason(&tree, path, "no checkout writes");
        assert!(matches!(tree.read(path), Blob::Missing), "{path}");
    }
}
