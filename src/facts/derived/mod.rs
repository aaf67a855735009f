//! One file a family, one slice.

pub mod datasets;
pub mod documents;
pub mod evidence;
pub mod models;

use super::Family;

/// Every family, in the order of dependence.
pub const DERIVED: &[&Family] = &[
    &documents::FAMILY,
    &models::FAMILY,
    &datasets::FAMILY,
    &evidence::FAMILY,
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
