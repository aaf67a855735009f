//! The checks: each from facts of the tree, or from what the environment says.

use crate::cli::surroundings::{Origin, Surroundings};
use crate::model::{Text, Value};

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// In order.
    Ok,
    /// Something to mend.
    Problem,
    /// Nobody can know it from here.
    Unknown,
}

impl State {
    /// The word for programs.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Problem => "problem",
            Self::Unknown => "unknown",
        }
    }
}

/// One check, and what to do.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) id: &'static str,
    pub(super) state: State,
    pub(super) said: Text,
    pub(super) fix: Option<Text>,
    /// Path and line.
    pub(super) at: Option<(String, u32)>,
}

impl Check {
    fn ok(id: &'static str, en: impl Into<String>, ko: impl Into<String>) -> Self {
        Self {
            id,
            state: State::Ok,
            said: Text::new(en, ko),
            fix: None,
            at: None,
        }
    }

    fn problem(id: &'static str, said: Text, (en, ko): (&str, &str)) -> Self {
        Self {
            id,
            state: State::Problem,
            said,
            fix: Some(Text::new(en, ko)),
            at: None,
        }
    }

    fn unknown(id: &'static str, said: Text, fix: (&str, &str)) -> Self {
        Self {
            state: State::Unknown,
            ..Self::problem(id, said, fix)
        }
    }

    /// The same, at the place of a value.
    fn at(mut self, value: Option<&Value>) -> Self {
        let place = value.and_then(Value::mark);
        self.at = place.map(|place| (place.path().to_owned(), place.start().line));
        self
    }
}

/// All that is known here.
pub(super) struct Here<'a> {
    /// Facts by declaration.
    pub(super) systems: &'a [(String, Value)],
    /// Whether the history of this clone is cut off; `None` outside of git.
    pub(super) shallow: Option<bool>,
    /// What the environment says of the pipeline.
    pub(super) surroundings: &'a Surroundings,
}

/// Every check, in order.
pub(super) fn all(here: &Here) -> Vec<Check> {
    let gates = here.gates();
    let mut checks = runs(&gates);
    checks.push(required(here, &gates));
    checks.extend(skipped(&gates));
    checks.extend(pinned(&gates));
    checks.extend(depth(here, &gates));
    checks.extend(owners(here));
    checks.extend(token(here, &gates));
    checks.push(fork(here, &gates));
    checks
}

/// What runs on a platform, and so decides about a merge.
const PLATFORMS: [&str; 2] = ["github", "gitlab"];

impl<'a> Here<'a> {
    /// Steps that run the gate, for every system: a filter of paths is held
    /// against the files of each.
    fn gates(&self) -> Vec<&'a Value> {
        let systems = self.systems.iter();
        let gates = systems.filter_map(|(_, facts)| facts.at_path("pipelines.gates"));
        gates.flat_map(Value::items).collect()
    }
}

fn says(gate: &Value, key: &str) -> Option<bool> {
    gate.get(key).and_then(Value::as_bool)
}

fn text<'a>(gate: &'a Value, key: &str) -> &'a str {
    gate.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn is_on_platform(gate: &Value) -> bool {
    PLATFORMS.contains(&text(gate, "runner"))
}

/// A problem for each gate of which a fact has this value, each place once.
fn where_it_is(
    id: &'static str,
    gates: &[&Value],
    (key, wrong): (&str, bool),
    said: impl Fn(&Value) -> Text,
    fix: (&str, &str),
) -> Vec<Check> {
    let mut found: Vec<Check> = Vec::new();
    for gate in gates.iter().filter(|gate| says(gate, key) == Some(wrong)) {
        let check = Check::problem(id, said(gate), fix).at(gate.get(key));
        let is_known = |known: &Check| known.at == check.at && known.said == check.said;
        if !found.iter().any(is_known) {
            found.push(check);
        }
    }
    found
}

