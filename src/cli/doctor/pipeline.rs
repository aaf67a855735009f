//! The pipelines: whether something runs the gate, whether a merge waits for
//! it, and what goes past it.

use super::checks::{Check, Here, is_on_platform, says, text, where_it_is};
use crate::model::{Text, Value};

pub(super) fn runs(gates: &[&Value]) -> Vec<Check> {
    if gates.iter().any(|gate| is_on_platform(gate)) {
        let gates = gates.iter().filter(|gate| is_on_platform(gate));
        let mut files: Vec<&str> = gates.map(|gate| text(gate, "file")).collect();
        files.sort_unstable();
        files.dedup();
        let files = files.join(", ");
        return vec![Check::ok(
            "runs",
            format!("the gate runs in {files}"),
            format!("게이트가 {files}에서 실행됨"),
        )];
    }
    let said = match gates.is_empty() {
        true => Text::new(
            "no pipeline of this repository runs the gate",
            "게이트를 실행하는 파이프라인이 없음",
        ),
        false => Text::new(
            "only a hook on people's own machines runs the gate, which `--no-verify` skips",
            "개인 컴퓨터의 훅만 게이트를 실행하며, `--no-verify`로 건너뛸 수 있음",
        ),
    };
    let fix = (
        "add the job of docs/github.md or docs/gitlab.md; where a ruleset or a pipeline policy brings it from elsewhere, look there",
        "docs/github.md나 docs/gitlab.md의 작업을 추가할 것. 룰셋이나 파이프라인 정책으로 실행한다면 그쪽을 확인할 것",
    );
    vec![Check::problem("runs", said, fix)]
}

/// Only the platform knows.
pub(super) fn required(here: &Here, gates: &[&Value]) -> Check {
    let gitlab = gates.iter().any(|gate| text(gate, "runner") == "gitlab");
    let mut jobs: Vec<&str> = gates
        .iter()
        .filter(|gate| is_on_platform(gate) && text(gate, "job") != "include")
        .map(|gate| text(gate, "job"))
        .collect();
    jobs.sort_unstable();
    jobs.dedup();
    let jobs = jobs.join(", ");
    let protected = match here.surroundings.protected {
        Some(true) => (
            "; the branch of this run is protected in some way",
            ". 이 실행의 브랜치는 어떤 식으로든 보호되고 있음",
        ),
        _ => ("", ""),
    };
    let said = Text::new(
        format!(
            "whether a merge waits for the gate can't be known offline{}",
            protected.0
        ),
        format!(
            "병합이 게이트를 기다리는지는 오프라인에서 알 수 없음{}",
            protected.1
        ),
    );
    match gitlab {
        true => Check::unknown(
            "required",
            said,
            (
                "look at Settings › Merge requests: \"Pipelines must succeed\" on, \"Skipped pipelines are considered successful\" off",
                "Settings › Merge requests에서 \"Pipelines must succeed\"는 켜고 \"Skipped pipelines are considered successful\"은 끌 것",
            ),
        ),
        false => {
            let en = format!(
                "look at Settings › Rules › Rulesets: \"Require status checks to pass\" has to list {}",
                if jobs.is_empty() {
                    "the gate's job"
                } else {
                    &jobs
                }
            );
            let ko = format!(
                "Settings › Rules › Rulesets의 \"Require status checks to pass\"에 {}이(가) 있는지 확인할 것",
                if jobs.is_empty() {
                    "게이트 작업"
                } else {
                    &jobs
                }
            );
            Check::unknown("required", said, (&en, &ko))
        }
    }
}

