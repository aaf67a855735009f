//! Whether attributes count the same people: each sums to everybody.

use super::{Attribute, Confusion};

/// Everybody: what most attributes sum to, so that one attribute that loses
/// people doesn't decide for the others; of equals the largest. Crossed
/// attributes have no say. `None` without an attribute.
#[must_use]
pub fn whole(attributes: &[Attribute]) -> Option<Confusion> {
    let plain = attributes
        .iter()
        .filter(|attribute| !attribute.name.is_empty() && !attribute.name.contains('*'));
    let mut totals: Vec<Confusion> = plain.map(Attribute::total).collect();
    if totals.is_empty() {
        totals.extend(attributes.iter().map(Attribute::total));
    }
    let agreeing = |total: &Confusion| totals.iter().filter(|other| *other == total).count();
    totals
        .iter()
        .max_by_key(|total| (agreeing(total), total.total().rows))
        .copied()
}

/// A cell of which two tables hold different numbers of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Apart {
    /// `tp`, `fp`, `fn` or `tn`.
    pub cell: &'static str,
    /// People in the one table.
    pub own: u64,
    /// People in the other.
    pub whole: u64,
}

/// The cells in which a table differs from another.
#[must_use]
pub fn apart(own: &Confusion, whole: &Confusion) -> Vec<Apart> {
    let cells = [
        ("tp", own.tp.rows, whole.tp.rows),
        ("fp", own.fp.rows, whole.fp.rows),
        ("fn", own.fn_.rows, whole.fn_.rows),
        ("tn", own.tn.rows, whole.tn.rows),
    ];
    let cells = cells.into_iter().filter(|(_, own, whole)| own != whole);
    cells
        .map(|(cell, own, whole)| Apart { cell, own, whole })
        .collect()
}
