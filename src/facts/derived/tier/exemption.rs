//! Whether a tier below the floor is argued for: an exemption, a document of
//! substance, and somebody who may accept it.

use crate::facts::Scope;
use crate::facts::derived::references::{Reader, State};
use crate::facts::derived::waivers::approvers;
use crate::manifest::declaration::form::Form;
use crate::measure::text;
use crate::model::context::is_same;
use crate::model::{Kind, Reason};

/// Words below which a document argues nothing.
const WORDS: usize = 25;

/// True, false, or missing where the document can't be read.
pub(super) fn holds(scope: &Scope) -> Kind {
    let said = |key: &str| scope.declared_str(&format!("risk.why_lower.{key}"));
    let approvers = approvers(scope.declaration, scope.before);
    let is_accepted = said("approver")
        .is_some_and(|approver| approvers.iter().any(|known| is_same(known, approver)));
    if said("exemption").is_none() || !is_accepted {
        return Kind::Bool(false);
    }
    let Some(doc) = scope.declared("risk.why_lower.doc") else {
        return Kind::Bool(false);
    };
    let mut reader = Reader::new(scope);
    let end = doc
        .as_str()
        .and_then(|text| reader.follow(Form::Anchor, text, doc));
    let Some(end) = end else {
        return Kind::Bool(false);
    };
    match end.state {
        State::Ok => {}
        State::Pointer => return Kind::Missing(Reason::Unverified),
        State::Unreadable => return Kind::Missing(Reason::Unreadable),
        _ => return Kind::Bool(false),
    }
    let outline = end.path.as_deref().and_then(|path| reader.outline(path));
    let prose = outline
        .zip(end.passage)
        .map(|(outline, passage)| outline.prose(passage.span));
    Kind::Bool(prose.is_some_and(|prose| text::substantive(&prose, WORDS).is_ok()))
}
