//! What stands on GitHub after one run and after the next.

use std::collections::BTreeSet;

use ethics_gate::model::report::{Edit, NotChecked, Report};
use ethics_gate::publish::github::{self as platform, Pull};
use ethics_gate::publish::{Origin, Surface};
use serde_json::{Value, json};

use super::stub::{self, Fault, Stub};
use super::{QUICK, SHA, open, post, post_as, report, target, three, went_well};
use crate::render::samples;

fn many(count: u32, path: &str) -> Report {
    let finding = |line| samples::finding("fairness/gap-within-limit", path, line);
    report((1..=count).map(finding).collect())
}

fn lines(stub: &Stub) -> Vec<(Option<u64>, u64)> {
    let world = stub.world();
    let line = |comment: &Value| {
        let first = comment["start_line"].as_u64();
        (first, comment["line"].as_u64().expect("a line"))
    };
    world.comments.iter().map(line).collect()
}

fn annotations(stub: &Stub) -> Vec<Value> {
    let world = stub.world();
    let run = world.checks.last().expect("a check run");
    let annotations = run["output"]["annotations"].as_array().expect("a list");
    annotations.clone()
}

#[test]
fn each_finding_stands_once_and_a_second_run_changes_nothing() {
    let stub = open();
    let posted = post(&stub, &three());
    went_well(&posted);
    assert!(posted.is_whole());
    assert_eq!(
        lines(&stub),
        [(None, 3)],
        "only the added line takes a comment"
    );
    let before = {
        let world = stub.world();
        assert_eq!(world.checks[0]["conclusion"], "failure");
        assert_eq!(world.checks[0]["name"], "ethics-gate verdict");
        assert_eq!(world.checks[0]["head_sha"], SHA);
        assert_eq!(world.reviews[0]["event"], "COMMENT");
        assert_eq!(world.issue_comments.len(), 1);
        let page = world.issue_comments[0]["body"].as_str().expect("a page");
        assert!(page.contains("data/card.md:9") && page.contains("ethics.yml:1"));
        let seen = world.seen.last().expect("a request");
        assert_eq!(
            seen.headers["user-agent"],
            concat!("ethics-gate/", env!("CARGO_PKG_VERSION"))
        );
        assert_eq!(seen.headers["accept"], "application/vnd.github+json");
        (
            world.checks.clone(),
            world.comments.clone(),
            world.issue_comments.clone(),
        )
    };
    went_well(&post(&stub, &three()));
    let world = stub.world();
    let after = (
        world.checks.clone(),
        world.comments.clone(),
        world.issue_comments.clone(),
    );
    assert_eq!(before, after);
    assert_eq!(world.reviews.len(), 1);
}

#[test]
fn annotations_come_in_fifties_and_the_last_request_completes() {
    let stub = open();
    went_well(&post(&stub, &many(120, "a.yml")));
    assert_eq!(annotations(&stub).len(), 120);
    let world = stub.world();
    let writes: Vec<(usize, &str)> = world
        .seen
        .iter()
        .filter(|seen| seen.method != "GET" && seen.path.contains("check-runs"))
        .map(|seen| {
            let batch = seen.body["output"]["annotations"]
                .as_array()
                .map_or(0, Vec::len);
            (batch, seen.body["status"].as_str().expect("a status"))
        })
        .collect();
    assert_eq!(
        writes,
        [(50, "in_progress"), (50, "in_progress"), (20, "completed")]
    );
    assert_eq!(world.comments.len(), 0);
}

#[test]
fn a_page_of_annotations_has_an_end_and_says_how_many_it_lacks() {
    let stub = open();
    went_well(&post(&stub, &many(310, "a.yml")));
    assert_eq!(annotations(&stub).len(), 300);
    let world = stub.world();
    let summary = world.checks[0]["output"]["summary"]
        .as_str()
        .expect("a summary");
    assert!(summary.contains("10 more findings have no annotation"));
}

#[test]
fn a_batch_of_which_it_is_not_known_whether_it_arrived_arrives_once() {
    for fault in [
        Fault::new(("PATCH", "check-runs"), 502, "Bad Gateway").done(),
        Fault::new(("PATCH", "check-runs"), 502, "Bad Gateway"),
        Fault::new(("PATCH", "check-runs"), 500, "").done().silent(),
        Fault::new(("POST", "check-runs"), 502, "Bad Gateway").done(),
        Fault::new(("POST", "check-runs"), 409, "Conflict"),
    ] {
        let stub = open();
        stub.fail([fault]);
        went_well(&post(&stub, &many(120, "a.yml")));
        let told: BTreeSet<String> = annotations(&stub).iter().map(Value::to_string).collect();
        assert_eq!((told.len(), annotations(&stub).len()), (120, 120));
        let world = stub.world();
        assert_eq!(world.checks.len(), 1);
        assert_eq!(world.checks[0]["status"], "completed");
    }
}

