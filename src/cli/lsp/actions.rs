//! Fixes as code actions: the edits that a finding carries.

use std::collections::HashMap;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Range, TextEdit,
    WorkspaceEdit,
};

use super::{Server, diagnostics};
use crate::model::report::{Edit, Finding};

/// What may be done about the findings that touch a range.
pub(super) fn answer(server: &Server, asked: &CodeActionParams) -> Vec<CodeActionOrCommand> {
    let Some(path) = server.path(&asked.text_document.uri) else {
        return Vec::new();
    };
    let findings = server
        .judged
        .iter()
        .flat_map(|judged| &judged.report.findings);
    findings
        .filter(|finding| finding.exists && finding.path == path && !finding.edits.is_empty())
        .filter(|finding| {
            let (start, end) = (finding.start.offset, finding.end.offset);
            touch(diagnostics::range(server, &path, start, end), asked.range)
        })
        .filter_map(|finding| action(server, finding))
        .collect()
}

fn touch(one: Range, other: Range) -> bool {
    one.start <= other.end && other.start <= one.end
}

fn action(server: &Server, finding: &Finding) -> Option<CodeActionOrCommand> {
    let mut changes: HashMap<_, Vec<TextEdit>> = HashMap::new();
    for Edit {
        path,
        start,
        end,
        replacement,
        ..
    } in &finding.edits
    {
        let range = diagnostics::range(server, path, start.offset, end.offset);
        let edit = TextEdit::new(range, replacement.clone());
        changes.entry(server.uri(path)?).or_default().push(edit);
    }
    Some(CodeActionOrCommand::CodeAction(CodeAction {
        title: finding.fix.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        // What a person has to complete is not what they would choose unread.
        is_preferred: Some(finding.edits.iter().all(|edit| edit.safe)),
        edit: Some(WorkspaceEdit::new(changes)),
        ..CodeAction::default()
    }))
}
