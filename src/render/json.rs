//! The report itself, `ethics-gate/report/1`, for programs.

use serde::Serialize;

use super::{Renderer, Style, neutral};
use crate::model::report::Report;

/// The renderer `json`.
pub(super) struct Json;

impl Renderer for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn describe(&self) -> &'static str {
        "the whole report for programs, stable: ethics-gate/report/1"
    }

    fn render(&self, report: &Report, _style: &Style) -> Vec<u8> {
        pretty(report)
    }
}

/// Indented JSON with a last line break, in the order of the fields. Characters
/// that a terminal or a workflow's log would obey are written as escapes: the
/// data is the same, and looking at it is safe.
pub(super) fn pretty(value: &impl Serialize) -> Vec<u8> {
    let text = serde_json::to_string_pretty(value)
        .expect("internal error: a report has only string keys and finite numbers");
    let mut safe = String::with_capacity(text.len() + 1);
    let mut units = [0; 2];
    for char in text.chars() {
        // Outside of strings JSON has no such character, so this is inside one.
        let command = char == '[' && safe.ends_with("##");
        if command || neutral::is_obeyed(char) {
            for unit in char.encode_utf16(&mut units) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(char);
        }
    }
    safe.push('\n');
    safe.into_bytes()
}
