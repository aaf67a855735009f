//! Where code sends people's data: hosts of services that are known for
//! models and analytics, signs that hint at one, and whether a declared
//! processor is in the code at all. Code is read as text and never run.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rayon::prelude::*;

use super::hosts;
use super::services::SERVICES;
use crate::facts::{Scope, countries};
use crate::manifest::record::Record;
use crate::model::path::name_of;
use crate::model::{Document, Kind, Place, Span, Value};
use crate::source::{Blob, Entry, code};

/// The largest file of code or settings that is read.
const LARGEST: u64 = 1 << 20;
const CODE: &[&str] = &[
    "cjs", "cs", "go", "html", "ipynb", "java", "js", "jsx", "kt", "mjs", "php", "py", "rb", "rs",
    "scala", "sh", "svelte", "swift", "ts", "tsx", "vue",
];
const SETTINGS: &[&str] = &["cfg", "conf", "env", "ini", "tf", "toml", "yaml", "yml"];
/// Folders whose settings are data, and whose code never meets a user.
const ASIDE: &[&str] = &[
    "data",
    "datasets",
    "docs",
    "evidence",
    "examples",
    "fixtures",
    "node_modules",
    "test",
    "tests",
    "vendor",
];
/// What a sign is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Sign {
    Host,
    Import,
    Name,
}

/// A sign of a service at its place.
struct Found {
    service: usize,
    sign: Sign,
    text: String,
    place: Place,
}

struct Signs {
    search: AhoCorasick,
    of: Vec<(usize, Sign)>,
}

static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let (mut texts, mut of) = (Vec::new(), Vec::new());
    for (index, service) in SERVICES.iter().enumerate() {
        for (sign, words) in [
            (Sign::Host, service.hosts),
            (Sign::Import, service.modules),
            (Sign::Name, service.names),
        ] {
            for word in words {
                texts.push(hosts::longest_part(word));
                of.push((index, sign));
            }
        }
    }
    Signs {
        search: AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(texts)
            .expect("internal error: the signs of services make an automaton"),
        of,
    }
});

fn ending(path: &str) -> &str {
    let name = name_of(path);
    name.rsplit_once('.').map_or(name, |(_, ending)| ending)
}

fn is_read(scope: &Scope, path: &str) -> bool {
    let own = scope.within(path);
    let name = name_of(own);
    let aside = own
        .split('/')
        .rev()
        .skip(1)
        .any(|folder| ASIDE.contains(&folder));
    let code =
        CODE.contains(&ending(path)) || name.starts_with("Dockerfile") || name.starts_with(".env");
    // Most JSON is data; settings say so in their names or in that of their folder.
    let settings = match ending(path) {
        "json" => ["config", "settings", "env"]
            .iter()
            .any(|word| own.to_ascii_lowercase().contains(word)),
        ending => SETTINGS.contains(&ending),
    };
    path != scope.path && !aside && (code || settings)
}

/// Every text of code and settings.
fn documents(scope: &Scope) -> Vec<Arc<Document>> {
    let wanted = |entry: &&&Entry| entry.size <= LARGEST && is_read(scope, &entry.path);
    scope
        .files
        .par_iter()
        .filter(wanted)
        .filter_map(|entry| match scope.tree.read(&entry.path) {
            Blob::Text(document) => Some(document),
            _ => None,
        })
        .collect()
}

/// Facts of requests, of hints, and of the processors that are declared.
pub(super) fn facts(scope: &Scope) -> [(&'static str, Value); 3] {
    let documents = documents(scope);
    let mut found: Vec<Found> = documents.par_iter().flat_map_iter(signs).collect();
    found.sort_by(|one, other| {
        let key = |found: &Found| (found.place.path().to_owned(), found.place.span.start);
        key(one).cmp(&key(other))
    });
    let declared = declared(scope);
    let asked: HashSet<usize> = found
        .iter()
        .filter(|found| found.sign == Sign::Host)
        .map(|found| found.service)
        .collect();
    let (mut requests, mut hints) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for one in &found {
        let host = one.sign == Sign::Host;
        let key = if host {
            (one.service, one.text.clone())
        } else {
            (one.service, String::new())
        };
        // Where its host stands too, the hint says nothing new.
        if (!host && asked.contains(&one.service)) || !seen.insert(key) {
            continue;
        }
        let value = value(one, &declared);
        if host { &mut requests } else { &mut hints }.push(value);
    }
    let place = scope.place_of("privacy.processors");
    [
        ("requests", Value::list(requests).with_place(place.clone())),
        ("hints", Value::list(hints).with_place(place)),
        ("processors", processors(scope, &documents, &found)),
    ]
}

/// Hosts and names of the declared processors, in lower case.
struct Declared {
    hosts: BTreeSet<String>,
    names: BTreeSet<String>,
}

fn entries<'a>(scope: &'a Scope) -> impl Iterator<Item = &'a Value> {
    scope
        .declared("privacy.processors")
        .into_iter()
        .flat_map(Value::items)
}

fn hosts(entry: &Value) -> impl Iterator<Item = String> {
    entry
        .get("hosts")
        .into_iter()
        .flat_map(Value::items)
        .filter_map(Value::as_str)
        .map(str::to_ascii_lowercase)
}

fn declared(scope: &Scope) -> Declared {
    Declared {
        hosts: entries(scope).flat_map(hosts).collect(),
        names: entries(scope)
            .filter_map(|entry| entry.get("name")?.as_str())
            .map(str::to_lowercase)
            .collect(),
    }
}

