//! A small GitHub on this machine, with a memory: it keeps what is posted,
//! refuses what GitHub refuses, and fails where a test wants it to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde_json::{Value, json};

use super::{contract, prism};

/// The account that the token belongs to.
pub(crate) const ME: &str = "github-actions[bot]";
/// The token that a run must bring and never show.
pub(crate) const TOKEN: &str = "ghs_0123456789secret";

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

/// What goes wrong once.
#[derive(Clone)]
pub(crate) struct Fault {
    /// `METHOD` and a part of the path.
    pub(crate) at: (&'static str, &'static str),
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    /// The request is done all the same.
    pub(crate) done: bool,
    /// No answer comes.
    pub(crate) silent: bool,
}

impl Fault {
    pub(crate) fn new(at: (&'static str, &'static str), status: u16, message: &str) -> Self {
        Self {
            at,
            status,
            headers: vec![("content-type", "application/json".to_owned())],
            body: json!({"message": message}).to_string(),
            done: false,
            silent: false,
        }
    }

    pub(crate) fn done(self) -> Self {
        Self { done: true, ..self }
    }

    pub(crate) fn silent(self) -> Self {
        Self {
            silent: true,
            ..self
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn times(self, times: usize) -> Vec<Self> {
        vec![self; times]
    }
}

/// What the platform remembers.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) head: String,
    pub(crate) branch: String,
    /// File and patch.
    pub(crate) files: Vec<(String, Option<String>)>,
    pub(crate) checks: Vec<Value>,
    pub(crate) reviews: Vec<Value>,
    pub(crate) comments: Vec<Value>,
    pub(crate) issue_comments: Vec<Value>,
    /// GitLab's, notes outside of discussions in their own list.
    pub(crate) discussions: Vec<Value>,
    pub(crate) notes: Vec<Value>,
    /// Who wrote and who approved, as each platform has it.
    pub(crate) commits: Vec<Value>,
    pub(crate) approvals: Vec<Value>,
    /// Teams of everybody, where the token may see them.
    pub(crate) teams: Option<Vec<&'static str>>,
    pub(crate) resolved: BTreeMap<u64, bool>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) seen: Vec<Seen>,
    /// Entries of one page, whatever is asked for.
    pub(crate) page: usize,
    /// The host that links to a next page name.
    pub(crate) links_to: Option<String>,
    /// Who answers in the place of this server, but for GraphQL.
    pub(crate) relay: Option<String>,
    /// What a request broke of GitHub's own description.
    pub(crate) broken: Vec<String>,
    next: u64,
}

/// The server.
pub(crate) struct Stub {
    pub(crate) address: String,
    world: Arc<Mutex<World>>,
}

impl Stub {
    pub(crate) fn new() -> Self {
        Self::over(|stream| stream)
    }

    /// The same within what a connection is wrapped in.
    pub(crate) fn over<S: Read + Write>(
        wrap: impl Fn(TcpStream) -> S + Clone + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let world = World {
            head: super::SHA.to_owned(),
            branch: "fork:fix".to_owned(),
            page: 100,
            next: 100,
            ..World::default()
        };
        let world = Arc::new(Mutex::new(world));
        let (shared, own) = (Arc::clone(&world), address.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (world, own, wrap) = (Arc::clone(&shared), own.clone(), wrap.clone());
                std::thread::spawn(move || serve(wrap(stream), &world, &own));
            }
        });
        Self { address, world }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    pub(crate) fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.world().faults.extend(faults);
    }

    /// How many writes there were, by a part of the path.
    pub(crate) fn writes(&self, part: &str) -> usize {
        let world = self.world();
        let writes = world.seen.iter().filter(|seen| seen.method != "GET");
        writes.filter(|seen| seen.path.contains(part)).count()
    }
}

