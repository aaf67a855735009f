//! Comments on lines: what ought to stand there, held against what does. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::diff::{self, Hunk, Spot};
use super::marker::{Marker, digest};
use super::quick::disarmed;
use super::suggestion::{self, Suggestion};
use super::{Dialect, Origin, path};
use crate::model::report::Report;
use crate::model::{Language, Text, text};
use crate::render;

/// Comments that stand open at one time. A page with hundreds can't be used,
/// and more than thirty in one request were seen to fail half-way.
pub(super) const MOST: usize = 30;
/// Bytes of a body.
const BODY: usize = 60_000;

/// A finding, and what is said of it on its line.
#[derive(Clone, Debug)]
pub(super) struct Desired {
    /// The file, as the platform knows it; `None` where it can't know it.
    pub(super) path: Option<String>,
    /// The lines; `None` where the change did not add one of them.
    pub(super) spot: Option<Spot>,
    finding: String,
    rule: String,
    comment: String,
    suggestion: Option<Suggestion>,
    dialect: Dialect,
}

/// A comment of one's own that stands there. `K` is how the platform names it.
#[derive(Clone, Debug)]
pub(super) struct Existing<K> {
    /// Its name.
    pub(super) key: K,
    /// What its first line says.
    pub(super) marker: Marker,
    /// All of it.
    pub(super) body: String,
    /// The lines that it hangs on now, where they still are in the diff.
    pub(super) lines: Option<(u32, u32)>,
}

/// A comment to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct New {
    /// The file.
    pub(super) path: String,
    /// The lines.
    pub(super) spot: Spot,
    /// All of it.
    pub(super) body: String,
}

/// What is to be done, in this order.
#[derive(Debug)]
pub(super) struct Plan<K> {
    /// Comments whose words are others now.
    pub(super) rewrite: Vec<(K, String)>,
    /// Comments whose finding has come back.
    pub(super) reopen: Vec<(K, String)>,
    /// Comments whose finding is gone, or that say what another one says.
    pub(super) close: Vec<(K, String)>,
    /// Comments that are missing.
    pub(super) new: Vec<New>,
    /// Findings on changed lines that have no room.
    pub(super) rolled_up: usize,
    /// Findings on lines that the change did not touch.
    pub(super) elsewhere: usize,
}

/// What ought to stand there, the worst first.
pub(super) fn desired(
    report: &Report,
    origin: Origin,
    dialect: Dialect,
    patches: &BTreeMap<String, String>,
) -> Vec<Desired> {
    let posts = render::posts(report);
    let mut read: BTreeMap<String, Vec<Hunk>> = BTreeMap::new();
    let mut all = Vec::with_capacity(posts.len());
    for post in &posts {
        let path = path(post.path);
        let hunks: &[Hunk] = match path.as_ref().and_then(|path| patches.get_key_value(path)) {
            Some((path, patch)) => read
                .entry(path.clone())
                .or_insert_with(|| diff::hunks(patch)),
            None => &[],
        };
        let spot = diff::find(hunks, post.first, post.last).map(|(_, spot)| spot);
        // Nobody is offered a change that an unknown file thought of.
        let suggestion = match origin {
            Origin::Judged => suggestion::of(report, post, hunks),
            Origin::File => None,
        };
        all.push(Desired {
            path,
            spot,
            finding: digest(post.finding.fingerprint.as_bytes()),
            rule: digest(post.finding.rule.as_bytes()),
            comment: match dialect {
                Dialect::GitHub => post.comment(report),
                Dialect::GitLab => disarmed(&post.comment(report)),
            },
            suggestion: suggestion.filter(|_| spot.is_some()),
            dialect,
        });
    }
    all
}

impl Desired {
    /// The body on some lines: a suggestion replaces exactly the lines that its
    /// comment hangs on, so it stands nowhere else.
    fn body(&self, origin: Origin, lines: Option<(u32, u32)>) -> String {
        let marker = Marker::Finding {
            finding: self.finding.clone(),
            rule: self.rule.clone(),
            closed: false,
        };
        let mut body = format!("{}{}", marker.line(origin), self.comment);
        let suggestion = self.suggestion.as_ref();
        let block = suggestion
            .zip(lines)
            .and_then(|(suggestion, lines)| suggestion.block(self.dialect, lines));
        body.push_str(&block.unwrap_or_default());
        body
    }

    /// Where a new comment hangs, with its body.
    fn new_comment(&self, origin: Origin) -> Option<New> {
        let mut spot = self.spot?;
        let lines = match (self.dialect, &self.suggestion) {
            (Dialect::GitHub, Some(suggestion)) => {
                (spot.first, spot.last) = (suggestion.first, suggestion.last);
                (spot.first, spot.last)
            }
            (Dialect::GitHub, None) => (spot.first, spot.last),
            (Dialect::GitLab, _) => (spot.added, spot.added),
        };
        Some(New {
            path: self.path.clone()?,
            spot,
            body: self.body(origin, Some(lines)),
        })
    }
}

