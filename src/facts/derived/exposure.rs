//! `exposure`: what in the tree opens a system to people beyond its team:
//! a public link, a page on a hub, a route from outside into a cluster, an app
//! in a store. A port that a container exposes reaches nobody by itself, so it
//! is no sign. A network may still keep others out, which no file here says.

use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::path::parted;
use crate::model::{Document, Fact, Place, Span, Type, Value};
use crate::source::{Blob, Entry, code};

/// What opens a system to others.
pub static FAMILY: Family = Family {
    name: "exposure",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("exposure.signs[].name", Type::Text, "code, deployment files, manifests of apps", "what opens the system to people beyond its team, as it is written"),
    Fact::new("exposure.signs[].path", Type::Text, "code, deployment files, manifests of apps", "the file that it stands in"),
    Fact::new("exposure.signs[].confidence", Type::OneOf(&["high", "low"]), "code, deployment files, manifests of apps", "high where it lets anybody in by itself, low where a network or a store may still keep them out"),
];

/// Folders that reach nobody.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "docs", "evidence", "examples", "fixtures", "node_modules", "test", "tests", "vendor",
];

/// The largest file that is read.
const LARGEST: u64 = 512 << 10;

/// Which files a sign is looked for in.
#[derive(Clone, Copy)]
enum Files {
    /// By the ending of the name.
    Ending(&'static [&'static str]),
    /// By the whole name, in lower case.
    Name(&'static [&'static str]),
}

struct Sign {
    files: Files,
    /// What has to stand in the file, in any order; the first is told.
    patterns: &'static [&'static str],
    /// What must not stand there.
    without: &'static str,
    sure: bool,
}

const PYTHON: Files = Files::Ending(&["py", "ipynb"]);
const YAML: Files = Files::Ending(&["yml", "yaml"]);
/// How a route says that it stays inside.
const INSIDE: &str = r"(?i)internal|private|intranet";

#[rustfmt::skip]
const SIGNS: &[Sign] = &[
    Sign { files: PYTHON, patterns: &[r"\bshare\s*=\s*True\b", r"\.launch\("], without: "", sure: true },
    Sign { files: PYTHON, patterns: &[r"\bngrok\.(?:connect|forward)\("], without: "", sure: true },
    Sign { files: Files::Ending(&["tf", "json", "yml", "yaml", "sh"]), patterns: &[r"\ballUsers\b", r"roles/run\.invoker|cloudfunctions\.invoker|iam|members"], without: "", sure: true },
    Sign { files: Files::Ending(&["sh", "yml", "yaml"]), patterns: &[r"--allow-unauthenticated\b"], without: "", sure: true },
    Sign { files: Files::Ending(&["tf", "yml", "yaml"]), patterns: &[r"(?:authorization_type|AuthType|authorizationType)\s*[=:]\s*['\x22]?NONE\b"], without: "", sure: true },
    Sign { files: Files::Name(&["readme.md"]), patterns: &[r"\A\u{feff}?---\r?\n(?:[^\n]*\n){0,30}?sdk:\s*(?:gradio|streamlit|docker|static)\b"], without: "", sure: false },
    Sign { files: YAML, patterns: &[r"(?m)^kind:\s*(?:Ingress|HTTPRoute|VirtualService)\b"], without: INSIDE, sure: false },
    Sign { files: YAML, patterns: &[r"(?m)^\s+type:\s*LoadBalancer\b", r"(?m)^kind:\s*Service\b"], without: INSIDE, sure: false },
    Sign { files: Files::Name(&["serverless.yml", "serverless.yaml"]), patterns: &[r"(?m)^\s*-\s*(?:httpApi|http|websocket)\b"], without: r"(?i)private:\s*true|authorizer", sure: false },
    Sign { files: YAML, patterns: &[r"AWS::Serverless::(?:Api|HttpApi)\b"], without: r"(?i)\bAuth:|PRIVATE", sure: false },
    Sign { files: Files::Name(&["fly.toml"]), patterns: &[r"(?m)^\[\[?(?:http_service|services)\b"], without: "", sure: false },
    Sign { files: Files::Name(&["render.yaml"]), patterns: &[r"type:\s*web\b"], without: "", sure: false },
    Sign { files: Files::Name(&["vercel.json", "netlify.toml", "wrangler.toml"]), patterns: &[r"[\w$]+"], without: "", sure: false },
    Sign { files: Files::Name(&["androidmanifest.xml"]), patterns: &[r"android\.intent\.category\.LAUNCHER"], without: "", sure: false },
    Sign { files: Files::Name(&["manifest.json"]), patterns: &[r"\x22manifest_version\x22\s*:\s*[23]"], without: "", sure: false },
    Sign { files: Files::Name(&["appfile", "deliverfile"]), patterns: &[r"(?m)^\s*(?:app_identifier|package_name)\b"], without: "", sure: false },
];