fn serve<S: Read + Write>(stream: S, world: &Mutex<World>, own: &str) {
    let mut reader = BufReader::new(stream);
    while let Some(seen) = request(&mut reader) {
        let locked = || world.lock().unwrap_or_else(|broken| broken.into_inner());
        let (answer, relay) = {
            let mut world = locked();
            world.seen.push(seen.clone());
            (world.answer(&seen, own), world.relay.clone())
        };
        let answer = match relay.filter(|_| seen.path != "/graphql") {
            None => answer,
            Some(relay) => {
                let (answer, against) = prism::relay(&relay, &seen);
                locked().broken.extend(against);
                Some(answer)
            }
        };
        let Some((status, headers, body)) = answer else {
            // Nobody answers; whoever waits must give up by itself.
            std::thread::sleep(Duration::from_secs(20));
            return;
        };
        let mut head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let stream = reader.get_mut();
        let sent = write!(stream, "{head}\r\n{body}").and_then(|()| stream.flush());
        if sent.is_err() {
            return;
        }
    }
}

fn request<S: Read>(reader: &mut BufReader<S>) -> Option<Seen> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|&read| read > 0)?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        let name = name.to_ascii_lowercase();
        if headers
            .insert(name.clone(), value.trim().to_owned())
            .is_some()
        {
            headers.insert("x-twice".to_owned(), name);
        }
    }
    let length = headers.get("content-length");
    let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Seen {
        method,
        path,
        headers,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    })
}

