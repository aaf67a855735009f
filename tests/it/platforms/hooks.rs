//! The hooks: their manifest, and the runners that read it.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::ways::wheels;
use super::{LACKING, client, root, run, text, yaml};

#[test]
fn both_hooks_judge_the_whole_and_run_alone() {
    let hooks = yaml(&text(".pre-commit-hooks.yaml"));
    let hooks = hooks.as_array().expect("hooks");
    let ids: Vec<_> = hooks.iter().map(|hook| hook["id"].as_str()).collect();
    assert_eq!(ids, [Some("ethics-gate"), Some("ethics-gate-always")]);
    for hook in hooks {
        assert_eq!(hook["entry"], "ethics-gate check --hook");
        assert_eq!(hook["language"], "rust");
        assert_eq!(hook["pass_filenames"], false);
        assert_eq!(hook["require_serial"], true);
        assert!(hook.get("language_version").is_none());
    }
    let files = hooks[0]["files"].as_str().expect("a pattern");
    let files = regex::Regex::new(files).expect("a pattern");
    for path in [
        "ethics.yml",
        "cards/a b.md",
        "m/MLmodel",
        "w/model.safetensors",
    ] {
        assert!(files.is_match(path), "{path}");
    }
    assert!(!files.is_match("logo.svg"));
    assert_eq!(hooks[1]["always_run"], true);
    assert!(!root().join("rust-toolchain.toml").is_file());
}

/// A repository with hooks from this one, run with the binary under test in
/// the place of a fresh build.
struct Hooked {
    folder: TempDir,
}

