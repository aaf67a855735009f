//! What stands on GitLab after one run and after the next.

use ethics_gate::model::report::{Edit, Report};
use ethics_gate::publish::gitlab::{self as platform, Target};
use ethics_gate::publish::{Origin, Posted};
use serde_json::Value;

use super::gitlab_stub::BOT;
use super::stub::{self, Fault, Stub};
use super::{QUICK, SHA, open, report, three, went_well};
use crate::cli::Desk;
use crate::render::samples;

fn target(stub: &Stub) -> Target {
    Target {
        api: format!("{}/api/v4", stub.address),
        project: "9".to_owned(),
        request: 3,
        sha: SHA.to_owned(),
    }
}

fn post(stub: &Stub, report: &Report) -> Posted {
    let token = Some(stub::TOKEN);
    let posted = platform::publish(report, Origin::Judged, &target(stub), token, &QUICK.into());
    assert!(!format!("{posted:?}").contains(stub::TOKEN));
    assert_eq!(stub.world().broken, [""; 0]);
    posted
}

fn bodies(stub: &Stub) -> Vec<String> {
    let world = stub.world();
    let notes = world
        .discussions
        .iter()
        .map(|one| &one["notes"][0])
        .chain(&world.notes);
    let body = |note: &Value| note["body"].as_str().expect("a body").to_owned();
    notes.map(body).collect()
}

#[test]
fn each_finding_stands_once_on_its_line_or_in_the_one_note() {
    let stub = open();
    went_well(&post(&stub, &three()));
    let before = bodies(&stub);
    assert_eq!(before.len(), 2);
    {
        let world = stub.world();
        assert_eq!(world.discussions[0]["notes"][0]["position"]["new_line"], 3);
        assert!(before[1].contains("data/card.md:9"));
    }
    went_well(&post(&stub, &three()));
    assert_eq!(bodies(&stub), before);
}

#[test]
fn what_is_mended_is_settled_and_what_comes_back_is_opened_again() {
    let stub = open();
    went_well(&post(&stub, &three()));
    let mended = report(vec![samples::finding(
        "data/license-known",
        "data/card.md",
        9,
    )]);
    for _ in 0..2 {
        went_well(&post(&stub, &mended));
        assert_eq!(stub.world().discussions[0]["notes"][0]["resolved"], true);
        assert_eq!(bodies(&stub)[0].matches("**Settled**").count(), 1);
    }
    went_well(&post(&stub, &three()));
    assert_eq!(stub.world().discussions[0]["notes"][0]["resolved"], false);
    assert!(!bodies(&stub)[0].contains("Settled"));
    assert_eq!(bodies(&stub).len(), 2);
}

#[test]
fn a_line_that_gitlab_does_not_take_becomes_a_plain_note() {
    let stub = open();
    let said = "400 Bad request - Note {:line_code=>[\"can't be blank\"]}";
    stub.fail([Fault::new(("POST", "discussions"), 400, said)]);
    went_well(&post(&stub, &three()));
    assert!(stub.world().discussions[0]["notes"][0]["position"].is_null());
    went_well(&post(&stub, &three()));
    assert_eq!(stub.world().discussions.len(), 1);
}

#[test]
fn a_note_of_which_it_is_not_known_whether_it_arrived_stands_once() {
    for path in ["discussions", "/notes"] {
        for fault in [
            Fault::new(("POST", path), 502, "Bad Gateway").done(),
            Fault::new(("POST", path), 502, "Bad Gateway"),
            Fault::new(("POST", path), 500, "").done().silent(),
            Fault::new(("POST", path), 429, "Retry later").header("retry-after", "1"),
        ] {
            let stub = open();
            stub.fail([fault]);
            went_well(&post(&stub, &three()));
            assert_eq!(bodies(&stub).len(), 2, "{path}");
        }
    }
}

