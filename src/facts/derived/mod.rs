//! One file a family, one slice.

pub mod cards;
pub mod datasets;
pub mod disclosure;
pub mod documents;
pub mod evidence;
pub mod explanations;
pub mod models;
pub mod oversight;
pub mod practices;
pub mod references;
pub mod shape;
pub mod text;
pub mod tier;
pub mod uses;

use super::Family;

/// Every family, in the order of dependence.
pub const DERIVED: &[&Family] = &[
    &documents::FAMILY,
    &models::FAMILY,
    &datasets::FAMILY,
    &evidence::FAMILY,
    &references::FAMILY,
    &tier::FAMILY,
    &shape::FAMILY,
    &text::FAMILY,
    &uses::FAMILY,
    &cards::FAMILY,
    &explanations::FAMILY,
    &disclosure::FAMILY,
    &oversight::FAMILY,
    &practices::FAMILY,
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
