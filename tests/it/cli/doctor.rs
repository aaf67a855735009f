//! `doctor`: the pipelines around the gate, in real repositories.

use super::{Desk, Run};

/// A workflow as docs/github.md has it.
const WORKFLOW: &str = "\
name: ethics
on:
  pull_request:
  merge_group:
permissions:
  contents: read
jobs:
  ethics-gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: {fetch-depth: 0, persist-credentials: false}
      - uses: somebody/ethics-gate@0123456789abcdef0123456789abcdef01234567
";

impl Desk {
    /// A repository in which everything is in order.
    pub(super) fn healthy() -> Self {
        let desk = Self::new("scorer");
        desk.write("repo/.github/workflows/ethics.yml", WORKFLOW);
        desk.write("repo/.github/CODEOWNERS", "* @lender/board\n");
        desk.git("repo", &["init", "-q"]);
        desk.commit("repo");
        desk
    }

    fn doctor(&self, arguments: &[&str]) -> Run {
        self.run(&[&["doctor", "repo"], arguments].concat())
    }

    fn problems(&self) -> Vec<String> {
        let run = self.doctor(&["--format", "json"]);
        let json = run.json();
        assert_eq!(json["schema"], "ethics-gate/doctor/1");
        assert_eq!(json["healthy"] == true, run.code == 0, "{}", run.stdout);
        let checks = json["checks"].as_array().expect("checks").iter();
        let problems = checks
            .filter(|check| check["state"] == "problem")
            .map(|check| {
                assert!(check["fix"].is_string(), "{check}");
                let at = check["path"]
                    .as_str()
                    .map(|path| format!(" {path}:{}", check["line"]));
                check["id"].as_str().expect("an id").to_owned() + &at.unwrap_or_default()
            });
        problems.collect()
    }

    /// The workflow with one text in the place of another.
    fn with_workflow(from: &str, to: &str) -> Self {
        assert!(WORKFLOW.contains(from), "{from}");
        let desk = Self::healthy();
        desk.write(
            "repo/.github/workflows/ethics.yml",
            &WORKFLOW.replace(from, to),
        );
        desk
    }
}

