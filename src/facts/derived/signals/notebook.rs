//! The code cells of a notebook. What they printed is not read.

use std::sync::Arc;

use super::hub::Load;
use super::python;
use crate::model::{Document, Span, Value};
use crate::source::json;

/// What the code of a notebook loads, each at the line of its cell.
pub(super) fn loads(document: &Arc<Document>) -> Vec<Load> {
    let parsed = json::parse(document, Span::new(0, document.text.len()));
    let cells = parsed.value.get("cells").map_or(&[][..], Value::items);
    cells.iter().flat_map(of_cell).collect()
}

fn of_cell(cell: &Value) -> Vec<Load> {
    if cell.get("cell_type").and_then(Value::as_str) != Some("code") {
        return Vec::new();
    }
    let mut code = String::new();
    // Where each line of the cell ends in the code, and where it stands.
    let mut lines: Vec<(usize, &Value)> = Vec::new();
    for line in cell.get("source").into_iter().flat_map(Value::one_or_many) {
        let Some(text) = line.as_str() else { continue };
        // A magic or a shell command is no Python.
        if !text.trim_start().starts_with(['%', '!']) {
            code.push_str(text);
        }
        if !code.ends_with('\n') {
            code.push('\n');
        }
        lines.push((code.len(), line));
    }
    let value = |span: Span| {
        let text = Value::computed(code.get(span.range()).unwrap_or(""));
        let line = lines.iter().find(|(end, _)| (span.start as usize) < *end);
        text.with_place(line.and_then(|(_, line)| line.place.clone()))
    };
    python::scan(&code)
        .iter()
        .map(|found| found.load(value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_cells_are_read_and_prose_and_output_are_not() {
        let text = r#"{"cells": [
            {"cell_type": "markdown", "source": ["load_dataset('told')"]},
            {"cell_type": "code", "source": ["%pip install datasets\n", "x = load_dataset('squad')"],
             "outputs": [{"text": ["load_dataset('printed')"]}]}
        ]}"#;
        let document = Document::new("train.ipynb", text);
        let loads = loads(&document);
        assert_eq!(loads.len(), 1);
        assert_eq!(loads[0].name.as_str(), Some("squad"));
        let place = loads[0].name.place.as_ref().expect("a place");
        assert!(place.text().contains("load_dataset('squad')"));
    }
}
