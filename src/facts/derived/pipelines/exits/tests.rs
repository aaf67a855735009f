use super::{End, Shell, end};

const STRICT: Shell = Shell {
    heeds: true,
    pipefail: false,
};
const PIPES: Shell = Shell {
    heeds: true,
    pipefail: true,
};
const LAX: Shell = Shell {
    heeds: false,
    pipefail: false,
};

fn each(cases: &[(&str, Shell)], wanted: End) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(script, shell)| (script, end(script, *shell)))
        .filter(|(_, found)| *found != wanted)
        .map(|(script, found)| format!("{found:?}: {script}"))
        .collect();
    assert!(wrong.is_empty(), "not {wanted:?}:\n{}", wrong.join("\n"));
}

#[test]
fn a_script_that_ends_well_though_the_gate_failed_lost_its_code() {
    let cases = [
        ("bash -c 'ethics-gate check || true'", STRICT),
        ("bash -c 'ethics-gate check; exit 0'", STRICT),
        ("sh -lc \"ethics-gate check; make\"", STRICT),
        ("docker run image sh -c 'ethics-gate check || ls'", STRICT),
        ("bash <<EOF\nethics-gate check\necho done\nEOF", STRICT),
        ("bash <<< 'ethics-gate check || true'", STRICT),
        ("eval 'ethics-gate check || ls'", STRICT),
        (
            "if ! ethics-gate check; then echo '::warning::ethics'; fi",
            STRICT,
        ),
        (
            "if ethics-gate check; then echo ok; else echo bad; fi",
            STRICT,
        ),
        ("if ethics-gate check\nthen\n  echo ok\nfi", STRICT),
        ("ethics-gate check || cat README.md", STRICT),
        ("ethics-gate check || ls", STRICT),
        ("ethics-gate check || printf x", STRICT),
        (
            "ethics-gate check || curl -d failed https://chat.example/x",
            STRICT,
        ),
        ("ethics-gate check || gh pr comment -b failed", STRICT),
        ("ethics-gate check > r.txt || cat r.txt", STRICT),
        ("ethics-gate check > r.txt 2>&1 || { cat r.txt; }", STRICT),
        ("nohup ethics-gate check > /dev/null &", STRICT),
        ("ethics-gate check & true", STRICT),
        ("ethics-gate check &\nwait", STRICT),
        ("! ethics-gate check", STRICT),
        ("echo \"$(ethics-gate check)\"", STRICT),
        ("export R=$(ethics-gate check)", STRICT),
        ("cat <(ethics-gate check)", STRICT),
        ("while ! ethics-gate check; do break; done", STRICT),
        ("ethics-gate check || test $? = 1", STRICT),
        ("ethics-gate check || [ $? -le 1 ]", STRICT),
        ("ethics-gate check || rc=$?", STRICT),
        ("ethics-gate check || rc=$?\necho $rc", STRICT),
        (
            "ethics-gate check || rc=$?\nif [ \"$rc\" -gt 1 ]; then exit $rc; fi",
            STRICT,
        ),
        ("set +e\nethics-gate check; RC=$?\n[ $RC -le 1 ]", STRICT),
        ("ethics-gate check; RC=$?\n[ $RC -le 1 ]", LAX),
        (
            "ethics-gate check || case $? in 1) ls;; *) exit 2;; esac",
            STRICT,
        ),
        ("ethics-gate check && echo fine || ls", PIPES),
        ("(ethics-gate check) || exit 0", STRICT),
        ("trap 'exit 0' EXIT\nethics-gate check", STRICT),
        (
            "tell() {\n  curl https://chat.example\n}\nethics-gate check || tell",
            STRICT,
        ),
        ("tell() { return 0; }\nethics-gate check || tell", STRICT),
        (
            "if [ -f ethics.yml ]; then ethics-gate check || ls; fi",
            STRICT,
        ),
        ("[ -n \"$CI\" ] || exit 0\nethics-gate check || ls", STRICT),
        ("ethics-gate check | tee log", STRICT),
        ("set -o pipefail\nethics-gate check | tee log || ls", STRICT),
    ];
    each(&cases, End::Lost);
}

