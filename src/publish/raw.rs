//! An answer as it came, and what its headers and its body say.

use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, LINK, RETRY_AFTER};
use serde_json::Value;

/// An answer as it came.
pub(super) struct Raw {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// `None` where it was too large or broke off.
    pub(super) body: Option<Vec<u8>>,
}

impl Raw {
    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What the platform says in its body, where that is JSON; a page in HTML
    /// is nothing that anybody wants in a log.
    pub(super) fn said(&self) -> String {
        let kind = self.header(&CONTENT_TYPE).unwrap_or("");
        let parsed: Option<Value> = self
            .body
            .as_deref()
            .and_then(|body| serde_json::from_slice(body).ok());
        let Some(body) = parsed else {
            return match kind.split(';').next() {
                Some(kind @ "text/html") => kind.to_owned(),
                _ => "no reason given".to_owned(),
            };
        };
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let said = ["message", "error"]
            .into_iter()
            .find_map(|key| body.get(key));
        let first = body.pointer("/errors/0");
        let first = first.map(|error| error.get("message").unwrap_or(error));
        match (said, first) {
            (Some(said), Some(first)) => format!("{}: {}", text(said), text(first)),
            (Some(one), None) | (None, Some(one)) => text(one),
            (None, None) => "no reason given".to_owned(),
        }
    }

    /// How long to wait, where nothing was done because there were too many
    /// requests. A plain 403 is none of these: it is what a fork's token gets.
    pub(super) fn pause(&self) -> Option<Duration> {
        let after = self.header(&RETRY_AFTER);
        let after = after.and_then(|after| after.trim().parse::<u64>().ok());
        let used_up = self
            .header(&HeaderName::from_static("x-ratelimit-remaining"))
            .is_some_and(|left| left.trim() == "0");
        let limited = match self.status {
            429 => true,
            403 => after.is_some() || used_up || self.said().contains("rate limit"),
            _ => false,
        };
        // A limit that says no time lasts for a minute at least.
        let implied = if used_up { 3_600 } else { 60 };
        limited.then(|| Duration::from_secs(after.unwrap_or(implied).max(1)))
    }

    /// The address of the next page.
    pub(super) fn next(&self) -> Option<String> {
        let links = self.header(&LINK)?;
        links.split(',').find_map(|link| {
            let (address, what) = link.split_once('>')?;
            let is_next = what.split(';').any(|word| word.trim() == "rel=\"next\"");
            is_next.then(|| address.trim().trim_start_matches('<').to_owned())
        })
    }
}
