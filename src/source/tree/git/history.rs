//! Commits: what a name means, where two lines of history parted, and the
//! tree of files that a commit holds.
//!
//! A base that can't be found is an `Err` and never an empty one: "nothing
//! changed" would be the greenest of all answers.

#![expect(
    clippy::disallowed_methods,
    reason = "the repository of a folder is found here"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::objects::{Named, Object, Objects, is_id};
use super::{answer, git, revision, words};
use crate::model::Said;
use crate::source::tree::Tree;

/// A commit with no more than this in its header is read.
const LARGEST_COMMIT: u64 = 1 << 20;

/// Why history can't say what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// The folder lies in no repository.
    #[error("{path}: this folder lies in no git repository")]
    NoRepository {
        /// The folder.
        path: PathBuf,
    },
    /// Nothing here has that name.
    #[error("there is no commit `{rev}` in this {}", if *.shallow { "shallow clone" } else { "repository" })]
    NoCommit {
        /// The name as it was given.
        rev: String,
        /// History is cut off in this clone, which may be why.
        shallow: bool,
    },
    /// A name that means several commits.
    #[error("`{rev}` means more than one commit: {}", .names.join(" and "))]
    Ambiguous {
        /// The name as it was given.
        rev: String,
        /// What it may stand for, in full.
        names: Vec<String>,
    },
    /// Nothing that both histories share is here.
    #[error("`{one}` and `{other}` share no commit in this {}", if *.shallow { "shallow clone" } else { "repository" })]
    NoCommonCommit {
        /// The base's side.
        one: String,
        /// The head's side.
        other: String,
        /// History is cut off in this clone, which may be why.
        shallow: bool,
    },
    /// A shared commit is here, and the last shared one may lie behind the cut.
    #[error("this shallow clone is cut off before it shows where `{other}` left `{one}`")]
    CutOff {
        /// The base's side.
        one: String,
        /// The head's side.
        other: String,
    },
    /// They left each other more than once, and none of these commits is one
    /// that the base itself went through.
    #[error("`{other}` left `{one}` at more than one commit")]
    Crossed {
        /// The base's side.
        one: String,
        /// The head's side.
        other: String,
    },
    /// A commit is here and not all of its files: a partial clone.
    #[error("`{rev}` is here without all of its files, such as {path}: this is a partial clone")]
    Partial {
        /// The name as it was given.
        rev: String,
        /// A file whose content was never fetched.
        path: String,
    },
    /// git could not answer.
    #[error("git could not read `{rev}`: {said}")]
    Git {
        /// What it was asked for.
        rev: String,
        /// What it said.
        said: String,
    },
}

impl Said for HistoryError {
    fn korean(&self) -> String {
        let here = |shallow: &bool| match shallow {
            true => "얕은 복제본",
            false => "저장소",
        };
        match self {
            Self::NoRepository { path } => {
                format!(
                    "{}: 이 폴더는 git 저장소 안에 있지 않습니다",
                    path.display()
                )
            }
            Self::NoCommit { rev, shallow } => {
                format!("이 {}에 커밋 `{rev}`이(가) 없습니다", here(shallow))
            }
            Self::Ambiguous { rev, names } => {
                format!(
                    "`{rev}`이(가) 가리키는 커밋이 여럿입니다: {}",
                    names.join(", ")
                )
            }
            Self::NoCommonCommit {
                one,
                other,
                shallow,
            } => format!(
                "이 {}에 `{one}`과(와) `{other}`이(가) 함께 가진 커밋이 없습니다",
                here(shallow)
            ),
            Self::CutOff { one, other } => format!(
                "이 얕은 복제본은 `{other}`이(가) `{one}`에서 갈라진 곳까지 이력이 닿지 않습니다"
            ),
            Self::Crossed { one, other } => {
                format!("`{other}`이(가) `{one}`에서 갈라진 커밋이 여럿입니다")
            }
            Self::Partial { rev, path } => {
                format!("`{rev}`의 파일이 모두 있지 않습니다. 예: {path}. 부분 복제본입니다")
            }
            Self::Git { rev, said } => format!("git이 `{rev}`을(를) 읽지 못했습니다: {said}"),
        }
    }
}