fn runs(gates: &[&Value]) -> Vec<Check> {
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
fn required(here: &Here, gates: &[&Value]) -> Check {
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
fn skipped(gates: &[&Value]) -> Vec<Check> {
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

fn pinned(gates: &[&Value]) -> Vec<Check> {
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

/// This clone, and those that the pipelines make.
fn depth(here: &Here, gates: &[&Value]) -> Vec<Check> {
    let deepen = (
        "give `actions/checkout` the input `fetch-depth: 0`, or a GitLab job the variable `GIT_DEPTH: \"0\"`",
        "`actions/checkout`에 `fetch-depth: 0`을, GitLab 작업에는 변수 `GIT_DEPTH: \"0\"`을 줄 것",
    );
    let said = |gate: &Value| {
        let job = text(gate, "job");
        Text::new(
            format!("{job} clones without the history in which the base of a change is found"),
            format!("{job}: 변경의 기준을 찾을 이력 없이 복제함"),
        )
    };
    let mut found = where_it_is("depth", gates, ("deep", false), said, deepen);
    found.push(match here.shallow {
        Some(true) => Check::problem(
            "depth",
            Text::new(
                "this clone is shallow: the base of a change may not be in it",
                "이 복제본은 얕아서 변경의 기준이 없을 수 있음",
            ),
            match here.surroundings.is_pipeline {
                true => deepen,
                false => (
                    "run `git fetch --unshallow origin`",
                    "`git fetch --unshallow origin`을 실행할 것",
                ),
            },
        ),
        Some(false) => Check::ok(
            "depth",
            "this clone has all of its history",
            "이 복제본에는 모든 이력이 있음",
        ),
        None => Check::unknown(
            "depth",
            Text::new(
                "this folder is in no git repository, so nothing can be held against a base",
                "이 폴더는 git 저장소가 아니어서 기준과 견줄 수 없음",
            ),
            (
                "run it in a clone of the repository",
                "저장소의 복제본에서 실행할 것",
            ),
        ),
    });
    found
}

/// Owners of ethics files, by CODEOWNERS.
fn owners(here: &Here) -> Vec<Check> {
    let mut unowned: Vec<String> = Vec::new();
    let mut file = None;
    for (_, facts) in here.systems {
        file = file.or_else(|| facts.at_path("owners.file"));
        let paths = facts.at_path("owners.paths").map_or(&[][..], Value::items);
        let without = paths
            .iter()
            .filter(|path| says(path, "owned") == Some(false));
        unowned.extend(without.map(|path| text(path, "path").to_owned()));
    }
    unowned.sort();
    unowned.dedup();
    let fix = (
        "name owners for /ethics.yml, /ethics.lock, cards, evidence and /.github/ in CODEOWNERS, and require their review",
        "CODEOWNERS에 /ethics.yml, /ethics.lock, 카드, 근거, /.github/의 소유자를 적고 그들의 검토를 필수로 할 것",
    );
    let Some(file) = file else {
        let said = Text::new(
            "there is no CODEOWNERS, so nobody has to agree when an ethics file changes",
            "CODEOWNERS가 없어 윤리 파일이 바뀌어도 동의할 사람이 없음",
        );
        return vec![Check::problem("owners", said, fix)];
    };
    let review = Check::unknown(
        "owners",
        Text::new(
            "whether the review of owners is required can't be known offline",
            "소유자의 검토가 필수인지는 오프라인에서 알 수 없음",
        ),
        (
            "look at the branch's rules: \"Require review from Code Owners\", or GitLab's \"Code owner approval\"",
            "브랜치 규칙의 \"Require review from Code Owners\"나 GitLab의 \"Code owner approval\"을 확인할 것",
        ),
    );
    let Some(first) = unowned.first() else {
        let name = file.as_str().unwrap_or("CODEOWNERS");
        return vec![
            Check::ok(
                "owners",
                format!("every ethics file has an owner in {name}"),
                format!("모든 윤리 파일에 {name}의 소유자가 있음"),
            ),
            review,
        ];
    };
    let more = unowned.len() - 1;
    let said = match more {
        0 => Text::new(
            format!("nobody owns {first}"),
            format!("{first}의 소유자가 없음"),
        ),
        _ => Text::new(
            format!("nobody owns {first} and {more} more"),
            format!("{first} 외 {more}개 파일의 소유자가 없음"),
        ),
    };
    vec![Check::problem("owners", said, fix).at(Some(file)), review]
}

/// Whether the token may do what is asked of it, and no more.
fn token(here: &Here, gates: &[&Value]) -> Vec<Check> {
    let gates: Vec<&Value> = gates
        .iter()
        .copied()
        .filter(|gate| is_on_platform(gate))
        .collect();
    let posts = gates
        .iter()
        .any(|gate| says(gate, "publishes") == Some(true));
    let said = |gate: &Value| {
        let job = text(gate, "job");
        Text::new(
            format!("{job} posts, and its token may not"),
            format!("{job}: 결과를 올리려 하지만 토큰에 권한이 없음"),
        )
    };
    let grant = (
        "give the job `permissions: {contents: read, checks: write, pull-requests: write}`",
        "작업에 `permissions: {contents: read, checks: write, pull-requests: write}`를 줄 것",
    );
    let mut found = where_it_is("token", &gates, ("may_post", false), said, grant);
    let said = |gate: &Value| {
        let (job, excess) = (text(gate, "job"), text(gate, "excess_permission"));
        Text::new(
            format!("the token of {job} may more than the gate needs: {excess}"),
            format!("{job}의 토큰 권한이 게이트에 필요한 것보다 큼: {excess}"),
        )
    };
    let narrow = (
        "ask for `contents: read`, and for `checks` and `pull-requests` only where it posts; keep other work in a job of its own",
        "`contents: read`만, 결과를 올릴 때만 `checks`와 `pull-requests`를 요청하고 다른 일은 별도 작업으로 나눌 것",
    );
    found.extend(where_it_is("token", &gates, ("excess", true), said, narrow));
    if posts && here.surroundings.is_pipeline && !here.surroundings.has_token {
        found.push(Check::unknown(
            "token",
            Text::new(
                "a pipeline posts, and this step has no token; whether the other has one can't be known from here",
                "결과를 올리는 파이프라인이 있으나 이 단계에는 토큰이 없음. 다른 단계에 있는지는 알 수 없음",
            ),
            (
                "give the step that posts `env: {GITHUB_TOKEN: \"${{ github.token }}\"}`, or a GitLab project the variable GITLAB_TOKEN",
                "올리는 단계에 `env: {GITHUB_TOKEN: \"${{ github.token }}\"}`를, GitLab 프로젝트에는 변수 GITLAB_TOKEN을 줄 것",
            ),
        ));
    }
    let silent = gates
        .iter()
        .find(|gate| says(gate, "says_permissions") == Some(false));
    if let Some(gate) = silent {
        let job = text(gate, "job");
        let said = Text::new(
            format!("{job} says no permissions, so its token has the repository's default"),
            format!("{job}에 permissions가 없어 토큰은 저장소 기본 권한을 가짐"),
        );
        let fix = (
            "write `permissions: {contents: read}` into the workflow; the default stands in Settings › Actions › General",
            "워크플로에 `permissions: {contents: read}`를 적을 것. 기본값은 Settings › Actions › General에 있음",
        );
        found.push(Check::unknown("token", said, fix).at(gate.get("says_permissions")));
    }
    if found.is_empty() && !gates.is_empty() {
        found.push(match posts {
            true => Check::ok(
                "token",
                "the token may do what is asked of it, as far as the pipelines say",
                "파이프라인에 적힌 바로는 토큰 권한이 알맞음",
            ),
            false => Check::ok(
                "token",
                "nothing is posted, so no token is needed",
                "올리는 것이 없어 토큰이 필요 없음",
            ),
        });
    }
    found
}

fn fork(here: &Here, gates: &[&Value]) -> Check {
    let posts = gates
        .iter()
        .any(|gate| says(gate, "publishes") == Some(true));
    match here.surroundings.origin {
        Origin::Own => Check::ok(
            "fork",
            "this change comes from the repository itself",
            "이 변경은 저장소 자체에서 옴",
        ),
        Origin::Fork if posts => Check::problem(
            "fork",
            Text::new(
                "this change comes from a fork: its token only reads, so nothing is posted",
                "이 변경은 포크에서 옴. 토큰이 읽기 전용이라 결과를 올릴 수 없음",
            ),
            (
                "post from a second workflow, as docs/github.md shows under Forks; the verdict is the same without",
                "docs/github.md의 Forks처럼 두 번째 워크플로에서 올릴 것. 판정은 그대로임",
            ),
        ),
        Origin::Fork => Check::ok(
            "fork",
            "this change comes from a fork: its token only reads, which is enough for the gate",
            "이 변경은 포크에서 옴. 토큰은 읽기 전용이지만 게이트에는 충분함",
        ),
        Origin::Unknown => Check::unknown(
            "fork",
            Text::new(
                "no pull or merge request is known here, so neither is whether it comes from a fork",
                "풀/병합 요청 정보가 없어 포크에서 왔는지 알 수 없음",
            ),
            (
                "run `ethics-gate doctor` in the job of a pull or merge request",
                "풀/병합 요청의 작업에서 `ethics-gate doctor`를 실행할 것",
            ),
        ),
    }
}
