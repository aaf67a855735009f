//! The ways to get the gate: the wheel, the image, the release; and that
//! these name one version and build from what is there.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::{errors, root, run, skip, text, yaml};

/// The folder of wheels that `.ci/run` has built, by its variable.
pub(super) fn wheels() -> Option<PathBuf> {
    let found = std::env::var_os("ETHICS_GATE_WHEELS").map(PathBuf::from);
    if found.is_none() {
        skip("no folder of wheels (ETHICS_GATE_WHEELS)");
    }
    found
}

fn release(script: &str, arguments: &[&str]) -> (bool, String) {
    run(Command::new("bash")
        .arg(root().join(".github/release").join(script))
        .args(arguments))
}

#[test]
fn a_tag_of_another_version_is_no_release() {
    let version = env!("CARGO_PKG_VERSION");
    let (fine, said) = release("version", &["v0.0.0"]);
    assert!(!fine && said.contains(version), "{said}");
    let (fine, said) = release("version", &[version]);
    assert!(!fine, "a tag starts with v: {said}");
    let mirror = text("templates/pre-commit-mirror/pyproject.toml");
    assert!(mirror.contains(&format!("\nversion = \"{version}\"\n")));
    assert!(mirror.contains(&format!("\"ethics-gate=={version}\"")));
}

/// What a release packs is what the action unpacks and runs.
#[test]
fn the_action_installs_what_a_release_packs() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let target = "x86_64-unknown-linux-musl";
    let built = folder.path().join("build").join(target).join("release");
    std::fs::create_dir_all(&built).expect("folders");
    std::fs::copy(env!("CARGO_BIN_EXE_ethics-gate"), built.join("ethics-gate")).expect("a copy");
    let pack = |into: &str| {
        let (fine, said) = run(Command::new("bash")
            .arg(root().join(".github/release/pack"))
            .args([target, &path(into)])
            .env("CARGO_TARGET_DIR", path("build")));
        assert!(fine, "{said}");
        let archive = folder.path().join(into);
        std::fs::read(archive.join(format!("ethics-gate-{target}.tar.gz"))).expect("the archive")
    };
    let archive = pack("dist");
    assert_eq!(archive, pack("again"), "the same bytes give one archive");
    let digest = super::digest(&archive);
    for name in ["temp", "checkout"] {
        std::fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    let address = format!("file://{}/ethics-gate-{target}.tar.gz", path("dist"));
    let (fine, said) = run(Command::new("bash")
        .arg(root().join("action/install.sh"))
        .env("RUNNER_TEMP", path("temp"))
        .env("GITHUB_WORKSPACE", path("checkout"))
        .env("GITHUB_OUTPUT", path("outputs"))
        .env("RELEASE", address)
        .env("SHA256", digest));
    assert!(fine, "{said}");
    assert!(said.contains(env!("CARGO_PKG_VERSION")), "{said}");
}

#[test]
fn each_workflow_pins_what_it_uses_and_asks_for_no_more_than_it_needs() {
    for name in ["ci", "release"] {
        let text = text(&format!(".github/workflows/{name}.yml"));
        let workflow = yaml(&text);
        assert_eq!(errors("actions/github-workflow.json", &workflow), [""; 0]);
        let top = workflow["permissions"].as_object().expect("permissions");
        assert!(top.values().all(|given| given == "read"), "{name}: {top:?}");
        for used in text
            .lines()
            .filter_map(|line| line.trim().split_once("uses: "))
        {
            let (_, pinned) = used.1.split_once('@').expect("a commit");
            let (commit, version) = pinned.split_once(" # v").expect("its version beside it");
            let hexadecimal = |it: char| it.is_ascii_hexdigit();
            assert!(
                commit.len() == 40 && commit.chars().all(hexadecimal),
                "{pinned}"
            );
            assert!(!version.is_empty());
        }
        for step in text.split("run: ").skip(1) {
            let line = step.lines().next().unwrap_or_default();
            assert!(!line.contains("${{"), "{name}: {line}");
        }
    }
}

/// Nothing that the image's build copies is missing from its context.
#[test]
fn the_image_has_what_its_build_reads_and_no_root() {
    let ignored = text(".dockerignore");
    let kept: Vec<&str> = ignored
        .lines()
        .filter_map(|line| line.strip_prefix('!'))
        .collect();
    for needed in [
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "src",
        "policies",
        "benches",
    ] {
        assert!(kept.contains(&needed), "{needed}");
    }
    for kept in kept.iter().filter(|kept| !kept.contains('*')) {
        assert!(root().join(kept).exists(), "{kept}");
    }
    let image = text("Dockerfile");
    let last = image.split("\nFROM ").last().expect("a stage");
    let user = last.lines().find_map(|line| line.strip_prefix("USER "));
    assert_eq!(user, Some("65532:65532"));
    let rust = env!("CARGO_PKG_RUST_VERSION");
    assert!(image.contains(&format!("FROM rust:{rust}-")), "{rust}");
}
