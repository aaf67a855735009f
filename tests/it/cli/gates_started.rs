//! The gate behind programs that start others: for each of some files, in their
//! surroundings, or as a task; and chains of calls that grow without an end.

use super::gates::{PIPELINE, WORKFLOW, judge, story};
use super::gates_followed::{Files, after, running, weaken_each};

const SCRIPT: &str = "#!/bin/sh\nethics-gate check \"$@\"\n";

#[test]
fn a_program_that_starts_another_one_is_followed() {
    for command in [
        "uv run --frozen --with torch ./ci/gate.sh",
        "npx -y ./ci/gate.sh",
        "uvx ./ci/gate.sh",
        "pipx run ./ci/gate.sh",
        "npm exec -- ./ci/gate.sh",
        "pnpm exec ./ci/gate.sh",
        "yarn exec ./ci/gate.sh",
        "bunx ./ci/gate.sh",
        "poetry run bash ci/gate.sh",
        "bash -e < ci/gate.sh",
        "uv run --directory ci ./gate.sh",
        "git ls-files | xargs -n 20 ./ci/gate.sh",
        "find . -name ethics.yml -exec ./ci/gate.sh {} +",
        "for d in a b; do ./ci/gate.sh $d || exit 1; done",
    ] {
        let workflow = running(command);
        weaken_each(
            &[(WORKFLOW, &workflow), ("ci/gate.sh", SCRIPT)],
            &[
                ("ci/gate.sh", "ethics-gate", "true || ethics-gate"),
                ("ci/gate.sh", "check", "check --fail-on never"),
                ("ci/gate.sh", "ethics-gate check", "make"),
            ],
            &[("ci/gate.sh", "#!/bin/sh\n", "#!/bin/sh\n# the gate\n")],
        );
    }
}

#[test]
fn arguments_reach_the_gate_in_a_script() {
    let workflow = running("./ci/gate.sh");
    let base = [(WORKFLOW, &*workflow), ("ci/gate.sh", SCRIPT)];
    weaken_each(
        &base,
        &[
            (WORKFLOW, "gate.sh", "gate.sh docs"),
            ("ci/gate.sh", "\"$@\"", "\"${1:-docs}\""),
            ("ci/gate.sh", "\"$@\"", "--base none"),
        ],
        &[(WORKFLOW, "gate.sh", "gate.sh --report json")],
    );
    let desk = story(&base);
    let lenient = running("./ci/gate.sh --fail-on never");
    let (code, said) = after(&desk, &base, &[(WORKFLOW, &lenient)]);
    assert!(
        code == 1 && said.contains("is told never to fail"),
        "{said}"
    );
    let other = "#!/bin/sh\nshift\nethics-gate check \"$@\"\n";
    let workflow = running("./ci/gate.sh a --report json");
    weaken_each(
        &[(WORKFLOW, &workflow), ("ci/gate.sh", other)],
        &[(WORKFLOW, "--report json", "docs")],
        &[],
    );
}

#[test]
fn hooks_are_found_by_whatever_starts_their_program() {
    let hooks =
        "repos: [{repo: https://git.example/acme/gate, rev: v1, hooks: [{id: ethics-gate}]}]\n";
    const HOOKS: &str = ".pre-commit-config.yaml";
    for command in [
        "uvx pre-commit@4.0 run --all-files",
        "pipx run pre-commit==4.0 run --all-files",
        "python -m pre_commit run --all-files",
        "uv run --with x pre-commit run --all-files",
    ] {
        let workflow = running(command);
        let base = [(WORKFLOW, &*workflow), (HOOKS, hooks)];
        let desk = story(&base);
        let other = hooks.replace("id: ethics-gate", "id: other");
        let (code, said) = after(&desk, &base, &[(HOOKS, &other)]);
        // The pipeline's step is told, not the hook alone.
        let told = said.contains("the step of .github/workflows/ethics.yml");
        assert!(code == 1 && told, "{command}\n{said}");
        let (code, said) = after(&desk, &base, &[(HOOKS, &hooks.replace("v1", "v2"))]);
        assert_eq!(code, 0, "{command}\n{said}");
    }
}

/// What starts it for each of some files has an exit code of its own.
#[test]
fn a_loop_over_the_gate_is_its_step() {
    let steps = |shell: &str, lines: &str| {
        running("x").replace("run: x", &format!("{shell}run: |\n{lines}"))
    };
    let plain = "          for d in a b; do ethics-gate check \"$d\"; done\n";
    let lines =
        "          for d in a b; do\n            ethics-gate check \"$d\"\n          done\n";
    let soft = "shell: bash {0}\n        ";
    for (workflow, code) in [
        (steps("", plain), 0),
        (steps("", lines), 0),
        (steps(soft, plain), 1),
        (steps(soft, lines), 1),
        (steps(soft, &plain.replace("\"$d\"", "\"$d\" || exit 1")), 0),
        (steps(soft, &lines.replace("\"$d\"", "\"$d\" || exit 1")), 0),
        (
            running("find . -name ethics.yml -exec ethics-gate check {} \\;"),
            1,
        ),
        (
            running("find . -name ethics.yml -exec ethics-gate check {} +"),
            0,
        ),
        (running("ls -d */ | xargs -n 1 ethics-gate check"), 0),
        (
            running("ls -d */ | xargs -n 1 ethics-gate check || true"),
            1,
        ),
    ] {
        let desk = story(&[(WORKFLOW, &workflow)]);
        let run = judge(&desk);
        assert_eq!(run.code, code, "{workflow}\n{}", run.stdout);
        // Whatever it is, it counts as the gate.
        let base = [(WORKFLOW, &*workflow)];
        let (_, said) = after(&desk, &base, &[(WORKFLOW, &running("make"))]);
        let is_gone = said.contains("is gone");
        assert!(is_gone, "{workflow}\n{said}");
    }
}

