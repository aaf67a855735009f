//! The action: its own file, its two scripts, and a runner that runs them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::{LACKING, client, commit, digest, errors, git, root, run, said, text, yaml};

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
        let used = format!("inputs.{input} ");
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
    let digest = digest(script.as_bytes()).to_uppercase();
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

/// With a cargo that only writes down how it was called.
#[test]
fn without_a_binary_the_action_builds_its_own_source_and_none_of_the_checkout() {
    let job = Job::new();
    let planted = job.path("checkout/.cargo");
    fs::create_dir(&planted).expect("a folder");
    fs::write(
        planted.join("config.toml"),
        "[build]\nrustc-wrapper = \"./evil\"\n",
    )
    .expect("a file");
    let tools = job.path("tools");
    fs::create_dir(&tools).expect("a folder");
    let cargo = tools.join("cargo");
    let script = "#!/bin/bash\necho \"in $PWD: $*\"\n\
        while [ \"$1\" != --root ]; do shift; done; mkdir -p \"$2/bin\"\n\
        printf '#!/bin/sh\\necho built\\n' >\"$2/bin/ethics-gate\"; chmod +x \"$2/bin/ethics-gate\"\n";
    fs::write(&cargo, script).expect("a script");
    let (fine, said) = run(Command::new("chmod").arg("+x").arg(&cargo));
    assert!(fine, "{said}");
    let path = format!("{}:/usr/bin:/bin", tools.display());
    let (code, set, said) = job.step("install.sh", &[("PATH", &path)]);
    assert_eq!(code, 0, "{said}");
    let called = format!(
        "in {}: install --locked --quiet --path . --root ",
        root().display()
    );
    assert!(
        said.contains(&called) && said.ends_with("built\n"),
        "{said}"
    );
    let built = job.path("temp/ethics-gate/bin/ethics-gate");
    assert_eq!(set, format!("gate={}\n", built.display()));

    fs::remove_file(&cargo).expect("it was there");
    let (code, set, said) = job.step("install.sh", &[("PATH", &path)]);
    assert_eq!((code, set.as_str()), (2, ""), "{said}");
    assert!(said.contains("there is no cargo here"), "{said}");
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

/// A workflow that does what the page says, on each event that it names.
const WORKFLOW: &str = "\
on: [pull_request, push, merge_group]
permissions: {contents: read}
jobs:
  ethics-gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with: {fetch-depth: 0, persist-credentials: false}
      - uses: ./
        id: gate
        with: {binary: ethics-gate}
      - if: always()
        env: {VERDICT: \"${{ steps.gate.outputs.verdict }}\", CODE: \"${{ steps.gate.outputs.exit-code }}\"}
        run: echo \"verdict is '$VERDICT', code $CODE\"
";

/// A checkout with the action in it and two commits, and the runner `act`.
struct Acting {
    folder: TempDir,
    client: PathBuf,
}

impl Acting {
    fn new() -> Option<Self> {
        let client = client("act")?;
        let folder = TempDir::new().expect("a temporary folder");
        let it = Self { folder, client };
        fs::create_dir(it.folder.path().join("home")).expect("a folder");
        it.write("action.yml", &text("action.yml"));
        for script in ["action/install.sh", "action/context.sh", "action/check.sh"] {
            it.write(script, &text(script));
        }
        it.write(".github/workflows/ethics.yml", WORKFLOW);
        it.write("ethics.yml", &text("examples/minimal/ethics.yml"));
        let checkout = it.folder.path().join("checkout");
        git(&checkout, &["init", "-q", "-b", "main"]);
        let address = "https://github.com/acme/model.git";
        git(&checkout, &["remote", "add", "origin", address]);
        Some(it)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join("checkout").join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    fn commit(&self) -> String {
        commit(&self.folder.path().join("checkout"))
    }

    /// Whether the job of an event went well, and its log.
    fn event(&self, name: &str, payload: &serde_json::Value) -> (bool, String) {
        // Nothing is asked of an API; who asks gets no answer.
        self.event_with(name, payload, "http://127.0.0.1:9", "")
    }

    /// The same with an API, and the token for it.
    fn event_with(
        &self,
        name: &str,
        payload: &serde_json::Value,
        api: &str,
        token: &str,
    ) -> (bool, String) {
        let file = self.folder.path().join("event.json");
        fs::write(&file, payload.to_string()).expect("a file");
        let gate = PathBuf::from(env!("CARGO_BIN_EXE_ethics-gate"));
        let own = gate.parent().expect("a folder").to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(own).chain(std::env::split_paths(&path));
        run(Command::new(&self.client)
            .current_dir(self.folder.path().join("checkout"))
            .env("HOME", self.folder.path().join("home"))
            .env("PATH", std::env::join_paths(folders).expect("folders"))
            .arg(name)
            .args(["--env", &format!("GITHUB_API_URL={api}")])
            .args(["-s", &format!("GITHUB_TOKEN={token}")])
            .args(["-P", "ubuntu-latest=-self-hosted", "-e"])
            .arg(file))
    }
}

/// The recorded payload of an event, or a small one of our own where the
/// shared folder is absent.
fn payload(name: &str, otherwise: serde_json::Value) -> serde_json::Value {
    crate::shared("payloads").map_or(otherwise, |shared| {
        let path = shared.join("contracts/github/events").join(name);
        let text = fs::read_to_string(path).expect("the payload");
        serde_json::from_str(&text).expect("JSON")
    })
}

#[test]
fn the_action_judges_each_event_that_act_plays() {
    let Some(it) = Acting::new() else {
        return;
    };
    let base = it.commit();
    it.write("notes.md", "A note.\n");
    let head = it.commit();
    let mut pull = payload(
        "pull_request.synchronize.json",
        serde_json::json!({"pull_request": {"base": {}, "head": {}}}),
    );
    pull["pull_request"]["base"]["sha"] = base.clone().into();
    pull["pull_request"]["head"]["sha"] = head.clone().into();
    let mut group = payload(
        "merge_group.checks_requested.json",
        serde_json::json!({"merge_group": {}}),
    );
    group["merge_group"]["base_sha"] = base.clone().into();
    group["merge_group"]["head_sha"] = head.clone().into();
    let mut push = payload("push.json", serde_json::json!({}));
    push["before"] = base.clone().into();
    push["after"] = head.into();
    for (name, payload) in [
        ("pull_request", &pull),
        ("merge_group", &group),
        ("push", &push),
    ] {
        let (fine, said) = it.event(name, payload);
        assert!(fine, "{name}: {said}");
        assert!(said.contains("verdict is 'pass', code 0"), "{name}: {said}");
        let against = name != "push";
        let shown = said.contains(&format!("the working tree with {}", &base[..10]));
        assert!(shown == against, "{name}: {said}");
    }
    // A base that the clone does not have is no pass.
    pull["pull_request"]["base"]["sha"] = "0123456789012345678901234567890123456789".into();
    let (fine, said) = it.event("pull_request", &pull);
    assert!(!fine, "{said}");
    assert!(said.contains("verdict is '', code 2"), "{said}");
    pull["pull_request"]["base"]["sha"] = base.into();
    it.write("ethics.yml", LACKING);
    pull["pull_request"]["head"]["sha"] = it.commit().into();
    let (fine, said) = it.event("pull_request", &pull);
    assert!(!fine, "{said}");
    assert!(said.contains("verdict is 'fail', code 1"), "{said}");
    let marked = "::error file=ethics.yml,line=2,";
    assert!(said.contains(marked), "{said}");
}

/// The same job, with what it posts on an API of this machine.
#[cfg(feature = "publish")]
#[test]
fn the_action_posts_what_it_judged_where_it_is_asked_to() {
    use crate::publish::stub::{Fault, Stub, TOKEN};

    let Some(it) = Acting::new() else {
        return;
    };
    let asked = WORKFLOW
        .replace(
            "{binary: ethics-gate}",
            "{binary: ethics-gate, publish: true}",
        )
        .replace(
            "{contents: read}",
            "{contents: read, checks: write, pull-requests: write}",
        );
    it.write(".github/workflows/ethics.yml", &asked);
    let base = it.commit();
    it.write("ethics.yml", LACKING);
    let head = it.commit();
    let pull = serde_json::json!({"pull_request": {"number": 7,
        "base": {"sha": base}, "head": {"sha": head}}});
    let group = serde_json::json!({"merge_group": {"base_sha": base, "head_sha": head}});
    for (event, payload, forbidden) in [
        ("pull_request", &pull, false),
        ("merge_group", &group, false),
        ("pull_request", &pull, true),
    ] {
        let stub = Stub::new();
        {
            let mut world = stub.world();
            world.head.clone_from(&head);
            let patch = "@@ -0,0 +1,3 @@\n+version: 1\n+system:\n+  id: first\n";
            world.files = vec![("ethics.yml".to_owned(), Some(patch.to_owned()))];
        }
        if forbidden {
            let refuse = |path| Fault::new(("POST", path), 403, "Resource not accessible");
            stub.fail(["check-runs", "graphql"].map(refuse));
        }
        let (fine, said) = it.event_with(event, payload, &stub.address, TOKEN);
        assert!(!fine, "{event}: {said}");
        assert!(
            said.contains("verdict is 'fail', code 1"),
            "{event}: {said}"
        );
        assert!(!said.contains(TOKEN), "{event}: {said}");
        // Each finding is shown in one way, and never in none.
        assert_eq!(
            said.contains("::error file=ethics.yml"),
            forbidden,
            "{said}"
        );
        let world = stub.world();
        assert_eq!(world.broken, [""; 0]);
        assert_eq!(world.checks.len(), usize::from(!forbidden), "{said}");
        for check in &world.checks {
            assert_eq!(check["conclusion"], "failure");
            assert_eq!(check["head_sha"], head.as_str());
        }
        let commented = event == "pull_request" && !forbidden;
        assert_eq!(!world.comments.is_empty(), commented, "{said}");
        assert_eq!(world.issue_comments.len(), usize::from(commented), "{said}");
    }
}

/// Without being asked to, it posts nothing and hands no token on.
#[test]
fn the_action_hands_its_token_to_posting_alone() {
    let job = Job::new();
    let shows = job.path("shows");
    fs::write(&shows, "#!/bin/sh\nenv\necho arguments: $*\n").expect("a script");
    let shows = shows.display().to_string();
    let (fine, said) = run(Command::new("chmod").args(["+x", &shows]));
    assert!(fine, "{said}");
    let check = |more: &[(&str, &str)]| {
        let fixed = [
            ("GATE", shows.as_str()),
            ("TOKEN", "tok"),
            ("GH_TOKEN", "of others"),
        ];
        job.step("check.sh", &[&fixed[..], more].concat())
    };
    for quiet in ["", "false"] {
        let (_, _, said) = check(&[("PUBLISH", quiet), ("TOKEN", "")]);
        assert!(!said.contains("TOKEN="), "{said}");
        assert!(
            said.contains("--report github") && !said.contains("--publish"),
            "{said}"
        );
    }
    let (_, _, said) = check(&[("PUBLISH", "true")]);
    assert!(
        said.lines().any(|line| line == "GITHUB_TOKEN=tok"),
        "{said}"
    );
    assert!(
        said.contains("--publish github") && !said.contains("GH_TOKEN"),
        "{said}"
    );
    let (code, set, said) = check(&[("PUBLISH", "yes")]);
    assert_eq!(
        (code, set.as_str()),
        (2, "verdict=\nexit-code=2\n"),
        "{said}"
    );
    assert!(
        said.contains("true or false") && !said.contains("arguments:"),
        "{said}"
    );
}

/// The question is a step of its own, and only it has the token.
#[test]
fn the_action_asks_who_approved_and_goes_on_without_where_it_is_not_told() {
    let job = Job::new();
    let gate = job.path("gate");
    let script = "#!/bin/sh\n[ \"$GITHUB_TOKEN\" = tok ] && [ \"$1\" = context ] || { echo refused >&2; exit 2; }\necho '{\"told\": true}'\n";
    fs::write(&gate, script).expect("a script");
    let gate = gate.display().to_string();
    let (fine, said) = run(Command::new("chmod").args(["+x", &gate]));
    assert!(fine, "{said}");
    let ask = |event: &str, mode: &str, token: &str| {
        let variables = [
            ("GATE", gate.as_str()),
            ("GITHUB_EVENT_NAME", event),
            ("CONTEXT", mode),
            ("TOKEN", token),
            ("GITHUB_TOKEN", "of others"),
        ];
        job.step("context.sh", &variables)
    };
    let file = job.path("temp/ethics-gate-context.json");
    for event in ["pull_request", "pull_request_review"] {
        let (code, set, said) = ask(event, "", "tok");
        assert_eq!((code, said.as_str()), (0, ""), "{event}");
        assert_eq!(set, format!("file={}\n", file.display()));
        let told = fs::read_to_string(&file).expect("the context");
        assert_eq!(told, "{\"told\": true}\n");
    }
    // What was told before is not taken for an answer.
    for (token, why) in [("", "has no token"), ("other", "did not tell")] {
        let (code, set, said) = ask("pull_request", "auto", token);
        assert_eq!((code, set.as_str()), (0, ""), "{said}");
        assert!(said.contains("::notice") && said.contains(why), "{said}");
        assert!(said.contains("not checked") && !file.exists(), "{said}");
        let (code, set, said) = ask("pull_request", "required", token);
        assert_eq!((code, set.as_str()), (2, ""), "{said}");
        assert!(said.contains("::error") && said.contains(why), "{said}");
    }
    for (event, mode) in [
        ("push", "auto"),
        ("merge_group", "required"),
        ("pull_request", "none"),
    ] {
        let (code, set, said) = ask(event, mode, "tok");
        assert_eq!((code, set.as_str(), said.as_str()), (0, "", ""), "{event}");
    }
    let (code, _, said) = ask("pull_request", "yes", "tok");
    assert!(
        code == 2 && said.contains("auto, required or none"),
        "{said}"
    );
    let (_, _, said) = job.step(
        "check.sh",
        &[("GATE", "/bin/echo"), ("CONTEXT", "/a/file.json")],
    );
    assert!(said.contains("--context=/a/file.json"), "{said}");
    let action = yaml(&text("action.yml"));
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let with_token = steps.iter().filter(|step| step["env"]["TOKEN"].is_string());
    let ids: Vec<_> = with_token.map(|step| step["id"].as_str()).collect();
    assert_eq!(ids, [Some("context"), Some("check")]);
}

/// With an API of this machine, and without one.
#[cfg(feature = "publish")]
#[test]
fn the_action_judges_with_what_github_tells_of_approvals() {
    use crate::publish::stub::{Stub, TOKEN};

    let Some(it) = Acting::new() else {
        return;
    };
    let base = it.commit();
    it.write("notes.md", "A note.\n");
    let head = it.commit();
    let pull = serde_json::json!({"pull_request": {"number": 7,
        "base": {"sha": base}, "head": {"sha": head}}});
    let stub = Stub::new();
    {
        let mut world = stub.world();
        world.head.clone_from(&head);
        world.commits = vec![serde_json::json!({"sha": head,
            "author": {"login": "dev1"}, "committer": {"login": "dev1"}})];
    }
    let (_, said) = it.event_with("pull_request", &pull, &stub.address, TOKEN);
    assert!(!said.contains("is not known"), "{said}");
    assert!(said.contains("verdict is 'pass', code 0"), "{said}");
    assert!(!said.contains(TOKEN), "{said}");
    let asked = stub
        .world()
        .seen
        .iter()
        .any(|seen| format!("{seen:?}").contains("pulls/7"));
    assert!(asked, "GitHub was asked: {said}");
    let (_, said) = it.event("pull_request", &pull);
    assert!(said.contains("verdict is 'pass', code 0"), "{said}");
    assert!(said.contains("is not known"), "{said}");
}
