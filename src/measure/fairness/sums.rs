//! Whether attributes count the same people: each sums to everybody.

use super::groups::crossed_values;
use super::{Attribute, Confusion, Group};

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

/// A group of one of the crossed attributes, and the people of it that the
/// crossed cells hold: where these are others than its own, the cells are not
/// those of the people who were counted.
#[derive(Clone, Debug)]
pub struct Margin<'a> {
    /// The attribute.
    pub attribute: &'a str,
    /// Its group.
    pub group: &'a Group,
    /// What the cells of that group sum to.
    pub crossed: Confusion,
}

/// Each margin of crossed attributes whose parts were counted by themselves.
#[must_use]
pub fn margins<'a>(crossed: &Attribute, attributes: &'a [Attribute]) -> Vec<Margin<'a>> {
    let cells: Vec<(Vec<String>, Confusion)> = crossed
        .groups
        .iter()
        .map(|cell| (crossed_values(&cell.name), cell.table))
        .collect();
    let names: Vec<&str> = crossed.name.split('*').collect();
    let mut found = Vec::new();
    for (at, name) in names.iter().enumerate().filter(|_| names.len() > 1) {
        let Some(plain) = attributes.iter().find(|plain| plain.name == **name) else {
            continue;
        };
        for group in &plain.groups {
            let own = cells
                .iter()
                .filter(|(values, _)| values.len() == names.len() && values[at] == group.name);
            found.push(Margin {
                attribute: &plain.name,
                group,
                crossed: own.fold(Confusion::default(), |sum, (_, cell)| sum + *cell),
            });
        }
    }
    found
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

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(name: &str, groups: &[(&str, u64)]) -> Attribute {
        let group = |(name, people): &(&str, u64)| Group::of(name, Confusion::of(*people, 0, 0, 0));
        Attribute {
            name: name.to_owned(),
            reference: None,
            groups: groups.iter().map(group).collect(),
        }
    }

    fn differ(cells: &[(&str, u64)]) -> Vec<String> {
        let plain = [
            attribute("sex", &[("F", 5), ("M", 7)]),
            attribute("age", &[("y*", 6), ("o", 6)]),
        ];
        let crossed = attribute("sex*age", cells);
        let margins = margins(&crossed, &plain);
        let differ = margins.iter().filter(|one| one.crossed != one.group.table);
        differ
            .map(|one| format!("{}/{}", one.attribute, one.group.name))
            .collect()
    }

    #[test]
    fn cells_that_sum_to_everybody_and_not_to_each_group_are_seen() {
        let honest = [("F*y\\*", 2), ("F*o", 3), ("M*y\\*", 4), ("M*o", 3)];
        assert_eq!(differ(&honest), Vec::<String>::new());
        let moved = [("F*y\\*", 3), ("F*o", 3), ("M*y\\*", 3), ("M*o", 3)];
        assert_eq!(differ(&moved), ["sex/F", "sex/M"]);
        let unnamed = [("F", 2), ("F*o", 3), ("M*y\\*", 4), ("M*o", 3)];
        assert_eq!(differ(&unnamed), ["sex/F", "age/y*"]);
    }
}
