//! The trees of a run: what is judged, and what it is held against.

use std::path::Path;

use super::pipeline::{Change, Pipeline};
use super::{Refusal, root};
use crate::model::{Said, Text, text};
use crate::source::{Commit, History, HistoryError, Tree};

/// The word that asks for no base.
const NONE: &str = "none";

/// What is judged, and what it is held against.
pub(super) struct Trees {
    /// The working tree, or the commit of `--head`.
    pub(super) head: Tree,
    /// The last commit of the base that the change knows.
    pub(super) base: Option<Tree>,
    /// The commit that is judged or that the working tree goes on from, where
    /// history was read.
    pub(super) commit: Option<Commit>,
}

/// What somebody typed.
#[derive(Clone, Copy)]
pub(super) struct Typed<'a> {
    /// The repository's folder.
    pub(super) path: &'a Path,
    /// `--base`.
    pub(super) base: Option<&'a str>,
    /// `--head`.
    pub(super) head: Option<&'a str>,
}

/// The trees that were asked for, and in a pipeline of a change those that it
/// is about.
pub(super) fn find(typed: Typed, pipeline: Option<&Pipeline>) -> Result<Trees, Refusal> {
    let change = match (typed.base, pipeline) {
        (None, Some(pipeline)) => pipeline.change()?,
        _ => None,
    };
    let base = typed.base.filter(|base| *base != NONE);
    // A folder that isn't there is said in the words for folders.
    let working = match typed.head {
        None => Some(root::repository(typed.path)?),
        Some(_) => None,
    };
    let folder = root::REPOSITORY.folder(typed.path)?;
    let refused = |error| refusal(&error, pipeline);
    if base.is_none() && change.is_none() && typed.head.is_none() {
        return Ok(Trees {
            head: working.map_or_else(|| root::repository(typed.path), Ok)?,
            base: None,
            commit: None,
        });
    }
    let history = History::around(&folder).map_err(refused)?;
    let commit = history
        .commit(typed.head.unwrap_or("HEAD"))
        .map_err(refused)?;
    let target = match (base, &change) {
        (Some(base), _) => Some(history.commit(base).map_err(refused)?),
        (None, Some(change)) => Some(target(&history, change, &commit).map_err(refused)?),
        (None, None) => None,
    };
    let base = match target {
        Some(target) => Some(history.merge_base(&target, &commit).map_err(refused)?),
        None => None,
    };
    let for_a_change = pipeline.filter(|pipeline| pipeline.is_for_a_change());
    if let (Some(base), Some(pipeline)) = (&base, for_a_change) {
        refuse_own(&history, base, &commit, pipeline)?;
    }
    let base = base
        .map(|base| history.tree(&base))
        .transpose()
        .map_err(refused)?;
    Ok(Trees {
        head: match working {
            Some(working) => working,
            None => history.tree(&commit).map_err(refused)?,
        },
        base: base.map(Tree::as_base),
        commit: Some(commit),
    })
}

/// Refuse a base that is a part of the change: held against its own work, a
/// change loosens nothing.
fn refuse_own(
    history: &History,
    base: &Commit,
    head: &Commit,
    pipeline: &Pipeline,
) -> Result<(), Refusal> {
    if base.id == head.id {
        return Err(Refusal::new(
            text!(
                "the commit that would be judged ({}) is the base itself: the change is not checked out here",
                "판정할 커밋({})이 기준 자체입니다. 변경이 여기에 체크아웃되어 있지 않습니다",
                head.id
            ),
            text!(
                "check out the change, or fetch it and name it with `--head SHA`",
                "변경을 체크아웃하거나, 가져온 뒤 `--head SHA`로 지정하세요"
            ),
        ));
    }
    // Where the platform's own base can't be had, the one that somebody typed is all there is.
    let Ok(Some(change)) = pipeline.change() else {
        return Ok(());
    };
    let parted =
        target(history, &change, head).and_then(|target| history.merge_base(&target, head));
    let Ok(parted) = parted else {
        return Ok(());
    };
    let inside = base.id != parted.id && history.contains(base, &parted).unwrap_or(false);
    if inside {
        return Err(Refusal::new(
            text!(
                "the base ({}) is a commit of the change itself, which parted from its target at {}",
                "기준({})이 변경 자체의 커밋입니다. 이 변경은 {}에서 대상 브랜치와 갈라졌습니다",
                base.id,
                parted.id
            ),
            text!(
                "leave `--base` out, so that it is found by itself, or name the target branch",
                "`--base`를 빼서 기준을 스스로 찾게 하거나, 대상 브랜치를 지정하세요"
            ),
        ));
    }
    Ok(())
}

