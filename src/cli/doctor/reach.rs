//! What a run can reach: the history, the owners who have to agree, what its
//! token may do, and where the change comes from.

use super::checks::{Check, Here, is_on_platform, says, text, where_it_is};
use crate::cli::surroundings::Origin;
use crate::model::{Text, Value};

/// This clone, and those that the pipelines make.
pub(super) fn depth(here: &Here, gates: &[&Value]) -> Vec<Check> {
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
pub(super) fn owners(here: &Here) -> Vec<Check> {
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
pub(super) fn token(here: &Here, gates: &[&Value]) -> Vec<Check> {
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

pub(super) fn fork(here: &Here, gates: &[&Value]) -> Check {
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