#[test]
fn others_notes_are_left_alone_and_own_ones_found_on_later_pages() {
    let stub = open();
    went_well(&post(&stub, &three()));
    {
        let mut world = stub.world();
        world.page = 1;
        let mut forged = world.notes[0].clone();
        forged["author"]["id"] = (BOT + 1).into();
        forged["body"] = format!("{} hm", forged["body"].as_str().expect("a body")).into();
        world.notes.insert(0, forged);
        let mut forged = world.discussions[0].clone();
        forged["notes"][0]["author"]["id"] = (BOT + 1).into();
        world.discussions.insert(0, forged);
    }
    let before = bodies(&stub);
    went_well(&post(&stub, &three()));
    assert_eq!(bodies(&stub), before);
}

#[test]
fn no_line_of_a_report_is_a_command_of_gitlab() {
    let stub = open();
    let mut report = three();
    for finding in &mut report.findings {
        finding.message = "/merge\n/approve".to_owned();
        finding.fix = "/close".to_owned();
        finding.excerpt = samples::excerpt(3, "/assign me\n```\n/label x");
    }
    went_well(&post(&stub, &report));
    for body in bodies(&stub) {
        assert!(!body.lines().any(|line| line.starts_with('/')), "{body}");
    }
}

#[test]
fn a_suggestion_says_how_far_it_reaches_around_its_line() {
    let stub = open();
    let mut report = three();
    report.findings[0].edits = vec![Edit {
        path: "ethics.yml".to_owned(),
        start: samples::position(3, 7),
        end: samples::position(4, 9),
        replacement: "x\n  name: ".to_owned(),
        safe: true,
    }];
    went_well(&post(&stub, &report));
    let said = &bodies(&stub)[0];
    assert!(
        said.ends_with("```suggestion:-0+1\n  id: x\n  name: Score\n```\n"),
        "{said}"
    );
}

#[test]
fn an_older_pipeline_leaves_a_newer_change_alone() {
    let stub = open();
    stub.world().head = "f".repeat(40);
    let posted = post(&stub, &three());
    went_well(&posted);
    assert_eq!(posted.passed_over.len(), 2);
    assert!(bodies(&stub).is_empty());
}

#[test]
fn without_a_token_that_may_post_the_verdict_is_the_same_and_the_job_s_token_is_named() {
    let stub = open();
    let path = crate::cli::example("unfinished");
    let arguments = ["check", &path, "--today", "2026-12-01", "--base", "none"];
    let arguments = [&arguments[..], &["--publish", "gitlab"]].concat();
    let desk = || {
        Desk::new("scorer")
            .with("CI_API_V4_URL", format!("{}/api/v4", stub.address))
            .with("CI_MERGE_REQUEST_IID", "3")
            .with("CI_MERGE_REQUEST_PROJECT_ID", "9")
            .with("CI_PROJECT_ID", "77")
            .with("CI_COMMIT_SHA", SHA)
            .with("CI_JOB_TOKEN", "job-secret")
    };
    let run = desk().run(&arguments);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.stderr.matches("warning:").count(), 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("CI_JOB_TOKEN can't write notes"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("job-secret"));
    assert!(stub.world().seen.is_empty());

    let run = desk().with("GITLAB_TOKEN", stub::TOKEN).run(&arguments);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("posted to GitLab"), "{}", run.stderr);
    assert!(!run.stderr.contains(stub::TOKEN) && !run.stdout.contains(stub::TOKEN));
    assert_eq!(stub.world().notes.len(), 1);

    stub.fail([Fault::new(("GET", "/user"), 401, "401 Unauthorized")]);
    let run = desk().with("GITLAB_TOKEN", stub::TOKEN).run(&arguments);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("forbidden (401: 401 Unauthorized)"),
        "{}",
        run.stderr
    );

    let nowhere = Desk::new("scorer").run(&arguments);
    assert_eq!(nowhere.code, 1, "{}", nowhere.stderr);
    assert!(
        nowhere.stderr.contains("to which merge request"),
        "{}",
        nowhere.stderr
    );
}
