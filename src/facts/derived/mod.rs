//! One file a family, one slice.

pub mod artifacts;
pub mod assessments;
pub mod baseline;
pub mod benefit;
pub mod bound;
pub mod cards;
pub mod change;
pub mod claims;
pub mod confidential;
pub mod context;
pub mod data;
pub mod datasets;
pub mod defects;
pub mod disclosure;
pub mod documents;
pub mod evidence;
pub mod explanations;
pub mod exposure;
pub mod fairness;
mod figures;
pub mod harms;
pub mod inclusion;
pub mod integrity;
pub mod left_out;
pub mod licenses;
pub mod lock;
pub mod models;
pub mod oversight;
pub mod owners;
pub mod packs;
mod people;
pub mod pipelines;
pub mod practices;
pub mod privacy;
mod rare;
pub mod reading;
mod reads;
pub mod recourse;
pub mod redactions;
pub mod references;
pub mod shape;
pub mod signals;
pub mod text;
pub mod tier;
pub mod unowned;
pub mod uses;
pub mod waivers;
pub mod youth;

use super::Family;
use crate::model::{Place, Span, Value};

/// Every family, in the order of dependence.
pub const DERIVED: &[&Family] = &[
    &context::FAMILY,
    &models::FAMILY,
    &datasets::FAMILY,
    &documents::FAMILY,
    &evidence::FAMILY,
    &defects::FAMILY,
    &lock::FAMILY,
    &references::FAMILY,
    &left_out::FAMILY,
    &tier::FAMILY,
    &shape::FAMILY,
    &unowned::FAMILY,
    &packs::FAMILY,
    &text::FAMILY,
    &uses::FAMILY,
    &harms::FAMILY,
    &cards::FAMILY,
    &explanations::FAMILY,
    &confidential::FAMILY,
    &disclosure::FAMILY,
    &oversight::FAMILY,
    &assessments::FAMILY,
    &practices::FAMILY,
    &signals::FAMILY,
    &exposure::FAMILY,
    &artifacts::FAMILY,
    &bound::FAMILY,
    &data::FAMILY,
    &licenses::FAMILY,
    &fairness::FAMILY,
    &inclusion::FAMILY,
    &integrity::FAMILY,
    &privacy::FAMILY,
    &youth::FAMILY,
    &benefit::FAMILY,
    &pipelines::FAMILY,
    &owners::FAMILY,
    &claims::FAMILY,
    &reading::FAMILY,
    &recourse::FAMILY,
    &redactions::FAMILY,
    &change::FAMILY,
    &waivers::FAMILY,
];

/// Families that a change is held against on its base, and what they build on.
/// The others open every file of code and data, which no run does twice but for
/// a rule that reads `base`.
pub(super) const OF_BASE: &[&str] = &[
    "models",
    "datasets",
    "documents",
    "evidence",
    "lock",
    "references",
    "tier",
    "benefit",
];

/// What can stand where front matter belongs.
const FRONT_MATTER: &[&str] = &[
    "none",
    "map",
    "unclosed",
    "not-first",
    "not-a-map",
    "invalid",
    "template",
];

/// Why a document that the declaration names says nothing.
const SILENT: &[&str] = &["absent", "unreadable", "unverified"];

/// The place of a word inside a text, where it stands there as it is read; of
/// the whole text where an escape or a fold hides it.
fn part_of(text: &Value, word: &str) -> Option<Place> {
    let place = text.place.as_ref()?;
    let Some(at) = place.text().find(word) else {
        return text.mark();
    };
    let start = place.span.start as usize + at;
    Some(Place {
        span: Span::new(start, start + word.len()),
        ..place.clone()
    })
}