/// What a change is to be merged into, as fresh as this clone knows it: the
/// event is frozen, and the branch moves on.
fn target(history: &History, change: &Change, head: &Commit) -> Result<Commit, HistoryError> {
    if let Some((merge, own)) = &change.merge
        && *merge == head.id
        && let [base, second] = &head.parents[..]
        && second == own
    {
        return history.commit(base);
    }
    let event = change.base.as_deref().map(|base| history.commit(base));
    let branch = change.branch.as_deref();
    let branch = branch.map(|branch| history.commit(&format!("refs/remotes/origin/{branch}")));
    match (event, branch) {
        (Some(Ok(event)), Some(Ok(branch))) if history.contains(&branch, &event)? => Ok(branch),
        (Some(Err(HistoryError::NoCommit { .. })), Some(Ok(branch))) => Ok(branch),
        (Some(event), _) => event,
        (None, Some(branch)) => branch,
        (None, None) => history.commit(""),
    }
}

/// Why a base or a head can't be had, with the command that mends it.
fn refusal(error: &HistoryError, pipeline: Option<&Pipeline>) -> Refusal {
    let deepen = pipeline.map_or_else(
        || {
            text!(
                "run `git fetch --unshallow origin`",
                "`git fetch --unshallow origin`을 실행하세요"
            )
        },
        Pipeline::deepen,
    );
    let help = match error {
        HistoryError::NoRepository { .. } => {
            text!(
                "run it inside of a git repository, or leave out --base and --head",
                "git 저장소 안에서 실행하거나 --base와 --head를 빼세요"
            )
        }
        HistoryError::NoCommit { rev, shallow } => match (shallow, rev.strip_prefix("origin/")) {
            (true, _) => Text::new(
                format!(
                    "{}; a commit alone comes with `git fetch origin {rev}`",
                    deepen.en
                ),
                format!(
                    "{}. 커밋 하나만은 `git fetch origin {rev}`로 가져옵니다",
                    deepen.ko
                ),
            ),
            (false, Some(branch)) => text!(
                "run `git fetch origin {branch}`",
                "`git fetch origin {branch}` 명령을 실행하세요"
            ),
            (false, None) => text!(
                "check its spelling, or run `git fetch origin {rev}`",
                "철자를 확인하거나 `git fetch origin {rev}` 명령을 실행하세요"
            ),
        },
        HistoryError::Ambiguous { names, .. } => {
            let first = names.last().map_or("", String::as_str);
            text!(
                "write it in full, such as `{first}`, or as the commit's id",
                "`{first}`처럼 전체 이름이나 커밋 id로 쓰세요"
            )
        }
        HistoryError::NoCommonCommit { shallow: true, .. } | HistoryError::CutOff { .. } => deepen,
        HistoryError::NoCommonCommit { shallow: false, .. } => {
            text!(
                "name the branch that the change is to be merged into, or say `--base none` to judge without a base",
                "변경을 병합할 브랜치를 지정하거나, 기준 없이 판정하려면 `--base none`을 쓰세요"
            )
        }
        HistoryError::Crossed { one, .. } => {
            text!(
                "merge `{one}` into the change once more, so that they part at one commit",
                "`{one}` 브랜치를 변경에 한 번 더 병합해 한 커밋에서 갈라지게 하세요"
            )
        }
        HistoryError::Partial { .. } => {
            text!(
                "run `git fetch --refetch --no-filter origin`, or clone without `--filter`",
                "`git fetch --refetch --no-filter origin`을 실행하거나 `--filter` 없이 복제하세요"
            )
        }
        HistoryError::Git { .. } => text!(
            "check that `git fsck` finds nothing wrong with the repository",
            "`git fsck`로 저장소에 이상이 없는지 확인하세요"
        ),
    };
    Refusal::new(error.said(), help)
}
