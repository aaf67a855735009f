//! The defects that a parser gathers on its way: bounded, so that a hostile
//! document can't buy memory with mistakes.

use std::sync::Arc;

use crate::model::{Document, Place, Problem, Reason, Span, Text, Value, text};

use super::Parsed;

/// Mistakes beyond this number make a document unreadable.
const MOST: usize = 1_000;

/// A defect that ends the reading.
pub(super) type Fatal = Box<Problem>;

/// Defects of one document, in the order in which they are met.
pub(super) struct Defects {
    document: Arc<Document>,
    found: Vec<Problem>,
}

impl Defects {
    pub(super) fn of(document: &Arc<Document>) -> Self {
        Self {
            document: Arc::clone(document),
            found: Vec::new(),
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place::new(&self.document, span)
    }

    /// Note a defect beside which the reading goes on.
    pub(super) fn note(
        &mut self,
        code: &'static str,
        span: Span,
        detail: Text,
    ) -> Result<(), Fatal> {
        self.push(Problem::new(code, self.place(span), detail))
    }

    /// Note the second of two equal keys.
    pub(super) fn duplicate_key(
        &mut self,
        name: &str,
        second: Span,
        first: Option<Span>,
    ) -> Result<(), Fatal> {
        let mut problem = Problem::new(
            "duplicate-key",
            self.place(second),
            Text::same(shortened(name)),
        );
        problem.related = first.map(|span| self.place(span));
        self.push(problem)
    }

    fn push(&mut self, problem: Problem) -> Result<(), Fatal> {
        if self.found.len() >= MOST {
            let place = problem.place;
            return Err(Box::new(Problem::fatal(
                "too-many-problems",
                place,
                text!("more than {MOST} defects", "결함이 {MOST}개보다 많음"),
            )));
        }
        self.found.push(problem);
        Ok(())
    }

    /// A defect that ends the reading.
    pub(super) fn fatal(&self, code: &'static str, span: Span, detail: Text) -> Fatal {
        Box::new(Problem::fatal(code, self.place(span), detail))
    }

    /// The outcome of a reading, with its defects in the order of the text.
    pub(super) fn conclude(mut self, outcome: Result<Value, Fatal>) -> Parsed {
        let value = outcome.unwrap_or_else(|problem| {
            let place = problem.place.clone();
            self.found.push(*problem);
            Value::missing(Reason::Unreadable, Some(place))
        });
        self.found.sort_by_key(|problem| problem.place.span);
        Parsed {
            value,
            problems: self.found,
        }
    }
}

/// A name as a message can carry it: a key may be as long as its document.
pub(super) fn shortened(name: &str) -> String {
    const LONGEST: usize = 80;
    match name.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &name[..cut]),
        None => name.to_owned(),
    }
}
