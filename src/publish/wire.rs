//! Requests and answers: one at a time, within a bound of time and size, and
//! with the token for one server alone.

use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT};
use http::{Method, Request, Uri};
use http_body_util::{BodyExt, Limited};
use octocrab::Octocrab;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::time::{Instant, sleep, timeout_at};

use super::raw::Raw;
use super::{Network, Patience, Trouble};
use crate::model::{Text, text};

/// The largest answer that is read, in bytes: a page of files with their diffs.
const LARGEST: usize = 32 << 20;
/// How often a read is tried.
const TRIES: u32 = 3;
/// What the requests say that they come from.
const AGENT: &str = concat!("ethics-gate/", env!("CARGO_PKG_VERSION"));
/// How TLS begins to say that it does not believe who a server says it is.
const UNTRUSTED: &str = "invalid peer certificate: ";
/// Characters of what a platform says that are shown.
const SAID: usize = 200;

/// How a platform wants the token.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scheme {
    /// GitHub: `Authorization: Bearer`.
    Bearer,
    /// GitLab: `PRIVATE-TOKEN`, and nothing in any other header.
    Private,
}

impl Scheme {
    fn header(self, token: &str) -> Result<(HeaderName, HeaderValue), Trouble> {
        let (name, value) = match self {
            Self::Bearer => (AUTHORIZATION, format!("Bearer {token}")),
            Self::Private => (HeaderName::from_static("private-token"), token.to_owned()),
        };
        let mut value = HeaderValue::from_str(&value).map_err(|_| Trouble::Token)?;
        // No debug output shows it.
        value.set_sensitive(true);
        Ok((name, value))
    }

    /// What it answers with.
    fn accepted(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Bearer => "application/vnd.github+json",
            Self::Private => "application/json",
        })
    }
}

/// A connection to one platform.
pub(super) struct Wire {
    client: Octocrab,
    runtime: Runtime,
    base: Uri,
    /// Scheme, host and port.
    server: String,
    /// The path below which the API lies, without a slash at its end.
    below: String,
    token: String,
    /// Sent with each request, and to this server alone.
    headers: [(HeaderName, HeaderValue); 3],
    patience: Patience,
    pauses: Duration,
    end: Instant,
}

/// An answer of the platform that it did what was asked.
#[derive(Debug)]
pub(super) struct Answer {
    /// The body; null where it is empty or no JSON.
    pub(super) body: Value,
    next: Option<String>,
    garbled: bool,
    status: u16,
}

impl Wire {
    /// To the API at `address`, whose path is kept.
    pub(super) fn new(
        address: &str,
        token: &str,
        scheme: Scheme,
        network: &Network,
    ) -> Result<Self, Trouble> {
        let base = base(address)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Trouble::Unreachable {
                said: error.to_string(),
            })?;
        let headers = [
            scheme.header(token)?,
            (ACCEPT, scheme.accepted()),
            (USER_AGENT, HeaderValue::from_static(AGENT)),
        ];
        let below = base.path().trim_end_matches('/').to_owned();
        let server = match (base.scheme_str(), base.authority()) {
            (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
            _ => String::new(),
        };
        let (client, end) = runtime.block_on(async {
            let client = network.client(&base);
            (client, Instant::now() + network.patience.whole)
        });
        Ok(Self {
            client: client?,
            runtime,
            base,
            server,
            below,
            token: token.to_owned(),
            headers,
            patience: network.patience,
            pauses: network.patience.pauses,
            end,
        })
    }

    /// Reads one page; tried again where the platform fails.
    pub(super) fn read(&mut self, path: &str) -> Result<Answer, Trouble> {
        self.read_again(&Method::GET, &format!("{}{path}", self.below), None)
    }