#[test]
fn other_findings_on_the_same_commit_begin_a_new_check_run() {
    let stub = open();
    // A run that broke off after its first batch.
    let faults = Fault::new(("PATCH", "check-runs"), 502, "Bad Gateway").times(3);
    stub.fail(faults);
    assert!(!post(&stub, &many(70, "a.yml")).failed.is_empty());
    assert_eq!(
        stub.world().checks[0]["status"],
        "in_progress",
        "never green by accident"
    );
    went_well(&post(&stub, &many(60, "a.yml")));
    let world = stub.world();
    let conclusions: Vec<&Value> = world.checks.iter().map(|run| &run["conclusion"]).collect();
    assert_eq!(conclusions, ["cancelled", "failure"]);
    assert_eq!(world.checks[1]["output"]["annotations_count"], 60);
}

#[test]
fn what_is_mended_is_settled_and_what_comes_back_is_opened_again() {
    let stub = open();
    went_well(&post(&stub, &three()));
    let id = stub.world().comments[0]["id"].as_u64().expect("an id");

    let mended = report(vec![samples::finding(
        "data/license-known",
        "data/card.md",
        9,
    )]);
    // While its rule was not judged, nobody knows that it is mended.
    let mut unknown = mended.clone();
    unknown.not_checked.push(NotChecked {
        path: None,
        rule: Some("fairness/gap-within-limit#within".to_owned()),
        reason: "no base".to_owned(),
    });
    went_well(&post(&stub, &unknown));
    assert!(!stub.world().resolved[&id]);

    for _ in 0..2 {
        went_well(&post(&stub, &mended));
        let world = stub.world();
        assert!(world.resolved[&id]);
        let body = world.comments[0]["body"].as_str().expect("a body");
        assert_eq!(body.matches("**Settled**").count(), 1, "{body}");
        assert!(body.contains("1234567890"));
    }
    went_well(&post(&stub, &three()));
    let world = stub.world();
    assert!(!world.resolved[&id]);
    assert_eq!(world.comments.len(), 1);
    assert!(!world.comments[0]["body"].to_string().contains("Settled"));
}

#[test]
fn a_comment_follows_the_words_of_its_finding() {
    let stub = open();
    went_well(&post(&stub, &three()));
    let mut other = three();
    other.findings[0].message = "the gap is wider still".to_owned();
    // The line is outdated by now; the comment is the same one all the same.
    stub.world().comments[0]["line"] = Value::Null;
    went_well(&post(&stub, &other));
    let world = stub.world();
    assert_eq!((world.comments.len(), world.reviews.len()), (1, 1));
    assert!(
        world.comments[0]["body"]
            .to_string()
            .contains("wider still")
    );
}

#[test]
fn what_others_wrote_is_left_alone_whatever_marker_it_bears() {
    let stub = open();
    went_well(&post(&stub, &three()));
    {
        let mut world = stub.world();
        for comment in world.comments.iter_mut() {
            comment["user"]["login"] = "mallory".into();
        }
        world.issue_comments[0]["user"]["login"] = "mallory".into();
    }
    went_well(&post(&stub, &three()));
    let world = stub.world();
    assert_eq!((world.comments.len(), world.issue_comments.len()), (2, 2));
    let by = |one: &Value| one["user"]["login"] == stub::ME;
    assert!(by(&world.comments[1]) && by(&world.issue_comments[1]));
}

#[test]
fn at_most_thirty_comments_stand_open_and_the_rest_is_rolled_up() {
    let stub = open();
    let added: String = (1..=60).map(|line| format!("+line {line}\n")).collect();
    stub.world().files = vec![(
        "a.yml".to_owned(),
        Some(format!("@@ -0,0 +1,60 @@\n{added}")),
    )];
    for _ in 0..2 {
        let posted = post(&stub, &many(40, "a.yml"));
        went_well(&posted);
        assert!(
            posted
                .done
                .iter()
                .any(|(_, done)| done.en.contains("10 without room"))
        );
        assert_eq!(stub.world().comments.len(), 30);
    }
}

#[test]
fn own_comments_are_found_on_later_pages() {
    let stub = open();
    went_well(&post(&stub, &three()));
    {
        let mut world = stub.world();
        world.page = 2;
        for n in 0..5 {
            let other = json!({"id": n, "user": {"login": "jo"}, "body": "hm"});
            world.comments.insert(0, other.clone());
            world.issue_comments.insert(0, other);
            world
                .checks
                .insert(0, json!({"id": n, "external_id": "", "output": {}}));
            world.files.insert(0, (format!("x{n}"), None));
        }
    }
    went_well(&post(&stub, &three()));
    let world = stub.world();
    assert_eq!((world.comments.len(), world.issue_comments.len()), (6, 6));
    assert_eq!((world.checks.len(), world.reviews.len()), (6, 1));
}

