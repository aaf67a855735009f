//! SARIF 2.1.0, valid to its schema and to what GitHub's code scanning takes.
//!
//! What held is not sent: code scanning would show it as an alert. A finding
//! that is undecided and blocks is sent as a fail with its outcome beside it,
//! since the standard gives every other kind the level none.

mod log;
mod place;
mod rules;
mod taxonomy;

use serde_json::{Map, Value, json};

use self::log::{
    ArtifactChange, Component, Descriptor, Fix, Invocation, Log, Message, Notification,
    Replacement, Run, SarifResult, Suppression, Tool,
};
use self::taxonomy::Taxonomies;
use super::wording::{self, pick};
use super::{Renderer, Style, arrange, json as report_json, neutral};
use crate::model::report::{self, Edit, Finding, NotChecked, Report};
use crate::model::{Language, Level, Outcome};

/// The folder that paths are relative to; whoever reads the file knows where it is.
const ROOT: &str = "%SRCROOT%";
/// The key of our fingerprint. The platform's own, `primaryLocationLineHash`,
/// is left to whoever uploads, who compares it with the line.
const FINGERPRINT: &str = "ethicsGate/v1";
/// Results that GitHub takes from one run.
const RESULTS: usize = 25_000;
/// Second places that GitHub shows of one result.
const PLACES: usize = 100;
/// Entries of what was not checked.
const NOTIFICATIONS: usize = 1_000;

/// The renderer `sarif`.
pub(super) struct Sarif;

impl Renderer for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn describe(&self) -> &'static str {
        "SARIF 2.1.0 for code scanning and editors"
    }

    fn render(&self, report: &Report, _style: &Style) -> Vec<u8> {
        report_json::pretty(&Log {
            schema: "https://json.schemastore.org/sarif-2.1.0.json",
            version: "2.1.0",
            runs: [run(report)],
        })
    }
}

fn run(report: &Report) -> Run {
    let taxonomies = Taxonomies::of(report);
    let shown = strongest(report);
    let total = arrange::findings(report).count();
    let rules = rules::rules(report, &taxonomies);
    let results = shown
        .iter()
        .map(|finding| result(report, &rules, finding))
        .collect();
    let mut notifications: Vec<_> = report
        .not_checked
        .iter()
        .take(NOTIFICATIONS)
        .map(|entry| not_checked(report.lang, entry))
        .collect();
    let unlisted = report.not_checked.len().saturating_sub(NOTIFICATIONS);
    for (n, en, ko) in [
        (total - shown.len(), "findings", "결과"),
        (
            unlisted,
            "entries of what was not checked",
            "확인하지 못한 항목",
        ),
    ] {
        if n > 0 {
            notifications.push(notification(match report.lang {
                Language::En => format!("{n} more {en} stand only in the JSON report"),
                Language::Ko => format!("{ko} {n}건은 JSON 보고서에만 있습니다"),
            }));
        }
    }
    Run {
        tool: Tool {
            driver: Component {
                name: report.tool.name.clone(),
                semantic_version: Some(report.tool.version.clone()),
                rules: Some(rules),
                supported_taxonomies: taxonomies.references(),
                ..Component::default()
            },
        },
        invocations: [Invocation {
            execution_successful: true,
            tool_execution_notifications: notifications,
        }],
        original_uri_base_ids: properties(json!({
            ROOT: {"description": {"text": "the folder that was checked"}}
        })),
        column_kind: "unicodeCodePoints",
        language: pick(report.lang, "en", "ko"),
        taxonomies: taxonomies.components(report),
        results,
        properties: properties(json!({
            "verdict": report.verdict,
            "today": report.today,
            "checked": report.checked,
        })),
    }
}

/// The findings that one run may hold, in the report's order; where there are
/// more, the mildest are left out.
fn strongest(report: &Report) -> Vec<&Finding> {
    let mut all: Vec<_> = arrange::findings(report).enumerate().collect();
    if all.len() > RESULTS {
        all.sort_by_key(|(_, finding)| {
            let counts = finding.suppression.is_none();
            std::cmp::Reverse((counts, finding.blocking, finding.level))
        });
        all.truncate(RESULTS);
        all.sort_by_key(|&(index, _)| index);
    }
    all.into_iter().map(|(_, finding)| finding).collect()
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        shown => shown.name(),
    }
}