/// What lets a failure, or a whole change, go past the gate.
pub(super) fn skipped(gates: &[&Value]) -> Vec<Check> {
    let gates: Vec<&Value> = gates
        .iter()
        .copied()
        .filter(|gate| is_on_platform(gate))
        .collect();
    let job = |gate: &Value| text(gate, "job").to_owned();
    let mut found = Vec::new();
    let mut look = |key, wrong, en: &str, ko: &str, fix| {
        let said =
            |gate: &Value| Text::new(format!("{} {en}", job(gate)), format!("{} {ko}", job(gate)));
        found.extend(where_it_is("skipped", &gates, (key, wrong), said, fix));
    };
    look(
        "ignored",
        true,
        "may fail and the pipeline is green all the same",
        "작업이 실패해도 파이프라인은 통과함",
        (
            "take out continue-on-error or allow_failure",
            "continue-on-error나 allow_failure를 뺄 것",
        ),
    );
    look(
        "never",
        true,
        "is switched off or waits for a hand",
        "작업이 꺼져 있거나 수동 실행을 기다림",
        ("let it run by itself", "자동으로 실행되게 할 것"),
    );
    look(
        "swallowed",
        true,
        "loses the gate's exit code in its shell",
        "작업의 셸이 게이트의 종료 코드를 잃음",
        (
            "let the gate be the last word of its step, without `|| true` or a pipe",
            "`|| true`나 파이프 없이 게이트가 그 단계의 결과가 되게 할 것",
        ),
    );
    look(
        "lenient",
        true,
        "tells the gate never to fail, or to judge without a base",
        "작업이 게이트에 실패하지 말라거나 기준 없이 판정하라고 함",
        (
            "take out --fail-on never and --base none",
            "--fail-on never와 --base none을 뺄 것",
        ),
    );
    // One that runs for a change is enough; others may watch the main branch.
    if gates
        .iter()
        .all(|gate| says(gate, "on_change") == Some(false))
    {
        look(
            "on_change",
            false,
            "does not run for a change before it is merged",
            "작업이 병합 전 변경에 대해 실행되지 않음",
            (
                "add pull_request, and merge_group for a merge queue, to `on`",
                "`on`에 pull_request를, 병합 대기열을 쓴다면 merge_group도 추가할 것",
            ),
        );
    }
    look(
        "head_code",
        true,
        "runs on pull_request_target and checks out the change: its author runs with your token",
        "작업이 pull_request_target에서 변경을 체크아웃함. 작성자가 저장소의 토큰으로 실행하게 됨",
        (
            "run on pull_request, or judge the commit with --head and no checkout",
            "pull_request에서 실행하거나 체크아웃 없이 --head로 판정할 것",
        ),
    );
    let missed = |gate: &Value| {
        let missed = text(gate, "missed");
        Text::new(
            format!("{} does not run for a change of {missed}", job(gate)),
            format!("{} 작업이 {missed} 변경에는 실행되지 않음", job(gate)),
        )
    };
    found.extend(where_it_is(
        "skipped",
        &gates,
        ("filtered", true),
        missed,
        (
            "take out the filter of paths: the gate is quick where nothing changed",
            "경로 필터를 뺄 것. 바뀐 것이 없으면 게이트는 빨리 끝남",
        ),
    ));
    if found.is_empty() && !gates.is_empty() {
        found.push(Check::ok(
            "skipped",
            "nothing in the pipelines lets a change go past the gate",
            "파이프라인에 게이트를 건너뛰게 하는 것이 없음",
        ));
    }
    found
}

pub(super) fn pinned(gates: &[&Value]) -> Vec<Check> {
    let said = |gate: &Value| {
        let job = text(gate, "job");
        Text::new(
            format!("{job} runs whatever its reference points to that day"),
            format!("{job}: 그날 참조가 가리키는 것을 실행함"),
        )
    };
    let fix = (
        "name a commit in full, or the exact version of a component",
        "커밋 전체 해시나 컴포넌트의 정확한 버전을 적을 것",
    );
    let mut found = where_it_is("pinned", gates, ("pinned", false), said, fix);
    if found.is_empty() && !gates.is_empty() {
        found.push(Check::ok(
            "pinned",
            "what runs the gate changes only by a change here",
            "게이트를 실행하는 것이 고정되어 있음",
        ));
    }
    found
}
