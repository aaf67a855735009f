//! Threads of comments, which only GraphQL resolves.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::Trouble;
use super::Job;

/// Pages of threads that are looked through.
const PAGES: usize = 50;

const LIST: &str = "query($owner: String!, $name: String!, $number: Int!, $after: String) { \
    repository(owner: $owner, name: $name) { pullRequest(number: $number) { \
    reviewThreads(first: 100, after: $after) { pageInfo { hasNextPage endCursor } \
    nodes { id isResolved comments(first: 1) { nodes { databaseId } } } } } } }";
const RESOLVE: &str = "mutation($thread: ID!) { resolveReviewThread(input: {threadId: $thread}) \
    { thread { id isResolved } } }";
const UNRESOLVE: &str = "mutation($thread: ID!) { unresolveReviewThread(input: {threadId: $thread}) \
    { thread { id isResolved } } }";

/// Threads by the number of their first comment.
#[derive(Default)]
pub(super) struct Threads {
    by_comment: BTreeMap<u64, (String, bool)>,
}

/// The threads of a pull request.
pub(super) fn of(job: &mut Job<'_>, pull: u64) -> Result<Threads, Trouble> {
    let (owner, name) = job.target.repository.split_once('/').unwrap_or_default();
    let (owner, name) = (owner.to_owned(), name.to_owned());
    let mut threads = Threads::default();
    let mut after = Value::Null;
    for _ in 0..PAGES {
        let variables = json!({"owner": owner, "name": name, "number": pull, "after": after});
        let mut answer = job.wire.ask(LIST, &variables)?;
        let mut page = answer
            .pointer_mut("/repository/pullRequest/reviewThreads")
            .map(Value::take)
            .ok_or(Trouble::Garbled { status: 200 })?;
        for node in page["nodes"].as_array().into_iter().flatten() {
            let comment = node["comments"]["nodes"][0]["databaseId"].as_u64();
            if let (Some(comment), Some(id)) = (comment, node["id"].as_str()) {
                let resolved = node["isResolved"] == true;
                let thread = (id.to_owned(), resolved);
                threads.by_comment.insert(comment, thread);
            }
        }
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = page["pageInfo"]["endCursor"].take();
    }
    Ok(threads)
}

impl Threads {
    /// Resolves the thread that a comment began.
    pub(super) fn resolve(&self, job: &mut Job<'_>, comment: u64) -> Result<(), Trouble> {
        self.bring(job, comment, true)
    }

    /// Opens it again.
    pub(super) fn reopen(&self, job: &mut Job<'_>, comment: u64) -> Result<(), Trouble> {
        self.bring(job, comment, false)
    }

    fn bring(&self, job: &mut Job<'_>, comment: u64, resolved: bool) -> Result<(), Trouble> {
        match self.by_comment.get(&comment) {
            Some((thread, is)) if *is != resolved => {
                let mutation = if resolved { RESOLVE } else { UNRESOLVE };
                match job.wire.ask(mutation, &json!({"thread": thread})) {
                    // Whoever may comment may not always resolve. The words say it too.
                    Err(trouble) if trouble.is_forbidden() => Ok(()),
                    other => other.map(|_| ()),
                }
            }
            _ => Ok(()),
        }
    }
}