#[test]
fn a_script_that_ends_as_the_gate_does_is_left_alone() {
    let cases = [
        ("ethics-gate check", STRICT),
        ("ethics-gate check\nls", STRICT),
        ("ethics-gate check || exit 1", STRICT),
        ("ethics-gate check || exit $?", STRICT),
        ("ethics-gate check || false", STRICT),
        ("ethics-gate check || { cat r.txt; exit 1; }", STRICT),
        ("ethics-gate check || (cat r.txt; exit 1)", STRICT),
        ("ethics-gate check || { echo bad >&2\n  exit 1\n}", STRICT),
        (
            "ethics-gate check --report json=r.json || rc=$?\ncat r.json\nexit $rc",
            STRICT,
        ),
        (
            "rc=0\nethics-gate check || rc=$?\nls\nexit \"${rc:-0}\"",
            STRICT,
        ),
        (
            "ethics-gate check || failed=yes\nif [ \"$failed\" = yes ]; then exit 1; fi",
            STRICT,
        ),
        (
            "ethics-gate check || failed=1\n[[ $failed -eq 1 ]] && exit 1",
            STRICT,
        ),
        (
            "set +e; ethics-gate check; code=$?; echo $code; ls; exit $code",
            STRICT,
        ),
        (
            "set +e\nethics-gate check\ncode=$?\nset -e\nls\nexit ${code}",
            STRICT,
        ),
        (
            "if ethics-gate check; then\n  echo ok\nelse\n  echo bad\n  exit 1\nfi",
            STRICT,
        ),
        ("if ! ethics-gate check; then echo bad; exit 1; fi", STRICT),
        ("if ! ethics-gate check\nthen\n  exit 1\nfi\nls", LAX),
        ("set -o pipefail\nethics-gate check | tee log", STRICT),
        ("ethics-gate check | tee log", PIPES),
        (
            "ethics-gate check 2>&1 | tee log\nexit ${PIPESTATUS[0]}",
            STRICT,
        ),
        ("trap 'rm -rf tmp' EXIT\nethics-gate check", STRICT),
        (
            "trap 'rc=$?; rm -rf tmp; exit $rc' EXIT\nethics-gate check",
            STRICT,
        ),
        ("bash -c 'ethics-gate check'", STRICT),
        (
            "bash -euo pipefail -c 'ethics-gate check | tee log; ls'",
            STRICT,
        ),
        ("sh -c 'ethics-gate check || exit 1; ls'", STRICT),
        ("bash -e <<EOF\nethics-gate check\nls\nEOF", STRICT),
        (
            "bash <<'EOF'\nset -e\nethics-gate check\nls\nEOF\nls",
            STRICT,
        ),
        ("out=$(ethics-gate check)", STRICT),
        ("out=$(ethics-gate check) || exit 1", STRICT),
        (
            "fail() { echo \"$1\"; exit 1; }\nethics-gate check || fail bad",
            STRICT,
        ),
        ("for d in a b; do ethics-gate check $d || exit 1; done", LAX),
        (
            "rc=0\nfor d in a b; do\n  ethics-gate check $d || rc=1\ndone\nexit $rc",
            STRICT,
        ),
        ("ls | while read d; do ethics-gate check $d; done", STRICT),
        ("! ethics-gate check && exit 1", STRICT),
        (
            "ethics-gate check || case $? in 0) ;; *) exit 1;; esac",
            STRICT,
        ),
        ("exec ethics-gate check", LAX),
        ("main() {\n  ethics-gate check\n}\nmain \"$@\"", LAX),
        (
            "if [ -f ethics.yml ]; then ethics-gate check; exit $?; fi\necho none",
            LAX,
        ),
        ("cd x && ethics-gate check", STRICT),
        ("ethics-gate check > >(tee log) 2>&1", STRICT),
        (
            "echo 'ethics-gate check || true'\nethics-gate check",
            STRICT,
        ),
    ];
    each(&cases, End::Heard);
}

#[test]
fn what_only_a_run_could_tell_is_open() {
    let cases = [
        ("ethics-gate check || die 'the gate failed'", STRICT),
        (". ci/lib.sh\nethics-gate check || on_red", STRICT),
        ("ethics-gate check || ./ci/answer.sh", STRICT),
        (
            "ethics-gate check || if [ -n \"$SOFT\" ]; then exit 0; else exit 1; fi",
            STRICT,
        ),
        ("ethics-gate check & pid=$!\nls\nwait $pid", STRICT),
        ("n=0\nethics-gate check || ((n++))\nexit $n", STRICT),
        ("trap 'exit 1' ERR\nset +e\nethics-gate check\nls", STRICT),
        (
            "jq -e .passed <<< \"$(ethics-gate check --report json)\"",
            STRICT,
        ),
        ("until ethics-gate check; do sleep 5; done", STRICT),
        (
            "for i in 1 2 3; do ethics-gate check && exit 0; sleep 1; done\nexit 1",
            STRICT,
        ),
        (
            "ethics-gate check\nif ($LASTEXITCODE -ne 0) { exit 1 }",
            LAX,
        ),
        ("make", STRICT),
        ("ethics-gate check || ls 'no end", STRICT),
    ];
    each(&cases, End::Open);
}

/// Neither a long script nor a deep one takes long, or more than there is.
#[test]
fn a_script_that_is_made_to_take_long_is_open() {
    let chain = format!("ethics-gate check{}", " && ls".repeat(50_000));
    let deep = format!("{}ethics-gate check || ls", "( ".repeat(5_000));
    let loops = format!(
        "{}ethics-gate check || ls{}",
        "for a in b; do ".repeat(30),
        "; done".repeat(30)
    );
    let words = format!("{}ethics-gate check || ls", "eval ".repeat(12_000));
    let again = "f() { f; f; }\nf\nethics-gate check || ls";
    for script in [&*chain, &deep, &loops, &words, again] {
        assert_eq!(end(script, STRICT), End::Open);
    }
}