pub(crate) type Answer = (u16, Vec<(&'static str, String)>, String);

impl World {
    /// What is answered; nothing at all where a fault wants that.
    fn answer(&mut self, seen: &Seen, own: &str) -> Option<Answer> {
        let authorized = match seen.path.starts_with("/api/v4") {
            false => seen.headers.get("authorization") == Some(&format!("Bearer {TOKEN}")),
            true => {
                let token = seen.headers.get("private-token").map(String::as_str);
                token == Some(TOKEN) && !seen.headers.contains_key("authorization")
            }
        };
        if !authorized || seen.headers.contains_key("x-twice") {
            let (method, path) = (&seen.method, &seen.path);
            let names: Vec<&String> = seen.headers.keys().collect();
            self.broken
                .push(format!("headers of {method} {path}: {names:?}"));
        }
        let at = self
            .faults
            .iter()
            .position(|fault| seen.method == fault.at.0 && seen.path.contains(fault.at.1));
        let Some(fault) = at.map(|at| self.faults.remove(at)) else {
            return Some(self.act(seen, own));
        };
        if fault.done {
            self.act(seen, own);
        }
        (!fault.silent).then_some((fault.status, fault.headers, fault.body))
    }

    fn act(&mut self, seen: &Seen, own: &str) -> Answer {
        let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
        if path.ends_with("/graphql") {
            return json_answer(200, &self.graphql(&seen.body));
        }
        if let Some(path) = path.strip_prefix("/api/v4/") {
            return self.gitlab(path, seen, query, own);
        }
        let path = path.trim_start_matches("/api/v3");
        let Some(path) = path.strip_prefix("/repos/acme/model") else {
            return json_answer(404, &json!({"message": "Not Found"}));
        };
        if seen.method != "GET" {
            let broken = contract::broken(&seen.method, path, &seen.body);
            self.broken.extend(broken);
        }
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (seen.method.as_str(), parts.as_slice()) {
            ("GET", ["commits", _, "check-runs"]) => {
                let runs = self.checks.clone();
                self.listed(&runs, Some("check_runs"), seen, query, own)
            }
            ("POST", ["check-runs"]) => {
                let id = self.id();
                let mut run = json!({"id": id, "pull_requests": [{"no": "node_id"}]});
                let answer = apply(&mut run, &seen.body);
                self.checks.push(run);
                answer
            }
            ("PATCH", ["check-runs", id]) => match by_id(&mut self.checks, id) {
                Some(run) => apply(run, &seen.body),
                None => json_answer(404, &json!({"message": "Not Found"})),
            },
            ("GET", ["pulls"]) => {
                let wanted = query.contains(&format!("head={}", self.branch.replace(':', "%3A")));
                let pulls = match wanted {
                    true => json!([{"number": 7, "head": {"sha": self.head}}]),
                    false => json!([]),
                };
                json_answer(200, &pulls)
            }
            ("GET", ["pulls", "7"]) => {
                let pull = json!({"number": 7, "head": {"sha": self.head},
                    "user": {"login": "dev1"}, "commits": self.commits.len()});
                json_answer(200, &pull)
            }
            ("GET", ["pulls", "7", "commits"]) => {
                let commits = self.commits.clone();
                self.listed(&commits, None, seen, query, own)
            }
            ("GET", ["pulls", "7", "reviews"]) => {
                let reviews = self.approvals.clone();
                self.listed(&reviews, None, seen, query, own)
            }
            ("GET", ["pulls", "7", "files"]) => {
                let file = |(name, patch): &(String, Option<String>)| json!({"filename": name, "status": "modified", "patch": patch});
                let files: Vec<Value> = self.files.iter().map(file).collect();
                self.listed(&files, None, seen, query, own)
            }
            ("GET", ["pulls", "7", "comments"]) => {
                let comments = self.comments.clone();
                self.listed(&comments, None, seen, query, own)
            }
            ("POST", ["pulls", "7", "reviews"]) => self.review(&seen.body),
            ("PATCH", ["pulls", "comments", id]) => edit(&mut self.comments, id, &seen.body),
            ("GET", ["issues", "7", "comments"]) => {
                let comments = self.issue_comments.clone();
                self.listed(&comments, None, seen, query, own)
            }
            ("POST", ["issues", "7", "comments"]) => {
                let id = self.id();
                let comment = json!({"id": id, "user": {"login": ME}, "body": seen.body["body"]});
                self.issue_comments.push(comment.clone());
                json_answer(201, &comment)
            }
            ("PATCH", ["issues", "comments", id]) => edit(&mut self.issue_comments, id, &seen.body),
            _ => json_answer(404, &json!({"message": "Not Found"})),
        }
    }

    pub(crate) fn id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// One page of a list, with a link to the next.
    pub(crate) fn listed(
        &self,
        all: &[Value],
        key: Option<&str>,
        seen: &Seen,
        query: &str,
        own: &str,
    ) -> Answer {
        let number = query.split('&').find_map(|word| word.strip_prefix("page="));
        let number: usize = number.and_then(|page| page.parse().ok()).unwrap_or(1);
        let begin = (number - 1) * self.page;
        let page: Vec<Value> = all.iter().skip(begin).take(self.page).cloned().collect();
        let page = match key {
            Some(key) => json!({"total_count": all.len(), key: page}),
            None => Value::from(page),
        };
        let mut answer = json_answer(200, &page);
        if begin + self.page < all.len() {
            let path = seen.path.split("&page=").next().unwrap_or_default();
            let host = self.links_to.as_deref().unwrap_or(own);
            let next = number + 1;
            let link = format!(
                "<{host}{path}&page=1>; rel=\"first\", <{host}{path}&page={next}>; rel=\"next\""
            );
            answer.1.push(("link", link));
        }
        answer
    }

    /// All comments or none, as GitHub does it.
    fn review(&mut self, body: &Value) -> Answer {
        let comments = body["comments"].as_array().cloned().unwrap_or_default();
        if comments.len() > 30 {
            return json_answer(502, &json!({"message": "Server Error"}));
        }
        for comment in &comments {
            let line = comment["line"].as_u64().expect("a line");
            let first = comment["start_line"].as_u64().unwrap_or(line);
            let path = comment["path"].as_str().expect("a path");
            let patch = self.files.iter().find(|(name, _)| name == path);
            let lines = patch.and_then(|(_, patch)| patch.as_deref()).map(in_diff);
            let inside = lines.is_some_and(|lines| (first..=line).all(|one| lines.contains(&one)));
            let ordered = comment.get("start_line").is_none() || first < line;
            if !inside || !ordered {
                return json_answer(
                    422,
                    &json!({"message": "Unprocessable Entity", "errors": [
                        "Pull request review thread line must be part of the diff"]}),
                );
            }
        }
        let review = self.id();
        self.reviews
            .push(json!({"id": review, "body": body["body"], "event": body["event"]}));
        for comment in comments {
            let id = self.id();
            let mut comment = comment;
            comment["id"] = id.into();
            comment["user"] = json!({"login": ME});
            self.resolved.insert(id, false);
            self.comments.push(comment);
        }
        json_answer(200, &json!({"id": review}))
    }

    fn graphql(&mut self, body: &Value) -> Value {
        let query = body["query"].as_str().expect("a query");
        let thread = || -> u64 {
            let thread = body["variables"]["thread"].as_str().expect("a thread");
            thread.trim_start_matches("T_").parse().expect("a number")
        };
        if query.contains("viewer") {
            json!({"data": {"viewer": {"login": ME}}})
        } else if query.contains("userLogins") {
            let Some(teams) = &self.teams else {
                return json!({"data": {"organization": null},
                    "errors": [{"type": "FORBIDDEN", "message": "no"}]});
            };
            let nodes: Vec<Value> = teams.iter().map(|slug| json!({"slug": slug})).collect();
            json!({"data": {"organization": {"teams": {
                "pageInfo": {"hasNextPage": false}, "nodes": nodes}}}})
        } else if query.contains("unresolveReviewThread") {
            self.resolved.insert(thread(), false);
            json!({"data": {}})
        } else if query.contains("resolveReviewThread") {
            self.resolved.insert(thread(), true);
            json!({"data": {}})
        } else {
            let nodes: Vec<Value> = self
                .resolved
                .iter()
                .map(|(id, resolved)| {
                    json!({"id": format!("T_{id}"), "isResolved": resolved,
                        "comments": {"nodes": [{"databaseId": id}]}})
                })
                .collect();
            json!({"data": {"repository": {"pullRequest": {"reviewThreads": {
                "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": nodes}}}}})
        }
    }
}

/// Numbers of the new file's lines in a patch, counted in another way than ours.
pub(crate) fn in_diff(patch: &str) -> Vec<u64> {
    let mut lines = Vec::new();
    let mut next = 0;
    for line in patch.lines() {
        if let Some(header) = line.strip_prefix("@@ ") {
            let new = header.split_whitespace().nth(1).expect("a new range");
            let first = new.trim_start_matches('+').split(',').next();
            next = first.and_then(|first| first.parse().ok()).expect("a line");
        } else if !line.starts_with('-') && !line.starts_with('\\') {
            lines.push(next);
            next += 1;
        }
    }
    lines
}

/// A check run takes fields over, and adds annotations to those it has.
fn apply(run: &mut Value, body: &Value) -> Answer {
    let given = body.pointer("/output/annotations");
    let given = given.and_then(Value::as_array).cloned().unwrap_or_default();
    if given.len() > 50 {
        return json_answer(422, &json!({"message": "Invalid request"}));
    }
    let mut has = run["output"]["annotations"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    has.extend(given);
    for (key, value) in body.as_object().expect("an object") {
        run[key] = value.clone();
    }
    run["output"]["annotations_count"] = has.len().into();
    run["output"]["annotations"] = has.into();
    json_answer(201, run)
}

fn by_id<'a>(all: &'a mut [Value], id: &str) -> Option<&'a mut Value> {
    let id = id.parse().ok();
    all.iter_mut().find(|one| one["id"].as_u64() == id)
}

pub(crate) fn edit(all: &mut [Value], id: &str, body: &Value) -> Answer {
    match by_id(all, id) {
        Some(one) => {
            one["body"] = body["body"].clone();
            json_answer(200, one)
        }
        None => json_answer(404, &json!({"message": "Not Found"})),
    }
}

pub(crate) fn json_answer(status: u16, body: &Value) -> Answer {
    let kind = vec![("content-type", "application/json".to_owned())];
    (status, kind, body.to_string())
}
