//! Places in SARIF's terms: lines and columns from 1, paths as relative
//! references.

use super::log::{ArtifactLocation, Location, LogicalLocation, PhysicalLocation, Region};
use super::{ROOT, plain};
use crate::model::report::{Finding, Position, Related, Report};
use crate::render::arrange;

/// Where the finding hangs. A file that is missing can carry no alert, so it is
/// named beside the place that should have brought it, and so is one whose name
/// is not shown.
pub(super) fn location(report: &Report, finding: &Finding) -> Location {
    let anchor = arrange::anchor(report, finding);
    let missing = (!finding.can_be_opened()).then(|| LogicalLocation {
        fully_qualified_name: finding.path.clone(),
        kind: "resource",
    });
    Location {
        physical_location: Some(physical(anchor.path, anchor.start, anchor.end)),
        logical_locations: missing.into_iter().collect(),
        ..Location::default()
    }
}

pub(super) fn second_place((index, related): (usize, &Related)) -> Location {
    // A viewer would open a physical place in the tree that is judged, where
    // the base's line is another one; and no viewer opens a name with a value.
    let (physical_location, message) =
        if related.on_base || (related.exists && !related.can_be_opened()) {
            let Related {
                path,
                start,
                message,
                ..
            } = related;
            (
                None,
                format!("{path}:{}:{}: {message}", start.line, start.column),
            )
        } else {
            let place = physical(&related.path, related.start, related.end);
            (Some(place), related.message.clone())
        };
    Location {
        id: Some(index + 1),
        physical_location,
        message: Some(plain(&message)),
        ..Location::default()
    }
}

/// A file as a whole.
pub(super) fn file(path: &str) -> Location {
    Location {
        physical_location: Some(PhysicalLocation {
            artifact_location: artifact(path),
            region: None,
        }),
        ..Location::default()
    }
}

fn physical(path: &str, start: Position, end: Position) -> PhysicalLocation {
    PhysicalLocation {
        artifact_location: artifact(path),
        region: Some(region(start, end)),
    }
}

/// Lines and columns from 1, the end never before the start.
pub(super) fn region(start: Position, end: Position) -> Region {
    let (line, column) = (start.line.max(1), start.column.max(1));
    let end = (end.line, end.column.max(1)).max((line, column));
    Region {
        start_line: line,
        start_column: column,
        end_line: end.0,
        end_column: end.1,
    }
}

pub(super) fn artifact(path: &str) -> ArtifactLocation {
    ArtifactLocation {
        uri: uri(path),
        uri_base_id: ROOT,
    }
}

/// A path as a relative reference: every byte but the unreserved ones and the
/// slash is percent-encoded, a colon too, which in the first segment would make
/// it a scheme.
fn uri(path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    let mut uri = String::with_capacity(path.len());
    for byte in path.trim_start_matches('/').bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