#[test]
fn a_repository_in_order_has_no_problem_and_hears_what_nobody_can_know() {
    let desk = Desk::healthy();
    let run = desk.doctor(&[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    for words in [
        "ok       runs: the gate runs in .github/workflows/ethics.yml",
        "unknown  required: ",
        "has to list ethics-gate",
        "ok       skipped: ",
        "ok       pinned: ",
        "ok       depth: ",
        "ok       owners: ",
        "unknown  owners: ",
        "ok       token: ",
        "unknown  fork: ",
        "0 problems, 6 in order, 3 not known from here",
    ] {
        assert!(
            run.stdout.contains(words),
            "no {words:?} in\n{}",
            run.stdout
        );
    }
    let korean = desk.doctor(&["--lang", "ko"]);
    assert!(
        korean.stdout.contains("문제 0건, 정상 6건"),
        "{}",
        korean.stdout
    );
    assert!(
        korean.stdout.contains("모름 required: "),
        "{}",
        korean.stdout
    );
    assert_eq!(desk.problems(), Vec::<String>::new());
}

#[test]
fn what_lets_a_change_go_past_the_gate_is_told_at_its_line() {
    let at = |id: &str, line: u32| vec![format!("{id} .github/workflows/ethics.yml:{line}")];
    let step = "      - uses: somebody/ethics-gate@0123456789abcdef0123456789abcdef01234567\n";
    for (from, to, expected) in [
        (
            "    runs-on: ubuntu-latest\n",
            "    runs-on: ubuntu-latest\n    continue-on-error: true\n",
            at("skipped", 10),
        ),
        (
            "    runs-on: ubuntu-latest\n",
            "    runs-on: ubuntu-latest\n    if: false\n",
            at("skipped", 10),
        ),
        (
            step,
            "      - run: ethics-gate check || true\n",
            at("skipped", 13),
        ),
        (
            step,
            "      - run: ethics-gate check --fail-on never\n",
            at("skipped", 13),
        ),
        (
            "  pull_request:\n",
            "  pull_request:\n    paths: [\"src/**\"]\n",
            at("skipped", 4),
        ),
        (
            "  pull_request:\n  merge_group:\n",
            "  push:\n",
            at("skipped", 2),
        ),
        ("fetch-depth: 0, ", "", at("depth", 11)),
        ("fetch-depth: 0", "fetch-depth: 10", at("depth", 12)),
        (
            "@0123456789abcdef0123456789abcdef01234567",
            "@v1",
            at("pinned", 13),
        ),
        ("  contents: read\n", "  contents: write\n", at("token", 6)),
        (
            "permissions:\n  contents: read\n",
            "permissions: write-all\n",
            at("token", 5),
        ),
        (
            step,
            "      - run: ethics-gate check --report github --publish github\n",
            at("token", 5),
        ),
    ] {
        let desk = Desk::with_workflow(from, to);
        assert_eq!(desk.problems(), expected, "{to}");
    }
}

#[test]
fn a_job_that_posts_with_the_rights_to_is_in_order_and_one_that_says_none_is_unknown() {
    let step = "      - uses: somebody/ethics-gate@0123456789abcdef0123456789abcdef01234567\n";
    let posts = WORKFLOW
        .replace(step, "      - run: ethics-gate check --publish github\n")
        .replace(
            "contents: read",
            "contents: read\n  checks: write\n  pull-requests: write",
        );
    let desk = Desk::healthy();
    desk.write("repo/.github/workflows/ethics.yml", &posts);
    assert_eq!(desk.problems(), Vec::<String>::new());
    let silent = WORKFLOW.replace("permissions:\n  contents: read\n", "");
    desk.write("repo/.github/workflows/ethics.yml", &silent);
    let run = desk.doctor(&[]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("says no permissions"), "{}", run.stdout);
}

#[test]
fn no_pipeline_or_a_hook_alone_is_a_problem_and_so_is_no_owner() {
    let desk = Desk::new("scorer");
    desk.git("repo", &["init", "-q"]);
    desk.commit("repo");
    assert_eq!(desk.problems(), ["runs", "owners"]);
    let hook = "repos:\n  - repo: https://git.example/gate\n    rev: v0.1.0\n    hooks: [{id: ethics-gate}]\n";
    desk.write("repo/.pre-commit-config.yaml", hook);
    desk.write("repo/CODEOWNERS", "/docs/ @writers\n");
    assert_eq!(desk.problems(), ["runs", "owners CODEOWNERS:1"]);
    let run = desk.doctor(&[]);
    assert!(run.stdout.contains("--no-verify"), "{}", run.stdout);
    assert!(run.stdout.contains("nobody owns"), "{}", run.stdout);
}

#[test]
fn a_shallow_clone_is_told_with_the_command_that_mends_it() {
    let desk = Desk::healthy();
    desk.write("repo/more.md", "more\n");
    desk.commit("repo");
    let url = format!("file://{}", desk.path("repo").display());
    desk.git("", &["clone", "-q", "--depth=1", &url, "clone"]);
    let run = desk.run(&["doctor", "clone"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.contains("this clone is shallow"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("git fetch --unshallow origin"),
        "{}",
        run.stdout
    );
    let in_ci = desk.with("GITHUB_ACTIONS", "true");
    let run = in_ci.run(&["doctor", "clone"]);
    assert!(run.stdout.contains("fetch-depth: 0"), "{}", run.stdout);
}

#[test]
fn a_fork_is_known_by_the_event() {
    let event = |head: &str| {
        let base = r#"{"repo": {"full_name": "lender/score"}}"#;
        format!(r#"{{"pull_request": {{"head": {{"repo": {head}}}, "base": {base}}}}}"#)
    };
    let own = r#"{"full_name": "Lender/Score"}"#;
    let other = r#"{"full_name": "stranger/score"}"#;
    for (head, words) in [
        (
            own,
            "ok       fork: this change comes from the repository itself",
        ),
        (other, "ok       fork: this change comes from a fork"),
        ("null", "ok       fork: this change comes from a fork"),
    ] {
        let desk = Desk::healthy();
        desk.write("event.json", &event(head));
        let path = desk.path("event.json").display().to_string();
        let desk = desk
            .with("GITHUB_EVENT_PATH", path)
            .with("GITHUB_ACTIONS", "true");
        let run = desk.doctor(&[]);
        assert!(run.stdout.contains(words), "{}", run.stdout);
    }
    let desk = Desk::with_workflow(
        "      - uses: somebody/ethics-gate@0123456789abcdef0123456789abcdef01234567\n",
        "      - run: ethics-gate check --publish github\n",
    );
    desk.write("event.json", &event(other));
    let path = desk.path("event.json").display().to_string();
    let desk = desk.with("GITHUB_EVENT_PATH", path);
    assert!(desk.problems().contains(&"fork".to_owned()));
    let gitlab = Desk::healthy()
        .with("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "7")
        .with("CI_MERGE_REQUEST_PROJECT_ID", "5");
    assert!(gitlab.doctor(&[]).stdout.contains("from a fork"));
    // An event that can't be read is no event.
    let broken = Desk::healthy().with("GITHUB_EVENT_PATH", "nowhere.json");
    assert!(broken.doctor(&[]).stdout.contains("unknown  fork"));
}

#[test]
fn gitlab_s_pipeline_is_looked_at_as_github_s_is() {
    let desk = Desk::healthy();
    std::fs::remove_dir_all(desk.path("repo/.github/workflows")).expect("removed");
    let pipeline = |more: &str| {
        format!(
            "ethics-gate:\n  variables: {{GIT_DEPTH: \"0\"}}\n{more}  script:\n    - ethics-gate check\n"
        )
    };
    desk.write("repo/.gitlab-ci.yml", &pipeline(""));
    assert_eq!(desk.problems(), Vec::<String>::new());
    assert!(desk.doctor(&[]).stdout.contains("Pipelines must succeed"));
    desk.write("repo/.gitlab-ci.yml", &pipeline("  allow_failure: true\n"));
    assert_eq!(desk.problems(), ["skipped .gitlab-ci.yml:3"]);
    desk.write(
        "repo/.gitlab-ci.yml",
        &pipeline("").replace("\"0\"", "\"20\""),
    );
    assert_eq!(desk.problems(), ["depth .gitlab-ci.yml:2"]);
}

#[test]
fn a_hostile_pipeline_steers_no_terminal() {
    let desk = Desk::healthy();
    let hostile = WORKFLOW.replace(
        "  ethics-gate:\n",
        "  \"a\\e[31m\\u202e::error::b\":\n    continue-on-error: true\n",
    );
    desk.write("repo/.github/workflows/ethics.yml", &hostile);
    let run = desk.doctor(&[]);
    assert_eq!(run.code, 1);
    assert!(
        !run.stdout.contains(['\u{1b}', '\u{202e}']),
        "{:?}",
        run.stdout
    );
    assert!(
        !run.stdout
            .lines()
            .any(|line| line.trim_start().starts_with("::"))
    );
    desk.run(&["doctor", "nowhere"]).refuses(&["nowhere"]);
}
