//! `check --hook`: what somebody who commits has to see.
//!
//! The whole is judged, as always; what is staged only chooses what is shown in
//! full. Where nothing is staged, as before a push, all is.

use std::path::Path;

use super::environment::Environment;
use super::{Refusal, output};
use crate::model::report::{Finding, Report};
use crate::model::text;
use crate::render;
use crate::source;

/// The report to stdout, what touches the staged files first.
pub(super) fn print(report: &Report, environment: &Environment) -> Result<(), Refusal> {
    let staged = source::staged(Path::new(&report.root)).unwrap_or_else(|error| {
        let note = text!(
            "note: what is staged is not known ({error}), so every finding is shown",
            "참고: 스테이징된 파일을 알 수 없어({error}) 모든 결과를 보입니다"
        );
        output::say(note.get(report.lang));
        Default::default()
    });
    let is_staged = |finding: &Finding| {
        let related = finding.related.iter().map(|related| &related.path);
        staged.is_empty()
            || std::iter::once(&finding.path)
                .chain(related)
                .any(|path| staged.contains(path))
    };
    output::print(&render::staged(report, &environment.style, is_staged))
}