/// In which folder it runs only the run knows, or a program of the repository
/// is what starts it.
#[test]
fn a_start_that_can_t_be_followed_is_looked_at() {
    let package = "{\"scripts\": {\"gate\": \"ethics-gate check\"}}\n";
    let makefile = ".PHONY: gate\ngate:\n\tethics-gate check\n";
    let files: Files = &[
        ("package.json", package),
        ("api/package.json", package),
        ("Makefile", makefile),
        ("xtask/Cargo.toml", "[package]\nname = \"xtask\"\n"),
        (
            "xtask/src/main.rs",
            "fn main() { run(\"ethics-gate check\") }\n",
        ),
    ];
    for (command, changed) in [
        ("npm run gate -w api", None),
        ("yarn workspace api gate", None),
        ("pnpm --filter api run gate", None),
        ("make -C \"$DIR\" gate", None),
        ("cd \"$DIR\" && make gate", None),
        ("turbo run gate", Some("api/package.json")),
        ("npx turbo run gate", Some("api/package.json")),
        ("pnpm nx run api:gate", Some("api/package.json")),
        ("cargo xtask gate", Some("xtask/src/main.rs")),
    ] {
        let workflow = running(command);
        let mut base = vec![(WORKFLOW, &*workflow)];
        base.extend(files);
        let desk = story(&base);
        let (code, said) = after(&desk, &base, &[("README.md", "Another text.\n")]);
        assert_eq!(code, 0, "{command}\n{said}");
        let gone = running("make test");
        let changes = [Some((WORKFLOW, &*gone)), changed.map(|path| (path, "{}\n"))];
        for change in changes.into_iter().flatten() {
            let (_, said) = after(&desk, &base, &[change]);
            let found = said.contains("can't be followed");
            assert!(found, "{command} {change:?}\n{said}");
            // What an approver has to enter stands there.
            assert!(said.contains("`key: \"gates["), "{command}\n{said}");
            assert!(said.contains("from: \"sha256:"), "{command}\n{said}");
        }
    }
}

/// Calls that each call several others: what is followed is counted.
#[test]
fn what_grows_with_each_call_is_bounded() {
    let many = |line: &str| line.repeat(40);
    let script = format!("#!/bin/sh\n{}", many("./x.sh\n"));
    let jobs: String = (0..40)
        .map(|at| format!("  j{at}: {{uses: ./.github/workflows/inner.yml}}\n"))
        .collect();
    let inner = format!("on: workflow_call\njobs:\n{jobs}");
    let action = format!(
        "runs:\n  using: composite\n  steps:\n{}",
        many("    - uses: ./act\n")
    );
    let workflow = format!(
        "on: pull_request\njobs:\n{jobs}  a:\n    steps:\n      - uses: ./act\n      - run: ./x.sh\n"
    );
    let wide: String = (0..10)
        .map(|at| {
            let next = format!("!reference [.r{}, script], ", at + 1);
            let up = format!(".r{}, ", at + 1);
            format!(
                ".r{at}: {{script: [{}], extends: [{}]}}\n",
                many(&next),
                many(&up)
            )
        })
        .collect();
    let pipeline = format!("{wide}.r10: {{script: [make]}}\nethics: {{extends: .r0}}\n");
    let values: String = (0..12)
        .map(|at| format!("V{at} = {}\n", many(&format!("$(V{}) ", at + 1))))
        .collect();
    let own = "G = ethics-gate\nifdef X\nG = $(G)\nG += $(H)\nH = $(G) $(H)\nendif\n";
    let makefile = format!("{own}{values}x:\n\t$(G) check\n\t$(V0)\n");
    let base = [
        (WORKFLOW, &*workflow),
        (".github/workflows/inner.yml", &*inner),
        ("act/action.yml", &*action),
        ("x.sh", &*script),
        (PIPELINE, &*pipeline),
        ("Makefile", &*makefile),
        (".github/workflows/m.yml", &*running("make x")),
    ];
    let desk = story(&base);
    let started = std::time::Instant::now();
    let (code, said) = after(&desk, &base, &[("README.md", "Another text.\n")]);
    assert_eq!(code, 0, "{said}");
    let spent = started.elapsed().as_secs();
    assert!(spent < 60, "{spent} seconds");
}

/// Commands that lead nowhere don't use up what may be followed.
#[test]
fn a_gate_behind_thousands_of_commands_is_still_followed() {
    let many = "          ./tool --version\n          cargo fetch\n".repeat(2_100);
    let workflow = running("x").replace("run: x", &format!("run: |\n{many}          ./ci/gate.sh"));
    weaken_each(
        &[
            (WORKFLOW, &workflow),
            ("ci/gate.sh", SCRIPT),
            ("tool", "#!/bin/sh\necho 1\n"),
        ],
        &[("ci/gate.sh", "ethics-gate check", "true")],
        &[],
    );
}