    /// Asks GraphQL, which GitHub Enterprise Server has beside its API and not below.
    pub(super) fn ask(&mut self, query: &str, variables: &Value) -> Result<Value, Trouble> {
        let path = match self.below.strip_suffix("/api/v3") {
            Some(above) => format!("{above}/api/graphql"),
            None => format!("{}/graphql", self.below),
        };
        let body = json!({"query": query, "variables": variables});
        // What is asked or changed here can be asked or changed twice.
        let mut answer = self.read_again(&Method::POST, &path, Some(&body))?;
        if let Some(error) = answer.body.pointer("/errors/0") {
            let said = error["message"].as_str().unwrap_or("no reason given");
            let said = self.harmless(said);
            return Err(match error["type"].as_str() {
                Some("FORBIDDEN" | "INSUFFICIENT_SCOPES") => {
                    Trouble::Forbidden { status: 403, said }
                }
                Some("NOT_FOUND") => Trouble::Missing { said },
                _ => Trouble::Refused { status: 200, said },
            });
        }
        Ok(answer.body["data"].take())
    }

    fn read_again(
        &mut self,
        method: &Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Trouble> {
        let mut tries = 1;
        loop {
            match self.send(method, path, body) {
                Ok(answer) if answer.garbled => {
                    let status = answer.status;
                    return Err(Trouble::Garbled { status });
                }
                Err(trouble) if trouble.is_unsure() && tries < TRIES => {
                    self.step(tries)?;
                    tries += 1;
                }
                other => return other,
            }
        }
    }

    /// Reads a list to its end, or to `most` pages; the pages of `key` where
    /// the list stands inside of an object.
    pub(super) fn read_all(
        &mut self,
        path: &str,
        key: Option<&str>,
        most: usize,
    ) -> Result<Vec<Value>, Trouble> {
        let mut all = Vec::new();
        let mut path = format!("{}{path}", self.below);
        for _ in 0..most {
            let mut answer = self.read_again(&Method::GET, &path, None)?;
            let page = match key {
                Some(key) => answer.body.get_mut(key).map(Value::take),
                None => Some(answer.body),
            };
            let Some(Value::Array(page)) = page else {
                return Err(Trouble::Garbled {
                    status: answer.status,
                });
            };
            all.extend(page);
            match answer.next {
                Some(next) => path = self.same_origin(&next)?,
                None => break,
            }
        }
        Ok(all)
    }

    /// Writes once. What fails is for the caller to look at, who knows how to
    /// tell whether it was done.
    pub(super) fn write(
        &mut self,
        method: &Method,
        path: &str,
        body: &Value,
    ) -> Result<Answer, Trouble> {
        self.send(method, &format!("{}{path}", self.below), Some(body))
    }

    /// Waits after a failure, the longer the more there were.
    pub(super) fn step(&mut self, tries: u32) -> Result<(), Trouble> {
        self.pause(self.patience.step * tries)
    }

    /// Waits as long as there is patience left for it.
    fn pause(&mut self, pause: Duration) -> Result<(), Trouble> {
        let left = self.pauses.min(self.left());
        if pause > left {
            return Err(Trouble::Busy {
                asked: pause.as_secs(),
            });
        }
        self.pauses -= pause;
        self.runtime.block_on(async { sleep(pause).await });
        Ok(())
    }

    fn left(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    /// One request, and again where the platform says that it was too busy to
    /// do it, and when to come back.
    fn send(
        &mut self,
        method: &Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Trouble> {
        loop {
            let end = (Instant::now() + self.patience.answer).min(self.end);
            let exchange = exchange(
                &self.client,
                &self.server,
                &self.headers,
                method,
                path,
                body,
            );
            let answer = self
                .runtime
                .block_on(async { timeout_at(end, exchange).await });
            let raw = match answer {
                Ok(Ok(raw)) => raw,
                Ok(Err(said)) => {
                    let said = self.harmless(&said);
                    return Err(match said.strip_prefix(UNTRUSTED) {
                        Some(why) => Trouble::Untrusted {
                            said: why.to_owned(),
                        },
                        None => Trouble::Unreachable { said },
                    });
                }
                Err(_) => return Err(Trouble::TimedOut),
            };
            match raw.pause() {
                Some(pause) => self.pause(pause)?,
                None => return self.judge(raw),
            }
        }
    }

    fn judge(&self, raw: Raw) -> Result<Answer, Trouble> {
        let said = || self.harmless(&raw.said());
        let status = raw.status;
        match status {
            200..=299 => {
                let body = raw.body.as_deref();
                let parsed = body.and_then(|body| serde_json::from_slice(body).ok());
                Ok(Answer {
                    garbled: parsed.is_none(),
                    body: parsed.unwrap_or(Value::Null),
                    next: raw.next(),
                    status,
                })
            }
            300..=399 => Err(Trouble::Elsewhere),
            401 | 403 => Err(Trouble::Forbidden {
                status,
                said: said(),
            }),
            404 | 410 => Err(Trouble::Missing { said: said() }),
            409 => Err(Trouble::Conflict { said: said() }),
            500..=599 => Err(Trouble::Server { status }),
            _ => Err(Trouble::Refused {
                status,
                said: said(),
            }),
        }
    }

    /// The path and query of a page on this very server.
    fn same_origin(&self, address: &str) -> Result<String, Trouble> {
        let uri: Uri = address.parse().map_err(|_| Trouble::Elsewhere)?;
        let same = uri.scheme() == self.base.scheme() && origin(&uri) == origin(&self.base);
        let path = uri.path_and_query().map_or("", |path| path.as_str());
        if same {
            Ok(path.to_owned())
        } else {
            Err(Trouble::Elsewhere)
        }
    }

    /// What somebody else said, on one line, short, and without the token.
    fn harmless(&self, said: &str) -> String {
        let line = said.lines().next().unwrap_or("").trim();
        let line = line.replace(&self.token, "***");
        let mut short: String = line.chars().take(SAID).collect();
        if short.len() < line.len() {
            short.push('…');
        }
        short
    }
}

/// Host and port, the port that the scheme implies included.
fn origin(uri: &Uri) -> (Option<String>, u16) {
    let implied = if uri.scheme_str() == Some("http") {
        80
    } else {
        443
    };
    let host = uri.host().map(str::to_ascii_lowercase);
    (host, uri.port_u16().unwrap_or(implied))
}

/// The address of an API without a slash at its end. A token travels by TLS, or
/// not beyond this machine.
fn base(address: &str) -> Result<Uri, Trouble> {
    let refuse = |why| Trouble::Address {
        address: address.chars().take(SAID).collect(),
        why,
    };
    let trimmed = address.trim_end_matches('/');
    let uri: Uri = trimmed
        .parse()
        .map_err(|_| refuse(Text::new("it is no address", "주소가 아님")))?;
    let host = uri
        .host()
        .ok_or_else(|| refuse(Text::new("it names no host", "호스트가 없음")))?;
    if uri.authority().is_some_and(|it| it.as_str().contains('@')) {
        return Err(Trouble::Address {
            address: host.to_owned(),
            why: Text::new(
                "it holds a name or password",
                "이름이나 비밀번호가 들어 있음",
            ),
        });
    }
    let here = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if here => Ok(uri),
        _ => Err(refuse(text!(
            "a token is only sent by https",
            "토큰은 https로만 보냄"
        ))),
    }
}

async fn exchange(
    client: &Octocrab,
    server: &str,
    headers: &[(HeaderName, HeaderValue)],
    method: &Method,
    path: &str,
    body: Option<&Value>,
) -> Result<Raw, String> {
    let request = Request::builder()
        .method(method)
        .uri(format!("{server}{path}"));
    let mut request = client
        .build_request(request, body)
        .map_err(|error| error.to_string())?;
    request.headers_mut().extend(headers.iter().cloned());
    let answer = client
        .execute(request)
        .await
        .map_err(|error| told(&error))?;
    let (parts, body) = answer.into_parts();
    let body = Limited::new(body, LARGEST).collect().await;
    Ok(Raw {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: body.ok().map(|body| body.to_bytes().to_vec()),
    })
}

/// The innermost cause of an error: the outer ones only name layers.
fn told(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
