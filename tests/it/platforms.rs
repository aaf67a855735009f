//! What other people's platforms read of this repository: the action, the
//! hooks, the component, and the scripts behind them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A declaration that lacks most of what each one has.
const LACKING: &str = "version: 1\nsystem:\n  id: first\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("YAML")
}

/// What a schema of the shared folder says against a document.
fn errors(schema: &str, document: &Value) -> Vec<String> {
    let Some(shared) = crate::shared(schema) else {
        return Vec::new();
    };
    let path = shared.join("contracts").join(schema);
    let schema = fs::read_to_string(path).expect("the shared folder has the schema");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::options().build(&schema).expect("it compiles");
    validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// A program of the platform; its absence is said aloud, and fails where
/// `ETHICS_GATE_REQUIRE_CLIENTS` asks for all of them.
fn client(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    if found.is_none() {
        let required = std::env::var_os("ETHICS_GATE_REQUIRE_CLIENTS").is_some_and(|it| it == "1");
        assert!(!required, "{name} is required and is not on PATH");
        eprintln!("SKIPPED: there is no {name} on PATH");
    }
    found
}

fn run(command: &mut Command) -> (bool, String) {
    let output = command.output().expect("the program starts");
    (output.status.success(), said(&output))
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(out).into_owned() + &String::from_utf8_lossy(err)
}

#[test]
fn the_action_is_valid_and_no_input_stands_in_a_script() {
    let action = yaml(&text("action.yml"));
    assert_eq!(errors("actions/github-action.json", &action), [""; 0]);
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let mut passed = String::new();
    for step in steps {
        assert_eq!(step["shell"], "bash");
        let script = step["run"].as_str().expect("a script");
        assert!(!script.contains("${{"), "{script}");
        assert!(step.get("uses").is_none(), "nothing of others is run");
        passed.push_str(&step["env"].to_string());
    }
    for input in action["inputs"].as_object().expect("inputs").keys() {
        let used = format!("${{{{ inputs.{input} }}}}");
        assert!(passed.contains(&used), "{input} reaches no step");
    }
    for output in action["outputs"].as_object().expect("outputs").values() {
        let value = output["value"].as_str().expect("a value");
        let name = value
            .trim_start_matches("${{ steps.check.outputs.")
            .trim_end_matches(" }}");
        let script = text("action/check.sh");
        let set =
            script.contains(&format!("'{name}=%s")) || script.contains("for name in sarif report");
        assert!(set, "{name} is never set");
    }
}

#[test]
fn the_component_is_valid_and_no_input_stands_in_its_script() {
    let component = text("templates/ethics-gate.yml");
    let (head, body) = component.split_once("\n---\n").expect("two documents");
    let inputs = yaml(head)["spec"]["inputs"].clone();
    for (name, input) in inputs.as_object().expect("inputs") {
        assert!(body.contains(&format!("$[[ inputs.{name} ]]")), "{name}");
        assert!(input.get("default").is_some() && input.get("description").is_some());
    }
    let filled = body
        .replace("$[[ inputs.job-name ]]", "ethics-gate")
        .replace("$[[ inputs.stage ]]", "test");
    let pipeline = yaml(&filled);
    assert_eq!(errors("gitlab/gitlab-ci.json", &pipeline), [""; 0]);
    let job = &pipeline["ethics-gate"];
    assert!(!job["script"].to_string().contains("$[["));
    assert_eq!(job["allow_failure"], false);
    assert_eq!(job["artifacts"]["when"], "always");
    let script = job["script"].to_string();
    for report in ["codequality", "junit"] {
        let file = job["artifacts"]["reports"][report]
            .as_str()
            .expect("a file");
        assert!(script.contains(&format!("--report {report}={file}")));
    }
}

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

/// A job of a workflow: its checkout, its temporary folder, its outputs.
struct Job {
    folder: TempDir,
}

impl Job {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        for name in ["checkout", "temp"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn step(&self, script: &str, variables: &[(&str, &str)]) -> (i32, String, String) {
        let outputs = self.path("outputs");
        fs::write(&outputs, "").expect("a file");
        let output = Command::new("bash")
            .arg(root().join("action").join(script))
            .current_dir(self.path("checkout"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("GITHUB_WORKSPACE", self.path("checkout"))
            .env("GITHUB_OUTPUT", &outputs)
            .env("GITHUB_STEP_SUMMARY", self.path("summary"))
            .env("RUNNER_TEMP", self.path("temp"))
            .env("ACTION", root())
            .envs(variables.iter().copied())
            .output()
            .expect("bash runs");
        let set = fs::read_to_string(&outputs).expect("outputs");
        (output.status.code().unwrap_or(-1), set, said(&output))
    }
}

#[test]
fn the_action_runs_an_installed_binary_and_none_of_the_checkout() {
    let job = Job::new();
    let (code, set, said) = job.step(
        "install.sh",
        &[("BINARY", env!("CARGO_BIN_EXE_ethics-gate"))],
    );
    assert_eq!(code, 0, "{said}");
    assert!(set.starts_with("gate=/"), "{set}");
    let planted = job.path("checkout/ethics-gate");
    fs::copy(env!("CARGO_BIN_EXE_ethics-gate"), &planted).expect("a copy");
    let planted = planted.display().to_string();
    for binary in [planted.as_str(), "./ethics-gate"] {
        let (code, set, said) = job.step("install.sh", &[("BINARY", binary)]);
        assert_eq!((code, set.as_str()), (2, ""), "{said}");
        assert!(said.contains("lies in the checkout"), "{said}");
    }
}

#[test]
fn a_release_is_run_with_its_digest_alone() {
    let job = Job::new();
    let release = job.path("release");
    let script = "#!/bin/sh\necho ethics-gate 9.9.9\n";
    fs::write(&release, script).expect("a release");
    let address = format!("file://{}", release.display());
    let digest: String = Sha256::digest(script)
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    let install = |address: &str, digest: &str| {
        job.step("install.sh", &[("RELEASE", address), ("SHA256", digest)])
    };
    let (code, set, said) = install(&address, &digest);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("9.9.9") && set.contains("gate="), "{said}");
    let missing = format!("{address}-of-nobody");
    for (address, digest) in [
        (address.as_str(), "0".repeat(64)),
        (address.as_str(), String::new()),
        ("", digest.clone()),
        (missing.as_str(), digest.clone()),
    ] {
        let (code, set, said) = install(address, &digest);
        assert_eq!((code, set.as_str()), (2, ""), "{said}");
        assert!(!said.contains("9.9.9"), "it was run: {said}");
    }
}

#[test]
fn the_action_sets_its_outputs_and_fails_with_the_gate() {
    let job = Job::new();
    let gate = ("GATE", env!("CARGO_BIN_EXE_ethics-gate"));
    let (code, set, said) = job.step("check.sh", &[gate]);
    assert_eq!(code, 1, "{said}");
    assert!(set.contains("verdict=fail\nexit-code=1\n"), "{set}");
    assert!(set.contains("sarif=/") && set.contains("report=/"), "{set}");
    assert!(said.contains("::error "), "{said}");
    let page = fs::read_to_string(job.path("summary")).expect("a summary");
    assert!(page.contains("gate/declaration-present"), "{page}");
    let (code, set, _) = job.step("check.sh", &[gate, ("FAIL_ON", "never")]);
    assert_eq!(code, 0);
    assert!(set.contains("verdict=fail\nexit-code=0\n"), "{set}");
    let (code, set, _) = job.step("check.sh", &[gate, ("BASE", "--no-such")]);
    assert_eq!(code, 2);
    assert_eq!(set, "verdict=\nexit-code=2\n");
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

    fn new(hook: &str) -> Self {
        let it = Self {
            folder: TempDir::new().expect("a temporary folder"),
        };
        it.write("gitconfig", "[user]\nname = tester\nemail = tester@team.example\n[init]\ndefaultBranch = main\n[protocol \"file\"]\nallow = always\n");
        let hooks = text(".pre-commit-hooks.yaml").replace("language: rust", "language: system");
        it.write("hooks/.pre-commit-hooks.yaml", &hooks);
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

#[test]
fn pre_commit_takes_the_manifest_and_blocks_a_commit() {
    let Some(client) = client("pre-commit") else {
        return;
    };
    let it = Hooked::new("ethics-gate");
    let manifest = root().join(".pre-commit-hooks.yaml");
    let (fine, said) = run(it
        .command(&client, "repo")
        .arg("validate-manifest")
        .arg(manifest));
    assert!(fine, "{said}");
    let (fine, said) = run(it.command(&client, "repo").args(["run", "--all-files"]));
    assert!(fine, "{said}");
    assert!(said.contains("Passed"), "{said}");
    it.write("repo/ethics.yml", LACKING);
    it.git("repo", &["add", "--all"]);
    let (fine, said) = run(it.command(&client, "repo").args(["run"]));
    assert!(!fine, "{said}");
    assert!(said.contains("--> ethics.yml:"), "{said}");
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
    // What blocks is shown where nothing staged does.
    it.git("repo", &["reset", "-q", "other"]);
    it.git("repo", &["rm", "-q", "--cached", "logo.svg"]);
    fs::remove_dir_all(it.folder.path().join("repo/other")).expect("removed");
    let (fine, said) = check(&["--hook"]);
    assert!(!fine && said.contains("--> ethics.yml:"), "{said}");
}
