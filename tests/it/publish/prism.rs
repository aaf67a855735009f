//! GitHub's own description of its API, by a server of somebody else: Prism
//! answers with the description's examples, and tells of each request that the
//! description does not allow.
//!
//! It keeps nothing, so what a change needs in its life is asked of the stub
//! first. It is started without `--errors`, under which it refuses to give some
//! of its own examples.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ethics_gate::model::report::Edit;
use ethics_gate::publish::github as platform;
use ethics_gate::publish::{Origin, Patience, Surface};
use serde_json::Value;

use super::stub::{self, Answer, Fault, Seen, Stub};
use super::{QUICK, open, post, post_as, report, target, three, went_well};
use crate::platforms::client;
use crate::render::samples;

/// How long it may take to begin, on a machine with other work.
const BEGIN: Duration = Duration::from_secs(120);

/// The server.
struct Prism {
    address: String,
    child: Child,
}

impl Prism {
    fn new() -> Option<Self> {
        let shared = crate::shared("GitHub's description")?;
        let client = client("prism")?;
        // Whatever port is free now; nobody else on this machine asks for it.
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let child = Command::new(client)
            .args(["mock", "-h", "127.0.0.1", "-p", &port.to_string()])
            .arg(shared.join("contracts/github/openapi-cut.json"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let it = Self {
            address: format!("127.0.0.1:{port}"),
            child,
        };
        let begin = Instant::now();
        while TcpStream::connect(&it.address).is_err() {
            assert!(begin.elapsed() < BEGIN, "Prism did not begin to listen");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(it)
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the description answers to a request, and what it says against it.
pub(super) fn relay(address: &str, seen: &Seen) -> (Answer, Vec<String>) {
    let body = match &seen.body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    let mut request = format!(
        "{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n",
        seen.method,
        seen.path,
        body.len()
    );
    for name in ["accept", "authorization", "content-type", "user-agent"] {
        if let Some(value) = seen.headers.get(name) {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    let mut stream = TcpStream::connect(address).expect("Prism listens");
    write!(stream, "{request}\r\n{body}").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let status: u16 = status.expect("a status");
    let headers: Vec<(String, &str)> = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect();
    let value = |wanted: &str| headers.iter().find(|(name, _)| name == wanted);
    let mut against = Vec::new();
    if !(200..300).contains(&status) {
        against.push(format!("{} {}: {status} {body}", seen.method, seen.path));
    }
    // What it finds wrong with its own examples is not about us.
    let violations = value("sl-violations").and_then(|(_, said)| serde_json::from_str(said).ok());
    for violation in violations
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if violation["location"][0] == "request" {
            against.push(format!("{} {}: {violation}", seen.method, seen.path));
        }
    }
    // Its links lead to GitHub itself, where no test goes.
    let kind = value("content-type").map(|(_, kind)| ("content-type", (*kind).to_owned()));
    (
        (status, kind.into_iter().collect(), body.to_owned()),
        against,
    )
}

/// An operation: numbers and commits in its path are one.
fn operation(seen: &Seen) -> String {
    let path = seen.path.split('?').next().unwrap_or_default();
    let path = path.trim_start_matches("/repos/acme/model/");
    let parts: Vec<&str> = path
        .split('/')
        .map(
            |part| match part.bytes().any(|byte| byte.is_ascii_digit()) {
                true => "*",
                false => part,
            },
        )
        .collect();
    format!("{} {}", seen.method, parts.join("/"))
}

/// Everything that is ever sent: posted, changed, broken off, settled, opened
/// again, and the report of a file beside it.
fn a_change_s_life() -> Stub {
    let stub = open();
    let mut first = three();
    first.findings[0].edits = vec![Edit {
        path: "ethics.yml".to_owned(),
        start: samples::position(3, 7),
        end: samples::position(4, 9),
        replacement: "a\n  name: ".to_owned(),
        safe: true,
    }];
    went_well(&post(&stub, &first));
    let many = (1..=120).map(|line| samples::finding("data/license-known", "a.yml", line));
    let mut changed = report(first.findings.iter().cloned().chain(many).collect());
    changed.findings[0].message = "other words".to_owned();
    stub.fail(Fault::new(("PATCH", "check-runs"), 502, "Bad Gateway").times(3));
    assert!(!post(&stub, &changed).failed.is_empty());
    went_well(&post(&stub, &changed));
    for next in [report(Vec::new()), three()] {
        went_well(&post(&stub, &next));
    }
    went_well(&post_as(&stub, &three(), Origin::File));
    stub
}

#[test]
fn github_s_description_allows_every_request() {
    let Some(prism) = Prism::new() else {
        return;
    };
    let stub = a_change_s_life();
    let world = stub.world();
    let sent = world.seen.iter().filter(|seen| seen.path != "/graphql");
    let mut operations = BTreeSet::new();
    for seen in sent {
        let (_, against) = relay(&prism.address, seen);
        assert_eq!(against, [""; 0]);
        operations.insert(operation(seen));
    }
    let operations: Vec<&str> = operations.iter().map(String::as_str).collect();
    let all = [
        "GET commits/*/check-runs",
        "GET issues/*/comments",
        "GET pulls/*",
        "GET pulls/*/comments",
        "GET pulls/*/files",
        "PATCH check-runs/*",
        "PATCH issues/comments/*",
        "PATCH pulls/comments/*",
        "POST check-runs",
        "POST issues/*/comments",
        "POST pulls/*/reviews",
    ];
    assert_eq!(operations, all);

    // A witness that never objects would prove nothing.
    let made = world
        .seen
        .iter()
        .find(|seen| operation(seen) == "POST check-runs");
    let mut wrong = made.expect("a check run was made").clone();
    wrong.body["output"]["summary"] = "x".repeat(65_536).into();
    assert_eq!(relay(&prism.address, &wrong).1.len(), 1);
}

#[test]
fn github_s_own_examples_are_understood() {
    let Some(prism) = Prism::new() else {
        return;
    };
    let stub = open();
    stub.world().relay = Some(prism.address.clone());
    let mut target = target(&stub);
    // The head of the pull request in the examples.
    "6dcb09b5b57875f334f61aebed695e2e4193db5e".clone_into(&mut target.sha);
    let many = (1..=120).map(|line| samples::finding("data/license-known", "a.yml", line));
    let many = report(many.collect());
    let token = Some(stub::TOKEN);
    let patience = Patience {
        answer: Duration::from_secs(20),
        ..QUICK
    };
    let posted = platform::publish(&many, Origin::Judged, &target, token, &patience.into());
    went_well(&posted);
    assert_eq!(stub.world().broken, [""; 0]);
    let done: Vec<Surface> = posted.done.iter().map(|(surface, _)| *surface).collect();
    assert_eq!(done, [Surface::Check, Surface::Comments, Surface::Summary]);
}
