//! What was read, and what was passed over and why: printed in every format.

use std::collections::HashSet;

use super::tree::Tracking;
use crate::model::Text;

/// How many paths of one reason are named before the rest is counted.
const NAMED: usize = 5;

/// An account of one run's reading.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Documents whose content was read.
    pub read: usize,
    /// Paths passed over, with the reason.
    pub passed_over: Vec<(String, Text)>,
}

impl Ledger {
    /// Add what later stages passed over. A path that could not be read is told
    /// once: whoever wanted it met the same obstacle.
    pub fn pass_over(&mut self, more: Vec<(String, Text)>) {
        let unread: HashSet<&str> = self.passed_over.iter().map(|(path, _)| &**path).collect();
        let more: Vec<_> = more
            .into_iter()
            .filter(|(path, _)| !unread.contains(&**path))
            .collect();
        self.passed_over.extend(more);
    }
}

/// Why a path is no part of the tree, or no document of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Untracked, and skipped by ignore rules.
    Ignored(Vec<String>),
    /// In git's index, and not on the disk.
    Deleted(Vec<String>),
    /// A commit of another repository.
    Submodule,
    /// Another repository inside this one.
    Repository,
    /// A name that is no UTF-8, and whether git knows the file.
    Name(Tracking),
    /// A name that no checkout writes, such as `..` or `.git`.
    Trap,
    /// In a commit of a partial clone, without its content.
    NotFetched,
    /// The system refused, and whether git knows what lies there.
    Denied(String, Tracking),
    /// A device, a pipe or a socket.
    NotAFile,
    /// A link to a file or a folder of the tree.
    Link(String),
    /// A link that leaves the root.
    LinkOutside,
    /// A link to nothing, or to itself.
    LinkBroken,
    /// A link to what is no part of the tree.
    LinkPassedOver(String),
    /// Another path differs only in case, or in how its characters are composed.
    Collision(String),
    /// Git was asked and could not answer.
    Git(String),
}

/// The path that one entry for all of these stands under: its own for a single
/// one, the root for several.
pub(super) fn whose(paths: &[String]) -> String {
    match paths {
        [path] => path.clone(),
        _ => ".".to_owned(),
    }
}

/// Of a list, the paths that `keep` keeps; `None` where there is none of them.
fn listed(
    paths: &[String],
    keep: impl Fn(&str) -> Option<String>,
    why: fn(Vec<String>) -> Why,
) -> Option<(String, Why)> {
    let paths: Vec<String> = paths.iter().filter_map(|path| keep(path)).collect();
    (!paths.is_empty()).then(|| (whose(&paths), why(paths)))
}

impl Why {
    /// The same of those paths alone that somebody asks about; `None` where
    /// there is none of them. That git can't answer is news to everybody.
    pub(super) fn of(&self, path: &str, asked: impl Fn(&str) -> bool) -> Option<(String, Self)> {
        let same = |path: &str| asked(path).then(|| path.to_owned());
        match self {
            Self::Ignored(paths) => listed(paths, same, Self::Ignored),
            Self::Deleted(paths) => listed(paths, same, Self::Deleted),
            Self::Git(_) => Some((path.to_owned(), self.clone())),
            _ => Some((same(path)?, self.clone())),
        }
    }

    /// The same as it is seen from a folder: `within` makes a path relative to it.
    pub(super) fn below(
        &self,
        path: &str,
        within: impl Fn(&str) -> Option<String>,
    ) -> Option<(String, Self)> {
        match self {
            Self::Ignored(paths) => listed(paths, within, Self::Ignored),
            Self::Deleted(paths) => listed(paths, within, Self::Deleted),
            // The tree of the folder tells these anew.
            Self::Link(_)
            | Self::LinkOutside
            | Self::LinkBroken
            | Self::LinkPassedOver(_)
            | Self::Collision(_) => None,
            Self::Git(_) => Some((path.to_owned(), self.clone())),
            _ => Some((within(path)?, self.clone())),
        }
    }