fn result(report: &Report, rules: &[Descriptor], finding: &Finding) -> SarifResult {
    let fails = finding.outcome == Outcome::Fail || finding.blocking;
    let kind = match finding.outcome {
        _ if fails => "fail",
        Outcome::Open => "open",
        _ => "review",
    };
    let level = if fails {
        level_name(finding.level)
    } else {
        "none"
    };
    let related = finding.related.iter().take(PLACES);
    SarifResult {
        rule_id: finding.rule.clone(),
        rule_index: rules.iter().position(|rule| rule.id == finding.rule),
        kind,
        level,
        message: message(report.lang, finding),
        locations: [place::location(report, finding)],
        related_locations: related.enumerate().map(place::second_place).collect(),
        partial_fingerprints: properties(json!({FINGERPRINT: finding.fingerprint})),
        suppressions: finding.suppression.iter().map(suppression).collect(),
        fixes: fix(finding).into_iter().collect(),
        properties: properties(json!({
            "outcome": finding.outcome,
            "reason": finding.reason,
            "level": finding.level,
            "blocking": finding.blocking,
            "check": finding.check,
            "system": finding.system,
            "principle": finding.principle,
        })),
    }
}

/// What is wrong, why it is undecided, and how to mend it.
fn message(language: Language, finding: &Finding) -> Message {
    let mut text = finding.message.clone();
    if let Some(why) = wording::undecided(language, finding) {
        let outcome = wording::outcome(language, finding.outcome);
        text.push_str(&format!("\n{outcome}: {why}"));
    }
    if let Some(why) = wording::not_opened(language, finding) {
        text.push_str(&format!("\n{}: {why}", finding.path));
    }
    if !finding.fix.is_empty() {
        let label = pick(language, "fix", "해결");
        text.push_str(&format!("\n{label}: {}", finding.fix));
    }
    plain(&text)
}

fn suppression(suppression: &report::Suppression) -> Suppression {
    Suppression {
        kind: "external",
        status: "accepted",
        justification: neutral::lines(&suppression.reason),
        properties: properties(json!({
            "kind": suppression.kind,
            "approver": suppression.approver,
            "expires": suppression.expires,
            "days_left": suppression.days_left,
        })),
    }
}

/// All edits of a finding as one fix, a change for each file.
fn fix(finding: &Finding) -> Option<Fix> {
    if finding.edits.is_empty() {
        return None;
    }
    let mut files: indexmap::IndexMap<&str, Vec<Replacement>> = indexmap::IndexMap::new();
    for edit in &finding.edits {
        files.entry(&edit.path).or_default().push(replacement(edit));
    }
    let safe = finding.edits.iter().all(|edit| edit.safe);
    Some(Fix {
        description: plain(&finding.fix),
        artifact_changes: files
            .into_iter()
            .map(|(path, replacements)| ArtifactChange {
                artifact_location: place::artifact(path),
                replacements,
            })
            .collect(),
        properties: properties(json!({"safe": safe})),
    })
}

fn replacement(edit: &Edit) -> Replacement {
    Replacement {
        deleted_region: place::region(edit.start, edit.end),
        // The bytes to write, so nothing in them is replaced.
        inserted_content: Message {
            text: edit.replacement.clone(),
            markdown: None,
        },
    }
}

fn not_checked(language: Language, entry: &NotChecked) -> Notification {
    let what = entry.rule.as_deref().or(entry.path.as_deref());
    let label = pick(language, "not checked", "확인하지 못했습니다");
    let text = match what {
        Some(what) => format!("{label}: {what}: {}", entry.reason),
        None => format!("{label}: {}", entry.reason),
    };
    let mut notification = notification(text);
    if let Some(path) = &entry.path {
        notification.locations.push(place::file(path));
    }
    if let Some(rule) = &entry.rule {
        notification.properties = properties(json!({"rule": rule}));
    }
    notification
}

fn notification(text: String) -> Notification {
    Notification {
        level: "note",
        message: plain(&text),
        locations: Vec::new(),
        properties: Map::new(),
    }
}

/// Plain words. A digit in braces would be a placeholder and a bracket before a
/// parenthesis a link, so a blank parts them.
fn plain(text: &str) -> Message {
    let mut safe = String::with_capacity(text.len());
    for char in neutral::lines(text).chars() {
        let placeholder = char.is_ascii_digit() && safe.ends_with('{');
        let link = char == '(' && safe.ends_with(']');
        if placeholder || link {
            safe.push(' ');
        }
        safe.push(char);
    }
    Message {
        text: safe,
        markdown: None,
    }
}

fn properties(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect(),
        _ => Map::new(),
    }
}