/// A commit, and the name that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The name as it was given.
    pub rev: String,
    /// Its id: 40 hexadecimal digits, or 64 in a repository of SHA-256.
    pub id: String,
    /// The ids of its parents, also of those that were never fetched.
    pub parents: Vec<String>,
    tree: String,
}

/// The history of the repository that a folder lies in.
pub struct History {
    objects: Arc<Objects>,
    /// The folder below the repository's own, with a `/` behind it, empty at the top.
    prefix: String,
}

impl History {
    /// The history around a folder.
    ///
    /// # Errors
    /// It lies in no repository.
    pub fn around(root: &Path) -> Result<Self, HistoryError> {
        let none = || HistoryError::NoRepository { path: root.into() };
        let real = fs::canonicalize(root).map_err(|_| none())?;
        let repository = real
            .ancestors()
            .find(|folder| fs::symlink_metadata(folder.join(".git")).is_ok())
            .ok_or_else(none)?;
        let below = real.strip_prefix(repository).unwrap_or(Path::new(""));
        let mut prefix = String::new();
        for segment in below {
            prefix.push_str(segment.to_str().ok_or_else(none)?);
            prefix.push('/');
        }
        Ok(Self {
            objects: Arc::new(Objects::of(repository)),
            prefix,
        })
    }

    /// The commit behind a name.
    ///
    /// # Errors
    /// Nothing here has that name, or several things have.
    pub fn commit(&self, rev: &str) -> Result<Commit, HistoryError> {
        let found = self.peel(rev)?.ok_or_else(|| HistoryError::NoCommit {
            rev: rev.to_owned(),
            shallow: self.is_shallow(),
        })?;
        // A tag of a branch's name comes first for git, and whoever may push a
        // tag would choose the base with it.
        if rev == "HEAD" || rev.starts_with("refs/") || is_id(rev) {
            return Ok(found);
        }
        let mut names = Vec::new();
        let mut ids = BTreeSet::new();
        for space in ["refs/tags", "refs/heads", "refs/remotes"] {
            let name = format!("{space}/{rev}");
            if let Some(commit) = self.peel(&name)? {
                ids.insert(commit.id);
                names.push(name);
            }
        }
        if ids.len() > 1 {
            return Err(HistoryError::Ambiguous {
                rev: rev.to_owned(),
                names,
            });
        }
        Ok(found)
    }

    /// Where `other` left `one`: the last commit of the base that the change
    /// knows.
    ///
    /// # Errors
    /// It is not here, or it can't be told which one it is.
    pub fn merge_base(&self, one: &Commit, other: &Commit) -> Result<Commit, HistoryError> {
        let names = || (one.rev.clone(), other.rev.clone());
        let mut shared = self.merge_bases(one, other)?;
        let shallow = self.shallow_commits(one)?;
        let id = match shared.len() {
            0 => {
                let (one, other) = names();
                return Err(HistoryError::NoCommonCommit {
                    one,
                    other,
                    shallow: !shallow.is_empty(),
                });
            }
            1 => shared.remove(0),
            // Histories that were merged both ways. One of these commits is the
            // base as it was; the others came to it from elsewhere.
            _ => self.first_on_the_way(one, &shared)?.ok_or_else(|| {
                let (one, other) = names();
                HistoryError::Crossed { one, other }
            })?,
        };
        if !shallow.is_empty() && self.is_cut(one, other, &id, &shallow)? {
            let (one, other) = names();
            return Err(HistoryError::CutOff { one, other });
        }
        let mut base = self.commit(&id)?;
        base.rev.clone_from(&one.rev);
        Ok(base)
    }

    /// Whether one commit is the other, or one of those that it grew from. In
    /// a clone that is cut off, false may mean that it is not known.
    ///
    /// # Errors
    /// git could not say.
    pub fn contains(&self, later: &Commit, earlier: &Commit) -> Result<bool, HistoryError> {
        Ok(self.merge_bases(later, earlier)?.contains(&earlier.id))
    }

    /// The files of a commit, with the folder that the history was found
    /// around as their focus.
    ///
    /// # Errors
    /// Not all of them are here.
    pub fn tree(&self, commit: &Commit) -> Result<Tree, HistoryError> {
        let objects = Arc::clone(&self.objects);
        let (found, store) = revision::discover(objects, commit, &commit.tree, &self.prefix)?;
        Ok(Tree {
            focus: self.prefix.trim_end_matches('/').to_owned(),
            commit: Some(commit.clone()),
            ..Tree::new(found, Arc::new(store))
        })
    }

