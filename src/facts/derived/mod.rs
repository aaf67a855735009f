//! One file a family, one slice.
use super::Family;

/// Every family, in the order of dependence.
pub const DERIVED: &[&Family] = &[];
