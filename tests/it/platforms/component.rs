//! The GitLab component: its file, and a runner that runs it.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::{LACKING, client, commit, errors, git, run, text, yaml};

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

/// A project with the component in it, included as its own users do.
#[test]
fn gitlab_ci_local_runs_the_component_of_a_merge_request() {
    let Some(client) = client("gitlab-ci-local") else {
        return;
    };
    let folder = TempDir::new().expect("a temporary folder");
    let at = |name: &str| folder.path().join("project").join(name);
    fs::create_dir_all(at("templates")).expect("folders");
    fs::create_dir(folder.path().join("home")).expect("a folder");
    let write = |name: &str, text: &str| fs::write(at(name), text).expect("a file");
    write(
        "templates/ethics-gate.yml",
        &text("templates/ethics-gate.yml"),
    );
    write("ethics.yml", &text("examples/minimal/ethics.yml"));
    let binary = env!("CARGO_BIN_EXE_ethics-gate");
    let include =
        "include:\n  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/ethics-gate@$CI_COMMIT_SHA\n";
    write(
        ".gitlab-ci.yml",
        &format!("{include}    inputs:\n      binary: {binary}\n"),
    );
    let git = |arguments: &[&str]| git(&at(""), arguments);
    git(&["init", "-q", "-b", "main"]);
    git(&[
        "remote",
        "add",
        "origin",
        "git@gitlab.example:team/project.git",
    ]);
    let commit = || commit(&at(""));
    let base = commit();
    commit();
    let pipeline = |base: &str| {
        run(Command::new(&client)
            .current_dir(at(""))
            .env("HOME", folder.path().join("home"))
            .args(["ethics-gate", "--force-shell-executor"])
            .args(["--variable", "CI_PIPELINE_SOURCE=merge_request_event"])
            .args(["--variable", "CI_MERGE_REQUEST_IID=7"])
            .arg("--variable")
            .arg(format!("CI_MERGE_REQUEST_DIFF_BASE_SHA={base}")))
    };
    let report = |name: &str| {
        let artifacts = at(".gitlab-ci-local/artifacts/ethics-gate");
        fs::read_to_string(Path::new(&artifacts).join(name)).expect("an artifact")
    };
    let (fine, said) = pipeline(&base);
    assert!(fine, "{said}");
    assert!(said.contains(&base[..10]), "the base is named: {said}");
    write("ethics.yml", LACKING);
    commit();
    let (fine, said) = pipeline(&base);
    assert!(!fine, "{said}");
    let quality: serde_json::Value =
        serde_json::from_str(&report("gl-code-quality-report.json")).expect("JSON");
    assert_eq!(quality[0]["location"]["path"], "ethics.yml");
    assert!(report("ethics-gate.junit.xml").contains("<failure"));
    // The base itself, as in a checkout of the wrong commit, is refused.
    let (fine, said) = pipeline("0123456789012345678901234567890123456789");
    assert!(!fine && said.contains("error:"), "{said}");
}
