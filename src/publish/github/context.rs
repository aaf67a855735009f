//! Who wrote a pull request and who approved it.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::super::told::{Told, Unknown};
use super::super::wire::{Scheme, Wire};
use super::super::{Network, Trouble};
use super::{Found, TOKEN, Target, find};
use crate::model::context::{Approval, Context, SCHEMA};
use crate::model::{Text, text};

/// Pages that are read; GitHub lists no more than 250 commits.
const PAGES: usize = 50;
/// GitHub's own account, which commits what people edit on its pages.
const OF_THE_PAGES: &str = "web-flow";

const TEAMS: &str = "query($org: String!, $login: String!) { organization(login: $org) { \
    teams(first: 100, userLogins: [$login]) { pageInfo { hasNextPage } nodes { slug } } } }";

/// Asks who wrote and who approved the pull request whose head is the target's commit.
///
/// # Errors
/// Something of it is not told.
pub fn context(target: &Target, token: Option<&str>, network: &Network) -> Result<Told, Unknown> {
    let token = token.ok_or(Trouble::NoToken { variable: TOKEN })?;
    let mut wire = Wire::new(&target.api, token, Scheme::Bearer, network)?;
    let number = match find(&mut wire, target)? {
        Found::Open(number) => number,
        Found::Moved => return Err(Unknown::Moved),
        Found::None => return Err(Unknown::NoChange),
    };
    let pull = wire.read(&target.at(&format!("/pulls/{number}")))?.body;
    let path = target.at(&format!("/pulls/{number}/commits?per_page=100"));
    let commits = wire.read_all(&path, None, PAGES)?;
    let path = target.at(&format!("/pulls/{number}/reviews?per_page=100"));
    let reviews = wire.read_all(&path, None, PAGES)?;
    let mut told = told(&target.sha, &pull, &commits, &reviews)?;
    let (owner, _) = target.repository.split_once('/').unwrap_or_default();
    for approval in &mut told.context.approvals {
        approval.teams = teams(&mut wire, owner, &approval.by);
    }
    Ok(told)
}

/// What the answers say. Reviews come in the order in which they were given.
fn told(head: &str, pull: &Value, commits: &[Value], reviews: &[Value]) -> Result<Told, Unknown> {
    let all = pull["commits"].as_u64().unwrap_or(u64::MAX);
    if all > commits.len() as u64 {
        return Err(Unknown::Cut {
            all,
            listed: commits.len(),
        });
    }
    let opened = pull["user"]["login"].as_str();
    let opened = opened.ok_or(Trouble::Garbled { status: 200 })?;
    let mut authors = vec![opened.to_owned()];
    let mut notes = Vec::new();
    for commit in commits {
        for role in ["author", "committer"] {
            let name = match commit[role]["login"].as_str() {
                Some(OF_THE_PAGES) => continue,
                Some(login) => login,
                None => {
                    let name = commit["commit"][role]["name"].as_str();
                    let name = name.filter(|name| !name.trim().trim_start_matches('@').is_empty());
                    let id: String = commit["sha"]
                        .as_str()
                        .unwrap_or("")
                        .chars()
                        .take(10)
                        .collect();
                    let korean = match role {
                        "author" => "작성자",
                        _ => "커밋한 사람",
                    };
                    notes.push(Text::new(
                        format!("the {role} of {id} has no account here, so an approval of their own can't be told"),
                        format!("{id}의 {korean}에게 계정이 없어 스스로 승인했는지 알 수 없습니다"),
                    ));
                    name.unwrap_or("unknown")
                }
            };
            if !authors
                .iter()
                .any(|author| author.eq_ignore_ascii_case(name))
            {
                authors.push(name.to_owned());
            }
        }
    }
    // Each account's last word; a mere comment takes nothing back.
    let mut last: IndexMap<&str, (&str, bool)> = IndexMap::new();
    for review in reviews {
        let by = review["user"]["login"].as_str();
        if let (Some(by), Some(state)) = (by, review["state"].as_str())
            && ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].contains(&state)
        {
            last.insert(by, (state, review["commit_id"] == head));
        }
    }
    let mut approvals = Vec::new();
    for (by, (state, of_head)) in last {
        match (state, of_head) {
            ("APPROVED", true) => approvals.push(Approval {
                by: by.to_owned(),
                teams: None,
            }),
            ("APPROVED", false) => {
                notes.push(text!(
                    "{by} approved an earlier commit, which does not count",
                    "{by}: 이전 커밋을 승인했으므로 세지 않습니다"
                ));
            }
            _ => {}
        }
    }
    Ok(Told {
        context: Context {
            schema: SCHEMA.to_owned(),
            head: Some(head.to_owned()),
            authors,
            approvals,
        },
        notes,
    })
}

/// The teams of an account, where the token may see all of them. A job's own
/// token may not, and a person's repository has none.
fn teams(wire: &mut Wire, org: &str, login: &str) -> Option<Vec<String>> {
    let answer = wire.ask(TEAMS, &json!({"org": org, "login": login})).ok()?;
    let teams = &answer["organization"]["teams"];
    if teams["pageInfo"]["hasNextPage"] != false {
        return None;
    }
    let slug = |team: &Value| Some(format!("@{org}/{}", team["slug"].as_str()?));
    teams["nodes"].as_array()?.iter().map(slug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "1234567890abcdef1234567890abcdef12345678";

    fn commit(author: &str, committer: Option<&str>) -> Value {
        json!({"sha": HEAD, "author": {"login": author},
            "committer": committer.map(|login| json!({"login": login})),
            "commit": {"committer": {"name": "Jo Doe"}}})
    }

    fn review(by: &str, state: &str, commit: &str) -> Value {
        json!({"user": {"login": by}, "state": state, "commit_id": commit})
    }

    fn of(commits: &[Value], reviews: &[Value]) -> Told {
        let pull = json!({"user": {"login": "dev1"}, "commits": commits.len()});
        told(HEAD, &pull, commits, reviews).expect("it is told")
    }

    #[test]
    fn everybody_who_wrote_is_an_author() {
        let commits = [
            commit("Dev1", Some("web-flow")),
            commit("dev2", Some("dev3")),
            commit("dev2", None),
        ];
        let told = of(&commits, &[]);
        assert_eq!(told.context.authors, ["dev1", "dev2", "dev3", "Jo Doe"]);
        assert_eq!(told.notes.len(), 1);
        assert_eq!(told.context.defect(), None);
    }

    #[test]
    fn an_approval_stands_until_it_is_taken_back_or_the_change_moves_on() {
        let reviews = [
            review("a", "APPROVED", HEAD),
            review("a", "COMMENTED", HEAD),
            review("b", "APPROVED", HEAD),
            review("b", "CHANGES_REQUESTED", HEAD),
            review("c", "APPROVED", "older"),
            review("d", "DISMISSED", HEAD),
            review("e", "CHANGES_REQUESTED", "older"),
            review("e", "APPROVED", HEAD),
        ];
        let told = of(&[commit("dev1", Some("dev1"))], &reviews);
        let by: Vec<&str> = told
            .context
            .approvals
            .iter()
            .map(|one| one.by.as_str())
            .collect();
        assert_eq!(by, ["a", "e"]);
        assert!(told.notes[0].en.starts_with("c approved an earlier commit"));
    }

    #[test]
    fn commits_that_are_not_listed_make_it_unknown() {
        let pull = json!({"user": {"login": "dev1"}, "commits": 251});
        let commits = vec![commit("dev1", Some("dev1")); 250];
        assert!(matches!(
            told(HEAD, &pull, &commits, &[]),
            Err(Unknown::Cut { .. })
        ));
    }
}
