//! Twenty findings of one cause are one finding with a count.

use std::collections::HashMap;

use super::judge::Judged;
use crate::model::finding::Related;
use crate::model::{Finding, Outcome, Place, Span, Text};

/// How many places of a folded finding are kept beside the first.
const FOLDED_PLACES: usize = 100;

/// The findings of one rule by what makes them the same: where each stands.
pub(super) type Twins = HashMap<Twin, usize>;

/// What makes two findings of one rule the same.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Twin {
    check: String,
    outcome: Outcome,
    /// Where, and in which words; nothing where a check folds all of its findings.
    place: Option<(String, Span, String)>,
    /// What keeps it from counting: what counts is never folded into what doesn't.
    suppressed: Option<Option<usize>>,
}

impl Judged {
    /// Repeats of one cause become one finding with a count: the same words
    /// at the same place always, and all of a check that says so.
    pub(super) fn keep(&mut self, finding: Finding, fold: bool, twins: &mut Twins) {
        let place = || {
            let path = finding.place.path().to_owned();
            (path, finding.place.span, finding.message.en.clone())
        };
        let twin = Twin {
            check: finding.check.clone(),
            outcome: finding.outcome,
            place: (!fold).then(place),
            suppressed: finding.suppression.as_ref().map(|by| by.waiver),
        };
        let Some(twin) = twins.get(&twin).copied() else {
            twins.insert(twin, self.findings.len());
            self.findings.push(finding);
            return;
        };
        let twin = &mut self.findings[twin];
        twin.repeats += 1;
        // A second subject at the same place is news too: a card without sections.
        let known =
            |place: &Place, message: &Text| *place == finding.place && *message == finding.message;
        let is_news = !known(&twin.place, &twin.message)
            && twin
                .related
                .iter()
                .all(|related| !known(&related.place, &related.message));
        if is_news && twin.related.len() < FOLDED_PLACES {
            twin.related.push(Related {
                place: finding.place,
                message: finding.message,
                again: true,
            });
        }
    }
}
