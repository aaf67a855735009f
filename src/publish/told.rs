//! What a platform tells of who wrote and who approved a change.

use thiserror::Error;

use super::Trouble;
use crate::model::context::Context;
use crate::model::{Said, Text};

/// The context, and what its reader ought to know.
#[derive(Clone, Debug)]
pub struct Told {
    /// What `check --context` reads.
    pub context: Context,
    /// Commits without an account, approvals that no longer stand.
    pub notes: Vec<Text>,
}

/// Why nothing can be told. A context in which an author is missing would let
/// people approve their own work, so half of one is none.
#[derive(Clone, Debug, Error)]
pub enum Unknown {
    /// A request failed.
    #[error("the platform did not tell: {0}")]
    Trouble(#[from] Trouble),
    /// The commit belongs to no open change.
    #[error("no open change has this commit at its head")]
    NoChange,
    /// The change has a newer commit.
    #[error("the change has a newer commit by now, which nobody approved here")]
    Moved,
    /// The platform lists fewer commits than there are.
    #[error("the change has {all} commits, and the platform names the authors of {listed}")]
    Cut {
        /// How many there are.
        all: u64,
        /// How many were listed.
        listed: usize,
    },
}

impl Said for Unknown {
    fn korean(&self) -> String {
        match self {
            Self::Trouble(trouble) => {
                format!("플랫폼이 알려 주지 않았습니다: {}", trouble.korean())
            }
            Self::NoChange => "이 커밋으로 끝나는 열린 변경이 없습니다".to_owned(),
            Self::Moved => {
                "변경에 더 새로운 커밋이 있으며, 그것은 여기서 아무도 승인하지 않았습니다"
                    .to_owned()
            }
            Self::Cut { all, listed } => {
                format!("변경의 커밋은 {all}개인데, 플랫폼은 {listed}개의 작성자만 알려 줍니다")
            }
        }
    }
}
