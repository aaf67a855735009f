//! What goes wrong on the way: nothing is posted twice, nothing is lost, and
//! the words are clear.

use std::time::Instant;

use ethics_gate::publish::github as platform;
use ethics_gate::publish::{Origin, Posted, Surface, Trouble};

use super::stub::{self, Fault};
use super::{QUICK, open, post, target, three, went_well};

fn words(posted: &Posted) -> String {
    let failed = posted.failed.iter();
    let words: Vec<String> = failed
        .map(|(surface, trouble)| format!("{}: {trouble}", surface.name().en))
        .collect();
    words.join("\n")
}

#[test]
fn a_post_of_which_it_is_not_known_whether_it_arrived_stands_once() {
    for path in ["reviews", "issues/7/comments"] {
        for fault in [
            Fault::new(("POST", path), 502, "Bad Gateway").done(),
            Fault::new(("POST", path), 502, "Bad Gateway"),
            Fault::new(("POST", path), 500, "").done().silent(),
            Fault::new(("POST", path), 404, "Not Found"),
            Fault::new(("POST", path), 409, "Conflict"),
        ] {
            let stub = open();
            stub.fail([fault]);
            let posted = post(&stub, &three());
            went_well(&posted);
            let world = stub.world();
            assert_eq!(world.comments.len(), 1, "{path}");
            assert_eq!(world.issue_comments.len(), 1, "{path}");
        }
    }
}

#[test]
fn a_refused_review_is_looked_at_once_more_and_then_left_to_the_summary() {
    let refused = || {
        let said = "Pull request review thread line must be part of the diff";
        Fault::new(("POST", "reviews"), 422, said)
    };
    let stub = open();
    stub.fail([refused()]);
    went_well(&post(&stub, &three()));
    assert_eq!(stub.world().comments.len(), 1);

    let stub = open();
    stub.fail(refused().times(9));
    let posted = post(&stub, &three());
    assert_eq!(stub.writes("reviews"), 2);
    assert!(posted.is_whole());
    assert!(words(&posted).starts_with("comments on lines: refused (422: Pull request"));
    let world = stub.world();
    let page = world.issue_comments[0]["body"].as_str().expect("a page");
    assert!(page.contains("ethics.yml:3"), "no finding is lost");
}

#[test]
fn a_token_that_may_not_write_is_said_and_not_tried_again() {
    let stub = open();
    let said = "Resource not accessible by integration";
    for at in [
        ("POST", "check-runs"),
        ("POST", "reviews"),
        ("POST", "comments"),
    ] {
        stub.fail([Fault::new(at, 403, said)]);
    }
    let posted = post(&stub, &three());
    assert!(!posted.is_whole());
    assert_eq!(posted.failed.len(), 3);
    assert!(
        posted
            .failed
            .iter()
            .all(|(_, trouble)| trouble.is_forbidden())
    );
    assert!(words(&posted).contains(said));
    assert_eq!(stub.world().faults.len(), 0);
}

#[test]
fn who_can_t_tell_own_comments_from_others_posts_none() {
    let stub = open();
    stub.fail(Fault::new(("POST", "graphql"), 403, "no").times(3));
    let posted = post(&stub, &three());
    assert!(stub.world().comments.is_empty() && stub.world().issue_comments.is_empty());
    assert_eq!(posted.failed[0].0, Surface::Comments);
    assert!(posted.is_whole(), "the check run has all");

    let stub = open();
    stub.fail([Fault::new(("GET", "pulls/7/comments"), 403, "no")]);
    assert_eq!(post(&stub, &three()).failed.len(), 1);
    assert!(stub.world().comments.is_empty());
}

#[test]
fn a_limit_is_waited_for_as_long_as_there_is_patience() {
    let stub = open();
    stub.fail([
        Fault::new(("POST", "check-runs"), 429, "slow down").header("retry-after", "1"),
        Fault::new(
            ("POST", "reviews"),
            403,
            "You have exceeded a secondary rate limit",
        )
        .header("retry-after", "1"),
    ]);
    let begin = Instant::now();
    went_well(&post(&stub, &three()));
    assert!(begin.elapsed().as_secs() >= 2);
    assert_eq!(stub.world().checks.len(), 1);
    assert_eq!(stub.world().comments.len(), 1);

    let stub = open();
    let long = Fault::new(("POST", "check-runs"), 429, "slow down").header("retry-after", "3600");
    let used_up = Fault::new(("POST", "reviews"), 403, "API rate limit exceeded")
        .header("x-ratelimit-remaining", "0");
    stub.fail([long, used_up]);
    let begin = Instant::now();
    let posted = post(&stub, &three());
    assert!(begin.elapsed().as_secs() < 5);
    assert!(words(&posted).contains("the check run: asked to wait for 3600 s"));
    assert_eq!(posted.failed.len(), 2);
    assert!(matches!(posted.failed[1].1, Trouble::Busy { .. }));
}

