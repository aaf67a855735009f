//! Where the parser's own range of a node is not what a reader would mark.

use crate::model::Span;

/// The parser begins a list that is not indented at its first item; it begins
/// at its first dash. `from` is where the block of YAML begins.
pub(super) fn beginning_at_dash(text: &str, from: usize, span: Span) -> Span {
    let start = span.start as usize;
    let is_dash = |rest: &str| {
        rest.strip_prefix('-')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
    };
    let dash = text[from..start].trim_end().len().checked_sub(1);
    match dash.map(|dash| from + dash) {
        Some(dash) if !is_dash(&text[start..]) && text.as_bytes()[dash] == b'-' => {
            Span::new(dash, span.end as usize)
        }
        _ => span,
    }
}

/// The parser's range of a block scalar takes in the blank lines after it.
pub(super) fn without_trailing_breaks(text: &str, span: Span) -> Span {
    let text = text.get(span.range()).unwrap_or("");
    let kept = text.trim_end_matches(['\n', '\r', ' ']).len();
    Span::new(span.start as usize, span.start as usize + kept)
}
