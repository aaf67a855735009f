//! `check --hook`: what somebody who commits has to see.
//!
//! The whole is judged, as always; what is staged only chooses what is shown in
//! full. Where nothing is staged, as before a push, all is.

use std::path::Path;

use super::output;
use crate::model::report::Report;
use crate::model::text;
use crate::source;

/// Set aside what touches no staged file.
pub(super) fn set_aside(report: &mut Report) {
    let staged = source::staged(Path::new(&report.root)).unwrap_or_else(|error| {
        let note = text!(
            "note: what is staged is not known ({error}), so every finding is shown",
            "참고: 스테이징된 파일을 알 수 없어({error}) 모든 결과를 보입니다"
        );
        output::say(note.get(report.lang));
        Default::default()
    });
    if !staged.is_empty() {
        report.set_aside(|path| staged.contains(path));
    }
}
