//! The binary: posting never decides, and a fork's change is judged from git's
//! objects by a job that never checks it out.

use super::stub::{self, Fault, Stub};
use super::{SHA, open};
use crate::cli::{Desk, Run};

const BLOCKED: &str = "version: 1\nsystem:\n  id: outlaw\n  purpose: A toy.\n";

fn desk(stub: &Stub, event: &'static str, payload: &str) -> Desk {
    let desk = Desk::new("scorer");
    desk.write("event.json", payload);
    let path = desk.path("event.json").display().to_string();
    let summary = desk.path("summary.md").display().to_string();
    desk.with("GITHUB_ACTIONS", "true")
        .with("GITHUB_API_URL", stub.address.clone())
        .with("GITHUB_REPOSITORY", "acme/model")
        .with("GITHUB_RUN_ID", "5")
        .with("GITHUB_EVENT_NAME", event)
        .with("GITHUB_EVENT_PATH", path)
        .with("GITHUB_STEP_SUMMARY", summary)
        .with("GITHUB_TOKEN", stub::TOKEN)
}

/// The job with a token that runs after the fork's own.
fn after(head: &str) -> String {
    format!(
        r#"{{"workflow_run": {{"event": "pull_request", "head_sha": "{head}", "head_branch": "fix",
            "head_repository": {{"owner": {{"login": "fork"}}}}, "pull_requests": []}}}}"#
    )
}

/// An example, judged by the built-in rules.
fn judge(desk: &Desk, name: &str, arguments: &[&str]) -> Run {
    let path = crate::cli::example(name);
    desk.run(&[&["check", &path, "--today", "2026-12-01"], arguments].concat())
}

fn secret_free(run: &Run) {
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains(stub::TOKEN), "{text}");
    }
}

#[test]
fn a_fork_s_change_is_judged_from_objects_and_posted_as_a_verdict() {
    let stub = open();
    let desk = desk(&stub, "workflow_run", &after(SHA));
    desk.git("repo", &["init", "-q"]);
    desk.commit("repo");
    // The fork's commit comes by a fetch; the checkout stays the base's.
    desk.git("repo", &["switch", "-q", "-c", "fork"]);
    desk.write("repo/ethics.yml", BLOCKED);
    let head = desk.commit("repo");
    desk.git("repo", &["switch", "-q", "main"]);
    desk.write("event.json", &after(&head));
    {
        let mut world = stub.world();
        world.head = head.clone();
        let patch = "@@ -1,4 +1,4 @@\n version: 1\n system:\n-  id: scorer\n+  id: outlaw\n   purpose: A toy.";
        world.files = vec![
            ("repo/ethics.yml".to_owned(), Some(patch.to_owned())),
            ("ethics.yml".to_owned(), Some(patch.to_owned())),
        ];
    }
    let judge = ["check", "repo", "--policy", "org", "--today", "2026-12-01"];
    let how = [
        "--head",
        &head,
        "--base",
        "main",
        "--publish",
        "github",
        "--report",
        "json",
    ];
    let run = desk.run(&[&judge[..], &how[..]].concat());
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("posted to GitHub"), "{}", run.stderr);
    secret_free(&run);
    let world = stub.world();
    assert_eq!(world.broken, [""; 0]);
    assert_eq!(world.checks[0]["head_sha"], head.as_str());
    assert_eq!(world.checks[0]["conclusion"], "failure");
    assert!(!world.comments.is_empty() && world.issue_comments.len() == 1);
}

