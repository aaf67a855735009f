//! GitLab's Code Quality report: a list of issues in the subset of the
//! Code Climate format that GitLab reads. Its widget in a merge request
//! compares the lists of both branches by fingerprint alone.
//!
//! The format knows no room for what was not checked, so each reason is an
//! issue of the lowest severity; a list that is empty says that all was seen.

use std::collections::HashSet;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::arrange::{self, Omission};
use super::wording::{self, pick};
use super::{Renderer, Style, json, neutral};
use crate::model::Level;
use crate::model::report::{Finding, Report};

/// Names that one issue gives of what was not checked for its reason.
const NAMES: usize = 20;
/// Digits of a fingerprint: 128 bits are unique enough.
const DIGITS: usize = 32;
/// The rule that what was not checked stands under.
const NOT_CHECKED: &str = "not-checked";

/// The renderer `codequality`.
pub(super) struct CodeQuality;

impl Renderer for CodeQuality {
    fn name(&self) -> &'static str {
        "codequality"
    }

    fn describe(&self) -> &'static str {
        "GitLab's Code Quality report: what a merge request adds and mends"
    }

    fn render(&self, report: &Report, _style: &Style) -> Vec<u8> {
        let mut fingerprints = Fingerprints::default();
        let mut issues: Vec<Value> = arrange::findings(report)
            .map(|finding| {
                let anchor = arrange::anchor(report, finding);
                json!({
                    "type": "issue",
                    "check_name": finding.rule,
                    "description": description(report, finding),
                    "categories": ["Compatibility"],
                    "severity": severity(finding),
                    "fingerprint": fingerprints.of(&finding.fingerprint),
                    "location": location(anchor.path, anchor.start.line, anchor.end.line),
                })
            })
            .collect();
        for omission in arrange::not_checked(report) {
            let path = report.systems.first().map_or("", |system| &system.path);
            issues.push(json!({
                "type": "issue",
                "check_name": NOT_CHECKED,
                "description": passed_over(report, &omission),
                "categories": ["Compatibility"],
                "severity": "info",
                // The names are left out: a new file is no new reason.
                "fingerprint": fingerprints.of(&format!("{NOT_CHECKED}:{}", omission.reason)),
                "location": location(path, 1, 1),
            }));
        }
        json::pretty(&issues)
    }
}

/// What is wrong, why it is undecided or does not count, and how to mend it,
/// on the one line that the widget has.
fn description(report: &Report, finding: &Finding) -> String {
    let language = report.lang;
    let mut parts = vec![finding.message.clone()];
    if let Some(why) = wording::not_opened(language, finding) {
        parts.push(format!("{}: {why}", finding.path));
    }
    if let Some(by) = &finding.suppression {
        let word = wording::suppressed(language, &by.kind);
        parts.push(format!("{word}: {}", wording::suppression(language, by)));
    } else {
        if let Some(why) = wording::undecided(language, finding) {
            let outcome = wording::outcome(language, finding.outcome);
            parts.push(format!("{outcome}: {why}"));
        }
        if !finding.fix.is_empty() {
            parts.push(format!(
                "{}: {}",
                pick(language, "fix", "해결"),
                finding.fix
            ));
        }
    }
    neutral::line(&parts.join("; "))
}

fn passed_over(report: &Report, omission: &Omission<'_>) -> String {
    let label = pick(report.lang, "not checked", "확인 못 한 것");
    let said = omission.sentence(report.lang, NAMES, str::to_owned, str::to_owned);
    neutral::line(&format!("{label}: {said}"))
}

fn severity(finding: &Finding) -> &'static str {
    match finding.level {
        _ if finding.suppression.is_some() => "info",
        _ if finding.blocking => "blocker",
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Note | Level::Off => "info",
    }
}

/// A place; GitLab links no path that begins elsewhere than at the root.
fn location(path: &str, begin: u32, end: u32) -> Value {
    let mut path = path.trim_start_matches('/');
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    let path = if path.is_empty() { "ethics.yml" } else { path };
    let begin = begin.max(1);
    json!({"path": path, "lines": {"begin": begin, "end": end.max(begin)}})
}

/// Fingerprints, never two alike: GitLab shows one of equals. A finding's own
/// is kept, so that it is the same one in every format.
#[derive(Default)]
struct Fingerprints {
    given: HashSet<String>,
}

impl Fingerprints {
    fn of(&mut self, cause: &str) -> String {
        let is_digest = !cause.is_empty() && cause.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_digest && self.given.insert(cause.to_owned()) {
            return cause.to_owned();
        }
        let mut salted = cause.to_owned();
        loop {
            let digest = Sha256::digest(salted.as_bytes());
            let mut hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            hex.truncate(DIGITS);
            if self.given.insert(hex.clone()) {
                return hex;
            }
            salted.push('+');
        }
    }
}