impl Declared {
    fn has_host(&self, host: &str) -> bool {
        let host = hosts::general(host);
        self.hosts.iter().any(|declared| {
            let declared = declared.trim_start_matches("*.");
            hosts::covers(declared, &host) || (host.contains('*') && hosts::covers(&host, declared))
        })
    }

    /// Whether an entry lists a host of the service, or is named after it.
    fn has_service(&self, service: usize) -> bool {
        let service = &SERVICES[service];
        let name = service.name.to_lowercase();
        self.names.iter().any(|declared| declared.contains(&name))
            || service.hosts.iter().any(|host| {
                self.has_host(host)
                    || self
                        .hosts
                        .iter()
                        .any(|declared| hosts::covers(host, declared))
            })
    }
}

fn value(found: &Found, declared: &Declared) -> Value {
    let mut record = Record::new();
    let known = match found.sign {
        Sign::Host => declared.has_host(&found.text),
        Sign::Import | Sign::Name => declared.has_service(found.service),
    };
    record.keep("service", Value::computed(SERVICES[found.service].name));
    let key = match found.sign {
        Sign::Host => "host",
        Sign::Import | Sign::Name => "sign",
    };
    record.keep(key, Value::computed(found.text.as_str()));
    record.keep("path", Value::computed(found.place.path()));
    record.keep("declared", Value::computed(known));
    record.into_value(Some(found.place.clone()))
}

fn signs(document: &Arc<Document>) -> Vec<Found> {
    let is_there = |text: &str| SIGNS.search.is_match(text);
    let Some(said) = code::spoken_where(document, is_there) else {
        return Vec::new();
    };
    let text = said.as_bytes();
    let mut found = Vec::new();
    for hit in SIGNS.search.find_iter(text) {
        let (service, sign) = SIGNS.of[hit.pattern().as_usize()];
        let span = match sign {
            Sign::Host => hosts::around(&said, hit.range()).filter(|host| {
                let host = hosts::general(&said[host.clone()].to_ascii_lowercase());
                let known = SERVICES[service].hosts;
                known.iter().any(|known| hosts::covers(known, &host))
            }),
            Sign::Import => {
                is_import(line(&said, hit.start()), &said[hit.range()]).then(|| hit.range())
            }
            Sign::Name => stands_alone(text, hit.start(), hit.end()).then(|| hit.range()),
        };
        if let Some(span) = span {
            // A name is told in its own spelling.
            let text = match sign {
                Sign::Name => said[span.clone()].to_owned(),
                Sign::Host | Sign::Import => said[span.clone()].to_ascii_lowercase(),
            };
            found.push(Found {
                service,
                sign,
                text,
                place: Place::new(document, Span::new(span.start, span.end)),
            });
        }
    }
    found
}

/// The line that a position stands in.
fn line(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline);
    &text[start..end]
}

fn stands_alone(text: &[u8], start: usize, end: usize) -> bool {
    let word =
        |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let before = start.checked_sub(1).and_then(|at| text.get(at));
    !word(before) && !word(text.get(end))
}

/// Whether a line imports a module.
fn is_import(line: &str, module: &str) -> bool {
    let line = line.trim_start().trim_start_matches('"').trim_start();
    let python = ["import ", "from "].iter().any(|word| {
        line.strip_prefix(word).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.strip_prefix(module).is_some_and(|rest| {
                !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
            })
        })
    });
    let quoted = ['"', '\'']
        .iter()
        .any(|quote| line.contains(&format!("{quote}{module}{quote}")));
    let takes = ["import", "require(", "from "]
        .iter()
        .any(|word| line.contains(word));
    python || (quoted && takes)
}

/// Each declared processor: what its entry leaves out, and whether code knows it.
fn processors(scope: &Scope, documents: &[Arc<Document>], found: &[Found]) -> Value {
    let Some(list) = scope.declared("privacy.processors") else {
        return Value::list([]).with_place(scope.place_of("privacy"));
    };
    let markets: Option<BTreeSet<&str>> = scope
        .declared("system.markets")
        .map(|markets| markets.items().iter().filter_map(Value::as_str).collect());
    let entries = list.items().iter().map(|entry| {
        let mut record = Record::new();
        record.put("name", entry.get("name").cloned());
        let lacking = ["hosts", "country", "data", "basis"]
            .into_iter()
            .filter(|key| !entry.get(key).is_some_and(Value::says_something));
        record.keep("lacking", Value::list(lacking.map(Value::computed)));
        let country = entry
            .get("country")
            .filter(|country| country.says_something());
        record.put("country", country.cloned());
        let outside = match (country.and_then(Value::as_str), &markets) {
            (Some(country), Some(markets)) => !markets.iter().any(|market| {
                *market == country || (*market == "EU" && countries::overlap(market, country))
            }),
            _ => false,
        };
        record.keep("outside_markets", Value::computed(outside));
        let transfer = entry.get("transfer").is_some_and(Value::says_something);
        record.keep("has_transfer", Value::computed(transfer));
        record.keep("used", Value::computed(is_used(entry, documents, found)));
        record.into_value(None).placed_like(entry)
    });
    Value::list(entries.collect::<Vec<_>>()).placed_like(list)
}

fn is_used(entry: &Value, documents: &[Arc<Document>], found: &[Found]) -> Kind {
    let of = |sign: &Found| {
        let alone = Declared {
            hosts: hosts(entry).collect(),
            names: entry
                .get("name")
                .and_then(Value::as_str)
                .map(str::to_lowercase)
                .into_iter()
                .collect(),
        };
        alone.has_service(sign.service)
    };
    let named = hosts(entry).any(|host| {
        let host = host.trim_start_matches("*.").to_owned();
        documents
            .iter()
            .any(|document| document.text.contains(&host))
    });
    (named || found.iter().any(of)).into()
}
