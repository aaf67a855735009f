//! The gate is followed through whatever starts it: scripts, targets, scripts
//! of packages, hooks, workflows and actions of the repository, included files
//! and pipelines that a job starts. A change at any level of the chain counts.

use super::Desk;
use super::gates::{PIPELINE, WORKFLOW, judge, story};

const CALLER: &str = "on: pull_request\njobs:\n  ethics:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v5\n        with: {fetch-depth: 0}\n      - run: COMMAND\n";

/// A workflow whose last step runs a command.
pub(super) fn running(command: &str) -> String {
    CALLER.replace("COMMAND", command)
}

pub(super) type Files<'a> = &'a [(&'a str, &'a str)];

/// Writes a change over the base, an empty text for a file that is gone, and
/// says what is found; the base is restored afterward.
pub(super) fn after(desk: &Desk, base: Files, change: Files) -> (i32, String) {
    for (path, text) in change {
        match text.is_empty() {
            true => {
                desk.git("repo", &["rm", "-q", "--ignore-unmatch", path]);
            }
            false => desk.write(&format!("repo/{path}"), text),
        }
    }
    desk.commit("repo");
    let run = judge(desk);
    for (path, text) in change {
        match base.iter().find(|(known, _)| known == path) {
            Some((_, old)) => desk.write(&format!("repo/{path}"), old),
            None if !text.is_empty() => {
                desk.git("repo", &["rm", "-q", path]);
            }
            None => {}
        }
    }
    desk.commit("repo");
    // Lines are broken where they are too long.
    let said: Vec<&str> = run.stdout.split_whitespace().collect();
    (run.code, said.join(" ") + &run.stderr)
}