#[test]
fn a_page_of_html_is_no_reason_and_is_not_repeated() {
    let stub = open();
    let mut fault = Fault::new(("POST", "check-runs"), 502, "");
    fault.headers = vec![("content-type", "text/html; charset=utf-8".to_owned())];
    fault.body = "<html><script>alert(1)</script>".to_owned();
    stub.fail(fault.clone().times(3));
    let said = words(&post(&stub, &three()));
    assert_eq!(said, "the check run: the server failed (502)");

    let stub = open();
    fault.status = 403;
    stub.fail([fault]);
    let said = words(&post(&stub, &three()));
    assert_eq!(said, "the check run: forbidden (403: text/html)");
}

#[test]
fn what_a_platform_says_is_cut_and_never_shows_the_token() {
    let stub = open();
    let long = format!("bad token {}\n::error::x {}", stub::TOKEN, "y".repeat(900));
    stub.fail([Fault::new(("POST", "check-runs"), 401, &long)]);
    let said = words(&post(&stub, &three()));
    assert_eq!(said, "the check run: forbidden (401: bad token ***)");
}

#[test]
fn an_answer_that_is_not_understood_is_no_failed_post() {
    let stub = open();
    let mut fault = Fault::new(("POST", "check-runs"), 201, "").done();
    fault.body = "{not json".to_owned();
    let mut moved = Fault::new(("POST", "issues/7/comments"), 201, "").done();
    moved.body = String::new();
    stub.fail([fault, moved]);
    went_well(&post(&stub, &three()));
    assert_eq!(stub.world().checks.len(), 1);
    assert_eq!(stub.world().issue_comments.len(), 1);
}

#[test]
fn a_next_page_on_another_server_gets_no_token() {
    let stub = open();
    let other = super::Stub::new();
    {
        let mut world = stub.world();
        world.page = 1;
        world.links_to = Some(other.address.clone());
    }
    let posted = post(&stub, &three());
    assert!(words(&posted).contains("sent on to another address"));
    assert!(other.world().seen.is_empty());
    assert!(stub.world().comments.is_empty(), "half a list is no list");

    let stub = open();
    stub.fail([Fault::new(("POST", "check-runs"), 307, "").header("location", &other.address)]);
    let posted = post(&stub, &three());
    assert!(words(&posted).contains("sent on to another address"));
    assert!(other.world().seen.is_empty());
}

#[test]
fn nobody_there_ends_within_its_time() {
    let stub = open();
    let mut nowhere = target(&stub);
    nowhere.api = "http://127.0.0.1:9".to_owned();
    let token = Some(stub::TOKEN);
    let begin = Instant::now();
    let posted = platform::publish(&three(), Origin::Judged, &nowhere, token, &QUICK.into());
    assert!(begin.elapsed() < QUICK.pauses * 2);
    assert!(words(&posted).contains("not reached"), "{posted:?}");
}

#[test]
fn no_token_travels_without_tls_or_to_an_address_with_a_password() {
    let stub = open();
    for (api, why) in [
        ("http://ghes.example/api/v3", "only sent by https"),
        ("ftp://127.0.0.1", "only sent by https"),
        ("https://me:hunter2@ghes.example", "a name or password"),
        ("no address", "no address"),
    ] {
        let mut target = target(&stub);
        target.api = api.to_owned();
        let token = Some(stub::TOKEN);
        let posted = platform::publish(&three(), Origin::Judged, &target, token, &QUICK.into());
        let said = words(&posted);
        assert!(said.contains(why), "{said}");
        assert!(!said.contains("hunter2"));
    }
    let posted = platform::publish(
        &three(),
        Origin::Judged,
        &target(&stub),
        None,
        &QUICK.into(),
    );
    assert!(words(&posted).contains("GITHUB_TOKEN"));
}
