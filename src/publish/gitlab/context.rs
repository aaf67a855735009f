//! Who wrote a merge request and who approved it.
//!
//! GitLab's commits carry names and addresses and no accounts. An account is
//! known by GitLab's own hidden address, or where somebody who approved has the
//! name of somebody who wrote; any other name stands in the list as it is.

use jiff::Timestamp;
use serde_json::Value;

use super::super::told::{Told, Unknown};
use super::super::wire::{Scheme, Wire};
use super::super::{Network, Trouble};
use super::{TOKEN, Target};
use crate::model::context::{Approval, Context, SCHEMA};
use crate::model::text;

/// Pages that are read.
const PAGES: usize = 50;
/// What the address ends in that GitLab gives who hides their own: `ID-NAME@`.
const HIDDEN: &str = "@users.noreply.";

/// Asks who wrote and who approved the merge request whose head is the target's commit.
///
/// # Errors
/// Something of it is not told.
pub fn context(target: &Target, token: Option<&str>, network: &Network) -> Result<Told, Unknown> {
    let token = token.ok_or(Trouble::NoToken { variable: TOKEN })?;
    let mut wire = Wire::new(&target.api, token, Scheme::Private, network)?;
    let request = wire.read(&target.at(""))?.body;
    if request["sha"] != target.sha.as_str() {
        return Err(Unknown::Moved);
    }
    let commits = wire.read_all(&target.at("/commits?per_page=100"), None, PAGES)?;
    let versions = wire.read(&target.at("/versions?per_page=1"))?.body;
    let approvals = wire.read(&target.at("/approvals"))?.body;
    told(&target.sha, &request, &commits, &versions[0], &approvals)
}

fn told(
    head: &str,
    request: &Value,
    commits: &[Value],
    version: &Value,
    approvals: &Value,
) -> Result<Told, Unknown> {
    let garbled = Trouble::Garbled { status: 200 };
    let opened = request["author"]["username"]
        .as_str()
        .ok_or(garbled.clone())?;
    let approved = approvals["approved_by"].as_array().ok_or(garbled)?;
    let mut authors = vec![opened.to_owned()];
    let mut notes = Vec::new();
    let mut add = |name: &str| {
        if !authors
            .iter()
            .any(|author| author.eq_ignore_ascii_case(name))
        {
            authors.push(name.to_owned());
        }
    };
    for commit in commits {
        for role in ["author", "committer"] {
            let name = commit[format!("{role}_name")].as_str().unwrap_or("").trim();
            let address = commit[format!("{role}_email")].as_str().unwrap_or("");
            if let Some(account) = hidden(address) {
                add(account);
                continue;
            }
            let namesakes: Vec<&str> = approved
                .iter()
                .map(|approval| &approval["user"])
                .filter(|user| is_same(user["name"].as_str(), name))
                .filter_map(|user| user["username"].as_str())
                .collect();
            for account in namesakes {
                add(account);
            }
            match name.trim_start_matches('@') {
                "" => add("unknown"),
                name => add(name),
            }
        }
    }
    let since = version["created_at"].as_str().and_then(moment);
    let mut standing = Vec::new();
    for approval in approved {
        let Some(by) = approval["user"]["username"].as_str() else {
            continue;
        };
        let at = approval["approved_at"].as_str().and_then(moment);
        match (at, since) {
            (Some(at), Some(since)) if at >= since => standing.push(Approval {
                by: by.to_owned(),
                teams: None,
            }),
            (Some(_), Some(_)) => {
                notes.push(text!(
                    "{by} approved an earlier version, which does not count",
                    "{by}: 이전 버전을 승인했으므로 세지 않습니다"
                ));
            }
            _ => notes.push(text!(
                "this GitLab does not tell when {by} approved, so it does not count",
                "{by}: 이 GitLab은 승인 시각을 알려 주지 않으므로 세지 않습니다"
            )),
        }
    }
    Ok(Told {
        context: Context {
            schema: SCHEMA.to_owned(),
            head: Some(head.to_owned()),
            authors,
            approvals: standing,
        },
        notes,
    })
}

/// The account in a hidden address: `123-jo@users.noreply.gitlab.example`.
fn hidden(address: &str) -> Option<&str> {
    let (local, _) = address.split_once(HIDDEN)?;
    let (id, account) = local.split_once('-')?;
    let plain = !account.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    plain.then_some(account)
}

fn is_same(one: Option<&str>, other: &str) -> bool {
    one.is_some_and(|one| one.trim().to_lowercase() == other.to_lowercase())
}

fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HEAD: &str = "1234567890abcdef1234567890abcdef12345678";

    fn approval(username: &str, name: &str, at: Option<&str>) -> Value {
        json!({"user": {"username": username, "name": name}, "approved_at": at})
    }

    fn of(approvals: &[Value]) -> Told {
        let commit = |name: &str, address: &str| {
            json!({"author_name": name, "author_email": address,
                "committer_name": name, "committer_email": address})
        };
        let commits = [
            commit("Dev One", "5-dev1@users.noreply.gitlab.example"),
            commit("Jo Doe", "jo@team.example"),
        ];
        let request = json!({"author": {"username": "dev1"}});
        let version = json!({"created_at": "2026-12-01T10:00:00.000Z"});
        let approvals = json!({"approved_by": approvals});
        told(HEAD, &request, &commits, &version, &approvals).expect("it is told")
    }

    #[test]
    fn a_namesake_among_the_authors_can_t_approve() {
        let later = Some("2026-12-01T12:00:00.000+01:00");
        let told = of(&[
            approval("jdoe", "jo doe", later),
            approval("lee", "Lee", later),
        ]);
        assert_eq!(told.context.authors, ["dev1", "jdoe", "Jo Doe"]);
        assert_eq!(told.context.defect(), None);
        assert_eq!(told.context.is_approved_by("jdoe"), Some(false));
        assert_eq!(told.context.is_approved_by("lee"), Some(true));
    }

    #[test]
    fn an_approval_of_an_earlier_version_or_of_no_date_does_not_count() {
        let earlier = Some("2026-12-01T10:30:00.000+01:00");
        let told = of(&[
            approval("lee", "Lee", earlier),
            approval("kim", "Kim", None),
        ]);
        assert!(told.context.approvals.is_empty());
        assert_eq!(told.notes.len(), 2);
    }
}
