//! A change can't weaken the step that judges it: what decides over it is held
//! against the base, and only what is known to be harmless passes unasked.

use super::{Desk, Run};

const GITHUB: &str = "\
name: ethics
on:
  pull_request:
  merge_group:
permissions: {contents: read}
jobs:
  ethics:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@1111111111111111111111111111111111111111
        with: {fetch-depth: 0}
      - uses: acme/ethics-gate@2222222222222222222222222222222222222222
        with: {lang: en}
";
const SHELL: &str = "\
on: pull_request
jobs:
  ethics:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v5
      - run: |
          ethics-gate check
";
const GITLAB: &str = "\
ethics:
  image: rust:1.95
  script:
    - ethics-gate check
  rules:
    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"
";
const HOOK: &str =
    "repos: [{repo: https://git.example/acme/gate, rev: v1, hooks: [{id: ethics-gate}]}]\n";

pub(super) const WORKFLOW: &str = ".github/workflows/ethics.yml";
pub(super) const PIPELINE: &str = ".gitlab-ci.yml";

pub(super) fn declaration(log: &str) -> String {
    format!(
        "version: 1\nsystem: {{id: scorer, purpose: A toy., decides_about_people: true}}\napprovers: [\"@lender/board\"]\n{log}"
    )
}

/// A repository whose base has these files, on a branch `change`.
pub(super) fn story(files: &[(&str, &str)]) -> Desk {
    let desk = Desk::new("scorer");
    desk.git("repo", &["init", "-q"]);
    desk.write("repo/ethics.yml", &declaration(""));
    for (path, text) in files {
        desk.write(&format!("repo/{path}"), text);
    }
    desk.commit("repo");
    desk.git("repo", &["switch", "-q", "-c", "change"]);
    desk
}

pub(super) fn judge(desk: &Desk) -> Run {
    let rule = ["--rule", "integrity/gate-not-weakened"];
    let fixed = ["check", "repo", "--base", "main", "--today", "2026-12-01"];
    desk.run(&[&fixed[..], &rule].concat())
}

