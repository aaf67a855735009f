//! The code of a notebook, all cells as one program. What they printed is not read.

use std::sync::Arc;

use super::hub::Load;
use super::python;
use crate::model::{Document, Place, Span, Value};
use crate::source::code;

/// What the code of a notebook loads, each at its place in the file.
pub(super) fn loads(document: &Arc<Document>) -> Vec<Load> {
    let said = code::spoken(document);
    let value = |span: Span| {
        let raw = document.text.get(span.range()).unwrap_or("");
        // The quote behind it has an escape of its own.
        let escapes = raw.len() - raw.trim_end_matches('\\').len();
        let raw = &raw[..raw.len() - escapes % 2];
        let start = span.start as usize;
        let place = Place::new(document, Span::new(start, start + raw.len()));
        // Escapes of JSON are longer than what they stand for.
        let text: Result<String, _> = serde_json::from_str(&format!("\"{raw}\""));
        Value::at(text.unwrap_or_else(|_| raw.to_owned()).into(), place)
    };
    python::scan(&said)
        .iter()
        .map(|found| found.load(value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let document = Document::new("train.ipynb", text);
        let loads = loads(&document);
        let names = loads.iter().filter_map(|load| load.name.as_str());
        names.map(str::to_owned).collect()
    }

    #[test]
    fn code_cells_are_read_and_prose_and_output_are_not() {
        let text = r#"{"cells": [
            {"cell_type": "markdown", "source": ["load_dataset('told')"]},
            {"cell_type": "code", "source": ["%pip install datasets\n", "x = load_dataset('squad')"],
             "outputs": [{"text": ["load_dataset('printed')"]}]}
        ]}"#;
        assert_eq!(names(text), ["squad"]);
        let document = Document::new("train.ipynb", text);
        let place = loads(&document)[0].name.place.clone().expect("a place");
        assert!(place.text().contains("squad"));
    }

    #[test]
    fn a_cell_in_one_text_is_read_behind_its_magic() {
        let text = r#"{"cells": [
            {"cell_type": "code", "source": "%matplotlib inline\nID = \"\ud55c\uad6d/qa\""},
            {"cell_type": "code", "source": "x = load_dataset(ID)"}
        ]}"#;
        assert_eq!(names(text), ["한국/qa"]);
    }
}