struct Compiled {
    patterns: Vec<Regex>,
    without: Option<Regex>,
}

static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let regex = |pattern: &&str| {
        Regex::new(pattern).expect("internal error: the pattern of a sign is no pattern")
    };
    SIGNS
        .iter()
        .map(|sign| Compiled {
            patterns: sign.patterns.iter().map(regex).collect(),
            without: (!sign.without.is_empty()).then(|| regex(&sign.without)),
        })
        .collect()
});

fn derive(scope: &Scope) -> Derived {
    let mut found: Vec<Value> = match scope.declared_str("system.users") {
        // Who is said to use it beyond the team needs no sign.
        None | Some("team") => scope
            .files
            .par_iter()
            .filter(|entry| entry.size <= LARGEST)
            .filter_map(|entry| of_file(scope, entry))
            .collect(),
        _ => Vec::new(),
    };
    found.sort_by_key(|sign| sign.place.as_ref().map(|place| place.path().to_owned()));
    let signs = Value::list(found).with_place(scope.place_of("system.users"));
    Derived::of("exposure", Value::record([("signs", signs)]))
}

/// The surest sign of a file.
fn of_file(scope: &Scope, entry: &Entry) -> Option<Value> {
    let own = scope.within(&entry.path);
    let (folders, name) = parted(own);
    let name = name.to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_of = |files: Files| match files {
        Files::Ending(endings) => endings.contains(&ending),
        Files::Name(names) => names.contains(&&*name),
    };
    if folders.split('/').any(|folder| ASIDE.contains(&folder))
        || !SIGNS.iter().any(|sign| is_of(sign.files))
    {
        return None;
    }
    let Blob::Text(document) = scope.tree.read(&entry.path) else {
        return None;
    };
    let is_there = |text: &str| {
        let mut signs = SIGNS.iter().zip(COMPILED.iter());
        signs.any(|(sign, compiled)| {
            let first = compiled.patterns.first();
            is_of(sign.files) && first.is_some_and(|first| first.is_match(text))
        })
    };
    let said = code::spoken_where(&document, is_there)?;
    SIGNS
        .iter()
        .zip(COMPILED.iter())
        .find_map(|(sign, compiled)| {
            let (first, others) = compiled.patterns.split_first()?;
            let hit = first.find(&said).filter(|_| is_of(sign.files))?;
            let holds = others.iter().all(|other| other.is_match(&said))
                && !compiled
                    .without
                    .as_ref()
                    .is_some_and(|without| without.is_match(&said));
            holds.then(|| record(&document, hit.range(), sign.sure))
        })
}

fn record(document: &std::sync::Arc<Document>, hit: std::ops::Range<usize>, sure: bool) -> Value {
    // The last line of what was found is what says it.
    let text = &document.text[hit.clone()];
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let blank = text[line..].len() - text[line..].trim_start().len();
    let span = Span::new(hit.start + line + blank, hit.end);
    let place = Place::new(document, span);
    let mut record = Record::new();
    let name = place.text().trim().to_owned();
    record.put("name", Value::at(name.into(), place.clone()));
    record.put("path", Value::computed(place.path()));
    record.put(
        "confidence",
        Value::computed(if sure { "high" } else { "low" }),
    );
    record.into_value(Some(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        assert_eq!(COMPILED.len(), SIGNS.len());
    }
}
