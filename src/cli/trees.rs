//! The trees of a run: what is judged, and what it is held against.

use std::path::Path;

use super::pipeline::{Change, Pipeline};
use super::{Refusal, root};
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
    if let (Some(base), Some(_)) = (&base, &change)
        && base.id == commit.id
    {
        return Err(Refusal::new(
            format!(
                "the commit that would be judged ({}) is the base itself: the change is not checked out here",
                commit.id
            ),
            "check out the change, or fetch it and name it with `--head SHA`",
        ));
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
    let deepen = pipeline.map_or("run `git fetch --unshallow origin`", Pipeline::deepen);
    let help = match error {
        HistoryError::NoRepository { .. } => {
            "run it inside of a git repository, or leave out --base and --head".to_owned()
        }
        HistoryError::NoCommit { rev, shallow } => match (shallow, rev.strip_prefix("origin/")) {
            (true, _) => format!("{deepen}; a commit alone comes with `git fetch origin {rev}`"),
            (false, Some(branch)) => format!("run `git fetch origin {branch}`"),
            (false, None) => format!("check its spelling, or run `git fetch origin {rev}`"),
        },
        HistoryError::Ambiguous { names, .. } => {
            let first = names.last().map_or("", String::as_str);
            format!("write it in full, such as `{first}`, or as the commit's id")
        }
        HistoryError::NoCommonCommit { shallow: true, .. } | HistoryError::CutOff { .. } => {
            deepen.to_owned()
        }
        HistoryError::NoCommonCommit { shallow: false, .. } => {
            "name the branch that the change is to be merged into, or say `--base none` to judge without a base".to_owned()
        }
        HistoryError::Crossed { one, .. } => {
            format!("merge `{one}` into the change once more, so that they part at one commit")
        }
        HistoryError::Partial { .. } => {
            "run `git fetch --refetch --no-filter origin`, or clone without `--filter`".to_owned()
        }
        HistoryError::Git { .. } => "check that `git fsck` finds nothing wrong with the repository".to_owned(),
    };
    Refusal::new(error.to_string(), help)
}