/// Each change of one file, a text for another, against a base.
pub(super) fn weaken_each(base: Files, weak: &[(&str, &str, &str)], fine: &[(&str, &str, &str)]) {
    let desk = story(base);
    let mut wrong = Vec::new();
    for (cases, code) in [(weak, 1), (fine, 0)] {
        for (path, from, to) in cases {
            let (_, text) = base
                .iter()
                .find(|(known, _)| known == path)
                .expect("a file of the base");
            assert!(text.contains(from), "no {from:?} in {path}");
            let text = text.replacen(from, to, 1);
            let (found, said) = after(&desk, base, &[(path, &text)]);
            if found != code || code == 1 && !said.contains("(base)") && !said.contains(path) {
                wrong.push(format!("{path}: {from:?} -> {to:?}: {found}\n{said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_script_of_the_repository_is_followed() {
    let workflow = running("./ci/gate.sh");
    let script =
        "#!/usr/bin/env bash\nset -euo pipefail\ncd \"$(dirname \"$0\")/..\"\nbash ci/inner.sh\n";
    let inner = "#!/bin/sh\n# the gate\nethics-gate check\n";
    let base = [
        (WORKFLOW, &*workflow),
        ("ci/gate.sh", script),
        ("ci/inner.sh", inner),
    ];
    weaken_each(
        &base,
        &[
            ("ci/inner.sh", "ethics-gate check\n", "true\n"),
            (
                "ci/inner.sh",
                "ethics-gate check",
                "ethics-gate check || true",
            ),
            ("ci/inner.sh", "check\n", "check\nexit 0\n"),
            ("ci/inner.sh", "check\n", "check\necho done\n"),
            ("ci/inner.sh", "check", "check --fail-on never"),
            ("ci/inner.sh", "check", "check docs"),
            ("ci/inner.sh", "ethics", "exit 0\nethics"),
            ("ci/gate.sh", "bash ci", "bash -n ci"),
            ("ci/gate.sh", "bash ci", "PATH=ci:$PATH bash ci"),
            ("ci/gate.sh", "inner.sh\n", "inner.sh || true\n"),
            (
                "ci/gate.sh",
                "bash ci/inner.sh",
                "[ -z \"$CI\" ] && bash ci/inner.sh",
            ),
            ("ci/gate.sh", "/usr/bin/env bash", "/bin/true"),
            ("ci/gate.sh", "/usr/bin/env bash", "/bin/bash -n"),
            ("ci/inner.sh", "check\n", "check ${1:-docs}\n"),
            (WORKFLOW, "./ci/gate.sh", "./ci/gate.sh || true"),
            (WORKFLOW, "./ci/gate.sh", "./ci/gate.sh &"),
        ],
        &[
            ("ci/inner.sh", "# the gate\n", "# judged here\n\n"),
            ("ci/inner.sh", "check", "check --report json"),
            ("ci/gate.sh", "inner.sh\n", "inner.sh\nmake report\n"),
        ],
    );
}

#[test]
fn a_target_of_make_is_followed() {
    let workflow = running("make -C ci all");
    let makefile = "GATE = ethics-gate\n.PHONY: all gate lint\nall: lint gate\nlint:\n\tcargo fmt --check\ngate:\n\t@$(GATE) check\n";
    let base = [(WORKFLOW, &*workflow), ("ci/Makefile", makefile)];
    weaken_each(
        &base,
        &[
            ("ci/Makefile", "\t@$(GATE)", "\t-@$(GATE)"),
            ("ci/Makefile", "(GATE) check\n", "(GATE) check || :\n"),
            ("ci/Makefile", "lint gate", "lint"),
            ("ci/Makefile", "GATE = ethics-gate", "GATE = true"),
            (
                "ci/Makefile",
                "gate:\n",
                "gate:\n\texit 0; ethics-gate check\ngate2:\n",
            ),
            ("ci/Makefile", "GATE =", "SHELL = /bin/true\nGATE ="),
            ("ci/Makefile", "gate:\n", "gate: SHELL = /bin/true\ngate:\n"),
            (
                "ci/Makefile",
                "GATE =",
                "export PATH := ./bin:$(PATH)\nGATE =",
            ),
            ("ci/Makefile", "GATE =", "MAKEFLAGS += -i\nGATE ="),
            ("ci/Makefile", "GATE =", ".IGNORE:\nGATE ="),
            ("ci/Makefile", "gate:\n", "ifdef NEVER\ngate:\n"),
            (WORKFLOW, "make -C ci all", "make -i -C ci all"),
            (WORKFLOW, "make -C ci all", "make -n -C ci all"),
            (WORKFLOW, "make -C ci all", "make -C ci all GATE=true"),
            (WORKFLOW, "make -C ci all", "make -C ci lint"),
            (WORKFLOW, "make -C ci all", "make -C ci -o gate all"),
            ("ci/Makefile", "gate:\n", "gate: GATE = true\ngate:\n"),
            ("ci/Makefile", "gate:\n", "all: GATE = true\ngate:\n"),
            (
                "ci/Makefile",
                "gate:\n",
                "ga%: override GATE = true\ngate:\n",
            ),
            ("ci/Makefile", "GATE =", "override GATE = true\nGATE ="),
            ("ci/Makefile", "GATE =", "GATE = true\nGATE ?="),
            ("ci/Makefile", "GATE = ethics-gate", "GATE ?= ethics-gate"),
            (
                "ci/Makefile",
                "GATE = ethics-gate\n",
                "ifdef CI\nGATE = true\nelse\nGATE = ethics-gate\nendif\n",
            ),
            (
                "ci/Makefile",
                "GATE = ethics-gate\n",
                "GATE = ethics-gate\ndefine GATE\ntrue\nendef\n",
            ),
            (
                "ci/Makefile",
                "GATE = ethics-gate\n",
                "GATE = ethics-gate\n$(eval GATE = true)\n",
            ),
            ("ci/Makefile", "\tcargo", "\t$(eval GATE = true)cargo"),
            (
                "ci/Makefile",
                "GATE = ethics-gate\n",
                "GATE = ethics-gate\n$(foreach x,a,$(eval $(call T,$x)))\n",
            ),
            ("ci/Makefile", "ethics-gate\n", "true || ethics-gate\n"),
            (
                "ci/Makefile",
                "ethics-gate\n",
                "ethics-gate\nGATE += --help;\n",
            ),
            (
                "ci/Makefile",
                "\t@$(GATE)",
                "ifdef NEVER\n\t@$(GATE) check\nendif\nother:\n\t@$(GATE)",
            ),
            ("ci/Makefile", "GATE =", "export ETHICS_GATE = x\nGATE ="),
            (
                "ci/Makefile",
                "lint:\n",
                "ifdef CI\nlint: MODE = x\nSHELL = /bin/true\nendif\nlint:\n",
            ),
            (
                "ci/Makefile",
                "GATE =",
                ".DEFAULT_GOAL = lint\nMAKEFLAGS = -n\nGATE =",
            ),
        ],
        &[
            (
                "ci/Makefile",
                "GATE = ethics-gate",
                "GATE = ethics-gate\nDOCS ?= mdbook",
            ),
            ("ci/Makefile", "lint:\n", "lint: GATE = true\nlint:\n"),
            (
                "ci/Makefile",
                "GATE = ethics-gate",
                "RUN := ethics-gate\nGATE = $(RUN)",
            ),
            (
                "ci/Makefile",
                "gate:\n",
                "gate:\n\t$(info ethics-gate check)\n",
            ),
            ("ci/Makefile", "lint:\n", "lint:\n\tcargo clippy\n"),
            ("ci/Makefile", "lint:\n", "docs:\n\tmdbook build\nlint:\n"),
        ],
    );
}

/// Values that are open on the base already: which of them counts is no
/// matter, as long as none is another one.
#[test]
fn values_of_make_that_only_the_run_knows_are_held_against_the_base() {
    let workflow = running("make all");
    let makefile = "MODE ?= strict\nifeq ($(MODE),strict)\nGATE = ethics-gate\nelse\nGATE = true\nendif\nFLAGS := check\nFLAGS += --report json\ndefine RUN\n@echo judged\n@$(GATE) $(FLAGS)\nendef\n.PHONY: all gate\nall: gate\ngate:\n\t$(RUN)\n";
    let base = [(WORKFLOW, &*workflow), ("Makefile", makefile)];
    weaken_each(
        &base,
        &[
            ("Makefile", "MODE ?= strict", "MODE ?= lax"),
            ("Makefile", "MODE ?= strict", "MODE = lax"),
            ("Makefile", "GATE = ethics-gate", "GATE = true"),
            ("Makefile", "ifeq ($(MODE),strict)", "ifeq ($(MODE),never)"),
            ("Makefile", "@$(GATE)", "-@$(GATE)"),
            ("Makefile", "FLAGS +=", "FLAGS += --fail-on never"),
            (WORKFLOW, "make all", "make all MODE=lax"),
            (WORKFLOW, "make all", "make -e all"),
        ],
        &[("Makefile", ".PHONY", "OTHER ?= x\n.PHONY")],
    );
}

#[test]
fn a_makefile_in_front_and_a_file_of_the_target_s_name_are_seen() {
    let workflow = running("make gate");
    let makefile = "gate:\n\tethics-gate check\n-include $(wildcard mk/*.mk)\n";
    let base = [(WORKFLOW, &*workflow), ("Makefile", makefile)];
    let desk = story(&base);
    for (path, text) in [
        ("mk/more.mk", "gate:\n\ttrue\n"),
        ("GNUmakefile", "gate:\n\ttrue\n"),
        ("gate", "A file of that name is up to date.\n"),
    ] {
        let (code, said) = after(&desk, &base, &[(path, text)]);
        assert_eq!(code, 1, "{path}\n{said}");
    }
}

#[test]
fn a_script_of_a_package_is_followed() {
    for command in ["npm run verify", "yarn verify", "pnpm run verify"] {
        let workflow = running(command);
        let package = "{\n  \"scripts\": {\n    \"lint\": \"eslint .\",\n    \"gate\": \"ethics-gate check\",\n    \"verify\": \"npm run lint && npm run gate\"\n  }\n}\n";
        let base = [(WORKFLOW, &*workflow), ("package.json", package)];
        weaken_each(
            &base,
            &[
                ("package.json", "\"ethics-gate check\"", "\"true\""),
                ("package.json", "gate check", "gate check || true"),
                ("package.json", "gate check", "gate check; node x.js"),
                ("package.json", " && npm run gate", ""),
                ("package.json", "run gate", "run gate -- --fail-on never"),
                ("package.json", "run gate", "run gate -- docs"),
                ("package.json", "run gate", "run gate -w api"),
                ("package.json", "npm run gate", "npm run gate || exit 0"),
                (
                    "package.json",
                    "\"verify\"",
                    "\"gate\": \"true\",\n    \"verify\"",
                ),
            ],
            &[
                ("package.json", "eslint .", "eslint src"),
                ("package.json", "run gate", "run -s gate -- --report json"),
            ],
        );
        let desk = story(&base);
        let (code, said) = after(&desk, &base, &[(".npmrc", "script-shell=/bin/true\n")]);
        assert_eq!(code, 1, "{said}");
    }
}

#[test]
fn hooks_that_a_pipeline_runs_are_followed() {
    let hooks = "repos:\n  - repo: https://git.example/acme/gate\n    rev: v1\n    hooks:\n      - id: ethics-gate\n";
    let workflow = running("pre-commit run --all-files");
    let base = [(WORKFLOW, &*workflow), (".pre-commit-config.yaml", hooks)];
    weaken_each(
        &base,
        &[
            (
                ".pre-commit-config.yaml",
                "- id: ethics-gate\n",
                "- id: other\n",
            ),
            (
                ".pre-commit-config.yaml",
                "- id: ethics-gate\n",
                "- id: ethics-gate\n        entry: 'true'\n",
            ),
            (".pre-commit-config.yaml", "repos:", "exclude: .*\nrepos:"),
            (WORKFLOW, "--all-files", "--all-files || true"),
            (WORKFLOW, "run --all-files", "run black"),
            (
                WORKFLOW,
                "run --all-files",
                "run --from-ref ethics-gate black",
            ),
            (WORKFLOW, " --all-files", ""),
            (WORKFLOW, "--all-files", "--files ethics-gate"),
            (WORKFLOW, "--all-files", "--all-files -c other.yaml"),
            (
                ".pre-commit-config.yaml",
                "- id: ethics-gate\n",
                "- id: ethics-gate\n        stages: [pre-push]\n",
            ),
            (
                ".pre-commit-config.yaml",
                "- id: ethics-gate\n",
                "- id: ethics-gate\n        stages: [manual]\n",
            ),
            (
                ".pre-commit-config.yaml",
                "- id: ethics-gate\n",
                "- id: ethics-gate\n        args: [--fail-on, never]\n",
            ),
        ],
        &[
            (".pre-commit-config.yaml", "rev: v1", "rev: v2"),
            (WORKFLOW, "--all-files", "--color never -v -a ethics-gate"),
            (WORKFLOW, "--all-files", "--hook-stage pre-push --all-files"),
        ],
    );
    let workflow = running("pre-commit run --from-ref origin/main --to-ref HEAD ethics-gate");
    weaken_each(
        &[(WORKFLOW, &*workflow), (".pre-commit-config.yaml", hooks)],
        &[
            (WORKFLOW, "HEAD ethics-gate", "HEAD black"),
            (WORKFLOW, "origin/main", "HEAD"),
            (
                ".pre-commit-config.yaml",
                "- id: ethics-gate",
                "- id: other",
            ),
        ],
        &[],
    );
    // Another hook that can't be followed may have been the gate.
    let python = "repos: [{repo: local, hooks: [{id: judge, language: system, entry: python ci/gate.py}]}]\n";
    let workflow = running("pre-commit run --all-files");
    let base = [
        (WORKFLOW, &*workflow),
        (".pre-commit-config.yaml", python),
        ("ci/gate.py", "run(['ethics-gate', 'check'])\n"),
    ];
    let desk = story(&base);
    let (_, said) = after(&desk, &base, &[("ci/gate.py", "print('fine')\n")]);
    assert!(said.contains("can't be followed"), "{said}");
    let local = "repos:\n  - repo: local\n    hooks:\n      - id: judge\n        language: system\n        entry: ./ci/gate.sh\n        args: [--report, json]\n        stages: [manual]\n";
    let script = "#!/bin/sh\nethics-gate check \"$@\"\n";
    let workflow = running("pre-commit run --hook-stage manual judge");
    weaken_each(
        &[
            (WORKFLOW, &*workflow),
            (".pre-commit-config.yaml", local),
            ("ci/gate.sh", script),
        ],
        &[
            (
                ".pre-commit-config.yaml",
                "--report, json",
                "--fail-on, never",
            ),
            ("ci/gate.sh", "check \"$@\"", "check \"$@\" || true"),
        ],
        &[("ci/gate.sh", "#!/bin/sh\n", "#!/bin/sh\n# the gate\n")],
    );
    let base = [
        (WORKFLOW, &*workflow),
        (".pre-commit-config.yaml", local),
        ("ci/gate.sh", script),
    ];
    let desk = story(&base);
    let plain = workflow.replace("--hook-stage manual ", "--all-files ");
    let (code, said) = after(&desk, &base, &[(WORKFLOW, &plain)]);
    assert!(
        code == 1 && said.contains("`ethics` is switched off"),
        "{said}"
    );
    let lefthook = "pre-push:\n  commands:\n    gate:\n      run: ethics-gate check\n";
    let workflow = running("lefthook run pre-push");
    weaken_each(
        &[(WORKFLOW, &*workflow), ("lefthook.yml", lefthook)],
        &[
            ("lefthook.yml", "ethics-gate check", "echo ok"),
            ("lefthook.yml", "      run:", "      skip: true\n      run:"),
        ],
        &[],
    );
}

#[test]
fn a_workflow_that_is_called_is_followed() {
    let caller = "on: pull_request\njobs:\n  ethics:\n    uses: ./.github/workflows/gate.yml\n";
    let called = "on:\n  workflow_call:\njobs:\n  judge:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ./ci/gate\n";
    let action = "name: gate\nruns:\n  using: composite\n  steps:\n    - run: ${{ github.action_path }}/run.sh\n      shell: bash\n";
    let script = "#!/bin/sh\nethics-gate check\n";
    const GATE: &str = ".github/workflows/gate.yml";
    let base = [
        (WORKFLOW, caller),
        (GATE, called),
        ("ci/gate/action.yml", action),
        ("ci/gate/run.sh", script),
    ];
    weaken_each(
        &base,
        &[
            (
                WORKFLOW,
                "    uses:",
                "    if: github.actor == 'nobody'\n    uses:",
            ),
            (WORKFLOW, "    uses:", "    needs: never\n    uses:"),
            (
                WORKFLOW,
                "on: pull_request",
                "on: {pull_request: {paths: [docs/**]}}",
            ),
            (WORKFLOW, "on: pull_request", "on: push"),
            (
                WORKFLOW,
                "./.github/workflows/gate.yml",
                "evil/x/.github/workflows/gate.yml@main",
            ),
            (
                GATE,
                "    runs-on:",
                "    continue-on-error: true\n    runs-on:",
            ),
            (GATE, "    runs-on:", "    if: false\n    runs-on:"),
            (
                GATE,
                "uses: ./ci/gate",
                "uses: ./ci/gate\n        continue-on-error: true",
            ),
            (GATE, "uses: ./ci/gate", "run: 'true'"),
            (
                GATE,
                "uses: ./ci/gate",
                "uses: ./ci/gate\n        env: {PATH: ci}",
            ),
            (
                "ci/gate/action.yml",
                "shell: bash",
                "shell: bash\n      if: false",
            ),
            (
                "ci/gate/action.yml",
                "shell: bash",
                "shell: bash\n      continue-on-error: true",
            ),
            ("ci/gate/action.yml", "run.sh", "run.sh || true"),
            ("ci/gate/action.yml", "run.sh", "other.sh"),
            ("ci/gate/run.sh", "ethics-gate check", "exit 0"),
        ],
        &[
            (
                GATE,
                "  judge:",
                "  lint: {runs-on: ubuntu-24.04, steps: [{run: make lint}]}\n  judge:",
            ),
            ("ci/gate/action.yml", "name: gate", "name: The gate"),
        ],
    );
}

#[test]
fn files_that_a_gitlab_pipeline_includes_are_followed() {
    let root = "include:\n  - local: /ci/gate.yml\n  - ci/base.yml\nlint: {script: [make lint]}\n";
    let gate = "ethics:\n  extends: .judged\n  script:\n    - !reference [.setup, script]\n    - ethics-gate check\n";
    let shared = ".judged:\n  image: rust:1.95\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n.setup:\n  script: [cargo --version]\n";
    let base = [
        (PIPELINE, root),
        ("ci/gate.yml", gate),
        ("ci/base.yml", shared),
    ];
    weaken_each(
        &base,
        &[
            (PIPELINE, "  - local: /ci/gate.yml\n", ""),
            (
                PIPELINE,
                "/ci/gate.yml\n",
                "/ci/gate.yml\n    rules: [{if: $NEVER}]\n",
            ),
            (PIPELINE, "lint:", "ethics: {allow_failure: true}\nlint:"),
            (PIPELINE, "lint:", "ethics: {rules: [{when: never}]}\nlint:"),
            (PIPELINE, "lint:", "ethics: {script: ['true']}\nlint:"),
            (
                PIPELINE,
                "lint:",
                "default: {before_script: ['ethics-gate() { :; }']}\nlint:",
            ),
            (
                "ci/gate.yml",
                "ethics-gate check",
                "ethics-gate check || true",
            ),
            (
                "ci/gate.yml",
                "  script:",
                "  allow_failure: true\n  script:",
            ),
            ("ci/gate.yml", "ethics:\n", "ethics:\n  when: manual\n"),
            ("ci/gate.yml", "ethics:", ".ethics:"),
            ("ci/base.yml", "  image:", "  allow_failure: true\n  image:"),
            (
                "ci/base.yml",
                "$CI_PIPELINE_SOURCE == \"merge_request_event\"",
                "$NEVER",
            ),
            (
                "ci/base.yml",
                "[cargo --version]",
                "['alias ethics-gate=true']",
            ),
            ("ci/base.yml", ".judged:", ".other:"),
            // The last of two equal jobs counts there.
            (
                "ci/gate.yml",
                "ethics:",
                "ethics: {extends: .judged, script: [ethics-gate check]}\nethics:",
            ),
        ],
        &[
            (PIPELINE, "make lint", "make lint test"),
            ("ci/base.yml", "rust:1.95", "rust:1.96"),
            (PIPELINE, "lint:", "docs: {script: [make docs]}\nlint:"),
        ],
    );
}

#[test]
fn a_pipeline_that_a_job_starts_is_followed() {
    let root = "ethics:\n  trigger:\n    include: ci/child.yml\n    strategy: depend\n";
    let child = "gate:\n  script: [ethics-gate check]\n";
    weaken_each(
        &[(PIPELINE, root), ("ci/child.yml", child)],
        &[
            (PIPELINE, "    strategy: depend\n", ""),
            (PIPELINE, "  trigger:", "  when: manual\n  trigger:"),
            ("ci/child.yml", "[ethics-gate check]", "['true']"),
            ("ci/child.yml", "gate:\n", "gate:\n  allow_failure: true\n"),
        ],
        &[],
    );
}

/// What stood in one file stands in several now, and still blocks.
#[test]
fn a_gate_that_only_moved_behind_something_passes() {
    let plain = running("ethics-gate check");
    let base = [(WORKFLOW, &*plain)];
    let desk = story(&base);
    let called = "on: {workflow_call: {}}\n".to_owned()
        + plain.strip_prefix("on: pull_request\n").unwrap_or_default();
    let cases: &[Files] = &[
        &[
            (WORKFLOW, &running("./gate.sh")),
            ("gate.sh", "#!/bin/sh\nset -eu\nethics-gate check\n"),
        ],
        &[
            (WORKFLOW, &running("make gate")),
            (
                "Makefile",
                ".PHONY: gate\ngate:\n\t@ethics-gate check --report json\n",
            ),
        ],
        &[
            (WORKFLOW, &running("npm run -s gate")),
            (
                "package.json",
                "{\"scripts\": {\"gate\": \"ethics-gate check\"}}\n",
            ),
        ],
        &[
            (
                WORKFLOW,
                "on: pull_request\njobs: {ethics: {uses: ./.github/workflows/gate.yml}}\n",
            ),
            (".github/workflows/gate.yml", &called),
        ],
        &[
            (WORKFLOW, &running("x").replace("run: x", "uses: ./ci/gate")),
            (
                "ci/gate/action.yml",
                "runs: {using: composite, steps: [{run: ethics-gate check, shell: bash}]}\n",
            ),
        ],
    ];
    for change in cases {
        let (code, said) = after(&desk, &base, change);
        assert_eq!(code, 0, "{change:?}\n{said}");
    }
    let plain = "ethics:\n  image: rust:1.95\n  script: [ethics-gate check]\n";
    let base = [(PIPELINE, plain)];
    let desk = story(&base);
    let cases: &[Files] = &[
        &[(PIPELINE, "include: ci/gate.yml\n"), ("ci/gate.yml", plain)],
        &[(
            PIPELINE,
            ".base: &base {image: rust:1.95}\nethics:\n  <<: *base\n  script: [ethics-gate check]\n",
        )],
        &[(
            PIPELINE,
            ".base: {image: rust:1.95, script: [ethics-gate check]}\nethics: {extends: .base}\n",
        )],
        &[(
            PIPELINE,
            ".s: {script: [ethics-gate check]}\nethics: {image: rust:1.95, script: !reference [.s, script]}\n",
        )],
    ];
    for change in cases {
        let (code, said) = after(&desk, &base, change);
        assert_eq!(code, 0, "{change:?}\n{said}");
    }
}

/// What can't be read into may have been the gate.
#[test]
fn a_call_that_can_t_be_followed_and_changed_is_looked_at() {
    let remote = "on: pull_request\njobs:\n  ethics:\n    uses: acme/shared/.github/workflows/gate.yml@1111111111111111111111111111111111111111\n";
    let generated = running("./build/gate.sh");
    let python = running("python ci/gate.py");
    let script = "import subprocess\nsubprocess.run(['ethics-gate', 'check'], check=True)\n";
    let contained = running("docker run -v $PWD:/w host.example/image /bin/sh ./ci/gate.sh");
    let shell = "#!/bin/sh\nethics-gate check\n";
    let scripted = running("x").replace(
        "run: x",
        "uses: actions/github-script@v7\n        with: {script: \"await exec.exec('ethics-gate check')\"}",
    );
    let gone = running("make test");
    let cases: &[(Files, Files, bool)] = &[
        (
            &[(WORKFLOW, &contained), ("ci/gate.sh", shell)],
            &[("ci/gate.sh", "#!/bin/sh\ntrue\n")],
            true,
        ),
        (&[(WORKFLOW, &scripted)], &[(WORKFLOW, &gone)], true),
        (&[(WORKFLOW, remote)], &[(WORKFLOW, &gone)], true),
        (
            &[(WORKFLOW, remote)],
            &[(
                WORKFLOW,
                &remote.replace("    uses", "    if: github.actor == 'x'\n    uses"),
            )],
            true,
        ),
        (
            &[(WORKFLOW, remote)],
            &[(WORKFLOW, &remote.replace("acme/shared", "evil/shared"))],
            true,
        ),
        (
            &[(WORKFLOW, remote)],
            &[(
                WORKFLOW,
                &remote.replace("@1111111111111111111111111111111111111111", "@main"),
            )],
            true,
        ),
        (
            &[(WORKFLOW, remote)],
            &[(WORKFLOW, &remote.replace("@111111", "@222222"))],
            false,
        ),
        (
            &[(WORKFLOW, remote)],
            &[("README.md", "Another text.\n")],
            false,
        ),
        (&[(WORKFLOW, &generated)], &[(WORKFLOW, &gone)], true),
        (
            &[(WORKFLOW, &python), ("ci/gate.py", script)],
            &[("ci/gate.py", "print('fine')\n")],
            true,
        ),
        (
            &[(WORKFLOW, &python), ("ci/gate.py", script)],
            &[("ci/gate.py", &script.replace("True", "False"))],
            true,
        ),
        (
            &[(PIPELINE, "include: {project: acme/ci, file: gate.yml}\n")],
            &[(PIPELINE, "lint: {script: [make]}\n")],
            true,
        ),
        (
            &[(PIPELINE, "ethics: {trigger: acme/judge}\n")],
            &[(PIPELINE, "lint: {script: [make]}\n")],
            true,
        ),
    ];
    for (base, change, says) in cases {
        let desk = story(base);
        let (_, said) = after(&desk, base, change);
        let found = said.contains("can't be followed");
        assert_eq!(found, *says, "{change:?}\n{said}");
    }
}

#[test]
fn a_program_that_another_one_starts_and_a_variable_that_names_it_are_read() {
    for command in [
        "sudo -E timeout 600 ./ci/gate.sh",
        "sudo -u ci timeout -s KILL -k 5 600 ./ci/gate.sh",
    ] {
        let workflow = running(command);
        weaken_each(
            &[
                (WORKFLOW, &workflow),
                ("ci/gate.sh", "#!/bin/sh\nethics-gate check\n"),
            ],
            &[("ci/gate.sh", "ethics-gate check", "true")],
            &[],
        );
    }
    let named =
        running("$GATE check").replace("    steps:", "    env: {GATE: ethics-gate}\n    steps:");
    weaken_each(
        &[(WORKFLOW, &named)],
        &[
            (WORKFLOW, "$GATE check", "$GATE check || true"),
            (WORKFLOW, "GATE: ethics-gate", "GATE: 'true'"),
        ],
        &[],
    );
}

/// A chain that leads back to itself, or is longer than anybody's.
#[test]
fn chains_without_an_end_are_bounded() {
    let workflow = running("make a");
    let circle = "a: b\n\tmake b\nb: a\n\tmake a && ./x.sh\n";
    let script = "#!/bin/sh\n./x.sh; ./x.sh; make a; npm run x\n";
    let base = [
        (WORKFLOW, &*workflow),
        ("Makefile", circle),
        ("x.sh", script),
        (
            "package.json",
            "{\"scripts\": {\"x\": \"npm run x && npm run x && make b\"}}\n",
        ),
    ];
    let desk = story(&base);
    let (code, said) = after(&desk, &base, &[("README.md", "Another text.\n")]);
    assert_eq!(code, 0, "{said}");
}

/// What runs before the gate can make another program of its name.
#[test]
fn a_gate_of_the_change_s_own_making_is_another_one() {
    let steps = running("./ci/setup.sh\n      - run: ethics-gate check");
    let setup = "#!/bin/sh\ncargo install ethics-gate\n";
    weaken_each(
        &[
            (WORKFLOW, &*steps),
            ("ci/setup.sh", setup),
            ("ci/build.sh", "make\n"),
        ],
        &[(
            "ci/setup.sh",
            "cargo install ethics-gate",
            "echo exit 0 >bin/ethics-gate; echo $PWD/bin >>$GITHUB_PATH",
        )],
        &[("ci/build.sh", "make", "make all")],
    );
    // The same by a target, a hook before it and a step of its own.
    for command in ["make setup\n      - run: ethics-gate check", "make gate"] {
        let steps = running(command);
        let makefile =
            ".PHONY: gate setup\nsetup:\n\techo ready\ngate: setup\n\tethics-gate check\n";
        weaken_each(
            &[(WORKFLOW, &*steps), ("Makefile", makefile)],
            &[
                (
                    "Makefile",
                    "echo ready",
                    "echo ready; ln -s $$PWD/fake /usr/bin/ethics-gate",
                ),
                (
                    "Makefile",
                    "echo ready",
                    "echo ready\n\techo $$PWD/bin >>$$GITHUB_PATH",
                ),
                (
                    "Makefile",
                    ".PHONY",
                    "X := $(shell cp fake /usr/bin/ethics-gate)\n.PHONY",
                ),
                (
                    "Makefile",
                    ".PHONY",
                    "$(shell cp fake /usr/bin/ethics-gate)\n.PHONY",
                ),
            ],
            &[("Makefile", "echo ready", "echo ready; cargo fetch")],
        );
    }
    let here = running(
        "|\n          make setup\n          export PATH=/usr/bin\n          ethics-gate check",
    );
    weaken_each(
        &[(WORKFLOW, &*here), ("Makefile", "setup:\n\techo ready\n")],
        &[
            (WORKFLOW, "PATH=/usr/bin", "PATH=$PWD/bin:/usr/bin"),
            ("Makefile", "echo ready", "cp fake /usr/bin/ethics-gate"),
        ],
        &[("Makefile", "echo ready", "cargo fetch")],
    );
    let sourced = running("source ci/env.sh; ./bin/ethics-gate check");
    weaken_each(
        &[
            (WORKFLOW, &*sourced),
            ("ci/env.sh", "export A=1\n"),
            ("bin/ethics-gate", "#!/bin/sh\nexec gate-1.2 \"$@\"\n"),
        ],
        &[
            ("ci/env.sh", "A=1", "A=1; exit 0"),
            ("bin/ethics-gate", "exec gate-1.2 \"$@\"", "exit 0"),
        ],
        &[],
    );
}

/// The text of the gate's own job stays, and what it reads is another thing.
#[test]
fn what_a_condition_or_an_input_reads_is_a_part_of_the_gate() {
    let workflow = "on: pull_request\njobs:\n  changes:\n    runs-on: ubuntu-24.04\n    outputs: {any: '${{ steps.f.outputs.any }}'}\n    steps:\n      - {id: f, run: echo any=true >>$GITHUB_OUTPUT}\n  ethics:\n    needs: changes\n    if: needs.changes.outputs.any == 'true'\n    runs-on: ubuntu-24.04\n    steps: [{uses: ./ci/gate}]\n";
    let action = "inputs:\n  level: {default: error}\nruns:\n  using: composite\n  steps:\n    - {run: 'ethics-gate check --fail-on ${{ inputs.level }}', shell: bash}\n";
    weaken_each(
        &[(WORKFLOW, workflow), ("ci/gate/action.yml", action)],
        &[
            (WORKFLOW, "any=true", "any=false"),
            (
                WORKFLOW,
                "{uses: ./ci/gate}",
                "{uses: ./ci/gate, with: {level: never}}",
            ),
            ("ci/gate/action.yml", "default: error", "default: never"),
        ],
        &[],
    );
    let root = "include: {local: ci/gate.yml}\n";
    let gate = "spec:\n  inputs:\n    level: {default: error}\n---\nethics:\n  script: ['ethics-gate check --fail-on $[[ inputs.level ]]']\n";
    weaken_each(
        &[(PIPELINE, root), ("ci/gate.yml", gate)],
        &[
            ("ci/gate.yml", "default: error", "default: never"),
            (
                PIPELINE,
                "ci/gate.yml",
                "ci/gate.yml, inputs: {level: never}",
            ),
        ],
        &[],
    );
}

/// A branch requires a name, and a job that may write statuses can give it.
#[test]
fn a_job_that_may_post_the_gate_s_check_itself_is_a_rival() {
    let workflow = running("ethics-gate check");
    let base = [(WORKFLOW, &*workflow)];
    let desk = story(&base);
    let rival = "on: pull_request\npermissions: {RIGHT: write}\njobs:\n  help:\n    runs-on: ubuntu-24.04\n    steps: [{run: gh api repos/a/b/statuses/$SHA -f state=success -f context=ethics}]\n";
    for (right, code) in [("statuses", 1), ("checks", 1), ("issues", 0)] {
        let text = rival.replace("RIGHT", right);
        let (found, said) = after(&desk, &base, &[(".github/workflows/help.yml", &text)]);
        assert_eq!(found, code, "{right}\n{said}");
    }
    let named = "on: pull_request\njobs:\n  x:\n    name: ${{ matrix.n }}\n    strategy: {matrix: {n: [NAME]}}\n    runs-on: ubuntu-24.04\n    steps: [{run: 'true'}]\n";
    for (name, code) in [("ethics", 1), ("linux", 0)] {
        let text = named.replace("NAME", name);
        let (found, said) = after(&desk, &base, &[(".github/workflows/x.yml", &text)]);
        assert_eq!(found, code, "{name}\n{said}");
    }
}

/// An image that is the gate, in a command or as an action.
#[test]
fn an_image_of_the_gate_is_the_gate() {
    let image = running("docker run --rm host.example/acme/ethics-gate:1.2 check");
    weaken_each(
        &[(WORKFLOW, &image)],
        &[
            (WORKFLOW, "acme/ethics-gate", "evil/ethics-gate"),
            (WORKFLOW, " check", " check || true"),
            (
                WORKFLOW,
                "docker run --rm host.example/acme/ethics-gate:1.2 check",
                "make",
            ),
        ],
        &[(WORKFLOW, ":1.2 check", ":1.3 check")],
    );
    let action = running("x").replace("run: x", "uses: docker://host.example/acme/ethics-gate:1.2");
    weaken_each(
        &[(WORKFLOW, &action)],
        &[
            (WORKFLOW, "acme/ethics-gate", "evil/ethics-gate"),
            (
                WORKFLOW,
                "uses: docker://host.example/acme/ethics-gate:1.2",
                "run: make",
            ),
        ],
        &[],
    );
}

/// What a job leaves as variables, every later job has.
#[test]
fn variables_that_another_job_of_gitlab_leaves_need_an_approver() {
    let other = "env: {stage: .pre, script: [echo PATH=. >e], artifacts: {reports: {dotenv: e}}}\n";
    for (job, code) in [
        ("ethics:\n  script: [ethics-gate check]\n", 1),
        ("ethics:\n  needs: []\n  script: [ethics-gate check]\n", 0),
    ] {
        let base = [(PIPELINE, job)];
        let desk = story(&base);
        let (found, said) = after(&desk, &base, &[(PIPELINE, &format!("{job}{other}"))]);
        assert_eq!(found, code, "{job}\n{said}");
    }
}

/// Other platforms are not read, and not passed over in silence.
#[test]
fn a_pipeline_of_another_platform_that_names_the_gate_is_looked_at() {
    let jenkins = "pipeline { stages { stage('gate') { steps { sh 'ethics-gate check' } } } }\n";
    for (file, text) in [
        ("Jenkinsfile", jenkins),
        (
            ".circleci/config.yml",
            "jobs: {a: {steps: [{run: ethics-gate check}]}}\n",
        ),
    ] {
        let base = [(file, text)];
        let desk = story(&base);
        for (change, says) in [
            (text.replace("check", "check || true"), true),
            (String::new(), true),
        ] {
            let (_, said) = after(&desk, &base, &[(file, &change)]);
            assert_eq!(said.contains("can't be followed"), says, "{file}\n{said}");
        }
        let (_, said) = after(&desk, &base, &[("README.md", "Another text.\n")]);
        assert!(!said.contains("can't be followed"), "{file}\n{said}");
    }
}

/// The name stays, and the program that bears it comes from elsewhere.
#[test]
fn another_address_that_the_gate_is_installed_from_needs_an_approver() {
    let workflow = running("npm ci && npx ethics-gate check");
    let package = "{\n  \"devDependencies\": {\n    \"ethics-gate\": \"^1.2.0\"\n  }\n}\n";
    weaken_each(
        &[
            (WORKFLOW, &*workflow),
            ("package.json", package),
            ("requirements.txt", "torch\n"),
            (
                "pyproject.toml",
                "[project]\nname = \"x\"\n\n[tool.poetry.dependencies.ethics-gate]\ngit = \"https://host.example/acme/gate\"\nrev = \"v1.2.0\"\n\n[tool.other]\nurl = \"https://other.example/a\"\n",
            ),
            (
                "package-lock.json",
                "{\n  \"packages\": {\n    \"node_modules/ethics-gate\": {\n      \"resolved\": \"https://registry.example/ethics-gate/-/ethics-gate-1.2.0.tgz\"\n    },\n    \"node_modules/a\": {\n      \"resolved\": \"https://registry.example/a/-/a-1.tgz\"\n    }\n  }\n}\n",
            ),
            ("Cargo.toml", "[dependencies]\n"),
            ("go.mod", "module x\n"),
        ],
        &[
            ("package.json", "^1.2.0", "file:./tools/gate"),
            ("package.json", "^1.2.0", "npm:other-gate@1.2.0"),
            (
                "requirements.txt",
                "torch",
                "ethics-gate @ git+https://host.example/gate",
            ),
            ("pyproject.toml", "acme/gate", "evil/gate"),
            (
                "package-lock.json",
                "registry.example/ethics-gate/-/ethics-gate",
                "registry.example/evil-gate/-/evil-gate",
            ),
            (
                "package-lock.json",
                "registry.example/ethics-gate",
                "mirror.example/ethics-gate",
            ),
            (
                "package.json",
                "\"devDependencies\"",
                "\"overrides\": {\n    \"ethics-gate\": {\n      \".\": \"file:fake\"\n    }\n  },\n  \"devDependencies\"",
            ),
            (
                "pyproject.toml",
                "git = \"https",
                "branch = \"x\"\ngit = \"http",
            ),
            ("pyproject.toml", "\nrev =", "\nsource = \"evil\"\nrev ="),
            (
                "Cargo.toml",
                "[dependencies]",
                "[patch.crates-io.gate]\npackage = \"ethics-gate\"\npath = \"fake\"\n[dependencies]",
            ),
            (
                "go.mod",
                "module x",
                "module x\nreplace host.example/acme/ethics-gate => ./fake",
            ),
        ],
        &[
            ("package.json", "^1.2.0", "^1.3.0"),
            ("requirements.txt", "torch", "torch\nethics-gate==1.2"),
            ("pyproject.toml", "v1.2.0", "v1.3.0"),
            ("package-lock.json", "gate-1.2.0", "gate-1.3.0"),
            ("package-lock.json", "a-1.tgz", "a-2.tgz"),
            ("pyproject.toml", "other.example/a", "other.example/b"),
            (
                "go.mod",
                "module x",
                "module x\nreplace host.example/other => ./o",
            ),
        ],
    );
}