    /// Whether this clone's history is cut off.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        let ask = ["rev-parse", "--is-shallow-repository"];
        let said = answer(git(self.objects.folder()).args(ask));
        said.is_ok_and(|said| said.starts_with(b"true"))
    }

    fn peel(&self, rev: &str) -> Result<Option<Commit>, HistoryError> {
        let name = format!("{rev}^{{commit}}");
        match self.objects.find(&name, LARGEST_COMMIT) {
            Ok(Named::Object(object)) if object.kind == "commit" => {
                let malformed = || failed(rev, "a commit that is none");
                Commit::read(rev, &object).map(Some).ok_or_else(malformed)
            }
            Ok(Named::TooLarge) => Err(failed(rev, "a commit of more than a mebibyte")),
            Ok(_) => Ok(None),
            Err(error) => Err(failed(rev, &error.to_string())),
        }
    }

    fn merge_bases(&self, one: &Commit, other: &Commit) -> Result<Vec<String>, HistoryError> {
        let mut command = git(self.objects.folder());
        command.args(["merge-base", "--all", &one.id, &other.id]);
        let output = command
            .output()
            .map_err(|error| failed(&one.rev, &error.to_string()))?;
        match output.status.code() {
            // They share nothing.
            Some(1) => Ok(Vec::new()),
            Some(0) => Ok(lines(&output.stdout)),
            _ => Err(failed(&one.rev, &super::complaint(&output))),
        }
    }

    /// The first of some commits that a branch went through itself.
    fn first_on_the_way(
        &self,
        branch: &Commit,
        wanted: &[String],
    ) -> Result<Option<String>, HistoryError> {
        let mut command = git(self.objects.folder());
        command
            .args(words(["rev-list", "--first-parent"]))
            .arg(&branch.id);
        let way = answer(&mut command).map_err(|said| failed(&branch.rev, &said))?;
        Ok(lines(&way).into_iter().find(|id| wanted.contains(id)))
    }

    /// The commits behind which a shallow clone is cut off.
    fn shallow_commits(&self, commit: &Commit) -> Result<BTreeSet<String>, HistoryError> {
        let mut command = git(self.objects.folder());
        command.args([
            "rev-parse",
            "--path-format=absolute",
            "--git-path",
            "shallow",
        ]);
        let path = answer(&mut command).map_err(|said| failed(&commit.rev, &said))?;
        let path = PathBuf::from(String::from_utf8_lossy(&path).trim_end().to_owned());
        match fs::read(&path) {
            Ok(list) => Ok(lines(&list).into_iter().collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(failed(&commit.rev, &error.to_string())),
        }
    }

    /// Whether a cut lies between two commits and what they share: the last
    /// one that they share may then be behind it.
    fn is_cut(
        &self,
        one: &Commit,
        other: &Commit,
        shared: &str,
        cuts: &BTreeSet<String>,
    ) -> Result<bool, HistoryError> {
        let mut command = git(self.objects.folder());
        command.args(["rev-list", &one.id, &other.id, "--not", shared]);
        let between = answer(&mut command).map_err(|said| failed(&one.rev, &said))?;
        Ok(lines(&between).iter().any(|id| cuts.contains(id)))
    }
}

impl Commit {
    fn read(rev: &str, object: &Object) -> Option<Self> {
        let text = String::from_utf8_lossy(&object.bytes);
        let header = text.lines().take_while(|line| !line.is_empty());
        let mut tree = None;
        let mut parents = Vec::new();
        for line in header {
            match line.split_once(' ') {
                Some(("tree", id)) if is_id(id) && tree.is_none() => tree = Some(id.to_owned()),
                Some(("parent", id)) if is_id(id) => parents.push(id.to_owned()),
                // Parents stand before the author, whose name may say anything.
                _ => break,
            }
        }
        Some(Self {
            rev: rev.to_owned(),
            id: object.id.clone(),
            parents,
            tree: tree?,
        })
    }
}

fn failed(rev: &str, said: &str) -> HistoryError {
    HistoryError::Git {
        rev: rev.to_owned(),
        said: said.to_owned(),
    }
}

fn lines(output: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(output);
    text.lines().map(|line| line.trim().to_owned()).collect()
}