/// Each case replaces some words of the base's file, or adds others, and is
/// committed.
fn judge_each(path: &str, base: &str, cases: &[(&str, &str)], code: i32) {
    let desk = story(&[(path, base)]);
    let mut wrong = Vec::new();
    for (from, to) in cases {
        assert!(base.contains(from), "no {from:?} in the base");
        desk.write(&format!("repo/{path}"), &base.replacen(from, to, 1));
        desk.commit("repo");
        let run = judge(&desk);
        if run.code != code {
            wrong.push(format!(
                "{from:?} -> {to:?}: {}\n{}{}",
                run.code, run.stdout, run.stderr
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn switches_of_a_workflow_need_an_approver() {
    let job = "    runs-on: ubuntu-24.04\n";
    let put = |line: &str| format!("{job}    {line}\n");
    let inserted = [
        "if: ${{ 1 == 2 }}",
        "if: github.actor == 'nobody'",
        "continue-on-error: ${{ github.event_name != 'x' }}",
        "needs: [never]",
        "timeout-minutes: 0",
        "strategy: {matrix: {x: []}}",
        "env: {GITHUB_EVENT_NAME: push}",
        "defaults: {run: {shell: 'bash {0}'}}",
        "permissions: {contents: write}",
        "container: evil/image",
    ]
    .map(put);
    let mut cases: Vec<(&str, &str)> = inserted.iter().map(|line| (job, &**line)).collect();
    let gate = "      - uses: acme/ethics-gate@2222222222222222222222222222222222222222\n";
    let before = [
        "      - run: git checkout origin/main -- .\n",
        "      - uses: evil/prepare@3333333333333333333333333333333333333333\n",
    ]
    .map(|step| format!("{step}{gate}"));
    cases.extend(before.iter().map(|step| (gate, &**step)));
    cases.extend([
        ("{fetch-depth: 0}", "{fetch-depth: 0, ref: main}"),
        ("{lang: en}", "{lang: en, base: none}"),
        ("{lang: en}", "{lang: en, args: --fail-on never}"),
        ("{lang: en}", "{lang: en, binary: /bin/true}"),
        ("acme/ethics-gate@", "evil/ethics-gate@"),
        (
            "acme/ethics-gate@2222222222222222222222222222222222222222",
            "./.github/actions/ethics-gate",
        ),
        (
            "ethics-gate@2222222222222222222222222222222222222222",
            "ethics-gate@main",
        ),
        ("  pull_request:\n  merge_group:\n", "  push:\n"),
        (
            "  pull_request:\n  merge_group:\n",
            "  schedule: [{cron: 0 0 * * *}]\n",
        ),
        (
            "  pull_request:\n  merge_group:\n",
            "  workflow_dispatch:\n",
        ),
        (
            "  pull_request:\n",
            "  pull_request: {branches: [nothing]}\n",
        ),
        (
            "  pull_request:\n",
            "  pull_request: {branches-ignore: [main]}\n",
        ),
        ("  pull_request:\n", "  pull_request: {types: [labeled]}\n"),
        ("  pull_request:\n", "  pull_request: {paths: [nothing]}\n"),
        ("  pull_request:\n", "  pull_request_target:\n"),
        ("  merge_group:\n", ""),
        (
            "  ethics:\n",
            "  mine: {name: ethics, runs-on: x, steps: [{run: 'true'}]}\n  other:\n",
        ),
        (
            "permissions: {contents: read}\n",
            "env: {BASH_ENV: x}\npermissions: {contents: read}\n",
        ),
    ]);
    judge_each(WORKFLOW, GITHUB, &cases, 1);
}

#[test]
fn what_is_known_to_be_harmless_in_a_workflow_passes() {
    let cases = [
        ("name: ethics\n", "name: The gate\n# a comment\n"),
        (
            "ethics-gate@2222222222222222222222222222222222222222",
            "ethics-gate@4444444444444444444444444444444444444444 # v2",
        ),
        ("ubuntu-24.04", "ubuntu-latest"),
        ("  ethics:\n", "  judged:\n    name: The gate\n"),
        (
            "jobs:\n",
            "jobs:\n  lint: {runs-on: ubuntu-24.04, steps: [{run: make lint}]}\n",
        ),
        ("{contents: read}", "{contents: read, actions: read}"),
        ("{lang: en}", "{lang: ko, sarif: x.sarif}"),
        ("{lang: en}\n", "{lang: en}\n      - run: make report\n"),
        (
            "  merge_group:\n",
            "  merge_group:\n  schedule: [{cron: 0 0 * * *}]\n",
        ),
        (
            "    steps:\n",
            "    timeout-minutes: 20\n    if: ${{ always() }}\n    steps:\n",
        ),
        (
            "jobs:\n",
            "jobs:\n  more: {runs-on: ubuntu-24.04, steps: [{uses: acme/other@v1}]}\n",
        ),
    ];
    judge_each(WORKFLOW, GITHUB, &cases, 0);
}

#[test]
fn switches_of_a_shell_need_an_approver() {
    let line = "          ethics-gate check\n";
    let lines = [
        "ethics-gate check --rule gate/x",
        "ethics-gate check --today 2020-01-01",
        "ethics-gate check --base HEAD",
        "ethics-gate check docs",
        "ethics-gate check &",
        "if ethics-gate check; then echo fine; fi",
        "! ethics-gate check",
        "ethics-gate check || printf bad",
        "ethics-gate check --report json || printf bad",
        "echo ethics-gate check",
        "ethics-gate() { true; }\n          ethics-gate check",
        "set +e\n          ethics-gate check\n          make",
        "true",
    ]
    .map(|line| format!("          {line}\n"));
    let mut cases: Vec<(&str, &str)> = lines.iter().map(|changed| (line, &**changed)).collect();
    cases.extend([
        (
            "      - run: |\n",
            "      - shell: bash {0}\n        run: |\n",
        ),
        (
            "      - run: |\n",
            "      - working-directory: docs\n        run: |\n",
        ),
    ]);
    judge_each(WORKFLOW, SHELL, &cases, 1);
    let harmless = [
        (
            line,
            "          # judged here\n\n          ethics-gate check --report json --lang ko\n",
        ),
        (
            "      - run: |\n",
            "      - name: The gate\n        run: |\n",
        ),
    ];
    judge_each(WORKFLOW, SHELL, &harmless, 0);
}

#[test]
fn switches_of_gitlab_need_an_approver() {
    let rule = "    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n";
    let rules = "  rules:\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n";
    let cases = [
        (rule, "    - if: $CI_COMMIT_TAG\n"),
        (rule, "    - when: never\n"),
        (rules, "  rules: []\n"),
        (rules, "  rules: !reference [.other, rules]\n"),
        (rules, "  only: [tags]\n"),
        (rules, ""),
        ("  script:\n", "  when: delayed\n  script:\n"),
        ("  script:\n", "  when: on_failure\n  script:\n"),
        ("  script:\n", "  allow_failure: true\n  script:\n"),
        (
            "  script:\n",
            "  before_script: ['ethics-gate() { true; }']\n  script:\n",
        ),
        ("  script:\n", "  extends: .soft\n  script:\n"),
        ("  script:\n", "  variables: {GITLAB_CI: ''}\n  script:\n"),
        ("ethics:\n", ".ethics:\n"),
        (
            "ethics:\n",
            ".soft: {allow_failure: true}\nethics:\n  extends: .soft\n",
        ),
        ("ethics:\n", "workflow: {rules: [{when: never}]}\nethics:\n"),
        (
            "ethics:\n",
            "default: {before_script: [alias ethics-gate=true]}\nethics:\n",
        ),
        ("ethics:\n", "include: other.yml\nethics:\n"),
        ("image: rust:1.95", "image: evil:1.95"),
        (
            "- ethics-gate check\n",
            "- ethics-gate check --fail-on never\n",
        ),
        ("- ethics-gate check\n", "- ethics-gate check docs\n"),
    ];
    judge_each(PIPELINE, GITLAB, &cases, 1);
    let harmless = [
        ("image: rust:1.95", "image: rust:1.96"),
        ("ethics:\n", "lint: {script: [make lint]}\njudged:\n"),
        (
            "  script:\n",
            "  artifacts: {paths: [x]}\n  allow_failure: false\n  script:\n",
        ),
        (
            "ethics:\n",
            "nightly:\n  script: [ethics-gate check --fail-on never]\n  rules: [{if: '$CI_PIPELINE_SOURCE == \"schedule\"'}]\nethics:\n",
        ),
    ];
    judge_each(PIPELINE, GITLAB, &harmless, 0);
}

#[test]
fn another_step_of_the_same_runner_is_not_the_one_that_was_kept() {
    let desk = story(&[(WORKFLOW, GITHUB)]);
    desk.git("repo", &["mv", WORKFLOW, &format!("{WORKFLOW}.off")]);
    let other = "on: push\njobs: {x: {runs-on: ubuntu-24.04, steps: [{run: ethics-gate check}]}}\n";
    desk.write("repo/.github/workflows/x.yml", other);
    desk.commit("repo");
    let run = judge(&desk);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("(base)"), "{}", run.stdout);
    // The same step in a file of another name is.
    desk.write("repo/.github/workflows/x.yml", GITHUB);
    desk.commit("repo");
    assert_eq!(judge(&desk).code, 0);
}

#[test]
fn a_nightly_run_may_be_lenient_beside_the_one_that_guards() {
    let desk = story(&[(WORKFLOW, GITHUB)]);
    let nightly = "on: {schedule: [{cron: 0 0 * * *}]}\njobs: {x: {runs-on: ubuntu-24.04, steps: [{run: ethics-gate check --fail-on never}]}}\n";
    desk.write("repo/.github/workflows/nightly.yml", nightly);
    desk.commit("repo");
    let run = judge(&desk);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn a_hook_may_go_while_a_pipeline_guards() {
    let desk = story(&[(WORKFLOW, GITHUB), (".pre-commit-config.yaml", HOOK)]);
    desk.git("repo", &["rm", "-q", ".pre-commit-config.yaml"]);
    desk.commit("repo");
    assert_eq!(judge(&desk).code, 0);
    let alone = story(&[(".pre-commit-config.yaml", HOOK)]);
    alone.git("repo", &["rm", "-q", ".pre-commit-config.yaml"]);
    alone.commit("repo");
    assert_eq!(judge(&alone).code, 1);
}

/// The digests that a finding names.
fn digests(run: &Run) -> Vec<String> {
    let words = run.stdout.split("sha256:").skip(1);
    words
        .map(|rest| format!("sha256:{}", &rest[..16]))
        .collect()
}

fn entry(file: &str, from: &str, to: &str, approver: &str) -> String {
    format!(
        "change_log:\n  - {{date: 2026-11-20, key: \"gates[{file}]\", from: \"{from}\", to: \"{to}\", why: docs/why.md, approver: \"{approver}\"}}\n"
    )
}

#[test]
fn an_approver_of_the_base_lets_just_one_change_of_the_gate() {
    let desk = story(&[(WORKFLOW, SHELL)]);
    let needs = SHELL.replace("    steps:\n", "    needs: [build]\n    steps:\n");
    desk.write(&format!("repo/{WORKFLOW}"), &needs);
    let run = judge(&desk);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("`job.needs`"), "{}", run.stdout);
    let digests = digests(&run);
    let [from, to] = &digests[..] else {
        panic!("two digests: {}", run.stdout)
    };
    desk.write("repo/docs/why.md", "The build goes first.\n");
    let log = |approver: &str| declaration(&entry(WORKFLOW, from, to, approver));
    desk.write("repo/ethics.yml", &log("@lender/board"));
    assert_eq!(judge(&desk).code, 0);
    desk.write("repo/ethics.yml", &log("@lender/me"));
    assert_eq!(judge(&desk).code, 1);
    desk.write("repo/ethics.yml", &log("@lender/board"));
    let more = needs.replace("[build]", "[build, never]");
    desk.write(&format!("repo/{WORKFLOW}"), &more);
    assert_eq!(judge(&desk).code, 1);
}

#[test]
fn a_pipeline_moves_to_another_platform_with_an_approver() {
    let desk = story(&[(WORKFLOW, GITHUB)]);
    desk.git("repo", &["rm", "-q", WORKFLOW]);
    desk.write(&format!("repo/{PIPELINE}"), GITLAB);
    let run = judge(&desk);
    assert_eq!(run.code, 1, "{}", run.stdout);
    let from = &digests(&run)[0];
    desk.write("repo/docs/why.md", "The host is another one.\n");
    let log = declaration(&entry(WORKFLOW, from, "none", "@lender/board"));
    desk.write("repo/ethics.yml", &log);
    let run = judge(&desk);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn the_base_s_rights_and_the_change_s_code_are_seen_however_it_gets_there() {
    let target = "on: pull_request_target\njobs:\n  ethics:\n    steps:\n";
    let gate = "      - run: ethics-gate check\n";
    for step in [
        "      - uses: actions/checkout@v5\n        with: {repository: '${{ github.event.pull_request.head.repo.full_name }}', ref: x}\n",
        "      - uses: actions/checkout@v5\n        with: {ref: 'refs/pull/${{ github.event.number }}/merge'}\n",
        "      - run: git fetch origin pull/7/head && git checkout FETCH_HEAD\n",
        "      - run: gh pr checkout 7\n",
    ] {
        let desk = story(&[(WORKFLOW, &format!("{target}{step}{gate}"))]);
        let run = judge(&desk);
        assert_eq!(run.code, 1, "{step}{}", run.stdout);
    }
    let fetched = "      - run: git fetch origin pull/7/head\n";
    let desk = story(&[(WORKFLOW, &format!("{target}{fetched}{gate}"))]);
    assert_eq!(judge(&desk).code, 0);
}

const TOY: &str = "version: 1\nsystem:\n  id: toy\n  purpose: Students fit a curve to see how it is done.\n  decides_about_people: false\napprovers: [\"@lender/board\"]\n";
const LOAN: &str = "version: 1\nsystem: {id: loan, purpose: It scores applicants for a loan., decides_about_people: true, domain: credit}\n";

/// A toy at the root tells of what is gone, and a loan is no toy.
#[test]
fn a_declaration_that_goes_is_weighed_by_its_own_tier_unless_an_approver_lets_it() {
    let desk = Desk::new("toy");
    desk.git("repo", &["init", "-q"]);
    desk.write("repo/ethics.yml", TOY);
    desk.write("repo/loan/ethics.yml", LOAN);
    desk.write("repo/docs/why.md", "The loan desk closed.\n");
    desk.commit("repo");
    desk.git("repo", &["switch", "-q", "-c", "change"]);
    desk.git("repo", &["mv", "loan/ethics.yml", "loan/ethics.yaml"]);
    desk.commit("repo");
    let run = judge(&desk);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("`loan/ethics.yml`"), "{}", run.stdout);
    let entry = |date: &str| {
        format!(
            "{TOY}change_log: [{{date: {date}, key: \"declarations[loan/ethics.yml]\", why: docs/why.md, approver: \"@lender/board\"}}]\n"
        )
    };
    for (date, code) in [("2030-01-01", 1), ("2026-11-30", 0)] {
        desk.write("repo/ethics.yml", &entry(date));
        desk.commit("repo");
        let run = judge(&desk);
        assert_eq!(run.code, code, "{date}\n{}", run.stdout);
    }
}

/// Every file keeps an owner, and it is another one.
#[test]
fn owners_of_the_base_stay_or_somebody_looks() {
    let owners = ".github/CODEOWNERS";
    let desk = story(&[(owners, "* @lender/board\n")]);
    for (text, says) in [
        ("* @evil/team\n", true),
        ("* @lender/board\nethics.yml @evil/team\n", true),
        ("* @lender/board @lender/desk\n", false),
    ] {
        desk.write(&format!("repo/{owners}"), text);
        desk.commit("repo");
        let run = judge(&desk);
        let said = run.stdout.contains("@lender/board owned `ethics.yml`");
        assert_eq!(said, says, "{text}\n{}", run.stdout);
    }
}

/// What a platform doesn't read as its file of owners owns nothing.
#[test]
fn a_file_of_owners_that_no_platform_reads_owns_nothing() {
    let file = ".github/CODEOWNERS";
    let owners = "* @lender/board\n";
    let gone = "had an owner on the base and has none now";
    let desk = story(&[(file, owners)]);
    // A link is the name of another file.
    desk.git("repo", &["mv", file, "docs-of-owners"]);
    std::fs::create_dir_all(desk.path("repo/.github")).expect("a folder");
    std::os::unix::fs::symlink("../docs-of-owners", desk.path("repo").join(file)).expect("a link");
    desk.commit("repo");
    let run = judge(&desk);
    assert!(run.code == 1 && run.stdout.contains(gone), "{}", run.stdout);
    std::fs::remove_file(desk.path("repo").join(file)).expect("it was there");
    // Neither does a file that is too large count.
    let filler = format!("# {}\n", "x".repeat(1000)).repeat(4000);
    desk.write(&format!("repo/{file}"), &format!("{owners}{filler}"));
    desk.commit("repo");
    let run = judge(&desk);
    assert!(run.code == 1 && run.stdout.contains(gone), "{}", run.stdout);
    desk.write(&format!("repo/{file}"), owners);
    desk.commit("repo");
    assert_eq!(judge(&desk).code, 0);
}

/// GitLab doesn't look where GitHub looks first.
#[test]
fn owners_count_where_the_platform_of_the_base_looks_for_them() {
    let files = [
        (PIPELINE, GITLAB),
        ("CODEOWNERS", "* @lender/board\n"),
        ("Makefile", "x:\n\ttrue\n"),
    ];
    let desk = story(&files);
    desk.git("repo", &["rm", "-q", "CODEOWNERS"]);
    desk.write("repo/.github/CODEOWNERS", "* @lender/board\n");
    desk.commit("repo");
    let run = judge(&desk);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("`CODEOWNERS`"), "{}", run.stdout);
}

/// What runs the gate, what it judges by, and who owns all that have owners of
/// their own.
#[test]
fn the_gate_s_own_files_packs_and_owners_are_among_what_is_owned() {
    let owners = "* @lender/board\n";
    let desk = story(&[
        (".github/CODEOWNERS", owners),
        (WORKFLOW, &SHELL.replace("ethics-gate check", "make gate")),
        ("Makefile", ".PHONY: gate\ngate:\n\tethics-gate check\n"),
    ]);
    for path in ["Makefile", WORKFLOW, ".github/CODEOWNERS"] {
        desk.write("repo/.github/CODEOWNERS", &format!("{owners}/{path}\n"));
        desk.commit("repo");
        let run = judge(&desk);
        let said = format!("`{path}` had an owner");
        assert!(
            run.code == 1 && run.stdout.contains(&said),
            "{path}\n{}",
            run.stdout
        );
    }
}

/// There the shell of a step is PowerShell, which passes over a failure.
#[test]
fn a_runner_with_another_shell_is_another_runner() {
    let base = SHELL.replace(
        "ethics-gate check\n",
        "ethics-gate check\n          make report\n",
    );
    judge_each(WORKFLOW, &base, &[("ubuntu-24.04", "windows-2025")], 1);
    judge_each(WORKFLOW, &base, &[("ubuntu-24.04", "macos-15")], 0);
}
