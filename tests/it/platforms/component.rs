//! The GitLab component: its file, and a runner that runs it.

use std::fs;
use std::path::PathBuf;
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
struct Project {
    folder: TempDir,
    client: PathBuf,
}

impl Project {
    fn new(inputs: &str) -> Option<Self> {
        let client = client("gitlab-ci-local")?;
        let folder = TempDir::new().expect("a temporary folder");
        let it = Self { folder, client };
        fs::create_dir_all(it.at("templates")).expect("folders");
        fs::create_dir(it.folder.path().join("home")).expect("a folder");
        let component = text("templates/ethics-gate.yml");
        it.write("templates/ethics-gate.yml", &component);
        it.write("ethics.yml", &text("examples/minimal/ethics.yml"));
        let binary = env!("CARGO_BIN_EXE_ethics-gate");
        let include = "include:\n  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/ethics-gate@$CI_COMMIT_SHA\n";
        let pipeline = format!("{include}    inputs:\n      binary: {binary}\n{inputs}");
        it.write(".gitlab-ci.yml", &pipeline);
        git(&it.at(""), &["init", "-q", "-b", "main"]);
        let address = "git@gitlab.example:team/project.git";
        git(&it.at(""), &["remote", "add", "origin", address]);
        Some(it)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join("project").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).expect("a file");
    }

    fn commit(&self) -> String {
        commit(&self.at(""))
    }

    /// The job of a merge request, with further variables.
    fn pipeline(&self, base: &str, more: &[String]) -> (bool, String) {
        let fixed = [
            "CI_PIPELINE_SOURCE=merge_request_event".to_owned(),
            "CI_MERGE_REQUEST_IID=3".to_owned(),
            format!("CI_MERGE_REQUEST_DIFF_BASE_SHA={base}"),
        ];
        let mut command = Command::new(&self.client);
        command
            .current_dir(self.at(""))
            .env("HOME", self.folder.path().join("home"))
            .args(["ethics-gate", "--force-shell-executor"]);
        for variable in fixed.iter().chain(more) {
            command.args(["--variable", variable]);
        }
        run(&mut command)
    }

    fn report(&self, name: &str) -> String {
        let artifacts = self.at(".gitlab-ci-local/artifacts/ethics-gate");
        fs::read_to_string(artifacts.join(name)).expect("an artifact")
    }
}

#[test]
fn gitlab_ci_local_runs_the_component_of_a_merge_request() {
    let Some(it) = Project::new("") else {
        return;
    };
    let base = it.commit();
    it.commit();
    let (fine, said) = it.pipeline(&base, &[]);
    assert!(fine, "{said}");
    assert!(said.contains(&base[..10]), "the base is named: {said}");
    it.write("ethics.yml", LACKING);
    it.commit();
    let (fine, said) = it.pipeline(&base, &[]);
    assert!(!fine, "{said}");
    let quality: serde_json::Value =
        serde_json::from_str(&it.report("gl-code-quality-report.json")).expect("JSON");
    assert_eq!(quality[0]["location"]["path"], "ethics.yml");
    assert!(it.report("ethics-gate.junit.xml").contains("<failure"));
    // The base itself, as in a checkout of the wrong commit, is refused.
    let (fine, said) = it.pipeline("0123456789012345678901234567890123456789", &[]);
    assert!(!fine && said.contains("error:"), "{said}");
}

/// The same job, with what it posts on an API of this machine.
#[cfg(feature = "publish")]
#[test]
fn the_component_posts_where_it_is_asked_to() {
    use crate::publish::stub::{Stub, TOKEN};

    let Some(it) = Project::new("      publish: true\n") else {
        return;
    };
    let base = it.commit();
    it.write("ethics.yml", LACKING);
    let head = it.commit();
    let stub = Stub::new();
    stub.world().head = head;
    let mut more = vec![
        format!("CI_API_V4_URL={}/api/v4", stub.address),
        "CI_MERGE_REQUEST_PROJECT_ID=9".to_owned(),
    ];
    // Without a token the verdict is the same, and the log says which is needed.
    let (fine, said) = it.pipeline(&base, &more);
    assert!(!fine, "{said}");
    assert!(said.contains("CI_JOB_TOKEN can't write notes"), "{said}");
    assert!(stub.world().seen.is_empty());

    more.push(format!("GITLAB_TOKEN={TOKEN}"));
    let (fine, said) = it.pipeline(&base, &more);
    assert!(!fine, "{said}");
    assert!(said.contains("posted to GitLab"), "{said}");
    assert!(!said.contains(TOKEN), "{said}");
    assert!(it.report("ethics-gate.json").contains("\"fail\""));
    let world = stub.world();
    assert_eq!(world.broken, [""; 0]);
    assert_eq!(world.notes.len(), 1);
}

/// The script of the job, as the runner hands it to a shell, with a gate that
/// only shows how it was called.
#[test]
fn the_component_asks_who_approved_and_judges_without_the_token() {
    let component = text("templates/ethics-gate.yml");
    let (_, body) = component.split_once("\n---\n").expect("two documents");
    let filled = body.replace("$[[ inputs.job-name ]]", "ethics-gate");
    let pipeline = yaml(&filled);
    let script = pipeline["ethics-gate"]["script"][0]
        .as_str()
        .expect("a script")
        .to_owned();
    let folder = TempDir::new().expect("a temporary folder");
    let gate = folder.path().join("gate");
    let shows = "#!/bin/sh\nif [ \"$1\" = context ]; then [ \"$GITLAB_TOKEN\" = tok ] || exit 2; echo '{}'; exit 0; fi\necho \"token: $GITLAB_TOKEN; $*\"\n";
    fs::write(&gate, shows).expect("a script");
    let (fine, said) = run(Command::new("chmod").arg("+x").arg(&gate));
    assert!(fine, "{said}");
    let judge = |context: &str, publish: &str, token: &str, request: &str| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut command = Command::new("sh");
        command
            .args(["-e", "-c", &script])
            .env_clear()
            .env("PATH", path)
            .env("ETHICS_GATE_BINARY", &gate)
            .env("ETHICS_GATE_FAIL_ON", "error")
            .env("ETHICS_GATE_LANG", "en")
            .env("ETHICS_GATE_PUBLISH", publish)
            .env("ETHICS_GATE_CONTEXT", context)
            .env("CI_PROJECT_DIR", folder.path().join("project"))
            .env("CI_MERGE_REQUEST_IID", request)
            .env("GITLAB_TOKEN", token);
        run(&mut command)
    };
    let (fine, said) = judge("auto", "false", "tok", "3");
    assert!(
        fine && said.contains("token: ; check --context /"),
        "{said}"
    );
    let (fine, said) = judge("auto", "true", "tok", "3");
    assert!(
        fine && said.contains("token: tok; check --context /"),
        "{said}"
    );
    assert!(said.contains("--publish gitlab"), "{said}");
    let (fine, said) = judge("auto", "false", "", "3");
    assert!(
        fine && said.contains("is not known") && !said.contains("--context"),
        "{said}"
    );
    let (fine, said) = judge("required", "false", "other", "3");
    assert!(
        !fine && said.contains("is not known") && !said.contains("; check"),
        "{said}"
    );
    for (context, request) in [("none", "3"), ("auto", "")] {
        let (fine, said) = judge(context, "false", "tok", request);
        assert!(fine && said.starts_with("token: ; check --lang"), "{said}");
    }
}