impl Hooked {
    fn command(&self, program: &Path, folder: &str) -> Command {
        let mut command = Command::new(program);
        let binary = Path::new(env!("CARGO_BIN_EXE_ethics-gate"));
        let own = binary.parent().expect("a folder").to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(own).chain(std::env::split_paths(&path));
        command
            .current_dir(self.folder.path().join(folder))
            .env("PATH", std::env::join_paths(folders).expect("folders"))
            .env("PRE_COMMIT_HOME", self.folder.path().join("cache"))
            .env("PREK_HOME", self.folder.path().join("cache"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.folder.path().join("gitconfig"))
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C.UTF-8");
        command
    }

    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let (fine, said) = run(self.command(Path::new("git"), folder).args(arguments));
        assert!(fine, "git {arguments:?}: {said}");
        said.trim().to_owned()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    /// The hooks at the root, run by the language `system`.
    fn new(hook: &str) -> Self {
        let hooks = text(".pre-commit-hooks.yaml").replace("language: rust", "language: system");
        Self::with(hook, &[(".pre-commit-hooks.yaml", &hooks)])
    }

    /// A repository whose one hook comes from a repository of these files.
    fn with(hook: &str, files: &[(&str, &str)]) -> Self {
        let it = Self {
            folder: TempDir::new().expect("a temporary folder"),
        };
        it.write("gitconfig", "[user]\nname = tester\nemail = tester@team.example\n[init]\ndefaultBranch = main\n[protocol \"file\"]\nallow = always\n");
        for (path, text) in files {
            it.write(&format!("hooks/{path}"), text);
        }
        it.git("hooks", &["init", "-q"]);
        it.git("hooks", &["add", "--all"]);
        it.git("hooks", &["commit", "-q", "-m", "hooks"]);
        let commit = it.git("hooks", &["rev-parse", "HEAD"]);
        let config = format!(
            "repos:\n- repo: {}\n  rev: {commit}\n  hooks: [{{id: {hook}}}]\n",
            it.folder.path().join("hooks").display()
        );
        it.write("repo/.pre-commit-config.yaml", &config);
        it.write("repo/ethics.yml", &text("examples/minimal/ethics.yml"));
        it.write("repo/logo.svg", "<svg/>\n");
        it.git("repo", &["init", "-q"]);
        it.git("repo", &["add", "--all"]);
        it.git("repo", &["commit", "-q", "-m", "a first commit"]);
        it
    }
}

/// The runners read the same manifest and the same configuration.
#[test]
fn pre_commit_and_prek_take_the_manifest_and_block_a_commit() {
    for name in ["pre-commit", "prek"] {
        let Some(client) = client(name) else {
            continue;
        };
        let it = Hooked::new("ethics-gate");
        let manifest = root().join(".pre-commit-hooks.yaml");
        let (fine, said) = run(it
            .command(&client, "repo")
            .arg("validate-manifest")
            .arg(manifest));
        assert!(fine, "{name}: {said}");
        let (fine, said) = run(it.command(&client, "repo").args(["run", "--all-files"]));
        assert!(fine, "{name}: {said}");
        assert!(said.contains("Passed"), "{name}: {said}");
        it.write("repo/ethics.yml", LACKING);
        it.git("repo", &["add", "--all"]);
        let (fine, said) = run(it.command(&client, "repo").args(["run"]));
        assert!(!fine, "{name}: {said}");
        assert!(said.contains("--> ethics.yml:"), "{name}: {said}");
    }
}

/// The snippet that the page gives is the one that is run.
#[test]
fn lefthook_runs_the_snippet_of_the_page() {
    let page = text("docs/pre-commit.md");
    let (_, rest) = page
        .split_once("`lefthook.yml`")
        .expect("the snippet's name");
    let (_, rest) = rest.split_once("```yaml\n").expect("its start");
    let (snippet, _) = rest.split_once("```").expect("its end");
    let Some(client) = client("lefthook") else {
        return;
    };
    let it = Hooked::new("ethics-gate-always");
    it.write("repo/lefthook.yml", snippet);
    it.git("repo", &["add", "--all"]);
    let commit = |it: &Hooked| {
        run(it
            .command(&client, "repo")
            .args(["run", "pre-commit", "--force"]))
    };
    let (fine, said) = commit(&it);
    assert!(fine, "{said}");
    it.write("repo/ethics.yml", LACKING);
    it.git("repo", &["add", "--all"]);
    let (fine, said) = commit(&it);
    assert!(!fine, "{said}");
    assert!(said.contains("--> ethics.yml:"), "{said}");
}

#[test]
fn the_mirrors_hooks_are_the_hooks_but_for_the_language() {
    let own = yaml(&text(".pre-commit-hooks.yaml"));
    let mirror = text("templates/pre-commit-mirror/.pre-commit-hooks.yaml");
    assert!(!mirror.contains("rust"), "{mirror}");
    let mirror = yaml(&mirror.replace("language: python", "language: rust"));
    assert_eq!(own, mirror);
}

/// With the wheel that `.ci/run` built; a mirror needs no Rust.
#[test]
fn the_mirror_installs_the_wheel_and_blocks_a_commit() {
    let Some(wheels) = wheels() else {
        return;
    };
    let Some(client) = client("pre-commit") else {
        return;
    };
    let hooks = text("templates/pre-commit-mirror/.pre-commit-hooks.yaml");
    let project = text("templates/pre-commit-mirror/pyproject.toml");
    let files = [
        (".pre-commit-hooks.yaml", &*hooks),
        ("pyproject.toml", &*project),
    ];
    let it = Hooked::with("ethics-gate-always", &files);
    let commit = || {
        run(it
            .command(&client, "repo")
            .env("PIP_FIND_LINKS", &wheels)
            .args(["run", "--verbose"]))
    };
    let (fine, said) = commit();
    assert!(fine && said.contains("Passed"), "{said}");
    it.git("repo", &["rm", "-q", "ethics.yml"]);
    let (fine, said) = commit();
    assert!(!fine, "{said}");
    assert!(said.contains("gate/declaration-present"), "{said}");
}

#[test]
fn a_deletion_alone_is_seen_by_the_hook_that_always_runs() {
    let Some(client) = client("pre-commit") else {
        return;
    };
    for (hook, blocks) in [("ethics-gate", false), ("ethics-gate-always", true)] {
        let it = Hooked::new(hook);
        it.git("repo", &["rm", "-q", "ethics.yml"]);
        let (fine, said) = run(it.command(&client, "repo").args(["run"]));
        assert_eq!(!fine, blocks, "{hook}: {said}");
    }
}

#[test]
fn a_hook_shows_what_is_staged_and_counts_the_rest() {
    let it = Hooked::new("ethics-gate");
    let gate = Path::new(env!("CARGO_BIN_EXE_ethics-gate"));
    let check = |arguments: &[&str]| {
        let fixed = ["check", "--today", "2026-12-01", "--lang", "en"];
        run(it.command(gate, "repo").args(fixed).args(arguments))
    };
    it.write("repo/ethics.yml", LACKING);
    it.git("repo", &["add", "--all"]);
    it.git(
        "repo",
        &["commit", "-q", "-m", "a declaration that is wrong"],
    );
    let (fine, all) = check(&["--hook"]);
    assert!(!fine && all.contains("--> ethics.yml:"), "{all}");
    assert_eq!(all, check(&[]).1, "where nothing is staged all is shown");
    it.write("repo/other/ethics.yml", &LACKING.replace("first", "second"));
    it.git("repo", &["add", "other"]);
    let (fine, said) = check(&["--hook"]);
    assert!(!fine, "{said}");
    assert!(said.contains("--> other/ethics.yml:"), "{said}");
    assert!(!said.contains("--> ethics.yml:"), "{said}");
    assert!(said.contains("elsewhere: "), "{said}");
    // What a declaration excludes stays so, staged or not.
    let excluding = text("examples/minimal/ethics.yml") + "exclude: [\"other/**\"]\n";
    it.write("repo/ethics.yml", &excluding);
    it.git("repo", &["add", "ethics.yml"]);
    let (fine, said) = check(&["--hook"]);
    assert!(fine && !said.contains("--> other/"), "{said}");
    it.git("repo", &["checkout", "-q", "HEAD", "ethics.yml"]);
    // What blocks is shown where nothing staged does.
    it.git("repo", &["reset", "-q", "other"]);
    it.git("repo", &["rm", "-q", "--cached", "logo.svg"]);
    fs::remove_dir_all(it.folder.path().join("repo/other")).expect("removed");
    let (fine, said) = check(&["--hook"]);
    assert!(!fine && said.contains("--> ethics.yml:"), "{said}");
}