#[test]
fn the_base_s_checkout_is_never_posted_as_the_verdict_on_a_change() {
    for event in ["workflow_run", "pull_request_target"] {
        let stub = open();
        let payload = format!(
            r#"{{"pull_request": {{"number": 7, "base": {{"sha": "{SHA}"}}, "head": {{"sha": "{SHA}"}}}}}}"#
        );
        let desk = desk(&stub, event, &payload);
        let run = judge(&desk, "minimal", &["--base", "none", "--publish", "github"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(
            run.stderr.contains("the working tree is not the change"),
            "{}",
            run.stderr
        );
        assert!(stub.world().seen.is_empty());
    }
}

#[test]
fn the_exit_code_is_the_same_whatever_comes_of_the_post() {
    for (example, code) in [("minimal", 0), ("unfinished", 1)] {
        for fault in [None, Some(403), Some(500)] {
            let stub = open();
            let payload = r#"{"after": "x"}"#;
            let desk = desk(&stub, "push", payload).with("GITHUB_SHA", SHA);
            if let Some(status) = fault {
                stub.fail(Fault::new(("POST", "check-runs"), status, "no").times(3));
            }
            let run = judge(&desk, example, &["--publish", "github"]);
            assert_eq!(run.code, code, "{fault:?} {}", run.stderr);
            secret_free(&run);
            let warnings = run.stderr.matches("warning:").count();
            assert_eq!(warnings, usize::from(fault.is_some()), "{}", run.stderr);
            // Nothing is lost: the runner reads commands where the API took nothing.
            let told = run.stderr.contains("::notice title=ethics-gate");
            assert_eq!(told, fault.is_some(), "{}", run.stderr);
            let page = desk.read("summary.md");
            assert_eq!(page.matches(" ethics-gate\n\n**").count(), 1, "{page}");
        }
    }
}

/// Nobody listens there, and what listens says nothing of use.
#[test]
fn the_exit_code_is_the_same_where_no_api_is_reached() {
    for (api, why) in [
        ("http://127.0.0.1:9", "not reached"),
        ("http://ghes.example", "a token is only sent by https"),
        ("nonsense", "can't be used"),
    ] {
        let stub = open();
        let desk = desk(&stub, "push", "{}")
            .with("GITHUB_SHA", SHA)
            .with("GITHUB_API_URL", api);
        let run = judge(&desk, "unfinished", &["--publish", "github"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.contains(why), "{}", run.stderr);
        assert!(
            run.stderr.contains("::notice title=ethics-gate"),
            "{}",
            run.stderr
        );
        secret_free(&run);
    }
}

#[test]
fn a_file_is_posted_as_a_file_and_failing_to_is_no_failure() {
    let stub = open();
    let payload = after(SHA);
    let desk = desk(&stub, "workflow_run", &payload);
    desk.write("repo/ethics.yml", BLOCKED);
    assert_eq!(
        desk.check(&["--base", "none", "--report", "json=report.json"])
            .code,
        1
    );
    let run = desk.run(&["publish", "report.json", "--to", "github"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    secret_free(&run);
    assert_eq!(stub.world().checks[0]["conclusion"], "neutral");
    assert_eq!(stub.world().checks[0]["head_sha"], SHA);

    let stub = open();
    let desk = desk.with("GITHUB_API_URL", stub.address.clone());
    stub.fail([
        Fault::new(("POST", "check-runs"), 403, "no"),
        Fault::new(("POST", "graphql"), 403, "no"),
    ]);
    let run = desk.run(&["publish", "report.json", "--to", "github"]);
    assert_eq!(run.code, 0);
    assert_eq!(
        run.stderr.matches("warning:").count(),
        1,
        "one notice: {}",
        run.stderr
    );
    assert!(run.stdout.starts_with("::error file="), "{}", run.stdout);
}

#[test]
fn what_is_no_report_and_no_place_to_post_to_is_refused() {
    let stub = open();
    let desk = desk(&stub, "push", "{}").with("GITHUB_SHA", SHA);
    desk.run(&["publish", "absent.json", "--to", "github"])
        .refuses(&["can't read the report absent.json"]);
    for text in [
        "",
        "[]",
        "{\"schema\": \"ethics-gate/report/1\"}",
        &"[".repeat(200_000),
    ] {
        desk.write("odd.json", text);
        desk.run(&["publish", "odd.json", "--to", "github"])
            .refuses(&["can't read the report odd.json"]);
    }
    // More than any report, and nobody waits for its end.
    let huge = std::fs::File::create(desk.path("huge.json")).expect("a file");
    huge.set_len((64 << 20) + 1).expect("a file with a hole");
    desk.run(&["publish", "huge.json", "--to", "github"])
        .refuses(&["huge.json: it is larger than 64 MiB"]);
    assert!(stub.world().seen.is_empty());
    desk.check(&["--report", "json=report.json"]);
    let text = desk.read("report.json").replace("report/1", "report/9");
    desk.write("other.json", &text);
    desk.run(&["publish", "other.json", "--to", "github"])
        .refuses(&["its schema is not"]);
    let desk = desk.with("GITHUB_REPOSITORY", "acme/../model");
    desk.run(&["publish", "report.json", "--to", "github"])
        .refuses(&["a form that GitHub does not know"]);
    desk.run(&["publish", "report.json", "--to", "gitea"])
        .refuses(&["gitea"]);
}
