//! What must hold of every place that a parser gives, whatever it read. The
//! fuzz targets check the same.

use std::sync::Arc;

use ethics_gate::model::{Document, Place, Problem, Span, Value};
use ethics_gate::source::Parsed;
use ethics_gate::source::markdown::Markdown;

/// A range is inside the text and cuts no character.
fn span_fits(span: Span, document: &Document) {
    assert!(
        document.text.get(span.range()).is_some(),
        "{}: {span:?} is no range of the text",
        document.path
    );
}

fn place_fits(place: &Place, document: &Arc<Document>) {
    assert!(Arc::ptr_eq(&place.document, document));
    span_fits(place.span, document);
}

fn of_problems(problems: &[Problem], document: &Arc<Document>) {
    for problem in problems {
        place_fits(&problem.place, document);
        problem
            .related
            .iter()
            .for_each(|place| place_fits(place, document));
        assert!(problem.detail.en.len() < 1_000, "a message, not a document");
    }
}

/// Every value of a tree has a fitting place, and every member of a map a key.
pub(crate) fn of_value(value: &Value, document: &Arc<Document>) {
    place_fits(
        value.place.as_ref().expect("every value has a place"),
        document,
    );
    value
        .items()
        .iter()
        .for_each(|item| of_value(item, document));
    for (_, member) in value.entries() {
        span_fits(member.key.expect("every member has a key"), document);
        of_value(member, document);
    }
    value
        .mark()
        .iter()
        .for_each(|mark| place_fits(mark, document));
}

pub(crate) fn of_parsed(parsed: &Parsed, document: &Arc<Document>) {
    of_value(&parsed.value, document);
    of_problems(&parsed.problems, document);
}

pub(crate) fn of_markdown(markdown: &Markdown) {
    let document = &markdown.document;
    of_value(&markdown.meta, document);
    of_problems(&markdown.problems, document);
    span_fits(markdown.meta_span, document);
    span_fits(markdown.body, document);
    let mut last = 0;
    for section in &markdown.sections {
        [section.heading_span, section.own, section.whole]
            .iter()
            .for_each(|&span| span_fits(span, document));
        assert!(
            section.own.start >= last,
            "sections stand in order and never overlap"
        );
        assert!(section.whole.end >= section.own.end);
        last = section.own.end;
    }
    for table in &markdown.tables {
        span_fits(table.span, document);
        let cells = table.rows.iter().flatten().chain(&table.header);
        cells.for_each(|(_, span)| span_fits(*span, document));
    }
    for (name, span) in markdown.anchors.iter().chain(&markdown.topics) {
        span_fits(*span, document);
        let _found = markdown.section(name);
    }
    let _prose = markdown.prose(markdown.body);
}