    /// The reason in words.
    pub(super) fn text(&self) -> Text {
        match self {
            Self::Ignored(paths) => counted(
                paths,
                (
                    "untracked and skipped by ignore rules",
                    "추적되지 않고 무시 규칙에 따라 건너뜀",
                ),
            ),
            Self::Deleted(paths) => counted(
                paths,
                (
                    "tracked by git and not on the disk",
                    "git이 추적하지만 디스크에 없음",
                ),
            ),
            Self::Submodule => Text::new(
                "a submodule: its files belong to another repository",
                "서브모듈: 파일이 다른 저장소에 속함",
            ),
            Self::Repository => Text::new(
                "another git repository inside this one",
                "이 저장소 안에 있는 다른 git 저장소",
            ),
            Self::Name(_) => Text::new("its name is not UTF-8", "이름이 UTF-8이 아님"),
            Self::Trap => Text::new(
                "its name is one that no checkout writes, so nobody has this file",
                "체크아웃이 쓰지 않는 이름이므로 이 파일은 누구에게도 없음",
            ),
            Self::NotFetched => Text::new(
                "this partial clone never fetched its content",
                "부분 복제(partial clone)라서 내용을 받아 오지 않음",
            ),
            Self::Denied(error, _) => Text::new(
                format!("could not be read: {error}"),
                format!("읽을 수 없음: {error}"),
            ),
            Self::NotAFile => Text::new(
                "a device, a pipe or a socket, which is never opened",
                "장치, 파이프 또는 소켓이므로 열지 않음",
            ),
            Self::Link(target) => Text::new(
                format!("a symbolic link to {target}, which is read under its own path"),
                format!("{target}(으)로 가는 심볼릭 링크이며, 대상은 자기 경로에서 읽음"),
            ),
            Self::LinkOutside => Text::new(
                "a symbolic link that leaves the root, which is never followed",
                "루트를 벗어나는 심볼릭 링크이므로 따라가지 않음",
            ),
            Self::LinkBroken => Text::new(
                "a symbolic link that leads nowhere",
                "아무 데도 이어지지 않는 심볼릭 링크",
            ),
            Self::LinkPassedOver(target) => Text::new(
                format!("a symbolic link to {target}, which is no part of the tree"),
                format!("트리에 속하지 않는 {target}(으)로 가는 심볼릭 링크"),
            ),
            Self::Collision(other) => Text::new(
                format!(
                    "its name differs from {other} only in case or in how its characters are composed, so some systems hold only one of the two"
                ),
                format!(
                    "{other}와(과) 대소문자 또는 문자 조합 방식만 달라서 시스템에 따라 둘 중 하나만 남음"
                ),
            ),
            Self::Git(error) => Text::new(
                format!(
                    "git could not list what it tracks, so nothing is known to be tracked: {error}"
                ),
                format!("git이 추적 목록을 내놓지 못해 추적 여부를 알 수 없음: {error}"),
            ),
        }
    }
}

/// The reason for a pointer whose object is elsewhere.
pub(super) fn pointer() -> Text {
    Text::new(
        "a Git LFS pointer without its object",
        "객체 없이 Git LFS 포인터만 있음",
    )
}

/// One reason for many paths: a thousand ignored files are one line.
fn counted(paths: &[String], (en, ko): (&str, &str)) -> Text {
    if paths.len() == 1 {
        // The entry itself names the path.
        return Text::new(en, ko);
    }
    let named = paths[..paths.len().min(NAMED)].join(", ");
    match paths.len().saturating_sub(NAMED) {
        0 => Text::new(format!("{en}: {named}"), format!("{ko}: {named}")),
        more => Text::new(
            format!("{en}: {named} and {more} more"),
            format!("{ko}: {named} 외 {more}개"),
        ),
    }
}
