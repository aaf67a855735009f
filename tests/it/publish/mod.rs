//! Posting on the platforms, against a server on this machine that keeps what
//! is posted and fails where a test wants it to.

mod context;
mod contract;
mod failures;
mod flow;
mod github;
mod gitlab;
mod gitlab_stub;
mod hostile;
mod network;
mod prism;
pub(crate) mod stub;
mod suggestions;

use std::time::Duration;

use ethics_gate::model::Language;
use ethics_gate::model::report::{Finding, Report, Verdict};
use ethics_gate::publish::github::{Pull, Target};
use ethics_gate::publish::{Origin, Patience, Posted, github as platform};

use crate::render::samples;
use stub::Stub;

/// The commit that is judged.
const SHA: &str = "1234567890abcdef1234567890abcdef12345678";

/// A change of `ethics.yml` that adds lines 3 and 4, with context around them.
const PATCH: &str = "@@ -1,4 +1,6 @@\n version: 1\n system:\n+  id: loan-score\n+  name: Score\n   purpose: credit\n models: []";

/// Patience for tests.
const QUICK: Patience = Patience {
    answer: Duration::from_millis(700),
    step: Duration::from_millis(20),
    pauses: Duration::from_secs(20),
    whole: Duration::from_secs(60),
};

fn target(stub: &Stub) -> Target {
    let target = Target {
        api: stub.address.clone(),
        repository: "acme/model".to_owned(),
        sha: SHA.to_owned(),
        pull: Pull::Number(7),
        details: Some("https://github.com/acme/model/actions/runs/1".to_owned()),
    };
    target.checked().expect("a plain target")
}

/// A platform on which the change of [`PATCH`] is open.
fn open() -> Stub {
    let stub = Stub::new();
    let files = [
        ("docs/other.md", Some("@@ -1 +1 @@\n-a\n+b")),
        ("big.bin", None),
        ("ethics.yml", Some(PATCH)),
    ];
    let files = files.map(|(name, patch)| (name.to_owned(), patch.map(str::to_owned)));
    stub.world().files = files.into();
    stub
}

fn report(findings: Vec<Finding>) -> Report {
    let mut report = samples::clean(Language::En);
    if findings.iter().any(|finding| finding.blocking) {
        report.verdict = Verdict::Fail;
    }
    report.findings = findings;
    report
}

/// One finding on an added line, one on context, one in a file without a diff.
fn three() -> Report {
    report(vec![
        samples::finding("fairness/gap-within-limit", "ethics.yml", 3),
        samples::finding("privacy/retention-stated", "ethics.yml", 1),
        samples::finding("data/license-known", "data/card.md", 9),
    ])
}

fn post_as(stub: &Stub, report: &Report, origin: Origin) -> Posted {
    let posted = platform::publish(
        report,
        origin,
        &target(stub),
        Some(stub::TOKEN),
        &QUICK.into(),
    );
    let words = format!("{posted:?}");
    assert!(!words.contains(stub::TOKEN), "{words}");
    let world = stub.world();
    assert_eq!(world.broken, [""; 0], "{words}");
    for seen in &world.seen {
        assert!(!seen.path.contains("secret") && !seen.body.to_string().contains("secret"));
    }
    drop(world);
    posted
}

fn post(stub: &Stub, report: &Report) -> Posted {
    post_as(stub, report, Origin::Judged)
}

#[track_caller]
fn went_well(posted: &Posted) {
    assert!(posted.failed.is_empty(), "{posted:?}");
}
