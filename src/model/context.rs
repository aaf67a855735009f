//! Who wrote a change and who approved it, as a platform tells it: the file
//! `ethics-gate/context/1` of `check --context`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{Text, text};

/// The value of `schema`.
pub const SCHEMA: &str = "ethics-gate/context/1";

/// Who wrote a change and who approved it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Always `ethics-gate/context/1`.
    pub schema: String,
    /// The commit of the change that this was told of, as 40 or 64 hexadecimal digits; another one is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Accounts that wrote the change, at least one: who opened it, then whoever wrote a commit of it.
    pub authors: Vec<String>,
    /// Approvals that stand: of the newest state of the change, neither dismissed nor followed by a request for changes.
    #[serde(default)]
    pub approvals: Vec<Approval>,
}

/// One account's approval.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The account.
    pub by: String,
    /// The teams it belongs to, as `@organization/team`; absent where the platform didn't tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teams: Option<Vec<String>>,
}

impl Context {
    /// What makes the file unusable, in the words of its keys.
    #[must_use]
    pub fn defect(&self) -> Option<Text> {
        let blank = |party: &str| bare(party).is_empty();
        if self.schema != SCHEMA {
            return Some(text!(
                "`schema` has to be `{SCHEMA}`",
                "`schema`는 `{SCHEMA}`여야 합니다"
            ));
        }
        if self.authors.is_empty() || self.authors.iter().any(|author| blank(author)) {
            return Some(text!(
                "`authors` has to name who wrote the change",
                "`authors`에 변경을 쓴 사람이 있어야 합니다"
            ));
        }
        if self.approvals.iter().any(|approval| blank(&approval.by)) {
            return Some(text!(
                "each of `approvals` has to say `by` whom it is",
                "`approvals`의 항목마다 `by`에 누구인지 있어야 합니다"
            ));
        }
        let is_commit = |head: &String| {
            matches!(head.len(), 40 | 64) && head.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        match &self.head {
            Some(head) if !is_commit(head) => Some(text!(
                "`head` has to be a commit's id in full",
                "`head`는 커밋의 전체 id여야 합니다"
            )),
            _ => None,
        }
    }

    /// Whether this account wrote a part of the change.
    #[must_use]
    pub fn is_author(&self, party: &str) -> bool {
        self.authors.iter().any(|author| is_same(author, party))
    }

    /// Whether this account, or a member of this team, approved the change
    /// and wrote no part of it. `None` where it is a team and the teams of
    /// somebody who approved are not known.
    #[must_use]
    pub fn is_approved_by(&self, party: &str) -> Option<bool> {
        let mut unknown = false;
        for approval in &self.approvals {
            if self.is_author(&approval.by) {
                continue;
            }
            let teams = approval.teams.as_deref();
            let is_team = |team: &String| is_same(team, party);
            if is_same(&approval.by, party) || teams.is_some_and(|teams| teams.iter().any(is_team))
            {
                return Some(true);
            }
            unknown |= teams.is_none() && party.contains('/');
        }
        (!unknown).then_some(false)
    }
}

/// Whether two names mean one party: platforms ignore case, and people write
/// names with an `@` or without.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    bare(one).to_lowercase() == bare(other).to_lowercase()
}

fn bare(party: &str) -> &str {
    party.trim().trim_start_matches('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Context {
        let approval = |by: &str, teams: Option<&[&str]>| Approval {
            by: by.to_owned(),
            teams: teams.map(|teams| teams.iter().map(|team| (*team).to_owned()).collect()),
        };
        Context {
            schema: SCHEMA.to_owned(),
            head: None,
            authors: vec!["Dev1".to_owned()],
            approvals: vec![
                approval("@dev1", Some(&["@bank/risk-board"])),
                approval("officer", Some(&["@bank/audit"])),
            ],
        }
    }

    #[test]
    fn an_approval_of_one_s_own_change_is_none() {
        let context = context();
        assert!(context.is_author("@DEV1"));
        assert_eq!(context.is_approved_by("@bank/audit"), Some(true));
        assert_eq!(context.is_approved_by("@officer"), Some(true));
        assert_eq!(context.is_approved_by("@bank/risk-board"), Some(false));
        assert_eq!(context.is_approved_by("dev1"), Some(false));
    }

    #[test]
    fn teams_that_are_not_known_leave_it_open() {
        let mut context = context();
        context.approvals[1].teams = None;
        assert_eq!(context.is_approved_by("@bank/audit"), None);
        assert_eq!(context.is_approved_by("@somebody"), Some(false));
    }

    #[test]
    fn a_file_that_can_t_be_used_says_why() {
        assert_eq!(context().defect(), None);
        let wrong = [
            Context {
                schema: "ethics-gate/context/2".into(),
                ..context()
            },
            Context {
                authors: Vec::new(),
                ..context()
            },
            Context {
                authors: vec!["@".into()],
                ..context()
            },
            Context {
                approvals: vec![Approval::default()],
                ..context()
            },
            Context {
                head: Some("main".into()),
                ..context()
            },
        ];
        for context in wrong {
            assert!(context.defect().is_some(), "{context:?}");
        }
    }
}