#[test]
fn a_suggestion_replaces_the_lines_it_hangs_on_and_repeats_nothing_masked() {
    let edit = |path: &str| Edit {
        path: path.to_owned(),
        start: samples::position(3, 7),
        end: samples::position(4, 9),
        replacement: "```x\n  name: ".to_owned(),
        safe: true,
    };
    let body = |report: &Report, origin| {
        let stub = open();
        went_well(&post_as(&stub, report, origin));
        let world = stub.world();
        let comment = &world.comments[0];
        let lines = (comment["start_line"].as_u64(), comment["line"].as_u64());
        (comment["body"].as_str().expect("a body").to_owned(), lines)
    };
    let mut report = three();
    report.findings[0].edits = vec![edit("ethics.yml")];
    report.findings[0].excerpt = samples::excerpt(3, "  id: loan-score\n  name: Score");
    let (said, lines) = body(&report, Origin::Judged);
    assert!(
        said.ends_with("````suggestion\n  id: ```x\n  name: Score\n````\n"),
        "{said}"
    );
    assert_eq!(lines, (Some(3), Some(4)));

    let (said, lines) = body(&report, Origin::File);
    assert!(!said.contains("suggestion"), "nobody vouches for a file");
    assert_eq!(lines, (None, Some(3)));

    report.findings[0].excerpt = samples::excerpt(3, "  id: ▒▒▒▒▒▒▒▒▒▒");
    assert!(!body(&report, Origin::Judged).0.contains("suggestion"));
    report.findings[0].excerpt = None;
    report.findings[0].edits[0].safe = false;
    assert!(!body(&report, Origin::Judged).0.contains("suggestion"));
    report.findings[0].edits = vec![edit("other.yml")];
    assert!(!body(&report, Origin::Judged).0.contains("suggestion"));
}

#[test]
fn a_clean_change_gets_a_green_check_and_no_comment() {
    let stub = open();
    let posted = post(&stub, &report(Vec::new()));
    went_well(&posted);
    let world = stub.world();
    assert_eq!(world.checks[0]["conclusion"], "success");
    assert!(world.comments.is_empty() && world.issue_comments.is_empty());
    assert!(
        posted
            .passed_over
            .iter()
            .any(|(surface, _)| *surface == Surface::Summary)
    );
}

#[test]
fn a_commit_without_a_pull_request_has_a_check_run_alone() {
    let stub = open();
    let mut target = target(&stub);
    target.pull = Pull::None;
    let token = Some(stub::TOKEN);
    went_well(&platform::publish(
        &three(),
        Origin::Judged,
        &target,
        token,
        &QUICK.into(),
    ));
    let world = stub.world();
    assert_eq!(world.checks.len(), 1);
    assert!(world.comments.is_empty() && world.issue_comments.is_empty());
}

#[test]
fn a_pull_request_is_found_by_its_branch_and_left_alone_once_it_moved_on() {
    for (branch, head, comments) in [
        ("fix", SHA, 1),
        ("fix", "ffffffffffffffffffffffffffffffffffffffff", 0),
        ("gone", SHA, 0),
    ] {
        let stub = open();
        stub.world().head = head.to_owned();
        let mut target = target(&stub);
        target.pull = Pull::Of {
            owner: "fork".to_owned(),
            branch: branch.to_owned(),
        };
        let token = Some(stub::TOKEN);
        went_well(&platform::publish(
            &three(),
            Origin::Judged,
            &target,
            token,
            &QUICK.into(),
        ));
        let world = stub.world();
        assert_eq!(world.comments.len(), comments, "{branch} {head}");
        assert_eq!(world.issue_comments.len(), comments, "{branch} {head}");
        assert_eq!(world.checks.len(), 1);
    }
}

#[test]
fn an_enterprise_server_keeps_its_path_and_has_graphql_beside_it() {
    let stub = open();
    let mut target = target(&stub);
    target.api = format!("{}/api/v3/", stub.address);
    let token = Some(stub::TOKEN);
    went_well(&platform::publish(
        &three(),
        Origin::Judged,
        &target,
        token,
        &QUICK.into(),
    ));
    let world = stub.world();
    for seen in &world.seen {
        let rest = seen.path.starts_with("/api/v3/repos/acme/model/");
        assert!(rest || seen.path == "/api/graphql", "{}", seen.path);
    }
}