/// What is to be done so that `desired` stands there once.
pub(super) fn plan<K: Clone>(
    report: &Report,
    origin: Origin,
    commit: &str,
    desired: &[Desired],
    existing: &[Existing<K>],
) -> Plan<K> {
    let mut plan = Plan {
        rewrite: Vec::new(),
        reopen: Vec::new(),
        close: Vec::new(),
        new: Vec::new(),
        rolled_up: 0,
        elsewhere: 0,
    };
    let wanted: BTreeMap<&str, &Desired> = desired
        .iter()
        .map(|desired| (desired.finding.as_str(), desired))
        .collect();
    let unknown = not_judged(report);
    let nothing_judged = report.checked.checks == 0;
    let mut told = BTreeSet::new();
    let mut open = 0;
    for there in existing {
        let Marker::Finding {
            finding,
            rule,
            closed,
        } = &there.marker
        else {
            continue;
        };
        let words = |end| ending(report.lang, commit, end);
        match wanted.get(finding.as_str()) {
            Some(_) if told.contains(finding.as_str()) => {
                if !closed {
                    let body = closed_body(there, origin, &words(End::Twice));
                    plan.close.push((there.key.clone(), body));
                }
            }
            Some(desired) => {
                told.insert(finding.as_str());
                open += 1;
                let body = desired.body(origin, there.lines);
                if *closed {
                    plan.reopen.push((there.key.clone(), body));
                } else if !is_same(&there.body, &body) {
                    plan.rewrite.push((there.key.clone(), body));
                }
            }
            None if *closed => {}
            // What was not judged is not known to be mended.
            None if nothing_judged || unknown.contains(rule) => open += 1,
            None => {
                let body = closed_body(there, origin, &words(End::Gone));
                plan.close.push((there.key.clone(), body));
            }
        }
    }
    let missing = desired
        .iter()
        .filter(|desired| !told.contains(desired.finding.as_str()));
    for desired in missing {
        match desired.new_comment(origin) {
            None => plan.elsewhere += 1,
            Some(_) if open >= MOST => plan.rolled_up += 1,
            Some(new) => {
                open += 1;
                plan.new.push(new);
            }
        }
    }
    plan
}

impl<K> Plan<K> {
    /// What was done, once it is done.
    pub(super) fn summary(&self) -> Text {
        let mut done = vec![text!("{} new", "새로 {}건", self.new.len())];
        for (number, en, ko) in [
            (self.rewrite.len() + self.reopen.len(), "updated", "고침"),
            (self.close.len(), "settled", "해결"),
            (
                self.rolled_up,
                "without room, in the summary",
                "자리가 없어 요약에 둠",
            ),
            (
                self.elsewhere,
                "outside of the change, in the summary",
                "변경 밖이라 요약에 둠",
            ),
        ] {
            if number > 0 {
                done.push(Text::new(
                    format!("{number} {en}"),
                    format!("{ko} {number}건"),
                ));
            }
        }
        Text::join(&done, ", ")
    }
}

/// Digests of the rules that were not judged, in whole or in part.
fn not_judged(report: &Report) -> BTreeSet<String> {
    let rules = report.not_checked.iter();
    rules
        .filter_map(|omission| omission.rule.as_deref())
        .map(|rule| digest(rule.split('#').next().unwrap_or(rule).as_bytes()))
        .collect()
}

#[derive(Clone, Copy)]
enum End {
    Gone,
    Twice,
}

fn ending(language: Language, commit: &str, end: End) -> String {
    let short: String = commit.chars().take(10).collect();
    match (end, language) {
        (End::Gone, Language::En) => format!("**Settled**: not found any more in `{short}`."),
        (End::Gone, Language::Ko) => {
            format!("**해결됨**: `{short}`에서는 더 이상 나오지 않습니다.")
        }
        (End::Twice, Language::En) => "**Settled here**: another comment says the same.".to_owned(),
        (End::Twice, Language::Ko) => {
            "**여기서는 닫음**: 같은 내용의 의견이 따로 있습니다.".to_owned()
        }
    }
}

/// A body with how it ended before what it said.
fn closed_body<K>(there: &Existing<K>, origin: Origin, ending: &str) -> String {
    let marker = match there.marker.clone() {
        Marker::Finding { finding, rule, .. } => Marker::Finding {
            finding,
            rule,
            closed: true,
        },
        other => other,
    };
    let said = there.body.split_once('\n').map_or("", |(_, said)| said);
    let mut body = format!("{}{ending}\n\n{said}", marker.line(origin));
    let mut end = body.len().min(BODY);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    body.truncate(end);
    body
}

/// Whether two bodies are one: platforms trim them and change line breaks.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let lines = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    lines(one) == lines(other)
}
