//! Findings as an editor shows them.

use std::collections::BTreeMap;

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Range,
};

use super::Server;
use super::text::Lines;
use crate::model::Level;
use crate::model::report::{Finding, Related, Report, words};

/// The findings that count, by file. One of a file that is not there stands
/// where it is asked for, or at the start of the declaration; one that is
/// folded at each of its places.
pub(super) fn by_file(server: &Server, report: &Report) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut files: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for finding in &report.findings {
        if finding.suppression.is_some() {
            continue;
        }
        let (path, range) = place(server, report, finding);
        files
            .entry(path)
            .or_default()
            .push(diagnostic(server, finding, range));
        let again = |related: &&Related| related.again && related.can_be_opened();
        for again in finding.related.iter().filter(again) {
            let (start, end) = (again.start.offset, again.end.offset);
            let range = self::range(server, &again.path, start, end);
            let shown = Diagnostic {
                message: again.message.clone(),
                related_information: None,
                ..diagnostic(server, finding, range)
            };
            files.entry(again.path.clone()).or_default().push(shown);
        }
    }
    files
}

/// Where a finding is shown.
fn place(server: &Server, report: &Report, finding: &Finding) -> (String, Range) {
    if finding.can_be_opened() {
        let range = range(
            server,
            &finding.path,
            finding.start.offset,
            finding.end.offset,
        );
        return (finding.path.clone(), range);
    }
    let asked = finding
        .related
        .iter()
        .find(|related| related.can_be_opened());
    if let Some(asked) = asked {
        let range = range(server, &asked.path, asked.start.offset, asked.end.offset);
        return (asked.path.clone(), range);
    }
    let system = report
        .systems
        .iter()
        .find(|system| system.id == finding.system);
    let path = system.map_or(&finding.path, |system| &system.path);
    (path.clone(), Range::default())
}

pub(super) fn range(server: &Server, path: &str, start: u32, end: u32) -> Range {
    server
        .text(path)
        .map(|text| Lines::of(&text).range(start, end))
        .unwrap_or_default()
}

fn diagnostic(server: &Server, finding: &Finding, range: Range) -> Diagnostic {
    let fix = words("fix", "해결", server.language);
    let related = finding
        .related
        .iter()
        .filter(|related| related.can_be_opened() && !related.again);
    let related = related.filter_map(|related| {
        let range = self::range(
            server,
            &related.path,
            related.start.offset,
            related.end.offset,
        );
        Some(DiagnosticRelatedInformation {
            location: Location::new(server.uri(&related.path)?, range),
            message: related.message.clone(),
        })
    });
    Diagnostic {
        range,
        severity: Some(match finding.level {
            Level::Error => DiagnosticSeverity::ERROR,
            Level::Warning => DiagnosticSeverity::WARNING,
            Level::Note | Level::Off => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.rule.clone())),
        source: Some("ethics-gate".to_owned()),
        message: format!("{}\n{fix}: {}", finding.message, finding.fix),
        related_information: Some(related.collect()),
        ..Diagnostic::default()
    }
}
