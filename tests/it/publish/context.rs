//! Who wrote and who approved a change, as a platform tells it.

use ethics_gate::model::context::Context;
use serde_json::json;

use super::stub::{self, Fault, Stub};
use super::{SHA, open};
use crate::cli::{Desk, Run};

fn on_github(stub: &Stub) -> Desk {
    let desk = Desk::new("scorer");
    let payload = format!(r#"{{"pull_request": {{"number": 7, "head": {{"sha": "{SHA}"}}}}}}"#);
    desk.write("event.json", &payload);
    let path = desk.path("event.json").display().to_string();
    desk.with("GITHUB_API_URL", stub.address.clone())
        .with("GITHUB_REPOSITORY", "acme/model")
        .with("GITHUB_EVENT_NAME", "pull_request_review")
        .with("GITHUB_EVENT_PATH", path)
        .with("GITHUB_TOKEN", stub::TOKEN)
}

fn on_gitlab(stub: &Stub) -> Desk {
    Desk::new("scorer")
        .with("CI_API_V4_URL", format!("{}/api/v4", stub.address))
        .with("CI_MERGE_REQUEST_IID", "3")
        .with("CI_PROJECT_ID", "9")
        .with("CI_COMMIT_SHA", SHA)
        .with("GITLAB_TOKEN", stub::TOKEN)
}

fn told(run: &Run) -> Context {
    assert_eq!(run.code, 0, "{}", run.stderr);
    let context: Context = serde_json::from_str(&run.stdout).expect("a context");
    assert_eq!(context.defect(), None);
    context
}

#[test]
fn github_tells_authors_and_the_approvals_that_stand() {
    let stub = open();
    {
        let mut world = stub.world();
        let commit =
            |by: &str| json!({"sha": SHA, "author": {"login": by}, "committer": {"login": by}});
        world.commits = vec![commit("dev1"), commit("dev2")];
        let review = |by: &str, state: &str| json!({"user": {"login": by}, "state": state, "commit_id": SHA});
        world.approvals = vec![
            review("officer", "APPROVED"),
            review("lee", "CHANGES_REQUESTED"),
        ];
        world.page = 1;
    }
    let context = told(&on_github(&stub).run(&["context", "--from", "github"]));
    assert_eq!(context.head.as_deref(), Some(SHA));
    assert_eq!(context.authors, ["dev1", "dev2"]);
    assert_eq!(context.approvals.len(), 1);
    assert_eq!(context.is_approved_by("@officer"), Some(true));
    assert_eq!(
        context.is_approved_by("@acme/board"),
        None,
        "teams are not told"
    );
    stub.world().teams = Some(vec!["board"]);
    let context = told(&on_github(&stub).run(&["context", "--from", "github"]));
    assert_eq!(context.is_approved_by("@acme/board"), Some(true));
}

#[test]
fn gitlab_tells_authors_and_the_approvals_that_stand() {
    let stub = open();
    {
        let mut world = stub.world();
        world.commits = vec![
            json!({"author_name": "Jo", "author_email": "jo@team.example",
            "committer_name": "Jo", "committer_email": "jo@team.example"}),
        ];
        let at = "2026-12-01T10:00:01.000Z";
        let approval = |username: &str, name: &str| json!({"user": {"username": username, "name": name}, "approved_at": at});
        world.approvals = vec![approval("jo1", "Jo"), approval("officer", "Lee")];
    }
    let context = told(&on_gitlab(&stub).run(&["context", "--from", "gitlab"]));
    assert_eq!(context.is_approved_by("officer"), Some(true));
    assert_eq!(context.is_approved_by("jo1"), Some(false));
}

#[test]
fn half_a_context_is_none() {
    let stub = open();
    stub.fail([Fault::new(("GET", "pulls/7/reviews"), 403, "no")]);
    let run = on_github(&stub).run(&["context", "--from", "github"]);
    run.refuses(&["the platform did not tell: forbidden", "context --help"]);
    assert!(!run.stderr.contains(stub::TOKEN));

    stub.world().head = "f".repeat(40);
    on_github(&stub)
        .run(&["context", "--from", "github"])
        .refuses(&["a newer commit"]);
    on_gitlab(&stub)
        .run(&["context", "--from", "gitlab"])
        .refuses(&["a newer commit"]);
    Desk::new("scorer")
        .run(&["context", "--from", "github"])
        .refuses(&["GITHUB_REPOSITORY"]);
}
